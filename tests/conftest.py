"""How hypothesis draws: the same samples every time, so that a change that fails fails for everybody.

`make fuzz` looks for new ones with `--hypothesis-profile=random`; one that fails is kept as an `@example`.
"""

from __future__ import annotations

from typing import Any

import structlog
from hypothesis import settings

_configure = structlog.configure


def _configure_anew(**how: Any) -> None:
    """Configure without keeping loggers at their first use: `capture_logs` would see nothing in later tests."""
    _configure(**{**how, "cache_logger_on_first_use": False})


structlog.configure = _configure_anew

settings.register_profile("steady", derandomize=True)
settings.register_profile("random", print_blob=True)
settings.load_profile("steady")
