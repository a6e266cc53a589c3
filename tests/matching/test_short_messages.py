"""Messages of one to five words by somebody who had seen nothing of the program: the half that may be read.

The bounds are a little below what is counted today (see docs/matching.md), so that no change loses it unseen.
"""

from __future__ import annotations

from collections import Counter

from bot.matching.decision import DecisionKind
from bot.matching.index import FaqIndex
from bot.matching.training.judge_answers import Asked, Verdict
from tests.bench.strangers import SHORT, read


def test_short_messages_are_answered_where_somebody_can(index: FaqIndex) -> None:
    asked = [Asked(question, index.decide([question["text"]])) for question in read("dev", SHORT)]
    kinds = Counter(str(one.question["kind"]) for one in asked)
    assert kinds == {"on": 44, "off": 51, "unclear": 16}
    verdicts = Counter((one.question["kind"], one.verdict) for one in asked)
    assert verdicts["on", Verdict.RIGHT] >= 34
    assert verdicts["on", Verdict.RIGHT] + verdicts["on", Verdict.OFFERED] == kinds["on"]
    answered = Counter(one.question["kind"] for one in asked if one.decision.outcome is DecisionKind.ANSWER)
    assert answered["off"] <= 1
    assert answered["unclear"] <= 2
