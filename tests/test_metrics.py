"""Each metric has one name: what the program counts, the page for operators, the dashboard and the rules agree."""

from __future__ import annotations

import re

from bot.metrics import Metrics
from tests.shipped import ROOT

PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")


def exported() -> set[str]:
    """Name the metrics as Prometheus reads them; a histogram and a counter are one each."""
    families = Metrics().registry.collect()
    return {f"{family.name}_total" if family.type == "counter" else family.name for family in families}


def test_the_page_for_operators_explains_every_metric_and_no_other() -> None:
    rows = re.findall(r"^\| (`bot_.*?) \|", PAGE, re.MULTILINE)
    assert sorted(re.findall(r"\bbot_\w+", " ".join(rows))) == sorted(exported())
