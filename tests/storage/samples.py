"""People, messages and tickets for the storage tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from bot.helpdesk.model.people import Address, Memory, PastMessage, Resident
from bot.helpdesk.model.store import Received
from bot.helpdesk.model.ticket import EscalationStep, Ticket, TicketState

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
SITI = Address("telegram", "5001")
BUDI = Address("telegram", "5002")
OFFICER = Address("telegram", "7001")


def update(number: int, chat: str = SITI.chat, message: str | None = None, raw: bytes = b"{}") -> Received:
    return Received("telegram", str(number), message or f"{chat}:{number}", chat, raw)


def person(address: Address = SITI, number: int = 0, **changes: Any) -> Resident:
    memory = Memory((PastMessage("biaya paspor brp", NOW, "paspor-biaya"),), question="biaya paspor brp")
    fresh = Resident(number, address, "Siti", "mandurian", NOW, memory)
    return replace(fresh, **changes)


def make_ticket(number: int = 1, resident: int = 0, **changes: Any) -> Ticket:
    fresh = Ticket(
        id=number,
        resident_id=resident,
        village="mandurian",
        office="banjarmasin",
        officer="pimpasa-mandurian",
        question="anak saya lahir di Sabah, bagaimana?",
        opened_at=NOW,
        attempted=("paspor-anak-syarat", "orang-asing-anak"),
        waiting_since=NOW,
        next_step=EscalationStep.REMIND,
        next_at=NOW + timedelta(hours=4),
    )
    return replace(fresh, **changes)


def closed(ticket: Ticket, at: datetime = LATER) -> Ticket:
    return replace(ticket, state=TicketState.CLOSED, closed_at=at, next_step=None, next_at=None, waiting_since=None)
