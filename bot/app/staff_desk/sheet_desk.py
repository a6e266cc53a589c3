"""The sheets of the staff: made of the draft, and read back into a plan that is carried out whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from bot.app.people.directory import facts_for
from bot.app.sheets import phrasings, signoff
from bot.app.sheets.plan import Plan
from bot.app.sheets.reading import Rows, UnreadableSheet, cells_of, lines_in, names_in
from bot.app.staff_desk.desk import SHOWN_FRESH, FaqStaffDesk
from bot.app.staff_desk.draft import Draft
from bot.faqfiles.model import Faq
from bot.faqfiles.render import OfficeFacts
from bot.faqfiles.tools.signoff import signoff_sheet
from bot.helpdesk.model.directory import Directory
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.made_report import MadeSheet
from bot.helpdesk.model.staff import Member, Role
from bot.helpdesk.staff.ports import PHRASINGS, SIGN_OFF, Saved, SheetRead
from bot.helpdesk.texts import kelola
from bot.helpdesk.texts import sheets as texts

NAMED = 80
"""Letters of a file's name that are noted."""


class SheetDesk:
    """Makes and reads sheets of a draft; to be called by one thread at a time."""

    def __init__(self, draft: Draft, directory: Directory, today: Callable[[], date]) -> None:
        self._draft = draft
        self._directory = directory
        self._today = today

    def made(self, kind: str, owner: str) -> MadeSheet:
        """Return the sheet of the draft as it stands. `owner`: whose answers are to be signed. Raises Trouble."""
        faq = self._draft.read()
        if kind == PHRASINGS:
            return MadeSheet(texts.PHRASINGS_FILE.format(day=self._today()), phrasings.sheet(faq))
        if kind != SIGN_OFF or owner not in owners_of(faq):
            raise Trouble(texts.NO_SHEET)
        content = signoff_sheet(faq, owner, self._facts(), self._today())
        return MadeSheet(texts.SIGN_OFF_FILE.format(owner=owner, day=self._today()), content)

    def planned(self, by: Member, content: bytes, name: str) -> Plan:
        """Return what a sheet would change. Raises Trouble with every fault, or with what the FAQ would be wrong in."""
        plan = self._read(by, content, name)
        if plan.changes:
            self._draft.would_hold(plan.edits)
        return plan

    def _read(self, by: Member, content: bytes, name: str) -> Plan:
        try:
            rows, faq = cells_of(content, name), self._draft.read()
            if _is_of(rows, "jenis", phrasings.FORM.within):
                if not by.may(Role.WRITER):
                    raise Trouble(kelola.NOT_YOUR_ROLE.format(roles=kelola.ROLES[Role.WRITER]))
                return phrasings.planned(faq, lines_in(rows, name, phrasings.FORM))
            if _is_of(rows, signoff.CORRECTION, signoff.FORM.within):
                reader = signoff.Reader(by, self._today(), self._facts())
                return signoff.planned(faq, lines_in(rows, name, signoff.FORM), reader)
        except UnreadableSheet as error:
            raise Trouble(error.listed(), error) from error
        raise Trouble(texts.UNKNOWN_SHEET.format(path=name))

    def carried_out(self, plan: Plan) -> tuple[str, ...]:
        """Make the changes; return what they leave to be completed. Raises Trouble; then nothing has changed."""
        return self._draft.change(plan.edits) if plan.changes else ()

    def _facts(self) -> OfficeFacts:
        return facts_for(self._directory, None)


class StaffSheets:
    """`Sheets` of the page; every one is noted."""

    def __init__(self, desk: FaqStaffDesk, sheet_desk: SheetDesk) -> None:
        self._desk = desk
        self._sheet_desk = sheet_desk

    async def sheets(self, by: Member) -> tuple[tuple[str, str], ...]:
        writes, owners = by.may(Role.WRITER), owners_of(await self._desk.draft())
        signs = tuple((SIGN_OFF, owner) for owner in owners if writes or owner in by.signs)
        return (*(((PHRASINGS, ""),) if writes else ()), *signs)

    async def sheet(self, by: Member, kind: str, owner: str) -> MadeSheet:
        if (kind, owner) not in await self.sheets(by):
            raise Trouble(texts.NO_SHEET)
        found = await self._desk.work(lambda: self._sheet_desk.made(kind, owner))
        await self._desk.audit.note(by, "ambil-lembar", found.name)
        return found

    async def read_sheet(self, by: Member, content: bytes, name: str) -> SheetRead:
        plan = await self._desk.work(lambda: self._sheet_desk.planned(by, content, name))
        await self._desk.audit.note(by, "baca-lembar", name[:NAMED])
        return await self._shown(plan)

    async def take_sheet(self, by: Member, content: bytes, name: str, seen: str) -> Saved | SheetRead:
        plan = await self._desk.work(lambda: self._sheet_desk.planned(by, content, name))
        if plan.id and plan.id != seen:
            return await self._shown(plan)
        warnings = await self._desk.work(lambda: self._sheet_desk.carried_out(plan))
        for what, about in plan.notes:
            await self._desk.audit.note(by, what, about)
        await self._desk.audit.note(by, "terapkan-lembar", str(len(plan.changes)))
        return Saved(warnings)

    async def _shown(self, plan: Plan) -> SheetRead:
        """Return the changes, and what the first new phrasings get today; publishing says it of all."""
        fresh, gets_now = plan.fresh[:SHOWN_FRESH], self._desk.gets_now
        today = await self._desk.work(lambda: tuple(map(gets_now, fresh)))
        return SheetRead(plan.id, plan.changes, (*plan.remarks, *today))


def staff_sheets(desk: FaqStaffDesk, directory: Directory, now: Callable[[], datetime]) -> StaffSheets:
    """Return the sheets of what staff write at this desk."""

    def today() -> date:
        return directory.first_office.hours.day(now())

    return StaffSheets(desk, SheetDesk(desk.files, directory, today))


def owners_of(faq: Faq) -> tuple[str, ...]:
    """Return the owners of answers and guided checks, sorted."""
    return tuple(sorted({*(one.owner for one in faq.entries.values()), *(one.owner for one in faq.checks)}))


def _is_of(rows: Rows, column: str, within: int) -> bool:
    return any(column in names_in(row) for row in rows[:within])
