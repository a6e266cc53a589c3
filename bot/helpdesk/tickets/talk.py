"""While a ticket is open: what the bot answers by itself, and what belongs to the resident's talk with the officer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.helpdesk.model.events import Event
from bot.helpdesk.model.ticket import Author, Line, Ticket, TicketState, is_note
from bot.helpdesk.texts.officer import WITHDRAWN_LINE
from bot.helpdesk.turn import ResidentTurn
from bot.matching.entry import Decision, DecisionKind
from bot.matching.lexicon import NOT

BESIDE_A_TICKET = 0.85
"""How sure the bot must be to answer by itself while an officer is at the resident's ticket."""
IN_A_TALK = 0.95
"""The same while they are talking: what looks like a known question is mostly a part of the talk."""
TALK = timedelta(hours=1)
"""So long after the officer's word the next message is taken for a reply to it."""
ASKED = timedelta(days=2)
"""So long where he asked something and the resident has not written since; people in the field answer at night."""

LONGEST_SIGN = 30
_CALLED = re.compile(r"^(?:\W|(?:pak|bapak|bu|ibu|min|kak|mas|mbak|bang|pa|bpk)\b)+", re.IGNORECASE)
_REPLYING = re.compile(
    rf"(?:i?y[ae]h?|inggih|sud?ah|sdh|ud?ah|uda|dah|{NOT}|kadada"
    r"|ada|ke|di|untuk|utk|buat|gasan|dari|sama|karena|soalnya|kalau|yang|yg|mau|saya|ulun|jadi)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"\?|\b(?:apa|apakah|berapa|brp|brapa|barapa|bagaimana|bgmn|gmn|gimana|kayapa|kapan|kpn|pabila|(?:di|ke)\s?mana"
    r"|dmn|siapa|kenapa|knp|mengapa|cara|caranya|syarat|syaratnya|\w{3,}kah)\b",
    re.IGNORECASE,
)
_THANKS = re.compile(r"kasi?h|makasi|mksh|tr?ims|thank|nuhun|suwun", re.IGNORECASE)


POLITE = frozenset({"salam", "sapaan", "terima-kasih", "penutup"})
"""Small talk that asks for nothing."""
_CALLED_OFF = re.compile(
    rf"(?=.*\b(?:{NOT})\s+(?:jadi|jd|usah)\b|.*\bbatal)"
    rf"(?:\W|\b(?:eh|oh|maaf|{NOT}|jadi|jd|usah|batal(?:kan|in)?|aja|saja|deh|dah"
    r"|dulu|ya|lah|pang|pak|bu|min|kak|saya|sy|ulun|(?:ber|na)?tanya|nya)\b)+",
    re.IGNORECASE,
)
_SIGN = re.compile(
    r"(?:\W|\b(?:o+ke?y?e*|oce|y+|i?ya+h?|sip+|siap|ditunggu|baik(?:lah)?|n?inggih|nggih|p+|pak|bu|min|kak|bang|mas|mbak)\b)+",
    re.IGNORECASE,
)


def is_sign(text: str) -> bool:
    """Return whether a text is no more than a sign: "ok", a thumb, "?????"."""
    return len(text) <= LONGEST_SIGN and _SIGN.fullmatch(text) is not None


def is_politeness(decision: Decision) -> bool:
    """Return whether a message surely is a greeting or thanks, and no more."""
    polite = decision.outcome is DecisionKind.SMALLTALK and decision.act in POLITE
    return polite and decision.confidence >= BESIDE_A_TICKET


def calls_off(decision: Decision, text: str) -> bool:
    """Return whether a message takes back what was asked: "eh gak jadi", "batal aja pak"."""
    return (
        decision.outcome is DecisionKind.SMALLTALK
        and decision.act == "penutup"
        and _CALLED_OFF.fullmatch(text) is not None
    )


def last_word(lines: Iterable[Line]) -> Line | None:
    """Return the officers' latest message to the resident among the lines of his tickets; notes do not count."""
    words = (line for line in lines if line.author is Author.OFFICER and not is_note(line.text))
    return max(words, key=lambda line: line.at, default=None)


def standing_answers(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return what residents still have of the officers' words: each as it was edited last, no note, none withdrawn."""
    standing: dict[object, Line] = {}
    for number, line in enumerate(lines):
        if line.author is not Author.OFFICER:
            continue
        key = (line.address, line.message) if line.message else number
        if line.text == WITHDRAWN_LINE:
            # where it is not known which one was withdrawn, none is taken for standing
            if standing.pop(key, None) is None:
                standing.clear()
        elif is_note(line.text):
            standing.pop(key, None)
        else:
            standing[key] = line
    return tuple(standing.values())


def talk(spoken: Line | None, tickets: Sequence[Ticket], now: datetime) -> Ticket | None:
    """Return the open ticket in which the officer spoke so lately that the resident's next message belongs there."""
    if spoken is None:
        return None
    ticket = next((one for one in tickets if one.id == spoken.ticket), None)
    if ticket is None:
        return None
    unanswered = asks(spoken) and ticket.waiting_since is None
    return ticket if now - spoken.at <= (ASKED if unanswered else TALK) else None


def talk_of(turn: ResidentTurn[Event]) -> Ticket | None:
    """Return the open ticket in which the resident and an officer are talking."""
    return talk(turn.spoken, [ticket for ticket in turn.tickets if ticket.state is TicketState.OPEN], turn.now)


def spoken_of(turn: ResidentTurn[Event]) -> Ticket | None:
    """Return the ticket that the resident names, is talking about with the officer, or has open."""
    return turn.target or talk_of(turn) or turn.open


def is_being_attended(turn: ResidentTurn[Event], ticket: Ticket) -> bool:
    """Return whether an officer is awaited in the ticket, or has just spoken there."""
    return ticket.waiting_since is not None or talk_of(turn) == ticket


def asks(spoken: Line | None) -> bool:
    """Return whether the officer's word, typed by himself, wants an answer; the FAQ's have a question as heading."""
    return spoken is not None and spoken.message is not None and "?" in spoken.text


def stands_alone(turn: ResidentTurn[Event], decision: Decision, text: str, *, talking: bool) -> bool:
    """Return whether the bot answers a message by itself although a ticket is open.

    A known question does, not a word to the officer. While they are talking it must be a question in its own right:
    one that asks, that is understood without what was said before, and that does not begin like a reply.
    """
    if decision.outcome is DecisionKind.SMALLTALK and decision.act == "minta-petugas":
        if decision.confidence < BESIDE_A_TICKET:
            return False  # speaks of the officer, rather than asking for him: "terus diapain petugasnya"
        # asked about something else since; otherwise the request belongs to the ticket that waits
        waiting = {ticket.own for ticket in turn.tickets if ticket.state is TicketState.OPEN}
        return turn.resident.memory.question not in {None, *waiting}
    if decision.outcome is DecisionKind.SMALLTALK:
        return decision.act == "bantuan" and decision.confidence >= BESIDE_A_TICKET
    known = decision.outcome in {DecisionKind.ANSWER, DecisionKind.REFER}
    if not known or decision.confidence < BESIDE_A_TICKET:
        return False
    if not talking:
        return True
    said = _CALLED.sub("", text)
    if _REPLYING.match(said) or not _ASKING.search(said):
        return False
    alone = turn.decided(text)
    return alone.outcome is DecisionKind.ANSWER and alone.confidence >= IN_A_TALK


def asks_for_another(decision: Decision, text: str, entry: str) -> bool:
    """Return whether a message asks what another answer than this entry's says."""
    known = decision.outcome in {DecisionKind.ANSWER, DecisionKind.REFER} and decision.confidence >= BESIDE_A_TICKET
    return known and entry not in decision.answers and is_question(text)


def is_question(text: str) -> bool:
    """Return whether a message has a question mark or a word that asks."""
    return _ASKING.search(text) is not None


def is_farewell(decision: Decision, text: str, ticket: Ticket, spoken: Line | None) -> bool:
    """Return whether thanks or an "ok" end an answered ticket; an "ok" to the officer's question is an answer.

    What is only a little like a farewell ("nanti saya ke kantor") is passed on to the officer.
    """
    if decision.outcome is not DecisionKind.SMALLTALK or ticket.waiting_since is not None:
        return False
    if decision.act == "terima-kasih":
        return True
    farewell = decision.act == "penutup" and (
        decision.confidence >= BESIDE_A_TICKET or _THANKS.search(text) is not None
    )
    return farewell and not asks(spoken)
