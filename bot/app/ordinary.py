"""Ordinary messages, one a line, for training the danger model: python -m bot.app.ordinary faq"""

from __future__ import annotations

import sys
from pathlib import Path

from bot.faqfiles.load import load_faq


def main() -> None:
    """Everything that the FAQ knows people to write when nobody is in danger."""
    faq = load_faq(Path(sys.argv[1]))
    calm = [entry for entry in faq.entries.values() if not entry.emergency]
    texts = [text for entry in (*calm, *faq.referrals) for text in entry.phrasings]
    for text in (*texts, *faq.out_of_scope):
        sys.stdout.write(" ".join(text.split()) + "\n")


if __name__ == "__main__":
    main()
