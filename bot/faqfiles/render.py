"""Fills the placeholders of an answer: fees from the fee table, office and village from the settings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bot.helpdesk.texts.answers import OFFICER_ALERTED, STILL_UNKNOWN, UNKNOWN, UNNAMED_OFFICE

if TYPE_CHECKING:
    from bot.faqfiles.model import Faq, FaqEntry

PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
FEE = "biaya."


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


OFFICE_PLACEHOLDERS: dict[str, Callable[[OfficeFacts], str | None]] = {
    "kantor.nama": lambda facts: facts.office_name or UNNAMED_OFFICE,
    "kantor.alamat": lambda facts: facts.office_address,
    "kantor.telepon": lambda facts: facts.office_phone,
    "kantor.jam": lambda facts: facts.office_hours,
    "petugas.nama": lambda facts: facts.officer_name,
    "petugas.kabar": lambda facts: facts.officer_news or OFFICER_ALERTED,
    "desa.nama": lambda facts: facts.village_name,
}


def rupiah(amount: int) -> str:
    """Write an amount as Indonesians do: 650000 becomes Rp650.000."""
    return "Rp" + f"{amount:,}".replace(",", ".")


def fill_placeholders(template: str, fees: Mapping[str, int], facts: OfficeFacts) -> str:
    """Fill `template`; what is unknown becomes a polite phrase, once in full and then in short."""
    unknown = 0

    def value(match: re.Match[str]) -> str:
        nonlocal unknown
        name = match[1].strip()
        if name.startswith(FEE):
            amount = fees.get(name.removeprefix(FEE))
            known = None if amount is None else rupiah(amount)
        else:
            known = OFFICE_PLACEHOLDERS[name](facts) if name in OFFICE_PLACEHOLDERS else None
        if known is None:
            unknown += 1
            known = UNKNOWN if unknown == 1 else STILL_UNKNOWN
        return known[:1].upper() + known[1:] if _opens_sentence(template[: match.start()]) else known

    return PLACEHOLDER.sub(value, template)


class Rendered(NamedTuple):
    """An answer as residents read it: its lead and its details; **bold** marks are still in."""

    lead: str
    details: str

    @property
    def whole(self) -> str:
        """Both, for a reader who gets no fold."""
        return f"{self.lead}\n{self.details}".strip()


def render_answer(faq: Faq, entry: FaqEntry, facts: OfficeFacts) -> Rendered:
    """Return the answer with its placeholders filled."""
    fees = {id: fee.rupiah for id, fee in faq.fees.items()}
    return Rendered(fill_placeholders(entry.lead, fees, facts), fill_placeholders(entry.details, fees, facts))


def _opens_sentence(before: str) -> bool:
    return bool(re.search(r"(?:^|\n|[.!?]\s)(?:\d+\.\s)?\**$", before))
