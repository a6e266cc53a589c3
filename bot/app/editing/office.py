"""The draft of an office: what members change in its files, as edits, each checked, carried out alone and noted.

An edit is refused where the member may not make it, or somebody was faster.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypeVar

from bot.app.faq.knowledge import FaqKnowledge
from bot.app.jobs.job import run_in_thread
from bot.faqfiles.difference import named_fees, new_sentences
from bot.faqfiles.file_names import FEES, PHRASINGS, SEALS
from bot.faqfiles.lint.letters import fold
from bot.faqfiles.model import LONGEST_ID, Faq, FaqEntry
from bot.faqfiles.render import divided
from bot.faqfiles.seals import Seal, seal_of, with_seals
from bot.faqfiles.working_files import Edit, WorkingFiles
from bot.faqfiles.yaml_edit import OF_ENTRY, OF_FEE, FieldChange, new_entry_edits, place_of, with_field, with_fields
from bot.faqfiles.yaml_edit import with_phrasings as phrasings_added
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.people import Member, Role, StaffEvent
from bot.helpdesk.model.policy import Directory, Knowledge, Policy
from bot.helpdesk.staff.chat import is_far
from bot.helpdesk.texts import staff as texts
from bot.matching.index import EmergencyOnlyIndex
from bot.storage import queries
from bot.storage.store import SqlStore

REVIEW_WITHIN = timedelta(days=90)
"""An answer that no office has signed is looked at again soon."""
MASKED = re.compile(r"\[[^\[\]]*(?:nama|•••)[^\[\]]*\]")
"""What stands where a name or a number was."""
_SMALL = frozenset(
    ("apa", "bagaimana", "kalau", "tentang", "yang", "dan", "atau", "di", "ke", "dari", "untuk", "dengan", "berapa")
)
"""Words that say nothing in an id."""

Edits = Callable[[Faq], Mapping[str, Edit]]
"""What the files hold → edits by file name. Raises Trouble."""


class FeeOrder(NamedTuple):
    """A fee's new amount. `before`: what the member saw; `confirmed`: he has typed the new amount twice."""

    fee: str
    before: int
    after: int
    confirmed: bool = False


class NewEntry(NamedTuple):
    """An entry to be made of a draft, a gap or nothing but what is typed; its id is made of the heading."""

    topic: str
    heading: str
    lead: str
    details: str
    phrasings: tuple[str, ...]


class EditConflict(Trouble):
    """What stands there is not what its editor saw. `about`: entries and fees, one of which was changed; by whom."""

    def __init__(self, *about: str, changed: str = "") -> None:
        self.about = about
        self.changed = changed or texts.CHANGED_IN_FILES
        super().__init__(texts.CHANGED_MEANWHILE.format(changed=self.changed))


def entry_of(faq: Faq, id: str) -> FaqEntry:
    """Return the entry. Raises Trouble."""
    if id not in faq.entries:
        raise Trouble(texts.NO_ENTRY)
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


def with_fee(order: FeeOrder, served: Faq) -> Edits:
    """Change a fee's amount. `served`: what residents get now."""

    def edits(faq: Faq) -> Mapping[str, Edit]:
        standing = faq.fees.get(order.fee)
        if standing is None or standing.rupiah not in (order.before, order.after):
            raise EditConflict(order.fee)
        now = served.fees.get(order.fee, standing).rupiah
        if not order.confirmed and (is_far(order.before, order.after) or is_far(now, order.after)):
            raise Trouble(texts.UNCONFIRMED)
        typed = str(order.after)
        values = {"rupiah": typed, "yakin": typed if order.confirmed else None}
        changes = [FieldChange(("biaya", order.fee), name, value) for name, value in values.items()]
        return {FEES: lambda source: with_fields(source, changes, OF_FEE)}

    return edits


def with_phrasings(id: str, wanted: Sequence[str]) -> Edits:
    """Add phrasings to an entry; one that is another's is refused by that one's name."""

    def edits(faq: Faq) -> Mapping[str, Edit]:
        entry = entry_of(faq, id)
        mine = {fold(one) for one in (*entry.phrasings, *entry.tests)}
        fresh = {fold(one): " ".join(one.split()) for one in wanted if fold(one) not in mine}
        if not fresh:
            raise Trouble(texts.KNOWN_ALREADY.format(question=entry.question))
        _owned_by_nobody(faq, fresh.values())
        return {f"{entry.topic}{PHRASINGS}": lambda source: phrasings_added(source, id, tuple(fresh.values()))}

    return edits


def with_signature(by: Member, id: str, before: str, today: date) -> Edits:
    """Sign an entry's answer as the member saw it, and seal it at once."""

    def edits(faq: Faq) -> Mapping[str, Edit]:
        entry = entry_of(faq, id)
        if entry.owner not in by.signs:
            raise Trouble(texts.NOT_YOUR_OWNER)
        if seen(faq, entry) != before:
            raise EditConflict(id, *named_fees(entry))
        day, seal = str(today), seal_of(faq, entry)

        def verified(source: str) -> str:
            return with_field(source, ("entri", place_of(source, id)), "diverifikasi", day, OF_ENTRY)

        return {f"{entry.topic}.yaml": verified, SEALS: lambda source: with_seals(source, {id: Seal(day, seal)})}

    return edits


def with_new_entry(faq: Faq, new: NewEntry, source: tuple[str, date], today: date) -> tuple[str, Edits]:
    """Return the new entry's id, and the edits that make it. `source`: office and day. Raises Trouble."""
    if new.topic not in {topic.id for topic in faq.topics}:
        raise Trouble(texts.NO_TOPIC)
    if hidden := MASKED.findall("\n".join([new.heading, new.lead, new.details])):
        raise Trouble(texts.STILL_HIDDEN.format(masks=", ".join(dict.fromkeys(hidden))))
    phrasings = plain_phrasings(new.phrasings)
    if fold(new.heading) in map(fold, phrasings):
        raise Trouble(texts.RAW_HEADING)
    _owned_by_nobody(faq, phrasings)
    id, (office, day) = _free_id(faq, new), source
    lead, details = (new.lead.strip(), new.details.strip()) if new.details.strip() else divided(new.lead)
    fields = {
        "id": id,
        "tanya": new.heading,
        "inti": f"{lead}\n",
        "rincian": f"{details}\n" if details else None,
        "terkait": [],
        "fakta": [],
        "sumber": [{"judul": texts.OFFICERS_ANSWER.format(office=office), "tanggal": day}],
        "diverifikasi": None,
        "tinjau_sebelum": today + REVIEW_WITHIN,
        "pemilik": "kanim",
        "darurat": False,
        "kalimat": phrasings,
    }
    edits = new_entry_edits(new.topic, fields)
    return id, lambda _: edits


def plain_phrasings(phrasings: Sequence[str]) -> list[str]:
    """Return the phrasings without the masks, each once; nobody asks with a mask."""
    bare = (re.sub(r"\s+([,.?!])", r"\1", " ".join(MASKED.sub(" ", text).split())) for text in phrasings)
    return list(dict.fromkeys(text for text in bare if text))


def _owned_by_nobody(faq: Faq, phrasings: Iterable[str]) -> None:
    owners = owned(faq)
    for one in phrasings:
        if fold(one) in owners:
            raise Trouble(texts.OWNED.format(text=one, owner=owners[fold(one)]))


def _free_id(faq: Faq, new: NewEntry) -> str:
    """Return a free id of the topic and the heading's own words."""
    words = [word for word in re.findall(r"[a-z0-9]+", new.heading.casefold()) if word not in _SMALL]
    words = [word for word in words if word not in new.topic.split("-")]
    stem = "-".join([new.topic, *words])[: LONGEST_ID - 3].strip("-")
    tries = (stem if number == 1 else f"{stem}-{number}" for number in range(1, 100))
    return next(id for id in tries if id not in faq.entries)


T = TypeVar("T")

CHANGES = frozenset({"ubah-tarif", "ubah-jawaban", "tambah-kalimat", "tanda-tangan"})
SHOWN_FRESH = 5
"""New phrasings of which is said at once what they get today; the summary says it of all."""


class Saved(NamedTuple):
    """The draft has changed. `warnings`: sentences about what should still be completed.

    `today`: which answers the new phrasings get today.
    """

    warnings: tuple[str, ...] = ()
    today: tuple[str, ...] = ()


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
