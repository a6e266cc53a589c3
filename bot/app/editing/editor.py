"""One entry as a form of the staff's page: its fields as typed, its preview, its problems, and saving it.

A form holds an entry's fields by their names in the files, all of them as typed: texts, lists of lines, and sources.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from msgspec.structs import replace

from bot.app.editing import office
from bot.app.editing.desk import FEW, Desk
from bot.app.editing.office import EditConflict, FormProblem, at_fields, entry_of, free, operation, where_changed
from bot.app.faq.knowledge import FaqKnowledge
from bot.app.jobs.job import run_in_thread
from bot.faqfiles import model
from bot.faqfiles.lint.letters import fold
from bot.faqfiles.load import problems_with
from bot.faqfiles.model import ASKED, Faq, FaqEntry, Source, typed_values
from bot.faqfiles.render import LONGEST_DETAILS, LONGEST_LEAD, seen_length
from bot.faqfiles.working_files import Edit
from bot.faqfiles.yaml_edit import entry_edits
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.people import Member, Role
from bot.helpdesk.resident.menu import shown
from bot.helpdesk.staff import due_soon
from bot.helpdesk.texts import staff as texts
from bot.matching.index import EmergencyOnlyIndex
from bot.storage import queries

OWNERS = model.OWNERS
LINES, BLOCKS = ("tanya", "tombol", "tinjau_sebelum", "pemilik"), ("inti", "rincian")
SENTENCES = ("kalimat", "uji")
LISTS, OF_SOURCE = ("terkait", *SENTENCES), ("judul", "alamat", "tanggal")
"""The fields of a form: of one line, of several, lists of lines; and those of each source."""

Form = Mapping[str, Any]
Numbers = Sequence[str]
"""Numbers of the answer, with their units, which whoever saves it has compared with the rules."""


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """An entry to be worked on. `seen`: names what stood when it was read; `changed`: who saved it last, and when."""

    entry: FaqEntry
    form: Form
    seen: str
    topic: str
    changed: str


class EntryPreview(NamedTuple):
    """An entry as typed, as a resident of a village would see it: the message in the help desk's marks, its buttons.

    `lengths`: how many letters of each part are used, and how many it may have.
    """

    message: str
    buttons: tuple[tuple[str, ...], ...]
    lengths: Mapping[str, tuple[int, int]]


class EntryEditor:
    """Entries of the draft as forms. `by`: who works on one. Raises Trouble."""

    def __init__(self, desk: Desk) -> None:
        self.office = desk.office
        self._desk = desk

    async def rows(self, by: Member, words: str) -> Sequence[tuple[FaqEntry, tuple[str, ...]]]:
        """Return the entries that fit the words, with their states (keys of the texts' `STATES`)."""
        best = [one.id for one in await self._desk.entries(by, words)]  # notes the view
        entries = (await self.office.draft()).entries
        marks = await self.office.store.read(queries.staff.marks)
        today = self.office.today()
        tests: dict[str, Callable[[FaqEntry], bool]] = {
            "ttd": lambda one: one.verified_on is None,
            "lewat": lambda one: one.review_by < today,
            "segera": lambda one: due_soon(one.review_by, today),
            "tipis": lambda one: len(one.phrasings) < FEW,
            "sepi": lambda one: one.id not in marks,
        }
        wanted = fold(words).split()
        texts_of = {id: fold("\n".join((id, one.question, *one.phrasings))) for id, one in entries.items()}
        literal = (id for id, text in texts_of.items() if all(word in text for word in wanted))
        found = [entries[id] for id in dict.fromkeys((*best, *literal))]
        return [(one, tuple(state for state, fits in tests.items() if fits(one))) for one in found]

    async def open(self, by: Member, id: str) -> OpenEntry:
        """Return an entry to be worked on."""
        await self._desk.entry(by, id)  # notes the view
        faq = await self.office.draft()
        entry = entry_of(faq, id)
        topic = next(one.title for one in faq.topics if one.id == entry.topic)
        form = form_of(entry)
        return OpenEntry(entry, form, _named(form), topic, await self.office.changed(by, id))

    @operation("ubah-jawaban", Role.WRITER, about=where_changed)
    async def save(self, by: Member, id: str, before: str, form: Form, numbers: Numbers) -> tuple[str, ...] | None:
        """Save the form in the draft. Raises EditConflict where somebody has saved the entry since it was opened."""

        def edits(faq: Faq) -> Mapping[str, Edit]:
            entry = entry_of(faq, id)
            standing = form_of(entry)
            if standing == form:
                return {}  # sent twice
            if _named(standing) != before:
                raise EditConflict(id)
            return entry_edits(entry.topic, id, values_of(form), [(one, f"staf-{by.id}") for one in numbers])

        if any(one.grave for one in await self.faults(id, form, numbers)):
            raise Trouble(texts.BROKEN_FORM)
        return await self.office.change(by, edits)

    async def look(self, id: str, form: Form, village: str) -> EntryPreview:
        """Return what is typed as a resident of that village would see it."""
        faq, policy = await self.office.draft(), self.office.policy()
        entry = _as_typed(entry_of(faq, id), form)
        entries = MappingProxyType({**faq.entries, id: entry})
        now = self.office.now
        knowledge = FaqKnowledge(dataclasses.replace(faq, entries=entries), EmergencyOnlyIndex(), policy.directory, now)
        where = policy.directory.villages.get(village)
        message, rows = shown(replace(policy, knowledge=knowledge), id, where, now())
        labels = tuple(tuple(one.label for one in row) for row in rows)
        most = {"inti": LONGEST_LEAD, "rincian": LONGEST_DETAILS}
        lengths = {name: (seen_length(form[name], faq.fees), longest) for name, longest in most.items()}
        return EntryPreview(message, labels, lengths)

    async def faults(self, id: str, form: Form, numbers: Numbers = ()) -> Sequence[FormProblem]:
        """Return what is wrong with what is typed, and which other answers new phrasings get today."""
        faq, knowledge = await self.office.draft(), self.office.knowledge
        entry, questions = entry_of(faq, id), faq.questions
        new, vouched, today = values_of(form), [(one, "") for one in numbers], self.office.today()
        found = await run_in_thread(lambda: problems_with(faq, entry, new, today, vouched))
        mine = {fold(one) for one in (*entry.phrasings, *entry.tests)}
        served = self.office.files.served.entries.get(id)
        fresh = [text for text in form["kalimat"] if not served or text not in served.phrasings][-office.SHOWN_FRESH :]

        def taken() -> list[FormProblem]:
            owned = [(name, free(faq, [one for one in form[name] if fold(one) not in mine])[1]) for name in SENTENCES]
            told = ((text, *office.gets_now(knowledge, text, id)) for text in fresh)
            said = ((said, False, "", text, to, questions.get(to, "")) for text, said, to in told if said)
            others = [FormProblem(name, one, True) for name, sentences in owned for one in sentences]
            return [*others, *(FormProblem("kalimat", *one) for one in said)]

        return [*at_fields(found, f"{form['inti']} {form['rincian']}", questions), *await run_in_thread(taken)]

    async def try_words(self, text: str) -> tuple[str, list[tuple[str, str, float]], tuple[str, ...]]:
        """Return what the bot that runs now would do: in words, the entries (id, question) it thinks of, and why."""
        knowledge, today = self.office.knowledge, self.office.today()
        assert isinstance(knowledge, FaqKnowledge)
        decision = await run_in_thread(lambda: knowledge.decide([text], today))
        reading = await run_in_thread(lambda: knowledge.index.explain([text], today))
        known = knowledge.entries
        entries = [(id, known[id].question, sure) for id, sure in decision.ranking if id in known]
        return texts.OUTCOMES[decision.outcome].capitalize(), entries, reading.reasons


def form_of(entry: FaqEntry) -> Form:
    """Return an entry as staff edit it."""
    typed = typed_values(entry) | typed_values(entry, group=ASKED)
    form: dict[str, Any] = {name: str(typed.get(name, "")).strip() for name in (*LINES, *BLOCKS)}
    form |= {name: typed.get(name, []) for name in LISTS}
    return form | {"sumber": [{name: str(one.get(name, "")) for name in OF_SOURCE} for one in typed.get("sumber", ())]}


def _named(form: Form) -> str:
    """Return a name of all that a form holds."""
    return hashlib.sha256(repr(form).encode()).hexdigest()[:16]


def values_of(form: Form) -> dict[str, Any]:
    """Return the form as values of the files' fields; a day that is none stays as it was typed."""
    sources = [
        {name: _day(one) if name == "tanggal" else one for name, one in row.items() if one} for row in form["sumber"]
    ]
    emptied = {name: form[name] or None for name in ("tombol", "rincian")}
    return {**form, **emptied, "sumber": sources, "tinjau_sebelum": _day(form["tinjau_sebelum"])}


def _as_typed(entry: FaqEntry, form: Form) -> FaqEntry:
    """Return the entry as residents would get it with what is typed; a signature holds for its very words."""
    review, standing = _day(form["tinjau_sebelum"]), form_of(entry)
    same = all(standing[name] == form[name] for name in ("tanya", "inti", "rincian", "sumber"))
    sources = ((one["judul"], one["alamat"] or None, _day(one["tanggal"])) for one in form["sumber"])
    return dataclasses.replace(
        entry,
        question=form["tanya"],
        label=form["tombol"] or None,
        lead=form["inti"],
        details=form["rincian"],
        related=tuple(form["terkait"]),
        sources=tuple(Source(title, url, day if isinstance(day, date) else None) for title, url, day in sources),
        review_by=review if isinstance(review, date) else entry.review_by,
        verified_on=entry.verified_on if same else None,
    )


def _day(typed: str) -> date | str:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return typed
