"""How a guided check ends: a finding with its reasons, a case for the officer, or the danger path."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.helpdesk.guided_checks.prompts import notice, shown, worder
from bot.helpdesk.model.actions import Acknowledge, Action, Button, Edit, Outcome, Rows
from bot.helpdesk.model.check_statistics import counted, tally
from bot.helpdesk.model.context import ResidentContext
from bot.helpdesk.model.entities import Check, Resident
from bot.helpdesk.model.events import Event, Pressed
from bot.helpdesk.model.guided_checks import DANGER, RED, Finding, Flow, answers_summary, reasons
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.texts import guided_checks as guided_check_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.emergencies import raise_emergency
from bot.helpdesk.tickets.intake import open_case


def found(
    resident: Resident, flow: Flow, check: Check, finding: Finding, event: Event, now: datetime, policy: Policy
) -> Outcome:
    """The finding with its reasons. The answers stay a while, for the button that sends them to the officer."""
    worded = worder(resident, policy)
    why = tuple(worded(reason) for reason in reasons(flow, check.answers))
    text = guided_check_texts.finding(finding.title, why, worded(finding.text), worded(flow.closing))
    send: Rows = (
        ((Button(guided_check_texts.B_SEND, Verb.CHECK_SEND, (flow.id, flow.version)),),) if finding.officer else ()
    )
    more: Rows = ()
    if finding.entry and policy.knowledge.has(finding.entry):
        more = ((Button(policy.knowledge.label(finding.entry), Verb.ANSWER, (finding.entry,)),),)
    again = (Button(guided_check_texts.B_AGAIN, Verb.CHECK_BEGIN, (flow.id,)), Button(texts.B_MENU, Verb.MENU))
    ended = replace(resident, memory=replace(resident.memory, check=check))
    noted, tallies = counted(ended, flow.id, finding.id, now, policy)
    return Outcome(actions=shown(event, text, (*send, *more, again)), resident=noted, tallies=tallies)


def in_danger(
    context: ResidentContext, flow: Flow, check: Check, event: Event, now: datetime, policy: Policy
) -> Outcome:
    """The danger path, as for any call for help; those who help see the answers."""
    lines = answers_summary(flow, check.answers)
    text = f"{guided_check_texts.DANGER_SAID.format(title=flow.title)}\n{guided_check_texts.answers(lines)}"
    # no mark of it stays at the resident: whoever holds the phone could have it shown
    resident = replace(context.resident, memory=replace(context.resident.memory, check=None))
    alert = raise_emergency(policy, resident, context.open, context.fresh, event, text, now)
    calm: tuple[Action, ...] = ()
    if isinstance(event, Pressed):
        # whoever looks over a shoulder reads nothing of what was pressed
        calm = (Acknowledge(event.address, event.callback),)
        calm = (*calm, Edit(event.address, event.message, guided_check_texts.CALM)) if event.message else calm
    one = tally(resident, flow.id, DANGER, now, policy)
    return replace(alert, actions=(*calm, *alert.actions), tallies=(one,))


def sent(
    context: ResidentContext, flow: Flow, check: Check, here: object, event: Pressed, now: datetime, policy: Policy
) -> Outcome:
    """ "Kirim ke petugas": the answers become a case."""
    if not isinstance(here, Finding) or not here.officer:
        return notice(context.resident, event, guided_check_texts.STALE)
    resident = replace(context.resident, memory=replace(context.resident.memory, check=None))
    text = guided_check_texts.case_text(
        flow.title, here.title, answers_summary(flow, check.answers), warning=here.id == RED
    )
    opened = open_case(policy, resident, context.fresh, event, text, now, asked=True)
    return replace(
        opened, actions=(Acknowledge(event.address, event.callback, guided_check_texts.SENT), *opened.actions)
    )
