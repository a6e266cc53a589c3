"""What happens when a resident writes, presses a button or sends something: pure, one event at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Button, Outcome, React, Send, Verdict
from bot.helpdesk.model.conversation_memory import Awaited, Awaiting, Requested, Turn
from bot.helpdesk.model.entities import Resident, Ticket, TicketState
from bot.helpdesk.model.events import Attached, Edited, Event, Wrote
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.resident.answering import KNOWN, reply
from bot.helpdesk.resident.asked import is_asked_for, sent_after, what_was_asked, with_what_it_follows
from bot.helpdesk.resident.awaited_question import take_awaited
from bot.helpdesk.resident.early_warnings import said_to_a_gentle_question, said_to_a_warning, stands_in, warn
from bot.helpdesk.resident.in_ticket import ACKNOWLEDGED, into_open_ticket, is_over, reply_in
from bot.helpdesk.resident.village_selection import ask_village, offer_to_move, village_named
from bot.helpdesk.texts import danger as danger_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.danger import DESPAIRS
from bot.helpdesk.tickets.intake import (
    NEEDS_HELP,
    begin_anew,
    check_danger,
    hear_despair,
    join_ticket,
    joined_note,
    open_ticket,
    raise_emergency,
)
from bot.helpdesk.tickets.talk import POLITE, calls_off, is_being_attended, is_question, stands_alone, talk_of
from bot.helpdesk.turn import ResidentTurn
from bot.matching.danger import assess, pleads
from bot.matching.entry import Decision, DecisionKind

INTO_TICKETS = frozenset({"photo", "voice", "audio", "video", "video_note", "document", "location", "contact"})
"""What an officer can use; the rest (stickers, dice…) gets a reaction beside an open ticket, or is kindly declined."""
UNHEARD = frozenset({"voice", "audio", "video", "video_note"})
"""What may hold a call for help that the bot cannot hear."""
STILL_WAITING = frozenset({DecisionKind.SMALLTALK, DecisionKind.REPHRASE, DecisionKind.WARN})
READ_AS_PLACE_NAME = frozenset({DecisionKind.ESCALATE, DecisionKind.REPHRASE})
"""How the name of a place is read."""
NAME = 3
"""Words of a village's name: "desa lok paikat"."""


def on_text(turn: ResidentTurn[Wrote | Edited]) -> Outcome:
    resident, text = turn.resident, turn.event.text.strip()
    if not text:
        return Outcome(verdict=Verdict.IGNORED)
    recent = turn.policy.recent(resident.memory, turn.now)
    decision = _decided(turn, text, recent)
    entry = decision.answers[0] if decision.answers else None
    remembered = replace(
        resident.remember(
            turns=(*recent, Turn(text, turn.now, entry, turn.event.message))[-2:], awaiting=_still(resident, decision)
        ),
        name=turn.event.name or resident.name,
        blocked_at=None,
    )
    said = turn.of(remembered).saying(text)
    if helped := _called_for_help(said, decision, entry):
        return helped
    if decision.outcome is DecisionKind.WARN:
        return warn(said, decision, awaits=resident.memory.awaiting == Awaited.QUESTION)
    if isinstance(turn.event, Edited) and turn.target is None and _said_nothing_new(decision, resident):
        kept = tuple(one for one in resident.memory.turns if one.entry != entry)
        turns = (*kept, Turn(text, turn.now, entry, turn.event.message))[-2:]
        return Outcome(resident=resident.remember(turns=turns))
    awaiting = resident.memory.awaiting
    if placed := _placed(said, decision, awaiting):
        return placed
    if awaiting == Awaited.QUESTION and decision.outcome is not DecisionKind.REPHRASE:
        return take_awaited(said, decision, recent)
    if turn.target and turn.target.state is not TicketState.CANCELLED:
        return reply_in(said, turn.target, decision)
    if recent and (told := _told_to_the_bot(said, decision, turn, recent)):
        return told
    talking = talk_of(turn)
    ticket = talking or turn.open
    telling = ticket is not None and _is_told_in(ticket, turn)
    talks = talking is not None or telling
    if ticket and not stands_alone(turn, decision, text, talking=talks):
        return into_open_ticket(said, ticket, decision)
    return reply(said, decision, _apology(turn.event, turn.now, turn.policy, remembered), recent)


def _decided(turn: ResidentTurn[Event], text: str, recent: Sequence[Turn]) -> Decision:
    """Decide about a message after those before it; what was called no danger makes none of it."""
    decision = turn.decided(text, (one.text for one in recent))
    calmed = turn.resident.memory.calmed
    if calmed is None or not decision.alarming:
        return decision
    return turn.decided(text, (one.text for one in recent if one.at > calmed))


def _is_told_in(ticket: Ticket, turn: ResidentTurn[Event]) -> bool:
    """Return whether only what surely asks is answered beside the ticket; the rest is told to the officer.

    "Umurku mau dituakan" in an early warning, "di miri sarawak" in an emergency, "dekat pasar" in a report.
    """
    in_danger = ticket.at_risk and is_being_attended(turn, ticket)
    return in_danger or ticket.early_warning or is_asked_for(ticket, turn.policy)


def _told_to_the_bot(
    turn: ResidentTurn[Event], decision: Decision, before: ResidentTurn[Event], recent: tuple[Turn, ...]
) -> Outcome | None:
    """Take the message as what an answer has just asked for, or as said to a warning or to the question about danger.

    None where it is none of these.
    """
    given = what_was_asked(turn, decision, before)
    if given or before.open:
        return given
    return said_to_a_warning(turn, decision, recent) or said_to_a_gentle_question(turn, decision, recent)


def _placed(turn: ResidentTurn[Event], decision: Decision, awaited: Awaiting | None) -> Outcome | None:
    """Take the message as the village's name, or, beside the question that waits for it, as part of that question.

    None where it is neither. Part of it is what is known only by what was said before ("di Banjarmasin").
    """
    owing = turn.of(turn.resident.remember(awaiting=awaited))
    if chosen := village_named(owing, turn.words):
        return chosen
    if decision.outcome not in KNOWN and (moving := offer_to_move(turn, turn.words)):
        return moving
    memory = turn.resident.memory
    if memory.pending and calls_off(decision, turn.words):
        dropped = replace(turn.resident, memory=replace(memory, pending=None, question=None))
        return Outcome(actions=(Send(turn.event.address, texts.NOT_SENT),), resident=dropped)
    if awaited == Awaited.VILLAGE and (again := _no_such_village(turn, decision)):
        return again
    if memory.pending is None or decision.outcome is not DecisionKind.ANSWER:
        return None
    alone = turn.decided(turn.words)
    return None if alone.outcome is DecisionKind.ANSWER else open_ticket(turn)


def _no_such_village(turn: ResidentTurn[Event], decision: Decision) -> Outcome | None:
    """Ask once more where a name was typed that is no village of ours; None for anything else, and a second time."""
    memory, text = turn.resident.memory, turn.words
    names_place = decision.outcome in READ_AS_PLACE_NAME and not decision.off_topic and len(text.split()) <= NAME
    if not names_place or is_question(text) or memory.unreadable:
        return None
    resident = replace(turn.resident, memory=replace(memory, awaiting=Awaited.VILLAGE, unreadable=1))
    text = texts.NO_SUCH_VILLAGE.format(button=texts.B_OUTSIDE)
    if memory.pending:
        # the list of villages follows with the question that waits
        return Outcome(actions=(Send(turn.event.address, text),), resident=resident)
    return ask_village(resident, turn.event, turn.policy, text)


def _said_nothing_new(decision: Decision, resident: Resident) -> bool:
    """Return whether an edited message leads to the answer that stands there already, or needs none."""
    if decision.outcome is DecisionKind.ANSWER:
        return decision.answers[0] in {turn.entry for turn in resident.memory.turns}
    return decision.outcome is DecisionKind.SMALLTALK and decision.act in POLITE


def _still(resident: Resident, decision: Decision) -> Requested | None:
    """Return what is awaited after this message, too: "sebentar ya" is not yet what an answer has asked for."""
    awaiting = resident.memory.awaiting
    return awaiting if isinstance(awaiting, Requested) and decision.outcome in STILL_WAITING else None


def _called_for_help(turn: ResidentTurn[Event], decision: Decision, entry: str | None) -> Outcome | None:
    """Help who calls for help, and ask who may; None for everybody else."""
    if decision.outcome is DecisionKind.EMERGENCY and not decision.doubtful:
        return raise_emergency(_with_what_led_to_it(turn), entry)
    if decision.alarming and entry in DESPAIRS:
        return hear_despair(turn.saying(_with_what_it_pleads_about(turn)), entry)
    if decision.outcome is DecisionKind.EMERGENCY or _pleads_after_recording(turn):
        return _doubtful(turn, decision)
    return None


def _doubtful(turn: ResidentTurn[Event], decision: Decision) -> Outcome:
    """Ask a gentle question; the officer of the resident's ticket reads the message at once, and judges for himself."""
    policy = turn.policy
    known = (entry for entry in decision.suggestions if policy.knowledge.has(entry))
    more = tuple((Button(policy.knowledge.label(entry), Verb.ANSWER, (entry,)),) for entry in known)
    before, warned = turn.resident.memory.turns[-2:-1], turn.resident.memory.warned
    told = _with_what_it_pleads_about(turn)
    if warned and before and stands_in(before[0].text, warned):
        told = f"{warned}\n{turn.words}"
    checking = check_danger(turn.resident, turn.event, told, more)
    ticket = turn.target or turn.open or turn.urgent
    if ticket is None and turn.resident.memory.pending:
        # what waits for the village's name goes to the first office with it
        opened = open_ticket(turn)
        return replace(opened, resident=checking.resident, actions=(*checking.actions, *opened.actions))
    if ticket is None or ticket.state is TicketState.CANCELLED or ticket.office not in policy.directory.offices:
        return checking
    joined = join_ticket(turn, ticket)
    if ticket.at_risk and not ticket.retracted_at:
        return replace(joined, actions=(*joined.actions, joined_note(turn, ticket)))
    return replace(joined, resident=checking.resident, actions=(*checking.actions, *joined.actions))


def _with_what_led_to_it(turn: ResidentTurn[Event]) -> ResidentTurn[Event]:
    """Return a call for help with what was told just before and reached nobody; beside a ticket it is told there."""
    before, told = turn.resident.memory.turns[-2:-1], turn.resident.memory.question
    if turn.open or turn.target or not before:
        return turn
    if told and before[0].entry is None and f"\n{told}".endswith(f"\n{before[0].text}"):
        return turn.saying(texts.AFTER_ASKING.format(words=turn.words, question=told))
    return turn.saying(with_what_it_follows(turn.words, turn))


def _with_what_it_pleads_about(turn: ResidentTurn[Event]) -> str:
    """Return the message, after the one before it where it only pleads ("tolong") or goes on with it."""
    before = turn.resident.memory.turns[-2:-1]
    goes_on = before and (pleads(turn.words) or assess((before[0].text, turn.words)).together)
    return f"{before[0].text}\n{turn.words}" if goes_on else turn.words


def _apology(event: Event, now: datetime, policy: Policy, resident: Resident) -> str:
    """Return the opening of an answer that comes much later than its question."""
    if now - event.at <= policy.stale_after:
        return ""
    return texts.STALE.format(moment=policy.office_of(resident).hours.moment(event.at, now)) + "\n\n"


def on_attachment(turn: ResidentTurn[Attached]) -> Outcome:
    caption = turn.event.caption.strip()
    resident = replace(turn.resident, name=turn.event.name or turn.resident.name, blocked_at=None)
    said = turn.of(resident).saying(caption)
    if caption:
        decision = turn.decided(caption)
        if decision.outcome is DecisionKind.EMERGENCY and not decision.doubtful:
            return raise_emergency(said, decision.answers[0] if decision.answers else None)
        if decision.alarming and DESPAIRS.intersection(decision.answers):
            return hear_despair(said, decision.answers[0])
    ticket = turn.target or talk_of(turn) or turn.open
    if ticket and ticket.state is not TicketState.CANCELLED:
        if turn.event.attachment.kind not in INTO_TICKETS and turn.event.message:
            # a sticker tells the officer nothing
            nodded = React(turn.event.address, turn.event.message, ACKNOWLEDGED)
            return Outcome(actions=(nodded,), resident=resident, ticket=ticket.id)
        if is_over(ticket, turn.now, turn.policy):
            return begin_anew(said, ticket)
        joined = join_ticket(said, ticket)
        return with_way_to_help(replace(joined, actions=(*joined.actions, joined_note(said, ticket))), said, ticket)
    if turn.event.attachment.kind not in INTO_TICKETS:
        return Outcome(actions=(Send(turn.event.address, texts.CANNOT_USE),), resident=resident)
    question = caption or texts.SENT_KIND.format(kind=texts.KINDS.get(turn.event.attachment.kind, texts.SOMETHING))
    about, asking = sent_after(said.saying(question))
    return with_way_to_help(open_ticket(about, attempted=asking, asked=True), said)


def with_way_to_help(outcome: Outcome, turn: ResidentTurn[Event], ticket: Ticket | None = None) -> Outcome:
    """Tell who sends what the bot cannot hear how to call for help; not in an emergency, nor in a talk."""
    event = turn.event
    known = ticket is not None and (ticket.at_risk or talk_of(turn) == ticket)
    if known or not isinstance(event, Attached) or event.attachment.kind not in UNHEARD:
        return outcome
    told = Send(event.address, danger_texts.NOT_HEARD, (NEEDS_HELP,), silent=True)
    return replace(outcome, actions=(*outcome.actions, told))


def _pleads_after_recording(turn: ResidentTurn[Event]) -> bool:
    """Return whether a message only pleads ("tolong pak") while what was recorded waits to be heard."""
    pending, ticket = turn.resident.memory.pending, turn.target or turn.open
    question = pending.question if pending else ticket.question if ticket and not ticket.emergency else ""
    return any(texts.SENT_KIND.format(kind=texts.KINDS[kind]) in question for kind in UNHEARD) and pleads(turn.words)
