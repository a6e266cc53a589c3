"""What the staff's chat shows of itself: the menu, the card on which a second person decides, reminders of reviews."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from bot.helpdesk.model.actions import Button, Outcome, Rows, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.hours import long_date
from bot.helpdesk.model.markup import bold, split
from bot.helpdesk.model.people import Member, OfficerChat, Request, Role
from bot.helpdesk.model.policy import Directory
from bot.helpdesk.texts import staff as texts

DECISIONS = ("setuju", "tolak")
"""What the buttons of the second person's card carry."""
LONGEST = 3000
"""Characters of a summary that one message shows."""
REVIEW_AHEAD = timedelta(days=30)
"""So long before the date an answer is named."""
NAMED = 10
"""Answers that a reminder names."""


class Reviewed(NamedTuple):
    """An answer that must be reviewed before a day, for its owner."""

    id: str
    question: str
    owner: str
    review_by: date


def button(label: str, *args: str) -> Button:
    """Return a button of the staff's chat."""
    return Button(label, Verb.STAFF, args)


def menu(member: Member) -> tuple[str, Rows]:
    """Return the menu: only what the member's roles allow."""
    writes, publishes = member.may(Role.WRITER), member.may(Role.PUBLISHER)
    rows: list[tuple[Button, ...]] = [(button(texts.B_TODAY, "hari"),)]
    if writes:
        rows.append((button(texts.B_FEES, "tarif"), button(texts.B_PHRASING, "kalimat")))
        rows.append((button(texts.B_DRAFTS, "usulan"), button(texts.B_GAPS, "celah")))
    if member.signs:
        rows.append((button(texts.B_SIGN, "tanda"),))
    if writes or publishes:
        rows.append((button(texts.B_LOOK, "beda"),))
    if publishes:
        rows.append((button(texts.B_UNDO, "batal"),))
    rows.append((button(texts.B_PAGE, "halaman"),))
    return f"{bold(texts.MENU)}\n\n{texts.MENU_TEXT}", tuple(rows)


def back() -> tuple[Button, ...]:
    """Return the row that leads to the menu."""
    return (button(texts.B_MENU, "menu"),)


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


def decided(maker: Member | None, second: Member, published: int | None) -> Outcome:
    """Tell the maker what the second person decided. `published`: the number; None where he refused."""
    if maker is None:
        return Outcome()
    text = texts.REFUSED if published is None else texts.AGREED
    return Outcome(actions=to(maker, text.format(second=second.name, number=published)))


def review_notice(member: Member, entries: Iterable[Reviewed], today: date) -> Outcome | None:
    """Return the word about the answers that concern the member; None where nothing is due, or he has not joined.

    Whoever only signs hears of his own owners' answers, all others of every one.
    """
    if member.address is None or not (member.roles or member.signs):
        return None
    due = [
        one for one in entries if one.review_by <= today + REVIEW_AHEAD and (member.roles or one.owner in member.signs)
    ]
    if not due:
        return None
    due.sort(key=lambda one: (one.review_by, one.id))
    lines = [bold(texts.REVIEW_HEAD.format(count=len(due)))]
    for one in due[:NAMED]:
        template = texts.REVIEW_LATE if one.review_by < today else texts.REVIEW_SOON
        lines.append(template.format(question=one.question, day=long_date(one.review_by)))
    lines += [texts.AND_MORE.format(count=len(due) - NAMED)] if len(due) > NAMED else []
    text = "\n".join([*lines, "", texts.REVIEW_HOW])
    return Outcome(actions=(Send(member.address, text, ((button(texts.B_TODAY, "hari"),),), silent=True),))
