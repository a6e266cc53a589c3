"""python -m bot faq: check, show and search the FAQ files, have them signed, and publish them."""

from __future__ import annotations

import click

from bot.cli.command import Group

COMMANDS = {
    "check": ("bot.cli.faq_check", "check"),
    "drafts": ("bot.cli.drafts", "drafts_command"),
    "eval": ("bot.cli.measure", "eval_command"),
    "find": ("bot.cli.faq_show", "find"),
    "history": ("bot.cli.faq_publish", "history"),
    "list": ("bot.cli.faq_show", "list_entries"),
    "publish": ("bot.cli.faq_publish", "publish"),
    "rollback": ("bot.cli.faq_publish", "rollback"),
    "rules": ("bot.cli.faq_check", "rules"),
    "sheet": ("bot.cli.faq_sheet", "sheet"),
    "shipped": ("bot.cli.faq_shipped", "shipped"),
    "show": ("bot.cli.faq_show", "show"),
    "signoff": ("bot.cli.faq_show", "signoff"),
    "test": ("bot.cli.measure", "test_command"),
}


@click.group(cls=Group, modules=COMMANDS)
def faq() -> None:
    """Memeriksa, menampilkan, menguji, dan mencari isi FAQ."""
