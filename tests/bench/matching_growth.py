"""How the matcher grows: 5,000 entries with 20 phrasings each, of made-up words.

Run: python -m tests.bench.matching_growth [ENTRIES]. Takes a minute or two and some gigabytes in the training process.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import psutil

from bot.matching.entry import Corpus, Entry
from bot.matching.index import FaqIndex

ENTRIES, PHRASINGS, WORDS, ASKED = 5_000, 20, 12_000, 300
SYLLABLES = [c + v for c in "bcdghjklmnprst" for v in "aeiou"]


def made_up(seed: int, entries: int) -> Corpus:
    """Entries of three words of their own each, among words that all of them use."""
    rng = random.Random(seed)
    words = ["".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) for _ in range(WORDS)]
    common = words[:300]

    def entry(number: int) -> Entry:
        own = rng.sample(words[300:], 3)

        def text() -> str:
            said = rng.sample(own, 2) + rng.choices(common, k=rng.randint(2, 8))
            rng.shuffle(said)
            return " ".join(said)

        return Entry(f"entri-{number}", f"topik-{number % 7}", text(), tuple(text() for _ in range(PHRASINGS)))

    return Corpus(tuple(entry(number) for number in range(entries)))


def main(entries: int = ENTRIES) -> None:
    """Train, load, ask, and print times and memory."""
    corpus = made_up(11, entries)
    with tempfile.TemporaryDirectory() as folder:
        begin = perf_counter()
        FaqIndex.load(corpus, Path(folder))
        trained = perf_counter() - begin
        begin = perf_counter()
        index = FaqIndex.load(corpus, Path(folder))
        loaded = perf_counter() - begin
        rng = random.Random(12)
        asked = [rng.choice(rng.choice(corpus.entries).phrasings) + f" {rng.choice(SYLLABLES)}" for _ in range(ASKED)]
        times = []
        for text in asked:
            begin = perf_counter()
            index.decide([text])
            times.append((perf_counter() - begin) * 1000)
    print(f"{entries} entries × {PHRASINGS} phrasings: trained in {trained:.0f} s, loaded in {loaded:.2f} s")
    print(f"a decision: median {median(times):.1f} ms (≤ 15), longest {max(times):.1f} ms")
    print(f"this process: {psutil.Process().memory_info().rss / 2**20:.0f} MB")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
