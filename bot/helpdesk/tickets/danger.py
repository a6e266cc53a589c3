"""What somebody in danger or tired of life reads first, and who hears of a call for help, when, and with what sound.

The words reach everybody concerned each time. They ring for all of them, at most once in five minutes a case; what
comes sooner joins without a sound, and the escalation rings besides. Once "Salah paham" was pressed twice in a day they
ring for one alone, who has the case; the supervisor reads along, and the others ring by escalation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Action, Button, Copy, Outcome, Priority, Rows, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Event
from bot.helpdesk.model.memory import DOUBTED, Memory, Retractions, retractions
from bot.helpdesk.model.people import Address, Resident
from bot.helpdesk.model.policy import Directory, Mission, Officer, Policy
from bot.helpdesk.model.ticket import Ticket
from bot.helpdesk.texts import danger as danger_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.turn import ResidentTurn
from bot.matching.danger import DESPAIR, DESPAIR_OTHER, FAMILY, VICTIM, assess, pleads, speaks_of_paying
from bot.matching.places import country_named

DESPAIRS = frozenset({DESPAIR, DESPAIR_OTHER})
"""What the matcher names in the place of an entry where somebody is tired of life."""
_POISON = re.compile(r"\b(?:racun|\w*minum|\w*tel[ae]n|obat|pil|baygon|potas|pestisida|roundup)", re.IGNORECASE)
"""What has been swallowed, or is about to be: of poison nothing is said to who has not spoken of it."""
POISON = re.compile(r"\b(?:racun|baygon|potas|pestisida|roundup|obat\W+(?:nyamuk|hama|rumput|tikus))", re.IGNORECASE)
"""What is no veiled word: whoever names it with despair tells of a plan or an act, of whomever he speaks."""


def first_aid(policy: Policy, to: Address, number: int | None, entry: str | None, text: str) -> tuple[Send, ...]:
    """Send what to do. `number`: the ticket that hears the answer, if there is one; `text`: what was written.

    `entry`: the FAQ's entry that fits, or what stands for one; a relative's is asked for what helps to find somebody,
    never whether answering is safe, so no answer of hers silences anybody.
    """
    if entry in DESPAIRS:
        return (_against_despair(policy, to, number, entry, text),)
    opening = danger_texts.NOT_ALONE if number is None else danger_texts.ALERTED
    call, buttons = whom_to_call(policy.directory, text, entry)
    if entry == FAMILY:
        body, question = danger_texts.FOR_RELATIVE.format(call=call), danger_texts.RELATIVE_ASK
        if speaks_of_paying(text):
            body += f" {danger_texts.ASKED_FOR_MONEY}"
    else:
        body, question = danger_texts.IF_SAFE.format(call=call), danger_texts.SAFE_ASK
    if number is not None:
        body += f"\n\n{question}"
        buttons = (*(_mistaken(number) if entry == FAMILY else _answers(number)), *buttons)
    # all steps, as the FAQ has them, and a way to clear a phone that others see
    steps = next((one for one in (entry, VICTIM) if one and policy.knowledge.has(one)), None)
    rows = (*buttons, *(((Button(danger_texts.B_ALL_STEPS, Verb.ANSWER, (steps,)),),) if steps else ()))
    first = Send(to, opening, (), ticket=number, priority=Priority.EMERGENCY)
    return first, replace(first, text=body, buttons=(*rows, (Button(texts.B_CLEAR, Verb.CLEAR),)))


def _against_despair(policy: Policy, to: Address, number: int | None, entry: str | None, text: str) -> Send:
    """Send one message that begins with the help itself; no button leads away from it."""
    call, buttons, clinic = _who_listens(policy.directory, text)
    first, question = danger_texts.DESPAIR_NOW, danger_texts.DESPAIR_WHERE
    if entry == DESPAIR_OTHER:
        first, question = danger_texts.DESPAIR_FOR_ANOTHER, danger_texts.WHERE_IS_SHE
    if _POISON.search(text):
        # "minum racun" does not say who
        first, question = danger_texts.DESPAIR_POISON, danger_texts.WHERE_IS_WHO
    told = danger_texts.ALERTED if number is not None else danger_texts.NOT_ALONE
    body = f"{first.format(clinic=clinic)}\n\n{told} {call}\n\n{question}"
    rows = (*_mistaken(number), *buttons) if number is not None else buttons
    return Send(to, body, rows, ticket=number, priority=Priority.EMERGENCY)


def gentle(policy: Policy, to: Address, number: int, entry: str | None, text: str) -> Send:
    """Send what somebody reads whose words may mean that he, or another, is tired of life; the officer has them."""
    call, buttons, clinic = _who_listens(policy.directory, text)
    body = danger_texts.DESPAIR_GENTLE.format(call=danger_texts.TALK if country_named(text) is None else call)
    if entry == DESPAIR_OTHER:
        first = danger_texts.DESPAIR_FOR_ANOTHER.format(clinic=clinic)
        body = f"{first}\n\n{danger_texts.ALERTED} {call}\n\n{danger_texts.WHERE_IS_SHE}"
    return Send(to, body, (*_mistaken(number), *buttons), ticket=number, priority=Priority.EMERGENCY)


def _who_listens(directory: Directory, text: str) -> tuple[str, Rows, str]:
    """Return who may be called where the message comes from, a number to be copied, and where doctors are."""
    country, mission = _mission(directory, text)
    if mission:
        call = danger_texts.DESPAIR_CALL_MISSION.format(name=mission.name, phone=mission.phone)
        return call, _copied(mission), danger_texts.CLINIC_ABROAD
    if country:
        return danger_texts.DESPAIR_CALL_ABROAD, (), danger_texts.CLINIC_ABROAD
    return danger_texts.DESPAIR_CALL_EITHER, (), danger_texts.CLINIC


def passed_on(policy: Policy, ticket: Ticket, text: str, before: Iterable[str]) -> tuple[str, Rows]:
    """Return what answers a further message where a life may be at stake: warmly, and with whom to call meanwhile.

    To a plea always, to anything else where it names another country than what was said before, the latest first.
    """
    told = "\n".join((text, *before, ticket.question))
    entry = DESPAIR if ticket.despair else assess(ticket.question).entry
    if pleads(text):
        call, _ = whom_to_call(policy.directory, told, entry)
        clinic = _who_listens(policy.directory, told)[2]
        plea = danger_texts.DESPAIR_JOINED_PLEA if ticket.despair else danger_texts.JOINED_PLEA
        return plea.format(call=call, clinic=clinic), ()
    country = country_named(text)
    if country is None or country == country_named(told.removeprefix(text)):
        return danger_texts.JOINED, ()
    call, buttons = whom_to_call(policy.directory, text, entry)
    return f"{danger_texts.JOINED}\n\n{call}", buttons


def closing(policy: Policy, ticket: Ticket, officer: str, told: Iterable[str]) -> str:
    """Return how somebody is told that the case was closed, and where help stays in the country that was named."""
    text = "\n".join((ticket.question, *told))
    if ticket.despair:
        return danger_texts.DESPAIR_CLOSED.format(officer=officer, call=_who_listens(policy.directory, text)[0])
    call, _ = whom_to_call(policy.directory, text, assess(ticket.question).entry)
    return texts.CLOSED_EMERGENCY.format(officer=officer, call=call)


def whom_to_call(directory: Directory, text: str, entry: str | None) -> tuple[str, Rows]:
    """Return the one call that helps where the message comes from, and the number to be copied as a button.

    Where the mission's number is not known, a relative, who is mostly at home, calls the police.
    """
    if entry in DESPAIRS:
        return _who_listens(directory, text)[:2]
    country, mission = _mission(directory, text)
    if mission is None and entry == FAMILY:
        return danger_texts.CALL_FOR_ANOTHER, ()
    if country is None:
        return danger_texts.CALL_EITHER, ()
    if mission is None:
        sapa = Button(danger_texts.B_SAPA, Verb.UNKNOWN, copied=danger_texts.SAPA)
        return danger_texts.CALL_ABROAD, ((sapa,),)
    return danger_texts.CALL_MISSION.format(name=mission.name, phone=mission.phone), _copied(mission)


def _mission(directory: Directory, text: str) -> tuple[str | None, Mission | None]:
    """Return the country abroad that a text names, and our mission there where its number is known."""
    country = country_named(text)
    return country, directory.missions.get(country or "")


def _copied(mission: Mission) -> Rows:
    return ((Button(f"{mission.name}: {mission.phone}", Verb.UNKNOWN, copied=mission.phone),),)


def _mistaken(number: int) -> Rows:
    return ((Button(danger_texts.B_SAFE_MISTAKE, Verb.SAFE, (str(number), "salah")),),)


def _answers(number: int) -> Rows:
    yes = Button(danger_texts.B_SAFE_YES, Verb.SAFE, (str(number), "ya"))
    no = Button(danger_texts.B_SAFE_NO, Verb.SAFE, (str(number), "tidak"))
    return ((yes, no, *_mistaken(number)[0]),)


def retracted_once_more(memory: Memory, now: datetime) -> Memory:
    """Count a retraction; pressing again before anything else is written is the same one."""
    before = memory.retracted
    if before and not any(turn.at > before.at for turn in memory.turns):
        return memory
    return replace(memory, retracted=Retractions(retractions(memory, now) + 1, now))


def listeners(ticket: Ticket, resident: Resident, now: datetime, policy: Policy) -> tuple[Officer, ...]:
    """Return who gets the resident's words, the first of them the one who has the ticket."""
    people = policy.concerned(ticket, resident)
    if not ticket.emergency or retractions(resident.memory, now) < DOUBTED:
        return people
    supervisor = policy.directory.officers.get(policy.directory.offices[ticket.office].supervisor or "")
    told = (supervisor,) if supervisor and supervisor.id in policy.chats else ()
    return tuple(dict.fromkeys((*people, *told)))


def rings(ticket: Ticket, resident: Resident, to: Address, now: datetime, policy: Policy) -> bool:
    """Return whether a further message of an emergency may ring in this chat."""
    people = policy.concerned(ticket, resident)
    if people and retractions(resident.memory, now) >= DOUBTED and to != policy.chat(people[0].id):
        return False
    return ticket.rung_at is None or now - ticket.rung_at >= policy.pause_between_steps


def limit_rings(outcome: Outcome, turn: ResidentTurn[Event]) -> Outcome:
    """Silence what comes of an emergency to the officers where it may not ring, and note when it rang.

    Of several messages to one place the first rings.
    """
    resident = outcome.resident or turn.resident
    urgent = {ticket.id: ticket for ticket in (*turn.known, *outcome.tickets) if ticket.emergency}
    rang: set[tuple[int, Address]] = set()

    def limited(action: Action) -> Action:
        if not isinstance(action, Send | Copy) or action.silent or action.to == resident.address:
            return action
        ticket = urgent.get(action.ticket or 0)
        if ticket is None:
            return action
        place = (ticket.id, action.to)
        if place in rang or not rings(ticket, resident, action.to, turn.now, turn.policy):
            return replace(action, silent=True)
        rang.add(place)
        return action

    actions = tuple(map(limited, outcome.actions))
    changed = {ticket.id: ticket for ticket in outcome.tickets}
    changed |= {number: replace(urgent[number], rung_at=turn.now) for number, _ in rang}
    return replace(outcome, actions=actions, tickets=tuple(changed.values())) if urgent else outcome
