"""Which sentences are new, and where each leads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from bot.faqfiles.difference import difference, new_sentences
from bot.faqfiles.load import load_faq
from bot.faqfiles.model import Faq
from bot.matching.entry import HardNegative
from tests.shipped import SMALL
from tests.tables import each_line

OLD = load_faq(SMALL)
COST = OLD.entries["paspor-biaya"]
NOT = COST.hard_negatives


def cost(**changes: Any) -> Faq:
    return replace(OLD, entries={**OLD.entries, COST.id: replace(COST, **changes)})


@each_line(
    ("new", "found"),
    [
        (OLD, ()),
        (cost(phrasings=("ongkos", *COST.phrasings[1:])), (("paspor-biaya", "ongkos"),)),
        (cost(phrasings=COST.phrasings[1:], tests=("ongkos brp",)), ()),
        (
            cost(hard_negatives=(*NOT, HardNegative("ongkos", "paspor-rusak"), HardNegative("upah", None))),
            (("bukan paspor-biaya, milik paspor-rusak", "ongkos"), ("bukan paspor-biaya, milik -", "upah")),
        ),
        (replace(OLD, out_of_scope=(*OLD.out_of_scope, "biaya")), (("luar-topik", "biaya"),)),
    ],
)
def test_every_sentence_that_leads_or_shall_not_lead_somewhere_counts(
    new: Faq, found: tuple[tuple[str, str], ...]
) -> None:
    assert new_sentences(OLD, new) == found


def test_a_signature_that_comes_or_goes_is_a_difference() -> None:
    first, anew = (cost(verified_on=date(2026, 11, day)) for day in (1, 2))
    for before, after, *found in ((OLD, first, COST.id, ""), (first, first, "", ""), (first, anew, COST.id, "")):
        told = difference(before, after)
        assert ["".join(told.signed), "".join(told.unsigned)] == found
    assert difference(anew, OLD).unsigned == (COST.id,)
