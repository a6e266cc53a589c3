"""YAML as a tree of values exactly as typed, each with its line and column.

YAML itself would turn `8:30` into 510, `0712` into 458, `no` into False and `350.000` into 350.0, and would
keep the last of two equal keys without a word. So nothing is converted here: the schema decides what a text
means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, Protocol

import yaml

from bot.faqfiles.problem import Place, Problem
from bot.faqfiles.syntax import syntax_faults
from bot.faqfiles.syntax.slips import swallows_lines
from bot.faqfiles.syntax.syntax_errors import explain

Loc = tuple[str | int, ...]

# The C parser is many times faster; both give the same events and marks.
PARSER: type[yaml.CSafeLoader | yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# The format needs five levels; more is a mistake or an attack on the recursion below.
DEEPEST = 12


class _Mark(Protocol):
    """What the marks of both parsers have."""

    line: int
    column: int
    index: int


_NOTHING = ("", "~", "null", "Null", "NULL")


class Scalar(NamedTuple):
    """One text as typed. `start` and `end` are its character positions in the source, quotes included.

    `plain`: without quotes or sign; `folded`: its lines are joined (quoted, plain or after '>'), not kept as after '|'.
    """

    text: str
    line: int
    column: int
    start: int
    end: int
    plain: bool
    folded: bool

    @property
    def value(self) -> str | None:
        """The text, or None where the author left the value empty."""
        return None if self.plain and self.text in _NOTHING else self.text


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list (`- …` or `[…]`)."""

    items: tuple[Node, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Fields (`name: value`) by their names, in the order of the file and without duplicates."""

    pairs: dict[str, tuple[Scalar, Node]]
    line: int
    column: int

    def pair(self, name: str) -> tuple[Scalar, Node] | None:
        """Return the key and value called `name`."""
        return self.pairs.get(name)


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True, eq=False)
class Document:
    """One file that could be read: its source and its tree, and where in it every value stands; equal to no other."""

    path: str
    source: str
    root: Mapping
    _places: dict[Loc, Place] = field(default_factory=dict, repr=False)

    def data(self) -> dict[str, object]:
        """Return the tree as plain dicts, lists, strings and None."""
        return {name: _plain(value) for name, (_, value) in self.root.pairs.items()}

    def place(self, loc: Loc = ()) -> Place:
        """Return where the value at `loc` stands (its key, where the value is empty or missing)."""
        found = self._places.get(loc)  # the checks ask for each place many times
        if found is None:
            key, node = self._walk(loc)
            spot = key if isinstance(node, Scalar) and node.value is None and key else node
            found = self._places[loc] = Place(self.path, spot.line, spot.column)
        return found

    def key_place(self, loc: Loc) -> Place:
        """Return where the key of the value at `loc` stands."""
        key, node = self._walk(loc)
        spot = key or node
        return Place(self.path, spot.line, spot.column)

    def find(self, loc: Loc, fragment: str) -> Place:
        """Return where `fragment` begins in the text at `loc` (the text's own place, if folding hides it)."""
        _, node = self._walk(loc)
        if not isinstance(node, Scalar):
            return self.place(loc)
        return self.inside(node, fragment)

    def inside(self, scalar: Scalar, fragment: str) -> Place:
        """Return where `fragment` begins in `scalar` (the text's own place, if an escape or folding hides it)."""
        edge = r"(?<!\w)" if re.match(r"\w", fragment) else ""
        written, plain = self.source[scalar.start : scalar.end], re.escape(fragment)
        found = re.search(edge + plain, written) or re.search(plain, written)
        if not found:
            return Place(self.path, scalar.line, scalar.column)
        at = scalar.start + found.start()
        line_start = self.source.rfind("\n", 0, at) + 1
        return Place(self.path, self.source.count("\n", 0, at) + 1, at - line_start + 1)

    @cached_property
    def scalars(self) -> tuple[Scalar, ...]:
        """Every text of the file, names of fields included."""
        found: list[Scalar] = []
        _gather(self.root, found)
        return tuple(found)

    def _walk(self, loc: Loc) -> tuple[Scalar | None, Node]:
        key: Scalar | None = None
        node: Node = self.root
        for step in loc:
            if isinstance(node, Mapping) and isinstance(step, str) and (pair := node.pair(step)):
                key, node = pair
            elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
                key, node = None, node.items[step]
            else:
                break
        return key, node


def _gather(node: Node, found: list[Scalar]) -> None:
    if isinstance(node, Scalar):
        found.append(node)
    elif isinstance(node, Sequence):
        for item in node.items:
            _gather(item, found)
    else:
        for key, value in node.pairs.values():
            found.append(key)
            _gather(value, found)


def _plain(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return {name: _plain(value) for name, (_, value) in node.pairs.items()}


def parse(path: str, source: str) -> tuple[Document | None, list[Problem]]:
    """Parse one file's text; without a document the problems say why, with one they ask for repair."""
    builder = _Builder(path, source)
    try:
        for event in yaml.parse(source, Loader=PARSER):
            builder.take(event)
    except yaml.YAMLError as error:
        if builder.unclosed:
            sentence = "tanda kutip yang dibuka di sini tidak pernah ditutup; tutup teksnya"
            return None, [syntax_faults.broken_yaml(builder.unclosed, sentence)]
        return None, [syntax_faults.broken_yaml(*explain(path, source, error))]
    except _TooDeep as error:
        return None, [syntax_faults.broken_yaml(error.place, "isinya bertingkat terlalu dalam; periksa tanda [ dan {")]
    if isinstance(builder.root, Mapping):
        return Document(path, source, builder.root), builder.problems
    sentence = "berkas ini kosong" if builder.root is None else "berkas ini tidak berisi isian 'nama: isi'"
    return None, [*builder.problems, syntax_faults.broken_yaml(Place(path), f"{sentence}; mulai dengan 'topik: …'")]


def _spot(mark: _Mark | None) -> tuple[int, int, int]:
    """Return line and column from 1, and the position in the source from 0."""
    return (mark.line + 1, mark.column + 1, mark.index) if mark else (1, 1, 0)


class _TooDeep(Exception):
    def __init__(self, place: Place) -> None:
        self.place = place


class _Builder:
    """Takes the parser's events one by one and builds the tree."""

    def __init__(self, path: str, source: str) -> None:
        self.path = path
        self.source = source
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self.unclosed: Place | None = None
        self._documents = 0
        self._open: list[tuple[yaml.Event, list[Node]]] = []

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent) and event.anchor is None and event.tag is None:
            self._put(self._text(event))
        else:
            self._take_other(event)

    def _take_other(self, event: yaml.Event) -> None:
        """Take what is no plain text: a list, fields, a text with a sign before it, the end of something."""
        line, column, _ = _spot(event.start_mark)
        place = Place(self.path, line, column)
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents == 2:
                self.problems.append(
                    syntax_faults.broken_yaml(place, "garis '---' memulai berkas kedua; hapus garis itu")
                )
        elif isinstance(event, yaml.AliasEvent):
            self.problems.append(syntax_faults.special_sign(place, "*"))
            self._put(self._scalar(event, f"*{event.anchor}"))
        elif isinstance(event, yaml.NodeEvent):
            if event.anchor is not None:
                self.problems.append(syntax_faults.special_sign(place, "&"))
            elif getattr(event, "tag", None) is not None:
                self.problems.append(syntax_faults.special_sign(place, "!"))
            if isinstance(event, yaml.ScalarEvent):
                self._put(self._text(event))
            else:
                if len(self._open) >= DEEPEST:
                    raise _TooDeep(place)
                self._open.append((event, []))
        elif isinstance(event, yaml.CollectionEndEvent):
            start, nodes = self._open.pop()
            self._put(self._collection(start, nodes))

    def _put(self, node: Node) -> None:
        if self._open:
            self._open[-1][1].append(node)
        elif self._documents == 1:
            self.root = node

    def _text(self, event: yaml.ScalarEvent) -> Scalar:
        style = event.style
        found = self._scalar(event, event.value, plain=not style and event.implicit[0], folded=style != "|")
        if style in ("'", '"') and swallows_lines(self.source[found.start : found.end]):
            self.unclosed = self.unclosed or Place(self.path, found.line, found.column)
        return found

    def _scalar(self, event: yaml.Event, text: str, plain: bool = False, folded: bool = False) -> Scalar:
        line, column, start = _spot(event.start_mark)
        end: _Mark | None = event.end_mark
        return Scalar(text, line, column, start, end.index if end else start, plain, folded)

    def _collection(self, start: yaml.Event, nodes: list[Node]) -> Node:
        line, column, _ = _spot(start.start_mark)
        if isinstance(start, yaml.SequenceStartEvent):
            return Sequence(tuple(nodes), line, column)
        pairs: dict[str, tuple[Scalar, Node]] = {}
        doubled: list[Scalar] = []
        for key, value in zip(nodes[::2], nodes[1::2], strict=True):
            if not isinstance(key, Scalar):
                place = Place(self.path, key.line, key.column)
                self.problems.append(syntax_faults.broken_yaml(place, "nama isian harus satu teks, bukan daftar"))
            elif key.text in pairs:
                doubled.append(key)
            else:
                pairs[key.text] = (key, value)
        if doubled:
            first = doubled[0]
            place, before = Place(self.path, first.line, first.column), f"baris {pairs[first.text][0].line}"
            self.problems.append(syntax_faults.duplicate_key(place, first.text, before, others=len(doubled) - 1))
        return Mapping(pairs, line, column)
