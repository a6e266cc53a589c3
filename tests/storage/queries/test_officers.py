"""Officers' chats, and invitations that work once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.people import Address, OfficerChat
from bot.storage import SqlStore, queries
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


async def test_an_invitation_works_once(store: SqlStore) -> None:
    await store.write(queries.officers.invite, "officer", "pimpasa-mandurian", "hash", LATER)
    async with store.unit() as unit:
        assert await unit.run(queries.officers.redeem_invitation, "officer", "hash", NOW) == "pimpasa-mandurian"
    async with store.unit() as unit:
        assert await unit.run(queries.officers.redeem_invitation, "officer", "hash", NOW) is None


async def test_an_expired_or_unknown_invitation_opens_nothing(store: SqlStore) -> None:
    async with store.unit() as unit:
        await unit.run(queries.officers.invite, "officer", "pimpasa-mandurian", "hash", LATER)
        assert await unit.run(queries.officers.redeem_invitation, "officer", "hash", LATER) is None
        assert await unit.run(queries.officers.redeem_invitation, "officer", "lain", NOW) is None
        assert (
            await unit.run(queries.officers.redeem_invitation, "officer", "hash", LATER - timedelta(seconds=1))
            == "pimpasa-mandurian"
        )
