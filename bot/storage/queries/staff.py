"""The staff who keep the FAQ, and observers: members, tasks, drafts, requests for a second person, what they did."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from bot.helpdesk.model import people
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.people import Address, Form, FormKept, Member, Observer, Request, StaffEvent, Task, TaskAsked
from bot.helpdesk.model.ticket import FaqDraft
from bot.storage.database.rows import columns, decoded, encoded, listed, values
from bot.storage.database.sql import EVER, Connection, Sql, insert, query, upsert
from bot.storage.queries.officers import OBSERVER, PAGE, STAFF, end_invitations, redeem_invitation

HELD_FOR = timedelta(minutes=5)
"""A task that a process has taken up is another's after so long: the first has died."""
_MEMBER = f"SELECT {listed(Member)} FROM staff_members"
# one chat is one person's: who joins from it anew is nobody else any more
_LEAVE = "UPDATE {} SET channel = NULL, chat = NULL WHERE channel = :channel AND chat = :chat AND id <> :id"
_JOIN = "UPDATE {} SET channel = :channel, chat = :chat, joined_at = :now{} WHERE id = :id"
_MEMBER_JOINS = [Sql(_LEAVE.format("staff_members")), Sql(_JOIN.format("staff_members", ", form = NULL"))]
_OBSERVER_JOINS = [Sql(_LEAVE.format("observers")), Sql(_JOIN.format("observers", ""))]
_LEFT_BEHIND = [
    Sql("DELETE FROM staff_tasks WHERE member = :id"),
    Sql("DELETE FROM staff_requests WHERE member = :id AND second IS NULL"),
]
_REMOVE = Sql("DELETE FROM staff_members WHERE id = :id")
_REMOVE_OBSERVER = Sql("DELETE FROM observers WHERE id = :id")


@query(f"{_MEMBER} ORDER BY id")
def members(connection: Connection) -> tuple[Member, ...]:
    """List the staff, by id."""


@query(f"{_MEMBER} WHERE id = :id")
def member(connection: Connection, id: str) -> Member | None:
    """Return the member of that id."""


@query(upsert("staff_members", ("id",), ("name", "roles", "signs")))
def keep(connection: Connection, member: Member) -> None:
    """Add a member, or give him another name and other roles; his chat stays."""


def remove(connection: Connection, member: str) -> bool:
    """Take a member off the staff, with what he has asked for; False when there is none of that id."""
    for statement in _LEFT_BEHIND:
        statement.run(connection, id=member)
    end_invitations(connection, member, [STAFF, PAGE])
    return _REMOVE.run(connection, id=member) > 0


def redeem(connection: Connection, token_hash: str, address: Address, now: datetime) -> Member | None:
    """Use an invitation up, from this chat on; whose it was, or None when it is unknown, used or expired."""
    id = redeem_invitation(connection, STAFF, token_hash, now)
    for statement in _MEMBER_JOINS if id else ():
        statement.run(connection, **values(address), now=now, id=id)
    return member(connection, id) if id else None


def use_link(connection: Connection, token_hash: str, now: datetime) -> Member | None:
    """Use a link to the page up; whose it was, or None when it is unknown, used, too old, or of nobody on the staff."""
    id = redeem_invitation(connection, PAGE, token_hash, now)
    return member(connection, id) if id else None


_OBSERVER = f"SELECT {listed(Observer)} FROM observers"


@query(f"{_OBSERVER} ORDER BY id")
def observers(connection: Connection) -> tuple[Observer, ...]:
    """List the observers, by id."""


@query(f"{_OBSERVER} WHERE channel = :channel AND chat = :chat")
def observer_at(connection: Connection, address: Address) -> Observer | None:
    """Return the observer who joined from this chat."""


@query(f"{_OBSERVER} WHERE id = :id")
def observer(connection: Connection, id: str) -> Observer | None:
    """Return the observer of that id."""


@query(upsert("observers", ("id",), ("name", "kanwil")))
def keep_observer(connection: Connection, observer: Observer) -> None:
    """Add an observer, or give him another name and other offices; his chat stays."""


def remove_observer(connection: Connection, id: str) -> bool:
    """Take an observer's figures away; False when there is none of that id."""
    end_invitations(connection, id, [OBSERVER])
    return _REMOVE_OBSERVER.run(connection, id=id) > 0


def redeem_observer(connection: Connection, token_hash: str, address: Address, now: datetime) -> Observer | None:
    """Use an invitation up, from this chat on; whose it was, or None when it is unknown, used or expired."""
    id = redeem_invitation(connection, OBSERVER, token_hash, now)
    for statement in _OBSERVER_JOINS if id else ():
        statement.run(connection, **values(address), now=now, id=id)
    return observer(connection, id) if id else None


_ASK_FORM = Sql("UPDATE staff_members SET form = :form WHERE id = :id")
_FORMS = Sql("SELECT id, form FROM staff_members WHERE form IS NOT NULL", tuple[str, str])
_DROP_FORM = Sql("UPDATE staff_members SET form = NULL WHERE id = :id AND form = :form")
_ADD_TASK = Sql(insert("staff_tasks", ("at", "member", "kind", "args", "message")))
_WAITS = Sql("SELECT id FROM staff_tasks LIMIT 1", int)
_OLDEST = Sql(
    "SELECT member, kind, args, message, id, attempts + 1 FROM staff_tasks"
    " WHERE held_until IS NULL OR held_until < :now ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED",
    Task,
)
_HOLD = Sql("UPDATE staff_tasks SET held_until = :until, attempts = :attempt WHERE id = :id")


def drop_forms(connection: Connection, now: datetime) -> None:
    """Forget what was asked of members and is awaited no more: it may hold a resident's words."""
    for id, stored in _FORMS.all(connection):
        form: Form = decoded(Form, msgspec.json.decode(stored))
        if now - form.at > (people.LEFT_FOR if form.unfinished else people.AWAITED):
            _DROP_FORM.run(connection, id=id, form=stored)


def tasks_waiting(connection: Connection) -> bool:
    """Return whether anything has been asked for and not been carried out."""
    return _WAITS.first(connection) is not None


def take_task(connection: Connection, now: datetime) -> Task | None:
    """Take the oldest task that nobody is at, and keep other processes from it for a while."""
    task = _OLDEST.first(connection, now=now)
    if task is not None:
        _HOLD.run(connection, id=task.id, attempt=task.attempt, until=now + HELD_FOR)
    return task


@query("DELETE FROM staff_tasks WHERE id = :number")
def end_task(connection: Connection, number: int) -> None:
    """Forget a task that was carried out."""


@query("UPDATE staff_tasks SET held_until = NULL")
def let_go_of_tasks(connection: Connection) -> None:
    """Let all tasks be taken up again: no other process is there that could be at one."""


_REQUESTED = "at, member, proposal, why, summary, id, COALESCE(second, ''), agreed"
_ASK = Sql(
    insert("staff_requests", ("at", "member", "proposal", "why", "summary")) + f" RETURNING {_REQUESTED}", Request
)


def ask(connection: Connection, request: Request) -> Request:
    """Store a request for a second person; an earlier one of the same member that nobody decided on is gone."""
    _LEFT_BEHIND[-1].run(connection, id=request.member)
    return _ASK.one(connection, **values(request), summary=encoded(request.lines))


@query(f"SELECT {_REQUESTED} FROM staff_requests WHERE second IS NULL ORDER BY id")
def requests(connection: Connection) -> tuple[Request, ...]:
    """List the requests that nobody has decided on, oldest first."""


@query(f"SELECT {_REQUESTED} FROM staff_requests WHERE id = :number")
def request_numbered(connection: Connection, number: int) -> Request | None:
    """Return a request, decided on or not."""


@query(
    "UPDATE staff_requests SET second = :second, agreed = :agreed, decided_at = :now"
    " WHERE id = :number AND second IS NULL"
)
def decide(connection: Connection, number: int, second: str, now: datetime, *, agreed: bool) -> bool:
    """Decide on a request; False when somebody has, or it is gone."""


@query(
    "UPDATE staff_requests SET second = NULL, agreed = NULL, decided_at = NULL WHERE id = :number AND second = :second"
    " AND NOT EXISTS (SELECT 1 FROM staff_requests newer"
    " WHERE newer.member = staff_requests.member AND newer.id > :number)"
)
def reopen(connection: Connection, number: int, second: str) -> None:
    """Let a request that this member decided on wait again, unless its maker has asked for another since."""


_EVENT = f"SELECT {listed(StaffEvent)} FROM staff_events"
_EVENTS = Sql(f"{_EVENT} WHERE at >= :since ORDER BY id DESC LIMIT :limit", StaffEvent)
_MARKS = Sql("SELECT entry, kind, count(*) FROM feedback GROUP BY entry, kind", tuple[str, str, int])


@query(insert("staff_events", columns(StaffEvent)))
def note(connection: Connection, events: Sequence[StaffEvent]) -> None:
    """Write down what members saw and did."""


def events(connection: Connection, since: datetime | None = None, limit: int = 1000) -> tuple[StaffEvent, ...]:
    """List what members saw and did since then, newest first."""
    return tuple(_EVENTS.all(connection, since=since or EVER, limit=limit))


@query(f"{_EVENT} WHERE about = :about AND what IN (:kinds) ORDER BY id DESC LIMIT 1")
def last_event(connection: Connection, about: str, kinds: Collection[str]) -> StaffEvent | None:
    """Return the last event of these kinds about something."""


def marks(connection: Connection) -> dict[str, dict[str, int]]:
    """Count residents' marks by entry and kind, as far as they are kept."""
    found: dict[str, dict[str, int]] = {}
    for entry, kind, count in _MARKS.all(connection):
        found.setdefault(entry, {})[kind] = count
    return found


_SAME = Sql("SELECT id FROM faq_drafts WHERE ticket = :ticket AND answer = :answer LIMIT 1", int)
_ADD_DRAFT = Sql(insert("faq_drafts", columns(FaqDraft, without=("id",))))


def save(connection: Connection, outcomes: Iterable[Outcome], now: datetime) -> None:
    """Keep what members are asked for and have asked for, and new drafts of FAQ, each once for a ticket."""
    for outcome in outcomes:
        for change in outcome.staff:
            match change:
                case FormKept(member, form):
                    _ASK_FORM.run(connection, id=member, form=None if form is None else encoded(form))
                case TaskAsked(task):
                    _ADD_TASK.run(connection, **values(task), at=now)
        draft = outcome.draft
        if draft and _SAME.first(connection, ticket=draft.ticket, answer=draft.answer) is None:
            _ADD_DRAFT.run(connection, **values(draft))


@query(f"SELECT {listed(FaqDraft)} FROM faq_drafts WHERE entry IS NULL ORDER BY id")
def drafts_waiting(connection: Connection) -> tuple[FaqDraft, ...]:
    """List the drafts that nobody has decided on, oldest first."""


@query("UPDATE faq_drafts SET entry = :entry WHERE id = :number AND entry IS NULL")
def take_draft(connection: Connection, number: int, entry: str) -> bool:
    """Note what a waiting draft was made into; False when it waits no more."""


@query("DELETE FROM faq_drafts WHERE id = :number AND entry IS NULL")
def drop_draft(connection: Connection, number: int) -> bool:
    """Forget a waiting draft; False when there is none."""
