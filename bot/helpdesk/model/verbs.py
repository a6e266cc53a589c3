"""What buttons and messages are for."""

from __future__ import annotations

from bot.helpdesk.model.actions import Purpose as Purpose
from bot.helpdesk.model.buttons import Verb as Verb
