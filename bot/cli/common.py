"""What commands share: form, settings, store, printing, questions to a person, how far they are, files they write."""

from __future__ import annotations

import getpass
import io
import os
import pwd
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import click

from bot import files
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.progress import Tell
from bot.helpdesk.texts.publishing import YES_OR_NO
from bot.helpdesk.texts.system_errors import why_not
from bot.printable import printable

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from bot.settings import Settings
    from bot.storage.store import SqlStore


T = TypeVar("T")


class NotStarted(Trouble):
    """The bot itself cannot start until a person has mended what is set."""


@dataclass
class Context:
    """Where the settings are; they are read when first needed."""

    config: str | None = None

    @cached_property
    def settings(self) -> Settings:
        """Read the settings. Raises Trouble with every fault in them."""
        from bot.settings import load_settings

        return load_settings(self.config)

    def begin_of(self, day: date | None) -> datetime | None:
        """Return the day's first moment by the first office's clock; None where no day is named. Raises Trouble."""
        return datetime.combine(day, time(), ZoneInfo(self.settings.offices[0].timezone)) if day else None

    @cached_property
    def current(self) -> Settings:
        """The settings with the offices, officers and villages that were imported. Raises Trouble."""
        import asyncio  # a tenth of the time that `faq check` may take, which has no use for it

        from bot.app.people.regions import current_if_any

        return asyncio.run(current_if_any(self.settings))


def _keep_config(ctx: click.Context, _: click.Parameter, path: str | None) -> None:
    context = ctx.ensure_object(Context)
    if path is not None:  # what stands after the command counts more than what stands before it
        context.config = path


def _config_option() -> click.Option:
    return click.Option(
        ["--config"],
        metavar="BERKAS",
        expose_value=False,
        callback=_keep_config,
        help="Berkas pengaturan (bawaan: ./config.yaml bila ada).",
    )


def with_store(settings: Settings, work: Callable[[SqlStore], Awaitable[T]], *, write: bool = False) -> T:
    """Do this with the database that is there. Raises StorageUnavailable."""
    import asyncio

    from bot.storage.store import beside  # half a second to import, and `faq check` does without

    async def done() -> T:
        async with beside(settings.database.get_secret_value(), write=write) as store:
            return await work(store)

    return asyncio.run(done())


class Command(click.Command):
    """A command of this program."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"options_metavar": "[PILIHAN]"} | kwargs)
        self.params.append(_config_option())


class Group(click.Group):
    """A command that has commands of its own.

    `modules`: where those of other modules stand, module and attribute by name. Each is imported only when it is used,
    so that a start pays for nothing else.
    """

    command_class = Command

    def __init__(self, *args: Any, modules: Mapping[str, tuple[str, str]] | None = None, **kwargs: Any) -> None:
        self._modules = modules or {}
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
        module, attribute = self._modules[name]
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is typed; one that does not exist is compared with those of other modules, too."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            raise click.NoSuchCommand(error.command_name, possibilities=self.list_commands(ctx), ctx=ctx) from None


class Number(click.ParamType[int]):
    """A whole number from `lowest` to `highest`."""

    name = "angka"

    def __init__(self, lowest: int, highest: int) -> None:
        self._lowest = lowest
        self._highest = highest

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the number, or fail with a sentence for the person."""
        try:
            number = int(value)
        except ValueError:
            self.fail(f"'{value}' bukan bilangan bulat.", param, ctx)
        if not self._lowest <= number <= self._highest:
            self.fail(f"{number} harus antara {self._lowest} dan {self._highest}.", param, ctx)
        return number


class Day(click.ParamType[date]):
    """A day, without a time: what has gone from the queues was counted by whole days."""

    name = "tanggal"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day, or fail with a sentence for the person."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' bukan tanggal. Tulis seperti 2026-11-24, tanpa jam.", param, ctx)


AS_MODULE = "python -m bot"
"""How the program is called in a checkout. Sentences name it so; where it is installed, only its own name works."""


def as_called(text: str) -> str:
    """Return the text with commands as they are typed here."""
    return text.replace(AS_MODULE, click.get_current_context().find_root().info_name or AS_MODULE)


def echo(text: str = "", *, nl: bool = True, err: bool = False) -> None:
    """Print the text with control characters written out."""
    click.echo(printable(text), nl=nl, err=err)


def show_qr(text: str) -> None:
    """Draw the text as a QR code on standard error."""
    import segno  # few commands draw one, and all import this module

    picture = io.StringIO()
    segno.make(text, error="m").terminal(picture, compact=True, border=2)
    click.echo(picture.getvalue(), err=True)


_ANSWERS = dict.fromkeys(("ya", "y", "iya", "yes"), True) | dict.fromkeys(("tidak", "t", "tdk", "n", "no", ""), False)


def show_invitation(link: str, whom: str) -> None:
    """Print a link to join, and its QR code for an operator who sits beside the one who is invited."""
    from bot.app.people.invitations import VALID

    echo(link)
    show_qr(link)
    echo(f"Berlaku {VALID.days} hari, sekali pakai. Kirim hanya kepada {whom}.", err=True)


def at_console() -> str:
    """Return the name that the environment gives, which anybody can set, and the user whom the system knows."""
    uid = os.getuid()
    try:
        account = pwd.getpwuid(uid).pw_name
    except KeyError:
        account = "tanpa nama"  # a container may run under a number that no list of users has
    try:
        claimed = getpass.getuser()
    except (KeyError, OSError):
        claimed = account
    return f"konsol:{claimed} (uid {uid}, {account})"


def agreed(question: str) -> bool:
    """Ask until the answer is yes or no; Enter alone is no."""
    return bool(click.prompt(f"{question} (ya/tidak)", default="", show_default=False, value_proc=_read, err=True))


def _read(typed: str) -> bool:
    try:
        return _ANSWERS[typed.strip().lower().rstrip(".!")]
    except KeyError:
        raise click.UsageError(YES_OR_NO) from None


EVERY = 10.0
"""Seconds between two lines: a log is not filled, and a command that ends sooner writes none."""


@contextmanager
def progress(label: str, clock: Callable[[], float] = monotonic) -> Iterator[Tell]:
    """Show how far it is, on standard error: what a command prints stays what other programs read."""
    with ExitStack() as stack:
        yield _bar(label, stack) if sys.stderr.isatty() else _lines(label, clock)


def each(items: Iterable[T], count: int, label: str) -> Iterator[T]:
    """Yield the items, and show how many of them are done."""
    with progress(label) as tell:
        for done, item in enumerate(items, 1):
            yield item
            tell(done, count)


def _bar(label: str, stack: ExitStack) -> Tell:
    """Draw a bar, which appears at the first step: what cannot begin says why without one."""
    bars: list[ProgressBar[int]] = []

    def tell(done: int, of: int) -> None:
        if not bars:
            bars.append(stack.enter_context(click.progressbar(length=of, label=label, file=sys.stderr)))
        bars[0].length = of
        bars[0].update(done - bars[0].pos)

    return tell


def _lines(label: str, clock: Callable[[], float]) -> Tell:
    said = clock()

    def tell(done: int, of: int) -> None:
        nonlocal said
        if clock() - said >= EVERY:
            said = clock()
            click.echo(f"{label}: {done} dari {of}", err=True)

    return tell


def write_file(path: Path, content: bytes) -> None:
    """Put the file in its place in one step, so that a full disk leaves no half of it. Raises Trouble."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        files.replace(path, content)
    except OSError as error:
        raise Trouble(f"{path} tidak bisa ditulis ({why_not(error)}). Periksa folder dan izinnya.", error) from error
