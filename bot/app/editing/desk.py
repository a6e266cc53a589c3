"""What staff can do with the FAQ, wherever they do it: the chat, the page and the console call this.

Editing changes the draft (the files of the office's folder), which residents do not see; publishing gives it to them.
Each operation raises Trouble with a sentence for the member where it cannot be done; then nothing has changed. It
takes from milliseconds to a minute, so it is never awaited in a turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple

from bot.app.editing.office import (
    SHOWN_FRESH,
    EditConflict,
    StaffOffice,
    entry_of,
    gets_now,
    must,
    operation,
    seen,
    where_changed,
    with_phrasings,
)
from bot.app.editing.proposal import Proposal, amount, ask_second, seconds, tell_taken_back
from bot.app.editing.publish import Publisher, Say, unsaid
from bot.app.editing.sheets import PHRASINGS, SIGN_OFF, Plan, Sheets, day_in
from bot.app.editing.staff import Authenticator
from bot.app.editing.suggestions import Suggestions
from bot.app.faq.knowledge import FaqKnowledge
from bot.app.jobs.job import run_in_thread
from bot.faqfiles.difference import quoting
from bot.faqfiles.file_names import FEES, SEALS
from bot.faqfiles.model import Faq, FaqEntry, Fee, Tariff, typed_values
from bot.faqfiles.published_sets import PublishedSet
from bot.faqfiles.render import named_fees
from bot.faqfiles.seals import Seal, seal_of, with_seals
from bot.faqfiles.working_files import Edit, unpublished
from bot.faqfiles.yaml_edit import OF_FEE, FieldChange, entry_edits, with_fields
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.people import Member, Request, Role, StaffEvent
from bot.helpdesk.staff import due_soon, is_far, to
from bot.helpdesk.texts import staff as texts
from bot.matching.index import EmergencyOnlyIndex
from bot.storage import queries

RECENT = 500
"""Questions of residents that a proposal compares."""
FEW = 5
"""Phrasings below which an entry is hardly found."""
MATCHES = 6
"""Entries that are offered for words."""
EDITIONS = 20
NAMED = 80
"""Letters of a file's name that are noted."""


class FeeView(NamedTuple):
    """A fee, as the draft has it. `now`: what residents read today; `quoted`: the entries whose answers name it."""

    fee: Fee
    now: Tariff
    quoted: tuple[FaqEntry, ...]


def typed_tariff(rupiah: int, law: str, since: str, source: str) -> Tariff:
    """Return a tariff as typed: amount, law, day and source. Raises Trouble where one of them is missing."""
    if (day := day_in(since)) is None or not (law and source):
        raise Trouble(texts.NO_BASIS)
    return Tariff(rupiah=rupiah, law=law, since=day, source=source)


class Today(NamedTuple):
    """What waits for the staff. `due`: entries to be reviewed within 30 days; `unpublished`: the changed files' names.

    `thin`: entries with too few phrasings; `requests`: as of `waiting`.
    """

    gaps: int
    drafts: int
    due: tuple[FaqEntry, ...]
    unsigned: tuple[FaqEntry, ...]
    unpublished: tuple[str, ...]
    thin: tuple[FaqEntry, ...]
    requests: tuple[tuple[Request, str], ...]


class Desk:
    """The operations. `by`: who does it; `page`: hands out links to the staff's page, None where there is none."""

    def __init__(self, office: StaffOffice, publisher: Publisher, page: Authenticator | None = None) -> None:
        self.office = office
        self.suggestions = Suggestions(office)
        self._publisher = publisher
        self._sheets = Sheets(office.files, office.policy().directory, office.today)
        self._page = page

    @operation("lihat-hari-ini")
    async def today(self, by: Member) -> Today:
        """Return what waits."""
        office = self.office
        faq = await office.draft()
        entries = faq.entries.values()
        groups = await self.suggestions.groups(faq)
        drafts = await office.store.read(queries.staff.drafts_waiting)
        today, current = office.today(), office.files.sets.current()
        return Today(
            gaps=len(groups),
            drafts=len(drafts),
            due=tuple(one for one in entries if due_soon(one.review_by, today)),
            unsigned=tuple(one for one in entries if one.verified_on is None and one.owner in by.signs),
            unpublished=await office.work(lambda: unpublished(office.files.folder, current) if current else ()),
            thin=tuple(one for one in entries if len(one.phrasings) < FEW),
            requests=await self.waiting(by),
        )

    async def waiting(self, by: Member) -> tuple[tuple[Request, str], ...]:
        """Return what this member may decide on as the second person, each with its maker's name."""
        async with self.office.store.look() as unit:
            every = await unit.run(queries.staff.requests)
            may = [await seconds(unit, self.office.directory, one.member) for one in every]
            names = {one.id: one.name for one in await unit.run(queries.staff.members)}
        mine = (one for one, others in zip(every, may, strict=True) if _is_one_of(by, others))
        return tuple((one, names.get(one.member, one.member)) for one in mine)

    @operation("lihat-tarif")
    async def fees(self, by: Member) -> tuple[FeeView, ...]:
        """Return the fees as the draft has them, and as residents get them now."""
        faq, served, today = await self.office.draft(), self.office.files.served.fees, self.office.today()
        quoted = {id: tuple(faq.entries[one] for one in quoting(faq, id)) for id in faq.fees}
        return tuple(FeeView(fee, served.get(id, fee).on(today), quoted[id]) for id, fee in faq.fees.items())

    async def fee(self, by: Member, id: str) -> FeeView:
        """Return one of the fees."""
        for one in await self.fees(by):
            if one.fee.id == id:
                return one
        raise Trouble(texts.GONE)

    @operation("cari-jawaban", about=lambda _, words="": words and "kata")
    async def entries(self, by: Member, words: str = "") -> tuple[FaqEntry, ...]:
        """Return the entries that fit the words, best first; all of them without words."""
        known = (await self.office.draft()).entries
        ids = self.office.knowledge.search(words, MATCHES) if words else known
        return tuple(known[id] for id in ids if id in known)

    @operation("lihat-jawaban", about=lambda _, id: id)
    async def entry(self, by: Member, id: str) -> tuple[FaqEntry, str, str]:
        """Return one entry, a name of what stood there when it was read, and the answer as a resident sees it."""
        faq = await self.office.draft()
        entry = entry_of(faq, id)
        knowledge = FaqKnowledge(faq, EmergencyOnlyIndex(), self.office.directory)
        return entry, seen(faq, entry), knowledge.entries[id].shown(None).text

    @operation("ubah-tarif", Role.WRITER, about=where_changed)
    async def change_fee(
        self, by: Member, fee: str, before: int, after: Tariff, confirmed: bool
    ) -> tuple[str, ...] | None:
        """Change a fee in the draft. `before`: what he saw; one that moves by more than 30 % must be confirmed.

        Until its day comes, residents get what they get today.
        """
        today = self.office.today()

        def edits(faq: Faq) -> Mapping[str, Edit]:
            standing = faq.fees.get(fee)
            if standing is None or standing.rupiah not in (before, after.rupiah):
                raise EditConflict(fee)
            now = self.office.files.served.fees.get(fee, standing).on(today)
            if not confirmed and (is_far(before, after.rupiah) or is_far(now.rupiah, after.rupiah)):
                raise Trouble(texts.UNCONFIRMED)
            earlier = [typed_values(now, kind=Tariff)] if after.since and after.since > today else None
            values = typed_values(after) | {"yakin": after.rupiah if confirmed else None, "sebelumnya": earlier}
            changes = [FieldChange(("biaya", fee), name, value) for name, value in values.items()]
            return {FEES: lambda source: with_fields(source, changes, OF_FEE)}

        return await self.office.change(by, edits)

    @operation("tambah-kalimat", Role.WRITER, about=where_changed)
    async def add_phrasing(self, by: Member, id: str, text: str, source: str = "") -> tuple[str, ...] | None:
        """Add a phrasing in the draft, out of the `source` where one is named; else each keeps what it owns."""
        return await self.office.change(by, with_phrasings(id, (text,), source))

    @operation("arsipkan", Role.WRITER, about=where_changed)
    async def put_away(self, by: Member, id: str, *, away: bool) -> tuple[str, ...] | None:
        """Take an answer out of the draft into its archive, or back; its files keep it as it is."""

        def edits(faq: Faq) -> Mapping[str, Edit]:
            one = (faq.entries if away else faq.archive).get(id)
            if away and one and one.emergency:
                raise Trouble(texts.NEEDED_IN_DANGER)
            used = [each.check.title for each in faq.checks if id in {found.entry for found in each.check.findings}]
            if away and (used := [*used, *(each.title for each in faq.warnings_of_the_season if each.entry == id)]):
                raise Trouble(texts.STILL_USED.format(names=texts.names(used)))
            return entry_edits(one.topic, id, {"arsip": away or None}) if one else {}

        return await self.office.change(by, edits)

    @operation("buang-naskah", Role.WRITER)
    async def discard(self, by: Member, proposal: str) -> str:
        """Put the draft back to what residents get, if it is what was shown; say where what it held is kept."""
        return texts.DISCARDED.format(folder=await run_in_thread(lambda: self._publisher.discard(proposal)))

    async def drafted(self, by: Member) -> str:
        """Return the name of what stands in the draft now, to be thrown away."""
        must(by, Role.WRITER)
        return await run_in_thread(self._publisher.drafted) or ""

    @operation("tanda-tangan", about=where_changed)
    async def sign(self, by: Member, id: str, before: str) -> tuple[str, ...] | None:
        """Sign an entry's answer as it was seen, for its owner, and seal it at once."""
        day = str(self.office.today())

        def edits(faq: Faq) -> Mapping[str, Edit]:
            entry = entry_of(faq, id)
            if entry.owner not in by.signs:
                raise Trouble(texts.NOT_YOUR_OWNER)
            if seen(faq, entry) != before:
                raise EditConflict(id, *named_fees(entry.lead, entry.details))
            seal = Seal(day, seal_of(faq, entry))
            return {
                **entry_edits(entry.topic, id, {"diverifikasi": day}),
                SEALS: lambda source: with_seals(source, {id: seal}),
            }

        return await self.office.change(by, edits)

    @operation("lihat-beda", Role.WRITER, Role.PUBLISHER, about=lambda found, *_: found.id if found else "")
    async def propose(self, by: Member, say: Say = unsaid) -> Proposal | None:
        """Check, test and compare the draft; None where nothing has changed.

        It takes a minute where phrasings have changed, which `say` then hears.
        """
        await self.office.draft()  # says of files that were changed by hand whom to tell
        questions = await self.office.store.read(queries.reports.recent_questions, RECENT)
        return await run_in_thread(lambda: self._publisher.propose(questions, say))

    async def publish(self, by: Member, proposal: str, why: str) -> str:
        """Publish what was proposed, or ask a second person where residents would read otherwise; say which."""
        must(by, Role.PUBLISHER)
        office = self.office
        questions = await office.store.read(queries.reports.recent_questions, RECENT)
        ready = await run_in_thread(lambda: self._publisher.propose(questions))
        if ready is None or ready.id != proposal:
            raise Trouble(texts.OVERTAKEN)
        if not ready.second:
            return await self._published(by, proposal, by.name, why)
        async with office.store.unit() as unit:
            asked = await ask_second(unit, office.directory, by.name, ready.request(by.id, why, office.now()))
        return texts.ASKED.format(names=", ".join(one.name for one in asked))

    async def decide(self, by: Member, number: int, *, agreed: bool) -> str:
        """Decide as the second person: publish what another member asked for, or refuse it; tell the maker, and say so.

        The decision is stored before it is carried out, so that only one counts; one that was cut off before he was
        answered is his already.
        """
        office, what = self.office, "setuju" if agreed else "tolak"
        async with office.store.unit() as unit:
            asked = await unit.run(queries.staff.request_numbered, number)
            mine = asked is not None and (asked.second, asked.agreed) == (by.id, agreed)
            if asked is None or (asked.agreed is not None and not mine):
                raise Trouble(texts.DECIDED)
            if asked.member == by.id:
                raise Trouble(texts.OWN_REQUEST)
            if not _is_one_of(by, await seconds(unit, office.directory, asked.member)):
                raise Trouble(texts.NOT_YOUR_ROLE.format(roles=texts.either((Role.PUBLISHER,))))
            if not mine and not await unit.run(queries.staff.decide, number, by.id, office.now(), agreed=agreed):
                raise Trouble(texts.DECIDED)
            maker = await unit.run(queries.staff.member, asked.member)
        name, published = maker.name if maker else asked.member, None
        if agreed:
            signed = texts.BY_TWO.format(maker=name, second=by.name)
            try:
                published = await self._published(by, asked.proposal, signed, asked.why)
            except Exception:  # what could not be published waits again
                if not await run_in_thread(lambda: self._publisher.is_current(asked.proposal)):
                    await office.store.write(queries.staff.reopen, number, by.id)
                raise
        async with office.store.unit() as unit:
            told = await unit.run(queries.staff.last_event, str(number), (what,))
            if told is None or told.at < asked.at:
                said = texts.REFUSED if published is None else texts.AGREED
                told_maker = to(maker, said.format(second=by.name, published=published)) if maker else ()
                await unit.save([(None, Outcome(actions=told_maker))], office.now())
                await unit.run(queries.staff.note, [StaffEvent(office.now(), by.id, what, str(number))])
        return published or texts.REFUSED_BY_YOU.format(maker=name)

    async def _published(self, by: Member, proposal: str, name: str, why: str) -> str:
        """Publish it, and say from when residents read it: a fee whose day lies ahead not yet."""
        done = await run_in_thread(lambda: self._publisher.publish(proposal, name, why))
        await self.office.note(by, "terbitkan", str(done.made.number))
        today = self.office.today()
        ahead = [f"\n• {one.name} {amount(one)}" for one in done.faq.fees.values() if one.on(today) is not one]
        told = "".join((texts.BUT_FEES, *ahead)) if ahead else ""
        return texts.PUBLISHED.format(number=done.made.number, ahead=told)

    @operation("lihat-riwayat")
    async def history(self, by: Member) -> tuple[tuple[PublishedSet, ...], int | None, tuple[str, ...]]:
        """Return the publications, the current one first; and of taking that back, where it leads and what it changes.

        The number is None where it cannot be taken back; then the last says why.
        """

        def editions() -> tuple[tuple[PublishedSet, ...], int | None, tuple[str, ...]]:
            found = tuple(islice(self.office.files.sets.history(), EDITIONS))
            try:
                older, lines = self._publisher.going_back()
            except Trouble as why:
                return found, None, (str(why),)
            return found, older.number, lines

        return await run_in_thread(editions)

    async def undo(self, by: Member, edition: str) -> str:
        """Take this publication back, if it is the current one; the draft goes back with it. Say what residents get."""
        must(by, Role.PUBLISHER)
        office = self.office
        done = await run_in_thread(lambda: self._publisher.undo(edition, by.name))
        number = str(done.made.number)
        async with office.store.unit() as unit:
            if await unit.run(queries.staff.last_event, number, ("batalkan",)) is None:
                await tell_taken_back(unit, office.directory, by, done)
                await unit.run(queries.staff.note, [StaffEvent(office.now(), by.id, "batalkan", number)])
        return done.told

    async def sheets(self, by: Member) -> tuple[tuple[str, str], ...]:
        """Return the sheets that the member may have: kind and owner ("" where there is only one)."""
        writes, owners = by.may(Role.WRITER), await self.office.work(self._sheets.owners)
        signs = tuple((SIGN_OFF, owner) for owner in owners if writes or owner in by.signs)
        return (*(((PHRASINGS, ""),) if writes else ()), *signs)

    @operation("ambil-lembar", about=lambda made, *_: made[0])
    async def sheet(self, by: Member, kind: str, owner: str) -> tuple[str, bytes]:
        """Make one of these sheets: its file's name and content."""
        if (kind, owner) not in await self.sheets(by):
            raise Trouble(texts.GONE)
        return await self.office.work(lambda: self._sheets.made(kind, owner))

    @operation("baca-lembar", about=lambda _, content, name: name[:NAMED])
    async def read_sheet(self, by: Member, content: bytes, name: str) -> Plan:
        """Say what a sheet would change, and what new phrasings get today; every fault has its row and column."""
        plan = await self.office.work(lambda: self._sheets.planned(by, content, name))
        fresh, known = plan.fresh[:SHOWN_FRESH], self.office.knowledge
        plan.remarks += await self.office.work(lambda: [gets_now(known, text)[0] for text in fresh])
        return plan

    async def take_sheet(self, by: Member, content: bytes, name: str, before: str) -> bool:
        """Change the draft as the sheet asks for, unless that is not what was seen any more."""
        plan = await self.office.work(lambda: self._sheets.planned(by, content, name))
        if plan.id and plan.id != before:
            return False
        await self.office.work(lambda: self._sheets.carried_out(plan))
        for what, about in (*plan.notes, ("terapkan-lembar", str(len(plan.changes)))):
            await self.office.note(by, what, about)
        return True

    @operation("buka-halaman")
    async def page(self, by: Member) -> str:
        """Return a one-time link to the page."""
        if self._page is None:
            raise Trouble(texts.NO_STAFF_PAGE)
        return await self._page.link(by.id)


def _is_one_of(by: Member, others: tuple[Member, ...]) -> bool:
    return any(one.id == by.id or one.address == by.address for one in others)
