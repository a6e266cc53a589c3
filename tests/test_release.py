"""make release: what keeps a state from being a release is said, all at once; versions agree."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from types import ModuleType

import pytest

import bot
from tests.shipped import ROOT
from tests.typed import some


def _release() -> ModuleType:
    spec = some(importlib.util.spec_from_file_location("release", ROOT / "deploy/release.py"))
    module = importlib.util.module_from_spec(spec)
    some(spec.loader).exec_module(module)
    return module


RELEASE = _release()
HEAD = "# Changes\n\n## [0.3.0] – 2026-12-01\n### Added\n\n## [0.2.0] – 2026-11-27\n"


@pytest.mark.parametrize(
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
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    heads = re.findall(r"^## \[([\d.]+)] – \d{4}-\d\d-\d\d$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert heads[0] == declared == bot.__version__
    numbers = [tuple(map(int, head.split("."))) for head in heads]
    assert numbers == sorted(numbers, reverse=True)
    assert f"v{declared}" in (ROOT / "docs/release.md").read_text("utf-8")
