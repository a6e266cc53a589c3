"""An entry as the page's form, and the form as fields of the FAQ's files."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

from bot.faqfiles.edit.replace_field import Value
from bot.faqfiles.model import FaqEntry, Source
from bot.staffpage.ports import EntryForm, SourceText


def form_of(entry: FaqEntry) -> EntryForm:
    """Return an entry as staff edit it."""
    return EntryForm(
        id=entry.id,
        question=entry.question,
        label=entry.label or "",
        lead=entry.lead.strip(),
        details=entry.details.strip(),
        related=entry.related,
        sources=tuple(SourceText(one.title, one.url or "", str(one.date or "")) for one in entry.sources),
        review_by=str(entry.review_by),
        owner=entry.owner,
        phrasings=entry.phrasings,
        tests=entry.tests,
    )


def seen(entry: FaqEntry) -> str:
    """Return a name of all that the form holds of an entry."""
    return hashlib.sha256(repr(form_of(entry)).encode()).hexdigest()[:16]


def fields_of(form: EntryForm) -> dict[str, Value]:
    """Return the form as fields of the files; a day that is none stays as it was typed."""
    return {
        "id": form.id,
        "tanya": form.question,
        "tombol": form.label or None,
        "inti": form.lead,
        "rincian": form.details or None,
        "terkait": list(form.related),
        "sumber": [_source(one) for one in form.sources],
        "tinjau_sebelum": _day(form.review_by),
        "pemilik": form.owner,
        "kalimat": list(form.phrasings),
        "uji": list(form.tests),
    }


def as_typed(entry: FaqEntry, form: EntryForm) -> FaqEntry:
    """Return the entry as residents would get it with what is typed."""
    review = _day(form.review_by)
    return replace(
        entry,
        question=form.question,
        label=form.label or None,
        lead=form.lead,
        details=form.details,
        related=form.related,
        sources=tuple(Source(one.title, one.url or None, _as_date(one.day)) for one in form.sources),
        review_by=review if isinstance(review, date) else entry.review_by,
        verified_on=entry.verified_on if unchanged(entry, form) else None,
    )


def unchanged(entry: FaqEntry, form: EntryForm) -> bool:
    """Return whether a signature of the entry would still hold."""
    mine = form_of(entry)
    return (mine.question, mine.lead, mine.details, mine.sources) == (
        form.question,
        form.lead,
        form.details,
        form.sources,
    )


def _source(one: SourceText) -> dict[str, Value]:
    typed = {"judul": one.title, "alamat": one.url, "tanggal": _day(one.day)}
    return {name: value for name, value in typed.items() if value}


def _day(typed: str) -> Value:
    return _as_date(typed) or typed


def _as_date(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
