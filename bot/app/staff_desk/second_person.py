"""Which publications need a second person: those that change a fee, or an answer for people in danger or signed."""

from __future__ import annotations

from bot.app.publishing import Proposal
from bot.faqfiles.model import Faq, FaqEntry


def needs_second(proposal: Proposal) -> bool:
    """Return whether somebody else must agree; the very first publication changes nothing for anybody."""
    if proposal.before is None:
        return False
    found = proposal.difference
    signed_checks = {f"alur {one.check.id}" for one in proposal.old.checks if one.verified_on}
    return bool(
        found.fees
        or any(_guarded(proposal, one.id) for one in found.answers)
        or any(one.id in signed_checks for one in found.others)
    )


def _guarded(proposal: Proposal, id: str) -> bool:
    old, new = (_entry(faq, id) for faq in (proposal.old, proposal.faq))
    urgent = any(entry is not None and entry.emergency for entry in (old, new))
    return urgent or bool(old is not None and old.verified_on)


def _entry(faq: Faq, id: str) -> FaqEntry | None:
    return faq.entries.get(id)
