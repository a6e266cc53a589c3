"""What all commands share: their form, the option --config before and after the command, and the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from bot.helpdesk.model.errors import Trouble

if TYPE_CHECKING:  # they take a third of a second to import, and not every command needs them
    from bot.settings import Settings


class NotStarted(Trouble):
    """The bot itself cannot start until a person has mended what is set."""


@dataclass
class Context:
    """Where the settings are; they are read when first needed."""

    config: str | None = None

    @cached_property
    def settings(self) -> Settings:
        """Read the settings. Raises Trouble with every fault in them."""
        from bot.app.settings_file import read_settings

        return read_settings(self.config)

    def begin_of(self, day: date | None) -> datetime | None:
        """Return the day's first moment by the first office's clock; None where no day is named. Raises Trouble."""
        return datetime.combine(day, time(), ZoneInfo(self.settings.offices[0].timezone)) if day else None

    @cached_property
    def current(self) -> Settings:
        """The settings with the offices, officers and villages that were imported. Raises Trouble."""
        import asyncio  # a tenth of the time that `faq check` may take, which has no use for it

        from bot.app.regions.current import current_if_any

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
