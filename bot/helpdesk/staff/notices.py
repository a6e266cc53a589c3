"""What a member of the staff is reminded of unasked: answers that must be reviewed soon, or should have been."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.office_hours import long_date
from bot.helpdesk.model.staff import Member
from bot.helpdesk.staff.menu import button
from bot.helpdesk.texts import kelola as texts

REVIEW_AHEAD = timedelta(days=30)
"""So long before the date an answer is named."""
SHOWN = 10


class Reviewed(NamedTuple):
    """An answer that must be reviewed before a day, for its owner."""

    id: str
    question: str
    owner: str
    review_by: date


def review_notice(member: Member, entries: Iterable[Reviewed], today: date) -> Outcome | None:
    """Return the word about the answers that concern the member; None where nothing is due, or he has not joined.

    Whoever only signs hears of his own owners' answers, all others of every one.
    """
    if member.address is None or not (member.roles or member.signs):
        return None
    due = [one for one in entries if one.review_by <= today + REVIEW_AHEAD and _concerns(member, one)]
    if not due:
        return None
    due.sort(key=lambda one: (one.review_by, one.id))
    lines = [_line(one, today) for one in due[:SHOWN]]
    more = [texts.AND_MORE.format(count=len(due) - SHOWN)] if len(due) > SHOWN else []
    text = "\n".join([bold(texts.REVIEW_HEAD.format(count=len(due))), *lines, *more, "", texts.REVIEW_HOW])
    return Outcome(actions=(Send(member.address, text, ((button(texts.B_TODAY, "hari"),),), silent=True),))


def _concerns(member: Member, one: Reviewed) -> bool:
    return bool(member.roles) or one.owner in member.signs


def _line(one: Reviewed, today: date) -> str:
    template = texts.REVIEW_LATE if one.review_by < today else texts.REVIEW_SOON
    return template.format(question=one.question, day=long_date(one.review_by))
