"""Names that moved."""

from __future__ import annotations

from bot.helpdesk.model.errors import AGAIN as AGAIN
from bot.helpdesk.model.errors import NOT_IN_STAFF_CHAT as NOT_IN_STAFF_CHAT
from bot.helpdesk.model.errors import OF_CONTACT as OF_CONTACT
from bot.helpdesk.model.errors import OF_DECISIONS as OF_DECISIONS
from bot.helpdesk.model.errors import OF_MACHINES as OF_MACHINES
from bot.helpdesk.model.errors import OF_TICKETS as OF_TICKETS
from bot.helpdesk.model.errors import Alert as Alert
from bot.helpdesk.model.errors import Group as Group
from bot.helpdesk.model.errors import Kind as Kind
from bot.helpdesk.model.errors import OpenAlert as OpenAlert
from bot.helpdesk.model.errors import grouped as grouped
