"""Names that moved."""

from __future__ import annotations

from bot.helpdesk.model.memory import DAY as DAY
from bot.helpdesk.model.memory import DOUBTED as DOUBTED
from bot.helpdesk.model.memory import REMEMBERED as REMEMBERED
from bot.helpdesk.model.memory import Awaited as Awaited
from bot.helpdesk.model.memory import Awaiting as Awaiting
from bot.helpdesk.model.memory import CheckAnswer as CheckAnswer
from bot.helpdesk.model.memory import Memory as Memory
from bot.helpdesk.model.memory import Pause as Pause
from bot.helpdesk.model.memory import Pending as Pending
from bot.helpdesk.model.memory import Requested as Requested
from bot.helpdesk.model.memory import Retractions as Retractions
from bot.helpdesk.model.memory import StartedCheck as StartedCheck
from bot.helpdesk.model.memory import Turn as Turn
from bot.helpdesk.model.memory import YesOrNo as YesOrNo
from bot.helpdesk.model.memory import retractions as retractions
from bot.helpdesk.model.memory import without_old_mark as without_old_mark
