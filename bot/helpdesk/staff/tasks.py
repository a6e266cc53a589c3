"""What members have asked for, carried out beside the turns on the staff's desk, and what they read of it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.helpdesk.model.actions import Outcome, Rows
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.office_hours import long_date
from bot.helpdesk.model.staff import Form
from bot.helpdesk.staff import suggest
from bot.helpdesk.staff.asking import TaskContext, TaskHandler, difference, saved_lines
from bot.helpdesk.staff.menu import button
from bot.helpdesk.staff.ports import EntryLine, FeeLine, FeeOrder, Published, Saved
from bot.helpdesk.staff.requests import card
from bot.helpdesk.texts import kelola as texts
from bot.helpdesk.texts.resident import rupiah

LISTED = 8
"""Entries offered as buttons at once."""


async def carry_out(asking: TaskContext) -> Outcome:
    """Do what was asked for, and return what the member reads: a sentence where it cannot be done."""
    work = TASKS.get(asking.task.kind)
    if work is None:
        return asking.says(texts.OLD_BUTTON)
    try:
        return await work.run(asking)
    except Trouble as error:
        return asking.says(str(error))


async def _today(ask: TaskContext) -> Outcome:
    found = await ask.desk.today(ask.member)
    names = [f"“{a}” – “{b}”" for a, b in found.confused]
    parts = [
        (len(found.requests), texts.TODAY_REQUESTS, ""),
        (found.gaps, texts.TODAY_GAPS, ""),
        (found.drafts, texts.TODAY_DRAFTS, ""),
        (len(found.due), texts.TODAY_DUE, _questions(found.due)),
        (len(found.unsigned), texts.TODAY_UNSIGNED, ""),
        (len(found.unpublished), texts.TODAY_UNPUBLISHED, ", ".join(found.unpublished)),
        (len(found.thin), texts.TODAY_THIN, _questions(found.thin)),
        (len(found.confused), texts.TODAY_CONFUSED, ", ".join(names)),
    ]
    lines = [text.format(count=count, names=named, files=named, pairs=named) for count, text, named in parts if count]
    shown = "\n".join([bold(texts.TODAY_HEAD), "", *(lines or [texts.TODAY_NOTHING])])
    cards = tuple(send for one in found.requests for send in card(one, ask.name_of(one.member), ask.member))
    return ask.says(shown, (), None, *cards)


async def _fees(ask: TaskContext) -> Outcome:
    fees = await ask.desk.fees(ask.member)
    rows = tuple((button(f"{one.name} · {rupiah(one.rupiah)}", "biaya", one.id),) for one in fees)
    return ask.says(texts.FEES, rows)


async def _ask_fee(ask: TaskContext) -> Outcome:
    fees = await ask.desk.fees(ask.member)
    one = next((fee for fee in fees if fee.id == ask.args[0]), None)
    if one is None:
        return ask.says(texts.NO_FEE)
    kept = (one.id, str(one.rupiah), str(one.served))
    return ask.says(_fee(one), (), Form("tarif", ask.now, kept))


def _fee(one: FeeLine) -> str:
    quoted = f": {', '.join(one.quoted)}" if one.quoted else ""
    text = texts.FEE.format(name=bold(one.name), amount=rupiah(one.served), count=len(one.quoted), names=quoted)
    if one.rupiah == one.served:
        return text
    return f"{text}\n\n{texts.FEE_DRAFTED.format(draft=rupiah(one.rupiah), served=rupiah(one.served))}"


async def _save_fee(ask: TaskContext) -> Outcome:
    fee, before, _, after, confirmed = ask.args
    saved = await ask.desk.change_fee(ask.member, FeeOrder(fee, int(before), int(after), bool(confirmed)))
    return await difference(ask, saved)


async def _propose(ask: TaskContext) -> Outcome:
    return await difference(ask, Saved())


async def _publish(ask: TaskContext) -> Outcome:
    proposal, why = ask.args
    done = await ask.desk.publish(ask.member, proposal, why)
    if isinstance(done, Published):
        return ask.says(texts.PUBLISHED.format(number=done.number))
    return ask.says(texts.ASKED.format(names=", ".join(other.name for other in done.others)))


async def _agree(ask: TaskContext) -> Outcome:
    done = await ask.desk.decide(ask.member, int(ask.args[0]), agreed=True)
    return ask.says(texts.PUBLISHED.format(number=done.made.number if done.made else 0))


async def _refuse(ask: TaskContext) -> Outcome:
    done = await ask.desk.decide(ask.member, int(ask.args[0]), agreed=False)
    return ask.says(texts.REFUSED_BY_YOU.format(maker=ask.name_of(done.request.member)))


async def _undo_first(ask: TaskContext) -> Outcome:
    """Show the last publication, and ask whether it shall go."""
    found = await ask.desk.history(ask.member)
    if not found or found[0].replaced is None:
        return ask.says(texts.UNDO_NONE)
    last = found[0]
    local = last.at.astimezone(ask.zone)
    moment = f"{long_date(local.date())} {local:%H.%M}"
    text = texts.UNDO.format(number=last.number, moment=moment, by=last.by, why=last.why, older=last.replaced)
    return ask.says(text, ((button(texts.B_YES_UNDO, "balik", last.id), button(texts.B_NO, "tidak")),))


async def _undo(ask: TaskContext) -> Outcome:
    done = await ask.desk.undo(ask.member, ask.args[0])
    return ask.says(texts.UNDONE.format(number=done.number, note=done.note))


async def _find(ask: TaskContext) -> Outcome:
    found = await ask.desk.entries(ask.member, ask.args[0])
    if not found:
        return ask.says(texts.SEARCH_NONE)
    return ask.says(texts.SEARCH_FOUND, tuple((button(one.question, "kal", one.id),) for one in found))


async def _ask_phrasing(ask: TaskContext) -> Outcome:
    found = await ask.desk.entry(ask.member, ask.args[0])
    form = Form("kalimat", ask.now, (found.line.id,))
    return ask.says(texts.PHRASING.format(question=bold(found.line.question)), (), form)


async def _save_phrasing(ask: TaskContext) -> Outcome:
    entry, text = ask.args
    found = await ask.desk.entry(ask.member, entry)
    done = await ask.desk.add_phrasing(ask.member, entry, text)
    rows: Rows = ((button(texts.B_LOOK, "beda"),),)
    said = texts.PHRASING_SAVED.format(text=text, question=found.line.question)
    return ask.says("\n\n".join([said, *saved_lines(done)]), rows)


async def _read_to_sign(ask: TaskContext) -> Outcome:
    found = await ask.desk.entry(ask.member, ask.args[0])
    text = "\n\n".join([texts.SIGN_PREVIEW, found.preview, texts.review(found.line.review_by)])
    form = Form("teken", ask.now, (found.line.id, found.seen))
    return ask.says(text, ((button(texts.B_SIGN_THIS, "teken"), button(texts.B_MORE, "tanda")),), form)


async def _to_sign(ask: TaskContext) -> Outcome:
    every = await ask.desk.entries(ask.member)
    mine = [one for one in every if one.signed is None and one.owner in ask.member.signs]
    if not mine:
        return ask.says(texts.SIGN_NONE)
    mine.sort(key=lambda one: (not one.emergency, one.review_by))
    rows = tuple((button(one.question, "baca", one.id),) for one in mine[:LISTED])
    return ask.says(texts.SIGN_LIST.format(count=len(mine)), rows)


async def _sign(ask: TaskContext) -> Outcome:
    entry, seen = ask.args
    found = await ask.desk.entry(ask.member, entry)
    await ask.desk.sign(ask.member, entry, seen)
    rows: Rows = ((button(texts.B_NEXT, "tanda"), button(texts.B_LOOK, "beda")),)
    return ask.says(texts.SIGNED.format(question=found.line.question), rows)


async def _page(ask: TaskContext) -> Outcome:
    return ask.says(texts.PAGE_LINK.format(link=await ask.desk.page(ask.member)))


def _questions(entries: tuple[EntryLine, ...]) -> str:
    return texts.names(one.question for one in entries)


TASKS: Mapping[str, TaskHandler] = {
    **suggest.TASKS,
    "hari": TaskHandler(_today),
    "tarif": TaskHandler(_fees),
    "biaya": TaskHandler(_ask_fee),
    "simpan-tarif": TaskHandler(_save_fee, slow=True),
    "beda": TaskHandler(_propose, slow=True),
    "terbitkan": TaskHandler(_publish, slow=True),
    "setuju": TaskHandler(_agree, slow=True),
    "tolak": TaskHandler(_refuse),
    "batal": TaskHandler(_undo_first),
    "balik": TaskHandler(_undo, slow=True),
    "cari": TaskHandler(_find, slow=True),
    "kal": TaskHandler(_ask_phrasing),
    "simpan-kalimat": TaskHandler(_save_phrasing, slow=True),
    "tanda": TaskHandler(_to_sign),
    "baca": TaskHandler(_read_to_sign),
    "teken": TaskHandler(_sign, slow=True),
    "halaman": TaskHandler(_page),
}
"""What can be asked for, by the word that buttons carry."""
