"""Forged buttons: what none of ours can carry is an old button, whatever stands in the place of a number or a name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.helpdesk.model import button_arguments
from bot.helpdesk.model.button_arguments import FORMS, UNKNOWN, checked, is_ours
from tests.helpdesk.desk import pressed

HELPDESK = Path(button_arguments.__file__).parent
SAMPLES = {
    button_arguments.number: "12",
    button_arguments.place: "0",
    button_arguments.name: "paspor-biaya",
    button_arguments.case_or_none: "0",
}
WORDS = (*"12345", "acara", "berhenti", "bukan", "cek", "contoh", "desa", "ingatkan", "menunggu", "photo", "salah")
WORDS += ("batal", "tambah", "tidak", "ulang", "ya", "yakin")
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
ROWS = [(verb, forms) for verb, every in FORMS.items() for forms in every]


def right(forms: tuple[button_arguments.Form, ...]) -> tuple[str, ...]:
    """Arguments that fit."""
    return tuple(SAMPLES.get(form) or next(word for word in WORDS if form(word)) for form in forms)


@pytest.mark.parametrize(("verb", "forms"), ROWS)
def test_what_a_button_carries_comes_through_and_nothing_else(verb: str, forms: tuple[button_arguments.Form, ...]):
    args = right(forms)
    assert is_ours(verb, args)
    for bad in BAD.values():
        for place, form in enumerate(forms):
            if form is button_arguments.name and bad.isascii() and bad.isdigit():
                continue  # a name may be one of digits; whether there is such an entry or village, the rules ask
            assert not is_ours(verb, (*args[:place], bad, *args[place + 1 :])), (verb, bad)
        assert not is_ours(verb, (*args, bad))
    for fewer in range(len(args)):
        assert not is_ours(verb, args[:fewer]) or args[:fewer] in {right(other) for other in FORMS[verb]}


def test_a_forged_press_becomes_one_of_an_unknown_button():
    forged = checked(pressed("hapuspesan", "9" * 26))
    assert (forged.verb, forged.args, forged.callback) == (UNKNOWN, (), "cb1")
    assert checked(pressed("hapuspesan", "9")) == pressed("hapuspesan", "9")
    assert checked(None) is None


def test_every_verb_of_a_button_has_its_forms():
    text = "".join(file.read_text() for file in HELPDESK.glob("*.py"))
    written = set(re.findall(r'Button\((?:[^()"]|\([^()]*\))+, "([a-z]+)"', text))
    assert {"menu", "ambil", "bahaya", "kab"} <= written
    assert written <= set(FORMS)
