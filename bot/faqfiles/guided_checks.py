"""A guided check's version, and the whole check for a reader on paper."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from typing import Any

from bot.faqfiles.model import Faq
from bot.faqfiles.render import OfficeFacts, fill_placeholders
from bot.helpdesk.model.guided_checks import Choice, GuidedCheck

VERSION_LENGTH = 6
"""Letters of the content's hash that a button carries; two states of one check never meet in more than a day."""


def content_of(check: GuidedCheck) -> dict[str, Any]:
    """Return what a check says and where its ways lead, without version and closing."""
    content = asdict(replace(check, version="", closing=""))
    for question in content["questions"]:
        del question["typed"]  # it has no choices: seals and versions are made of what residents see
    return content


def with_version(check: GuidedCheck) -> GuidedCheck:
    """Return the check with the version that its content makes."""
    content = json.dumps(content_of(check), ensure_ascii=False, sort_keys=True)
    return replace(check, version=hashlib.sha256(content.encode()).hexdigest()[:VERSION_LENGTH])


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
