"""What the desk does of its own accord: what fails for one officer holds up nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.app.shell import timers
from bot.app.shell.helpdesk import Helpdesk
from bot.app.shell.reads import Work
from bot.app.shell.timers import attend_leaves, send_pending, summarise
from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.errors import Conflict
from bot.helpdesk.model.people import Address, Leave, Memory, Pending, Resident, Step
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.store import Received, Room
from bot.storage import SqlStore, open_store, queries
from tests.helpdesk.desk import BUDI, MONDAY, POLICY, SITI, make_ticket, pressed, siti, small_policy
from tests.storage.steps import save
from tests.typed import some

LATER = MONDAY + timedelta(hours=1)
TOMORROW = MONDAY + timedelta(days=1)


@pytest.fixture
def store(on_sqlite: SqlStore) -> SqlStore:
    return on_sqlite


def torn_desk() -> Policy:
    """Return a policy on which every rule about Pak Eko fails: his office is not there."""
    policy = small_policy()
    offices = {name: office for name, office in policy.directory.offices.items() if name != "timur"}
    return replace(policy, directory=replace(policy.directory, offices=offices))


async def queued(store: SqlStore) -> list[Send]:
    return [row.action for row in await store.claim(LATER, 20) if isinstance(row.action, Send)]


async def test_a_summary_that_fails_keeps_nobody_from_his_own(store: SqlStore) -> None:
    hers = make_ticket(1, officer="citra", resident_id=0)
    his = make_ticket(2, officer="eko", office="timur", resident_id=0)
    await save(store, Outcome(resident=siti(id=0), tickets=(hers, his)), now=MONDAY)
    async with store.unit() as unit:
        for officer in ("eko", "citra"):
            await unit.run(queries.officers.owe_summary, officer, MONDAY)
        await summarise(Work(unit, torn_desk(), LATER))
    policy = small_policy()
    assert [send.to for send in await queued(store)] == [policy.chats["citra"].address]


async def test_a_question_without_a_village_goes_on_after_ten_minutes(store: SqlStore) -> None:
    tricky = Memory(question='"pending":{"question":"x"')
    pending = Pending("kenapa langit biru", MONDAY, "101", attempted=("dasar-jam",))
    other = Address("telegram", "5002")
    waits = siti(None, id=0, memory=Memory(pending=pending, phase=Step.NAMING_VILLAGE))
    await save(store, Outcome(resident=waits), Outcome(resident=siti(id=0, address=other, memory=tricky)), now=MONDAY)
    async with store.unit() as unit:
        assert await send_pending(Work(unit, small_policy(), MONDAY + timedelta(minutes=9))) == 0
        assert await send_pending(Work(unit, small_policy(), MONDAY + timedelta(minutes=10))) == 1
        assert await send_pending(Work(unit, small_policy(), LATER)) == 0
        ticket = await unit.run(queries.tickets.numbered, 1)
    assert ticket is not None
    assert (ticket.question, ticket.officer, ticket.opened_at) == ("kenapa langit biru", "dewi", MONDAY)
    assert {send.to for send in await queued(store)} == {SITI, small_policy().chats["dewi"].address}


async def test_new_questions_do_not_hold_up_the_one_that_has_waited_longest(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers, "AT_ONCE", 1)

    def waits(chat: str, minutes: int) -> Outcome:
        pending = Pending(f"tanya {chat}", MONDAY + timedelta(minutes=minutes), chat)
        address = Address("telegram", chat)
        return Outcome(
            resident=siti(None, id=0, address=address, memory=Memory(pending=pending, phase=Step.NAMING_VILLAGE))
        )

    await save(store, waits("5003", 4), waits("5002", 2), waits("5001", 0), now=MONDAY)
    found = []
    for minute in (9, 10, 13, 15):
        async with store.unit() as unit:
            await send_pending(Work(unit, small_policy(), MONDAY + timedelta(minutes=minute)))
            found.append([ticket.question for ticket in await unit.run(queries.tickets.all_open)])
    assert [len(questions) for questions in found] == [0, 1, 2, 3]
    assert found[1] == ["tanya 5001"]


async def test_a_leave_that_fails_keeps_nobody_from_his_own(store: SqlStore) -> None:
    eko, budi = Leave("eko", MONDAY, TOMORROW), Leave("budi", MONDAY, TOMORROW)
    hers = make_ticket(1, resident_id=0)
    await save(
        store, Outcome(leave=eko), Outcome(leave=budi), Outcome(resident=siti(id=0), tickets=(hers,)), now=MONDAY
    )
    async with store.unit() as unit:
        await attend_leaves(Work(unit, torn_desk(), LATER))
        assert some(await unit.run(queries.tickets.numbered, 1)).officer == "citra"


async def decided(helpdesk: Helpdesk) -> int:
    """How many updates a turn took; one that met another writer is taken again, as the engine does."""
    while True:
        with suppress(Conflict):
            return (await helpdesk.turn((), (), Room(0))).taken


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (lambda siti: replace(siti, memory=replace(siti.memory, hush=True)), ""),
        (lambda siti: replace(siti, memory=Memory(discreet=True)), "nik"),
        (lambda siti: replace(siti, news=False, news_at=MONDAY), "nik"),
        (lambda siti: replace(siti, village="lawahan"), "nik"),
        (lambda siti: replace(siti, blocked_at=MONDAY), "nik"),
    ],
    ids=["cannot answer safely", "cleared the chat", "no news any more", "another village", "blocked"],
)
async def test_an_answer_that_asks_for_a_number_undoes_nothing(
    database_url: str, change: Callable[[Resident], Resident], wanted: str
) -> None:
    bot, other = await open_store(database_url, exclusive=True), await open_store(database_url, exclusive=False)
    # Pak Budi sends the answer that he has just been asked about
    policy = Helpdesk(bot, POLICY, lambda _: pressed("untuk", "1", "55", chat=BUDI), lambda: MONDAY)
    await policy.load_officers(tuple(POLICY.chats.values()))
    draft = replace(POLICY.chats["budi"], draft="55", draft_text="Tolong tulis NIK Ibu.")
    newcomer = replace(siti(news=True, memory=Memory(question="paspor saya")), id=0)
    async with bot.unit() as unit:
        opened = Outcome(resident=newcomer, tickets=(replace(make_ticket(1), resident_id=0),), officer_chat=draft)
        await unit.save([(None, opened)], MONDAY)
    await bot.receive([Received("telegram", "1", None, BUDI.chat, b"{}")], MONDAY)
    async with other.unit() as unit:
        changed = change((await unit.run(queries.residents.residents_at, [SITI]))[SITI])
        await unit.save([(None, Outcome(resident=changed))], MONDAY)
        answering = asyncio.create_task(decided(policy))
        await asyncio.sleep(0.2)
        assert not answering.done()
    assert await answering == 1
    async with bot.unit() as unit:
        found = (await unit.run(queries.residents.residents_at, [SITI]))[SITI]
        (ticket,) = await unit.run(queries.tickets.all_open)
    assert found == replace(
        changed,
        memory=replace(changed.memory, wanted=wanted),
        version=found.version,
        joined_at=found.joined_at,
        informed_at=found.informed_at,
        news_at=found.news_at,
        blocked_at=found.blocked_at,
    )
    assert (found.blocked_at is None) == (changed.blocked_at is None)
    # to somebody who has just said that it is not safe nothing goes out unasked
    assert (ticket.waiting_since is None) == bool(wanted)
    await bot.close()
    await other.close()
