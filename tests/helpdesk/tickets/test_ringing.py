"""Who hears of a call for help: all of them at once, with the words, and nobody is drowned."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Copy, Outcome, Priority, Purpose, Send
from bot.helpdesk.model.events import Attached, Commanded, Edited, Event, Pressed, Wrote
from bot.helpdesk.model.people import Address, Memory, Resident, Step
from bot.helpdesk.model.ticket import Attachment, EscalationStep, Ticket, TicketState
from bot.helpdesk.texts import danger as danger_texts, officer as officer_texts
from bot.helpdesk.tickets.delivery import batch_notifications, ring_for_few
from bot.helpdesk.tickets.escalation import on_due
from bot.helpdesk.turn import OfficerContext, ResidentContext
from tests.helpdesk.desk import (
    BUDI,
    CITRA,
    DEWI,
    EKO,
    MONDAY,
    POLICY,
    SITI,
    by_resident,
    make_ticket,
    pressed,
    said,
    siti,
)

HELP = "tolong saya disekap"
FIVE = timedelta(minutes=5)


@dataclass
class Scene:
    """A resident, her tickets, and what came with a sound to which chat when."""

    resident: Resident = field(default_factory=siti)
    tickets: dict[int, Ticket] = field(default_factory=dict)
    now: datetime = MONDAY
    rang: dict[Address, list[timedelta]] = field(default_factory=dict)
    heard: dict[Address, list[str]] = field(default_factory=dict)
    sent: int = 100

    @property
    def urgent(self) -> Ticket:
        """Her only emergency."""
        (ticket,) = (one for one in self.tickets.values() if one.emergency and one.state is TicketState.OPEN)
        return ticket

    def take(self, outcome: Outcome, *, counts: bool = True) -> Outcome:
        """Store what follows."""
        self.resident = outcome.resident or self.resident
        self.tickets |= {ticket.id: replace(ticket, version=1) for ticket in outcome.tickets}
        for action in outcome.actions:
            if isinstance(action, Send | Copy) and action.to != SITI:
                self.heard.setdefault(action.to, []).append(getattr(action, "text", ""))
                if counts and not action.silent:
                    self.rang.setdefault(action.to, []).append(self.now - MONDAY)
        return outcome

    def decide(self, event: Event, target: Ticket | None = None) -> Outcome:
        mine = tuple(sorted(self.tickets.values(), key=lambda ticket: -ticket.id))
        context = ResidentContext(self.resident, mine, max(self.tickets, default=0) + 1, target)
        return self.take(dispatch.for_resident(context, event, self.now, POLICY))

    def writes(self, text: str = HELP) -> Outcome:
        self.sent += 1
        return self.decide(Wrote(SITI, "Siti", self.now, str(self.sent), text))

    def presses(self, verb: str, *args: str) -> Outcome:
        target = self.tickets.get(int(args[0])) if args and args[0].isdecimal() else None
        return self.decide(Pressed(SITI, "Siti", self.now, "100", verb, args, "cb1"), target)

    def retracts(self) -> Outcome:
        return self.presses("aman", str(self.urgent.id), "salah")

    def officer_presses(self, name: str, verb: str) -> None:
        chat = POLICY.chats[name]
        context = OfficerContext(POLICY.directory.officers[name], chat, self.urgent, self.resident)
        event = pressed(verb, str(self.urgent.id), chat=chat.address)
        self.take(dispatch.for_officer(context, event, self.now, POLICY), counts=False)

    def passes(self, duration: timedelta) -> None:
        """Time goes by; what escalation rings is not counted."""
        end = self.now + duration
        while due := [one for one in self.tickets.values() if one.next_at and one.next_at <= end]:
            ticket = min(due, key=lambda one: one.next_at or end)
            self.now = max(self.now, ticket.next_at or end)
            self.take(on_due(ticket, self.resident, self.now, POLICY), counts=False)
        self.now = end


def urgent(**changes: Any) -> Ticket:
    due = {"next_step": EscalationStep.REMIND, "next_at": MONDAY + FIVE}
    return make_ticket(**{"emergency": True, **due, **changes})


HEAD = (SITI, "Siti", MONDAY, "101")
WAYS: tuple[Event, ...] = (Wrote(*HEAD, HELP), Edited(*HEAD, HELP), Attached(*HEAD, Attachment("photo", "AgAC"), HELP))
HELD = {
    "handed to the supervisor": {"officer": "dewi"},
    "escalated to the deputy": {"officer": "citra", "tried": ("budi",)},
    "escalated to the supervisor": {"officer": "dewi", "tried": ("budi", "citra"), "claimed_by": "dewi"},
    "answered by the supervisor": {"claimed_by": "dewi", "waiting_since": None, "first_reply_at": MONDAY},
}


@pytest.mark.parametrize("event", WAYS, ids=lambda event: type(event).__name__)
@pytest.mark.parametrize("emergency", [True, False])
@pytest.mark.parametrize("held", HELD.values(), ids=HELD.keys())
def test_whoever_has_a_case_all_hear_the_call_at_once(held: dict[str, Any], emergency: bool, event: Event) -> None:
    ticket = urgent(**held, emergency=emergency)
    outcome = by_resident(ResidentContext(siti(), (ticket,), 13, ticket), event)
    expected = {BUDI, CITRA, POLICY.chats[held.get("claimed_by") or held["officer"]].address}
    sends = [action for action in outcome.actions if isinstance(action, Send | Copy) and action.to != SITI]
    assert {send.to for send in sends if not send.silent} >= expected
    for chat in expected:
        assert any(HELP in text for text in said(outcome, chat))
        assert sum(send.to == chat and not send.silent for send in sends) == 1


def test_a_retraction_mutes_no_call_that_comes_after_it() -> None:
    scene = Scene()
    scene.writes()
    scene.passes(timedelta(seconds=10))
    scene.retracts()
    scene.officer_presses("citra", "ambil")
    scene.passes(timedelta(minutes=1))
    scene.writes()
    assert scene.urgent.claimed_by is None
    assert scene.urgent.next_at
    assert scene.urgent.next_at <= scene.now + FIVE
    scene.passes(FIVE)
    assert sum("belum ditangani" in text for text in scene.heard[BUDI]) == 1
    scene.officer_presses("citra", "ambil")
    scene.writes()
    assert scene.rang[BUDI] == scene.rang[CITRA] == [timedelta(), timedelta(minutes=6, seconds=10)]
    assert scene.urgent.claimed_by == "citra"


def test_taking_calls_back_and_calling_again_rings_each_person_once() -> None:
    scene = Scene()
    for _ in range(10):
        scene.writes()
        scene.retracts()
        scene.decide(Commanded(SITI, "Siti", scene.now, "10", "hapusjejak", ""))
        scene.passes(timedelta(seconds=5))
    assert scene.rang == {BUDI: [timedelta()], CITRA: [timedelta()]}


def test_an_emergency_stays_with_the_office_it_began_with() -> None:
    scene = Scene()
    scene.writes()
    for village in ("jauh", "lawahan", "mandurian", "jauh"):
        scene.presses("desa", village)
        scene.writes()
    assert scene.urgent.office == "barat"
    assert scene.rang == {BUDI: [timedelta()], CITRA: [timedelta()]}
    # a question of the new village's beside it is another matter, and no call for help goes there
    scene.take(Outcome(tickets=(make_ticket(50, office="timur", officer="eko", village="jauh"),)))
    scene.writes()
    assert EKO not in scene.heard


@pytest.mark.parametrize("closed", [False, True])
def test_after_two_retractions_one_rings_and_the_supervisor_is_told(closed: bool) -> None:
    scene = Scene()
    for _ in range(2):
        scene.writes()
        scene.retracts()
        scene.retracts()
        scene.passes(timedelta(seconds=5))
    if closed:
        scene.tickets = {1: replace(scene.urgent, state=TicketState.CLOSED, closed_at=scene.now, next_at=None)}
    else:
        scene.officer_presses("budi", "ambil")
    scene.passes(timedelta(minutes=6))
    before = scene.now - MONDAY
    scene.rang, scene.heard = {}, {}
    scene.writes()
    assert scene.rang == {BUDI: [before]}
    mark = officer_texts.RETRACTED.format(count=2)
    for chat in (BUDI, CITRA, DEWI):
        assert any(mark in text and HELP in text for text in scene.heard[chat])
    scene.passes(FIVE)
    assert any("belum ditangani" in text for text in scene.heard[CITRA])
    scene.tickets = {1: replace(scene.tickets[1], state=TicketState.CLOSED, closed_at=scene.now, next_at=None)}
    scene.passes(timedelta(days=1))
    scene.rang, scene.tickets = {}, {}
    scene.writes()
    assert scene.rang.keys() == {BUDI, CITRA}


def test_a_village_named_after_the_call_brings_its_officers_the_case() -> None:
    scene = Scene(siti(None))
    scene.writes()
    assert scene.rang == {DEWI: [timedelta()]}
    scene.presses("desa", "mandurian")
    assert scene.rang == {chat: [timedelta()] for chat in (DEWI, BUDI, CITRA)}
    assert all(HELP in scene.heard[chat][0] for chat in (BUDI, CITRA))


RECORDED = Attached(*HEAD, Attachment("voice", "AwAC"), "")


@pytest.mark.parametrize("kind", ["voice", "audio", "video", "video_note"])
@pytest.mark.parametrize(
    "context",
    [
        ResidentContext(siti(), fresh=12),
        ResidentContext(siti(memory=Memory(phase=Step.SENDING_TO_CHECK)), fresh=12),
        ResidentContext(siti(), (make_ticket(),), 13),
    ],
)
def test_who_sends_what_cannot_be_heard_reads_how_to_call_for_help(context: ResidentContext, kind: str) -> None:
    recorded = replace(RECORDED, attachment=Attachment(kind, "AwAC"))
    first = next(one for one in by_resident(context, recorded).actions if isinstance(one, Send) and one.to == SITI)
    assert first.text == danger_texts.NOT_HEARD
    assert first.buttons[0][0].args == ("ya",)


def test_before_the_village_is_known_a_plea_sends_the_recording_at_once() -> None:
    scene = Scene(siti(None))
    held = scene.decide(RECORDED)
    assert held.tickets == ()
    assert danger_texts.NOT_HEARD in said(held)
    outcome = scene.writes("tolong pak")
    assert danger_texts.WHAT_IS_IT in said(outcome)
    assert any("tolong pak" in text for text in said(outcome, DEWI))
    assert any(isinstance(action, Copy) and action.to == DEWI for action in outcome.actions)


def test_where_consent_is_asked_the_way_to_help_stands_under_it() -> None:
    unknown = ResidentContext(Resident(0, SITI, "Siti", "mandurian", MONDAY), fresh=12)
    outcome = dispatch.for_resident(unknown, RECORDED, MONDAY, replace(POLICY, ask_consent=True))
    assert outcome.tickets == ()
    *_, last = outcome.actions
    assert isinstance(last, Send)
    assert (last.text, last.reply_to) == (danger_texts.NOT_HEARD, "101")


def test_an_emergency_rings_in_the_middle_of_a_burst() -> None:
    called = Outcome(actions=(Send(BUDI, HELP, ticket=12, purpose=Purpose.CARD),), tickets=(urgent(),))
    assert batch_notifications([called], {"budi": 40}, POLICY) == ((called,), frozenset())


def test_of_many_reminders_at_one_time_three_ring_and_every_call_for_help() -> None:
    rung: Counter[Address] = Counter()
    reminder = Send(BUDI, "x", purpose=Purpose.FOLLOW_UP)
    given = (*[reminder] * 5, replace(reminder, priority=Priority.EMERGENCY))
    done = [ring_for_few(Outcome(actions=(one,)), rung) for one in given]
    silent = [one.silent for outcome in done for one in outcome.actions if isinstance(one, Send)]
    assert silent == [False] * 3 + [True] * 2 + [False]
