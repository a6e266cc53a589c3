"""The tables of dispatch: their order, and that every button and event has its row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from bot.helpdesk import dispatch
from bot.helpdesk.buttons import OFFICERS, RESIDENTS
from bot.helpdesk.model import buttons
from bot.helpdesk.model.buttons import Verb, checked, is_ours
from bot.helpdesk.model.events import Attached, Commanded, Event, Pressed
from bot.helpdesk.model.people import Memory, StartedCheck
from bot.helpdesk.model.ticket import Attachment, Author, Line
from bot.helpdesk.turn import ResidentContext
from bot.matching.entry import Decision
from tests.helpdesk.desk import MONDAY, POLICY, SITI, SMALL_CHECK, SmallFaq, make_ticket, pressed, siti, wrote
from tests.typed import a

BESIDE_THE_TABLES = {Verb.AGREE, Verb.DETAILS, Verb.STAFF, Verb.UNKNOWN}
"""Consent is asked for before the tables; staff take their own presses; what earlier versions stored is refused."""


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


SAMPLES = {
    buttons.number: "12",
    buttons.place: "0",
    buttons.name: "paspor-biaya",
    buttons.ticket: "12",
    buttons.entry: "paspor-biaya",
    buttons.month: "2026-11",
}
WORDS = (*"123450", "acara", "berhenti", "bukan", "cek", "contoh", "desa", "ingatkan", "menunggu", "photo", "salah")
WORDS += ("jadwal", "baru", "jawab", "batal", "siapa", "tambah", "tidak", "ulang", "ya", "yakin", "terbit", "setuju")
WORDS += ("masuk",)
BAD = {
    "negative": "-1",
    "26-digits": "9" * 26,
    "past-63-bits": str(2**63),
    "arabic-digits": "\u0661\u0662",
    "superscript": "²",
    "letters": "ngawur!",
    "blank": " ",
    "empty": "",
    "sign": "+1",
    "point": "1.0",
    "leading-zeros": "0012",
    "newline": "12\n",
    "null": "\0",
    "over-long": "a" * 64,
}
IN_CHATS = (
    "menu penting topik semua lihat jawab pilih suka kurang petugas bahaya daerah kab desa luar batal "
    "selesai belum aman nilai hapus jejak berkas dokumen kontak hapuspesan periksa setuju kabar ingatkan "
    "cek cekjawab cekmundur cekberhenti cekkirim antrean kasus kartu ambil tutup buka alihkan "
    "ke kirim cari pakai ubah kembali untuk buang batalkirim faq siaran jadwal lainnya bantuan langkah siap "
    "rincian juga kelola laporan"
)
ROWS = [(verb, forms) for verb in Verb if verb for forms in verb.forms]


def right(forms: tuple[buttons.Form, ...]) -> tuple[str, ...]:
    """Arguments that fit."""
    return tuple(
        SAMPLES[form] if form in SAMPLES else next(word for word in WORDS if form.fullmatch(word)) for form in forms
    )


@pytest.mark.parametrize(("verb", "forms"), ROWS)
def test_what_a_button_carries_comes_through_and_nothing_else(verb: Verb, forms: tuple[buttons.Form, ...]) -> None:
    args = right(forms)
    assert is_ours(verb, args)
    for bad in BAD.values():
        for place, form in enumerate(forms):
            if form in {buttons.name, buttons.entry} and bad.isascii() and bad.isdigit():
                continue  # a name may be one of digits; whether there is such an entry or village, the rules ask
            assert not is_ours(verb, (*args[:place], bad, *args[place + 1 :])), (verb, bad)
        named = any(len(other) == len(forms) + 1 and other[-1] is buttons.name for other in verb.forms)
        a_name_more = named and bad.isascii() and bad.isdigit()
        assert a_name_more or not is_ours(verb, (*args, bad))
    for fewer in range(len(args)):
        assert not is_ours(verb, args[:fewer]) or fewer in map(len, verb.forms)


def test_a_forged_press_becomes_one_of_an_unknown_button() -> None:
    forged = a(Pressed, checked(pressed("hapuspesan", "9" * 26)))
    assert (forged.verb, forged.args, forged.callback) == (Verb.UNKNOWN, (), "cb1")
    assert checked(pressed("hapuspesan", "9")) == pressed("hapuspesan", "9")
    assert checked(None) is None


def test_the_verbs_of_buttons_that_stand_in_chats_stay_as_they_are() -> None:
    """A button is pressed months after it was sent: a verb may be added, but none renamed."""
    assert {*Verb} == {"", *IN_CHATS.split()}
    assert {f"{verb}" for verb in Verb} == {str(verb.value) for verb in Verb}
