"""Which of a resident's messages an answer was given for, and what an answer asked him to write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.context import ResidentContext, Said
from bot.helpdesk.model.memory import Memory
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.handoff import asks_for_another, stands_alone
from bot.helpdesk.tickets.intake import open_ticket
from bot.matching.decision import Decision
from bot.matching.decision import Outcome as Reading

ASKED = "minta:"
"""Begins `Memory.awaiting` while the resident is to write what an answer has asked for; its entry follows."""
NOTHING_SAID = frozenset({Reading.SMALLTALK, Reading.REPHRASE})
"""What is not what an answer asks for, unless it is that only beside the message before ("namanya Siti")."""


def words_for(context: ResidentContext, entry: str, policy: Policy) -> str | None:
    """Return the resident's own words that the entry answered; None where they are not remembered."""
    memory, knowledge = context.resident.memory, policy.knowledge
    if not memory.turns:
        # of whom nothing may be stored, the question was read from the chat
        return memory.question if context.resident.informed_at is None else None
    latest_first = memory.turns[::-1]
    for turn in latest_first:
        if turn.entry == entry:
            return turn.text
    # one of several questions in a message
    return next((t.text for t in latest_first if entry in context.decisions.of(knowledge, t.text).answers), None)


def question_for(context: ResidentContext, entry: str, policy: Policy) -> str:
    """Return the question that the entry answered, to be put to an officer."""
    return words_for(context, entry, policy) or policy.knowledge.question(entry)


def awaiting_what_was_asked(memory: Memory, entries: Iterable[str], policy: Policy) -> Memory:
    """Await what the last of these answers asks for."""
    asking = [entry for entry in entries if policy.knowledge.asks(entry)]
    return replace(memory, awaiting=f"{ASKED}{asking[-1]}") if asking else memory


def what_was_asked(said: Said, decision: Decision, awaiting: str | None) -> Outcome | None:
    """Take the message as what the answer before it asked for, and send it to the officer; None where it is not that.

    Thanks and what cannot be read leave the request standing; a question in its own right ends it.
    """
    entry = (awaiting or "").removeprefix(ASKED)
    if awaiting is None or not awaiting.startswith(ASKED) or not said.policy.knowledge.has(entry):
        return None
    what = said.policy.knowledge.asks(entry)
    if what is None or stands_alone(said.context, decision, said.text, said.policy, talking=True):
        return None
    if asks_for_another(decision, said.text, entry):
        return None
    alone = said.context.decisions.of(said.policy.knowledge, said.text)
    if decision.outcome in NOTHING_SAID and alone.outcome in NOTHING_SAID:
        return None
    question = question_for(said.context, entry, said.policy)
    words = texts.WHAT_WAS_ASKED.format(what=what, words=said.text, question=question)
    return open_ticket(said.as_text(words), attempted=(entry,), asked=True)
