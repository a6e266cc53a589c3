"""Changes a FAQ file as a careful person would: what is not changed stays byte for byte, comments included.

The place is found in the file's tree, only the lines of what changes are written, and the result is read again. Of a
list, the items that stay keep their lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

import yaml

from bot.faqfiles.file_names import PHRASINGS
from bot.faqfiles.model import ASKED, FaqEntry, Fee, as_typed, typed_names
from bot.faqfiles.problem import Unchangeable
from bot.faqfiles.syntax.syntax_errors import LOADER
from bot.faqfiles.working_files import Edit

OF_ENTRY, OF_PHRASINGS, OF_FEE = typed_names(FaqEntry), typed_names(FaqEntry, group=ASKED), typed_names(Fee)
"""The fields of each kind of group, in the order of the files."""

Path = tuple[str | int, ...]
Value = object
"""A text, a day, true or false, None for a field that shall be empty or gone, a list of texts or of fields."""
Fields = Mapping[str, Value]
_MISREAD = re.compile(
    r"""|[\s\-?:,\[\]{}#&*!|>'"%@`].*|.*(?::|\s|:\s.*|\s#.*)|[-+.\d][\d_.,:eE+-]*|~|null|true|false|.*[\n\t].*""",
    re.IGNORECASE | re.DOTALL,
)
"""Texts that a reader of YAML takes for something else unless they are quoted."""


class FieldChange(NamedTuple):
    """One field's new value. `group`: where the fields stand among which it is; of a list's members by place or id."""

    group: Path
    name: str
    value: Value


def with_fields(source: str, changes: Sequence[FieldChange], order: Sequence[str] = ()) -> str:
    """Return the file with these fields changed, each at most once; one that is new comes where `order` has it.

    Raises Unchangeable.
    """
    top, new = root(source), source
    placed = []
    for number, change in enumerate(changes):
        fields = _at(top, change.group)
        if not isinstance(fields, yaml.MappingNode) or fields.flow_style:
            raise Unchangeable(f"isian '{change.group[-1] if change.group else change.name}' tidak ada lagi")
        pair = next((pair for pair in fields.value if pair[0].value == change.name), None)
        before = order[: order.index(change.name)] if change.name in order else ()
        above = [one for one in fields.value if one[0].value in before] or fields.value
        place = pair[0].start_mark.index if pair else _end_of(source, above[-1][1])
        placed.append(((place, number), fields.value[0][0].start_mark.column, pair, change))
    # from the end on: what comes before keeps its place
    for (place, _), column, pair, change in sorted(placed, key=lambda one: one[0], reverse=True):
        if pair is not None:
            key, node = pair
            new = _replaced(new, key, node, change.value)
        elif change.value not in (None, "", [], ()):
            style = "|" if change.name == "rincian" else ""
            new = _with_lines(new, place, place, _lines(change.name, change.value, column, style))
    return _checked(source, new, changes)


def with_member(source: str, fields: Fields, id: str = "") -> str:
    """Return the file with one member added at the end of its list 'entri', or by its `id`. Raises Unchangeable."""
    entries, kind = _at(root(source), ("entri",)), yaml.MappingNode if id else yaml.SequenceNode
    if not isinstance(entries, kind) or entries.flow_style or not entries.value:
        raise Unchangeable("bagian 'entri' tidak ditemukan, atau masih kosong")
    column = entries.start_mark.column
    lines = _lines(id, fields, column) if id else _items([fields], column)
    made = FieldChange(("entri",), id, fields) if id else FieldChange((), "entri", [*_data(entries), fields])
    end = _end_of(source, entries)
    return _checked(source, _with_lines(source, end, end, ["", *lines]), [made])


def entry_edits(topic: str, id: str, fields: Fields, numbers: Sequence[tuple[str, str]] = ()) -> dict[str, Edit]:
    """Return what is to be done to the topic's files, by name, so that the entry's fields hold these values.

    `numbers`: numbers to be added to the topic's list, each with the fact that it comes from.
    """

    def answers(source: str) -> str:
        more = [FieldChange(("angka",), number, fact) for number, fact in numbers]
        mine = [name for name in fields if name not in OF_PHRASINGS]
        changes = (FieldChange(("entri", id), name, fields[name]) for name in mine)
        return with_fields(source, [*more, *changes], OF_ENTRY)

    def phrasings(source: str) -> str:
        mine = [FieldChange(("entri", id), name, fields[name]) for name in OF_PHRASINGS if name in fields]
        return with_fields(source, mine, OF_PHRASINGS)

    return {f"{topic}.yaml": answers, f"{topic}{PHRASINGS}": phrasings}


def new_entry_edits(topic: str, fields: Fields, numbers: Sequence[tuple[str, str]] = ()) -> dict[str, Edit]:
    """Return what adds an entry to the topic's files; its fields are those of both, its id among them.

    `numbers`: as in `entry_edits`.
    """
    id, more = str(fields["id"]), [FieldChange(("angka",), number, fact) for number, fact in numbers]
    answers = {name: fields[name] for name in OF_ENTRY if name in fields}
    asked = {name: fields.get(name) or [] for name in OF_PHRASINGS}
    return {
        f"{topic}.yaml": lambda source: with_fields(with_member(source, answers), more),
        f"{topic}{PHRASINGS}": lambda source: with_member(source, asked, id),
    }


def root(source: str) -> yaml.Node:
    """Return the tree of a file. Raises Unchangeable."""
    try:
        top = yaml.compose(source, Loader=LOADER)
    except yaml.YAMLError as error:
        raise Unchangeable("susunannya tidak terbaca") from error
    if top is None:
        raise Unchangeable("berkasnya kosong")
    return top


def _at(node: yaml.Node | None, path: Path) -> yaml.Node | None:
    for step in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, yaml.SequenceNode):
            node = next((one for place, one in enumerate(node.value) if step in (place, _id_of(one))), None)
        else:
            return None
    return node


def _id_of(node: yaml.Node) -> str | None:
    id = _at(node, ("id",))
    return str(id.value) if id else None


def _data(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _data(value) for key, value in node.value}
    return [_data(one) for one in node.value] if isinstance(node, yaml.SequenceNode) else node.value


def _end_of(source: str, node: yaml.Node) -> int:
    """Return the position after the last line of a block, with a comment that ends that line."""
    while isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    end = source.find("\n", len(source[: node.end_mark.index].rstrip()))
    return len(source) if end < 0 else end + 1


def _replaced(source: str, key: yaml.Node, node: yaml.Node, value: Value) -> str:
    """Return the file with another value in a field that stands, or with the field gone."""
    if _bare(_data(node)) == _bare(as_typed(value)):
        return source
    if isinstance(node, yaml.SequenceNode) and node.value and isinstance(value, list | tuple) and value:
        if not node.flow_style:
            return _with_items(source, node, value)
        written = {one.value: source[one.start_mark.index : one.end_mark.index] for one in node.value}
        words = ", ".join(written.get(one) or _quoted(one) for one in value)
        return f"{source[: node.start_mark.index]}[{words}]{source[node.end_mark.index :]}"
    start = source.rfind("\n", 0, key.start_mark.index) + 1
    if value is None and node.value:
        return source[:start] + source[_end_of(source, node) :]
    style = node.style if isinstance(node, yaml.ScalarNode) and isinstance(value, str) else ""
    lines = _lines(key.value, value, key.start_mark.column, style or "")
    lines[0] = source[start : key.start_mark.index] + lines[0].lstrip() + _comment(source, key, node)
    return _with_lines(source, start, _end_of(source, node), lines)


def _with_items(source: str, node: yaml.Node, wanted: Sequence[object]) -> str:
    """Return the file with the items that differ written anew; of the others not a byte changes."""
    column = node.start_mark.column
    spans = [_span(source, item, column) for item in node.value]
    old, new = ([json.dumps(_bare(one)) for one in items] for items in (_data(node), map(as_typed, wanted)))
    in_braces = isinstance(node.value[0], yaml.MappingNode) and bool(node.value[0].flow_style)
    for kind, first, last, begin, end in reversed(SequenceMatcher(None, old, new, autojunk=False).get_opcodes()):
        lines = _items(wanted[begin:end], column, in_braces)
        if kind == "insert":
            place = spans[first - 1][1] if first else spans[0][0]
            source = _with_lines(source, place, place, lines)
        elif kind != "equal":
            for number in range(last - 1, first, -1):  # comments between the items that go stay
                source = _with_lines(source, *spans[number], [])
            source = _with_lines(source, *spans[first], lines)
    return source


def _span(source: str, item: yaml.Node, column: int) -> tuple[int, int]:
    start = source.rfind("\n", 0, item.start_mark.index) + 1
    if source[start + column : start + column + 1] != "-":
        raise Unchangeable("susunan daftarnya tidak biasa")
    return start, _end_of(source, item)


def _with_lines(source: str, start: int, end: int, lines: Sequence[str]) -> str:
    """Return the source with whole lines in the place of what stands there, with the file's own line ends."""
    ending = "\r\n" if "\r\n" in source else "\n"
    before = source[:start]
    if before and not before.endswith("\n"):
        before += ending
    return before + "".join(line + ending for line in lines) + source[end:]


def _comment(source: str, key: yaml.Node, node: yaml.Node) -> str:
    """Return the comment behind a field's name or its text on one line, with the spaces before it."""
    block = isinstance(node, yaml.CollectionNode) and not node.flow_style
    literal = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
    after = key.end_mark.index + 1 if block else node.start_mark.index if literal else node.end_mark.index
    end = source.find("\n", after)
    rest = source[after : end if end >= 0 else None].rstrip("\r")
    place = rest.find("#")
    return f"  {rest[place:].rstrip()}" if place > 0 and rest[place - 1].isspace() else ""


def _items(items: Sequence[object], column: int, in_braces: bool = False) -> list[str]:
    """Return the lines of a list's members that stand at the column."""
    lines: list[str] = []
    for one in items:
        if in_braces and isinstance(one, Mapping):
            fields = ", ".join(f"{name}: {_quoted(value)}" for name, value in one.items())
            lines.append(f"{' ' * column}- {{{fields}}}")
        elif isinstance(one, Mapping):
            first, *more = [line for name, value in one.items() for line in _lines(name, value, column + 2)]
            lines += [f"{' ' * column}- {first.lstrip()}", *more]
        else:
            lines.append(f"{' ' * column}- {_scalar(one)}")
    return lines


def _lines(name: str, value: Value, column: int, style: str = "") -> list[str]:
    """Return the lines of a field that stands at the column. `style`: how its text was written before (| > ' or ")."""
    head = f"{' ' * column}{name if re.fullmatch('[a-z][a-z0-9_-]*', name) else json.dumps(name, ensure_ascii=False)}:"
    if isinstance(value, Mapping):
        return [head, *(line for one, inner in value.items() for line in _lines(one, inner, column + 2))]
    if isinstance(value, list | tuple):
        if all(isinstance(one, str) and " " not in one for one in value):
            return [f"{head} [{', '.join(map(_quoted, value))}]"]
        return [head, *_items(value, column + 2)]
    if isinstance(value, str) and (style in ("|", ">") or "\n" in value):
        sign = "|2" if value.strip("\n")[:1].isspace() else "|"
        return [
            f"{head} {sign}",
            *(" " * (column + 2) + line if line else "" for line in value.strip("\n").split("\n")),
        ]
    quoted = style in ("'", '"') and isinstance(value, str)
    return [f"{head} {json.dumps(value, ensure_ascii=False) if quoted else _scalar(value)}".rstrip()]


def _scalar(value: Value) -> str:
    if not isinstance(value, str):
        return str(as_typed(value))
    return json.dumps(value, ensure_ascii=False) if _MISREAD.fullmatch(value) else value


def _quoted(value: object) -> str:
    text = "null" if value is None else str(value)
    return text if text.replace("-", "").isalnum() and not text.isdigit() else json.dumps(text, ensure_ascii=False)


def _bare(value: object) -> object:
    """Return a value without what only its way of writing adds."""
    if isinstance(value, Mapping):
        return {name: kept for name, one in value.items() if (kept := _bare(one)) not in ("", [])}
    if isinstance(value, list):
        return [_bare(one) for one in value]
    text = str(value).strip()
    return "" if text in ("null", "~") else text


def _checked(source: str, new: str, changes: Sequence[FieldChange]) -> str:
    """Return the new text, if it reads as the old one with just these values changed."""
    if new == source:
        return source
    wanted, read = _data(root(source)), _data(root(new))
    for group, name, value in changes:
        parent: Any = wanted
        for step in group:
            by_id = isinstance(parent, list) and isinstance(step, str)
            parent = next(one for one in parent if one.get("id") == step) if by_id else parent[step]
        parent[name] = as_typed(value)
    if _bare(read) != _bare(wanted):
        raise Unchangeable("susunannya tidak biasa, sehingga isian itu tidak bisa diubah dengan aman")
    return new
