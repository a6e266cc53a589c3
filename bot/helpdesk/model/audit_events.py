"""Names that moved."""

from __future__ import annotations

from bot.helpdesk.model.ticket import AuditEvent as AuditEvent
from bot.helpdesk.model.ticket import happened as happened
