"""Ordinary messages, one a line, for training the danger model: python -m bot.cli.export_ordinary_messages faq"""

from __future__ import annotations

import sys
from pathlib import Path

from bot.faqfiles.load import load_faq
from bot.matching.training.training_set import smalltalk


def main() -> None:
    """Print everything that the FAQ knows people to write when nobody is in danger."""
    faq = load_faq(Path(sys.argv[1]))
    asked = [text for entry in faq.entries.values() if not entry.emergency for text in entry.phrasings]
    elsewhere = [text for referral in faq.referrals for text in referral.phrasings]
    said = [text for _, text in smalltalk()]
    for text in (*asked, *elsewhere, *faq.out_of_scope, *said):
        sys.stdout.write(" ".join(text.split()) + "\n")


if __name__ == "__main__":
    main()
