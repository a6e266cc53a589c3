"""What comes first where a message tells of danger and must be warned of, too: an emergency, a question, a warning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from bot.matching.danger.detector import UNLIKELY, Assessment
from bot.matching.danger.warnings import EarlyWarning, WarningScore, early_warning, is_happening, weighed_warning

AGE_WORDS = 5
_AGED = re.compile(r"\b(?:\d{1,2}|umur\w*|usia\w*|kelas|kls|th|thn|tahun)\b", re.IGNORECASE)
"""A message of so few words with one of these may only say how old somebody is."""


def warning_of(turns: Sequence[str], today: date | None) -> WarningScore | None:
    """Return what the last message should be warned of, also where only an age follows the work: "umur 17"."""
    text = turns[-1] if turns else ""
    found = weighed_warning(text, today)
    if found or len(turns) < 2 or len(text.split()) > AGE_WORDS or not _AGED.search(text):
        return found
    together = weighed_warning(f"{turns[-2]}\n{text}", today)
    of_minor = together and together.of is EarlyWarning.MINOR
    return together if of_minor and not early_warning(turns[-2], today) else None


def is_raised(danger: Assessment, warning: WarningScore | None, text: str) -> bool:
    """Return whether an emergency is raised: a danger, or a faint one in which a child is taken away right now."""
    if danger.level == "danger":
        return warning is None or _is_likelier(danger, warning) or is_happening(text)
    of_minor = warning is not None and warning.of is EarlyWarning.MINOR
    return danger.level == "doubtful" and danger.probability >= UNLIKELY and of_minor and is_happening(text)


def _is_likelier(danger: Assessment, warning: WarningScore) -> bool:
    """Return whether somebody is rather in danger already than to be warned.

    The log-odds alone decide (docs/experiments.md); what the warning shows holds the way to help, too.
    """
    return danger.held or danger.log_odds > warning.log_odds


def is_asked_first(danger: Assessment, warning: WarningScore) -> bool:
    """Return whether danger is asked about before a warning is given: also where what was offered is under way."""
    under_way = danger.level == "danger" and danger.begun and warning.of is EarlyWarning.OFFER
    return under_way or _is_likelier(danger, warning)
