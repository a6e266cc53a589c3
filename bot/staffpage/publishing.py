"""Menunggu, Tarif, Terbitkan, Riwayat, Tanda tangan: what waits, fees, publications with a second person, signing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

from aiohttp import web

from bot.app.editing.desk import typed_tariff
from bot.app.editing.proposal import Proposal, changed_lines, summary, tested
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.staff import amount, is_far, reason
from bot.helpdesk.texts import staff as texts
from bot.helpdesk.texts.resident import rupiah
from bot.staffpage.form_input import one_line
from bot.staffpage.view import at_work, go_to, sent, shown

HOME, FEES, PUBLISH, HISTORY, SIGN = "/", "/tarif", "/terbitkan", "/riwayat", "/tanda-tangan"
OF_FEE = ("baru", "dasar", "sejak", "sumber")
"""What is typed of a fee, all of it on one card."""
SHOWN = 40
"""Changes that are shown line by line."""
AT_ONCE = 1.0
"""Seconds after which somebody who waits for the check reads what it is at."""
LOOKING = web.AppKey("looking", dict[str, tuple[asyncio.Task[Proposal | None], list[str]]])
"""The checks under way, by member, with what each has said so far."""
PAGES = web.RouteTableDef()


@PAGES.get(HOME)
async def home(request: web.Request) -> web.Response:
    """Show what waits."""
    desk, by = at_work(request)
    return shown(request, "home.html", HOME, today=await desk.today(by))


@PAGES.get(FEES)
async def fees(request: web.Request) -> web.Response:
    """Show every fee with the answers that quote it."""
    desk, by = at_work(request)
    return shown(request, "fees.html", FEES, fees=await desk.fees(by))


@PAGES.get(f"{FEES}/{{id}}")
async def fee(request: web.Request) -> web.Response:
    """Show one fee, with all that is set at once."""
    return await _fee(request)


@PAGES.post(f"{FEES}/{{id}}")
async def change_fee(request: web.Request) -> web.Response:
    """Save a fee and show what follows for residents; an amount that moves far must be typed twice."""
    (desk, by), form, id = at_work(request), sent(request), request.match_info["id"]
    typed, again = {name: one_line(form, name) for name in OF_FEE}, one_line(form, "lagi")
    try:
        new = typed_tariff(amount(typed["baru"]), typed["dasar"], typed["sejak"], typed["sumber"])
        before, served = amount(one_line(form, "lama")), (await desk.fee(by, id)).now.rupiah
        if again and amount(again) != new.rupiah:
            raise Trouble(texts.FEE_OTHER.format(after=rupiah(new.rupiah)))
        if not again and (is_far(before, new.rupiah) or is_far(served, new.rupiah)):
            return await _fee(request, typed=typed, asked={"before": before, "after": new.rupiah})
        await desk.change_fee(by, id, before, new, bool(again))
    except Trouble as trouble:
        return await _fee(request, 409, typed=typed, trouble=str(trouble))
    return go_to(f"{PUBLISH}?tersimpan")


async def _fee(request: web.Request, status: int = 200, **values: object) -> web.Response:
    desk, by = at_work(request)
    values = {"trouble": "", "asked": None, "typed": dict.fromkeys(OF_FEE, ""), **values}
    one = await desk.fee(by, request.match_info["id"])
    return shown(request, "fee.html", FEES, status, one=one, **values)


@PAGES.get(PUBLISH)
async def proposed(request: web.Request) -> web.Response:
    """Show what would change for residents; while that is still found out, what is being done; or ask to discard it."""
    (desk, by), looking = at_work(request), request.app[LOOKING]
    if "buang" in request.query:
        return shown(request, "discard.html", PUBLISH, draft=await desk.drafted(by))
    if by.id not in looking or looking[by.id][0].done():  # what is known already comes at once
        said: list[str] = []
        looking[by.id] = asyncio.create_task(desk.propose(by, said.append)), said
    task, said = looking[by.id]
    await asyncio.wait((task,), timeout=AT_ONCE)
    if not task.done():
        return shown(request, "looking.html", PUBLISH, said=said)
    del looking[by.id]
    return await _proposed(request, task)


@PAGES.post(PUBLISH)
async def publish(request: web.Request) -> web.Response:
    """Publish just what was shown, or ask a second person; or throw it away."""
    (desk, by), form = at_work(request), sent(request)
    if "buang" in form:
        sentence = await desk.discard(by, one_line(form, "usul"))
        request.app[LOOKING].pop(by.id, None)  # what is looked at there is gone
        return shown(request, "done.html", PUBLISH, sentence=sentence)
    why = one_line(form, "alasan")
    try:
        done = await desk.publish(by, one_line(form, "usul"), reason(why))
    except Trouble as trouble:
        return await _proposed(request, desk.propose(by), 409, trouble=str(trouble), why=why)
    return shown(request, "done.html", PUBLISH, sentence=done)


@PAGES.post(f"{PUBLISH}/setuju")
async def decide(request: web.Request) -> web.Response:
    """Agree to what another member asked for, or refuse it."""
    (desk, by), form = at_work(request), sent(request)
    number = one_line(form, "nomor")
    if not number.isdecimal() or len(number) > 12:
        raise Trouble(texts.NO_PAGE)
    said = await desk.decide(by, int(number), agreed=form.get("putusan") == "setuju")
    return shown(request, "done.html", PUBLISH, sentence=said)


async def _proposed(
    request: web.Request, look: Awaitable[Proposal | None], status: int = 200, **values: object
) -> web.Response:
    values = {"trouble": "", "why": "", "nothing": False, "saved": "tersimpan" in request.query, **values}
    try:
        found = await look
        values["nothing"] = found is None
    except Trouble as trouble:
        found, values["trouble"] = None, values["trouble"] or str(trouble)
    if found:
        values["lines"] = summary(found)
        for name, changes in (("changes", found.changes), ("by_fees", found.by_fees)):
            values[name] = [(*found.in_questions([one.id]), *changed_lines(one)) for one in changes[:SHOWN]]
    return shown(request, "publish.html", PUBLISH, status, proposed=found, **values)


@PAGES.get(HISTORY)
async def history(request: web.Request) -> web.Response:
    """Show the publications."""
    desk, by = at_work(request)
    editions, *back = await desk.history(by)
    return shown(request, "history.html", HISTORY, editions=[(one, tested(one)) for one in editions], back=back)


@PAGES.post(HISTORY)
async def undo(request: web.Request) -> web.Response:
    """Take the current publication back."""
    desk, by = at_work(request)
    return shown(request, "done.html", HISTORY, sentence=await desk.undo(by, one_line(sent(request), "terbitan")))


@PAGES.get(SIGN)
async def to_sign(request: web.Request) -> web.Response:
    """Show what waits for this member's signature."""
    desk, by = at_work(request)
    return shown(request, "signing.html", SIGN, today=await desk.today(by), signed="tersimpan" in request.query)


@PAGES.get(f"{SIGN}/{{id}}")
async def read_to_sign(request: web.Request) -> web.Response:
    """Show one answer with its sources, to be signed."""
    desk, by = at_work(request)
    entry, seen, preview = await desk.entry(by, request.match_info["id"])
    return shown(request, "sign.html", SIGN, entry=entry, seen=seen, preview=preview)


@PAGES.post(f"{SIGN}/{{id}}")
async def sign(request: web.Request) -> web.Response:
    """Sign the answer as it was shown."""
    desk, by = at_work(request)
    await desk.sign(by, request.match_info["id"], one_line(sent(request), "dilihat"))
    return go_to(f"{SIGN}?tersimpan")
