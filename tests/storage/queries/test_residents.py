"""Residents are found by where they write from, with what their conversation remembers."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.errors import Conflict
from bot.helpdesk.model.people import (
    About,
    CheckAnswer,
    Confirming,
    Giving,
    Memory,
    PastMessage,
    Pending,
    Phase,
    Retractions,
    StartedCheck,
    Step,
)
from bot.storage import SqlStore
from bot.storage.database.sql import Refused
from bot.storage.queries.residents import memory_from, memory_json
from tests.storage.samples import LATER, NOW, person
from tests.storage.steps import as_stored, execute, forget, met, save


async def test_what_was_changed_since_it_was_read_is_not_overwritten(store: SqlStore) -> None:
    siti = await met(store)
    await save(store, Outcome(resident=replace(siti, memory=Memory(hush=True))))
    with pytest.raises(Conflict):
        await save(store, Outcome(resident=replace(siti, memory=Memory(wanted="nik"))))
    assert (await as_stored(store)).memory == Memory(hush=True)


@pytest.mark.parametrize("erased", [True, False])
async def test_what_was_erased_or_forgotten_since_it_was_read_does_not_come_back(
    store: SqlStore, *, erased: bool
) -> None:
    siti = await met(store)
    if erased:
        await save(store, Outcome(erase=siti.id))
    else:
        assert (await forget(store, LATER, LATER)).residents == 1
    with pytest.raises(Conflict):
        await save(store, Outcome(resident=replace(siti, blocked_at=NOW)))


async def test_a_time_without_a_zone_is_refused(store: SqlStore) -> None:
    with pytest.raises(ValueError, match="needs a zone"):
        await save(store, Outcome(resident=person(joined_at=NOW.replace(tzinfo=None))))


async def test_a_row_that_the_database_refuses_is_quoted_in_no_traceback(store: SqlStore) -> None:
    word = "-".join(("milik", "siti"))
    with pytest.raises(Refused) as caught:
        await execute(store, f"INSERT INTO counters (name, value) VALUES ('{word}', NULL)")
    assert word not in "".join(traceback.format_exception(caught.value))


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
MOMENTS = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))]))
TURNS = st.lists(st.builds(PastMessage, TEXT, MOMENTS, st.none() | TEXT), max_size=2)
ANSWERS = st.lists(st.builds(CheckAnswer, TEXT, st.none() | st.integers(0, 9)), max_size=3)
CHECKS = st.none() | st.builds(StartedCheck, TEXT, TEXT, MOMENTS, ANSWERS.map(tuple), st.sampled_from(["", "silent"]))
WORDS = st.lists(TEXT, max_size=3).map(tuple)
PHASES = st.none() | st.sampled_from(Step) | st.builds(Giving, TEXT) | st.builds(Confirming, WORDS, WORDS)
MEMORIES = st.builds(
    Memory,
    turns=TURNS.map(tuple),
    phase=PHASES,
    unreadable=st.integers(0, 9),
    question=st.none() | TEXT,
    wanted=TEXT,
    check=CHECKS,
    counted=TEXT,
    calmed=st.none() | MOMENTS,
    retracted=st.none() | st.builds(Retractions, st.integers(1, 99), MOMENTS),
)


@given(MEMORIES)
def test_any_memory_comes_back(memory: Memory) -> None:
    stored = memory_json(memory)
    assert (Memory() if stored is None else memory_from(stored)) == memory


OLD = (
    '{"turns":[{"text":"berapa biayanya","at":"2026-11-23T09:00:00+08:00","entry":"paspor-biaya","message":"101"}],'
    '"awaiting":%s,"unreadable":1,"question":"kapan","wanted":"phone","check":{"check":"cek","version":"v1",'
    '"at":"2026-11-23T09:00:00+08:00","answers":[{"question":"penawar","choice":1,"text":""}],"pause":"asked"},'
    '"pending":{"question":"kenapa langit biru","at":"2026-11-23T09:00:00+08:00","message":"101","kind":"",'
    '"attempted":["dasar-jam"],"asked":true,"early_warning":false,"about":{"own":"biru","kind":"","gives":false,'
    '"continues":null}},"warned":"anak saya 15","feared":"belum pulang"}'
)
"""As rows of 30 November 2026 have it."""


@pytest.mark.parametrize(
    ("stored", "phase"),
    [
        ("null", None),
        ('"village"', Step.NAMING_VILLAGE),
        ('"question"', Step.WRITING),
        ('"check"', Step.SENDING_TO_CHECK),
        ('{"entry":"paspor-biaya"}', Giving("paspor-biaya")),
        ('{"yes":["selesai","12"],"no":["belum","12"]}', Confirming(("selesai", "12"), ("belum", "12"))),
        ('"tekan:bahaya,ya;bahaya,tidak"', None),
    ],
)
def test_a_memory_of_before_an_upgrade_is_read(stored: str, phase: Phase | None) -> None:
    monday = datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=8)))
    about = About("biru")
    assert memory_from(OLD % stored) == Memory(
        (PastMessage("berapa biayanya", monday, "paspor-biaya", "101"),),
        phase,
        StartedCheck("cek", "v1", monday, (CheckAnswer("penawar", 1),), "asked"),
        "kapan",
        "anak saya 15",
        "belum pulang",
        Pending("kenapa langit biru", monday, "101", attempted=("dasar-jam",), asked=True, about=about),
        unreadable=1,
        wanted="phone",
    )
