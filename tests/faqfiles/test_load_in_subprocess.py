"""The FAQ read in a process of its own is the same FAQ, and the same problems."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.faqfiles import load_in_subprocess
from bot.faqfiles.load import load_faq
from bot.faqfiles.load_in_subprocess import read_in_subprocess
from bot.faqfiles.problem import FaqBroken
from tests.conftest import READ_IN_CHILD


@pytest.fixture(autouse=True)
def other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read as the program does; all other tests read here."""
    monkeypatch.setattr(load_in_subprocess, "read_in_child", READ_IN_CHILD)


@pytest.mark.process
def test_it_is_the_faq_that_was_loaded(sample_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_in_subprocess, "read_directly", None)
    assert read_in_subprocess(sample_folder) == load_faq(sample_folder)


@pytest.mark.process
def test_its_problems_are_reported_with_their_places(sample_folder: Path) -> None:
    (sample_folder / "paspor.yaml").write_text("topik: [", encoding="utf-8")
    with pytest.raises(FaqBroken) as subprocess_error:
        read_in_subprocess(sample_folder)
    with pytest.raises(FaqBroken) as here:
        load_faq(sample_folder)
    assert subprocess_error.value.problems == here.value.problems


@pytest.mark.process
def test_without_another_process_it_is_read_here(sample_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/program")
    assert read_in_subprocess(sample_folder) == load_faq(sample_folder)
