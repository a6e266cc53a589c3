"""/resmi and checking: is this really an officer, is this number, link or advert what it says it is?"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.helpdesk.buttons import resident_button
from bot.helpdesk.guided_checks import counted
from bot.helpdesk.model.actions import Button, Outcome, Rows, Send
from bot.helpdesk.model.conversation_memory import Awaited, Turn
from bot.helpdesk.model.events import Attached, Commanded, Pressed, Wrote
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.privacy.links import hosts, is_government, looks_like_an_office
from bot.helpdesk.privacy.numbers import MASKS, Kind, masked
from bot.helpdesk.resident.early_warnings import SCAM, warning, with_what_followed
from bot.helpdesk.resident.messages import INTO_TICKETS
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.intake import open_ticket
from bot.helpdesk.turn import ResidentTurn
from bot.matching.entry import DecisionKind

OFFICIAL, CHECKED, PASSED_ON = "resmi", "diperiksa", "diteruskan"
"""What is counted for the early warnings: something doubtful got the checklist, or went to the officer."""
_DOUBT = re.compile(
    r"(?i)\b(?:resmi|asli|palsu|tiruan|penipu\w*|nipu|tipu\w*|cek|periksa|benar(?:kah|an)?|beneran|bnr)\b"
)


def doubts(text: str) -> bool:
    """Return whether a text asks if something is genuine."""
    return bool(_DOUBT.search(text))


def show_official(turn: ResidentTurn[Commanded]) -> Outcome:
    """Show who really writes here (/resmi); what comes next is taken as something to check."""
    resident, directory = turn.resident, turn.policy.directory
    text = texts.official(
        turn.policy.bot_name,
        directory.village_of(resident),
        directory.officer_of(resident),
        turn.policy.office_of(resident),
    )
    waiting = replace(resident.remember(awaiting=Awaited.TO_VERIFY), blocked_at=None)
    return Outcome(actions=(Send(turn.event.address, text),), resident=waiting)


def check(turn: ResidentTurn[Wrote]) -> Outcome | None:
    """Answer what was sent for checking with the checklist; None for every other message, and beside a ticket."""
    if turn.open or turn.target:
        return None
    text, memory = turn.event.text.strip(), turn.resident.memory
    suspect = _suspect(text)
    sent_for_it = turn.event.forwarded or memory.awaiting == Awaited.TO_VERIFY
    if not sent_for_it and not (suspect and doubts(text)):
        return None
    decision = turn.decided(text)
    open_still = decision.outcome in {DecisionKind.ESCALATE, DecisionKind.SUGGEST}
    if (decision.alarming and not (suspect and decision.doubtful)) or not (suspect or open_still):
        return None
    turns = (*turn.policy.recent(memory, turn.now), Turn(text, turn.now, None, turn.event.message))[-2:]
    remembered = replace(memory, awaiting=None, question=text, warned=text, turns=turns)
    noted, tallies = counted(
        replace(turn.resident, memory=remembered, blocked_at=None), OFFICIAL, CHECKED, turn.now, turn.policy
    )
    ask: Rows = ((Button(texts.B_VERIFY, Verb.ASK_TO_VERIFY),),)
    shown: tuple[Send, ...] = (Send(turn.event.address, _checklist(text), ask),)
    if decision.outcome is DecisionKind.WARN:
        told = warning(turn.saying(text), decision, sends=False)
        links = (Send(turn.event.address, _checklist(text)),) if hosts(text) or decision.act == SCAM else ()
        shown = (replace(told, buttons=(*ask, *told.buttons)), *links)
    return Outcome(actions=shown, resident=noted, tallies=tallies)


def _suspect(text: str) -> bool:
    """Return whether there is something in a text that can be checked: a link, a telephone or an account number."""
    return bool(hosts(text)) or Kind.PHONE in masked(text)[1] or MASKS[Kind.ACCOUNT] in text


def _checklist(text: str) -> str:
    found = hosts(text)
    return texts.checklist(
        official=tuple(host for host in found if is_government(host)),
        alike=tuple(host for host in found if looks_like_an_office(host)),
        others=tuple(host for host in found if not is_government(host) and not looks_like_an_office(host)),
        account=MASKS[Kind.ACCOUNT] in text,
    )


@resident_button(Verb.ASK_TO_VERIFY)
def pass_on(turn: ResidentTurn[Pressed]) -> Outcome | None:
    """Open a ticket with what was sent ("Kirim ke petugas untuk diperiksa"); None when it is no longer known."""
    memory = turn.resident.memory
    question = with_what_followed(memory, memory.warned)
    if question is None:
        return None
    resident = replace(turn.resident, memory=replace(memory, question=None, warned=None))
    noted, tallies = counted(resident, OFFICIAL, PASSED_ON, turn.now, turn.policy)
    text = texts.PLEASE_CHECK.format(text=question)
    opened = open_ticket(turn.of(noted).saying(text), early_warning=True, asked=True)
    actions = opened.actions
    return replace(opened, actions=actions, tallies=tallies)


def pass_on_at_once(turn: ResidentTurn[Attached]) -> Outcome | None:
    """Give a photo, letter or voice note that is to be checked to the officer: the bot cannot look into it.

    None for every other one, beside a ticket, and where its caption calls for help.
    """
    caption, memory = turn.event.caption.strip(), turn.resident.memory
    for_checking = memory.awaiting == Awaited.TO_VERIFY or (
        _suspect(caption) and (turn.event.forwarded or doubts(caption))
    )
    if turn.open or turn.target or not for_checking or turn.event.attachment.kind not in INTO_TICKETS:
        return None
    if caption and turn.decided(caption).alarming:
        return None
    kept = replace(turn.resident, memory=replace(memory, awaiting=None), blocked_at=None)
    noted, tallies = counted(kept, OFFICIAL, PASSED_ON, turn.now, turn.policy)
    sent = caption or texts.SENT_KIND.format(kind=texts.KINDS.get(turn.event.attachment.kind, texts.SOMETHING))
    text = texts.PLEASE_CHECK.format(text=sent)
    opened = open_ticket(turn.of(noted).saying(text), early_warning=True, asked=True)
    checklist = Send(turn.event.address, _checklist(caption))
    return replace(opened, actions=(checklist, *opened.actions), tallies=tallies)
