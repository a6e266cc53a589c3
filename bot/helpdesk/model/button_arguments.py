"""What a pressed button may carry: each verb with the forms of its arguments.

Anybody can send anything in the place of a button's data. A press that no button of ours can make becomes one of an
unknown button before anything looks at it; the rules may then rely on the forms, and still ask who may see what.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from bot.helpdesk.model.events import Event, Pressed
from bot.helpdesk.model.month import Month
from bot.helpdesk.model.store import QueueView
from bot.helpdesk.model.verbs import Verb

Form: TypeAlias = Callable[[str], bool]
LARGEST = 2**63 - 1
"""What databases and channels take as a number."""

_NUMBER, _PLACE = re.compile(r"[1-9][0-9]{0,18}"), re.compile(r"0|[1-9][0-9]{0,4}")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,47}")


def number(text: str) -> bool:
    """Return whether this can be the number of a ticket, a message or a planned day."""
    return bool(_NUMBER.fullmatch(text)) and int(text) <= LARGEST


def place(text: str) -> bool:
    """Return whether this can be a place in a list, from 0 on."""
    return bool(_PLACE.fullmatch(text))


def name(text: str) -> bool:
    """Return whether this can be the id of an entry, a topic, a village, an officer, a check or its version."""
    return bool(_NAME.fullmatch(text))


def ticket_or_none(text: str) -> bool:
    """Return whether this can be a ticket's number, or "0" for a ticket that has not been named yet."""
    return text == "0" or number(text)


def month(text: str) -> bool:
    """Return whether this is a month ("2026-11")."""
    return Month.read(text) is not None


def word(*words: str) -> Form:
    """Return a check that the argument is one of these words."""
    return lambda text: text in words


_ALONE: tuple[tuple[Form, ...], ...] = ((),)
_NUMBER_ALONE: tuple[tuple[Form, ...], ...] = ((number,),)
_NAME_ALONE: tuple[tuple[Form, ...], ...] = ((name,),)
FORMS: Mapping[str, tuple[tuple[Form, ...], ...]] = {
    **dict.fromkeys(
        (
            Verb.MENU,
            Verb.MORE,
            Verb.IMPORTANT,
            Verb.OUTSIDE,
            Verb.CLEAR,
            Verb.DATA_FILE,
            Verb.ASK_TO_VERIFY,
            Verb.DROP_DRAFT,
        ),
        _ALONE,
    ),
    **dict.fromkeys(
        (
            Verb.TOPIC,
            Verb.SHOW,
            Verb.ANSWER,
            Verb.PICK,
            Verb.DETAILS,
            Verb.HELPFUL,
            Verb.UNHELPFUL,
            Verb.VILLAGE,
            Verb.CHECK_BEGIN,
            Verb.CHECK_STOP,
        ),
        _NAME_ALONE,
    ),
    **dict.fromkeys((Verb.CANCEL, Verb.DONE, Verb.NOT_DONE, Verb.DELETE_MESSAGE, Verb.CONTACT), _NUMBER_ALONE),
    **dict.fromkeys(
        (
            Verb.CARD,
            Verb.CLAIM,
            Verb.REOPEN,
            Verb.HAND_OVER,
            Verb.SEARCH,
            Verb.STEPS,
            Verb.SEND_ALSO,
        ),
        _NUMBER_ALONE,
    ),
    Verb.CLOSE: ((number,), (number, place)),
    Verb.ASK_OFFICER: ((), (name,)),
    Verb.ALL_QUESTIONS: ((name, place),),
    Verb.REGENCIES: ((place,),),
    Verb.VILLAGES: ((place, place),),
    Verb.DANGER: ((word("siapa", "ya", "keluarga", "tidak"),),),
    Verb.ERASE: ((word("ya", "tidak"),),),
    Verb.SAFE: ((number, word("ya", "tidak", "salah")),),
    Verb.RATE: ((number, word("1", "2", "3", "4", "5")),),
    Verb.DOCUMENT: ((word("ya", "bukan", "tarik", "biar"), number, word("photo", "document", "video", "animation")),),
    Verb.CHECK_ANSWER: ((name, name, place), (name, name, place, place)),
    Verb.CHECK_BACK: ((name, name, place),),
    Verb.CHECK_CONTINUE: ((name, name),),
    Verb.CHECK_SEND: ((name, name),),
    Verb.SUBSCRIPTION: ((word("ya", "tidak", "berhenti"),),),
    Verb.REMINDER: ((number,), (number, word("tidak"))),
    Verb.AGREE: (
        (word("ulang", "kirim", "petugas", "tulis", "luar", "kabar"),),
        (word("desa", "cek"), name),
        (word("ingatkan"), number),
    ),
    Verb.HELP: ((word("jawab", "antrean", "kabar", "lain"),),),
    Verb.REPORT: ((month,),),
    Verb.QUEUE: ((word(*QueueView),), (word(*QueueView), place)),
    Verb.TICKET: ((number,), (number, place)),
    Verb.HAND_TO: ((number, name),),
    Verb.SEND_ENTRY: ((number, name),),
    Verb.READY_REPLY: ((number, word("1", "2", "3")),),
    Verb.CHANGE_ENTRY: ((number, name),),
    Verb.PICK_ENTRY: ((ticket_or_none, name),),
    Verb.BACK: ((ticket_or_none,),),
    Verb.SEND_DRAFT: ((number, number), (number, number, word("yakin"))),
    Verb.TAKE_BACK: ((number, number),),
    Verb.MAKE_FAQ: ((number,), (number, number)),
    Verb.BROADCAST: (
        (word("contoh", "jeda", "lanjut", "henti"),),
        (word("batal", "ubah", "kirim", "jadwal", "lepas", "tolak"), number),
        (word("desa"), number, place),
    ),
    Verb.STAFF: (
        (word("menu", "tidak", "hari", "tarif", "kalimat", "tanda", "teken", "beda", "batal", "halaman"),),
        (word("usulan", "celah", "sisih", "baru", "pakai"),),
        (word("biaya", "kal", "baca", "terbit", "balik", "masuk", "topik", "sesudah"), name),
        (word("setuju", "tolak", "usul"), number),
    ),
    Verb.VISITS: (
        (word("tambah", "tidak"),),
        (word("ubah", "hapus", "ya", "batal"), number),
        (word("acara"), name, number),
        (word("desa"), place, number),
    ),
}
"""By verb, the rows of arguments that our buttons carry."""


def is_ours(verb: str, args: tuple[str, ...]) -> bool:
    """Return whether one of our buttons can carry this."""
    return any(
        len(args) == len(forms) and all(form(arg) for form, arg in zip(forms, args, strict=True))
        for forms in FORMS.get(verb, ())
    )


def checked(event: Event | None) -> Event | None:
    """Return the event; a press that no button of ours can make becomes one of an unknown button."""
    if isinstance(event, Pressed) and not is_ours(event.verb, event.args):
        return replace(event, verb=Verb.UNKNOWN, args=())
    return event
