"""Finds the slip of the finger behind a complaint of the YAML parser, which often notices it lines later."""

from __future__ import annotations

import re
from collections.abc import Sequence

# So many lines above the parser's complaint may hold its cause.
NEAR = 3
# A longer text is not repeated in the sentence.
LONGEST_ECHO = 60

_TEXT_FIELDS = frozenset({"inti", "rincian", "jawaban", "pengantar", "pembuka", "alasan", "teks", "tanya"})
_INDENT = re.compile(r" *([\t\u00a0\u2000-\u200b\u202f\u3000])")
_DASH = re.compile(r"( *)(-)(?=[^\s-])")
_COLON = re.compile(r"( *(?:- )?)([a-z_]+):(?=[^\s/])")
# What can stand behind a dash: a text, but neither a field nor a bracket.
_MEMBER = re.compile(r" *(?![a-z_]+:(?:\s|$))[^\s\[\]{}#-]")
_SWALLOWED = re.compile(r"\n[ \t]*(?:- |[\w-]+:(?:\s|$))")

Found = tuple[int, int, str]
"""Line and column from 0, and what is wrong there."""


def slip_near(lines: Sequence[str], at: int) -> Found | None:
    """Return the slip on line `at` or shortly above it."""
    for number in range(min(at, len(lines) - 1), max(at - NEAR, -1), -1):
        if found := _slip_of(lines[number]):
            return (number, *found)
    return _missing_dash(lines, at) or _shallow_text(lines, at)


def slip_in_text(lines: Sequence[str], at: int) -> Found | None:
    """Return the slip that made one text of the lines that end with line `at`, with the field whose text it became."""
    above = next((n for n in range(at - 1, -1, -1) if lines[n].strip() and _depth(lines[n]) < _depth(lines[at])), None)
    field = above is not None and re.fullmatch(r"( *(?:- )?)(([a-z_]+):)\s*", lines[above])
    if above is None or not field:
        return None
    if field[3] in _TEXT_FIELDS:
        sentence = f"'{field[2]}' berisi beberapa baris, tetapi tanda '|' belum ada; tulis '{field[2]} |'"
        return above, len(field[1]), sentence
    return bad_dash(lines, above + 1, at)


def bad_dash(lines: Sequence[str], first: int, last: int) -> Found | None:
    """Return the first of some lines that read as one text because a member of a list has no right dash."""
    for number in range(first, last + 1):
        if dash := _DASH.match(lines[number]):
            return (number, *_dash_without_space(lines[number], dash))
    if last > first and re.match(r" *- ", lines[first + 1]):
        return _lacks_dash(lines[first], first)
    return None


def swallows_lines(text: str) -> bool:
    """Say whether a quoted text as typed holds list items or fields: its closing quote was forgotten."""
    return bool(_SWALLOWED.search(text))


def _slip_of(line: str) -> tuple[int, str] | None:
    if odd := _INDENT.match(line):
        if odd[1] == "\t":
            return odd.start(1), "ada tombol Tab di awal baris; ganti dengan spasi, sama banyak dengan baris sejenisnya"
        return odd.start(
            1
        ), "jarak di awal baris ini bukan spasi biasa, mungkin tersalin dari Word; ketik ulang spasinya"
    if dash := _DASH.match(line):
        return _dash_without_space(line, dash)
    if colon := _COLON.match(line):
        rest = line[colon.end() :].rstrip()
        sentence = "setelah titik dua harus ada satu spasi"
        return colon.start(2), _retype(f"{colon[2]}:{rest}", f"{colon[2]}: {rest}", sentence)
    return None


def _missing_dash(lines: Sequence[str], at: int) -> Found | None:
    """Return the member of a list that lacks its dash: it stands right below one and as deep."""
    if not 0 < at < len(lines):
        return None
    line, above = lines[at], lines[at - 1]
    if not re.match(r" *- ", above) or _depth(line) != _depth(above) or not _MEMBER.match(line):
        return None
    return _lacks_dash(line, at)


def _dash_without_space(line: str, dash: re.Match[str]) -> tuple[int, str]:
    rest = line[dash.end() :].rstrip()
    return dash.start(2), _retype(f"-{rest}", f"- {rest}", "setelah tanda hubung harus ada satu spasi")


def _lacks_dash(line: str, at: int) -> Found:
    text = line.strip()
    return at, _depth(line), _retype(text, f"- {text}", "di depan baris ini harus ada tanda hubung dan satu spasi")


def _shallow_text(lines: Sequence[str], at: int) -> Found | None:
    """Return the line that fell out of the text above it because it is not indented as far."""
    if not 0 < at < len(lines):
        return None
    line, above = lines[at], lines[at - 1]
    if re.match(r" *(?:- |[\w-]+:(?: |$))", line) or _depth(line) >= _depth(above):
        return None
    advice = "beri spasi di depannya sebanyak baris di atasnya, atau beri titik dua kalau ini nama isian"
    return at, _depth(line), f"baris ini terputus dari teks di atasnya; {advice}"


def _retype(typed: str, right: str, reason: str) -> str:
    if len(typed) > LONGEST_ECHO or "'" in typed:
        return f"{reason}; betulkan di awal baris ini"
    return f"{reason}, bukan '{typed}'; tulis '{right}'"


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
