"""What a pressed button may carry: each verb with the forms of its arguments.

Anybody can send anything in the place of a button's data. A press that no button of ours can make becomes one of an
unknown button before anything looks at it; the rules may then rely on the forms, and still ask who may see what.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from bot.helpdesk.model.events import Event, Pressed

Form: TypeAlias = Callable[[str], bool]
LARGEST = 2**63 - 1
"""What databases and channels take as a number."""
UNKNOWN = ""
"""The verb of a press that is none of ours."""

_NUMBER, _PLACE = re.compile(r"[1-9][0-9]{0,18}"), re.compile(r"0|[1-9][0-9]{0,4}")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,47}")


def number(text: str) -> bool:
    """A case, a message, a planned day."""
    return bool(_NUMBER.fullmatch(text)) and int(text) <= LARGEST


def place(text: str) -> bool:
    """A place in a list, from 0 on."""
    return bool(_PLACE.fullmatch(text))


def name(text: str) -> bool:
    """The id of an entry, a topic, a village, an officer, a check or its version."""
    return bool(_NAME.fullmatch(text))


def case_or_none(text: str) -> bool:
    """A case, or "0" for the one that has not been named yet."""
    return text == "0" or number(text)


def word(*words: str) -> Form:
    """One of these words."""
    return lambda text: text in words


_ALONE: tuple[tuple[Form, ...], ...] = ((),)
_NUMBER_ALONE: tuple[tuple[Form, ...], ...] = ((number,),)
_NAME_ALONE: tuple[tuple[Form, ...], ...] = ((name,),)
FORMS: dict[str, tuple[tuple[Form, ...], ...]] = {
    **dict.fromkeys(("menu", "penting", "petugas", "luar", "jejak", "berkas", "periksa", "buang"), _ALONE),
    **dict.fromkeys(("topik", "lihat", "jawab", "pilih", "suka", "kurang", "desa", "cek", "cekberhenti"), _NAME_ALONE),
    **dict.fromkeys(("batal", "selesai", "belum", "hapuspesan", "kontak"), _NUMBER_ALONE),
    **dict.fromkeys(("kartu", "ambil", "tutup", "buka", "alihkan", "cari"), _NUMBER_ALONE),
    "semua": ((name, place),),
    "daerah": ((place,),),
    "kab": ((place, place),),
    "bahaya": ((word("ya", "tidak"),),),
    "hapus": ((word("ya", "tidak"),),),
    "aman": ((number, word("ya", "tidak", "salah")),),
    "nilai": ((number, word("1", "2", "3", "4", "5")),),
    "dokumen": ((word("ya", "bukan", "tarik", "biar"), number, word("photo", "document", "video", "animation")),),
    "cekjawab": ((name, name, place), (name, name, place, place)),
    "cekmundur": ((name, name, place),),
    "ceklanjut": ((name, name),),
    "cekkirim": ((name, name),),
    "kabar": ((word("ya", "tidak", "berhenti"),),),
    "ingatkan": ((number,), (number, word("tidak"))),
    "setuju": (
        (word("ulang", "kirim", "petugas", "tulis", "luar", "kabar"),),
        (word("desa", "cek"), name),
        (word("ingatkan"), number),
    ),
    "antrean": ((word("semua", "darurat", "saya", "menunggu"),),),
    "kasus": ((number,), (number, place)),
    "ke": ((number, name),),
    "kirim": ((number, name),),
    "ubah": ((number, name),),
    "pakai": ((case_or_none, name),),
    "kembali": ((case_or_none,),),
    "untuk": ((number, number), (number, number, word("yakin"))),
    "batalkirim": ((number, number),),
    "faq": ((number,), (number, number)),
    "siaran": (
        (word("contoh", "jeda", "lanjut", "henti"),),
        (word("batal", "ubah", "kirim", "tetap"), number),
        (word("desa"), number, place),
    ),
    "jadwal": (
        (word("tambah", "tidak"),),
        (word("ubah", "hapus", "ya", "batal"), number),
        (word("acara"), name, number),
        (word("desa"), place, number),
    ),
}
"""By verb, the rows of arguments that our buttons carry."""


def is_ours(verb: str, args: tuple[str, ...]) -> bool:
    """Whether one of our buttons can carry this."""
    return any(
        len(args) == len(forms) and all(form(arg) for form, arg in zip(forms, args, strict=True))
        for forms in FORMS.get(verb, ())
    )


def checked(event: Event | None) -> Event | None:
    """The event; a press that no button of ours can make as one of an unknown button."""
    if isinstance(event, Pressed) and not is_ours(event.verb, event.args):
        return replace(event, verb=UNKNOWN, args=())
    return event
