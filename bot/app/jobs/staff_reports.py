"""What staff get by the clock: the daily report in their chat, and each member's weekly notice of reviews."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo

from msgspec.structs import asdict

from bot.app.jobs.alerts import Alerts
from bot.app.jobs.job import JobContext, night_of
from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.errors import AlertKind
from bot.helpdesk.model.hours import long_date
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.policy import Directory
from bot.helpdesk.staff import due_soon, review_notice
from bot.helpdesk.texts import alerts as texts
from bot.helpdesk.texts.operator import some
from bot.reports.early_warnings import staff_line
from bot.storage import queries
from bot.storage.queries import outbox, reports
from bot.storage.queries.ledger import take_turn
from bot.storage.store import beside

WARNED_FOR = 7  # days of early warnings that the report sums up: one day's are too few to see where they come from
TURN = "daily_word"  # as stored since 0.2.0
"""The counter that holds the last day whose report was sent."""


class DailyReport:
    """Writes to the staff once a day at `at` by the first office's clock; a bot that was off, as soon as it runs."""

    def __init__(self, context: JobContext, staff: Address, at: time, alerts: Alerts, directory: Directory) -> None:
        self._context, self._staff, self._at, self._alerts, self._directory = context, staff, at, alerts, directory
        self._given: date | None = None

    async def look(self) -> bool:
        """Send the report if it is due today and no process has sent it; return whether it was sent now."""
        now = self._context.clock()
        day = night_of(now.astimezone(self._directory.first_office.hours.zone), self._at)
        if self._given == day:
            return False
        # beside the bot's own connection: no resident waits for it
        async with beside(self._context.url) as store:
            wrong, totals = await store.discrepancies(now), await store.ledger(now - timedelta(days=1))
        unbalanced = wrong.damaged or self._alerts.finds(AlertKind.LEDGER)
        books = texts.DAILY_LEDGER.format(balance=texts.UNBALANCED if unbalanced else texts.BALANCED, **asdict(totals))
        async with self._context.store.database.transaction() as transaction:
            mine = await transaction.run(take_turn, TURN, day)
            if mine:
                tickets = await transaction.run(reports.open_tickets, now)
                counted = await transaction.run(reports.checks_counted, day - timedelta(days=WARNED_FOR - 1))
                warned = staff_line(counted, self._directory.villages, WARNED_FOR)
                report = Send(self._staff, "\n\n".join(self._parts(books, tickets, warned, now)))
                await transaction.run(outbox.queue, [Outcome(actions=(report,))], now)
        self._given = day
        if mine:
            self._context.wake()
        return mine

    def _parts(self, books: str, tickets: reports.OpenTickets, warned: str | None, now: datetime) -> Iterator[str]:
        hours = self._directory.first_office.hours
        today = now.astimezone(hours.zone).date()
        yield bold(texts.DAILY_HEAD.format(day=long_date(today)))
        yield books
        oldest = ""
        if tickets.oldest:
            number, since = tickets.oldest
            oldest = "\n" + texts.DAILY_OLDEST.format(number=number, moment=hours.moment(since, now))
        open_ = texts.DAILY_TICKETS.format(open=tickets.count, emergencies=tickets.emergencies)
        yield open_ + oldest if tickets.count else texts.DAILY_NO_TICKETS
        if tickets.lost:
            yield texts.DAILY_LOST.format(numbers=", ".join(f"#{number}" for number in tickets.lost))
        if tickets.drafts:
            yield texts.DAILY_DRAFTS.format(count=tickets.drafts)
        if unpublished := self._context.unpublished():
            yield texts.DAILY_UNPUBLISHED.format(files=", ".join(unpublished))
        if due := [one.id for one in self._context.reviewed() if due_soon(one.review_by, today)]:
            yield texts.DAILY_DUE.format(count=len(due), ids=some(due))
        if warned:
            yield warned
        if standing := self._alerts.sentences():
            yield texts.DAILY_ALERTS.format(alerts="\n".join(f"• {line}" for line in standing))


class ReviewNotices:
    """Names, once a week, to each member in his chat the answers that must be reviewed, thirty days ahead.

    On Mondays at `at` by the first office's clock; a bot that was off, as soon as it runs.
    """

    def __init__(self, context: JobContext, zone: tzinfo, at: time) -> None:
        self._context, self._zone, self._at = context, zone, at

    async def look(self) -> int:
        """Write to those whose turn of this week has come and whom no process has written to; return how many."""
        now = self._context.clock()
        today = now.astimezone(self._zone).date()
        monday = today - timedelta(days=today.weekday())
        if now < datetime.combine(monday, self._at, self._zone):
            return 0
        told = 0
        for member in await self._context.store.read(queries.staff.members):
            if outcome := review_notice(member, self._context.reviewed(), today):
                async with self._context.store.unit() as unit:
                    if await unit.run(take_turn, f"review:{member.id}", monday):
                        await unit.save([(None, outcome)], now)
                        told += 1
        if told:
            self._context.wake()
        return told
