"""Checks of how many phrasings, test questions and hard negatives an entry has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.faqfiles.draft import Draft, PhrasingDraft
from bot.faqfiles.lint.rule import Fault, rule
from bot.faqfiles.problem import Level
from bot.faqfiles.schema import PhrasingFields

# With fewer than five an entry is found by luck; from twenty on the measured gain of one more levels off.
FEWEST_PHRASINGS = 5
GOOD_PHRASINGS = 20


@rule("kalimat-kurang-dari-5")
def too_few_phrasings(draft: Draft) -> Iterator[Fault]:
    """Entri punya kurang dari lima kalimat.

    Bot belajar mengenali pertanyaan dari contoh. Dengan contoh sesedikit ini ia menebak.
    """
    few = range(FEWEST_PHRASINGS)
    yield from _scarce(draft.phrasings, "kalimat", lambda one: one.phrasings, few, "kalimat; tulis paling sedikit 20")


@rule("kalimat-kurang-dari-20", Level.WARNING)
def few_phrasings(draft: Draft) -> Iterator[Fault]:
    """Entri punya kurang dari dua puluh kalimat.

    Makin banyak cara bertanya yang berbeda (singkat, panjang, Banjar, salah ketik), makin sering bot benar.
    """
    few = range(FEWEST_PHRASINGS, GOOD_PHRASINGS)
    yield from _scarce(
        (one.phrasing for one in draft.entries if one.phrasing),
        "kalimat",
        lambda one: one.phrasings,
        few,
        "kalimat; tambahkan sampai 20",
    )


def _scarce(
    phrasings: Iterable[PhrasingDraft],
    field: str,
    values: Callable[[PhrasingFields], Sequence[object]],
    few: range,
    advice: str,
) -> Iterator[Fault]:
    """Yield a fault for each whose number of `values` is one of `few`."""
    for phrasing in phrasings:
        count = len(values(phrasing.fields))
        if count in few:
            yield phrasing.spot.at(field), f"'{phrasing.id}' baru punya {count} {advice}"
