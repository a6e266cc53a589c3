"""The staff who keep the FAQ: members and their invitations, tasks, requests for a second person, the audit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select, update

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.entities import Address
from bot.helpdesk.model.staff import Form, FormKept, Member, Request, Role, StaffEvent, Task, TaskAsked
from bot.storage.database.tables import feedback, staff_events, staff_links, staff_members, staff_requests, staff_tasks

HELD_FOR = timedelta(minutes=5)
"""A task that a process has taken up is another's after so long: the first has died."""


def members(connection: Connection) -> tuple[Member, ...]:
    """List the staff, by id."""
    return tuple(_member(row) for row in connection.execute(select(staff_members).order_by(staff_members.c.id)))


def keep(connection: Connection, member: Member) -> None:
    """Add a member, or give him another name and other roles; his chat stays."""
    values = {"name": member.name, "roles": _listed(member.roles), "signs": _listed(member.signs)}
    changed = connection.execute(update(staff_members).where(staff_members.c.id == member.id).values(values))
    if not changed.rowcount:
        connection.execute(insert(staff_members).values(id=member.id, **values))


def remove(connection: Connection, member: str) -> bool:
    """Take a member off the staff, with what he has asked for; False when there is none of that id."""
    connection.execute(delete(staff_tasks).where(staff_tasks.c.member == member))
    connection.execute(delete(staff_links).where(staff_links.c.member == member))
    connection.execute(
        delete(staff_requests).where(staff_requests.c.member == member, staff_requests.c.second.is_(None))
    )
    return connection.execute(delete(staff_members).where(staff_members.c.id == member)).rowcount > 0


def invite(connection: Connection, member: str, token_hash: str, expires: datetime) -> None:
    """Note an invitation of a member; an earlier one is worth nothing any more."""
    mine = staff_members.c.id == member
    connection.execute(update(staff_members).where(mine).values(invitation=token_hash, invited_until=expires))


def redeem(connection: Connection, token_hash: str, address: Address, now: datetime) -> Member | None:
    """Use an invitation up, from this chat on; whose it was, or None when it is unknown, used or expired."""
    statement = (
        update(staff_members)
        .where(staff_members.c.invitation == token_hash, staff_members.c.invited_until > now)
        .values(
            invitation=None,
            invited_until=None,
            channel=address.channel,
            chat=address.chat,
            joined_at=now,
            form=None,
        )
        .returning(staff_members)
    )
    row = connection.execute(statement).one_or_none()
    if row is None:
        return None
    # one chat is one person's: who joins from it anew is nobody else any more
    others = (staff_members.c.channel == address.channel, staff_members.c.chat == address.chat)
    connection.execute(
        update(staff_members).where(*others, staff_members.c.id != row.id).values(channel=None, chat=None)
    )
    return _member(row)


def save(connection: Connection, outcomes: Iterable[Outcome], now: datetime) -> None:
    """Keep what members are asked for, and what they have asked for."""
    for outcome in outcomes:
        for change in outcome.staff:
            match change:
                case FormKept(member, form):
                    mine = staff_members.c.id == member
                    connection.execute(update(staff_members).where(mine).values(form=_form_json(form)))
                case TaskAsked(task):
                    values = {
                        "at": now,
                        "member": task.member,
                        "kind": task.kind,
                        "args": orjson.dumps(task.args).decode(),
                        "message": task.message,
                    }
                    connection.execute(insert(staff_tasks).values(values))


def tasks_waiting(connection: Connection) -> bool:
    """Return whether anything has been asked for and not been carried out."""
    return connection.execute(select(staff_tasks.c.id).limit(1)).first() is not None


def take_task(connection: Connection, now: datetime) -> Task | None:
    """Take the oldest task that nobody is at, and keep other processes from it for a while."""
    free = or_(staff_tasks.c.held_until.is_(None), staff_tasks.c.held_until < now)
    oldest = select(staff_tasks).where(free).order_by(staff_tasks.c.id).limit(1).with_for_update(skip_locked=True)
    row = connection.execute(oldest).one_or_none()
    if row is None:
        return None
    held = (
        update(staff_tasks)
        .where(staff_tasks.c.id == row.id)
        .values(held_until=now + HELD_FOR, attempts=row.attempts + 1)
    )
    connection.execute(held)
    return Task(row.member, row.kind, tuple(orjson.loads(row.args)), row.message, row.id, row.attempts + 1)


def end_task(connection: Connection, number: int) -> None:
    """Forget a task that was carried out."""
    connection.execute(delete(staff_tasks).where(staff_tasks.c.id == number))


def let_go_of_tasks(connection: Connection) -> None:
    """Let all tasks be taken up again: no other process is there that could be at one."""
    connection.execute(update(staff_tasks).values(held_until=None))


def ask(connection: Connection, request: Request) -> Request:
    """Store a request for a second person; an earlier one of the same member that nobody decided on is gone."""
    connection.execute(
        delete(staff_requests).where(staff_requests.c.member == request.member, staff_requests.c.second.is_(None))
    )
    values = {
        "at": request.at,
        "member": request.member,
        "proposal": request.proposal,
        "why": request.why,
        "summary": orjson.dumps(request.lines).decode(),
    }
    statement = insert(staff_requests).values(values).returning(staff_requests)
    return _request(connection.execute(statement).one())


def requests(connection: Connection) -> tuple[Request, ...]:
    """List the requests that nobody has decided on, oldest first."""
    statement = select(staff_requests).where(staff_requests.c.second.is_(None)).order_by(staff_requests.c.id)
    return tuple(_request(row) for row in connection.execute(statement))


def request_numbered(connection: Connection, number: int) -> Request | None:
    """Return a request, decided on or not."""
    row = connection.execute(select(staff_requests).where(staff_requests.c.id == number)).one_or_none()
    return None if row is None else _request(row)


def decide(connection: Connection, number: int, second: str, now: datetime, *, agreed: bool) -> bool:
    """Decide on a request; False when somebody has, or it is gone."""
    waiting = (staff_requests.c.id == number, staff_requests.c.second.is_(None))
    values = {"second": second, "agreed": agreed, "decided_at": now}
    return connection.execute(update(staff_requests).where(*waiting).values(values)).rowcount > 0


def reopen(connection: Connection, number: int, second: str) -> None:
    """Let a request that this member decided on wait again, unless its maker has asked for another since."""
    newer = staff_requests.alias()
    since = select(newer.c.id).where(newer.c.member == staff_requests.c.member, newer.c.id > staff_requests.c.id)
    mine = (staff_requests.c.id == number, staff_requests.c.second == second, ~since.exists())
    values = {"second": None, "agreed": None, "decided_at": None}
    connection.execute(update(staff_requests).where(*mine).values(values))


def note(connection: Connection, events: Sequence[StaffEvent]) -> None:
    """Write down what members saw and did."""
    if events:
        rows = [{"at": one.at, "member": one.member, "what": one.what, "about": one.about} for one in events]
        connection.execute(insert(staff_events), rows)


def events(connection: Connection, since: datetime | None = None, limit: int = 1000) -> tuple[StaffEvent, ...]:
    """List what members saw and did since then, newest first."""
    statement = select(staff_events).order_by(staff_events.c.id.desc()).limit(limit)
    if since is not None:
        statement = statement.where(staff_events.c.at >= since)
    return tuple(StaffEvent(row.at, row.member, row.what, row.about) for row in connection.execute(statement))


def last_event(connection: Connection, about: str, kinds: Collection[str]) -> StaffEvent | None:
    """Return the last event of these kinds about something."""
    mine = (staff_events.c.about == about, staff_events.c.what.in_(kinds))
    row = connection.execute(
        select(staff_events).where(*mine).order_by(staff_events.c.id.desc()).limit(1)
    ).one_or_none()
    return None if row is None else StaffEvent(row.at, row.member, row.what, row.about)


def add_link(connection: Connection, member: str, token_hash: str, expires: datetime, now: datetime) -> None:
    """Note a new link to the page; what the member had, and what is too old, is worth nothing any more."""
    connection.execute(delete(staff_links).where(or_(staff_links.c.member == member, staff_links.c.expires <= now)))
    connection.execute(insert(staff_links).values(token_hash=token_hash, member=member, expires=expires))


def use_link(connection: Connection, token_hash: str, now: datetime) -> Member | None:
    """Use a link up; whose it was, or None when it is unknown, used, too old, or of nobody on the staff."""
    mine = staff_links.c.token_hash == token_hash
    used = connection.execute(delete(staff_links).where(mine).returning(staff_links)).one_or_none()
    if used is None or used.expires <= now:
        return None
    row = connection.execute(select(staff_members).where(staff_members.c.id == used.member)).one_or_none()
    return None if row is None else _member(row)


def member(connection: Connection, id: str) -> Member | None:
    """Return the member of that id."""
    row = connection.execute(select(staff_members).where(staff_members.c.id == id)).one_or_none()
    return None if row is None else _member(row)


def marks(connection: Connection) -> dict[str, dict[str, int]]:
    """Count residents' marks by entry and kind, as far as they are kept."""
    kinds = (feedback.c.entry, feedback.c.kind)
    found: dict[str, dict[str, int]] = {}
    for entry, kind, count in connection.execute(select(*kinds, func.count()).group_by(*kinds)):
        found.setdefault(entry, {})[kind] = count
    return found


def _member(row: Row[Any]) -> Member:
    return Member(
        row.id,
        row.name,
        frozenset(Role(role) for role in orjson.loads(row.roles)),
        frozenset(orjson.loads(row.signs)),
        Address(row.channel, row.chat) if row.channel else None,
        _form(row.form),
    )


def _listed(words: Iterable[str]) -> str:
    return orjson.dumps(sorted(words)).decode()


def _form_json(form: Form | None) -> str | None:
    return None if form is None else orjson.dumps([form.asked, form.at.isoformat(), form.kept]).decode()


def _form(stored: str | None) -> Form | None:
    if stored is None:
        return None
    asked, at, kept = orjson.loads(stored)
    return Form(asked, datetime.fromisoformat(at), tuple(kept))


def drop_forms(connection: Connection, before: datetime) -> None:
    """Forget what was asked of members before then: it is awaited no more, and may hold a resident's words."""
    asked = select(staff_members.c.id, staff_members.c.form).where(staff_members.c.form.is_not(None))
    for member, stored in connection.execute(asked).tuples().all():
        form = _form(stored)
        if form and form.at < before:
            mine = and_(staff_members.c.id == member, staff_members.c.form == stored)
            connection.execute(update(staff_members).where(mine).values(form=None))


def _request(row: Row[Any]) -> Request:
    lines = tuple(orjson.loads(row.summary))
    return Request(row.at, row.member, row.proposal, row.why, lines, row.id, row.second or "", row.agreed)
