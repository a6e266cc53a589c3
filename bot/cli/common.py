"""What commands share: form, settings, store, printing, questions to a person, how far they are, files they write."""

from __future__ import annotations

import difflib
import getpass
import io
import os
import pwd
import re
import signal
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

import click

import bot
from bot import clock, files
from bot.helpdesk.model.errors import Tell, Trouble
from bot.helpdesk.texts.operator import YES_OR_NO, why_not
from bot.printable import printable

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.storage.database.sql import Connection
    from bot.storage.store import SqlStore


P = ParamSpec("P")
T = TypeVar("T")
GUIDE = re.compile(r"(?<![\w/.-])(?:docs/[a-z-]+\.md|config\.example\.yaml)")
AS_MODULE = "python -m bot"
"""How the program is called in a checkout. Sentences name it so; where it is installed, only its own name works."""


class NotStarted(Trouble):
    """The bot itself cannot start until a person has mended what is set."""


@dataclass
class Context:
    """Where the settings are, which are read when first needed, and the store beside the bot."""

    config: str | None = None

    @cached_property
    def settings(self) -> Settings:
        """Read the settings. Raises Trouble with every fault in them."""
        from bot.settings import load_settings

        return load_settings(self.config)

    @cached_property
    def current(self) -> Settings:
        """The settings with the offices, officers and villages that were imported. Raises Trouble."""
        import asyncio  # a tenth of the time that `faq check` may take, which has no use for it

        from bot.app.people.regions import current_if_any

        return asyncio.run(current_if_any(self.settings))

    @property
    def url(self) -> str:
        """The database's, with its password."""
        return self.settings.database.get_secret_value()

    @property
    def zone(self) -> ZoneInfo:
        """The first office's, by whose clock people read and write."""
        return ZoneInfo(self.settings.offices[0].timezone)

    @property
    def now(self) -> datetime:
        """This moment by the first office's clock."""
        return clock.now().astimezone(self.zone)

    def with_store(self, work: Callable[[SqlStore], Awaitable[T]], *, write: bool = False) -> T:
        """Do this with the database that is there. Raises StorageUnavailable."""
        import asyncio

        from bot.storage.store import beside  # half a second to import, and `faq check` does without

        async def done() -> T:
            async with beside(self.url, write=write) as store:
                return await work(store)

        return asyncio.run(done())

    def read(self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Ask the database one thing. Raises StorageUnavailable."""
        return self.with_store(lambda store: store.read(query, *args, **kwargs))

    def write(self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Change one thing in the database. Raises StorageUnavailable."""
        return self.with_store(lambda store: store.write(query, *args, **kwargs), write=True)


def _config_option() -> click.Option:
    def keep(ctx: click.Context, _: click.Parameter, path: str | None) -> None:
        context = ctx.ensure_object(Context)
        # what stands after the command counts more than what stands before it
        context.config = context.config if path is None else path

    shown = "Berkas pengaturan (bawaan: ./config.yaml bila ada)."
    return click.Option(["--config"], metavar="BERKAS", expose_value=False, callback=keep, help=shown)


class Command(click.Command):
    """A command of this program; its function gets the Context before its options and arguments."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"options_metavar": "[PILIHAN]"} | kwargs)
        self.params.append(_config_option())

    def invoke(self, ctx: click.Context) -> Any:
        """Call the function."""
        assert self.callback
        return ctx.invoke(self.callback, ctx.obj, **ctx.params)


class CommandGroup(click.Group):
    """A command that has commands of its own; those of `modules` are imported only when they are used.

    There a command stands under its name, or with "_" behind a name that Python has taken.
    """

    command_class = Command

    def __init__(self, *args: Any, modules: Mapping[str, Sequence[str]] | None = None, **kwargs: Any) -> None:
        self._modules = {name: module for module, names in (modules or {}).items() for name in names}
        metavars = {"options_metavar": "[PILIHAN]", "subcommand_metavar": "PERINTAH …"}
        super().__init__(*args, **metavars | kwargs)
        self.params.append(_config_option())

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names as `--help` shows them."""
        return [*super().list_commands(ctx), *self._modules]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return the command of that name."""
        if name not in self._modules:
            return super().get_command(ctx, name)
        module, attribute = import_module(self._modules[name]), name.replace("-", "_")
        command: click.Command = getattr(module, f"{attribute}_", None) or getattr(module, attribute)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Return the command that is typed; of one that does not exist, say what is meant or what there is."""
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], known, 1)
            there = f"Mungkin maksudnya: '{near[0]}'." if near else f"Yang ada: {', '.join(known)}."
            ctx.fail(f"Perintah '{args[0]}' tidak ada. {there}")
        return super().resolve_command(ctx, args)


BEFORE, AFTER = "sebelum-upgrade", "sesudah-upgrade"
"""What is behind the name of the draft that an upgrade has changed, and of what going back puts aside."""
PATH = click.Path(path_type=Path)
FILE = click.Path(path_type=Path, dir_okay=False)
DAY = click.DateTime(["%Y-%m-%d"])
"""A day, without a time: what has gone from the queues was counted by whole days."""
json_option = click.option("--json", "as_json", is_flag=True, help="Untuk program.")
sure_option = click.option("--ya", "sure", is_flag=True, help="Tanpa bertanya dulu.")
since_option = click.option("--since", metavar="TANGGAL", type=DAY, help="Hanya sejak tanggal ini (2026-11-24).")


def as_called(text: str, called: str = AS_MODULE) -> str:
    """Return the text with commands as they are typed here, and with the guides that it names where they lie here."""
    context = click.get_current_context(silent=True)
    typed = text.replace(AS_MODULE, (context and context.find_root().info_name) or called)
    return GUIDE.sub(lambda found: found[0] if os.path.exists(found[0]) else str(shipped_file(found[0])), typed)


def shipped_file(name: str) -> Path:
    """Return where a file lies that comes with the program but is no code; `name`: its path in a checkout."""
    program = Path(bot.__file__).parent
    places = (program / "shipped" / name, program / "shipped/docs" / name, program.parent / name)
    return next(one for one in places if one.exists())


def echo(*lines: str, err: bool = False) -> None:
    """Print the lines as they are called here, with control characters written out."""
    for line in lines:
        click.echo(printable(as_called(line)), err=err)


def show_invitation(link: str, whom: str) -> None:
    """Print a link to join, and its QR code for an operator who sits beside the one who is invited."""
    import segno  # few commands draw one, and all import this module

    from bot.app.people.invitations import VALID

    echo(link)
    picture = io.StringIO()
    segno.make(link, error="m").terminal(picture, compact=True, border=2)
    click.echo(picture.getvalue(), err=True)
    echo(f"Berlaku {VALID.days} hari, sekali pakai. Kirim hanya kepada {whom}.", err=True)


def at_console() -> str:
    """Return the name that the environment gives, which anybody can set, and the user whom the system knows."""
    uid, account, claimed = os.getuid(), "tanpa nama", ""
    with suppress(KeyError, OSError):  # a container may run under a number that no list of users has
        account = pwd.getpwuid(uid).pw_name
    with suppress(KeyError, OSError):
        claimed = getpass.getuser()
    claimed = claimed or account
    return f"konsol:{claimed} (uid {uid}, {account})"


_ANSWERS = dict.fromkeys(("ya", "y", "iya", "yes"), True) | dict.fromkeys(("tidak", "t", "tdk", "n", "no", ""), False)


def agreed(question: str) -> bool:
    """Ask until the answer is yes or no; Enter alone is no."""

    def read(typed: str) -> bool:
        if (answer := _ANSWERS.get(typed.strip().lower().rstrip(".!"))) is None:
            raise click.UsageError(YES_OR_NO)
        return answer

    return bool(click.prompt(f"{question} (ya/tidak)", default="", show_default=False, value_proc=read, err=True))


@contextmanager
def progress(label: str) -> Iterator[Tell]:
    """Show on a terminal how far it is; the bar appears at the first step: what cannot begin says why without one."""
    bar = click.progressbar(length=1, label=label, file=sys.stderr)

    def tell(done: int, of: int) -> None:
        if sys.stderr.isatty():
            bar.length = of
            bar.update(done - bar.pos)

    try:
        yield tell
    finally:
        if bar.pos:  # it has hidden the cursor
            bar.render_finish()


def each(items: Iterable[T], count: int, label: str) -> Iterator[T]:
    """Yield the items, and show how many of them are done."""
    with progress(label) as tell:
        for done, item in enumerate(items, 1):
            yield item
            tell(done, count)


def end_by_signals() -> None:
    """Cancel this task at Ctrl+C or SIGTERM."""
    import asyncio

    loop, me = asyncio.get_running_loop(), asyncio.current_task()
    assert me
    for end in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(end, me.cancel)


def ending_of(path: Path, *known: str) -> str:
    """Return the ending of a file to be written. Raises UsageError for one that is none of these."""
    if (ending := path.suffix.lower()) not in known:
        raise click.UsageError(f"'{path}' harus berakhir dengan {', '.join(known)}.")
    return ending


def write_file(path: Path, content: bytes) -> None:
    """Put the file in its place in one step, so that a full disk leaves no half of it. Raises Trouble."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        files.replace(path, content)
    except OSError as error:
        raise Trouble(f"{path} tidak bisa ditulis ({why_not(error)}). Periksa folder dan izinnya.", error) from error
