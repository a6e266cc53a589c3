"""An answer that goes out at an hour which its officer names."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.context import OfficerContext
from bot.helpdesk.model.entities import Attachment, Held
from bot.helpdesk.model.events import Attached, Edited, Event, Wrote
from bot.helpdesk.model.markup import fits, quoted
from bot.helpdesk.officer.undo_send import named_hour
from bot.helpdesk.texts import officer as officer_texts
from tests.helpdesk.desk import MONDAY, SITI, WITA, make_ticket, pressed, said, siti, small_policy

POLICY = small_policy()
BUDI = POLICY.chats["budi"].address
NINE = MONDAY
TOMORROW_EIGHT = MONDAY.replace(hour=8) + timedelta(days=1)
TWO = MONDAY.replace(hour=14)


@pytest.mark.parametrize(
    ("text", "at", "rest"),
    [
        ("kirim jam 08.00 Datang Senin.", TOMORROW_EIGHT, "Datang Senin."),
        ("Kirim pukul 14:00: Datang Senin.", TWO, "Datang Senin."),
        ("kirim jam 14 wita, Datang Senin.", TWO, "Datang Senin."),
        ("Datang Senin.\nBawa KTP.\n(kirim jam 14.00)", TWO, "Datang Senin.\nBawa KTP."),
        ("kirim jam 08.00", TOMORROW_EIGHT, ""),
        ("kirim jam 2 siang Datang Senin.", TWO, "Datang Senin."),
        ("Datang Senin.\nkirim jam 8 pagi", TOMORROW_EIGHT, "Datang Senin."),
        ("kirim jam 24.00 Datang Senin.", MONDAY.replace(hour=0) + timedelta(days=1), "Datang Senin."),
        ("kirim jam 25.00 Datang Senin.", None, "Datang Senin."),
        ("kirim jam 08.75 Datang Senin.", None, "Datang Senin."),
        ("kirim jam 24.30 Datang Senin.", None, "Datang Senin."),
    ],
)
def test_the_next_such_hour_is_meant(text: str, at: datetime | None, rest: str) -> None:
    assert named_hour(text, NINE, WITA) == (at, rest)


@pytest.mark.parametrize("text", ["Datang jam 08.00", "Berkas kirim jam 08.00 saja", "kirim besok"])
def test_other_words_about_hours_are_the_answer(text: str) -> None:
    assert named_hour(text, NINE, WITA) is None


def context(**more: object) -> OfficerContext:
    return OfficerContext(POLICY.directory.officers["budi"], POLICY.chats["budi"], make_ticket(), siti(), **more)  # type: ignore[arg-type]


def does(event: Event, who: OfficerContext | None = None) -> Outcome:
    return dispatch.for_officer(who or context(), event, MONDAY, POLICY)


def test_an_answer_waits_for_its_hour_and_can_be_taken_back() -> None:
    waits = does(Wrote(BUDI, "Budi", MONDAY, "900", "kirim jam 14.00 Datang Senin.", "800"))
    assert not said(waits)
    assert waits.held is not None
    assert (waits.held.text, waits.held.send_at) == ("Datang Senin.", TWO)
    assert "pukul 14.00" in said(waits, BUDI)[0]
    released = dispatch.for_held(context(), waits.held, TWO, POLICY)
    assert "Datang Senin." in said(released)[0]
    sent = does(pressed("batalkirim", "12", "900", chat=BUDI), context(held=waits.held))
    assert sent.held is not None
    assert sent.held.send_at <= MONDAY


def test_an_edit_keeps_the_hour_unless_it_names_another() -> None:
    held = does(Wrote(BUDI, "Budi", MONDAY, "900", "kirim jam 14.00 Datang Senin.", "800")).held
    assert held is not None
    changed = does(Edited(BUDI, "Budi", MONDAY, "900", "Datang Selasa."), context(held=held))
    assert changed.held == replace(held, text="Datang Selasa.")
    moved = does(Edited(BUDI, "Budi", MONDAY, "900", "kirim jam 15.00 Datang Selasa."), context(held=held))
    assert moved.held == replace(held, text="Datang Selasa.", send_at=TWO + timedelta(hours=1))


def test_the_notice_shows_what_will_go_out() -> None:
    waits = does(Wrote(BUDI, "Budi", MONDAY, "900", "Kirim jam 10.00 paling lambat ya Bu.", "800"))
    assert quoted("paling lambat ya Bu.") in said(waits, BUDI)[0]
    assert waits.held is not None
    edited = does(Edited(BUDI, "Budi", MONDAY, "900", "Paling lambat jam 10.00 ya Bu."), context(held=waits.held))
    assert quoted("Paling lambat jam 10.00 ya Bu.") in said(edited, BUDI)[0]
    long = does(Wrote(BUDI, "Budi", MONDAY, "900", f"kirim jam 10.00 {'Bawa KTP. ' * 400}", "800"))
    assert fits(said(long, BUDI)[0])


def test_an_hour_that_no_clock_shows_sends_nothing() -> None:
    refused = does(Wrote(BUDI, "Budi", MONDAY, "900", "kirim jam 25.00 Datang Senin.", "800"))
    assert refused.held is None
    assert not said(refused, SITI)
    assert said(refused, BUDI) == [officer_texts.LATER_NO_HOUR]
    held = Held("budi", 12, "900", "Datang Senin.", TWO)
    changed = does(Edited(BUDI, "Budi", MONDAY, "900", "kirim jam 25.00 Datang Selasa."), context(held=held))
    assert changed.held is None
    assert said(changed, BUDI) == [officer_texts.CHANGED_NO_HOUR.format(number=12)]


def test_a_photo_cannot_wait_for_an_hour() -> None:
    photo = Attached(BUDI, "Budi", MONDAY, "900", Attachment("photo", "x"), "kirim jam 14.00 ini formulirnya", "800")
    refused = does(photo)
    assert refused.held is None
    assert said(refused, BUDI) == [officer_texts.LATER_NOT_COPIED]
    assert len(refused.actions) == 1


def test_an_hour_alone_is_no_answer() -> None:
    asked = does(Wrote(BUDI, "Budi", MONDAY, "900", "kirim jam 14.00", "800"))
    assert asked.held is None
    assert not said(asked, SITI)
    assert said(asked, BUDI) == [officer_texts.LATER_EMPTY]
