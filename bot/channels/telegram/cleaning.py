"""What people write, without what could fool a reader: marks, control and invisible characters, blank lines."""

from __future__ import annotations

import re

_BREAKS = re.compile("\r\n?|[\x85\u2028\u2029]")
_ALWAYS = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters, with which a terminal moves or renames itself
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # nothing to see, and in some letters' way
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # no width, or the text turned around
    "\u3164\uffa0\ue000-\uf8ff\U000e0080-\U000e0fff\U000f0000-\U0010ffff"  # fillers, private use: our own marks
)
_PICTURE = "\u00a9\u00ae\u203c\u2049\u2100-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_JOINED_SCRIPT = "\u0600-\u07ff\u0840-\u08ff\u0900-\u0dff\u1800-\u18af"
"""Arabic, Syriac, Mongolian and the scripts of India, whose letters joiners shape."""
_INVISIBLE = re.compile(
    # tags spell the region of a flag, which stays
    "(\U0001f3f4[\U000e0020-\U000e007f]{1,7})|[\U000e0000-\U000e007f]"
    rf"|[{_ALWAYS}]"
    rf"|(?<![{_PICTURE}\ufe0f{_JOINED_SCRIPT}])\u200d|\u200d(?![{_PICTURE}{_JOINED_SCRIPT}])"
    rf"|(?<![{_JOINED_SCRIPT}])\u200c|\u200c(?![{_JOINED_SCRIPT}])"
    # a variation selector belongs to a picture or to a keycap
    rf"|(?<![{_PICTURE}#*0-9])[\ufe00-\ufe0f]"
)
_BLANK_LINES = re.compile("\n(?:(?:[^\\S\n]|\u2800)*\n){2,}")


def clean(text: str) -> str:
    """Remove lone surrogates, marks, control and invisible characters, and a second blank line in a row.

    Joiners and selectors stay in emoji and in scripts that need them; fifty blank lines would let what follows pass
    for a message of the bot's.
    """
    if text.isascii() and text.isprintable():
        return text
    whole = _BREAKS.sub("\n", text.encode("utf-8", "replace").decode("utf-8"))
    return _BLANK_LINES.sub("\n\n", _INVISIBLE.sub(r"\1", whole))


def clean_name(text: str) -> str:
    """Return a name on one line."""
    return " ".join(clean(text).split())
