"""The second person's decision on a publication: stored before it is carried out, so that only one counts."""

from __future__ import annotations

from dataclasses import dataclass

from bot.app.staff_desk.audit import Audit
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.staff import Member, Request, StaffEvent
from bot.helpdesk.staff import requests
from bot.helpdesk.texts import kelola as texts


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
            asked, members = await unit.staff.request(self.number), await unit.staff.members()
            mine = asked is not None and (asked.second, asked.agreed) == (self.by.id, self.agreed)
            if asked is None or (asked.agreed is not None and not mine):
                raise Trouble(texts.DECIDED)
            if asked.member == self.by.id:
                raise Trouble(texts.OWN_REQUEST)
            now = self.audit.now()
            if not mine and not await unit.staff.decide(self.number, self.by.id, now, agreed=self.agreed):
                raise Trouble(texts.DECIDED)
        return asked, next((one for one in members if one.id == asked.member), None)

    async def reopen(self) -> None:
        """Let the request wait again: what was agreed to could not be published."""
        async with self.audit.store.unit() as unit:
            await unit.staff.reopen(self.number, self.by.id)

    async def tell(self, asked: Request, maker: Member | None, published: int | None) -> None:
        """Tell the maker and write the decision down, once. `published`: the number; None where it was refused."""
        what, about = "setuju" if self.agreed else "tolak", str(self.number)
        async with self.audit.store.unit() as unit:
            told = await unit.staff.last_event(about, (what,))
            if told and told.at >= asked.at:
                return
            await unit.save([(None, requests.decided(maker, self.by, published))], self.audit.now())
            await unit.staff.note([StaffEvent(self.audit.now(), self.by.id, what, about)])
