"""Who handles an event, as tables: what is done before, the rules from top to bottom, what is done afterwards.

One event in, one outcome out. No clock, no network, no database in here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from bot.helpdesk.guided_checks import dialog
from bot.helpdesk.model.actions import Acknowledge, Outcome, Send, Verdict
from bot.helpdesk.model.context import OfficerContext, ResidentContext
from bot.helpdesk.model.entities import Held
from bot.helpdesk.model.events import Attached, Blocked, Commanded, Edited, Event, Pressed, Started, Unblocked, Wrote
from bot.helpdesk.model.knowledge import Decisions
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.officer import alike, corrections, send_later
from bot.helpdesk.officer import buttons as officer_buttons
from bot.helpdesk.officer import commands as officer_commands
from bot.helpdesk.officer import messages as officer_messages
from bot.helpdesk.officer.context import on_started as greet_officer
from bot.helpdesk.outreach import compose_broadcast, plan_visit, visit_reminders
from bot.helpdesk.resident import buttons as resident_buttons
from bot.helpdesk.resident import commands as resident_commands
from bot.helpdesk.resident import (
    consent,
    documents,
    early_warnings,
    messages,
    pending_question,
    pii_guard,
    steps,
    subscription,
    typed_yes_no,
    verification,
)
from bot.helpdesk.resident.data_requests import clear_chat, show_data
from bot.helpdesk.resident.village_selection import on_started, settle_in
from bot.helpdesk.texts import danger as danger_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets import cards, discreet_delivery, first_aid, ringing
from bot.matching.entry import DecisionKind

Handler = Callable[[Any, Any, datetime, Policy], Outcome | None]
"""Decides about an event: `(context, event, now, policy)`. None: the event is for a later row of the table."""


class Rule(NamedTuple):
    """A row of a table: events of this kind are for this handler."""

    kind: type[Event]
    handle: Handler


def _press(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    handle = RESIDENT_BUTTONS.get(event.verb, resident_buttons.on_pressed)
    return handle(context, event, now, policy) or resident_buttons.old_button(context, event, now, policy)


def _command(context: ResidentContext, event: Commanded, now: datetime, policy: Policy) -> Outcome | None:
    handle = RESIDENT_COMMANDS.get(event.command)
    return handle(context, event, now, policy) if handle else None


def _blocked(context: ResidentContext, event: Blocked, now: datetime, policy: Policy) -> Outcome:
    return Outcome(verdict=Verdict.IGNORED, resident=replace(context.resident, blocked_at=now))


def _unblocked(context: ResidentContext, event: Unblocked, now: datetime, policy: Policy) -> Outcome:
    return Outcome(verdict=Verdict.IGNORED, resident=replace(context.resident, blocked_at=None))


Prepare = Callable[[ResidentContext, Event, datetime, Policy], tuple[ResidentContext, Event]]
Complete = Callable[[Outcome, ResidentContext, Event, datetime, Policy], Outcome]

RESIDENT_BEFORE: tuple[Prepare, ...] = (
    pii_guard.mask_name,
    dialog.forget_expired_check,
    steps.end_silence,
    steps.unwrap_command,
    pii_guard.mask_personal_data,
)
RESIDENT_HANDLERS = (
    Rule(Wrote, verification.check),
    Rule(Wrote, dialog.on_text),
    Rule(Wrote, typed_yes_no.answer_by_words),
    Rule(Wrote, messages.on_text),
    Rule(Edited, messages.on_text),
    Rule(Pressed, _press),
    Rule(Attached, pii_guard.contact),
    Rule(Attached, documents.document),
    Rule(Attached, documents.pass_on),
    Rule(Commanded, _command),
    Rule(Commanded, dialog.on_command),
    Rule(Commanded, resident_commands.on_command),
    Rule(Started, on_started),
    Rule(Blocked, _blocked),
    Rule(Unblocked, _unblocked),
)
RESIDENT_AFTER: tuple[Complete, ...] = (
    pending_question.hold_until_village_known,
    pending_question.send_held_question,
    dialog.add_resume_prompt,
    steps.offer_broadcasts,
    steps.call_off_broadcasts,
    steps.add_masking_notice,
    consent.add_privacy_notice,
    steps.update_cards,
    cards.empty_cards_of_the_erased,
    ringing.limit_rings,
    discreet_delivery.cover_on_shared_phone,
)
RESIDENT_COMMANDS: Mapping[str, Handler] = {
    "kabar": subscription.choose,
    "berhenti": subscription.choose,
    "hapusjejak": clear_chat,
    "resmi": verification.show_official,
    "data": show_data,
}
RESIDENT_BUTTONS: Mapping[str, Handler] = {
    Verb.SUBSCRIPTION: subscription.choose,
    Verb.REMINDER: visit_reminders.on_pressed,
    Verb.CLEAR: clear_chat,
    Verb.DATA_FILE: show_data,
    Verb.ASK_TO_VERIFY: verification.pass_on,
    Verb.DELETE_MESSAGE: pii_guard.delete_message,
    Verb.CONTACT: pii_guard.send_contact,
    Verb.DOCUMENT: documents.on_pressed,
    **dict.fromkeys(dialog.VERBS, dialog.on_pressed),
}
"""The buttons that have a module of their own; the others stand in `resident.buttons`."""


def for_resident(context: ResidentContext, event: Event, now: datetime, policy: Policy) -> Outcome:
    """Decide everything that follows from one event of a resident."""
    decisions = Decisions(policy.directory.first_office.hours.day(now))
    context = replace(context, decisions=decisions, before=context.resident, masked=False, earlier={})
    for prepare in RESIDENT_BEFORE:
        context, event = prepare(context, event, now, policy)
    if isinstance(event, Pressed) and event.verb == Verb.AGREE:
        done = _agreed(context, event, now, policy)
        return discreet_delivery.cover_on_shared_phone(done, context, event, now, policy)
    outcome = _first(RESIDENT_HANDLERS, steps.recalling(context, event, now, policy), event, now, policy)
    for complete in RESIDENT_AFTER:
        outcome = complete(outcome, context, event, now, policy)
    return outcome


def _first(rules: Iterable[Rule], context: object, event: Event, now: datetime, policy: Policy) -> Outcome:
    """Return what the first rule says that has something to say about the event."""
    for kind, handle in rules:
        if isinstance(event, kind) and (outcome := handle(context, event, now, policy)):
            return outcome
    return Outcome(verdict=Verdict.IGNORED)


def _agreed(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """Act on the consent button: go on with what was waiting for it."""
    resident = replace(
        context.resident, informed_at=context.resident.informed_at or now, name=event.name, blocked_at=None
    )
    memory = steps.recalling(context, event, now, policy).resident.memory
    asking = context.of(replace(resident, memory=memory))
    goes_on, *rest = event.args or ("",)
    known = context.of(resident) if goes_on in ABOUT_NO_QUESTION else asking
    handle = AGREED.get(goes_on, _ask_officer)
    done = handle(known, replace(event, args=tuple(rest)), now, policy) or _ask_officer(asking, event, now, policy)
    # what "ulang" repeats has been through this already, and holds nothing new then
    held = pending_question.hold_until_village_known(done, context.of(resident), event, now, policy)
    sent = pending_question.send_held_question(held, context.of(resident), event, now, policy)
    return consent.thanked(sent, event, resident)


def _again(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome | None:
    """Decide about the resident's own message, as if he had just sent it."""
    return for_resident(context, event.quoted, now, policy) if event.quoted else None


def _send_attachment(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome | None:
    if not isinstance(event.quoted, Attached):
        return None
    _, sent = pii_guard.mask_personal_data(context, event.quoted, now, policy)
    return messages.on_attachment(context, sent if isinstance(sent, Attached) else event.quoted, now, policy)


def _choose_village(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome | None:
    if event.args[:1] and event.args[0] in policy.directory.villages:
        return settle_in(context, event.args[0], event, now, policy)
    return None


def _choose_none(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    return settle_in(context, None, event, now, policy)


def _begin_check(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    return _first(RESIDENT_HANDLERS, context, replace(event, verb=Verb.CHECK_BEGIN), now, policy)


def _subscribe(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    return subscription.choose(context, replace(event, verb=Verb.SUBSCRIPTION, args=("ya",)), now, policy)


def _ask_officer(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    return _first(RESIDENT_HANDLERS, context, replace(event, verb=Verb.ASK_OFFICER, args=()), now, policy)


AGREED: Mapping[str, Handler] = {
    "ulang": _again,
    "kirim": _send_attachment,
    Verb.VILLAGE: _choose_village,
    Verb.OUTSIDE: _choose_none,
    Verb.CHECK_BEGIN: _begin_check,
    Verb.REMINDER: visit_reminders.on_pressed,
    Verb.SUBSCRIPTION: _subscribe,
}
"""What goes on after consent, by the button's first argument; everything else becomes a question to the officer."""
ABOUT_NO_QUESTION = frozenset({Verb.VILLAGE, Verb.OUTSIDE, Verb.REMINDER, Verb.SUBSCRIPTION})
"""With these the words above the pressed button are not remembered as the resident's question."""

OFFICER_HANDLERS = (
    Rule(Event, compose_broadcast.on_event),
    Rule(Event, plan_visit.on_event),
    Rule(Wrote, officer_messages.on_message),
    Rule(Attached, officer_messages.on_message),
    Rule(Pressed, officer_buttons.on_pressed),
    Rule(Commanded, officer_commands.on_command),
    Rule(Started, greet_officer),
    Rule(Edited, send_later.change),
    Rule(Edited, corrections.correct),
)


def _update_cards(outcome: Outcome, context: OfficerContext, now: datetime, policy: Policy) -> Outcome:
    if context.target is None or context.resident is None:
        return outcome
    standing = cards.StandingCards(context.known, context.resident, {context.target.id: context.sent})
    return cards.with_updated_cards(outcome, standing, now, policy)


def _allow_requested_pii(outcome: Outcome, context: OfficerContext, now: datetime, policy: Policy) -> Outcome:
    return pii_guard.allow_requested_pii(outcome, context)


def _cover_on_shared_phone(outcome: Outcome, context: OfficerContext, now: datetime, policy: Policy) -> Outcome:
    return discreet_delivery.hide_in_notification(outcome, context.resident)


def _offer_to_others(outcome: Outcome, context: OfficerContext, now: datetime, policy: Policy) -> Outcome:
    return alike.offered(outcome, context, now, policy)


OFFICER_AFTER: tuple[Callable[[Outcome, OfficerContext, datetime, Policy], Outcome], ...] = (
    _update_cards,
    _offer_to_others,
    _allow_requested_pii,
    consent.informed_afterwards,
    _cover_on_shared_phone,
)


def for_officer(context: OfficerContext, event: Event, now: datetime, policy: Policy) -> Outcome:
    """Decide everything that follows from one event in an officer's chat."""
    return _completed(_first(OFFICER_HANDLERS, context, event, now, policy), context, now, policy)


def for_held(context: OfficerContext, held: Held, now: datetime, policy: Policy) -> Outcome:
    """Decide everything that follows when the hour of an officer's answer has come."""
    return _completed(send_later.release(context, held, now, policy), context, now, policy)


def _completed(outcome: Outcome, context: OfficerContext, now: datetime, policy: Policy) -> Outcome:
    for complete in OFFICER_AFTER:
        outcome = complete(outcome, context, now, policy)
    return outcome


def in_group(event: Event, policy: Policy) -> Outcome:
    """Answer known questions in a group for all to read; nothing personal is taken up there."""
    if isinstance(event, Pressed):
        return Outcome(actions=(Acknowledge(event.address, event.callback, texts.GROUP_PRIVATE),))
    if not isinstance(event, Wrote):
        return Outcome(verdict=Verdict.IGNORED)
    decision = policy.knowledge.decide([event.text], policy.directory.first_office.hours.day(event.at))
    text = texts.GROUP_PRIVATE
    if decision.outcome is DecisionKind.ANSWER:
        text = "\n\n".join(policy.knowledge.answer(entry, None) for entry in decision.answers[:1])
    elif decision.outcome is DecisionKind.REFER:
        text = policy.knowledge.referral(decision.referral or "", None)
    elif first_aid.DESPAIRS.intersection(decision.answers):
        text = f"{danger_texts.DESPAIR_GROUP}\n\n{texts.GROUP_PRIVATE}"
    elif decision.alarming:
        call, _ = first_aid.whom_to_call(policy.directory, event.text, None)
        text = f"{danger_texts.EMERGENCY_GROUP.format(call=call)}\n\n{texts.GROUP_PRIVATE}"
    elif decision.outcome is DecisionKind.WARN:
        text = f"{early_warnings.warning_text(decision.act, event.text)}\n\n{texts.GROUP_PRIVATE}"
    return Outcome(actions=(Send(event.address, text, reply_to=event.message),))
