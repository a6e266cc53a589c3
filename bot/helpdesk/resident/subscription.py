"""Whether a resident wants his village's broadcasts: asked once, after the first answer, and changed at any time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Acknowledge, Button, Edit, Outcome, Priority, Rows, Send
from bot.helpdesk.model.broadcasts import BroadcastCalledOff
from bot.helpdesk.model.context import ResidentContext
from bot.helpdesk.model.entities import Resident, TicketState
from bot.helpdesk.model.events import Commanded, Pressed
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.texts import outreach as outreach_texts
from bot.matching.entry import DecisionKind


def choose(context: ResidentContext, event: Commanded | Pressed, now: datetime, policy: Policy) -> Outcome:
    """Show whether broadcasts of the village are sent (/kabar), or change it (/berhenti and the buttons)."""
    resident = context.resident
    choice = event.args[0] if isinstance(event, Pressed) and event.args else ""
    if isinstance(event, Commanded):
        if event.command == "kabar":
            on = bool(resident.news)
            text = outreach_texts.STATE_ON if on else outreach_texts.STATE_OFF
            button = (
                Button(outreach_texts.B_STOP, Verb.SUBSCRIPTION, ("berhenti",))
                if on
                else Button(outreach_texts.B_ON, Verb.SUBSCRIPTION, ("ya",))
            )
            return Outcome(actions=(Send(event.address, text, ((button,),)),), resident=_here(resident))
        choice = "berhenti"
    wants = choice == "ya"
    text = _on(resident, policy) if wants else outreach_texts.OFF
    chosen = replace(_here(resident), news=wants, news_at=now)
    called_off = () if wants else (BroadcastCalledOff(event.address),)
    if not isinstance(event, Pressed):
        return Outcome(actions=(Send(event.address, text),), resident=chosen, outreach=called_off)
    done = Acknowledge(event.address, event.callback)
    # under a broadcast its text stays to be read; a question has done its work
    instead = event.message and choice != "berhenti"
    shown = Edit(event.address, event.message, text) if instead and event.message else Send(event.address, text)
    return Outcome(actions=(done, shown), resident=chosen, outreach=called_off)


def offered(outcome: Outcome, context: ResidentContext, policy: Policy) -> Outcome:
    """Ask with the first answer, a message with thumbs under it, whether broadcasts are wanted; ask nobody in danger.

    The resident then counts as asked.
    """
    resident = outcome.resident or context.resident
    village = policy.directory.village_of(resident)
    in_danger = any(ticket.at_risk and ticket.state is TicketState.OPEN for ticket in context.tickets)
    if resident.news is not None or village is None or in_danger or resident.memory.discreet or resident.memory.check:
        return outcome
    if context.resident.informed_at is None or not _answers(outcome) or _was_alarming(context, resident, policy):
        return outcome
    rows: Rows = (
        (
            Button(outreach_texts.B_YES, Verb.SUBSCRIPTION, ("ya",)),
            Button(outreach_texts.B_NO, Verb.SUBSCRIPTION, ("tidak",)),
        ),
    )
    text = outreach_texts.ASK.format(village=village.name, per_week=policy.news_per_week)
    # with the priority of a broadcast: everything else goes first, and it is called off like one
    ask = Send(resident.address, text, rows, purpose=Purpose.SUBSCRIPTION, silent=True, priority=Priority.BROADCAST)
    return replace(outcome, actions=(*outcome.actions, ask), resident=replace(resident, news=False))


def _was_alarming(context: ResidentContext, resident: Resident, policy: Policy) -> bool:
    """Return whether one of the latest messages was warned of, or sounded like danger: no moment for news."""
    latest = (context.decisions.of(policy.knowledge, turn.text) for turn in resident.memory.turns)
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
