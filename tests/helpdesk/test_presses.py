"""Forged buttons: what none of ours can carry is an old button, whatever stands in the place of a number or a name."""

from __future__ import annotations

import pytest

from bot.helpdesk.model import buttons
from bot.helpdesk.model.buttons import Verb, checked, is_ours
from bot.helpdesk.model.events import Pressed
from tests.helpdesk.desk import pressed
from tests.typed import a

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
    "cek cekjawab cekmundur cekberhenti ceklanjut cekkirim antrean kasus kartu ambil tutup buka alihkan "
    "ke kirim cari pakai ubah kembali untuk buang batalkirim faq siaran jadwal lainnya bantuan langkah siap "
    "rincian juga kelola laporan"
)
ROWS = [(verb, forms) for verb in Verb if verb for forms in verb.forms]


def right(forms: tuple[buttons.Form, ...]) -> tuple[str, ...]:
    """Arguments that fit."""
    return tuple(SAMPLES[form] if form in SAMPLES else next(word for word in WORDS if form(word)) for form in forms)


@pytest.mark.parametrize(("verb", "forms"), ROWS)
def test_what_a_button_carries_comes_through_and_nothing_else(verb: Verb, forms: tuple[buttons.Form, ...]) -> None:
    args = right(forms)
    assert is_ours(verb, args)
    for bad in BAD.values():
        for place, form in enumerate(forms):
            if form in {buttons.name, buttons.entry} and bad.isascii() and bad.isdigit():
                continue  # a name may be one of digits; whether there is such an entry or village, the rules ask
            assert not is_ours(verb, (*args[:place], bad, *args[place + 1 :])), (verb, bad)
        a_name_more = (*forms, buttons.name) in verb.forms and bad.isascii() and bad.isdigit()
        assert a_name_more or not is_ours(verb, (*args, bad))
    for fewer in range(len(args)):
        assert not is_ours(verb, args[:fewer]) or args[:fewer] in {right(other) for other in verb.forms}


def test_a_forged_press_becomes_one_of_an_unknown_button() -> None:
    forged = a(Pressed, checked(pressed("hapuspesan", "9" * 26)))
    assert (forged.verb, forged.args, forged.callback) == (Verb.UNKNOWN, (), "cb1")
    assert checked(pressed("hapuspesan", "9")) == pressed("hapuspesan", "9")
    assert checked(None) is None


def test_the_verbs_of_buttons_that_stand_in_chats_stay_as_they_are() -> None:
    """A button is pressed months after it was sent: a verb may be added, but none renamed."""
    assert {*Verb} == {"", *IN_CHATS.split()}
    assert {f"{verb}" for verb in Verb} == {str(verb.value) for verb in Verb}
