"""Counting what warns early: for the village and the day, with nobody's name."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.helpdesk.desk import Desk
from bot.helpdesk.model import Resident, Tally


def counted(
    resident: Resident, flow: str, finding: str, now: datetime, desk: Desk
) -> tuple[Resident, tuple[Tally, ...]]:
    """The ending counted for the village, once a day for one person; who it was is not in it."""
    day = now.astimezone(desk.office_of(resident).hours.zone).date()
    mark = f"{day} {flow} {finding}"
    if resident.memory.counted == mark:
        return resident, ()
    noted = replace(resident, memory=replace(resident.memory, counted=mark))
    return noted, (Tally(day, resident.village, flow, finding),)
