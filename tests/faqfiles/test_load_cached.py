"""What was read of the FAQ's files is read again as soon as anything about it may be otherwise, and never before."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from structlog.testing import capture_logs

from bot.faqfiles import load_in_subprocess
from bot.faqfiles.load import load_faq
from bot.faqfiles.load_in_subprocess import read_cached
from bot.faqfiles.model import Faq
from tests.shipped import save


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Read in this process, and list which folders were read."""
    folders: list[Path] = []

    def reading(folder: Path) -> Faq:
        folders.append(folder)
        return load_faq(folder)

    monkeypatch.setattr(load_in_subprocess, "read_in_subprocess", reading)
    return folders


def kept_in(cache: Path) -> list[Path]:
    return sorted(cache.glob("faq-*.json"))


def sealed(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode() + content


def test_the_same_files_are_read_once_wherever_they_stand(
    sample_folder: Path, tmp_path: Path, read: list[Path]
) -> None:
    cache = tmp_path / "not-yet" / "cache"
    moved = shutil.copytree(sample_folder, tmp_path / "lain")
    found = [read_cached(folder, cache) for folder in (sample_folder, sample_folder, moved)]
    assert found == [load_faq(sample_folder)] * 3
    assert read == [sample_folder]


def saved(folder: Path, _: pytest.MonkeyPatch) -> Path:
    save(folder)
    return folder


def added(folder: Path, _: pytest.MonkeyPatch) -> Path:
    (folder / "catatan.txt").write_text("bukan FAQ", "utf-8")  # what a warning is about
    return folder


def another_program(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    patch.setattr(load_in_subprocess, "_program", lambda: "another")
    return folder


@pytest.mark.parametrize("change", [saved, added, another_program])
def test_what_changed_is_read_again(
    change: Callable[[Path, pytest.MonkeyPatch], Path],
    sample_folder: Path,
    tmp_path: Path,
    read: list[Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read_cached(sample_folder, tmp_path / "cache")
    folder = change(sample_folder, monkeypatch)
    assert read_cached(folder, tmp_path / "cache") == load_faq(folder)
    assert len(read) == 2


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut off": lambda content: content[:-20],
    "one letter": lambda content: content.replace(b"Rp", b"rP", 1) if b"Rp" in content else content[:-1] + b" ",
    "not text": lambda _: b"\xff" * 80,
    "another shape": lambda _: sealed(b"[1, 2]"),
    "a field less": lambda content: sealed(msgspec.json.encode({**msgspec.json.decode(content[64:]), "fees": None})),
    "a field more": lambda content: sealed(msgspec.json.encode({**msgspec.json.decode(content[64:]), "other": 1})),
    "a pickle": lambda _: sealed(b"\x80\x04cos\nsystem\n."),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_reported_ignored_and_replaced(
    damage: str, sample_folder: Path, tmp_path: Path, read: list[Path]
) -> None:
    read_cached(sample_folder, tmp_path)
    (path,) = kept_in(tmp_path)
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    with capture_logs() as logs:
        assert read_cached(sample_folder, tmp_path) == load_faq(sample_folder)
    assert [log["event"] for log in logs] == ["what was kept of the FAQ is damaged; its files are read again"]
    read_cached(sample_folder, tmp_path)
    assert len(read) == 2


def test_a_file_that_is_saved_during_reading_is_read_again(
    sample_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reading(folder: Path) -> Faq:
        found = load_faq(folder)
        saved(folder, monkeypatch)
        return found

    monkeypatch.setattr(load_in_subprocess, "read_in_subprocess", reading)
    read_cached(sample_folder, tmp_path)
    assert kept_in(tmp_path) == []


@pytest.mark.process
def test_all_that_reads_the_files_is_part_of_the_name() -> None:
    code = (
        "import sys, bot.faqfiles.load; from bot.faqfiles.load_in_subprocess import _program_files;"
        "used = {module.__file__ for name, module in sys.modules.items() if name.startswith('bot.')};"
        "print(*sorted(used - set(map(str, _program_files()))), sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    # the package's own file holds a docstring alone
    assert [name for name in done.stdout.split() if not name.endswith("bot/matching/__init__.py")] == []
