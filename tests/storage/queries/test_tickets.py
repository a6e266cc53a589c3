"""Cases: found again in every way a reply needs, and never overwritten by somebody who did not see the last change."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.helpdesk.model.actions import Button, Copy, Edit, Outcome, Purpose, Reworded, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.errors import Conflict
from bot.helpdesk.model.markup import QUOTE_OFF, QUOTE_ON
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.ticket import Author, FaqDraft, Line, QueuePart, QueueView, TicketState
from bot.storage import SqlStore, queries
from bot.storage.queries.outbox import decode
from tests.storage.samples import BUDI, LATER, NOW, OFFICER, SITI, closed, make_ticket, person
from tests.storage.steps import column, execute, forget, met, opened, save


async def test_a_change_decided_on_an_older_version_leaves_nothing_of_its_batch(store: SqlStore) -> None:
    ticket = await opened(store)
    await save(store, Outcome(tickets=(replace(ticket, claimed_by="a"),)))
    with pytest.raises(Conflict):
        await save(store, Outcome(resident=person(BUDI)), Outcome(tickets=(replace(ticket, claimed_by="b"),)))
    assert (await store.read(queries.tickets.numbered, 1) or ticket).claimed_by == "a"
    assert await store.read(queries.residents.residents_at, [BUDI]) == {}


async def test_a_number_that_was_given_away_meanwhile_is_a_conflict(store: SqlStore) -> None:
    await opened(store, number=1)
    with pytest.raises(Conflict):
        await opened(store, BUDI, number=1)


async def test_open_and_lately_closed_tickets_are_the_residents_newest_first(store: SqlStore) -> None:
    siti = await met(store)
    days = timedelta(days=1)
    tickets = (
        make_ticket(1, siti.id),
        closed(make_ticket(2, siti.id), NOW - 3 * days),
        closed(make_ticket(3, siti.id), NOW - 30 * days),
        replace(closed(make_ticket(4, siti.id), NOW), state=TicketState.CANCELLED),
    )
    await save(store, Outcome(tickets=tickets))
    found = await store.read(queries.tickets.of, [siti.id, 999], NOW - 7 * days)
    assert await store.read(queries.tickets.of, [], NOW) == {}
    assert [ticket.id for ticket in found[siti.id]] == [4, 2, 1]
    assert found[999] == ()


async def test_each_view_of_the_queue_is_listed_and_counted_whole(store: SqlStore) -> None:
    siti = await met(store)
    tickets = (
        *(make_ticket(number, siti.id, officer="citra", waiting_since=None) for number in range(1, 26)),
        make_ticket(26, siti.id, officer="budi"),
        make_ticket(27, siti.id, officer="citra", claimed_by="budi", emergency=True),
        make_ticket(28, siti.id, officer="budi", claimed_by="citra"),
        make_ticket(29, siti.id, officer="budi", office="tabalong"),
        closed(make_ticket(30, siti.id, officer="budi")),
    )
    await save(store, Outcome(tickets=tickets))
    seen = {
        view: [one.id for one in await store.read(queries.tickets.open_in, "banjarmasin", 3, QueuePart(view, "budi"))]
        for view in QueueView
    }
    rest = await store.read(queries.tickets.open_in, "banjarmasin", 20, QueuePart(QueueView.ALL, "budi", skip=20))
    assert seen == {
        QueueView.ALL: [27, 1, 2],
        QueueView.URGENT: [27],
        QueueView.MINE: [27, 26],
        QueueView.WAITING: [27, 26, 28],
    }
    assert [ticket.id for ticket in rest] == [20, 21, 22, 23, 24, 25, 26, 28]
    assert await store.read(queries.tickets.counts, "banjarmasin", "budi") == {
        QueueView.ALL: 28,
        QueueView.URGENT: 1,
        QueueView.MINE: 2,
        QueueView.WAITING: 3,
    }
    assert await store.read(queries.tickets.counts, "kosong", "budi") == dict.fromkeys(QueueView, 0)


async def test_open_tickets_past_their_deadline_are_due(store: SqlStore) -> None:
    siti = await met(store)
    tickets = (
        make_ticket(1, siti.id, next_at=LATER),
        make_ticket(2, siti.id, next_at=NOW),
        make_ticket(3, siti.id, next_at=LATER + timedelta(microseconds=1)),
        replace(closed(make_ticket(4, siti.id)), next_at=NOW),
        make_ticket(5, siti.id, next_at=None, next_step=None),
    )
    await save(store, Outcome(tickets=tickets))
    async with store.unit() as unit:
        assert [ticket.id for ticket in await unit.run(queries.tickets.due, LATER, 10)] == [2, 1]
        assert [ticket.id for ticket in await unit.run(queries.tickets.due, LATER, 1)] == [2]
        assert await unit.run(queries.tickets.due, NOW - timedelta(seconds=1), 10) == ()


async def test_the_beginning_of_a_number_is_hidden_where_the_resident_wrote_it(store: SqlStore) -> None:
    said = (
        Line(1, Author.RESIDENT, NOW, "nik saya 630501"),
        Line(1, Author.OFFICER, NOW, "nik saya 630501", "pimpasa-mandurian"),
        Line(1, Author.RESIDENT, LATER, "biaya paspor"),
    )
    await opened(store)
    await opened(store, BUDI, number=2)
    carried = Send(OFFICER, 'Siti: "qqq"\nnik saya 630501', ticket=1)
    await save(store, Outcome(lines=(*said, replace(said[0], ticket=2)), actions=(carried,)))
    await save(store, Outcome(reworded=(Reworded(1, "nik saya 630501", "nik saya [NIK/KK •••]"),)))
    async with store.unit() as unit:
        assert await unit.run(queries.tickets.lines_of, 1) == (
            replace(said[0], text="nik saya [NIK/KK •••]"),
            *said[1:],
        )
        assert [line.text for line in await unit.run(queries.tickets.lines_of, 2)] == ["nik saya 630501"]
        (row,) = await unit.claim(LATER, 10)
    assert row.action == replace(carried, text='Siti: "qqq"\nnik saya [NIK/KK •••]')


async def test_hiding_a_piece_of_a_number_changes_nothing_but_the_words(store: SqlStore) -> None:
    chat = Address("telegram", "7008001")
    buttons = ((Button("08", Verb.CARD, ("08",), "08"),),)
    actions = (
        Send(chat, f"#1 Siti:\n{QUOTE_ON}08{QUOTE_OFF}", buttons, ticket=1, about="08", reply_to="08", heard_at=chat),
        Edit(chat, "08", f"pukul 08.00\n{QUOTE_ON}biaya paspor\n08\n08{QUOTE_OFF}\nBalas", ticket=1),
        Copy(chat, chat, "08", ticket=1, caption="08"),
        Send(SITI, "08", ticket=1, purpose=Purpose.REPLY),
        Send(chat, "#2\n08", ticket=2),
    )
    await opened(store)
    await opened(store, BUDI, number=2)
    await save(store, Outcome(actions=actions))
    await save(store, Outcome(reworded=(Reworded(1, "08", "[nomor HP •••]"),)))
    carried = [decode(row) for row in await column(store, "SELECT action FROM outbox ORDER BY id")]
    hidden = replace(actions[0], text=f"#1 Siti:\n{QUOTE_ON}[nomor HP •••]{QUOTE_OFF}")
    card = replace(
        actions[1], text=f"pukul 08.00\n{QUOTE_ON}biaya paspor\n[nomor HP •••]\n[nomor HP •••]{QUOTE_OFF}\nBalas"
    )
    assert carried == [hidden, card, replace(actions[2], caption="[nomor HP •••]"), *actions[3:]]


async def test_hiding_a_number_passes_a_message_that_cannot_be_read(store: SqlStore) -> None:
    await opened(store)
    await save(store, Outcome(actions=(Send(OFFICER, "08", ticket=1), Send(BUDI, "08", ticket=1))))
    await execute(store, "UPDATE outbox SET action = '[\"08\"' WHERE chat = '7001'")
    await save(store, Outcome(reworded=(Reworded(1, "08", "[nomor HP •••]"),)))
    carried = await column(store, "SELECT action FROM outbox ORDER BY id")
    assert carried[0] == '["08"'
    assert decode(carried[1]) == Send(BUDI, "[nomor HP •••]", ticket=1)


async def test_a_nul_in_what_somebody_wrote_stops_nothing(store: SqlStore) -> None:
    assert (await opened(store, question="a\0b")).question == "ab"


async def test_a_resident_sees_which_ticket_was_drafted_and_time_forgets_it(store: SqlStore) -> None:
    ticket = await opened(store)
    draft = FaqDraft(NOW, ticket.office, "budi", ticket.id, "paspor hanyut", ("paspor hanyut", "hanyut"), "Lapor dulu.")
    await save(store, Outcome(draft=draft))
    assert (await store.read(queries.audit.kept, ticket.resident_id)).drafted == {ticket.id}
    await forget(store, NOW + timedelta(seconds=1), LATER)
    assert await store.read(queries.staff.drafts_waiting) == ()
