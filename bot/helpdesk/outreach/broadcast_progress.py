"""The message that shows an officer how far his broadcast is, and its buttons: pause, go on, stop."""

from __future__ import annotations

from datetime import datetime

from bot.helpdesk.model.actions import Acknowledge, Button, Outcome, Rows
from bot.helpdesk.model.broadcasts import News, NewsState, NewsTurned, OwnOutreach, daytime, in_daytime
from bot.helpdesk.model.events import Pressed
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.replies import refuse
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.texts import broadcast as broadcast_texts


def change_course(own: OwnOutreach, wish: str, event: Pressed) -> Outcome:
    """Pause, go on or stop what is being sent (Jeda, Lanjutkan, Hentikan)."""
    running = own.running
    if running is None or running.message != event.message or running.state is NewsState.STOPPING:
        return refuse(event, broadcast_texts.OLD_BUTTON)
    state = {"jeda": NewsState.PAUSED, "lanjut": NewsState.SENDING, "henti": NewsState.STOPPING}[wish]
    done = Acknowledge(event.address, event.callback)
    return Outcome(actions=(done,), outreach=(NewsTurned(running.id, state),))


def progress(news: News, sent: int, now: datetime, policy: Policy) -> str:
    """Say in a line how far it is."""
    hours = policy.directory.offices[news.office].hours
    values = {"sent": broadcast_texts.number(sent), "total": broadcast_texts.number(news.total)}
    match news.state:
        case NewsState.PAUSED:
            return broadcast_texts.PAUSED.format(**values)
        case NewsState.STOPPING:
            return broadcast_texts.STOPPING.format(**values)
        case NewsState.ENDED:
            return broadcast_texts.ENDED.format(**values)
    if in_daytime(now, hours.zone):
        return broadcast_texts.SENDING.format(**values)
    return broadcast_texts.WAITING.format(**values, moment=hours.moment(daytime(now, hours.zone), now))


def progress_buttons(news: News) -> Rows:
    """Return the buttons for what can be done with a broadcast now."""
    halt = Button(broadcast_texts.B_HALT, Verb.BROADCAST, ("henti",))
    match news.state:
        case NewsState.SENDING:
            return ((Button(broadcast_texts.B_PAUSE, Verb.BROADCAST, ("jeda",)), halt),)
        case NewsState.PAUSED:
            return ((Button(broadcast_texts.B_GO_ON, Verb.BROADCAST, ("lanjut",)), halt),)
    return ()
