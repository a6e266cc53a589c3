"""Whether a resident wants news of the village: asked once, turned on and off at any time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.helpdesk import news_texts
from bot.helpdesk.actions import Acknowledge, Button, Edit, Outcome, Rows, Send
from bot.helpdesk.desk import Desk
from bot.helpdesk.events import Commanded, Event, Pressed
from bot.helpdesk.model import Resident, Ticket, TicketState
from bot.helpdesk.outreach import CalledOff

VERB = "kabar"


def choose(resident: Resident, event: Commanded | Pressed, now: datetime, desk: Desk) -> Outcome:
    """/kabar shows how it stands; /berhenti and the buttons change it."""
    wish = event.args[0] if isinstance(event, Pressed) and event.args else ""
    if isinstance(event, Commanded):
        if event.command == "kabar":
            on = bool(resident.news)
            text = news_texts.STATE_ON if on else news_texts.STATE_OFF
            button = Button(news_texts.B_STOP, VERB, ("berhenti",)) if on else Button(news_texts.B_ON, VERB, ("ya",))
            return Outcome(actions=(Send(event.address, text, ((button,),)),), resident=_here(resident))
        wish = "berhenti"
    wants = wish == "ya"
    told = _on(resident, desk) if wants else news_texts.OFF
    chosen = replace(_here(resident), news=wants, news_at=now)
    called_off = () if wants else (CalledOff(event.address),)
    if not isinstance(event, Pressed):
        return Outcome(actions=(Send(event.address, told),), resident=chosen, outreach=called_off)
    done = Acknowledge(event.address, event.callback)
    # under a news its text stays to be read; a question has done its work
    instead = event.message and wish != "berhenti"
    shown = Edit(event.address, event.message, told) if instead and event.message else Send(event.address, told)
    return Outcome(actions=(done, shown), resident=chosen, outreach=called_off)


def asked(resident: Resident, tickets: tuple[Ticket, ...], desk: Desk) -> tuple[Resident, tuple[Send, ...]]:
    """The question after choosing a village, once; nobody in danger is asked. The resident then counts as asked."""
    village = desk.directory.village_of(resident)
    in_danger = any(ticket.emergency and ticket.state is TicketState.OPEN for ticket in tickets)
    if resident.news is not None or village is None or in_danger:
        return resident, ()
    rows: Rows = ((Button(news_texts.B_YES, VERB, ("ya",)), Button(news_texts.B_NO, VERB, ("tidak",))),)
    text = news_texts.ASK.format(village=village.name, per_week=desk.news_per_week)
    return replace(resident, news=False), (Send(resident.address, text, rows, silent=True),)


def hushed(outcome: Outcome, event: Event, *, clears: bool) -> Outcome:
    """The outcome, and no news that still waits for whoever calls for help now, or `clears` the chat."""
    if clears or any(ticket.emergency for ticket in outcome.tickets):
        return replace(outcome, outreach=(*outcome.outreach, CalledOff(event.address)))
    return outcome


def _on(resident: Resident, desk: Desk) -> str:
    village = desk.directory.village_of(resident)
    return news_texts.ON.format(village=village.name) if village else news_texts.ON_ANYWHERE


def _here(resident: Resident) -> Resident:
    return replace(resident, blocked_at=None)
