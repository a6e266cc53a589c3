"""The draft of an office: what members change in its files, as edits, each checked, carried out alone and noted."""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial, wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec, Protocol, TypeVar

from bot.app.jobs.job import run_in_thread
from bot.faqfiles.difference import new_sentences
from bot.faqfiles.file_names import PHRASINGS
from bot.faqfiles.lint.letters import fold
from bot.faqfiles.lint.rules.numbers import with_unit
from bot.faqfiles.load import EntryProblem
from bot.faqfiles.model import Faq, FaqEntry
from bot.faqfiles.problem import Level
from bot.faqfiles.seals import seal_of
from bot.faqfiles.working_files import Edit, WorkingFiles
from bot.faqfiles.yaml_edit import OF_PHRASINGS, FieldChange, with_fields
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.people import Member, Role, StaffEvent
from bot.helpdesk.model.policy import Directory, Knowledge, Policy
from bot.helpdesk.texts import staff as texts
from bot.storage import queries
from bot.storage.store import SqlStore

CHANGES = frozenset({"ubah-tarif", "ubah-jawaban", "tambah-kalimat", "tanda-tangan"})
SHOWN_FRESH = 5
"""New phrasings of which is said at once what they get today; the summary says it of all."""

Edits = Callable[[Faq], Mapping[str, Edit]]
"""What the files hold → edits by file name. Raises Trouble."""
T = TypeVar("T")
P = ParamSpec("P")


class EditConflict(Trouble):
    """What stands there is not what its editor saw. `about`: entries and fees, one of which was changed; by whom."""

    def __init__(self, *about: str, changed: str = "") -> None:
        self.about = about
        self.changed = changed or texts.CHANGED_IN_FILES
        super().__init__(texts.CHANGED_MEANWHILE.format(changed=self.changed))


class FormProblem(NamedTuple):
    """A problem in the page's words, beside its field. `grave`: nothing is saved with it. `number`: to be confirmed.

    `text`: a phrasing that the entry `to`, of this question, surely gets today.
    """

    field: str
    message: str
    grave: bool
    number: str = ""
    text: str = ""
    to: str = ""
    question: str = ""


class StaffOffice:
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

    def day(self, moment: datetime) -> date:
        """Return the date of a moment at the office."""
        return self.directory.first_office.hours.day(moment)

    def today(self) -> date:
        """Return the office's date."""
        return self.day(self.now())

    async def work(self, work: Callable[[], T]) -> T:
        """Do one thing with the draft at a time, in a thread. Every page waits for it: no check of a publication."""
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

    async def change(self, by: Member, edits: Edits) -> tuple[str, ...] | None:
        """Change the draft; None where there is nothing to change. Raises Trouble; then nothing has changed.

        Returns what the member should know: which answers new phrasings get today, and what should still be completed.
        """

        def change() -> tuple[str, ...] | None:
            before = self.files.read()
            wanted = edits(before)
            if not wanted:
                return None
            warnings = self.files.change(wanted)
            fresh = new_sentences(before, self.files.read())[:SHOWN_FRESH]
            told = ["\n".join([texts.WARNINGS, *(f"• {one}" for one in warnings)])] if warnings else []
            return (*(gets_now(self.knowledge, text)[0] for _, text in fresh), *told)

        try:
            return await self.work(change)
        except EditConflict as overtaken:
            changed = await self.changed(by, *overtaken.about)
            raise EditConflict(*overtaken.about, changed=changed) from overtaken


class _AtOffice(Protocol):
    office: StaffOffice


A = TypeVar("A", bound=_AtOffice)
Run = Callable[Concatenate[A, Member, P], Coroutine[Any, Any, T]]


def operation(
    name: str, *roles: Role, about: Callable[..., str | None] = lambda *_: ""
) -> Callable[[Run[A, P, T]], Run[A, P, T]]:
    """Declare something that staff do: its name in the audit, and who may (any of the roles; all where none is named).

    `about`: result and arguments → what the audit says it was about; None: nothing was done.
    """

    def declared(run: Run[A, P, T]) -> Run[A, P, T]:
        @wraps(run)
        async def checked(at: A, by: Member, /, *args: P.args, **named: P.kwargs) -> T:
            must(by, *roles)
            result = await run(at, by, *args, **named)
            if (noted := about(result, *args)) is not None:
                await at.office.note(by, name, noted)
            return result

        return checked

    return declared


def must(by: Member, *roles: Role) -> None:
    """Raise Trouble unless the member has one of the roles, where any is named."""
    if roles and not any(map(by.may, roles)):
        raise Trouble(texts.NOT_YOUR_ROLE.format(roles=texts.either(roles)))


def where_changed(done: object, id: str, *_: object) -> str | None:
    """Return what an operation that changes the draft was about: its first argument, unless nothing has changed."""
    return None if done is None else id


def entry_of(faq: Faq, id: str) -> FaqEntry:
    """Return the entry. Raises Trouble."""
    if id not in faq.entries:
        raise Trouble(texts.GONE)
    return faq.entries[id]


def seen(faq: Faq, entry: FaqEntry) -> str:
    """Return a name of what stands there: of all that a signature is for, and of when it must be reviewed."""
    content = f"{seal_of(faq, entry)} {entry.review_by} {entry.verified_on}"
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def owned(faq: Faq) -> dict[str, str]:
    """Return whose each phrasing is, by its folded words: the question of an entry or a referral."""
    found = {fold(one): texts.NOBODYS for one in faq.out_of_scope}
    for entry in faq.answerable:
        found |= {fold(one): entry.question for one in (*entry.phrasings, *entry.tests)}
    return found


def free(faq: Faq, phrasings: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the phrasings that no answer has, each once, and of each other one whose it is."""
    owners, each = owned(faq), {fold(one): one for one in phrasings}
    told = [texts.OWNED.format(text=one, owner=owners[key]) for key, one in each.items() if key in owners]
    return [one for key, one in each.items() if key not in owners], told


def with_phrasings(id: str, wanted: Sequence[str], source: str = "") -> Edits:
    """Add phrasings to an entry, out of the `source` where one is named; else one that is another's is refused."""

    def edits(faq: Faq) -> Mapping[str, Edit]:
        entry, named = entry_of(faq, id), {fold(one): " ".join(one.split()) for one in wanted}
        mine = {fold(one) for one in (*entry.phrasings, *entry.tests)}
        fresh = {key: one for key, one in named.items() if key not in mine}
        if not fresh:
            raise Trouble(texts.KNOWN_ALREADY.format(question=entry.question))
        new = {entry: [*entry.phrasings, *fresh.values()]}
        if source:
            giver = entry_of(faq, source)
            new[giver] = [one for one in giver.phrasings if fold(one) not in named]
        elif told := free(faq, fresh.values())[1]:
            raise Trouble(told[0])
        changes = defaultdict[str, list[FieldChange]](list)
        for one, phrasings in new.items():
            changes[f"{one.topic}{PHRASINGS}"].append(FieldChange(("entri", one.id), "kalimat", phrasings))
        return {name: partial(with_fields, changes=those, order=OF_PHRASINGS) for name, those in changes.items()}

    return edits


def gets_now(known: Knowledge, text: str, besides: str = "") -> tuple[str, str]:
    """Say which answers a text gets today, and how surely; and return the one that it surely gets, if any.

    `besides`: nothing unless others get it than this one.
    """
    decision = known.decide([text])
    ids = [id for id in (*decision.answers, *decision.suggestions) if id in known.entries]
    if besides and (not ids or besides in ids):
        return "", ""
    if not ids:
        return texts.UNANSWERED_TODAY.format(text=text), ""
    named = ", ".join(f"“{known.entries[id].question}”" for id in ids)
    form = texts.ANSWERED_TODAY if decision.answers else texts.OFFERED_TODAY
    said = form.format(text=text, named=named, sure=f"{decision.confidence:.0%}")
    return said, ids[0] if decision.answers else ""


def at_fields(found: Iterable[EntryProblem], answer: str, questions: Mapping[str, str]) -> list[FormProblem]:
    """Return what the rules found in an entry as its writer reads it, each once."""
    said = ((one, texts.in_page_words(one.message, questions), with_unit(one.number, answer)) for one in found)
    return [*dict.fromkeys(FormProblem(one.field, text, one.level is Level.ERROR, unit) for one, text, unit in said)]
