"""The alarms of a running bot: everything that is wrong is reported here, and told once to log, metrics and staff."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from bot.helpdesk import staff_texts
from bot.helpdesk.actions import Outcome, Priority, Send, bold
from bot.helpdesk.alarms import OF_CASES, OF_MACHINES, UNTOLD, Alarm, Kind, Standing
from bot.helpdesk.errors import Trouble
from bot.helpdesk.hours import OfficeHours
from bot.helpdesk.model import Address
from bot.helpdesk.ports import Conflict, Delivery, OutboxRow, Result
from bot.metrics import Metrics
from bot.storage import alarms, outbox
from bot.storage.alarms import Changes
from bot.storage.store import SqlStore

LOOK = 2.0
"""Seconds between two looks: so long at most a case that reached nobody is known to the store alone."""

BLIP = timedelta(seconds=30)
"""A database that was away for less is told to the log alone."""

log = structlog.get_logger()

Sending = Callable[[OutboxRow], Awaitable[Result]]


class Alarms:
    """Knows what is wrong. Alarms of cases come out of the store, where decisions put them; all others by `report`."""

    def __init__(
        self,
        store: SqlStore,
        staff: Address | None,
        hours: OfficeHours,
        wake: Callable[[], None],
        clock: Callable[[], datetime],
        metrics: Metrics,
    ) -> None:
        self._store = store
        self._staff = staff
        self._hours = hours
        self._wake = wake
        self._clock = clock
        self._metrics = metrics
        self._machine = platform.node() or "bot"
        self._found: dict[Kind, str] = {}
        self._away: datetime | None = None
        self.trouble: str | None = None
        """Why the alarms cannot be looked at: the database is away."""
        self.oldest_waiting: datetime | None = None
        """Since when the longest waiting update or message waited at the last look at the queues."""
        self._stored: tuple[Standing, ...] = ()

    def report(self, kind: Kind, wrong: bool, detail: str = "") -> None:
        """Say whether something is wrong now. `detail`: what the staff should read besides; nobody's words."""
        if wrong:
            self._found[kind] = detail
        else:
            self._found.pop(kind, None)

    @property
    def standing(self) -> tuple[Standing, ...]:
        """What is wrong now, oldest first, as far as this process knows."""
        away = (Standing(Alarm(Kind.DATABASE), self._away),) if self._away else ()
        return (*away, *self._stored)

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK)

    async def look(self) -> None:
        """Tell what is new or goes on, and what is over; without the database, the log and /healthz say so."""
        now = self._clock()
        try:
            changes = await self._changes(now)
        except Trouble as error:
            self.trouble = str(error)
            if self._away is None:
                self._away = now
                log.error("alarm", kind=Kind.DATABASE, cause=str(error.cause))
                self._metrics.alarms_raised.labels(Kind.DATABASE).inc()
        except Conflict:
            log.info("another process looks at the alarms at this moment")
        else:
            if self._away is not None:
                log.warning("alarm is over", kind=Kind.DATABASE, since=self._away.isoformat())
            self._away = self.trouble = None
            for item in changes.told:
                log.error("alarm", kind=item.alarm.kind, subject=item.alarm.subject, since=item.since.isoformat())
                self._metrics.alarms_raised.labels(item.alarm.kind).inc()
            for item in changes.over:
                log.warning("alarm is over", kind=item.alarm.kind, subject=item.alarm.subject)
        self._count()

    async def _changes(self, now: datetime) -> Changes:
        found = {Alarm(kind, self._machine if kind in OF_MACHINES else "") for kind in self._found}
        async with self._store.database.transaction(write=False) as transaction:
            stored = await transaction.run(alarms.standing)
        self._stored = tuple(stored)
        if not stored and not found and self._away is None:
            return Changes()
        async with self._store.database.transaction() as transaction:
            changes = await transaction.run(alarms.look, found, self._machine, now)
            told = self._messages(changes, now)
            await transaction.run(outbox.queue, [Outcome(actions=told)], now)
            self._stored = tuple(await transaction.run(alarms.standing))
        if told:
            self._wake()
        return changes

    def _messages(self, changes: Changes, now: datetime) -> tuple[Send, ...]:
        """What the staff's chat reads; an emergency rings there by its own ladder."""
        told = (item for item in changes.told if not item.rings and item.alarm.kind not in UNTOLD)
        wrong = [self._line(item, now) for item in told]
        ended = list(changes.over)
        if self._away is not None and now - self._away > BLIP:
            ended.append(Standing(Alarm(Kind.DATABASE), self._away))
        over = [
            staff_texts.OVER[item.alarm.kind].format(
                subject=item.alarm.subject, since=self._hours.moment(item.since, now)
            )
            for item in ended
        ]
        if self._staff is None:
            return ()
        urgent = any(item.alarm.kind in OF_CASES or item.alarm.kind is Kind.NO_OFFICER for item in changes.told)
        sends = []
        if wrong:
            text = "\n\n".join([bold(staff_texts.ALARM_HEAD), *wrong])
            sends.append(Send(self._staff, text, priority=Priority.EMERGENCY if urgent else Priority.NORMAL))
        if over:
            sends.append(Send(self._staff, "\n\n".join([staff_texts.OVER_HEAD, *over]), silent=True))
        return tuple(sends)

    def _line(self, item: Standing, now: datetime) -> str:
        text = staff_texts.ALARMS[item.alarm.kind].format(subject=item.alarm.subject)
        detail = self._found.get(item.alarm.kind, "") if item.alarm.kind not in OF_CASES else ""
        since = staff_texts.SINCE.format(moment=self._hours.moment(item.since, now))
        return "\n".join(part for part in (text, detail, since) if part)

    def _count(self) -> None:
        counts = dict.fromkeys(Kind, 0)
        for item in self.standing:
            counts[item.alarm.kind] += 1
        for kind, count in counts.items():
            self._metrics.alarms.labels(kind).set(count)

    def watched(self, send: Sending) -> Sending:
        """The same sending, which notices when the staff's chat does not take messages."""
        if self._staff is None:
            return send

        async def sending(row: OutboxRow) -> Result:
            result = await send(row)
            if row.action.to == self._staff and result.state in (Delivery.FAILED, Delivery.SENT):
                self.report(Kind.STAFF, result.state is Delivery.FAILED)
            return result

        return sending
