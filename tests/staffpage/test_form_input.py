"""What is typed or pasted into a form is made clean before it comes into a file."""

from __future__ import annotations

import pytest

from bot.faqfiles.yaml_edit import FieldChange, with_fields
from bot.staffpage.form_input import clean

TOPIC = "entri:\n  - id: a\n    tanya: Apa?\n    inti: |\n      Satu.\n"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"], ids=ascii)
def test_a_line_that_a_word_processor_ends_otherwise_is_saved(ending: str) -> None:
    text = clean(f"Bawa KTP.{ending}Bawa KK.")
    assert text == "Bawa KTP.\nBawa KK."
    assert "      Bawa KTP.\n      Bawa KK.\n" in with_fields(TOPIC, [FieldChange(("entri", 0), "inti", text)])


def test_signs_that_nobody_can_see_and_spaces_at_the_end_go() -> None:
    assert clean("\nBawa\x00 KTP. \t\n\ue000Tiga.\n") == "Bawa KTP.\nTiga."
