"""What a person said can be taken out of the store, at once or in time, and the books still add up."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from msgspec.structs import replace

from bot.helpdesk.model.actions import Acknowledge, Copy, Outcome, Purpose, Send, Verdict
from bot.helpdesk.model.store import Delivery
from bot.helpdesk.model.ticket import Attachment, Author, Feedback, Line
from bot.storage import SqlStore, queries
from bot.storage.retention.erasure import RetentionLimits
from tests.storage.samples import BUDI, LATER, NOW, OFFICER, SITI, closed, make_ticket, person, update
from tests.storage.steps import as_stored, asked, everything, forget, heard, met, save, send, sent, settle, take, texts
from tests.typed import some

DAY = timedelta(days=1)
TRACES = (f"'{SITI.chat}'", f"{SITI.chat}:", "Siti", "Sabah", "biaya paspor brp", "rahasia", "AgACAg")
"""What must not be left of a person."""


def traces(text: str) -> list[str]:
    return [trace for trace in TRACES if trace in text]


async def a_life(store: SqlStore) -> None:
    """Siti asks, becomes ticket 1, judges an answer, and asks again."""
    line = Line(1, Author.RESIDENT, NOW, "rahasia", attachment=Attachment("photo", "AgACAg"), address=SITI, message="9")
    thumb = Feedback(NOW, "up", "paspor-biaya", "biaya paspor brp", "mandurian")
    first = Outcome(
        Verdict.TICKET,
        (
            Send(SITI, "Sudah diteruskan, Siti", ticket=1),
            Send(OFFICER, "rahasia dari Siti", ticket=1, purpose=Purpose.CARD),
        ),
        person(),
        (make_ticket(1),),
        (line,),
        feedback=(thumb,),
        ticket=1,
    )
    await asked(store, 1, first)
    await sent(store, await store.claim(NOW, 10))
    await asked(store, 2, Outcome(Verdict.ANSWERED, (Send(SITI, "Biayanya, Siti"),)))
    await sent(store, await store.claim(NOW, 10))


async def test_erasing_one_resident_leaves_the_others_alone(store: SqlStore) -> None:
    await a_life(store)
    budi = await met(store, BUDI, name="Budi")
    await save(store, Outcome(tickets=(make_ticket(2, budi.id),), lines=(Line(2, Author.RESIDENT, NOW, "punya Budi"),)))
    await send(store, Send(BUDI, "untuk Budi"))
    before = await store.ledger(None)
    siti = await as_stored(store)
    await save(store, Outcome(erase=siti.id), now=LATER)
    assert await store.read(queries.residents.residents_at, [SITI, BUDI]) == {BUDI: budi}
    assert await store.read(queries.residents.numbered, siti.id) is None
    assert await store.read(queries.outbox.sent_of, 1) == ()
    assert [line.text for line in await store.read(queries.tickets.lines_of, 2)] == ["punya Budi"]
    assert some(await store.read(queries.tickets.numbered, 2)).question
    assert await store.ledger(None) == before
    assert texts(await store.claim(NOW, 10)) == ["untuk Budi"]


@pytest.mark.parametrize("state", [Delivery.SENT, Delivery.FAILED, Delivery.UNCERTAIN])
async def test_a_finished_farewell_forgets_whose_it_was(store: SqlStore, state: Delivery) -> None:
    siti = await met(store)
    farewell = (Acknowledge(SITI, "cb"), Send(SITI, "Data Anda sudah dihapus."))
    await asked(store, 1, Outcome(actions=farewell, resident=siti, erase=siti.id))
    for row in await store.claim(NOW, 1):
        # asked by the channel to wait, for the chat and for this message
        await settle(store, [row], Delivery.WAITING, retry_at=NOW, chat_until=LATER)
    waited = await everything(store)
    assert SITI.chat in waited
    for _ in range(2):
        while rows := await store.claim(LATER, 1):
            if state is Delivery.SENT:
                await sent(store, rows)
            else:
                await settle(store, rows, state, retry_at=LATER)
    assert traces(await everything(store)) == []
    assert (await store.ledger(None)).queued == 0


async def test_a_farewell_left_by_a_killed_process_is_forgotten_too(store: SqlStore) -> None:
    siti = await met(store)
    await asked(store, 1, Outcome(actions=(Acknowledge(SITI, "cb"),), resident=siti, erase=siti.id))
    await store.claim(NOW, 1)
    await store.resume([])
    assert traces(await everything(store)) == []


async def test_within_one_batch_what_was_queued_before_the_erasure_is_dropped(store: SqlStore) -> None:
    siti = await met(store)
    await save(
        store,
        Outcome(actions=(Send(SITI, "sebelum"), Send(OFFICER, "kabar"))),
        Outcome(actions=(Send(SITI, "selamat tinggal"),), erase=siti.id),
        Outcome(actions=(Send(SITI, "sesudah"),)),
    )
    assert await heard(store) == ["kabar", "selamat tinggal", "sesudah"]


async def test_a_card_that_waits_does_not_reach_the_officer_any_more(store: SqlStore) -> None:
    await save(store, Outcome(resident=person(), tickets=(make_ticket(1),)))
    await send(store, Send(OFFICER, "rahasia", ticket=1, purpose=Purpose.CARD))
    await save(store, Outcome(actions=(Send(OFFICER, "kabar"),), erase=(await as_stored(store)).id))
    assert texts(await store.claim(NOW, 10)) == ["kabar"]
    assert traces(await everything(store)) == []
    assert (await store.ledger(None)).undelivered == 1


async def test_a_card_on_its_way_to_the_officer_is_forgotten_once_sent(store: SqlStore) -> None:
    await save(store, Outcome(resident=person(), tickets=(make_ticket(1),)))
    await send(store, Send(OFFICER, "rahasia", ticket=1, purpose=Purpose.CARD))
    rows = await store.claim(NOW, 10)
    await save(store, Outcome(erase=(await as_stored(store)).id))
    await sent(store, rows)
    assert traces(await everything(store)) == []
    assert await store.read(queries.tickets.at, OFFICER, f"m{rows[0].id}") == 1


async def test_a_message_in_flight_during_an_erasure_is_counted_once_and_for_all(store: SqlStore) -> None:
    siti, budi = await met(store), await met(store, BUDI)
    await send(store, Send(SITI, "rahasia"), Send(SITI, "rahasia lagi"), Send(BUDI, "kabar"))
    to_siti, to_budi = await store.claim(NOW, 10)
    await save(store, Outcome(erase=siti.id), Outcome(erase=budi.id))
    await sent(store, [to_siti])
    for state in (Delivery.WAITING, Delivery.UNCERTAIN):
        await settle(store, [to_budi], state, retry_at=NOW)
    ledger = await store.ledger(None)
    assert (ledger.queued, ledger.sent, ledger.undelivered) == (0, 1, 2)
    assert traces(await everything(store)) == []


async def test_somebody_unknown_who_asks_for_erasure_is_not_kept(store: SqlStore) -> None:
    await asked(store, 1, Outcome(actions=(Send(SITI, "dihapus"),), resident=person(), erase=0))
    assert await store.read(queries.residents.residents_at, [SITI]) == {}
    assert texts(await store.claim(NOW, 10)) == ["dihapus"]


async def test_updates_that_still_wait_survive_the_erasure(store: SqlStore) -> None:
    siti = await met(store)
    await store.receive([update(1), update(2, raw=b"sesudah")], NOW)
    async with store.unit() as unit:
        (row,) = await unit.take(64)
        await unit.save([(row, Outcome(resident=siti, erase=siti.id))], NOW)
    assert [(row.chat, row.raw) for row in await take(store)] == [(SITI.chat, b"sesudah")]


async def test_a_dead_letter_of_the_erased_person_is_emptied(store: SqlStore) -> None:
    siti = await met(store)
    await store.receive([update(1, raw=b"rahasia")], NOW)
    async with store.unit() as unit:
        (row,) = await unit.take(64)
        await unit.dead_letter(row.id, "unreadable", NOW)
        await unit.save([(None, Outcome(erase=siti.id))], NOW)
    assert traces(await everything(store)) == []
    assert (await store.ledger(None)).failed == 1


async def test_old_closed_tickets_are_forgotten_and_the_books_stay(store: SqlStore) -> None:
    await a_life(store)
    await send(store, Copy(SITI, OFFICER, "p1", ticket=1, purpose=Purpose.REPLY))
    await sent(store, await store.claim(NOW, 10))
    ticket = some(await store.read(queries.tickets.numbered, 1))
    await save(store, Outcome(tickets=(closed(ticket, NOW),)))
    before = await store.ledger(None)
    forgotten = await forget(store, NOW + DAY, NOW + 2 * DAY)
    assert (forgotten.tickets, forgotten.lines, forgotten.feedback, forgotten.memories) == (1, 1, 1, 1)
    assert (forgotten.incoming, forgotten.outgoing) == (2, 4)
    assert forgotten.residents == 1
    assert traces(await everything(store)) == []
    assert await store.ledger(None) == before
    assert await store.read(queries.residents.residents_at, [SITI]) == {}
    assert await store.read(queries.outbox.sent_of, 1) == ()
    assert await store.read(queries.tickets.at, SITI, "9") is None


async def test_open_tickets_and_young_ones_are_not_forgotten(store: SqlStore) -> None:
    siti = await met(store)
    await send(store, Send(BUDI, "lama"))
    await send(store, Send(BUDI, "baru"), now=NOW + DAY)
    await sent(store, await store.claim(NOW, 10))
    await sent(store, await store.claim(NOW, 10))
    lines = tuple(Line(number, Author.RESIDENT, NOW, f"baris {number}") for number in (1, 2))
    tickets = (make_ticket(1, siti.id), closed(make_ticket(2, siti.id), NOW + DAY))
    await save(store, Outcome(tickets=tickets, lines=lines, actions=(Send(OFFICER, "kartu", ticket=1),)))
    await sent(store, await store.claim(NOW, 10))
    forgotten = await forget(store, NOW + DAY, NOW + DAY)
    assert (forgotten.tickets, forgotten.lines, forgotten.outgoing) == (0, 0, 1)
    for number in (1, 2):
        assert [line.text for line in await store.read(queries.tickets.lines_of, number)] == [f"baris {number}"]
    assert len(await store.read(queries.outbox.sent_of, 1)) == 1


async def test_who_wrote_lately_or_has_an_open_or_young_ticket_stays_known(store: SqlStore) -> None:
    siti, budi, wrote = await met(store), await met(store, BUDI), await met(store, OFFICER)
    await save(store, Outcome(resident=wrote), now=NOW + 2 * DAY)
    await save(store, Outcome(tickets=(make_ticket(1, siti.id), closed(make_ticket(2, budi.id), NOW + DAY))))
    first = await forget(store, NOW + DAY, NOW + DAY)
    assert (first.residents, first.memories) == (0, 2)
    assert (await forget(store, NOW + 2 * DAY, NOW + 2 * DAY)).residents == 1
    known = await store.read(queries.residents.residents_at, [SITI, BUDI, OFFICER])
    assert (list(known), known[OFFICER]) == ([SITI, OFFICER], replace(wrote, version=2))


async def test_retention_runs_once_a_day_in_one_process(store: SqlStore) -> None:
    await met(store)
    today = NOW.date()
    before, later = RetentionLimits(NOW, NOW, UTC), RetentionLimits(NOW + DAY, NOW + DAY, UTC)
    assert await store.forget_once(today, before, NOW) is not None
    assert await store.forget_once(today, later, NOW) is None
    assert await store.forget_once(today - DAY, later, NOW) is None
    assert some(await store.forget_once(today + DAY, later, NOW)).residents == 1


async def test_what_goes_in_the_night_is_not_written_once_more(store: SqlStore) -> None:
    for number in range(1, 4):
        await asked(store, number, Outcome(Verdict.ANSWERED, (Send(SITI, f"jawaban {number}"),)))
        await sent(store, await store.claim(NOW, 10))
    limits = RetentionLimits(NOW + DAY, NOW + DAY, UTC, newest=1)
    forgotten = some(await store.forget_once(NOW.date(), limits, NOW + DAY))
    assert (forgotten.gone, forgotten.incoming, forgotten.outgoing) == (5, 1, 0)
    assert traces(await everything(store)) == []


async def test_what_still_waits_is_never_forgotten(store: SqlStore) -> None:
    await store.receive([update(1)], NOW)
    await send(store, Send(SITI, "masih menunggu"))
    await forget(store, NOW + DAY, NOW + DAY)
    assert [row.chat for row in await take(store)] == [SITI.chat]
    assert texts(await store.claim(NOW, 10)) == ["masih menunggu"]
