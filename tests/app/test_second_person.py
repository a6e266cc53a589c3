"""Which publications need a second person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.app.publishing import Proposal
from bot.app.staff_desk.publications import needs_second
from bot.faqfiles.load import load_faq
from bot.faqfiles.model import Faq
from bot.faqfiles.published.difference import difference
from bot.faqfiles.published.sets import Publication, PublishedSet
from tests.shipped import SMALL

BEFORE = PublishedSet("a", 1, None, datetime(2026, 11, 24, tzinfo=UTC), Publication("ani", "uji", ""), {}, Path("faq"))
"""In the sample only paspor-hilang is signed."""


def entry(id: str, **changes: Any) -> Callable[[Faq], Faq]:
    return lambda faq: replace(faq, entries={**faq.entries, id: replace(faq.entries[id], **changes)})


def fee(faq: Faq) -> Faq:
    return replace(faq, fees={**faq.fees, "beban-hilang": replace(faq.fees["beban-hilang"], rupiah=1_100_000)})


def without_the_signed(faq: Faq) -> Faq:
    return replace(faq, entries={id: one for id, one in faq.entries.items() if id != "paspor-hilang"})


@pytest.mark.parametrize(
    ("change", "second"),
    [
        (lambda faq: faq, False),
        (entry("paspor-biaya", lead="Lain."), False),
        (entry("paspor-biaya", phrasings=("ongkos",)), False),
        (entry("paspor-hilang", phrasings=("raib",)), False),
        (entry("paspor-hilang", lead="Lain."), True),
        (without_the_signed, True),
        (entry("paspor-biaya", lead="Lain.", emergency=True), True),
        (fee, True),
    ],
)
def test_what_could_harm_needs_a_second_person(change: Callable[[Faq], Faq], second: bool) -> None:
    old = load_faq(SMALL)
    new = change(old)
    proposal = Proposal(Path("faq"), new, BEFORE, old, difference(old, new), None, ())
    assert needs_second(proposal) is second
    assert not needs_second(replace(proposal, before=None))
