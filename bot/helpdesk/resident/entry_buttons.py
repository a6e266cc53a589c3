"""What the buttons of an answer do: showing it, its details, and whether it helped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Acknowledge, Action, Button, Edit, Outcome, Rows, Send
from bot.helpdesk.model.context import ResidentContext
from bot.helpdesk.model.conversation_memory import Turn, YesOrNo
from bot.helpdesk.model.entities import Feedback
from bot.helpdesk.model.events import Pressed
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.replies import notice
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.resident import menu
from bot.helpdesk.resident.asked import awaiting_what_was_asked, question_for
from bot.helpdesk.texts import resident as texts

Handler = Callable[[ResidentContext, Pressed, datetime, Policy], Outcome]


def _show(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    resident, entry = context.resident, event.args[0]
    page = menu.answer_page(policy, entry, policy.directory.village_of(resident), now)
    memory = awaiting_what_was_asked(resident.memory, (entry,), policy)
    shown = menu.show_page(replace(resident, memory=memory), event, page)
    return replace(shown, answered=menu.counted(policy, resident, (entry,), now)) if event.message else shown


def _answer(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    resident, entry = context.resident, event.args[0]
    village = policy.directory.village_of(resident)
    rows: Rows = ()
    if context.open and context.open.emergency and policy.knowledge.urgent(entry):
        text = policy.knowledge.answer(entry, village, alerted=True)
    else:
        text, rows = menu.shown(policy, entry, village, now)
    picked = event.verb == Verb.PICK
    *earlier, last = resident.memory.turns or (None,)
    question = last.text if last else resident.memory.question or ""
    chosen = (Feedback(now, "chosen", entry, question, resident.village),) if picked else ()
    action: Action = Send(event.address, text, rows)
    if picked and event.message:
        # the guesses have done their work: the answer takes their place, so that the chat stays short
        action = Edit(event.address, event.message, text, rows)
    if last and picked:
        turns = (*earlier, replace(last, entry=entry))
    else:
        turns = (*resident.memory.turns, Turn(policy.knowledge.question(entry), now, entry))[-2:]
    memory = awaiting_what_was_asked(replace(resident.memory, turns=turns, awaiting=None), (entry,), policy)
    remembered = replace(resident, memory=memory)
    acknowledged = Acknowledge(event.address, event.callback)
    counted = menu.counted(policy, resident, (entry,), now)
    return Outcome(actions=(acknowledged, action), resident=remembered, feedback=chosen, answered=counted)


def _helpful(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    done = notice(context.resident, event, texts.GOOD)
    return replace(done, feedback=(_mark(context, event, "up", now, policy),))


def _unhelpful(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    buttons: Rows = ((Button(texts.B_ASK_OFFICER, Verb.ASK_OFFICER, event.args[:1]),),)
    offered = replace(context.resident.memory, awaiting=YesOrNo((Verb.ASK_OFFICER, *event.args[:1])))
    done = notice(replace(context.resident, memory=offered), event, "")
    return replace(
        done,
        actions=(*done.actions, Send(event.address, texts.BAD, buttons)),
        feedback=(_mark(context, event, "down", now, policy),),
    )


def _mark(context: ResidentContext, event: Pressed, kind: str, now: datetime, policy: Policy) -> Feedback:
    """Note the thumb for the answer above it, and for the question that it answered."""
    entry = event.args[0]
    return Feedback(now, kind, entry, question_for(context, entry, policy), context.resident.village)


def _details(context: ResidentContext, event: Pressed, now: datetime, policy: Policy) -> Outcome:
    """Send what the answer has folded away in a message of its own ("Selengkapnya")."""
    details = policy.knowledge.details(event.args[0], policy.directory.village_of(context.resident))
    shown = (Send(event.address, details),) if details else ()
    return Outcome(actions=(Acknowledge(event.address, event.callback), *shown), resident=context.resident)


ENTRY_BUTTONS: Mapping[str, Handler] = {
    Verb.SHOW: _show,
    Verb.ANSWER: _answer,
    Verb.PICK: _answer,
    Verb.DETAILS: _details,
    Verb.HELPFUL: _helpful,
    Verb.UNHELPFUL: _unhelpful,
}
"""Buttons whose first argument is an entry of the FAQ."""
