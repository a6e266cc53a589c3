"""Answers that may become FAQ, from the officer's button until staff take them over or drop them."""

from __future__ import annotations

from collections.abc import Iterable

import orjson
from sqlalchemy import Connection, delete, insert, select, update

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.entities import FaqDraft
from bot.storage.database.tables import drafts


def save(connection: Connection, outcomes: Iterable[Outcome]) -> None:
    """Keep new drafts; one that says the same about the same case is kept already."""
    for outcome in outcomes:
        draft = outcome.draft
        if draft is None:
            continue
        same = select(drafts.c.id).where(drafts.c.ticket == draft.ticket, drafts.c.answer == draft.answer)
        if connection.execute(same.limit(1)).first() is None:
            values = {
                "at": draft.at,
                "office": draft.office,
                "officer": draft.officer,
                "ticket": draft.ticket,
                "question": draft.question,
                "phrasings": orjson.dumps(draft.phrasings).decode(),
                "answer": draft.answer,
            }
            connection.execute(insert(drafts), values)


def waiting(connection: Connection) -> tuple[FaqDraft, ...]:
    """The drafts that nobody has decided on, oldest first."""
    statement = select(drafts).where(drafts.c.entry.is_(None)).order_by(drafts.c.id)
    return tuple(
        FaqDraft(
            at=row.at,
            office=row.office,
            officer=row.officer,
            ticket=row.ticket,
            question=row.question,
            phrasings=tuple(orjson.loads(row.phrasings)),
            answer=row.answer,
            id=row.id,
        )
        for row in connection.execute(statement)
    )


def take(connection: Connection, number: int, entry: str) -> bool:
    """Note what a waiting draft was made into; False when it waits no more."""
    mine = (drafts.c.id == number, drafts.c.entry.is_(None))
    return connection.execute(update(drafts).where(*mine).values(entry=entry)).rowcount > 0


def drop(connection: Connection, number: int) -> bool:
    """Forget a waiting draft; False when there is none."""
    return connection.execute(delete(drafts).where(drafts.c.id == number, drafts.c.entry.is_(None))).rowcount > 0
