"""The FAQ folder that a command reads: it must be there, and mostly whole."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.command import Context
from bot.faqfiles.load import load_faq
from bot.faqfiles.model import Faq
from bot.faqfiles.problem import FaqBroken, errors_of
from bot.helpdesk.model.errors import Trouble

faq_option = click.option(
    "--faq", "folder", metavar="FOLDER", type=click.Path(path_type=Path), help="Folder FAQ (bawaan: dari pengaturan)."
)


def chosen(ctx: click.Context, named: Path | None) -> Path:
    """Return the folder that the command names, or else that of the settings. Raises Trouble when it is missing."""
    context: Context = ctx.obj
    return existing(named or context.settings.faq)


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
    try:
        return load_faq(existing(folder))
    except FaqBroken as broken:
        lines = [str(problem) for problem in errors_of(broken.problems)]
        raise Trouble(
            "\n".join([*lines, "FAQ belum bisa dipakai. Perbaiki yang di atas lebih dulu."]), broken
        ) from broken
