"""What `pip install` brings: all that the program reads, one command, the FAQ; what keeps a state from a release."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path
from types import ModuleType

import pytest
from hatchling.builders.wheel import WheelBuilder

import bot
from tests.tables import each_line
from tests.typed import some

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CALLED = "from bot.cli.main import main; main()"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel of this state of the files, and install it into a folder."""
    folder = tmp_path_factory.mktemp("site-packages")
    wheel = next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("wheel"))))
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


def calls(installed: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the installed program in `folder`, where nothing of this checkout is in reach."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(installed), "HOME": str(folder)}
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_the_wheel_holds_every_file_of_the_packages_and_of_the_faq(installed: Path) -> None:
    command = ["git", "ls-files", "bot", "telegram_simulator", "faq", "docs/*.md", "docs/*.yaml", "deploy/*service*"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    there = [name for name in listed if (ROOT / name).exists() and "decisions" not in name]
    wanted = {
        re.sub(r"^faq/", "bot/shipped_faq/", re.sub(r"^(docs|deploy)/", r"bot/shipped/\1/", name)) for name in there
    }
    assert len(wanted) > 300
    assert {name for name in wanted if not (installed / name).is_file()} == set()
    assert {path.name for path in installed.iterdir() if path.suffix != ".dist-info"} == {"bot", "telegram_simulator"}


def test_the_installed_program_runs_anywhere(installed: Path, tmp_path: Path) -> None:
    """It checks its FAQ in an empty folder, and names commands as they are typed and guides where they lie."""
    done = calls(installed, tmp_path, "-c", CALLED, "--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{PROJECT['name']} {PROJECT['version']}\n", "")
    assert PROJECT["scripts"] == {PROJECT["name"]: "bot.cli.main:main"}
    done = calls(installed, tmp_path, "-c", CALLED, "faq", "check")
    assert (done.returncode, "0 galat, " in done.stderr) == (0, True), done.stderr
    done = calls(installed, tmp_path, "-c", CALLED, "ledger")
    assert (done.returncode, done.stdout) == (1, "")
    assert "dijalankan: tanya-pimpasa run" in done.stderr
    assert "python -m" not in done.stderr
    (tmp_path / "config.yaml").write_text("databse: x\n", "utf-8")
    done = calls(installed, tmp_path, "-c", CALLED, "check")
    assert f"baris itu; {installed}/bot/shipped/docs/config.example.yaml" in done.stdout


def test_the_extra_for_the_demo_names_what_the_simulator_imports() -> None:
    trees = [ast.parse(path.read_text("utf-8")) for path in (ROOT / "telegram_simulator").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    modules = {alias.name.partition(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module.partition(".")[0] for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    known = packages_distributions()
    needed = {known[name][0] for name in modules - sys.stdlib_module_names - {"telegram_simulator"}}
    extra = PROJECT["optional-dependencies"]["demo"]
    assert {re.split(r"[<>=]", one)[0] for one in extra} == needed
    assert set(extra) <= set(PROJECT["dependencies"])


def _release() -> ModuleType:
    spec = some(importlib.util.spec_from_file_location("release", ROOT / "deploy/release.py"))
    module = importlib.util.module_from_spec(spec)
    some(spec.loader).exec_module(module)
    return module


RELEASE = _release()
HEAD = "# Changes\n\n## [0.3.0] – 2026-12-01\n### Added\n\n## [0.2.0] – 2026-11-27\n"


@each_line(
    ("changes", "said"),
    [
        ({}, []),
        ({"changed": " M bot/clock.py\n"}, ["bot/clock.py"]),
        ({"written": "0.2.0"}, ["bot/__init__.py says 0.2.0"]),
        ({"changelog": HEAD.replace("[0.3.0] – 2026-12-01", "[Unreleased]")}, ["begins with [Unreleased]"]),
        ({"changelog": HEAD.replace(" – 2026-12-01", "")}, ["must begin with '## [0.3.0] – YYYY-MM-DD'"]),
        ({"changelog": HEAD.replace("0.3.0", "0.4.0")}, ["it begins with '## [0.4.0]"]),
        ({"changelog": ""}, ["must begin with"]),
        ({"tags": "v0.2.0 v0.3.0"}, ["v0.3.0 stands at another commit"]),
        ({"changed": "?? x", "written": "0.2.0", "changelog": ""}, ["?? x", "says 0.2.0", "must begin"]),
    ],
)
def test_what_keeps_a_state_from_being_a_release_is_said(changes: dict[str, str], said: list[str]) -> None:
    given = {"declared": "0.3.0", "written": "0.3.0", "changelog": HEAD, "changed": "", "tags": "v0.2.0", **changes}
    found = list(RELEASE.faults(**given))
    assert len(found) == len(said)
    assert [words for words, fault in zip(said, found, strict=True) if words not in fault] == []


def test_the_newest_released_version_is_the_programs() -> None:
    heads = re.findall(r"^## \[([\d.]+)] – \d{4}-\d\d-\d\d$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert heads[0] == PROJECT["version"] == bot.__version__
    numbers = [tuple(map(int, head.split("."))) for head in heads]
    assert numbers == sorted(numbers, reverse=True)
    assert f"v{bot.__version__}" in (ROOT / "docs/release.md").read_text("utf-8")
