"""Seals: what an office signed, as a hash of the answer, the fees in it and the sources, kept in `tanda.yaml`.

A date in `diverifikasi` is a signature. The next publication seals it; when the answer changes afterwards, the seal no
longer fits, and the signature counts only once the office has given a new date.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from bot.faqfiles.file_names import SEALS
from bot.faqfiles.render import FEE, PLACEHOLDER, named

if TYPE_CHECKING:
    from bot.faqfiles.draft import Draft, EntryDraft, GuidedCheckDraft
    from bot.faqfiles.model import CheckEntry, Faq, FaqEntry

HEAD = "# Ditulis program saat menerbitkan; jangan diubah. Tanggal dan segel setiap jawaban yang ditandatangani.\n"


@dataclass(frozen=True, slots=True)
class Seal:
    """A signature's date and the hash of what was signed; an empty hash fits nothing."""

    day: str
    hash: str


def with_seals(source: str, new: Mapping[str, Seal]) -> str:
    """Return the file's content with these seals, by key, added or in the place of what stood there."""
    found = yaml.load(source, Loader=yaml.BaseLoader) or {}  # noqa: S506 (texts only)
    seals = {id: Seal(one["tanggal"], one["segel"]) for id, one in found.items()}
    return written_seals({**seals, **new}).decode()


def read_seals(folder: Path) -> dict[str, Seal] | None:
    """Return the seals of a folder by key; None when the file is there but cannot be read: then no signature counts."""
    try:
        found = yaml.load((folder / SEALS).read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 (texts only)
        return {key: Seal(one["tanggal"], one["segel"]) for key, one in (found or {}).items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, yaml.YAMLError, AttributeError, KeyError, TypeError):
        return None


def written_seals(seals: Mapping[str, Seal]) -> bytes:
    """Return the file's content."""
    lines = [f"{key}: {{tanggal: {one.day}, segel: {one.hash}}}\n" for key, one in sorted(seals.items())]
    return (HEAD + "".join(lines)).encode()


def key_of(one: EntryDraft | GuidedCheckDraft) -> str:
    """Return the name under which an entry's or a guided check's seal is kept."""
    from bot.faqfiles.draft import EntryDraft

    return one.fields.id if isinstance(one, EntryDraft) else f"alur/{one.fields.id}"


def seal_of(draft: Draft, one: EntryDraft | GuidedCheckDraft) -> str:
    """Return the hash of what residents read there: the text, the fees that it names, the sources."""
    from bot.faqfiles.draft import EntryDraft
    from bot.faqfiles.guided_checks import check_of

    fields = one.fields
    if isinstance(one, EntryDraft):
        text: object = [one.fields.question, one.fields.lead.strip(), (one.fields.details or "").strip()]
    else:
        text = asdict(check_of(one.fields))
    sources = [(source.title, source.url, str(source.day or "")) for source in fields.sources]
    return _hashed(text, {id: (fee.rupiah, fee.law) for id, (fee, _) in draft.fees.items()}, sources)


def seal_of_entry(faq: Faq, entry: FaqEntry) -> str:
    """Return the same hash for an entry of a FAQ that was read."""
    sources = [(source.title, source.url, str(source.date or "")) for source in entry.sources]
    text = [entry.question, entry.lead.strip(), entry.details.strip()]
    return _hashed(text, {id: (fee.rupiah, fee.law) for id, fee in faq.fees.items()}, sources)


def seal_of_check(faq: Faq, one: CheckEntry) -> str:
    """Return the same hash for a guided check of a FAQ that was read."""
    sources = [(source.title, source.url, str(source.date or "")) for source in one.sources]
    fees = {id: (fee.rupiah, fee.law) for id, fee in faq.fees.items()}
    return _hashed(asdict(replace(one.check, version="", closing="")), fees, sources)


def _hashed(text: object, fees: Mapping[str, tuple[int, str]], sources: Sequence[tuple[str, str | None, str]]) -> str:
    names = {named(match)[0] for match in PLACEHOLDER.finditer(json.dumps(text, ensure_ascii=False))}
    ids = sorted(name.removeprefix(FEE) for name in names if name.startswith(FEE))
    named_fees = [(id, *fees[id]) for id in ids if id in fees]
    content = json.dumps([text, named_fees, sources], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def signed_on(draft: Draft, one: EntryDraft | GuidedCheckDraft) -> date | None:
    """Return when an office signed this very text; None when nobody did, or it has changed since."""
    day = one.fields.verified_on
    if day is None or draft.seals is None:
        return None
    seal = draft.seals.get(key_of(one))
    fits = seal is None or seal.day != str(day) or seal.hash == seal_of(draft, one)
    return day if fits else None


def all_sealed(draft: Draft, before: Draft | None) -> dict[str, Seal]:
    """Return the seals of all dates in the draft: those that are there, and new ones for new dates.

    `before`: what was published last. A date that stands there already was given for the text there.
    """
    known: dict[str, Seal] = {}
    for one in before.sourced if before else ():
        if before and one.fields.verified_on:
            known[key_of(one)] = Seal(str(one.fields.verified_on), seal_of(before, one))
    known |= (before.seals or {}) if before else {}
    known |= draft.seals or {}
    found: dict[str, Seal] = {}
    for one in draft.sourced:
        day, seal = one.fields.verified_on, known.get(key_of(one))
        if day is not None:
            kept = seal is not None and seal.day == str(day)
            found[key_of(one)] = seal if seal and kept else Seal(str(day), seal_of(draft, one))
    return found
