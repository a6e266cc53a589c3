"""Numbers and documents of residents never reach the store, the log or an officer unasked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.helpdesk import privacy_texts, rules
from bot.helpdesk.events import Attached, Edited, Pressed, Wrote
from bot.helpdesk.model import Attachment, Memory
from bot.helpdesk.officer_rules import OfficerSide
from bot.helpdesk.resident_rules import ResidentSide
from tests.helpdesk.desk import MONDAY, SITI, case, said, siti, small_desk

DESK = small_desk()
BUDI = DESK.chats["budi"].address
NIK, PHONE = "6305011212900001", "081234567890"
LONG_CAPTION = "pak kenapa waktu ambil paspor kemarin nama saya salah tulis ya"
OPEN = ResidentSide(siti(), (case(),))


def photo(caption: str = "", name: str | None = None, size: tuple[int | None, int | None] = (None, None)) -> Attached:
    return Attached(SITI, "Siti", MONDAY, "101", Attachment("photo", "AgAC", name, *size), caption)


@pytest.mark.parametrize("side", [ResidentSide(siti(), fresh=12), OPEN])
@pytest.mark.parametrize(
    "event",
    [
        Wrote(SITI, "Siti", MONDAY, "101", f"nik saya {NIK} kenapa ditolak"),
        Edited(SITI, "Siti", MONDAY, "101", f"nik saya {NIK} kenapa ditolak"),
        Attached(SITI, "Siti", MONDAY, "101", Attachment("voice", "AwAC"), f"nomor {NIK}"),
    ],
)
def test_a_number_is_masked_everywhere_and_the_resident_is_told(side: ResidentSide, event):
    outcome = rules.for_resident(side, event, MONDAY, DESK)
    assert NIK not in repr(outcome)
    assert "[NIK/KK •••]" in repr(outcome.tickets + outcome.lines)
    assert said(outcome)[-1] == privacy_texts.HIDDEN


def test_a_call_for_help_keeps_the_telephone_number_that_may_save_a_life():
    event = Wrote(SITI, "Siti", MONDAY, "101", f"ibu saya {PHONE}, nik {NIK}")
    side = ResidentSide(siti(), (case(emergency=True),))
    (line,) = rules.for_resident(side, event, MONDAY, DESK).lines
    assert PHONE in line.text
    assert NIK not in line.text


def test_a_forwarded_number_may_be_checked_and_the_residents_own_may_not():
    own = Wrote(SITI, "Siti", MONDAY, "101", f"hubungi {PHONE}")
    assert PHONE not in repr(rules.for_resident(OPEN, own, MONDAY, DESK))
    sent_on = replace(own, forwarded=True)
    assert PHONE in repr(rules.for_resident(OPEN, sent_on, MONDAY, DESK))


def test_what_the_officer_asks_for_gets_through_once_and_that_is_noted():
    asking = Wrote(BUDI, "Budi", MONDAY, "900", "Minta nomor HP Ibu, ya.")
    side = OfficerSide(DESK.directory.officers["budi"], DESK.chats["budi"], case(), siti())
    outcome = rules.for_officer(side, asking, MONDAY, DESK)
    assert outcome.resident is not None
    assert "asked for a number (phone)" in outcome.notes[0]
    answer = Wrote(SITI, "Siti", MONDAY, "102", f"ini {PHONE}")
    first = rules.for_resident(ResidentSide(outcome.resident, (case(),)), answer, MONDAY, DESK)
    assert PHONE in first.lines[0].text
    assert first.resident is not None
    second = rules.for_resident(ResidentSide(first.resident, (case(),)), answer, MONDAY, DESK)
    assert PHONE not in second.lines[0].text


def test_without_an_open_case_nothing_that_was_asked_for_gets_through():
    resident = siti(memory=Memory(wanted="phone"))
    event = Wrote(SITI, "Siti", MONDAY, "102", f"ini {PHONE}")
    assert PHONE not in repr(rules.for_resident(ResidentSide(resident, fresh=3), event, MONDAY, DESK))


@pytest.mark.parametrize("verb", ["batal", "selesai", "belum", "aman"])
def test_a_button_for_somebody_elses_case_is_refused_and_noted(verb: str):
    other = case(99, resident_id=2)
    press = Pressed(SITI, "Siti", MONDAY, "110", verb, ("99", "ya"), "cb")
    for target in (other, None):
        outcome = rules.for_resident(ResidentSide(siti(), target=target), press, MONDAY, DESK)
        assert outcome.tickets == ()
        assert outcome.lines == ()
        assert "refused" in outcome.notes[0]
