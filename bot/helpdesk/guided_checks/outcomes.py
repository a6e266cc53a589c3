"""How a guided check ends: a finding with its reasons, a ticket for the officer, or the danger path."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.helpdesk.guided_checks.prompts import Progress, shown, worder
from bot.helpdesk.model.actions import Acknowledge, Action, Button, Edit, Outcome, Rows
from bot.helpdesk.model.entities import CheckCount, Resident
from bot.helpdesk.model.events import Pressed
from bot.helpdesk.model.guided_checks import DANGER, RED, Finding, answers_summary, reasons
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.replies import notice
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.intake import open_ticket, raise_emergency


def tally(resident: Resident, check: str, finding: str, now: datetime, policy: Policy) -> CheckCount:
    """Count an ending for the resident's village; who it was is not in it."""
    day = now.astimezone(policy.office_of(resident).hours.zone).date()
    return CheckCount(day, resident.village, check, finding)


def counted(
    resident: Resident, check: str, finding: str, now: datetime, policy: Policy
) -> tuple[Resident, tuple[CheckCount, ...]]:
    """Count an ending and mark the resident with it; count nothing where today's mark says it already."""
    one = tally(resident, check, finding, now, policy)
    mark = f"{one.day} {check} {finding}"
    if resident.memory.counted == mark:
        return resident, ()
    return resident.remember(counted=mark), (one,)


def found(progress: Progress, finding: Finding) -> Outcome:
    """Show the finding with its reasons; the answers stay a while, for the button that sends them to the officer."""
    resident, check, started, policy = progress.resident, progress.check, progress.started, progress.turn.policy
    worded = worder(resident, policy)
    why = tuple(worded(reason) for reason in reasons(check, started.answers))
    text = texts.check_finding(
        texts.check_marked(finding.id, finding.title), why, worded(finding.text), worded(check.closing)
    )
    send: Rows = ((Button(texts.B_SEND, Verb.CHECK_SEND, (check.id, check.version)),),) if finding.officer else ()
    more: Rows = ()
    if finding.entry and policy.knowledge.has(finding.entry):
        more = ((Button(policy.knowledge.label(finding.entry), Verb.ANSWER, (finding.entry,)),),)
    again = (Button(texts.B_AGAIN, Verb.CHECK_BEGIN, (check.id,)), Button(texts.B_MENU, Verb.MENU))
    ended = resident.remember(check=started)
    noted, tallies = counted(ended, check.id, finding.id, progress.turn.now, policy)
    return Outcome(actions=shown(progress.turn.event, text, (*send, *more, again)), resident=noted, tallies=tallies)


def in_danger(progress: Progress) -> Outcome:
    """Take the danger path, as for any call for help; those who help see the answers."""
    turn, check, started = progress.turn, progress.check, progress.started
    event, now, policy = progress.turn.event, progress.turn.now, progress.turn.policy
    lines = answers_summary(check, started.answers)
    text = f"{texts.DANGER_SAID.format(title=check.title)}\n{texts.check_answers(lines)}"
    # no mark of it stays at the resident: another holder of the phone could have it shown
    resident = turn.resident.remember(check=None)
    alert = raise_emergency(turn.of(resident).saying(text))
    calm: tuple[Action, ...] = ()
    if isinstance(event, Pressed):
        # somebody looking over a shoulder reads nothing of what was pressed
        calm = ()
        calm = (*calm, Edit(event.address, event.message, texts.CALM)) if event.message else calm
    one = tally(resident, check.id, DANGER, now, policy)
    return replace(alert, actions=(*calm, *alert.actions), tallies=(one,))


def sent(progress: Progress, event: Pressed, here: object) -> Outcome:
    """Open a ticket with the answers ("Kirim ke petugas")."""
    turn, check, started = progress.turn, progress.check, progress.started
    if not isinstance(here, Finding) or not here.officer:
        return notice(turn.resident, event, texts.CHECK_STALE)
    resident = turn.resident.remember(check=None)
    warning = here.id == RED
    text = texts.check_ticket_text(
        check.title, texts.check_marked(here.id, here.title), answers_summary(check, started.answers), warning=warning
    )
    said = turn.of(resident).saying(text)
    opened = open_ticket(said, early_warning=warning, asked=True)
    return replace(opened, actions=(Acknowledge(event.address, event.callback, texts.CHECK_SENT), *opened.actions))
