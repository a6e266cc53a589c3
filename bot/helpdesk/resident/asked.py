"""Which of a resident's messages an answer was given for, and what an answer asked him to write."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import takewhile

from bot.helpdesk.model.actions import Button, Outcome, Rows
from bot.helpdesk.model.conversation_memory import Memory, Requested, Turn
from bot.helpdesk.model.entities import Ticket
from bot.helpdesk.model.events import Attached, Event
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.privacy.numbers import masked
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.intake import open_ticket
from bot.helpdesk.tickets.talk import asked_in, asks_for_another, is_question, stands_alone
from bot.helpdesk.turn import ResidentTurn
from bot.matching.entry import Decision, DecisionKind
from bot.matching.lexicon import NOT

_FILLER = (
    r"saya|sy|aku|ak|ulun|kami|kulo|pak|bapak|bu|ibu|min|kak|mas|mbak|bang|jadi|jd|juga|jg|sih|nih|ya|yah|lah|pang|nah|dong|deh|"
    r"sekali|sangat|banget|bgt|banar|agak|rada|masih|msh|soalnya|karena|krn|kalau|kalo|klo|mun|amun|nanti|malah|sama|sm|dia|"
    r"tapi|tp|dulu|aja|ja|saja|memang|itu|ini|jua|kok|rasanya|nya|oh|aduh|waduh|duh"
)
_WORRY = (
    r"takut(?:an|nya)?|tkt|gair|wedi|khawatir|kuatir|cemas|was-?was|ragu(?:2|-ragu)?|bingung|ngeri|malu|supan|curiga|"
    r"(?:ke|ter|di|ka|ta)?tipu(?:an)?|penipu(?:an)?|bohong(?:an)?|dibohong(?:i|in)|ketahuan|dimarahi|dibalas|salah"
)
_LATER = r"nanti|nti|besok|bsk|kena|kaina|isuk|sesuk"
_KNOWN = r"tahu|tau|ingat|inget|hafal|hapal|punya|pegang|dapat|dpt|yakin"
_LOOKED = (
    r"cari|nyari|carikan|tanya|tanyakan|nanya|batakun|takunakan|cek|lihat|liat|tulis|kirim|kabari|ingat|telepon|telpon"
)
_NAMED = r"nama(?:nya)?|ngaran(?:nya)?|pt(?:nya)?|perusahaan(?:nya)?|nomor(?:nya)?|orang(?:nya)?|alamat(?:nya)?"
_NOTHING_YET = re.compile(
    rf"(?:\W|\b(?:{_FILLER}|{_NAMED}|mau|handak|lapor|{NOT}|{_LATER}|{_WORRY}|{_KNOWN}|{_LOOKED}|lupa|kalimpanan)\b)+",
    re.IGNORECASE,
)
_WHY = re.compile(
    rf"\b(?:{_WORRY}|lupa|kalimpanan)\b|\b(?:{NOT})\W+(?:{_FILLER}|\W)*(?:{_KNOWN})\b|"
    rf"\b(?:{_LATER})\b.*\b(?:{_LOOKED})",
    re.IGNORECASE,
)
LONGEST_WORRY = 60


def gives_nothing_yet(text: str) -> bool:
    """Return whether a message is but a worry, or says that what was asked for is not known or comes later."""
    return len(text) <= LONGEST_WORRY and _NOTHING_YET.fullmatch(text) is not None and _WHY.search(text) is not None


NOTHING_SAID = frozenset({DecisionKind.SMALLTALK, DecisionKind.REPHRASE})
"""What is not what an answer asks for, unless it is that only beside the message before ("namanya Siti")."""
SHORT = 5
"""Words up to which a question for the officer may need the one before it: "di kos", "bisa dicicil?"."""
TO_OFFICER: Rows = ((Button(texts.B_ASK_OFFICER, Verb.ASK_OFFICER),),)


def words_for(turn: ResidentTurn[Event], entry: str) -> str | None:
    """Return the resident's own words that the entry answered; None where they are not remembered."""
    memory = turn.resident.memory
    if not memory.turns:
        # of whom nothing may be stored, the question was read from the chat
        return memory.question if turn.resident.informed_at is None else None
    latest_first = memory.turns[::-1]
    for one in latest_first:
        if one.entry == entry:
            return one.text
    # one of several questions in a message
    return next((t.text for t in latest_first if entry in turn.decided(t.text).answers), None)


def question_for(turn: ResidentTurn[Event], entry: str) -> str:
    """Return the question that the entry answered, to be put to an officer."""
    return words_for(turn, entry) or turn.policy.knowledge.question(entry)


def awaiting_what_was_asked(memory: Memory, entries: Iterable[str], policy: Policy) -> Memory:
    """Await what the last of these answers asks for."""
    asking = [entry for entry in entries if policy.knowledge.asks(entry)]
    return replace(memory, awaiting=Requested(asking[-1])) if asking else memory


def request_to(turn: ResidentTurn[Event]) -> str | None:
    """Return the entry whose answer has just asked the resident for something; None where none has."""
    awaiting = turn.resident.memory.awaiting
    if not isinstance(awaiting, Requested) or not turn.policy.recent(turn.resident.memory, turn.now):
        return None
    entry = awaiting.entry
    return entry if turn.policy.knowledge.has(entry) and turn.policy.knowledge.asks(entry) else None


def answers_request(turn: ResidentTurn[Event], text: str) -> bool:
    """Return whether a message is what an answer has asked for, or more of it while the officer has not answered."""
    ticket = turn.target or turn.open
    if ticket is not None and ticket.first_reply_at is None and is_asked_for(ticket, turn.policy):
        return True
    entry, before = request_to(turn), turn.policy.recent(turn.resident.memory, turn.now)
    decision = turn.decided(text, (one.text for one in before))
    return entry is not None and _gives(turn, decision, text, entry)


def is_asked_for(ticket: Ticket, policy: Policy) -> bool:
    """Return whether a ticket holds what one of the answers asks for."""
    asked = (policy.knowledge.asks(entry) for entry in ticket.attempted if policy.knowledge.has(entry))
    return any(what and ticket.question.startswith(texts.WHAT_WAS_GIVEN.format(what=what, words="")) for what in asked)


def _gives(turn: ResidentTurn[Event], decision: Decision, text: str, entry: str) -> bool:
    """Return whether a message is about what the entry's answer asks for, and asks nothing else."""
    if stands_alone(turn, decision, text, talking=True) or asks_for_another(decision, text, entry):
        return False
    alone = turn.decided(text)
    return not (decision.outcome in NOTHING_SAID and alone.outcome in NOTHING_SAID)


def what_was_asked(turn: ResidentTurn[Event], decision: Decision, before: ResidentTurn[Event]) -> Outcome | None:
    """Take the message as what the answer before it asked for, and send it to the officer; None where it is not that.

    `before`: what was known when it came. Thanks and what cannot be read leave the request standing, and so do a worry
    and what is to come later; a question in its own right ends it.
    """
    entry = request_to(before)
    if entry is None:
        return None
    if gives_nothing_yet(turn.words) and not asks_for_another(decision, turn.words, entry):
        return _later(turn, entry, before)
    if not _gives(before, decision, turn.words, entry):
        return None
    *earlier, last = turn.resident.memory.turns
    # a telephone number in it is for the officer alone
    turns = (*earlier, replace(last, text=masked(last.text)[0]))
    resident = turn.resident.remember(turns=turns)
    about = _as_asked(turn.of(resident), entry, question_for(before, entry))
    return open_ticket(about, attempted=(entry,), asked=True)


def _later(turn: ResidentTurn[Event], entry: str, before: ResidentTurn[Event]) -> Outcome:
    """Go on waiting for what the answer asked for; the officer can be asked at once, too."""
    what = turn.policy.knowledge.asks(entry) or ""
    question = f"{question_for(before, entry)}\n{turn.words}"
    text = texts.GIVE_LATER.format(what=f"{what[:1].upper()}{what[1:]}", button=texts.B_ASK_OFFICER)
    return turn.remember(awaiting=before.resident.memory.awaiting, question=question).say(text, TO_OFFICER)


def _as_asked(turn: ResidentTurn[Event], entry: str, question: str) -> ResidentTurn[Event]:
    """Return what is said as what the answer to the question asked for, or as a question about it."""
    what = turn.policy.knowledge.asks(entry)
    words = turn.words if is_question(turn.words) else texts.WHAT_WAS_GIVEN.format(what=what, words=turn.words)
    return turn.saying(texts.AFTER_ASKING.format(words=words, question=question))


def with_what_it_follows(question: str, turn: ResidentTurn[Event]) -> str:
    """Return a question with the message before it, without which it may say nothing to an officer.

    That is so of a short one behind an answer ("di kos"), and of one that was understood only by what was said before.
    """
    parts, turns = question.split("\n"), turn.resident.memory.turns
    before = list(takewhile(lambda turn: turn.text not in parts, turns))
    if not before or len(before) == len(turns):
        return question
    alone = turn.decided(question)
    needed = len(question.split()) <= SHORT if before[-1].entry else _was_understood_behind(turns[len(before)], alone)
    return texts.AFTER_ASKING.format(words=question, question=before[-1].text) if needed else question


def _was_understood_behind(turn: Turn, alone: Decision) -> bool:
    """Return whether a message got an answer that it gets only behind what was said before."""
    return turn.entry is not None and turn.entry not in alone.answers


def sent_after(turn: ResidentTurn[Event]) -> tuple[ResidentTurn[Event], tuple[str, ...]]:
    """Return a photo's or a voice note's words with what it was sent for or after, and the entry that asked for it."""
    entry = request_to(turn)
    if entry is not None:
        question = question_for(turn, entry)
        return _as_asked(turn.of(turn.resident.remember(awaiting=None)), entry, question), (entry,)
    before = turn.policy.recent(turn.resident.memory, turn.now)
    handed_over = not before or any(asked_in(ticket.question).endswith(before[-1].text) for ticket in turn.tickets)
    if handed_over or (isinstance(turn.event, Attached) and turn.event.caption.strip()):
        return turn, ()
    return turn.saying(texts.AFTER_ASKING.format(words=turn.words, question=before[-1].text)), ()
