"""Is this really an officer? What a resident can have checked."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.events import Attached
from bot.helpdesk.model.people import Memory, Step
from bot.helpdesk.model.ticket import Attachment
from bot.helpdesk.privacy.links import hosts, is_government
from bot.helpdesk.resident.warning import OWN_PAPERS
from bot.helpdesk.texts import danger as danger_texts, resident as texts
from bot.helpdesk.turn import ResidentContext
from bot.matching.entry import Decision, DecisionKind
from tests.helpdesk.desk import (
    BUDI,
    MONDAY,
    SITI,
    buttons_of,
    chat,
    knowing,
    make_ticket,
    pressed,
    said,
    siti,
    small_policy,
    wrote,
)
from tests.tables import each_line
from tests.typed import some

POLICY = replace(small_policy(), bot_name="tanya_pimpasa_bot")
SIDE = ResidentContext(siti(), fresh=12)
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
def test_only_go_id_is_the_government(text: str, found: tuple[str, ...], government: bool | None) -> None:
    assert hosts(text) == found
    assert [is_government(host) for host in found] == ([] if government is None else [government])


def test_sites_that_sound_like_an_office_and_bank_accounts_are_named() -> None:
    text = "Paspor kilat daftar di imigrasibanjarmasin.com atau toko.online, transfer BRI 1234567890123 a/n Budi"
    (said_text,) = said(dispatch.for_resident(SIDE, wrote(text, forwarded=True), MONDAY, POLICY))[:1]
    assert "imigrasibanjarmasin.com BUKAN alamat pemerintah, walaupun namanya mirip kantor" in said_text
    assert "toko.online BUKAN alamat pemerintah." in said_text
    assert "rekening pribadi" in said_text.split("1. Situs")[0]


def test_other_photos_are_tickets_and_a_document_is_still_held_back() -> None:
    plain = Attached(SITI, "Siti", MONDAY, "7", Attachment("photo", "x"), "suratnya begini", None, True)
    outcome = dispatch.for_resident(SIDE, plain, MONDAY, POLICY)
    assert danger_texts.EARLY_WARNING not in said(outcome, BUDI)[0]
    assert [ticket.early_warning for ticket in outcome.tickets] == [False]
    waiting = ResidentContext(siti(memory=Memory(phase=Step.SENDING_TO_CHECK)), fresh=12)
    card = replace(plain, attachment=Attachment("document", "x", "ktp saya.pdf"), caption="")
    assert dispatch.for_resident(waiting, card, MONDAY, POLICY).tickets == ()


OWN = "formulirnya sudah benar pak?"


@each_line(("caption", "early"), [("asli ga pak", True), ("ini asli ga siskop2mi.go.id", False), (OWN, False)])
def test_a_doubted_photo_is_an_early_warning_an_own_form_none(caption: str, early: bool) -> None:
    policy = knowing({OWN: Decision(DecisionKind.SUGGEST, ranking=((OWN_PAPERS, 0.7),))})
    photo = Attached(SITI, "Siti", MONDAY, "7", Attachment("photo", "x"), caption)
    assert [one.early_warning for one in dispatch.for_resident(SIDE, photo, MONDAY, policy).tickets] == [early]


TRAP = "Dibutuhkan ART Arab Saudi, uang fit 10 juta, hubungi 081234567890"


TRAPPED = knowing(
    {
        TRAP.lower(): Decision(DecisionKind.WARN, act="tawaran", suggestions=("paspor-syarat",)),
        f"{TRAP} imigrasi-cepat.com".lower(): Decision(DecisionKind.WARN, act="tawaran"),
        "ini beneran gak?": chat("keluhan", 0.02),
    }
)
"""Knows a recruiter's advert, and what people say to it."""


def checked(*messages: str) -> tuple[ResidentContext, Outcome]:
    """Return what is known, and the last outcome, where the first of the messages is forwarded."""
    context, outcome = SIDE, Outcome()
    for place, text in enumerate(messages):
        outcome = dispatch.for_resident(context, wrote(text, forwarded=not place), MONDAY, TRAPPED)
        context = ResidentContext(some(outcome.resident), fresh=12)
    return context, outcome


def test_a_forwarded_trap_is_warned_of_first() -> None:
    _, shown = checked(TRAP)
    assert said(shown) == [danger_texts.WARN_OFFER]
    assert [row[0].label for row in buttons_of(shown.actions[0])][:2] == [texts.B_VERIFY, "Cek tawaran"]
    assert "BUKAN alamat pemerintah" in said(checked(f"{TRAP} imigrasi-cepat.com")[1])[1]


def test_a_doubt_about_a_forwarded_trap_is_no_complaint() -> None:
    assert said(checked(TRAP, "ini beneran gak?")[1]) == [danger_texts.STILL_WARNED]
    _, passed_on = checked(ADVERT, "ini beneran gak?")
    assert passed_on.tickets[0].early_warning
    assert passed_on.tickets[0].question.endswith(f"{ADVERT}\nini beneran gak?")


@pytest.mark.parametrize("between", ["terima kasih", "biaya paspor"])
def test_what_is_to_be_checked_is_kept_for_its_button(between: str) -> None:
    context, _ = checked(ADVERT, between)
    sent = dispatch.for_resident(context, pressed("periksa"), MONDAY, TRAPPED)
    assert "081234567890" in sent.tickets[0].question


def test_the_checklist_is_said_in_full_once_a_day() -> None:
    links = ("ini asli? paspor-cepat.com", "yang ini asli gak? paspor-kilat.com")
    first, again = (said(checked(*links[:count])[1])[0] for count in (1, 2))
    assert (texts.CHECKLIST in first, texts.CHECKLIST in again, texts.CHECK_AGAIN in again) == (True, False, True)
    assert "paspor-kilat.com BUKAN alamat pemerintah" in again


PUBLISHED = ("ini nomor petugas imigrasi bukan? 0511-1234567", "apakah +62 811 2222 3333 itu nomor kantor imigrasi")
OTHERS = (
    "ini nomor petugas imigrasi bukan? 081234567890",
    "0812-3456-7890 ini nomor pak budi kah",
    "benar nomor kantor? 0511-1234567 dan 081234567890",
    "0511-1234568 benar nomor kantor?",
    "ini nomor petugas bukan? 081234567890 nik saya 6305011212900001",
)


@pytest.mark.parametrize("text", PUBLISHED + OTHERS)
def test_a_number_is_compared_with_the_offices_and_no_persons_is_confirmed(text: str) -> None:
    known = text in PUBLISHED
    office = replace(POLICY.directory.offices["barat"], phone="0511-1234567, WA 0811-2222-3333")
    directory = replace(POLICY.directory, offices={**POLICY.directory.offices, "barat": office})
    outcome = dispatch.for_resident(SIDE, wrote(text), MONDAY, replace(POLICY, directory=directory))
    assert said(outcome)[0] == (texts.NUMBER_KNOWN.format(office=office.name) if known else texts.NUMBER_UNKNOWN)
    assert [ticket.early_warning for ticket in outcome.tickets] == ([] if known else [True])
    # the number is kept, and what is told of the other is true
    assert [one[:31] for one in said(outcome) if "sembunyikan" in one] == ["Yang saya sembunyikan: NIK/KK. "] * (
        "nik" in text
    )
    beside = replace(SIDE, tickets=(make_ticket(),))
    there = dispatch.for_resident(beside, wrote(text), MONDAY, replace(POLICY, directory=directory))
    assert (said(there)[0], [one.id for one in there.tickets]) == (said(outcome)[0], [] if known else [12])


def test_a_link_is_compared_beside_a_case_but_not_in_danger() -> None:
    words = "ini link resmi? imigrasi-cepat.com"
    photo = Attached(SITI, "Siti", MONDAY, "7", Attachment("photo", "x"), words)
    for danger in (False, True):
        case = replace(SIDE, tickets=(make_ticket(emergency=danger),))
        for event in (photo, wrote(words), wrote("imigrasi-cepat.com aman gak pak?")):
            outcome = dispatch.for_resident(case, event, MONDAY, POLICY)
            assert any("BUKAN alamat pemerintah" in text for text in said(outcome)) is not danger
            assert [line.ticket for line in outcome.lines] == [12]


def test_a_number_that_is_warned_of_is_compared_all_the_same() -> None:
    swindle = knowing({OTHERS[0]: Decision(DecisionKind.WARN, act="penipuan")})
    for context in (SIDE, replace(SIDE, tickets=(make_ticket(),))):
        warned, compared, *_ = said(dispatch.for_resident(context, wrote(OTHERS[0]), MONDAY, swindle))
        assert (warned, compared) == (danger_texts.WARN_SCAM, texts.NUMBER_UNKNOWN)


@pytest.mark.parametrize("answered", ["Pertanyaan paspor-biaya?\n\nJawaban lama.", "Pak Budi menjawab: datang saja."])
def test_the_bots_own_forwarded_message_is_recognised_with_its_date(answered: str) -> None:
    sent = wrote(answered, forwarded=True, ours=MONDAY.replace(month=3))
    (text,) = said(dispatch.for_resident(SIDE, sent, MONDAY, POLICY))
    assert text.startswith(texts.OURS.format(day="23 Maret 2026"))
    assert ("Jawaban paspor-biaya." in text) is ("paspor-biaya" in answered)


NEWS = "📢 Kabar dari Pak Budi\nDesa Mandurian, Kantor Barat\n\nSenin ada penyuluhan."


@pytest.mark.parametrize(
    ("text", "below", "passed_on"),
    [
        ("jam berapa mulainya pak", NEWS, True),
        ("biaya paspor berapa?", NEWS, False),
        ("terima kasih", NEWS, False),
        ("saya datang bawa istri", "⏰ Pengingat dari Tanya PIMPASA\nSenin: penyuluhan.", True),
    ],
)
def test_a_reply_to_news_reaches_the_officer_unless_it_surely_asks(text: str, below: str, passed_on: bool) -> None:
    policy = knowing({"biaya paspor berapa?": Decision(DecisionKind.ANSWER, ("paspor-biaya",), confidence=0.97)})
    outcome = dispatch.for_resident(SIDE, wrote(text, reply_to="9", below=below), MONDAY, policy)
    assert [one.question for one in outcome.tickets] == ([f"{text}\n(membalas: {below})"] if passed_on else [])
