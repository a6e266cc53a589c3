"""Who handles an event, as tables: what is done before, the rules from top to bottom, what is done afterwards.

One event in, one outcome out. No clock, no network, no database in here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from types import UnionType
from typing import TypeVar

from msgspec.structs import replace

from bot.helpdesk import guided_checks
from bot.helpdesk.buttons import RESIDENTS, Handler, press_of_officer, press_of_resident, remember_labels
from bot.helpdesk.model.actions import Acknowledge, Edit, Outcome, Send, Verdict
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Attached, Blocked, Commanded, Edited, Event, Pressed, Started, Wrote
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.ticket import Held
from bot.helpdesk.officer import commands as officer_commands, reply, search
from bot.helpdesk.outreach import broadcast, visits
from bot.helpdesk.resident import buttons, commands, documents, matter, privacy, text, village, warning
from bot.helpdesk.texts import danger as danger_texts, privacy as privacy_texts, resident as texts
from bot.helpdesk.tickets import cards, danger, delivery
from bot.helpdesk.turn import OfficerContext, OfficerTurn, ResidentContext, ResidentTurn, acknowledged
from bot.matching.entry import DecisionKind

T = TypeVar("T", bound=ResidentTurn[Event] | OfficerTurn[Event])
Rules = Iterable[tuple[type[Event] | UnionType, Handler]]
"""For events of which kind a handler is."""


def _typed(turn: ResidentTurn[Wrote]) -> Outcome | None:
    """Take a command's word without its slash as the command."""
    command = commands.typed(turn)
    return _first(RESIDENT_HANDLERS, turn.on(command)) if command else None


def _blocked(turn: ResidentTurn[Blocked]) -> Outcome:
    blocked_at = turn.now if turn.event.blocked else None
    return Outcome(verdict=Verdict.IGNORED, resident=replace(turn.resident, blocked_at=blocked_at))


RESIDENT_BEFORE: tuple[Callable[[ResidentTurn[Event]], ResidentTurn[Event]], ...] = (
    guided_checks.forget_expired_check,
    privacy.note_presence,
    privacy.unwrap_command,
    privacy.mask_personal_data,
)
RESIDENT_HANDLERS = (
    (Wrote, text.press_by_label),
    (Wrote, _typed),
    (Wrote, warning.recognise),
    (Wrote, warning.check),
    (Wrote, guided_checks.on_text),
    (Wrote, text.answer_by_words),
    (Wrote, documents.ask_again),
    (Wrote | Edited, text.on_text),
    (Pressed, press_of_resident),
    (Attached, privacy.contact),
    (Attached, documents.program),
    (Attached, documents.answer_caption),
    (Attached, documents.document),
    (Attached, documents.pass_on),
    (Commanded, guided_checks.on_command),
    (Commanded, commands.on_command),
    (Started, village.on_started),
    (Blocked, _blocked),
)
RESIDENT_AFTER: tuple[Callable[[Outcome, ResidentTurn[Event]], Outcome], ...] = (
    matter.hold_until_village_known,
    matter.send_held_question,
    guided_checks.add_resume_prompt,
    buttons.quote_question,
    remember_labels,
    privacy.call_off_broadcasts,
    privacy.add_masking_notice,
    privacy.add_privacy_notice,
    privacy.update_cards,
    cards.empty_cards_of_the_erased,
    danger.limit_rings,
    delivery.cover_on_shared_phone,
)


def for_resident(context: ResidentContext, event: Event, now: datetime, policy: Policy) -> Outcome:
    """Decide everything that follows from one event of a resident."""
    return acknowledged(_for_resident(context.turn(event, now, policy)), event)


def _for_resident(turn: ResidentTurn[Event]) -> Outcome:
    turn = replace(turn, decisions={}, before=turn.resident, masked=False, earlier={})
    for prepare in RESIDENT_BEFORE:
        turn = prepare(turn)
    if isinstance(turn.event, Pressed) and turn.event.verb == Verb.AGREE:
        return delivery.cover_on_shared_phone(_agreed(turn.on(turn.event)), turn)
    return _completed(_first(RESIDENT_HANDLERS, privacy.recalling(turn)), turn, RESIDENT_AFTER)


def _first(rules: Rules, turn: ResidentTurn[Event] | OfficerTurn[Event]) -> Outcome:
    """Return what the first rule says that has something to say about the event."""
    for kind, handle in rules:
        if isinstance(turn.event, kind) and (outcome := handle(turn)):
            return outcome
    return Outcome(verdict=Verdict.IGNORED)


def _agreed(turn: ResidentTurn[Pressed]) -> Outcome:
    """Act on the consent button: go on with what was waiting for it."""
    resident = replace(turn.resident, informed_at=turn.resident.informed_at or turn.now)
    asking = turn.of(replace(resident, memory=privacy.recalling(turn).memory))
    goes_on, *more = turn.event.args or ("",)
    quoted, done = turn.event.quoted, None
    if goes_on == "ulang" and quoted:
        # the resident's own message, as if he had just sent it
        done = _for_resident(asking.on(quoted))
    elif goes_on == "kirim" and isinstance(quoted, Attached):
        sent = privacy.mask_personal_data(asking.on(quoted)).event
        done = documents.on_attachment(asking.on(sent if isinstance(sent, Attached) else quoted))
    elif goes_on in privacy.AGREED_TO:
        # but for a check, the words above the pressed button are not remembered as the resident's question
        known = asking if goes_on == Verb.CHECK_BEGIN else turn.of(resident)
        args = ("ya",) if goes_on == Verb.SUBSCRIPTION else tuple(more)
        done = RESIDENTS[goes_on](known.on(replace(turn.event, verb=goes_on, args=args)))
    if done is None:
        # everything else becomes a question to the officer
        done = _first(RESIDENT_HANDLERS, asking.on(replace(turn.event, verb=Verb.ASK_OFFICER, args=())))
    # what "ulang" repeats has been through this already, and holds nothing new then
    held = matter.hold_until_village_known(done, turn.of(resident))
    done = matter.send_held_question(held, turn.of(resident))
    rest = [action for action in done.actions if not isinstance(action, Acknowledge)]
    if turn.event.message and not any(isinstance(one, Edit) and one.message == turn.event.message for one in rest):
        # the pressed button goes
        rest.insert(0, Edit(turn.event.address, turn.event.message, privacy_texts.AGREED))
    person = replace(done.resident or resident, informed_at=resident.informed_at)
    verdict = done.verdict if done.tickets else Verdict.ANSWERED
    return replace(done, verdict=verdict, actions=tuple(rest), resident=person)


OFFICER_HANDLERS = (
    (Wrote | Attached, broadcast.on_text),
    (Wrote, visits.on_text),
    (Wrote | Attached, officer_commands.on_message),
    (Pressed, press_of_officer),
    (Commanded, officer_commands.on_command),
    (Started, officer_commands.on_started),
    (Edited, reply.change_held),
    (Edited, reply.correct),
)


def _update_cards(outcome: Outcome, turn: OfficerTurn[Event]) -> Outcome:
    if turn.target is None or turn.resident is None:
        return outcome
    return cards.with_updated_cards(outcome, {turn.target: turn.sent}, turn.resident, turn.now, turn.policy)


OFFICER_AFTER: tuple[Callable[[Outcome, OfficerTurn[Event]], Outcome], ...] = (
    _update_cards,
    search.offer_to_others,
    privacy.allow_requested_pii,
    privacy.informed_afterwards,
    lambda outcome, turn: delivery.hide_in_notification(outcome, turn.resident),
)


def for_officer(context: OfficerContext, event: Event, now: datetime, policy: Policy) -> Outcome:
    """Decide everything that follows from one event in an officer's chat."""
    turn = context.turn(event, now, policy)
    return acknowledged(_completed(_first(OFFICER_HANDLERS, turn), turn, OFFICER_AFTER), event)


def for_held(context: OfficerContext, held: Held, now: datetime, policy: Policy) -> Outcome:
    """Decide everything that follows when the hour of an officer's answer has come."""
    turn = context.turn(Event(context.place, "", now, held.message), now, policy)
    return _completed(reply.release(turn, held), turn, OFFICER_AFTER)


def _completed(outcome: Outcome, turn: T, steps: Iterable[Callable[[Outcome, T], Outcome]]) -> Outcome:
    for complete in steps:
        outcome = complete(outcome, turn)
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
        text = "\n\n".join(policy.knowledge.entries[entry].shown(None).text for entry in decision.answers[:1])
    elif decision.outcome is DecisionKind.REFER:
        text = policy.knowledge.referral(decision.referral or "", None)
    elif danger.DESPAIRS.intersection(decision.answers):
        text = f"{danger_texts.DESPAIR_GROUP}\n\n{texts.GROUP_PRIVATE}"
    elif decision.alarming:
        call, _ = danger.whom_to_call(policy.directory, event.text, None)
        text = f"{danger_texts.EMERGENCY_GROUP.format(call=call)}\n\n{texts.GROUP_PRIVATE}"
    elif decision.outcome is DecisionKind.WARN:
        text = f"{warning.warning_text(decision.act, event.text)}\n\n{texts.GROUP_PRIVATE}"
    return Outcome(actions=(Send(event.address, text, reply_to=event.message),))
