"""What is wrong with a running bot, and what staff are told of it: each alert once, the daily report, weekly reviews.

Self-checks read the database on a connection of their own: the bot has only one on SQLite, and a resident's question
must not wait for a check.
"""

from __future__ import annotations

import platform
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path
from secrets import token_hex

import structlog
from msgspec.structs import asdict, replace

from bot.app.jobs.job import JobContext, night_of
from bot.app.jobs.nightly import Copies
from bot.files import nearest
from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.errors import Alert, AlertGroup, AlertKind, Conflict, OpenAlert, Trouble, grouped
from bot.helpdesk.model.hours import long_date
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.policy import Directory
from bot.helpdesk.model.store import OVERDUE_AFTER, Delivery, OutboxRow, Result
from bot.helpdesk.staff import due_soon, review_notice
from bot.helpdesk.texts import alerts as texts
from bot.helpdesk.texts.alerts import StaffChat
from bot.helpdesk.texts.operator import some
from bot.reports.early_warnings import staff_line
from bot.storage import queries
from bot.storage.queries import alerts, ledger, outbox, reports
from bot.storage.queries.alerts import Changes
from bot.storage.queries.ledger import take_turn
from bot.storage.store import beside

SHORT_OUTAGE = timedelta(seconds=30)  # a database that was away for less is reported to the log alone
SPARE = 500 * 2**20  # bytes that must be free on a disk: enough for some weeks, so that there is time to act
DEAD_FOR = timedelta(hours=24)

log = structlog.get_logger()

Sending = Callable[[OutboxRow], Awaitable[Result]]


class Alerts:
    """Knows what is wrong. Alerts of tickets come from the store, written by decisions; all others from `report`.

    `trouble`: why the alerts cannot be read, the database is away.
    """

    def __init__(self, context: JobContext, staff: StaffChat) -> None:
        self._context, self._staff = context, staff
        self._machine = platform.node() or "bot"
        # unique: containers share process numbers, and some their host's name
        self._process = f"{self._machine}/{token_hex(4)}"
        self._found: dict[AlertKind, str] = {}
        self._away: datetime | None = None
        self._stored: tuple[OpenAlert, ...] = ()
        self.trouble: str | None = None

    def report(self, kind: AlertKind, wrong: bool, detail: str = "") -> None:
        """Record whether something is wrong now. `detail`: more for the staff to read, without residents' texts."""
        if wrong:
            self._found[kind] = detail
        else:
            self._found.pop(kind, None)

    def finds(self, kind: AlertKind) -> bool:
        """Whether this process finds it wrong now; a standing alert may be left from a process that has ended."""
        return kind in self._found

    @property
    def standing(self) -> tuple[OpenAlert, ...]:
        """What is wrong now, oldest first, as far as this process knows."""
        away = (OpenAlert(Alert(AlertKind.DATABASE), self._away),) if self._away else ()
        return (*away, *self._stored)

    async def look(self) -> None:
        """Report new, standing and ended alerts; where the database is away, to log and /healthz alone."""
        now, metrics = self._context.clock(), self._context.metrics
        try:
            changes = await self._changes(now)
        except Trouble as error:
            self.trouble = str(error)
            if self._away is None:
                self._away = now
                log.error("alert", kind=AlertKind.DATABASE, cause=str(error.cause))
                metrics.alerts_raised.labels(AlertKind.DATABASE).inc()
        except Conflict:
            log.info("another program of this bot reports the alerts")
        else:
            if self._away is not None:
                log.warning("alert is over", kind=AlertKind.DATABASE, since=self._away.isoformat())
            self._away = self.trouble = None
            for group in changes.due:
                log.error("alert", **_named(group), since=group[0].since.isoformat(), said=self._staff.sentence(group))
                metrics.alerts_raised.labels(group[0].alert.kind).inc()
            for group in changes.over:
                log.warning("alert is over", **_named(group))
        counts = Counter(item.alert.kind for item in self.standing)
        for kind in AlertKind:
            metrics.alerts.labels(kind).set(counts[kind])

    async def _changes(self, now: datetime) -> Changes:
        """Store what this process finds, and queue what the staff are told of the changes."""
        found = {Alert(kind, self._process, self._machine) for kind in self._found}
        self._stored = tuple(await self._context.store.read(alerts.standing))
        if not self._stored and not found and self._away is None:
            return Changes()
        async with self._context.store.database.transaction() as transaction:
            changes = await transaction.run(alerts.look, found, self._process, now)
            long_away = self._away is not None and now - self._away > SHORT_OUTAGE
            over = (*changes.over, self.standing[:1]) if long_away else changes.over
            notices = self._staff.messages(changes.due, over, lambda kind: self._found.get(kind, ""), now)
            await transaction.run(outbox.queue, [Outcome(actions=notices)], now)
            self._stored = tuple(await transaction.run(alerts.standing))
        if notices:
            self._context.wake()
        return changes

    def sentences(self) -> tuple[str, ...]:
        """Return what is wrong now, one sentence a cause, oldest first."""
        return tuple(self._staff.sentence(group) for group in grouped(self.standing))

    def watched(self, send: Sending) -> Sending:
        """Wrap `send` so that a staff chat that does not take messages becomes an alert."""
        if self._staff.address is None:
            return send

        async def sending(row: OutboxRow) -> Result:
            result = await send(row)
            if row.action.to == self._staff.address and result.state in (Delivery.FAILED, Delivery.SENT):
                self.report(AlertKind.STAFF, result.state is Delivery.FAILED)
            return result

        return sending


def _named(group: AlertGroup) -> dict[str, str | int]:
    alert = group[0].alert
    return {"kind": alert.kind, "subject": alert.cause or alert.subject, "count": len(group)}


class Checks:
    """Checks regularly and reports to the alerts. `folders`: where the bot writes."""

    def __init__(self, context: JobContext, alerts: Alerts, folders: Iterable[Path], backups: Copies | None) -> None:
        self._context, self._report, self._backups = context, alerts.report, backups
        self._folders = tuple(folders)
        self._started = context.clock()

    async def machine(self) -> None:
        """Check the disks on which the bot writes, and the age of the newest backup."""
        scarce = []
        for folder in self._folders:
            try:
                scarce += [str(folder)] if shutil.disk_usage(nearest(folder)).free < SPARE else []
            except OSError:
                scarce.append(str(folder))
        self._report(AlertKind.DISK, bool(scarce), ", ".join(scarce))
        if self._backups:
            newest = self._backups.newest
            self._context.metrics.backup.set(newest.timestamp() if newest else 0)
            self._report(AlertKind.BACKUP, self._backups.overdue, self._backups.problem or "")

    async def queues(self) -> None:
        """Report what could not be processed in the last day, and what waits longer than it may while the bot runs."""
        now, metrics = self._context.clock(), self._context.metrics
        async with beside(self._context.url) as store, store.database.transaction(write=False) as transaction:
            dead = await transaction.run_long(ledger.dead_since, now - DEAD_FOR)
            oldest = await transaction.run_long(ledger.oldest_waiting, now)
            depths = await transaction.run_long(ledger.queue_depths)
            totals = await transaction.run_long(ledger.ledger, None)
        metrics.oldest_waiting.set(oldest.timestamp() if oldest else 0)
        for queue, depth in depths.items():
            metrics.queue.labels(queue).set(depth)
        for part, count in asdict(totals).items():
            metrics.ledger.labels(part).set(count)
        aside = self._context.store.put_aside_at
        self._report(AlertKind.DEAD_LETTERS, dead > 0 or (aside is not None and aside > now - DEAD_FOR))
        late = now - OVERDUE_AFTER
        # what waited while the bot was off is no fault of this run until it had time for it
        self._report(AlertKind.STUCK, oldest is not None and oldest < late and self._started < late)

    async def ledger(self) -> None:
        now = self._context.clock()
        async with beside(self._context.url) as store, store.database.transaction(write=False) as transaction:
            found = await transaction.run_long(ledger.discrepancies, now)
            _, counts = await transaction.run_long(ledger.row_counts)
        if self._started >= now - OVERDUE_AFTER:
            found = replace(found, missed=0, kept_back=0)  # while the bot was off
        self._report(AlertKind.LEDGER, found.alarming)
        if found.alarming:
            log.error("the ledger does not balance", found=str(found))
        await self._context.store.write(ledger.remember, counts)


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
