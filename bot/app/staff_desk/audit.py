"""What members saw and did with the FAQ, written down; and who changed something last, and when."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from bot.helpdesk.model.directory import Directory
from bot.helpdesk.model.office_hours import OfficeHours
from bot.helpdesk.model.staff import Member, StaffEvent
from bot.helpdesk.texts import kelola as texts
from bot.storage import queries
from bot.storage.store import SqlStore

CHANGES = frozenset({"ubah-tarif", "ubah-jawaban", "tambah-kalimat", "tanda-tangan"})


@dataclass(frozen=True)
class Audit:
    """The audit of the offices' FAQ. Moments are written by the first office's clock."""

    store: SqlStore
    directory: Directory
    now: Callable[[], datetime]

    @property
    def hours(self) -> OfficeHours:
        """The first office's hours."""
        return self.directory.first_office.hours

    def today(self) -> date:
        """Return the office's date."""
        return self.hours.day(self.now())

    async def note(self, by: Member, what: str, about: str = "") -> None:
        """Write down what a member saw or did."""
        await self.store.write(queries.staff.note, [StaffEvent(self.now(), by.id, what, about)])

    async def changed(self, reader: Member, about: Collection[str]) -> str:
        """Tell a member who changed one of these entries or fees last, and when; "" when nobody has here."""
        async with self.store.look() as unit:
            events = [await unit.run(queries.staff.last_event, one, CHANGES) for one in about]
            members = await unit.run(queries.staff.members)
        last = max(filter(None, events), key=lambda one: one.at, default=None)
        if last is None:
            return ""
        names = {one.id: one.name for one in members} | {reader.id: texts.YOURSELF}
        name = names.get(last.member, last.member)
        return texts.CHANGED_BY.format(name=name, moment=self.hours.moment(last.at, self.now()))
