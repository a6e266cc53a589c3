"""Finds every place that quotes an amount, a law or a text: what has to be looked at when one of them changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.faqfiles.draft import Draft, ShownText
from bot.faqfiles.problem import Place
from bot.faqfiles.render import FEE, PLACEHOLDER
from bot.helpdesk.texts.resident import rupiah

Spans = Callable[[str], list[str]]

_UNITS = {"": 1, "ribu": 1_000, "rb": 1_000, "juta": 1_000_000, "jt": 1_000_000}
_AMOUNT = re.compile(r"(?:Rp\.?\s*)?(\d{1,3}(?:\.\d{3})+|\d+)(?:,\d{2})?\s*(ribu|rb|juta|jt)?(?!\w)", re.IGNORECASE)
_LAW = re.compile(
    r"(?P<kind>[a-z][a-z -]*?)\s*(?:no\.?|nomor)?\s*(?P<number>\d+)\s*(?:/|tahun)\s*(?P<year>\d{4})", re.IGNORECASE
)
# Short and long names of one kind of law.
_KINDS = (
    "PP|Peraturan Pemerintah",
    "UU|Undang-Undang",
    "Perpres|Peraturan Presiden",
    "Permen|Peraturan Menteri",
)


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """One place that quotes what was looked for; `where` names it for staff, `quote` is what stands there."""

    place: Place
    where: str
    quote: str

    def __str__(self) -> str:
        return f"{self.place}: {self.where}: {self.quote}"


def find_text(draft: Draft, wanted: str) -> tuple[Hit, ...]:
    """Return where `wanted` stands; an amount is found in every spelling, and where an answer uses its fee."""
    amount = _amount_of(wanted)
    edges = re.escape(wanted.strip())
    pattern = re.compile(rf"(?<!\w){edges}(?!\w)" if wanted.strip()[:1].isdigit() else edges, re.IGNORECASE)

    def spans(text: str) -> list[str]:
        found = [match[0] for match in pattern.finditer(text)]
        if amount is not None:
            found += [match[0] for match in _AMOUNT.finditer(text) if _value(match) == amount and match[0] not in found]
        return list(dict.fromkeys(found))

    fees = {id for id, (fee, _) in draft.fees.items() if fee.rupiah == amount}
    return tuple(sorted({*_in_fees(draft, spans, fees), *_in_texts(draft, spans, fees)}))


def find_law(draft: Draft, wanted: str) -> tuple[Hit, ...]:
    """Return where the law stands ("PP 45/2024", "PP Nomor 45 Tahun 2024"), and where answers use its fees."""
    law = _LAW.fullmatch(wanted.strip())
    if law:
        typed = law["kind"].strip()
        kind = next((names for names in _KINDS if re.fullmatch(names, typed, re.IGNORECASE)), re.escape(typed))
        year = rf"(?:\s*/\s*|\s+tahun\s+){law['year']}"
        pattern = re.compile(rf"\b(?:{kind})\s+(?:no\.?\s*|nomor\s+)?{law['number']}{year}(?!\d)", re.IGNORECASE)
    else:
        pattern = re.compile(re.escape(wanted.strip()), re.IGNORECASE)

    def spans(text: str) -> list[str]:
        return list(dict.fromkeys(match[0] for match in pattern.finditer(text)))

    fees = {id for id, (fee, _) in draft.fees.items() if spans(fee.law)}
    return tuple(sorted({*_in_fees(draft, spans, fees), *_in_texts(draft, spans, fees)}))


def _in_fees(draft: Draft, spans: Spans, fees: set[str]) -> Iterator[Hit]:
    for id, (fee, spot) in draft.fees.items():
        if id in fees or spans(fee.name) or spans(fee.law):
            yield Hit(spot.key(""), f"tarif {id}", f"{fee.name}: {rupiah(fee.rupiah)} ({fee.law})")


def _in_texts(draft: Draft, spans: Spans, fees: set[str]) -> Iterator[Hit]:
    owners = {one.spot: one.fields.id for one in draft.answerable}
    for shown in draft.shown_texts:
        where = f"{owners.get(shown.spot, shown.spot.document.path)}, {shown.field}"
        for quote in spans(shown.text):
            yield Hit(shown.at(quote), where, quote)
        yield from _fee_uses(draft, shown, where, fees)
    for topic in draft.topics:
        for number in topic.fields.numbers:
            if spans(number):
                place = topic.spot.document.key_place(("angka", number))
                yield Hit(place, f"topik {topic.id}, angka", f"{number} ({topic.fields.numbers[number]})")
    for entry in draft.entries:
        for quote in spans(entry.fields.question):
            yield Hit(entry.spot.within("tanya", fragment=quote), f"{entry.fields.id}, tanya", quote)
        for index, source in enumerate(entry.fields.sources):
            if spans(source.title):
                yield Hit(entry.spot.at("sumber", index, "judul"), f"{entry.fields.id}, sumber", source.title)


def _fee_uses(draft: Draft, shown: ShownText, where: str, fees: set[str]) -> Iterator[Hit]:
    for match in PLACEHOLDER.finditer(shown.text):
        id = match[1].strip().removeprefix(FEE)
        if id in fees:
            yield Hit(shown.at(match[0]), where, f"{match[0]} = {rupiah(draft.fees[id][0].rupiah)}")


def _amount_of(wanted: str) -> int | None:
    match = _AMOUNT.fullmatch(wanted.strip())
    return _value(match) if match else None


def _value(match: re.Match[str]) -> int:
    return int(match[1].replace(".", "")) * _UNITS[(match[2] or "").casefold()]
