"""Whatever happens in whatever order: nothing is lost, nothing is counted twice, no chat is spoken to out of order."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace

from bot.helpdesk.model.actions import Acknowledge, Action, Outcome, Priority, Send, Verdict
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.store import Delivery, OutboxRow, Result
from bot.storage import open_store, queries
from bot.storage.queries.outbox import MOST_TRIES
from bot.storage.retention.erasure import RetentionLimits
from tests.databases import BOTH, new_sqlite, postgres_server, server_or_skip
from tests.examples import examples
from tests.storage.samples import NOW, make_ticket, person, update
from tests.typed import some

CHATS = st.sampled_from("abc")
ROUNDS = {"sqlite": 0.4, "postgresql": 0.12}


class Books(RuleBasedStateMachine):
    """Updates and messages through a real store, beside a model of plain lists."""

    database = "sqlite"

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.now = NOW
        self.received = 0
        self.undecided = Counter[str]()
        self.fates: dict[int, str] = {}
        self.tickets: dict[int, bool] = {}
        self.lines: defaultdict[str, list[Message]] = defaultdict(list)
        self.in_hand: list[OutboxRow] = []
        self.paused: dict[str, datetime] = {}
        self.ended = dict.fromkeys((Delivery.SENT, Delivery.UNCERTAIN, Delivery.FAILED), 0)

    @initialize()
    def open(self) -> None:
        folder = Path(self.folder.name)
        new = new_sqlite(folder) if self.database == "sqlite" else postgres_server().take()
        self.url = self.runner.run(new)
        self.store = self.runner.run(open_store(self.url, exclusive=True))

    def teardown(self) -> None:
        self.runner.run(self.store.close())
        self.runner.close()
        self.folder.cleanup()
        if self.database == "postgresql":
            postgres_server().give_back(self.url)

    @rule(chats=st.lists(CHATS, max_size=5), repeated=st.booleans())
    def receive(self, chats: list[str], repeated: bool) -> None:
        new = [update(self.received + place, chat) for place, chat in enumerate(chats, 1)]
        old = [update(self.received, "a", message="x")] if repeated and self.received else []
        assert self.runner.run(self.store.receive(old + new, self.now)) == len(new)
        self.received += len(new)
        self.undecided.update(chats)

    @rule(data=st.data(), limit=st.integers(1, 4))
    def decide(self, data: st.DataObject, limit: int) -> None:
        self.runner.run(self._decide(data, limit))

    async def _decide(self, data: st.DataObject, limit: int) -> None:
        queued: list[tuple[str, Message]] = []
        async with self.store.unit() as unit:
            rows = await unit.take(limit)
            assert len({row.chat for row in rows}) == len(rows)
            number = await unit.run(queries.tickets.next_number)
            assert number == len(self.tickets) + 1
            done = []
            for row in rows:
                fate = data.draw(st.sampled_from(["answered", "case", "ignored", "failed", "left"]))
                if fate == "left":
                    continue
                assert row.id not in self.fates
                self.fates[row.id] = fate
                self.undecided[row.chat] -= 1
                if fate == "failed":
                    await unit.dead_letter(row.id, "unreadable", self.now)
                    continue
                outcome, messages = self._outcome(data, row.chat, fate, number)
                queued += [(row.chat, message) for message in messages]
                if fate == "case":
                    self.tickets[number] = False
                    number += 1
                done.append((row, outcome))
            await unit.save(done, self.now)
        for chat, message in queued:
            self.lines[chat].append(message)

    def _outcome(self, data: st.DataObject, chat: str, fate: str, number: int) -> tuple[Outcome, list[Message]]:
        verdict = {"answered": Verdict.ANSWERED, "case": Verdict.TICKET, "ignored": Verdict.IGNORED}[fate]
        address = Address("telegram", chat)
        count = sum(len(line) for line in self.lines.values()) + sum(self.ended.values())
        messages = [
            Message(
                f"{count}-{place}", fleeting, Priority.RECEIPT if fleeting else data.draw(st.sampled_from(Priority))
            )
            for place, fleeting in enumerate(data.draw(st.lists(st.booleans(), max_size=3)))
        ]
        actions: list[Action] = [
            Acknowledge(address, "cb", message.text)
            if message.fleeting
            else Send(address, message.text, priority=message.priority)
            for message in messages
        ]
        if fate != "case":
            return Outcome(verdict, tuple(actions)), messages
        resident = person(Address("telegram", f"{chat}{number}"))
        return Outcome(verdict, tuple(actions), resident, (make_ticket(number),), ticket=number), messages

    @precondition(lambda self: not all(self.tickets.values()))
    @rule(data=st.data())
    def answer_a_ticket(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from([number for number, done in self.tickets.items() if not done]))

        async def reply() -> None:
            async with self.store.unit() as unit:
                ticket = some(await unit.run(queries.tickets.numbered, number))
                await unit.save([(None, Outcome(tickets=(replace(ticket, first_reply_at=self.now),)))], self.now)

        self.runner.run(reply())
        self.tickets[number] = True

    @rule(limit=st.integers(1, 4))
    def claim(self, limit: int) -> None:
        rows = self.runner.run(self.store.claim(self.now, limit))
        busy = {row.action.to.chat for row in self.in_hand}
        ready = {
            chat
            for chat, line in self.lines.items()
            if line
            and chat not in busy
            and first(line).retry_at <= self.now
            and self.paused.get(chat, NOW) <= self.now
            and not (first(line).priority is Priority.BROADCAST and self.undecided[chat])
        }
        assert len(rows) == min(limit, len(ready))
        for row in rows:
            chat = row.action.to.chat
            message = first(self.lines[chat])
            assert chat in ready
            assert getattr(row.action, "text", None) == message.text
            assert (row.tries, row.repeat) == (message.tries, message.repeat)
            message.tries += 1
        assert len({row.action.to.chat for row in rows}) == len(rows)
        self.in_hand += rows

    @precondition(lambda self: self.in_hand)
    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        results = []
        for row in data.draw(st.lists(st.sampled_from(self.in_hand), min_size=1, unique_by=lambda row: row.id)):
            states = [Delivery.SENT, Delivery.WAITING, Delivery.UNCERTAIN, Delivery.FAILED]
            state = data.draw(st.sampled_from(states))
            wait = timedelta(seconds=data.draw(st.integers(0, 3)))
            until = self.now + wait if state is Delivery.WAITING and data.draw(st.booleans()) else None
            counts = data.draw(st.booleans())
            self._ended(row, state, self.now + wait, counts=counts)
            if until:
                self.paused[row.action.to.chat] = until
            results.append(Result(row, state, f"m{row.id}", self.now + wait, until, counts=counts))

        async def settle() -> None:
            async with self.store.unit() as unit:
                await unit.settle(results, self.now)

        self.runner.run(settle())

    def _ended(self, row: OutboxRow, state: Delivery, retry_at: datetime, *, counts: bool) -> None:
        self.in_hand.remove(row)
        message = self._message(row)
        if message.fleeting and state in (Delivery.WAITING, Delivery.UNCERTAIN):
            state = Delivery.FAILED
        if state is Delivery.WAITING or (state is Delivery.UNCERTAIN and not (message.repeat and counts)):
            message.retry_at = retry_at
            message.tries -= not counts and message.tries > 2
            message.repeat = message.repeat or state is Delivery.UNCERTAIN
        else:
            self.lines[row.action.to.chat].remove(message)
            self.ended[state] += 1

    def _message(self, row: OutboxRow) -> Message:
        words = getattr(row.action, "text", None)
        return next(message for message in self.lines[row.action.to.chat] if message.text == words)

    @rule()
    def be_killed_and_start_again(self) -> None:
        self.runner.run(self.store.close())
        self.store = self.runner.run(open_store(self.url, exclusive=True))
        given_up = self.runner.run(self.store.resume([]))
        in_hand, self.in_hand = self.in_hand, []
        for row in in_hand:
            message = self._message(row)
            if message.repeat and message.tries >= MOST_TRIES and not message.fleeting:
                assert row.id in {one.id for one in given_up}
                self.in_hand.append(row)
            elif message.fleeting:
                self.lines[row.action.to.chat].remove(message)
                self.ended[Delivery.FAILED] += 1
            else:
                message.repeat = True
        assert {row.id for row in given_up} == {row.id for row in self.in_hand}

    @rule()
    def let_finished_rows_go(self) -> None:
        soon = self.now + timedelta(seconds=1)
        self.runner.run(self.store.clear_finished(RetentionLimits(soon, soon, UTC, newest=1)))

    @rule(seconds=st.integers(1, 3))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @invariant()
    def the_books_balance(self) -> None:
        if not hasattr(self, "store"):
            return
        ledger = self.runner.run(self.store.ledger(None))
        assert ledger.received == self.received
        assert ledger.received == ledger.answered + ledger.open + ledger.failed + ledger.ignored
        fates = list(self.fates.values())
        assert ledger.answered == fates.count("answered") + sum(self.tickets.values())
        assert ledger.failed == fates.count("failed")
        assert ledger.ignored == fates.count("ignored")
        assert ledger.queued == sum(len(line) for line in self.lines.values())
        assert (ledger.sent, ledger.uncertain, ledger.undelivered) == tuple(self.ended.values())


@dataclass
class Message:
    """What the model knows of an outgoing message."""

    text: str
    fleeting: bool
    priority: Priority
    tries: int = 0
    repeat: bool = False
    retry_at: datetime = field(default=NOW)


def first(line: list[Message]) -> Message:
    """Whose turn it is in a chat: the most urgent, among these the oldest."""
    return min(line, key=lambda message: message.priority)


@pytest.mark.parametrize("database", BOTH)
def test_the_books_balance_and_chats_keep_their_order(database: str) -> None:
    if database == "postgresql":
        server_or_skip()
    machine: Any = type("BooksOf", (Books,), {"database": database})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples(ROUNDS[database]),
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
