"""Divides an answer that was written as one text into lead and details."""

from __future__ import annotations

import re

from bot.faqfiles.answer_length import LONGEST_LEAD, seen_length

SHORT_LEAD = 160
"""Whole lines are added to a lead up to this length: a list of prices is one answer."""

_STEP = re.compile(r"\s*(?:\d+[.)]|[-•]) ")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def divided(answer: str) -> tuple[str, str]:
    """Return the first sentences of an answer as its lead, and the rest as its details."""
    first, _, rest = answer.strip().partition("\n")
    lead, *sentences = _SENTENCE_END.split(first.rstrip())
    while sentences and seen_length(f"{lead} {sentences[0]}", {}) <= LONGEST_LEAD:
        lead = f"{lead} {sentences.pop(0)}"
    left = " ".join(sentences)
    while not left and rest:
        line, _, after = rest.partition("\n")
        if not line.strip() or _STEP.match(line) or seen_length(f"{lead}\n{line}", {}) > SHORT_LEAD:
            break
        lead, rest = f"{lead}\n{line}", after
    return lead, f"{left}\n{rest}".strip("\n")
