"""Who answers for whom: offices, officers, villages, and the order in which people are asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import fuzz, process

from bot.helpdesk.model.entities import Address, Resident, Ticket
from bot.helpdesk.model.office_hours import OfficeHours

LEFT_OUT = re.compile(r"\b(?:desa|kelurahan|kel|ds|kampung|saya|dari|warga|orang|di|tinggal|asal|ulun|kami)\b|[.,]")
"""Words around a village's name."""
CERTAIN, SHORTEST = 88, 4
"""How like a village's name a text must be where nobody has asked for one, and how long."""


@dataclass(frozen=True, slots=True)
class Office:
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


@dataclass(frozen=True, slots=True)
class Officer:
    """A PIMPASA or another member of an office who answers tickets."""

    id: str
    name: str
    office: str
    deputy: str | None


@dataclass(frozen=True, slots=True)
class Village:
    """A Desa Binaan and the officer assigned to it. `code`: the ministry's number of it, "" where it is not set."""

    id: str
    name: str
    district: str
    regency: str
    officer: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Mission:
    """An embassy or consulate abroad, and the telephone number at which it helps in an emergency."""

    name: str
    phone: str


@dataclass(frozen=True)
class Directory:
    """All offices, officers and villages of the settings, by id; the first office serves residents of no village."""

    offices: Mapping[str, Office]
    officers: Mapping[str, Officer]
    villages: Mapping[str, Village]
    missions: Mapping[str, Mission] = field(default_factory=dict)
    """By country, in the word that the matcher reads for it."""

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

    def other_holder(self, ticket: Ticket, officer: Officer) -> Officer | None:
        """Return who handles the ticket, where that is somebody else than this officer."""
        holder = self.holder(ticket)
        return holder if holder and holder.id != officer.id else None

    def officer_of(self, resident: Resident | Ticket) -> Officer | None:
        """Return the officer responsible for a resident or a ticket: the village's, else the office's default one."""
        village = self.village_of(resident)
        if village:
            return self.officers[village.officer]
        return next(self._default_officers(self.first_office), None)

    def _default_officers(self, office: Office) -> Iterator[Officer]:
        for name in (office.default_officer, office.supervisor):
            if name and name in self.officers:
                yield self.officers[name]
        yield from (officer for officer in self.officers.values() if officer.office == office.id)

    def chain(self, officer: Officer) -> tuple[Officer, ...]:
        """Return who is asked when `officer` does not answer: he, his deputy, the deputy's deputy…, the supervisor.

        All of one office: a ticket never leaves it by going up.
        """
        order: list[Officer] = []
        nxt: Officer | None = officer
        while nxt and nxt not in order and nxt.office == officer.office:
            order.append(nxt)
            nxt = self.officers.get(nxt.deputy or "")
        supervisor = self.officers.get(self.offices[officer.office].supervisor or "")
        if supervisor and supervisor not in order and supervisor.office == officer.office:
            order.append(supervisor)
        return tuple(order)

    def colleagues(self, officer: Officer) -> tuple[Officer, ...]:
        """Return the other officers of the same office."""
        return tuple(o for o in self.officers.values() if o.office == officer.office and o.id != officer.id)

    @cached_property
    def regencies(self) -> tuple[str, ...]:
        """Return the regencies that have villages, by the alphabet; a button names one by its place in this list."""
        return tuple(sorted({village.regency for village in self.villages.values()}))

    def villages_in(self, regency: str) -> tuple[Village, ...]:
        """Return the villages of a regency by name."""
        return tuple(sorted((v for v in self.villages.values() if v.regency == regency), key=lambda v: v.name))

    @cached_property
    def _village_names(self) -> dict[str, str]:
        return {village.id: _bare(village.name) for village in self.villages.values()}

    def villages_like(self, text: str, limit: int = 6) -> tuple[Village, ...]:
        """Return the villages whose name somebody typed, slips allowed; a single one when it is beyond doubt."""
        wanted = _bare(text)
        if not 3 <= len(wanted) <= 40:
            return ()
        found = process.extract(wanted, self._village_names, scorer=fuzz.ratio, limit=limit, score_cutoff=72)
        if found and found[0][1] >= 88 and (len(found) == 1 or found[0][1] - found[1][1] >= 8):
            found = found[:1]
        return tuple(self.villages[id_] for _, _, id_ in found)

    def village_called(self, text: str) -> tuple[Village, ...]:
        """Return the one village whose name this is beyond doubt, where nobody has asked for a name; else none."""
        wanted = _bare(text)
        found = process.extract(wanted, self._village_names, scorer=fuzz.ratio, limit=2, score_cutoff=CERTAIN)
        alone = len(found) == 1 and len(wanted) >= SHORTEST
        return (self.villages[found[0][2]],) if alone else ()


def _bare(name: str) -> str:
    """Return a village's name without the words that people leave out."""
    return " ".join(LEFT_OUT.sub(" ", name.lower()).split())
