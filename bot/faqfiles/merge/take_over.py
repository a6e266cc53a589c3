"""Takes parts of the program's file over into the office's, as they are written there; no other byte changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import yaml

from bot.faqfiles.edit.entry_fields import OF_PHRASINGS, ORDER
from bot.faqfiles.edit.replace_field import FieldChange, bare, with_fields
from bot.faqfiles.edit.yaml_edit import READER, Unchangeable, end_of, root
from bot.faqfiles.merge.three_way import MISSING, Difference, Path


class _Part(NamedTuple):
    """A field of a group, or an item of a list: from its first line to the end of its last. `column`: of its start."""

    start: int
    end: int
    column: int


class _Place(NamedTuple):
    """Text in the place of what stands from `start` to `end`."""

    start: int
    end: int
    text: str


def taken_over(ours: str, theirs: str, wanted: Sequence[Difference]) -> str:
    """Return the office's file with these differences as the program has them. Raises Unchangeable."""
    tops = root(ours), root(theirs)
    places = [_place(ours, theirs, tops, one) for one in wanted if not one.is_list]
    new = ours
    for start, end, text in sorted(places, reverse=True):
        new = new[:start] + text + new[end:]
    lists = [one for one in wanted if one.is_list]
    if lists:
        top = root(new)
        changes = [FieldChange(_steps(top, one.path[:-1]), one.path[-1], one.theirs) for one in lists]
        new = with_fields(new, changes, tuple(dict.fromkeys([*ORDER, *OF_PHRASINGS])))
    read, expected = (yaml.load(text, Loader=READER) for text in (new, ours))  # noqa: S506 (texts only)
    for one in wanted:
        _put(expected, one.path, one.theirs)
    if bare(_sorted(read)) != bare(_sorted(expected)):
        raise Unchangeable("susunannya tidak biasa, sehingga tidak bisa digabungkan dengan aman")
    return new


def _place(ours: str, theirs: str, tops: tuple[yaml.Node, yaml.Node], one: Difference) -> _Place:
    mine, new = (_part(text, top, one.path) for text, top in zip((ours, theirs), tops, strict=True))
    if new is None:
        if mine is None:
            raise Unchangeable("bagian yang akan dihapus tidak ditemukan")
        return _Place(mine.start, mine.end, "")
    text = theirs[new.start : new.end]
    if mine is not None:
        return _Place(mine.start, mine.end, _shifted(ours, text, mine.column - new.column))
    place, column = _behind(ours, theirs, tops, one.path)
    text = _shifted(ours, text, column - new.column)
    if theirs[: new.start].endswith("\n\n"):
        text = "\n" + text
    return _Place(place, place, text if ours[:place].endswith("\n") else "\n" + text)


def _behind(ours: str, theirs: str, tops: tuple[yaml.Node, yaml.Node], path: Path) -> tuple[int, int]:
    """Return where something new comes: behind what stands before it in the program's file and in the office's too."""
    parent = _found(tops[0], path[:-1])
    names = list(_names(_found(tops[1], path[:-1])))
    for name in reversed(names[: names.index(path[-1])]):
        if part := _part(ours, tops[0], (*path[:-1], name)):
            return part.end, part.column
    first = next(iter(_names(parent)), None)
    part = _part(ours, tops[0], (*path[:-1], first)) if first else None
    if part is None:
        raise Unchangeable("tempat untuk yang baru tidak ditemukan")
    return part.start, part.column


def _part(source: str, top: yaml.Node, path: Path) -> _Part | None:
    """Return a part of a file; None where it is not there. Raises Unchangeable where it shares a line with another."""
    parent = _found(top, path[:-1])
    if isinstance(parent, yaml.MappingNode):
        pair = next((pair for pair in parent.value if pair[0].value == path[-1]), None)
        key, node = pair or (None, None)
    else:
        key = node = _item(parent, path[-1])
    if key is None or node is None:
        return None
    start = source.rfind("\n", 0, key.start_mark.index) + 1
    before = source[start : key.start_mark.index].strip()
    if before not in (("",) if isinstance(parent, yaml.MappingNode) else ("-",)):
        raise Unchangeable("susunannya tidak biasa")
    column = key.start_mark.column if isinstance(parent, yaml.MappingNode) else source.index("-", start) - start
    return _Part(start, end_of(source, node), column)


def _found(top: yaml.Node | None, path: Path) -> yaml.Node | None:
    node = top
    for name in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == name), None)
        else:
            node = _item(node, name)
    return node


def _item(node: yaml.Node | None, id: str) -> yaml.Node | None:
    for one in node.value if isinstance(node, yaml.SequenceNode) else ():
        named = _found(one, ("id",)) if isinstance(one, yaml.MappingNode) else None
        if named is not None and named.value == id:
            return one  # type: ignore[no-any-return]
    return None


def _names(node: yaml.Node | None) -> Iterator[str]:
    if isinstance(node, yaml.MappingNode):
        yield from (str(key.value) for key, _ in node.value)
    elif isinstance(node, yaml.SequenceNode):
        named = (_found(one, ("id",)) for one in node.value if isinstance(one, yaml.MappingNode))
        yield from (str(id.value) for id in named if id is not None)


def _steps(top: yaml.Node, path: Path) -> tuple[str | int, ...]:
    """Return the path with places instead of ids."""
    steps: list[str | int] = []
    node: yaml.Node | None = top
    for name in path:
        found = _found(node, (name,))
        at_item = isinstance(node, yaml.SequenceNode) and found is not None
        steps.append(node.value.index(found) if at_item and node is not None else name)
        node = found
    return tuple(steps)


def _shifted(ours: str, text: str, by: int) -> str:
    """Return lines indented by so much more or less, with the line endings of the office's file."""
    lines = text.replace("\r\n", "\n").split("\n")
    if by > 0:
        lines = [" " * by + line if line.strip() else line for line in lines]
    elif by < 0:
        lines = [line[-by:] if line[:-by].isspace() else line.lstrip() for line in lines]
    shifted = "\n".join(lines)
    shifted = shifted if shifted.endswith("\n") or not shifted else shifted + "\n"
    return shifted.replace("\n", "\r\n") if "\r\n" in ours else shifted


def _put(data: Any, path: Path, value: Any) -> None:
    """Put a value into what was read, or take it out."""
    for name in path[:-1]:
        data = data[name] if isinstance(data, dict) else next(one for one in data if one["id"] == name)
    if isinstance(data, dict):
        data.pop(path[-1], None)
        if value is not MISSING:
            data[path[-1]] = value
        return
    data[:] = [one for one in data if one["id"] != path[-1]]
    if value is not MISSING:
        data.append(value)


def _sorted(data: Any) -> Any:
    """Return what was read, without the order of groups that are found by their id."""
    if isinstance(data, dict):
        return {name: _sorted(one) for name, one in data.items()} if data else data
    if isinstance(data, list):
        items = [_sorted(one) for one in data]
        if all(isinstance(one, dict) and "id" in one for one in items):
            items.sort(key=lambda one: str(one["id"]))
        return [bare(one) for one in items]
    return bare(data)
