"""What the bot hears: shares of messages that nobody learnt from, and messages that must never fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.matching import danger, stored
from bot.matching.index import FaqIndex
from bot.matching.learn.danger import lessons
from tests.bench.danger_bench import COUNTED, TODAY, TUNING, gets, messages, rates

FOLDER = Path(__file__).parent
BOUNDS = {
    ("victim", "alarm"): (0.935, 1.0),
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
    ("despair-other", "path of another"): (0.945, 1.0),
    ("sad", "heard"): (0.0, 0.08),
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


def test_the_weights_are_those_of_the_lessons_kinds() -> None:
    weights = stored.read(danger.WEIGHTS)
    assert weights is not None
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
