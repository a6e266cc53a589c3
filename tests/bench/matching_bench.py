"""What the matcher is asked to reach and what it reaches, beside five plain matchers that know the same phrasings.

Run: python -m tests.bench.matching_bench [QUESTIONS.jsonl …]   (always: the FAQ's test lines as kind "uji"; without a
file also tests/matching/own-questions.jsonl). Everything is counted by the same code in the same run.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import psutil

from bot.faqfiles.load import load_faq
from bot.faqfiles.tools.self_test import TEST, own_questions
from bot.matching.index import FaqIndex
from bot.matching.training.evaluate import Figures, evaluate
from bot.matching.training.judge_answers import Asked, Decide, ask_each
from bot.matching.training.training_set import build_training_set
from tests.bench.held_out import confusions
from tests.bench.plain_matchers import peers

ROOT = Path(__file__).parents[2]
OURS = "ours"
ROWS = (
    ("in", "dijawab_salah", "our field: wrong at once", "≤ 2"),
    ("in", "dijawab_benar", "our field: right at once", "≥ 82"),
    ("in", "nyasar", "our field: any answer astray", ""),
    ("in", "top1", "our field: first rank right", "≥ 88"),
    ("in", "top3", "our field: among three", "≥ 96"),
    ("uji", "dijawab_salah", "test lines: wrong at once", "≤ 2"),
    ("uji", "dijawab_benar", "test lines: right at once", ""),
    ("uji", "top1", "test lines: first rank right", ""),
    ("uji", "top3", "test lines: among three", ""),
    ("banjar", "top1", "Banjar: first rank right", "≥ 85"),
    ("robust", "top1", "odd formats: first rank right", "≥ 85"),
    ("oos", "dijawab", "out of scope: answered", "≤ 2"),
    ("oos", "near_dijawab", "near our field: answered", "≤ 4"),
    ("oos", "ditawarkan", "out of scope: offered", "≤ 15"),
    ("followup", "top1", "follow-ups: first rank right", "≥ 85"),
    ("multi", "keduanya", "double questions: both halves", "≥ 70"),
    ("multi", "nyasar", "double questions: stray", "0"),
    ("smalltalk", "benar", "small talk with its act", "≥ 95"),
)


def main(files: Sequence[str]) -> None:
    """Print the table, then figures per style and topic, the worst confusions, and what the matcher costs."""
    faq = load_faq(ROOT / "faq")
    corpus = faq.corpus()
    tests = [one for one in own_questions(faq) if one["kind"] == TEST]
    questions = list(tests)
    for name in files or [str(ROOT / "tests/matching/own-questions.jsonl")]:
        questions.extend(json.loads(line) for line in Path(name).read_text("utf-8").splitlines())
    with tempfile.TemporaryDirectory() as folder:
        begin = perf_counter()
        index = FaqIndex.load(corpus, Path(folder))
        trained = perf_counter() - begin
        begin = perf_counter()
        index = FaqIndex.load(corpus, Path(folder))
        loaded = perf_counter() - begin
        referrals = frozenset(entry.id for entry in corpus.referrals)
        deciders: dict[str, Decide] = {OURS: index.decide} | peers(build_training_set(corpus), referrals, tests)
        figures = {name: evaluate(ask_each(decide, questions)) for name, decide in deciders.items()}
        _table(figures)
        asked = list(ask_each(index.decide, questions))
    _by("style", asked, _style)
    topics = {entry.id: entry.topic for entry in faq.entries.values()}
    _by("topic", asked, lambda one: topics.get(one.question["accept"][0], ""))
    print("\n30 worst confusions")
    print("\n".join(confusions([one for one in asked if one.question["kind"] != "oos"], 30)))
    print(f"\ntrained in {trained:.1f} s (≤ 15), loaded from the cache in {loaded:.2f} s (≤ 0.3)")
    print(f"a process that answers (bot ask --jsonl): {_memory():.0f} MB (≤ 120)")


def _table(figures: dict[str, Figures]) -> None:
    print(f"{'':32s}{'aim':>16s}" + "".join(f"{name:>11s}" for name in figures))
    for kind, name, title, aim in ROWS:
        values = [one.rows.get(kind, {}).get(name) for one in figures.values()]
        if any(value is not None for value in values):
            cells = "".join(f"{value:11.1f}" if value is not None else f"{'–':>11s}" for value in values)
            print(f"{title:32s}{aim:>16s}{cells}")
    print(
        f"{'calibration error':32s}{'≤ 0.03':>16s}"
        + "".join(f"{one.ece:11.3f}" if name == OURS else f"{'–':>11s}" for name, one in figures.items())
    )
    for title, aim, field in (("median, ms", "≤ 2", "median_ms"), ("99th percentile, ms", "≤ 6", "p99_ms")):
        print(f"{title:32s}{aim:>16s}" + "".join(f"{getattr(one, field):11.2f}" for one in figures.values()))


def _style(one: Asked) -> str:
    text, kind = one.text, str(one.question["kind"])
    words = len(text.split())
    if kind not in ("in", "uji"):
        return kind
    if words <= 4:
        return "up to 4 words"
    if words >= 25:
        return "25 words and more"
    return "written as in a letter" if text[0].isupper() and text[-1] in ".?" else "chat"


def _by(title: str, asked: Sequence[Asked], name_of: Callable[[Asked], str]) -> None:
    groups: dict[str, list[Asked]] = {}
    for one in asked:
        if one.question.get("accept") and one.question["kind"] not in ("urgent", "multi"):
            groups.setdefault(name_of(one), []).append(replace(one, question={**one.question, "kind": "in"}))
    print(f"\nper {title}: questions, wrong at once, right at once, first rank right")
    for name, group in sorted(groups.items()):
        row = evaluate(group).rows["in"]
        print(f"  {name:26s}{row['n']:5.0f}{row['dijawab_salah']:8.1f}{row['dijawab_benar']:8.1f}{row['top1']:8.1f}")


def _memory() -> float:
    """Megabytes of a process that has answered one question of every kind."""
    command = [sys.executable, "-m", "bot", "ask", "--jsonl"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for line in (ROOT / "tests/matching/own-questions.jsonl").read_text("utf-8").splitlines():
            process.stdin.write(line + "\n")
            process.stdin.flush()
            process.stdout.readline()
        used = float(psutil.Process(process.pid).memory_info().rss)
        process.stdin.close()
    return used / 2**20


if __name__ == "__main__":
    main(sys.argv[1:])
