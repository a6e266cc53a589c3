"""What a resident is answered, and which of his messages an answer was given for."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile
from typing import Any

from msgspec.structs import replace

from bot.helpdesk.model.actions import Button, Outcome, Rows, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Attached, Event, is_question
from bot.helpdesk.model.markup import bold, paragraphs, quoted
from bot.helpdesk.model.people import Confirming, Giving, PastMessage, Step
from bot.helpdesk.model.ticket import Ticket
from bot.helpdesk.outreach import visits
from bot.helpdesk.privacy.numbers import masked
from bot.helpdesk.resident import menu
from bot.helpdesk.resident.commands import ticket_status
from bot.helpdesk.resident.message import DENIES, GRAVE, KNOWN, Message
from bot.helpdesk.texts import danger as danger_texts, outreach as outreach_texts, resident as texts
from bot.helpdesk.tickets.intake import NEEDS_HELP, check_danger, join_ticket, joined_note, open_ticket
from bot.helpdesk.tickets.lifecycle import asks, talk_of
from bot.helpdesk.turn import E, ResidentTurn
from bot.matching.danger import FAMILY
from bot.matching.decide import FEW_WORDS
from bot.matching.entry import ABOUT_WHAT, Decision, DecisionKind
from bot.matching.gate import EVEN
from bot.matching.places import country_named

UNSURE = frozenset({DecisionKind.SUGGEST, DecisionKind.REPHRASE, DecisionKind.ESCALATE})
"""What is not answered: a choice is offered, other words are asked for, or the officer is."""
BESIDE_AT = 0.2
"""Chance of an entry from which its answer is offered to who has asked beside a ticket."""
LONGEST_QUESTION = 1000
"""Characters of several messages that an officer is asked as one question."""
SHORT = 5
"""Words up to which a question for the officer may need the one before it: "di kos", "bisa dicicil?"."""
TO_OFFICER: Rows = ((Button(texts.B_ASK_OFFICER, Verb.ASK_OFFICER),),)


def reply(message: Message[Any], opening: str) -> Outcome:
    """Answer a message that stands alone.

    Who has been offered guesses twice and goes on writing is not asked a third time: the officer is.
    """
    turn, decision, recent = message.turn, message.decision, message.recent
    before, entries = recent[-1] if recent else None, turn.policy.knowledge.entries
    question = _question(message)
    asking = turn.remember(unreadable=0, question=question)
    # an answer may have been changed since; and it got it as one, not behind a warning or a question about danger
    last = before or PastMessage("", turn.now)
    got = decision.answers == (last.entry,) and last.shown in ("", turn.content(last.entry))
    same = got and turn.decided(last.text).outcome not in GRAVE
    days = visits.planned(turn.policy, "".join(decision.answers[:1]), turn.village, turn.now)
    # under an answer for people in danger is no button "Tanya petugas"
    repeats = same and not days and not any(entries[one].urgent for one in decision.answers)
    if before and repeats:
        asking = asking.remember(question=f"{before.text}\n{question}")
    opening += _opening(message, repeats=repeats)
    # what he asked before is kept where he refuses all guesses, or asks where the officer's answer is
    if before and message.chat is not None and DENIES.fullmatch(message.text):
        return turn.say(opening + texts.NONE_OF_THESE.format(button=texts.B_ASK_OFFICER), TO_OFFICER)
    if message.asks_for_reply:
        return turn.say(opening + ticket_status(turn), TO_OFFICER)
    match decision.outcome:
        case DecisionKind.ANSWER if all(entries[one].shown(turn.village).known for one in decision.answers):
            return _answers(asking, decision, opening, repeats=repeats)
        case DecisionKind.SUGGEST if not (before and question.endswith(f"\n{before.text}\n{turn.words}")):
            return _guesses(asking, decision, opening, before)
        case DecisionKind.REFER:
            named = turn.policy.knowledge.referral(decision.referral or "", turn.village)
            return asking.say(opening + named, TO_OFFICER)
        case DecisionKind.SMALLTALK:
            return _small_talk(decision.act or "", turn, opening)
        case DecisionKind.REPHRASE:
            again = asking.remember(unreadable=turn.memory.unreadable + 1)
            if not turn.memory.unreadable:
                return again.say(opening + texts.REPHRASE)
            again = again.remember(phase=Confirming((Verb.ASK_OFFICER,)))
            return again.say(opening + texts.REPHRASE_AGAIN, TO_OFFICER)
    return asking.say(opening + texts.OFF_TOPIC, TO_OFFICER) if decision.off_topic else _for_officer(asking, message)


def _opening(message: Message[Any], *, repeats: bool) -> str:
    """Return what stands before an answer of the bot's own, which may be what was answered before."""
    turn, decision, parts = message.turn, message.decision, []
    if decision.outcome is DecisionKind.ANSWER and decision.greeting:
        words = turn.words.lower()
        parts.append(texts.SALAM_BACK if "salam" in words or "ass" in words[:4] else texts.GREET_BACK)
    if decision.outcome in KNOWN and turn.open:
        parts.append(danger_texts.AUTOMATIC if turn.open.at_risk and turn.open.waiting_since else texts.AUTOMATIC)
    if repeats:
        parts.append(texts.SAME_ANSWER)
    return "".join(f"{part}\n\n" for part in parts)


def _question(message: Message[Any]) -> str:
    """Return what an officer would be asked: the message, after those just before it that were not understood either.

    Somebody tells a matter in short messages; the last of them alone ("dekat pasar") says nothing to an officer.
    """
    turn, text, asked = message.turn, message.text, message.turn.memory.question
    if message.decision.outcome not in UNSURE or not message.recent or not asked:
        return text
    *earlier, before = message.recent
    decided = turn.decided(before.text, (one.text for one in earlier))
    if (before.entry and decided.outcome is not DecisionKind.WARN) or before.text == text:
        return text
    if not asked.endswith(before.text) or len(asked) + len(text) > LONGEST_QUESTION:
        return text
    pending = turn.memory.pending
    if asked in {one.own for one in (*turn.tickets, *((pending,) if pending else ()))}:
        return text
    # it was not answered then; read behind fewer messages it may seem to have been
    goes_on = decided.outcome in UNSURE | {DecisionKind.WARN, DecisionKind.ANSWER} and not decided.off_topic
    return f"{asked}\n{text}" if goes_on else text


def _answers(turn: ResidentTurn[Event], decision: Decision, opening: str, *, repeats: bool) -> Outcome:
    """Answer in one message, where danger is possible with the way to help below; what `repeats` with no fold."""
    (first, *others), doubtful = decision.answers, decision.doubtful
    known = [turn.policy.knowledge.entries[one] for one in decision.answers]
    answer = known[0].shown(turn.village)
    if others or decision.left:
        urgent = doubtful or any(one.urgent for one in known)
        body, rows = menu.together(turn, decision.answers), TO_OFFICER
        if decision.left:
            # what "Tanya petugas" is to hand over
            turn = turn.remember(question="\n".join(decision.left))
            body += f"\n\n{texts.NOT_ANSWERED.format(items=quoted(turn.memory.question or ''))}"
        rows = ((*NEEDS_HELP, *TO_OFFICER[0]),) if urgent else rows
    elif repeats:
        # the same words get the lead alone; "yg itu bayar lagi gak?" may ask for what is folded away
        follows = not decision.alone and len({one.text.casefold() for one in turn.memory.turns}) > 1
        body, rows = f"{answer.lead}\n\n{answer.details if follows else ''}".strip(), TO_OFFICER
    else:
        body, rows = menu.shown(turn.policy, first, turn.village, turn.now, decision.suggestions)
        body = answer.untitled if decision.alone and body == answer.text else body
    if doubtful and not others and NEEDS_HELP not in rows:
        rows = menu.fitting((*rows, NEEDS_HELP))
    said = awaiting_what_was_asked(turn, decision.answers).say(opening + body, rows)
    named = next((one.text for one in reversed(turn.memory.turns) if country_named(one.text)), None)
    if named and known[-1].asks == "negara":
        asked = turn if named == turn.words else following(turn, named)
        return open_ticket(asked, attempted=decision.answers, asked=True).behind(*said.actions)
    return replace(said, answered=menu.counted(turn, decision.answers))


def _guesses(turn: ResidentTurn[Event], decision: Decision, opening: str, before: PastMessage | None) -> Outcome:
    """Offer the guesses of the best one's topic; where they are about everything, or one is unsure, the officer."""
    if decision.act == ABOUT_WHAT:
        return turn.say(opening + texts.ABOUT_WHAT, menu.home_page(turn.policy)[1])
    topics = {entry: turn.policy.knowledge.entries[entry].topic for entry in decision.suggestions}
    same = tuple(entry for entry in topics if topics[entry] == topics[decision.suggestions[0]])
    odd = len(same) == 1 and decision.confidence < EVEN  # 8 % of such guesses are right, of surer ones 45 %
    if not same or odd or (before and same == (before.entry,)):
        return turn.say(opening + texts.NOT_SURE, TO_OFFICER)
    which = texts.WHICH if len(same) > 1 else texts.IS_IT_THIS
    text = f"{which}\n{texts.WHICH_NONE.format(button=texts.B_ASK_OFFICER)}"
    if len(same) == 1:
        turn = turn.remember(phase=Confirming((Verb.PICK, same[0])))
    guesses, checks = menu.ways_to(turn.policy, same, Verb.PICK), menu.checks_for(turn.policy, same[:1])
    return turn.say(opening + text, (*guesses, *checks, *TO_OFFICER))


def _for_officer(turn: ResidentTurn[Event], message: Message[Any]) -> Outcome:
    """Send the officer a question that the FAQ does not know; a name alone ("Binuang") would tell him nothing."""
    decision, question = message.decision, turn.memory.question or turn.words
    name = len(question.split()) <= FEW_WORDS and not (message.recent or message.asks)
    if name and decision.outcome is DecisionKind.ESCALATE:
        return turn.say(texts.NOT_SURE, TO_OFFICER)
    opened = open_ticket(with_what_it_follows(turn.saying(question)), attempted=decision.likely())
    if decision.doubtful and opened.tickets and opened.resident:
        ask = Send(turn.event.address, danger_texts.IF_IN_DANGER, (NEEDS_HELP,), silent=True)
        opened = replace(opened.then(ask), resident=opened.resident.remember(feared=turn.words))
    return opened


def _small_talk(act: str, turn: ResidentTurn[Event], opening: str) -> Outcome:
    """Answer a greeting, thanks, a complaint; who asks for a person sends his question of a moment ago at one tap."""
    who = (turn.officer or turn.office).name
    if act == "minta-petugas":
        question = turn.memory.question if turn.memory.turns[:-1] else None
        asked = turn.remember(question=question, phase=Step.WRITING, unreadable=0)
        if not question:
            return asked.say(opening + texts.WANTS_OFFICER.format(officer=who))
        text = texts.SEND_EARLIER.format(officer=who, question=quoted(question))
        return asked.say(opening + text, ((Button(texts.B_SEND_EARLIER, Verb.ASK_OFFICER),),))
    if act in {"keluhan", "caci", "bingung"}:
        # what is not understood is what was asked before
        question, text = (turn.memory.question, texts.CONFUSED) if act == "bingung" else (turn.words, texts.COMPLAINT)
        asked = turn.remember(unreadable=0, question=question, phase=Confirming((Verb.ASK_OFFICER,)))
        return asked.say(opening + text, TO_OFFICER)
    # what else is said is not the question that "Tanya petugas" should hand over
    keep = turn.remember(unreadable=0, question=None)
    if act == "mohon" and turn.memory.calmed != turn.now:
        # a plea, fear or tiredness may be danger; who has just said that it is none is not asked again
        gently = check_danger(keep, turn.words, TO_OFFICER)
        return gently.altered(lambda _: True, text=opening + danger_texts.WHAT_IS_IT)
    if act == "mohon":
        return keep.say(opening + texts.TELL, TO_OFFICER)
    if act in {"penutup", "seru"}:
        return keep.say(opening + texts.BYE)
    if act == "terima-kasih":
        return _thanked(keep, opening)
    if act == "bantuan":
        text, rows = texts.help_text(turn.village, turn.officer, turn.office), (menu.IN_DANGER, *menu.TO_MENU)
        return keep.say(opening + text, rows)
    return keep.say(opening + (texts.SALAM if act == "salam" else texts.HELLO), menu.TO_MENU)


def _thanked(turn: ResidentTurn[Event], opening: str) -> Outcome:
    """Answer thanks; who has got an answer is asked once, in the same message, whether he wants the village's news.

    Where one of the latest messages was warned of, or sounded like danger, it is no moment for news.
    """
    resident, memory, village, text = turn.resident, turn.memory, turn.village, f"{opening}{texts.THANKS}"
    grave = any(turn.decided(one.text).outcome in GRAVE for one in memory.turns)
    asked = resident.news is not None or resident.informed_at is None
    if asked or grave or village is None or memory.discreet or not any(one.entry for one in memory.turns):
        return turn.say(text)
    labels = {"ya": outreach_texts.B_YES, "tidak": outreach_texts.B_NO}
    row = tuple(Button(label, Verb.SUBSCRIPTION, (word,)) for word, label in labels.items())
    ask = outreach_texts.ASK.format(village=village.name, per_week=turn.policy.news_per_week)
    return turn.of(replace(resident, news=False)).say(f"{text}\n\n{ask}", (row,))


def tell(message: Message[Any], ticket: Ticket) -> Outcome:
    """Add the message to the ticket; say where that stands to who asks that, or offer an answer: in danger neither."""
    turn, talking = message.turn, talk_of(message.turn) == ticket
    # while they are talking "jam berapa pak" is for the officer, whatever was asked before
    decision = turn.decided(turn.words) if talking else message.decision
    late = ticket.waiting_since and (message.asks_for_reply or message.chat in {"keluhan", "minta-petugas"})
    tells = talking or ticket.about.gives  # "di loket 2" is a part of the report that the answer asked for
    asks = message.chat is None and (message.asks or (decision.confidence >= EVEN and not tells))
    likely = () if ticket.at_risk or late or not asks else decision.answers or decision.likely(BESIDE_AT)
    rows, note = menu.ways_to(turn.policy, likely), joined_note(turn, ticket)
    text = paragraphs(note.text, ticket_status(turn) if late and not ticket.at_risk else texts.BESIDE if rows else "")
    # who gave a single star has just been asked what is missing
    asked = ticket.waiting_since is None and turn.memory.rated == ticket.id
    if message.chat == "keluhan" and message.decision.confidence >= EVEN and not (ticket.at_risk or asked):
        text = apology(turn, ticket)
    return join_ticket(turn, ticket).then(replace(note, text=text, buttons=rows or note.buttons))


def apology(turn: ResidentTurn[Any], ticket: Ticket) -> str:
    """Say sorry, and where the ticket stands; of an answered one, ask what is missing."""
    stands = ticket_status(turn) if ticket.waiting_since else texts.WHAT_IS_MISSING.format(number=ticket.id)
    return f"{texts.SORRY}\n\n{stands}"


def answer_calmly(turn: ResidentTurn[Event], opening: str = "") -> Outcome:
    """Answer a message that was taken for a call for help, now that its writer has said that it is none."""
    decision = turn.policy.knowledge.decide_calmly((turn.words,))
    *earlier, last = turn.memory.turns or (PastMessage(turn.words, turn.now),)
    turns = (*earlier, replace(last, entry=next(iter(decision.answers), None)))
    calm = turn.remember(turns=turns, feared=None, phase=None, calmed=turn.now)
    return reply(Message(calm, decision, calm), opening)


def with_answers(raised: Outcome, turn: ResidentTurn[Event], decision: Decision) -> Outcome:
    """Add, for a relative who is at home, in short what her words likely ask for, below what she is to write and do."""
    known = turn.policy.knowledge.entries
    # "hp nya ga aktif" asks for nothing
    likely = (one for one, chance in decision.ranking[:1] if chance >= EVEN and one in known and not known[one].urgent)
    entry = next((one for one in likely if known[one].shown(turn.village).known), None)
    if decision.answers != (FAMILY,) or entry is None:
        return raised
    first, steps, *others = raised.actions
    text = f"{bold(known[entry].question)}\n{known[entry].shown(turn.village).lead}"
    answered = replace(first, text=text, buttons=menu.ways_to(turn.policy, (entry,)))
    return replace(raised, actions=(first, steps, answered, *others))


def needs_no_officer(turn: ResidentTurn[Event]) -> bool:
    """Return whether the bot has an answer, or guesses to choose from, as if nobody were in danger."""
    decision = turn.policy.knowledge.decide_calmly((turn.words,))
    return decision.outcome in KNOWN or (decision.outcome is DecisionKind.SUGGEST and bool(decision.suggestions))


def question_for(turn: ResidentTurn[Event], entry: str) -> str:
    """Return the question that the entry answered, to be put to an officer, in the resident's words if remembered."""
    latest_first = turn.memory.turns[::-1]
    named = next((one.text for one in latest_first if one.entry == entry), None)
    # one of several questions in a message
    among = (one.text for one in latest_first if entry in turn.decided(one.text).answers)
    return named or next(among, None) or turn.policy.knowledge.entries[entry].question


def awaiting_what_was_asked(turn: ResidentTurn[E], entries: Iterable[str]) -> ResidentTurn[E]:
    """Await what the last of these answers asks for."""
    asking = [entry for entry in entries if turn.policy.knowledge.entries[entry].asks]
    return turn.remember(phase=Giving(asking[-1])) if asking else turn


def request_to(turn: ResidentTurn[Event]) -> str | None:
    """Return the entry whose answer has just asked for something; an emergency and an officer's question come first."""
    phase, recent, spoken = turn.memory.phase, turn.policy.recent(turn.memory, turn.now), turn.spoken
    if not isinstance(phase, Giving) or not recent or (turn.open and turn.open.at_risk):
        return None
    if talk_of(turn) and spoken and asks(spoken) and spoken.at > recent[-1].at:
        return None
    known = turn.policy.knowledge.entries.get(phase.entry)
    return phase.entry if known and known.asks else None


def answers_request(turn: ResidentTurn[Event], text: str) -> bool:
    """Return whether a message is what an answer has asked for, or more of it while the officer has not answered.

    "" is a contact.
    """
    ticket = turn.target or turn.open
    if ticket is not None and ticket.first_reply_at is None and ticket.about.gives:
        return True
    entry, before = request_to(turn), turn.policy.recent(turn.memory, turn.now)
    decision = turn.decided(text, (one.text for one in before))
    return entry is not None and (not text or _gives(Message(turn.saying(text), decision, turn), entry))


def _gives(message: Message[Any], entry: str) -> bool:
    """Return whether a message is about what the entry's answer asks for, and asks nothing else."""
    asks_for_known = message.decision.outcome in KNOWN and message.sure and message.asks
    if message.stands_alone(talking=True) or (asks_for_known and entry not in message.decision.answers):
        return False
    # "namanya Siti" says nothing but beside the message before it
    kinds = {message.decision.outcome, message.turn.decided(message.text).outcome}
    return not kinds <= {DecisionKind.SMALLTALK, DecisionKind.REPHRASE}


def what_was_asked(message: Message[Any]) -> Outcome | None:
    """Send the officer what the answer before it asked for; None where it is not that, which ends the request.

    Thanks, a worry and what cannot be read leave it standing.
    """
    turn, before, entry = message.turn, message.before, request_to(message.before)
    if entry is None or not _gives(message, entry):
        return None
    *earlier, last = turn.memory.turns
    # a telephone number in it is for the officer alone
    turn = turn.remember(turns=(*earlier, replace(last, text=masked(last.text)[0])))
    return open_ticket(_as_asked(turn, entry, question_for(before, entry)), attempted=(entry,), asked=True)


def _as_asked(turn: ResidentTurn[Event], entry: str, question: str) -> ResidentTurn[Event]:
    """Return what is said as what the answer to the question asked for, or, where it asks, as a question about it."""
    if not is_question(turn.words):
        what = turn.policy.knowledge.entries[entry].asks
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
        return _as_asked(turn.remember(phase=None), entry, question_for(turn, entry)), (entry,)
    before = turn.policy.recent(turn.memory, turn.now)
    handed_over = not before or any(ticket.own.endswith(before[-1].text) for ticket in turn.tickets)
    if handed_over or (isinstance(turn.event, Attached) and turn.event.caption.strip()):
        return turn, ()
    return following(turn, before[-1].text), ()
