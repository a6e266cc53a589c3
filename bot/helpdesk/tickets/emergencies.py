"""Danger first: what happens when somebody may be in danger."""

from __future__ import annotations

from dataclasses import replace

from bot.helpdesk.model.actions import Button, Outcome, Priority, Rows, Send
from bot.helpdesk.model.context import Said
from bot.helpdesk.model.entities import Resident
from bot.helpdesk.model.events import Event
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets import lifecycle
from bot.helpdesk.tickets.cards import card
from bot.helpdesk.tickets.intake import join_case, open_case

GENERAL_ENTRY = "tppo-korban-darurat"


def check_danger(resident: Resident, event: Event, text: str) -> Outcome:
    """A doubtful message: one gentle question instead of an alarm. The message is kept for the case it may become."""
    buttons: Rows = (
        (Button(texts.B_DANGER_YES, Verb.DANGER, ("ya",)), Button(texts.B_DANGER_NO, Verb.DANGER, ("tidak",))),
    )
    remembered = replace(resident, memory=replace(resident.memory, question=text))
    send = Send(event.address, texts.CHECK_DANGER, buttons, priority=Priority.EMERGENCY)
    return Outcome(actions=(send,), resident=remembered)


def raise_emergency(said: Said, entry: str | None = None) -> Outcome:
    """The calm first message at once, officer and deputy alerted in parallel, a case that the bot never closes.

    `entry`: the emergency entry that fits the message; without one, the general first steps.
    """
    resident, event, policy, case = said.resident, said.event, said.policy, said.context.open
    if case and case.emergency:
        joined = join_case(said, case)
        return replace(joined, actions=(safety(policy, resident, event, case.id, entry), *joined.actions))
    if case:
        raised = lifecycle.raise_urgency(policy, case, said.now)
        joined = join_case(said, raised)
        people = policy.concerned(raised, resident)
        shown = (send for officer in people for send in card(policy, joined.tickets[0], resident, officer, said.now))
        cards = tuple(dict.fromkeys(shown))
        return replace(joined, actions=(safety(policy, resident, event, case.id, entry), *cards, *joined.actions))
    opened = open_case(said, emergency=True)
    return replace(opened, actions=(safety(policy, resident, event, opened.case, entry), *opened.actions))


def safety(policy: Policy, resident: Resident, event: Event, number: int | None, entry: str | None) -> Send:
    """What to do in the next minute, and, where a case exists that hears the answer, one question."""
    entry = entry if entry and policy.knowledge.has(entry) else GENERAL_ENTRY
    known = policy.knowledge.has(entry)
    text = (
        policy.knowledge.answer(entry, policy.directory.village_of(resident), alerted=True)
        if known
        else texts.EMERGENCY_FALLBACK
    )
    clear = (Button(texts.B_CLEAR, Verb.CLEAR),)
    if number is None:
        return Send(event.address, text, (clear,), priority=Priority.EMERGENCY)
    args = (str(number),)
    buttons: Rows = (
        (
            Button(texts.B_SAFE_YES, Verb.SAFE, (*args, "ya")),
            Button(texts.B_SAFE_NO, Verb.SAFE, (*args, "tidak")),
            Button(texts.B_SAFE_MISTAKE, Verb.SAFE, (*args, "salah")),
        ),
        clear,
    )
    return Send(event.address, f"{text}\n\n{texts.SAFE_ASK}", buttons, ticket=number, priority=Priority.EMERGENCY)
