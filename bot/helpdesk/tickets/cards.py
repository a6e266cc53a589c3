"""The cards that officers see, in their chats and in a group's topics, and who was shown what.

That is stored with what showed it, and of an erased person every card and photo is emptied. A topic is an address of
its own: the group's id, a slash, and the topic's id; a ticket without one its officers read in their own chats.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

from bot.helpdesk.model.actions import (
    Action,
    Button,
    Copy,
    Delete,
    Edit,
    MarkTopic,
    OpenTopic,
    Outcome,
    Priority,
    Purpose,
    Rows,
    Send,
    Verdict,
)
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.errors import AlertKind
from bot.helpdesk.model.events import Attached, Commanded, Event, Followed, Pressed, Wrote
from bot.helpdesk.model.hours import long_date
from bot.helpdesk.model.markup import fits, split
from bot.helpdesk.model.people import Address, Resident
from bot.helpdesk.model.policy import PENDING, Officer, Policy
from bot.helpdesk.model.store import Delivery, Result
from bot.helpdesk.model.ticket import PROGRAM, Access, Author, Line, Sent, Ticket, TicketAndResident, TicketState
from bot.helpdesk.texts import danger as danger_texts, officer as officer_texts, resident as texts
from bot.helpdesk.tickets.lifecycle import ticket_alert
from bot.helpdesk.turn import OfficerTurn, ResidentTurn, refuse

QUEUE, TICKET, LOST, CHOICE, PROPOSED = "queue", "case", "lost", "choice", "proposal"
"""How a ticket was looked up; for what is sent unasked, the message's purpose says it."""


def card_text(policy: Policy, ticket: Ticket, resident: Resident, now: datetime) -> str:
    """Return the card as it should read now."""
    known, village, attempted = policy.knowledge.entries, policy.directory.village_of(ticket), list[str]()
    for entry in (known[id] for id in ticket.attempted if id in known):
        # why the bot did not give it, where it is too long past its review date
        late = entry.shown(village).withheld
        attempted.append(entry.question + (officer_texts.WITHHELD.format(day=long_date(late)) if late else ""))
    return officer_texts.card(ticket, resident, policy.directory, attempted, now)


def card_buttons(policy: Policy, ticket: Ticket) -> Rows:
    """Return the buttons for what an officer can do with the ticket now."""

    def button(label: str, verb: Verb, *more: str) -> Button:
        return Button(label, verb, (str(ticket.id), *more))

    if ticket.state is TicketState.CANCELLED:
        return ()
    if ticket.state is TicketState.CLOSED:
        answered = ticket.first_reply_at is not None and not ticket.at_risk
        drafting = (button(officer_texts.B_MAKE_FAQ, Verb.MAKE_FAQ),) if answered else ()
        return ((button(officer_texts.B_OPEN, Verb.REOPEN), *drafting),)
    hand, close = button(officer_texts.B_HAND, Verb.HAND_OVER), button(officer_texts.B_CLOSE, Verb.CLOSE)
    if ticket.at_risk:
        # on top taking it up, alone, then whom to call and what to write
        steps: Rows = ((button(officer_texts.B_STEPS, Verb.STEPS),), (hand, close))
        return steps if ticket.claimed_by else ((button(officer_texts.B_HANDLE, Verb.CLAIM),), *steps)
    answered = ticket.first_reply_at is not None and ticket.waiting_since is None
    known = [entry for entry in ticket.attempted if entry in policy.knowledge.entries and not answered]
    send = (
        (button(officer_texts.B_SEND_ANSWER.format(number=place), Verb.PICK_ENTRY, entry),)
        for place, entry in enumerate(known, 1)
    )
    claim = () if ticket.claimed_by else (button(officer_texts.B_CLAIM, Verb.CLAIM),)
    return (*send, (button(officer_texts.B_SEARCH, Verb.SEARCH),), (*claim, hand, close))


def urgency(ticket: Ticket) -> Priority:
    """Return how urgent it is to tell an officer of the ticket."""
    return Priority.EMERGENCY if ticket.emergency else Priority.NORMAL


def card(policy: Policy, ticket: Ticket, resident: Resident, officer: Officer, now: datetime) -> tuple[Send, ...]:
    """Send the card to one officer, where he reads about the ticket; to nobody where he has not joined."""
    places = policy.reading_places((officer,), ticket)
    return tuple(_card_at(place, policy, (ticket, resident), now) for place in places)


def _card_at(place: Address, policy: Policy, pair: TicketAndResident, now: datetime) -> Send:
    ticket, resident = pair
    text, rows = card_text(policy, ticket, resident, now), card_buttons(policy, ticket)
    return Send(place, text, rows, ticket=ticket.id, purpose=Purpose.CARD, priority=urgency(ticket))


def to_card(number: int) -> Button:
    """Return the button that shows a ticket's card."""
    return Button(officer_texts.B_CARD.format(number=number), Verb.CARD, (str(number),))


RECEIPTS = frozenset({Purpose.RECEIPT, Purpose.RECEIPT_ASKED})


def changed_receipts(old: Ticket, new: Ticket, sent: Iterable[Sent], now: datetime, policy: Policy) -> tuple[Edit, ...]:
    """Change the resident's receipts to where his question stands now, as /status says it; in danger none."""

    def reads(ticket: Ticket, purpose: str) -> tuple[str, Rows]:
        officer = policy.directory.in_charge(ticket)
        if officer is None or ticket.first_reply_at or not ticket.is_open:
            return texts.status_lines(ticket, officer), ()
        cancel, asked = Button(texts.B_CANCEL, Verb.CANCEL, (str(ticket.id),)), purpose == Purpose.RECEIPT_ASKED
        return texts.receipt(ticket, officer, policy.directory.offices[ticket.office], now, asked=asked), ((cancel,),)

    receipts = [] if new.at_risk else [item for item in sent if item.purpose in RECEIPTS]
    changed = (item for item in receipts if reads(old, item.purpose) != reads(new, item.purpose))
    return tuple(Edit(item.address, item.message, *reads(new, item.purpose)) for item in changed)


def with_updated_cards(
    outcome: Outcome, standing: Mapping[Ticket, tuple[Sent, ...]], resident: Resident, now: datetime, policy: Policy
) -> Outcome:
    """Add to the outcome an edit of every card and receipt that now reads otherwise, by whatever its ticket changed.

    The topic of a reopened ticket opens first, that of a closed one closes last. Another office, where the ticket was,
    keeps a word of that; a word about who has it now takes the place of the one before. What the resident has sent
    comes along with a new card. `standing`: the messages in chats, by ticket as it was; `resident`: as the cards show.
    """
    after, person = {ticket.id: ticket for ticket in outcome.tickets}, outcome.resident or resident
    opened, edits, closed = list[Action](), list[Action](), list[Action]()
    for old, sent in standing.items():
        new = after.get(old.id, old)
        group = policy.directory.offices[new.office].group if policy.serves(new) else None
        if group and new.topic and new.is_open is not old.is_open:
            (opened if new.is_open else closed).append(MarkTopic(Address(group.channel, new.topic), new.is_open))
        edits += _given_along(old, sent, resident, outcome)
        if not sent or old.office not in policy.directory.offices:
            continue
        if policy.serves(new):
            edits += changed_receipts(old, new, sent, now, policy)
        shown = card_text(policy, new, person, now), card_buttons(policy, new)
        before = card_text(policy, old, resident, now), card_buttons(policy, old)
        # of a card in several messages the last has the buttons, and the line that changes
        text = shown[0] if fits(before[0]) else split(shown[0])[-1]
        ended = old.is_open and not new.is_open
        for item in sent if ended or shown != before else ():
            own, number = policy.works_at(item.address, new.office), new.id
            if item.purpose == Purpose.CARD and shown != before:
                left = officer_texts.LEFT_OFFICE.format(number=number)
                edits.append(Edit(item.address, item.message, *((text, shown[1]) if own else (left, ()))))
            elif item.purpose == Purpose.ARRIVED and ended and own:
                # the buttons under "Sampai ke warga" go
                edits.append(Edit(item.address, item.message, officer_texts.ARRIVED.format(number=number)))
    told = {old.id: one.message for old, sent in standing.items() for one in sent if one.purpose == Purpose.MOVED}
    actions = (
        Edit(one.to, told[one.ticket], one.text)
        if isinstance(one, Send) and one.purpose == Purpose.MOVED and one.ticket in told
        else one
        for one in outcome.actions
    )
    return replace(outcome, actions=(*opened, *actions, *edits, *closed))


def _given_along(ticket: Ticket, sent: Iterable[Sent], resident: Resident, outcome: Outcome) -> list[Copy]:
    """Copy the resident's photos and voice notes that officers have to where the outcome shows the card anew."""
    cards = [one for one in outcome.actions if isinstance(one, Send) and one.purpose == Purpose.CARD]
    copies = [one.copied for one in sent if one.copied and one.copied.source == resident.address]
    there = {(copy.to, copy.message) for copy in copies}
    return [
        replace(copy, to=card.to, silent=True)
        for card in cards
        for copy in {copy.message: copy for copy in copies}.values()
        if card.ticket == ticket.id and (card.to, copy.message) not in there
    ]


def in_group(office: str) -> str:
    """Return the name under which everybody counts who may read in an office's group."""
    return f"grup {office}"


def viewed(outcome: Outcome, turn: OfficerTurn[Event], tickets: Iterable[int], how: str) -> Outcome:
    """Note in the outcome that it shows these tickets to the officer, and in a group to everybody there."""
    numbers = tuple(dict.fromkeys(tickets))
    readers = (turn.officer.id, in_group(turn.officer.office)) if turn.topic else (turn.officer.id,)
    seen = tuple(Access(turn.now, reader, number, how) for reader in readers for number in numbers)
    return replace(outcome, seen=seen)


def _emptied(to: Address, message: str, ticket: int, *, copied: bool) -> Edit | Delete:
    """Take away what a chat shows of an erased person's ticket."""
    return Delete(to, message) if copied else Edit(to, message, officer_texts.ERASED_CARD.format(number=ticket))


def empty_cards_of_the_erased(outcome: Outcome, turn: ResidentTurn[Event]) -> Outcome:
    """Empty every message about the erased person's tickets, in all chats but his own."""
    if outcome.erase is None:
        return outcome
    removals: dict[tuple[Address, str], Action] = {}
    for number, sent in turn.shown.items():
        for item in sent:
            key = (item.address, item.message)
            if item.address != turn.resident.address and (key not in removals or item.copied):
                removals[key] = _emptied(*key, number, copied=item.copied is not None)
    return outcome.then(*removals.values())


def arrived_late(result: Result) -> Outcome | None:
    """Empty a card or a photo that was on its way while its resident was erased, as soon as it stands in a chat."""
    action = result.row.action
    if result.state is not Delivery.SENT or not result.message or not isinstance(action, Send | Copy):
        return None
    photo = isinstance(action, Copy)
    shows = {Purpose.NONE, Purpose.PHOTO} if photo else {Purpose.CARD, Purpose.RING, Purpose.FOLLOW_UP}
    empty = _emptied(action.to, result.message, action.ticket or 0, copied=photo)
    return Outcome(actions=(empty,)) if action.purpose in shows else None


CAPTIONED = frozenset({"photo", "voice", "audio", "video", "document", "animation"})
"""What can carry a caption."""


def with_topic(policy: Policy, ticket: Ticket) -> tuple[Ticket, tuple[Action, ...]]:
    """Open a topic for the ticket where its office works in a group; leave it without one elsewhere."""
    group, village = policy.directory.offices[ticket.office].group, policy.directory.village_of(ticket)
    if group is None:
        return replace(ticket, topic=None), ()
    mark, place = "🔴 " if ticket.emergency else "", village.name if village else officer_texts.NO_VILLAGE
    name = officer_texts.TOPIC.format(mark=mark, number=ticket.id, village=place)
    topic = OpenTopic(group, name, ticket=ticket.id, purpose=Purpose.TOPIC, priority=urgency(ticket))
    return replace(ticket, topic=PENDING), (topic,)


def topic_opened(
    event: Followed, pair: TicketAndResident, lines: Iterable[Line], now: datetime, policy: Policy
) -> Outcome:
    """Put the ticket's card, and everything that was said meanwhile, into the topic that has been opened."""
    place = Address(event.to.channel, f"{event.to.chat}/{event.message}")
    placed = replace(pair[0], topic=place.chat)
    shown = everything(policy, (placed, pair[1]), lines, (place,), now)
    # what was closed or taken back meanwhile has its topic closed like any other
    closing = () if placed.is_open else (MarkTopic(place, is_open=False),)
    return Outcome(actions=(*shown, *closing), tickets=(placed,))


def topic_left(
    event: Followed, pair: TicketAndResident, lines: Iterable[Line], now: datetime, policy: Policy
) -> Outcome:
    """Go on in the officers' own chats, since the group takes no topic, or no longer has this one."""
    ticket, resident = pair
    private = replace(ticket, topic=None)
    if ticket.topic is None or not ticket.is_open:
        return Outcome(tickets=(private,) if ticket.topic is not None else ())
    places = tuple(policy.chats[person.id].address for person in policy.concerned(private, resident))
    note = f"ticket {ticket.id}: the group of office {ticket.office} did not take a message ({event.reason})"
    shown = everything(policy, (private, resident), lines, places, now)
    alerts = () if places else (ticket_alert(AlertKind.UNREACHED, ticket, policy),)
    return Outcome(actions=shown, tickets=(private,), notes=(note,), alerts=alerts)


def everything(
    policy: Policy, pair: TicketAndResident, lines: Iterable[Line], places: tuple[Address, ...], now: datetime
) -> tuple[Action, ...]:
    """Show the card, then what its resident has said since, with what he sent."""
    ticket, resident = pair
    said = [line for line in lines if line.author is Author.RESIDENT]
    actions: list[Action] = []
    for place in places:
        actions.append(_card_at(place, policy, pair, now))
        for number, line in enumerate(said):
            if number:
                body = officer_texts.follow_up(ticket, resident, line.text)
                more = Send(place, body, ticket=ticket.id, purpose=Purpose.FOLLOW_UP, about=line.message, silent=True)
                actions.append(more)
            if line.attachment and line.address and line.message:
                # its caption stands above it already
                caption = "" if line.attachment.kind in CAPTIONED else None
                caption = danger_texts.PROGRAM if line.attachment.kind == PROGRAM else caption
                actions.append(Copy(place, line.address, line.message, ticket=ticket.id, silent=True, caption=caption))
    return tuple(actions)


def refuse_stranger(event: Event) -> Outcome:
    """Tell somebody in the office's group who is no officer of it that nothing of his goes to a resident."""
    if isinstance(event, Pressed):
        return refuse(event, officer_texts.NOT_AN_OFFICER)
    if isinstance(event, Wrote | Attached | Commanded):
        return Outcome(actions=(Send(event.address, officer_texts.NOT_AN_OFFICER, reply_to=event.message),))
    return Outcome(verdict=Verdict.IGNORED)
