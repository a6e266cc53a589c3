"""Officers' answers and gaps in the staff's chat: added to an answer as phrasings, made a new answer, or set aside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.helpdesk.model.actions import Acknowledge, Outcome, Rows, Send
from bot.helpdesk.model.events import Event, Pressed, Wrote
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.replies import refuse, say
from bot.helpdesk.model.staff import AWAITED, Form, FormKept, Member, Task, TaskAsked
from bot.helpdesk.staff.asking import TaskContext, TaskHandler, saved
from bot.helpdesk.staff.menu import back, button
from bot.helpdesk.staff.ports import EntryLine, Gap, NewEntry
from bot.helpdesk.texts import kelola as texts

FEWEST_PHRASINGS = 5
LONGEST_HEADING = 80
GAP, DRAFT = "celah:", "usulan:"


async def _drafts(ask: TaskContext) -> Outcome:
    """Show the next draft, after the one whose number is given."""
    after = int(ask.args[0]) if ask.args else 0
    every = await ask.suggestions.drafts(ask.member)
    waiting = [one for one in every if one.number > after]
    if not waiting:
        return ask.says(texts.DRAFTS_NONE)
    one = waiting[0]
    head = bold(texts.DRAFT_HEAD.format(number=one.number, officer=one.officer))
    parts = [head, texts.ASKED_BY_RESIDENT.format(text=one.question), texts.DRAFT_PREVIEW, one.preview]
    form = Form("sumber", ask.now, (f"{DRAFT}{one.number}", one.heading, one.answer))
    more = ((button(texts.B_NEXT, "usul", str(one.number)),),) if len(waiting) > 1 else ()
    return ask.says("\n\n".join(parts), (*_choices(one.best), *more), form)


async def _gaps(ask: TaskContext) -> Outcome:
    """Show the next gap, after the one whose id is given."""
    every = await ask.suggestions.gaps(ask.member)
    ids = [one.id for one in every]
    place = ids.index(ask.args[0]) + 1 if ask.args and ask.args[0] in ids else 0
    if place >= len(every):
        return ask.says(texts.GAPS_NONE)
    one = every[place]
    form = Form("sumber", ask.now, (f"{GAP}{one.id}", one.heading, one.answer))
    more = ((button(texts.B_NEXT, "sesudah", one.id),),) if place + 1 < len(every) else ()
    return ask.says(_gap(one), (*_choices(one.best), *more), form)


def _gap(one: Gap) -> str:
    villages = ", ".join(f"{name} ({count})" for name, count in one.villages.items())
    parts = [bold(texts.GAP_HEAD.format(count=one.people)), "\n".join(f"• {text}" for text in one.texts)]
    parts += [texts.GAP_VILLAGES.format(villages=villages)] if villages else []
    parts += [texts.GAP_ANSWER.format(answer=one.answer)] if one.answer else []
    return "\n\n".join(parts)


def _choices(best: EntryLine | None) -> Rows:
    into: Rows = ((button(texts.B_INTO.format(question=best.question), "masuk", best.id),),) if best else ()
    return (*into, (button(texts.B_NEW, "baru"), button(texts.B_DROP, "sisih")))


async def _into(ask: TaskContext) -> Outcome:
    source, entry = ask.args
    return saved(ask, await ask.suggestions.accept_into(ask.member, source, entry))


async def _drop(ask: TaskContext) -> Outcome:
    await ask.suggestions.drop(ask.member, ask.args[0])
    return ask.says(texts.SET_ASIDE)


async def _topics(ask: TaskContext) -> Outcome:
    """Ask for the new answer's topic."""
    topics = sorted({one.topic for one in await ask.desk.entries(ask.member)})
    rows = tuple((button(topic, "topik", topic),) for topic in topics)
    return ask.says(texts.ASK_TOPIC, rows, Form("topik", ask.now, ask.args))


async def _save_new(ask: TaskContext) -> Outcome:
    source, heading, answer, topic, *written = ask.args
    phrasings = await _phrasings_of(ask, source)
    lead, _, details = answer.partition("\n\n")
    new = NewEntry(topic, heading, lead, details, tuple(dict.fromkeys([*phrasings, *written])))
    return saved(ask, await ask.suggestions.accept_new(ask.member, source, new))


async def _phrasings_of(ask: TaskContext, source: str) -> tuple[str, ...]:
    if source.startswith(GAP):
        gaps = await ask.suggestions.gaps(ask.member)
        return next((one.texts for one in gaps if f"{GAP}{one.id}" == source), ())
    drafts = await ask.suggestions.drafts(ask.member)
    return next((one.phrasings for one in drafts if f"{DRAFT}{one.number}" == source), ())


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


TASKS: Mapping[str, TaskHandler] = {
    "usulan": TaskHandler(_drafts),
    "usul": TaskHandler(_drafts),
    "celah": TaskHandler(_gaps, slow=True),
    "sesudah": TaskHandler(_gaps, slow=True),
    "masuk": TaskHandler(_into, slow=True),
    "sisih": TaskHandler(_drop, slow=True),
    "topik-baru": TaskHandler(_topics),
    "simpan-baru": TaskHandler(_save_new, slow=True),
}
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
