"""Every way of passing a ticket on ends, also where deputies form a circle or nobody can be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import HealthCheck, given, settings, strategies as st
from msgspec.structs import replace

from bot.helpdesk.buttons import press_of_officer
from bot.helpdesk.model.actions import Action, Outcome, Purpose, Send
from bot.helpdesk.model.errors import Alert, AlertKind
from bot.helpdesk.model.events import Followed
from bot.helpdesk.model.hours import OfficeHours
from bot.helpdesk.model.people import Address, Leave, OfficerChat, Resident
from bot.helpdesk.model.policy import PENDING, Directory, Office, Officer, Policy, Village
from bot.helpdesk.model.ticket import EscalationStep, Ticket
from bot.helpdesk.officer.leave import begin, finish
from bot.helpdesk.tickets.cards import topic_left
from bot.helpdesk.tickets.escalation import on_arrived, on_due, on_undelivered, orphaned_tickets
from bot.helpdesk.tickets.intake import open_ticket
from bot.helpdesk.turn import OfficerContext, ResidentContext
from tests.examples import examples
from tests.helpdesk.desk import MONDAY, WEEK, WITA, make_ticket, pressed, siti, small_policy, wrote

PEOPLE = tuple("abcdefg")
OFFICES = ("barat", "barat", "barat", "timur")
RESIDENT = siti("desa")
SOMEBODY = st.sampled_from((*PEOPLE[:3], *PEOPLE, "hilang", None))
"""Anybody, oneself, people of another office, and names that the settings do not have."""


@st.composite
def directories(draw: st.DrawFn) -> Directory:
    names = PEOPLE[: draw(st.integers(1, len(PEOPLE)))]
    officers = {n: Officer(n, f"Pak {n}", draw(st.sampled_from(OFFICES)), draw(SOMEBODY)) for n in names}
    hours = OfficeHours(WITA, WEEK)
    offices = {o: Office(o, o, hours, None, None, draw(SOMEBODY), draw(SOMEBODY)) for o in OFFICES}
    village = Village("desa", "Desa", "", "Tapin", draw(st.sampled_from(names)))
    return Directory(offices, officers, {"desa": village})


@st.composite
def desks(draw: st.DrawFn) -> Policy:
    directory = draw(directories())
    everybody = tuple(directory.officers)
    some = st.just(set(everybody)) | st.sets(st.sampled_from(everybody))
    # two of them may share a phone
    chats = {n: OfficerChat(n, Address("telegram", draw(st.sampled_from((n, n, n, "1")))), MONDAY) for n in draw(some)}
    return replace(small_policy(), directory=directory, chats=chats, away=frozenset(draw(st.just(set()) | some)))


@dataclass
class Channel:
    """Delivers cards, in any order, to those chats that take them; the others have not pressed Start."""

    policy: Policy
    reached: frozenset[Address]
    draw: st.DataObject
    ticket: Ticket | None = None
    cards: int = 0
    alerts: tuple[Alert, ...] = ()

    def after(self, outcome: Outcome) -> None:
        """Store an outcome, and deliver its cards and all that follow from them."""
        waiting: list[Action] = []
        while True:
            self.ticket = outcome.tickets[-1] if outcome.tickets else self.ticket
            self.alerts += outcome.alerts
            waiting += [a for a in outcome.actions if isinstance(a, Send) and a.purpose == Purpose.CARD]
            if not waiting or self.ticket is None:
                return
            card = waiting.pop(self.draw.draw(st.integers(0, len(waiting) - 1)))
            self.cards += 1
            assert self.cards <= 100, "the card goes back and forth"
            if card.to in self.reached:
                event = Followed(Purpose.CARD, card.to, None, message="1")
                outcome = on_arrived(event, self.ticket, (), MONDAY, self.policy)
            else:
                lost = Followed(Purpose.CARD, card.to, None, reason="blocked")
                outcome = on_undelivered(lost, self.ticket, RESIDENT, MONDAY, self.policy)

    @property
    def people(self) -> int:
        return len(self.policy.directory.officers)

    @property
    def notified(self) -> bool:
        """Whether somebody has the card, or the staff hears that nobody has."""
        return self.ticket is None or self.ticket.carded_at is not None or bool(self.alerts)


@st.composite
def channels(draw: st.DrawFn) -> Channel:
    policy, data = draw(desks()), draw(st.data())
    chats = sorted({chat.address for chat in policy.chats.values()}, key=str)
    reached = draw(st.just(set()) | st.sets(st.sampled_from(chats))) if chats else ()
    return Channel(policy, frozenset(reached), data)


def opened(channel: Channel, *, emergency: bool) -> None:
    turn = ResidentContext(RESIDENT, fresh=1).turn(wrote("qqq"), MONDAY, channel.policy).saying("qqq")
    channel.after(open_ticket(turn, emergency=emergency))


every_time = settings(max_examples=examples(0.6), suppress_health_check=list(HealthCheck))


@every_time
@given(channel=channels(), emergency=st.booleans())
def test_a_refused_card_ends_with_somebody_or_in_an_alert(channel: Channel, emergency: bool) -> None:
    opened(channel, emergency=emergency)
    assert channel.notified
    # an emergency's card goes to the deputy at once, and to each once more as the owner
    assert channel.cards <= channel.people + emergency


@every_time
@given(channel=channels(), emergency=st.booleans())
def test_a_ticket_that_nobody_answers_escalates_to_the_staff(channel: Channel, emergency: bool) -> None:
    opened(channel, emergency=emergency)
    now, owners = MONDAY, [channel.ticket.officer] if channel.ticket else []
    for _ in range(30):
        if channel.ticket is None:
            break
        now = max(now, channel.ticket.next_at or now) + timedelta(minutes=1)
        outcome = on_due(channel.ticket, RESIDENT, now, channel.policy)
        channel.after(outcome)
        owners.append(channel.ticket.officer)
        if outcome.alerts:
            break
    else:
        raise AssertionError(f"still climbing: {owners}")
    changes = [one for one, before in zip(owners[1:], owners, strict=False) if one != before]
    assert len(changes) == len(set(changes)), "the ticket came back to somebody by itself"
    assert owners[0] not in changes


@every_time
@given(channel=channels(), leaver=st.sampled_from(PEOPLE), emergency=st.booleans())
def test_a_leave_passes_a_ticket_on_and_back_and_ends(channel: Channel, leaver: str, emergency: bool) -> None:
    opened(channel, emergency=emergency)
    home = channel.policy
    leave = Leave(leaver, MONDAY, MONDAY + timedelta(days=1))
    for turn, away in ((begin, home.away | {leaver}), (finish, home.away - {leaver})):
        if channel.ticket is None:
            return
        channel.policy, channel.cards, channel.alerts = replace(home, away=away), 0, ()
        before = channel.ticket
        channel.after(turn(leave, ((before, RESIDENT),), MONDAY, channel.policy))
        assert channel.cards <= channel.people
        assert channel.notified or channel.ticket.officer == before.officer


@every_time
@given(channel=channels(), to=st.sampled_from(PEOPLE))
def test_a_ticket_handed_to_whom_no_card_reaches_ends_too(channel: Channel, to: str) -> None:
    opened(channel, emergency=False)
    ticket, policy = channel.ticket, channel.policy
    if ticket is None or ticket.officer not in policy.chats:
        return
    channel.cards, channel.alerts = 0, ()
    officer = policy.directory.officers[ticket.officer]
    context = OfficerContext(officer, policy.chats[officer.id], ticket, RESIDENT)
    press = pressed("ke", "1", to, chat=policy.chats[officer.id].address)
    channel.after(press_of_officer(context.turn(press, MONDAY, policy)))
    assert channel.cards <= channel.people
    assert channel.notified or channel.cards == 0


@every_time
@given(channel=channels())
def test_where_a_chain_has_ended_a_restart_does_not_begin_it_anew(channel: Channel) -> None:
    opened(channel, emergency=False)
    if channel.ticket is None or channel.ticket.officer not in channel.policy.chats:
        return
    cases: Sequence[tuple[Ticket, Resident]] = [(channel.ticket, RESIDENT)]
    assert list(orphaned_tickets(channel.policy, cases)) == []


GROUP = Address("telegram", "-1001")


SMALL = small_policy()
GROUPED = {**SMALL.directory.offices, "barat": replace(SMALL.directory.offices["barat"], group=GROUP)}
POLICY = replace(SMALL, directory=replace(SMALL.directory, offices=GROUPED))
EMPTY = replace(POLICY, chats={})
REFUSED = Followed(Purpose.TOPIC, GROUP, None, reason="refused")


def test_a_ticket_that_reaches_neither_group_nor_officer_is_an_alert() -> None:
    outcome = topic_left(REFUSED, (make_ticket(topic=PENDING), siti()), (), MONDAY, EMPTY)
    assert outcome.alerts == (Alert(AlertKind.UNREACHED, "12"),)


def test_a_topic_whose_officers_never_joined_is_an_alert_at_the_deadline() -> None:
    waiting = make_ticket(topic="-1001/55", next_step=EscalationStep.REMIND, next_at=MONDAY)
    outcome = on_due(waiting, siti(), MONDAY, EMPTY)
    assert outcome.alerts == (Alert(AlertKind.UNANSWERED, "12"),)
    (moved,) = outcome.tickets
    assert moved.next_step is EscalationStep.DEPUTY
