"""Puts the YAML parser's complaints into sentences that say what to type instead.

The parser often notices a slip of the finger lines later, so its cause is looked for above the complaint.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import yaml

from bot.faqfiles.problem import Place

LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Reads everything as it was typed; in C, where PyYAML was built so, many times faster and with the same marks."""
NEAR = 3
"""So many lines above the parser's complaint may hold its cause."""
LONGEST_ECHO = 60
"""A longer text is not repeated in the sentence."""
SPECIAL = "tanda '{sign}' di awal punya arti khusus; apit seluruh teks dengan tanda kutip ganda"
UNCLOSED = "tanda kutip yang dibuka di sini tidak pernah ditutup; tutup teksnya"

_TEXT_FIELDS = frozenset({"inti", "rincian", "jawaban", "pengantar", "pembuka", "alasan", "teks", "tanya"})
_INDENT = re.compile(r" *([\t\u00a0\u2000-\u200b\u202f\u3000])")
_DASH = re.compile(r"( *)(-)(?=[^\s-])")
_COLON = re.compile(r"( *(?:- )?)([a-z_]+):(?=[^\s/])")
# What can stand behind a dash: a text, but neither a field nor a bracket.
_MEMBER = re.compile(r" *(?![a-z_]+:(?:\s|$))[^\s\[\]{}#-]")
_SWALLOWED = re.compile(r"\n[ \t]*(?:- |[\w-]+:(?:\s|$))")

Found = tuple[int, int, str]
"""Line and column from 0, and what is wrong there."""


_QUOTE_IT = 'apit seluruh teks dengan tanda kutip ganda, misalnya "…"'

# What the parser says (C and Python wording), and what the author should do; the first hit counts.
_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"mapping values are not allowed", "ada titik dua di tempat yang tidak boleh"),
    (r"scanning a quoted scalar.*unexpected end", UNCLOSED),
    (r"found undefined alias", SPECIAL.format(sign="*")),
    (r"expected a single document", "garis '---' memulai berkas kedua; hapus garis itu"),
    (
        r"scanning a simple key",
        "baris ini tidak lengkap: titik dua setelah nama isian hilang; beri titik dua dan satu spasi",
    ),
    (
        r"unknown escape|escape sequence",
        r"garis miring '\' di dalam kutip ganda punya arti khusus; hapus atau tulis '\\'",
    ),
    (
        r"flow (sequence|node)",
        "daftar yang dibuka dengan '[' tidak ditutup; tambahkan ']' atau beri kutip pada teks",
    ),
    (
        r"flow mapping",
        "isian yang dibuka dengan '{' tidak ditutup, atau teksnya memuat titik dua; tambahkan '}' atau kutip",
    ),
    (
        r"block scalar",
        "setelah tanda '|' atau '>' tidak boleh ada teks; mulai isinya di baris berikut, menjorok",
    ),
    (
        r"block sequence entries|sequence entries",
        "daftar '- …' harus mulai di baris baru di bawah nama isiannya",
    ),
    (r"scanning an (alias|anchor)", f"teks tidak boleh mulai dengan '*' atau '&' tanpa kutip; {_QUOTE_IT}"),
    (r"mapping keys are not allowed", f"teks tidak boleh mulai dengan '? ' tanpa kutip; {_QUOTE_IT}"),
    (
        r"scanning a directive|parsing a directive|document start",
        "baris '%' atau '---' tidak dipakai di berkas ini; hapus",
    ),
)


def explain(path: str, source: str, error: yaml.YAMLError) -> tuple[Place, str]:
    """Return where the author should look and what to do there."""
    if mark := _unclosed_quote(source):
        return Place(path, mark.line + 1, mark.column + 1), UNCLOSED
    if not isinstance(error, yaml.MarkedYAMLError):
        # The C parser counts bytes, the other one characters: look for the sign itself.
        hidden = yaml.reader.Reader.NON_PRINTABLE.search(source)
        before = source[: hidden.start()] if hidden else source
        place = Place(path, before.count("\n") + 1, len(before) - before.rfind("\n"))
        return place, "ada karakter yang tidak terlihat dan tidak boleh dipakai; hapus dan ketik ulang bagian ini"
    said = f"{error.context or ''} {error.problem or ''}"
    line, column = _where(said, error)
    lines = source.splitlines()
    text = lines[line] if line < len(lines) else ""
    if found := _slip(said, lines, line, text[column : column + 1]):
        line, column, sentence = found
        return Place(path, line + 1, column + 1), sentence
    return Place(path, line + 1, column + 1), _sentence(said, text, column)


def _unclosed_quote(source: str) -> Any:
    """Return the mark of the first quoted text that holds list items or fields: its closing quote was forgotten."""
    try:
        event: Any
        for event in yaml.parse(source, Loader=LOADER):
            quoted = isinstance(event, yaml.ScalarEvent) and event.style in ("'", '"')
            if quoted and _SWALLOWED.search(source, event.start_mark.index, event.end_mark.index):
                return event.start_mark
    except yaml.YAMLError:
        pass
    return None


def _where(said: str, error: yaml.MarkedYAMLError) -> tuple[int, int]:
    """Return line and column from 0 of what was begun and never ended, or else of where the parser gave up."""
    begun, ended = error.context_mark, error.problem_mark
    if begun and ("quoted scalar" in said or "simple key" in said):
        return begun.line, begun.column
    if begun and ended and "flow" in said and begun.line < ended.line:
        return begun.line, begun.column
    mark = ended or begun
    return (mark.line, mark.column) if mark else (0, 0)


def _slip(said: str, lines: Sequence[str], line: int, sign: str) -> Found | None:
    """Return the slip that explains the complaint, if the complaint leaves it open what was meant."""
    if "mapping values are not allowed" in said and (found := _slip_in_text(lines, line)):
        return found
    open_to_guess = r"simple key|mapping values|block (?:mapping|collection|sequence|scalar)"
    return _slip_near(lines, line) if re.search(open_to_guess, said) or sign == "\t" else None


def _sentence(said: str, line: str, column: int) -> str:
    sign = line[column : column + 1]
    if sign and ("cannot start any token" in said or "block node" in said):
        return f"teks tidak boleh mulai dengan '{sign}' tanpa kutip; {_QUOTE_IT}"
    if "mapping values are not allowed" in said and line[:column].count(":"):
        return f"ada titik dua di dalam teks; {_QUOTE_IT}"
    if "mapping values are not allowed" in said:
        return "isian ini salah letak: samakan spasi di depannya dengan baris di atas, atau kutip teks di atas"
    for pattern, sentence in _SENTENCES:
        if re.search(pattern, said, re.DOTALL):
            return sentence
    if re.match(r"""\s*(?:- |[\w.]+: *)+["'].*["'] *\S""", line):
        return f"setelah tanda kutip penutup masih ada teks; {_QUOTE_IT} dan pakai kutip tunggal di dalamnya"
    return "susunan baris ini tidak terbaca; samakan spasi di depannya dengan baris sejenis di atasnya"


def _slip_near(lines: Sequence[str], at: int) -> Found | None:
    """Return the slip on line `at` or shortly above it."""
    for number in range(min(at, len(lines) - 1), max(at - NEAR, -1), -1):
        if found := _slip_of(lines[number]):
            return (number, *found)
    return _missing_dash(lines, at) or _shallow_text(lines, at)


def _slip_in_text(lines: Sequence[str], at: int) -> Found | None:
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
