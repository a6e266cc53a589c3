"""Names that moved."""

from __future__ import annotations

from bot.helpdesk.model.people import AWAITED as AWAITED
from bot.helpdesk.model.people import Form as Form
from bot.helpdesk.model.people import FormKept as FormKept
from bot.helpdesk.model.people import Member as Member
from bot.helpdesk.model.people import Observer as Observer
from bot.helpdesk.model.people import Request as Request
from bot.helpdesk.model.people import Role as Role
from bot.helpdesk.model.people import StaffChange as StaffChange
from bot.helpdesk.model.people import StaffEvent as StaffEvent
from bot.helpdesk.model.people import Task as Task
from bot.helpdesk.model.people import TaskAsked as TaskAsked
