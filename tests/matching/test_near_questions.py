"""Questions of known things that no entry answers, and double ones, by a writer who had seen the answers.

The half that may be read. The bounds are a little worse than what is counted today (see docs/matching.md), so that no
change loses it unseen.
"""

from __future__ import annotations

from bot.matching.decision import DecisionKind
from bot.matching.index import FaqIndex
from tests.bench.strangers import NEAR, both, group, read, stray

NEAR_ANSWERED, BOTH, STRAY = 4, 13, 2


def test_known_things_with_rare_questions_are_seldom_answered(index: FaqIndex) -> None:
    near = [question["text"] for question in read("dev", NEAR) if group(question) == "near"]
    assert len(near) == 80
    answered = [text for text in near if index.decide([text]).outcome is DecisionKind.ANSWER]
    assert len(answered) <= NEAR_ANSWERED, answered


def test_double_questions_of_an_unread_writer_get_both_answers(index: FaqIndex) -> None:
    asked = [question for question in read("dev", NEAR) if group(question) == "multi"]
    given = [(question, {"answers": index.decide([question["text"]]).answers}) for question in asked]
    assert len(given) == 20
    assert sum(both(*pair) for pair in given) >= BOTH
    assert sum(stray(*pair) for pair in given) <= STRAY
