"""What reports count: answers by topic, questions to officers, stars, news and days in villages."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.app.reports import gather
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.hours import Month
from bot.helpdesk.model.outreach import Broadcast, BroadcastState, Visit, VisitAttended
from bot.helpdesk.model.people import OfficerChat
from bot.helpdesk.model.ticket import Answered, Feedback
from bot.storage import SqlStore, queries
from bot.storage.queries import outreach, reports
from tests.helpdesk.desk import small_policy
from tests.storage.samples import NOW, OFFICER, make_ticket
from tests.storage.steps import forget, met, save

DAY = date(2026, 11, 24)
PASSPORT = Answered(DAY, "mandurian", "paspor")
NEXT_MONTH = NOW + timedelta(days=7)


async def test_answers_of_a_day_village_and_topic_add_up(store: SqlStore) -> None:
    await save(store, Outcome(answered=(PASSPORT, PASSPORT)), Outcome(answered=(Answered(DAY, None, "dasar"),)))
    await save(store, Outcome(answered=(PASSPORT, Answered(DAY + timedelta(days=7), "mandurian", "paspor"))))
    first, until = Month.of(DAY).first, Month.of(DAY).next.first
    assert sorted(await store.read(reports.answers_counted, first, until)) == [
        ("", "dasar", 1),
        ("mandurian", "paspor", 3),
    ]
    await forget(store, NOW + timedelta(days=400), NOW + timedelta(days=400))
    assert len(await store.read(reports.answers_counted, first, until)) == 2, "nobody's name is in them"


async def test_how_many_came_stands_with_the_day_until_no_report_needs_it(store: SqlStore) -> None:
    held = Visit(0, "barat", "budi", "mandurian", "penyuluhan", NOW - timedelta(days=3), "Balai Desa")
    await save(store, Outcome(outreach=(held, VisitAttended(1, 35))))
    within = (("mandurian", "jauh"), NOW - timedelta(days=9), NOW)
    [found] = await store.read(outreach.held_in, *within)
    assert (found.id, found.attended) == (1, 35)
    await forget(store, NOW - timedelta(days=90), NOW)
    assert await store.read(outreach.held_in, *within)
    await forget(store, NOW, NOW + timedelta(days=400))
    assert not await store.read(outreach.held_in, *within)


async def test_of_news_how_many_got_it_stays_longer_than_its_words(store: SqlStore) -> None:
    def sent(number: int, at: datetime, state: BroadcastState = BroadcastState.ENDED) -> Outcome:
        words = f"Kabar {number}"
        one = Broadcast(0, "budi", "barat", ("mandurian",), words, at, OFFICER, "9", 50, 50, state, sent=40 + number)
        return Outcome(outreach=(one,))

    await save(store, sent(1, NOW), sent(2, NOW, BroadcastState.SENDING), sent(3, NEXT_MONTH))
    assert await store.read(reports.news, NOW, NEXT_MONTH) == [reports.News("barat", ("mandurian",), NOW, 41)]
    await forget(store, NOW + timedelta(days=1), NOW + timedelta(days=91))
    assert len(await store.read(reports.news, NOW, NEXT_MONTH)) == 1
    [kept, _, _] = await store.read(queries.outreach.recent, "barat", NOW - timedelta(days=1))
    assert (kept.text, kept.sent) == ("", 41)
    await forget(store, NOW + timedelta(days=1), NOW + timedelta(days=401))
    assert await store.read(reports.news, NOW, NEXT_MONTH) == []


async def test_a_month_is_gathered_for_its_offices(store: SqlStore) -> None:
    directory = small_policy().directory
    siti = await met(store)
    stars = Feedback(NOW, "stars", "5", "", "mandurian")
    asked = make_ticket(1, siti.id, office="barat", officer="budi", first_reply_at=NOW + timedelta(minutes=30))
    chat = OfficerChat("budi", OFFICER, NOW)
    held = Visit(0, "barat", "budi", "mandurian", "penyuluhan", NOW - timedelta(days=3), "Balai Desa")
    await save(store, Outcome(resident=siti, tickets=(asked,), answered=(PASSPORT,), feedback=(stars,)))
    await save(store, Outcome(officer_chat=chat, outreach=(held,)))
    found = await gather(store, directory, Month.of(DAY), NOW)
    scope = found.scope("Desa Mandurian", ("barat",), {}, frozenset({"mandurian"}))
    figures = scope.figures
    assert (figures.answered, figures.handed, figures.waiting, len(scope.visits)) == (1, 1, 1, 1)
    assert (dict(figures.waits), dict(figures.stars), found.joined) == ({30: 1}, {5: 1}, frozenset({"budi"}))
    assert not found.scope("Desa Lawahan", ("barat",), {}, frozenset({"lawahan"})).visits
    before = await gather(store, directory, Month.of(DAY).previous, NOW)
    assert before.figures.of(("barat",)).questions == 0
