"""What an officer looks up: queue, whole ticket, lost answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.app.shell.context import officer_context
from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Edit, Outcome
from bot.helpdesk.model.entities import Author, Line, Ticket
from bot.helpdesk.model.events import Commanded, Event
from bot.helpdesk.model.store import QueueView
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.officer.queue import QUEUE_PAGE
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.turn import OfficerContext
from bot.storage import SqlStore, open_store, queries
from tests.databases import new_sqlite
from tests.helpdesk.desk import BUDI, EKO, MONDAY, POLICY, SITI, make_ticket, pressed, said, siti, text_of


def context(name: str = "budi", ticket: Ticket | None = None, **more: Any) -> OfficerContext:
    officer, chat = POLICY.directory.officers[name], POLICY.chats[name]
    return OfficerContext(officer, chat, ticket, siti() if ticket else None, **more)


def command(who: OfficerContext, name: str, argument: str = "") -> Outcome:
    event = Commanded(who.chat.address, "Budi", MONDAY, "1", name, argument)
    return dispatch.for_officer(who, event, MONDAY, POLICY)


def press(who: OfficerContext, *args: str) -> Edit:
    _, edit = dispatch.for_officer(who, pressed("antrean", *args, chat=BUDI), MONDAY, POLICY).actions
    assert isinstance(edit, Edit)
    return edit


def views(edit: Edit) -> list[tuple[str, ...]]:
    return [button.args for row in edit.buttons for button in row if button.verb == Verb.QUEUE]


def test_a_long_ticket_is_turned_page_by_page_and_nothing_is_left_out() -> None:
    lines = tuple(Line(12, Author.RESIDENT, MONDAY, f"kata{number} " * 60) for number in range(30))
    who = context(ticket=make_ticket(), lines=lines)
    seen, page = said(command(who, "kasus", "12"), BUDI)[0], 2
    while True:
        edit = dispatch.for_officer(who, pressed("kasus", "12", str(page), chat=BUDI), MONDAY, POLICY).actions[1]
        assert isinstance(edit, Edit)
        assert len(edit.text) < 3800
        seen, page = seen + edit.text, page + 1
        if all(button.label != officer_texts.B_NEXT for row in edit.buttons for button in row):
            break
    assert all(f"kata{number} " in seen for number in range(30))


def test_only_the_own_office_reads_a_ticket() -> None:
    who = context("eko", make_ticket(), lines=(Line(12, Author.RESIDENT, MONDAY, "rahasia"),))
    typed, turned = command(who, "kasus", "12"), dispatch.for_officer(who, pressed("kasus", "12", "1"), MONDAY, POLICY)
    assert said(typed, EKO) == [officer_texts.NOT_YOURS]
    assert text_of(turned.actions[0]) == officer_texts.NOT_YOURS
    assert len(turned.actions) == 1
    assert typed.notes
    assert turned.notes


CARD = Line(30, Author.RESIDENT, MONDAY, "apa kabar paspor saya", address=BUDI, message="900")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    """Twenty tickets of Bu Citra's and ten of Pak Budi's, all alike."""
    opened = await open_store(await new_sqlite(tmp_path), exclusive=True)
    async with opened.unit() as unit:
        await unit.save([(None, Outcome(resident=replace(siti(), id=0)))], MONDAY)
        resident = (await unit.run(queries.residents.residents_at, [SITI]))[SITI].id
        tickets = tuple(
            make_ticket(number, resident_id=resident, officer="citra" if number <= 20 else "budi")
            for number in range(1, 31)
        )
        await unit.save([(None, Outcome(tickets=tickets, lines=(CARD,)))], MONDAY)
    yield opened
    await opened.close()


async def known(store: SqlStore, event: Event) -> OfficerContext:
    async with store.unit() as unit:
        return await officer_context(unit, event, MONDAY, POLICY, patient=False)


def numbers(context: OfficerContext) -> list[int]:
    return [ticket.id for ticket in context.queue]


async def test_the_queue_is_whole_and_his_own_are_his_own(store: SqlStore) -> None:
    first = await known(store, Commanded(BUDI, "Budi", MONDAY, "1", "antrean", ""))
    second = await known(store, pressed(Verb.QUEUE, "semua", "2", chat=BUDI))
    beyond = await known(store, pressed(Verb.QUEUE, "semua", "9", chat=BUDI))
    mine = await known(store, pressed(Verb.QUEUE, "saya", chat=BUDI))
    assert numbers(first) == list(range(1, QUEUE_PAGE + 1))
    assert first.queue_counts[QueueView.ALL] == 30
    assert numbers(second) == numbers(beyond) == list(range(QUEUE_PAGE + 1, 31))
    assert numbers(mine) == list(range(21, 31))
    assert set(mine.names.values()) == {siti().name}
