"""Numbers and documents of residents never reach the store, the log or an officer unasked."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.helpdesk.dispatch import for_resident
from bot.helpdesk.model.actions import Copy, Edit, Reworded
from bot.helpdesk.model.events import Attached, Edited, Pressed, Wrote
from bot.helpdesk.model.people import Memory, PastMessage, StartedCheck, Step
from bot.helpdesk.model.ticket import Attachment, Sent
from bot.helpdesk.resident.privacy import splits_number
from bot.helpdesk.texts import privacy as privacy_texts
from bot.helpdesk.turn import ResidentContext
from bot.matching.entry import Decision, DecisionKind
from tests.helpdesk.desk import BUDI, MONDAY, SITI, by_officer, by_resident, context, knowing, make_ticket, said, siti
from tests.typed import some

NIK, PHONE = "6305011212900001", "081234567890"
OPEN = ResidentContext(siti(), (make_ticket(),))


@pytest.mark.parametrize("context", [ResidentContext(siti(), fresh=12), OPEN])
@pytest.mark.parametrize(
    "event",
    [
        Wrote(SITI, "Siti", MONDAY, "101", f"nik saya {NIK} kenapa ditolak"),
        Edited(SITI, "Siti", MONDAY, "101", f"nik saya {NIK} kenapa ditolak"),
        Attached(SITI, "Siti", MONDAY, "101", Attachment("voice", "AwAC"), f"nomor {NIK}"),
    ],
)
def test_a_number_is_masked_everywhere_and_the_resident_is_notified(
    context: ResidentContext, event: Attached | Edited | Wrote
) -> None:
    outcome = by_resident(context, event)
    assert NIK not in repr(outcome)
    assert "[NIK/KK •••]" in repr(outcome.tickets + outcome.lines)
    assert said(outcome)[-1] == privacy_texts.HIDDEN.format(kinds="NIK/KK")
    again = by_resident(replace(context, resident=some(outcome.resident)), event)
    assert not any("sembunyikan" in text for text in said(again)), "once a conversation"


def test_of_a_telephone_number_it_is_said_each_time_that_nobody_can_call() -> None:
    context = OPEN
    for text in (f"nik saya {NIK}", f"hp saya {PHONE}, telpon saya", f"hp ibu {PHONE}"):
        outcome = by_resident(context, Wrote(SITI, "Siti", MONDAY, "101", text))
        assert (privacy_texts.HIDDEN_PHONE in said(outcome)) == (PHONE in text)
        context = replace(context, resident=some(outcome.resident))


def test_a_call_for_help_keeps_the_telephone_number_that_may_save_a_life() -> None:
    event = Wrote(SITI, "Siti", MONDAY, "101", f"ibu saya {PHONE}, nik {NIK}")
    context = ResidentContext(siti(), (make_ticket(emergency=True),))
    (line,) = by_resident(context, event).lines
    assert PHONE in line.text
    assert NIK not in line.text


def test_a_forwarded_number_may_be_checked_and_the_residents_own_may_not() -> None:
    own = Wrote(SITI, "Siti", MONDAY, "101", f"hubungi {PHONE}")
    assert PHONE not in repr(by_resident(OPEN, own))
    assert PHONE in repr(by_resident(OPEN, replace(own, forwarded=True)))


OFFERED = "visa turis dulu, hubungi {}"
WARNING = knowing(
    {OFFERED.format(one): Decision(DecisionKind.WARN, act="tawaran") for one in (PHONE, "[nomor hp •••]")}
)


UNDER_A_WARNING = Memory((PastMessage("iklan", MONDAY),), warned="iklan")


@pytest.mark.parametrize("memory", [Memory(), UNDER_A_WARNING, Memory(check=StartedCheck("cek", "v1", MONDAY))])
def test_the_number_of_who_makes_an_offer_is_kept_but_not_ones_own(memory: Memory) -> None:
    for text, kept in ((OFFERED.format(PHONE), True), (f"hp saya {PHONE}", False)):
        event = Wrote(SITI, "Siti", MONDAY, "101", text)
        outcome = for_resident(ResidentContext(siti(memory=memory), fresh=3), event, MONDAY, WARNING)
        assert (PHONE in repr(outcome)) is kept


def test_what_the_officer_asks_for_gets_through_once_and_that_is_noted() -> None:
    asking = Wrote(BUDI, "Budi", MONDAY, "900", "Minta nomor HP Ibu, ya.")
    outcome = by_officer(context(ticket=make_ticket()), asking)
    assert "asked for a number (phone)" in outcome.notes[0]
    answer = Wrote(SITI, "Siti", MONDAY, "102", f"ini {PHONE}")
    first = by_resident(ResidentContext(some(outcome.resident), (make_ticket(),)), answer)
    assert PHONE in first.lines[0].text
    second = by_resident(ResidentContext(some(first.resident), (make_ticket(),)), answer)
    assert PHONE not in second.lines[0].text


def test_without_an_open_ticket_nothing_that_was_asked_for_gets_through() -> None:
    resident = siti(memory=Memory(wanted="phone"))
    event = Wrote(SITI, "Siti", MONDAY, "102", f"ini {PHONE}")
    assert PHONE not in repr(by_resident(ResidentContext(resident, fresh=3), event))


CONTACT = Attached(SITI, "Siti", MONDAY, "101", Attachment("contact", ""), "")


@pytest.mark.parametrize(
    ("context", "event"),
    [
        (ResidentContext(siti(), (make_ticket(emergency=True),)), CONTACT),
        (ResidentContext(siti(memory=Memory(phase=Step.SENDING_TO_CHECK)), fresh=12), CONTACT),
        (OPEN, replace(CONTACT, forwarded=True)),
    ],
)
def test_a_contact_in_need_or_for_checking_is_passed_on(context: ResidentContext, event: Attached) -> None:
    assert {one.message for one in by_resident(context, event).actions if isinstance(one, Copy)} == {"101"}


def test_neither_file_name_nor_place_is_stored() -> None:
    sent = Attached(SITI, "Siti", MONDAY, "101", Attachment("document", "BQAC", "surat Siti.pdf"), "suratnya")
    (line,) = by_resident(OPEN, sent).lines
    assert line.attachment == Attachment("document", "")


SPLIT = [
    ("nik saya 630501", "1212900001", "nik saya [NIK/KK •••]", "[NIK/KK •••]"),
    ("63050112", "12900001 itu nik saya", "[NIK/KK •••]", "[NIK/KK •••] itu nik saya"),
    ("enam tiga nol lima nol satu satu dua", "satu dua sembilan nol nol nol nol satu", "[NIK/KK •••]", "[NIK/KK •••]"),
    ("hp 0812", "34567890 ya", "hp [nomor HP •••]", "[nomor HP •••] ya"),
    ("nomor paspor A", "1234567", "nomor paspor [nomor paspor •••]", "[nomor paspor •••]"),
    ("rekening BRI saya", "12345678", "rekening BRI saya", "[nomor rekening/kartu •••]"),
    ("nik ibu depannya 63050141", "lanjutannya 01900009", "nik ibu depannya [NIK/KK •••]", "[NIK/KK •••]"),
    ("8 angka 63050141", "angka sisanya yaitu 01900009", "8 angka [NIK/KK •••]", "angka sisanya yaitu [NIK/KK •••]"),
    (
        "dari ktp 630501",
        "terus yang ini 41019 lalu 00009 pak",
        "dari ktp [NIK/KK •••]",
        "terus yang ini [NIK/KK •••] pak",
    ),
    ("hp depannya 0812", "sambungannya 34567890", "hp depannya [nomor HP •••]", "[nomor HP •••]"),
]


@pytest.mark.parametrize(("first", "second", "first_now", "second_now"), SPLIT)
def test_a_number_split_over_two_messages_is_masked_on_both_sides(
    first: str, second: str, first_now: str, second_now: str
) -> None:
    resident = siti(memory=Memory(turns=(PastMessage("halo", MONDAY), PastMessage(first, MONDAY)), question=first))
    card = Sent(BUDI, "900", "card", None)
    context = ResidentContext(resident, (make_ticket(question=first),), sent={12: (card,)})
    event = Wrote(SITI, "Siti", MONDAY, "102", second)
    outcome = by_resident(context, event)
    assert [turn.text for turn in some(outcome.resident).memory.turns] == [first_now, second_now]
    assert outcome.lines[0].text == second_now
    assert outcome.tickets[0].question == first_now
    if first_now != first:
        assert outcome.reworded == (Reworded(12, first, first_now),)
        assert said(outcome)[-1] == privacy_texts.HIDDEN_LATE
        assert any(isinstance(action, Edit) and first_now in action.text for action in outcome.actions)
        assert splits_number(resident, event)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("paspor saya habis 2024", "2025 bisa diperpanjang"),
        ("jam 08.00", "16.00 masih buka"),
        ("nomor porsi", "2200123456"),
        ("biaya 650.000", "350.000 untuk apa"),
        ("0812", "beda hari dengan 34567890"),
        ("biaya 650000", "tanggal 24112026 jam 10"),
        ("bayar 63050000", "lalu 01900009 lagi"),
    ],
)
def test_two_messages_that_hold_no_number_together_stay(first: str, second: str) -> None:
    resident = siti(memory=Memory(turns=(PastMessage(first, MONDAY),)))
    event = Wrote(SITI, "Siti", MONDAY, "102", second)
    outcome = by_resident(ResidentContext(resident, (make_ticket(),)), event)
    assert outcome.lines[0].text == second
    assert outcome.reworded == ()
    assert not splits_number(resident, event)


@pytest.mark.parametrize("verb", ["batal", "selesai", "belum", "aman"])
def test_a_button_for_somebody_elses_ticket_is_refused_and_noted(verb: str) -> None:
    other = make_ticket(99, resident_id=2)
    press = Pressed(SITI, "Siti", MONDAY, "110", verb, ("99", "ya"), "cb")
    for target in (other, None):
        outcome = by_resident(ResidentContext(siti(), target=target), press)
        assert outcome.tickets == ()
        assert outcome.lines == ()
        assert "refused" in outcome.notes[0]
