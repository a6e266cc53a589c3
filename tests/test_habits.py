"""The files that hold the project's habits run what `make check` and `.ci/run` run; test names fit on a screen."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
LONGEST_NAME = 70
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def read(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text("utf-8"))


def commands(target: str) -> list[str]:
    """List what a target of the Makefile runs, as it is typed in a shell."""
    lines = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    assert lines
    return [
        line.strip().replace("$(RUN)", ".venv/bin/python").replace("$(VENV)", ".venv") for line in lines[1].splitlines()
    ]


def test_a_commit_runs_the_checks_of_make_and_downloads_nothing() -> None:
    repos = read(".pre-commit-config.yaml")["repos"]
    assert [repo["repo"] for repo in repos] == ["local"]
    hooks = repos[0]["hooks"]
    assert {hook["language"] for hook in hooks} == {"system"}
    run = [hook["entry"].removesuffix(" --force-exclude") for hook in hooks]
    assert run == [command.removesuffix(" .") for command in commands("check")]


def test_the_workflow_runs_the_same_file_on_both_pythons() -> None:
    job = read(".github/workflows/ci.yml")["jobs"]["check"]
    assert job["strategy"]["matrix"]["python"] == ["3.11", "3.13"]
    assert [step["run"] for step in job["steps"] if "run" in step] == [".ci/run"]


def test_each_make_target_that_a_page_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*##", MAKEFILE, re.MULTILINE))
    pages = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", ".pre-commit-config.yaml")]
    named = {
        (page.name, target)
        for page in (*pages, *(ROOT / "docs").rglob("*.md"))
        for target in re.findall(r"`make ([a-z-]+)", page.read_text("utf-8"))
    }
    assert {pair for pair in named if pair[1] not in targets} == set()
    assert len(named) > 5


def test_test_names_are_short_sentences() -> None:
    names = {
        f"{path.name}: {node.name}"
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    }
    assert names
    assert not {name for name in names if len(name.split(": ")[1]) > LONGEST_NAME}
