"""What every rule of the FAQ format has: a code, a level, and a docstring that is its page in the manual.

Two kinds exist. A `FaultRule` puts one fault into words that the reader met at a known place; a `CheckRule`
looks through a whole draft for one kind of fault. The docstring of either says why the rule exists and
holds one bad and one good sample; docs/pemeriksaan-faq.md is made from them, and the samples are the rule's
tests.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, ParamSpec

from bot.faqfiles.characters import visible
from bot.faqfiles.problem import Level, Place, Problem

if TYPE_CHECKING:
    from bot.faqfiles.draft import Draft

P = ParamSpec("P")
Fault = tuple[Place, str]


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


@dataclass(frozen=True, kw_only=True)
class CheckRule(Rule):
    """A rule that looks through a draft."""

    look: Callable[[Draft], Iterator[Fault]]

    def __call__(self, draft: Draft) -> Iterator[Problem]:
        for place, sentence in self.look(draft):
            yield self.problem(place, sentence)


def fault(code: str, level: Level = Level.ERROR) -> Callable[[Callable[P, str]], FaultRule[P]]:
    """Make a rule of a function that puts one fault into a sentence."""

    def make(sentence: Callable[P, str]) -> FaultRule[P]:
        return FaultRule(code=code, level=level, manual=inspect.getdoc(sentence) or "", sentence=sentence)

    return make


def check(
    code: str, level: Level = Level.ERROR, *, strict_on_release: bool = False
) -> Callable[[Callable[[Draft], Iterator[Fault]]], CheckRule]:
    """Make a rule of a function that yields the place and the sentence of every fault in a draft."""

    def make(look: Callable[[Draft], Iterator[Fault]]) -> CheckRule:
        manual = inspect.getdoc(look) or ""
        return CheckRule(code=code, level=level, manual=manual, strict_on_release=strict_on_release, look=look)

    return make
