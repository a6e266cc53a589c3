"""The states by which the list of entries can be narrowed; their names stand in the texts."""

from __future__ import annotations

UNSIGNED, OVERDUE, COLLIDING, NEVER_ASKED, DISLIKED = "ttd", "lewat", "tabrakan", "sepi", "jempol"
