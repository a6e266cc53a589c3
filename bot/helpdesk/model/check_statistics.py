"""Counting what warns early: for the village and the day, with nobody's name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.helpdesk.model.entities import CheckCount, Resident
from bot.helpdesk.model.policy import Policy

REMEMBERED = timedelta(days=1)
"""After the day of the count the mark at the resident has done its work; a day more for every zone of the country."""


def tally(resident: Resident, check: str, finding: str, now: datetime, policy: Policy) -> CheckCount:
    """Count an ending for the resident's village; who it was is not in it."""
    day = now.astimezone(policy.office_of(resident).hours.zone).date()
    return CheckCount(day, resident.village, check, finding)


def counted(
    resident: Resident, check: str, finding: str, now: datetime, policy: Policy
) -> tuple[Resident, tuple[CheckCount, ...]]:
    """Count an ending and mark the resident with it; count nothing where today's mark says it already."""
    one = tally(resident, check, finding, now, policy)
    mark = f"{one.day} {check} {finding}"
    if resident.memory.counted == mark:
        return resident, ()
    return replace(resident, memory=replace(resident.memory, counted=mark)), (one,)


def without_old_mark(resident: Resident, now: datetime) -> Resident:
    """Remove the mark of an earlier day."""
    mark = resident.memory.counted
    if mark and date.fromisoformat(mark[:10]) < (now - REMEMBERED).date():
        return replace(resident, memory=replace(resident.memory, counted=""))
    return resident
