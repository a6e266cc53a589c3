"""What the buttons of an answer do: showing it, its details, and whether it helped."""

from __future__ import annotations

from dataclasses import replace

from bot.helpdesk.buttons import resident_button
from bot.helpdesk.model.actions import Action, Button, Edit, Outcome, Rows, Send
from bot.helpdesk.model.conversation_memory import Turn, YesOrNo
from bot.helpdesk.model.entities import Feedback
from bot.helpdesk.model.events import Pressed
from bot.helpdesk.model.replies import notice
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.resident import menu
from bot.helpdesk.resident.asked import awaiting_what_was_asked, question_for
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.turn import ResidentTurn


@resident_button(Verb.SHOW)
def _show(turn: ResidentTurn[Pressed]) -> Outcome:
    resident, entry = turn.resident, turn.event.args[0]
    page = menu.answer_page(turn.policy, entry, turn.policy.directory.village_of(resident), turn.now)
    memory = awaiting_what_was_asked(resident.memory, (entry,), turn.policy)
    shown = menu.show_page(replace(resident, memory=memory), turn.event, page)
    return (
        replace(shown, answered=menu.counted(turn.policy, resident, (entry,), turn.now))
        if turn.event.message
        else shown
    )


@resident_button(Verb.ANSWER, Verb.PICK)
def _answer(turn: ResidentTurn[Pressed]) -> Outcome:
    resident, entry = turn.resident, turn.event.args[0]
    village = turn.policy.directory.village_of(resident)
    rows: Rows = ()
    if turn.open and turn.open.emergency and turn.policy.knowledge.urgent(entry):
        text = turn.policy.knowledge.answer(entry, village, alerted=True)
    else:
        text, rows = menu.shown(turn.policy, entry, village, turn.now)
    picked = turn.event.verb == Verb.PICK
    *earlier, last = resident.memory.turns or (None,)
    question = last.text if last else resident.memory.question or ""
    chosen = (Feedback(turn.now, "chosen", entry, question, resident.village),) if picked else ()
    action: Action = Send(turn.event.address, text, rows)
    if picked and turn.event.message:
        # the guesses have done their work: the answer takes their place, so that the chat stays short
        action = Edit(turn.event.address, turn.event.message, text, rows)
    if last and picked:
        turns = (*earlier, replace(last, entry=entry))
    else:
        turns = (*resident.memory.turns, Turn(turn.policy.knowledge.question(entry), turn.now, entry))[-2:]
    memory = awaiting_what_was_asked(replace(resident.memory, turns=turns, awaiting=None), (entry,), turn.policy)
    remembered = replace(resident, memory=memory)
    counted = menu.counted(turn.policy, resident, (entry,), turn.now)
    return Outcome(actions=(action,), resident=remembered, feedback=chosen, answered=counted)


@resident_button(Verb.HELPFUL)
def _helpful(turn: ResidentTurn[Pressed]) -> Outcome:
    done = turn.refuse(texts.GOOD)
    return replace(done, feedback=(_mark(turn, "up"),))


@resident_button(Verb.UNHELPFUL)
def _unhelpful(turn: ResidentTurn[Pressed]) -> Outcome:
    buttons: Rows = ((Button(texts.B_ASK_OFFICER, Verb.ASK_OFFICER, turn.event.args[:1]),),)
    done = notice(turn.resident.remember(awaiting=YesOrNo((Verb.ASK_OFFICER, *turn.event.args[:1]))), turn.event, "")
    return replace(
        done,
        actions=(*done.actions, Send(turn.event.address, texts.BAD, buttons)),
        feedback=(_mark(turn, "down"),),
    )


def _mark(turn: ResidentTurn[Pressed], kind: str) -> Feedback:
    """Note the thumb for the answer above it, and for the question that it answered."""
    entry = turn.event.args[0]
    return Feedback(turn.now, kind, entry, question_for(turn, entry), turn.resident.village)


@resident_button(Verb.DETAILS)
def _details(turn: ResidentTurn[Pressed]) -> Outcome:
    """Send what the answer has folded away in a message of its own ("Selengkapnya")."""
    details = turn.policy.knowledge.details(turn.event.args[0], turn.policy.directory.village_of(turn.resident))
    shown = (Send(turn.event.address, details),) if details else ()
    return Outcome(actions=shown, resident=turn.resident)
