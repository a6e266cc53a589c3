"""Answers that may become FAQ, from the officer's button until staff take them over or drop them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import orjson
from sqlalchemy import Connection, delete, insert, select, update

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.entities import FaqDraft
from bot.storage.database.tables import faq_drafts


def save(connection: Connection, outcomes: Iterable[Outcome], _: datetime) -> None:
    """Keep new drafts; one that says the same about the same ticket is kept already."""
    for outcome in outcomes:
        draft = outcome.draft
        if draft is None:
            continue
        same = select(faq_drafts.c.id).where(faq_drafts.c.ticket == draft.ticket, faq_drafts.c.answer == draft.answer)
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
            connection.execute(insert(faq_drafts), values)


def waiting(connection: Connection) -> tuple[FaqDraft, ...]:
    """List the drafts that nobody has decided on, oldest first."""
    statement = select(faq_drafts).where(faq_drafts.c.entry.is_(None)).order_by(faq_drafts.c.id)
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
    mine = (faq_drafts.c.id == number, faq_drafts.c.entry.is_(None))
    return connection.execute(update(faq_drafts).where(*mine).values(entry=entry)).rowcount > 0


def drop(connection: Connection, number: int) -> bool:
    """Forget a waiting draft; False when there is none."""
    return (
        connection.execute(delete(faq_drafts).where(faq_drafts.c.id == number, faq_drafts.c.entry.is_(None))).rowcount
        > 0
    )
