"""How a guided check ends: a finding with its reasons, a case for the officer, or the danger path."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.helpdesk import flow_texts, texts
from bot.helpdesk.actions import Acknowledge, Action, Button, Edit, Outcome, Rows
from bot.helpdesk.cases import open_case
from bot.helpdesk.desk import Desk
from bot.helpdesk.emergencies import raise_alarm
from bot.helpdesk.events import Event, Pressed
from bot.helpdesk.flow import DANGER, RED, Finding, Flow, reasons, told
from bot.helpdesk.flow_asking import BEGIN, SEND, notice, shown, worder
from bot.helpdesk.model import Check, Resident
from bot.helpdesk.resident_rules import ResidentSide
from bot.helpdesk.tallying import counted, tally


def found(
    resident: Resident, flow: Flow, check: Check, finding: Finding, event: Event, now: datetime, desk: Desk
) -> Outcome:
    """The finding with its reasons. The answers stay a while, for the button that sends them to the officer."""
    worded = worder(resident, desk)
    why = tuple(worded(reason) for reason in reasons(flow, check.answers))
    text = flow_texts.finding(finding.title, why, worded(finding.text), worded(flow.closing))
    send: Rows = ((Button(flow_texts.B_SEND, SEND, (flow.id, flow.version)),),) if finding.officer else ()
    more: Rows = ()
    if finding.entry and desk.knowledge.has(finding.entry):
        more = ((Button(desk.knowledge.label(finding.entry), "jawab", (finding.entry,)),),)
    again = (Button(flow_texts.B_AGAIN, BEGIN, (flow.id,)), Button(texts.B_MENU, "menu"))
    ended = replace(resident, memory=replace(resident.memory, check=check))
    noted, tallies = counted(ended, flow.id, finding.id, now, desk)
    return Outcome(actions=shown(event, text, (*send, *more, again)), resident=noted, tallies=tallies)


def in_danger(side: ResidentSide, flow: Flow, check: Check, event: Event, now: datetime, desk: Desk) -> Outcome:
    """The danger path, as for any call for help; those who help see the answers."""
    lines = told(flow, check.answers)
    text = f"{flow_texts.DANGER_SAID.format(title=flow.title)}\n{flow_texts.answers(lines)}"
    # no mark of it stays at the resident: whoever holds the phone could have it shown
    resident = replace(side.resident, memory=replace(side.resident.memory, check=None))
    alarm = raise_alarm(desk, resident, side.open, side.fresh, event, text, now)
    calm: tuple[Action, ...] = ()
    if isinstance(event, Pressed):
        # whoever looks over a shoulder reads nothing of what was pressed
        calm = (Acknowledge(event.address, event.callback),)
        calm = (*calm, Edit(event.address, event.message, flow_texts.CALM)) if event.message else calm
    one = tally(resident, flow.id, DANGER, now, desk)
    return replace(alarm, actions=(*calm, *alarm.actions), tallies=(one,))


def sent(
    side: ResidentSide, flow: Flow, check: Check, here: object, event: Pressed, now: datetime, desk: Desk
) -> Outcome:
    """ "Kirim ke petugas": the answers become a case."""
    if not isinstance(here, Finding) or not here.officer:
        return notice(side.resident, event, flow_texts.STALE)
    resident = replace(side.resident, memory=replace(side.resident.memory, check=None))
    text = flow_texts.case_text(flow.title, here.title, told(flow, check.answers), warning=here.id == RED)
    opened = open_case(desk, resident, side.fresh, event, text, now, asked=True)
    return replace(opened, actions=(Acknowledge(event.address, event.callback, flow_texts.SENT), *opened.actions))
