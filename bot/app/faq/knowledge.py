"""The FAQ files and the matcher together, as the help desk asks for them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from msgspec.structs import replace

from bot import clock
from bot.app.people.directory import facts_for
from bot.faqfiles.model import CheckEntry, Faq, FaqEntry
from bot.faqfiles.render import fee_texts, fill_placeholders, render_answer, sources_of
from bot.helpdesk.model.guided_checks import GuidedCheck
from bot.helpdesk.model.hours import long_date
from bot.helpdesk.model.markup import bold, clipped, folded, marked
from bot.helpdesk.model.policy import Directory, KnownEntry, ShownAnswer, ShownWarning, TopicPage, Village
from bot.helpdesk.texts import resident as texts
from bot.matching.entry import Decision, DecisionKind
from bot.matching.index import EmergencyOnlyIndex, FaqIndex

WARNING = re.compile(r"(?:^|[.!?]\s+)\**(?:Jangan|Awas|Hati-hati|Tolak)\b", re.MULTILINE)
"""How a lead begins a sentence that warns."""
RENDERED = 2048  # answers kept ready; 140 entries × the villages that are asking at the moment
LABEL = 38  # characters of a question on a button; cheap phones cut what is longer
SOURCES = 2
URL = 60  # characters of a source's address that a message shows whole; of longer ones the site is named


class FaqKnowledge:
    """One published state of the FAQ: entries, topics and the index that was made from them."""

    def __init__(
        self,
        faq: Faq,
        index: FaqIndex | EmergencyOnlyIndex,
        directory: Directory,
        now: Callable[[], datetime] = clock.now,
        *,
        to_officer_after: timedelta | None = None,
    ) -> None:
        """`to_officer_after`: so long past its review date, an answer comes from the officer alone."""
        self.faq = faq
        self.index = index  # the matcher; it may be a moment older than the files, or nothing may have been learnt yet
        self._to_officer_after, self._now, self._directory = to_officer_after, now, directory
        self._topics = tuple(
            TopicPage(topic.id, topic.title, topic.intro, topic.popular, topic.entry_ids) for topic in faq.topics
        )
        self._referrals = {referral.id: referral for referral in faq.referrals}
        self._guided_checks = tuple(
            dataclasses.replace(one.check, closing=_notes(one, texts.UNSIGNED_CHECK)) for one in faq.checks
        )
        self._kept = lru_cache(RENDERED)(self._render)
        self.entries = {entry.id: self._known(entry) for entry in faq.entries.values()}

    def forget_rendered(self) -> None:
        """Render answers anew: names in them have changed."""
        self._kept.cache_clear()

    def decide(self, turns: Sequence[str], today: date | None = None) -> Decision:
        """Decide; an answer that has left the files since the index was made becomes the officer's."""
        return self._without_gone(self.index.decide(turns, today))

    def decide_calmly(self, turns: Sequence[str]) -> Decision:
        """Decide as if nobody were in danger; otherwise as `decide`."""
        return self._without_gone(self.index.decide_calmly(turns))

    def _without_gone(self, decision: Decision) -> Decision:
        """Return the decision without answers that are not in the files any more."""
        if all(entry in self.entries for entry in (*decision.answers, *decision.suggestions)):
            return decision
        known = tuple(entry for entry in decision.suggestions if entry in self.entries)
        if decision.alarming:
            # who is in danger is said by the entry's name, which despair has without an entry
            return replace(decision, suggestions=known)
        answers = tuple(entry for entry in decision.answers if entry in self.entries)
        if decision.outcome is DecisionKind.WARN or answers or known:
            return replace(decision, answers=answers, suggestions=known)
        return replace(decision, outcome=DecisionKind.ESCALATE, answers=(), suggestions=())

    def search(self, text: str, limit: int) -> tuple[str, ...]:
        found = (id for id, _ in self.index.search(text, limit + len(self._referrals)))
        return tuple(id for id in found if id in self.entries)[:limit]

    def topics(self) -> tuple[TopicPage, ...]:
        return self._topics

    def warnings(self) -> tuple[ShownWarning, ...]:
        return tuple(ShownWarning(one.title, one.text, one.entry) for one in self.faq.warnings_of_the_season)

    def referral(self, referral: str, village: Village | None) -> str:
        found = self._referrals.get(referral)
        return marked(found.answer) if found else texts.OTHER_OFFICE

    def guided_checks(self) -> tuple[GuidedCheck, ...]:
        return self._guided_checks

    def worded(self, text: str, village: Village | None) -> str:
        fees = fee_texts(self.faq.fees, self._today())
        return marked(fill_placeholders(text, fees, facts_for(self._directory, village))).strip()

    def _today(self) -> date:
        return self._directory.first_office.hours.day(self._now())

    def _known(self, entry: FaqEntry) -> KnownEntry:
        return KnownEntry(
            entry.topic,
            entry.question,
            clipped(entry.label or entry.question, LABEL),
            lambda village, alerted: self._kept(entry.id, village, alerted, self._today()),
            entry.asks,
            entry.emergency,
            entry.related,
        )

    def _render(self, id: str, village: Village | None, alerted: bool, today: date) -> ShownAnswer:
        entry, facts = self.faq.entries[id], facts_for(self._directory, village)
        said = render_answer(self.faq, entry, facts, today)
        unalerted = dataclasses.replace(facts, officer_news=texts.PRESS_TO_ALERT)
        lead, details, answers = said if alerted else render_answer(self.faq, entry, unalerted, today)
        # calm and bare in danger: somebody looking over a shoulder reads no heading
        heading = "" if entry.emergency else f"{bold(entry.question)}\n\n"
        overdue = entry.review_by < today and not entry.emergency
        late = texts.OVERDUE.format(day=long_date(entry.review_by)) if overdue else ""
        # a warning is not made weaker by saying that no office has signed it
        bare = "" if late or entry.emergency or WARNING.search(entry.lead) else texts.UNSIGNED
        notes = _notes(dataclasses.replace(entry, sources=sources_of(self.faq, entry, today)), bare, late)
        folds = f"{marked(details)}\n\n{notes}".strip()
        # an answer too long past its review date is the officer's; one for danger never is
        stale = self._to_officer_after is not None and overdue and entry.review_by + self._to_officer_after < today
        text = f"{heading}{marked(lead)}\n{folded(folds)}".strip()
        withheld = entry.review_by if stale else None
        title = texts.ANSWER_TO.format(question=entry.question)
        untitled = f"{marked(lead)}\n" + folded(f"{folds}\n{title}".strip())
        return ShownAnswer(text, folds, marked(said.whole), answers and not stale, withheld, marked(lead), untitled)


def _notes(entry: FaqEntry | CheckEntry, unsigned: str, late: str = "") -> str:
    """Return where the facts of an answer or a check come from, and whether an office has signed it."""
    sources = []
    for source in entry.sources[:SOURCES]:
        day = f" ({long_date(source.date)})" if source.date else ""
        address = (source.url or "").removeprefix("https://").rstrip("/")
        if len(address) > URL:
            address = address.partition("/")[0]
        sources.append(source.title + day + (f", {address}" if address else ""))
    signed = texts.SIGNED.format(day=long_date(entry.verified_on)) if entry.verified_on else unsigned
    lines = (texts.SOURCES.format(sources="; ".join(sources)) if sources else "", signed, late)
    return "\n".join(line for line in lines if line)
