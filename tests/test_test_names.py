"""Test names are sentences that fit on a screen."""

from __future__ import annotations

import ast
from pathlib import Path

LONGEST = 70
ROOT = Path(__file__).parent


def test_test_names_are_short_sentences() -> None:
    names = {
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in ROOT.rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    }
    assert names
    assert not {name for name in names if len(name.split(": ")[1]) > LONGEST}
