"""Officers: chats, absences, loads, answers that wait for their hour; everybody's one-time links; imported regions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.people import Leave, OfficerChat
from bot.helpdesk.model.ticket import Held
from bot.storage.database.rows import columns, listed, values
from bot.storage.database.sql import Connection, Sql, insert, query, upsert

_SAVE = Sql(
    insert("officer_chats", (*columns(OfficerChat), "draft_at"))
    + " ON CONFLICT (officer) DO UPDATE SET channel = excluded.channel, chat = excluded.chat,"
    " joined_at = excluded.joined_at, draft = excluded.draft, draft_text = excluded.draft_text, draft_at ="
    " CASE WHEN officer_chats.draft = excluded.draft THEN officer_chats.draft_at ELSE excluded.draft_at END"
)


@query(f"SELECT {listed(OfficerChat)} FROM officer_chats ORDER BY officer")
def all_chats(connection: Connection) -> tuple[OfficerChat, ...]:
    """List every officer's chat."""


@query(f"SELECT {listed(Leave)} FROM leaves ORDER BY officer")
def all_leaves(connection: Connection) -> tuple[Leave, ...]:
    """List every absence that is planned or under way."""


_SAVE_LEAVE = Sql(upsert("leaves", ("officer",), columns(Leave, without=("officer",))))
_END_LEAVE = Sql("DELETE FROM leaves WHERE officer = :officer")


_HELD = f"SELECT {listed(Held)} FROM held_answers"
_HELD_DUE = Sql(f"{_HELD} WHERE send_at <= :now ORDER BY send_at LIMIT :limit FOR UPDATE SKIP LOCKED", Held)
_HOLD = Sql(
    insert("held_answers", columns(Held))
    + " ON CONFLICT (officer, message) DO UPDATE SET text = excluded.text, send_at = excluded.send_at"
)
_LET_GO = Sql("DELETE FROM held_answers WHERE officer = :officer AND message = :message")


@query(f"{_HELD} WHERE officer = :officer AND message = :message")
def held(connection: Connection, officer: str, message: str) -> Held | None:
    """Return the answer of this message, while it waits."""


def held_due(connection: Connection, now: datetime, limit: int) -> tuple[Held, ...]:
    """Take the answers whose time has come, in the order of their times; no other process gets them."""
    found = tuple(_HELD_DUE.all(connection, now=now, limit=limit))
    _LET_GO.each(connection, [values(one) for one in found])
    return found


def save(connection: Connection, outcomes: Iterable[Outcome], now: datetime) -> None:
    """Keep chats, absences and answers that wait. A draft that is saved again stays as old as it is.

    An absence that is over and whose tickets are back, or never left, goes; so does an answer that was taken back.
    """
    for outcome in outcomes:
        if (chat := outcome.officer_chat) is not None:
            _SAVE.run(connection, **values(chat), draft_at=now if chat.draft else None)
        if (leave := outcome.leave) is not None:
            over = leave.ends <= now and not leave.begun
            (_END_LEAVE if over else _SAVE_LEAVE).run(connection, **values(leave))
        if (held := outcome.held) is not None:
            (_LET_GO if held.send_at <= now else _HOLD).run(connection, **values(held))


@query(
    "SELECT officer, count(*) FROM tickets WHERE state = 'open' AND office IN (:offices) AND NOT emergency"
    " AND (opened_at >= :since OR carded_at IS NULL) GROUP BY officer"
)
def burst(connection: Connection, offices: Collection[str], since: datetime) -> dict[str, int]:
    """By officer: ordinary open tickets that came since then, or whose card has not arrived yet."""


@query(
    "SELECT COALESCE(claimed_by, officer), count(*) FROM tickets WHERE state = 'open' AND office = :office GROUP BY 1"
)
def loads(connection: Connection, office: str) -> dict[str, int]:
    """By officer: how many open tickets of the office lie with him, taken up or given."""


@query("INSERT INTO summaries (officer, due) VALUES (:officer, :due) ON CONFLICT (officer) DO NOTHING")
def owe_summary(connection: Connection, officer: str, due: datetime) -> None:
    """Note a summary for this officer at that time, unless he is owed one already."""


@query("DELETE FROM summaries WHERE due <= :now RETURNING officer")
def summaries_due(connection: Connection, now: datetime) -> tuple[str, ...]:
    """Take the officers whose summary is due: they are owed it no more, and no other process gets them."""


OFFICER, STAFF, OBSERVER, PAGE = "officer", "staff", "observer", "page"
"""What a link is for."""
_INVITE = Sql(insert("invitations", ("token_hash", "role", "person", "expires")))


def invite(connection: Connection, role: str, person: str, token_hash: str, expires: datetime) -> None:
    """Note a link for somebody; an earlier one ends, but for an officer's, which may be on a sheet handed out."""
    if role != OFFICER:
        end_invitations(connection, person, [role])
    _INVITE.run(connection, token_hash=token_hash, role=role, person=person, expires=expires)


@query("DELETE FROM invitations WHERE token_hash = :token_hash AND role = :role AND expires > :now RETURNING person")
def redeem_invitation(connection: Connection, role: str, token_hash: str, now: datetime) -> str | None:
    """Use a link up; whose it was, or None when it is unknown, used or expired. Only the token's hash is known."""


@query("DELETE FROM invitations WHERE person = :person AND role IN (:roles)")
def end_invitations(connection: Connection, person: str, roles: Sequence[str]) -> None:
    """Make all of somebody's links of these roles worth nothing."""


class Import(NamedTuple):
    """Offices, officers and villages as they were imported; the newest count. Numbers grow with each import."""

    number: int
    content: str


@query("SELECT COALESCE(max(id), 0) FROM regions")
def newest_regions_number(connection: Connection) -> int:
    """Return the number of the newest import; 0 before the first."""


@query("SELECT id, content FROM regions ORDER BY id DESC LIMIT 1")
def newest_regions(connection: Connection) -> Import | None:
    """Return the newest import."""


@query("INSERT INTO regions (at, content) VALUES (:now, :content) RETURNING id")
def add_regions(connection: Connection, content: str, now: datetime) -> int:
    """Make this the newest import; return its number."""
