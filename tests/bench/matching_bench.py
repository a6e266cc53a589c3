"""What the matcher reaches on the FAQ's test lines and on our own questions, and what that costs.

Run: python -m tests.bench.matching_bench [QUESTIONS.jsonl …]   (without a file: tests/matching/own-questions.jsonl)
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import psutil

from bot.faqfiles.load import load_faq
from bot.faqfiles.tools.self_test import TEST, own_questions
from bot.matching.evaluate import ask_each, evaluate
from bot.matching.index import FaqIndex

ROOT = Path(__file__).parents[2]
OWN = ROOT / "tests/matching/own-questions.jsonl"


def main(files: Sequence[str]) -> None:
    """Print the table, and the time and memory that learning, loading and deciding take."""
    faq = load_faq(ROOT / "faq")
    questions = [one for one in own_questions(faq) if one["kind"] == TEST]
    for name in files or [str(OWN)]:
        questions.extend(json.loads(line) for line in Path(name).read_text("utf-8").splitlines())
    with tempfile.TemporaryDirectory() as folder:
        begin = perf_counter()
        FaqIndex.load(faq.corpus(), Path(folder))
        trained = perf_counter() - begin
        begin = perf_counter()
        index = FaqIndex.load(faq.corpus(), Path(folder))
        loaded = perf_counter() - begin
    index.warm_up()
    sys.stdout.write(evaluate(ask_each(index.decide, questions)).table() + "\n")
    sys.stdout.write(f"trained in {trained:.1f} s (≤ 15), loaded from the cache in {loaded:.2f} s (≤ 0.3)\n")
    sys.stdout.write(f"a process that answers (bot ask --jsonl): {_memory():.0f} MB (≤ 120)\n")


def _memory() -> float:
    """Megabytes of a process that has answered one question of every kind."""
    command = [sys.executable, "-m", "bot", "ask", "--jsonl"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for line in OWN.read_text("utf-8").splitlines():
            process.stdin.write(line + "\n")
            process.stdin.flush()
            process.stdout.readline()
        used = float(psutil.Process(process.pid).memory_info().rss)
        process.stdin.close()
    return used / 2**20


if __name__ == "__main__":
    main(sys.argv[1:])
