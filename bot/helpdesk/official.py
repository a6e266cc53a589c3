"""/resmi and checking: is this really an officer, is this number, link or advert what it says it is?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from bot.helpdesk import official_texts
from bot.helpdesk.actions import Acknowledge, Button, Outcome, Rows, Send
from bot.helpdesk.cases import open_case
from bot.helpdesk.desk import Desk
from bot.helpdesk.events import Commanded, Pressed, Wrote
from bot.helpdesk.identity import Kind, masked
from bot.helpdesk.resident_rules import ResidentSide
from bot.matching.decision import Outcome as Reading

CHECK = "check"
"""`Memory.awaiting` while the resident is to send a number, a link or an advert for checking."""
_LINK = re.compile(r"(?i)\b(?:https?://\S+|(?:[a-z0-9-]+\.)+(?:id|com|net|org|info|site|online|me|xyz|top|shop)\b\S*)")
_DOUBT = re.compile(
    r"(?i)\b(?:resmi|asli|palsu|tiruan|penipu\w*|nipu|tipu\w*|cek|periksa|benar(?:kah|an)?|beneran|bnr)\b"
)


def doubts(text: str) -> bool:
    """Whether a text asks if something is genuine."""
    return bool(_DOUBT.search(text))


def hosts(text: str) -> tuple[str, ...]:
    """The hosts of the links in a text, in lower case; what stands before an "@" is no host."""
    found = []
    for link in _LINK.findall(text):
        parts = urlsplit(link if "://" in link else f"https://{link}")
        host = parts.netloc.rpartition("@")[2].partition(":")[0].lower().rstrip(".,;)")
        if host:
            found.append(host)
    return tuple(dict.fromkeys(found))


def is_government(host: str) -> bool:
    """Only addresses under .go.id belong to the government."""
    return host.endswith(".go.id")


def show_official(side: ResidentSide, event: Commanded, desk: Desk) -> Outcome:
    """/resmi: who really writes here; what comes next is taken as something to check."""
    resident, directory = side.resident, desk.directory
    text = official_texts.official(
        desk.bot_name, directory.village_of(resident), directory.officer_of(resident), desk.office_of(resident)
    )
    waiting = replace(resident, memory=replace(resident.memory, awaiting=CHECK), blocked_at=None)
    return Outcome(actions=(Send(event.address, text),), resident=waiting)


def check(side: ResidentSide, event: Wrote, desk: Desk) -> Outcome | None:
    """The checklist for something that was sent for checking; None for every other message, and beside a case."""
    if side.open or side.target:
        return None
    text, memory = event.text.strip(), side.resident.memory
    found = hosts(text)
    suspect = bool(found) or Kind.PHONE in masked(text)[1]
    sent_for_it = event.forwarded or memory.awaiting == CHECK
    if not sent_for_it and not (suspect and doubts(text)):
        return None
    reading = desk.knowledge.decide([text]).outcome
    if reading is Reading.EMERGENCY or (not suspect and reading not in {Reading.ESCALATE, Reading.SUGGEST}):
        return None
    kept = replace(side.resident, memory=replace(memory, awaiting=None, question=text), blocked_at=None)
    official = tuple(host for host in found if is_government(host))
    others = tuple(host for host in found if not is_government(host))
    buttons: Rows = ((Button(official_texts.B_CHECK, "periksa"),),)
    return Outcome(actions=(Send(event.address, official_texts.checklist(official, others), buttons),), resident=kept)


def pass_on(side: ResidentSide, event: Pressed, now: datetime, desk: Desk) -> Outcome | None:
    """ "Kirim ke petugas untuk diperiksa": what was sent becomes a case; None when it is no longer known."""
    question = side.resident.memory.question
    if question is None:
        return None
    resident = replace(side.resident, memory=replace(side.resident.memory, question=None))
    text = official_texts.PLEASE_CHECK.format(text=question)
    opened = open_case(desk, resident, side.fresh, event, text, now, asked=True)
    return replace(opened, actions=(Acknowledge(event.address, event.callback), *opened.actions))
