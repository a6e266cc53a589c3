"""What staff do with the office's files and the published sets, one at a time, each noted for the audit."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from bot.app.jobs.job import run_in_thread
from bot.app.staff_desk import editing, views
from bot.app.staff_desk.audit import Audit
from bot.app.staff_desk.draft import Draft
from bot.app.staff_desk.publications import Publications
from bot.app.staff_desk.second_decision import SecondDecision, ask_second, may_decide, tell_taken_back
from bot.app.staff_desk.suggestions import DROPPED, SuggestionBox
from bot.faqfiles.model import Faq
from bot.faqfiles.published.difference import new_sentences
from bot.faqfiles.published.working_files import unpublished
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.staff import Member, Request, Role, StaffEvent
from bot.helpdesk.staff.ports import (
    Asked,
    DraftView,
    Edition,
    EntryLine,
    EntryView,
    FeeLine,
    FeeOrder,
    Gap,
    NewEntry,
    Proposed,
    Published,
    ReviewOutcome,
    Saved,
    Say,
    Today,
    unsaid,
)
from bot.helpdesk.texts import kelola as texts
from bot.storage import queries

T = TypeVar("T")

RECENT = 500
"""Questions of residents that a proposal compares."""
REVIEW_AHEAD = timedelta(days=30)
SHOWN_FRESH = 5
"""New phrasings of which is said at once what they get today; the summary says it of all."""
MATCHES = 6
"""Entries that are offered for words."""


class FaqStaffDesk:
    """A `StaffDesk`, and `Suggestions`."""

    def __init__(
        self,
        draft: Draft,
        publications: Publications,
        box: SuggestionBox,
        audit: Audit,
    ) -> None:
        self.files = draft
        self._publications = publications
        self._box = box
        self.audit = audit
        self._store, self._now, self._note = audit.store, audit.now, audit.note
        self._alone = asyncio.Lock()
        self.page_link: Callable[[str], Awaitable[str]] | None = None
        """Makes a one-time link to the page for a member; None where there is no page."""

    def gets_now(self, text: str, besides: str = "") -> str:
        """Return what a resident who writes this gets today; `besides`: "" unless others get it than this entry."""
        return self._box.shown.gets_now(text, besides)

    def close(self) -> None:
        """Drop what is kept ready for publishing; a thread that is still at it keeps its files."""
        if not self._alone.locked():
            self._publications.close()

    async def today(self, by: Member) -> Today:
        faq = await self.draft()
        entries = views.lines(faq)
        groups = await self._box.groups(faq)
        questions = await self._store.read(queries.reports.recent_questions, RECENT)
        async with self._store.look() as unit:
            drafts = await unit.run(queries.faq_drafts.waiting)
            waiting = await unit.run(queries.staff.requests)
            mine = [one for one in waiting if await may_decide(unit, self.audit.directory, by, one)]
            members = await unit.run(queries.staff.members)
        await self._note(by, "lihat-hari-ini")
        soon = self.audit.today() + REVIEW_AHEAD
        return Today(
            gaps=len(groups),
            drafts=len(drafts),
            due=tuple(one for one in entries if one.review_by < soon),
            unsigned=tuple(one for one in entries if one.signed is None and one.owner in by.signs),
            unpublished=await self.work(self._unpublished),
            thin=tuple(one for one in entries if one.phrasings < views.FEW),
            confused=await self._box.confused(faq, questions),
            requests=tuple(mine),
            makers={one.id: one.name for one in members},
        )

    async def fees(self, by: Member) -> tuple[FeeLine, ...]:
        faq = await self.draft()
        await self._note(by, "lihat-tarif")
        return views.fees(faq, self.files.served)

    async def entries(self, by: Member, words: str = "") -> tuple[EntryLine, ...]:
        faq = await self.draft()
        await self._note(by, "cari-jawaban", words and "kata")
        every = views.lines(faq)
        if not words:
            return every
        named = {one.id: one for one in every}
        return tuple(named[id] for id in self._box.shown.search(words, MATCHES) if id in named)

    async def entry(self, by: Member, id: str) -> EntryView:
        faq = await self.draft()
        await self._note(by, "lihat-jawaban", id)
        return views.entry(faq, id, self._box.shown)

    async def change_fee(self, by: Member, order: FeeOrder) -> Saved:
        _must(by, Role.WRITER)
        return await self._change(by, "ubah-tarif", order.fee, editing.fee(order, self.files.served))

    async def changed(self, reader: Member, *about: str) -> str:
        """Tell a member who changed one of these entries or fees last, and when; "" when nobody has here."""
        return await self.audit.changed(reader, about)

    async def draft(self) -> Faq:
        """Return the draft as it stands. Raises Trouble."""
        return await self.work(self.files.read)

    async def change_form(self, by: Member, id: str, edits: editing.Edits) -> Saved:
        """Change an entry in the draft as the page's form asks for."""
        _must(by, Role.WRITER)
        return await self._change(by, "ubah-jawaban", id, edits)

    async def add_phrasing(self, by: Member, id: str, text: str) -> Saved:
        _must(by, Role.WRITER)
        return await self._change(by, "tambah-kalimat", id, editing.phrasings(id, (text,)))

    async def sign(self, by: Member, id: str, seen: str) -> Saved:
        today = self.audit.today()
        return await self._change(by, "tanda-tangan", id, editing.signature(by, id, seen, today))

    async def propose(self, by: Member, say: Say = unsaid) -> Proposed:
        _must(by, Role.WRITER, Role.PUBLISHER)
        questions = await self._store.read(queries.reports.recent_questions, RECENT)
        found = await self.work(lambda: self._publications.propose(questions, say))
        await self._note(by, "lihat-beda", found.id)
        return found

    async def publish(self, by: Member, proposal: str, why: str) -> Published | Asked:
        _must(by, Role.PUBLISHER)
        questions = await self._store.read(queries.reports.recent_questions, RECENT)
        ready = await self.work(lambda: self._publications.summed_up(proposal, questions))
        if not ready.second:
            return await self._published(by, proposal, by.name, why)
        wanted = Request(self._now(), by.id, proposal, why, ready.lines)
        async with self._store.unit() as unit:
            asked = await ask_second(unit, self.audit.directory, by.name, wanted)
        await self._note(by, "minta-terbit", str(asked.request.id))
        return asked

    async def decide(self, by: Member, request: int, *, agreed: bool) -> ReviewOutcome:
        decision = SecondDecision(self.audit, by, request, agreed)
        asked, maker = await decision.take()
        made = await self._agreed(decision, asked, maker) if agreed else None
        await decision.tell(asked, maker, made.number if made else None)
        return ReviewOutcome(asked, made)

    async def page(self, by: Member) -> str:
        if self.page_link is None:
            raise Trouble(texts.NO_STAFF_PAGE)
        await self._note(by, "buka-halaman")
        return await self.page_link(by.id)

    async def history(self, by: Member) -> tuple[Edition, ...]:
        await self._note(by, "lihat-riwayat")
        return await self.work(lambda: views.editions(self.files.sets))

    async def undo(self, by: Member, edition: str) -> Published:
        _must(by, Role.PUBLISHER)
        undone = await self.work(lambda: self._publications.undo(edition, by.name))
        done, number = undone.done, str(undone.done.made.number)
        async with self._store.unit() as unit:
            if await unit.run(queries.staff.last_event, number, ("batalkan",)) is None:
                await tell_taken_back(unit, self.audit.directory, by, undone)
                await unit.run(queries.staff.note, [StaffEvent(self._now(), by.id, "batalkan", number)])
        notes = [texts.WENT_BACK.format(number=undone.back_to)]
        notes += [texts.FOLDER_STAYS.format(why=done.trouble)] if done.trouble else []
        notes += [texts.KEPT.format(folder=done.kept)] if done.kept else []
        return Published(done.made.number, "\n".join(notes))

    async def gaps(self, by: Member) -> tuple[Gap, ...]:
        faq = await self.draft()
        found = await self._box.groups(faq)
        await self._note(by, "lihat-celah")
        return tuple(self._box.gap(faq, one) for one in found)

    async def drafts(self, by: Member) -> tuple[DraftView, ...]:
        faq = await self.draft()
        await self._note(by, "lihat-usulan")
        return await self._box.drafts(faq, by)

    async def accept_into(self, by: Member, source: str, id: str) -> Saved:
        _must(by, Role.WRITER)
        faq = await self.draft()
        found = await self._box.source(faq, source)
        saved = await self._change(by, "tambah-kalimat", id, self._box.into(found, id))
        await self._note(by, "terima-usulan", found.name)
        await self._box.done(found, id, views.entry_of(faq, id).question)
        return saved

    async def accept_new(self, by: Member, source: str, new: NewEntry) -> Saved:
        _must(by, Role.WRITER)
        faq = await self.draft()
        found = await self._box.source(faq, source)
        id, edits = self._box.new(faq, found, new)
        saved = await self._change(by, "ubah-jawaban", id, edits)
        if source:
            await self._note(by, "terima-usulan", found.name)
        await self._box.done(found, id, new.heading)
        return saved

    async def drop(self, by: Member, source: str) -> None:
        _must(by, Role.WRITER)
        found = await self._box.source(await self.draft(), source)
        await self._box.drop(found)
        await self._note(by, DROPPED, found.name)

    async def _published(self, by: Member, proposal: str, name: str, why: str) -> Published:
        made = await self.work(lambda: self._publications.publish(proposal, name, why))
        await self._note(by, "terbitkan", str(made.number))
        return Published(made.number)

    async def _agreed(self, decision: SecondDecision, asked: Request, maker: Member | None) -> Published:
        """Publish what was agreed to; where that fails, the request waits again. Raises Trouble."""
        by = decision.by
        signed = texts.BY_TWO.format(maker=maker.name if maker else asked.member, second=by.name)
        try:
            return await self._published(by, asked.proposal, signed, asked.why)
        except Exception:
            if not await self.work(lambda: self._publications.is_current(asked.proposal)):
                await decision.reopen()
            raise

    def _unpublished(self) -> tuple[str, ...]:
        current = self.files.sets.current()
        return unpublished(self.files.folder, current) if current else ()

    async def _change(self, by: Member, what: str, about: str, edits: editing.Edits) -> Saved:
        try:
            saved = await self.work(lambda: self._changed(edits))
        except editing.EditConflict as overtaken:
            raise editing.EditConflict(
                *overtaken.about, changed=await self.changed(by, *overtaken.about)
            ) from overtaken
        if saved is None:
            return Saved()
        await self._note(by, what, about)
        return saved

    def _changed(self, edits: editing.Edits) -> Saved | None:
        """Change the draft; None where there is nothing to change."""
        before = self.files.read()
        wanted = edits(before)
        if not wanted:
            return None
        warnings = self.files.change(wanted)
        fresh = new_sentences(before, self.files.last)
        return Saved(warnings, tuple(self.gets_now(text) for _, text in fresh[:SHOWN_FRESH]))

    async def member(self, id: str) -> Member | None:
        """Return the member of that id."""
        return await self._store.read(queries.staff.member, id)

    async def work(self, work: Callable[[], T]) -> T:
        """Do one thing with files at a time, where nobody waits for it."""
        async with self._alone:
            return await run_in_thread(work)


def _must(by: Member, *roles: Role) -> None:
    if not any(map(by.may, roles)):
        raise Trouble(texts.NOT_YOUR_ROLE.format(roles=texts.either(roles)))
