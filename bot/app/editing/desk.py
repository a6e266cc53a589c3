"""What staff can do with the FAQ, wherever they do it: the chat, the page and the console call this.

Editing changes the draft (the files of the office's folder), which residents do not see; publishing gives it to them.
Every operation checks the member's roles, notes the view or the change for the audit, and raises Trouble with a
sentence for the member where it cannot be done; then nothing has changed. All of it takes from milliseconds to a
minute, so it is never awaited in a turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import NamedTuple

from bot.app.editing.office import (
    SHOWN_FRESH,
    FeeOrder,
    Saved,
    StaffOffice,
    entry_of,
    gets_now,
    must,
    seen,
    with_fee,
    with_phrasings,
    with_signature,
)
from bot.app.editing.proposal import (
    Proposal,
    Ruling,
    Waiting,
    ask_second,
    for_second,
    judged,
    may_decide,
    tell_decided,
    tell_taken_back,
)
from bot.app.editing.publish import Publisher, Say, unsaid
from bot.app.editing.sheets import PHRASINGS, SIGN_OFF, Plan, Sheets
from bot.app.editing.staff import Authenticator
from bot.app.editing.suggestions import Suggestions
from bot.faqfiles.difference import quoting
from bot.faqfiles.model import FaqEntry, Fee
from bot.faqfiles.published_sets import PublishedSet
from bot.faqfiles.working_files import unpublished
from bot.helpdesk.model.actions import MadeSheet
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.people import Member, Request, Role, StaffEvent
from bot.helpdesk.texts import staff as texts
from bot.storage import queries

RECENT = 500
"""Questions of residents that a proposal compares."""
REVIEW_AHEAD = timedelta(days=30)
FEW = 5
"""Phrasings below which an entry is hardly found."""
MATCHES = 6
"""Entries that are offered for words."""
EDITIONS = 20
NAMED = 80
"""Letters of a file's name that are noted."""


class EntryView(NamedTuple):
    """One entry whole. `seen`: names what stood when it was read; `preview`: the answer as a resident sees it."""

    entry: FaqEntry
    seen: str
    preview: str


class FeeView(NamedTuple):
    """A fee, as the draft has it. `served`: what residents read now; `quoted`: the entries whose answers name it."""

    fee: Fee
    served: int
    quoted: tuple[str, ...]


class Published(NamedTuple):
    """Residents get it from now on. `note`: what else the member should know, "" mostly."""

    number: int
    note: str = ""


class Today(NamedTuple):
    """What waits for the staff. `due`: entries to be reviewed within 30 days; `unpublished`: the changed files' names.

    `thin`: entries with too few phrasings; `requests`: what this member may decide on as the second person; `makers`:
    their makers' names, by id.
    """

    gaps: int
    drafts: int
    due: tuple[FaqEntry, ...]
    unsigned: tuple[FaqEntry, ...]
    unpublished: tuple[str, ...]
    thin: tuple[FaqEntry, ...]
    requests: tuple[Request, ...]
    makers: Mapping[str, str]


class Desk:
    """The operations. `by`: who does it; `page`: hands out links to the staff's page, None where there is none."""

    def __init__(self, office: StaffOffice, publisher: Publisher, page: Authenticator | None = None) -> None:
        self.office = office
        self.suggestions = Suggestions(office)
        self._publisher = publisher
        self._sheets = Sheets(office.files, office.policy().directory, office.today)
        self._page = page

    async def today(self, by: Member) -> Today:
        """Return what waits."""
        office = self.office
        faq = await office.draft()
        entries = faq.entries.values()
        groups = await self.suggestions.groups(faq)
        async with office.store.look() as unit:
            drafts = await unit.run(queries.staff.drafts_waiting)
            waiting = await unit.run(queries.staff.requests)
            mine = [one for one in waiting if await may_decide(unit, office.directory, by, one)]
            members = await unit.run(queries.staff.members)
        await office.note(by, "lihat-hari-ini")
        soon = office.today() + REVIEW_AHEAD
        return Today(
            gaps=len(groups),
            drafts=len(drafts),
            due=tuple(one for one in entries if one.review_by < soon),
            unsigned=tuple(one for one in entries if one.verified_on is None and one.owner in by.signs),
            unpublished=await office.work(self._unpublished),
            thin=tuple(one for one in entries if len(one.phrasings) < FEW),
            requests=tuple(mine),
            makers={one.id: one.name for one in members},
        )

    async def fees(self, by: Member) -> tuple[FeeView, ...]:
        """Return the fees as the draft has them, and as residents get them now."""
        faq, served = await self.office.draft(), self.office.files.served.fees
        await self.office.note(by, "lihat-tarif")
        return tuple(FeeView(one, served.get(one.id, one).rupiah, quoting(faq, one.id)) for one in faq.fees.values())

    async def entries(self, by: Member, words: str = "") -> tuple[FaqEntry, ...]:
        """Return the entries that fit the words, best first; all of them without words."""
        known = (await self.office.draft()).entries
        await self.office.note(by, "cari-jawaban", words and "kata")
        ids = self.office.knowledge.search(words, MATCHES) if words else known
        return tuple(known[id] for id in ids if id in known)

    async def entry(self, by: Member, id: str) -> EntryView:
        """Return one entry whole."""
        faq = await self.office.draft()
        await self.office.note(by, "lihat-jawaban", id)
        entry = entry_of(faq, id)
        return EntryView(entry, seen(faq, entry), self.office.preview(faq, id))

    async def change_fee(self, by: Member, order: FeeOrder) -> Saved:
        """Change a fee in the draft; one that moves by more than 30 % must be confirmed."""
        return await self.office.change(by, "ubah-tarif", order.fee, with_fee(order, self.office.files.served))

    async def add_phrasing(self, by: Member, id: str, text: str) -> Saved:
        """Add a phrasing in the draft; one that another entry owns is refused, by that entry's name."""
        return await self.office.change(by, "tambah-kalimat", id, with_phrasings(id, (text,)))

    async def sign(self, by: Member, id: str, before: str) -> Saved:
        """Sign an entry's answer as it was seen, for its owner."""
        return await self.office.change(by, "tanda-tangan", id, with_signature(by, id, before, self.office.today()))

    async def propose(self, by: Member, say: Say = unsaid) -> Proposal | None:
        """Check, test and compare the draft; None where nothing has changed.

        It takes a minute where phrasings have changed, which `say` then hears.
        """
        must(by, Role.WRITER, Role.PUBLISHER)
        questions = await self.office.store.read(queries.reports.recent_questions, RECENT)
        found = await self.office.work(lambda: self._publisher.propose(questions, say))
        await self.office.note(by, "lihat-beda", found.id if found else "")
        return found

    async def publish(self, by: Member, proposal: str, why: str) -> Published | Waiting:
        """Publish what was proposed; where residents would read anything otherwise, ask a second person in Telegram."""
        must(by, Role.PUBLISHER)
        office = self.office
        questions = await office.store.read(queries.reports.recent_questions, RECENT)
        ready = await office.work(lambda: self._publisher.propose(questions))
        if ready is None or ready.id != proposal:
            raise Trouble(texts.OVERTAKEN)
        if not ready.second:
            return await self._published(by, proposal, by.name, why)
        wanted = Request(office.now(), by.id, proposal, why, for_second(ready))
        async with office.store.unit() as unit:
            asked = await ask_second(unit, office.directory, by.name, wanted)
        await office.note(by, "minta-terbit", str(asked.request.id))
        return asked

    async def decide(self, by: Member, request: int, *, agreed: bool) -> tuple[Request, Published | None]:
        """Decide as the second person: publish what another member asked for, or refuse it; the maker is sent it."""
        office, ruling = self.office, Ruling(by, request, agreed)
        async with office.store.unit() as unit:
            asked, maker = await judged(unit, office.directory, ruling, office.now())
        made = None
        if agreed:
            signed = texts.BY_TWO.format(maker=maker.name if maker else asked.member, second=by.name)
            try:
                made = await self._published(by, asked.proposal, signed, asked.why)
            except Exception:  # what could not be published waits again
                if not await office.work(lambda: self._publisher.is_current(asked.proposal)):
                    await office.store.write(queries.staff.reopen, request, by.id)
                raise
        async with office.store.unit() as unit:
            await tell_decided(unit, ruling, asked, made.number if made else None, office.now())
        return asked, made

    async def history(self, by: Member) -> tuple[tuple[PublishedSet, ...], int | None]:
        """Return the publications, the current one first, and the number that taking it back leads to, if any."""
        await self.office.note(by, "lihat-riwayat")
        return await self.office.work(self._editions)

    async def undo(self, by: Member, edition: str) -> Published:
        """Take this publication back, if it is the current one; the draft goes back with it."""
        must(by, Role.PUBLISHER)
        office = self.office
        done = await office.work(lambda: self._publisher.undo(edition, by.name))
        number = str(done.made.number)
        async with office.store.unit() as unit:
            if await unit.run(queries.staff.last_event, number, ("batalkan",)) is None:
                await tell_taken_back(unit, office.directory, by, done)
                await unit.run(queries.staff.note, [StaffEvent(office.now(), by.id, "batalkan", number)])
        notes = [texts.WENT_BACK.format(number=done.back_to)]
        notes += [texts.FOLDER_STAYS.format(why=done.trouble)] if done.trouble else []
        notes += [texts.KEPT.format(folder=done.kept)] if done.kept else []
        return Published(done.made.number, "\n".join(notes))

    async def sheets(self, by: Member) -> tuple[tuple[str, str], ...]:
        """Return the sheets that the member may have: kind and owner ("" where there is only one)."""
        writes, owners = by.may(Role.WRITER), await self.office.work(self._sheets.owners)
        signs = tuple((SIGN_OFF, owner) for owner in owners if writes or owner in by.signs)
        return (*(((PHRASINGS, ""),) if writes else ()), *signs)

    async def sheet(self, by: Member, kind: str, owner: str) -> MadeSheet:
        """Make one of these sheets."""
        if (kind, owner) not in await self.sheets(by):
            raise Trouble(texts.NO_SHEET)
        found = await self.office.work(lambda: self._sheets.made(kind, owner))
        await self.office.note(by, "ambil-lembar", found.name)
        return found

    async def read_sheet(self, by: Member, content: bytes, name: str) -> Plan:
        """Say what a sheet would change; every fault is named with its row and column."""
        plan = await self.office.work(lambda: self._sheets.planned(by, content, name))
        await self.office.note(by, "baca-lembar", name[:NAMED])
        return await self._shown(plan)

    async def take_sheet(self, by: Member, content: bytes, name: str, before: str) -> Saved | Plan:
        """Change the draft as the sheet asks for; where that is not what was seen any more, return what it is now."""
        plan = await self.office.work(lambda: self._sheets.planned(by, content, name))
        if plan.id and plan.id != before:
            return await self._shown(plan)
        warnings = await self.office.work(lambda: self._sheets.carried_out(plan))
        for what, about in (*plan.notes, ("terapkan-lembar", str(len(plan.changes)))):
            await self.office.note(by, what, about)
        return Saved(warnings)

    async def page(self, by: Member) -> str:
        """Return a one-time link to the page."""
        if self._page is None:
            raise Trouble(texts.NO_STAFF_PAGE)
        await self.office.note(by, "buka-halaman")
        return await self._page.link(by.id)

    def _unpublished(self) -> tuple[str, ...]:
        current = self.office.files.sets.current()
        return unpublished(self.office.files.folder, current) if current else ()

    async def _published(self, by: Member, proposal: str, name: str, why: str) -> Published:
        made = await self.office.work(lambda: self._publisher.publish_proposed(proposal, name, why))
        await self.office.note(by, "terbitkan", str(made.number))
        return Published(made.number)

    def _editions(self) -> tuple[tuple[PublishedSet, ...], int | None]:
        sets = self.office.files.sets
        found = tuple(islice(sets.history(), EDITIONS))
        older = found[1] if len(found) > 1 and found[1].id not in sets.taken_back() else None
        return found, older.number if older else None

    async def _shown(self, plan: Plan) -> Plan:
        """Return the changes with what the first new phrasings get today; publishing says it of all."""
        fresh, known = plan.fresh[:SHOWN_FRESH], self.office.knowledge
        today = await self.office.work(lambda: tuple(gets_now(known, text) for text in fresh))
        return replace(plan, remarks=(*plan.remarks, *today))
