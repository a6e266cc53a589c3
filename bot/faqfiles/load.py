"""Loads the FAQ folder: reads it, checks it, and hands out a FAQ that the bot can rely on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from bot.faqfiles.draft import Draft, EntryDraft, ReferralDraft
from bot.faqfiles.guided_checks import guided_check
from bot.faqfiles.lint.rules import RULES, look_through
from bot.faqfiles.model import Faq, FaqEntry, Fee, Referral, SeasonWarning, Source, Topic
from bot.faqfiles.problem import FaqBroken, Level, Problem, errors_of
from bot.faqfiles.read_folder import read_draft
from bot.faqfiles.schema import PhrasingFields
from bot.faqfiles.seals import signed_on
from bot.matching.entry import HardNegative

_NEVER_ASKED = PhrasingFields.model_validate({})


def load_faq(folder: Path, *, today: date | None = None, last_good: Path | None = None) -> Faq:
    """Return the FAQ in `folder`, with its warnings in `problems`.

    `today` lets overdue reviews be among them; without it dates are not checked. `last_good` is the folder with the
    state that was taken up last: fees that differ much from it must be confirmed. Raises FaqBroken on any error.
    """
    draft = read_draft(folder, today, last_good)
    problems = _problems(draft)
    if errors_of(problems):
        raise FaqBroken(problems)
    return _faq(draft, problems)


def check_faq(
    folder: Path, today: date, *, release: bool = False, last_good: Path | None = None
) -> tuple[Problem, ...]:
    """Return every problem of the FAQ in `folder`, by place; `release` turns some warnings into errors.

    `last_good` as in `load_faq`.
    """
    problems = _problems(read_draft(folder, today, last_good))
    if not release:
        return problems
    strict = {rule.code for rule in RULES if rule.strict_on_release}
    return tuple(replace(one, level=Level.ERROR) if one.code in strict else one for one in problems)


def _problems(draft: Draft) -> tuple[Problem, ...]:
    return tuple(sorted({*draft.faults, *look_through(draft)}))


def _faq(draft: Draft, problems: tuple[Problem, ...]) -> Faq:
    entries = {
        entry.fields.id: _entry(topic.id, entry, signed_on(draft, entry))
        for topic in draft.topics
        for entry in topic.entries
    }
    topics = tuple(
        Topic(one.id, one.fields.title, one.fields.intro or "", one.fields.popular, one.entry_ids)
        for one in draft.topics
    )
    fees = {id: Fee(id, fee.name, fee.rupiah, fee.law, fee.since) for id, (fee, _) in draft.fees.items()}
    referrals = tuple(_referral(one) for one in draft.referrals)
    season = tuple(
        SeasonWarning(one.title, one.text, one.entry) for topic in draft.topics for one in topic.fields.season
    )
    checks = tuple(guided_check(one, signed_on(draft, one)) for one in draft.guided_checks)
    out_of_scope = draft.out_of_scope.fields.phrasings if draft.out_of_scope else ()
    return Faq(
        entries=MappingProxyType(entries),
        topics=topics,
        fees=MappingProxyType(fees),
        referrals=referrals,
        warnings_of_the_season=season,
        checks=checks,
        out_of_scope=out_of_scope,
        content_hash=_hash([*entries.values(), *topics, *fees.values(), *referrals, *season, *checks], out_of_scope),
        problems=problems,
    )


def _entry(topic: str, draft: EntryDraft, signed: date | None) -> FaqEntry:
    fields = draft.fields
    asked = draft.phrasing.fields if draft.phrasing else _NEVER_ASKED
    return FaqEntry(
        id=fields.id,
        topic=topic,
        question=fields.question,
        label=fields.label,
        phrasings=asked.phrasings,
        hard_negatives=_hard_negatives(asked),
        tests=asked.tests,
        lead=fields.lead,
        details=fields.details or "",
        asks=fields.asks,
        related=fields.related,
        facts=fields.facts,
        sources=tuple(Source(one.title, one.url, one.day) for one in fields.sources),
        verified_on=signed,
        review_by=fields.review_by,
        owner=fields.owner,
        emergency=fields.emergency,
    )


def _referral(draft: ReferralDraft) -> Referral:
    fields = draft.fields
    asked = draft.phrasing.fields if draft.phrasing else _NEVER_ASKED
    return Referral(
        id=fields.id,
        office=fields.office,
        question=fields.question,
        answer=fields.answer,
        phrasings=asked.phrasings,
        hard_negatives=_hard_negatives(asked),
        tests=asked.tests,
        review_by=fields.review_by,
        owner=fields.owner,
    )


def _hard_negatives(fields: PhrasingFields) -> tuple[HardNegative, ...]:
    return tuple(HardNegative(one.text, one.belongs_to) for one in fields.hard_negatives)


def _hash(parts: Iterable[object], out_of_scope: tuple[str, ...]) -> str:
    """Return the hash of the content alone: comments and line breaks of the files do not count."""
    content = [*(asdict(part) for part in parts), out_of_scope]  # type: ignore[call-overload]
    return hashlib.sha256(json.dumps(content, default=str, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
