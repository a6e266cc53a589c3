"""/resmi and checking: is this really an officer, is this number, link or advert what it says it is?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from bot.helpdesk import official_texts, texts
from bot.helpdesk.actions import Acknowledge, Button, Outcome, Rows, Send
from bot.helpdesk.cases import open_case
from bot.helpdesk.desk import Desk
from bot.helpdesk.events import Attached, Commanded, Pressed, Wrote
from bot.helpdesk.identity import MASKS, Kind, masked
from bot.helpdesk.resident_rules import INTO_CASES, ResidentSide
from bot.helpdesk.tallying import counted
from bot.matching.decision import Outcome as Reading

CHECK = "check"
"""`Memory.awaiting` while the resident is to send a number, a link or an advert for checking."""
FLOW, CHECKED, PASSED_ON = "resmi", "diperiksa", "diteruskan"
"""What is counted for the early warnings: something doubtful got the checklist, or went to the officer."""
_OFFICE_NAMES = re.compile(
    r"imigrasi|imipas|paspor|pasport|passport|bp2mi|bp3mi|kp2mi|p2mi|siskop|siapkerja|kemnaker|disnaker|kemenag|kemenhaj"
)
"""What a made-up address carries in its name to look like an office's."""
_PIECES = re.compile(r"[^\s,;|<>()\"']+")
_ADDRESSED = re.compile(
    r"(?i)\bhttps?://(?P<rest>.+)|(?<=[a-z0-9-]\.)(?:id|com|net|org|info|site|online|me|xyz|top|shop)\b"
)
"""What makes a link of a piece of text: its scheme, or a top-level domain after a dot."""
_AUTHORITY_END = re.compile(r"[/?#\\]")
_HOST = re.compile(r"[\w.-]*")
_DOUBT = re.compile(
    r"(?i)\b(?:resmi|asli|palsu|tiruan|penipu\w*|nipu|tipu\w*|cek|periksa|benar(?:kah|an)?|beneran|bnr)\b"
)


def doubts(text: str) -> bool:
    """Whether a text asks if something is genuine."""
    return bool(_DOUBT.search(text))


def hosts(text: str) -> tuple[str, ...]:
    """The hosts of the links in a text, in lower case; what stands before an "@" is no host."""
    if "." not in text and "://" not in text:
        return ()
    found = (_host(piece) for piece in _PIECES.findall(text))
    return tuple(dict.fromkeys(host for host in found if host))


def _host(piece: str) -> str:
    """The host of the link that a piece of text is, or ""; each character is looked at a fixed number of times."""
    link = _ADDRESSED.search(piece)
    if link is None:
        return ""
    rest = link["rest"]
    if rest is None:
        begin = link.start()
        while begin and (piece[begin - 1] in "-." or (piece[begin - 1].isascii() and piece[begin - 1].isalnum())):
            begin -= 1
        rest = piece[begin:]
    authority = _AUTHORITY_END.split(rest, maxsplit=1)[0].rpartition("@")[2]
    host = _HOST.match(authority)
    return host.group().lower().strip(".-") if host else ""


def is_government(host: str) -> bool:
    """Only addresses under .go.id belong to the government."""
    return host.endswith(".go.id")


def looks_like_an_office(host: str) -> bool:
    """Whether an address that is not the government's has an office's name in it."""
    return not is_government(host) and bool(_OFFICE_NAMES.search(host))


def show_official(side: ResidentSide, event: Commanded, desk: Desk) -> Outcome:
    """/resmi: who really writes here; what comes next is taken as something to check."""
    resident, directory = side.resident, desk.directory
    text = official_texts.official(
        desk.bot_name, directory.village_of(resident), directory.officer_of(resident), desk.office_of(resident)
    )
    waiting = replace(resident, memory=replace(resident.memory, awaiting=CHECK), blocked_at=None)
    return Outcome(actions=(Send(event.address, text),), resident=waiting)


def check(side: ResidentSide, event: Wrote, now: datetime, desk: Desk) -> Outcome | None:
    """The checklist for something that was sent for checking; None for every other message, and beside a case."""
    if side.open or side.target:
        return None
    text, memory = event.text.strip(), side.resident.memory
    suspect = _suspect(text)
    sent_for_it = event.forwarded or memory.awaiting == CHECK
    if not sent_for_it and not (suspect and doubts(text)):
        return None
    reading = desk.knowledge.decide([text]).outcome
    if reading is Reading.EMERGENCY or (not suspect and reading not in {Reading.ESCALATE, Reading.SUGGEST}):
        return None
    kept = replace(side.resident, memory=replace(memory, awaiting=None, question=text), blocked_at=None)
    buttons: Rows = ((Button(official_texts.B_CHECK, "periksa"),),)
    noted, tallies = counted(kept, FLOW, CHECKED, now, desk)
    return Outcome(actions=(Send(event.address, _checklist(text), buttons),), resident=noted, tallies=tallies)


def _suspect(text: str) -> bool:
    """Whether there is something in a text that can be checked: a link, a telephone or an account number."""
    return bool(hosts(text)) or Kind.PHONE in masked(text)[1] or MASKS[Kind.ACCOUNT] in text


def _checklist(text: str) -> str:
    found = hosts(text)
    return official_texts.checklist(
        official=tuple(host for host in found if is_government(host)),
        alike=tuple(host for host in found if looks_like_an_office(host)),
        others=tuple(host for host in found if not is_government(host) and not looks_like_an_office(host)),
        account=MASKS[Kind.ACCOUNT] in text,
    )


def pass_on(side: ResidentSide, event: Pressed, now: datetime, desk: Desk) -> Outcome | None:
    """ "Kirim ke petugas untuk diperiksa": what was sent becomes a case; None when it is no longer known."""
    question = side.resident.memory.question
    if question is None:
        return None
    resident = replace(side.resident, memory=replace(side.resident.memory, question=None))
    noted, tallies = counted(resident, FLOW, PASSED_ON, now, desk)
    text = official_texts.PLEASE_CHECK.format(text=question)
    opened = open_case(desk, noted, side.fresh, event, text, now, asked=True)
    actions = (Acknowledge(event.address, event.callback), *opened.actions)
    return replace(opened, actions=actions, tallies=tallies)


def pass_on_at_once(side: ResidentSide, event: Attached, now: datetime, desk: Desk) -> Outcome | None:
    """A photo, letter or voice note that is to be checked: the bot cannot look into it, so the officer does.

    None for every other one, beside a case, and where its caption calls for help.
    """
    caption, memory = event.caption.strip(), side.resident.memory
    for_checking = memory.awaiting == CHECK or (_suspect(caption) and (event.forwarded or doubts(caption)))
    if side.open or side.target or not for_checking or event.attachment.kind not in INTO_CASES:
        return None
    if caption and desk.knowledge.decide([caption]).outcome is Reading.EMERGENCY:
        return None
    kept = replace(side.resident, memory=replace(memory, awaiting=None), blocked_at=None)
    noted, tallies = counted(kept, FLOW, PASSED_ON, now, desk)
    sent = caption or texts.SENT_KIND.format(kind=texts.KINDS.get(event.attachment.kind, "kiriman"))
    text = official_texts.PLEASE_CHECK.format(text=sent)
    opened = open_case(desk, noted, side.fresh, event, text, now, asked=True)
    checklist = Send(event.address, _checklist(caption))
    return replace(opened, actions=(checklist, *opened.actions), tallies=tallies)
