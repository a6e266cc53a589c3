"""A question at the terminal that is answered with ya or tidak."""

from __future__ import annotations

import click

from bot.helpdesk.texts.publishing import YES_OR_NO

_ANSWERS = dict.fromkeys(("ya", "y", "iya", "yes"), True) | dict.fromkeys(("tidak", "t", "tdk", "n", "no", ""), False)


def agreed(question: str) -> bool:
    """Ask until the answer is yes or no; Enter alone is no."""
    return bool(click.prompt(f"{question} (ya/tidak)", default="", show_default=False, value_proc=_read, err=True))


def _read(typed: str) -> bool:
    try:
        return _ANSWERS[typed.strip().lower().rstrip(".!")]
    except KeyError:
        raise click.UsageError(YES_OR_NO) from None
