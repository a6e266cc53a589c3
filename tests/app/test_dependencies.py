"""What is installed is what was locked: every library with its version and its hashes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCKS = sorted(ROOT.glob("requirements*.lock"))


def test_the_demo_does_without_what_only_learning_needs() -> None:
    locks = ((ROOT / name).read_text(encoding="utf-8") for name in ("requirements.lock", "requirements-demo.lock"))
    whole, demo = (set(re.findall(r"^[A-Za-z0-9._-]+==\S+", lock, re.MULTILINE)) for lock in locks)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (left_out,) = re.findall(r"^LEARNING := (.+)$", makefile, re.MULTILINE)
    assert demo == {one for one in whole if one.partition("==")[0] not in left_out.split()}
    assert len(whole) - len(demo) >= len(left_out.split())


def test_everything_that_installs_asks_for_the_hashes() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    installs = [line for line in makefile.splitlines() if "install" in line and "-r requirements" in line]
    assert len(installs) == 2
    assert all("--require-hashes" in line for line in installs)
    project = next(line for line in makefile.splitlines() if line.endswith("--editable ."))
    assert "--no-deps --no-build-isolation" in project


def test_a_machine_without_zone_files_knows_the_zones() -> None:
    code = "from bot.settings import Settings; print(Settings().offices[0].timezone)"
    environment = {**os.environ, "PYTHONTZPATH": ""}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert done.stdout.strip() == "Asia/Makassar", done.stderr
    declared = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert '"tzdata' in declared
    assert all("\ntzdata==" in lock.read_text(encoding="utf-8") for lock in LOCKS)
