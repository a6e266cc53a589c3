"""Names that moved."""

from __future__ import annotations

from bot.helpdesk.model.policy import CERTAIN as CERTAIN
from bot.helpdesk.model.policy import LEFT_OUT as LEFT_OUT
from bot.helpdesk.model.policy import SHORTEST as SHORTEST
from bot.helpdesk.model.policy import Directory as Directory
from bot.helpdesk.model.policy import Mission as Mission
from bot.helpdesk.model.policy import Office as Office
from bot.helpdesk.model.policy import Officer as Officer
from bot.helpdesk.model.policy import Village as Village
