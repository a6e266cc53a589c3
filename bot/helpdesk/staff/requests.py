"""The card on which a second person decides, and what its maker hears of it.

It is the same wherever the publication was asked for.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.helpdesk.model.actions import Outcome, Rows, Send
from bot.helpdesk.model.directory import Directory
from bot.helpdesk.model.entities import OfficerChat
from bot.helpdesk.model.markup import bold, split
from bot.helpdesk.model.staff import Member, Request
from bot.helpdesk.staff.menu import button
from bot.helpdesk.texts import kelola as texts

DECISIONS = ("setuju", "tolak")
"""What the buttons of the card carry."""
LONGEST = 3000
"""Characters of a summary that one message shows."""


def to(member: Member, text: str, rows: Rows = ()) -> tuple[Send, ...]:
    """Write to a member, if he has joined."""
    return (Send(member.address, text, rows),) if member.address else ()


def supervisor(directory: Directory, chats: Iterable[OfficerChat]) -> Member | None:
    """Return the first office's supervisor, where he has joined, as a member who may only be the second person."""
    officer = directory.officers.get(directory.first_office.supervisor or "")
    at = [chat.address for chat in chats if officer and chat.officer == officer.id]
    # no id of staff has a colon
    return Member(f"atasan:{officer.id}", officer.name, address=at[0]) if officer and at else None


def card(request: Request, maker: str, second: Member) -> tuple[Send, ...]:
    """Return the card with the two buttons. `maker`: his name."""
    head = bold(texts.REQUEST.format(maker=maker))
    lines = [head, *(f"• {line.strip()}" for line in request.lines), "", texts.REQUEST_WHY.format(why=request.why)]
    number = str(request.id)
    agree, refuse = DECISIONS
    rows: Rows = ((button(texts.B_AGREE, agree, number), button(texts.B_REFUSE, refuse, number)),)
    # all of it, above the buttons: what did not fit would be agreed to unread
    *earlier, last = split("\n".join(lines))
    return (*(send for part in earlier for send in to(second, part)), *to(second, last, rows))


def asked(request: Request, maker: str, others: tuple[Member, ...]) -> Outcome:
    """Ask the others. `maker`: his name."""
    return Outcome(actions=tuple(send for other in others for send in card(request, maker, other)))


def taken_back(chief: Member, head: str, lines: Iterable[str]) -> Outcome:
    """Tell the supervisor that somebody took an edition back alone. `lines`: what changed by that."""
    parts = split("\n".join([bold(head), *(f"• {line.strip()}" for line in lines)]))
    return Outcome(actions=tuple(send for part in parts for send in to(chief, part)))


def decided(maker: Member | None, second: Member, published: int | None) -> Outcome:
    """Tell the maker what the second person decided. `published`: the number; None where he refused."""
    if maker is None:
        return Outcome()
    text = texts.REFUSED if published is None else texts.AGREED
    return Outcome(actions=to(maker, text.format(second=second.name, number=published)))
