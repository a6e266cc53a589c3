"""Marks in a text that a channel turns into its own bold, quotation or fold."""

from __future__ import annotations

import re

from bot.helpdesk.model.lengths import BOLD_OFF, BOLD_ON, FOLD_OFF, FOLD_ON, QUOTE_OFF, QUOTE_ON

_STARRED = re.compile(r"\*\*(.+?)\*\*")


def marked(text: str) -> str:
    """Return a text of the FAQ files with its **bold** between the marks."""
    return _STARRED.sub(rf"{BOLD_ON}\1{BOLD_OFF}", text)


def bold(text: str) -> str:
    """Put the text between the marks that a channel turns into its own bold."""
    return f"{BOLD_ON}{text}{BOLD_OFF}"


def quoted(text: str) -> str:
    """Put somebody's words between the marks that a channel turns into a quotation; "" where he wrote nothing."""
    words = text.strip()
    return f"{QUOTE_ON}{words}{QUOTE_OFF}" if words else ""


def with_lines(text: str, old: str, new: str) -> str:
    """Replace somebody's words where they stand as whole lines, quoted or not; never inside other words."""
    words = re.escape(old.strip())
    return re.sub(rf"(?<![^\n{QUOTE_ON}]){words}(?![^\n{QUOTE_OFF}])", lambda _: new.strip(), text) if words else text


def paragraphs(*parts: str) -> str:
    """Join the parts with an empty line between two, but with none below a quotation, which channels set off."""
    return "\n\n".join(part for part in parts if part).replace(f"{QUOTE_OFF}\n\n", f"{QUOTE_OFF}\n")


def folded(text: str) -> str:
    """Put the text between the marks that a channel turns into a fold; return "" where there is nothing to read on."""
    return f"{FOLD_ON}{text}{FOLD_OFF}" if text else ""
