"""What use suggests for the FAQ: gaps and officers' answers, which become phrasings or entries of the draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from bot.app.editing.office import (
    NewEntry,
    Saved,
    StaffOffice,
    entry_of,
    must,
    owned,
    plain_phrasings,
    with_new_entry,
    with_phrasings,
)
from bot.app.faq.knowledge import FaqKnowledge
from bot.app.jobs.job import run_in_thread
from bot.faqfiles.lint.letters import fold
from bot.faqfiles.model import Faq, FaqEntry
from bot.faqfiles.render import divided
from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.markup import bold, folded
from bot.helpdesk.model.people import Member, Role
from bot.helpdesk.model.ticket import Access, FaqDraft
from bot.helpdesk.texts import staff as texts
from bot.helpdesk.texts.officer import DRAFT_TAKEN
from bot.helpdesk.tickets.cards import PROPOSED
from bot.matching.index import FaqIndex
from bot.matching.search import WordMeaning
from bot.reports.gaps import GapGroup, Unanswered, gap_groups, proposed_heading
from bot.storage import queries

SINCE = timedelta(days=90)
"""Older questions are forgotten anyway."""
LIKELY = 0.1
"""The probability from which an entry is worth a look."""
GAP, DRAFT = "celah:", "usulan:"
LONGEST = 300
DROPPED = "buang-usulan"


class Gap(NamedTuple):
    """Questions of one meaning to which no sure answer was given, with the entry that fits best. `name`: the source's.

    `asked`: with the villages' names.
    """

    name: str
    asked: GapGroup
    best: FaqEntry | None


class DraftView(NamedTuple):
    """An officer's answer that waits to become FAQ, with the entry that fits its question best. `name`: the source's.

    `officer`: his name; `preview`: how residents would read it under the proposed heading.
    """

    name: str
    draft: FaqDraft
    day: date
    officer: str
    heading: str
    preview: str
    best: FaqEntry | None


class SuggestionSource(NamedTuple):
    """A gap or a draft that is to become FAQ, with the office and day of its answer. `draft`: None for a gap."""

    name: str
    phrasings: tuple[str, ...]
    of: tuple[str, date]
    draft: FaqDraft | None = None


class Suggestions:
    """Gaps and drafts; each becomes FAQ in the draft, or is set aside. Who works on them is `by`."""

    def __init__(self, office: StaffOffice) -> None:
        self._office = office

    async def gaps(self, by: Member) -> tuple[Gap, ...]:
        """Return the gaps, those that most people asked first."""
        faq = await self._office.draft()
        found = await self.groups(faq)
        await self._office.note(by, "lihat-celah")
        return tuple(Gap(f"{GAP}{one.id}", self._named(one), self._best(faq, one.texts)) for one in found)

    async def drafts(self, by: Member) -> tuple[DraftView, ...]:
        """Return the officers' answers that wait, oldest first; that they were seen is noted with their tickets."""
        office = self._office
        faq = await office.draft()
        await office.note(by, "lihat-usulan")
        async with office.store.unit() as unit:
            waiting = await unit.run(queries.staff.drafts_waiting)
            seen = [Access(office.now(), by.id, one.ticket, PROPOSED) for one in waiting]
            await unit.run(queries.audit.note_access, seen)
        return tuple(self._view(faq, one) for one in waiting)

    async def accept_into(self, by: Member, source: str, id: str) -> Saved:
        """Add a gap's or a draft's phrasings to an entry. `source`: "celah:<id>" or "usulan:<number>"."""
        must(by, Role.WRITER)
        faq = await self._office.draft()
        found = await self._source(faq, source)
        saved = await self._office.change(by, "tambah-kalimat", id, with_phrasings(id, found.phrasings))
        await self._office.note(by, "terima-usulan", found.name)
        await self._done(found, id, entry_of(faq, id).question)
        return saved

    async def accept_new(self, by: Member, source: str, new: NewEntry) -> Saved:
        """Make an entry of a gap or a draft, or of nothing but what is typed (`source` "")."""
        must(by, Role.WRITER)
        faq = await self._office.draft()
        found = await self._source(faq, source)
        id, edits = with_new_entry(faq, new, found.of, self._office.today())
        saved = await self._office.change(by, "ubah-jawaban", id, edits)
        if found.name:
            await self._office.note(by, "terima-usulan", found.name)
        await self._done(found, id, new.heading)
        return saved

    async def drop(self, by: Member, source: str) -> None:
        """Drop a draft, or set a gap aside (by the note of it) until more people ask."""
        must(by, Role.WRITER)
        found = await self._source(await self._office.draft(), source)
        if found.draft:
            await self._office.store.write(queries.staff.drop_draft, found.draft.id)
        await self._office.note(by, DROPPED, found.name)

    async def groups(self, faq: Faq) -> tuple[GapGroup, ...]:
        """Return the gaps; what the draft knows word for word, and what was set aside, is none."""
        office = self._office
        rows = await office.store.read(queries.reports.unanswered, office.now() - SINCE)
        known = owned(faq)
        asked = [Unanswered(*row[:4], answer=row[4]) for row in rows if fold(row[2]) not in known]
        names = [officer.name for officer in office.directory.officers.values()]
        found = await run_in_thread(lambda: gap_groups(asked, names, self._meaning))
        aside = await self._set_aside()
        return tuple(one for one in found if one.people > aside.get(one.id, 0))

    async def _set_aside(self) -> dict[str, int]:
        """Return how many had asked when a gap was set aside, by its id."""
        events = await self._office.store.read(queries.staff.events, self._office.now() - SINCE)
        named = (one.about.split(":") for one in events if one.what == DROPPED and one.about.startswith(GAP))
        return {id: int(people) for _, id, people in reversed(list(named))}

    async def _source(self, faq: Faq, name: str) -> SuggestionSource:
        """Return the gap or the draft of that name, or a member's own (""). Raises Trouble when it is gone."""
        office = self._office
        here = (office.directory.first_office.name, office.today())
        if not name:
            return SuggestionSource("", (), here)
        if name.startswith(DRAFT):
            waiting = await office.store.read(queries.staff.drafts_waiting)
            draft = next((one for one in waiting if f"{DRAFT}{one.id}" == name), None)
            if draft is None:
                raise Trouble(texts.DRAFT_GONE.format(number=name.removeprefix(DRAFT)))
            its = office.directory.offices.get(draft.office)
            of = (its.name if its else draft.office, office.day(draft.at))
            return SuggestionSource(name, _phrasings(draft.phrasings), of, draft)
        group = next((one for one in await self.groups(faq) if f"{GAP}{one.id}" == name), None)
        if group is None:
            raise Trouble(texts.GAP_GONE)
        return SuggestionSource(f"{name}:{group.people}", _phrasings(group.texts), here)

    async def _done(self, source: SuggestionSource, entry: str, question: str) -> None:
        """Note what a draft became, and tell its officer where he has joined. Raises Trouble."""
        draft = source.draft
        if draft is None:
            return
        async with self._office.store.unit() as unit:
            if not await unit.run(queries.staff.take_draft, draft.id, entry):
                raise Trouble(texts.DRAFT_GONE.format(number=draft.id))
            chats = await unit.run(queries.officers.all_chats)
            text = DRAFT_TAKEN.format(number=draft.ticket, question=question)
            told = [Send(one.address, text, silent=True) for one in chats if one.officer == draft.officer][:1]
            await unit.save([(None, Outcome(actions=tuple(told)))], self._office.now())

    def _view(self, faq: Faq, one: FaqDraft) -> DraftView:
        officer = self._office.directory.officers.get(one.officer)
        heading = proposed_heading([self._meaning(text) for text in plain_phrasings([one.question])])
        lead, details = divided(one.answer)
        preview = "\n".join(part for part in (f"{bold(heading)}\n", lead, folded(details)) if part.strip())
        name, best = officer.name if officer else one.officer, self._best(faq, (one.question, *one.phrasings))
        plain = replace(one, phrasings=tuple(plain_phrasings(one.phrasings)))
        return DraftView(f"{DRAFT}{one.id}", plain, self._office.day(one.at), name, heading, preview, best)

    def _named(self, group: GapGroup) -> GapGroup:
        known = self._office.directory.villages
        return replace(
            group, villages={known[id].name if id in known else id: count for id, count in group.villages.items()}
        )

    def _meaning(self, text: str) -> Sequence[WordMeaning]:
        """Return what a text means to the matcher; nothing while none has learnt."""
        known = self._office.knowledge
        index = known.index if isinstance(known, FaqKnowledge) else None
        return index.meaning(text) if isinstance(index, FaqIndex) else ()

    def _best(self, faq: Faq, asked: Sequence[str]) -> FaqEntry | None:
        """Return the entry that fits most of these texts best; None where none fits any."""
        known = self._office.knowledge
        likely = [known.decide([text]).ranking[:1] for text in asked]
        named = [first[0][0] for first in likely if first and first[0][1] >= LIKELY and known.has(first[0][0])]
        return faq.entries.get(Counter(named).most_common(1)[0][0]) if named else None


def _phrasings(asked: Sequence[str]) -> tuple[str, ...]:
    return tuple(one for one in plain_phrasings(asked) if len(one) <= LONGEST)
