"""The tables of dispatch: their order, and that every button and event has its row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import bot.helpdesk
from bot.helpdesk import dispatch
from bot.helpdesk.guided_checks import dialog
from bot.helpdesk.model.actions import Outcome, Verdict
from bot.helpdesk.model.conversation_memory import Memory, StartedCheck
from bot.helpdesk.model.entities import Attachment, Author, Line
from bot.helpdesk.model.events import (
    Attached,
    Blocked,
    Commanded,
    Edited,
    Event,
    Pressed,
    Started,
    Unblocked,
    Wrote,
)
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.officer import buttons as officer_buttons
from bot.helpdesk.resident import buttons as resident_buttons
from bot.helpdesk.resident.entry_buttons import ENTRY_BUTTONS
from bot.helpdesk.resident.ticket_buttons import TICKET_BUTTONS
from bot.helpdesk.turn import ResidentContext, ResidentTurn, resident_turn
from bot.matching.entry import Decision
from tests.helpdesk.desk import MONDAY, SITI, SMALL_CHECK, SmallFaq, make_ticket, siti, small_policy, wrote

POLICY = small_policy()
RESIDENT = (
    dispatch.RESIDENT_BUTTONS,
    resident_buttons.BUTTONS,
    ENTRY_BUTTONS,
    TICKET_BUTTONS,
)
OFFICER = (officer_buttons.BUTTONS, officer_buttons.TICKET_BUTTONS)
BESIDE_THE_TABLES = {Verb.AGREE, Verb.BROADCAST, Verb.STAFF, Verb.VISITS, Verb.UNKNOWN}
"""Consent is asked for before the tables; outreach and the staff's chat take their own presses."""


def names(functions: Iterable[Callable[..., object]]) -> list[str]:
    return [function.__name__ for function in functions]


def test_what_is_hidden_is_hidden_before_any_rule_and_covered_last() -> None:
    assert names(dispatch.RESIDENT_BEFORE) == [
        "mask_name",
        "forget_expired_check",
        "end_silence",
        "unwrap_command",
        "mask_personal_data",
    ]
    assert names(dispatch.RESIDENT_AFTER) == [
        "hold_until_village_known",
        "send_held_question",
        "add_resume_prompt",
        "offer_broadcasts",
        "call_off_broadcasts",
        "add_masking_notice",
        "add_privacy_notice",
        "update_cards",
        "empty_cards_of_the_erased",
        "limit_rings",
        "cover_on_shared_phone",
    ]
    assert names(dispatch.OFFICER_AFTER) == [
        "_update_cards",
        "offered",
        "allow_requested_pii",
        "informed_afterwards",
        "_cover_on_shared_phone",
    ]


@pytest.mark.parametrize(
    ("table", "kind", "expected"),
    [
        (dispatch.RESIDENT_HANDLERS, Wrote, ["check", "on_text", "answer_by_words", "on_text"]),
        (dispatch.RESIDENT_HANDLERS, Attached, ["contact", "document", "pass_on"]),
        (dispatch.RESIDENT_HANDLERS, Commanded, ["_command", "on_command", "on_command"]),
        (dispatch.OFFICER_HANDLERS, Edited, ["on_event", "on_event", "change", "correct"]),
    ],
)
def test_rules_are_asked_from_top_to_bottom(
    table: tuple[dispatch.Rule, ...], kind: type[Event], expected: list[str]
) -> None:
    assert names(rule.handle for rule in table if issubclass(kind, rule.kind)) == expected


def test_a_guided_check_is_asked_before_the_faq() -> None:
    handlers = [rule.handle for rule in dispatch.RESIDENT_HANDLERS if rule.kind is Wrote]
    assert handlers.index(dialog.on_text) == len(handlers) - 3


def test_every_button_has_one_row_on_its_side() -> None:
    for side in (RESIDENT, OFFICER):
        verbs = [verb for table in side for verb in table]
        assert len(verbs) == len(set(verbs))
    tables = {verb for side in (RESIDENT, OFFICER) for table in side for verb in table}
    assert tables | BESIDE_THE_TABLES == {*Verb}


def turn_of(event: Event) -> ResidentTurn[Event]:
    return resident_turn(ResidentContext(siti()), event, MONDAY, POLICY)


def test_what_no_rule_takes_is_ignored_and_the_first_that_answers_has_it() -> None:
    asked: list[str] = []

    def rule(name: str, answer: Outcome | None) -> dispatch.Rule:
        def handle(*_: object) -> Outcome | None:
            asked.append(name)
            return answer

        return dispatch.Rule(Wrote, handle)

    done = Outcome(notes=("second",))
    rows = (rule("first", None), rule("second", done), rule("third", Outcome()))
    assert dispatch._first(rows, turn_of(wrote("halo"))) is done
    assert asked == ["first", "second"]
    assert dispatch._first(rows[:1], turn_of(wrote("halo"))).verdict is Verdict.IGNORED
    assert dispatch._first(rows, turn_of(Blocked(SITI, "Siti", MONDAY, None))).verdict is Verdict.IGNORED


@pytest.mark.parametrize("kind", [Blocked, Unblocked, Started, Wrote, Edited, Attached, Pressed, Commanded])
def test_every_kind_of_event_of_a_resident_has_a_row(kind: type[Event]) -> None:
    assert any(issubclass(kind, rule.kind) for rule in dispatch.RESIDENT_HANDLERS)


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


def test_an_event_is_decided_on_the_faq_of_its_own_moment() -> None:
    """A context that is decided again, on a FAQ that was read meanwhile, remembers no earlier decision."""
    context = ResidentContext(siti(), fresh=12)
    for faq in (Counting(), Counting()):
        dispatch.for_resident(context, wrote("biaya paspor"), MONDAY, replace(POLICY, knowledge=faq))
        assert faq.asked


def test_ages_are_counted_from_the_offices_day() -> None:
    early = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
    for decide in (
        lambda event, policy: dispatch.for_resident(ResidentContext(siti(), fresh=12), event, early, policy),
        dispatch.in_group,
    ):
        faq = Counting()
        decide(replace(wrote("anak saya lahir 2009"), at=early), replace(POLICY, knowledge=faq))
        assert faq.days == {date(2027, 1, 1)}


def test_only_the_context_asks_the_faq_what_a_resident_means() -> None:
    """A group keeps nothing and a draft's phrasings are an officer's; both ask once for each text."""
    home = Path(bot.helpdesk.__file__).parent
    asking = {str(f.relative_to(home)) for f in home.rglob("*.py") if ".knowledge.decide(" in f.read_text()}
    assert asking == {"dispatch.py", "officer/faq_drafts.py"}
