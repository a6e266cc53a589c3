"""Offices, officers and villages from a spreadsheet: read whole or not at all, compared, and taken up by the bot."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
import structlog

from bot.app.people.directory import bring_up_to_date, directory_of, named_officers
from bot.app.shell.helpdesk import Helpdesk
from bot.faqfiles.sheet import CellFault, Columns, SheetLine, UnreadableSheet, cells_of, content_of, lines_in
from bot.helpdesk.model.errors import Misconfigured
from bot.helpdesk.texts import operator as texts
from bot.printable import first
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
_OF_OFFICER = {"name": "petugas", "deputy": "id_pengganti", "office": "id_kantor"}
_OF_VILLAGE = {"id": "id_desa", "code": "kode_desa", "name": "desa", "district": "kecamatan", "regency": "kabupaten"}
"""The columns of an officer's and a village's own fields, in their order."""
_NEEDED = ("id_desa", "desa", "kode_desa")
_ID, _CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,47}"), re.compile(r"[0-9]{10}")
_SHAPES = dict.fromkeys(("id_desa", "id_petugas", "id_pengganti", "id_kantor", "kanwil"), (_ID, texts.BAD_ID)) | {
    "zona": (re.compile("|".join(ZONES), re.IGNORECASE), texts.BAD_ZONE),
    **dict.fromkeys(("desa", "petugas"), (re.compile("..+"), texts.BAD_NAME)),
    "kantor": (re.compile("...+"), texts.BAD_NAME),
}
_SHORTENED = re.compile(r"[0-9][.,][0-9]+[Ee]\+[0-9]+")
_BETWEEN_DIGITS = re.compile(r"[. ]")
SHOWN = 20  # lines of each kind of difference; with more the summary above is what counts

log = structlog.get_logger()

Stated = Mapping[str, dict[str, tuple[str, int]]]
"""What rows say of officers or offices, by id and column: the value and its row, or "" and the first row of the id."""


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
        where = [getattr(village, field, "") for field in _OF_VILLAGE]
        who = (officer.id, officer.name, officer.deputy or "", office.id, office.name)
        return (*where, *who, zones.get(office.timezone, ""), office.kanwil or "")

    placed = {village.officer for village in settings.villages}
    return [
        *(row(officers[village.officer], village) for village in settings.villages),
        *(row(officer, None) for officer in settings.officers if officer.id not in placed),
    ]


def _stated(lines: Iterable[SheetLine], key: str, columns: Sequence[str], faults: list[CellFault]) -> Stated:
    """Return what the rows say of each, by id; who says otherwise than a row before is a fault."""
    found: dict[str, dict[str, tuple[str, int]]] = {}
    for line in lines:
        if not line[key]:
            continue
        said = found.setdefault(line[key], dict.fromkeys(columns, ("", line.row)))
        for column in columns:
            value, (known, row) = line[column], said[column]
            if value and not known:
                said[column] = value, line.row
            elif value and known != value:
                problem = texts.OTHERWISE.format(value=value, known=known, row=row, id=line[key])
                faults.append(CellFault(line.row, column, problem))
    return found


def with_people(settings: Settings, lines: Sequence[SheetLine], before: Settings | None = None) -> Settings:
    """Return the settings with the people of the rows in the place of their own. Raises UnreadableSheet.

    What no spreadsheet holds (hours, addresses, roles, chats) stays the settings'. `before`: the people whom new rows
    replace: a village of theirs that had no code may go on without.
    """
    faults: list[CellFault] = []
    officers = _stated(lines, "id_petugas", ("petugas", "id_pengganti", "id_kantor"), faults)
    offices = _stated(lines, "id_kantor", ("kantor", "zona", "kanwil"), faults)
    known = {office.id: office for office in settings.offices}
    uncoded = {one.id for one in before.villages if not one.code} if before else {line["id_desa"] for line in lines}
    faults += [*_of_rows(lines, uncoded), *_of_people(officers, offices, known)]
    if faults:
        raise UnreadableSheet(sorted(set(faults)))
    chats = {one.id: one.telegram_id for one in settings.officers}
    # in the order of the settings, the first of which serves residents of no village
    ordered = [*(id_ for id_ in known if id_ in offices), *(id_ for id_ in offices if id_ not in known)]
    people = {
        "offices": tuple(_office(id_, offices[id_], known.get(id_), settings.offices[0]) for id_ in ordered),
        "officers": tuple(
            OfficerSettings.model_validate(
                {"id": id_, "telegram_id": chats.get(id_), **{n: one[c][0] or None for n, c in _OF_OFFICER.items()}}
            )
            for id_, one in officers.items()
        ),
        "villages": tuple(
            VillageSettings(officer=line["id_petugas"], **{name: line[column] for name, column in _OF_VILLAGE.items()})
            for line in lines
            if line["id_desa"]
        ),
    }
    return settings.model_copy(update=people)


def _office(
    id_: str, said: Mapping[str, tuple[str, int]], known: OfficeSettings | None, first: OfficeSettings
) -> OfficeSettings:
    """Return an office; a new one is open like the first one of the settings."""
    name, zone, kanwil = (said[column][0] for column in ("kantor", "zona", "kanwil"))
    like = known or OfficeSettings(
        id=id_, name=name, timezone=first.timezone, hours=first.hours, holidays=first.holidays
    )
    given = {"name": name, "timezone": ZONES.get(zone.upper()), "kanwil": kanwil}
    return like.model_copy(update={field: value for field, value in given.items() if value})


def _of_rows(lines: Iterable[SheetLine], uncoded: set[str]) -> Iterator[CellFault]:
    first: dict[tuple[str, str], int] = {}
    for line in lines:
        needed = _NEEDED if any(line[column] for column in _NEEDED) else ()
        for column in ("id_petugas", *needed):
            if not line[column] and not (column == "kode_desa" and line["id_desa"] in uncoded):
                required = texts.CODE_REQUIRED if column == "kode_desa" else texts.REQUIRED
                yield CellFault(line.row, column, required)
        for column, (shape, problem) in _SHAPES.items():
            if line[column] and not shape.fullmatch(line[column]):
                yield CellFault(line.row, column, problem.format(value=line[column]))
        written = line["kode_desa"]
        code = _BETWEEN_DIGITS.sub("", written)
        if _SHORTENED.fullmatch(written):
            yield CellFault(line.row, "kode_desa", texts.SHORTENED.format(value=written))
        elif code and not _CODE.fullmatch(code):
            count = sum(letter.isdigit() for letter in code)
            yield CellFault(line.row, "kode_desa", texts.BAD_CODE.format(value=written, count=count))
        for column, value in (("id_desa", line["id_desa"]), ("kode_desa", code)):
            if value and (row := first.setdefault((column, value), line.row)) != line.row:
                yield CellFault(line.row, column, texts.TWICE.format(value=line[column], row=row))


def _of_people(officers: Stated, offices: Stated, known: Mapping[str, OfficeSettings]) -> Iterator[CellFault]:
    """Find who lacks a name or an office, and supervisors and deputies whom the rows have forgotten."""
    for id_, one in officers.items():
        for column, problem in (("petugas", texts.NO_NAME), ("id_kantor", texts.NO_OFFICE)):
            if not one[column][0]:
                yield CellFault(one[column][1], column, problem.format(id=id_))
        deputy, row = one["id_pengganti"]
        if deputy and (deputy == id_ or deputy not in officers):
            problem = texts.OWN_DEPUTY if deputy == id_ else texts.NO_DEPUTY.format(value=deputy)
            yield CellFault(row, "id_pengganti", problem)
    for id_, one in offices.items():
        name, row = one["kantor"]
        if id_ not in known and not name:
            yield CellFault(row, "kantor", texts.NO_NAME.format(id=id_))
        for role, called in texts.REGION_ROLES.items():
            person = getattr(known.get(id_), role, None)
            if person and person not in officers:
                problem = texts.NO_ROLE.format(id=person, role=called, office=id_)
                yield CellFault(min(row for _, row in one.values()), "id_petugas", problem)


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
        both = [(id_, old[id_], one) for id_, one in new.items() if id_ in old and old[id_] != one]
        changed = [
            texts.REGION_CHANGED.format(name=one.name, id=id_, changes=", ".join(_changes(was, one)))
            for id_, was, one in both
        ]
        counts = {"new": len(added), "changed": len(changed), "gone": len(gone)}
        same = len(new) - len(added) - len(changed)
        lines.append(texts.REGION_SUMMARY.format(kind=kind, same=same, **counts))
        for part in (added, gone, changed):
            lines += first((f"  {line}" for line in part), SHOWN, texts.AND_MORE)
    return lines


def _changes(old: Thing, new: Thing) -> Iterator[str]:
    for field, name in texts.REGION_FIELDS.items():
        before, after = getattr(old, field, None), getattr(new, field, None)
        if before != after:
            none = texts.REGION_NONE
            yield texts.REGION_CHANGE.format(field=name, before=before or none, after=after or none)


async def imported(settings: Settings, lines: Sequence[SheetLine], now: datetime) -> None:
    """Make these rows the ones that count; a running bot takes them up by itself. Raises StorageUnavailable."""
    content = msgspec.json.encode([[line.row, line.cells] for line in lines]).decode()
    async with beside(settings.database.get_secret_value(), write=True) as store:
        await store.write(stored.add_regions, content, now)


async def current_of(store: SqlStore, settings: Settings) -> tuple[int, Settings]:
    """Return the newest import's number, and the settings with its people. Raises Misconfigured, StorageUnavailable."""
    found = await store.read(stored.newest_regions)
    if found is None:
        return 0, settings
    lines = [SheetLine(row, cells) for row, cells in msgspec.json.decode(found.content)]
    try:
        return found.number, with_people(settings, lines)
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

    `settings`: as they were read, without imported people; `number`: of the import that the bot works with; `forget`:
    drops answers that were rendered with the old names.
    """

    def __init__(self, helpdesk: Helpdesk, settings: Settings, number: int, forget: Callable[[], None]) -> None:
        self._helpdesk, self._settings, self._number, self._forget = helpdesk, settings, number, forget

    async def look(self) -> None:
        """Take up what was imported; open tickets go on with who is responsible now."""
        helpdesk = self._helpdesk
        newest = await helpdesk.store.read(stored.newest_regions_number)
        if newest == self._number:
            return
        self._number = newest
        try:
            _, settings = await current_of(helpdesk.store, self._settings)
        except Misconfigured as error:
            log.error("an import was not taken up", problem=str(error))
            return
        bring_up_to_date(helpdesk.policy.directory, directory_of(settings))
        self._forget()
        await helpdesk.load_officers(named_officers(settings, helpdesk.clock()))
        log.info("an import was taken up", number=newest, villages=len(settings.villages))
