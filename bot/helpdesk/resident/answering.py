"""What a resident is answered: what is known, guesses to choose from, small talk, or that the officer is asked."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.helpdesk.model.actions import Action, Button, Outcome, Rows, Send
from bot.helpdesk.model.conversation_memory import Awaited, Memory, Turn, YesOrNo
from bot.helpdesk.model.events import Event
from bot.helpdesk.model.markup import quoted
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.resident import menu as browsing
from bot.helpdesk.resident.asked import TO_OFFICER, awaiting_what_was_asked, with_what_it_follows
from bot.helpdesk.resident.commands import ticket_status
from bot.helpdesk.texts import danger as danger_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.intake import NEEDS_HELP, open_ticket
from bot.helpdesk.tickets.talk import asked_in
from bot.helpdesk.turn import ResidentTurn
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


def reply(turn: ResidentTurn[Event], decision: Decision, opening: str, recent: tuple[Turn, ...]) -> Outcome:
    """Answer a message that stands alone. `recent`: those before it in the same conversation.

    Who has been offered guesses twice and goes on writing is not asked a third time: the officer is.
    """
    resident, event, policy = turn.resident, turn.event, turn.policy
    knowledge, village = policy.knowledge, policy.directory.village_of(resident)
    question = _question(turn, decision, recent)
    before = recent[-1] if recent else None
    memory = replace(resident.memory, unreadable=0, question=question)
    asking = replace(resident, memory=memory)

    def say(body: str, buttons: Rows = ()) -> Outcome:
        return Outcome(actions=(Send(event.address, opening + body, buttons),), resident=asking)

    if decision.outcome is DecisionKind.ANSWER and _came_twice(turn, decision, recent):
        asking = replace(resident, memory=replace(memory, question="\n".join((*(t.text for t in recent), turn.words))))
        return say(texts.STILL_THE_SAME.format(button=texts.B_ASK_OFFICER), TO_OFFICER)
    opening += _opening(turn, decision, before)
    if text := _about_the_last_reply(turn, decision, before):
        # what he asked before is kept
        return replace(say(text, TO_OFFICER), resident=resident)
    match decision.outcome:
        case DecisionKind.ANSWER if all(knowledge.known(entry, village) for entry in decision.answers):
            return _answers(turn.of(asking), decision, opening)
        case DecisionKind.SUGGEST if not (before and question.endswith(f"\n{before.text}\n{turn.words}")):
            return say(*_guesses(decision, policy, before))
        case DecisionKind.REFER:
            return say(knowledge.referral(decision.referral or "", village), TO_OFFICER)
        case DecisionKind.SMALLTALK if decision.act == "minta-petugas":
            return _officer_wanted(turn, opening)
        case DecisionKind.SMALLTALK:
            return _small_talk(decision.act or "", turn.of(asking), opening)
        case DecisionKind.REPHRASE:
            return _unreadable(turn, memory, opening)
    return say(texts.OFF_TOPIC, TO_OFFICER) if decision.off_topic else _for_officer(turn.of(asking), decision)


def answer_calmly(turn: ResidentTurn[Event], opening: str = "") -> Outcome:
    """Answer a message that was taken for a call for help, now that its writer has said that it is none."""
    memory, decision = turn.resident.memory, calmly(turn)
    *earlier, last = memory.turns or (Turn(turn.words, turn.now),)
    entry = decision.answers[0] if decision.answers else None
    turns = (*earlier, replace(last, entry=entry))
    calm = replace(memory, turns=turns, feared=None, awaiting=None, calmed=turn.now)
    return reply(turn.of(replace(turn.resident, memory=calm)), decision, opening, ())


def calmly(turn: ResidentTurn[Event]) -> Decision:
    """Decide about a message as if nobody were in danger."""
    return turn.policy.knowledge.decide_calmly((turn.words,))


def needs_no_officer(decision: Decision) -> bool:
    """Return whether the bot has an answer, or guesses to choose from."""
    return decision.outcome in KNOWN or (decision.outcome is DecisionKind.SUGGEST and bool(decision.suggestions))


def _unreadable(turn: ResidentTurn[Event], memory: Memory, opening: str) -> Outcome:
    """Ask for other words; the second time offer the officer."""
    counted = replace(memory, unreadable=turn.resident.memory.unreadable + 1)
    if counted.unreadable == 1:
        asked = replace(turn.resident, memory=counted)
        return Outcome(actions=(Send(turn.event.address, opening + texts.REPHRASE),), resident=asked)
    offered = replace(turn.resident, memory=replace(counted, awaiting=YesOrNo((Verb.ASK_OFFICER,))))
    again = Send(turn.event.address, opening + texts.REPHRASE_AGAIN, TO_OFFICER)
    return Outcome(actions=(again,), resident=offered)


def _about_the_last_reply(turn: ResidentTurn[Event], decision: Decision, before: Turn | None) -> str | None:
    """Return what answers who refuses all guesses, or asks where the officer's answer is; None for everything else."""
    if decision.outcome is not DecisionKind.SMALLTALK:
        return None
    if before and _DENIES.fullmatch(turn.words):
        return texts.NONE_OF_THESE.format(button=texts.B_ASK_OFFICER)
    waits = decision.act == "keluhan" and _ASKS_FOR_REPLY.search(turn.words)
    return ticket_status(turn) if waits else None


def _came_twice(turn: ResidentTurn[Event], decision: Decision, recent: tuple[Turn, ...]) -> bool:
    """Return whether two other messages just before had this answer, too: a third time it does not help.

    Who asks the same again in the same words wants to see it; it may have changed since.
    """
    same = len(recent) > 1 and all(decision.answers == (one.entry,) and one.text != turn.words for one in recent)
    return same and not any(map(turn.policy.knowledge.urgent, decision.answers))


def _opening(turn: ResidentTurn[Event], decision: Decision, before: Turn | None) -> str:
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


def _was_answered(turn: ResidentTurn[Event], earlier: Turn) -> bool:
    """Return whether a message got its entry as an answer, rather than behind a warning or a question about danger."""
    decided = turn.decided(earlier.text)
    return decided.outcome not in {DecisionKind.WARN, DecisionKind.EMERGENCY}


def _question(turn: ResidentTurn[Event], decision: Decision, recent: tuple[Turn, ...]) -> str:
    """Return what an officer would be asked: the message, after those just before it that were not understood either.

    Somebody tells a matter in short messages; the last of them alone ("dekat pasar") says nothing to an officer.
    """
    asked, text = turn.resident.memory.question, turn.words
    if decision.outcome not in UNSURE or not recent:
        return text
    *earlier, before = recent
    decided = turn.decided(before.text, (one.text for one in earlier))
    if (before.entry and decided.outcome is not DecisionKind.WARN) or before.text == text:
        return text
    if not asked or not asked.endswith(before.text) or len(asked) + len(text) > LONGEST_QUESTION:
        return text
    pending = turn.resident.memory.pending
    handed_over = {asked_in(ticket.question) for ticket in turn.tickets}
    handed_over |= {asked_in(pending.question)} if pending else set()
    if asked in handed_over:
        return text
    # it was not answered then; read behind fewer messages it may seem to have been
    goes_on = decided.outcome in UNSURE | {DecisionKind.WARN, DecisionKind.ANSWER} and not decided.off_topic
    return f"{asked}\n{text}" if goes_on else text


def _for_officer(turn: ResidentTurn[Event], decision: Decision) -> Outcome:
    """Send the officer a question that the FAQ does not know, and offer what can be checked meanwhile."""
    turn = turn.saying(with_what_it_follows(turn.resident.memory.question or turn.words, turn))
    opened = open_ticket(turn, attempted=tuple(entry for entry, _ in decision.ranking[:3]))
    if decision.doubtful and opened.tickets and opened.resident:
        feared = opened.resident.remember(feared=turn.words)
        ask = Send(turn.event.address, danger_texts.IF_IN_DANGER, (NEEDS_HELP,), silent=True)
        opened = replace(opened, actions=(*opened.actions, ask), resident=feared)
    likely = tuple(entry for entry, chance in decision.ranking[:1] if chance >= LIKELY)
    checks = browsing.checks_for(turn.policy, likely)
    if not checks or not opened.tickets:
        return opened
    meanwhile = Send(turn.event.address, texts.MEANWHILE, checks, silent=True)
    return replace(opened, actions=(*opened.actions, meanwhile))


def _guesses(decision: Decision, policy: Policy, before: Turn | None) -> tuple[str, Rows]:
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
    policy, village, entries = turn.policy, turn.policy.directory.village_of(turn.resident), decision.answers
    shown = [browsing.shown(policy, entry, village, turn.now, decision.suggestions) for entry in entries]
    if decision.doubtful:
        shown = [(body, rows if NEEDS_HELP in rows else (*rows, NEEDS_HELP)) for body, rows in shown]
    sends = (
        Send(turn.event.address, (opening if place == 0 else "") + body, rows)
        for place, (body, rows) in enumerate(shown)
    )
    memory = awaiting_what_was_asked(turn.resident.memory, entries, policy)
    counted = browsing.counted(policy, turn.resident, entries, turn.now)
    return Outcome(actions=tuple(sends), resident=replace(turn.resident, memory=memory), answered=counted)


def _officer_wanted(turn: ResidentTurn[Event], opening: str) -> Outcome:
    """Send his question of a moment ago at one tap for who asks for a person, or let him write another one now."""
    resident, policy = turn.resident, turn.policy
    officer, office = policy.directory.officer_of(resident), policy.office_of(resident)
    who = officer.name if officer else office.name
    *earlier, _ = resident.memory.turns
    question = resident.memory.question if earlier else None
    send = Send(turn.event.address, opening + texts.WANTS_OFFICER.format(officer=who))
    if question:
        text = texts.SEND_EARLIER.format(officer=who, question=quoted(question))
        send = Send(turn.event.address, opening + text, ((Button(texts.B_SEND_EARLIER, Verb.ASK_OFFICER),),))
    return Outcome(
        actions=(send,), resident=resident.remember(question=question, awaiting=Awaited.QUESTION, unreadable=0)
    )


def _greeting_back(text: str) -> str:
    return texts.SALAM_BACK if "salam" in text.lower() or "ass" in text.lower()[:4] else texts.GREET_BACK


def _small_talk(act: str, turn: ResidentTurn[Event], opening: str) -> Outcome:
    resident, event, policy = turn.resident, turn.event, turn.policy
    directory, office = policy.directory, policy.office_of(resident)
    village, officer = directory.village_of(resident), directory.officer_of(resident)
    # a greeting or thanks is not the question that "Tanya petugas" should hand over
    keep = resident.remember(question=None)
    menu: Rows = ((Button(texts.B_MENU, Verb.MENU),),)
    action: Action
    match act:
        case "terima-kasih":
            action = Send(event.address, opening + texts.THANKS)
        case "penutup":
            action = Send(event.address, opening + texts.BYE)
        case "keluhan":
            keep = resident.remember(awaiting=YesOrNo((Verb.ASK_OFFICER,)))
            action = Send(event.address, opening + texts.COMPLAINT, TO_OFFICER)
        case "bantuan":
            action = Send(event.address, opening + texts.help_text(village, officer, office), menu)
        case _:
            hello = texts.SALAM if act == "salam" else texts.HELLO
            action = Send(event.address, opening + hello, menu)
    return Outcome(actions=(action,), resident=keep)
