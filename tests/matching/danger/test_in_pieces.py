"""Conversations by another writer in which a matter is told bit by bit, each message harmless by itself."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.matching import danger
from bot.matching.entry import DecisionKind
from bot.matching.index import FaqIndex
from tests.bench.danger_bench import TODAY
from tests.bench.strangers import ANSWERS, FILE, MIXED, MIXED_AGAIN, SITUATIONS, read

CONVERSATIONS = Path(__file__).with_name("in-pieces.tsv")
REMEMBERED = 3
"""Messages that are decided together: the last one and the two before it."""


@pytest.mark.slow
def test_what_is_told_bit_by_bit_is_heard_before_the_end(index: FaqIndex) -> None:
    told, heard, helped = Counter[str](), Counter[str](), Counter[str]()
    for line in CONVERSATIONS.read_text("utf-8").splitlines()[1:]:
        label, turns = line.split("\t")
        said = turns.split(" / ")
        ends = range(1, len(said) + 1)
        decisions = [index.decide(said[max(0, end - REMEMBERED) : end], TODAY) for end in ends]
        told[label] += 1
        asked = any(one.outcome is DecisionKind.EMERGENCY for one in decisions)
        heard[label] += asked
        helped[label] += asked or any(one.doubtful for one in decisions)  # the way to help stands below an answer
    assert told == {"victim": 35, "relative": 20, "ordinary": 60}
    assert helped["victim"] >= 32
    assert helped["relative"] >= 18
    assert heard["ordinary"] <= 6


def test_questions_one_after_the_other_ring_nobody() -> None:
    """Of 1,019 questions by five writers, read after the two before them, 12 rang where any length was read as one."""
    rung = []
    for file in (ANSWERS, SITUATIONS, MIXED, MIXED_AGAIN, FILE):
        asked = [question["text"] for question in read(file=file) if question["kind"] == "in"]
        calm = [text for text in asked if danger.assess(text).kind is danger.DangerKind.NONE]
        told = zip(calm, calm[1:], calm[2:], strict=False)
        rung += [turns for turns in told if danger.assess(turns).level == "danger"]
    assert rung == []
