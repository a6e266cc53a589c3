"""The staff's daily report: the ledger, the open tickets and what is wrong, once a day, also after a restart."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import date, datetime, time, timedelta

import structlog

from bot.app.jobs.alerts import Alerts
from bot.app.jobs.context import JobContext
from bot.app.jobs.retention import night_of
from bot.app.jobs.self_checks import check_ledger
from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.alerts import Kind
from bot.helpdesk.model.directory import Directory
from bot.helpdesk.model.entities import Address
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.office_hours import long_date
from bot.helpdesk.model.store import Conflict, Discrepancies, Ledger
from bot.helpdesk.texts import operator as texts
from bot.helpdesk.texts.publishing import some
from bot.reports.early_warnings import staff_line
from bot.storage.queries import check_statistics, outbox
from bot.storage.queries.once_a_day import take_turn
from bot.storage.queries.reports import OpenTickets, open_tickets

POLL_SECONDS = 20.0
"""Seconds between two checks of the clock."""
REVIEW_AHEAD = timedelta(days=30)
"""So long before the date an answer is named that must be reviewed."""
WARNED_FOR = 7
"""Days of early warnings that the report sums up: one day's are too few to see where they come from."""
TURN = "daily_word"  # as stored since 0.2.0
"""The counter that holds the last day whose report was sent."""

log = structlog.get_logger()


class DailyReport:
    """Writes to the staff once a day at `at` by the first office's clock; a bot that was off, as soon as it runs."""

    def __init__(self, context: JobContext, staff: Address, at: time, alerts: Alerts, directory: Directory) -> None:
        self._store = context.store
        self._url = context.url
        self._staff = staff
        self._hours = directory.first_office.hours
        self._at = at
        self._alerts = alerts
        self._villages = directory.villages
        self._wake = context.wake
        self._clock = context.clock
        self._unpublished, self._due = context.unpublished, context.due
        self._given: date | None = None

    async def run(self) -> None:
        """Look at the clock until cancelled."""
        while True:
            try:
                await self.look(self._clock())
            except (Trouble, Conflict) as error:
                log.warning("the daily report must wait", cause=str(getattr(error, "cause", error)))
            await asyncio.sleep(POLL_SECONDS)

    async def look(self, now: datetime) -> bool:
        """Send the report if it is due today and no process has sent it; return whether it was sent now."""
        day = night_of(now.astimezone(self._hours.zone), self._at)
        if self._given == day:
            return False
        wrong, totals = await check_ledger(self._url, now, now - timedelta(days=1))
        async with self._store.database.transaction() as transaction:
            mine = await transaction.run(take_turn, TURN, day)
            if mine:
                tickets = await transaction.run(open_tickets, now)
                counted = await transaction.run(check_statistics.counted, day - timedelta(days=WARNED_FOR - 1))
                warned = staff_line(counted, self._villages, WARNED_FOR)
                report = Send(self._staff, self._report(totals, wrong, tickets, warned, now))
                await transaction.run(outbox.queue, [Outcome(actions=(report,))], now)
        self._given = day
        if mine:
            self._wake()
        return mine

    def _report(
        self, totals: Ledger, wrong: Discrepancies, tickets: OpenTickets, warned: str | None, now: datetime
    ) -> str:
        local = now.astimezone(self._hours.zone)
        parts = [bold(texts.DAILY_HEAD.format(day=long_date(local.date())))]
        unbalanced = wrong.damaged or self._alerts.finds(Kind.LEDGER)
        balance = texts.UNBALANCED if unbalanced else texts.BALANCED
        parts.append(texts.DAILY_LEDGER.format(balance=balance, **asdict(totals)))
        lines = [texts.DAILY_TICKETS.format(open=tickets.count, emergencies=tickets.emergencies)]
        if tickets.oldest:
            number, since = tickets.oldest
            lines.append(texts.DAILY_OLDEST.format(number=number, moment=self._hours.moment(since, now)))
        parts.append("\n".join(lines) if tickets.count else texts.DAILY_NO_TICKETS)
        if tickets.lost:
            parts.append(texts.DAILY_LOST.format(numbers=", ".join(f"#{number}" for number in tickets.lost)))
        if tickets.drafts:
            parts.append(texts.DAILY_DRAFTS.format(count=tickets.drafts))
        if unpublished := self._unpublished():
            parts.append(texts.DAILY_UNPUBLISHED.format(files=", ".join(unpublished)))
        if due := self._due(local.date() + REVIEW_AHEAD):
            parts.append(texts.DAILY_DUE.format(count=len(due), ids=some(due)))
        if warned:
            parts.append(warned)
        standing = self._alerts.sentences()
        if standing:
            parts.append(texts.DAILY_ALERTS.format(alerts="\n".join(f"• {line}" for line in standing)))
        return "\n\n".join(parts)
