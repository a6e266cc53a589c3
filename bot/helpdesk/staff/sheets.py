"""Sheets in the staff's chat: the bot sends one, the member fills it in and sends it back, reads what it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.helpdesk.model.actions import Acknowledge, Outcome, Rows, Send, Sheet
from bot.helpdesk.model.entities import Attachment
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.events import Attached, Pressed
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.replies import refuse
from bot.helpdesk.model.staff import AWAITED, Form, FormKept, Member, Task, TaskAsked
from bot.helpdesk.staff.asking import TaskContext, TaskHandler, saved_lines
from bot.helpdesk.staff.menu import button
from bot.helpdesk.staff.ports import PHRASINGS, SheetRead, Sheets
from bot.helpdesk.staff.requests import LONGEST
from bot.helpdesk.texts import kelola as texts
from bot.helpdesk.texts.sheets import FILE_BEGINS, MORE

ENDINGS = (".xlsx", ".csv")
SHOWN = 20
"""Changes that a message names."""


def is_sheet(member: Member, event: Attached, now: datetime) -> bool:
    """Return whether a file is a sheet that comes back: one is awaited, or it still has the name that it left with."""
    if event.attachment.kind != "document" or event.reply_to:
        return False
    awaited = member.form is not None and member.form.asked == "lembar" and now - member.form.at <= AWAITED
    name = _name(event.attachment).lower()
    return awaited or (name.startswith(FILE_BEGINS) and name.endswith(ENDINGS))


def received(member: Member, event: Attached) -> Outcome:
    """Have a sheet read that has come back."""
    name = _name(event.attachment)
    if not name.lower().endswith(ENDINGS):
        return Outcome(actions=(Send(event.address, texts.SHEET_FILE),))
    task = Task(member.id, "lembar-baca", (event.attachment.reference, name))
    said = Send(event.address, texts.WORKING)
    return Outcome(actions=(said,), staff=(FormKept(member.id, None), TaskAsked(task)))


def _name(attachment: Attachment) -> str:
    return (attachment.name or "")[:120]


async def _choose(ask: TaskContext) -> Outcome:
    rows = tuple(
        (button(_label(kind, owner), "lembar-ambil", *filter(None, (kind, owner))),)
        for kind, owner in await _sheets(ask).sheets(ask.member)
    )
    if not rows:
        return ask.says(texts.SHEETS_NONE)
    return ask.says(texts.SHEETS, rows, Form("lembar", ask.now))


def _label(kind: str, owner: str) -> str:
    return texts.B_SHEET_PHRASINGS if kind == PHRASINGS else texts.B_SHEET_SIGN_OFF.format(owner=owner)


async def _read(ask: TaskContext) -> Outcome:
    file, name = ask.args
    try:
        sheets = _sheets(ask)
        return _shown(ask, texts.SHEET_READ, await sheets.read_sheet(ask.member, await sheets.sent(file), name))
    except Trouble as error:
        again = Form("lembar", ask.now)
        return ask.says(_short(texts.SHEET_FAULTY.format(faults=error)), (), again)


async def _take(ask: TaskContext) -> Outcome:
    file, name, seen, count = ask.args
    sheets = _sheets(ask)
    done = await sheets.take_sheet(ask.member, await sheets.sent(file), name, seen)
    if isinstance(done, SheetRead):
        return _shown(ask, texts.SHEET_OTHER, done)
    lines = [texts.SHEET_SAVED.format(count=count), *saved_lines(done)]
    return ask.says("\n\n".join(lines), ((button(texts.B_LOOK, "beda"),),))


def _shown(ask: TaskContext, head: str, read: SheetRead) -> Outcome:
    """Show what a sheet changes, with the button that does it."""
    if not read.id:
        return ask.says("\n".join([texts.SHEET_SAME, *read.remarks[:SHOWN]]))
    more = [MORE.format(count=len(read.changes) - SHOWN)] if len(read.changes) > SHOWN else []
    lines = [bold(head), *read.changes[:SHOWN], *more, *read.remarks[:SHOWN]]
    rows: Rows = ((button(texts.B_APPLY, "lembar-pakai"), button(texts.B_NO, "tidak")),)
    kept = (*ask.args[:2], read.id, str(len(read.changes)))
    return ask.says(_short("\n".join(lines)), rows, Form("lembar-pakai", ask.now, kept))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _sheets(ask: TaskContext) -> Sheets:
    if ask.sheets is None:
        raise Trouble(texts.SHEETS_NONE)
    return ask.sheets


def _send(member: Member, event: Pressed, now: datetime) -> Outcome:
    """Send a sheet, and await it back."""
    kind, owner = (*event.args[1:], "", "")[:2]
    actions = (
        Acknowledge(event.address, event.callback, texts.SHEET_COMES),
        Sheet(event.address, member.id, kind, owner),
    )
    return Outcome(actions=actions, staff=(FormKept(member.id, Form("lembar", now)),))


def _apply(member: Member, event: Pressed, now: datetime) -> Outcome:
    form = member.form
    if form is None or form.asked != "lembar-pakai" or now - form.at > AWAITED:
        return refuse(event, texts.OLD_BUTTON)
    task = Task(member.id, "lembar-terap", form.kept, event.message)
    said = (Acknowledge(event.address, event.callback), Send(event.address, texts.WORKING))
    return Outcome(actions=said, staff=(FormKept(member.id, None), TaskAsked(task)))


TASKS: Mapping[str, TaskHandler] = {
    "lembar": TaskHandler(_choose),
    "lembar-baca": TaskHandler(_read, slow=True),
    "lembar-terap": TaskHandler(_take, slow=True),
}
BUTTONS: Mapping[str, Callable[[Member, Pressed, datetime], Outcome]] = {"lembar-ambil": _send, "lembar-pakai": _apply}
