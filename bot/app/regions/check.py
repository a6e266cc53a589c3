"""Rows of a spreadsheet as offices, officers and villages: all of them, or every fault at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.app.sheets.reading import Fault, Line, UnreadableSheet
from bot.helpdesk.texts import operator as texts
from bot.settings import Settings
from bot.settings.model import OfficerSettings, OfficeSettings, VillageSettings

ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
_ID, _CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,47}"), re.compile(r"[0-9]{10}")
_SHORTENED = re.compile(r"[0-9][.,][0-9]+[Ee]\+[0-9]+")
_BETWEEN_DIGITS = re.compile(r"[. ]")


@dataclass(frozen=True)
class People:
    """Who answers for whom, in the form of the settings."""

    offices: tuple[OfficeSettings, ...]
    officers: tuple[OfficerSettings, ...]
    villages: tuple[VillageSettings, ...]

    @classmethod
    def of(cls, settings: Settings) -> People:
        """Return those of the settings."""
        return cls(settings.offices, settings.officers, settings.villages)


class _Stated:
    """What the rows say of people and offices, each thing once: the first to say it is named by who says otherwise."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.first: dict[str, Line] = {}
        self._said: dict[tuple[str, str], tuple[str, int]] = {}

    def mention(self, id_: str, line: Line) -> None:
        """Note that a row names this one."""
        self.first.setdefault(id_, line)

    def say(self, id_: str, column: str, line: Line) -> None:
        """Note what the row says; nothing where the cell is empty."""
        value = line[column]
        if not value:
            return
        known, row = self._said.setdefault((id_, column), (value, line.row))
        if known != value:
            problem = texts.OTHERWISE.format(value=value, known=known, row=row, id=id_)
            self.faults.append(Fault(line.row, column, problem))

    def get(self, id_: str, column: str) -> str:
        """Return what was said of this one."""
        return self._said.get((id_, column), ("", 0))[0]

    def row_of(self, id_: str, column: str) -> int:
        """Return the row that said it."""
        return self._said[id_, column][1]


def people_of(lines: list[Line], settings: Settings) -> People:
    """Return the people of the rows; offices of the settings keep hours, address, roles. Raises UnreadableSheet."""
    officers, offices = _Stated(), _Stated()
    faults: list[Fault] = []
    for line in lines:
        faults += _of_ids(line)
        officer, office = line["id_petugas"], line["id_kantor"]
        if officer:
            officers.mention(officer, line)
            for column in ("petugas", "id_pengganti", "id_kantor"):
                officers.say(officer, column, line)
        if office:
            offices.mention(office, line)
            for column in ("kantor", "zona", "kanwil"):
                offices.say(office, column, line)
    villages = [line for line in lines if line["id_desa"] or line["desa"] or line["kode_desa"]]
    faults += [fault for line in villages for fault in _of_village(line)]
    faults += [*_twice(villages, "id_desa"), *_twice(villages, "kode_desa")]
    known = {office.id: office for office in settings.offices}
    faults += [*officers.faults, *offices.faults, *_of_officers(officers), *_of_offices(offices, known)]
    faults += _of_roles(officers, offices, known)
    if faults:
        raise UnreadableSheet(sorted(set(faults)))
    first = settings.offices[0]
    return People(
        tuple(_office(id_, offices, known.get(id_), first) for id_ in _ordered(offices, known)),
        tuple(_officer(id_, officers, settings) for id_ in officers.first),
        tuple(_village(line) for line in villages),
    )


def _ordered(offices: _Stated, known: Mapping[str, OfficeSettings]) -> list[str]:
    """Return the offices in the order of the settings, the first of which serves residents of no village."""
    return [*(id_ for id_ in known if id_ in offices.first), *(id_ for id_ in offices.first if id_ not in known)]


def _of_ids(line: Line) -> Iterator[Fault]:
    for column in ("id_desa", "id_petugas", "id_pengganti", "id_kantor", "kanwil"):
        if line[column] and not _ID.fullmatch(line[column]):
            yield Fault(line.row, column, texts.BAD_ID.format(value=line[column]))
    if line["zona"] and line["zona"].upper() not in ZONES:
        yield Fault(line.row, "zona", texts.BAD_ZONE.format(value=line["zona"]))
    if not line["id_petugas"]:
        yield Fault(line.row, "id_petugas", texts.REQUIRED)


def _of_village(line: Line) -> Iterator[Fault]:
    for column in ("id_desa", "desa", "kode_desa"):
        if not line[column]:
            yield Fault(line.row, column, texts.CODE_REQUIRED if column == "kode_desa" else texts.REQUIRED)
    code = _BETWEEN_DIGITS.sub("", line["kode_desa"])
    if _SHORTENED.fullmatch(line["kode_desa"]):
        yield Fault(line.row, "kode_desa", texts.SHORTENED.format(value=line["kode_desa"]))
    elif code and not _CODE.fullmatch(code):
        count = sum(letter.isdigit() for letter in code)
        yield Fault(line.row, "kode_desa", texts.BAD_CODE.format(value=line["kode_desa"], count=count))


def _twice(villages: list[Line], column: str) -> Iterator[Fault]:
    rows: dict[str, int] = {}
    for line in villages:
        value = _BETWEEN_DIGITS.sub("", line[column])
        if value and rows.setdefault(value, line.row) != line.row:
            yield Fault(line.row, column, texts.TWICE.format(value=line[column], row=rows[value]))


def _of_officers(officers: _Stated) -> Iterator[Fault]:
    for id_, line in officers.first.items():
        if not officers.get(id_, "petugas"):
            yield Fault(line.row, "petugas", texts.NO_NAME.format(id=id_))
        if not officers.get(id_, "id_kantor"):
            yield Fault(line.row, "id_kantor", texts.NO_OFFICE.format(id=id_))
        deputy = officers.get(id_, "id_pengganti")
        if deputy == id_:
            yield Fault(officers.row_of(id_, "id_pengganti"), "id_pengganti", texts.OWN_DEPUTY)
        elif deputy and deputy not in officers.first:
            problem = texts.NO_DEPUTY.format(value=deputy)
            yield Fault(officers.row_of(id_, "id_pengganti"), "id_pengganti", problem)


def _of_offices(offices: _Stated, known: Mapping[str, OfficeSettings]) -> Iterator[Fault]:
    for id_, line in offices.first.items():
        if id_ not in known and not offices.get(id_, "kantor"):
            yield Fault(line.row, "kantor", texts.NO_NAME.format(id=id_))


def _of_roles(officers: _Stated, offices: _Stated, known: Mapping[str, OfficeSettings]) -> Iterator[Fault]:
    """Find the supervisors and default officers of the settings whom the rows have forgotten."""
    for id_, line in offices.first.items():
        for role, name in texts.REGION_ROLES.items():
            person = getattr(known.get(id_), role, None)
            if person and person not in officers.first:
                problem = texts.NO_ROLE.format(id=person, role=name, office=id_)
                yield Fault(line.row, "id_petugas", problem)


def _office(id_: str, offices: _Stated, known: OfficeSettings | None, first: OfficeSettings) -> OfficeSettings:
    """Return an office; a new one is open like the first one of the settings."""
    name, zone = offices.get(id_, "kantor"), ZONES.get(offices.get(id_, "zona").upper())
    kanwil = offices.get(id_, "kanwil") or None
    if known is None:
        hours = {"hours": first.hours, "holidays": first.holidays}
        return OfficeSettings(id=id_, name=name, timezone=zone or first.timezone, kanwil=kanwil, **hours)
    said = {"name": name or known.name, "timezone": zone or known.timezone, "kanwil": kanwil or known.kanwil}
    return known.model_copy(update=said)


def _officer(id_: str, officers: _Stated, settings: Settings) -> OfficerSettings:
    """Return an officer; one whom the settings know stays in his chat."""
    chat = next((one.telegram_id for one in settings.officers if one.id == id_), None)
    name, office = officers.get(id_, "petugas"), officers.get(id_, "id_kantor")
    return OfficerSettings(
        id=id_, name=name, office=office, telegram_id=chat, deputy=officers.get(id_, "id_pengganti") or None
    )


def _village(line: Line) -> VillageSettings:
    return VillageSettings(
        id=line["id_desa"],
        name=line["desa"],
        district=line["kecamatan"],
        regency=line["kabupaten"],
        officer=line["id_petugas"],
        code=line["kode_desa"],
    )
