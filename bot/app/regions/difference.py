"""How two states of offices, officers and villages differ, in lines for the operator who imports them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.app.regions.check import People
from bot.helpdesk.texts import operator as texts
from bot.settings.model import OfficerSettings, OfficeSettings, VillageSettings

SHOWN = 20
"""Lines of each kind; with more the summary above is what counts."""

Thing = OfficeSettings | OfficerSettings | VillageSettings


def difference(before: People, after: People) -> list[str]:
    """Return what is new, changed and gone, a summary of each kind first; nothing where both are the same."""
    if before == after:
        return []
    lines: list[str] = []
    for field, kind in texts.REGION_KINDS.items():
        lines += _of_kind(kind, _by_id(getattr(before, field)), _by_id(getattr(after, field)))
    return lines


def _by_id(things: Sequence[Thing]) -> Mapping[str, Thing]:
    return {thing.id: thing for thing in things}


def _of_kind(kind: str, before: Mapping[str, Thing], after: Mapping[str, Thing]) -> Iterator[str]:
    new = [after[id_] for id_ in after if id_ not in before]
    gone = [before[id_] for id_ in before if id_ not in after]
    both = [(before[id_], after[id_]) for id_ in after if id_ in before]
    changed = [(old, one) for old, one in both if old != one]
    counts = {"new": len(new), "changed": len(changed), "gone": len(gone), "same": len(both) - len(changed)}
    yield texts.REGION_SUMMARY.format(kind=kind, **counts)
    for form, things in ((texts.REGION_NEW, new), (texts.REGION_GONE, gone)):
        yield from _shortened([form.format(name=one.name, id=one.id) for one in things])
    yield from _shortened(
        [
            texts.REGION_CHANGED.format(name=one.name, id=one.id, changes=", ".join(_changes(old, one)))
            for old, one in changed
        ]
    )


def _shortened(lines: list[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        yield texts.REGION_MORE.format(count=len(lines) - SHOWN)


def _changes(old: Thing, new: Thing) -> Iterator[str]:
    for field, name in texts.REGION_FIELDS.items():
        before, after = getattr(old, field, None), getattr(new, field, None)
        if before != after:
            yield texts.REGION_CHANGE.format(
                field=name, before=before or texts.REGION_NONE, after=after or texts.REGION_NONE
            )
