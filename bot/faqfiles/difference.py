"""What residents would read otherwise after a publication: fees, answers, ways of asking. Pure; texts are elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.faqfiles.model import CheckEntry, Faq, FaqEntry, Fee, Source
from bot.faqfiles.render import FEE, PLACEHOLDER, OfficeFacts, check_as_read, fee_texts, named, named_fees, sources_of
from bot.faqfiles.seals import key_of
from bot.helpdesk.model.hours import long_date
from bot.helpdesk.texts.resident import rupiah


@dataclass(frozen=True, slots=True)
class FeeChange:
    """A fee before and after; None: there was none, or it is gone. `quoted`: the entries that name it."""

    id: str
    name: str
    before: Fee | None
    after: Fee | None
    quoted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextChange:
    """Something that residents read, under its id; "" before or after where it is new or gone."""

    id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two states of the FAQ. `phrasings`: the entries that are asked for in other words.

    `signed`, `unsigned`: answers and guided checks that an office has signed anew, and those that are signed no more.
    """

    fees: tuple[FeeChange, ...] = ()
    answers: tuple[TextChange, ...] = ()
    others: tuple[TextChange, ...] = ()
    phrasings: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()


def difference(before: Faq, after: Faq) -> Difference:
    """Return what is another in `after` than in `before`."""
    asked = [
        {one.id: (one.question, one.phrasings, one.hard_negatives, one.tests) for one in faq.answerable}
        for faq in (before, after)
    ]
    changed = {id for id in {*asked[0], *asked[1]} if asked[0].get(id) != asked[1].get(id)}
    changed |= {"luar-topik"} if before.out_of_scope != after.out_of_scope else set()
    names = {id: fee.name for faq in (before, after) for id, fee in faq.fees.items()}
    plain = [{id: replace(one, confirmed=None, fact=None) for id, one in faq.fees.items()} for faq in (before, after)]
    differ = ((id, name) for id, name in names.items() if plain[0].get(id) != plain[1].get(id))
    answers = [{id: as_read(faq, entry) for id, entry in faq.entries.items()} for faq in (before, after)]
    was, becomes = ({key_of(one): one.verified_on for one in faq.sourced} for faq in (before, after))
    return Difference(
        fees=tuple(FeeChange(id, name, plain[0].get(id), plain[1].get(id), quoting(after, id)) for id, name in differ),
        answers=_changed(*answers),
        others=_changed(*(_others(faq, before.entries.keys() & after.entries.keys()) for faq in (before, after))),
        phrasings=tuple(sorted(changed)),
        signed=tuple(key for key, day in becomes.items() if day and day != was.get(key)),
        unsigned=tuple(key for key, day in becomes.items() if not day and was.get(key)),
    )


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[TextChange, ...]:
    pairs = ((id, before.get(id, ""), after.get(id, "")) for id in dict.fromkeys((*before, *after)))
    return tuple(TextChange(id, old, new) for id, old, new in pairs if old != new)


def new_sentences(before: Faq, after: Faq) -> tuple[tuple[str, str], ...]:
    """Return the sentences that are new, after where they lead, or shall not lead."""
    known = frozenset(_sentences(before))
    return tuple(one for one in dict.fromkeys(_sentences(after)) if one not in known)


def _sentences(faq: Faq) -> Iterator[tuple[str, str]]:
    for one in faq.answerable:
        yield from ((one.id, text) for text in one.phrasings)
        yield from ((f"bukan {one.id}, milik {no.belongs_to or '-'}", no.text) for no in one.hard_negatives)
    yield from (("luar-topik", text) for text in faq.out_of_scope)


def quoting(faq: Faq, fee: str) -> tuple[str, ...]:
    """Return the ids of the entries whose answers name the fee."""
    return tuple(entry.id for entry in faq.entries.values() if fee in named_fees(entry.lead, entry.details))


def as_read(faq: Faq, entry: FaqEntry) -> str:
    """Return an answer with fees and sources as in any village; what the settings fill in stays a placeholder.

    Whoever must agree to a change is asked by this text alone, so it holds all that leads residents to the answer too.
    """
    details = _with_fees(faq, entry.details).strip()
    return _lines(
        entry.question,
        _with_fees(faq, entry.lead),
        details and f"Selengkapnya:\n{details}",
        _sources(sources_of(faq, entry)),
        entry.label and f"Tombol: {entry.label}",
        entry.asks and f"Minta warga menulis: {entry.asks}",
        f"Topik {entry.topic}, pemilik {entry.owner}{', darurat' if entry.emergency else ''}",
    )


def _lines(*parts: str | None) -> str:
    return "\n".join(part.strip() for part in parts if part and part.strip())


def _sources(sources: Sequence[Source]) -> str:
    named = (", ".join(str(part) for part in (one.title, one.url, one.date) if part) for one in sources)
    return f"Sumber: {'; '.join(named)}" if sources else ""


def fee_as_read(fee: Fee) -> str:
    """Return a fee's amount, with its day where that lay ahead as it was set."""
    return f"{rupiah(fee.rupiah)} (mulai {long_date(fee.since)})" if fee.earlier and fee.since else rupiah(fee.rupiah)


def _with_fees(faq: Faq, text: str) -> str:
    fees = fee_texts(faq.fees) | {f"{FEE}{id}": fee_as_read(fee) for id, fee in faq.fees.items()}
    return PLACEHOLDER.sub(lambda match: fees.get(named(match)[0], match[0]), text)


def _others(faq: Faq, both: Collection[str]) -> dict[str, str]:
    """Return what else residents read: referrals, checks, warnings, pages with the entries of `both` states."""
    named, pages = faq.questions, {}
    for topic in faq.topics:
        listed = (named[id] for id in topic.entry_ids if id in both)
        pages[topic.id] = "\n".join((topic.title, topic.intro, *(named.get(id, id) for id in topic.popular), *listed))
    warnings = enumerate(faq.warnings_of_the_season, 1)
    return {
        **{f"rujukan {one.id}": f"{one.question}\n{one.answer}\nKantor: {one.office}" for one in faq.referrals},
        **{f"pemeriksaan {one.check.id}": _check(faq, one) for one in faq.checks},
        **{f"halaman {id}": text for id, text in pages.items()},
        **{f"peringatan {place}": f"{one.title}\n{one.text}\nJawaban: {one.entry}" for place, one in warnings},
    }


def _check(faq: Faq, one: CheckEntry) -> str:
    check = one.check
    steps = (
        f"{step.id}: {step.short}, lalu {step.leads_to or 'yang berikut'}; "
        + "; ".join(f"{choice.text} ({', '.join(choice.words)})" for choice in step.choices)
        for step in check.questions
    )
    findings = (
        f"Hasil {found.id}: jawaban {found.entry or '-'}{', bisa ke petugas' if found.officer else ''}"
        for found in check.findings
    )
    names, under = (", ".join(those) or "-" for those in (check.names, check.under))
    return _lines(
        check.title,
        check_as_read(faq, check, OfficeFacts()),
        *steps,
        *findings,
        _sources(one.sources),
        f"Perintah {check.command or '-'}, sebutan {names}, di bawah jawaban {under}, pemilik {one.owner}",
    )
