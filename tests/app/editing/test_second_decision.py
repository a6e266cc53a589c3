"""What the second person decides is stored before it is published: two publishers cannot contradict each other."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec.structs import replace

from bot.app.editing import office as staff
from bot.app.editing.desk import Desk
from bot.app.editing.proposal import ask_second, change_id, seconds
from bot.app.editing.publish import Edition
from bot.app.people.directory import directory_of
from bot.faqfiles.working_files import WorkingFiles, state_named
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.people import Address, Member, OfficerChat, Request, Role
from bot.helpdesk.texts import staff as texts
from bot.settings import Settings
from bot.settings.model import OfficerSettings, OfficeSettings
from bot.storage import SqlStore, queries
from bot.storage.store import Unit
from tests.app.editing.test_publications import NOON, Desk as Files
from tests.faqfiles.test_published_sets import publish
from tests.helpdesk.desk import small_policy
from tests.shipped import save
from tests.storage.steps import scalar
from tests.typed import some

BUDI, CICI = (
    Member(id, id.title(), frozenset({Role.PUBLISHER}), address=Address("telegram", id)) for id in ("budi", "cici")
)


ANI = Member("ani", "Ani", frozenset(Role), address=Address("telegram", "1"))


async def joins(unit: Unit, member: Member) -> None:
    """Invite a member, who opens the link where his address is."""
    assert member.address
    await unit.run(queries.staff.keep, member)
    await unit.run(queries.officers.invite, "staff", member.id, member.id, NOON.replace(year=2027))
    await unit.run(queries.staff.redeem, member.id, member.address, NOON)


@dataclass
class Office:
    """A desk, and a request of Ani's that waits for a second person."""

    files: Files
    store: SqlStore
    request: Request

    def desk(self, publisher: object = None) -> Desk:
        files = WorkingFiles(self.files.faq, self.files.sets, self.files.served)
        policy = replace(small_policy(), directory=directory_of(Settings()))
        desk = staff.StaffOffice(files, self.store, lambda: policy, lambda: NOON)
        return Desk(desk, cast("Any", publisher or self.files.publisher))

    async def stored(self) -> tuple[str, bool | None]:
        found = some(await self.store.read(queries.staff.request_numbered, self.request.id))
        return found.second, found.agreed


@pytest.fixture
async def office(on_sqlite: SqlStore, tmp_path: Path) -> Office:
    files = Files(tmp_path)
    proposal = files.shown().id
    async with on_sqlite.unit() as unit:
        for one in (ANI, BUDI, CICI):
            await joins(unit, one)
        request = await unit.run(queries.staff.ask, Request(NOON, "ani", proposal, "tarif baru", ("Biaya naik",)))
    return Office(files, on_sqlite, request)


CHIEF = Address("telegram", "7003")
OFFICE = OfficeSettings(id="barat", name="Kantor Barat", supervisor="dewi")
DEWI = directory_of(Settings(offices=(OFFICE,), officers=(OfficerSettings(id="dewi", name="Bu Dewi", office="barat"),)))


@pytest.mark.parametrize(
    ("members", "maker", "chief", "expected"),
    [
        ((ANI, BUDI), "ani", CHIEF, ["Budi", "Bu Dewi"]),
        ((ANI,), "ani", CHIEF, ["Bu Dewi"]),
        ((ANI,), "ani", None, []),
        # one and the same person under two names
        ((ANI,), "ani", ANI.address, []),
        ((ANI, replace(BUDI, roles=frozenset({Role.WRITER}))), "ani", None, []),
        ((ANI, BUDI), "konsol:ani", None, ["Ani", "Budi"]),
        # who sits at the console may be the only publisher
        ((ANI,), "konsol:ani", CHIEF, ["Bu Dewi"]),
        ((ANI,), "konsol:ani", ANI.address, []),
    ],
)
async def test_who_may_be_the_second_person(
    on_sqlite: SqlStore, members: tuple[Member, ...], maker: str, chief: Address | None, expected: list[str]
) -> None:
    async with on_sqlite.unit() as unit:
        for one in members:
            await joins(unit, one)
        if chief:
            await unit.save([(None, Outcome(officer_chat=OfficerChat("dewi", chief, NOON)))], NOON)
        assert [one.name for one in await seconds(unit, DEWI, maker)] == expected


async def test_who_asks_again_sends_the_card_again_but_not_at_once(office: Office) -> None:
    sent = []
    for minutes in (0, 1, 11):
        async with office.store.unit() as unit:
            again = replace(office.request, at=NOON + timedelta(minutes=minutes))
            asked = [one.name for one in await ask_second(unit, DEWI, "Ani", again)]
            assert (asked, await unit.run(queries.staff.requests)) == (["Budi", "Cici"], (office.request,))
        sent.append(await scalar(office.store, "SELECT count(*) FROM outbox"))
    assert sent == [0, 0, 2]


async def test_who_refuses_while_it_is_published_is_told_that_it_is_decided(office: Office) -> None:
    begun, goes_on = threading.Event(), threading.Event()

    class Slow:
        def publish(self, id: str, by: str, why: str) -> Edition:
            begun.set()
            goes_on.wait(30)
            return office.files.publisher.publish(id, by, why)

    desk = office.desk(Slow())
    agreeing = asyncio.create_task(desk.decide(BUDI, office.request.id, agreed=True))
    await asyncio.to_thread(begun.wait, 30)
    try:
        with pytest.raises(Trouble, match=texts.DECIDED):
            await desk.decide(CICI, office.request.id, agreed=False)
    finally:
        goes_on.set()
    assert await agreeing == texts.PUBLISHED.format(number=2, ahead="")
    assert await office.stored() == ("budi", True)


def changed(files: Files) -> None:
    save(files.faq, "700000", "710000")


def overtaken(files: Files) -> None:
    """Publish another fee meanwhile; the draft is as it was, but would take that one back unseen."""
    changed(files)
    publish(files.sets, files.faq)
    save(files.faq, "710000", "700000")


@pytest.mark.parametrize("meanwhile", [changed, overtaken])
async def test_what_could_not_be_published_waits_for_a_decision_again(
    office: Office, meanwhile: Callable[[Files], None]
) -> None:
    meanwhile(office.files)
    with pytest.raises(Trouble, match=texts.OVERTAKEN):
        await office.desk().decide(BUDI, office.request.id, agreed=True)
    assert await office.stored() == ("", None)
    refused = texts.REFUSED_BY_YOU.format(maker=ANI.name)
    assert await office.desk().decide(CICI, office.request.id, agreed=False) == refused
    assert await office.stored() == ("cici", False)
    assert await scalar(office.store, "SELECT count(*) FROM outbox") == 1


async def test_what_was_agreed_to_before_a_kill_is_published_after_it(office: Office) -> None:
    await office.store.write(queries.staff.decide, office.request.id, "budi", NOON, agreed=True)
    with pytest.raises(Trouble, match=texts.DECIDED):
        await office.desk().decide(CICI, office.request.id, agreed=True)
    for _ in range(2):  # a task that is carried out again publishes nothing twice, and tells the maker once
        said = await office.desk().decide(BUDI, office.request.id, agreed=True)
        assert said == texts.PUBLISHED.format(number=2, ahead="")
    current = some(office.files.sets.current())
    assert (current.number, current.said.by) == (2, texts.BY_TWO.format(maker="Ani", second="Budi"))
    assert await scalar(office.store, "SELECT count(*) FROM outbox") == 1


async def test_nobody_publishes_an_older_edition_alone_by_its_name(office: Office) -> None:
    first = some(office.files.sets.current())
    publish(office.files.sets, office.files.faq)
    second = some(office.files.sets.current())
    save(office.files.faq, "700000", "710000")
    name = change_id(state_named(first.hashes), second.id)
    with pytest.raises(Trouble, match=texts.OVERTAKEN):
        await office.desk().publish(ANI, name, "kembali saja")
    assert office.files.sets.current() == second
