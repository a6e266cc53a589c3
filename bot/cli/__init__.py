"""The commands: one module a group, each parses, calls and prints."""

from __future__ import annotations

import gc

SEARCHES = (100_000, 50, 100)
"""After how many new objects Python looks for circles of objects nobody uses, from the first import on.

Modules stay as long as the program and make next to none; at Python's own 700 the searches take a tenth of a start.
"""

gc.set_threshold(*SEARCHES)
