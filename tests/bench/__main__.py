"""All measurements, one after another: python -m tests.bench [name …]"""

from __future__ import annotations

import runpy
import sys

BENCHES = ("matching_bench", "matching_growth", "danger_bench", "worst_bench", "storage_bench", "trip", "end_to_end")

for name in sys.argv[1:] or BENCHES:
    sys.stdout.write(f"\n== {name}\n")
    sys.stdout.flush()
    sys.argv = [name]
    runpy.run_module(f"tests.bench.{name}", run_name="__main__")
