"""Staff and observers: invitations that work once, tasks that are carried out once, a second person."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.people import (
    AWAITED,
    LEFT_FOR,
    NEW,
    Address,
    Form,
    FormKept,
    Member,
    Observer,
    Request,
    Role,
    StaffEvent,
    Task,
    TaskAsked,
)
from bot.helpdesk.model.ticket import Feedback
from bot.storage import SqlStore, queries
from bot.storage.queries.staff import HELD_FOR, drop_forms
from tests.storage.samples import LATER, NOW, SITI, person
from tests.storage.steps import save

RINI = Member("rini", "Bu Rini", frozenset({Role.WRITER, Role.PUBLISHER}), frozenset({"kanim"}))
TONO = Member("tono", "Pak Tono", frozenset({Role.PUBLISHER}))
CHAT = Address("telegram", "8001")
DAY = timedelta(days=1)


async def test_links_open_the_chat_and_the_page_to_the_staff_alone(store: SqlStore) -> None:
    async with store.unit() as unit:
        await unit.run(queries.staff.keep, RINI)
        for role in ("staff", "page"):
            await unit.run(queries.officers.invite, role, "rini", role, NOW + DAY)
        joined = replace(RINI, address=CHAT)
        assert await unit.run(queries.staff.redeem, "staff", CHAT, NOW) == joined
        assert await unit.run(queries.staff.redeem, "staff", SITI, NOW) is None
        assert await unit.run(queries.staff.members) == (joined,)
        assert await unit.run(queries.staff.use_link, "page", NOW) == joined
        await unit.run(queries.officers.invite, "page", "rini", "last", NOW + DAY)
        await unit.run(queries.staff.remove, "rini")
        assert await unit.run(queries.staff.use_link, "last", NOW) is None
        assert await unit.run(queries.staff.member, "rini") is None


async def test_a_task_is_taken_by_one_and_again_when_that_one_has_died(store: SqlStore) -> None:
    asked = [TaskAsked(Task("rini", kind, ("a",), "12")) for kind in ("fees", "propose")]
    await store.write(queries.staff.keep, RINI)
    await save(store, Outcome(staff=(FormKept("rini", Form("tarif", NOW, ("x",))), *asked)))
    async with store.unit() as unit:
        assert [member.form for member in await unit.run(queries.staff.members)] == [Form("tarif", NOW, ("x",))]
        first, second = await unit.run(queries.staff.take_task, NOW), await unit.run(queries.staff.take_task, NOW)
        assert first
        assert second
        assert (first.kind, second.kind, first.args, first.message) == ("fees", "propose", ("a",), "12")
        assert await unit.run(queries.staff.take_task, NOW) is None
        await unit.run(queries.staff.end_task, first.id)
        assert await unit.run(queries.staff.take_task, NOW + 2 * HELD_FOR) == replace(second, attempt=2)
        await unit.run(queries.staff.let_go_of_tasks)
        assert await unit.run(queries.staff.take_task, NOW) == replace(second, attempt=3)
    await save(store, Outcome(staff=(FormKept("rini", None),)))
    assert [member.form for member in await store.read(queries.staff.members)] == [None]


async def test_what_a_member_is_just_writing_outlives_the_night(store: SqlStore) -> None:
    async with store.unit() as unit:
        await unit.run(queries.staff.keep, RINI)
        await unit.run(queries.staff.keep, replace(RINI, id="tono"))
    past, given = timedelta(seconds=1), ("celah:1", "", "", "", "paspor")
    for day, form, stays in (
        (0, Form("alasan", NOW - AWAITED, ("x",)), True),
        (1, Form("alasan", NOW - AWAITED - past, ("x",)), False),
        (2, Form(NEW, NOW - LEFT_FOR, given), True),
        (3, Form("tarif", NOW - LEFT_FOR, ("x",), given), True),
        (4, Form(NEW, NOW - LEFT_FOR - past, given), False),
    ):
        await save(store, Outcome(staff=(FormKept("rini", form), FormKept("tono", None))))
        async with store.unit() as unit:
            await unit.run(drop_forms, NOW)
            assert [one.form for one in await unit.run(queries.staff.members)] == [form if stays else None, None], day


async def test_one_decides_on_a_request_and_a_later_one_takes_its_place(store: SqlStore) -> None:
    request = Request(NOW, "rini", "abc", "tarif baru", ("Biaya naik",))
    async with store.unit() as unit:
        first = await unit.run(queries.staff.ask, request)
        second = await unit.run(queries.staff.ask, replace(request, proposal="def"))
        assert first.id < second.id
        assert await unit.run(queries.staff.requests) == (second,)
        assert not await unit.run(queries.staff.decide, first.id, "tono", LATER, agreed=True)
        assert await unit.run(queries.staff.decide, second.id, "tono", LATER, agreed=False)
        assert not await unit.run(queries.staff.decide, second.id, "tono", LATER, agreed=True)
        assert await unit.run(queries.staff.request_numbered, second.id) == replace(second, second="tono", agreed=False)
        assert await unit.run(queries.staff.requests) == ()
        await unit.run(queries.staff.reopen, second.id, "another")
        assert await unit.run(queries.staff.requests) == ()
        await unit.run(queries.staff.reopen, second.id, "tono")
        assert await unit.run(queries.staff.requests) == (second,)
        assert await unit.run(queries.staff.decide, second.id, "tono", LATER, agreed=True)
        newer = await unit.run(queries.staff.ask, request)
        await unit.run(queries.staff.reopen, second.id, "tono")
        assert await unit.run(queries.staff.requests) == (newer,)


async def test_what_staff_saw_and_did_is_listed_newest_first(store: SqlStore) -> None:
    events = [StaffEvent(NOW, "rini", "lihat-tarif"), StaffEvent(LATER, "rini", "ubah-tarif", "paspor-elektronik-5")]
    async with store.unit() as unit:
        await unit.run(queries.staff.note, events)
        assert await unit.run(queries.staff.events, None) == tuple(reversed(events))
        assert await unit.run(queries.staff.events, LATER) == (events[1],)


async def test_residents_marks_are_counted_by_entry(store: SqlStore) -> None:
    marks = [Feedback(NOW, kind, "a", "teks", None) for kind in ("down", "down", "up")]
    await save(store, Outcome(resident=person(), feedback=tuple(marks)))
    async with store.look() as unit:
        assert await unit.run_long(queries.staff.marks) == {"a": {"down": 2, "up": 1}}


KALSEL, PUSAT = Observer("kalsel", "Kanwil Kalsel", "kalsel"), Observer("pusat", "Pusat")


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
