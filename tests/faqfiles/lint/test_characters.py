"""Letters that are not what they look like are found, and honest ones are left alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.faqfiles.lint.letters import damaged, invisible, visible
from bot.faqfiles.load import check_faq
from tests.faqfiles.lint.test_rule import TODAY

HONEST = [
    "Biaya paspor – tanya dulu.",
    "“kutipan” dan ‘kutipan’ …",
    "Café Élysée, São Paulo, Müller, ÀÉÎ",
    "👨\u200d👩\u200d👧 ❤️ 😭🙏",
    "½ km, 5 °C, 10 × 2, € 5, «ya»",
    "السلام عليكم",
    "R&D; A&B; &;",
]


@pytest.mark.parametrize("sign", "–—‘’“…•éèüñ×°½€")
def test_text_decoded_the_wrong_way_is_turned_back(sign: str) -> None:
    wrong = sign.encode().decode("cp1252")
    assert damaged(f"paspor {wrong} baru") == (wrong, sign)


@pytest.mark.parametrize("text", ["biaya â€ paspor", "Ã paspor", "Â ", "paspor Â.", "ï»¿topik", "ðŸ˜"])
def test_damage_beyond_repair_is_found_without_a_suggestion(text: str) -> None:
    found = damaged(text)
    assert found
    assert found[1] == ""


@pytest.mark.parametrize("text", HONEST)
def test_honest_letters_are_left_alone(text: str) -> None:
    assert (damaged(text), invisible(text)) == (None, None)
    assert visible(text) == text


@pytest.mark.parametrize(
    "sign",
    "\u200b\u200c\u200d\u200e\u200f\u2060\u2061\ufeff\u00ad\u061c\u180e\u202a\u202b\u202c\u202d\u202e"
    "\u2066\u2067\u2068\u2069\u2028\u2029\x85\x9b\ufff9\U000e0041\ue002",
    ids=lambda sign: f"U+{ord(sign):04X}",
)
def test_a_sign_that_nobody_sees_is_named_by_number_and_place(sign: str) -> None:
    assert invisible(f"pas{sign}por") == (3, sign)
    assert visible(f"pas{sign}por") == f"pas<U+{ord(sign):04X}>por"


def test_no_sentence_carries_an_unseen_sign(with_sample: Callable[[str], Path]) -> None:
    folder = with_sample('terkait: ["paspor-\u200bhilang", paspor-rusak]\npemilik: "ka\u202enim"')
    messages = [one.message for one in check_faq(folder, TODAY)]
    assert any("'ka<U+202E>nim'" in message for message in messages)
    assert [message for message in messages if invisible(message)] == []
