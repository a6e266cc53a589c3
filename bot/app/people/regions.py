"""Offices, officers and villages from a spreadsheet: read whole or not at all, compared, and taken up by the bot."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson
import structlog

from bot.app.people.directory import bring_up_to_date, directory_of, named_officers
from bot.app.shell.helpdesk import Helpdesk
from bot.faqfiles.sheet import CellFault, Columns, SheetLine, UnreadableSheet, cells_of, content_of, lines_in
from bot.helpdesk.model.errors import Misconfigured
from bot.helpdesk.texts import operator as texts
from bot.settings import Settings
from bot.settings.model import OfficerSettings, OfficeSettings, VillageSettings
from bot.storage.database.upgrade import is_unused
from bot.storage.queries import officers as stored
from bot.storage.store import SqlStore, beside

ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
COLUMNS = (
    *("id_desa", "kode_desa", "desa", "kecamatan", "kabupaten"),
    *("id_petugas", "petugas", "id_pengganti", "id_kantor", "kantor", "zona", "kanwil"),
)
_ID, _CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,47}"), re.compile(r"[0-9]{10}")
_SHORTENED = re.compile(r"[0-9][.,][0-9]+[Ee]\+[0-9]+")
_BETWEEN_DIGITS = re.compile(r"[. ]")
SHOWN = 20
"""Lines of each kind of difference; with more the summary above is what counts."""

log = structlog.get_logger()


def read(path: Path) -> list[SheetLine]:
    """Return the rows below the names of the columns. Raises UnreadableSheet with every fault, or Trouble."""
    form = Columns(COLUMNS, frozenset({"zona", "kanwil"}))
    return lines_in(cells_of(content_of(path), str(path)), str(path), form)


def rows_of(settings: Settings) -> list[tuple[str, ...]]:
    """Return a row for each village, and one for each officer who has none."""
    officers = {officer.id: officer for officer in settings.officers}
    offices = {office.id: office for office in settings.offices}
    zones = {zone: name for name, zone in ZONES.items()}

    def row(officer: OfficerSettings, village: VillageSettings | None) -> tuple[str, ...]:
        office = offices[officer.office]
        where = (village.id, village.code, village.name, village.district, village.regency) if village else ("",) * 5
        who = (officer.id, officer.name, officer.deputy or "", office.id, office.name)
        return (*where, *who, zones.get(office.timezone, ""), office.kanwil or "")

    placed = {village.officer for village in settings.villages}
    return [
        *(row(officers[village.officer], village) for village in settings.villages),
        *(row(officer, None) for officer in settings.officers if officer.id not in placed),
    ]


@dataclass(frozen=True)
class _Stated:
    """What rows say of an officer or office: where he is named first, and each column's value with its row."""

    line: SheetLine
    said: dict[str, tuple[str, int]]

    def __getitem__(self, column: str) -> str:
        return self.said.get(column, ("", 0))[0]


def _stated(
    lines: Iterable[SheetLine], key: str, columns: Sequence[str], faults: list[CellFault]
) -> dict[str, _Stated]:
    """Return what the rows say of each, by id; who says otherwise than a row before is a fault."""
    found: dict[str, _Stated] = {}
    for line in lines:
        if not line[key]:
            continue
        one = found.setdefault(line[key], _Stated(line, {}))
        for column in columns:
            if value := line[column]:
                known, row = one.said.setdefault(column, (value, line.row))
                if known != value:
                    problem = texts.OTHERWISE.format(value=value, known=known, row=row, id=line[key])
                    faults.append(CellFault(line.row, column, problem))
    return found


def with_people(settings: Settings, lines: Sequence[SheetLine]) -> Settings:
    """Return the settings with the people of the rows in the place of their own. Raises UnreadableSheet.

    What no spreadsheet holds (hours, addresses, roles, chats) stays the settings'.
    """
    faults: list[CellFault] = []
    officers = _stated(lines, "id_petugas", ("petugas", "id_pengganti", "id_kantor"), faults)
    offices = _stated(lines, "id_kantor", ("kantor", "zona", "kanwil"), faults)
    villages = [line for line in lines if line["id_desa"] or line["desa"] or line["kode_desa"]]
    known = {office.id: office for office in settings.offices}
    faults += [fault for line in lines for fault in _of_line(line)]
    faults += [fault for line in villages for fault in _of_village(line)]
    faults += [*_twice(villages, "id_desa"), *_twice(villages, "kode_desa")]
    faults += [*_of_officers(officers), *_of_offices(offices, officers, known)]
    if faults:
        raise UnreadableSheet(sorted(set(faults)))
    chats = {one.id: one.telegram_id for one in settings.officers}
    # in the order of the settings, the first of which serves residents of no village
    ordered = [*(id_ for id_ in known if id_ in offices), *(id_ for id_ in offices if id_ not in known)]
    people = {
        "offices": tuple(_office(id_, offices[id_], known.get(id_), settings.offices[0]) for id_ in ordered),
        "officers": tuple(
            OfficerSettings(
                id=id_,
                name=one["petugas"],
                office=one["id_kantor"],
                telegram_id=chats.get(id_),
                deputy=one["id_pengganti"] or None,
            )
            for id_, one in officers.items()
        ),
        "villages": tuple(
            VillageSettings(
                id=line["id_desa"],
                name=line["desa"],
                district=line["kecamatan"],
                regency=line["kabupaten"],
                officer=line["id_petugas"],
                code=line["kode_desa"],
            )
            for line in villages
        ),
    }
    return settings.model_copy(update=people)


def _office(id_: str, said: _Stated, known: OfficeSettings | None, first: OfficeSettings) -> OfficeSettings:
    """Return an office; a new one is open like the first one of the settings."""
    zone, kanwil = ZONES.get(said["zona"].upper()), said["kanwil"] or None
    if known is None:
        hours = {"hours": first.hours, "holidays": first.holidays}
        return OfficeSettings(id=id_, name=said["kantor"], timezone=zone or first.timezone, kanwil=kanwil, **hours)
    name, zone, kanwil = said["kantor"] or known.name, zone or known.timezone, kanwil or known.kanwil
    return known.model_copy(update={"name": name, "timezone": zone, "kanwil": kanwil})


def _of_line(line: SheetLine) -> Iterator[CellFault]:
    for column in ("id_desa", "id_petugas", "id_pengganti", "id_kantor", "kanwil"):
        if line[column] and not _ID.fullmatch(line[column]):
            yield CellFault(line.row, column, texts.BAD_ID.format(value=line[column]))
    if line["zona"] and line["zona"].upper() not in ZONES:
        yield CellFault(line.row, "zona", texts.BAD_ZONE.format(value=line["zona"]))
    if not line["id_petugas"]:
        yield CellFault(line.row, "id_petugas", texts.REQUIRED)


def _of_village(line: SheetLine) -> Iterator[CellFault]:
    for column in ("id_desa", "desa", "kode_desa"):
        if not line[column]:
            needed = texts.CODE_REQUIRED if column == "kode_desa" else texts.REQUIRED
            yield CellFault(line.row, column, needed)
    written = line["kode_desa"]
    code = _BETWEEN_DIGITS.sub("", written)
    if _SHORTENED.fullmatch(written):
        yield CellFault(line.row, "kode_desa", texts.SHORTENED.format(value=written))
    elif code and not _CODE.fullmatch(code):
        count = sum(letter.isdigit() for letter in code)
        yield CellFault(line.row, "kode_desa", texts.BAD_CODE.format(value=written, count=count))


def _twice(villages: Sequence[SheetLine], column: str) -> Iterator[CellFault]:
    rows: dict[str, int] = {}
    for line in villages:
        value = _BETWEEN_DIGITS.sub("", line[column])
        if value and rows.setdefault(value, line.row) != line.row:
            yield CellFault(line.row, column, texts.TWICE.format(value=line[column], row=rows[value]))


def _of_officers(officers: Mapping[str, _Stated]) -> Iterator[CellFault]:
    for id_, one in officers.items():
        if not one["petugas"]:
            yield CellFault(one.line.row, "petugas", texts.NO_NAME.format(id=id_))
        if not one["id_kantor"]:
            yield CellFault(one.line.row, "id_kantor", texts.NO_OFFICE.format(id=id_))
        if deputy := one["id_pengganti"]:
            row = one.said["id_pengganti"][1]
            if deputy == id_:
                yield CellFault(row, "id_pengganti", texts.OWN_DEPUTY)
            elif deputy not in officers:
                yield CellFault(row, "id_pengganti", texts.NO_DEPUTY.format(value=deputy))


def _of_offices(
    offices: Mapping[str, _Stated], officers: Mapping[str, _Stated], known: Mapping[str, OfficeSettings]
) -> Iterator[CellFault]:
    """Find offices without a name, and those whose supervisor or default officer the rows have forgotten."""
    for id_, one in offices.items():
        if id_ not in known and not one["kantor"]:
            yield CellFault(one.line.row, "kantor", texts.NO_NAME.format(id=id_))
        for role, name in texts.REGION_ROLES.items():
            person = getattr(known.get(id_), role, None)
            if person and person not in officers:
                problem = texts.NO_ROLE.format(id=person, role=name, office=id_)
                yield CellFault(one.line.row, "id_petugas", problem)


Thing = OfficeSettings | OfficerSettings | VillageSettings


def difference(before: Settings, after: Settings) -> list[str]:
    """Return what is new, changed and gone of the people, a summary of each kind first; nothing where they are same."""
    if all(getattr(before, field) == getattr(after, field) for field in texts.REGION_KINDS):
        return []
    lines: list[str] = []
    for field, kind in texts.REGION_KINDS.items():
        old: dict[str, Thing] = {one.id: one for one in getattr(before, field)}
        new: dict[str, Thing] = {one.id: one for one in getattr(after, field)}
        added = [texts.REGION_NEW.format(name=one.name, id=id_) for id_, one in new.items() if id_ not in old]
        gone = [texts.REGION_GONE.format(name=one.name, id=id_) for id_, one in old.items() if id_ not in new]
        changed = [
            texts.REGION_CHANGED.format(name=one.name, id=id_, changes=", ".join(_changes(old[id_], one)))
            for id_, one in new.items()
            if id_ in old and old[id_] != one
        ]
        counts = {"new": len(added), "changed": len(changed), "gone": len(gone)}
        same = len(new) - len(added) - len(changed)
        lines.append(texts.REGION_SUMMARY.format(kind=kind, same=same, **counts))
        for part in (added, gone, changed):
            lines += [f"  {line}" for line in part[:SHOWN]]
            if len(part) > SHOWN:
                lines.append(texts.REGION_MORE.format(count=len(part) - SHOWN))
    return lines


def _changes(old: Thing, new: Thing) -> Iterator[str]:
    for field, name in texts.REGION_FIELDS.items():
        before, after = getattr(old, field, None), getattr(new, field, None)
        if before != after:
            none = texts.REGION_NONE
            yield texts.REGION_CHANGE.format(field=name, before=before or none, after=after or none)


async def imported(settings: Settings, lines: Sequence[SheetLine], now: datetime) -> None:
    """Make these rows the ones that count; a running bot takes them up by itself. Raises StorageUnavailable."""
    content = orjson.dumps([[line.row, line.cells] for line in lines]).decode()
    async with beside(settings.database.get_secret_value(), write=True) as store:
        await store.write(stored.add_regions, content, now)


async def current_of(store: SqlStore, settings: Settings) -> tuple[int, Settings]:
    """Return the newest import's number, and the settings with its people. Raises Misconfigured, StorageUnavailable."""
    found = await store.read(stored.newest_regions)
    if found is None:
        return 0, settings
    try:
        return found.number, with_people(
            settings, [SheetLine(row, cells) for row, cells in orjson.loads(found.content)]
        )
    except UnreadableSheet as error:
        raise Misconfigured(texts.NO_LONGER_FITS.format(fault=error.faults[0]), error) from error


async def current(settings: Settings) -> Settings:
    """Return the settings with the people that count now. Raises Misconfigured, StorageUnavailable."""
    async with beside(settings.database.get_secret_value()) as store:
        return (await current_of(store, settings))[1]


async def current_if_any(settings: Settings) -> Settings:
    """Do as `current`, but take the settings alone where no bot has run yet."""
    return settings if await is_unused(settings.database.get_secret_value()) else await current(settings)


class Regions:
    """Takes up what was imported while the bot runs, between two turns of its engine.

    `settings`: as they were read, without imported people; `number`: of the import that the bot works with.
    """

    def __init__(self, helpdesk: Helpdesk, settings: Settings, number: int, forget: Callable[[], None]) -> None:
        """`forget`: drops answers that were rendered with the old names."""
        self._helpdesk = helpdesk
        self._settings = settings
        self._number = number
        self._forget = forget

    async def look(self) -> None:
        """Take up what was imported; open tickets go on with who is responsible now."""
        store = self._helpdesk.store
        newest = await store.read(stored.newest_regions_number)
        if newest == self._number:
            return
        self._number = newest
        try:
            _, settings = await current_of(store, self._settings)
        except Misconfigured as error:
            log.error("an import was not taken up", problem=str(error))
            return
        bring_up_to_date(self._helpdesk.policy.directory, directory_of(settings))
        self._forget()
        await self._helpdesk.load_officers(named_officers(settings, self._helpdesk.clock()))
        log.info("an import was taken up", number=newest, villages=len(settings.villages))
