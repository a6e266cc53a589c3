"""What was learnt when a release was made is not learnt again, and never used for another FAQ."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from bot.app.faq import shipped as program
from bot.app.faq.follow import index_of
from bot.app.faq.shipped import take_shipped
from bot.cli.main import PRIVATE
from bot.faqfiles.load import load_faq
from bot.matching import stored
from bot.matching.index import LEARNING, UNINSTALLED
from tests.shipped import ROOT, SMALL, SMALL_CACHE, small_index

CORPUS = load_faq(SMALL).corpus()


@pytest.fixture(scope="module")
def model() -> Path:
    """Return the folder with the small FAQ's model."""
    small_index()
    return stored.model_folder(CORPUS, SMALL_CACHE)


@pytest.fixture
def shipped(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ship the small FAQ's model; returns its folder."""
    here = tmp_path / "shipped_model"
    name = stored.model_folder(CORPUS, here).name
    shutil.copytree(model, here / name)
    monkeypatch.setattr(program, "MODEL", here)
    return here / name


@pytest.fixture
def private_umask() -> Iterator[None]:
    """Write files as every command of the program does."""
    before = os.umask(PRIVATE)
    yield
    os.umask(before)


def test_a_first_start_takes_the_model_that_comes_with_the_program(
    shipped: Path, tmp_path: Path, private_umask: None
) -> None:
    for path in shipped.iterdir():
        path.chmod(0o644)
    shipped.chmod(0o755)
    take_shipped(CORPUS, tmp_path / "cache")
    assert stored.read(stored.model_folder(CORPUS, tmp_path / "cache")) is not None
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [shipped.name]
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "cache").rglob("*")} == {0}
    index = index_of(load_faq(SMALL), tmp_path / "cache")
    assert index.decide(["biaya paspor"]).answers == small_index().decide(["biaya paspor"]).answers


def test_without_the_libraries_of_learning_only_learning_fails(shipped: Path, tmp_path: Path) -> None:
    lacking, cache = tmp_path / "lacking", tmp_path / "cache"
    lacking.mkdir()
    for name in LEARNING:
        (lacking / f"{name}.py").write_text(f"raise ModuleNotFoundError(\"No module named '{name}'\")")
    take_shipped(CORPUS, cache)
    code = (
        "import sys; from pathlib import Path;"
        "from bot.app.faq.follow import index_of; from bot.faqfiles.load import load_faq;"
        "print(index_of(load_faq(Path(sys.argv[1])), Path(sys.argv[2])).decide(['biaya paspor']).answers)"
    )

    def asks(folder: Path) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": f"{lacking}{os.pathsep}{ROOT}"}
        command = [sys.executable, "-c", code, str(SMALL), str(folder)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert asks(cache).stdout.strip() == str(small_index().decide(["biaya paspor"]).answers)
    assert UNINSTALLED in asks(tmp_path / "empty").stderr


def test_the_wheel_takes_what_make_learnt_has_made(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, tmp_path / name)
    for name in (
        "bot/__init__.py",
        "telegram_simulator/__init__.py",
        "faq/biaya.yaml",
        "bot/shipped_model/m/model.json",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    (wheel,) = WheelBuilder(str(tmp_path)).build(directory=str(tmp_path / "dist"))
    shutil.unpack_archive(wheel, tmp_path / "unpacked", "zip")
    assert (tmp_path / "unpacked/bot/shipped_model/m/model.json").exists()
    assert (tmp_path / "unpacked/bot/shipped_faq/biaya.yaml").exists()
