"""Opens one FAQ file: bytes to text to tree, with a sentence for everything that goes wrong on the way."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from bot.faqfiles import reading
from bot.faqfiles.problem import Place, Problem
from bot.faqfiles.tree import Document, Mapping, Node, Scalar, parse

_SINGLE_TEXTS = frozenset({"tanya", "tombol", "jawaban", "teks", "judul", "nama"})
_LISTED_TEXTS = frozenset({"kalimat", "uji"})


def open_document(path: Path) -> tuple[Document | None, list[Problem]]:
    """Return the file's document; without one the problems say why, with one they ask for repair."""
    place = Place(str(path))
    try:
        raw = path.read_bytes()
    except OSError as error:
        return None, [reading.unreadable_file(place, why_not(error))]
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None, [reading.broken_utf8(place, "berkas ini disimpan sebagai UTF-16 ('Unicode')")]
    try:
        source = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = raw[: error.start].decode("utf-8-sig")
        place = Place(str(path), good.count("\n") + 1, len(good) - good.rfind("\n"))
        return None, [reading.broken_utf8(place, f"ada huruf rusak (byte {raw[error.start]:#04x}) di baris ini")]
    document, problems = parse(str(path), source)
    return document, [*problems, *(_lost_texts(document) if document else ())]


def why_not(error: OSError) -> str:
    """Return in Indonesian why a file or folder cannot be read."""
    match error:
        case FileNotFoundError():
            return "tidak ada di sini"
        case PermissionError():
            return "tidak ada hak untuk membacanya"
        case IsADirectoryError():
            return "ini folder, bukan berkas"
        case NotADirectoryError():
            return "ini berkas, bukan folder"
        case _:
            return f"cakram menolak ({error.strerror})"


def _lost_texts(document: Document) -> Iterator[Problem]:
    """Yield the texts that YAML cut at a '#' or glued to the line above."""
    for in_list, scalar in _plain_texts(document.root, ""):
        place = Place(document.path, scalar.line, scalar.column)
        rest = document.source[scalar.end :].partition("\n")[0]
        # Nobody sets a sentence's own "#" apart by several spaces; that is how comments are written.
        if comment := re.match(r" (#.*?)\s*$", rest):
            yield reading.cut_text(place, comment[1])
        lines = document.source[scalar.start : scalar.end].split("\n")
        if in_list and len(lines) > 1:
            yield reading.joined_text(place, lines[1].strip())


def _plain_texts(node: Node, name: str) -> Iterator[tuple[bool, Scalar]]:
    """Yield the unquoted texts that people read or ask, and whether each is a member of a list."""
    if isinstance(node, Mapping):
        for key, value in node.pairs:
            if not isinstance(value, Scalar):
                yield from _plain_texts(value, key.text)
            elif value.plain and key.text in _SINGLE_TEXTS:
                yield False, value
    elif not isinstance(node, Scalar):
        for item in node.items:
            if not isinstance(item, Scalar):
                yield from _plain_texts(item, name)
            elif item.plain and name in _LISTED_TEXTS:
                yield True, item
