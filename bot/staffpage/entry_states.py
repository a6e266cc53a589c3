"""The states by which the list of entries can be narrowed; their names stand in the texts."""

from __future__ import annotations

UNSIGNED, OVERDUE, DUE, THIN = "ttd", "lewat", "segera", "tipis"
COLLIDING, NEVER_ASKED, DISLIKED = "tabrakan", "sepi", "jempol"
