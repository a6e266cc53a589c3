"""Letters that are not what they look like, decoded the wrong way or unseen; and what makes two questions the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

REMEMBERED = 100_000
"""Questions that stay folded: several rules compare the same twenty thousand, and with fewer none would stay."""
LOST = "\N{REPLACEMENT CHARACTER}"
HTML_TAGS = (
    "a|b|blockquote|br|code|del|div|em|font|h[1-6]|hr|i|img|ins|li|ol|p|pre|s|span|strike|strong|table|t[dhr]|u|ul"
)

_WORDS = re.compile(r"\w+").findall
_FOREIGN_RUN = re.compile(r"[^\x00-\x7f]{2,}")
# What is left of a wrongly decoded letter when its second half was lost or turned into a space.
_SIGNS_OF_DAMAGE = re.compile(r"[ÃÂ](?=[^a-zA-Z]|$)|â€|ï»¿|ðŸ")
_JOINED_EMOJI = re.compile("(?<=[\\U0001f000-\\U0001faff☀-➿\ufe0f])\u200d(?=[\\U0001f000-\\U0001faff☀-➿])")


def damaged(text: str) -> tuple[str, str] | None:
    """Return the first wrongly decoded piece of `text` and what it was (empty where that is not sure), or None."""
    if text.isascii():
        return None
    for match in _FOREIGN_RUN.finditer(text):
        if (right := _decoded(match[0])) != match[0]:
            return match[0], right if right.isprintable() and not invisible(right) else ""
    found = _SIGNS_OF_DAMAGE.search(text)
    return (found[0], "") if found else None


def _decoded(run: str) -> str:
    """Return `run` as it was before UTF-8 was read as Windows-1252, once or several times."""
    try:
        right = run.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return run
    return run if right == run else _decoded(right)


def invisible(text: str) -> tuple[int, str] | None:
    """Return position and sign of the first in `text` that nobody sees and that changes what is learnt, or None."""
    if text.isascii():
        return None
    text = _JOINED_EMOJI.sub("+", text)
    return next(((at, sign) for at, sign in enumerate(text) if _unseen(sign)), None)


def _unseen(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cf", "Co", "Zl", "Zp") or "\x80" <= sign <= "\x9f"


def visible(text: str) -> str:
    """Return `text` with its unseen signs written out, so that a sentence about it can be read and copied."""
    if text.isascii():
        return text
    marked = _JOINED_EMOJI.sub("+", text)
    return "".join(f"<U+{ord(sign):04X}>" if _unseen(mark) else sign for sign, mark in zip(text, marked, strict=True))


@lru_cache(maxsize=REMEMBERED)
def fold(text: str) -> str:
    """Return `text` without case, punctuation and spare spaces: equal results are the same question."""
    plain = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_WORDS(plain))
