"""Cases: opening one, carrying words into it, and the cards that officers see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.helpdesk.detection.minors import says_minor
from bot.helpdesk.model.actions import (
    Action,
    Button,
    Copy,
    Edit,
    OpenTopic,
    Outcome,
    Priority,
    Rows,
    Send,
    Verdict,
    quoted,
)
from bot.helpdesk.model.alerts import Alert, Kind
from bot.helpdesk.model.directory import Officer
from bot.helpdesk.model.entities import Attachment, Author, Line, Resident, Step, Ticket, TicketState
from bot.helpdesk.model.events import Attached, Edited, Event, Pressed, Wrote
from bot.helpdesk.model.lengths import fits, split
from bot.helpdesk.model.policy import PENDING, Policy
from bot.helpdesk.model.store import Sent
from bot.helpdesk.model.verbs import CARD, FOLLOW_UP, RECEIPT, TOPIC
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts import resident as texts

NOTICE = "notice"
"""The purpose of what stands in for a card that the channel refused as it was."""


def deadline(policy: Policy, ticket: Ticket, step: Step, since: datetime) -> datetime:
    """When `step` falls due for a ticket that waits since then: office hours; for emergencies, round the clock."""
    ladder = policy.emergency if ticket.emergency else policy.ordinary
    wait = {Step.REMIND: ladder.remind, Step.DEPUTY: ladder.deputy, Step.SUPERVISOR: ladder.supervisor}
    duration = wait.get(step, 2 * ladder.supervisor)
    return since + duration if ticket.emergency else policy.directory.offices[ticket.office].hours.add(since, duration)


def waiting(policy: Policy, ticket: Ticket, now: datetime) -> Ticket:
    """The ticket, open and with the resident waiting from now on (or from earlier, if he already was)."""
    since = ticket.waiting_since or now
    if ticket.next_step and ticket.waiting_since:
        return ticket
    return replace(
        ticket,
        state=TicketState.OPEN,
        closed_at=None,
        waiting_since=since,
        next_step=Step.REMIND,
        next_at=deadline(policy, ticket, Step.REMIND, since),
        tried=(),
    )


def card_text(policy: Policy, ticket: Ticket, resident: Resident, now: datetime) -> str:
    """The card as it should read now."""
    attempted = tuple(policy.knowledge.question(entry) for entry in ticket.attempted if policy.knowledge.has(entry))
    return officer_texts.card(ticket, resident, policy.directory, attempted, now)


def card_buttons(policy: Policy, ticket: Ticket) -> Rows:
    """What an officer can do with the case now."""
    number = str(ticket.id)
    if ticket.state is TicketState.CLOSED:
        answered = ticket.first_reply_at is not None and not ticket.emergency
        drafting = (Button(officer_texts.B_MAKE_FAQ, "faq", (number,)),) if answered else ()
        return ((Button(officer_texts.B_OPEN, "buka", (number,)), *drafting),)
    if ticket.state is TicketState.CANCELLED:
        return ()
    known = [entry for entry in ticket.attempted if policy.knowledge.has(entry)]
    send = tuple(
        Button(officer_texts.B_SEND_ANSWER.format(number=n), "kirim", (number, entry))
        for n, entry in enumerate(known, 1)
    )
    claim = officer_texts.B_HANDLE if ticket.emergency else officer_texts.B_CLAIM
    claiming = () if ticket.claimed_by else (Button(claim, "ambil", (number,)),)
    acts = (
        *claiming,
        Button(officer_texts.B_HAND, "alihkan", (number,)),
        Button(officer_texts.B_CLOSE, "tutup", (number,)),
    )
    search = Button(officer_texts.B_SEARCH, "cari", (number,))
    return (*((button,) for button in send), (search,), acts)


def card(policy: Policy, ticket: Ticket, resident: Resident, officer: Officer, now: datetime) -> tuple[Send, ...]:
    """The card for one officer, where he reads about the case; nothing where he has not joined."""
    return tuple(
        Send(
            to=address,
            text=card_text(policy, ticket, resident, now),
            buttons=card_buttons(policy, ticket),
            ticket=ticket.id,
            purpose=CARD,
            priority=Priority.EMERGENCY if ticket.emergency else Priority.NORMAL,
        )
        for address in policy.seats((officer,), ticket)
    )


def with_updated_cards(
    outcome: Outcome,
    before: Iterable[Ticket],
    resident: Resident,
    sent: Mapping[int, tuple[Sent, ...]],
    now: datetime,
    policy: Policy,
) -> Outcome:
    """The outcome with every card that now reads otherwise brought up to date, whoever it was that changed its case.

    `before`, `resident`: the cases and their resident as they were; `sent`: by case, the messages that stand in chats.
    """
    after, person = {ticket.id: ticket for ticket in outcome.tickets}, outcome.resident or resident
    edits: list[Action] = []
    standing = (ticket for ticket in before if sent.get(ticket.id) and ticket.office in policy.directory.offices)
    for old in dict.fromkeys(standing):
        new = after.get(old.id, old)
        text, buttons = card_text(policy, new, person, now), card_buttons(policy, new)
        before_text = card_text(policy, old, resident, now)
        if (text, buttons) != (before_text, card_buttons(policy, old)):
            # of a card in several messages the last has the buttons, and the line that changes
            shown = text if fits(before_text) else split(text)[-1]
            edits += _edits(policy, new, shown, buttons, sent[old.id])
    return replace(outcome, actions=(*outcome.actions, *edits)) if edits else outcome


def _edits(policy: Policy, ticket: Ticket, text: str, buttons: Rows, sent: tuple[Sent, ...]) -> tuple[Edit, ...]:
    """In the chat of another office, where the case was before its resident moved, only a word of that is left."""
    left = officer_texts.LEFT_OFFICE.format(number=ticket.id)
    return tuple(
        Edit(item.address, item.message, text, buttons)
        if policy.works_at(item.address, ticket.office)
        else Edit(item.address, item.message, left)
        for item in sent
        if item.purpose == CARD
    )


def line_of(event: Event, ticket: int, now: datetime, text: str) -> Line:
    """The resident's message as a line of the case, tied to the message in his chat."""
    # its kind is all that is ever asked for; a file's name or a place would be kept for nothing
    attachment = Attachment(event.attachment.kind, "") if isinstance(event, Attached) else None
    standing = isinstance(event, Wrote | Attached | Edited)
    return Line(
        ticket=ticket,
        author=Author.RESIDENT,
        at=now,
        text=text,
        attachment=attachment,
        address=event.address if standing else None,
        message=event.message if standing else None,
        edited=isinstance(event, Edited),
    )


def open_case(
    policy: Policy,
    resident: Resident,
    number: int,
    event: Event,
    question: str,
    now: datetime,
    *,
    emergency: bool = False,
    attempted: tuple[str, ...] = (),
    asked: bool = False,
) -> Outcome:
    """A new case with its owner, its first deadline, its card and the resident's receipt.

    Where no officer can be reached the case is kept all the same, owned by the village's officer, and the outcome
    raises the alarm. `asked`: the resident wanted the officer, rather than the bot not knowing.
    """
    owner, office = policy.owner_for(resident), policy.office_of(resident)
    if owner is None:
        return Outcome(
            verdict=Verdict.IGNORED,
            actions=(Send(event.address, texts.NO_OFFICER),),
            resident=resident,
            alerts=(Alert(Kind.NO_OFFICER, office.id),),
        )
    ticket = waiting(
        policy,
        Ticket(
            id=number,
            resident_id=resident.id,
            village=resident.village,
            office=owner.office,
            officer=owner.id,
            question=question,
            opened_at=now if isinstance(event, Pressed) else min(event.at, now),
            emergency=emergency,
            attempted=attempted,
        ),
        now,
    )
    recipients = policy.reachable(owner)[: 2 if emergency else 1]
    ticket, topic = with_topic(policy, ticket)
    cards = tuple(send for officer in recipients for send in card(policy, ticket, resident, officer, now))
    copies = tuple(copy for send in cards for copy in carried(event, send, ticket))
    receipt = Send(
        to=event.address,
        text=texts.receipt(ticket, owner, office, now, asked=asked),
        buttons=((Button(texts.B_CANCEL, "batal", (str(number),)),),),
        ticket=number,
        purpose=RECEIPT,
    )
    parent = (Send(event.address, texts.BRING_A_PARENT, ticket=number, silent=True),) if says_minor(question) else ()
    return Outcome(
        verdict=Verdict.CASE,
        actions=((*cards, *copies, *topic) if emergency else (receipt, *parent, *cards, *copies, *topic)),
        resident=resident,
        tickets=(ticket,),
        lines=(line_of(event, number, now, question),),
        case=number,
        alerts=() if cards or topic else (case_alarm(Kind.UNREACHED, ticket, policy),),
    )


def case_alarm(kind: Kind, ticket: Ticket, policy: Policy) -> Alert:
    """An alarm about a case: told with those of the village's officer, an emergency's always by itself."""
    village = policy.directory.village_of(ticket)
    officer = village.officer if village else ticket.officer
    return Alert(kind, str(ticket.id), "" if ticket.emergency else officer)


def begin_anew(
    policy: Policy,
    resident: Resident,
    old: Ticket,
    tickets: Iterable[Ticket],
    number: int,
    event: Event,
    text: str,
    now: datetime,
) -> Outcome:
    """What a resident says about a case whose office has left the settings goes to an office that is there.

    It becomes a case of its own, which tells what the old one was about; what follows of it joins that one.
    """
    continues = officer_texts.CONTINUES.format(number=old.id, question=old.question)
    begun = next((t for t in tickets if t.state is TicketState.OPEN and t.question.endswith(continues)), None)
    if begun:
        joined = join_case(policy, resident, begun, event, text, now)
        note = Send(event.address, texts.JOINED.format(number=begun.id), ticket=begun.id, silent=True)
        return replace(joined, actions=(*joined.actions, note))
    question = f"{text}\n\n{continues}" if text else continues
    opened = open_case(policy, resident, number, event, question, now, attempted=old.attempted, asked=True)
    told = Send(event.address, texts.OFFICE_GONE.format(old=old.id, number=number), ticket=number)
    return replace(opened, actions=(told, *opened.actions)) if opened.tickets else opened


def with_topic(policy: Policy, ticket: Ticket) -> tuple[Ticket, tuple[Action, ...]]:
    """The case with its topic on the way, where its office works in a group; without one where it does not."""
    group = policy.directory.offices[ticket.office].group
    if group is None:
        return replace(ticket, topic=None), ()
    priority = Priority.EMERGENCY if ticket.emergency else Priority.NORMAL
    name = officer_texts.topic_name(ticket, policy.directory)
    return replace(ticket, topic=PENDING), (OpenTopic(group, name, ticket.id, TOPIC, priority=priority),)


def carried(event: Event, send: Send, ticket: Ticket) -> tuple[Action, ...]:
    """The resident's photo, voice note… itself, copied under the message that announces it."""
    if not isinstance(event, Attached) or event.message is None:
        return ()
    return (Copy(to=send.to, source=event.address, message=event.message, ticket=ticket.id, silent=send.silent),)


def join_case(policy: Policy, resident: Resident, ticket: Ticket, event: Event, text: str, now: datetime) -> Outcome:
    """A further message of the resident, carried into his case and to everybody who works on it."""
    woken = waiting(policy, ticket, now)
    # somebody who writes in ten short messages rings once; the officer has not answered since the first
    waited = now - ticket.waiting_since if ticket.waiting_since else None
    silent = not ticket.emergency and waited is not None and waited < policy.burst
    sends: list[Action] = []
    people = policy.concerned(ticket, resident)
    for address in policy.seats(people, ticket):
        if isinstance(event, Attached):
            head = officer_texts.media_head(ticket, resident, event.attachment)
            body = f"{head}\n{quoted(text)}" if text else head
        else:
            prefix = officer_texts.EDITED.format(number=ticket.id) + "\n" if isinstance(event, Edited) else ""
            body = prefix + officer_texts.follow_up(ticket, resident, text)
        priority = Priority.EMERGENCY if ticket.emergency else Priority.FURTHER
        send = Send(address, body, ticket=ticket.id, purpose=FOLLOW_UP, priority=priority, silent=silent)
        sends += [send, *carried(event, send, ticket)]
    return Outcome(
        verdict=Verdict.CASE,
        actions=tuple(sends),
        resident=resident,
        tickets=(woken,),
        lines=(line_of(event, ticket.id, now, text),),
        case=ticket.id,
        alerts=() if people else (case_alarm(Kind.UNREACHED, ticket, policy),),
    )
