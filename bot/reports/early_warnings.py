"""The early warnings of a time: how guided checks ended and what was sent for checking, per village, without names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.helpdesk.model.guided_checks import DANGER, RED
from bot.helpdesk.model.policy import Village
from bot.helpdesk.resident.warning import PASSED_ON
from bot.helpdesk.texts import alerts as operator_texts
from bot.helpdesk.texts.operator import some
from bot.reports.disclosure import is_small, shown

GRAVE = frozenset({RED, DANGER})
SHOWN_VILLAGES = 3
"""Villages that the staff's line names; the report has them all."""

Counted = tuple[str, str, str, int]
"""(village, check, finding, how often), as the store counts them; the village is "" where none was chosen."""


@dataclass(frozen=True, slots=True)
class VillageWarnings:
    """What was counted in one village. `findings`: (check, finding) → how often. `grave`: those that warn."""

    village: str
    name: str
    findings: Mapping[tuple[str, str], int]

    @property
    def grave(self) -> int:
        """How many checks ended red or in danger."""
        return sum(count for (_, finding), count in self.findings.items() if finding in GRAVE)

    @property
    def passed_on(self) -> int:
        """How many doubtful numbers, links or adverts were sent to the officer."""
        return sum(count for (_, finding), count in self.findings.items() if finding == PASSED_ON)


def by_village(counted: Iterable[Counted], villages: Mapping[str, Village]) -> tuple[VillageWarnings, ...]:
    """Return the counts village by village, the most warnings first; villages that left the settings keep their id."""
    found: dict[str, Counter[tuple[str, str]]] = {}
    for village, check, finding, count in counted:
        found.setdefault(village, Counter())[check, finding] += count
    names = {id: villages[id].name if id in villages else id or operator_texts.EARLY_NO_VILLAGE for id in found}
    rows = [VillageWarnings(village, names[village], findings) for village, findings in found.items()]
    # those too small to be shown stand in the order of their names, which gives nothing away
    return tuple(
        sorted(rows, key=lambda row: ([-1 if is_small(n) else -n for n in (row.grave, row.passed_on)], row.name))
    )


def staff_line(counted: Iterable[Counted], villages: Mapping[str, Village], days: int) -> str | None:
    """Return the early warnings in one line for the staff's daily or weekly message; None when there are none."""
    rows = by_village(counted, villages)
    grave = [row for row in rows if row.grave]
    sent = [row for row in rows if row.passed_on]
    if not grave and not sent:
        return None
    parts = []
    if grave:
        named = some([f"{row.name} {shown(row.grave)}" for row in grave], SHOWN_VILLAGES)
        parts.append(operator_texts.EARLY_RED.format(count=len(grave), villages=named))
    if sent:
        parts.append(operator_texts.EARLY_SENT.format(count=len(sent)))
    return operator_texts.EARLY_WARNINGS.format(days=days, parts="; ".join(parts))
