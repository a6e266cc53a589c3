"""What is warned of is learnt: the examples, and that the measured messages are not among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.matching.danger import warning_classifier
from bot.matching.danger.features import read
from bot.matching.decision import DecisionKind
from bot.matching.index import FaqIndex
from bot.matching.training import train_warnings
from bot.matching.training.train_warnings import CHILD, LEARNT_ON, NONE, OFFER, warned, warning_examples

HERE = Path(__file__).parent


@pytest.mark.slow
def test_most_examples_are_read_as_they_are_labelled() -> None:
    # every fourth: reading all of them takes ten seconds, and the shares are the same
    some = warning_examples()[::4]
    read_as = [(one.label, warned(warning_classifier.scores(read(one.text), LEARNT_ON))) for one in some]
    right = [label == got for label, got in read_as if label in (CHILD, OFFER)]
    assert sum(right) / len(right) >= 0.95
    harmless = [got for label, got in read_as if label == NONE]
    assert sum(got != NONE for got in harmless) / len(harmless) <= 0.02


def test_no_measured_message_is_an_example_of_warnings() -> None:
    learnt = {one.text.lower() for one in warning_examples()}
    texts = {
        line.split("\t")[-1].lower() for file in HERE.glob("*.tsv") for line in file.read_text("utf-8").splitlines()
    }
    assert learnt.isdisjoint(texts - {"text"})


def test_a_malformed_example_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "warning-examples.tsv"
    file.write_text("label\ttext\nchild\tumur saya 16\nanak\tumur saya 15\n", "utf-8")
    monkeypatch.setattr(train_warnings, "EXAMPLES", file)
    with pytest.raises(ValueError, match="baris 3"):
        warning_examples()


@pytest.mark.parametrize(
    "text",
    [
        "nenek ini diajak orang masak di Sabah, sekarang nenek tidak boleh pulang, katanya masih ada utang",
        "Apakah chat ini dibaca orang lain? saya di Myawaddy, disekap. Gak bisa ngetik banyak",
    ],
)
def test_danger_goes_before_a_warning_and_before_a_question(index: FaqIndex, text: str) -> None:
    assert index.decide([text], LEARNT_ON).outcome is DecisionKind.EMERGENCY


def test_a_locked_thing_is_no_danger(index: FaqIndex) -> None:
    text = "dikunci aplikasinya, salah password 3x terus akun diblokir, tolong"
    assert index.decide([text]).outcome is not DecisionKind.EMERGENCY
