"""The alarms of a running bot: everything that is wrong is reported here, and told once to log, metrics and staff."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

import structlog

from bot.app.jobs.context import JobContext
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.alerts import Alert, Group, Kind, Standing, grouped
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.store import Conflict, Delivery, OutboxRow, Result
from bot.helpdesk.texts.alerts import StaffChat
from bot.storage.queries import alerts, outbox
from bot.storage.queries.alerts import Changes

LOOK = 2.0
"""Seconds between two looks: so long at most a case that reached nobody is known to the store alone."""

BLIP = timedelta(seconds=30)
"""A database that was away for less is told to the log alone."""

log = structlog.get_logger()

Sending = Callable[[OutboxRow], Awaitable[Result]]


@dataclass(frozen=True)
class Process:
    """This process among others: the machine's name, and a name of its own, for two may run on one machine."""

    machine: str
    name: str


def this_process() -> Process:
    """Name this process as no other was named: containers share numbers, and some their host's name."""
    machine = platform.node() or "bot"
    return Process(machine, f"{machine}/{token_hex(4)}")


class Alerts:
    """Knows what is wrong. Alarms of cases come out of the store, where decisions put them; all others by `report`."""

    def __init__(self, context: JobContext, staff: StaffChat, process: Process) -> None:
        self._store = context.store
        self._staff = staff
        self._wake = context.wake
        self._clock = context.clock
        self._metrics = context.metrics
        self._process = process
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

    def finds(self, kind: Kind) -> bool:
        """Whether this process finds it wrong now; what stands may be left from one that is gone."""
        return kind in self._found

    @property
    def standing(self) -> tuple[Standing, ...]:
        """What is wrong now, oldest first, as far as this process knows."""
        away = (Standing(Alert(Kind.DATABASE), self._away),) if self._away else ()
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
                self._metrics.alerts_raised.labels(Kind.DATABASE).inc()
        except Conflict:
            log.info("another process looks at the alarms at this moment")
        else:
            if self._away is not None:
                log.warning("alarm is over", kind=Kind.DATABASE, since=self._away.isoformat())
            self._away = self.trouble = None
            for group in changes.told:
                log.error("alarm", **_named(group), since=group.since.isoformat())
                self._metrics.alerts_raised.labels(group.kind).inc()
            for group in changes.over:
                log.warning("alarm is over", **_named(group))
        self._count()

    async def _changes(self, now: datetime) -> Changes:
        found = {Alert(kind, self._process.name, self._process.machine) for kind in self._found}
        async with self._store.database.transaction(write=False) as transaction:
            stored = await transaction.run(alerts.standing)
        self._stored = tuple(stored)
        if not stored and not found and self._away is None:
            return Changes()
        async with self._store.database.transaction() as transaction:
            changes = await transaction.run(alerts.look, found, self._process.name, now)
            told = self._staff.messages(changes.told, self._over(changes, now), self._detail, now)
            await transaction.run(outbox.queue, [Outcome(actions=told)], now)
            self._stored = tuple(await transaction.run(alerts.standing))
        if told:
            self._wake()
        return changes

    def _over(self, changes: Changes, now: datetime) -> tuple[Group, ...]:
        """Return what is over, the database's own absence included, unless it was short."""
        if self._away is None or now - self._away <= BLIP:
            return changes.over
        return (*changes.over, Group((Standing(Alert(Kind.DATABASE), self._away),)))

    def _detail(self, kind: Kind) -> str:
        return self._found.get(kind, "")

    def sentences(self) -> tuple[str, ...]:
        """Say what is wrong now, one sentence a cause, oldest first."""
        return tuple(self._staff.sentence(group) for group in grouped(self.standing))

    def _count(self) -> None:
        counts = dict.fromkeys(Kind, 0)
        for item in self.standing:
            counts[item.alert.kind] += 1
        for kind, count in counts.items():
            self._metrics.alerts.labels(kind).set(count)

    def watched(self, send: Sending) -> Sending:
        """Wrap the sending so that a staff chat that does not take messages is noticed."""
        if self._staff.address is None:
            return send

        async def sending(row: OutboxRow) -> Result:
            result = await send(row)
            if row.action.to == self._staff.address and result.state in (Delivery.FAILED, Delivery.SENT):
                self.report(Kind.STAFF, result.state is Delivery.FAILED)
            return result

        return sending


def _named(group: Group) -> dict[str, str | int]:
    alert = group.first.alert
    return {"kind": alert.kind, "subject": alert.cause or alert.subject, "count": len(group.alerts)}
