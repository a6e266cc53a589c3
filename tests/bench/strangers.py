"""What the bot does with questions as strangers ask them: sets of tests/matching.

python -m tests.bench.strangers [dev|sealed|all] [--misses] [--fresh|--answers|…]   (which set: `OPTIONS`)

`half` is a hash of the text: `dev` may be read, of `sealed` only the totals are printed. Kinds: `in` (any of `accept`
is right), `multi` (all of `accept_all`, a half may have several), and `oos` with `sub` `near` (we know the thing asked
about, but no answer holds what is asked), `far`, or `service` (the office `act` does it); of short messages `on` an
entry answers, `off` none, `unclear` say too little. Without an option strangers' facts of public pages of 2023–2026
are asked (FAQ pages of offices and agencies, newspapers, letters, comments), put in other words of the same register;
each label was given twice. The others are by one writer each: `--fresh` before the gate and the made negatives that
they measure; `--answers`, `--near` (known things that no entry answers; most of that writer's are learnt, these are
not), `--situations` (somebody's situation first), `--mixed` and `--mixed-again` (in words that the answers do not use)
by writers who had seen the answers alone; `--list` by two who saw the list of entries alone; `--short` by one who had
seen nothing.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.matching.entry import Decision
from tests.shipped import shipped_index

ROOT = Path(__file__).parents[2]
FILE = ROOT / "tests" / "matching" / "strangers.jsonl"
FRESH = FILE.with_name("fresh-questions.jsonl")
ANSWERS = FILE.with_name("answers-questions.jsonl")
NEAR = FILE.with_name("near-questions.jsonl")
SITUATIONS = FILE.with_name("situation-questions.jsonl")
MIXED = FILE.with_name("mixed-questions.jsonl")
MIXED_AGAIN = FILE.with_name("mixed-again-questions.jsonl")
LIST = FILE.with_name("list-questions.jsonl")
SHORT = FILE.with_name("short-messages.tsv")
HALVES = ("dev", "sealed")
OPTIONS = {
    "--fresh": FRESH,
    "--answers": ANSWERS,
    "--near": NEAR,
    "--situations": SITUATIONS,
    "--mixed": MIXED,
    "--mixed-again": MIXED_AGAIN,
    "--list": LIST,
    "--short": SHORT,
}
Question = dict[str, Any]
Given = dict[str, Any]
Pair = tuple[Question, Given]
Test = Callable[[Question, Given], bool]


def read(half: str = "all", file: Path = FILE) -> list[Question]:
    """Return the questions of one half, or `all`."""
    lines = file.read_text("utf-8").splitlines()
    questions = list(map(_short, lines[1:])) if file == SHORT else list(map(json.loads, lines))
    return [question for question in questions if half in ("all", question.get("half"))]


def _short(line: str) -> Question:
    half, kind, accept, text = line.split("\t")
    return {"text": text, "kind": kind, "half": half, "accept": accept.split(",") if accept else []}


def given(decision: Decision) -> Given:
    """Return what becomes of a question, as the contract of `ask --jsonl` has it."""
    return {
        "decision": decision.outcome.value, "answers": decision.answers, "suggestions": decision.suggestions,
        "act": decision.act, "ranking": decision.ranking,
    }  # fmt: skip


def ask(decide: Callable[[Sequence[str]], Decision], questions: Sequence[Question]) -> list[Pair]:
    """Return each question with what the bot would do."""
    return [(one, given(decide(one.get("turns") or [one["text"]]))) for one in questions]


def right(question: Question, given: Given) -> bool:
    """Whether an entry that holds what is asked is sent at once."""
    return given["decision"] == "answer" and bool(set(given["answers"]) & set(question["accept"]))


def wrong(question: Question, given: Given) -> bool:
    """Whether something else is sent at once: other entries only, or another office's name."""
    return given["decision"] in ("answer", "refer") and not right(question, given)


def offered(question: Question, given: Given) -> bool:
    """Whether the right entry is one of the buttons."""
    return given["decision"] == "suggest" and bool(set(given["suggestions"]) & set(question["accept"]))


def first(question: Question, given: Given) -> bool:
    """Whether the best entry is right, whatever is decided."""
    return bool(given["ranking"]) and given["ranking"][0][0] in question["accept"]


def decided(*names: str) -> Test:
    """Return the test for a decision."""
    return lambda question, given: given["decision"] in names


def referred(question: Question, given: Given) -> bool:
    """Whether the office that does it is named."""
    return (given["decision"], given["act"]) == ("refer", question["act"])


def halves(question: Question) -> list[set[str]]:
    """Return the right entries of each half of a double question."""
    return [{one} if isinstance(one, str) else set(one) for one in question.get("accept_all", ())]


def both(question: Question, given: Given) -> bool:
    """Whether each half of a double question gets an answer of its own."""
    return all(half & set(given["answers"]) for half in halves(question))


def stray(question: Question, given: Given) -> bool:
    """Whether an answer that was not asked for is sent beside, or instead."""
    return bool(set(given["answers"]) - set().union(*halves(question)))


ROWS: tuple[tuple[str, str, Test], ...] = (
    ("in", "wrong at once", wrong),
    ("in", "right at once", right),
    ("in", "first rank right", first),
    ("in", "offered, the right one among them", offered),
    ("in", "offered, the right one not among them", lambda q, d: d["decision"] == "suggest" and not offered(q, d)),
    ("in", "to the officer without buttons", decided("escalate")),
    ("in", "taken for danger, warned, small talk", decided("emergency", "warn", "smalltalk", "rephrase")),
    ("near", "answered", decided("answer")),
    ("near", "offered", decided("suggest")),
    ("far", "answered", decided("answer")),
    ("far", "offered", decided("suggest")),
    ("service", "answered", decided("answer")),
    ("service", "the right office named", referred),
    ("multi", "both halves answered", both),
    ("multi", "stray", stray),
    ("followup", "wrong at once", wrong),
    ("followup", "right at once", right),
    ("smalltalk", "small talk, asked back", decided("smalltalk", "rephrase")),
    ("on", "wrong at once", wrong),
    ("on", "right at once", right),
    ("on", "offered, the right one among them", offered),
    ("off", "answered", decided("answer")),
    ("off", "offered", decided("suggest")),
    ("unclear", "answered", decided("answer")),
    ("unclear", "asked back", decided("suggest", "rephrase", "smalltalk")),
)


def group(question: Question) -> str:
    """Return the rows that a question counts in."""
    return str(question["sub"] if question["kind"] == "oos" else question["kind"])


def missed(question: Question, given: Given) -> bool:
    """Whether a reader of the development half should look at it."""
    if question["kind"] in ("in", "followup", "on"):
        return not right(question, given)
    if question["kind"] == "multi":
        return not both(question, given) or stray(question, given)
    return given["decision"] == "answer" or (question.get("sub") == "service" and not referred(question, given))


def main() -> None:
    """Print the totals, and of the development half what was missed, if asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.strangers")
    parser.add_argument("half", nargs="?", default="dev", choices=(*HALVES, "all"))
    files = parser.add_mutually_exclusive_group()
    for name, file in OPTIONS.items():
        files.add_argument(name, dest="file", action="store_const", const=file, default=FILE, help=f"ask {file.name}")
    parser.add_argument("--misses", action="store_true", help="print the questions missed (only of dev)")
    options = parser.parse_args()
    if options.misses and options.half != "dev":
        parser.error("the sealed half is counted, never read")
    asked = ask(shipped_index().decide, read(options.half, options.file))
    for kind, title, test in ROWS:
        pairs = [pair for pair in asked if group(pair[0]) == kind]
        if pairs:
            print(f"{kind:9s}{title:40s}{100 * sum(test(*pair) for pair in pairs) / len(pairs):6.1f}  of {len(pairs)}")
    if options.misses:
        for question, decision in asked:
            if missed(question, decision):
                wanted = question.get("accept") or list(map("/".join, halves(question))) or [group(question)]
                got = decision["answers"] or decision["suggestions"] or [decision["act"] or "-"]
                said = " / ".join(question.get("turns") or [question["text"]])
                print(f"{decision['decision']:9s} {','.join(got)} | wanted {','.join(wanted)} | {said}")


if __name__ == "__main__":
    main()
