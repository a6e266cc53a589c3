"""The FAQ's index: a resident's message goes in, a decision comes out."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from bot.matching import danger, stored
from bot.matching.decide import Decider
from bot.matching.entry import Corpus, Decision, DecisionKind, Interpretation
from bot.matching.explain import explain
from bot.matching.gate import Ranker
from bot.matching.read import Message, read
from bot.matching.search import Meaning, PrefixIndex, meant, search

KEPT_DECISIONS = 512
"""Decisions that stay known: many people write "halo" or "biaya paspor" in the same words. 0.5 MB."""
LEARNING = ("sklearn", "scipy")
"""Libraries that learning alone needs: a demo of the shipped FAQ, which was learnt before, does without them."""
UNINSTALLED = (
    "FAQ berubah dan harus dipelajari, tetapi pustaka untuk itu (scikit-learn) tidak terpasang. "
    f"Pasang dari folder program: {sys.executable} -m pip install --require-hashes -r requirements.lock"
)
UNTRAINED = (
    "Pencocok pertanyaan tidak bisa dilatih{reason}. Periksa isi folder faq dengan 'faq check' dan ruang kosong di "
    "folder cache."
)


class TrainingFailed(Exception):
    """The matcher could not be trained; the text says why, in Indonesian."""


class FaqIndex:
    """Decides about messages with a model that was trained for one state of the FAQ. Safe to share between threads."""

    def __init__(self, corpus: Corpus, model: stored.StoredModel, reads: Callable[[str], Message] = read) -> None:
        """Take a corpus and the model that was learnt from it; `reads`: what read it, if it is not Indonesian."""
        self._corpus = corpus
        self._ranker = Ranker(model)
        self._decider = Decider(corpus, self._ranker, reads)
        self._decide = lru_cache(maxsize=KEPT_DECISIONS)(self._decider.decide)

    @staticmethod
    def load(corpus: Corpus, cache_dir: Path | None, log: Callable[[int, str], object] = lambda *_: None) -> FaqIndex:
        """Return the index of a corpus; its model comes from the cache, or is trained first (seconds) in a subprocess.

        Without a cache folder, or where it cannot be written, the model is trained into a temporary folder. `log`:
        takes level and text. Raises TrainingFailed.
        """
        if cache_dir is not None:
            try:
                return FaqIndex(corpus, _cached(corpus, cache_dir, log) or _train_in_subprocess(corpus, cache_dir))
            except OSError as error:
                log(logging.WARNING, f"the cache folder {cache_dir} cannot be written; learning elsewhere: {error}")
        try:
            # at exit the training's own process may still write into it
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                return FaqIndex(corpus, _train_in_subprocess(corpus, Path(folder)))
        except OSError as error:
            raise TrainingFailed(UNTRAINED.format(reason="")) from error

    @cached_property
    def _prefixes(self) -> PrefixIndex:
        """Build the prefix index at an officer's first search; it takes as much memory as the matcher itself."""
        return PrefixIndex(self._corpus)

    def decide(self, turns: Sequence[str], today: date | None = None) -> Decision:
        """Decide about the last of the turns; the earlier ones (oldest first) are what it may refer to.

        `today`: what years of birth are counted from; without it they are not read.
        """
        return self._decide(tuple(turns), today)

    def decide_calmly(self, turns: Sequence[str]) -> Decision:
        """Decide about the last of the turns as if nobody were in danger, where its writer has said so."""
        return self._decider.decide_calmly(turns)

    def warm_up(self) -> None:
        """Decide about each entry's question once, so that nobody has to wait for what is worked out at its first use.

        A message costs ten times as much in a process that has decided nothing yet; this takes some 0.2 s.
        """
        for entry in self._corpus.entries:
            self.decide([entry.question])

    def explain(self, turns: Sequence[str], today: date | None = None) -> Interpretation:
        """Return how the last turn was read and why it was decided so, for a person to check."""
        return explain(self._decider, turns, today)

    def meaning(self, text: str) -> Meaning:
        """Return the words of a text by what they mean: what two texts share of that is how alike they are."""
        return meant(self._ranker, self._decider.conversation.turn(text).message)

    def search(self, text: str, limit: int) -> list[tuple[str, float]]:
        """Find entries and referrals by an officer's words or first letters, best first, each with its fit (0..2)."""
        return search(self._ranker, self._prefixes, text, self._decider.conversation.turn(text).message, limit)


class EmergencyOnlyIndex:
    """Stands in for the index while the FAQ files cannot be used."""

    def decide(self, turns: Sequence[str], today: date | None = None) -> Decision:
        """Decide by the danger alone; the safety steps that would fit are named although no entry holds them now."""
        told = danger.assess(turns, today)
        if told.warning:
            return Decision(DecisionKind.WARN, act=told.warning, doubtful=told.level == "doubtful")
        if told.level == "none":
            return Decision(DecisionKind.ESCALATE)
        return Decision(DecisionKind.EMERGENCY, (told.entry,), doubtful=told.level == "doubtful")

    def decide_calmly(self, turns: Sequence[str]) -> Decision:
        """Leave it to the officer."""
        return Decision(DecisionKind.ESCALATE)

    def explain(self, turns: Sequence[str], today: date | None = None) -> Interpretation:
        """Return the words that speak most for what is heard, for a person to check."""
        return Interpretation("", danger.reasons(turns, today))

    def search(self, text: str, limit: int) -> list[tuple[str, float]]:
        """Return nothing: there is nothing to find."""
        return []


def _cached(corpus: Corpus, cache_dir: Path, log: Callable[[int, str], object]) -> stored.StoredModel | None:
    """Return the cached model; discard a damaged one. Raises OSError where that is not allowed."""
    folder = stored.model_folder(corpus, cache_dir)
    try:
        model = stored.read(folder)
    except stored.DamagedModel as error:
        log(logging.WARNING, f"the matcher's files in {folder} are damaged and are learnt anew: {error}")
        stored.discard(folder)
        return None
    if model is None:
        log(logging.INFO, "the matcher is learning the FAQ; this takes some seconds, once")
    return model


def in_subprocess(module: str, cache_dir: Path, given: str) -> subprocess.CompletedProcess[str]:
    """Run a module of this program in a process of its own. Raises OSError."""
    root = str(Path(__file__).resolve().parents[2])
    path = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))}
    command = [sys.executable, "-m", module, str(cache_dir)]
    return subprocess.run(command, input=given, capture_output=True, text=True, check=False, env=path)  # noqa: S603


def _train_in_subprocess(corpus: Corpus, cache_dir: Path) -> stored.StoredModel:
    """Train a model in a subprocess. Raises TrainingFailed; OSError when the folder cannot be written."""
    done = in_subprocess("bot.matching.learn.faq", cache_dir, stored.to_json(corpus))
    reason = done.stderr.strip().splitlines()[-1:]
    if done.returncode == stored.NO_ROOM:
        raise OSError(*reason)
    try:
        model = None if done.returncode else stored.read(stored.model_folder(corpus, cache_dir))
    except stored.DamagedModel as error:
        model, reason = None, [str(error)]
    if model is None:
        if any(f"No module named '{name}" in line for line in reason for name in LEARNING):
            raise TrainingFailed(UNINSTALLED)
        raise TrainingFailed(UNTRAINED.format(reason="".join(map(": {}".format, reason))))
    return model
