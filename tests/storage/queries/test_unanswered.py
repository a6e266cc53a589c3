"""What staff read of questions that went to officers: with the answer that residents still have."""

from __future__ import annotations

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.entities import Author, Line
from bot.helpdesk.texts.officer import WITHDRAWN_LINE
from bot.storage import SqlStore, queries
from tests.storage.samples import NOW, OFFICER, opened, save


async def test_a_withdrawn_answer_is_none(store: SqlStore) -> None:
    ticket = await opened(store)

    def said(text: str, message: str) -> Line:
        return Line(ticket.id, Author.OFFICER, NOW, text, "budi", address=OFFICER, message=message)

    async def answer() -> str:
        [(*_, text)] = await store.read(queries.reports.unanswered, NOW)
        return text

    await save(store, Outcome(lines=(said("Lahir di Sabah? Bawa akta.", "1"), said("// cek dulu di kantor ya", "2"))))
    assert await answer() == "Lahir di Sabah? Bawa akta."
    await save(store, Outcome(lines=(said("Bawa KTP.", "3"), said(WITHDRAWN_LINE, "1"))))
    assert await answer() == "Bawa KTP."
