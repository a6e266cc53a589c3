"""Which officer was shown which ticket's words, and how; it is stored with what showed them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.context import OfficerContext
from bot.helpdesk.model.entities import Access

QUEUE, TICKET, LOST, CHOICE, PROPOSED = "queue", "case", "lost", "choice", "proposal"
"""How a ticket was looked up; for what is sent unasked, the message's purpose says it."""


def in_group(office: str) -> str:
    """Return the name under which everybody counts who may read in an office's group."""
    return f"grup {office}"


def viewed(outcome: Outcome, context: OfficerContext, tickets: Iterable[int], how: str, now: datetime) -> Outcome:
    """Note in the outcome that it shows these tickets to the officer, and in a group to everybody there."""
    numbers = tuple(dict.fromkeys(tickets))
    readers = (context.officer.id, in_group(context.officer.office)) if context.topic else (context.officer.id,)
    return replace(outcome, seen=tuple(Access(now, reader, number, how) for reader in readers for number in numbers))
