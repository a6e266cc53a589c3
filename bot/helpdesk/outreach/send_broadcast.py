"""News on its way: fed to the outbox in small portions, its progress shown, and a report at the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

import structlog

from bot.helpdesk.model.actions import Action, Button, Edit, Outcome, Priority, Rows, Send
from bot.helpdesk.model.broadcasts import News, NewsCounts, NewsState, in_daytime
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.repositories import Broadcasts, Saves
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.outreach.broadcast_progress import progress, progress_buttons
from bot.helpdesk.texts import broadcast as broadcast_texts

PORTION = 20
"""Messages of news on their way at one time: a second's work for the sender, with room left for answers and alarms."""
AT_ONCE = 10
"""Pieces of news looked after in one round; the others have their turn in the next."""
SHOW_EVERY = timedelta(seconds=3)

log = structlog.get_logger()


class BroadcastUnit(Saves, Protocol):
    """What sending broadcasts needs of a `Unit`."""

    @property
    def broadcasts(self) -> Broadcasts: ...


class Underway(NamedTuple):
    """A broadcast that has not ended, and how many of its messages wait, left and failed."""

    news: News
    counts: NewsCounts


async def spread(unit: BroadcastUnit, policy: Policy, now: datetime) -> int:
    """Feed what may be sent now; return how many messages were queued.

    What a process looks after is locked for the others until the transaction ends, and the cursor moves in the same
    transaction as the messages are queued: nobody gets it twice, whoever is killed when.
    """
    underway = [
        Underway(news, await unit.broadcasts.counts(news.id)) for news in await unit.broadcasts.unfinished(AT_ONCE)
    ]
    room = PORTION - sum(one.counts.waiting for one in underway)
    feeding = sum(one.news.state is NewsState.SENDING for one in underway)
    share = -(-room // feeding) if feeding and room > 0 else 0
    queued = 0
    for one in underway:
        queued += await _look_after(unit, one, share, now, policy)
    return queued


async def _look_after(unit: BroadcastUnit, underway: Underway, share: int, now: datetime, policy: Policy) -> int:
    """Queue at most `share` messages of a broadcast, show its progress, end it when all have left; return how many."""
    news, counts = underway
    officer, office = policy.directory.officers.get(news.officer), policy.directory.offices.get(news.office)
    if officer is None or office is None:
        log.warning("news ended: its officer or office has left the settings", news=news.id)
        await unit.broadcasts.call_off(news.id)
        await unit.broadcasts.keep(replace(news, state=NewsState.ENDED, sent=counts.sent), now)
        return 0
    spoken_for = {village.id for village in policy.speaks_for(officer)}
    if not spoken_for & {*news.villages} and news.state is not NewsState.STOPPING:
        log.info("news stopped: its villages are another officer's now", news=news.id)
        news = replace(news, state=NewsState.STOPPING)
    daytime = in_daytime(now, office.hours.zone)
    if news.state is NewsState.STOPPING or not daytime:
        # what could not leave before the evening must not ring at night
        await unit.broadcasts.call_off(news.id)
        counts = await unit.broadcasts.counts(news.id)
    queued: tuple[Action, ...] = ()
    if news.state is NewsState.SENDING and daytime and share and news.cursor < news.upto:
        readers = await unit.broadcasts.readers_after(
            tuple(spoken_for & {*news.villages}), news.cursor, news.upto, share
        )
        villages = policy.directory.villages
        stop: Rows = ((Button(broadcast_texts.B_STOP, Verb.SUBSCRIPTION, ("berhenti",)),),)
        queued = tuple(
            Send(
                reader.address,
                broadcast_texts.news(news.text, officer, villages[reader.village], office),
                stop,
                purpose=Purpose.BROADCAST,
                about=str(news.id),
                priority=Priority.NEWS,
            )
            for reader in readers
        )
        news = replace(news, cursor=readers[-1].id if len(readers) == share else news.upto)
    over = not counts.waiting and not queued
    ended = ""
    if over and (news.state is NewsState.STOPPING or (news.state is NewsState.SENDING and news.cursor >= news.upto)):
        stopped = news.state is NewsState.STOPPING
        news = replace(news, state=NewsState.ENDED, sent=counts.sent)
        ended = broadcast_texts.report(counts, news.total, stopped=stopped)
        await unit.broadcasts.note_blocked(news.id, now)
        log.info("news ended", news=news.id, stopped=stopped, sent=counts.sent, of=news.total)
    # the message that showed how far it was becomes the report
    text = ended or progress(news, counts.sent, now, policy)
    told: tuple[Action, ...] = ()
    if text != news.shown and (ended or not news.shown_at or now - news.shown_at >= SHOW_EVERY):
        told = (Edit(news.chat, news.message, text, progress_buttons(news)),)
        news = replace(news, shown=text, shown_at=now)
    await unit.broadcasts.keep(news, now)
    await unit.save([(None, Outcome(actions=(*queued, *told)))], now)
    return len(queued) + len(told)
