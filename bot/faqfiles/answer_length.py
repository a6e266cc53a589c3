"""How long an answer is on a resident's phone, how long it may be, and how one text is divided into two parts."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.faqfiles.render import FEE, PLACEHOLDER, OfficeFacts, fill_placeholders
from bot.helpdesk.model.markup import units

LONGEST_LEAD = 250
"""What is read at a glance, above the buttons."""
LONGEST_DETAILS = 600
LONGEST_ANSWER = 700
"""Lead and details together: one screen of a small phone when the fold is open."""

LONGEST_FACTS = OfficeFacts(
    office_name="Kantor Imigrasi Kelas II Non TPI Hulu Sungai Selatan",
    office_address="Jalan Brigjen H. Hasan Basri Nomor 100, Kecamatan Tapin Utara, Kabupaten Tapin",
    office_phone="0511-1234567, WhatsApp 0811-1234-5678",
    office_hours="Senin–Kamis 08.00–16.00, Jumat 08.00–16.30 WITA",
    officer_name="Muhammad Abdurrahman Wahid",
    village_name="Desa Sungai Rangas Hambuku",
    officer_news="Tekan tombol di bawah supaya petugas diberi tahu sekarang.",
)
"""Values as long as an office's settings hold them; an answer must fit with these."""
LONGEST_FEE = 10_000_000


def seen_length(text: str, fees: Mapping[str, int]) -> int:
    """Return how many characters residents read; a fee that is not in the table yet counts as a long one."""
    named = {match[1].strip().removeprefix(FEE): LONGEST_FEE for match in PLACEHOLDER.finditer(text)}
    return units(fill_placeholders(text, {**named, **fees}, LONGEST_FACTS).replace("**", ""))


SHORT_LEAD = 160
"""Whole lines are added to a lead up to this length: a list of prices is one answer."""

_STEP = re.compile(r"\s*(?:\d+[.)]|[-•]) ")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def divided(answer: str) -> tuple[str, str]:
    """Return the first sentences of an answer as its lead, and the rest as its details."""
    first, _, rest = answer.strip().partition("\n")
    lead, *sentences = _SENTENCE_END.split(first.rstrip())
    while sentences and seen_length(f"{lead} {sentences[0]}", {}) <= LONGEST_LEAD:
        lead = f"{lead} {sentences.pop(0)}"
    left = " ".join(sentences)
    while not left and rest:
        line, _, after = rest.partition("\n")
        if not line.strip() or _STEP.match(line) or seen_length(f"{lead}\n{line}", {}) > SHORT_LEAD:
            break
        lead, rest = f"{lead}\n{line}", after
    return lead, f"{left}\n{rest}".strip("\n")
