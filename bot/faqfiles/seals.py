"""Hashes of what residents read: a guided check's version, and seals, which are kept in `tanda.yaml`.

A seal is what an office signed: the answer, the fees in it and the sources.

A date in `diverifikasi` is a signature. The next publication seals it; when the answer changes afterwards, the seal no
longer fits, and the signature counts only once the office has given a new date.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import yaml

from bot.faqfiles.file_names import SEALS
from bot.faqfiles.model import CheckEntry, Faq, FaqEntry
from bot.faqfiles.render import named_fees
from bot.helpdesk.model.guided_checks import GuidedCheck

VERSION_LENGTH = 6
"""Letters of the content's hash that a button carries; two states of one check never meet in more than a day."""
HEAD = "# Ditulis program saat menerbitkan; jangan diubah. Tanggal dan segel setiap jawaban yang ditandatangani.\n"

Signed = TypeVar("Signed", FaqEntry, CheckEntry)
Sealed = tuple[Faq, Mapping[str, "Seal"] | None]
"""A FAQ as it was typed, and the seals beside it; None where their file cannot be read."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A signature's date and the hash of what was signed; an empty hash fits nothing."""

    day: str
    hash: str


def with_seals(source: str, new: Mapping[str, Seal]) -> str:
    """Return the file's content with these seals, by key, added or in the place of what stood there."""
    return written_seals({**_seals(source), **new}).decode()


def read_seals(folder: Path) -> dict[str, Seal] | None:
    """Return the seals of a folder by key; None when the file is there but cannot be read: then no signature counts."""
    try:
        return _seals((folder / SEALS).read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, yaml.YAMLError, AttributeError, KeyError, TypeError):
        return None


def _seals(source: str) -> dict[str, Seal]:
    found = yaml.load(source, Loader=yaml.BaseLoader) or {}  # noqa: S506 (texts only)
    return {key: Seal(one["tanggal"], one["segel"]) for key, one in found.items()}


def written_seals(seals: Mapping[str, Seal]) -> bytes:
    """Return the file's content."""
    lines = [f"{key}: {{tanggal: {one.day}, segel: {one.hash}}}\n" for key, one in sorted(seals.items())]
    return (HEAD + "".join(lines)).encode()


def key_of(one: FaqEntry | CheckEntry) -> str:
    """Return the name under which an entry's or a guided check's seal is kept."""
    return one.id if isinstance(one, FaqEntry) else f"alur/{one.check.id}"


def seal_of(faq: Faq, one: FaqEntry | CheckEntry) -> str:
    """Return the hash of what residents read there: the text, the fees that it names, the sources."""
    text: object = content_of(one.check) if isinstance(one, CheckEntry) else [one.question, one.lead, one.details]
    ids = sorted(named_fees(json.dumps(text, ensure_ascii=False)) & faq.fees.keys())
    set_by = ((id, faq.fees[id]) for id in ids)
    fees = [(id, fee.rupiah, fee.law, *((str(fee.since), fee.source) if fee.source else ())) for id, fee in set_by]
    sources = [(source.title, source.url, str(source.date or "")) for source in one.sources]
    content = json.dumps([text, fees, sources], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def is_signed(faq: Faq, one: FaqEntry | CheckEntry, seals: Mapping[str, Seal] | None) -> bool:
    """Return whether an office signed this very text; not where nobody did, or it has changed since."""
    if one.verified_on is None or seals is None:
        return False
    seal = seals.get(key_of(one))
    return seal is None or seal.day != str(one.verified_on) or seal.hash == seal_of(faq, one)


def only_valid(faq: Faq, seals: Mapping[str, Seal] | None) -> Faq:
    """Return the FAQ as typed with those signatures alone that hold."""

    def signed(one: Signed) -> Signed:
        return one if one.verified_on is None or is_signed(faq, one, seals) else replace(one, verified_on=None)

    entries = {id: signed(entry) for id, entry in faq.entries.items()}
    return replace(faq, entries=entries, checks=tuple(map(signed, faq.checks)))


def all_sealed(now: Sealed, before: Sealed | None) -> dict[str, Seal]:
    """Return the seals of all dates in a FAQ as typed: those that are there, and new ones for new dates.

    `before`: what was published last. A date that stands there already was given for the text there.
    """
    faq, seals = now
    published, sealed = before or (Faq.empty(), None)
    known = {key_of(one): _new(published, one) for one in _dated(published)}
    known |= {**(sealed or {}), **(seals or {})}
    new = {key_of(one): (known.get(key_of(one)), _new(faq, one)) for one in _dated(faq)}
    return {key: old if old and old.day == seal.day else seal for key, (old, seal) in new.items()}


def _dated(faq: Faq) -> Iterator[FaqEntry | CheckEntry]:
    """Yield what has a date, in the archive, too: what comes back from there is signed only as it was."""
    yield from (one for one in (*faq.sourced, *faq.archive.values()) if one.verified_on)


def _new(faq: Faq, one: FaqEntry | CheckEntry) -> Seal:
    return Seal(str(one.verified_on), seal_of(faq, one))


def content_of(check: GuidedCheck) -> dict[str, Any]:
    """Return what a check says and where its ways lead, without version and closing."""
    return asdict(replace(check, version="", closing=""))


def with_version(check: GuidedCheck) -> GuidedCheck:
    """Return the check with the version that its content makes."""
    content = json.dumps(content_of(check), ensure_ascii=False, sort_keys=True)
    return replace(check, version=hashlib.sha256(content.encode()).hexdigest()[:VERSION_LENGTH])
