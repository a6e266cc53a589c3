"""Finds letters that are not what they look like: text decoded the wrong way, signs that nobody sees."""

from __future__ import annotations

import re
import unicodedata

LOST = "\N{REPLACEMENT CHARACTER}"
HTML_TAGS = (
    "a|b|blockquote|br|code|del|div|em|font|h[1-6]|hr|i|img|ins|li|ol|p|pre|s|span|strike|strong|table|t[dhr]|u|ul"
)

_FOREIGN_RUN = re.compile(r"[^\x00-\x7f]{2,}")
# What is left of a wrongly decoded letter when its second half was lost or turned into a space.
_SIGNS_OF_DAMAGE = re.compile(r"[ÃÂ](?=[^a-zA-Z]|$)|â€|ï»¿|ðŸ")
_JOINED_EMOJI = re.compile("(?<=[\\U0001f000-\\U0001faff☀-➿\ufe0f])\u200d(?=[\\U0001f000-\\U0001faff☀-➿])")
# The five bytes that Windows-1252 leaves open; programs decode them as the control characters of the same number.
_OPEN_BYTES = {ord(sign): sign.encode("latin-1") for sign in "\x81\x8d\x8f\x90\x9d"}

_NAMES = {
    "\u00ad": "tanda pisah kata",
    "\u200b": "spasi tanpa lebar",
    "\u200c": "pemisah huruf",
    "\u200d": "penyambung huruf",
    "\u200e": "tanda arah kiri ke kanan",
    "\u200f": "tanda arah kanan ke kiri",
    "\u2060": "penyambung kata",
    "\ufeff": "tanda awal berkas",
    **dict.fromkeys("\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "tanda arah tulisan"),
    **dict.fromkeys("\u2028\u2029\x85", "pindah baris"),
}


def damaged(text: str) -> tuple[str, str] | None:
    """Return the first wrongly decoded piece of `text` and what it was (empty where that is not sure), or None."""
    if text.isascii():
        return None
    for match in _FOREIGN_RUN.finditer(text):
        if (right := _decoded(match[0])) != match[0]:
            return match[0], right if right.isprintable() and not invisible(right) else ""
    if found := _SIGNS_OF_DAMAGE.search(text):
        return found[0], ""
    return None


def _decoded(run: str) -> str:
    """Return `run` as it was before UTF-8 was read as Windows-1252, once or several times."""
    while True:
        try:
            raw = b"".join(_OPEN_BYTES.get(ord(sign)) or sign.encode("cp1252") for sign in run)
            run = raw.decode("utf-8")
        except UnicodeError:
            return run
        if run.isascii() or len(run) < 2:
            return run


def invisible(text: str) -> tuple[int, str] | None:
    """Return position and sign of the first in `text` that nobody sees and that changes what is learnt, or None."""
    if text.isascii():
        return None
    text = _JOINED_EMOJI.sub("+", text)
    return next(((at, sign) for at, sign in enumerate(text) if _unseen(sign)), None)


def _unseen(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cf", "Co", "Zl", "Zp") or "\x80" <= sign <= "\x9f"


def described(sign: str) -> str:
    """Name a sign that cannot be shown: `U+200B (spasi tanpa lebar)`."""
    name = _NAMES.get(sign) or unicodedata.name(sign, "").lower()
    return f"U+{ord(sign):04X}" + (f" ({name})" if name else "")


def visible(text: str) -> str:
    """Return `text` with its unseen signs written out, so that a sentence about it can be read and copied."""
    if text.isascii():
        return text
    marked = _JOINED_EMOJI.sub("+", text)
    return "".join(f"<U+{ord(sign):04X}>" if _unseen(mark) else sign for sign, mark in zip(text, marked, strict=True))
