"""The page's editor over the office's draft: one entry as a form, its preview and its problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from bot.app.jobs.job import run_in_thread
from bot.app.knowledge import FaqKnowledge
from bot.app.staff_desk.desk import REVIEW_AHEAD, SHOWN_FRESH, FaqStaffDesk
from bot.app.staff_desk.editing import EditConflict
from bot.app.staff_desk.views import FEW, entry_of, line
from bot.app.staff_page.forms import as_typed, fields_of, form_of, seen
from bot.faqfiles.answer_length import seen_length
from bot.faqfiles.edit.change_set import Edit
from bot.faqfiles.edit.entry_fields import edits_of
from bot.faqfiles.lint.one_entry import EntryContext, owners_of_phrasings, problems_of
from bot.faqfiles.lint.prose import fold
from bot.faqfiles.model import OWNERS, Faq, FaqEntry
from bot.faqfiles.problem import Level
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.staff import Member
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.resident.menu import shown
from bot.helpdesk.staff.ports import EntryLine, Saved
from bot.helpdesk.texts import staff_page as texts
from bot.matching.index import EmergencyOnlyIndex
from bot.staffpage.ports import (
    COLLIDING,
    DISLIKED,
    DUE,
    NEVER_ASKED,
    OVERDUE,
    THIN,
    UNSIGNED,
    Choices,
    Conflict,
    EntryForm,
    EntryPreview,
    Fault,
    OpenEntry,
    Row,
    TrialResult,
)
from bot.storage import queries
from bot.storage.store import SqlStore

OFTEN = 3
"""Thumbs down from which on an answer is shown as disliked; fewer could be one person's."""


@dataclass(frozen=True)
class _Known:
    """What is worked out once for a state of the draft."""

    faq: Faq
    around: EntryContext
    colliding: frozenset[str]


class FaqEntryEditor:
    """A `EntryEditor`. `policy` gives the help desk's surroundings as they are now, its knowledge among them."""

    def __init__(
        self,
        desk: FaqStaffDesk,
        folder: Path,
        store: SqlStore,
        policy: Callable[[], Policy],
        now: Callable[[], datetime],
    ) -> None:
        self._desk = desk
        self._folder = folder
        self._store = store
        self._policy = policy
        self._now = now
        self._known: _Known | None = None

    async def choices(self) -> Choices:
        """Return what the form's lists offer."""
        faq = (await self._read()).faq
        villages = self._policy().directory.villages.values()
        return Choices(
            tuple((one.id, one.name) for one in villages),
            tuple((one.id, one.title) for one in faq.topics),
            tuple((one.id, one.question) for one in faq.entries.values()),
            tuple(OWNERS),
            tuple((one.id, one.name) for one in faq.fees.values()),
        )

    async def rows(self, by: Member, words: str) -> Sequence[Row]:
        """Return the entries that fit the words, with their states."""
        best = [one.id for one in await self._desk.entries(by, words)]  # checks and notes the view
        known = await self._read()
        marks = await self._store.read(queries.staff.marks)
        today = self._desk.audit.today()
        tests: dict[str, Callable[[EntryLine], bool]] = {
            UNSIGNED: lambda one: one.signed is None,
            OVERDUE: lambda one: one.review_by < today,
            DUE: lambda one: one.review_by < today + REVIEW_AHEAD,
            THIN: lambda one: one.phrasings < FEW,
            COLLIDING: lambda one: one.id in known.colliding,
            NEVER_ASKED: lambda one: one.id not in marks,
            DISLIKED: lambda one: marks.get(one.id, {}).get("down", 0) >= OFTEN,
        }
        literal = (one.id for one in known.faq.entries.values() if _holds(one, words))
        found = [line(known.faq.entries[id]) for id in dict.fromkeys((*best, *literal))]
        return tuple(Row(one, tuple(state for state, fits in tests.items() if fits(one))) for one in found)

    async def open(self, by: Member, id: str) -> OpenEntry:
        """Return an entry to be worked on."""
        await self._desk.entry(by, id)  # checks and notes the view
        return await self._opened(by, id)

    async def save(self, by: Member, before: str, form: EntryForm) -> Saved | Conflict:
        """Save the form in the draft, unless somebody else has saved the entry since it was opened."""

        def edits(faq: Faq) -> Mapping[str, Edit]:
            entry = entry_of(faq, form.id)
            if form_of(entry) == replace(form, numbers=()):
                return {}  # sent twice
            if seen(entry) != before:
                raise EditConflict(form.id)
            return edits_of(entry.topic, form.id, fields_of(form), form.numbers)

        grave = [one for one in await self.faults(form) if one.grave]
        if grave:
            lines = [f"• {one.field}: {one.sentence}" for one in grave]
            raise Trouble("\n".join([texts.NOT_SAVED, *lines]))
        try:
            return await self._desk.change_form(by, form.id, edits)
        except EditConflict as overtaken:
            return Conflict(overtaken.changed, await self._opened(by, form.id))

    async def look(self, form: EntryForm, village: str) -> EntryPreview:
        """Return what is typed as a resident of that village would see it."""
        faq = (await self._read()).faq
        entry = as_typed(entry_of(faq, form.id), form)
        policy = self._policy()
        entries = MappingProxyType({**faq.entries, entry.id: entry})
        knowledge = FaqKnowledge(replace(faq, entries=entries), EmergencyOnlyIndex(), policy.directory, self._now)
        where = policy.directory.villages.get(village)
        message, rows = shown(replace(policy, knowledge=knowledge), entry.id, where, self._now())
        kept = (tuple(one.label for one in row if one.verb != Verb.DETAILS) for row in rows)
        labels = tuple(row for row in kept if row)
        fees = {id: fee.rupiah for id, fee in faq.fees.items()}
        return EntryPreview(message, labels, seen_length(form.lead, fees), seen_length(form.details, fees))

    async def faults(self, form: EntryForm) -> Sequence[Fault]:
        """Return what is wrong with what is typed."""
        known = await self._read()
        entry = entry_of(known.faq, form.id)
        fields = fields_of(form) | {
            "minta": entry.asks,
            "fakta": list(entry.facts),
            "darurat": entry.emergency,
            "diverifikasi": entry.verified_on,
            "bukan": [{"teks": one.text, "milik": one.belongs_to} for one in entry.hard_negatives],
        }
        found = await run_in_thread(
            lambda: problems_of(known.around, entry.topic, fields, self._desk.audit.today(), form.numbers)
        )
        faults = [Fault(one.field, one.message, one.level is Level.ERROR) for one in found]
        return [
            *faults,
            *(Fault("kalimat", one, grave=False) for one in await run_in_thread(lambda: self._taken(form))),
        ]

    def _taken(self, form: EntryForm) -> list[str]:
        """Say of phrasings that residents' bot does not know which other entry gets them today."""
        served = self._desk.files.served.entries.get(form.id)
        known = served.phrasings if served else ()
        fresh = [text for text in form.phrasings if text not in known][-SHOWN_FRESH:]
        return list(filter(None, (self._desk.gets_now(text, form.id) for text in fresh)))

    async def try_words(self, text: str) -> TrialResult:
        """Return what the bot that runs now would do with a text, and why."""
        knowledge = self._policy().knowledge
        assert isinstance(knowledge, FaqKnowledge)
        today = self._desk.audit.today()
        decision, reading = await run_in_thread(
            lambda: (knowledge.decide([text], today), knowledge.index.explain([text], today))
        )
        entries = tuple((id, knowledge.question(id), sure) for id, sure in decision.ranking if knowledge.has(id))
        return TrialResult(texts.OUTCOMES[decision.outcome], entries, reading.reasons)

    async def _opened(self, by: Member, id: str) -> OpenEntry:
        faq = (await self._read()).faq
        entry = entry_of(faq, id)
        topic = next(one.title for one in faq.topics if one.id == entry.topic)
        return OpenEntry(form_of(entry), seen(entry), line(entry), topic, entry.facts, await self._desk.changed(by, id))

    async def _read(self) -> _Known:
        faq = await self._desk.draft()
        if self._known is None or self._known.faq is not faq:
            self._known = _Known(faq, EntryContext(faq, owners_of_phrasings(faq)), _colliding(faq))
        return self._known


def _holds(entry: FaqEntry, words: str) -> bool:
    """Return whether all the words stand in an entry's id, question or one of its phrasings."""
    wanted = fold(words).split()
    return all(any(word in fold(text) for text in (entry.id, entry.question, *entry.phrasings)) for word in wanted)


def _colliding(faq: Faq) -> frozenset[str]:
    """Return the entries that are asked for with the very words of another, in another order or number."""
    owners: dict[frozenset[str], set[str]] = {}
    for entry in faq.entries.values():
        for text in entry.phrasings:
            owners.setdefault(frozenset(fold(text).split()), set()).add(entry.id)
    return frozenset(id for ids in owners.values() if len(ids) > 1 for id in ids)
