"""A proposal for publication as staff read it: first the summary, then each answer before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from bot.app.publishing import REACHED, Proposal
from bot.faqfiles.published.difference import FeeChange, TextChange
from bot.helpdesk.texts import publishing as texts
from bot.helpdesk.texts.resident import rupiah
from bot.matching.entry import Decision
from bot.matching.evaluate import Verdict
from bot.reports.changed_answers import AskedOfBoth

SHOWN_MISSES = 10
SHOWN_QUESTIONS = 10
SHOWN_TAKEN = 40
"""Questions that would lose their answer."""


def summary(proposal: Proposal, *, residents_words: bool = True) -> list[str]:
    """Return what would change, one thing a line. `residents_words`: what they asked is shown, not only counted."""
    if not proposal.old.entries:
        return [texts.FIRST_SET.format(entries=len(proposal.faq.entries)), *_test(proposal)]
    found = proposal.difference
    lines = [_fee(fee) for fee in found.fees]
    for template, changes in (
        (texts.ANSWERS_CHANGE, [one for one in found.answers if one.before and one.after]),
        (texts.ANSWERS_NEW, [one for one in found.answers if not one.before]),
        (texts.ANSWERS_GONE, [one for one in found.answers if not one.after]),
    ):
        if changes:
            lines.append(template.format(count=len(changes), ids=texts.some([one.id for one in changes])))
    if not found.answers:
        lines.append(texts.OTHER_ENTRY if proposal.takes_over else texts.NO_ANSWER_CHANGES)
    if found.others:
        lines.append(texts.OTHERS_CHANGE.format(ids=texts.some([one.id for one in found.others])))
    if found.phrasings:
        lines.append(texts.PHRASINGS_CHANGE.format(count=len(found.phrasings), ids=texts.some(found.phrasings)))
    lines += [*_usual(proposal), *_fresh(proposal), *_recent(proposal, residents_words=residents_words)]
    return [*lines, *_test(proposal)]


def for_second(proposal: Proposal) -> tuple[str, ...]:
    """Return all that a second person must read: the summary without residents' questions, then every change."""
    found = proposal.difference
    lines = summary(proposal, residents_words=False)
    return (*lines, *(line for one in (*found.answers, *found.others) for line in before_and_after(one)))


def before_and_after(change: TextChange) -> list[str]:
    """Return the lines that differ, as they were and as they would be."""
    removed, added = changed_lines(change)
    before, after = (f"  {texts.BEFORE}: {line}" for line in removed), (f"  {texts.AFTER}: {line}" for line in added)
    return [change.id, *before, *after]


def changed_lines(change: TextChange) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lines that go and those that come; a line that only moves does both."""
    old, new = change.before.splitlines(), change.after.splitlines()
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    moved = [step for step in steps if step[0] != "equal"]
    removed = tuple(line for _, start, end, _, _ in moved for line in old[start:end])
    return removed, tuple(line for *_, start, end in moved for line in new[start:end])


def _fee(fee: FeeChange) -> str:
    before, after = (texts.FEE_NONE if amount is None else rupiah(amount) for amount in (fee.before, fee.after))
    quoted = f": {texts.some(fee.quoted)}" if fee.quoted else ""
    return texts.FEE_CHANGES.format(name=fee.name, before=before, after=after, count=len(fee.quoted), ids=quoted)


def _usual(proposal: Proposal) -> list[str]:
    """Return the usual questions that would be answered otherwise."""
    if not proposal.usual:
        return []
    return [texts.USUAL.format(count=len(proposal.usual)), *_questions(proposal.usual, SHOWN_TAKEN)]


def _fresh(proposal: Proposal) -> list[str]:
    """Return which entry each new sentence gets today; first those by which one would lose it."""
    ordered = sorted(proposal.fresh, key=lambda one: not one[1].takes_over)
    taken = sum(one.takes_over for _, one in ordered)
    shown = ordered[: min(max(taken, SHOWN_QUESTIONS), SHOWN_TAKEN)]
    lines = []
    for entry, one in shown:
        before = texts.sure(_decided(one.before), one.before.confidence)
        lines.append(texts.FRESH.format(entry=entry, text=one.text, before=before, after=_decided(one.after)))
    return lines + _left(len(ordered) - len(shown))


def _recent(proposal: Proposal, *, residents_words: bool) -> list[str]:
    """Return how many of residents' questions would be answered otherwise, and some of them, masked."""
    if not proposal.asked:
        return []
    count = texts.QUESTIONS.format(count=len(proposal.otherwise), asked=proposal.asked)
    ordered = sorted(proposal.otherwise, key=lambda one: not one.takes_over)
    taken = sum(one.takes_over for one in ordered)
    most = min(max(taken, SHOWN_QUESTIONS), SHOWN_TAKEN)
    if residents_words:
        return [count, *_questions(ordered, most)]
    moves = Counter(map(_move, ordered)).most_common()
    return [count, *(texts.MOVES.format(before=before, after=after, count=moved) for (before, after), moved in moves)]


def _questions(asked: Sequence[AskedOfBoth], most: int) -> list[str]:
    lines = []
    for one in asked[:most]:
        before, after = _move(one)
        lines.append(texts.QUESTION.format(text=one.text, before=before, after=after))
    return lines + _left(len(asked) - most)


def _move(one: AskedOfBoth) -> tuple[str, str]:
    """Name what a question gets now, and what it would get."""
    return _decided(one.before), _decided(one.after) if one.differs else texts.REWORDED


def _left(count: int) -> list[str]:
    return [texts.AND_MORE.format(count=count)] if count > 0 else []


def _decided(decision: Decision) -> str:
    """Name what a resident gets."""
    named = (*decision.answers, *decision.suggestions, decision.referral or decision.act or "")
    ids = ", ".join(name for name in named if name)
    how = texts.OUTCOMES.get(decision.outcome, "" if ids else str(decision.outcome))
    return f"{how}: {ids}" if how and ids else how or ids


def _test(proposal: Proposal) -> list[str]:
    if proposal.figures is None:
        return [texts.UNTESTED]
    tests = proposal.figures.tests
    earlier = ""
    before = proposal.before
    if before and before.said.figures and before.said.figures != proposal.figures:
        share = texts.share(before.said.figures.tests, Verdict.RIGHT.name)
        earlier = texts.TEST_EARLIER.format(number=before.number, share=share)
    missed = sum(
        count
        for counts in (tests, proposal.figures.phrasings)
        for result, count in counts.items()
        if result not in {verdict.name for verdict in REACHED}
    )
    line = texts.TEST.format(
        tests=tests.get(Verdict.RIGHT.name, 0),
        asked=sum(tests.values()),
        share=texts.share(tests, Verdict.RIGHT.name),
        missed=missed,
        earlier=earlier,
    )
    return [
        line,
        *(texts.MISS.format(text=one.text, entry=one.question["accept"][0]) for one in proposal.misses[:SHOWN_MISSES]),
    ]
