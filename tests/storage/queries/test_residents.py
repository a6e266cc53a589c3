"""Residents are found by where they write from, with what their conversation remembers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.errors import Conflict
from bot.helpdesk.model.memory import (
    Awaited,
    Awaiting,
    CheckAnswer,
    Memory,
    PastMessage,
    Pause,
    Requested,
    Retractions,
    StartedCheck,
    YesOrNo,
)
from bot.storage import SqlStore
from bot.storage.queries.residents import memory_from, memory_json
from tests.storage.samples import LATER, NOW, as_stored, forget, met, person, save


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


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
MOMENTS = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))]))
TURNS = st.lists(st.builds(PastMessage, TEXT, MOMENTS, st.none() | TEXT), max_size=2)
ANSWERS = st.lists(st.builds(CheckAnswer, TEXT, st.none() | st.integers(0, 9), TEXT), max_size=3)
CHECKS = st.none() | st.builds(StartedCheck, TEXT, TEXT, MOMENTS, ANSWERS.map(tuple), st.sampled_from(Pause))
WORDS = st.lists(TEXT, max_size=3).map(tuple)
AWAITING = st.none() | st.sampled_from(Awaited) | st.builds(Requested, TEXT) | st.builds(YesOrNo, WORDS, WORDS)
MEMORIES = st.builds(
    Memory,
    turns=TURNS.map(tuple),
    awaiting=AWAITING,
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


@pytest.mark.parametrize(
    ("stored", "awaiting"),
    [
        ("null", None),
        ('"village"', Awaited.VILLAGE),
        ('"tekan:bahaya,ya;bahaya,tidak"', None),
    ],
)
def test_what_was_awaited_before_an_upgrade_is_read(stored: str, awaiting: Awaiting | None) -> None:
    assert memory_from(f'{{"turns":[],"awaiting":{stored}}}') == Memory(awaiting=awaiting)
