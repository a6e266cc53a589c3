"""An officer's answer that became FAQ: noted, and told to him."""

from __future__ import annotations

from datetime import datetime

from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.entities import FaqDraft
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import kelola as texts
from bot.helpdesk.texts.officer import DRAFT_TAKEN
from bot.storage import queries
from bot.storage.unit import Unit


async def taken(unit: Unit, draft: FaqDraft, entry: str, question: str, now: datetime) -> bool:
    """Note what the draft became and tell its officer; whether he can be told. Raises Trouble."""
    if not await unit.run(queries.faq_drafts.take, draft.id, entry):
        raise Trouble(texts.DRAFT_GONE.format(number=draft.id))
    chat = next((chat for chat in await unit.run(queries.officers.all_chats) if chat.officer == draft.officer), None)
    if chat is None:
        return False
    text = DRAFT_TAKEN.format(number=draft.ticket, question=question)
    await unit.save([(None, Outcome(actions=(Send(chat.address, text, silent=True),)))], now)
    return True
