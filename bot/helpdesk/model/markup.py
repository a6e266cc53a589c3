"""Marks in a text that a channel turns into bold, quotation or fold; its length without them, and cutting it."""

from __future__ import annotations

import re

BOLD_ON, BOLD_OFF = "\ue000", "\ue001"
"""Marks around bold text; private-use characters, which channels strip from everything that people write."""
COVER_ON, COVER_OFF = "\ue002", "\ue003"
"""Marks around text that shows only once it is tapped, and never in a notification."""
QUOTE_ON, QUOTE_OFF = "\ue004", "\ue005"
"""Marks around words of somebody else's, so that they cannot pass for the bot's own."""
FOLD_ON, FOLD_OFF = "\ue006", "\ue007"
"""Marks around what follows an answer for those who read on: folded away until it is tapped."""
_CLOSING = {BOLD_ON: BOLD_OFF, COVER_ON: COVER_OFF, QUOTE_ON: QUOTE_OFF, FOLD_ON: FOLD_OFF}

MESSAGE_LENGTH = 3800
"""The longest text sent as one message; below every channel's limit, with room for a mark that it is sent again."""
CAPTION_LENGTH = 1000
"""Characters of a photo's caption; the longest shown is 1,024."""
EDITED_LENGTH = 4080
"""The longest text that a message is changed to: a card that just fitted still does with another last line."""


def units(text: str) -> int:
    """Return the length in UTF-16 units: never less than the number of characters; an emoji has two units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits(text: str, most: int = MESSAGE_LENGTH) -> bool:
    """Return whether the text is no longer than `most`, in characters and in UTF-16 units."""
    return 2 * len(text) <= most or units(text) <= most


def unmarked(text: str) -> str:
    """Return the text without marks."""
    for opening, closing in _CLOSING.items():
        text = text.replace(opening, "").replace(closing, "")
    return text


def clipped(text: str, most: int) -> str:
    """Return the text, or as much of its beginning as fits, ending in an ellipsis."""
    return text if fits(text, most) else f"{_beginning(text, most - 1).rstrip()}…"


def split(text: str, most: int = MESSAGE_LENGTH) -> tuple[str, ...]:
    """Split the text into parts that fit, at line or word ends if it can be; marks are closed and opened again."""
    parts: list[str] = []
    opened = ""
    while not fits(opened + text, most):
        # each mark that is open at the cut stands twice: its end here, its beginning in the next part
        window = _beginning(text, most - 2 * len(_CLOSING))
        at = max(window.rfind("\n"), window.rfind(" "))
        at = at if at > len(window) // 2 else len(window)
        part = opened + text[:at].rstrip()
        opened = _open_at_the_end(part)
        parts.append(part + "".join(_CLOSING[mark] for mark in reversed(opened)))
        text = text[at:].lstrip()
    parts.append(opened + text)
    return tuple(part for part in parts if unmarked(part).strip()) or (text,)


def _beginning(text: str, most: int) -> str:
    return text[:most].encode("utf-16-le", "surrogatepass")[: 2 * most].decode("utf-16-le", "ignore")


def _open_at_the_end(text: str) -> str:
    opened = ""
    for character in text:
        if character in _CLOSING:
            opened += character
        elif opened and character == _CLOSING[opened[-1]]:
            opened = opened[:-1]
    return opened


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
