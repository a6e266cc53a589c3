"""What use suggests for the FAQ: gaps and officers' answers, which become phrasings or entries of the draft."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from bot.app.editing.office import FormProblem, StaffOffice, at_fields, entry_of, free, operation, owned, with_phrasings
from bot.app.faq.knowledge import FaqKnowledge
from bot.app.jobs.job import run_in_thread
from bot.faqfiles.lint.letters import fold
from bot.faqfiles.load import problems_of
from bot.faqfiles.model import LONGEST_ID, Faq, FaqEntry
from bot.faqfiles.render import divided
from bot.faqfiles.yaml_edit import new_entry_edits
from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.markup import bold, folded
from bot.helpdesk.model.people import Member, Role
from bot.helpdesk.model.ticket import Access, FaqDraft
from bot.helpdesk.staff import FEWEST_TESTS
from bot.helpdesk.texts import staff as texts
from bot.helpdesk.texts.officer import DRAFT_DROPPED, DRAFT_TAKEN
from bot.helpdesk.tickets.cards import PROPOSED
from bot.matching.index import FaqIndex
from bot.matching.search import Meaning
from bot.reports.gaps import GapGroup, Unanswered, gap_groups, proposed_heading
from bot.storage import queries
from bot.storage.store import Unit

SINCE = timedelta(days=90)
"""Older questions are forgotten anyway."""
REVIEW_WITHIN = timedelta(days=90)
"""An answer that no office has signed is looked at again soon."""
LIKELY = 0.1
"""The probability from which an entry is worth a look."""
GAP, DRAFT = "celah:", "usulan:"
LONGEST = 300
DROPPED = "buang-usulan"
WRITTEN = ("tanya", "inti", "rincian")
MASKED = re.compile(r"\[[^\[\]]*(?:nama|•••)[^\[\]]*\]|^\(mengirim [^()]+\)$")
"""What stands where a name or a number was, and for a photo without words."""
_SMALL = frozenset(
    ("apa", "bagaimana", "kalau", "tentang", "yang", "dan", "atau", "di", "ke", "dari", "untuk", "dengan", "berapa")
)
"""Words that say nothing in an id."""

NewEntry = Mapping[str, Any]
"""An entry to be made, by its fields' names: topik, tanya (its id is made of it), inti, rincian, kalimat (a list).

`uji`, `sumber` (lists); `angka`: those of its numbers that somebody has compared with the rules.
"""


class Suggestion(NamedTuple):
    """What may become FAQ: a gap, or an officer's answer. `name`: "celah:<id>" or "usulan:<number>".

    `phrasings`: those that no answer has yet; `best`: the entry that fits best; `people`, `villages`: who asked what a
    gap is; `draft`: the officer's answer.
    """

    name: str
    heading: str
    phrasings: tuple[str, ...]
    answer: str
    best: FaqEntry | None
    people: int = 0
    villages: Mapping[str, int] = {}
    draft: FaqDraft | None = None


class Suggestions:
    """Gaps and drafts; each becomes FAQ in the draft, or is set aside. Who works on them is `by`."""

    def __init__(self, office: StaffOffice) -> None:
        self.office = office

    @operation("lihat-celah")
    async def gaps(self, by: Member) -> tuple[Suggestion, ...]:
        """Return the questions of one meaning to which no sure answer was given, those that most people asked first."""
        return await self._gaps(await self.office.draft())

    @operation("lihat-usulan")
    async def drafts(self, by: Member) -> tuple[Suggestion, ...]:
        """Return the officers' answers that wait, oldest first; that they were seen is noted with their tickets."""
        found = await self._drafts(await self.office.draft())
        seen = [Access(self.office.now(), by.id, one.draft.ticket, PROPOSED) for one in found if one.draft]
        await self.office.store.write(queries.audit.note_access, seen)
        return found

    def officer_of(self, one: FaqDraft) -> str:
        """Return the name of the officer whose answer it is."""
        officer = self.office.directory.officers.get(one.officer)
        return officer.name if officer else one.officer

    @operation("terima-usulan", Role.WRITER, about=lambda _, source, __: source)
    async def accept_into(self, by: Member, source: str, id: str) -> tuple[str, ...]:
        """Add a suggestion's phrasings to an entry; return what the member should know.

        Where an officer's answer brings no words that are new, it is taken for that entry all the same.
        """
        faq = await self.office.draft()
        found, entry, told = await self.named(source), entry_of(faq, id), None
        if found.phrasings or found.draft is None:
            told = await self.office.change(by, with_phrasings(id, _short(found.phrasings)))
            await self.office.note(by, "tambah-kalimat", id)
        await self._done(found, id, entry.question)
        return told or ()

    async def looked_through(self, new: NewEntry, of: Suggestion | None) -> list[FormProblem]:
        """Return all that is wrong with a new entry, each at its field; its numbers are for somebody to compare."""
        faq, heading = await self.office.draft(), fold(new["tanya"])
        owners = {fold(one.question): one.question for one in faq.entries.values()} | owned(faq)
        found = [(name, texts.STILL_HIDDEN.format(mask=mask)) for name in WRITTEN for mask in MASKED.findall(new[name])]
        found += [("tanya", texts.RAW_HEADING)] if of and heading in map(fold, of.phrasings) else []
        same = next((one.id for one in faq.entries.values() if fold(one.question) == heading), "")
        asked = FormProblem("tanya", texts.ASKED_ALREADY.format(question=owners.get(heading)), True, to=same)
        found += [(name, one) for name in ("kalimat", "uji") for one in free(faq, new[name])[1]]
        found += [("uji", texts.ASK_TESTS)] if len(new["uji"]) < FEWEST_TESTS else []
        found += [("sumber", texts.NO_SOURCE)] if not (new["sumber"] or (of and of.draft)) else []
        fields = self._fields(faq, new) | {"sumber": new["sumber"] or [{"judul": "x"}]}
        problems = problems_of(faq, new["topik"], fields, self.office.today())
        said = at_fields(problems, f"{new['inti']}\n{new['rincian']}", {fields["id"]: new["tanya"]})
        plain = [FormProblem(*one, True) for one in dict.fromkeys(found)]
        return [*([asked] if heading in owners else []), *plain, *(one for one in said if one.grave)]

    @operation("terima-usulan", Role.WRITER, about=lambda _, source, __: source or None)
    async def accept_new(self, by: Member, source: str, new: NewEntry) -> tuple[str, tuple[str, ...]]:
        """Make an entry of a suggestion, or of nothing but what is typed (`source` "").

        Returns its id, and what he should know.
        """
        faq = await self.office.draft()
        found = await self.named(source) if source else None
        wrong = await self.looked_through(new, found)
        if unsolved := [one.message for one in wrong if one.number not in new["angka"]]:
            raise Trouble("\n".join([texts.BROKEN, *(f"• {one}" for one in unsolved)]))
        fields = self._fields(faq, new) | {"sumber": new["sumber"]}
        if not new["sumber"] and found and found.draft:
            office = self.office.directory.offices.get(found.draft.office)
            credit = texts.OFFICERS_ANSWER.format(office=office.name if office else found.draft.office)
            fields["sumber"] = [{"judul": credit, "tanggal": self.office.day(found.draft.at)}]
        edits = new_entry_edits(new["topik"], fields, [(one.number, f"staf-{by.id}") for one in wrong])
        told = await self.office.change(by, lambda _: edits)
        await self.office.note(by, "ubah-jawaban", fields["id"])
        await self._done(found, fields["id"], new["tanya"])
        return fields["id"], told or ()

    @operation(DROPPED, Role.WRITER, about=lambda dropped, _: dropped)
    async def drop(self, by: Member, source: str) -> str:
        """Drop a draft, or set a gap aside until more people ask; return how that is noted."""
        found = await self.named(source)
        if found.draft is None:
            return f"{source}:{found.people}"
        async with self.office.store.unit() as unit:
            if await unit.run(queries.staff.drop_draft, found.draft.id):
                await self._tell_officer(unit, found.draft, DRAFT_DROPPED.format(number=found.draft.ticket))
        return source

    async def groups(self, faq: Faq) -> tuple[GapGroup, ...]:
        """Return the gaps; what the draft knows word for word, and what was set aside, is none."""
        office, since = self.office, self.office.now() - SINCE
        rows = await office.store.read(queries.reports.unanswered, since)
        known = {"", *owned(faq)}
        asked = [Unanswered(*row[:4], answer=row[4]) for row in rows if fold(MASKED.sub("", row[2])) not in known]
        names = [officer.name for officer in office.directory.officers.values()]
        found = await run_in_thread(lambda: gap_groups(asked, names, self._meaning))
        events = await office.store.read(queries.staff.events, since)
        named = (one.about.split(":") for one in events if one.what == DROPPED and one.about.startswith(GAP))
        aside = {id: int(people) for _, id, people in reversed(list(named))}  # how many had asked then
        return tuple(one for one in found if one.people > aside.get(one.id, 0))

    async def _gaps(self, faq: Faq) -> tuple[Suggestion, ...]:
        known, made = self.office.directory.villages, []
        for one in await self.groups(faq):
            villages = {known[id].name if id in known else id: count for id, count in one.villages.items()}
            best = self._best(faq, one.texts)
            made.append(Suggestion(f"{GAP}{one.id}", one.heading, one.texts, one.answer, best, one.people, villages))
        return tuple(made)

    async def _drafts(self, faq: Faq) -> tuple[Suggestion, ...]:
        made = []
        for one in await self.office.store.read(queries.staff.drafts_waiting):
            asked = [one.question]
            heading = proposed_heading([self._meaning(text) for text in plain_phrasings(asked)], asked)
            best = self._best(faq, (one.question, *one.phrasings))
            plain = tuple(free(faq, _short(one.phrasings))[0])
            made.append(Suggestion(f"{DRAFT}{one.id}", heading, plain, one.answer, best, draft=one))
        return tuple(made)

    async def found(self, name: str) -> Suggestion | None:
        """Return the suggestion of that name; None where it is gone, or none is named."""
        faq = await self.office.draft()
        every = await (self._drafts(faq) if name.startswith(DRAFT) else self._gaps(faq)) if name else ()
        return next((one for one in every if one.name == name), None)

    async def named(self, name: str) -> Suggestion:
        """Return the suggestion of that name. Raises Trouble when it is gone."""
        if found := await self.found(name):
            return found
        gone = texts.DRAFT_GONE.format(number=name.removeprefix(DRAFT)) if name.startswith(DRAFT) else texts.GAP_GONE
        raise Trouble(gone)

    async def _done(self, one: Suggestion | None, entry: str, question: str) -> None:
        """Note what a draft became, and tell its officer where he has joined. Raises Trouble."""
        if one is None or one.draft is None:
            return
        draft = one.draft
        async with self.office.store.unit() as unit:
            if not await unit.run(queries.staff.take_draft, draft.id, entry):
                raise Trouble(texts.DRAFT_GONE.format(number=draft.id))
            await self._tell_officer(unit, draft, DRAFT_TAKEN.format(number=draft.ticket, question=question))

    async def _tell_officer(self, unit: Unit, draft: FaqDraft, text: str) -> None:
        """Tell an officer, where he has joined, what became of his answer."""
        chats = await unit.run(queries.officers.all_chats)
        told = [Send(one.address, text, silent=True) for one in chats if one.officer == draft.officer][:1]
        await unit.save([(None, Outcome(actions=tuple(told)))], self.office.now())

    def _meaning(self, text: str) -> Meaning:
        """Return what a text means to the matcher; nothing while none has learnt."""
        known = self.office.knowledge
        index = known.index if isinstance(known, FaqKnowledge) else None
        return index.meaning(text) if isinstance(index, FaqIndex) else Meaning(())

    def _best(self, faq: Faq, asked: Sequence[str]) -> FaqEntry | None:
        """Return the entry that fits most of these texts best; None where none fits any."""
        known = self.office.knowledge
        likely = [known.decide([text]).ranking[:1] for text in asked]
        named = [first[0][0] for first in likely if first and first[0][1] >= LIKELY and first[0][0] in known.entries]
        return faq.entries.get(Counter(named).most_common(1)[0][0]) if named else None

    def _fields(self, faq: Faq, new: NewEntry) -> dict[str, Any]:
        """Return the new entry's fields but its source. Raises Trouble."""
        if new["topik"] not in {topic.id for topic in faq.topics}:
            raise Trouble(texts.GONE)
        lead, details = new["inti"].strip(), new["rincian"].strip()
        lead, details = (lead, details) if details else divided(new["inti"])
        words = [word for word in re.findall(r"[a-z0-9]+", new["tanya"].casefold()) if word not in _SMALL]
        words = [word for word in words if word not in new["topik"].split("-")]
        stem = "-".join([new["topik"], *words])[: LONGEST_ID - 3].strip("-")
        tries = (stem if number == 1 else f"{stem}-{number}" for number in range(1, 100))
        return {
            "id": next(id for id in tries if id not in faq.entries and id not in faq.archive),
            "tanya": new["tanya"],
            "inti": f"{lead}\n",
            "rincian": f"{details}\n" if details else None,
            "terkait": [],
            "fakta": [],
            "diverifikasi": None,
            "tinjau_sebelum": self.office.today() + REVIEW_WITHIN,
            "pemilik": "kanim",
            "darurat": False,
            "kalimat": plain_phrasings(new["kalimat"]),
            "uji": new.get("uji", []),
        }


def preview(one: Suggestion) -> str:
    """Return how residents would read an officer's answer under the proposed heading."""
    lead, details = divided(one.answer)
    return "\n".join(part for part in (f"{bold(one.heading)}\n", lead, folded(details)) if part.strip())


def tag(id: str) -> str:
    """Return a short name of an entry, for a button that cannot hold its id."""
    return hashlib.sha256(id.encode()).hexdigest()[:8]


def plain_phrasings(phrasings: Sequence[str]) -> list[str]:
    """Return the phrasings without the masks, each once; nobody asks with a mask."""
    bare = (re.sub(r"\s+([,.?!])", r"\1", " ".join(MASKED.sub(" ", text).split())) for text in phrasings)
    return list(dict.fromkeys(text for text in bare if text))


def _short(asked: Sequence[str]) -> tuple[str, ...]:
    return tuple(one for one in plain_phrasings(asked) if len(one) <= LONGEST)
