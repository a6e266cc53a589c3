"""How often guided checks ended: counted per village and day, and nobody's name."""

from __future__ import annotations

from datetime import date, timedelta

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.entities import CheckCount
from bot.storage import SqlStore, queries
from tests.storage.samples import NOW

MONDAY = date(2026, 11, 23)
RED = CheckCount(MONDAY, "mandurian", "cek-tawaran-kerja", "merah")


async def count(store: SqlStore, *tallies: CheckCount) -> None:
    async with store.unit() as unit:
        await unit.save([(None, Outcome(tallies=(one,))) for one in tallies], NOW)


async def test_the_same_ending_in_the_same_village_adds_up(store: SqlStore) -> None:
    await count(store, RED, RED, CheckCount(MONDAY, None, "cek-tawaran-kerja", "merah"))
    await count(store, RED, CheckCount(MONDAY + timedelta(days=1), "mandurian", "cek-tawaran-kerja", "merah"))
    await count(store, CheckCount(MONDAY, "mandurian", "resmi", "diteruskan"))
    assert sorted(await store.read(queries.reports.checks_counted, None)) == [
        ("", "cek-tawaran-kerja", "merah", 1),
        ("mandurian", "cek-tawaran-kerja", "merah", 4),
        ("mandurian", "resmi", "diteruskan", 1),
    ]


async def test_only_what_was_counted_since_a_day(store: SqlStore) -> None:
    await count(store, RED, CheckCount(MONDAY + timedelta(days=7), "mandurian", "cek-tawaran-kerja", "merah"))
    assert await store.read(queries.reports.checks_counted, MONDAY + timedelta(days=1)) == [
        ("mandurian", "cek-tawaran-kerja", "merah", 1)
    ]
    assert await store.read(queries.reports.checks_counted, MONDAY + timedelta(days=8)) == []


async def test_counts_stay_when_conversations_are_forgotten(store: SqlStore) -> None:
    await count(store, RED)
    await store.forget(NOW + timedelta(days=400), NOW + timedelta(days=400))
    assert await store.read(queries.reports.checks_counted, None) == [("mandurian", "cek-tawaran-kerja", "merah", 1)]
