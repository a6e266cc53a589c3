"""Names that moved."""

from __future__ import annotations

from bot.helpdesk.model.errors import Tell as Tell
from bot.helpdesk.model.errors import unheard as unheard
