"""Where a trained model is kept, the name that ties it to the FAQ's content and this code, and proof that it is whole.

Files are read into memory and checked against their hashes: a mapped file that shrinks later would end the process.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from bot.matching.entry import Corpus

COMPLETE = "model.json"
KEPT = 3
NO_ROOM = 3
"""The training process's status when it cannot write to the cache folder."""
_SHAPING = (
    *(f"{name}.py" for name in ("engine", "lexicon", "read", "stored")),
    *("lexicon.tsv", "smalltalk.tsv", "learn/faq.py", "learn/space.py"),
)
"""Files that decide what a model holds; the rules that use it may change without a new training."""


class DamagedModel(Exception):
    """A stored model cannot be used; the text says which file and why."""


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A trained model as it is kept: arrays by name, and facts about them."""

    arrays: Mapping[str, NDArray[Any]]
    about: Mapping[str, Any]


def to_json(corpus: Corpus) -> str:
    """Return a corpus as JSON text, for the training process."""
    return json.dumps(asdict(corpus), ensure_ascii=True, sort_keys=True)


def from_json(text: str) -> Corpus:
    """Return the corpus that `to_json` wrote; raise ValueError for anything else."""
    return msgspec.json.decode(text, type=Corpus)


@lru_cache(maxsize=1)
def _code_version() -> str:
    """Return a hash of the code and the word lists that shape a model, so that a model never meets other code."""
    digest = hashlib.sha256()
    for name in _SHAPING:
        digest.update(files("bot.matching").joinpath(name).read_bytes())
    return digest.hexdigest()


def model_folder(corpus: Corpus, cache_dir: Path) -> Path:
    """Return the folder that holds, or will hold, the model of this corpus."""
    digest = hashlib.sha256(_code_version().encode())
    digest.update(to_json(corpus).encode())
    return cache_dir / f"matcher-{digest.hexdigest()[:20]}"


def is_complete(folder: Path) -> bool:
    """Was a model written here to its end? Whether it still is whole shows when it is read."""
    return (folder / COMPLETE).is_file()


def write(folder: Path, stored: StoredModel) -> None:
    """Keep a model in a folder that nobody uses yet. Raises OSError."""
    hashes = {}
    for name, array in stored.arrays.items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)
        hashes[name] = hashlib.sha256((folder / f"{name}.npy").read_bytes()).hexdigest()
    about = {"about": dict(stored.about), "arrays": hashes}
    (folder / COMPLETE).write_text(json.dumps({**about, "sha256": _hash(about)}), "utf-8")


def read(folder: Path) -> StoredModel | None:
    """Return the model in a folder, if there is one. Raises DamagedModel."""
    name = COMPLETE
    try:
        about = json.loads((folder / COMPLETE).read_text("utf-8"))
        if about.pop("sha256") != _hash(about):
            raise DamagedModel(f"{name}: changed")
        arrays = {}
        for array, expected in about["arrays"].items():
            name = f"{array}.npy"
            content = (folder / name).read_bytes()
            if hashlib.sha256(content).hexdigest() != expected:
                raise DamagedModel(f"{name}: changed")
            arrays[array] = np.load(io.BytesIO(content), allow_pickle=False)
    except FileNotFoundError as error:
        if name == COMPLETE:
            return None
        raise DamagedModel(f"{name}: missing") from error
    except (OSError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise DamagedModel(f"{name}: {type(error).__name__}") from error
    return StoredModel(arrays, about["about"])


def discard(folder: Path) -> None:
    """Make room for a model in place of a damaged one. Raises OSError."""
    aside = Path(tempfile.mkdtemp(prefix="damaged-", dir=folder.parent))
    try:
        folder.rename(aside / folder.name)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _hash(about: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()
