"""The card on which a second person decides, and what its maker hears of it, wherever the publication was asked for."""

from __future__ import annotations

from bot.helpdesk.model.actions import Outcome, Rows, Send
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.staff import Member, Request
from bot.helpdesk.staff.menu import button
from bot.helpdesk.texts import kelola as texts

LONGEST = 3000
"""Characters of a summary that one message shows."""


def to(member: Member, text: str, rows: Rows = ()) -> tuple[Send, ...]:
    """Write to a member, if he has joined."""
    return (Send(member.address, text, rows),) if member.address else ()


def card(request: Request, maker: str, second: Member) -> tuple[Send, ...]:
    """Return the card with the two buttons. `maker`: his name."""
    head = bold(texts.REQUEST.format(maker=maker))
    lines = [head, *(f"• {line.strip()}" for line in request.lines), "", texts.REQUEST_WHY.format(why=request.why)]
    number = str(request.id)
    rows: Rows = ((button(texts.B_AGREE, "setuju", number), button(texts.B_REFUSE, "tolak", number)),)
    return to(second, "\n".join(lines)[:LONGEST], rows)


def asked(request: Request, maker: Member, others: tuple[Member, ...]) -> Outcome:
    """Ask the others."""
    return Outcome(actions=tuple(send for other in others for send in card(request, maker.name, other)))


def decided(maker: Member | None, second: Member, published: int | None) -> Outcome:
    """Tell the maker what the second person decided. `published`: the number; None where he refused."""
    if maker is None:
        return Outcome()
    text = texts.REFUSED if published is None else texts.AGREED
    return Outcome(actions=to(maker, text.format(second=second.name, number=published)))
