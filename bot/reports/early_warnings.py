"""The early warnings of a time: how guided checks ended and what was sent for checking, per village, without names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.helpdesk.model.guided_checks import DANGER, RED
from bot.helpdesk.model.policy import Village
from bot.helpdesk.resident.warning import PASSED_ON
from bot.helpdesk.texts import alerts as operator_texts
from bot.reports.disclosure import FEWEST

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
    found: dict[str, dict[tuple[str, str], int]] = {}
    for village, check, finding, count in counted:
        findings = found.setdefault(village, {})
        findings[check, finding] = findings.get((check, finding), 0) + count
    rows = [VillageWarnings(village, _name(village, villages), findings) for village, findings in found.items()]
    # counts too small to be shown are in the order of names, so that the order gives nothing away
    return tuple(sorted(rows, key=lambda row: (-_blurred(row.grave), -_blurred(row.passed_on), row.name)))


def shown(count: int) -> str:
    """Return a count as staff may read it."""
    return str(count) if count >= FEWEST or count == 0 else f"<{FEWEST}"


def staff_line(counted: Iterable[Counted], villages: Mapping[str, Village], days: int) -> str | None:
    """Return the early warnings in one line for the staff's daily or weekly message; None when there are none."""
    rows = by_village(counted, villages)
    grave = [row for row in rows if row.grave]
    sent = [row for row in rows if row.passed_on]
    if not grave and not sent:
        return None
    parts = []
    if grave:
        named = [f"{row.name} {shown(row.grave)}" for row in grave[:SHOWN_VILLAGES]]
        if len(grave) > SHOWN_VILLAGES:
            named.append(operator_texts.EARLY_MORE.format(count=len(grave) - SHOWN_VILLAGES))
        parts.append(operator_texts.EARLY_RED.format(count=len(grave), villages=", ".join(named)))
    if sent:
        parts.append(operator_texts.EARLY_SENT.format(count=len(sent)))
    return operator_texts.EARLY_WARNINGS.format(days=days, parts="; ".join(parts))


def described(finding: str) -> str:
    """Return a finding in the report's words."""
    return operator_texts.EARLY_FINDINGS.get(finding, finding)


def _name(village: str, villages: Mapping[str, Village]) -> str:
    return villages[village].name if village in villages else village or operator_texts.EARLY_NO_VILLAGE


def _blurred(count: int) -> int:
    return count if count >= FEWEST else min(count, 1)
