"""A fault of a file, and the rule that names it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, ParamSpec

from bot.faqfiles.lint.characters import visible
from bot.faqfiles.problem import Level, Place, Problem

P = ParamSpec("P")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """The name, level and manual page of a rule; `strict_on_release` makes it an error before a release."""

    code: str
    level: Level
    manual: str
    strict_on_release: bool = False

    def problem(self, place: Place, sentence: str) -> Problem:
        """Return the problem that this rule reports at `place`."""
        # One line, also where the sentence quotes a text of several lines: a problem is a line of the report.
        return Problem(place, self.level, self.code, visible(" ".join(sentence.split())))


@dataclass(frozen=True, kw_only=True)
class FaultRule(Rule, Generic[P]):
    """A rule whose faults the reader finds; calling it with the place and the details gives the problem."""

    sentence: Callable[P, str]

    def __call__(self, place: Place, *args: P.args, **kwargs: P.kwargs) -> Problem:
        return self.problem(place, self.sentence(*args, **kwargs))


def fault(code: str, level: Level = Level.ERROR) -> Callable[[Callable[P, str]], FaultRule[P]]:
    """Make a rule of a function that puts one fault into a sentence."""

    def make(sentence: Callable[P, str]) -> FaultRule[P]:
        return FaultRule(code=code, level=level, manual=inspect.getdoc(sentence) or "", sentence=sentence)

    return make
