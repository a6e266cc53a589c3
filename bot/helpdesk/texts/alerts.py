"""Alerts as the staff reads them: one sentence a cause, with names of officers and machines, never of residents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.helpdesk.model.actions import Priority, Send
from bot.helpdesk.model.alerts import NOT_IN_STAFF_CHAT, OF_DECISIONS, OF_TICKETS, Group, Kind
from bot.helpdesk.model.directory import Officer
from bot.helpdesk.model.entities import Address
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.office_hours import OfficeHours
from bot.helpdesk.texts import staff as texts

TICKETS = 5
"""Ticket numbers that a sentence names."""


@dataclass(frozen=True)
class StaffChat:
    """The staff's chat, if there is one, and what its readers know: the first office's clock, the officers' names."""

    address: Address | None
    hours: OfficeHours
    officers: Mapping[str, Officer]

    def messages(
        self, due: Sequence[Group], over: Sequence[Group], detail: Callable[[Kind], str], now: datetime
    ) -> tuple[Send, ...]:
        """Return the messages to the staff's chat. `detail`: further text about a kind that processes report.

        An emergency rings there by its own escalation; what the chat cannot show is reported when it is over.
        """
        if self.address is None:
            return ()
        shown = [one for one in due if not one.rings and one.kind not in NOT_IN_STAFF_CHAT]
        wrong = [self._paragraph(one, detail(one.kind), now) for one in shown]
        sends = []
        if wrong:
            urgent = any(one.kind in OF_DECISIONS for one in shown)
            text = "\n\n".join([bold(texts.ALERT_HEAD), *wrong])
            sends.append(Send(self.address, text, priority=Priority.EMERGENCY if urgent else Priority.NORMAL))
        if over:
            ended = [self._ended(one, now) for one in over]
            sends.append(Send(self.address, "\n\n".join([texts.OVER_HEAD, *ended]), silent=True))
        return tuple(sends)

    def sentence(self, group: Group) -> str:
        """Return what is wrong, and what to do."""
        alert = group.first.alert
        if alert.kind in OF_TICKETS and alert.cause:
            return texts.OFFICERS_ALERTS[alert.kind].format(
                officer=self._officer(alert.cause), id=alert.cause, count=len(group.alerts), tickets=_tickets(group)
            )
        return texts.ALERTS[alert.kind].format(subject=alert.cause or alert.subject)

    def _paragraph(self, group: Group, detail: str, now: datetime) -> str:
        detail = "" if group.kind in OF_DECISIONS else detail
        since = texts.SINCE.format(moment=self.hours.moment(group.since, now))
        return "\n".join(part for part in (self.sentence(group), detail, since) if part)

    def _ended(self, group: Group, now: datetime) -> str:
        alert = group.first.alert
        if alert.kind in OF_TICKETS and alert.cause:
            return texts.OFFICERS_OVER[alert.kind].format(officer=self._officer(alert.cause))
        since = self.hours.moment(group.since, now)
        return texts.OVER[alert.kind].format(subject=alert.cause or alert.subject, since=since)

    def _officer(self, id_: str) -> str:
        known = self.officers.get(id_)
        return f"{known.name} ({id_})" if known else id_


def _tickets(group: Group) -> str:
    numbers = [f"#{number}" for number in sorted(int(one.alert.subject) for one in group.alerts)]
    shown = ", ".join(numbers[:TICKETS])
    more = len(numbers) - TICKETS
    return texts.TICKETS_MORE.format(tickets=shown, count=more) if more > 0 else shown
