"""Names that moved."""

from __future__ import annotations

from bot.helpdesk.model.people import Address as Address
from bot.helpdesk.model.people import Leave as Leave
from bot.helpdesk.model.people import OfficerChat as OfficerChat
from bot.helpdesk.model.people import Resident as Resident
from bot.helpdesk.model.ticket import Access as Access
from bot.helpdesk.model.ticket import Answered as Answered
from bot.helpdesk.model.ticket import Attachment as Attachment
from bot.helpdesk.model.ticket import Author as Author
from bot.helpdesk.model.ticket import CheckCount as CheckCount
from bot.helpdesk.model.ticket import EscalationStep as EscalationStep
from bot.helpdesk.model.ticket import FaqDraft as FaqDraft
from bot.helpdesk.model.ticket import Feedback as Feedback
from bot.helpdesk.model.ticket import Held as Held
from bot.helpdesk.model.ticket import Line as Line
from bot.helpdesk.model.ticket import QueueView as QueueView
from bot.helpdesk.model.ticket import Ticket as Ticket
from bot.helpdesk.model.ticket import TicketAndResident as TicketAndResident
from bot.helpdesk.model.ticket import TicketState as TicketState
