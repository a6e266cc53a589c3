"""Ordinary messages, one a line, for learning danger (`make bahaya`): deploy/ordinary_messages.py faq

Further arguments name beginnings of entries that are left out (`tppo-`).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from bot.faqfiles.load import load_faq
from bot.faqfiles.model import Faq
from bot.matching.learn.faq import smalltalk


def ordinary_messages(faq: Faq, without: Sequence[str] = ()) -> list[str]:
    """Return everything that the FAQ knows people to write when nobody is in danger."""
    left_out = tuple(without)
    kept = [entry for name, entry in faq.entries.items() if not entry.emergency and not name.startswith(left_out)]
    asked = [text for entry in kept for text in entry.phrasings]
    elsewhere = [text for referral in faq.referrals for text in referral.phrasings]
    said = [text for act, text in smalltalk() if act != "mohon"]  # a plea, fear or tiredness may tell of danger
    return [" ".join(text.split()) for text in (*asked, *elsewhere, *faq.out_of_scope, *said)]


def main() -> None:
    """Print them."""
    for text in ordinary_messages(load_faq(Path(sys.argv[1])), sys.argv[2:]):
        sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
