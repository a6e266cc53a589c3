"""What is written while the question for the officer is awaited: mostly that question, sometimes a word before it."""

from __future__ import annotations

from dataclasses import replace

from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.context import ResidentMessage
from bot.helpdesk.model.conversation_memory import Awaited, Turn
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.bot_or_officer import calls_off, is_politeness, is_sign
from bot.helpdesk.tickets.intake import open_ticket
from bot.matching.entry import Decision


def take_awaited(said: ResidentMessage, decision: Decision, recent: tuple[Turn, ...]) -> Outcome:
    """Send the question to the officer; a greeting or an "ok" is none yet, and "gak jadi" ends the waiting.

    `recent`: the messages before. An "ok" to "Pertanyaan tadi yang dikirim?" sends that one.
    """
    memory = said.resident.memory
    if calls_off(decision, said.text):
        ended = replace(said.resident, memory=replace(memory, question=None))
        return Outcome(actions=(Send(said.event.address, texts.BYE),), resident=ended)
    if is_sign(said.text) and memory.question and _was_offered(said, recent):
        sent = replace(said.resident, memory=replace(memory, question=None))
        return open_ticket(said.by(sent).as_text(memory.question), asked=True)
    if is_sign(said.text) or is_politeness(decision):
        officer, office = said.policy.directory.officer_of(said.resident), said.policy.office_of(said.resident)
        text = texts.STILL_AWAITED.format(officer=officer.name if officer else office.name)
        waiting = replace(said.resident, memory=replace(memory, awaiting=Awaited.QUESTION))
        return Outcome(actions=(Send(said.event.address, text),), resident=waiting)
    return open_ticket(said, asked=True)


def _was_offered(said: ResidentMessage, recent: tuple[Turn, ...]) -> bool:
    """Return whether the resident has just asked for an officer, and was asked which question to send."""
    return bool(recent) and said.context.decisions.of(said.policy.knowledge, recent[-1].text).act == "minta-petugas"
