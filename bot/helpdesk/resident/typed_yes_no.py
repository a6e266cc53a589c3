"""A typed "ya" or "tidak" to a question that was asked with buttons does what the button does."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.helpdesk.buttons import names_own_ticket, press_of_resident
from bot.helpdesk.model.actions import Acknowledge, Action, Outcome, Send
from bot.helpdesk.model.conversation_memory import YesOrNo
from bot.helpdesk.model.entities import Ticket, TicketState
from bot.helpdesk.model.events import Event, Pressed, Wrote
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.talk import asks
from bot.helpdesk.turn import ResidentTurn
from bot.matching.lexicon import NOT, NOT_YET

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
    memory, text = turn.resident.memory, turn.event.text.strip()
    question = memory.awaiting
    if not isinstance(question, YesOrNo):
        return None
    ticket = _ticket(turn, question)
    closed = ticket is not None and ticket.state is TicketState.CLOSED
    # the question under a closing was asked by the officer, whenever the resident wrote last
    if not closed and (not turn.policy.recent(memory, turn.now) or _asked_since(turn, question, ticket)):
        return None
    meant = _meant(text)
    if meant is None:
        return None
    resident = replace(turn.resident, memory=replace(memory, awaiting=None))
    pressed = _named(question, text) or (question.yes if meant else question.no)
    if not pressed and turn.open and turn.open.at_risk:
        return None
    if not pressed:
        return Outcome(actions=(Send(turn.event.address, texts.BYE),), resident=resident)
    verb, *args = pressed
    press = Pressed(turn.event.address, turn.event.name, turn.event.at, None, verb, tuple(args), "")
    asked = turn.of(resident).on(press)
    if names_own_ticket(press):
        if ticket is None or ticket.state is TicketState.CANCELLED or (closed and verb not in ABOUT_DONE):
            return None
        asked = replace(asked, target=ticket)
    return _said(press_of_resident(asked))


def _ticket(turn: ResidentTurn[Event], question: YesOrNo) -> Ticket | None:
    """Return the ticket of the resident's that was asked about, if it was one."""
    return next((one for one in turn.tickets if (str(one.id),) == question.yes[1:2]), None)


def _asked_since(turn: ResidentTurn[Event], question: YesOrNo, ticket: Ticket | None) -> bool:
    """Return whether the officer has asked something in the ticket since "sudah terjawab?": then the word is for him.

    A word on whether it is safe to answer counts as that all the same: officers read it, and it keeps the phone silent.
    """
    spoken, turns = turn.spoken, turn.resident.memory.turns
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
    actions: list[Action] = []
    for action in outcome.actions:
        if not isinstance(action, Acknowledge):
            actions.append(action)
        elif action.text:
            actions.append(Send(action.to, action.text))
    return replace(outcome, actions=tuple(actions))
