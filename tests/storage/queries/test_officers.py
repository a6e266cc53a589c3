"""Officers' chats, and invitations that work once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.people import Address, OfficerChat
from bot.storage import SqlStore, queries
from bot.storage.queries.officers import OBSERVER, PAGE, STAFF
from bot.storage.queries.officers import OFFICER as OFFICER_LINK
from tests.storage.samples import LATER, NOW, OFFICER, everything, forget, save

DAY = timedelta(days=1)


async def test_an_officer_who_moves_has_one_chat(store: SqlStore) -> None:
    chat = OfficerChat("pimpasa-mandurian", OFFICER, NOW, "m1", "draf")
    moved = OfficerChat("pimpasa-mandurian", Address("telegram", "7009"), LATER)
    await save(store, Outcome(officer_chat=chat))
    await save(store, Outcome(officer_chat=replace(chat, draft=None)), Outcome(officer_chat=moved))
    async with store.unit() as unit:
        assert await unit.run(queries.officers.all_chats) == (moved,)


async def test_a_draft_never_sent_is_forgotten_in_time_and_its_officer_is_not(store: SqlStore) -> None:
    old = OfficerChat("pimpasa-mandurian", OFFICER, NOW, "m1", "Bu Siti, paspornya sudah jadi.")
    new = OfficerChat("kasi-tikim", Address("telegram", "7003"), NOW)
    await save(store, Outcome(officer_chat=old), Outcome(officer_chat=new))
    # what else is saved of him meanwhile makes his draft no younger; a new draft is as young as it is
    await save(store, Outcome(officer_chat=replace(old, joined_at=LATER)), now=NOW + DAY)
    await save(store, Outcome(officer_chat=replace(new, draft="m2", draft_text="Besok buka.")), now=NOW + DAY)
    await forget(store, NOW + DAY, NOW + DAY)
    later, emptied = await store.read(queries.officers.all_chats)
    assert (later.draft, later.draft_text) == ("m2", "Besok buka.")
    assert emptied == replace(old, draft=None, draft_text=None, joined_at=LATER)
    assert "paspornya" not in await everything(store)


@pytest.mark.parametrize("role", [OFFICER_LINK, STAFF, OBSERVER, PAGE])
async def test_a_link_works_once_in_time_and_for_its_role_alone(store: SqlStore, role: str) -> None:
    async with store.unit() as unit:

        async def used(token: str, now: datetime = NOW, of: str = role) -> str | None:
            return await unit.run(queries.officers.redeem_invitation, of, token, now)

        for token in ("first", "second"):
            await unit.run(queries.officers.invite, role, "rini", token, NOW + DAY)
        others = [one for one in (OFFICER_LINK, STAFF, OBSERVER, PAGE) if one != role]
        assert [await used("second", of=other) for other in others] == [None] * 3
        assert (await used("second", NOW + DAY), await used("unknown")) == (None, None)
        assert await used("first") == ("rini" if role == OFFICER_LINK else None), "a sheet of officers' links is out"
        assert (await used("second", NOW + DAY - timedelta(seconds=1)), await used("second")) == ("rini", None)
