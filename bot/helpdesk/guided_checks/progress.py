"""One moment of a guided check: who is asked, in which check, and what he did."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.helpdesk.model.context import ResidentContext
from bot.helpdesk.model.conversation_memory import StartedCheck
from bot.helpdesk.model.entities import Resident
from bot.helpdesk.model.events import Event
from bot.helpdesk.model.guided_checks import GuidedCheck
from bot.helpdesk.model.policy import Policy


@dataclass(frozen=True, slots=True)
class Progress:
    """A resident in a check. `started`: how far he has come; one that has not begun has no answers."""

    context: ResidentContext
    check: GuidedCheck
    started: StartedCheck
    event: Event
    now: datetime
    policy: Policy

    @property
    def resident(self) -> Resident:
        """Who is asked."""
        return self.context.resident

    def of(self, resident: Resident) -> Progress:
        """Return the same with the resident as he is now."""
        return replace(self, context=self.context.of(resident))

    def at(self, started: StartedCheck) -> Progress:
        """Return the same with other answers."""
        return replace(self, started=started)
