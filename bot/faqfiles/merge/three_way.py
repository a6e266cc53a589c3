"""Compares the office's state of a file with the program's newer one, against the state that both come from. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bot.faqfiles.edit.replace_field import bare

Path = tuple[str, ...]
"""Names of fields; within a list of groups with ids, the id."""
LISTS = frozenset({"kalimat", "bukan", "uji", "terkait", "fakta", "sumber", "populer", "di_bawah"})
"""Lists whose items come and go one by one."""
OFFICES_ALONE = frozenset({"diverifikasi"})
"""What the program never decides for an office: whether it signed."""


class _Missing:
    """What stands nowhere."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = _Missing()


class Difference(NamedTuple):
    """One thing that the program has changed. `theirs`: as it is there, MISSING where it is gone.

    `ours`: as the office has it; `is_open`: both have changed it, so a person must choose. `is_list`: `theirs` is the
    office's list with what came and without what went.
    """

    path: Path
    ours: Any
    theirs: Any
    is_open: bool
    is_list: bool = False


def compared(base: Any, ours: Any, theirs: Any, *, known: bool, path: Path = ()) -> Iterator[Difference]:
    """Yield what the program has changed. `known`: whether `base` is what both come from; else every one is open."""
    if _same(ours, theirs) or (known and _same(theirs, base)) or (path and path[-1] in OFFICES_ALONE):
        return
    if children := _children(ours, theirs):
        old, mine, new = (_by_name(one) for one in (base, ours, theirs))
        for name in children:
            parts = (one.get(name, MISSING) for one in (old, mine, new))
            yield from compared(*parts, known=known, path=(*path, name))
    elif path and path[-1] in LISTS and isinstance(ours, list) and isinstance(theirs, list):
        merged = merged_list(base if isinstance(base, list) else [], ours, theirs)
        if not _same(merged, ours):
            yield Difference(path, ours, merged, not known, is_list=True)
    else:
        yield Difference(path, ours, theirs, not (known and _same(ours, base)))


def merged_list(base: Sequence[Any], ours: Sequence[Any], theirs: Sequence[Any]) -> list[Any]:
    """Return the office's items without those that the program took away, then those that it added."""
    gone = [one for one in base if one not in theirs]
    came = [one for one in theirs if one not in base and one not in ours]
    return [one for one in ours if one not in gone] + came


def has_ids(value: Any) -> bool:
    """Return whether this is a list of groups that all have an id of their own."""
    if not isinstance(value, list) or not value:
        return False
    ids = [one.get("id") if isinstance(one, Mapping) else None for one in value]
    return None not in ids and len(set(ids)) == len(ids)


def _children(ours: Any, theirs: Any) -> list[str]:
    """Return the names below both, in the program's order; none where they are compared as a whole."""
    groups = isinstance(ours, Mapping) and isinstance(theirs, Mapping)
    if groups or (has_ids(ours) and has_ids(theirs)):
        return list(dict.fromkeys([*_by_name(theirs), *_by_name(ours)]))
    return []


def _by_name(value: Any) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    return {one["id"]: one for one in value} if has_ids(value) else {}


def _same(one: Any, other: Any) -> bool:
    if one is MISSING or other is MISSING:
        return one is other
    return bare(one) == bare(other)
