"""The spreadsheet of offices, officers and villages: its columns, its rows as text, and what is kept as such rows."""

from __future__ import annotations

from pathlib import Path

from bot.app.regions.check import ZONES, People
from bot.app.sheets.reading import Columns, Line, cells_of, content_of, lines_in
from bot.settings.model import OfficerSettings, VillageSettings

COLUMNS = (
    *("id_desa", "kode_desa", "desa", "kecamatan", "kabupaten"),
    *("id_petugas", "petugas", "id_pengganti", "id_kantor", "kantor", "zona", "kanwil"),
)
_FORM = Columns(COLUMNS, frozenset({"zona", "kanwil"}))
_NAMES = {zone: name for name, zone in ZONES.items()}


def read(path: Path) -> list[Line]:
    """Return the rows below the names of the columns. Raises UnreadableSheet with every fault, or Trouble."""
    return lines_in(cells_of(content_of(path), str(path)), str(path), _FORM)


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
