"""What a resident is answered, and which of his messages an answer was given for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import takewhile

from bot.helpdesk.model.actions import Button, Outcome, Rows, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Attached, Event
from bot.helpdesk.model.markup import quoted
from bot.helpdesk.model.memory import Awaited, PastMessage, Requested, YesOrNo
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.privacy.numbers import masked
from bot.helpdesk.resident import menu as browsing
from bot.helpdesk.resident.commands import ticket_status
from bot.helpdesk.texts import danger as danger_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.intake import NEEDS_HELP, open_ticket
from bot.helpdesk.tickets.talk import asks_for_another, is_question, stands_alone
from bot.helpdesk.turn import E, ResidentTurn
from bot.matching.entry import ABOUT_WHAT, Decision, DecisionKind
from bot.matching.lexicon import NOT

LIKELIER = 0.5
"""From this chance on the best guess alone is offered where the others are of other topics."""
KNOWN = frozenset({DecisionKind.ANSWER, DecisionKind.REFER})
UNSURE = frozenset({DecisionKind.SUGGEST, DecisionKind.REPHRASE, DecisionKind.ESCALATE})
"""What is not answered: a choice is offered, other words are asked for, or the officer is."""
_DENIES = re.compile(
    rf"(?=.*\w)(?:\W|\b(?:buka?n|bkn|salah|lain|kada(?:da)?|(?:{NOT})\s+ada|itu|yang|yg|semua(?:nya)?|maksud(?:ku|nya)?|saya|sy|"
    r"ulun|pak|bu|min|kak)\b)+",
    re.IGNORECASE,
)
"""What refuses all guesses: "bukan", "bukan itu pak"."""
_ASKS_FOR_REPLY = re.compile(r"\b(?:di)?(?:balas|bales|jawab)\w*", re.IGNORECASE)
"""What asks where the officer's answer is: "kok belum dibalas"."""
LONGEST_QUESTION = 1000
"""Characters of several messages that an officer is asked as one question."""
LIKELY = 0.15
"""From this chance of an entry on, a guided check that goes with it is offered while the officer is awaited."""


def reply(turn: ResidentTurn[Event], decision: Decision, opening: str, recent: tuple[PastMessage, ...]) -> Outcome:
    """Answer a message that stands alone. `recent`: those before it in the same conversation.

    Who has been offered guesses twice and goes on writing is not asked a third time: the officer is.
    """
    knowledge, before = turn.policy.knowledge, recent[-1] if recent else None
    question = _question(turn, decision, recent)
    asking = turn.remember(unreadable=0, question=question)
    if decision.outcome is DecisionKind.ANSWER and _came_twice(turn, decision, recent):
        asking = asking.remember(question="\n".join((*(one.text for one in recent), turn.words)))
        return asking.say(opening + texts.STILL_THE_SAME.format(button=texts.B_ASK_OFFICER), TO_OFFICER)
    opening += _opening(turn, decision, before)
    if text := _about_the_last_reply(turn, decision, before):
        # what he asked before is kept
        return turn.say(opening + text, TO_OFFICER)
    match decision.outcome:
        case DecisionKind.ANSWER if all(knowledge.known(entry, turn.village) for entry in decision.answers):
            return _answers(asking, decision, opening)
        case DecisionKind.SUGGEST if not (before and question.endswith(f"\n{before.text}\n{turn.words}")):
            text, rows = _guesses(decision, turn.policy, before)
            return asking.say(opening + text, rows)
        case DecisionKind.REFER:
            return asking.say(opening + knowledge.referral(decision.referral or "", turn.village), TO_OFFICER)
        case DecisionKind.SMALLTALK if decision.act == "minta-petugas":
            return _officer_wanted(turn, opening)
        case DecisionKind.SMALLTALK:
            return _small_talk(decision.act or "", asking, opening)
        case DecisionKind.REPHRASE:
            return _unreadable(asking.remember(unreadable=turn.memory.unreadable + 1), opening)
    return asking.say(opening + texts.OFF_TOPIC, TO_OFFICER) if decision.off_topic else _for_officer(asking, decision)


def answer_calmly(turn: ResidentTurn[Event], opening: str = "") -> Outcome:
    """Answer a message that was taken for a call for help, now that its writer has said that it is none."""
    decision = calmly(turn)
    *earlier, last = turn.memory.turns or (PastMessage(turn.words, turn.now),)
    entry = decision.answers[0] if decision.answers else None
    turns = (*earlier, replace(last, entry=entry))
    calm = turn.remember(turns=turns, feared=None, awaiting=None, calmed=turn.now)
    return reply(calm, decision, opening, ())


def calmly(turn: ResidentTurn[Event]) -> Decision:
    """Decide about a message as if nobody were in danger."""
    return turn.policy.knowledge.decide_calmly((turn.words,))


def needs_no_officer(decision: Decision) -> bool:
    """Return whether the bot has an answer, or guesses to choose from."""
    return decision.outcome in KNOWN or (decision.outcome is DecisionKind.SUGGEST and bool(decision.suggestions))


def _unreadable(turn: ResidentTurn[Event], opening: str) -> Outcome:
    """Ask for other words; the second time offer the officer."""
    if turn.memory.unreadable == 1:
        return turn.say(opening + texts.REPHRASE)
    offered = turn.remember(awaiting=YesOrNo((Verb.ASK_OFFICER,)))
    return offered.say(opening + texts.REPHRASE_AGAIN, TO_OFFICER)


def _about_the_last_reply(turn: ResidentTurn[Event], decision: Decision, before: PastMessage | None) -> str | None:
    """Return what answers who refuses all guesses, or asks where the officer's answer is; None for everything else."""
    if decision.outcome is not DecisionKind.SMALLTALK:
        return None
    if before and _DENIES.fullmatch(turn.words):
        return texts.NONE_OF_THESE.format(button=texts.B_ASK_OFFICER)
    waits = decision.act == "keluhan" and _ASKS_FOR_REPLY.search(turn.words)
    return ticket_status(turn) if waits else None


def _came_twice(turn: ResidentTurn[Event], decision: Decision, recent: tuple[PastMessage, ...]) -> bool:
    """Return whether two other messages just before had this answer, too: a third time it does not help.

    Who asks the same again in the same words wants to see it; it may have changed since.
    """
    same = len(recent) > 1 and all(decision.answers == (one.entry,) and one.text != turn.words for one in recent)
    return same and not any(map(turn.policy.knowledge.urgent, decision.answers))


def _opening(turn: ResidentTurn[Event], decision: Decision, before: PastMessage | None) -> str:
    """Return what stands before an answer of the bot's own."""
    parts = []
    if decision.outcome is DecisionKind.ANSWER and decision.greeting:
        parts.append(_greeting_back(turn.words))
    if decision.outcome in {DecisionKind.ANSWER, DecisionKind.REFER} and turn.open:
        parts.append(texts.AUTOMATIC)
    same = before is not None and decision.answers == (before.entry,) and _was_answered(turn, before)
    if same and not any(map(turn.policy.knowledge.urgent, decision.answers)):  # under those is no such button
        parts.append(texts.SAME_ANSWER.format(button=texts.B_ASK_OFFICER))
    return "".join(f"{part}\n\n" for part in parts)


def _was_answered(turn: ResidentTurn[Event], earlier: PastMessage) -> bool:
    """Return whether a message got its entry as an answer, rather than behind a warning or a question about danger."""
    decided = turn.decided(earlier.text)
    return decided.outcome not in {DecisionKind.WARN, DecisionKind.EMERGENCY}


def _question(turn: ResidentTurn[Event], decision: Decision, recent: tuple[PastMessage, ...]) -> str:
    """Return what an officer would be asked: the message, after those just before it that were not understood either.

    Somebody tells a matter in short messages; the last of them alone ("dekat pasar") says nothing to an officer.
    """
    asked, text = turn.memory.question, turn.words
    if decision.outcome not in UNSURE or not recent:
        return text
    *earlier, before = recent
    decided = turn.decided(before.text, (one.text for one in earlier))
    if (before.entry and decided.outcome is not DecisionKind.WARN) or before.text == text:
        return text
    if not asked or not asked.endswith(before.text) or len(asked) + len(text) > LONGEST_QUESTION:
        return text
    pending = turn.memory.pending
    if asked in {one.own for one in (*turn.tickets, *((pending,) if pending else ()))}:
        return text
    # it was not answered then; read behind fewer messages it may seem to have been
    goes_on = decided.outcome in UNSURE | {DecisionKind.WARN, DecisionKind.ANSWER} and not decided.off_topic
    return f"{asked}\n{text}" if goes_on else text


def _for_officer(turn: ResidentTurn[Event], decision: Decision) -> Outcome:
    """Send the officer a question that the FAQ does not know, and offer what can be checked meanwhile."""
    turn = with_what_it_follows(turn.saying(turn.memory.question or turn.words))
    opened = open_ticket(turn, attempted=tuple(entry for entry, _ in decision.ranking[:3]))
    if decision.doubtful and opened.tickets and opened.resident:
        feared = opened.resident.remember(feared=turn.words)
        ask = Send(turn.event.address, danger_texts.IF_IN_DANGER, (NEEDS_HELP,), silent=True)
        opened = replace(opened.then(ask), resident=feared)
    likely = tuple(entry for entry, chance in decision.ranking[:1] if chance >= LIKELY)
    checks = browsing.checks_for(turn.policy, likely)
    if not checks or not opened.tickets:
        return opened
    meanwhile = Send(turn.event.address, texts.MEANWHILE, checks, silent=True)
    return opened.then(meanwhile)


def _guesses(decision: Decision, policy: Policy, before: PastMessage | None) -> tuple[str, Rows]:
    """Return the guesses as buttons; where they are about everything, a kind word and the way to the officer.

    The answer that stands just above is no guess.
    """
    if decision.act == ABOUT_WHAT:
        return texts.ABOUT_WHAT, browsing.home_page(policy)[1]
    entries = _of_one_topic(decision, policy)
    if not entries or (before and entries == (before.entry,)):
        return texts.NOT_SURE, TO_OFFICER
    text = f"{texts.WHICH}\n{texts.WHICH_NONE.format(button=texts.B_ASK_OFFICER)}"
    return text, browsing.suggestion_buttons(policy, entries)


def _of_one_topic(decision: Decision, policy: Policy) -> tuple[str, ...]:
    """Return the guesses of the best one's topic; none where that is no likelier than those of the others."""
    topics = {entry: policy.knowledge.topic_of(entry) for entry in decision.suggestions}
    same = tuple(entry for entry in topics if topics[entry] == topics[decision.suggestions[0]])
    scattered = len(same) == 1 < len(topics) and decision.confidence < LIKELIER
    return () if scattered else same


def _answers(turn: ResidentTurn[Event], decision: Decision, opening: str) -> Outcome:
    """Send one message for each question that was asked; where danger is possible, with the way to help under each."""
    policy, village, entries = turn.policy, turn.village, decision.answers
    shown = [browsing.shown(policy, entry, village, turn.now, decision.suggestions) for entry in entries]
    if decision.doubtful:
        shown = [(body, rows if NEEDS_HELP in rows else (*rows, NEEDS_HELP)) for body, rows in shown]
    openings = (opening, *[""] * len(shown))
    sends = (Send(turn.event.address, first + body, rows) for first, (body, rows) in zip(openings, shown, strict=False))
    counted = browsing.counted(policy, turn.resident, entries, turn.now)
    resident = awaiting_what_was_asked(turn, entries).resident
    return Outcome(actions=tuple(sends), resident=resident, answered=counted)


def _officer_wanted(turn: ResidentTurn[Event], opening: str) -> Outcome:
    """Send his question of a moment ago at one tap for who asks for a person, or let him write another one now."""
    who = (turn.officer or turn.office).name
    question = turn.memory.question if turn.memory.turns[:-1] else None
    asked = turn.remember(question=question, awaiting=Awaited.QUESTION, unreadable=0)
    if not question:
        return asked.say(opening + texts.WANTS_OFFICER.format(officer=who))
    text = texts.SEND_EARLIER.format(officer=who, question=quoted(question))
    return asked.say(opening + text, ((Button(texts.B_SEND_EARLIER, Verb.ASK_OFFICER),),))


def _greeting_back(text: str) -> str:
    return texts.SALAM_BACK if "salam" in text.lower() or "ass" in text.lower()[:4] else texts.GREET_BACK


def _small_talk(act: str, turn: ResidentTurn[Event], opening: str) -> Outcome:
    # a greeting or thanks is not the question that "Tanya petugas" should hand over
    keep = turn.remember(question=None)
    match act:
        case "terima-kasih":
            return keep.say(opening + texts.THANKS)
        case "penutup":
            return keep.say(opening + texts.BYE)
        case "keluhan":
            return turn.remember(awaiting=YesOrNo((Verb.ASK_OFFICER,))).say(opening + texts.COMPLAINT, TO_OFFICER)
        case "bantuan":
            text = texts.help_text(turn.village, turn.officer, turn.office)
            return keep.say(opening + text, browsing.TO_MENU)
    return keep.say(opening + (texts.SALAM if act == "salam" else texts.HELLO), browsing.TO_MENU)


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
    memory = turn.memory
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


def awaiting_what_was_asked(turn: ResidentTurn[E], entries: Iterable[str]) -> ResidentTurn[E]:
    """Await what the last of these answers asks for."""
    asking = [entry for entry in entries if turn.policy.knowledge.asks(entry)]
    return turn.remember(awaiting=Requested(asking[-1])) if asking else turn


def request_to(turn: ResidentTurn[Event]) -> str | None:
    """Return the entry whose answer has just asked the resident for something; None where none has."""
    awaiting = turn.memory.awaiting
    if not isinstance(awaiting, Requested) or not turn.policy.recent(turn.memory, turn.now):
        return None
    entry = awaiting.entry
    return entry if turn.policy.knowledge.has(entry) and turn.policy.knowledge.asks(entry) else None


def answers_request(turn: ResidentTurn[Event], text: str) -> bool:
    """Return whether a message is what an answer has asked for, or more of it while the officer has not answered."""
    ticket = turn.target or turn.open
    if ticket is not None and ticket.first_reply_at is None and ticket.about.gives:
        return True
    entry, before = request_to(turn), turn.policy.recent(turn.memory, turn.now)
    decision = turn.decided(text, (one.text for one in before))
    return entry is not None and _gives(turn, decision, text, entry)


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
    *earlier, last = turn.memory.turns
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
    if not is_question(turn.words):
        turn = turn.saying(texts.WHAT_WAS_GIVEN.format(what=what, words=turn.words), gives=True)
    return following(turn, question)


def following(turn: ResidentTurn[E], question: str) -> ResidentTurn[E]:
    """Return what is said with the question before it."""
    return turn.saying(texts.AFTER_ASKING.format(words=turn.words, question=question), own=turn.words)


def with_what_it_follows(turn: ResidentTurn[E]) -> ResidentTurn[E]:
    """Return a question with the message before it, without which it may say nothing to an officer.

    That is so of a short one behind an answer ("di kos"), and of one that was understood only by what was said before.
    """
    parts, turns = turn.words.split("\n"), turn.memory.turns
    before = list(takewhile(lambda one: one.text not in parts, turns))
    if not before or len(before) == len(turns):
        return turn
    answered_by = turns[len(before)].entry
    behind = answered_by is not None and answered_by not in turn.decided(turn.words).answers
    needed = len(turn.words.split()) <= SHORT if before[-1].entry else behind
    return following(turn, before[-1].text) if needed else turn


def sent_after(turn: ResidentTurn[Event]) -> tuple[ResidentTurn[Event], tuple[str, ...]]:
    """Return a photo's or a voice note's words with what it was sent for or after, and the entry that asked for it."""
    entry = request_to(turn)
    if entry is not None:
        question = question_for(turn, entry)
        return _as_asked(turn.of(turn.resident.remember(awaiting=None)), entry, question), (entry,)
    before = turn.policy.recent(turn.memory, turn.now)
    handed_over = not before or any(ticket.own.endswith(before[-1].text) for ticket in turn.tickets)
    if handed_over or (isinstance(turn.event, Attached) and turn.event.caption.strip()):
        return turn, ()
    return following(turn, before[-1].text), ()
