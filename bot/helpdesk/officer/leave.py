"""An officer on leave: /cuti, his tickets to the deputy, and back again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from msgspec.structs import replace

from bot.helpdesk.model.actions import Outcome, Priority, Send
from bot.helpdesk.model.events import Commanded
from bot.helpdesk.model.hours import DAY, OfficeHours, day_of, long_date
from bot.helpdesk.model.people import Leave
from bot.helpdesk.model.policy import Officer, Policy
from bot.helpdesk.model.ticket import TicketAndResident
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.tickets.escalation import home, moved, moved_notices
from bot.helpdesk.turn import OfficerTurn

LONGEST = 365
"""Days of a leave; more is a slip of the finger."""
DAYS = re.compile(r"(\d{1,3}) *hari")


def take_leave(turn: OfficerTurn[Commanded]) -> Outcome:
    """Note an absence, or end it (/cuti); without words say how to write it."""
    hours = turn.hours
    argument = turn.event.argument.lower().strip()
    if argument == "selesai":
        if turn.leave is None:
            return turn.say(officer_texts.LEAVE_NONE)
        over = replace(turn.leave, ends=turn.now, starts=min(turn.leave.starts, turn.now))
        # of a leave that has begun he hears when his tickets are back
        return replace(Outcome() if turn.leave.begun else turn.say(officer_texts.LEAVE_DROPPED), leave=over)
    leave = parse(turn.officer.id, argument, turn.now, hours)
    if isinstance(leave, str):
        return turn.say(leave)
    if turn.leave and turn.leave.begun:
        leave = replace(leave, starts=turn.leave.starts, begun=True)
    deputy = _deputy(turn.officer, replace(turn.policy, away=turn.policy.away | {turn.officer.id}))
    told = officer_texts.LEAVE_SET if deputy else officer_texts.LEAVE_ALONE
    first, last = long_date(leave.starts.astimezone(hours.zone).date()), _last_day(leave, hours)
    span = first if first == last else f"{first} sampai {last}"
    return replace(turn.say(told.format(span=span, deputy=deputy.name if deputy else "")), leave=leave)


def _deputy(officer: Officer, policy: Policy) -> Officer | None:
    """Return who gets the tickets of an officer who is away, if somebody is there."""
    return next((person for person in policy.reachable(officer) if person.id not in policy.away), None)


def parse(officer: str, argument: str, now: datetime, hours: OfficeHours) -> Leave | str:
    """Return the leave that the words ask for, in whole days of the office's time zone, or what is wrong with them."""
    today = now.astimezone(hours.zone).date()
    if days := DAYS.fullmatch(argument):
        first, count = today, int(days[1])
    elif named := [day_of(one, today) for one in DAY.finditer(argument)]:
        start, end = named[0], named[-1]
        if start is None or end is None:
            return officer_texts.LEAVE_HOW
        if end < today:
            return officer_texts.LEAVE_PAST.format(day=long_date(end))
        first, count = start, (end - start).days + 1
    else:
        return officer_texts.LEAVE_HOW
    if not 1 <= count <= LONGEST:
        return officer_texts.LEAVE_HOW
    starts, ends = (datetime.combine(day, time(), hours.zone) for day in (first, first + timedelta(days=count)))
    return Leave(officer, max(now, starts), ends)


def _last_day(leave: Leave, hours: OfficeHours) -> str:
    return long_date((leave.ends - timedelta(minutes=1)).astimezone(hours.zone).date())


def begin(leave: Leave, pairs: Sequence[TicketAndResident], now: datetime, policy: Policy) -> Outcome:
    """Begin the leave: his open tickets go to his deputy, who is notified. `policy.away` already holds him."""
    started = replace(leave, begun=True)
    officer = policy.directory.officers.get(leave.officer)
    deputy = _deputy(officer, policy) if officer else None
    if officer is None or deputy is None:
        return Outcome(leave=started)
    mine = [pair for pair in pairs if leave.officer in (pair[0].claimed_by, pair[0].officer)]
    until = _last_day(leave, policy.directory.offices[officer.office].hours)
    told = {
        deputy.id: officer_texts.STANDS_IN.format(officer=officer.name, until=until, count=len(mine)),
        officer.id: officer_texts.LEAVE_BEGUN.format(count=len(mine), deputy=deputy.name),
    }
    done = [moved(policy, pair, deputy, now, officer.id) for pair in mine]
    return replace(_all_moved(done, told, policy).then(*moved_notices(mine, deputy)), leave=started)


def finish(leave: Leave, pairs: Sequence[TicketAndResident], now: datetime, policy: Policy) -> Outcome:
    """End the leave: give back what nobody has taken up meanwhile, but not what was handed over on purpose.

    `policy.away` no longer holds him.
    """
    over = replace(leave, begun=False)
    officer = policy.directory.officers.get(leave.officer)
    if officer is None or officer.id not in policy.chats:
        return Outcome(leave=over)
    lent = (pair for pair in pairs if officer.id in pair[0].tried and pair[0].officer != officer.id)
    free = (pair for pair in lent if not pair[0].claimed_by and pair[0].office == officer.office)
    back = [(ticket, resident) for ticket, resident in free if home(policy, ticket, resident) == officer]
    told = {officer.id: officer_texts.LEAVE_OVER.format(count=len(back))}
    for name, count in Counter(ticket.officer for ticket, _ in back).items():
        told[name] = officer_texts.BACK_AGAIN.format(officer=officer.name, count=count)
    done = [moved(policy, pair, officer, now) for pair in back]
    return replace(_all_moved(done, told, policy).then(*moved_notices(back, officer)), leave=over)


def _all_moved(done: Sequence[Outcome], told: Mapping[str, str], policy: Policy) -> Outcome:
    """Move these tickets, without a sound. `told`: what officers read of it, by id; only those who have joined."""
    notices = (Send(policy.chats[name].address, text) for name, text in told.items() if name in policy.chats)
    moves = Outcome(actions=tuple(action for one in done for action in one.actions))
    moves = moves.altered(lambda one: isinstance(one, Send) and one.priority is not Priority.EMERGENCY, silent=True)
    return replace(moves.behind(*notices), tickets=tuple(ticket for one in done for ticket in one.tickets))
