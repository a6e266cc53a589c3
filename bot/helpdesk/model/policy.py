"""What every rule may look at: who answers for whom, what the FAQ knows, how long things take."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.helpdesk.model.conversation_memory import Memory, Turn
from bot.helpdesk.model.directory import Directory, Office, Officer, Village
from bot.helpdesk.model.entities import Address, OfficerChat, Resident, Ticket
from bot.helpdesk.model.knowledge import Knowledge
from bot.helpdesk.model.outreach import Visit

PENDING = ""
"""`Ticket.topic` while the topic is being opened."""


@dataclass(frozen=True, slots=True)
class EscalationDelays:
    """After how long an unanswered ticket goes up one step."""

    remind: timedelta
    deputy: timedelta
    supervisor: timedelta


@dataclass(frozen=True)
class Policy:
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
        """Return those of the officer's chain who have joined and are not on leave; where all are, those who joined.

        `but`: who is not asked.
        """
        chain = self.directory.chain(officer)
        joined = tuple(person for person in chain if person.id in self.chats and person.id not in but)
        return tuple(person for person in joined if person.id not in self.away) or joined

    def owner_for(self, resident: Resident) -> Officer | None:
        """Return who gets a resident's ticket: the village's officer, or the next in his chain who can be reached."""
        officer = self.directory.officer_of(resident)
        if officer is None:
            return None
        return next(iter(self.reachable(officer)), officer)

    def speaks_for(self, officer: Officer) -> tuple[Village, ...]:
        """Return the villages whose officer he is, and those whose officer he stands in for at the moment, by name."""
        responsible = {
            name: name == officer.id or next(iter(self.reachable(person)), None) == officer
            for name, person in self.directory.officers.items()
            if person.office == officer.office
        }
        mine = (village for village in self.directory.villages.values() if responsible.get(village.officer))
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

    def office_of(self, resident: Resident) -> Office:
        """Return the office that serves a resident."""
        return self.directory.office_of(resident)

    def chat(self, officer: str) -> Address | None:
        """Return where an officer reads his cards, if he has joined."""
        chat = self.chats.get(officer)
        return chat.address if chat else None

    def reading_places(self, officers: Iterable[Officer], ticket: Ticket) -> tuple[Address, ...]:
        """Return where these officers read about a ticket: its topic in the office's group, else their own chats.

        An emergency is read in both: a group's sound may be off at night.
        """
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

    def recent(self, memory: Memory, now: datetime) -> tuple[Turn, ...]:
        """Return the turns that still count as the same conversation."""
        return tuple(turn for turn in memory.turns if now - turn.at <= self.memory)
