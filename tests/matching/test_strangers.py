"""The strangers' questions measure the matcher, so none of them may be learnt, and each label names what exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.bench.strangers import OPTIONS, halves, read
from tests.shipped import shipped_faq

ROOT = Path(__file__).parents[2]
QUESTIONS = read()
OTHERS = [question for file in OPTIONS.values() for question in read(file=file)]
MEASURING = ROOT.parent / "shared" / "dev-questions.jsonl"  # they measure the bot; not everybody has them


def normal(text: str) -> str:
    """Return the words alone, in small letters."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def learnt() -> Iterator[str]:
    """Return the words of every line of faq/ and bot/, with and without the key before it; of code, lines of words."""
    for file in (*(ROOT / "faq").rglob("*"), *(ROOT / "bot").rglob("*")):
        if file.is_file() and file.suffix != ".pyc":
            for line in file.read_text("utf-8", errors="replace").splitlines():
                for words in {normal(line), normal(line.partition(":")[2])}:
                    if file.suffix != ".py" or " " in words:  # a word alone is a name in the program
                        yield words


def test_no_question_of_the_strangers_stands_in_the_faq_or_the_bot() -> None:
    known = set(learnt())
    single = [question["text"] for question in QUESTIONS + OTHERS if "text" in question]
    for question in read(file=MEASURING) if MEASURING.exists() else ():
        # one or two words, like a greeting, are nobody's property
        single += [text for text in question.get("turns") or [question["text"]] if len(text.split()) > 2]
    assert [text for text in single if normal(text) in known] == []


def test_every_label_names_an_entry_or_an_office() -> None:
    faq = shipped_faq()
    every = QUESTIONS + OTHERS
    named = {id for question in every for ids in (question.get("accept", ()), *halves(question)) for id in ids}
    assert named <= set(faq.entries)
    offices = {referral.office for referral in faq.referrals}
    assert {question["act"] for question in QUESTIONS if question.get("sub") == "service"} <= offices
