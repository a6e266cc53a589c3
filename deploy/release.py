"""make release: checks that this is a release, then builds its files into dist/ with their checksums.

Nothing is tagged and nothing leaves this computer: docs/release.md says what follows.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
DIST = ROOT / "dist"
MODEL = ROOT / "bot/shipped_model"
_HEAD = re.compile(r"^## \[([^]]+)](?: – (\d{4}-\d\d-\d\d))?$", re.MULTILINE)


def faults(declared: str, written: str, changelog: str, changed: str, tags: str) -> Iterator[str]:
    """Say what keeps this state from being a release.

    `declared`: pyproject's version, `written`: the program's own; `changed`: what git sees that is not committed;
    `tags`: the version tags that stand elsewhere than here.
    """
    if changed.strip():
        yield f"There are changes that are not committed:\n{changed.rstrip()}"
    if declared != written:
        yield f"pyproject.toml says {declared}, bot/__init__.py says {written}."
    found = _HEAD.search(changelog)
    version, day = found.groups() if found else ("", None)
    if version == "Unreleased":
        yield "CHANGELOG.md begins with [Unreleased]: give it the new version and its day."
    elif (version, bool(day)) != (declared, True):
        here = found[0] if found else ""
        yield f"CHANGELOG.md must begin with '## [{declared}] – YYYY-MM-DD'; it begins with '{here}'."
    if f"v{declared}" in tags.split():
        yield f"The tag v{declared} stands at another commit: a released version never changes."


def _said(*words: str) -> str:
    return subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def _found() -> list[str]:
    import bot

    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    tags = set(_said("git", "tag").split()) - set(_said("git", "tag", "--points-at", "HEAD").split())
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    changed = _said("git", "status", "--porcelain")
    return list(faults(declared, bot.__version__, changelog, changed, " ".join(tags)))


def _build(version: str) -> None:
    """Build wheel, source and model; the same commit gives the same bytes, by the time of the commit."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": _said("git", "log", "-1", "--format=%ct").strip()}
    for old in DIST.glob("*"):
        old.unlink()
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(DIST), "--target"]
    for target in ("wheel", "sdist"):
        subprocess.run([*command, target], cwd=ROOT, check=True, env=environment)
    with tarfile.open(DIST / f"tanya-pimpasa-model-{version}.tar.gz", "w:gz") as archive:
        archive.add(MODEL, "shipped_model")
    files = sorted(path for path in DIST.iterdir() if path.name != "SHA256SUMS")
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (DIST / "SHA256SUMS").write_text("".join(sums), "utf-8")
    sys.stdout.writelines(f"dist/{path.name}\n" for path in (*files, DIST / "SHA256SUMS"))


def main() -> int:
    """Check, then build; the exit status."""
    sys.path.insert(0, str(ROOT))
    if found := _found():
        sys.stderr.write("This is no release:\n" + "".join(f"- {fault}\n" for fault in found))
        return 1
    if not any(MODEL.glob("*/*")):
        sys.stderr.write("The learnt model is missing: make learnt\n")
        return 1
    import bot

    _build(bot.__version__)
    sys.stdout.write(f"\nNext: git tag -a v{bot.__version__}, see docs/release.md\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
