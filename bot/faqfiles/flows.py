"""Guided checks from the files' fields to what the help desk walks through."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace

from bot.faqfiles.draft import FlowDraft
from bot.faqfiles.flow_schema import FlowFields
from bot.faqfiles.model import GuidedCheck, Source
from bot.helpdesk.flow import Choice, Finding, Flow, Question

VERSION_LENGTH = 6
"""Letters of the content's hash that a button carries; two states of one check never meet in more than a day."""


def guided_check(draft: FlowDraft) -> GuidedCheck:
    """The check as the bot uses it."""
    fields = draft.fields
    flow = flow_of(fields)
    content = json.dumps(asdict(flow), ensure_ascii=False, sort_keys=True)
    version = hashlib.sha256(content.encode()).hexdigest()[:VERSION_LENGTH]
    return GuidedCheck(
        flow=replace(flow, version=version),
        facts=fields.facts,
        sources=tuple(Source(one.title, one.url, one.day) for one in fields.sources),
        verified_on=fields.verified_on,
        review_by=fields.review_by,
        owner=fields.owner,
    )


def flow_of(fields: FlowFields) -> Flow:
    """Questions, findings and the ways between them, without version and closing."""
    return Flow(
        id=fields.flow,
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
