"""What the bot hears: shares of messages that nobody learnt from, matters told bit by bit, countries, pleas."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.app.people.directory import directory_of
from bot.matching import danger, stored
from bot.matching.index import FaqIndex
from bot.matching.learn.danger import lessons
from bot.matching.places import SOMEWHERE, country_named
from bot.settings import Settings
from bot.settings.model import MissionSettings
from tests.bench.danger_bench import COUNTED, TODAY, TUNING, gets, messages, rates
from tests.bench.strangers import ANSWERS, FILE, MIXED, MIXED_AGAIN, SITUATIONS, read
from tests.typed import some

FOLDER = Path(__file__).parent
ANY = ["", "   ", "😀" * 2000, "ഇത് എന്താണ്", "a" * 4096, "tolong " * 585, "1 " * 2048, "hmm", "saya takut"]
BOUNDS = {
    ("victim", "alarm"): (0.945, 1.0),
    ("victim", "heard"): (0.95, 1.0),
    ("relative", "heard"): (0.975, 1.0),
    ("minor", "warned"): (0.955, 1.0),
    ("recruit", "warned"): (0.95, 1.0),
    ("recruit", "alarm"): (0.0, 0.015),
    ("harmless", "alarm"): (0.0, 0.015),
    ("harmless", "heard"): (0.0, 0.035),
    ("official", "heard"): (0.0, 0.005),
    ("official", "warned"): (0.0, 0.01),
    ("despair", "despair's path"): (0.95, 1.0),
    ("despair-now", "alarm"): (0.955, 1.0),
    ("despair-other", "path of another"): (0.955, 1.0),
    ("sad", "heard"): (0.0, 0.07),
}
"""The least and the most share of each category that gets something, as counted; the aims stand in docs/bahaya.md."""


@pytest.mark.slow
def test_what_the_counted_writers_need_they_get(index: FaqIndex) -> None:
    shares = rates(index.decide)
    found = {key: shares.get(key, 0.0) for key in BOUNDS}
    assert {key: share for key, share in found.items() if not BOUNDS[key][0] <= share <= BOUNDS[key][1]} == {}


def test_no_counted_message_is_a_lesson() -> None:
    counted = {text.lower() for path in (COUNTED, TUNING) for texts in messages(path).values() for text in texts}
    assert counted.isdisjoint(lesson.text.lower() for lesson in lessons())


def test_some_messages_never_fail(index: FaqIndex) -> None:
    lines = [line.split("\t") for line in (FOLDER / "never-fail.tsv").read_text("utf-8").splitlines()[1:]]
    assert len(lines) <= 60
    failed = []
    for wanted, turns, reason in lines:
        got = set(gets(index.decide(turns.split(" / "), TODAY)))
        calm = got.isdisjoint({"heard", "warned", "offered help"})
        if not (calm if wanted == "calm" else got & {wanted, f"warned of {wanted}"}):
            failed.append(f"{turns} ({reason}): {sorted(got)} instead of {wanted}")
    assert not failed


@pytest.mark.parametrize("text", ANY)
def test_any_text_is_assessed_also_behind_what_says_nothing(text: str) -> None:
    for before in ((), ("👍",), ("👍", "hmm"), ("hmm", "?????"), ("👍", "?????")):
        assert danger.assess((*before, text)).level in danger.LEVELS


def test_the_weights_are_those_of_the_lessons_kinds() -> None:
    weights = some(stored.read(danger.WEIGHTS))
    assert tuple(weights.about["names"]) == danger.KINDS


def test_a_bad_line_of_a_lesson_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.matching.learn.danger.LESSONS", tmp_path)
    (tmp_path / "danger.tsv").write_text("victim\town\tsaya dikurung\nbahaya\tsaya dikurung\n", "utf-8")
    with pytest.raises(ValueError, match=r"danger\.tsv baris 2: tulis jenis"):
        lessons()


def test_damaged_weights_are_told_instead_of_hearing_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(danger, "WEIGHTS", tmp_path)
    danger._shipped.cache_clear()
    try:
        with pytest.raises(danger.DamagedModel):
            danger.load()
    finally:
        danger._shipped.cache_clear()


CONVERSATIONS = Path(__file__).with_name("in-pieces.tsv")
REMEMBERED = 3
"""Messages that are decided together: the last one and the two before it."""


@pytest.mark.slow
def test_what_is_told_bit_by_bit_is_heard_before_the_end(index: FaqIndex) -> None:
    told, heard, helped = Counter[str](), Counter[str](), Counter[str]()
    for line in CONVERSATIONS.read_text("utf-8").splitlines()[1:]:
        label, turns = line.split("\t")
        said = turns.split(" / ")
        ends = range(1, len(said) + 1)
        decisions = [index.decide(said[max(0, end - REMEMBERED) : end], TODAY) for end in ends]
        told[label] += 1
        heard[label] += any(one.alarming for one in decisions)
        helped[label] += any(one.alarming or one.doubtful for one in decisions)  # the way to help is below an answer
    assert told == {"victim": 35, "relative": 20, "ordinary": 60}
    assert helped["victim"] >= 32
    assert helped["relative"] >= 18
    assert heard["ordinary"] <= 6


def test_questions_one_after_the_other_ring_nobody() -> None:
    """Of 1,019 questions by five writers, read after the two before them, 12 rang where any length was read as one."""
    told = Counter[tuple[str, str]]()
    for file in (ANSWERS, SITUATIONS, MIXED, MIXED_AGAIN, FILE):
        asked = [question["text"] for question in read(file=file) if question["kind"] == "in"]
        calm = [text for text in asked if danger.assess(text).kind is danger.DangerKind.NONE]
        told.update((one.kind, one.level) for one in map(danger.assess, zip(calm, calm[1:], calm[2:], strict=False)))
    assert (told["victim", "danger"], told["relative", "danger"], told["despair-now", "danger"]) == (0, 0, 0)
    assert told.total() - told["none", "none"] <= 9  # 13 where a whole question, too, was read by those before it


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("saya dikurung di arab saudi", "saudi"),
        ("majikan di riyadh memukul saya", "saudi"),
        ("kami di johor, tidak boleh pulang", "malaysia"),
        ("adik di poipet minta tolong", "kamboja"),
        ("saya di luar negeri, tolong", SOMEWHERE),
        ("dipukul majikan di kuala lumpur", "malaysia"),
        ("dipukul suami di kuala kapuas", None),
        ("ditahan agen di hong kong", "hongkong"),
        ("saya dikurung di rumah agen", None),
        ("lagi di batam mau dinaikkan kapal", None),
        ("saya dipukul suami, mau dijual ke malaysia", None),
        ("besok adik dibawa agen ke arab", None),
        ("saya dibawa ke malaysia, di sini saya dikunci", "malaysia"),
    ],
)
def test_the_country_is_read_also_from_its_cities(text: str, country: str | None) -> None:
    assert country_named(text) == country


def test_a_mission_is_found_by_the_country_that_residents_write() -> None:
    named = (("Arab Saudi", "KJRI Jeddah"), ("Riyadh", "KBRI Riyadh"))
    missions = tuple(MissionSettings(country=one, name=name, phone="+966 00 000 0000") for one, name in named)
    found = directory_of(Settings(missions=missions)).missions
    assert (found["saudi"].name, found["riyadh"].name) == ("KJRI Jeddah", "KBRI Riyadh")
