"""What is left of a person who asked to be erased in the chats of those who worked on his tickets: that he asked."""

from __future__ import annotations

from dataclasses import replace

from bot.helpdesk.model.actions import Action, Copy, Delete, Edit, Outcome, Send
from bot.helpdesk.model.context import ResidentContext
from bot.helpdesk.model.events import Event, Pressed
from bot.helpdesk.model.store import Delivery, Result
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.texts import officer as officer_texts


def asks_to_erase(event: Event) -> bool:
    """Return whether the event needs to know where the resident's tickets have been shown."""
    return isinstance(event, Pressed) and event.verb == Verb.ERASE and event.args[:1] == ("ya",)


def withdrawn(outcome: Outcome, context: ResidentContext) -> Outcome:
    """Empty every message about the erased person's tickets, in all chats but his own."""
    if outcome.erase is None:
        return outcome
    removals: dict[tuple[str, str, str], Action] = {}
    for number, sent in context.shown.items():
        for item in sent:
            key = (item.address.channel, item.address.chat, item.message)
            if item.address == context.resident.address or (key in removals and not item.copied):
                continue
            removals[key] = (
                Delete(item.address, item.message)
                if item.copied
                else Edit(item.address, item.message, officer_texts.ERASED_CARD.format(number=number))
            )
    return replace(outcome, actions=(*outcome.actions, *removals.values())) if removals else outcome


def arrived_late(result: Result) -> Outcome | None:
    """Empty a card or a photo that was on its way while its resident was erased, as soon as it stands in a chat."""
    action = result.row.action
    if result.state is not Delivery.SENT or not result.message:
        return None
    if isinstance(action, Copy) and not action.purpose:
        return Outcome(actions=(Delete(action.to, result.message),))
    if isinstance(action, Send) and action.purpose in {Purpose.CARD, Purpose.FOLLOW_UP}:
        text = officer_texts.ERASED_CARD.format(number=action.ticket)
        return Outcome(actions=(Edit(action.to, result.message, text),))
    return None
