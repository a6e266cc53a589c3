"""The help desk's marks (bold, covered, quoted, folded) as Telegram's HTML, or left out."""

from __future__ import annotations

import html

from bot.helpdesk.model.markup import (
    BOLD_OFF,
    BOLD_ON,
    COVER_OFF,
    COVER_ON,
    FOLD_OFF,
    FOLD_ON,
    QUOTE_OFF,
    QUOTE_ON,
    unmarked,
)

TAGS = {
    BOLD_ON: "<b>",
    BOLD_OFF: "</b>",
    COVER_ON: "<tg-spoiler>",
    COVER_OFF: "</tg-spoiler>",
    QUOTE_ON: "<blockquote>",
    QUOTE_OFF: "</blockquote>",
    FOLD_ON: "<blockquote expandable>",
    FOLD_OFF: "</blockquote>",
}


def as_html(text: str) -> str:
    """Escape the text but for our own marks of bold, of covered text, of quotations and of what is folded away."""
    text = html.escape(text, quote=False)
    # str.translate looks at every letter of a thousand, and takes thirty times as long
    for mark, tag in TAGS.items():
        text = text.replace(mark, tag)
    return text


def as_plain(text: str) -> str:
    """Return the text without marks, for when Telegram cannot parse it."""
    return unmarked(text)
