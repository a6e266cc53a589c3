"""Offices, officers and villages as rows of a spreadsheet, in the form that is imported."""

from __future__ import annotations

from bot.app.regions.check import ZONES, People
from bot.settings import OfficerSettings, VillageSettings

_NAMES = {zone: name for name, zone in ZONES.items()}


def rows_of(people: People) -> list[tuple[str, ...]]:
    """Return a row for each village, and one for each officer who has none."""
    officers = {officer.id: officer for officer in people.officers}
    offices = {office.id: office for office in people.offices}

    def row(officer: OfficerSettings, village: VillageSettings | None) -> tuple[str, ...]:
        office = offices[officer.office]
        where = (village.id, village.code, village.name, village.district, village.regency) if village else ("",) * 5
        who = (officer.id, officer.name, officer.deputy or "", office.id, office.name)
        return (*where, *who, _NAMES.get(office.timezone, ""), office.kanwil or "")

    placed = {village.officer for village in people.villages}
    return [
        *(row(officers[village.officer], village) for village in people.villages),
        *(row(officer, None) for officer in people.officers if officer.id not in placed),
    ]
