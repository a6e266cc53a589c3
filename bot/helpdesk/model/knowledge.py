"""Names that moved."""

from __future__ import annotations

from bot.helpdesk.model.policy import Decisions as Decisions
from bot.helpdesk.model.policy import Knowledge as Knowledge
from bot.helpdesk.model.policy import SeasonWarning as SeasonWarning
from bot.helpdesk.model.policy import Topic as Topic
