"""What every rule of the FAQ format has: a code, a level, and a docstring that is its page in the manual.

Two kinds exist. A `FaultRule` puts one fault into words that the reader met at a known place; a `LintRule`
looks through a whole draft for one kind of fault. The docstring of either says why the rule exists and
holds one bad and one good sample; `faq rules CODE` shows it, and the samples are the rule's tests.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.faqfiles.problem import Level, Place, Problem
from bot.faqfiles.syntax.fault import Rule

if TYPE_CHECKING:
    from bot.faqfiles.draft import Draft

Fault = tuple[Place, str]


@dataclass(frozen=True, kw_only=True)
class LintRule(Rule):
    """A rule that looks through a draft."""

    look: Callable[[Draft], Iterator[Fault]]

    def __call__(self, draft: Draft) -> Iterator[Problem]:
        for place, sentence in self.look(draft):
            yield self.problem(place, sentence)


def rule(
    code: str, level: Level = Level.ERROR, *, strict_on_release: bool = False
) -> Callable[[Callable[[Draft], Iterator[Fault]]], LintRule]:
    """Make a rule of a function that yields the place and the sentence of every fault in a draft."""

    def make(look: Callable[[Draft], Iterator[Fault]]) -> LintRule:
        manual = inspect.getdoc(look) or ""
        return LintRule(code=code, level=level, manual=manual, strict_on_release=strict_on_release, look=look)

    return make
