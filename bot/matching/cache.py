"""Where a trained model is kept, and the name that ties it to the FAQ's content and to this code."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from bot.matching.entry import Corpus, Entry, NearMiss
from bot.matching.meaning import installed

COMPLETE = "model.json"
KEPT = 3
_SHAPING = (
    "cache.py", "calibrate.py", "cleaning.py", "concepts.tsv", "features.py", "fitting.py", "holdout.py",
    "lessons.py", "lexicon.py", "lexicon.tsv", "meaning.py", "meaning_training.py", "model.py", "normalise.py",
    "smalltalk.py", "smalltalk.tsv", "spelling.py", "stemming.py", "training.py", "weighing.py",
)  # fmt: skip
"""Files that decide what a model holds; the rules that use it may change without a new training."""


def to_json(corpus: Corpus) -> str:
    """A corpus as JSON text, for the training process."""
    return json.dumps(asdict(corpus), ensure_ascii=True, sort_keys=True)


def from_json(text: str) -> Corpus:
    """The corpus that `to_json` wrote; raises ValueError or KeyError for anything else."""
    data = json.loads(text)
    return Corpus(
        tuple(_entry(one) for one in data["entries"]),
        tuple(_entry(one) for one in data["referrals"]),
        tuple(data["out_of_scope"]),
    )


def _entry(data: dict[str, object]) -> Entry:
    fields = dict(data)
    fields["phrasings"] = tuple(data["phrasings"])  # type: ignore[arg-type]
    fields["related"] = tuple(data["related"])  # type: ignore[arg-type]
    fields["near_misses"] = tuple(NearMiss(**one) for one in data["near_misses"])  # type: ignore[attr-defined]
    return Entry(**fields)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def _code_version() -> str:
    """Changes with the code and the word lists that a model is made of, so that a model never meets another code."""
    digest = hashlib.sha256()
    for name in _SHAPING:
        digest.update(files("bot.matching").joinpath(name).read_bytes())
    return digest.hexdigest()


def model_folder(corpus: Corpus, cache_dir: Path) -> Path:
    """The folder that holds, or will hold, the model of this corpus."""
    digest = hashlib.sha256(f"{_code_version()}{installed()}".encode())
    digest.update(to_json(corpus).encode())
    return cache_dir / f"matcher-{digest.hexdigest()[:20]}"


def is_complete(folder: Path) -> bool:
    """Was the model written to its end?"""
    return (folder / COMPLETE).is_file()
