"""Whole `faq publish` and `faq rollback` processes are killed at named steps; 100 kills: `make soak`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.publishing_kills import run


@pytest.mark.slow
@pytest.mark.process
def test_a_killed_publication_or_return_leaves_one_state(tmp_path: Path) -> None:
    found = run(tmp_path, [("publish", "moving the pointer"), ("rollback", "rewriting the folder")], 1)
    assert found.mixtures == []
    assert dict(found.ends) == {"before": 1, "after": 1}
