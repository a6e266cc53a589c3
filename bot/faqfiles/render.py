"""What residents read: answers and guided checks with their placeholders filled, and how long an answer is then."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bot.faqfiles.model import CheckEntry, Faq, FaqEntry, Fee, Source
from bot.helpdesk.model.guided_checks import Choice, GuidedCheck
from bot.helpdesk.model.hours import long_date
from bot.helpdesk.model.markup import units
from bot.helpdesk.texts.resident import OFFICER_ALERTED, UNNAMED_OFFICE, rupiah

PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
FEE, LAW, SINCE = "biaya.", "dasar.", "sejak."
"""What begins the placeholders of a fee: its amount, its law, its day."""

LONGEST_LEAD = 250
"""What is read at a glance, above the buttons."""
LONGEST_DETAILS = 600
LONGEST_ANSWER = 700
"""Lead and details together: one screen of a small phone when the fold is open."""
SHORT_LEAD = 160
"""Whole lines are added to a lead up to this length: a list of prices is one answer."""

_STEP = re.compile(r"(\s*)(\d+)([.)]\s+)")
_LISTED = re.compile(r"\s*(?:\d+[.)]|[-•]) ")
# not the one behind "Jl." inside a placeholder
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?![^{}]*\})")


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """What an answer may say of the resident's office, officer and village; None is unknown.

    `officer_news` is the sentence of an emergency answer on whether the officer knows; None: the officer was alerted.
    """

    office_name: str | None = None
    office_address: str | None = None
    office_phone: str | None = None
    office_hours: str | None = None
    officer_name: str | None = None
    village_name: str | None = None
    officer_news: str | None = None


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

OFFICE_PLACEHOLDERS: dict[str, Callable[[OfficeFacts], str | None]] = {
    "kantor.nama": lambda facts: facts.office_name or UNNAMED_OFFICE,
    "kantor.alamat": lambda facts: facts.office_address,
    "kantor.telepon": lambda facts: facts.office_phone,
    "kantor.jam": lambda facts: facts.office_hours,
    "petugas.nama": lambda facts: facts.officer_name,
    "petugas.kabar": lambda facts: facts.officer_news or OFFICER_ALERTED,
    "desa.nama": lambda facts: facts.village_name,
}


def named(placeholder: re.Match[str]) -> tuple[str, str | None]:
    """Return a placeholder's name, and what stands for an unknown value where its author wrote it behind a bar."""
    name, bar, instead = placeholder[1].partition("|")
    return name.strip(), instead.strip() or None if bar else None


def fee_named(placeholder: str) -> str | None:
    """Return the id of the fee that a placeholder of that name is about; None where it is about none."""
    return next((placeholder.removeprefix(one) for one in (FEE, LAW, SINCE) if placeholder.startswith(one)), None)


def fee_texts(fees: Mapping[str, Fee], day: date | None = None) -> dict[str, str]:
    """Return what the placeholders of fees stand for on a day; without one, as they were set last."""
    filled: dict[str, str] = {}
    for id, fee in fees.items():
        now = fee.on(day)
        filled |= {f"{FEE}{id}": rupiah(now.rupiah), f"{LAW}{id}": now.law}
        filled |= {f"{SINCE}{id}": long_date(now.since)} if now.since else {}
    return filled


def fill_placeholders(template: str, fees: Mapping[str, str], facts: OfficeFacts) -> str:
    """Fill `template`; a sentence that needs an unknown value is left out: nobody is helped by reading of a gap.

    `fees`: what the placeholders of fees stand for, by name.
    """

    def known(match: re.Match[str]) -> str | None:
        name, instead = named(match)
        if fee_named(name) is not None:
            return fees.get(name)
        value = OFFICE_PLACEHOLDERS[name](facts) if name in OFFICE_PLACEHOLDERS else None
        return value or instead

    def value(match: re.Match[str]) -> str:
        filled, before = known(match) or "", match.string[: match.start()]
        opens = re.search(r"(?:^|\n|[.!?]\s)(?:\d+\.\s)?\**$", before)
        return filled[:1].upper() + filled[1:] if opens else filled

    if not all(known(match) for match in PLACEHOLDER.finditer(template)):
        template = _without_gaps(template, lambda text: all(known(match) for match in PLACEHOLDER.finditer(text)))
    return PLACEHOLDER.sub(value, template)


def _without_gaps(template: str, complete: Callable[[str], bool]) -> str:
    """Return the template without its incomplete sentences; the steps after a lost one move up."""
    lines: list[str] = []
    lost = 0
    for line in template.split("\n"):
        step = _STEP.match(line)
        sentences = _SENTENCE_END.split(line[step.end() :] if step else line)
        kept = " ".join(filter(complete, sentences))
        lost = 0 if step and step[2] == "1" else lost
        if line.strip() and not kept:
            lost += bool(step)
        elif step:
            lines.append(f"{step[1]}{int(step[2]) - lost}{step[3]}{kept}")
        else:
            lines.append(kept)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


class Rendered(NamedTuple):
    """An answer as residents read it; **bold** marks are still in.

    `answers`: its first sentence is there. Without it, what is left answers something else.
    """

    lead: str
    details: str
    answers: bool = True

    @property
    def whole(self) -> str:
        """Both, for a reader who gets no fold."""
        return f"{self.lead}\n{self.details}".strip()


def render_answer(faq: Faq, entry: FaqEntry, facts: OfficeFacts, today: date | None = None) -> Rendered:
    """Return the answer with its placeholders filled, with the fees of today."""
    fees = fee_texts(faq.fees, today)
    first = _SENTENCE_END.split(entry.lead.partition("\n")[0])[0]
    lead, details, opening = (fill_placeholders(text, fees, facts) for text in (entry.lead, entry.details, first))
    return Rendered(lead, details, bool(opening))


def named_fees(*parts: str) -> set[str]:
    """Return the ids of the fees that a text names."""
    names = (named(match)[0] for match in PLACEHOLDER.finditer("\n".join(parts)))
    return {id for name in names if (id := fee_named(name))}


def sources_of(faq: Faq, entry: FaqEntry | CheckEntry, today: date | None = None) -> tuple[Source, ...]:
    """Return where an answer's facts stand: what sets the fees that it names today, then its own sources."""
    ids = named_fees(entry.lead, entry.details) if isinstance(entry, FaqEntry) else set()
    fees = (faq.fees[id].on(today) for id in faq.fees if id in ids)
    laws = (Source(f"{one.law}, dikutip {one.source}" if one.source else one.law, None, one.since) for one in fees)
    return (*dict.fromkeys(laws), *entry.sources)


def check_as_read(faq: Faq, check: GuidedCheck, facts: OfficeFacts) -> str:
    """Return the check for a reader on paper: every question with its choices and ways, then every finding."""
    parts = [check.opening] if check.opening else []
    for number, question in enumerate(check.questions, 1):
        lines = [f"{number}. {question.text} [{question.id}]", *(f"   - {_choice(one)}" for one in question.choices)]
        parts.append("\n".join(lines if question.choices else [*lines, "   - (warga mengetik sendiri)"]))
    for finding in check.findings:
        start = "" if finding.from_points is None else f" (mulai nilai {finding.from_points})"
        parts.append(f"Hasil {finding.id}{start}: {finding.title}\n{finding.text.strip()}")
    return fill_placeholders("\n\n".join(parts), fee_texts(faq.fees), facts).replace("**", "")


def _choice(choice: Choice) -> str:
    named = (("nilai", choice.points), ("ke", choice.leads_to), ("hasil", choice.finding))
    ways = [f"{name} {value}" for name, value in named if value] + ["darurat"] * choice.danger
    return choice.text + (f" ({', '.join(ways)})" if ways else "") + (f": {choice.reason}" if choice.reason else "")


def seen_length(text: str, fees: Mapping[str, Fee]) -> int:
    """Return how many characters residents read; a fee that is not in the table yet counts as a long one."""
    unknown = {named(match)[0]: rupiah(LONGEST_FEE) for match in PLACEHOLDER.finditer(text)}
    return units(fill_placeholders(text, {**unknown, **fee_texts(fees)}, LONGEST_FACTS).replace("**", ""))


def divided(answer: str) -> tuple[str, str]:
    """Return the first sentences of an answer as its lead, and the rest as its details."""
    first, _, rest = answer.strip().partition("\n")
    lead, *sentences = _SENTENCE_END.split(first.rstrip())
    while sentences and seen_length(f"{lead} {sentences[0]}", {}) <= LONGEST_LEAD:
        lead = f"{lead} {sentences.pop(0)}"
    left = " ".join(sentences)
    while not left and rest:
        line, _, after = rest.partition("\n")
        if not line.strip() or _LISTED.match(line) or seen_length(f"{lead}\n{line}", {}) > SHORT_LEAD:
            break
        lead, rest = f"{lead}\n{line}", after
    return lead, f"{left}\n{rest}".strip("\n")
