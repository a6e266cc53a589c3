"""/jadwal: an officer plans a day in his village, in one line or asked bit by bit; he changes it, and takes it off."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Button, Outcome, Rows, Send
from bot.helpdesk.model.broadcasts import AWAITED, DraftDropped, DraftKept, OwnOutreach
from bot.helpdesk.model.events import Commanded, Event, Pressed, Wrote
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.office_hours import OfficeHours
from bot.helpdesk.model.replies import say
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.model.visits import Visit, VisitCancelled, VisitDraft, VisitKept
from bot.helpdesk.outreach.broadcast_preview import looks_like_fraud
from bot.helpdesk.outreach.parse_visit import read
from bot.helpdesk.texts import outreach as outreach_texts
from bot.helpdesk.turn import OfficerTurn, shown

LISTED = 10
"""Days that /jadwal lists, each with its two buttons."""
VILLAGES = 20
"""Villages offered as buttons; of more the name must be written."""


def on_event(turn: OfficerTurn[Event]) -> Outcome | None:
    """Decide about an event that is about planned days; None when it is about something else."""
    if turn.own is None:
        return None
    draft = turn.outreach.draft
    event = turn.event
    match event:
        case Commanded(command="jadwal") if turn.event.address != turn.chat.address:
            return turn.say(outreach_texts.PRIVATE)
        case Commanded(command="jadwal"):
            return _begin(turn.on(event))
        case Pressed(verb=Verb.VISITS):
            return _pressed(turn.on(event))
        case Wrote() if isinstance(draft, VisitDraft) and turn.now - draft.at <= AWAITED:
            return _add_or_ask(turn.on(event), draft)
    return None


def _begin(turn: OfficerTurn[Commanded]) -> Outcome:
    """List what is planned (/jadwal); with words after it, plan something."""
    if not turn.policy.speaks_for(turn.officer):
        return turn.say(outreach_texts.VISIT_NO_VILLAGE)
    if not turn.event.argument.strip():
        return turn.say(*_list(turn))
    return _add_or_ask(turn, VisitDraft(turn.officer.id, turn.now))


def _list(turn: OfficerTurn[Event]) -> tuple[str, Rows]:
    hours = _hours(turn)
    add: Rows = ((Button(outreach_texts.B_ADD_VISIT, Verb.VISITS, ("tambah",)),),)
    if not turn.outreach.visits:
        return outreach_texts.VISIT_EMPTY, add
    lines, rows = [bold(outreach_texts.VISIT_HEAD)], []
    for place, one in enumerate(turn.outreach.visits[:LISTED], 1):
        asked = f" – {outreach_texts.VISIT_REMINDED.format(count=one.reminded)}" if one.reminded else ""
        lines.append(f"{place}. {outreach_texts.visit(one, hours, turn.now, turn.policy.directory)}{asked}")
        change = Button(f"{outreach_texts.B_CHANGE_VISIT} {place}", Verb.VISITS, ("ubah", str(one.id)))
        rows.append((change, Button(f"{outreach_texts.B_DELETE_VISIT} {place}", Verb.VISITS, ("hapus", str(one.id)))))
    if len(turn.outreach.visits) > LISTED:
        lines.append(outreach_texts.VISIT_MORE.format(count=len(turn.outreach.visits) - LISTED))
    return "\n".join(lines), (*rows, *add)


def _add_or_ask(turn: OfficerTurn[Commanded | Wrote], draft: VisitDraft) -> Outcome:
    """Fill in what was asked for with the officer's words; then ask for the next, or keep the day."""
    text = turn.event.argument if isinstance(turn.event, Commanded) else turn.event.text
    hours, villages = _hours(turn), turn.policy.speaks_for(turn.officer)
    if draft.starts_at is not None and not draft.place:
        return _next(turn, replace(draft, place=" ".join(text.split())[:120]))
    words = read(text, turn.now, hours.zone, villages)
    if draft.starts_at is not None:
        # asked what the day is about, or for which village: the words say that, or nothing, and no other place
        asked = replace(draft, village=words.village) if draft.kind else replace(draft, kind=words.kind)
        return _next(turn, asked)
    if words.problem == "no-day":
        return _problem(draft, "no-day", "", turn.event, turn.now)
    draft = replace(
        draft,
        kind=draft.kind or words.kind,
        village=draft.village or words.village,
        starts_at=words.starts_at,
        place=words.place or draft.place,
    )
    if words.problem:
        return _problem(draft, words.problem, words.about, turn.event, turn.now)
    return _next(turn, draft)


def _problem(draft: VisitDraft, problem: str, about: str, event: Event, now: datetime) -> Outcome:
    """Say what is wrong with the date or the time, and keep the rest that was written."""
    kept = replace(draft, at=now)
    text = outreach_texts.VISIT_PROBLEMS[problem].format(about=about)
    return replace(say(event, text, _drop(kept)), outreach=(DraftKept(kept),))


def _next(turn: OfficerTurn[Event], draft: VisitDraft) -> Outcome:
    """Ask for what is missing, or keep the day."""
    villages = turn.policy.speaks_for(turn.officer)
    draft = replace(draft, at=turn.now)
    rows: Rows = ()
    if draft.starts_at is None:
        text = outreach_texts.VISIT_ASK_WHEN
    elif things := looks_like_fraud(draft.place):
        draft, text = (
            replace(draft, place=""),
            outreach_texts.PLACE_SUSPECT.format(things=outreach_texts.listed(things)),
        )
    elif len(draft.place) < 3:
        draft, text = replace(draft, place=""), outreach_texts.VISIT_ASK_PLACE
    elif not draft.kind:
        text = outreach_texts.VISIT_ASK_KIND
        rows = tuple(
            (Button(name, Verb.VISITS, ("acara", kind, draft.token)),)
            for kind, name in outreach_texts.VISIT_KINDS.items()
        )
    elif draft.village not in {village.id for village in villages}:
        draft, text = replace(draft, village=""), outreach_texts.VISIT_ASK_VILLAGE
        rows = tuple(
            (Button(village.name, Verb.VISITS, ("desa", str(place), draft.token)),)
            for place, village in enumerate(villages[:VILLAGES])
        )
    else:
        return _keep(turn, draft)
    asked = _shown(turn.event, text, (*rows, *_drop(draft)))
    return replace(asked, outreach=(DraftKept(draft),))


def _keep(turn: OfficerTurn[Event], draft: VisitDraft) -> Outcome:
    hours, starts_at = _hours(turn), draft.starts_at
    dropped = (DraftDropped(turn.officer.id),)
    if starts_at is None or starts_at <= turn.now:
        return replace(_shown(turn.event, outreach_texts.VISIT_OLD_BUTTON), outreach=dropped)
    old = _mine(turn.outreach, draft.number)
    if draft.number and old is None:
        return replace(_shown(turn.event, outreach_texts.VISIT_NOT_YOURS), outreach=dropped)
    planned = Visit(
        draft.number, turn.officer.office, turn.officer.id, draft.village, draft.kind, starts_at, draft.place
    )
    same = (planned.village, planned.kind, planned.starts_at, planned.place)
    if any((one.village, one.kind, one.starts_at, one.place) == same for one in turn.outreach.visits):
        return replace(_shown(turn.event, outreach_texts.VISIT_TWICE), outreach=dropped)
    line = outreach_texts.visit(planned, hours, turn.now, turn.policy.directory)
    text, rows = outreach_texts.VISIT_KEPT.format(visit=line), tell_button(planned)
    if old:
        text, rows = outreach_texts.VISIT_CHANGED.format(visit=line, notice=outreach_texts.attendance(old.reminded)), ()
    return replace(_shown(turn.event, text, rows), outreach=(VisitKept(planned), *dropped))


def tell_button(one: Visit) -> Rows:
    """Return the button that makes a broadcast of a planned day, which is named by its moment: it has no number yet."""
    token = str(int(one.starts_at.timestamp()))
    return ((Button(outreach_texts.B_TELL, Verb.BROADCAST, ("jadwal", token)),),)


def _pressed(turn: OfficerTurn[Pressed]) -> Outcome:
    choice, named, token = (*turn.event.args, "", "", "")[:3]
    draft = turn.outreach.draft if isinstance(turn.outreach.draft, VisitDraft) else None
    if choice == "tambah":
        if not turn.policy.speaks_for(turn.officer):
            return turn.refuse(outreach_texts.VISIT_NO_VILLAGE)
        fresh = VisitDraft(turn.officer.id, turn.now)
        ask = Send(turn.event.address, outreach_texts.VISIT_ASK_WHEN, _drop(fresh))
        return Outcome(actions=(ask,), outreach=(DraftKept(fresh),))
    if choice in {"ubah", "hapus", "ya"}:
        return _change_or_cancel(turn)
    if choice == "tidak":
        return _shown(turn.event, outreach_texts.VISIT_DROPPED)
    if draft is None or draft.token not in {named, token}:
        return turn.refuse(outreach_texts.VISIT_OLD_BUTTON)
    if choice == "batal":
        return replace(_shown(turn.event, outreach_texts.VISIT_DROPPED), outreach=(DraftDropped(turn.officer.id),))
    villages = turn.policy.speaks_for(turn.officer)
    if choice == "acara" and named in outreach_texts.VISIT_KINDS:
        return _next(turn, replace(draft, kind=named))
    if choice == "desa" and int(named) < len(villages):
        return _next(turn, replace(draft, village=villages[int(named)].id))
    return turn.refuse(outreach_texts.VISIT_OLD_BUTTON)


def _change_or_cancel(turn: OfficerTurn[Pressed]) -> Outcome:
    """Change or cancel (Ubah, Hapus) a planned day in a village for which the officer speaks."""
    choice, number = turn.event.args[:2]
    one = _mine(turn.outreach, int(number))
    if one is None:
        return turn.refuse(outreach_texts.VISIT_NOT_YOURS)
    line = outreach_texts.visit(one, _hours(turn), turn.now, turn.policy.directory)
    if choice == "ubah":
        draft = VisitDraft(turn.officer.id, turn.now, one.id, one.kind, one.village, None, one.place)
        ask = Send(turn.event.address, outreach_texts.VISIT_ASK_NEW.format(visit=line), _drop(draft))
        return Outcome(actions=(ask,), outreach=(DraftKept(draft),))
    to_notify = outreach_texts.attendance(one.reminded)
    if choice == "hapus":
        rows: Rows = (
            (
                Button(outreach_texts.B_YES_DELETE, Verb.VISITS, ("ya", str(one.id))),
                Button(outreach_texts.B_NO_DELETE, Verb.VISITS, ("tidak",)),
            ),
        )
        return Outcome(
            actions=(
                Send(turn.event.address, outreach_texts.VISIT_ASK_CANCEL.format(visit=line, notice=to_notify), rows),
            )
        )
    shown = _shown(turn.event, outreach_texts.VISIT_CANCELLED.format(visit=line, notice=to_notify))
    return replace(shown, outreach=(VisitCancelled(one.id),))


def _mine(own: OwnOutreach, number: int) -> Visit | None:
    """Return the day with this number, if it is in a village for which the officer speaks now."""
    return next((one for one in own.visits if number and one.id == number), None)


def _shown(event: Event, text: str, rows: Rows = ()) -> Outcome:
    """Show a text in the message that holds the pressed button, else as an answer."""
    if not isinstance(event, Pressed):
        return say(event, text, rows)
    return Outcome(actions=(shown(event, text, rows),))


def _drop(draft: VisitDraft) -> Rows:
    return ((Button(outreach_texts.B_DROP_VISIT, Verb.VISITS, ("batal", draft.token)),),)


def _hours(turn: OfficerTurn[Event]) -> OfficeHours:
    return turn.policy.directory.offices[turn.officer.office].hours
