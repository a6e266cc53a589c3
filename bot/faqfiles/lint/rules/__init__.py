"""All rules of the FAQ format: those of syntax_faults, and those of what was read."""

from __future__ import annotations

from collections.abc import Iterator

from bot.faqfiles.draft import Draft
from bot.faqfiles.lint.rule import LintRule
from bot.faqfiles.lint.rules import (
    answers,
    fees,
    guided_check_ways,
    guided_checks,
    leads,
    letters,
    links,
    names,
    numbers,
    phrasing_counts,
    phrasings,
    sources,
    topics,
    training_text,
    unfinished,
)
from bot.faqfiles.problem import Problem
from bot.faqfiles.syntax import file_faults, syntax_faults
from bot.faqfiles.syntax.fault import FaultRule, Rule

_MODULES = (
    *(
        file_faults,
        syntax_faults,
        letters,
        names,
        links,
        phrasing_counts,
        phrasings,
        training_text,
        leads,
        answers,
        unfinished,
        numbers,
        fees,
        sources,
    ),
    *(topics, guided_checks, guided_check_ways),
)

# In the order of the manual.
RULES: tuple[Rule, ...] = tuple(
    member for module in _MODULES for member in vars(module).values() if isinstance(member, FaultRule | LintRule)
)


def look_through(draft: Draft) -> Iterator[Problem]:
    """Yield everything that the rules find in `draft`."""
    for rule in RULES:
        if isinstance(rule, LintRule):
            yield from rule(draft)
