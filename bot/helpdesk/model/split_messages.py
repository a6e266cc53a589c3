"""Names that moved."""

from __future__ import annotations

from bot.helpdesk.model.actions import changed as changed
from bot.helpdesk.model.actions import cut as cut
from bot.helpdesk.model.actions import pieces as pieces
from bot.helpdesk.model.actions import unsent as unsent
