"""Tarif: every fee with the answers that quote it, and its new amount."""

from __future__ import annotations

from aiohttp import web

from bot.app.editing.desk import Desk
from bot.app.editing.office import FeeOrder
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.staff.chat import amount_in, is_far
from bot.helpdesk.texts import staff as texts
from bot.staffpage.form_input import one_line
from bot.staffpage.view import Form, go_to, sent, shown, visit_of

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
        form = sent(request)
        fee = one_line(form, "tarif")
        try:
            order = _order(form, fee)
            if not order.confirmed and await self._is_far(request, order):
                return await self._page(request, asked=order)
            await self._desk.change_fee(visit_of(request).member, order)
        except Trouble as trouble:
            return await self._page(request, 409, trouble=str(trouble), at=fee, typed=one_line(form, "baru"))
        return go_to(f"{HERE}?tersimpan={fee}")

    async def _is_far(self, request: web.Request, order: FeeOrder) -> bool:
        """Return whether the amount moves far from what stands in the draft, or from what residents read."""
        fees = await self._desk.fees(visit_of(request).member)
        served = next((one.served for one in fees if one.fee.id == order.fee), order.before)
        return is_far(order.before, order.after) or is_far(served, order.after)

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


def _order(form: Form, fee: str) -> FeeOrder:
    after = amount_of(one_line(form, "baru"))
    again = one_line(form, "lagi")
    if again and amount_of(again) != after:
        raise Trouble(texts.AMOUNTS_DIFFER)
    return FeeOrder(fee, amount_of(one_line(form, "lama")), after, confirmed=bool(again))
