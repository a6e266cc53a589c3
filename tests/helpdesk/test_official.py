"""Is this really an officer? What a resident can have checked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.helpdesk import official_texts, rules
from bot.helpdesk.events import Commanded
from bot.helpdesk.official import hosts, is_government
from bot.helpdesk.resident_rules import ResidentSide
from tests.helpdesk.desk import MONDAY, SITI, case, pressed, said, siti, small_desk, wrote

DESK = replace(small_desk(), bot_name="tanya_pimpasa_bot")
BUDI = DESK.chats["budi"].address
SIDE = ResidentSide(siti(), fresh=12)
ADVERT = "Lowongan cepat! hubungi 081234567890, daftar di imigrasi-cepat.com"


@pytest.mark.parametrize(
    ("text", "found", "government"),
    [
        ("cek https://www.imigrasi.go.id/berita ya", ("www.imigrasi.go.id",), True),
        ("imigrasibanjarmasin.com", ("imigrasibanjarmasin.com",), False),
        ("https://imigrasi.go.id@jahat.com/x", ("jahat.com",), False),
        ("http://imigrasi.go.id.daftar.xyz", ("imigrasi.go.id.daftar.xyz",), False),
        ("imigrasigo.id", ("imigrasigo.id",), False),
        ("tidak ada tautan. sama sekali", (), None),
    ],
)
def test_only_go_id_is_the_government(text, found, government):
    assert hosts(text) == found
    assert [is_government(host) for host in found] == ([] if government is None else [government])


def test_resmi_names_bot_officer_office_and_what_is_never_asked():
    outcome = rules.for_resident(SIDE, Commanded(SITI, "Siti", MONDAY, "1", "resmi", ""), MONDAY, DESK)
    (text,) = said(outcome)
    for expected in ("@tanya_pimpasa_bot", "Pak Budi", "Kantor Barat", "OTP", "rekening pribadi"):
        assert expected in text
    assert outcome.resident is not None
    assert outcome.resident.memory.awaiting == "check"


def test_a_forwarded_advert_gets_the_checklist_and_can_go_to_the_officer():
    outcome = rules.for_resident(SIDE, wrote(ADVERT, forwarded=True), MONDAY, DESK)
    (text,) = said(outcome)
    assert "imigrasi-cepat.com BUKAN alamat pemerintah" in text
    assert outcome.actions[0].buttons[0][0].label == official_texts.B_CHECK
    opened = rules.for_resident(ResidentSide(outcome.resident, fresh=12), pressed("periksa"), MONDAY, DESK)
    assert "081234567890" in opened.tickets[0].question
    assert "Mohon diperiksa" in said(opened, BUDI)[0]


@pytest.mark.parametrize("text", ["apa nomor 081234567890 ini resmi?", "cek imigrasi-cepat.com pak"])
def test_a_number_or_link_in_doubt_gets_the_checklist(text: str):
    assert "Periksa dulu" in said(rules.for_resident(SIDE, wrote(text), MONDAY, DESK))[0]


def test_a_forwarded_question_that_is_known_is_answered():
    assert said(rules.for_resident(SIDE, wrote("biaya paspor", forwarded=True), MONDAY, DESK)) == [
        "Jawaban paspor-biaya."
    ]


def test_danger_comes_first_even_when_forwarded():
    outcome = rules.for_resident(SIDE, wrote("tolong saya disekap", forwarded=True), MONDAY, DESK)
    assert outcome.tickets[0].emergency


def test_beside_an_open_case_a_forwarded_message_goes_to_the_officer():
    outcome = rules.for_resident(ResidentSide(siti(), (case(),)), wrote(ADVERT, forwarded=True), MONDAY, DESK)
    assert outcome.lines[0].ticket == 12
    assert "imigrasi-cepat.com" in said(outcome, BUDI)[0]


def test_the_check_button_without_anything_to_check_does_nothing():
    outcome = rules.for_resident(SIDE, pressed("periksa"), MONDAY, DESK)
    assert outcome.tickets == ()
