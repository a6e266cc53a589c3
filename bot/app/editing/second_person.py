"""A second person agrees to a publication, or refuses it. His decision is stored first, so that only one counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.helpdesk.model.directory import Directory
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.staff import Member, Request, Role, StaffEvent
from bot.helpdesk.staff import cards
from bot.helpdesk.texts import kelola as texts
from bot.storage import queries
from bot.storage.store import Unit

if TYPE_CHECKING:  # which imports the matcher
    from bot.app.editing.publish import RolledBack

AGAIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Asked:
    """It waits for a second person; these were asked."""

    request: Request
    others: tuple[Member, ...]


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
    chief = cards.supervisor(directory, await unit.run(queries.officers.all_chats))
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
        await unit.save([(None, cards.asked(request, maker, others))], wanted.at)
    return Asked(request, others)


async def may_decide(unit: Unit, directory: Directory, by: Member, request: Request) -> bool:
    """Return whether the member may be the second person for what is asked for."""
    may = await seconds(unit, directory, request.member)
    return any(one.id == by.id or one.address == by.address for one in may)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a member decides on the request of that number."""

    by: Member
    number: int
    agreed: bool


async def decide(unit: Unit, directory: Directory, verdict: Verdict, now: datetime) -> tuple[Request, Member | None]:
    """Store the decision; return the request and its maker. Raises Trouble when it is not the member's to decide on.

    A decision that was cut off before he was answered is his already.
    """
    by, number, agreed = verdict.by, verdict.number, verdict.agreed
    asked = await unit.run(queries.staff.request_numbered, number)
    mine = asked is not None and (asked.second, asked.agreed) == (by.id, agreed)
    if asked is None or (asked.agreed is not None and not mine):
        raise Trouble(texts.DECIDED)
    if asked.member == by.id:
        raise Trouble(texts.OWN_REQUEST)
    if not await may_decide(unit, directory, by, asked):
        raise Trouble(texts.NOT_YOUR_ROLE.format(roles=texts.either((Role.PUBLISHER,))))
    if not mine and not await unit.run(queries.staff.decide, number, by.id, now, agreed=agreed):
        raise Trouble(texts.DECIDED)
    return asked, next((one for one in await unit.run(queries.staff.members) if one.id == asked.member), None)


async def tell_decided(unit: Unit, verdict: Verdict, asked: Request, published: int | None, now: datetime) -> None:
    """Tell the maker and write the decision down, once. `published`: the number; None where it was refused."""
    what, about = "setuju" if verdict.agreed else "tolak", str(verdict.number)
    told = await unit.run(queries.staff.last_event, about, (what,))
    if told is None or told.at < asked.at:
        maker = next((one for one in await unit.run(queries.staff.members) if one.id == asked.member), None)
        await unit.save([(None, cards.decided(maker, verdict.by, published))], now)
        await unit.run(queries.staff.note, [StaffEvent(now, verdict.by.id, what, about)])


async def tell_taken_back(unit: Unit, directory: Directory, by: Member, done: RolledBack) -> None:
    """Tell the supervisor, if he has joined, of an edition that somebody took back alone."""
    chief = cards.supervisor(directory, await unit.run(queries.officers.all_chats))
    if done.undone and chief and chief.address != by.address:
        said, numbers = done.undone.said, {"number": done.undone.number, "older": done.back_to}
        head = texts.TOLD_UNDONE.format(by=by.name, maker=said.by, why=said.why, **numbers)
        await unit.save([(None, cards.taken_back(chief, head, done.lines))], done.made.at)
