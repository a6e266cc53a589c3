"""Tests start programs hundreds of times: Python compiles them once, whatever the environment says."""

import os
import sys

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
