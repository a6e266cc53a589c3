"""Names that moved."""

from __future__ import annotations

from bot.helpdesk.model.policy import may_see as may_see
from bot.helpdesk.model.ticket import NOTE as NOTE
from bot.helpdesk.model.ticket import SURE as SURE
from bot.helpdesk.model.ticket import is_note as is_note
