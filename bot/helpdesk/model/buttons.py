"""The buttons that the bot sends: each by the word of its callback data and the forms of its arguments.

Anybody can send anything in the place of a button's data. A press that no button of ours can make becomes one of an
unknown button before anything looks at it; the rules may then rely on the forms, and still ask who may see what.
"""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import zip_longest
from typing import Self, TypeAlias

from msgspec.structs import replace

from bot.helpdesk.model.events import Event, Pressed
from bot.helpdesk.model.hours import WRITTEN_MONTH
from bot.helpdesk.model.ticket import QueueView

Form: TypeAlias = re.Pattern[str]
number = re.compile(r"[1-9][0-9]{0,17}")
"""Of a message, a planned day or a draft; databases and channels take as large a one."""
ticket = re.compile(rf"(?P<ticket>{number.pattern})")
"""The number of one that must be of who presses, or of his office."""
place = re.compile(r"0|[1-9][0-9]{0,4}")
"""In a list, from 0 on."""
name = re.compile(r"[a-z0-9][a-z0-9-]{0,47}")
"""The id of a topic, a village, an officer, a check or its version."""
entry = re.compile(rf"(?P<entry>{name.pattern})")
"""The id of one that the FAQ must still have."""
month = WRITTEN_MONTH


def word(*words: str) -> Form:
    """Return the form of one of these words."""
    return re.compile("|".join(words))


picture = word("photo", "document", "video", "animation", "lain")


class Verb(StrEnum):
    """What a pressed button asks for, with the rows of arguments that it may carry; none: it carries nothing.

    Buttons stand in chats for months, so a value never changes its meaning.
    """

    forms: tuple[tuple[Form, ...], ...]

    def __new__(cls, value: str, *rows: tuple[Form, ...]) -> Self:
        verb = str.__new__(cls, value)
        verb._value_, verb.forms = value, rows or ((),)
        return verb

    UNKNOWN = ""
    """A press that none of our buttons can make."""

    MENU = "menu"
    MORE = "lainnya"
    IMPORTANT = "penting"
    TOPIC = "topik", (name,)
    ALL_QUESTIONS = "semua", (name, place)
    SHOW = "lihat", (entry,)
    ANSWER = "jawab", (entry,)
    PICK = "pilih", (entry,)
    DETAILS = "rincian", (entry,)  # stored by earlier versions
    HELPFUL = "suka", (entry,)
    UNHELPFUL = "kurang", (entry,)
    ASK_OFFICER = "petugas", (), (name,)
    """The entry under whose answer it stands, or "baru" for a new question."""
    DANGER = "bahaya", (word("siapa", "ya", "keluarga", "tidak"),)
    REGENCIES = "daerah", (place,)
    VILLAGES = "kab", (place, place)
    VILLAGE = "desa", (name,)
    OUTSIDE = "luar"
    CANCEL = "batal", (ticket,)
    DONE = "selesai", (ticket,)
    NOT_DONE = "belum", (ticket,)
    SAFE = "aman", (ticket, word("ya", "tidak", "salah"))
    RATE = "nilai", (ticket, word(*"12345"))
    ERASE = "hapus", (word("ya", "tidak"),)
    CLEAR = "jejak"
    """For residents who share their phone with somebody dangerous."""
    DATA_FILE = "berkas"
    DOCUMENT = "dokumen", (word("ya", "bukan", "tarik", "biar"), number, picture)
    """The choice, the message with the photo, and its kind ("lain": not known any more)."""
    CONTACT = "kontak", (number,)
    DELETE_MESSAGE = "hapuspesan", (number,)
    ASK_TO_VERIFY = "periksa"
    AGREE = (
        "setuju",
        (word("ulang", "kirim", "petugas", "tulis", "luar", "kabar"),),
        (word("desa", "cek"), name),
        (word("ingatkan"), number),
    )
    """What goes on after it."""
    SUBSCRIPTION = "kabar", (word("ya", "tidak", "berhenti"),)
    REMINDER = "ingatkan", (number,), (number, word("tidak"))

    CHECK_BEGIN = "cek", (name,)
    """Of these five: the check's id, its version, the question's place, the choice's number."""
    CHECK_ANSWER = "cekjawab", (name, name, place), (name, name, place, place)
    CHECK_BACK = "cekmundur", (name, name, place)
    CHECK_STOP = "cekberhenti", (name,)
    CHECK_SEND = "cekkirim", (name, name)

    QUEUE = "antrean", (word(*QueueView),), (word(*QueueView), place)
    TICKET = "kasus", (ticket,), (ticket, place)
    CARD = "kartu", (ticket,)
    CLAIM = "ambil", (ticket,)
    CLOSE = "tutup", (ticket,), (ticket, place)
    """Besides the ticket, where that was asked, how many messages of its resident it holds."""
    REOPEN = "buka", (ticket,)
    HAND_OVER = "alihkan", (ticket,)
    HAND_TO = "ke", (ticket, name), (ticket, name, word("jam", "hari", "tidak"))
    """Besides the ticket and the colleague, when it comes back where he does not take it up."""
    SEND_ENTRY = "kirim", (ticket, entry)
    SEARCH = "cari", (ticket,)
    STEPS = "langkah", (ticket,)
    READY_REPLY = "siap", (ticket, word("1", "2", "3"))
    PICK_ENTRY = "pakai", (ticket, entry), (word("0"), entry)
    """0: the ticket has not been named yet."""
    CHANGE_ENTRY = "ubah", (ticket, entry)
    BACK = "kembali", (number,), (word("0"),)
    SEND_ALSO = "juga", (ticket,)
    """The ticket whose answer goes to others that ask the same."""
    SEND_DRAFT = "untuk", (ticket, number), (ticket, number, word("yakin"))
    DROP_DRAFT = "buang"
    TAKE_BACK = "batalkirim", (number, number)
    """The ticket, and the message whose answer is taken back."""
    MAKE_FAQ = "faq", (ticket,), (ticket, number)
    """Besides the ticket the officer's message; without it, his longest answer."""
    HELP = "bantuan", (word("jawab", "antrean", "kabar", "lain"),)
    REPORT = "laporan", (month,)
    BROADCAST = (
        "siaran",
        (word("contoh", "jeda", "lanjut", "henti"),),
        (word("batal", "ubah", "kirim", "jadwal", "lepas", "tolak"), number),
        (word("desa"), number, place),
    )
    VISITS = (
        "jadwal",
        (word("tambah", "tidak"),),
        (word("ubah", "hapus", "ya", "batal"), number),
        (word("acara"), name, number),
        (word("desa"), place, number),
    )
    STAFF = (
        "kelola",
        (word("menu", "tidak", "hari", "tarif", "kalimat", "tanda", "teken", "beda", "batal", "halaman"),),
        (word("usulan", "celah", "sisih", "baru", "pakai", "benar", "lanjut", "buang"),),
        (word("biaya", "kal", "baca", "terbit", "balik", "masuk", "topik", "sesudah"), name),
        (word("setuju", "tolak", "semua", "usul"), number),
        (word("baru", "sisih"), name),
        (word("masuk"), name, name),
    )
    """What the staff who keep the FAQ press: a word, and what it is about."""


_BY_WORD = {verb.value: verb for verb in Verb}


def is_ours(verb: str, args: tuple[str, ...]) -> bool:
    """Return whether one of our buttons can carry this."""
    ours = _BY_WORD.get(verb, Verb.UNKNOWN)
    return ours is not Verb.UNKNOWN and any(is_like(args, forms) for forms in ours.forms)


def is_like(args: tuple[str, ...], forms: tuple[Form, ...]) -> bool:
    """Return whether the arguments have these forms."""
    return len(args) == len(forms) and all(form.fullmatch(arg) for form, arg in zip(forms, args, strict=True))


def checked(event: Event | None) -> Event | None:
    """Return the event; a press that no button of ours can make becomes one of an unknown button."""
    if isinstance(event, Pressed) and not is_ours(event.verb, event.args):
        return replace(event, verb=Verb.UNKNOWN, args=())
    return event


def named(event: Pressed, what: Form) -> str | None:
    """Return the argument of this form: the ticket, or the entry, that the button names; None where it names none."""
    rows = _BY_WORD.get(event.verb, Verb.UNKNOWN).forms
    row = next((forms for forms in rows if is_like(event.args, forms)), rows[0])
    return next((arg for form, arg in zip_longest(row, event.args, fillvalue="") if form is what), None)
