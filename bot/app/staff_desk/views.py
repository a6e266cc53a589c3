"""What staff see of the FAQ: values for the chat and the page, made of a state of it."""

from __future__ import annotations

import hashlib
from itertools import islice
from typing import Protocol

from bot.faqfiles.model import Faq, FaqEntry
from bot.faqfiles.published.difference import named_fees, quoting
from bot.faqfiles.published.sets import PublishedSets
from bot.faqfiles.seals import seal_of
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.staff.ports import Edition, EntryLine, EntryView, FeeLine
from bot.helpdesk.texts import kelola as texts
from bot.helpdesk.texts.publishing import share
from bot.matching.evaluate import Verdict

FEW = 5
"""Phrasings below which an entry is hardly found."""
EDITIONS = 20


class Shown(Protocol):
    """How an answer reads, and which entries fit words."""

    def preview(self, faq: Faq, id: str) -> str:
        """Return an answer as a resident sees it."""

    def search(self, words: str, limit: int) -> tuple[str, ...]:
        """Return the ids of entries that fit, best first."""


def lines(faq: Faq) -> tuple[EntryLine, ...]:
    """Return every entry as a line."""
    return tuple(map(line, faq.entries.values()))


def line(entry: FaqEntry) -> EntryLine:
    """Return an entry as a line."""
    return EntryLine(
        entry.id,
        entry.topic,
        entry.question,
        entry.owner,
        entry.verified_on,
        entry.review_by,
        entry.emergency,
        len(entry.phrasings),
    )


def entry(faq: Faq, id: str, shown: Shown) -> EntryView:
    """Return one entry whole. Raises Trouble."""
    found = entry_of(faq, id)
    preview = shown.preview(faq, id)
    fees = tuple(sorted(named_fees(found)))
    return EntryView(line(found), seen(faq, found), found.lead, found.details, preview, found.phrasings, fees)


def entry_of(faq: Faq, id: str) -> FaqEntry:
    """Return the entry. Raises Trouble."""
    if id not in faq.entries:
        raise Trouble(texts.NO_ENTRY)
    return faq.entries[id]


def seen(faq: Faq, entry: FaqEntry) -> str:
    """Return a name of what stands there: of all that a signature is for, and of when it must be reviewed."""
    content = f"{seal_of(faq, entry)} {entry.review_by} {entry.verified_on}"
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def fees(faq: Faq, served: Faq) -> tuple[FeeLine, ...]:
    """Return the fees as the draft has them, and as residents get them now."""
    return tuple(
        FeeLine(
            one.id,
            one.name,
            one.rupiah,
            served.fees[one.id].rupiah if one.id in served.fees else one.rupiah,
            one.law,
            one.since,
            quoting(faq, one.id),
        )
        for one in faq.fees.values()
    )


def editions(sets: PublishedSets) -> tuple[Edition, ...]:
    """Return the last publications, the current one first."""
    found, gone = tuple(islice(sets.history(), EDITIONS + 1)), sets.taken_back()
    return tuple(
        Edition(
            one.id,
            one.number,
            one.at,
            one.said.by,
            one.said.why,
            share(one.said.figures.tests, Verdict.RIGHT.name) if one.said.figures else "",
            replaced.number if replaced and replaced.id not in gone else None,
        )
        for one, replaced in zip(found[:EDITIONS], (*found[1:], None), strict=False)
    )
