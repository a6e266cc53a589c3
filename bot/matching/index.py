"""The FAQ's index: a resident's message goes in, a decision comes out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from bot.matching import cache
from bot.matching.calibrate import kinds_of
from bot.matching.deciding import Decider
from bot.matching.decision import Decision, Reading
from bot.matching.entry import Corpus
from bot.matching.explaining import explain
from bot.matching.judging import Judge
from bot.matching.lexicon import load as load_lexicon
from bot.matching.meaning import Meaning
from bot.matching.model import Model
from bot.matching.normalise import Normaliser
from bot.matching.searching import Beginnings, search


class TrainingFailed(Exception):
    """The matcher could not be trained; the text says why, in Indonesian."""


class FaqIndex:
    """Decides about messages with a model that was trained for one state of the FAQ. Safe to share between threads."""

    def __init__(self, corpus: Corpus, judge: Judge, normaliser: Normaliser) -> None:
        self._judge = judge
        self._normaliser = normaliser
        self._decider = Decider(corpus, judge, normaliser)
        self._corpus = corpus

    @staticmethod
    def load(corpus: Corpus, cache_dir: Path | None) -> FaqIndex:
        """The index of a corpus; its model comes from the cache, or is trained first (seconds) in a process of its own.

        Without a cache folder the model is trained into a temporary folder. Raises TrainingFailed.
        """
        if cache_dir is None:
            with tempfile.TemporaryDirectory() as folder:
                return FaqIndex._open(corpus, _trained(corpus, Path(folder)))
        return FaqIndex._open(corpus, _trained(corpus, cache_dir))

    @staticmethod
    def _open(corpus: Corpus, folder: Path) -> FaqIndex:
        about = json.loads((folder / cache.COMPLETE).read_text("utf-8"))
        labels = about["labels"]
        judge = Judge.of(Model.load(folder), labels, kinds_of(labels), about["temperature"], Meaning.load(folder))
        return FaqIndex(corpus, judge, Normaliser(load_lexicon(), about["counts"]))

    @cached_property
    def _beginnings(self) -> Beginnings:
        """Worked out when an officer searches for the first time; it takes as much memory as the matcher itself."""
        return Beginnings(self._corpus)

    def decide(self, turns: Sequence[str]) -> Decision:
        """What happens with the last of the turns; the earlier ones (oldest first) are what it may refer to."""
        return self._decider.decide(turns)

    def rehearse(self) -> None:
        """Decide about each entry's question once, so that nobody has to wait for what is worked out at its first use.

        A message costs ten times as much in a process that has decided nothing yet; this takes some 0.2 s.
        """
        for entry in self._corpus.entries:
            self.decide([entry.question])

    def explain(self, turns: Sequence[str]) -> Reading:
        """How the last turn was read and why it was decided so, for a person to check."""
        return explain(self._decider, turns)

    def search(self, text: str, limit: int) -> list[tuple[str, float]]:
        """Entries and referrals for an officer's words, or their first letters, best first, with their fit (0..2)."""
        return search(self._judge, self._beginnings, text, self._normaliser.read(text).words, limit)


def _trained(corpus: Corpus, cache_dir: Path) -> Path:
    folder = cache.model_folder(corpus, cache_dir)
    if cache.is_complete(folder):
        return folder
    root = str(Path(__file__).resolve().parents[2])
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bot.matching.training", str(cache_dir)],
        input=cache.to_json(corpus),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))},
    )
    if done.returncode or not cache.is_complete(folder):
        reason = done.stderr.strip().splitlines()
        raise TrainingFailed(
            "Pencocok pertanyaan tidak bisa dilatih"
            + (f": {reason[-1]}" if reason else "")
            + ". Periksa isi folder faq dengan 'faq check' dan ruang kosong di folder cache."
        )
    return folder
