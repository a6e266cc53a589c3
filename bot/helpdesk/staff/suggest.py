"""Officers' answers and gaps in the staff's chat: added to an answer as phrasings, made a new answer, or set aside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.helpdesk.model.actions import Acknowledge, Outcome, Rows, Send
from bot.helpdesk.model.events import Event, Pressed, Wrote
from bot.helpdesk.model.replies import refuse, say
from bot.helpdesk.model.staff import AWAITED, Form, FormKept, Member, Task, TaskAsked
from bot.helpdesk.staff.menu import back, button
from bot.helpdesk.texts import kelola as texts

FEWEST_PHRASINGS = 5
LONGEST_HEADING = 80


def _accept(member: Member, event: Pressed, now: datetime) -> Outcome:
    kept = _kept(member, now, "sumber")
    if not kept:
        return refuse(event, texts.OLD_BUTTON)
    return _task(member, event, Task(member.id, "masuk", (kept[0], event.args[1]), event.message))


def _aside(member: Member, event: Pressed, now: datetime) -> Outcome:
    kept = _kept(member, now, "sumber")
    if not kept:
        return refuse(event, texts.OLD_BUTTON)
    return _task(member, event, Task(member.id, "sisih", kept[:1], event.message))


def _begin(member: Member, event: Pressed, now: datetime) -> Outcome:
    kept = _kept(member, now, "sumber")
    if not kept:
        return refuse(event, texts.OLD_BUTTON)
    use: Rows = ((button(texts.B_USE, "pakai"),),) if kept[1] else ()
    proposed = texts.PROPOSED_IS.format(heading=kept[1]) if kept[1] else ""
    return _asks(member, event, f"{texts.ASK_HEADING}{proposed}", Form("judul", now, kept), use)


def _use(member: Member, event: Pressed, now: datetime) -> Outcome:
    """Take what was proposed: the heading, or the officer's answer."""
    if kept := _kept(member, now, "judul"):
        return _task(member, event, Task(member.id, "topik-baru", kept, event.message))
    if kept := _kept(member, now, "jawaban"):
        return _asks(member, event, texts.ASK_PHRASINGS, Form("kalimat-baru", now, kept))
    return refuse(event, texts.OLD_BUTTON)


def _topic(member: Member, event: Pressed, now: datetime) -> Outcome:
    kept = _kept(member, now, "topik")
    if not kept:
        return refuse(event, texts.OLD_BUTTON)
    source, heading, answer = kept
    use: Rows = ((button(texts.B_USE, "pakai"),),) if answer else ()
    proposed = texts.ANSWER_IS.format(answer=answer) if answer else ""
    form = Form("jawaban", now, (source, heading, answer, event.args[1]))
    return _asks(member, event, f"{texts.ASK_ANSWER}{proposed}", form, use)


def _read_heading(member: Member, form: Form, event: Wrote, now: datetime) -> Outcome:
    source, _, answer = form.kept
    heading = " ".join(event.text.split())[:LONGEST_HEADING]
    return _task(member, event, Task(member.id, "topik-baru", (source, heading, answer)))


def _read_answer(member: Member, form: Form, event: Wrote, now: datetime) -> Outcome:
    source, heading, _, topic = form.kept
    kept = (source, heading, event.text.strip(), topic)
    return _asks(member, event, texts.ASK_PHRASINGS, Form("kalimat-baru", now, kept))


def _read_phrasings(member: Member, form: Form, event: Wrote, now: datetime) -> Outcome:
    written = tuple(dict.fromkeys(" ".join(line.split()) for line in event.text.splitlines() if line.strip()))
    if len(written) < FEWEST_PHRASINGS:
        short = texts.FEW_PHRASINGS.format(count=len(written))
        return _asks(member, event, short, Form(form.asked, now, form.kept))
    return _task(member, event, Task(member.id, "simpan-baru", (*form.kept, *written)))


def _kept(member: Member, now: datetime, asked: str) -> tuple[str, ...]:
    """Return what was chosen so far; nothing where something else was asked, or too long ago."""
    form = member.form
    return form.kept if form and form.asked == asked and now - form.at <= AWAITED else ()


def _task(member: Member, event: Event, task: Task) -> Outcome:
    actions: tuple[Acknowledge | Send, ...] = (Send(event.address, texts.WORKING),)
    if isinstance(event, Pressed):
        actions = (Acknowledge(event.address, event.callback), *actions)
    return Outcome(actions=actions, staff=(FormKept(member.id, member.form), TaskAsked(task)))


def _asks(member: Member, event: Event, text: str, form: Form, rows: Rows = ()) -> Outcome:
    asked = say(event, text, (*rows, back())).actions
    if isinstance(event, Pressed):
        asked = (Acknowledge(event.address, event.callback), Send(event.address, text, (*rows, back())))
    return Outcome(actions=asked, staff=(FormKept(member.id, form),))


BUTTONS: Mapping[str, Callable[[Member, Pressed, datetime], Outcome]] = {
    "masuk": _accept,
    "sisih": _aside,
    "baru": _begin,
    "pakai": _use,
    "topik": _topic,
}
FORMS: Mapping[str, Callable[[Member, Form, Wrote, datetime], Outcome]] = {
    "judul": _read_heading,
    "jawaban": _read_answer,
    "kalimat-baru": _read_phrasings,
}
