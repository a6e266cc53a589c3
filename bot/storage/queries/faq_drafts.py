"""Answers that may become FAQ, from the officer's button until staff take them over or drop them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.ticket import FaqDraft
from bot.storage.database.rows import columns, listed, values
from bot.storage.database.sql import Sql, insert, query

_SAME = Sql("SELECT id FROM faq_drafts WHERE ticket = :ticket AND answer = :answer LIMIT 1", int)
_ADD = Sql(insert("faq_drafts", columns(FaqDraft, without=("id",))))


def save(connection: Connection, outcomes: Iterable[Outcome], _: datetime) -> None:
    """Keep new drafts; one that says the same about the same ticket is kept already."""
    for draft in (outcome.draft for outcome in outcomes):
        if draft is not None and _SAME.first(connection, ticket=draft.ticket, answer=draft.answer) is None:
            _ADD.run(connection, **values(draft))


@query(f"SELECT {listed(FaqDraft)} FROM faq_drafts WHERE entry IS NULL ORDER BY id")
def waiting(connection: Connection) -> tuple[FaqDraft, ...]:
    """List the drafts that nobody has decided on, oldest first."""


@query("UPDATE faq_drafts SET entry = :entry WHERE id = :number AND entry IS NULL")
def take(connection: Connection, number: int, entry: str) -> bool:
    """Note what a waiting draft was made into; False when it waits no more."""


@query("DELETE FROM faq_drafts WHERE id = :number AND entry IS NULL")
def drop(connection: Connection, number: int) -> bool:
    """Forget a waiting draft; False when there is none."""
