"""No text makes the bot work longer than its length explains, and none hides a call for help."""

from __future__ import annotations

import importlib
import pkgutil
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import product
from types import FrameType
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings, strategies as st

import bot.channels.telegram
import bot.helpdesk
import bot.matching.read
from bot.channels.telegram.formatting import as_html
from bot.channels.telegram.translate import clean as clean_text
from bot.helpdesk.model.actions import Send, pieces
from bot.helpdesk.model.guided_checks import plain
from bot.helpdesk.model.outreach import VisitDraft
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.ticket import Attachment
from bot.helpdesk.outreach.broadcast import looks_like_fraud
from bot.helpdesk.outreach.visits import read
from bot.helpdesk.privacy.links import hosts
from bot.helpdesk.privacy.names import nameless, says_minor
from bot.helpdesk.privacy.numbers import asked_for, masked, masked_together
from bot.helpdesk.resident.documents import look_at
from bot.helpdesk.resident.message import doubts
from bot.matching import danger
from bot.matching.index import FaqIndex
from bot.matching.read import clean, roots
from tests.shipped import shipped_index
from tests.tables import each_line

LONGEST = 4096
"""Characters of a message on Telegram."""
Text = Callable[[int], str]


def _again(part: str, before: str = "", after: str = "") -> Text:
    def text(length: int) -> str:
        room = max(0, length - len(before) - len(after))
        return f"{before}{(part * (room // len(part) + 1))[:room]}{after}"

    return text


def _words(length_of_word: int, seed: int, letters: str = "abcdefghijklmnoprstuwy") -> Text:
    """Words that no dictionary has, all of them different."""

    def text(length: int) -> str:
        chance = random.Random(seed)
        count = length // (length_of_word + 1) + 1
        return " ".join("".join(chance.choices(letters, k=length_of_word)) for _ in range(count))[:length]

    return text


def _rare(length: int) -> str:
    """Words of the dictionary, all of them different."""
    known = sorted(roots())
    random.Random(7).shuffle(known)
    return " ".join(known)[:length]


def _nested(opening: str, closing: str) -> Text:
    return lambda length: opening * (length // 2) + closing * (length // 2)


WORST: dict[str, Text] = {
    "labels of a host": _again("a."),
    "labels with hyphens": _again("a-."),
    "one label": _again("a", after=".co"),
    "hosts": _again("imigrasi.go.id "),
    "at signs": _again("@"),
    "mentions": _again("@a"),
    "mail addresses": _again("a@b."),
    "the beginnings of links": _again("http://"),
    "links in brackets": _again("[a](b"),
    "www": _again("www."),
    "digits": _again("7"),
    "digits and spaces": _again("7 "),
    "digits and dashes": _again("12-"),
    "dates": _again("1-1-2020-"),
    "clocks": _again("12.30 "),
    "amounts": _again("1.000."),
    "rupiah": _again("rp 1 "),
    "spaces": _again(" "),
    "a word and spaces": _again(" ", before="nama", after="x"),
    "tabs": _again("\t"),
    "newlines": _again("\n"),
    "labels of a form": _again("nama :\n"),
    "headers of a chat": _again("[1/1/20, 10.00] a"),
    "forwarded": _again("diteruskan "),
    "open brackets": _again("["),
    "nested brackets": _nested("[", "]"),
    "nested parentheses": _nested("(", ")"),
    "open tags": _again("<a"),
    "entities": _again("&amp"),
    "asterisks": _again("**a"),
    "slashes": _again("/"),
    "demands": _again("kirim foto bayar ke "),
    "names of chats": _again("a_"),
    "telephone numbers": _again("+62"),
    "hyphens": _again("a-a"),
    "emoji": _again("\U0001f602"),
    "families of emoji": _again("\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"),
    "flags": _again("\U0001f1ee\U0001f1e9"),
    "combining marks": _again("\u0301", before="a"),
    "a mark on each letter": _again("a\u0301"),
    "zero-width characters": _again("\u200b"),
    "right to left": _again("\u202e"),
    "ligatures": _again("\ufdfa"),
    "arabic greetings": _again("سلام "),
    "full-width digits": _again("\uff11"),
    "600 unknown words": _words(6, 1),
    "unknown words of four letters": _words(4, 2),
    "unknown words of twelve letters": _words(12, 3),
    "unknown words of 24 letters": _words(24, 4),
    "words without a vowel": _words(5, 5, "bcdfghjklmnprstw"),
    "words with digits in them": _words(6, 6, "aeiknoprst01345"),
    "one letter": _again("a"),
    "one word": _again("pasporimigrasi"),
    "two letters": _again("ha"),
    "single letters": _again("a b c "),
    "laughter": _again("wk"),
    "one word again and again": _again("paspor "),
    "questions": _again("apa syarat paspor? "),
    "question marks": _again("?"),
    "capitals": _again("Aa "),
    "names": _again("Pak Ali bin Ali "),
    "introductions": _again("nama saya "),
    "binti": _again("saya A bin "),
    "ages": _again("saya masih "),
    "titles": _again("pak "),
    "children of others": _again("anak saya masih sd "),
    "umlauts": _again("İ"),
    "rare words": _rare,
}
"""By what it is made of: the text, cut to a length."""

NUMBERS = (
    "0", "08", "6305", "1 ", "1.", "12.", "0812 ", "enam ", "a1", "a ", "+", "(", "rp1", "1k ", "o", "ol ",
    "1x", "1 br ", "dua kali ", "enamenamenamenamq", "x1234567 ", "1️⃣", "\xad1", "２", "no ", "rek 1",
    "12/12/2026-", "08.00-16.00 ", "lalu 1 ", "enamtiga", ".go.id ", "[NIK/KK •••]", "6305011212900001 ",
    "dua puluh ", "1,", "\ufdfa", "+62", "62,", "paspor 1 1 ", "0812-01-", "08+62)20-", "a1234567paspor",
    "202612/12/2026paspor dua ",
)  # fmt: skip
"""What numbers that name a person are read from, each to be repeated."""

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TRIES = 10
"""Comparisons before a growth is believed."""
SHORT_RUN = 0.004
"""Seconds of processor below which nothing is compared; hardly anything linear takes longer."""
LENGTHS = (LONGEST // 4, LONGEST)
MOST_GROWTH = 9
"""By how much four times the text may take longer: a linear pattern takes 4 times as long, a quadratic one 16 times."""
ON_WORDS = {("bot.matching.read", name) for name in vars(bot.matching.read) if name.isupper()}
"""Patterns that are applied to single words, of at most `LONGEST_WORD` letters."""
ON_PIECES = {("bot.helpdesk.privacy.names", "_OTHERS")}
"""Patterns that are applied to the few characters before a find; their functions are in the table below."""
MOST_CALLS = 200_000
"""Calls of functions in one decision; with 2026's processors some 50 ms. 600 unknown words once took 360,000."""

MOST_CALLS_TO_MASK = 60_000
"""Calls that hide the numbers in 4,096 characters, at most some 70 ms; "+62" again and again once took 700,000."""


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for package in (bot.matching, bot.helpdesk, bot.channels.telegram):
        for found in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"{package.__name__}.{found.name}")
            for name, value in vars(module).items():
                own = (module.__name__, name) not in ON_WORDS | ON_PIECES
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str) and own:
                    yield f"{found.name}.{name}", value


PATTERNS = dict(_patterns())
FUNCTIONS: dict[str, Callable[[str], object]] = {
    "clean_text": clean_text,
    "as_html": as_html,
    "pieces": lambda text: pieces(Send(Address("telegram", "1"), text)),
    "plain": plain,
    "asked_for": asked_for,
    "masked": masked,
    "look_at": lambda text: look_at(Attachment("document", "F", text), text),
    "says_minor": says_minor,
    "nameless": lambda text: nameless(text, ("Ali bin Abu", "Siti")),
    "looks_like_fraud": looks_like_fraud,
    "doubts": doubts,
    "hosts": hosts,
    "schedule": lambda text: read(text, VisitDraft("budi", NOW), UTC, ()),
    "clean": clean,
}


def _seconds(work: Callable[[str], object], text: str, tries: int) -> float:
    best = float("inf")
    for _ in range(tries):
        begun = time.thread_time()
        work(text)
        best = min(best, time.thread_time() - begun)
    return best


def _grows_too_fast(work: Callable[[str], object]) -> list[str]:
    """List the texts for which the work grows faster than their length, by runs of this very moment."""
    found = []
    for name, text in WORST.items():
        short, long = (text(length) for length in LENGTHS)
        # one good comparison is enough: other programs can only make it look worse
        if _seconds(work, long, 1) > SHORT_RUN and all(
            _seconds(work, long, 5) > MOST_GROWTH * _seconds(work, short, 5) for _ in range(TRIES)
        ):
            found.append(f"{name}: more than {MOST_GROWTH} times as long")
    return found


@each_line("name", PATTERNS)
def test_no_pattern_looks_at_a_text_again_and_again(name: str) -> None:
    assert not _grows_too_fast(lambda text: sum(1 for _ in PATTERNS[name].finditer(text)))


@each_line("name", FUNCTIONS)
def test_no_function_looks_at_a_text_again_and_again(name: str) -> None:
    assert not _grows_too_fast(FUNCTIONS[name])


@pytest.fixture(scope="module")
def index() -> FaqIndex:
    return shipped_index()


def _calls(work: Callable[[Any], object], given: object) -> int:
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work(given)
    finally:
        sys.setprofile(None)
    return count


@each_line("name", WORST)
def test_one_decision_has_a_budget(index: FaqIndex, name: str) -> None:
    danger.load()
    assert _calls(lambda text: index.decide([text]), WORST[name](LONGEST)) < MOST_CALLS


NUMBER_LIKE = st.text("0123456789+ .-/(\nxaoé", min_size=1, max_size=8)


def test_masking_has_a_budget() -> None:
    texts = [*(text(LONGEST) for text in WORST.values()), *((part * LONGEST)[:LONGEST] for part in NUMBERS)]
    found = {text[:40]: _calls(masked, text) for text in texts if masked(text)}
    found |= {f"thrice {text[:40]}": _calls(masked_together, (text,) * 3) for text in texts}
    assert {text: calls for text, calls in found.items() if calls > MOST_CALLS_TO_MASK} == {}


@settings(max_examples=30)
@given(NUMBER_LIKE)
@example("+62")
def test_masking_costs_little_whatever_is_repeated(part: str) -> None:
    half, whole = ((part * LONGEST)[:length] for length in (LONGEST // 2, LONGEST))
    masked(whole)
    assert _calls(masked, whole) < min(MOST_CALLS_TO_MASK, 2.5 * _calls(masked, half) + 10_000)


@each_line("name", WORST)
def test_a_search_overflows_for_no_text(index: FaqIndex, name: str) -> None:
    with np.errstate(over="raise"):
        index.search(WORST[name](LONGEST), 10)


CRY = "tolong pak saya disekap majikan, paspor ditahan"
NOISE = [name for name in WORST if name not in {"hosts", "questions", "introductions", "headers of a chat", "one word"}]
"""Those without whole sentences in them: among fifty questions about passports one cry drowns (docs/bahaya.md)."""


@each_line(("name", "place"), product(NOISE, (0.0, 0.5, 1.0)))
def test_a_call_for_help_is_heard_wherever_it_stands(name: str, place: float) -> None:
    noise = WORST[name](LONGEST - len(CRY) - 2)
    at = int(place * len(noise))
    assert danger.assess(f"{noise[:at]}\n{CRY}\n{noise[at:]}").level == "danger"
