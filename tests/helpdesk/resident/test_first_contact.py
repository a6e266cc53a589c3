"""A newcomer's first minutes: a short greeting, an answer first, and the village before anything goes to an officer."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from bot.helpdesk.model.actions import Edit, Outcome, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Event, Started
from bot.helpdesk.model.people import Memory, Resident
from bot.helpdesk.model.policy import KnownEntry, ShownAnswer, Village
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.turn import ResidentContext
from bot.matching.entry import Decision, DecisionKind
from tests.helpdesk.desk import (
    DEWI,
    MONDAY,
    SITI,
    buttons_of,
    by_resident,
    knowing,
    make_ticket,
    pressed,
    said,
    siti,
    wrote,
)
from tests.typed import some

STRANGER = ResidentContext(Resident(0, SITI, "Siti", None, MONDAY), fresh=12)
UNKNOWN = wrote("kenapa langit biru")


def does(event: Event, context: ResidentContext = STRANGER) -> Outcome:
    return by_resident(context, event)


def then(outcome: Outcome, **changes: Any) -> ResidentContext:
    """Return what is known of the resident when he writes again."""
    return ResidentContext(
        replace(some(outcome.resident), id=1), outcome.tickets, fresh=12 + len(outcome.tickets), **changes
    )


def shown(outcome: Outcome) -> list[Send | Edit]:
    return [action for action in outcome.actions if isinstance(action, Send | Edit) and action.to == SITI]


def test_the_danger_button_at_home_asks_who_before_it_notifies() -> None:
    waiting = siti(memory=Memory(question="biaya paspor"))
    asked = does(pressed("bahaya", "siapa"), ResidentContext(waiting, fresh=12))
    assert not asked.tickets
    assert [b.args for row in shown(asked)[0].buttons for b in row] == [("ya",), ("keluarga",), ("tidak",)]
    for who in ("ya", "keluarga"):
        emergency = does(pressed("bahaya", who), then(asked))
        assert emergency.tickets[0].emergency
        assert "biaya paspor" not in emergency.tickets[0].question


def test_what_waits_is_never_lost() -> None:
    held = does(UNKNOWN)
    answered = does(wrote("biaya paspor"), then(held))
    assert any(texts.NOT_SENT_YET in text for text in said(answered))
    assert not any(texts.NOT_SENT_YET in text for text in said(does(wrote("syarat paspor"), then(answered))))
    both = does(replace(wrote("kenapa laut asin"), message="103"), then(answered))
    assert len(both.tickets) == 1
    after = texts.AFTER_ASKING.format(words="kenapa laut asin", question="biaya paspor")
    assert [line.text for line in both.lines] == ["kenapa langit biru", after]
    assert all(any(words in text for text in said(both, DEWI)) for words in ("langit", "laut"))


def test_what_lacked_only_the_village_is_answered_once_it_is_named() -> None:
    def render(village: Village | None, _: bool) -> ShownAnswer:
        return ShownAnswer("Petugas: Pak Budi.", "", "", village is not None, None, "Petugas: Pak Budi.")

    entry = KnownEntry("dasar", "Siapa petugas saya?", "Petugas saya", render)
    asks = Decision(DecisionKind.ANSWER, ("dasar-jam",), confidence=0.99)
    policy = knowing({"siapa petugasnya desa kami": asks}, entry=lambda faq, id: entry)

    held = by_resident(STRANGER, wrote("siapa petugasnya desa kami"), policy)
    answered = by_resident(then(held), wrote("mandurian"), policy)
    assert said(answered)[-1].startswith("Petugas: Pak Budi.")
    assert (answered.tickets, some(answered.resident).memory.pending) == ((), None)
    assert len(by_resident(then(held), pressed("luar"), policy).tickets) == 1


def test_an_early_warning_waits_for_no_village_and_moves_once_it_is_named() -> None:
    warned = replace(STRANGER.resident, memory=Memory(warned="anak saya 15 mau kerja"))
    sent = does(pressed("petugas", "peringatan"), ResidentContext(warned, fresh=12))
    assert [(one.early_warning, one.village) for one in sent.tickets] == [(True, None)]
    assert any("mau kerja" in text for text in said(sent, DEWI))
    assert said(sent)[-1].startswith(texts.VILLAGE_AFTER)
    named = does(wrote("mandurian"), then(sent))
    assert [(one.village, one.officer) for one in named.tickets] == [("mandurian", "budi")]


HERE = ("mandurian", "sy dr desa mandurian", "mandurian kec. tapin tengah pak")
ELSEWHERE = ("kenapa langit biru", "jauh sekali", "mandurian lawahan", "dari mandurian naik apa")


@pytest.mark.parametrize(("text", "village"), (dict.fromkeys(HERE, "mandurian") | dict.fromkeys(ELSEWHERE)).items())
def test_a_typed_village_is_heard_while_it_is_unknown(text: str, village: str | None) -> None:
    open_ticket = make_ticket(village=None, officer="dewi", emergency=True)
    named = does(wrote(text), ResidentContext(siti(None), (open_ticket,), fresh=13))
    assert some(named.resident).village == village
    if village:
        assert [(one.village, one.officer) for one in named.tickets] == [("mandurian", "budi")]
        assert not any("tambahkan" in words for words in said(named))


@pytest.mark.parametrize(
    ("text", "village"),
    [
        ("ulun dari desa lawahan", "lawahan"),
        ("bukan, saya orang lawahan", "lawahan"),
        ("sekarang pindah ke desa lawahan pak", "lawahan"),
        ("desa mandurian", None),
        ("lawahan", "lawahan"),
        ("dari desa lain", None),
        ("biaya paspor", None),
    ],
)
def test_who_says_that_he_is_of_another_village_may_change_it(text: str, village: str | None) -> None:
    outcome = does(wrote(text), ResidentContext(siti(), fresh=13))
    pressed_ = [b for action in outcome.actions for row in buttons_of(action) for b in row if b.verb == Verb.VILLAGE]
    assert [button.args for button in pressed_] == ([(village,)] if village else [])
    assert some(outcome.resident).village == "mandurian"
    assert not village or outcome.tickets == ()


@pytest.mark.parametrize("first", [UNKNOWN, Started(SITI, "Siti", MONDAY, "1", "")])
def test_a_village_that_is_not_ours_is_asked_for_once_more(first: Event) -> None:
    asked = does(first)
    again = does(wrote("binuang"), then(asked))
    assert texts.NO_SUCH_VILLAGE.format(button=texts.B_OUTSIDE) in said(again)[0]
    assert not again.tickets
    assert [button.label for row in shown(again)[-1].buttons for button in row][-1] == texts.B_OUTSIDE
    named = does(wrote("mandurian"), then(again))
    assert named.resident
    assert named.resident.village == "mandurian"
    assert [ticket.question for ticket in named.tickets] == (["kenapa langit biru"] if first is UNKNOWN else [])


@pytest.mark.parametrize(
    ("text", "opening", "village"),
    [
        ("desa saya sungai rangas, ada kah?", texts.NO_SUCH_VILLAGE.format(button=texts.B_OUTSIDE), None),
        ("apakah desa mandurian terdaftar?", "Baik. Desa Bapak/Ibu", "mandurian"),
        ("desa saya ada ga di sini", texts.ASK_VILLAGE, None),
    ],
)
def test_who_asks_whether_his_village_is_ours_is_told(text: str, opening: str, village: str | None) -> None:
    told = does(wrote(text), then(does(Started(SITI, "Siti", MONDAY, "1", ""))))
    assert (said(told)[0].startswith(opening), told.tickets) == (True, ())
    assert some(told.resident).village == village
