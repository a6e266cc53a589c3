"""A broadcast that is being sent: its course, how far it is, and who may release it."""

from __future__ import annotations

from datetime import datetime

from bot.helpdesk.model.actions import Button, Outcome, Rows
from bot.helpdesk.model.broadcasts import (
    Broadcast,
    BroadcastState,
    BroadcastTurned,
    OwnOutreach,
    daytime,
    in_daytime,
)
from bot.helpdesk.model.entities import Address
from bot.helpdesk.model.events import Pressed
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.replies import refuse
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.outreach.broadcast_preview import looks_like_fraud
from bot.helpdesk.texts import outreach as outreach_texts


def change_course(own: OwnOutreach, choice: str, event: Pressed) -> Outcome:
    """Pause, go on or stop what is being sent (Jeda, Lanjutkan, Hentikan)."""
    running = own.running
    if running is None or running.message != event.message or running.state is BroadcastState.STOPPING:
        return refuse(event, outreach_texts.OLD_BUTTON)
    if running.state is BroadcastState.HELD and choice != "henti":
        return refuse(event, outreach_texts.OLD_BUTTON)
    state = {"jeda": BroadcastState.PAUSED, "lanjut": BroadcastState.SENDING, "henti": BroadcastState.STOPPING}[choice]
    return Outcome(outreach=(BroadcastTurned(running.id, state),))


def progress(broadcast: Broadcast, sent: int, now: datetime, policy: Policy) -> str:
    """Say in a line how far it is."""
    hours = policy.directory.offices[broadcast.office].hours
    values = {"sent": outreach_texts.number(sent), "total": outreach_texts.number(broadcast.total)}
    match broadcast.state:
        case BroadcastState.HELD:
            return outreach_texts.HELD.format(things=outreach_texts.listed(looks_like_fraud(broadcast.text)))
        case BroadcastState.PAUSED:
            return outreach_texts.PAUSED.format(**values)
        case BroadcastState.STOPPING:
            return outreach_texts.STOPPING.format(**values)
        case BroadcastState.ENDED:
            return outreach_texts.ENDED.format(**values)
    if in_daytime(now, hours.zone):
        return outreach_texts.SENDING.format(**values)
    return outreach_texts.WAITING.format(**values, moment=hours.moment(daytime(now, hours.zone), now))


def progress_buttons(broadcast: Broadcast) -> Rows:
    """Return the buttons for what can be done with a broadcast now."""
    halt = Button(outreach_texts.B_HALT, Verb.BROADCAST, ("henti",))
    match broadcast.state:
        case BroadcastState.SENDING:
            return ((Button(outreach_texts.B_PAUSE, Verb.BROADCAST, ("jeda",)), halt),)
        case BroadcastState.HELD:
            return ((halt,),)
        case BroadcastState.PAUSED:
            return ((Button(outreach_texts.B_GO_ON, Verb.BROADCAST, ("lanjut",)), halt),)
    return ()


def supervisor_of(officer: str, policy: Policy) -> Address | None:
    """Return the chat of the supervisor of an officer's office; None where he has not joined or is the officer."""
    supervisor = policy.directory.offices[policy.directory.officers[officer].office].supervisor
    return policy.chat(supervisor) if supervisor and supervisor != officer else None


def releasers(officer: str, chat: Address, policy: Policy) -> tuple[Address, ...]:
    """Return who may release an officer's broadcast: the office's supervisor; where he is not there, the staff."""
    supervisor = supervisor_of(officer, policy)
    if supervisor and supervisor not in {policy.chat(name) for name in policy.away}:
        return (supervisor,)
    staff = sorted(policy.staff_chats - {chat}, key=lambda address: address.chat)
    return (*filter(None, (supervisor,)), *staff)
