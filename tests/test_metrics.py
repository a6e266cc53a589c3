"""Each metric has one name: what the program counts, the page for operators, the dashboard and the rules agree."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from msgspec.structs import fields

from bot.cli.main import COMMANDS
from bot.helpdesk.model.errors import AlertKind
from bot.helpdesk.model.store import Delivery, Ledger
from bot.metrics import Metrics
from tests.shipped import ROOT
from tests.tables import each_line

DEPLOY = ROOT / "deploy"
NAMES = {name for names in COMMANDS.values() for name in names}
PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")


def exported() -> set[str]:
    """Name the metrics as Prometheus reads them; a histogram and a counter are one each."""
    families = Metrics().registry.collect()
    return {f"{family.name}_total" if family.type == "counter" else family.name for family in families}


def test_the_page_for_operators_explains_every_metric_and_no_other() -> None:
    rows = re.findall(r"^\| (`bot_.*?) \|", PAGE, re.MULTILINE)
    assert sorted(re.findall(r"\bbot_\w+", " ".join(rows))) == sorted(exported())


LABELS = {"instance", "job", "le", "version"}
"""Labels that Prometheus itself gives, or that hold what no list knows beforehand."""
VALUES = {
    "state": {state.value for state in Delivery},
    "queue": {"incoming", "outgoing", "news"},
    "kind": {kind.value for kind in AlertKind},
    "part": {field.name for field in fields(Ledger)},
    "loop": {"turn", "resuming", "marking", "deadlines", "outreach"},
}
"""The labels of our metrics and what stands in them."""


def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load((DEPLOY / "prometheus-rules.yaml").read_text("utf-8"))["groups"]
    return list(group["rules"])


def dashboard() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DEPLOY / "grafana-dashboard.json").read_text("utf-8"))
    return found


def expressions() -> list[str]:
    shown = [target["expr"] for panel in dashboard()["panels"] for target in panel["targets"]]
    return [*(rule["expr"] for rule in rules()), *shown]


@each_line("expression", expressions())
def test_an_expression_names_metrics_labels_and_values_that_exist(expression: str) -> None:
    known = exported() | {f"{name}_bucket" for name in exported()} | {"up"}
    named = set(re.findall(r"\b(?:bot_\w+|up)\b", expression))
    assert named
    assert named <= known
    labels = set(re.findall(r"[{,]\s*(\w+)\s*[=!]~?", expression))
    labels |= {name for by in re.findall(r"by \(([\w, ]+)\)", expression) for name in re.split(r",\s*", by)}
    assert labels <= LABELS | set(VALUES)
    for label, values in re.findall(r'(\w+)=~?"([^"]+)"', expression):
        assert label in LABELS or set(values.split("|")) <= VALUES[label]
    assert expression.count("(") == expression.count(")")


def test_each_rule_says_in_indonesian_what_is_wrong_and_what_to_do() -> None:
    assert len(rules()) >= 8
    for rule in rules():
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert set(rule["annotations"]) == {"summary", "description"}
        named = re.findall(r"python -m bot (\w+)", rule["annotations"]["description"])
        assert set(named) <= NAMES


def test_every_metric_but_a_few_is_watched_or_shown() -> None:
    seen = {name.removesuffix("_bucket") for one in expressions() for name in re.findall(r"\bbot_\w+", one)}
    assert exported() - seen == set()


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed (apt install prometheus)")
def test_promtool_finds_no_fault_in_rules_and_dashboard(tmp_path: Path) -> None:
    recorded = [{"record": f"panel:{number}", "expr": one} for number, one in enumerate(expressions())]
    (tmp_path / "panels.yaml").write_text(json.dumps({"groups": [{"name": "panels", "rules": recorded}]}), "utf-8")
    for file in (DEPLOY / "prometheus-rules.yaml", tmp_path / "panels.yaml"):
        done = subprocess.run(["promtool", "check", "rules", str(file)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
