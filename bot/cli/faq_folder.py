"""The FAQ folder that a command reads: it must be there, and mostly whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot import clock
from bot.app.published_faq import published_sets
from bot.cli.command import Context
from bot.cli.safe_print import echo
from bot.faqfiles.model import Faq
from bot.faqfiles.problem import FaqBroken, errors_of
from bot.faqfiles.published.working_files import unpublished
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import publishing as texts
from bot.settings import Settings

faq_option = click.option(
    "--faq", "folder", metavar="FOLDER", type=click.Path(path_type=Path), help="Folder FAQ (bawaan: dari pengaturan)."
)


def chosen(ctx: click.Context, named: Path | None) -> Path:
    """Return the folder that the command names, or else that of the settings. Raises Trouble when it is missing."""
    context: Context = ctx.obj
    return existing(named or context.settings.faq)


def today_at(settings: Settings) -> date:
    """Return the first office's date, by which the dates in the FAQ are written and checked."""
    return clock.now().astimezone(ZoneInfo(settings.offices[0].timezone)).date()


def loaded_draft(ctx: click.Context, named: Path | None) -> Faq:
    """Load the FAQ that a command shows or asks; of the bot's own folder, say whether residents get it. Raises Trouble.

    Errors as in `usable`.
    """
    folder = chosen(ctx, named)
    if named is None:
        say_if_unpublished(ctx.obj.settings)
    return usable(folder)


def say_if_unpublished(settings: Settings) -> None:
    """Say beside a command's result that residents get another state than the bot's folder holds, if they do."""
    folder, current = settings.faq, published_sets(settings).current()
    changed = unpublished(folder, current) if current else ()
    if current and changed:
        echo(texts.NOT_SERVED.format(folder=folder, number=current.number, files=texts.some(changed)), err=True)


def existing(folder: Path) -> Path:
    """Return the folder. Raises Trouble with what to do when it is missing."""
    if not folder.exists():
        raise Trouble(
            f"Folder FAQ '{folder}' tidak ada: perbaiki setelan 'faq', atau jalankan bot (run atau demo), yang saat "
            "pertama kali menyalin FAQ bawaan ke folder faq."
        )
    return folder


def usable(folder: Path) -> Faq:
    """Load the FAQ in the folder. Raises Trouble with every error when it cannot be used."""
    from bot.faqfiles.load import load_faq  # parser and rules, which `faq check` seldom needs

    try:
        return load_faq(existing(folder))
    except FaqBroken as broken:
        lines = [str(problem) for problem in errors_of(broken.problems)]
        raise Trouble(
            "\n".join([*lines, "FAQ belum bisa dipakai. Perbaiki yang di atas lebih dulu."]), broken
        ) from broken
