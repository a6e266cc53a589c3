"""`make fuzz`: the fuzz tests led by coverage (atheris), each in a process of its own, for SECONDS each (60).

Then all tests that hypothesis feeds with samples drawn anew, again and again, for as long.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]


def names() -> list[str]:
    """List the tests that can be led: those that hypothesis feeds."""
    from tests.fuzz import test_fuzz

    return [name for name, test in vars(test_fuzz).items() if name.startswith("test_") and hasattr(test, "hypothesis")]


def lead(name: str, seconds: int) -> None:
    """Feed one test until the time is over; a sample that fails is printed, and ends the process with a status."""
    import atheris

    with atheris.instrument_imports(include=["bot"]):
        from tests.fuzz import test_fuzz
    found = Path("data/fuzz") / name
    found.mkdir(parents=True, exist_ok=True)
    # hypothesis draws its sample from the bytes: short ones give it too little to begin with
    options = [sys.argv[0], f"-max_total_time={seconds}", "-max_len=8192", "-len_control=0", "-verbosity=0"]
    options += [f"-artifact_prefix={found}/", str(found)]
    atheris.Setup(options, getattr(test_fuzz, name).hypothesis.fuzz_one_input)
    atheris.Fuzz()


def fed() -> list[str]:
    """List the test files that hypothesis feeds."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    return [str(path) for path in files if "from hypothesis" in path.read_text(encoding="utf-8")]


def drawn_anew(seconds: float) -> bool:
    """Run what hypothesis feeds until the time is over; False at the first failure, whose sample is printed."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        command = [sys.executable, "-m", "pytest", "-q", "-x", "--hypothesis-profile=random", *fed()]
        if subprocess.run(command, check=False).returncode:
            return False
    return True


def main() -> int:
    """Lead every test, or those named; 1 when one of them failed."""
    if len(sys.argv) == 3 and sys.argv[1].startswith("test_"):
        lead(sys.argv[1], int(sys.argv[2]))
        return 0
    seconds = os.environ.get("SECONDS_EACH", "60")
    failed = []
    for name in names():
        print(f"{name}: {seconds} s", flush=True)
        if subprocess.run([sys.executable, "-m", "tests.fuzz", name, seconds], check=False).returncode:
            failed.append(name)
    if not drawn_anew(float(seconds)):
        failed.append("a property with samples drawn anew")
    print("\n".join(["", *(f"FAILED {name}" for name in failed)]) if failed else "\nall held")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
