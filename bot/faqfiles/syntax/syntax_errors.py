"""Puts the YAML parser's complaints into sentences that say what to type instead.

The parser often notices a slip of the finger lines later, so its cause is looked for above the complaint.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from bot.faqfiles.problem import Place

_UNCONVERTED: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Reads everything as it was typed; in C, where PyYAML was built so, many times faster and with the same marks."""


class LOADER(_UNCONVERTED):  # type: ignore[misc]
    """The same without asking what kind of value each text may be, which takes a quarter of the time."""

    resolve = descend_resolver = ascend_resolver = staticmethod(lambda *_: "")


NEAR = 3
"""So many lines above the parser's complaint may hold its cause."""
SPECIAL = "tanda '{sign}' di awal punya arti khusus; apit seluruh teks dengan tanda kutip ganda"

_UNCLOSED = "tanda kutip yang dibuka di sini tidak pernah ditutup; tutup teksnya"
_QUOTE_IT = 'apit seluruh teks dengan tanda kutip ganda, misalnya "…"'
_SWALLOWED = re.compile(r"\n[ \t]*(?:- |[\w-]+:(?:\s|$))")
_SLIPS = (
    (re.compile(r" *(\t)"), "ada tombol Tab di awal baris; ganti dengan spasi, sama banyak dengan baris sejenisnya"),
    (
        re.compile(r" *([\u00a0\u2000-\u200b\u202f\u3000])"),
        "jarak di awal baris ini bukan spasi biasa, mungkin tersalin dari Word; ketik ulang spasinya",
    ),
    (re.compile(r" *(-)(?=[^\s-])"), "setelah tanda hubung harus ada satu spasi; betulkan"),
    (re.compile(r" *(?:- )?([a-z_]+:)(?=[^\s/])"), "setelah titik dua harus ada satu spasi; betulkan"),
)
"""What begins a line that was mistyped: each with what to do about it."""
_SENTENCES = (
    (r"scanning a quoted scalar.*unexpected end", _UNCLOSED),
    (r"found undefined alias", SPECIAL.format(sign="*")),
    (r"expected a single document", "garis '---' memulai berkas kedua; hapus garis itu"),
    (
        r"scanning a simple key",
        "baris ini tidak lengkap; beri ': ' setelah nama isian, '- ' di depan isi daftar, atau jarak yang sama",
    ),
    (
        r"unknown escape|escape sequence",
        r"garis miring '\' di dalam kutip ganda punya arti khusus; hapus, atau tulis dua",
    ),
    (r"flow (sequence|node)", "daftar yang dibuka dengan '[' tidak ditutup; tambahkan ']' atau beri kutip pada teks"),
    (r"flow mapping", "isian yang dibuka dengan '{' tidak ditutup, atau memuat titik dua; tambahkan '}' atau kutip"),
    (r"block scalar", "setelah tanda '|' atau '>' tidak boleh ada teks; mulai isinya di baris berikut, menjorok"),
    (r"block sequence entries|sequence entries", "daftar '- …' harus mulai di baris baru di bawah nama isiannya"),
    (r"scanning an (alias|anchor)", f"teks tidak boleh mulai dengan '*' atau '&' tanpa kutip; {_QUOTE_IT}"),
    (r"mapping keys are not allowed", f"teks tidak boleh mulai dengan '? ' tanpa kutip; {_QUOTE_IT}"),
    (r"(?:scanning|parsing) a directive|document start", "baris '%' atau '---' tidak dipakai di berkas ini; hapus"),
)
"""What the parser says (C and Python wording), and what the author should do; the first hit counts."""


def explain(path: str, source: str, error: yaml.YAMLError) -> tuple[Place, str]:
    """Return where the author should look and what to do there."""
    if mark := _unclosed_quote(source):
        return Place(path, mark.line + 1, mark.column + 1), _UNCLOSED
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
    if text[column : column + 1] == "\t" or re.search(r"simple key|mapping values|block (?:mapping|coll|seq)", said):
        for number in range(min(line, len(lines) - 1), max(line - NEAR, -1), -1):
            for slip, sentence in _SLIPS:
                if found := slip.match(lines[number]):
                    return Place(path, number + 1, found.start(1) + 1), sentence
    alone = "mapping values are not allowed" in said and ":" not in text[:column]
    if alone and (field := _field_above(lines, line)):
        number, name = field
        advice = f"tulis '{name} |', atau '- ' dan satu spasi di depan setiap isi daftar"
        return Place(path, number + 1, 1), f"isi di bawah '{name}' terbaca sebagai satu teks; {advice}"
    return Place(path, line + 1, column + 1), _sentence(said, text, column)


def _field_above(lines: list[str], at: int) -> tuple[int, str] | None:
    """Return line and name of the empty field below which a line stands deeper."""
    depths = [len(line) - len(line.lstrip(" ")) for line in lines[: at + 1]]
    above = next(
        (number for number in range(at - 1, -1, -1) if lines[number].strip() and depths[number] < depths[at]), at
    )
    field = re.fullmatch(r" *(?:- )?([a-z_]+:)\s*", lines[above])
    return (above, field[1]) if field else None


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
    in_flow = begun and ended and "flow" in said and begun.line < ended.line
    mark = begun if begun and ("quoted scalar" in said or "simple key" in said or in_flow) else ended or begun
    return (mark.line, mark.column) if mark else (0, 0)


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
