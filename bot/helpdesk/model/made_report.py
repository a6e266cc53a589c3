"""Names that moved."""

from __future__ import annotations

from bot.helpdesk.model.actions import MadeReport as MadeReport
from bot.helpdesk.model.actions import MadeSheet as MadeSheet
from bot.helpdesk.model.actions import MakeReport as MakeReport
