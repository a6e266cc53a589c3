"""No text is longer than a message takes, however it is counted, and nothing of it is lost where it is cut."""

from __future__ import annotations

from hypothesis import given, strategies as st

from bot.helpdesk.model.actions import Button, Edit, Outcome, Purpose, Send, changed, cut, pieces
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.markup import (
    BOLD_OFF,
    BOLD_ON,
    COVER_OFF,
    COVER_ON,
    MESSAGE_LENGTH,
    bold,
    clipped,
    split,
    units,
)
from tests.helpdesk.desk import SITI

MARKS = {BOLD_ON: BOLD_OFF, COVER_ON: COVER_OFF}
WORDS = st.sampled_from(("paspor", " ", "\n", "😀", "👨‍👩‍👧", "é", "x" * 30, "\u3000"))
TEXTS = st.lists(WORDS | WORDS.map(bold) | WORDS.map(lambda text: f"{COVER_ON}{bold(text)}a{COVER_OFF}")).map("".join)
BUTTON = ((Button("Ambil", Verb.CLAIM, ("1",)),),)


def bare(text: str) -> str:
    """Return the text without marks and blanks, which a cut may take away."""
    return "".join(
        character for character in text if character not in "\ue000\ue001\ue002\ue003" and not character.isspace()
    )


@given(TEXTS, st.integers(20, 200))
def test_every_part_fits_and_together_they_say_the_same(text: str, most: int) -> None:
    parts = split(text, most)
    assert all(units(part) <= most for part in parts)
    assert bare("".join(parts)) == bare(text)


@given(TEXTS, st.integers(20, 200))
def test_every_part_closes_the_marks_that_it_opens(text: str, most: int) -> None:
    for part in split(text, most):
        opened: list[str] = []
        for character in part:
            if character in MARKS:
                opened.append(MARKS[character])
            elif character in MARKS.values():
                assert opened.pop() == character
        assert opened == []


@given(TEXTS, st.integers(5, 50))
def test_a_clipped_text_fits(text: str, most: int) -> None:
    assert units(clipped(text, most)) <= most


def test_a_message_cut_into_pieces_keeps_its_buttons_under_the_last() -> None:
    send = Send(SITI, "satu kata " * 1000, BUTTON, ticket=1, purpose=Purpose.CARD)
    *first, last = pieces(send)
    assert [(one.buttons, one.purpose) for one in first] == [((), "")] * len(first)
    assert (last.buttons, last.purpose, {one.ticket for one in (*first, last)}) == (BUTTON, "card", {1})


def test_only_what_is_too_long_is_cut() -> None:
    short = Outcome(actions=(Send(SITI, "a" * MESSAGE_LENGTH), Edit(SITI, "9", "a")))
    assert cut(short) == short
    assert len(cut(Outcome(actions=(*short.actions, Send(SITI, "😀" * 1980)))).actions) == 4


def test_a_change_that_became_too_long_goes_on_below() -> None:
    first, *more = changed(Edit(SITI, "9", "😀 " * 3000, BUTTON, ticket=1))
    assert isinstance(first, Edit)
    assert (first.message, first.buttons) == ("9", ())
    assert [one.buttons for one in more] == [()] * (len(more) - 1) + [BUTTON]
