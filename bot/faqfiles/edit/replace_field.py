"""Changes a field of a FAQ file as a careful person would: what is not changed stays byte for byte.

Of a list, the items that stay keep their lines, comments between them included.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

import yaml
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from bot.faqfiles.edit.yaml_edit import READER, Unchangeable, dumped, end_of, nodes, plain, root

Path = tuple[str | int, ...]
Value = object
"""A text, a day, true or false, None for a field that shall be empty or gone, a list of texts or of fields."""


def with_field(source: str, group: Path, name: str, value: Value, order: Sequence[str] = ()) -> str:
    """Return the file with one field of the group at `group` changed; one that is new comes where `order` has it.

    Raises Unchangeable.
    """
    fields = _at(root(source), group)
    if not isinstance(fields, yaml.MappingNode) or fields.flow_style:
        raise Unchangeable("isian yang akan diubah tidak ditemukan")
    pair = next((pair for pair in fields.value if pair[0].value == name), None)
    if pair is None:
        if value in (None, "", [], ()):
            return source
        return _checked(source, _added(source, fields, name, value, order), (*group, name), value)
    if _same(_data(pair[1]), value):
        return source
    return _checked(source, _replaced(source, pair, value), (*group, name), value)


class FieldChange(NamedTuple):
    """One field's new value. `group`: as in `with_field`."""

    group: Path
    name: str
    value: Value


def with_fields(source: str, changes: Sequence[FieldChange], order: Sequence[str]) -> str:
    """Do what `with_field` does for many fields, and read the file only once for it; each field at most once.

    Raises Unchangeable.
    """
    top, new = root(source), source
    placed = []
    for change in changes:
        fields = _at(top, change.group)
        if not isinstance(fields, yaml.MappingNode) or fields.flow_style:
            raise Unchangeable("isian yang akan diubah tidak ditemukan")
        pair = next((pair for pair in fields.value if pair[0].value == change.name), None)
        before = order[: order.index(change.name)] if change.name in order else ()
        above = [one for one in fields.value if one[0].value in before] or fields.value
        placed.append((pair[0].start_mark.index if pair else end_of(source, above[-1][1]), fields, pair, change))
    # from the end on: what comes before keeps its place
    for _, fields, pair, change in sorted(placed, key=lambda one: one[0], reverse=True):
        if pair is None:
            new = _added(new, fields, change.name, change.value, order) if change.value else new
        elif not _same(_data(pair[1]), change.value):
            new = _replaced(new, pair, change.value)
    return _all_checked(source, new, changes)


def place_of(source: str, id: str) -> int:
    """Return which of a topic's entries has this id. Raises Unchangeable."""
    places = places_of(source)
    if id not in places:
        raise Unchangeable(f"entri '{id}' tidak ada lagi")
    return places[id]


def places_of(source: str) -> dict[str, int]:
    """Return the place of each of a topic's entries, by id. Raises Unchangeable."""
    entries = _at(root(source), ("entri",))
    listed = entries.value if isinstance(entries, yaml.SequenceNode) else ()
    named = ((_at(entry, ("id",)), number) for number, entry in enumerate(listed))
    return {str(id.value): number for id, number in named if id is not None}


def _at(node: yaml.Node | None, path: Path) -> yaml.Node | None:
    for step in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
            node = node.value[step]
        else:
            return None
    return node


def _data(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _data(value) for key, value in node.value}
    return [_data(one) for one in node.value] if isinstance(node, yaml.SequenceNode) else node.value


def _same(old: object, new: object) -> bool:
    return bare(old) == bare(plain(new))


def bare(value: object) -> object:
    """Return a value without what only its way of writing adds."""
    if isinstance(value, Mapping):
        return {name: kept for name, one in value.items() if (kept := bare(one)) not in ("", [])}
    if isinstance(value, list):
        return [bare(one) for one in value]
    text = str(value).strip()
    return "" if text in ("null", "~") else text


def _replaced(source: str, pair: tuple[yaml.Node, yaml.Node], value: Value) -> str:
    """Return the file with another value in a field that stands."""
    key, node = pair
    if isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value and value:
        return _with_items(source, node, value)
    return _with_value(source, key, node, value)


def _with_value(source: str, key: yaml.Node, node: yaml.Node, value: Value) -> str:
    """Return the file with the whole value of a field written anew, or with the field gone."""
    start = source.rfind("\n", 0, key.start_mark.index) + 1
    if value is None and node.value:
        return source[:start] + source[end_of(source, node) :]
    in_brackets = isinstance(node, yaml.SequenceNode) and node.flow_style and node.value
    if in_brackets and isinstance(value, list | tuple) and value:
        words = ", ".join(_flow(str(one)) for one in value)
        return f"{source[: node.start_mark.index]}[{words}]{source[node.end_mark.index :]}"
    comment = _comment(source, key, node)
    lines = _lines(key.value, _styled(node, value))
    lines[0] += comment
    return _put(source, key.start_mark.index, end_of(source, node), lines, key.start_mark.column)


def _comment(source: str, key: yaml.Node, node: yaml.Node) -> str:
    """Return the comment behind a field's name or its text on one line, with the spaces before it."""
    block = isinstance(node, yaml.CollectionNode) and not node.flow_style
    literal = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
    after = key.end_mark.index + 1 if block else node.start_mark.index if literal else node.end_mark.index
    end = source.find("\n", after)
    rest = source[after : end if end >= 0 else None].rstrip("\r")
    place = rest.find("#")
    return f"  {rest[place:].rstrip()}" if place > 0 and rest[place - 1].isspace() else ""


def _styled(node: yaml.Node, value: Value) -> object:
    """Return the value as it was written before: a block stays a block, quotes stay quotes."""
    if isinstance(value, str) and isinstance(node, yaml.ScalarNode):
        if node.style in ("|", ">"):
            return LiteralScalarString(value.strip("\n") + "\n")
        if node.style in ('"', "'") and "\n" not in value:
            return DoubleQuotedScalarString(value)
    return nodes(value)


def _lines(name: str, node: object) -> list[str]:
    return dumped(CommentedMap({name: node})).splitlines()


def _put(source: str, start: int, end: int, lines: Sequence[str], indent: int) -> str:
    """Return the source with whole lines in the place of what stands there; the first begins at `start`."""
    ending = "\r\n" if "\r\n" in source else "\n"
    pad = " " * indent
    text = ending.join([lines[0], *(pad + line if line else "" for line in lines[1:])])
    return source[:start] + text + ending + source[end:]


def _added(source: str, fields: yaml.MappingNode, name: str, value: Value, order: Sequence[str]) -> str:
    before = order[: order.index(name)] if name in order else ()
    above = [pair for pair in fields.value if pair[0].value in before] or fields.value
    place = end_of(source, above[-1][1])
    column = fields.value[0][0].start_mark.column
    node = LiteralScalarString(str(value).strip("\n") + "\n") if name == "rincian" else nodes(value)
    ending = "\r\n" if "\r\n" in source else "\n"
    if place and source[place - 1] != "\n":
        source, place = source[:place] + ending + source[place:], place + len(ending)
    pad = " " * column
    return _put(source[:place] + pad + source[place:], place + column, place + column, _lines(name, node), column)


def _with_items(source: str, node: yaml.SequenceNode, value: Value) -> str:
    """Return the file with the items that differ written anew; of the others not a byte changes."""
    wanted = list(value) if isinstance(value, list | tuple) else []
    spans = [_span(source, item, node.start_mark.column) for item in node.value]
    old, new = ([json.dumps(bare(one)) for one in items] for items in (_data(node), map(plain, wanted)))
    in_braces = isinstance(node.value[0], yaml.MappingNode) and bool(node.value[0].flow_style)
    for kind, first, last, begin, end in reversed(SequenceMatcher(None, old, new, autojunk=False).get_opcodes()):
        if kind == "equal":
            continue
        lines = _items(wanted[begin:end], node.start_mark.column, in_braces)
        if kind == "insert":
            place = spans[first - 1][1] if first else spans[0][0]
            source = _with_lines(source, place, place, lines)
            continue
        for number in range(last - 1, first, -1):  # comments between the items that go stay
            source = _with_lines(source, *spans[number], [])
        source = _with_lines(source, *spans[first], lines)
    return source


def _span(source: str, item: yaml.Node, column: int) -> tuple[int, int]:
    start = source.rfind("\n", 0, item.start_mark.index) + 1
    if source[start + column : start + column + 1] != "-":
        raise Unchangeable("susunan daftarnya tidak biasa")
    return start, end_of(source, item)


def _with_lines(source: str, start: int, end: int, lines: Sequence[str]) -> str:
    ending = "\r\n" if "\r\n" in source else "\n"
    before = source[:start]
    if before and not before.endswith("\n"):
        before += ending
    return before + "".join(line + ending for line in lines) + source[end:]


def _items(items: Sequence[object], column: int, in_braces: bool) -> list[str]:
    pad = " " * column
    if in_braces:
        return [f"{pad}- {_braces(one)}" for one in items if isinstance(one, Mapping)]
    found: list[str] = []
    for one in items:
        lines = dumped(CommentedSeq([nodes(one)])).splitlines()
        found += [pad + line.removeprefix("  ") for line in lines]
    return found


def _braces(fields: Mapping[str, object]) -> str:
    parts = (f"{name}: {_quoted(one)}" for name, one in fields.items())
    return "{" + ", ".join(parts) + "}"


def _quoted(value: object) -> str:
    if value is None:
        return "null"
    text = str(value)
    return text if text.replace("-", "").isalnum() and not text.isdigit() else json.dumps(text, ensure_ascii=False)


def _flow(text: str) -> str:
    return text if text.replace("-", "").isalnum() else json.dumps(text, ensure_ascii=False)


def _checked(source: str, new: str, path: Path, value: Value) -> str:
    """Return the new text, if it reads as the old one with this one value changed."""
    return _all_checked(source, new, (FieldChange(path[:-1], str(path[-1]), value),))


def _all_checked(source: str, new: str, changes: Sequence[FieldChange]) -> str:
    """Return the new text, if it reads as the old one with just these values changed."""
    wanted, read = (yaml.load(text, Loader=READER) for text in (source, new))  # noqa: S506 (texts only)
    for group, name, value in changes:
        parent: Any = wanted
        for step in group:
            parent = parent[step]
        parent[name] = plain(value)
    if bare(read) != bare(wanted):
        raise Unchangeable("susunannya tidak biasa, sehingga isian itu tidak bisa diubah dengan aman")
    return new
