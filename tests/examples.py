"""How many samples hypothesis draws for a test."""

from __future__ import annotations

from hypothesis import settings


def examples(times: float) -> int:
    """Return so many times what the profile draws for a test that asks for no number (few in `make test-fast`)."""
    return max(1, round(times * settings().max_examples))
