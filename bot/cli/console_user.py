"""Who is at the console, for what is written down about it, and a question that he answers with ya or tidak."""

from __future__ import annotations

import getpass
import os
import pwd

import click

from bot.helpdesk.texts.publishing import YES_OR_NO

_ANSWERS = dict.fromkeys(("ya", "y", "iya", "yes"), True) | dict.fromkeys(("tidak", "t", "tdk", "n", "no", ""), False)


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
