"""Opens one FAQ file: bytes to text to tree, with a sentence for everything that goes wrong on the way."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.faqfiles.problem import Place, Problem
from bot.faqfiles.syntax import file_faults, syntax_faults
from bot.faqfiles.syntax.slips import bad_dash
from bot.faqfiles.syntax.tree import Document, Node, Scalar, parse
from bot.faqfiles.syntax.tree import Sequence as Listed
from bot.helpdesk.texts.system_errors import why_not

# Eight times the largest file of this FAQ; with more, something else was saved under this name.
LARGEST = 2_000_000
# So many bytes show whether a file is text at all.
SAMPLE = 1000

_FORMATS = {
    "UTF-16 ('Unicode')": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
    "berkas Excel, Word, atau zip": (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"),
    "PDF": (b"%PDF",),
}
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: |$)", re.MULTILINE)
_STEP = re.compile(r"\s*(?:\d{1,2}[.)]|[-•–]) ")
_SINGLE_TEXTS = frozenset({"tanya", "tombol", "inti", "rincian", "jawaban", "teks", "judul", "nama"})
_STEPPED_TEXTS = frozenset({"inti", "rincian", "jawaban"})
_LISTED_TEXTS = frozenset({"kalimat", "uji", "terkait", "populer", "fakta"})


def open_document(path: Path) -> tuple[Document | None, list[Problem]]:
    """Return the file's document; without one the problems say why, with one they ask for repair."""
    place = Place(str(path))
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        return None, [file_faults.unreadable_file(place, why_not(error))]
    if len(raw) > LARGEST:
        return None, [file_faults.too_large(place, f"{LARGEST // 1_000_000} MB")]
    if foreign := _foreign_format(raw):
        return None, [file_faults.broken_utf8(place, f"berkas ini disimpan sebagai {foreign}, bukan teks biasa")]
    try:
        source = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = raw[: error.start].decode("utf-8-sig")
        place = Place(str(path), good.count("\n") + 1, len(good) - good.rfind("\n"))
        sign = f"byte {raw[error.start]:#04x}"
        return None, [file_faults.broken_utf8(place, f"huruf di sini tidak disimpan sebagai UTF-8 ({sign})")]
    if conflict := _CONFLICT.search(source):
        return None, [file_faults.conflict_marks(Place(str(path), source.count("\n", 0, conflict.start()) + 1))]
    document, problems = parse(str(path), source)
    return document, [*problems, *(lost_texts(document) if document else ())]


def _foreign_format(raw: bytes) -> str | None:
    """Return what a program made of the file that does not write plain text."""
    for name, beginnings in _FORMATS.items():
        if raw.startswith(beginnings):
            return name
    # UTF-16 without its mark: every other byte of a Latin text is zero.
    return "UTF-16 ('Unicode')" if b"\0" in raw[:SAMPLE] else None


def lost_texts(document: Document) -> Iterator[Problem]:
    """Yield the texts that YAML cut at a '#', glued to the line above, or made one line of."""
    source = document.source.split("\n")
    texts: list[tuple[str, bool, Scalar]] = []
    _gather(document.root, "", False, texts)
    for name, in_list, scalar in texts:
        stepped = scalar.folded and name in _STEPPED_TEXTS
        if not scalar.plain and not stepped:
            continue
        last = scalar.line - 1 + document.source.count("\n", scalar.start, scalar.end)
        if stepped and _loses_steps(scalar.text, source[scalar.line : last + 1]):
            sign = re.match(r">[-+]?", source[scalar.line - 1][scalar.column - 1 :])
            yield syntax_faults.joined_steps(_place(document, scalar), name, sign[0] if sign else "")
        elif not scalar.plain:
            continue
        elif name in _LISTED_TEXTS and (dash := bad_dash(source, scalar.line - 1, last)):
            line, column, sentence = dash
            yield syntax_faults.broken_yaml(Place(document.path, line + 1, column + 1), sentence)
        else:
            if name in _LISTED_TEXTS and in_list and last >= scalar.line:
                yield syntax_faults.joined_text(_place(document, scalar), source[scalar.line].strip())
            if not document.source.startswith(" #", scalar.end):
                continue
            # Nobody types several spaces before a sentence's own "#"; that is how comments are written.
            comment = re.match(r" (#.*?)\s*$", _rest_of_line(document.source, scalar.end))
            if comment and name in (_LISTED_TEXTS if in_list else _SINGLE_TEXTS):
                yield syntax_faults.cut_text(_place(document, scalar), comment[1])


def _place(document: Document, scalar: Scalar) -> Place:
    return Place(document.path, scalar.line, scalar.column)


def _loses_steps(text: str, typed: Sequence[str]) -> bool:
    """Say whether lines that were typed as steps of a list run on in the text as it is read."""
    steps = sum(bool(_STEP.match(line)) for line in typed)
    return steps >= 2 and sum(bool(_STEP.match(line)) for line in text.split("\n")) < steps


def _rest_of_line(source: str, start: int) -> str:
    end = source.find("\n", start)
    return source[start : end if end >= 0 else None]


def _gather(node: Node, name: str, in_list: bool, texts: list[tuple[str, bool, Scalar]]) -> None:
    """Add all texts of a node, the field that each stands in, and whether it is a member of a list there."""
    if isinstance(node, Scalar):
        texts.append((name, in_list, node))
    elif isinstance(node, Listed):
        for item in node.items:
            _gather(item, name, True, texts)
    else:
        for key, value in node.pairs.values():
            _gather(value, key.text, False, texts)
