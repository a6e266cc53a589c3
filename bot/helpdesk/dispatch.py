"""The middle: one event in, one outcome out. No clock, no network, no database in here."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.helpdesk.guided_checks.dialog import on_command as flow_command
from bot.helpdesk.guided_checks.dialog import on_pressed as flow_pressed
from bot.helpdesk.guided_checks.dialog import on_text as flow_text
from bot.helpdesk.guided_checks.dialog import with_resume_prompt, without_faded
from bot.helpdesk.model.actions import Acknowledge, Outcome, Send, Verdict
from bot.helpdesk.model.context import OfficerContext, ResidentContext
from bot.helpdesk.model.entities import Held
from bot.helpdesk.model.events import Attached, Blocked, Commanded, Edited, Event, Pressed, Started, Unblocked, Wrote
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.verbs import Verb
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
from bot.helpdesk.resident.consent import first_contact, informed_afterwards, thanked
from bot.helpdesk.resident.data_requests import asks_to_clear, clear_chat, show_data
from bot.helpdesk.resident.documents import asked_about, document
from bot.helpdesk.resident.documents import on_pressed as document_pressed
from bot.helpdesk.resident.messages import on_attachment, on_text
from bot.helpdesk.resident.pii_guard import (
    allow_requested_pii,
    begun_before,
    contact,
    guarded,
    unnumbered,
    with_masking_notice,
)
from bot.helpdesk.resident.pii_guard import on_pressed as guard_pressed
from bot.helpdesk.resident.verification import check, pass_on, pass_on_at_once, show_official
from bot.helpdesk.resident.village_selection import ask_village, on_started, settle_in
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.cards import with_updated_cards
from bot.helpdesk.tickets.discreet_delivery import hide_in_notification, hide_in_reply
from bot.helpdesk.tickets.erased_residents import withdrawn
from bot.matching.decision import Outcome as Reading


def for_resident(context: ResidentContext, event: Event, now: datetime, policy: Policy) -> Outcome:
    """Everything that follows from one event of a resident; what nobody should read is hidden before anything else."""
    was = context.resident
    context, event = unnumbered(context, event)
    context, event = _heard(context.of(without_faded(context.resident, now)), event, policy)
    if isinstance(event, Pressed) and event.verb == Verb.AGREE:
        return hide_in_reply(_agreed(context, event, now, policy), context.resident)
    context, event, hidden, earlier = guarded(context, event, policy)
    outcome = with_resume_prompt(
        _for_resident(_recalling(context, event, policy), event, now, policy), context, event, now, policy
    )
    outcome = subscription.hushed(outcome, event, clears=asks_to_clear(event))
    if hidden:
        outcome = begun_before(with_masking_notice(outcome, event, late=bool(earlier)), context, earlier)
    if context.resident.informed_at is None:
        outcome = first_contact(outcome, context, event, now, policy)
    outcome = withdrawn(with_updated_cards(outcome, context.known, was, context.sent, now, policy), context)
    return hide_in_reply(outcome, context.resident)


def _recalling(context: ResidentContext, event: Event, policy: Policy) -> ResidentContext:
    """Of whom nothing may be remembered, the question that the pressed button is about is read from the chat."""
    if context.resident.informed_at or not isinstance(event, Pressed) or event.quoted is None:
        return context
    quoted = guarded(context, event.quoted, policy).event
    words = quoted.caption if isinstance(quoted, Attached) else quoted.text if isinstance(quoted, Wrote) else ""
    memory = replace(context.resident.memory, question=words.strip() or None)
    return replace(context, resident=replace(context.resident, memory=memory))


def _agreed(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """The consent button: what was waiting for it goes on."""
    resident = replace(
        context.resident, informed_at=context.resident.informed_at or now, name=event.name, blocked_at=None
    )
    context = _recalling(context, event, policy)
    known = replace(context, resident=replace(resident, memory=context.resident.memory))
    kind, *rest = event.args or ("",)
    if kind == "ulang" and event.quoted is not None:
        done = for_resident(known, event.quoted, now, policy)
    elif kind == "kirim" and isinstance(event.quoted, Attached):
        sent = guarded(known, event.quoted, policy).event
        done = on_attachment(known, sent if isinstance(sent, Attached) else event.quoted, now, policy)
    elif kind == Verb.VILLAGE and rest and rest[0] in policy.directory.villages:
        done = settle_in(resident, context.tickets, rest[0], event, now, policy)
    elif kind == Verb.CHECK_BEGIN:
        done = _for_resident(known, replace(event, verb=Verb.CHECK_BEGIN, args=tuple(rest)), now, policy)
    elif kind == Verb.REMINDER:
        done = visit_reminders.on_pressed(resident, replace(event, verb=kind, args=tuple(rest)), now, policy)
    elif kind == Verb.SUBSCRIPTION:
        done = subscription.choose(resident, replace(event, verb=kind, args=("ya",)), now, policy)
    elif kind == Verb.OUTSIDE:
        done = settle_in(resident, context.tickets, None, event, now, policy)
    else:
        done = _for_resident(known, replace(event, verb=Verb.ASK_OFFICER, args=()), now, policy)
    thankful = thanked(done, event, resident)
    person = thankful.resident
    if thankful.tickets and person and not (person.village or person.outside):
        # the link's village could not be remembered; the case moves to its officer once it is named again
        where = ask_village(person, event, policy)
        return replace(thankful, actions=(*thankful.actions, *where.actions), resident=where.resident)
    return thankful


def _heard(context: ResidentContext, event: Event, policy: Policy) -> tuple[ResidentContext, Event]:
    """The event as it was meant: words behind a command are a message. Whoever writes can be answered again."""
    resident = context.resident
    if resident.memory.hush and not isinstance(event, Blocked | Unblocked) and not asks_to_clear(event):
        resident = replace(resident, memory=replace(resident.memory, hush=False))
    words = event.argument if isinstance(event, Commanded) else event.payload if isinstance(event, Started) else ""
    if " " in words.strip():
        asks = isinstance(event, Commanded) and event.command == "petugas"
        if asks or policy.knowledge.decide([words]).outcome is Reading.EMERGENCY:
            if asks:
                resident = replace(resident, memory=replace(resident.memory, awaiting="question"))
            reply_to = event.reply_to if isinstance(event, Commanded) else None
            event = Wrote(event.address, event.name, event.at, event.message, words, reply_to)
    return context.of(resident), event


def _for_resident(context: ResidentContext, event: Event, now: datetime, policy: Policy) -> Outcome:
    match event:
        case Wrote() if checked := check(context, event, now, policy):
            return checked
        case Wrote() if stepped := flow_text(context, event, now, policy):
            return stepped
        case Wrote() | Edited():
            return on_text(context, event, now, policy)
        case Commanded(command="kabar" | "berhenti") | Pressed(verb=Verb.SUBSCRIPTION):
            return subscription.choose(context.resident, event, now, policy)
        case Pressed(verb=Verb.REMINDER):
            return visit_reminders.on_pressed(context.resident, event, now, policy)
        case Commanded(command="hapusjejak") | Pressed(verb=Verb.CLEAR):
            return clear_chat(context, event, now, policy)
        case Commanded(command="resmi"):
            return show_official(context, event, policy)
        case Commanded(command="data") | Pressed(verb=Verb.DATA_FILE):
            return show_data(context, event, now, policy)
        case Pressed(verb=Verb.ASK_TO_VERIFY) if passed_on := pass_on(context, event, now, policy):
            return passed_on
        case Pressed() if stepped := flow_pressed(context, event, now, policy):
            return stepped
        case Pressed() if pressed := guard_pressed(context, event, now, policy) or document_pressed(
            context, event, now, policy
        ):
            return pressed
        case Pressed():
            return resident_pressed(
                context.resident, context.tickets, context.target, context.fresh, event, now, policy
            )
        case Attached() if held_back := contact(context, event, now, policy) or document(context, event, now, policy):
            return held_back
        case Attached():
            taken = pass_on_at_once(context, event, now, policy) or on_attachment(context, event, now, policy)
            return asked_about(taken, context, event, now, policy)
        case Commanded() if begun := flow_command(context, event, now, policy):
            return begun
        case Commanded():
            return resident_command(context.resident, context.tickets, event, now, policy)
        case Started():
            return on_started(context.resident, context.tickets, event, now, policy)
        case Blocked():
            return Outcome(verdict=Verdict.IGNORED, resident=replace(context.resident, blocked_at=now))
        case Unblocked():
            return Outcome(verdict=Verdict.IGNORED, resident=replace(context.resident, blocked_at=None))
    return Outcome(verdict=Verdict.IGNORED)


def for_officer(context: OfficerContext, event: Event, now: datetime, policy: Policy) -> Outcome:
    """Everything that follows from one event in an officer's chat."""
    return _afterwards(_for_officer(context, event, now, policy), context, now, policy)


def for_held(context: OfficerContext, held: Held, now: datetime, policy: Policy) -> Outcome:
    """Everything that follows when the ten seconds of an officer's answer are over."""
    return _afterwards(release(context, held, now, policy), context, now, policy)


def _afterwards(outcome: Outcome, context: OfficerContext, now: datetime, policy: Policy) -> Outcome:
    """What holds for whatever an officer did: what he asked for goes through, cards are true, some is covered."""
    if context.target and context.resident:
        outcome = with_updated_cards(
            outcome, context.known, context.resident, {context.target.id: context.sent}, now, policy
        )
    return hide_in_notification(
        informed_afterwards(allow_requested_pii(outcome, context), context, now, policy), context.resident
    )


def _for_officer(context: OfficerContext, event: Event, now: datetime, policy: Policy) -> Outcome:
    if context.own:
        about_it = (context, context.own, event, now, policy)
        if outreach := compose_broadcast.on_event(*about_it) or plan_visit.on_event(*about_it):
            return outreach
    match event:
        case Wrote() | Attached():
            return on_message(context, event, now, policy)
        case Pressed():
            return officer_pressed(context, event, now, policy)
        case Commanded():
            return officer_command(context, event, now, policy)
        case Started():
            return officer_started(context, event, policy)
        case Edited() if context.held:
            return change(context, context.held, event, now)
        case Edited():
            return correct(context, event, now, policy)
    return Outcome(verdict=Verdict.IGNORED)


def in_group(event: Event, policy: Policy) -> Outcome:
    """A group: known questions are answered for all to read; nothing personal is taken up there."""
    if isinstance(event, Pressed):
        return Outcome(actions=(Acknowledge(event.address, event.callback, texts.GROUP_PRIVATE),))
    if not isinstance(event, Wrote):
        return Outcome(verdict=Verdict.IGNORED)
    decision = policy.knowledge.decide([event.text])
    text = texts.GROUP_PRIVATE
    if decision.outcome is Reading.ANSWER:
        text = "\n\n".join(policy.knowledge.answer(entry, None) for entry in decision.answers[:1])
    elif decision.outcome is Reading.REFER:
        text = policy.knowledge.referral(decision.referral or "", None)
    elif decision.outcome is Reading.EMERGENCY:
        text = f"{texts.EMERGENCY_GROUP}\n\n{texts.GROUP_PRIVATE}"
    return Outcome(actions=(Send(event.address, text, reply_to=event.message),))
