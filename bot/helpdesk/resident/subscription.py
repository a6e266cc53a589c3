"""Whether a resident wants his village's broadcasts: asked once, after the first answer, and changed at any time."""

from __future__ import annotations

from dataclasses import replace

from bot.helpdesk.buttons import resident_button
from bot.helpdesk.model.actions import Button, Edit, Outcome, Priority, Rows, Send
from bot.helpdesk.model.broadcasts import BroadcastCalledOff
from bot.helpdesk.model.entities import Resident, TicketState
from bot.helpdesk.model.events import Commanded, Event, Pressed
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.texts import outreach as outreach_texts
from bot.helpdesk.turn import ResidentTurn
from bot.matching.entry import DecisionKind


@resident_button(Verb.SUBSCRIPTION)
def choose(turn: ResidentTurn[Commanded | Pressed]) -> Outcome:
    """Show whether broadcasts of the village are sent (/kabar), or change it (/berhenti and the buttons)."""
    resident = turn.resident
    choice = turn.event.args[0] if isinstance(turn.event, Pressed) and turn.event.args else ""
    if isinstance(turn.event, Commanded):
        if turn.event.command == "kabar":
            on = bool(resident.news)
            text = outreach_texts.STATE_ON if on else outreach_texts.STATE_OFF
            button = (
                Button(outreach_texts.B_STOP, Verb.SUBSCRIPTION, ("berhenti",))
                if on
                else Button(outreach_texts.B_ON, Verb.SUBSCRIPTION, ("ya",))
            )
            return Outcome(actions=(Send(turn.event.address, text, ((button,),)),), resident=_here(resident))
        choice = "berhenti"
    wants = choice == "ya"
    text = _on(resident, turn.policy) if wants else outreach_texts.OFF
    chosen = replace(_here(resident), news=wants, news_at=turn.now)
    called_off = () if wants else (BroadcastCalledOff(turn.event.address),)
    if not isinstance(turn.event, Pressed):
        return Outcome(actions=(Send(turn.event.address, text),), resident=chosen, outreach=called_off)
    # under a broadcast its text stays to be read; a question has done its work
    instead = turn.event.message and choice != "berhenti"
    shown = (
        Edit(turn.event.address, turn.event.message, text)
        if instead and turn.event.message
        else Send(turn.event.address, text)
    )
    return Outcome(actions=(shown,), resident=chosen, outreach=called_off)


def offered(outcome: Outcome, turn: ResidentTurn[Event]) -> Outcome:
    """Ask with the first answer, a message with thumbs under it, whether broadcasts are wanted; ask nobody in danger.

    The resident then counts as asked.
    """
    resident = outcome.resident or turn.resident
    village = turn.policy.directory.village_of(resident)
    in_danger = any(ticket.at_risk and ticket.state is TicketState.OPEN for ticket in turn.tickets)
    if resident.news is not None or village is None or in_danger or resident.memory.discreet or resident.memory.check:
        return outcome
    if turn.resident.informed_at is None or not _answers(outcome) or _was_alarming(turn, resident):
        return outcome
    rows: Rows = (
        (
            Button(outreach_texts.B_YES, Verb.SUBSCRIPTION, ("ya",)),
            Button(outreach_texts.B_NO, Verb.SUBSCRIPTION, ("tidak",)),
        ),
    )
    text = outreach_texts.ASK.format(village=village.name, per_week=turn.policy.news_per_week)
    # with the priority of a broadcast: everything else goes first, and it is called off like one
    ask = Send(resident.address, text, rows, purpose=Purpose.SUBSCRIPTION, silent=True, priority=Priority.BROADCAST)
    return replace(outcome, actions=(*outcome.actions, ask), resident=replace(resident, news=False))


def _was_alarming(turn: ResidentTurn[Event], resident: Resident) -> bool:
    """Return whether one of the latest messages was warned of, or sounded like danger: no moment for news."""
    latest = (turn.decided(one.text) for one in resident.memory.turns)
    return any(decision.alarming or decision.outcome is DecisionKind.WARN for decision in latest)


def _answers(outcome: Outcome) -> bool:
    return any(
        button.verb == Verb.HELPFUL
        for action in outcome.actions
        if isinstance(action, Send)
        for row in action.buttons
        for button in row
    )


def _on(resident: Resident, policy: Policy) -> str:
    village = policy.directory.village_of(resident)
    return outreach_texts.ON.format(village=village.name) if village else outreach_texts.ON_ANYWHERE


def _here(resident: Resident) -> Resident:
    return replace(resident, blocked_at=None)
