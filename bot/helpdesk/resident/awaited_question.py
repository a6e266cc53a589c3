"""What is written while the question for the officer is awaited: mostly that question, sometimes a word before it."""

from __future__ import annotations

from dataclasses import replace

from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.conversation_memory import Awaited, Turn
from bot.helpdesk.model.events import Event
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.intake import open_ticket
from bot.helpdesk.tickets.talk import calls_off, is_politeness, is_sign
from bot.helpdesk.turn import ResidentTurn
from bot.matching.entry import Decision


def take_awaited(turn: ResidentTurn[Event], decision: Decision, recent: tuple[Turn, ...]) -> Outcome:
    """Send the question to the officer; a greeting or an "ok" is none yet, and "gak jadi" ends the waiting.

    `recent`: the messages before. An "ok" to "Pertanyaan tadi yang dikirim?" sends that one.
    """
    memory = turn.resident.memory
    if calls_off(decision, turn.words):
        ended = replace(turn.resident, memory=replace(memory, question=None))
        return Outcome(actions=(Send(turn.event.address, texts.BYE),), resident=ended)
    if is_sign(turn.words) and memory.question and _was_offered(turn, recent):
        sent = replace(turn.resident, memory=replace(memory, question=None))
        return open_ticket(turn.of(sent).saying(memory.question), asked=True)
    if is_sign(turn.words) or is_politeness(decision):
        officer, office = turn.policy.directory.officer_of(turn.resident), turn.policy.office_of(turn.resident)
        text = texts.STILL_AWAITED.format(officer=officer.name if officer else office.name)
        waiting = replace(turn.resident, memory=replace(memory, awaiting=Awaited.QUESTION))
        return Outcome(actions=(Send(turn.event.address, text),), resident=waiting)
    return open_ticket(turn, asked=True)


def _was_offered(turn: ResidentTurn[Event], recent: tuple[Turn, ...]) -> bool:
    """Return whether the resident has just asked for an officer, and was asked which question to send."""
    return bool(recent) and turn.decided(recent[-1].text).act == "minta-petugas"
