"""What use suggests for the FAQ: gaps and officers' answers, which become phrasings or entries of the draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.app.faq_drafts import taken
from bot.app.jobs.job import run_in_thread
from bot.app.staff_desk import editing, views
from bot.app.staff_desk.new_entry import new_entry
from bot.faqfiles.edit.divide_answers import divided
from bot.faqfiles.edit.worksheet import OfficerAnswer, plain_phrasings
from bot.faqfiles.lint.prose import fold
from bot.faqfiles.model import Faq
from bot.helpdesk.model.directory import Directory
from bot.helpdesk.model.entities import Access, FaqDraft
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.markup import bold, folded
from bot.helpdesk.model.staff import Member
from bot.helpdesk.staff.ports import DraftView, EntryLine, Gap, NewEntry
from bot.helpdesk.texts import kelola as texts
from bot.helpdesk.tickets.cards import PROPOSED
from bot.matching.search import WordMeaning
from bot.reports.gaps import FEWEST, GapGroup, Unanswered, gap_groups, proposed_heading
from bot.storage import queries
from bot.storage.store import SqlStore

SINCE = timedelta(days=90)
"""Older questions are forgotten anyway."""
GAP, DRAFT = "celah:", "usulan:"
LONGEST = 300
CONFUSED = 5
"""Pairs of entries that are named."""
DROPPED = "buang-usulan"


class QuestionMatcher(views.Shown, Protocol):
    """What the matcher is asked besides."""

    def meaning(self, text: str) -> Sequence[WordMeaning]:
        """Return what a text means to the matcher."""

    def best(self, texts: Sequence[str]) -> str | None:
        """Return the entry that fits these texts best; None where nothing does."""

    def gets_now(self, text: str, besides: str = "") -> str:
        """Say which answers a text gets today, and how surely. `besides`: "" unless others get it than this one."""

    def undecided(self, text: str) -> tuple[str, str] | None:
        """Return the two entries that are offered for a text, where it is answered with neither."""


@dataclass(frozen=True)
class Source:
    """A gap or a draft that is to become FAQ. `draft`: None for a gap."""

    name: str
    phrasings: tuple[str, ...]
    answer: OfficerAnswer
    draft: FaqDraft | None = None


class SuggestionBox:
    """Reads what use suggests; changes nothing but drafts."""

    def __init__(
        self, store: SqlStore, shown: QuestionMatcher, directory: Directory, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self.shown = shown
        self._directory = directory
        self._now = now

    async def groups(self, faq: Faq) -> tuple[GapGroup, ...]:
        """Return the gaps; what the draft knows word for word, and what was set aside, is none."""
        rows = await self._store.read(queries.reports.unanswered, self._now() - SINCE)
        known = editing.owned(faq)
        asked = [Unanswered(*row[:4], answer=row[4]) for row in rows if fold(row[2]) not in known]
        names = [officer.name for officer in self._directory.officers.values()]
        zone = self._directory.first_office.hours.zone
        found = await run_in_thread(lambda: gap_groups(asked, names, self.shown.meaning, zone))
        aside = await self._set_aside()
        return tuple(one for one in found if one.people > aside.get(one.id, 0))

    async def _set_aside(self) -> dict[str, int]:
        """Return how many had asked when a gap was set aside, by its id."""
        events = await self._store.read(queries.staff.events, self._now() - SINCE)
        named = (one.about.split(":") for one in events if one.what == DROPPED and one.about.startswith(GAP))
        return {id: int(people) for _, id, people in reversed(list(named))}

    async def confused(self, faq: Faq, questions: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Return the questions of entries that residents' words often leave undecided between, most often first."""
        found = await run_in_thread(lambda: Counter(filter(None, map(self.shown.undecided, questions))))
        often = [pair for pair, times in found.most_common(CONFUSED) if times >= FEWEST]
        named = [(faq.entries.get(one), faq.entries.get(other)) for one, other in often]
        return tuple((one.question, other.question) for one, other in named if one and other)

    def gap(self, faq: Faq, group: GapGroup) -> Gap:
        """Return the gap as staff see it, with its best entry."""
        villages = {
            self._directory.villages[id].name if id in self._directory.villages else id: count
            for id, count in group.villages.items()
        }
        return Gap(
            group.id,
            group.texts,
            group.people,
            villages,
            group.weeks,
            self._best(faq, group.texts),
            group.answer,
            group.heading,
        )

    async def drafts(self, faq: Faq, by: Member) -> tuple[DraftView, ...]:
        """Return the officers' answers that wait, oldest first; that they were seen is noted with their tickets."""
        async with self._store.unit() as unit:
            waiting = await unit.run(queries.faq_drafts.waiting)
            await unit.run(
                queries.data_subject.note_access, [Access(self._now(), by.id, one.ticket, PROPOSED) for one in waiting]
            )
        return tuple(self._view(faq, one) for one in waiting)

    def _view(self, faq: Faq, one: FaqDraft) -> DraftView:
        officer = self._directory.officers.get(one.officer)
        words = [self.shown.meaning(text) for text in plain_phrasings([one.question])]
        heading = proposed_heading(words)
        lead, details = divided(one.answer)
        preview = "\n".join(part for part in (f"{bold(heading)}\n", lead, folded(details)) if part.strip())
        return DraftView(
            one.id,
            self._day(one),
            officer.name if officer else one.officer,
            one.question,
            tuple(plain_phrasings(one.phrasings)),
            one.answer,
            heading,
            preview,
            self._best(faq, (one.question, *one.phrasings)),
        )

    async def source(self, faq: Faq, name: str) -> Source:
        """Return the gap or the draft of that name, or a member's own (""). Raises Trouble when it is gone."""
        if not name:
            return Source("", (), OfficerAnswer("", self._directory.first_office.name, self._today()))
        if name.startswith(DRAFT):
            waiting = await self._store.read(queries.faq_drafts.waiting)
            draft = next((one for one in waiting if f"{DRAFT}{one.id}" == name), None)
            if draft is None:
                raise Trouble(texts.DRAFT_GONE.format(number=name.removeprefix(DRAFT)))
            office = self._directory.offices.get(draft.office)
            answer = OfficerAnswer(draft.answer, office.name if office else draft.office, self._day(draft))
            return Source(name, _phrasings(draft.phrasings), answer, draft)
        group = next((one for one in await self.groups(faq) if f"{GAP}{one.id}" == name), None)
        if group is None:
            raise Trouble(texts.GAP_GONE)
        answer = OfficerAnswer(group.answer, self._directory.first_office.name, self._today())
        return Source(f"{name}:{group.people}", _phrasings(group.texts), answer)

    def into(self, source: Source, id: str) -> editing.Edits:
        """Add the source's phrasings to an entry."""
        return editing.phrasings(id, source.phrasings)

    def new(self, faq: Faq, source: Source, new: NewEntry) -> tuple[str, editing.Edits]:
        """Make an entry of the source; returns its id too. Raises Trouble."""
        return new_entry(faq, new, source.answer, self._today())

    async def done(self, source: Source, entry: str, question: str) -> None:
        """Note what a draft became, and tell its officer. Raises Trouble."""
        if source.draft:
            async with self._store.unit() as unit:
                await taken(unit, source.draft, entry, question, self._now())

    async def drop(self, source: Source) -> None:
        """Forget a draft; a gap is only set aside, by the note of it."""
        if source.draft:
            await self._store.write(queries.faq_drafts.drop, source.draft.id)

    def _best(self, faq: Faq, asked: Sequence[str]) -> EntryLine | None:
        found = self.shown.best(asked)
        return views.line(faq.entries[found]) if found in faq.entries and found else None

    def _day(self, draft: FaqDraft) -> date:
        return self._directory.first_office.hours.day(draft.at)

    def _today(self) -> date:
        return self._directory.first_office.hours.day(self._now())


def _phrasings(asked: Sequence[str]) -> tuple[str, ...]:
    return tuple(one for one in plain_phrasings(asked) if len(one) <= LONGEST)
