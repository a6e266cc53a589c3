"""What is no emergency yet but must not be answered like an office question: the warning comes before anything else."""

from __future__ import annotations

from dataclasses import replace

from bot.helpdesk.model.actions import Button, Outcome, Rows, Send
from bot.helpdesk.model.context import ResidentMessage
from bot.helpdesk.model.entities import TicketState
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.texts import emergency as emergency_texts
from bot.helpdesk.tickets.handoff import talk_of
from bot.helpdesk.tickets.intake import join_ticket, open_ticket
from bot.matching.decision import Decision
from bot.matching.decision import Outcome as Reading

CHECK_OF_OFFERS = "cektawaran"
"""The command of the guided check that goes with a warning."""
WARNED = "peringatan"
"""What "Kirim ke petugas" carries under a warning: the message that was warned of goes, not the latest one."""
_TEXTS = {"anak": emergency_texts.WARN_MINOR, "tawaran": emergency_texts.WARN_OFFER}


def warn(said: ResidentMessage, decision: Decision, *, awaits: bool) -> Outcome:
    """Send the warning; the message is kept for "Kirim ke petugas", or joins what the officer is at already.

    `awaits`: the resident was asked to write what goes to the officer.
    """
    context, resident = said.context, said.resident
    if awaits:
        opened = open_ticket(said.as_text(_all_of_it(said)), asked=True)
        return replace(opened, actions=(warning(said, decision, sends=False), *opened.actions))
    ticket = context.target or talk_of(context, said.now) or context.open
    if ticket and ticket.state is TicketState.OPEN and ticket.office in said.policy.directory.offices:
        joined = join_ticket(said, ticket)
        return replace(joined, actions=(warning(said, decision, sends=False), *joined.actions))
    kept = replace(resident, memory=replace(resident.memory, question=_all_of_it(said), unreadable=0))
    return Outcome(actions=(warning(said, decision, sends=True),), resident=kept)


def _all_of_it(said: ResidentMessage) -> str:
    """Return the message that is warned of, after the one before it where it is a warning only behind that."""
    before = said.resident.memory.turns[-2:-1]
    alone = said.context.decisions.of(said.policy.knowledge, said.text)
    return said.text if alone.outcome is Reading.WARN or not before else f"{before[0].text}\n{said.text}"


def warning(said: ResidentMessage, decision: Decision, *, sends: bool) -> Send:
    """Send the fixed warning with what can be done at once. `sends`: the officer does not have the message yet."""
    policy = said.policy
    rows: Rows = checks_of_offers(policy)
    if sends:
        rows = (*rows, (Button(emergency_texts.B_SEND_TO_OFFICER, Verb.ASK_OFFICER, (WARNED,)),))
    if decision.doubtful:
        rows = (*rows, (Button(emergency_texts.B_DANGER_YES, Verb.DANGER, ("ya",)),))
    likely = decision.answers or decision.suggestions[:1]
    known = (entry for entry in likely if policy.knowledge.has(entry))
    more = tuple((Button(policy.knowledge.label(entry), Verb.ANSWER, (entry,)),) for entry in known)
    return Send(said.event.address, _TEXTS.get(decision.act or "", emergency_texts.WARN_OFFER), (*rows, *more))


def checks_of_offers(policy: Policy) -> Rows:
    """Return the button of the guided check of offers, where the FAQ has one."""
    checks = (check for check in policy.knowledge.guided_checks() if check.command == CHECK_OF_OFFERS)
    return tuple((Button(emergency_texts.B_CHECK_THIS, Verb.CHECK_BEGIN, (check.id,)),) for check in checks)
