"""What follows when a resident writes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from bot.helpdesk.buttons import names_own_ticket, press_of_resident
from bot.helpdesk.model.actions import Acknowledge, Button, Outcome, React, Send, Verdict
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Edited, Event, Pressed, Wrote
from bot.helpdesk.model.memory import Awaited, PastMessage, Requested, YesOrNo
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.ticket import Ticket, TicketState
from bot.helpdesk.resident import menu
from bot.helpdesk.resident.answer import KNOWN, following, reply, what_was_asked, with_what_it_follows
from bot.helpdesk.resident.village import ask_village, offer_to_move, village_named
from bot.helpdesk.resident.warning import said_to_a_gentle_question, said_to_a_warning, stands_in, warn
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets import lifecycle
from bot.helpdesk.tickets.danger import DESPAIRS
from bot.helpdesk.tickets.intake import (
    begin_anew,
    check_danger,
    hear_despair,
    join_ticket,
    joined_note,
    open_ticket,
    raise_emergency,
    tell_in,
)
from bot.helpdesk.tickets.talk import (
    POLITE,
    asks,
    calls_off,
    is_being_attended,
    is_farewell,
    is_politeness,
    is_question,
    is_sign,
    stands_alone,
    talk_of,
)
from bot.helpdesk.turn import ResidentTurn
from bot.matching.danger import assess, pleads
from bot.matching.entry import Decision, DecisionKind
from bot.matching.lexicon import NOT, NOT_YET

UNHEARD = frozenset({"voice", "audio", "video", "video_note"})
"""What may hold a call for help that the bot cannot hear."""
STILL_WAITING = frozenset({DecisionKind.SMALLTALK, DecisionKind.REPHRASE, DecisionKind.WARN})
READ_AS_PLACE_NAME = frozenset({DecisionKind.ESCALATE, DecisionKind.REPHRASE})
"""How the name of a place is read."""
NAME = 3
"""Words of a village's name: "desa lok paikat"."""


class ResidentMessage(NamedTuple):
    """A message that a rule may take. `turn`: with the message in the memory; `before`: as it came.

    `decision`: what the FAQ makes of it; `recent`: those before it in the same conversation.
    """

    turn: ResidentTurn[Wrote | Edited]
    before: ResidentTurn[Wrote | Edited]
    decision: Decision
    recent: tuple[PastMessage, ...]

    @property
    def entry(self) -> str | None:
        """The entry that answers it best."""
        return next(iter(self.decision.answers), None)


def on_text(turn: ResidentTurn[Wrote | Edited]) -> Outcome:
    """Act on a message by the first rule that takes it."""
    text, memory = turn.event.text.strip(), turn.memory
    if not text:
        return Outcome(verdict=Verdict.IGNORED)
    recent = turn.policy.recent(memory, turn.now)
    decision = _decided(turn, text, recent)
    last = PastMessage(text, turn.now, next(iter(decision.answers), None), turn.event.message)
    # "sebentar ya" is not yet what an answer has asked for
    still = isinstance(memory.awaiting, Requested) and decision.outcome in STILL_WAITING
    said = turn.heard().remember(turns=(*recent, last)[-2:], awaiting=memory.awaiting if still else None)
    message = ResidentMessage(said.saying(text), turn, decision, recent)
    return next(outcome for rule in RULES if (outcome := rule(message)))


def _decided(turn: ResidentTurn[Event], text: str, recent: Sequence[PastMessage]) -> Decision:
    """Decide about a message after those before it; what was called no danger makes none of it."""
    decision = turn.decided(text, (one.text for one in recent))
    calmed = turn.memory.calmed
    if calmed is None or not decision.alarming:
        return decision
    return turn.decided(text, (one.text for one in recent if one.at > calmed))


def _warned(message: ResidentMessage) -> Outcome | None:
    """Warn of what is no emergency yet."""
    if message.decision.outcome is not DecisionKind.WARN:
        return None
    awaits = message.before.resident.memory.awaiting == Awaited.QUESTION
    return warn(message.turn, message.decision, awaits=awaits)


def _said_nothing_new(message: ResidentMessage) -> Outcome | None:
    """Remember an edited message that leads to the answer that stands there already, or needs none."""
    turn, decision, memory = message.before, message.decision, message.before.resident.memory
    if not isinstance(turn.event, Edited) or turn.target is not None:
        return None
    polite = decision.outcome is DecisionKind.SMALLTALK and decision.act in POLITE
    answered = decision.outcome is DecisionKind.ANSWER and message.entry in {one.entry for one in memory.turns}
    if not polite and not answered:
        return None
    kept = (one for one in memory.turns if one.entry != message.entry)
    return Outcome(resident=turn.resident.remember(turns=(*kept, message.turn.memory.turns[-1])[-2:]))


def _awaited(message: ResidentMessage) -> Outcome | None:
    """Send the question for the officer that was awaited."""
    awaited = message.before.resident.memory.awaiting == Awaited.QUESTION
    return _take_awaited(message) if awaited and message.decision.outcome is not DecisionKind.REPHRASE else None


def _in_its_ticket(message: ResidentMessage) -> Outcome | None:
    """Take a reply to a message of a ticket, or a change of one, as said there."""
    ticket = message.before.target
    taken = ticket is not None and ticket.state is not TicketState.CANCELLED
    return reply_in(message.turn, ticket, message.decision) if ticket and taken else None


def _told_to_the_bot(message: ResidentMessage) -> Outcome | None:
    """Take the message as what an answer has asked for, or as said to a warning or to the question about danger."""
    turn, before, decision, recent = message
    given = what_was_asked(turn, decision, before) if recent else None
    if given or before.open or not recent:
        return given
    return said_to_a_warning(turn, decision, recent) or said_to_a_gentle_question(turn, decision, recent)


def _in_the_open_ticket(message: ResidentMessage) -> Outcome | None:
    """Take the message as said in the ticket that is open, unless it stands alone.

    Only what surely asks is answered beside some tickets: "umurku mau dituakan" in an early warning, "di miri sarawak"
    in an emergency, "dekat pasar" in a report.
    """
    before, talking = message.before, talk_of(message.before)
    ticket = talking or before.open
    if ticket is None:
        return None
    in_danger = ticket.at_risk and is_being_attended(before, ticket)
    talks = talking is not None or in_danger or ticket.early_warning or ticket.about.gives
    if stands_alone(before, message.decision, message.turn.words, talking=talks):
        return None
    return _courtesy(message.turn, ticket, message.decision) or tell_in(message.turn, ticket)


def _answered(message: ResidentMessage) -> Outcome:
    """Answer the message, with an apology where that comes much later than it was asked."""
    turn, opening = message.turn, ""
    if turn.now - turn.event.at > turn.policy.stale_after:
        opening = texts.STALE.format(moment=turn.office.hours.moment(turn.event.at, turn.now)) + "\n\n"
    return reply(turn, message.decision, opening, message.recent)


def _placed(message: ResidentMessage) -> Outcome | None:
    """Take the message as the village's name, or, beside the question that waits for it, as part of that question.

    None where it is neither. Part of it is what is known only by what was said before ("di Banjarmasin").
    """
    turn, decision, awaited = message.turn, message.decision, message.before.resident.memory.awaiting
    owing = turn.remember(awaiting=awaited)
    if chosen := village_named(owing, turn.words):
        return chosen
    if decision.outcome not in KNOWN and (moving := offer_to_move(turn, turn.words)):
        return moving
    memory = turn.memory
    if memory.pending and calls_off(decision, turn.words):
        return turn.remember(pending=None, question=None).say(texts.NOT_SENT)
    if awaited == Awaited.VILLAGE and (again := _no_such_village(turn, decision)):
        return again
    if memory.pending is None or decision.outcome is not DecisionKind.ANSWER:
        return None
    alone = turn.decided(turn.words)
    return None if alone.outcome is DecisionKind.ANSWER else open_ticket(turn)


def _no_such_village(turn: ResidentTurn[Event], decision: Decision) -> Outcome | None:
    """Ask once more where a name was typed that is no village of ours; None for anything else, and a second time."""
    memory, text = turn.memory, turn.words
    names_place = decision.outcome in READ_AS_PLACE_NAME and not decision.off_topic and len(text.split()) <= NAME
    if not names_place or is_question(text) or memory.unreadable:
        return None
    asked = turn.remember(awaiting=Awaited.VILLAGE, unreadable=1)
    text = texts.NO_SUCH_VILLAGE.format(button=texts.B_OUTSIDE)
    # the list of villages follows with the question that waits
    return asked.say(text) if memory.pending else ask_village(asked, text)


def _called_for_help(message: ResidentMessage) -> Outcome | None:
    """Help who calls for help, and ask who may; None for everybody else."""
    turn, decision, entry = message.turn, message.decision, message.entry
    if decision.outcome is DecisionKind.EMERGENCY and not decision.doubtful:
        return raise_emergency(_with_what_led_to_it(turn), entry)
    if decision.alarming and entry in DESPAIRS:
        return hear_despair(turn.saying(_with_what_it_pleads_about(turn)), entry)
    if decision.outcome is DecisionKind.EMERGENCY or _pleads_after_recording(turn):
        return _doubtful(turn, decision)
    return None


def _doubtful(turn: ResidentTurn[Event], decision: Decision) -> Outcome:
    """Ask a gentle question; the officer of the resident's ticket reads the message at once, and judges for himself."""
    before, warned = turn.memory.turns[-2:-1], turn.memory.warned
    told = _with_what_it_pleads_about(turn)
    if warned and before and stands_in(before[0].text, warned):
        told = f"{warned}\n{turn.words}"
    checking = check_danger(turn, told, menu.ways_to(turn.policy, decision.suggestions))
    ticket = turn.target or turn.open or turn.urgent
    if ticket is None and turn.memory.pending:
        # what waits for the village's name goes to the first office with it
        opened = open_ticket(turn)
        return replace(opened.behind(*checking.actions), resident=checking.resident)
    if ticket is None or ticket.state is TicketState.CANCELLED or not turn.policy.serves(ticket):
        return checking
    joined = join_ticket(turn, ticket)
    if ticket.at_risk and not ticket.retracted_at:
        return joined.then(joined_note(turn, ticket))
    return replace(joined.behind(*checking.actions), resident=checking.resident)


def _with_what_led_to_it(turn: ResidentTurn[Event]) -> ResidentTurn[Event]:
    """Return a call for help with what was told just before and reached nobody; beside a ticket it is told there."""
    before, told = turn.memory.turns[-2:-1], turn.memory.question
    if turn.open or turn.target or not before:
        return turn
    if told and before[0].entry is None and f"\n{told}".endswith(f"\n{before[0].text}"):
        return following(turn, told)
    return with_what_it_follows(turn)


def _with_what_it_pleads_about(turn: ResidentTurn[Event]) -> str:
    """Return the message, after the one before it where it only pleads ("tolong") or goes on with it."""
    before = turn.memory.turns[-2:-1]
    goes_on = before and (pleads(turn.words) or assess((before[0].text, turn.words)).together)
    return f"{before[0].text}\n{turn.words}" if goes_on else turn.words


def _pleads_after_recording(turn: ResidentTurn[Event]) -> bool:
    """Return whether a message only pleads ("tolong pak") while what was recorded waits to be heard."""
    pending, ticket = turn.memory.pending, turn.target or turn.open
    kind = pending.about.kind if pending else ticket.about.kind if ticket and not ticket.emergency else ""
    return kind in UNHEARD and pleads(turn.words)


QUESTION_SEEN, ACKNOWLEDGED = "👀", "👍"
"""Reactions to what needs no words."""


def reply_in(turn: ResidentTurn[Event], ticket: Ticket, decision: Decision) -> Outcome:
    """Take a message as said in the ticket whose message it replies to, or which it changes.

    Thanks and an "ok" are courtesy there, too; a change of words wakes nobody who is done; and what comes long after
    the closing is a question of its own.
    """
    edited = isinstance(turn.event, Edited)
    if ticket.is_open:
        courtesy = None if edited else _courtesy(turn, ticket, decision)
        if courtesy:
            return courtesy
    elif edited:
        # its officer reads the new words; nobody waits for an answer to them
        served = turn.policy.serves(ticket)
        return replace(join_ticket(turn, ticket), tickets=()) if served else Outcome(resident=turn.resident)
    elif is_politeness(decision) or (is_sign(turn.words) and "?" not in turn.words):
        return _polite_afterwards(turn, ticket, decision)
    return begin_anew(turn, ticket) if is_over(ticket, turn.now, turn.policy) else join_ticket(turn, ticket)


def _polite_afterwards(turn: ResidentTurn[Event], ticket: Ticket, decision: Decision) -> Outcome:
    """Answer thanks, a greeting or an "ok" in a closed ticket, which stays closed."""
    if decision.act == "terima-kasih" or not turn.event.message:
        return turn.say_in(ticket, texts.THANKS)
    nod = React(turn.event.address, turn.event.message, ACKNOWLEDGED)
    return Outcome(actions=(nod,), resident=turn.resident, ticket=ticket.id)


def is_over(ticket: Ticket, now: datetime, policy: Policy) -> bool:
    """Return whether nothing can join the ticket any more: it was closed long ago, or its office is gone."""
    return not policy.serves(ticket) or not lifecycle.may_be_reopened(ticket, now, policy)


def _courtesy(turn: ResidentTurn[Event], ticket: Ticket, decision: Decision) -> Outcome | None:
    """Answer thanks, "gak jadi", a greeting or an "ok" beside an open ticket; None for what its officer must read."""
    event = turn.event
    if is_farewell(decision, turn.words, ticket, turn.spoken):
        number = str(ticket.id)
        yes, no = Button(texts.B_YES_DONE, Verb.DONE, (number,)), Button(texts.B_NOT_DONE, Verb.NOT_DONE, (number,))
        asked = turn.remember(awaiting=YesOrNo((Verb.DONE, number), (Verb.NOT_DONE, number)))
        return asked.say_in(ticket, f"{texts.THANKS}\n\n{texts.DONE_ASK}", ((yes, no),))
    if calls_off(decision, turn.words) and lifecycle.may_be_cancelled(ticket, turn.now, turn.policy):
        taken_back = turn.say_in(ticket, texts.CANCELLED.format(number=ticket.id))
        return replace(taken_back, tickets=(lifecycle.cancel(ticket, turn.now),))
    # "halo" of somebody in danger is answered with words, and "tolong pak" is for the officer
    polite = is_politeness(decision) and not ticket.at_risk and not pleads(turn.words)
    # who is tired of life is never answered by a sign alone
    nods = (is_sign(turn.words) or polite) and not ticket.despair
    if nods and isinstance(event, Wrote) and event.message:
        seen = React(event.address, event.message, QUESTION_SEEN if "?" in turn.words else ACKNOWLEDGED)
        awaited = ticket.at_risk or asks(turn.spoken)
        joined = join_ticket(turn, ticket) if awaited else Outcome(resident=turn.resident, ticket=ticket.id)
        return joined.then(seen)
    return None


def _take_awaited(message: ResidentMessage) -> Outcome:
    """Send the question to the officer; a greeting or an "ok" is none yet, and "gak jadi" ends the waiting.

    An "ok" to "Pertanyaan tadi yang dikirim?" sends that one.
    """
    turn, _, decision, recent = message
    question = turn.memory.question
    if calls_off(decision, turn.words):
        return turn.remember(question=None).say(texts.BYE)
    # he has just asked for an officer, and was asked which question to send
    offered = recent and turn.decided(recent[-1].text).act == "minta-petugas"
    if is_sign(turn.words) and question and offered:
        return open_ticket(turn.remember(question=None).saying(question), asked=True)
    if is_sign(turn.words) or is_politeness(decision):
        text = texts.STILL_AWAITED.format(officer=(turn.officer or turn.office).name)
        return turn.remember(awaiting=Awaited.QUESTION).say(text)
    return open_ticket(turn, asked=True)


RULES: tuple[Callable[[ResidentMessage], Outcome | None], ...] = (
    _called_for_help,
    _warned,
    _said_nothing_new,
    _placed,
    _awaited,
    _in_its_ticket,
    _told_to_the_bot,
    _in_the_open_ticket,
    _answered,
)
"""Who takes a message, in this order: the first that has something to say about it."""

_AROUND = (
    r"|ada|aja|saja|lagi|pak|bapak|bu|ibu|min|kak|bang|lah|dong|kok|sih|ya|saya|sy|aku|ulun|nih|itu|kalau|bisa|aman"
    r"|makasih|terima|kasih|mksh|alhamdulillah|tolong"
)
_SAYS_YES = (
    r"i?ya+h?|iyo|iye|yo|yoi|y|inggih|enggih|nggih|nggeh|injih|muhun|sumuhun|leres|betul|benar|bujur|mau|handak|boleh"
    r"|butuh|perlu|sampaikan|teruskan|kirim\w*|silakan|ok\w*|siap|sudah|sdh|udah|ada|bisa|tolong"
)
_YES = re.compile(rf"(?=.*\b(?:{_SAYS_YES})\b)(?:\W|\b(?:{_SAYS_YES}|bantuan{_AROUND})\b)+", re.IGNORECASE)
_NO = re.compile(
    rf"(?=.*\b(?:{NOT}|kadada)\b)(?:\W|\b(?:{NOT}|kadada|usah|jadi|siapa|apa|sekarang|dulu{_AROUND})\b)+", re.IGNORECASE
)
_NOT_YET = re.compile(rf"\b(?:{NOT_YET})\b", re.IGNORECASE)
_ALREADY = re.compile(r"\b(?:sudah|sdh|udah)\b", re.IGNORECASE)
ABOUT_DONE = frozenset({Verb.DONE, Verb.NOT_DONE})
"""Whether a ticket is answered, which is asked about a closed one, too."""
LONGEST = 40
"""Characters of a yes or a no; who writes more tells something."""


def answer_by_words(turn: ResidentTurn[Wrote]) -> Outcome | None:
    """Press the button that a typed yes or no means; None where nothing was asked, or something else is written."""
    memory, text = turn.memory, turn.event.text.strip()
    question = memory.awaiting
    if not isinstance(question, YesOrNo):
        return None
    ticket = next((one for one in turn.tickets if (str(one.id),) == question.yes[1:2]), None)
    closed = ticket is not None and ticket.state is TicketState.CLOSED
    # the question under a closing was asked by the officer, whenever the resident wrote last
    if not closed and (not turn.policy.recent(memory, turn.now) or _asked_since(turn, question, ticket)):
        return None
    meant, said = _meant(text), turn.remember(awaiting=None)
    if meant is None:
        return None
    pressed = _named(question, text) or (question.yes if meant else question.no)
    if not pressed:
        return None if turn.open and turn.open.at_risk else said.say(texts.BYE)
    verb, *args = pressed
    press = Pressed(turn.event.address, turn.event.name, turn.event.at, None, verb, tuple(args), "")
    asked = said.on(press)
    if names_own_ticket(press):
        if ticket is None or ticket.state is TicketState.CANCELLED or (closed and verb not in ABOUT_DONE):
            return None
        asked = replace(asked, target=ticket)
    return _said(press_of_resident(asked))


def _asked_since(turn: ResidentTurn[Event], question: YesOrNo, ticket: Ticket | None) -> bool:
    """Return whether the officer has asked something in the ticket since "sudah terjawab?": then the word is for him.

    A word on whether it is safe to answer counts as that all the same: officers read it, and it keeps the phone silent.
    """
    spoken, turns = turn.spoken, turn.memory.turns
    if question.yes[0] not in ABOUT_DONE or ticket is None or spoken is None or not turns:
        return False
    return spoken.ticket == ticket.id and spoken.at > turns[-1].at and asks(spoken)


def _named(question: YesOrNo, text: str) -> tuple[str, ...]:
    """Return what "sudah" or "belum" says by its own meaning, whichever way round the question is put."""
    verb = Verb.NOT_DONE if _NOT_YET.search(text) else Verb.DONE if _ALREADY.search(text) else None
    return next((one for one in (question.yes, question.no) if one[:1] == (verb,)), ())


def _meant(text: str) -> bool | None:
    """Return whether a text is a yes or a no; None for neither."""
    if len(text) > LONGEST:
        return None
    return False if _NO.fullmatch(text) else True if _YES.fullmatch(text) else None


def _said(outcome: Outcome) -> Outcome:
    """Return what a button does where none was pressed: a notice on it is a message."""
    notices = (Send(one.to, one.text) if isinstance(one, Acknowledge) else one for one in outcome.actions)
    return replace(outcome, actions=tuple(one for one in notices if not isinstance(one, Send) or one.text))
