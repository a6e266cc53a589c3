"""The tables of dispatch: their order, and that every button and event has its row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.helpdesk import dispatch
from bot.helpdesk.buttons import OFFICERS, RESIDENTS
from bot.helpdesk.model.conversation_memory import Memory, StartedCheck
from bot.helpdesk.model.entities import Attachment, Author, Line
from bot.helpdesk.model.events import (
    Attached,
    Commanded,
    Event,
    Pressed,
)
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.turn import ResidentContext
from bot.matching.entry import Decision
from tests.helpdesk.desk import MONDAY, POLICY, SITI, SMALL_CHECK, SmallFaq, make_ticket, siti, wrote

BESIDE_THE_TABLES = {Verb.AGREE, Verb.BROADCAST, Verb.STAFF, Verb.VISITS, Verb.UNKNOWN}
"""Consent is asked for before the tables; outreach and the staff's chat take their own presses."""


def test_every_button_has_one_handler() -> None:
    assert not RESIDENTS.keys() & OFFICERS.keys()
    assert RESIDENTS.keys() | OFFICERS.keys() | BESIDE_THE_TABLES == {*Verb}


@pytest.mark.parametrize("verb", [Verb.VILLAGE, Verb.OUTSIDE, Verb.SUBSCRIPTION])
def test_consent_to_a_place_or_to_broadcasts_remembers_no_question(verb: Verb) -> None:
    stranger = ResidentContext(replace(siti(), id=0, informed_at=None, village=None))
    rest = ("mandurian",) if verb is Verb.VILLAGE else ()
    event = Pressed(SITI, "Siti", MONDAY, "200", Verb.AGREE, (verb, *rest), "cb", wrote("rahasia saya"))
    outcome = dispatch.for_resident(stranger, event, MONDAY, replace(POLICY, ask_consent=True))
    assert outcome.resident
    assert outcome.resident.informed_at == MONDAY
    assert outcome.resident.memory.question is None


class Counting(SmallFaq):
    """Counts how often each text is decided, and for which days."""

    def __init__(self) -> None:
        self.asked: Counter[tuple[str, ...]] = Counter()
        self.days: set[date | None] = set()

    def decide(self, turns: Sequence[str], today: date | None = None) -> Decision:
        self.asked[tuple(turns)] += 1
        self.days.add(today)
        return super().decide(turns, today)


PHOTO = Attached(SITI, "Siti", MONDAY, "101", Attachment("photo", "x"), "biaya paspor")
TALKING = ResidentContext(
    siti(), (make_ticket(first_reply_at=MONDAY),), spoken=Line(12, Author.OFFICER, MONDAY, "Kapan?", message="9")
)


@pytest.mark.parametrize("context", [ResidentContext(siti(), fresh=12), TALKING])
@pytest.mark.parametrize(
    "event",
    [
        wrote("biaya paspor"),
        wrote("berapa biaya paspor? hubungi 081234567890", forwarded=True),
        wrote("ini penipuan? hubungi 081234567890"),
        PHOTO,
        replace(PHOTO, caption="ini foto ktp saya, berapa biaya paspor"),
        Commanded(SITI, "Siti", MONDAY, "101", "menu", "biaya paspor berapa"),
        Commanded(SITI, "Siti", MONDAY, "101", "petugas", "biaya paspor berapa"),
    ],
)
def test_each_text_of_an_event_is_decided_once(context: ResidentContext, event: Event) -> None:
    faq = Counting()
    for check in (None, StartedCheck(SMALL_CHECK.id, SMALL_CHECK.version, MONDAY)):
        faq.asked.clear()
        resident = replace(context.resident, memory=Memory(check=check))
        dispatch.for_resident(context.of(resident), event, MONDAY, replace(POLICY, knowledge=faq))
        assert faq.asked
        assert max(faq.asked.values()) == 1


def test_ages_are_counted_from_the_offices_day() -> None:
    early = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
    for decide in (
        lambda event, policy: dispatch.for_resident(ResidentContext(siti(), fresh=12), event, early, policy),
        dispatch.in_group,
    ):
        faq = Counting()
        decide(replace(wrote("anak saya lahir 2009"), at=early), replace(POLICY, knowledge=faq))
        assert faq.days == {date(2027, 1, 1)}
