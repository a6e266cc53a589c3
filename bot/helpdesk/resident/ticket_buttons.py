"""What the buttons of a resident's own ticket do: taking it back, saying whether it is answered, stars, safety."""

from __future__ import annotations

from dataclasses import replace

from bot.helpdesk.buttons import resident_button
from bot.helpdesk.model.actions import Action, Button, Edit, Outcome, Priority, Rows, Send, Verdict
from bot.helpdesk.model.entities import Author, Feedback, Line, Ticket, TicketState
from bot.helpdesk.model.events import Event, Pressed
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.resident.answering import answer_calmly, calmly, needs_no_officer
from bot.helpdesk.texts import danger as danger_texts
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets import lifecycle
from bot.helpdesk.tickets.danger import retracted_once_more
from bot.helpdesk.tickets.intake import begin_anew
from bot.helpdesk.tickets.talk import asked_in
from bot.helpdesk.turn import ResidentTurn


@resident_button(Verb.CANCEL)
def _cancel(turn: ResidentTurn[Pressed]) -> Outcome:
    """Take the question back in its first minute; who helps hears of a call for help taken back."""
    ticket = turn.ticket
    if ticket.at_risk:
        mistake = replace(turn.event, args=(turn.event.args[0], "salah"))
        return _safe(turn.on(mistake))
    if not lifecycle.may_be_cancelled(ticket, turn.now, turn.policy):
        return turn.refuse(texts.TOO_LATE)
    cancelled = lifecycle.cancel(ticket, turn.now)
    text = texts.CANCELLED.format(number=ticket.id)
    return replace(turn.show(text), tickets=(cancelled,), ticket=ticket.id)


@resident_button(Verb.NOT_DONE)
def _not_done(turn: ResidentTurn[Pressed]) -> Outcome:
    """Let a question that is not answered wait again, also where it was closed a few days ago."""
    ticket = turn.ticket
    resident = turn.resident
    if not lifecycle.may_be_reopened(ticket, turn.now, turn.policy):
        return turn.refuse(texts.OLD_BUTTON)
    if ticket.office not in turn.policy.directory.offices:
        return begin_anew(turn.saying(texts.B_NOT_DONE), ticket)
    reopened = lifecycle.reopen(turn.policy, ticket, turn.now)
    text = texts.DONE_NO.format(number=ticket.id)
    notices = tuple(
        # pressed again it is known already
        Send(
            place, officer_texts.REOPENED.format(number=ticket.id), ticket=ticket.id, silent=bool(ticket.waiting_since)
        )
        for place in turn.policy.reading_places(turn.policy.concerned(ticket, resident), ticket)
    )
    actions: tuple[Action, ...] = (Send(turn.event.address, text, ticket=ticket.id), *notices)
    return Outcome(Verdict.TICKET, actions, resident, (reopened,), ticket=ticket.id)


@resident_button(Verb.DONE)
def _finished(turn: ResidentTurn[Pressed]) -> Outcome:
    """Close a question that is answered; an emergency stays open until the officer has closed it."""
    ticket = turn.ticket
    text, rows = texts.DONE_YES.format(number=ticket.id), _stars(ticket)
    if rows:
        text += f"\n{texts.RATE_ASK}"
    over = ticket.at_risk or ticket.state is not TicketState.OPEN
    closed = () if over else (lifecycle.close(ticket, turn.now),)
    return replace(turn.show(text, rows), tickets=closed, ticket=ticket.id)


def _stars(ticket: Ticket) -> Rows:
    """Return one to five stars; none where nobody answered, and nobody who was in danger is asked for them."""
    if ticket.at_risk or ticket.first_reply_at is None:
        return ()
    return (tuple(Button(f"{count} ★", Verb.RATE, (str(ticket.id), str(count))) for count in range(1, 6)),)


@resident_button(Verb.RATE)
def _rated(turn: ResidentTurn[Pressed]) -> Outcome:
    """Put the stars in the place of their question; a second press, which may be on its way already, gives none."""
    ticket = turn.ticket
    resident, choice = turn.resident, turn.event.args[1]
    if resident.memory.rated == ticket.id:
        return turn.refuse(texts.RATED_ALREADY)
    if turn.event.message is None or ticket.state is not TicketState.CLOSED or ticket.first_reply_at is None:
        return turn.refuse(texts.OLD_BUTTON)
    rated = resident.remember(rated=ticket.id)
    mark = Feedback(turn.now, "stars", choice, "", resident.village)
    shown = Edit(turn.event.address, turn.event.message, texts.RATED.format(count=choice))
    holder = turn.policy.directory.officers.get(ticket.claimed_by or ticket.officer)
    note = officer_texts.STARS.format(count=choice, number=ticket.id)
    notices = tuple(
        Send(place, note, ticket=ticket.id, silent=True)
        for place in turn.policy.reading_places(
            (holder,) if holder and ticket.office in turn.policy.directory.offices else (), ticket
        )
    )
    done: tuple[Action, ...] = (shown, *notices)
    return Outcome(actions=done, resident=rated, feedback=(mark,))


@resident_button(Verb.SAFE)
def _safe(turn: ResidentTurn[Pressed]) -> Outcome:
    """Act on the answer to "Apakah Anda bisa membalas dengan aman?", which is shown to those who help."""
    ticket = turn.ticket
    resident, choice = turn.resident, turn.event.args[1]
    replies = {"ya": danger_texts.SAFE_YES, "tidak": danger_texts.SAFE_NO, "salah": danger_texts.SAFE_MISTAKE}
    texts_by_choice = {"ya": officer_texts.SAFE, "tidak": officer_texts.UNSAFE, "salah": officer_texts.MISTAKE}
    notices = tuple(
        Send(
            place,
            texts_by_choice[choice].format(number=ticket.id),
            ticket=ticket.id,
            # a call that rings after it must not count as one that has just rung
            silent=choice == "salah",
            priority=Priority.EMERGENCY,
        )
        for place in turn.policy.reading_places(turn.policy.concerned(ticket, resident), ticket)
    )
    line = Line(ticket.id, Author.RESIDENT, turn.now, f"[{choice}]")
    answer = Send(turn.event.address, replies[choice], ticket=ticket.id, priority=Priority.EMERGENCY)
    said: tuple[Action, ...] = (answer, *notices)
    if choice == "salah":
        asked = turn.saying(_taken_for_a_call(turn, ticket))
        calm = _calmed(asked, ticket)
        return replace(calm, actions=(*said, *calm.actions), lines=(line,))
    promised = resident.remember(hush=choice == "tidak")
    return Outcome(Verdict.TICKET, said, promised, lines=(line,), ticket=ticket.id)


def _taken_for_a_call(turn: ResidentTurn[Event], ticket: Ticket) -> str:
    """Return the resident's latest message that was taken for a call for help."""
    turns = (one.text for one in reversed(turn.resident.memory.turns))
    alarming = (text for text in turns if turn.decided(text).alarming)
    return next(alarming, asked_in(ticket.question))


def _calmed(turn: ResidentTurn[Event], ticket: Ticket) -> Outcome:
    """Note the mistake, and answer what was meant where the bot knows it; all else the officer has read already."""
    memory = replace(retracted_once_more(turn.resident.memory, turn.now), hush=False, calmed=turn.now)
    retracted = lifecycle.retract(ticket, turn.now)
    others = (one for one in turn.tickets if one.id != ticket.id)
    calm = replace(turn.of(replace(turn.resident, memory=memory)), tickets=(retracted, *others))
    done = Outcome(Verdict.TICKET, resident=calm.resident)
    if needs_no_officer(calmly(turn)):
        done = answer_calmly(calm)
    return replace(done, verdict=Verdict.TICKET, tickets=(retracted,), ticket=ticket.id)
