"""The FAQ that comes with the program: copied to the default folder at the very first start, and never again."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from bot.app.faq import shipped as program
from bot.app.faq.shipped import copy_on_first_start
from bot.faqfiles.file_names import faq_files
from bot.settings import Settings
from tests.command import typed
from tests.shipped import CACHE, shipped_index

SHIPPED = Path(__file__).parents[2] / "faq"
COPIED = ["the FAQ that comes with the program was copied"]


async def starts(**given: Any) -> list[str]:
    """Return what the log says of a start with these settings."""
    with capture_logs() as logs:
        await copy_on_first_start(Settings.model_validate(given))
    return [line["event"] for line in logs]


@pytest.fixture(autouse=True)
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Start the bot in an empty folder."""
    monkeypatch.chdir(tmp_path)
    structlog.reset_defaults()  # another test may have asked for warnings alone
    return tmp_path


def found(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def names(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in faq_files(folder)]


async def test_the_first_start_copies_the_whole_faq_and_says_so(office: Path) -> None:
    assert await starts() == COPIED
    assert names(office / "faq") == names(SHIPPED)
    assert found(office) == ["faq"]
    (office / "faq" / "paspor.yaml").write_text("milik kantor", "utf-8")
    assert await starts() == []
    assert (office / "faq" / "paspor.yaml").read_text("utf-8") == "milik kantor"


async def test_of_two_processes_that_start_together_one_copies(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def the_other_is_faster(_: str) -> bool:
        shutil.copytree(SHIPPED, office / "faq")
        return True

    monkeypatch.setattr(program, "is_unused", the_other_is_faster)
    assert await starts() == []
    assert found(office) == ["faq"]


async def test_a_folder_that_cannot_be_made_ends_nothing(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = office / "rusak"
    damaged.mkdir()
    (damaged / "paspor.yaml").symlink_to("hilang")
    monkeypatch.setattr(program, "FAQ", (damaged,))
    assert await starts() == ["the FAQ folder could not be made"]
    assert found(office) == ["rusak"]


ASKED = {
    "ask 'biaya paspor'": "langsung dijawab",
    "ask 'capek hidup, mau gantung diri'": "bukan entri FAQ",
    "faq check": "",
    "faq show paspor-biaya": "Berapa biaya",
    "faq list": "",
}
OF_THE_OFFICE = ("faq publish", "faq shipped", "faq sheet export periksa.xlsx --owner kanim")


def test_before_a_first_start_questions_are_asked_of_the_programs_own_faq(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped_index()
    (office / ".cache").mkdir()
    (office / ".cache/tanya-pimpasa").symlink_to(CACHE)
    (office / "kosong").mkdir()
    monkeypatch.setenv("HOME", str(office))
    monkeypatch.chdir(office / "kosong")
    for line, said in ASKED.items():
        done = typed(*shlex.split(line))
        assert (done.status, said in done.out) == (0, True), done
        assert "yang dipakai FAQ bawaan program" in done.err
    assert found(office / "kosong") == []


@pytest.mark.parametrize("line", [*ASKED, *OF_THE_OFFICE])
def test_without_the_offices_folder_one_sentence_says_what_to_do(office: Path, line: str) -> None:
    (office / "config.yaml").write_text("faq: lain\n", "utf-8")
    done = typed(*shlex.split(line))
    assert re.fullmatch(r"Folder FAQ 'lain' tidak ada: perbaiki setelan 'faq', atau [^.\n]+\.\n", done.err)
    assert (done.status, done.out, found(office)) == (1, "", ["config.yaml"])
