"""Puts the YAML parser's complaints into sentences that say what to type instead."""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml

from bot.faqfiles.problem import Place
from bot.faqfiles.syntax.slips import Found, slip_in_text, slip_near

_QUOTE_IT = 'apit seluruh teks dengan tanda kutip ganda, misalnya "…"'

# What the parser says (C and Python wording), and what the author should do; the first hit counts.
_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"mapping values are not allowed", "ada titik dua di tempat yang tidak boleh"),
    (
        r"scanning a quoted scalar.*unexpected end",
        "tanda kutip yang dibuka di sini tidak pernah ditutup; tutup teksnya",
    ),
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
    if "mapping values are not allowed" in said and (found := slip_in_text(lines, line)):
        return found
    open_to_guess = r"simple key|mapping values|block (?:mapping|collection|sequence|scalar)"
    return slip_near(lines, line) if re.search(open_to_guess, said) or sign == "\t" else None


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
