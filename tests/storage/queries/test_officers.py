"""Officers' chats, invitations that work once, answers that wait or did not arrive, and who was shown which ticket."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.app.shell.reads import Work
from bot.helpdesk.model.actions import Delete, Outcome, Purpose, Send
from bot.helpdesk.model.events import Edited
from bot.helpdesk.model.people import Address, OfficerChat
from bot.helpdesk.model.store import Delivery
from bot.helpdesk.model.ticket import Access, Held
from bot.storage import SqlStore, queries
from bot.storage.queries.officers import OBSERVER, OFFICER as OFFICER_LINK, PAGE, STAFF
from tests.helpdesk.desk import small_policy
from tests.storage.samples import LATER, NOW, OFFICER, SITI, make_ticket, person
from tests.storage.steps import everything, forget, opened, save, sent, settle

DAY = timedelta(days=1)


async def test_an_officer_who_moves_has_one_chat(store: SqlStore) -> None:
    chat = OfficerChat("pimpasa-mandurian", OFFICER, NOW, "m1", "draf")
    moved = OfficerChat("pimpasa-mandurian", Address("telegram", "7009"), LATER)
    await save(store, Outcome(officer_chat=chat))
    await save(store, Outcome(officer_chat=replace(chat, draft=None)), Outcome(officer_chat=moved))
    assert await store.read(queries.officers.all_chats) == (moved,)


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


@pytest.mark.parametrize("role", [OFFICER_LINK, STAFF, OBSERVER, PAGE])
async def test_a_link_works_once_in_time_and_for_its_role_alone(store: SqlStore, role: str) -> None:
    async with store.unit() as unit:

        async def used(token: str, now: datetime = NOW, of: str = role) -> str | None:
            return await unit.run(queries.officers.redeem_invitation, of, token, now)

        for token in ("first", "second"):
            await unit.run(queries.officers.invite, role, "rini", token, NOW + DAY)
        others = [one for one in (OFFICER_LINK, STAFF, OBSERVER, PAGE) if one != role]
        assert [await used("second", of=other) for other in others] == [None] * 3
        assert (await used("second", NOW + DAY), await used("unknown")) == (None, None)
        assert await used("first") == ("rini" if role == OFFICER_LINK else None), "a sheet of officers' links is out"
        assert (await used("second", NOW + DAY - timedelta(seconds=1)), await used("second")) == ("rini", None)


async def test_an_answer_that_did_not_arrive_is_listed_until_one_does(store: SqlStore) -> None:
    ticket = await opened(store)

    async def lost(office: str = ticket.office) -> list[tuple[int, str]]:
        return [(one.ticket, one.reason) for one in await store.read(queries.reports.lost_of, office, NOW, 10)]

    answered = Outcome(actions=(Send(SITI, "Senin", ticket=ticket.id, purpose=Purpose.REPLY),))
    await save(store, answered)
    assert await lost() == []
    await settle(store, await store.claim(NOW, 30), Delivery.FAILED, reason="blocked")
    assert await lost() == [(ticket.id, "blocked")]
    assert await lost("kantor-lain") == []
    await save(store, answered)
    await sent(store, await store.claim(NOW, 30))
    assert await lost() == []
    (answer,) = await store.read(queries.outbox.sent_of, ticket.id)
    await save(store, Outcome(actions=(Delete(SITI, answer.message),)))
    assert await lost() == [(ticket.id, "blocked")], "what was withdrawn makes nothing good"


async def test_an_answer_waits_until_it_is_due_or_taken_back(store: SqlStore) -> None:
    ticket = await opened(store)
    waits = Held("budi", ticket.id, "101", "Senin", LATER)
    for held in (waits, replace(waits, text="Selasa"), replace(waits, message="102", send_at=NOW)):
        await save(store, Outcome(held=held))
    found = [
        await store.read(queries.officers.held, *one) for one in (("budi", "101"), ("budi", "102"), ("citra", "101"))
    ]
    assert found == [replace(waits, text="Selasa"), None, None]
    assert await store.write(queries.officers.held_due, NOW, 10) == ()
    assert [one.text for one in await store.write(queries.officers.held_due, LATER, 10)] == ["Selasa"]
    assert await store.write(queries.officers.held_due, LATER, 10) == ()


async def test_an_edit_elsewhere_is_not_of_the_answer_that_waits(store: SqlStore) -> None:
    policy, ticket = small_policy(), await opened(store)
    own, topic = policy.chats["budi"].address, Address("telegram", "-100/4")
    waits = Held("budi", ticket.id, "101", "Senin", LATER, place=topic)
    await save(store, Outcome(held=waits))
    here = Edited(own, "Budi", NOW, "101", "// untuk yang lain")
    there = replace(here, address=topic, group=True, sender=own)
    async with store.unit() as unit:
        alone = await Work(unit, policy, NOW).officer_context(here, patient=False)
        working = await Work(unit, policy, NOW).officer_context(there, patient=False)
    assert (alone.held, alone.target) == (None, None)
    assert working.held == waits
    assert working.ticket.id == ticket.id


async def noted(store: SqlStore, *seen: Access) -> list[tuple[datetime, str, str]]:
    await store.write(queries.audit.note_access, seen)
    return [(one.at, one.officer, one.how) for one in await store.read(queries.audit.accesses, 1)]


async def test_looking_again_within_a_minute_is_one_reading(store: SqlStore) -> None:
    await save(store, Outcome(resident=person(), tickets=(make_ticket(1), make_ticket(2))))
    soon, later = NOW + timedelta(seconds=50), NOW + timedelta(seconds=70)
    first = Access(NOW, "budi", 1, "queue")
    assert await noted(store, first, first, Access(NOW, "budi", 2, "queue")) == [(NOW, "budi", "queue")]
    assert await noted(store, Access(soon, "budi", 1, "queue")) == [(NOW, "budi", "queue")]
    assert await noted(store, Access(soon, "budi", 1, "case"), Access(soon, "citra", 1, "queue")) == [
        (NOW, "budi", "queue"),
        (soon, "budi", "case"),
        (soon, "citra", "queue"),
    ]
    assert (await noted(store, Access(later, "budi", 1, "queue")))[-1] == (later, "budi", "queue")


async def test_a_reading_is_stored_with_what_showed_the_ticket(store: SqlStore) -> None:
    await save(store, Outcome(resident=person(), tickets=(make_ticket(1),), seen=(Access(NOW, "budi", 1, "case"),)))
    assert await noted(store) == [(NOW, "budi", "case")]
