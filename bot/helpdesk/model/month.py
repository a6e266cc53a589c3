"""Names that moved."""

from __future__ import annotations

from bot.helpdesk.model.hours import MONTH_WORDS as MONTH_WORDS
from bot.helpdesk.model.hours import Month as Month
from bot.helpdesk.model.hours import month_named as month_named
