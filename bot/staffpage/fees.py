"""Tarif: every fee with the answers that quote it, and its new amount."""

from __future__ import annotations

from aiohttp import web

from bot.app.editing.desk import Desk
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.staff.chat import amount_in, is_far
from bot.helpdesk.texts import staff as texts
from bot.staffpage.form_input import one_line
from bot.staffpage.view import go_to, sent, shown, visit_of

HERE = "/tarif"


class Fees:
    """The page of the fees."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[web.RouteDef]:
        """Return its addresses."""
        return [web.get(HERE, self.list), web.post(HERE, self.save)]

    async def list(self, request: web.Request) -> web.Response:
        """Show the fees."""
        return await self._page(request, saved=request.query.get("tersimpan", ""))

    async def save(self, request: web.Request) -> web.Response:
        """Save a fee; an amount that moves far must be typed twice."""
        form, by = sent(request), visit_of(request).member
        fee, typed = one_line(form, "tarif"), one_line(form, "baru")
        try:
            after, before, again = amount_of(typed), amount_of(one_line(form, "lama")), one_line(form, "lagi")
            if again and amount_of(again) != after:
                raise Trouble(texts.AMOUNTS_DIFFER)
            served = next((one.served for one in await self._desk.fees(by) if one.fee.id == fee), before)
            if not again and (is_far(before, after) or is_far(served, after)):
                return await self._page(request, asked={"fee": fee, "before": before, "after": after})
            await self._desk.change_fee(by, fee, before, after, bool(again))
        except Trouble as trouble:
            return await self._page(request, 409, trouble=str(trouble), at=fee, typed=typed)
        return go_to(f"{HERE}?tersimpan={fee}")

    async def _page(self, request: web.Request, status: int = 200, **values: object) -> web.Response:
        fees = await self._desk.fees(visit_of(request).member)
        values = {"saved": "", "trouble": "", "asked": None, "at": "", "typed": "", **values}
        return shown(request, "fees.html", HERE, status, fees=fees, **values)


def amount_of(typed: str) -> int:
    """Return an amount as people write it. Raises Trouble."""
    amount = amount_in(typed)
    if amount is None:
        raise Trouble(texts.NO_AMOUNT.format(typed=typed[:40]))
    return amount
