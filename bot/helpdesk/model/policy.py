"""What every rule may look at: who answers for whom, what the FAQ knows, how long things take."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Protocol

from msgspec import Struct, field
from rapidfuzz import fuzz, process

from bot.helpdesk.model.guided_checks import GuidedCheck
from bot.helpdesk.model.hours import OfficeHours
from bot.helpdesk.model.outreach import Visit
from bot.helpdesk.model.people import Address, Memory, OfficerChat, PastMessage, Resident
from bot.helpdesk.model.ticket import Ticket
from bot.matching.entry import Decision

LEFT_OUT = re.compile(
    r"\b(?:desa|kelurahan|kel|ds|kampung|kecamatan|kec|kabupaten|kab|rt|rw|saya|sy|aku|ulun|kami|dari|dr|matan|warga|penduduk"
    r"|orang|urang|asli|di|tinggal|badiam|alamat|domisili|posisi|rumah|asal|sekarang|skrg|pak|bapak|bu|ibu|kak|min|ya|yah|nih|ae"
    r"|pang|lah|nah|aja|saja|nama|desanya|namanya|oh|iya|maaf|halo|as+alamualaikum|\d+)\b|[.,:!]"
)
"""Words around a village's name."""
CERTAIN, SHORTEST = 88, 4
"""How like a village's name a text must be where nobody has asked for one, and how long."""


class Office(Struct, frozen=True):
    """An immigration office. Unknown facts are None: the resident then hears that the officer will tell.

    `group`: where its officers work together, one topic for each ticket; None when each works in his own chat.
    `hold_photos`: a photo without a caption waits until the resident has said that it shows no document.
    `kanwil`: the regional office above it, "" where none is set; its observers read this office's figures.
    """

    id: str
    name: str
    hours: OfficeHours
    address: str | None
    phone: str | None
    supervisor: str | None
    default_officer: str | None
    group: Address | None = None
    hold_photos: bool = False
    kanwil: str = ""


class Officer(Struct, frozen=True):
    """A PIMPASA or another member of an office who answers tickets."""

    id: str
    name: str
    office: str
    deputy: str | None


class Village(Struct, frozen=True):
    """A Desa Binaan and the officer assigned to it. `code`: the ministry's number of it, "" where it is not set."""

    id: str
    name: str
    district: str
    regency: str
    officer: str
    code: str = ""


class Mission(Struct, frozen=True):
    """An embassy or consulate abroad, and the telephone number at which it helps in an emergency."""

    name: str
    phone: str


class Directory(Struct, frozen=True, dict=True):
    """All offices, officers and villages of the settings, by id; the first office serves residents of no village."""

    offices: Mapping[str, Office]
    officers: Mapping[str, Officer]
    villages: Mapping[str, Village]
    missions: Mapping[str, Mission] = field(default_factory=dict)
    """By country, in the word that the matcher reads for it, and by the place that the settings name."""

    @property
    def first_office(self) -> Office:
        """The office for people who belong to no listed village."""
        return next(iter(self.offices.values()))

    def village_of(self, resident: Resident | Ticket) -> Village | None:
        """Return the village that a resident chose, unless it has left the settings since."""
        return self.villages.get(resident.village) if resident.village else None

    def office_of(self, resident: Resident) -> Office:
        """Return the office that serves a resident."""
        village = self.village_of(resident)
        return self.offices[self.officers[village.officer].office] if village else self.first_office

    def holder(self, ticket: Ticket) -> Officer | None:
        """Return who handles the ticket."""
        return self.officers.get(ticket.claimed_by or "")

    def in_charge(self, ticket: Ticket) -> Officer | None:
        """Return who is to answer the ticket: its handler, else its owner."""
        return self.holder(ticket) or self.officers.get(ticket.officer)

    def officer_of(self, resident: Resident | Ticket) -> Officer | None:
        """Return the officer responsible for a resident or a ticket: the village's, else the office's default one."""
        village = self.village_of(resident)
        if village:
            return self.officers[village.officer]
        office = self.first_office
        named = (self.officers.get(name or "") for name in (office.default_officer, office.supervisor))
        others = (officer for officer in self.officers.values() if officer.office == office.id)
        return next(filter(None, (*named, *others)), None)

    def chain(self, officer: Officer) -> tuple[Officer, ...]:
        """Return who is asked when `officer` does not answer: he, deputies, the supervisor; all of one office."""
        order: list[Officer] = []
        nxt: Officer | None = officer
        while nxt and nxt not in order and nxt.office == officer.office:
            order.append(nxt)
            nxt = self.officers.get(nxt.deputy or "")
        supervisor = self.officers.get(self.offices[officer.office].supervisor or "")
        if supervisor and supervisor not in order and supervisor.office == officer.office:
            order.append(supervisor)
        return tuple(order)

    @cached_property
    def regencies(self) -> tuple[str, ...]:
        """Return the regencies that have villages, by the alphabet; a button names one by its place in this list."""
        return tuple(sorted({village.regency for village in self.villages.values()}))

    @cached_property
    def village_names(self) -> dict[str, str]:
        """The villages' names by id, in small letters, without the words that people leave out."""
        return {village.id: _bare(village.name) for village in self.villages.values()}

    def villages_like(self, text: str, limit: int = 6) -> tuple[Village, ...]:
        """Return the villages whose name somebody typed, slips allowed; a single one when it is beyond doubt."""
        called, wanted = self.village_called(text), _bare(text)
        if called or not 3 <= len(wanted) <= 40:
            return called
        found = process.extract(wanted, self.village_names, scorer=fuzz.ratio, limit=limit, score_cutoff=72)
        return tuple(self.villages[id_] for _, _, id_ in found)

    def village_called(self, text: str) -> tuple[Village, ...]:
        """Return the one village whose name this is beyond doubt, where nobody has asked for a name; else none.

        Its own district and regency may follow the name.
        """
        wanted, called = _bare(text), list[Village]()
        for village in self.villages.values():
            alone = wanted.removesuffix(_bare(village.regency)).strip().removesuffix(_bare(village.district)).strip()
            said = (one for one in (wanted, alone) if len(one) >= SHORTEST)
            if any(fuzz.ratio(one, self.village_names[village.id]) >= CERTAIN for one in said):
                called.append(village)
        return tuple(called) if len(called) == 1 else ()


def _bare(name: str) -> str:
    """Return a village's name without the words that people leave out."""
    return " ".join(LEFT_OUT.sub(" ", name.lower()).split())


class TopicPage(Struct, frozen=True):
    """A topic page: its button text, one opening paragraph, the most asked entries and all of them."""

    id: str
    title: str
    intro: str
    popular: tuple[str, ...]
    entries: tuple[str, ...]


class ShownWarning(Struct, frozen=True):
    """One of the season's warnings on the page "Penting untuk desa kita"."""

    title: str
    text: str
    entry: str


class ShownAnswer(Struct, frozen=True):
    """An answer in a village. `text`: all of it; `details`: what is folded away in it. `spoken`: as an officer says it.

    `known`: whether it says anything there: its lead may rest on what the settings do not hold. `withheld`: the day by
    which it should have been reviewed, where it is no longer given for that. `lead`: what is read at a glance, without
    heading and details; `untitled`: all of it, with the heading folded away.
    """

    text: str
    details: str
    spoken: str
    known: bool
    withheld: date | None = None
    lead: str = ""
    untitled: str = ""


class KnownEntry(Struct, frozen=True):
    """An entry of the FAQ. `label`: its question cut to a button's length. `urgent`: it is for people in danger.

    `asks`: what its answer asks the resident to write for the officer, a country ("negara") unless it was named.
    `render`: its answer in a village, and whether the officer has just been notified, so an emergency's may say so.
    """

    topic: str
    question: str
    label: str
    render: Callable[[Village | None, bool], ShownAnswer]
    asks: str | None = None
    urgent: bool = False
    related: tuple[str, ...] = ()

    def shown(self, village: Village | None, *, alerted: bool = False) -> ShownAnswer:
        """Return its answer."""
        return self.render(village, alerted)


class Knowledge(Protocol):
    """The FAQ as the help desk sees it. `entries`: by id."""

    @property
    def entries(self) -> Mapping[str, KnownEntry]: ...

    def decide(self, turns: Sequence[str], today: date | None = None) -> Decision:
        """Decide about the last of the turns after what was said just before; years of birth count from `today`."""

    def decide_calmly(self, turns: Sequence[str]) -> Decision:
        """Decide as if nobody were in danger, where the writer has said so."""

    def search(self, text: str, limit: int) -> tuple[str, ...]:
        """Return the entries that fit an officer's words, or their first letters, best first."""

    def topics(self) -> tuple[TopicPage, ...]: ...

    def warnings(self) -> tuple[ShownWarning, ...]: ...

    def guided_checks(self) -> tuple[GuidedCheck, ...]: ...

    def worded(self, text: str, village: Village | None) -> str:
        """Fill the office's facts into a check's text."""

    def referral(self, referral: str, village: Village | None) -> str:
        """Say whose service it is, for a question that belongs to another office."""


PENDING = ""
"""`Ticket.topic` while the topic is being opened."""


class EscalationDelays(Struct, frozen=True):
    """After how long an unanswered ticket goes up one step."""

    remind: timedelta
    deputy: timedelta
    supervisor: timedelta


class Policy(Struct, frozen=True):
    """The rules' surroundings, all values. `chats`: officers who have joined, by id; `away`: who is on leave.

    `staff`: the chat for alerts; `staff_chats`: where those who keep the FAQ have joined.
    `burst`: what comes within so short a time rings a few times at most, not once for each.
    """

    directory: Directory
    knowledge: Knowledge
    ordinary: EscalationDelays
    emergency: EscalationDelays
    chats: Mapping[str, OfficerChat] = field(default_factory=dict)
    away: frozenset[str] = frozenset()
    staff: Address | None = None
    staff_chats: frozenset[Address] = frozenset()
    memory: timedelta = timedelta(minutes=10)
    cancel_within: timedelta = timedelta(minutes=1)
    reopen_within: timedelta = timedelta(days=7)
    stale_after: timedelta = timedelta(hours=12)
    pause_between_steps: timedelta = timedelta(minutes=5)
    burst: timedelta = timedelta(minutes=10)
    keep: timedelta = timedelta(days=90)
    ask_consent: bool = False
    news_per_week: int = 2
    visits: Mapping[str, tuple[Visit, ...]] = field(default_factory=dict)
    bot_name: str = ""

    def reachable(self, officer: Officer, but: Collection[str] = ()) -> tuple[Officer, ...]:
        """Return those of his chain, `but` some, who have joined and are not on leave; where all are, who joined."""
        chain = self.directory.chain(officer)
        joined = tuple(person for person in chain if person.id in self.chats and person.id not in but)
        return tuple(person for person in joined if person.id not in self.away) or joined

    def owner_for(self, resident: Resident) -> Officer | None:
        """Return who gets a resident's ticket: the village's officer, or the next in his chain who can be reached."""
        officer = self.directory.officer_of(resident)
        return next(iter(self.reachable(officer)), officer) if officer else None

    def speaks_for(self, officer: Officer) -> tuple[Village, ...]:
        """Return the villages whose officer he is, and those whose officer he stands in for at the moment, by name."""
        office = (one for one in self.directory.officers.values() if one.office == officer.office)
        stood_in_for = {one.id for one in office if officer in (one, next(iter(self.reachable(one)), None))}
        mine = (village for village in self.directory.villages.values() if village.officer in stood_in_for)
        return tuple(sorted(mine, key=lambda village: village.name))

    def concerned(self, ticket: Ticket, resident: Resident) -> tuple[Officer, ...]:
        """Return who must read of changes in a ticket: its handler and its owner.

        In an emergency the village's officer and deputy, too, whoever has it. Only people who have joined; when those
        in charge left the settings or never joined, the next of the chain.
        """
        officers = self.directory.officers
        named = [officers[name] for name in (ticket.claimed_by, ticket.officer) if name and name in officers]
        owner = named[-1] if named else self.directory.officer_of(resident)
        if ticket.emergency and (first := self.directory.officer_of(ticket)) and first.office == ticket.office:
            owner = first
        chain = self.reachable(owner) if owner else ()
        wanted = [person for person in named if person.id in self.chats] + list(chain[: 2 if ticket.emergency else 1])
        return tuple(dict.fromkeys(wanted if ticket.emergency or not named else wanted[: max(1, len(named))]))

    def serves(self, ticket: Ticket) -> bool:
        """Return whether the settings still have the ticket's office."""
        return ticket.office in self.directory.offices

    def chat(self, officer: str) -> Address | None:
        """Return where an officer reads his cards, if he has joined."""
        return self.chats[officer].address if officer in self.chats else None

    def reading_places(self, officers: Iterable[Officer], ticket: Ticket) -> tuple[Address, ...]:
        """Return where they read about a ticket: its topic in the group, else their chats; an emergency in both."""
        office = self.directory.offices.get(ticket.office)
        group = office.group if office else None
        own = tuple(self.chats[person.id].address for person in officers if person.id in self.chats)
        if group is None or ticket.topic is None:
            return tuple(dict.fromkeys(own))
        topic = (Address(group.channel, ticket.topic),) if ticket.topic != PENDING else ()
        return tuple(dict.fromkeys((*topic, *own) if ticket.emergency else topic))

    def group_at(self, address: Address) -> Office | None:
        """Return the office whose group this is, or in whose group this topic is."""
        return next((office for office in self.directory.offices.values() if office.group == address.room), None)

    def works_at(self, address: Address, office: str) -> bool:
        """Return whether this is the chat of one of the office's officers, or in its group."""
        here = self.group_at(address)
        if here:
            return here.id == office
        officers = self.directory.officers
        return any(c.address == address and officers[name].office == office for name, c in self.chats.items())

    def recent(self, memory: Memory, now: datetime) -> tuple[PastMessage, ...]:
        """Return the turns that still count as the same conversation."""
        return tuple(turn for turn in memory.turns if now - turn.at <= self.memory)


def may_see(officer: Officer, ticket: Ticket) -> bool:
    """Return whether the officer may see the ticket, answer it or move it: only people of its own office may."""
    return officer.office == ticket.office
