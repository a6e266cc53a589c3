"""One FAQ file: bytes to text to values exactly as typed, each with its line and column.

YAML itself would turn `8:30` into 510, `0712` into 458, `no` into False and `350.000` into 350.0, and would keep the
last of two equal keys without a word. So nothing is converted here: the model decides what a text means.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.faqfiles.problem import Level, Path as Loc, Place, Problem, Rule
from bot.faqfiles.syntax.syntax_errors import LOADER, SPECIAL, explain
from bot.helpdesk.texts.operator import why_not

LARGEST = 2_000_000
"""Bytes: eight times the largest file of this FAQ; with more, something else was saved under this name."""
SAMPLE = 1000
"""So many bytes show whether a file is text at all."""
DEEPEST = 12
"""The format needs five levels; more is a mistake, or an attack on the recursion below."""

UNREADABLE = Rule("berkas-tidak-terbaca", "Berkas atau folder FAQ tidak bisa dibuka, atau lebih besar dari 2 MB.")
NOT_UTF8 = Rule(
    "bukan-utf8", "Berkas harus teks biasa dengan pengodean UTF-8 (di Notepad: Simpan Sebagai, Pengodean UTF-8)."
)
BROKEN = Rule(
    "yaml-rusak",
    """Susunan berkas tidak terbaca.

    Paling sering: titik dua di dalam teks tanpa kutip, kutip yang tidak ditutup, atau jarak spasi yang tidak sama. Satu
    kesalahan seperti ini menutupi sisa berkas; perbaiki, lalu periksa sekali lagi.
    """,
)
DOUBLED = Rule("kunci-ganda", "Nama isian yang sama ditulis dua kali; yang kedua akan menimpa yang pertama.")
CUT = Rule(
    "teks-terpotong",
    "Tanda # memotong teks, atau dua baris daftar menjadi satu; sebelum catatan tulis dua spasi atau lebih.",
    Level.WARNING,
)
JOINED = Rule(
    "jawaban-menyambung",
    "Langkah bernomor terbaca sebagai satu baris panjang; hanya setelah tanda '|' setiap baris tetap sendiri.",
)

_FORMATS = {
    "UTF-16 ('Unicode')": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
    "berkas Excel, Word, atau zip": (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"),
    "PDF": (b"%PDF",),
}
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: |$)", re.MULTILINE)
_CONFLICT_SENTENCE = (
    "dua perubahan bertabrakan di sini (dari tanda <<<<<<< sampai >>>>>>>); "
    "pilih isi yang benar, hapus yang lain, lalu hapus ketiga baris tandanya"
)
_STEP = re.compile(r"\s*(?:\d{1,2}[.)]|[-•–]) ")
_SINGLE_TEXTS = frozenset({"tanya", "tombol", "inti", "rincian", "jawaban", "teks", "judul", "nama"})
_STEPPED_TEXTS = frozenset({"inti", "rincian", "jawaban"})
_LISTED_TEXTS = frozenset({"kalimat", "uji", "terkait", "populer", "fakta"})
_NOTHING = ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, eq=False)
class YamlDocument:
    """One file that could be read: its source, its values as plain dicts, lists, texts and None, and their places."""

    path: str
    source: str
    root: yaml.MappingNode
    data: dict[str, Any] = field(default_factory=dict)

    def place(self, loc: Loc = (), fragment: str = "", *, key: bool = False) -> Place:
        """Return where the value at `loc` stands, or the first `fragment` in it; its name where it is empty or missing.

        `key`: where its name stands. An escape or folding may hide a fragment: then it is the text's own place.
        """
        name: yaml.Node | None = None
        node: yaml.Node = self.root
        for step in loc:
            pairs = node.value if isinstance(node, yaml.MappingNode) else []
            if pair := next((pair for pair in pairs if pair[0].value == step), None):
                name, node = pair
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                name, node = None, node.value[step]
            else:
                key = True
                break
        if name and (key or (isinstance(node, yaml.ScalarNode) and _value(node) is None)):
            node = name
        return self._within(node, fragment) or _place(self.path, node)

    def _within(self, node: yaml.Node, fragment: str) -> Place | None:
        start, end = node.start_mark.index, node.end_mark.index
        edge = r"(?<!\w)" if re.match(r"\w", fragment) else ""
        written, plain = self.source[start:end], re.escape(fragment)
        found = fragment and (re.search(edge + plain, written) or re.search(plain, written))
        if not found:
            return None
        at = start + found.start()
        return Place(self.path, self.source.count("\n", 0, at) + 1, at - self.source.rfind("\n", 0, at))


class _Unreadable(Exception):
    """The text cannot be read from a node on."""

    def __init__(self, node: yaml.Node, sentence: str) -> None:
        self.node = node
        self.sentence = sentence


def _place(path: str, node: yaml.Node) -> Place:
    return Place(path, node.start_mark.line + 1, node.start_mark.column + 1)


def unreadable(place: Place, error: OSError) -> Problem:
    """Report a file or folder that cannot be opened."""
    sentence = f"tidak bisa dibaca: {why_not(error)}; periksa nama dan letaknya, serta hak bacanya"
    return UNREADABLE.at(place, sentence)


def open_document(path: Path) -> tuple[YamlDocument | None, list[Problem]]:
    """Return the file's document; without one the problems say why, with one they ask for repair."""
    place = Place(str(path))
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        return None, [unreadable(place, error)]
    if len(raw) > LARGEST:
        reason = "berkas ini lebih dari 2 MB dan tidak dibaca; bagi menjadi beberapa topik, atau hapus yang bukan FAQ"
        return None, [UNREADABLE.at(place, reason)]
    # UTF-16 without its mark: every other byte of a Latin text is zero.
    utf_16 = "UTF-16 ('Unicode')" if b"\0" in raw[:SAMPLE] else None
    advice = "di Notepad pilih Simpan Sebagai, lalu Pengodean: UTF-8"
    if foreign := next((name for name, beginnings in _FORMATS.items() if raw.startswith(beginnings)), utf_16):
        return None, [NOT_UTF8.at(place, f"berkas ini disimpan sebagai {foreign}, bukan teks biasa; {advice}")]
    try:
        source = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = _at(path, raw[: error.start].decode("utf-8-sig"))
        sentence = f"huruf di sini tidak disimpan sebagai UTF-8 (byte {raw[error.start]:#04x}); {advice}"
        return None, [NOT_UTF8.at(place, sentence)]
    if conflict := _CONFLICT.search(source):
        return None, [BROKEN.at(_at(path, source[: conflict.start()]), _CONFLICT_SENTENCE)]
    document, problems = parse(str(path), source)
    return document, [*problems, *(lost_texts(document) if document else ())]


def _at(path: Path, before: str) -> Place:
    """Return the place behind the beginning of a file."""
    return Place(str(path), before.count("\n") + 1, len(before) - before.rfind("\n"))


def parse(path: str, source: str) -> tuple[YamlDocument | None, list[Problem]]:
    """Parse one file's text; without a document the problems say why, with one they ask for repair."""
    try:
        root = yaml.compose(source, Loader=LOADER)
        if not isinstance(root, yaml.MappingNode):
            sentence = "berkas ini kosong" if root is None else "berkas ini tidak berisi isian 'nama: isi'"
            return None, [BROKEN.at(Place(path), f"{sentence}; mulai dengan 'topik: …'")]
        doubled: list[tuple[yaml.Node, str]] = []
        document = YamlDocument(path, source, root, _data(root, source, doubled))
    except yaml.YAMLError as error:
        return None, [BROKEN.at(*explain(path, source, error))]
    except _Unreadable as error:
        return None, [BROKEN.at(_place(path, error.node), error.sentence)]
    return document, [DOUBLED.at(_place(path, node), sentence) for node, sentence in doubled]


def _data(node: yaml.Node, source: str, doubled: list[tuple[yaml.Node, str]], depth: int = 0) -> Any:
    """Return what a node holds as plain values; note the names that stand there twice. Raises _Unreadable."""
    sign = source[node.start_mark.index : node.start_mark.index + 1]
    if sign in ("&", "!"):
        raise _Unreadable(node, SPECIAL.format(sign=sign))
    if isinstance(node, yaml.ScalarNode):
        return _value(node)
    if depth >= DEEPEST:
        raise _Unreadable(node, "isinya bertingkat terlalu dalam; periksa tanda [ dan {")
    if isinstance(node, yaml.SequenceNode):
        return [_data(one, source, doubled, depth + 1) for one in node.value]
    first: dict[str, yaml.Node] = {}
    again: list[yaml.Node] = []
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _Unreadable(key, "nama isian harus satu teks, bukan daftar")
        if first.setdefault(key.value, key) is not key:
            again.append(key)
    if again:
        where = f"baris {first[again[0].value].start_mark.line + 1}"
        doubled.append((again[0], doubled_sentence(again[0].value, where, len(again) - 1)))
    return {key.value: _data(value, source, doubled, depth + 1) for key, value in node.value if key not in again}


def doubled_sentence(name: str, first: str, others: int = 0) -> str:
    """Say what to do about a name that stands somewhere already; with `others` two groups of fields became one."""
    if others:
        advice = "mungkin baris di atas isian ini terhapus (nama atau '- id: …'); kembalikan baris itu"
        return f"'{name}' dan {others} isian sesudahnya sudah ada di {first} dan seterusnya; {advice}"
    return f"'{name}' sudah ada di {first}; satukan isinya di sana, atau hapus yang tidak benar"


def _value(node: yaml.ScalarNode) -> str | None:
    text: str = node.value
    return None if not node.style and text in _NOTHING else text


def lost_texts(document: YamlDocument) -> Iterator[Problem]:
    """Yield the texts that YAML cut at a '#', glued to the line above, or made one line of."""
    lines = document.source.split("\n")
    for name, in_list, node in _scalars(document.root):
        first = node.start_mark.line
        if name in _STEPPED_TEXTS and node.style != "|":
            last = first + document.source.count("\n", node.start_mark.index, node.end_mark.index)
            steps = sum(bool(_STEP.match(line)) for line in lines[first + 1 : last + 1])
            if steps >= 2 and sum(bool(_STEP.match(line)) for line in node.value.split("\n")) < steps:
                sentence = f"langkah-langkah di teks ini tersambung; tulis '{name}: |', lalu isinya di bawahnya"
                if sign := re.match(r">[-+]?", lines[first][node.start_mark.column :]):
                    sentence = f"tanda '{sign[0]}' menyambung langkah-langkah di bawahnya menjadi satu baris; tulis |"
                yield JOINED.at(_place(document.path, node), sentence)
                continue
        if not node.style and name in (_LISTED_TEXTS if in_list else _SINGLE_TEXTS):
            if in_list and "\n" in document.source[node.start_mark.index : node.end_mark.index]:
                sentence = f"baris '{lines[first + 1].strip()}' menyambung ke baris di atasnya; tulis '- ' di depannya"
                yield CUT.at(_place(document.path, node), sentence)
            # Nobody types several spaces before a sentence's own "#"; that is how comments are written.
            if document.source.startswith(" #", node.end_mark.index):
                rest = lines[node.end_mark.line][node.end_mark.column :].strip()
                sentence = f"'{rest}' tidak ikut terbaca karena tanda #; apit seluruh teks dengan tanda kutip ganda"
                yield CUT.at(_place(document.path, node), sentence)


def _scalars(node: yaml.Node, name: str = "", in_list: bool = False) -> Iterator[tuple[str, bool, yaml.ScalarNode]]:
    """Yield all texts of a node, the field that each stands in, and whether it is a member of a list there."""
    if isinstance(node, yaml.ScalarNode):
        yield name, in_list, node
    elif isinstance(node, yaml.SequenceNode):
        for one in node.value:
            yield from _scalars(one, name, True)
    else:
        for key, value in node.value:
            yield from _scalars(value, key.value, False)
