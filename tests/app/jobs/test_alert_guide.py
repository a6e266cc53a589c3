"""The staff's guide names every alert, and every alert has its texts."""

from __future__ import annotations

from pathlib import Path

from bot.helpdesk.model.alerts import Kind
from bot.helpdesk.texts import operator as operator_texts

GUIDE = Path(__file__).parents[3] / "docs" / "alarm.md"


def test_every_alert_has_its_line_in_the_guide_and_its_texts() -> None:
    lines = [line.split("|")[1].strip() for line in GUIDE.read_text(encoding="utf-8").splitlines() if "| `" in line]

    assert set(lines) == {f"`{kind}`" for kind in Kind}
    assert set(operator_texts.ALERTS) == set(operator_texts.OVER) == set(Kind)
