"""Guided checks from the files' fields to what the help desk walks through."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING

from bot.faqfiles.model import CheckEntry, Faq, Source
from bot.faqfiles.render import OfficeFacts, fill_placeholders
from bot.helpdesk.model.guided_checks import Choice, Finding, GuidedCheck, Question

if TYPE_CHECKING:  # the schema of the files takes a twentieth of a start, which reads none
    from bot.faqfiles.draft import GuidedCheckDraft
    from bot.faqfiles.guided_check_schema import GuidedCheckFields

VERSION_LENGTH = 6
"""Letters of the content's hash that a button carries; two states of one check never meet in more than a day."""


def guided_check(draft: GuidedCheckDraft, signed: date | None) -> CheckEntry:
    """Return the check as the bot uses it; `signed`: when an office signed it as it is."""
    fields = draft.fields
    check = check_of(fields)
    content = json.dumps(asdict(check), ensure_ascii=False, sort_keys=True)
    version = hashlib.sha256(content.encode()).hexdigest()[:VERSION_LENGTH]
    return CheckEntry(
        check=replace(check, version=version),
        facts=fields.facts,
        sources=tuple(Source(one.title, one.url, one.day) for one in fields.sources),
        verified_on=signed,
        review_by=fields.review_by,
        owner=fields.owner,
    )


def check_of(fields: GuidedCheckFields) -> GuidedCheck:
    """Questions, findings and the ways between them, without version and closing."""
    return GuidedCheck(
        id=fields.id,
        title=fields.title,
        opening=fields.opening or "",
        questions=tuple(
            Question(
                id=step.id,
                text=step.question,
                short=step.short,
                choices=tuple(
                    Choice(one.text, one.words, one.points, one.reason, one.leads_to, one.finding, one.danger)
                    for one in step.choices
                ),
                leads_to=step.leads_to,
            )
            for step in fields.steps
        ),
        findings=tuple(
            Finding(one.id, one.title, one.answer, one.from_points, one.officer, one.entry) for one in fields.findings
        ),
        command=fields.command,
        under=fields.under,
    )


def check_as_read(faq: Faq, check: GuidedCheck, facts: OfficeFacts) -> str:
    """Return the check for a reader on paper: every question with its choices and ways, then every finding."""
    fees = {id: fee.rupiah for id, fee in faq.fees.items()}
    parts = [check.opening] if check.opening else []
    for number, question in enumerate(check.questions, 1):
        lines = [f"{number}. {question.text} [{question.id}]", *(f"   - {_choice(one)}" for one in question.choices)]
        parts.append("\n".join(lines if question.choices else [*lines, "   - (warga mengetik sendiri)"]))
    for finding in check.findings:
        start = "" if finding.from_points is None else f" (mulai nilai {finding.from_points})"
        parts.append(f"Hasil {finding.id}{start}: {finding.title}\n{finding.text.strip()}")
    return fill_placeholders("\n\n".join(parts), fees, facts).replace("**", "")


def _choice(choice: Choice) -> str:
    ways = [
        f"nilai {choice.points}" if choice.points else "",
        f"ke {choice.leads_to}" if choice.leads_to else "",
        f"hasil {choice.finding}" if choice.finding else "",
        "darurat" if choice.danger else "",
    ]
    consequences = ", ".join(way for way in ways if way)
    return (
        choice.text + (f" ({consequences})" if consequences else "") + (f": {choice.reason}" if choice.reason else "")
    )
