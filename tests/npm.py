"""Packages of npm that tests use, installed as their lock files say: `make install-dev` does it once, tests else.

`python -m tests.npm` installs all of them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

TESTS = Path(__file__).parent


def installed(folder: Path) -> str:
    """Install a folder's packages if they are not there; returns why that was not possible, or nothing."""
    modules = folder / "node_modules"
    if not shutil.which("node") or not shutil.which("npm"):
        return "node and npm are not installed (apt install nodejs npm)"
    if modules.is_dir():
        return ""
    # installed beside and then renamed, so that test processes that run at once do not disturb each other
    with tempfile.TemporaryDirectory(dir=folder, prefix="node_modules.") as beside:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(folder / name, beside)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=beside, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode:
            return f"npm could not install {folder.name}: {done.stderr.strip()[-200:]}"
        if not modules.is_dir():
            os.rename(Path(beside) / "node_modules", modules)
    return ""


if __name__ == "__main__":
    for lock in sorted(TESTS.glob("*/*/package-lock.json")):
        if said := installed(lock.parent):
            print(said)
