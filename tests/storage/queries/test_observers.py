"""Observers: invitations that work once and in time, one observer a chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.helpdesk.model.people import Address, Observer
from bot.storage import SqlStore, queries
from tests.storage.samples import NOW, SITI

KALSEL, PUSAT = Observer("kalsel", "Kanwil Kalsel", "kalsel"), Observer("pusat", "Pusat")
CHAT = Address("telegram", "8002")
DAY = timedelta(days=1)


async def test_an_invitation_of_an_observer_works_once_and_in_time(store: SqlStore) -> None:
    async with store.unit() as unit:
        await unit.run(queries.staff.keep_observer, KALSEL)
        await unit.run(queries.officers.invite, "observer", "kalsel", "first", NOW + DAY)
        await unit.run(queries.officers.invite, "observer", "kalsel", "second", NOW + DAY)
        assert await unit.run(queries.staff.redeem_observer, "first", CHAT, NOW) is None
        assert await unit.run(queries.staff.redeem_observer, "second", CHAT, NOW + DAY) is None
        assert await unit.run(queries.staff.redeem_observer, "second", CHAT, NOW) == replace(KALSEL, address=CHAT)
        assert await unit.run(queries.staff.redeem_observer, "second", SITI, NOW) is None
        assert (
            await unit.run(queries.staff.observer_at, CHAT)
            == await unit.run(queries.staff.observer, "kalsel")
            == replace(KALSEL, address=CHAT)
        )


async def test_a_chat_is_the_observers_who_joined_from_it_last(store: SqlStore) -> None:
    async with store.unit() as unit:
        for one in (KALSEL, PUSAT):
            await unit.run(queries.staff.keep_observer, one)
            await unit.run(queries.officers.invite, "observer", one.id, one.id, NOW + DAY)
            await unit.run(queries.staff.redeem_observer, one.id, CHAT, NOW)
        assert await unit.run(queries.staff.observers) == (KALSEL, replace(PUSAT, address=CHAT))
        await unit.run(queries.staff.keep_observer, replace(PUSAT, kanwil="kalsel"))
        assert await unit.run(queries.staff.observer_at, CHAT) == replace(PUSAT, kanwil="kalsel", address=CHAT)
        assert await unit.run(queries.staff.remove_observer, "pusat")
        assert not await unit.run(queries.staff.remove_observer, "pusat")
        assert await unit.run(queries.staff.observer_at, CHAT) is None
