"""Looks into a text: which numbers nothing vouches for, and what makes two questions the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from bot.faqfiles.render import PLACEHOLDER

_WORD = re.compile(r"\w+")
_STEP = re.compile(r"^[ \t]*(\d+)[.)][ \t]+", re.MULTILINE)
_NUMBER = re.compile(r"(?<!\w)\+?\d[\w.,/:–-]*")
_STEP_REFERENCE = re.compile(r"\b(?:nomor|langkah|butir) (\d+)\b", re.IGNORECASE)
REMEMBERED = 100_000
"""Questions that stay folded: several rules compare the same twenty thousand, and with fewer none would stay."""


@lru_cache(maxsize=REMEMBERED)
def fold(text: str) -> str:
    """Return `text` without case, punctuation and spare spaces: equal results are the same question."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_WORD.findall(plain))


def unvouched_numbers(text: str, vouched: Iterable[str]) -> list[str]:
    """Return the numbers in `text` that stand in none of the `vouched` texts and number no step."""
    steps = {match[1] for match in _STEP.finditer(text)}
    plain = PLACEHOLDER.sub(_blanked, text)
    plain = _STEP.sub(lambda match: " " * len(match[0]), plain)
    if not _NUMBER.search(plain):
        return []
    covered = {at for known in vouched for span in places_of(known, plain) for at in span}
    for match in _STEP_REFERENCE.finditer(plain):
        if match[1] in steps:
            covered.update(range(*match.span()))
    missing = []
    for match in _NUMBER.finditer(plain):
        number = match[0].rstrip(".,:/–-")
        if any(plain[at].isdigit() and at not in covered for at in range(match.start(), match.start() + len(number))):
            missing.append(number)
    return missing


def places_of(number: str, text: str) -> Iterator[range]:
    """Yield where a number stands in `text`, but for where it is a part of a longer one."""
    at = text.find(number) if number else -1
    while at >= 0:
        end = at + len(number)
        whole = not (text[at - 1 : at].isdecimal() or text[end : end + 1].isdecimal())
        if whole:
            yield range(at, end)
        at = text.find(number, end if whole else at + 1)


def _blanked(placeholder: re.Match[str]) -> str:
    """Return spaces for a placeholder, but for what residents may read of it."""
    name, bar, instead = placeholder[0].partition("|")
    return " " * len(name + bar) + instead.replace("}", " ")


def numbers_in(text: str) -> list[str]:
    """Return every number as it is written, for example `45/2024`."""
    return [match[0].rstrip(".,:/–-") for match in _NUMBER.finditer(text)]
