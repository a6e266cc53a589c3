"""Names that moved."""

from __future__ import annotations

from bot.helpdesk.model.hours import DAYS as DAYS
from bot.helpdesk.model.hours import MONTHS as MONTHS
from bot.helpdesk.model.hours import PART_OF_DAY as PART_OF_DAY
from bot.helpdesk.model.hours import SEARCH_DAYS as SEARCH_DAYS
from bot.helpdesk.model.hours import ZONES as ZONES
from bot.helpdesk.model.hours import Blocks as Blocks
from bot.helpdesk.model.hours import OfficeHours as OfficeHours
from bot.helpdesk.model.hours import long_date as long_date
from bot.helpdesk.model.hours import on_the_clock as on_the_clock
