"""`make fuzz`: all tests that hypothesis feeds, with samples drawn anew, again and again for SECONDS (600)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

TESTS = Path(__file__).parents[1]


def main() -> int:
    """Run them until the time is over; 1 at the first failure, whose sample is printed."""
    files = [str(path) for path in TESTS.rglob("test_*.py") if "from hypothesis" in path.read_text("utf-8")]
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--hypothesis-profile=random", *sorted(files)]
    end = time.monotonic() + float(os.environ.get("SECONDS", "600"))
    while time.monotonic() < end:
        if subprocess.run(command, check=False).returncode:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
