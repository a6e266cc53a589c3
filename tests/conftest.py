"""How hypothesis draws: the same samples every time, so that a change that fails fails for everybody.

`make fuzz` looks for new ones with `--hypothesis-profile=random`; one that fails is kept as an `@example`.
"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("steady", derandomize=True)
settings.register_profile("random", print_blob=True)
settings.load_profile("steady")
