"""Finds every place that quotes an amount, a law or a text: what has to be looked at when one of them changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.faqfiles.problem import Path, Place
from bot.faqfiles.read_folder import FaqFolder
from bot.faqfiles.render import FEE, PLACEHOLDER
from bot.helpdesk.texts.resident import rupiah

Spans = Callable[[str], list[str]]

_UNITS = {"": 1, "ribu": 1_000, "rb": 1_000, "juta": 1_000_000, "jt": 1_000_000}
_AMOUNT = re.compile(r"(?:Rp\.?\s*)?(\d{1,3}(?:\.\d{3})+|\d+)(?:,\d{2})?\s*(ribu|rb|juta|jt)?(?!\w)", re.IGNORECASE)
_LAW = re.compile(
    r"(?P<kind>[a-z][a-z -]*?)\s*(?:no\.?|nomor)?\s*(?P<number>\d+)\s*(?:/|tahun)\s*(?P<year>\d{4})", re.IGNORECASE
)
# Short and long names of one kind of law.
_KINDS = ("PP|Peraturan Pemerintah", "UU|Undang-Undang", "Perpres|Peraturan Presiden", "Permen|Peraturan Menteri")


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """One place that quotes what was looked for; `where` names it for staff, `quote` is what stands there."""

    place: Place
    where: str
    quote: str

    def __str__(self) -> str:
        return f"{self.place}: {self.where}: {self.quote}"


def find(folder: FaqFolder, wanted: str) -> tuple[Hit, ...]:
    """Return where `wanted` stands; an amount or a law ("PP 45/2024") in all spellings, and where its fees are used."""
    wanted = wanted.strip()
    written, law = _AMOUNT.fullmatch(wanted), _LAW.fullmatch(wanted)
    amount = _value(written) if written else None
    edges = re.escape(wanted)
    plain = rf"(?<!\w){edges}(?!\w)" if wanted[:1].isdigit() else edges
    if law:
        typed = law["kind"].strip()
        kind = next((names for names in _KINDS if re.fullmatch(names, typed, re.IGNORECASE)), re.escape(typed))
        year = rf"(?:\s*/\s*|\s+tahun\s+){law['year']}"
        plain = rf"\b(?:{kind})\s+(?:no\.?\s*|nomor\s+)?{law['number']}{year}(?!\d)"
    pattern = re.compile(plain, re.IGNORECASE)

    def spans(text: str) -> list[str]:
        found = [match[0] for match in pattern.finditer(text)]
        if amount is not None:
            found += [match[0] for match in _AMOUNT.finditer(text) if _value(match) == amount and match[0] not in found]
        return list(dict.fromkeys(found))

    every = folder.faq.fees.items()
    fees = {id for id, fee in every if fee.rupiah == amount or (law and spans(fee.law))}
    return tuple(sorted({*_in_fees(folder, spans, fees), *_in_texts(folder, spans, fees)}))


def _in_fees(folder: FaqFolder, spans: Spans, fees: set[str]) -> Iterator[Hit]:
    for id, fee in folder.faq.fees.items():
        if id in fees or spans(fee.name) or spans(fee.law):
            place = folder.place(("biaya", id), key=True)
            yield Hit(place, f"tarif {id}", f"{fee.name}: {rupiah(fee.rupiah)} ({fee.law})")


def _in_texts(folder: FaqFolder, spans: Spans, fees: set[str]) -> Iterator[Hit]:
    for shown in folder.subject.texts:
        for quote in spans(shown.text):
            whole = shown.text if "sumber" in shown.path else quote
            yield Hit(folder.place(shown.path, quote), _where(folder, shown.path), whole)
        for match in PLACEHOLDER.finditer(shown.text):
            if (id := match[1].strip().removeprefix(FEE)) in fees:
                use = f"{match[0]} = {rupiah(folder.faq.fees[id].rupiah)}"
                yield Hit(folder.place(shown.path, match[0]), _where(folder, shown.path), use)
    for topic in folder.faq.topics:
        for number in topic.numbers:
            if spans(number):
                place = folder.place(("topik", topic.id, "angka", number), key=True)
                yield Hit(place, f"topik {topic.id}, angka", f"{number} ({topic.numbers[number]})")


def _where(folder: FaqFolder, path: Path) -> str:
    kind, id = str(path[0]), str(path[1])
    owner = id if kind in ("entri", "rujukan") else folder.spots[kind, id].document.path
    return f"{owner}, {path[2]}"


def _value(match: re.Match[str]) -> int:
    return int(match[1].replace(".", "")) * _UNITS[(match[2] or "").casefold()]
