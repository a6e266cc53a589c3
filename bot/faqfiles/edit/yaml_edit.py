"""Adds to a FAQ file as a careful person would: only new lines; everything that stands there stays byte for byte.

The place is found with PyYAML, the new lines are written by ruamel.yaml, and the result is read again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

READER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Reads everything as it was typed; in C where PyYAML was built so."""

Fields = Mapping[str, object]
"""Names and values to be written: texts, days, true or false, None for an empty field, lists, lists of fields."""


class Unchangeable(Exception):
    """The file is not built as it must be for the change; the text says how, in Indonesian."""


def with_entry(source: str, fields: Fields) -> str:
    """Return the topic file with one entry added at its end. Raises Unchangeable."""
    entries = _found(root(source), "entri")
    if not isinstance(entries, yaml.SequenceNode) or entries.flow_style or not entries.value:
        raise Unchangeable("daftar 'entri' tidak ditemukan, atau masih kosong")
    indent = " " * entries.start_mark.column
    lines = [f"{indent}{mark}{line}" if line else "" for mark, line in _marked(_written(nodes(fields)))]
    return _inserted(source, end_of(source, entries), ["", *lines], ("entri", None), fields)


def with_phrasings_of(source: str, entry: str, fields: Fields) -> str:
    """Return the phrasings file with the phrasings of one entry added at its end. Raises Unchangeable."""
    entries = _found(root(source), "entri")
    if not isinstance(entries, yaml.MappingNode) or entries.flow_style or not entries.value:
        raise Unchangeable("bagian 'entri' tidak ditemukan, atau masih kosong")
    indent = " " * entries.start_mark.column
    lines = [f"{indent}{line}" if line else "" for line in _written(nodes({entry: fields}))]
    return _inserted(source, end_of(source, entries), ["", *lines], ("entri", entry), fields)


def with_phrasings(source: str, entry: str, phrasings: Sequence[str]) -> str:
    """Return the phrasings file with phrasings added at the end of the entry's list. Raises Unchangeable."""
    listed = _found(root(source), "entri", entry, "kalimat")
    if not isinstance(listed, yaml.SequenceNode) or not listed.value:
        raise Unchangeable(f"entri '{entry}' belum punya daftar 'kalimat'")
    where, wanted = ("entri", entry, "kalimat"), list(phrasings)
    if listed.flow_style:
        place = _end_of_flow(source, listed)
        more = "".join(f", {json.dumps(text, ensure_ascii=False)}" for text in wanted)
        return _checked(source, source[:place] + more + source[place:], where, wanted)
    indent = " " * listed.start_mark.column
    lines = [f"{indent}{line}" for line in _written(CommentedSeq(map(nodes, wanted)))]
    return _inserted(source, end_of(source, listed), lines, where, wanted)


def written(fields: Fields) -> str:
    """Return the fields as a text of their own."""
    return dumped(nodes(fields))


def root(source: str) -> yaml.Node:
    """Return the tree of a file. Raises Unchangeable."""
    try:
        top = yaml.compose(source, Loader=READER)
    except yaml.YAMLError as error:
        raise Unchangeable("susunannya tidak terbaca") from error
    if top is None:
        raise Unchangeable("berkasnya kosong")
    return top


def _found(node: yaml.Node, *path: str) -> yaml.Node | None:
    """Return the node at a path of field names."""
    for name in path:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        found = next((value for key, value in pairs if key.value == name), None)
        if found is None:
            return None
        node = found
    return node


def end_of(source: str, node: yaml.Node) -> int:
    """Return the position after the last line of a block, with a comment that ends that line."""
    while isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    content_end = len(source[: node.end_mark.index].rstrip())
    end = source.find("\n", content_end)
    return len(source) if end < 0 else end + 1


def _end_of_flow(source: str, node: yaml.SequenceNode) -> int:
    """Return the position after the last item of a list in brackets."""
    last: int = node.value[-1].end_mark.index
    return len(source[:last].rstrip())


def nodes(value: object) -> object:
    """Return the value as ruamel.yaml writes it in the manner of our files."""
    if isinstance(value, Mapping):
        return CommentedMap((name, nodes(one)) for name, one in value.items())
    if isinstance(value, list | tuple):
        items = CommentedSeq(nodes(one) for one in value)
        if all(isinstance(one, str) and " " not in one for one in value):
            items.fa.set_flow_style()
        return items
    if not isinstance(value, str):
        return value
    if "\n" in value:
        return LiteralScalarString(value.rstrip("\n") + "\n")
    quoted = dumped(CommentedMap(text=value)).startswith("text: '")
    return DoubleQuotedScalarString(value) if quoted else value


def _written(node: object) -> list[str]:
    lines = dumped(node).splitlines()
    # a list that stands alone is indented by ruamel.yaml as if it stood below its name
    return [line.removeprefix("  ") for line in lines] if isinstance(node, CommentedSeq) else lines


def dumped(node: object) -> str:
    """Return what `nodes` made as text, each value on one line unless it is a block."""
    writer: Any = YAML()
    writer.width = 1_000_000
    writer.indent(mapping=2, sequence=4, offset=2)
    writer.representer.add_representer(type(None), lambda self, _: self.represent_scalar("tag:yaml.org,2002:null", ""))
    out = StringIO()
    writer.dump(node, out)
    return out.getvalue()


def _marked(lines: Sequence[str]) -> list[tuple[str, str]]:
    return [("- " if place == 0 else "  ", line) for place, line in enumerate(lines)]


def _inserted(source: str, place: int, lines: Sequence[str], where: tuple[str | None, ...], value: object) -> str:
    ending = "\r\n" if "\r\n" in source else "\n"
    before = source[:place] if source[:place].endswith("\n") else source[:place] + ending
    new = before + "".join(line + ending for line in lines) + source[place:]
    return _checked(source, new, where, value)


def _checked(source: str, new: str, where: tuple[str | None, ...], value: object) -> str:
    """Return the new text, if it reads as the old one with the value added at `where` (None: at the end of a list)."""
    wanted, read = (yaml.load(text, Loader=READER) for text in (source, new))  # noqa: S506 (texts only)
    parent: Any = wanted
    for name in where[:-1]:
        parent = parent[name]
    typed = plain(value)
    if where[-1] is None:
        parent.append(typed)
    elif isinstance(typed, list):
        parent[where[-1]] = [*parent[where[-1]], *typed]
    else:
        parent[where[-1]] = typed
    if read != wanted:
        raise Unchangeable("susunannya tidak biasa, sehingga tambahan tidak bisa ditaruh dengan aman")
    return new


def plain(value: object) -> object:
    """Return a value as it reads when everything is taken as typed."""
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if value is None:
        return ""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text.rstrip("\n") + "\n" if "\n" in text else text
