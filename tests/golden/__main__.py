"""`python -m tests.golden [--compare] [stories…]`: let the bot play these stories (all), and keep what it does.

Of a story that fails what was kept stays. `--compare`: a story in which the bot does otherwise than kept fails.
"""

from __future__ import annotations

import sys

import pytest

from tests.golden import record

if __name__ == "__main__":
    stories = [argument for argument in sys.argv[1:] if argument != "--compare"] or [str(record.STORIES)]
    record.compares = "--compare" in sys.argv
    record.written = None if record.compares else {}
    status = pytest.main(["-q", "-p", "no:xdist", *stories])
    if not record.compares:
        record.write()
    sys.exit(status)
