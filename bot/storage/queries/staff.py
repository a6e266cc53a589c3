"""The staff who keep the FAQ, and observers: members, tasks, requests for a second person, what members did."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

import orjson
from sqlalchemy import Connection

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.entities import Address
from bot.helpdesk.model.staff import Form, FormKept, Member, Observer, Request, StaffEvent, Task, TaskAsked
from bot.storage.database.rows import columns, decoded, encoded, listed, values
from bot.storage.database.sql import EVER, Sql, assigned, insert
from bot.storage.queries import invitations

HELD_FOR = timedelta(minutes=5)
"""A task that a process has taken up is another's after so long: the first has died."""
STAFF, OBSERVER, PAGE = "staff", "observer", "page"
"""What an invitation is for: to join as either, or a link to the staff page."""
_LEAVE_CHAT = "UPDATE {} SET channel = NULL, chat = NULL WHERE channel = :channel AND chat = :chat"
_JOIN = "UPDATE {} SET channel = :channel, chat = :chat, joined_at = :now{} WHERE id = :id"

_MEMBER = f"SELECT {listed(Member)} FROM staff_members"
_MEMBERS = Sql(f"{_MEMBER} ORDER BY id", Member)
_MEMBER_OF = Sql(f"{_MEMBER} WHERE id = :id", Member)
_ROLES = ("name", "roles", "signs")
_KEEP = Sql(
    insert("staff_members", ("id", *_ROLES), also=f"ON CONFLICT (id) DO UPDATE SET {assigned(_ROLES)}"),
)
_MEMBER_LEAVES_CHAT = Sql(_LEAVE_CHAT.format("staff_members"))
_MEMBER_JOINS = Sql(_JOIN.format("staff_members", ", form = NULL"))
_REMOVE = Sql("DELETE FROM staff_members WHERE id = :id")
_DROP_TASKS = Sql("DELETE FROM staff_tasks WHERE member = :id")
_DROP_REQUEST = Sql("DELETE FROM staff_requests WHERE member = :id AND second IS NULL")


def members(connection: Connection) -> tuple[Member, ...]:
    """List the staff, by id."""
    return tuple(_MEMBERS.all(connection))


def member(connection: Connection, id: str) -> Member | None:
    """Return the member of that id."""
    return _MEMBER_OF.first(connection, id=id)


def keep(connection: Connection, member: Member) -> None:
    """Add a member, or give him another name and other roles; his chat stays."""
    _KEEP.run(connection, **values(member))


def remove(connection: Connection, member: str) -> bool:
    """Take a member off the staff, with what he has asked for; False when there is none of that id."""
    for statement in (_DROP_TASKS, _DROP_REQUEST):
        statement.run(connection, id=member)
    for role in (STAFF, PAGE):
        invitations.end(connection, role, member)
    return _REMOVE.run(connection, id=member) > 0


def invite(connection: Connection, member: str, token_hash: str, expires: datetime) -> None:
    """Note an invitation of a member; an earlier one is worth nothing any more."""
    invitations.end(connection, STAFF, member)
    invitations.add(connection, STAFF, member, token_hash, expires)


def redeem(connection: Connection, token_hash: str, address: Address, now: datetime) -> Member | None:
    """Use an invitation up, from this chat on; whose it was, or None when it is unknown, used or expired."""
    id = invitations.use(connection, STAFF, token_hash, now)
    if id is None:
        return None
    # one chat is one person's: who joins from it anew is nobody else any more
    _MEMBER_LEAVES_CHAT.run(connection, **values(address))
    _MEMBER_JOINS.run(connection, **values(address), now=now, id=id)
    return member(connection, id)


def add_link(connection: Connection, member: str, token_hash: str, expires: datetime, now: datetime) -> None:
    """Note a new link to the page; what the member had, and what is too old, is worth nothing any more."""
    invitations.drop_expired(connection, now)
    invitations.end(connection, PAGE, member)
    invitations.add(connection, PAGE, member, token_hash, expires)


def use_link(connection: Connection, token_hash: str, now: datetime) -> Member | None:
    """Use a link up; whose it was, or None when it is unknown, used, too old, or of nobody on the staff."""
    id = invitations.use(connection, PAGE, token_hash, now)
    return None if id is None else member(connection, id)


_OBSERVER = f"SELECT {listed(Observer)} FROM observers"
_OBSERVERS = Sql(f"{_OBSERVER} ORDER BY id", Observer)
_OBSERVER_AT = Sql(f"{_OBSERVER} WHERE channel = :channel AND chat = :chat", Observer)
_OBSERVER_NAMED = Sql(f"{_OBSERVER} WHERE id = :id", Observer)
_KEEP_OBSERVER = Sql(
    insert("observers", ("id", "name", "kanwil"), also=f"ON CONFLICT (id) DO UPDATE SET {assigned(('name', 'kanwil'))}")
)
_OBSERVER_LEAVES_CHAT = Sql(_LEAVE_CHAT.format("observers"))
_OBSERVER_JOINS = Sql(_JOIN.format("observers", ""))
_REMOVE_OBSERVER = Sql("DELETE FROM observers WHERE id = :id")


def observers(connection: Connection) -> tuple[Observer, ...]:
    """List the observers, by id."""
    return tuple(_OBSERVERS.all(connection))


def observer_at(connection: Connection, address: Address) -> Observer | None:
    """Return the observer who joined from this chat."""
    return _OBSERVER_AT.first(connection, **values(address))


def observer(connection: Connection, id: str) -> Observer | None:
    """Return the observer of that id."""
    return _OBSERVER_NAMED.first(connection, id=id)


def keep_observer(connection: Connection, observer: Observer) -> None:
    """Add an observer, or give him another name and other offices; his chat stays."""
    _KEEP_OBSERVER.run(connection, **values(observer))


def remove_observer(connection: Connection, id: str) -> bool:
    """Take an observer's figures away; False when there is none of that id."""
    invitations.end(connection, OBSERVER, id)
    return _REMOVE_OBSERVER.run(connection, id=id) > 0


def invite_observer(connection: Connection, id: str, token_hash: str, expires: datetime) -> None:
    """Note an invitation; an earlier one is worth nothing any more."""
    invitations.end(connection, OBSERVER, id)
    invitations.add(connection, OBSERVER, id, token_hash, expires)


def redeem_observer(connection: Connection, token_hash: str, address: Address, now: datetime) -> Observer | None:
    """Use an invitation up, from this chat on; whose it was, or None when it is unknown, used or expired."""
    id = invitations.use(connection, OBSERVER, token_hash, now)
    if id is None:
        return None
    _OBSERVER_LEAVES_CHAT.run(connection, **values(address))
    _OBSERVER_JOINS.run(connection, **values(address), now=now, id=id)
    return observer(connection, id)


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
_END_TASK = Sql("DELETE FROM staff_tasks WHERE id = :id")
_LET_GO = Sql("UPDATE staff_tasks SET held_until = NULL")


def save(connection: Connection, outcomes: Iterable[Outcome], now: datetime) -> None:
    """Keep what members are asked for, and what they have asked for."""
    for change in (change for outcome in outcomes for change in outcome.staff):
        match change:
            case FormKept(member, form):
                _ASK_FORM.run(connection, id=member, form=None if form is None else encoded(form))
            case TaskAsked(task):
                _ADD_TASK.run(connection, **values(task), at=now)


def drop_forms(connection: Connection, before: datetime) -> None:
    """Forget what was asked of members before then: it is awaited no more, and may hold a resident's words."""
    for id, stored in _FORMS.all(connection):
        form: Form = decoded(Form, orjson.loads(stored))
        if form.at < before:
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


def end_task(connection: Connection, number: int) -> None:
    """Forget a task that was carried out."""
    _END_TASK.run(connection, id=number)


def let_go_of_tasks(connection: Connection) -> None:
    """Let all tasks be taken up again: no other process is there that could be at one."""
    _LET_GO.run(connection)


_REQUESTED = "at, member, proposal, why, summary, id, COALESCE(second, ''), agreed"
_REQUESTS = Sql(f"SELECT {_REQUESTED} FROM staff_requests WHERE second IS NULL ORDER BY id", Request)
_REQUEST = Sql(f"SELECT {_REQUESTED} FROM staff_requests WHERE id = :id", Request)
_ASK = Sql(
    insert("staff_requests", ("at", "member", "proposal", "why", "summary"), also=f"RETURNING {_REQUESTED}"), Request
)
_DECIDE = Sql(
    "UPDATE staff_requests SET second = :second, agreed = :agreed, decided_at = :now WHERE id = :id AND second IS NULL"
)
_REOPEN = Sql(
    "UPDATE staff_requests SET second = NULL, agreed = NULL, decided_at = NULL WHERE id = :id AND second = :second AND"
    " NOT EXISTS (SELECT 1 FROM staff_requests newer WHERE newer.member = staff_requests.member AND newer.id > :id)"
)


def ask(connection: Connection, request: Request) -> Request:
    """Store a request for a second person; an earlier one of the same member that nobody decided on is gone."""
    _DROP_REQUEST.run(connection, id=request.member)
    return _ASK.one(connection, **values(request), summary=encoded(request.lines))


def requests(connection: Connection) -> tuple[Request, ...]:
    """List the requests that nobody has decided on, oldest first."""
    return tuple(_REQUESTS.all(connection))


def request_numbered(connection: Connection, number: int) -> Request | None:
    """Return a request, decided on or not."""
    return _REQUEST.first(connection, id=number)


def decide(connection: Connection, number: int, second: str, now: datetime, *, agreed: bool) -> bool:
    """Decide on a request; False when somebody has, or it is gone."""
    return _DECIDE.run(connection, id=number, second=second, now=now, agreed=agreed) > 0


def reopen(connection: Connection, number: int, second: str) -> None:
    """Let a request that this member decided on wait again, unless its maker has asked for another since."""
    _REOPEN.run(connection, id=number, second=second)


_NOTE = Sql(insert("staff_events", columns(StaffEvent)))
_EVENT = f"SELECT {listed(StaffEvent)} FROM staff_events"
_EVENTS = Sql(f"{_EVENT} WHERE at >= :since ORDER BY id DESC LIMIT :limit", StaffEvent)
_LAST = Sql(f"{_EVENT} WHERE about = :about AND what IN (:kinds) ORDER BY id DESC LIMIT 1", StaffEvent)
_MARKS = Sql("SELECT entry, kind, count(*) FROM feedback GROUP BY entry, kind", tuple[str, str, int])


def note(connection: Connection, events: Sequence[StaffEvent]) -> None:
    """Write down what members saw and did."""
    _NOTE.each(connection, [values(one) for one in events])


def events(connection: Connection, since: datetime | None = None, limit: int = 1000) -> tuple[StaffEvent, ...]:
    """List what members saw and did since then, newest first."""
    return tuple(_EVENTS.all(connection, since=since or EVER, limit=limit))


def last_event(connection: Connection, about: str, kinds: Collection[str]) -> StaffEvent | None:
    """Return the last event of these kinds about something."""
    return _LAST.first(connection, about=about, kinds=sorted(kinds))


def marks(connection: Connection) -> dict[str, dict[str, int]]:
    """Count residents' marks by entry and kind, as far as they are kept."""
    found: dict[str, dict[str, int]] = {}
    for entry, kind, count in _MARKS.all(connection):
        found.setdefault(entry, {})[kind] = count
    return found
