"""What every operation of the staff works with: the office's files, one change at a time, each noted for the audit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from bot.app.editing.changes import EditConflict, Edits
from bot.app.faq.knowledge import FaqKnowledge
from bot.app.jobs.job import run_in_thread
from bot.faqfiles.difference import new_sentences
from bot.faqfiles.model import Faq
from bot.faqfiles.working_files import WorkingFiles
from bot.helpdesk.model.directory import Directory
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.knowledge import Knowledge
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.staff import Member, Role, StaffEvent
from bot.helpdesk.texts import staff as texts
from bot.matching.index import EmergencyOnlyIndex
from bot.storage import queries
from bot.storage.store import SqlStore

T = TypeVar("T")

CHANGES = frozenset({"ubah-tarif", "ubah-jawaban", "tambah-kalimat", "tanda-tangan"})
SHOWN_FRESH = 5
"""New phrasings of which is said at once what they get today; the summary says it of all."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The draft has changed. `warnings`: sentences about what should still be completed.

    `today`: which answers the new phrasings get today.
    """

    warnings: tuple[str, ...] = ()
    today: tuple[str, ...] = ()


class Office:
    """The draft and the audit of an office. `policy`: the help desk's surroundings as they are now.

    Moments are written by the first office's clock.
    """

    def __init__(
        self, files: WorkingFiles, store: SqlStore, policy: Callable[[], Policy], now: Callable[[], datetime]
    ) -> None:
        self.files = files
        self.store = store
        self.policy = policy
        self.now = now
        self._alone = asyncio.Lock()

    @property
    def directory(self) -> Directory:
        """Offices, officers and villages."""
        return self.policy().directory

    @property
    def knowledge(self) -> Knowledge:
        """What residents' bot answers with."""
        return self.policy().knowledge

    def today(self) -> date:
        """Return the office's date."""
        return self.day(self.now())

    def day(self, moment: datetime) -> date:
        """Return the date of a moment at the office."""
        return self.directory.first_office.hours.day(moment)

    async def work(self, work: Callable[[], T]) -> T:
        """Do one thing with files at a time, where nobody waits for it."""
        async with self._alone:
            return await run_in_thread(work)

    async def draft(self) -> Faq:
        """Return the draft as it stands. Raises Trouble."""
        return await self.work(self.files.read)

    async def note(self, by: Member, what: str, about: str = "") -> None:
        """Write down what a member saw or did."""
        await self.store.write(queries.staff.note, [StaffEvent(self.now(), by.id, what, about)])

    async def changed(self, reader: Member, *about: str) -> str:
        """Tell a member who changed one of these entries or fees last, and when; "" when nobody has here."""
        async with self.store.look() as unit:
            events = [await unit.run(queries.staff.last_event, one, CHANGES) for one in about]
            members = await unit.run(queries.staff.members)
        last = max(filter(None, events), key=lambda one: one.at, default=None)
        if last is None:
            return ""
        names = {one.id: one.name for one in members} | {reader.id: texts.YOURSELF}
        moment = self.directory.first_office.hours.moment(last.at, self.now())
        return texts.CHANGED_BY.format(name=names.get(last.member, last.member), moment=moment)

    async def change(self, by: Member, what: str, about: str, edits: Edits) -> Saved:
        """Change the draft, and note it as `what`. Raises Trouble; then nothing has changed."""
        if what != "tanda-tangan":  # which is given by owner
            must(by, Role.WRITER)
        try:
            saved = await self.work(lambda: self._changed(edits))
        except EditConflict as overtaken:
            changed = await self.changed(by, *overtaken.about)
            raise EditConflict(*overtaken.about, changed=changed) from overtaken
        if saved is None:
            return Saved()
        await self.note(by, what, about)
        return saved

    def _changed(self, edits: Edits) -> Saved | None:
        """Change the draft; None where there is nothing to change."""
        before = self.files.read()
        wanted = edits(before)
        if not wanted:
            return None
        warnings = self.files.change(wanted)
        fresh = new_sentences(before, self.files.last)
        return Saved(warnings, tuple(gets_now(self.knowledge, text) for _, text in fresh[:SHOWN_FRESH]))

    def preview(self, faq: Faq, id: str) -> str:
        """Return an answer of any state of the FAQ as a resident outside the villages sees it."""
        return FaqKnowledge(faq, EmergencyOnlyIndex(), self.directory).answer(id, None)


def gets_now(known: Knowledge, text: str, besides: str = "") -> str:
    """Say which answers a text gets today, and how surely. `besides`: "" unless others get it than this one."""
    decision = known.decide([text])
    ids = [id for id in (*decision.answers, *decision.suggestions) if known.has(id)]
    if besides and (not ids or besides in ids):
        return ""
    if not ids:
        return texts.UNANSWERED_TODAY.format(text=text)
    named = ", ".join(f"“{known.question(id)}”" for id in ids)
    form = texts.ANSWERED_TODAY if decision.answers else texts.OFFERED_TODAY
    return form.format(text=text, named=named, sure=f"{decision.confidence:.0%}")


def must(by: Member, *roles: Role) -> None:
    """Raise Trouble unless the member has one of the roles."""
    if not any(map(by.may, roles)):
        raise Trouble(texts.NOT_YOUR_ROLE.format(roles=texts.either(roles)))
