"""Stored models that are damaged, unreadable or change while they are used: learnt anew, and the log says so."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.matching import stored
from bot.matching.entry import Corpus, DecisionKind
from bot.matching.index import FaqIndex
from tests.shipped import OTHERS

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def small(corpus: Corpus) -> Corpus:
    """Two entries, learnt in a moment."""
    return replace(corpus, entries=corpus.entries[:2], referrals=(), out_of_scope=())


@pytest.fixture(scope="module")
def learnt(small: Corpus) -> Path:
    """Return a cache folder with their model."""
    folder = OTHERS / "two-entries"
    FaqIndex.load(small, folder)
    return folder


@pytest.fixture
def folder(learnt: Path, tmp_path: Path) -> Path:
    """Return a copy of that cache folder."""
    return shutil.copytree(learnt, tmp_path / "cache")


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Callable[[int, str], None]:
    """Return a callback that writes to the log."""
    caplog.set_level(logging.INFO)
    return lambda level, text: logging.getLogger("pencocok").log(level, text)


def decided(small: Corpus, index: FaqIndex) -> list[tuple[DecisionKind, tuple[str, ...]]]:
    """Return what it answers; its confidence may differ in the tenth place from training to training."""
    decisions = [index.decide([entry.question]) for entry in small.entries]
    return [(decision.outcome, decision.answers) for decision in decisions]


def turn_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(content)


def hide(path: Path) -> None:
    """Make a file unreadable, also for root."""
    path.unlink()
    path.mkdir()


DAMAGE: dict[str, Callable[[Path], object]] = {
    "cut in half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "emptied": lambda path: path.write_bytes(b""),
    "garbage": lambda path: path.write_bytes(b"\x93NUMPY bukan {}" * 9),
    "one bit": turn_a_bit,
    "unreadable": hide,
    "gone": Path.unlink,
    "other JSON": lambda path: path.write_text("[1, 2]"),
    "JSON without its hash": lambda path: path.write_text("{}"),
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("name", ["weights.npy", "starts.npy", stored.COMPLETE])
def test_no_damaged_file_is_used(small: Corpus, folder: Path, name: str, damage: str) -> None:
    model = stored.model_folder(small, folder)
    assert stored.read(model)
    DAMAGE[damage](model / name)
    if (name, damage) == (stored.COMPLETE, "gone"):
        assert stored.read(model) is None
    else:
        with pytest.raises(stored.DamagedModel, match=name):
            stored.read(model)


def test_a_damaged_model_is_learnt_anew_and_the_log_says_so(
    small: Corpus, folder: Path, log: Callable[[int, str], None], caplog: pytest.LogCaptureFixture
) -> None:
    before = decided(small, FaqIndex.load(small, folder))
    model = stored.model_folder(small, folder)
    hide(model / "bias.npy")
    assert decided(small, FaqIndex.load(small, folder, log)) == before
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert f"{model} are damaged and are learnt anew: bias.npy" in record.message
    assert stored.read(model)
    names = {path.name for path in folder.iterdir()}
    assert model.name in names
    assert all(name.startswith("matcher-") for name in names)


def test_files_that_change_while_they_are_used_end_nothing(small: Corpus, folder: Path) -> None:
    index = FaqIndex.load(small, folder)
    assert str(folder) not in Path("/proc/self/maps").read_text("utf-8")
    before = decided(small, index)
    for path in stored.model_folder(small, folder).iterdir():
        path.write_bytes(b"")
    assert decided(small, index) == before
    assert index.search("paspor", 1)


def test_a_cache_that_cannot_be_written_is_done_without(
    small: Corpus, tmp_path: Path, log: Callable[[int, str], None], caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("bukan folder")
    assert decided(small, FaqIndex.load(small, tmp_path / "cache", log))
    assert "cache cannot be written; learning elsewhere" in caplog.messages[-1]
