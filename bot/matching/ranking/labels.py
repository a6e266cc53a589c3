"""Labels of the classifier that are no entry."""

from __future__ import annotations

NONE = "~none"


ACTS = ("salam", "sapaan", "terima-kasih", "penutup", "minta-petugas", "bantuan", "keluhan")
