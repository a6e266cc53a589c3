"""What somebody in danger or tired of life reads first, and who hears of a call for help, when, and with what sound.

The words reach everybody concerned each time, and ring at most once in five minutes a case, besides the escalation.
Once "Salah paham" was pressed twice in a day they ring for who has the case alone; the supervisor reads along.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from bot.helpdesk.model.actions import Action, Button, Copy, Outcome, Priority, Rows, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Event
from bot.helpdesk.model.people import DOUBTED, Address, Resident, retractions
from bot.helpdesk.model.policy import Directory, Officer, Policy
from bot.helpdesk.model.ticket import Ticket
from bot.helpdesk.texts import danger as danger_texts, resident as texts
from bot.helpdesk.turn import ResidentTurn
from bot.matching.danger import DESPAIR, DESPAIR_OTHER, FAMILY, VICTIM, assess, pleads, speaks_of_paying
from bot.matching.places import country_named

DESPAIRS = frozenset({DESPAIR, DESPAIR_OTHER})
"""What the matcher names in the place of an entry where somebody is tired of life."""
_POISON = re.compile(r"\b(?:racun|\w*minum|\w*tel[ae]n|obat|pil|baygon|potas|pestisida|roundup)", re.IGNORECASE)
"""What has been swallowed, or is about to be: of poison nothing is said to who has not spoken of it."""
POISON = re.compile(r"\b(?:racun|baygon|potas|pestisida|roundup|obat\W+(?:nyamuk|hama|rumput|tikus))", re.IGNORECASE)
"""What is no veiled word: whoever names it with despair tells of a plan or an act, of whomever he speaks."""

_WOUND = re.compile(
    r"\b(?:(?:ber|pen)?darah(?:an)?\b(?!\W+(?:tinggi|rendah))|(?:ter)?luka\b|(?:patah|luka)\b(?!\W+(?:hati|batin))|pingsan"
    r"|(?:di|ke|ter)?(?:tusuk|bacok|tembak)\b|(?:robek|sobek|bengkak|lebam|memar|bonyok|melepuh|retak)\b)",
    re.IGNORECASE,
)
_AT_HOME = re.compile(
    r"\bkdrt\b|\A(?=.*\b(?:suami|istri|bini|mertua|pacar|mantan|paman"
    r"|(?:ayah|bapa?k?|abah|ibu|mama)\W*(?:tiri|kandung|ku|saya))\b)"
    r"(?=.*(?:pukul|mukul|hajar|tampar|nampar|tempeleng|tendang|nendang|cekik|jambak|banting|siksa|aniaya|perkosa|cabul))",
    re.IGNORECASE | re.DOTALL,
)
_PICTURES = re.compile(r"(?=.*(?:foto|video|vcs|rekaman))(?=.*(?:sebar|viral))", re.IGNORECASE | re.DOTALL)
"""A wound, violence in the family, and pictures that are to be spread, among the words of somebody in danger. Of
lessons that match, drawn at random, 20 of 27 and 25 of 30 tell of the first two; what is said then asks first."""
_ASKED_FIRST = ((_WOUND, danger_texts.WOUNDED), (_PICTURES, danger_texts.PICTURES))


def first_aid(policy: Policy, to: Address, number: int | None, entry: str | None, text: str) -> tuple[Send, ...]:
    """Send what to do. `number`: the ticket that hears the answer, if there is one; `text`: what was written.

    `entry`: the FAQ's that fits, or what stands for one; a relative is never asked whether answering is safe.
    """
    told = danger_texts.NOT_ALONE if number is None else danger_texts.ALERTED
    first = Send(to, told, ticket=number, priority=Priority.EMERGENCY)
    if entry in DESPAIRS:
        # one message that begins with the help itself; no button leads away from it
        body, buttons = against_despair(policy, entry, text, told)
        return (replace(first, text=body, buttons=(*buttons, *safety(number, "salah"))),)
    call, buttons = whom_to_call(policy.directory, text, entry)
    body, question = danger_texts.IF_SAFE.format(call=call), danger_texts.SAFE_ASK
    if entry == FAMILY:
        body, question = danger_texts.FOR_RELATIVE.format(call=call), danger_texts.RELATIVE_ASK
        body += f" {danger_texts.ASKED_FOR_MONEY}" if speaks_of_paying(text) else ""
    body = _asked_first(text) + body
    if number is not None:
        body += f"\n\n{question}"
        buttons = (*(() if entry == FAMILY else safety(number, "ya", "tidak")), *buttons)
    # all steps, as the FAQ has them, and a way to clear a phone that others see
    steps = next((one for one in (entry, VICTIM) if one and one in policy.knowledge.entries), None)
    rows = (*buttons, *(((Button(danger_texts.B_ALL_STEPS, Verb.ANSWER, (steps,)),),) if steps else ()))
    rows = (*rows, (Button(texts.B_CLEAR, Verb.CLEAR),), *safety(number, "salah"))
    return first, replace(first, text=body, buttons=rows)


def against_despair(
    policy: Policy, entry: str | None, text: str, told: str, *, veiled: bool = False
) -> tuple[str, Rows]:
    """Return what somebody reads who is tired of life, or tells of another who is. `veiled`: his words may mean it."""
    (call, buttons), clinic = whom_to_call(policy.directory, text, DESPAIR), _clinic(text)
    if veiled and entry != DESPAIR_OTHER:
        talk = call if country_named(text) else danger_texts.TALK_AT_HOME
        return danger_texts.DESPAIR_GENTLE.format(call=talk), buttons
    first, question = danger_texts.DESPAIR_NOW, danger_texts.DESPAIR_WHERE
    if entry == DESPAIR_OTHER:
        first, question = danger_texts.DESPAIR_FOR_ANOTHER, danger_texts.WHERE_IS_SHE
    if not veiled and _POISON.search(text):
        # "minum racun" does not say who
        first, question = danger_texts.DESPAIR_POISON, danger_texts.WHERE_IS_WHO
    return f"{first.format(clinic=clinic)}\n\n{told} {call}\n\n{question}", buttons


def _asked_first(text: str, earlier: Iterable[str] = ()) -> str:
    told = (sentence for says, sentence in _ASKED_FIRST if says.search(text) and not any(map(says.search, earlier)))
    return "".join(f"{sentence.format(clinic=_clinic(text))}\n\n" for sentence in told)


def _clinic(text: str) -> str:
    return danger_texts.CLINIC if country_named(text) is None else danger_texts.CLINIC_OR_HOSPITAL


def passed_on(policy: Policy, ticket: Ticket, text: str, before: Iterable[str], *, asks: bool) -> tuple[str, Rows]:
    """Return what answers a further message where a life may be at stake: warmly, and with whom to call meanwhile.

    To a plea, and where he `asks` of the danger, always; to anything else where the country that it names, and none did
    before, changes whom to call. Of a wound that was not told of before it says first where to go.
    """
    earlier = (*before, ticket.gravest, ticket.question)
    told = "\n".join((text, *earlier))
    call, buttons = whom_to_call(policy.directory, text, helped_by(ticket, (text,)))
    heard = whom_to_call(policy.directory, "\n".join(earlier), helped_by(ticket, earlier))
    known = country_named(text) is None or (call, buttons) == heard
    if ticket.despair and (known or asks):
        # nobody who goes on reads the same words twice in a row
        joined = danger_texts.DESPAIR_JOINED[ticket.version % len(danger_texts.DESPAIR_JOINED)]
        talk = call if asks or country_named(told) else danger_texts.TALK_AT_HOME
        return joined.format(clinic=_clinic(told), call=call if asks else "", talk=talk).strip(), ()
    if pleads(text) or asks:
        call, _ = whom_to_call(policy.directory, told, helped_by(ticket, (text, *earlier)))
        return danger_texts.JOINED_PLEA.format(call=call), ()
    joined = _asked_first(text, earlier) + danger_texts.JOINED
    return (joined, ()) if known else (f"{joined}\n\n{call}", buttons)


def helped_by(ticket: Ticket, said: Iterable[str]) -> str:
    """Return the entry by which help is named: the ticket's first, but who is in danger abroad is there himself."""
    first = DESPAIR if ticket.despair else assess(ticket.question).entry
    told = (assess(one) for one in said if first == FAMILY and country_named(one))
    return VICTIM if any((one.level, one.entry) == ("danger", VICTIM) for one in told) else first


def closing(policy: Policy, ticket: Ticket, officer: str, told: Iterable[str]) -> str:
    """Return how somebody is told that the case was closed, and where help stays in the country that was named."""
    said = (ticket.question, *told)
    call, _ = whom_to_call(policy.directory, "\n".join(said), helped_by(ticket, said))
    closed = danger_texts.DESPAIR_CLOSED if ticket.despair else texts.CLOSED_EMERGENCY
    return closed.format(officer=officer, call=call)


def whom_to_call(directory: Directory, text: str, entry: str | None) -> tuple[str, Rows]:
    """Return whom to call, at home and in a country that is named, and the number to be copied as a button.

    A relative, who is mostly at home, calls the police where no mission's number is known; at home SAPA is named, too.
    """
    country, despair = country_named(text), entry in DESPAIRS
    cities = (at for at in directory.missions if at != country and country_named(at) == country)
    place = next((at for at in cities if at in text.casefold()), country)
    if mission := directory.missions.get(place or ""):
        call = danger_texts.DESPAIR_CALL_MISSION if despair else danger_texts.CALL_MISSION
        copied = Button(f"{mission.name}: {mission.phone}", Verb.UNKNOWN, copied=mission.phone)
        return call.format(name=mission.name, phone=mission.phone), ((copied,),)
    if despair:
        return danger_texts.DESPAIR_CALL, ()
    sapa: Rows = ((Button(danger_texts.B_SAPA, Verb.UNKNOWN, copied=danger_texts.SAPA),),)
    if entry == FAMILY or country is None:
        call = danger_texts.CALL_FOR_ANOTHER if entry == FAMILY else danger_texts.CALL_EITHER
        at_home = country is None and (_AT_HOME.search(text) or _PICTURES.search(text))
        return (f"{call} {danger_texts.SAPA_AT_HOME}", sapa) if at_home else (call, ())
    return danger_texts.CALL_ABROAD, sapa


def safety(number: int | None, *choices: str) -> Rows:
    """Return a row of these answers to whether replying is safe; what takes a call back stands apart."""
    row = tuple(Button(danger_texts.B_SAFE[choice], Verb.SAFE, (str(number), choice)) for choice in choices)
    return (row,) if number is not None else ()


def listeners(ticket: Ticket, resident: Resident, now: datetime, policy: Policy) -> tuple[Officer, ...]:
    """Return who gets the resident's words, the first of them the one who has the ticket."""
    people = policy.concerned(ticket, resident)
    if not ticket.emergency or retractions(resident.memory, now) < DOUBTED:
        return people
    supervisor = policy.directory.officers.get(policy.directory.offices[ticket.office].supervisor or "")
    told = (supervisor,) if supervisor and supervisor.id in policy.chats else ()
    return tuple(dict.fromkeys((*people, *told)))


def limit_rings(outcome: Outcome, turn: ResidentTurn[Event]) -> Outcome:
    """Silence what comes of an emergency to the officers where it may not ring, and note when it rang.

    Of several messages to one place the first rings.
    """
    resident, policy = outcome.resident or turn.resident, turn.policy
    urgent = {ticket.id: ticket for ticket in (*turn.known, *outcome.tickets) if ticket.emergency}
    doubted = retractions(resident.memory, turn.now) >= DOUBTED
    rang: set[tuple[int, Address]] = set()

    def limited(action: Action) -> Action:
        if not isinstance(action, Send | Copy) or action.silent or action.to == resident.address:
            return action
        ticket = urgent.get(action.ticket or 0)
        if ticket is None:
            return action
        people, place = policy.concerned(ticket, resident), (ticket.id, action.to)
        alone = doubted and people and action.to != policy.chat(people[0].id)
        lately = ticket.rung_at is not None and turn.now - ticket.rung_at < policy.pause_between_steps
        if place in rang or alone or lately:
            return replace(action, silent=True)
        rang.add(place)
        return action

    actions = tuple(map(limited, outcome.actions))
    changed = {ticket.id: ticket for ticket in outcome.tickets}
    changed |= {number: replace(urgent[number], rung_at=turn.now) for number, _ in rang}
    return replace(outcome, actions=actions, tickets=tuple(changed.values())) if urgent else outcome
