"""The middle: one event in, one outcome out. No clock, no network, no database in here."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.helpdesk.guided_checks.dialog import on_command as flow_command
from bot.helpdesk.guided_checks.dialog import on_pressed as flow_pressed
from bot.helpdesk.guided_checks.dialog import on_text as flow_text
from bot.helpdesk.guided_checks.dialog import reminded, without_faded
from bot.helpdesk.model.actions import Acknowledge, Outcome, Send, Verdict
from bot.helpdesk.model.context import OfficerSide, ResidentSide
from bot.helpdesk.model.entities import Held
from bot.helpdesk.model.events import Attached, Blocked, Commanded, Edited, Event, Pressed, Started, Unblocked, Wrote
from bot.helpdesk.model.policy import Desk
from bot.helpdesk.model.verbs import BEGIN
from bot.helpdesk.officer.buttons import on_pressed as officer_pressed
from bot.helpdesk.officer.commands import on_command as officer_command
from bot.helpdesk.officer.context import on_started as officer_started
from bot.helpdesk.officer.corrections import correct
from bot.helpdesk.officer.messages import on_message
from bot.helpdesk.officer.undo_send import change, release
from bot.helpdesk.outreach import compose_broadcast, plan_visit, visit_reminders
from bot.helpdesk.resident import subscription
from bot.helpdesk.resident.buttons import on_pressed as resident_pressed
from bot.helpdesk.resident.commands import on_command as resident_command
from bot.helpdesk.resident.consent import AGREE, first_contact, informed_afterwards, thanked
from bot.helpdesk.resident.data_requests import asks_to_clear, clear_chat, show_data
from bot.helpdesk.resident.documents import asked_about, document
from bot.helpdesk.resident.documents import on_pressed as document_pressed
from bot.helpdesk.resident.messages import on_attachment, on_text
from bot.helpdesk.resident.pii_guard import begun_before, contact, guarded, told, unnumbered, wanting
from bot.helpdesk.resident.pii_guard import on_pressed as guard_pressed
from bot.helpdesk.resident.verification import check, pass_on, pass_on_at_once, show_official
from bot.helpdesk.resident.village_selection import ask_village, on_started, settle_in
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.discreet_delivery import answered, unasked
from bot.helpdesk.tickets.erased_residents import withdrawn
from bot.helpdesk.tickets.lifecycle import redrawn
from bot.matching.decision import Outcome as Reading


def for_resident(side: ResidentSide, event: Event, now: datetime, desk: Desk) -> Outcome:
    """Everything that follows from one event of a resident; what nobody should read is hidden before anything else."""
    was = side.resident
    side, event = unnumbered(side, event)
    side, event = _heard(side.of(without_faded(side.resident, now)), event, desk)
    if isinstance(event, Pressed) and event.verb == AGREE:
        return answered(_agreed(side, event, now, desk), side.resident)
    side, event, hidden, earlier = guarded(side, event, desk)
    outcome = reminded(_for_resident(_recalling(side, event, desk), event, now, desk), side, event, now, desk)
    outcome = subscription.hushed(outcome, event, clears=asks_to_clear(event))
    if hidden:
        outcome = begun_before(told(outcome, event, late=bool(earlier)), side, earlier)
    if side.resident.informed_at is None:
        outcome = first_contact(outcome, side, event, now, desk)
    outcome = withdrawn(redrawn(outcome, side.known, was, side.sent, now, desk), side)
    return answered(outcome, side.resident)


def _recalling(side: ResidentSide, event: Event, desk: Desk) -> ResidentSide:
    """Of whom nothing may be remembered, the question that the pressed button is about is read from the chat."""
    if side.resident.informed_at or not isinstance(event, Pressed) or event.quoted is None:
        return side
    quoted = guarded(side, event.quoted, desk).event
    words = quoted.caption if isinstance(quoted, Attached) else quoted.text if isinstance(quoted, Wrote) else ""
    memory = replace(side.resident.memory, question=words.strip() or None)
    return replace(side, resident=replace(side.resident, memory=memory))


def _agreed(side: ResidentSide, event: Pressed, now: datetime, desk: Desk) -> Outcome:
    """The consent button: what was waiting for it goes on."""
    resident = replace(side.resident, informed_at=side.resident.informed_at or now, name=event.name, blocked_at=None)
    side = _recalling(side, event, desk)
    known = replace(side, resident=replace(resident, memory=side.resident.memory))
    kind, *rest = event.args or ("",)
    if kind == "ulang" and event.quoted is not None:
        done = for_resident(known, event.quoted, now, desk)
    elif kind == "kirim" and isinstance(event.quoted, Attached):
        sent = guarded(known, event.quoted, desk).event
        done = on_attachment(known, sent if isinstance(sent, Attached) else event.quoted, now, desk)
    elif kind == "desa" and rest and rest[0] in desk.directory.villages:
        done = settle_in(resident, side.tickets, rest[0], event, now, desk)
    elif kind == BEGIN:
        done = _for_resident(known, replace(event, verb=BEGIN, args=tuple(rest)), now, desk)
    elif kind == visit_reminders.VERB:
        done = visit_reminders.on_pressed(resident, replace(event, verb=kind, args=tuple(rest)), now, desk)
    elif kind == subscription.VERB:
        done = subscription.choose(resident, replace(event, verb=kind, args=("ya",)), now, desk)
    elif kind == "luar":
        done = settle_in(resident, side.tickets, None, event, now, desk)
    else:
        done = _for_resident(known, replace(event, verb="petugas", args=()), now, desk)
    thankful = thanked(done, event, resident)
    person = thankful.resident
    if thankful.tickets and person and not (person.village or person.outside):
        # the link's village could not be remembered; the case moves to its officer once it is named again
        where = ask_village(person, event, desk)
        return replace(thankful, actions=(*thankful.actions, *where.actions), resident=where.resident)
    return thankful


def _heard(side: ResidentSide, event: Event, desk: Desk) -> tuple[ResidentSide, Event]:
    """The event as it was meant: words behind a command are a message. Whoever writes can be answered again."""
    resident = side.resident
    if resident.memory.hush and not isinstance(event, Blocked | Unblocked) and not asks_to_clear(event):
        resident = replace(resident, memory=replace(resident.memory, hush=False))
    words = event.argument if isinstance(event, Commanded) else event.payload if isinstance(event, Started) else ""
    if " " in words.strip():
        asks = isinstance(event, Commanded) and event.command == "petugas"
        if asks or desk.knowledge.decide([words]).outcome is Reading.EMERGENCY:
            if asks:
                resident = replace(resident, memory=replace(resident.memory, awaiting="question"))
            reply_to = event.reply_to if isinstance(event, Commanded) else None
            event = Wrote(event.address, event.name, event.at, event.message, words, reply_to)
    return side.of(resident), event


def _for_resident(side: ResidentSide, event: Event, now: datetime, desk: Desk) -> Outcome:
    match event:
        case Wrote() if checked := check(side, event, now, desk):
            return checked
        case Wrote() if stepped := flow_text(side, event, now, desk):
            return stepped
        case Wrote() | Edited():
            return on_text(side, event, now, desk)
        case Commanded(command="kabar" | "berhenti") | Pressed(verb="kabar"):
            return subscription.choose(side.resident, event, now, desk)
        case Pressed(verb="ingatkan"):
            return visit_reminders.on_pressed(side.resident, event, now, desk)
        case Commanded(command="hapusjejak") | Pressed(verb="jejak"):
            return clear_chat(side, event, now, desk)
        case Commanded(command="resmi"):
            return show_official(side, event, desk)
        case Commanded(command="data") | Pressed(verb="berkas"):
            return show_data(side, event, now, desk)
        case Pressed(verb="periksa") if passed_on := pass_on(side, event, now, desk):
            return passed_on
        case Pressed() if stepped := flow_pressed(side, event, now, desk):
            return stepped
        case Pressed() if pressed := guard_pressed(side, event, now, desk) or document_pressed(side, event, now, desk):
            return pressed
        case Pressed():
            return resident_pressed(side.resident, side.tickets, side.target, side.fresh, event, now, desk)
        case Attached() if held_back := contact(side, event, now, desk) or document(side, event, now, desk):
            return held_back
        case Attached():
            taken = pass_on_at_once(side, event, now, desk) or on_attachment(side, event, now, desk)
            return asked_about(taken, side, event, now, desk)
        case Commanded() if begun := flow_command(side, event, now, desk):
            return begun
        case Commanded():
            return resident_command(side.resident, side.tickets, event, now, desk)
        case Started():
            return on_started(side.resident, side.tickets, event, now, desk)
        case Blocked():
            return Outcome(verdict=Verdict.IGNORED, resident=replace(side.resident, blocked_at=now))
        case Unblocked():
            return Outcome(verdict=Verdict.IGNORED, resident=replace(side.resident, blocked_at=None))
    return Outcome(verdict=Verdict.IGNORED)


def for_officer(side: OfficerSide, event: Event, now: datetime, desk: Desk) -> Outcome:
    """Everything that follows from one event in an officer's chat."""
    return _afterwards(_for_officer(side, event, now, desk), side, now, desk)


def for_held(side: OfficerSide, held: Held, now: datetime, desk: Desk) -> Outcome:
    """Everything that follows when the ten seconds of an officer's answer are over."""
    return _afterwards(release(side, held, now, desk), side, now, desk)


def _afterwards(outcome: Outcome, side: OfficerSide, now: datetime, desk: Desk) -> Outcome:
    """What holds for whatever an officer did: what he asked for goes through, cards are true, some is covered."""
    if side.target and side.resident:
        outcome = redrawn(outcome, side.known, side.resident, {side.target.id: side.sent}, now, desk)
    return unasked(informed_afterwards(wanting(outcome, side), side, now, desk), side.resident)


def _for_officer(side: OfficerSide, event: Event, now: datetime, desk: Desk) -> Outcome:
    if side.own:
        about_it = (side, side.own, event, now, desk)
        if outreach := compose_broadcast.on_event(*about_it) or plan_visit.on_event(*about_it):
            return outreach
    match event:
        case Wrote() | Attached():
            return on_message(side, event, now, desk)
        case Pressed():
            return officer_pressed(side, event, now, desk)
        case Commanded():
            return officer_command(side, event, now, desk)
        case Started():
            return officer_started(side, event, desk)
        case Edited() if side.held:
            return change(side, side.held, event, now)
        case Edited():
            return correct(side, event, now, desk)
    return Outcome(verdict=Verdict.IGNORED)


def in_group(event: Event, desk: Desk) -> Outcome:
    """A group: known questions are answered for all to read; nothing personal is taken up there."""
    if isinstance(event, Pressed):
        return Outcome(actions=(Acknowledge(event.address, event.callback, texts.GROUP_PRIVATE),))
    if not isinstance(event, Wrote):
        return Outcome(verdict=Verdict.IGNORED)
    decision = desk.knowledge.decide([event.text])
    text = texts.GROUP_PRIVATE
    if decision.outcome is Reading.ANSWER:
        text = "\n\n".join(desk.knowledge.answer(entry, None) for entry in decision.answers[:1])
    elif decision.outcome is Reading.REFER:
        text = desk.knowledge.referral(decision.referral or "", None)
    elif decision.outcome is Reading.EMERGENCY:
        text = f"{texts.EMERGENCY_GROUP}\n\n{texts.GROUP_PRIVATE}"
    return Outcome(actions=(Send(event.address, text, reply_to=event.message),))
