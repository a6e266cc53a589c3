"""What somebody in danger, or who writes for one, reads first: two short messages, one thing to do, one question."""

from __future__ import annotations

from bot.helpdesk.model.actions import Button, Priority, Rows, Send
from bot.helpdesk.model.directory import Directory
from bot.helpdesk.model.entities import Address
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.texts import emergency as emergency_texts
from bot.helpdesk.texts import resident as texts
from bot.matching.danger import FAMILY, VICTIM, assess, speaks_of_paying
from bot.matching.places import country_named


def first_aid(policy: Policy, to: Address, number: int | None, entry: str | None, text: str) -> tuple[Send, ...]:
    """Send two messages. `number`: the ticket that hears the answer, if there is one; `text`: what was written.

    `entry`: the FAQ's entry that fits; a relative's is asked for what helps to find somebody, never whether answering
    is safe, so no answer of hers silences anybody.
    """
    opening = emergency_texts.NOT_ALONE if number is None else emergency_texts.ALERTED
    call, buttons = _whom_to_call(policy.directory, text, entry)
    if entry == FAMILY:
        body, question = emergency_texts.FOR_RELATIVE.format(call=call), emergency_texts.RELATIVE_ASK
        if speaks_of_paying(text):
            body += f" {emergency_texts.ASKED_FOR_MONEY}"
    else:
        body, question = emergency_texts.IF_SAFE.format(call=call), emergency_texts.SAFE_ASK
    if number is not None:
        body += f"\n\n{question}"
        buttons = (*_answers(number, entry), *buttons)
    rows = (*buttons, *_more(policy, entry))
    return (
        Send(to, opening, ticket=number, priority=Priority.EMERGENCY),
        Send(to, body, rows, ticket=number, priority=Priority.EMERGENCY),
    )


def new_call(policy: Policy, text: str, before: str) -> tuple[str, Rows] | None:
    """Return the call that helps in the country that a message names; None where what was said before named it, too."""
    country = country_named(text)
    if country is None or country == country_named(before):
        return None
    return _whom_to_call(policy.directory, text, FAMILY if assess(before).entry == FAMILY else None)


def _whom_to_call(directory: Directory, text: str, entry: str | None) -> tuple[str, Rows]:
    """Return the one call that helps where the message comes from, and the number to be copied as a button.

    Where the mission's number is not known, a relative, who is mostly at home, calls the police.
    """
    country = country_named(text)
    mission = directory.missions.get(country or "")
    if mission is None and entry == FAMILY:
        return emergency_texts.CALL_FOR_ANOTHER, ()
    if country is None:
        return emergency_texts.CALL_EITHER, ()
    if mission is None:
        sapa = Button(emergency_texts.B_SAPA, Verb.UNKNOWN, copied=emergency_texts.SAPA)
        return emergency_texts.CALL_ABROAD, ((sapa,),)
    label = f"{mission.name}: {mission.phone}"
    copies = ((Button(label, Verb.UNKNOWN, copied=mission.phone),),)
    return emergency_texts.CALL_MISSION.format(name=mission.name, phone=mission.phone), copies


def _answers(number: int, entry: str | None) -> Rows:
    args = (str(number),)
    mistake = Button(emergency_texts.B_SAFE_MISTAKE, Verb.SAFE, (*args, "salah"))
    if entry == FAMILY:
        return ((mistake,),)
    safe = (
        Button(emergency_texts.B_SAFE_YES, Verb.SAFE, (*args, "ya")),
        Button(emergency_texts.B_SAFE_NO, Verb.SAFE, (*args, "tidak")),
    )
    return ((*safe, mistake),)


def _more(policy: Policy, entry: str | None) -> Rows:
    """Return the buttons for all steps, as the FAQ has them, and for clearing a phone that others see."""
    chosen = next((one for one in (entry, VICTIM) if one and policy.knowledge.has(one)), None)
    steps: Rows = ((Button(emergency_texts.B_ALL_STEPS, Verb.ANSWER, (chosen,)),),) if chosen else ()
    return (*steps, (Button(texts.B_CLEAR, Verb.CLEAR),))
