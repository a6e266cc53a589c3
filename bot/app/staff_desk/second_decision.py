"""Asking a second person to agree to a publication, and his decision.

It is stored before it is carried out, so that only one counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.app.staff_desk.audit import Audit
from bot.app.staff_desk.publications import Undone
from bot.helpdesk.model.directory import Directory
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.staff import Member, Request, Role, StaffEvent
from bot.helpdesk.staff import requests
from bot.helpdesk.staff.ports import Asked
from bot.helpdesk.texts import kelola as texts
from bot.storage import queries
from bot.storage.unit import Unit

AGAIN = timedelta(minutes=10)


async def seconds(unit: Unit, directory: Directory, maker: str) -> tuple[Member, ...]:
    """Return who may agree to what this member asks for, whoever is asked first: other publishers, and the supervisor.

    Who sits at the console is nobody of the staff. He may be the only publisher, who then is nobody else.
    """
    members = await unit.run(queries.staff.members)
    joined = [one for one in members if one.address and one.may(Role.PUBLISHER)]
    others = [one for one in joined if one.id != maker]
    if len(joined) < 2 and all(one.id != maker for one in members):
        others = []
    taken = {one.address for one in members if one.id == maker or one in joined}
    chief = requests.supervisor(directory, await unit.run(queries.officers.all_chats))
    return (*others, chief) if chief and chief.address not in taken else tuple(others)


async def ask_second(unit: Unit, directory: Directory, maker: str, wanted: Request) -> Asked:
    """Store a request for publication and ask whoever may agree to it. `maker`: his name. Raises Trouble.

    Who asks again at once, as a task does that was cut off, sends no second card; later he sends it again.
    """
    may = await seconds(unit, directory, wanted.member)
    others = tuple(one for one in may if one.may(Role.PUBLISHER)) or may
    if not others:
        raise Trouble(texts.NO_SECOND)
    waiting = await unit.run(queries.staff.requests)
    known = next((one for one in waiting if (one.member, one.proposal) == (wanted.member, wanted.proposal)), None)
    request = known if known else await unit.run(queries.staff.ask, wanted)
    if known is None or wanted.at - known.at > AGAIN:
        await unit.save([(None, requests.asked(request, maker, others))], wanted.at)
    return Asked(request, others)


async def may_decide(unit: Unit, directory: Directory, by: Member, request: Request) -> bool:
    """Return whether the member may be the second person for what is asked for."""
    may = await seconds(unit, directory, request.member)
    return any(one.id == by.id or one.address == by.address for one in may)


async def tell_taken_back(unit: Unit, directory: Directory, by: Member, undone: Undone) -> None:
    """Tell the supervisor, if he has joined, of an edition that somebody took back alone."""
    chief = requests.supervisor(directory, await unit.run(queries.officers.all_chats))
    if chief and chief.address != by.address:
        said, made = undone.edition.said, undone.done.made
        numbers = {"number": undone.edition.number, "older": undone.back_to}
        head = texts.TOLD_UNDONE.format(by=by.name, maker=said.by, why=said.why, **numbers)
        await unit.save([(None, requests.taken_back(chief, head, undone.lines))], made.at)


@dataclass(frozen=True)
class SecondDecision:
    """What a member decides on a request. `number`: the request's."""

    audit: Audit
    by: Member
    number: int
    agreed: bool

    async def take(self) -> tuple[Request, Member | None]:
        """Store the decision; return the request and its maker. Raises Trouble when it is not his to decide on.

        A decision that was cut off before he was answered is his already.
        """
        async with self.audit.store.unit() as unit:
            asked, members = (
                await unit.run(queries.staff.request_numbered, self.number),
                await unit.run(queries.staff.members),
            )
            mine = asked is not None and (asked.second, asked.agreed) == (self.by.id, self.agreed)
            if asked is None or (asked.agreed is not None and not mine):
                raise Trouble(texts.DECIDED)
            if asked.member == self.by.id:
                raise Trouble(texts.OWN_REQUEST)
            if not await may_decide(unit, self.audit.directory, self.by, asked):
                raise Trouble(texts.NOT_YOUR_ROLE.format(roles=texts.either((Role.PUBLISHER,))))
            now = self.audit.now()
            if not mine and not await unit.run(queries.staff.decide, self.number, self.by.id, now, agreed=self.agreed):
                raise Trouble(texts.DECIDED)
        return asked, next((one for one in members if one.id == asked.member), None)

    async def reopen(self) -> None:
        """Let the request wait again: what was agreed to could not be published."""
        await self.audit.store.write(queries.staff.reopen, self.number, self.by.id)

    async def tell(self, asked: Request, maker: Member | None, published: int | None) -> None:
        """Tell the maker and write the decision down, once. `published`: the number; None where it was refused."""
        what, about = "setuju" if self.agreed else "tolak", str(self.number)
        async with self.audit.store.unit() as unit:
            told = await unit.run(queries.staff.last_event, about, (what,))
            if told and told.at >= asked.at:
                return
            await unit.save([(None, requests.decided(maker, self.by, published))], self.audit.now())
            await unit.run(queries.staff.note, [StaffEvent(self.audit.now(), self.by.id, what, about)])
