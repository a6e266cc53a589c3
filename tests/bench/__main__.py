"""All measurements, one after another: python -m tests.bench [name …]"""

from __future__ import annotations

import runpy
import sys
from collections.abc import Sequence

BENCHES = ("ranking_bench", "danger_bench", "trip", "end_to_end", "latency_bench")
"""What `make bench` runs; docs/speed.md names the same."""


def main(names: Sequence[str]) -> None:
    """Run these measurements, or all."""
    for name in names or BENCHES:
        sys.stdout.write(f"\n== {name}\n")
        sys.stdout.flush()
        sys.argv = [name]
        runpy.run_module(f"tests.bench.{name}", run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
