"""What would be published, how staff read it, and who may be the second person for it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.faqfiles.difference import Difference, TextChange, difference, fee_as_read
from bot.faqfiles.model import Faq, Fee, Tariff
from bot.faqfiles.published_sets import PublishedSet, SetFigures
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.hours import long_date
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.people import Member, Request, Role, StaffEvent
from bot.helpdesk.model.policy import Directory
from bot.helpdesk.staff import card, listed, supervisor, to
from bot.helpdesk.texts import operator as texts, staff as staff_texts
from bot.helpdesk.texts.resident import rupiah
from bot.matching.entry import Decision
from bot.matching.evaluate import JudgedQuestion, Judgement
from bot.printable import first
from bot.reports.changed_answers import AskedOfBoth
from bot.storage import queries
from bot.storage.store import Unit

if TYPE_CHECKING:
    from bot.app.editing.publish import Edition

SHOWN = 10
"""Misses, questions and new sentences that are named."""
SHOWN_TAKEN = 40
"""Questions that would lose their answer."""
REACHED = (Judgement.RIGHT, Judgement.OFFERED)
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_first = partial(first, more=texts.AND_MORE)
AGAIN = timedelta(minutes=10)
"""Who asks for a second person again within this time sends no second card."""


class Proposal(Struct, frozen=True):
    """What would be published: files that were checked and tested, and how they differ from `before`.

    `id` names these files as they follow on `before`: whoever agrees has seen just that change. `figures`: None where
    nothing was ever tested and nothing that is tested has changed. `misses`: what the test asked in vain, of that only
    what `before` did not miss, once both are compared. `asked`: how many recent questions of residents were compared,
    `otherwise` those that would get another answer; `usual`: the usual ones that would. `fresh`: every new sentence,
    after where it shall lead.
    """

    id: str
    staged: Path
    faq: Faq
    before: PublishedSet | None
    old: Faq
    difference: Difference
    figures: SetFigures | None
    misses: tuple[JudgedQuestion, ...]
    asked: int = 0
    otherwise: tuple[AskedOfBoth, ...] = ()
    usual: tuple[AskedOfBoth, ...] = ()
    fresh: tuple[tuple[str, AskedOfBoth], ...] = ()

    @property
    def takes_over(self) -> bool:
        """Return whether any question would get another entry in the place of the one that it gets today."""
        return any(one.takes_over for one in (*self.otherwise, *self.usual, *(one for _, one in self.fresh)))

    @property
    def second(self) -> bool:
        """Whether somebody else must agree: to everything that residents would read otherwise.

        No wording is judged harmless, as whoever means harm would find it. What needs nobody is how residents may ask,
        where no question loses its answer by it, related answers, review dates and signatures. The very first
        publication changes nothing for anybody.
        """
        found = self.difference
        changes = bool(found.fees or found.answers or found.others or self.takes_over)
        return self.before is not None and changes

    @property
    def by_fees(self) -> tuple[TextChange, ...]:
        """What would read otherwise by a fee alone."""
        found = self.difference
        if not found.fees:
            return ()
        besides = difference(self.old, replace(self.faq, fees={**self.faq.fees, **self.old.fees}))
        other = {one.id for one in (*besides.answers, *besides.others)}
        return tuple(one for one in (*found.answers, *found.others) if one.id not in other)

    @property
    def changes(self) -> tuple[TextChange, ...]:
        """What else residents would read otherwise; nothing where all of it is new to them."""
        by_fees, found = self.by_fees, self.difference
        return tuple(one for one in (*found.answers, *found.others) if one not in by_fees) if self.old.entries else ()

    def request(self, by: str, why: str, at: datetime) -> Request:
        """Return what a second person is asked, by the member of that id."""
        return Request(at, by, self.id, why, for_second(self))

    def told(self, changes: Iterable[TextChange]) -> list[str]:
        """Return for each change its question, and the lines that differ."""
        return [line for one in changes for line in before_and_after(one, *self.in_questions([one.id]))]

    def in_questions(self, lines: Iterable[str]) -> list[str]:
        """Return lines in which questions stand in the place of ids, which nobody knows by heart."""
        known = {id: f"“{named}”" for faq in (self.old, self.faq) for id, named in faq.questions.items()}
        return [_ID.sub(lambda found: known.get(found[0], found[0]), line) for line in lines]


def change_id(state: str, before: str | None) -> str:
    """Name the change from the set of that id to files in that state."""
    return hashlib.sha256(f"{before} {state}".encode()).hexdigest()[:16]


def summary(proposal: Proposal, *, residents_words: bool = True) -> list[str]:
    """Return what would change, one thing a line. `residents_words`: what they asked is shown, not only counted."""
    if not proposal.old.entries:
        return [texts.FIRST_SET.format(entries=len(proposal.faq.entries)), *_test(proposal)]
    found, lines = proposal.difference, []
    for fee in found.fees:
        before = fee_as_read(fee.before) if fee.before else texts.FEE_NONE
        after = amount(fee.after) if fee.after else texts.FEE_NONE
        lines.append(texts.FEE_CHANGES.format(name=fee.name, before=before, after=after, count=len(fee.quoted)))
    by_fees = [one.id for one in proposal.by_fees]
    answers = [one for one in found.answers if one.id not in by_fees]
    for template, ids in (  # what reads otherwise is counted: it stands below, under its question
        (texts.BY_FEES, by_fees),
        (texts.ANSWERS_CHANGE, [one.id for one in answers if one.before and one.after]),
        (texts.ANSWERS_NEW, [one.id for one in answers if not one.before]),
        (texts.ANSWERS_GONE, [one.id for one in answers if not one.after]),
        (texts.OTHER_ENTRY if proposal.takes_over else texts.NO_ANSWER_CHANGES, [] if found.answers else [""]),
        (texts.OTHERS_CHANGE, [one.id for one in found.others if one.id not in by_fees]),
        (texts.SIGNED_ANEW, found.signed),
        (texts.SIGNED_NO_MORE, found.unsigned),
        (texts.PHRASINGS_CHANGE, found.phrasings),
    ):
        lines += [template.format(count=len(ids), ids=texts.some(ids))] if ids else []
    return proposal.in_questions((*lines, *_asked_otherwise(proposal, residents_words), *_test(proposal)))


def amount(fee: Fee) -> str:
    """Return a fee's amount, law, day and source; where its day lay ahead, what residents read until then, too."""
    set_by = basis(fee)
    if fee.earlier and fee.since:
        set_by = texts.FEE_AHEAD.format(law=fee.law, day=long_date(fee.since), now=rupiah(fee.earlier[0].rupiah))
    return f"{rupiah(fee.rupiah)}, {set_by}" + (texts.FEE_SOURCE.format(source=fee.source) if fee.source else "")


def basis(one: Tariff) -> str:
    """Return what law sets an amount, and since when, where that is known."""
    since = texts.FEE_SINCE.format(day=long_date(one.since)) if one.since else ""
    return texts.FEE_BASIS.format(law=one.law) + since


def _asked_otherwise(proposal: Proposal, residents_words: bool) -> list[str]:
    """Return which usual questions, new sentences and residents' questions, masked, would get another answer."""
    lines = []
    if proposal.usual:
        lines = [texts.USUAL.format(count=len(proposal.usual)), *_first(map(_question, proposal.usual), SHOWN_TAKEN)]
    for entry in dict.fromkeys(entry for entry, _ in proposal.fresh):
        fresh = [one for where, one in proposal.fresh if where == entry]
        worth = [one for one in fresh if one.takes_over or entry not in {*one.after.answers, one.after.referral}]
        lines.append(texts.FRESH.format(entry=entry, count=len(fresh)))
        lines += _first(map(_fresh, sorted(worth, key=lambda one: not one.takes_over)), _most(worth))
    if not proposal.asked:
        return lines
    ordered = sorted((one for one in proposal.otherwise if one.differs), key=lambda one: not one.takes_over)
    reworded = len(proposal.otherwise) - len(ordered)
    lines.append(texts.QUESTIONS.format(count=len(ordered), reworded=reworded, asked=proposal.asked))
    if residents_words:
        return lines + _first(map(_question, ordered), _most(ordered))
    moves = Counter((_decided(one.before), _decided(one.after)) for one in ordered).most_common()
    return lines + [texts.MOVES.format(before=was, after=becomes, count=moved) for (was, becomes), moved in moves]


def _most(asked: Iterable[AskedOfBoth]) -> int:
    """Return how many of these questions are named: more where many would lose their answer."""
    return min(max(sum(one.takes_over for one in asked), SHOWN), SHOWN_TAKEN)


def _question(one: AskedOfBoth) -> str:
    return texts.QUESTION.format(text=one.text, before=_decided(one.before), after=_decided(one.after))


def _fresh(one: AskedOfBoth) -> str:
    sure = texts.SURE.format(sure=f"{one.before.confidence:.0%}") if one.before.confidence else ""
    return texts.FRESH_ONE.format(text=one.text, before=_decided(one.before), sure=sure, after=_decided(one.after))


def _decided(decision: Decision) -> str:
    """Name what a resident gets."""
    named = (*decision.answers, *decision.suggestions, decision.referral or decision.act or "")
    ids = ", ".join(name for name in named if name)
    how = "" if ids and decision.answers else staff_texts.OUTCOMES[decision.outcome]
    return f"{how}: {ids}" if how and ids else how or ids


def _test(proposal: Proposal) -> list[str]:
    if proposal.figures is None:
        return [] if proposal.difference.phrasings else [texts.UNTESTED]
    tests, before, earlier = proposal.figures.tests, proposal.before, ""
    if before and before.said.figures and before.said.figures != proposal.figures:
        earlier = texts.TEST_EARLIER.format(number=before.number, share=tested(before))
    counts = (*tests.items(), *proposal.figures.phrasings.items())
    line = texts.TEST.format(
        tests=tests.get(Judgement.RIGHT.name, 0),
        asked=sum(tests.values()),
        share=texts.share(tests, Judgement.RIGHT.name),
        missed=sum(count for result, count in counts if Judgement[result] not in REACHED),
        earlier=earlier,
    )
    misses = (texts.MISS.format(text=one.text, entry=one.question["accept"][0]) for one in proposal.misses)
    return [line, *_first(misses, SHOWN)]


def tested(one: PublishedSet) -> str:
    """Return how many of a set's test questions were answered right; "" where it had no test."""
    return texts.share(one.said.figures.tests, Judgement.RIGHT.name) if one.said.figures else ""


def for_second(proposal: Proposal) -> tuple[str, ...]:
    """Return all that a second person must read: the summary without residents' questions, then every change.

    Behind an empty line stands what only repeats a fee.
    """
    (first, *rest), changes = proposal.by_fees or (None,), proposal.changes
    lines = [*summary(proposal, residents_words=False), *proposal.told((*changes, first) if first else changes)]
    return (*lines, "", *proposal.told(rest)) if rest else tuple(lines)


def before_and_after(change: TextChange, name: str = "") -> list[str]:
    """Return the lines that differ, as they were and as they would be, below its name or its id."""
    removed, added = changed_lines(change)
    before, after = (f"  {texts.BEFORE}: {line}" for line in removed), (f"  {texts.AFTER}: {line}" for line in added)
    return [f"**{name}**" if name else change.id, *before, *after]


def changed_lines(change: TextChange) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lines that go and those that come; a line that only moves does both."""
    old, new = change.before.splitlines(), change.after.splitlines()
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    moved = [step for step in steps if step[0] != "equal"]
    removed = tuple(line for _, start, end, _, _ in moved for line in old[start:end])
    return removed, tuple(line for *_, start, end in moved for line in new[start:end])


async def seconds(unit: Unit, directory: Directory, maker: str) -> tuple[Member, ...]:
    """Return who may agree to what this member asks for, whoever is asked first: other publishers, and the supervisor.

    Who sits at the console is nobody of the staff. He may be the only publisher, who then is nobody else.
    """
    members = await unit.run(queries.staff.members)
    joined = [one for one in members if one.address and one.may(Role.PUBLISHER)]
    others = [one for one in joined if one.id != maker]
    if len(joined) < 2 and all(one.id != maker for one in members):
        others = []
    taken = {one.address for one in members if one.id == maker or one in joined}
    chief = supervisor(directory, await unit.run(queries.officers.all_chats))
    return (*others, chief) if chief and chief.address not in taken else tuple(others)


async def ask_second(unit: Unit, directory: Directory, maker: str, wanted: Request) -> tuple[Member, ...]:
    """Store a request for publication, and return whoever was asked to agree. `maker`: his name. Raises Trouble.

    Who asks again at once, as a task does that was cut off, sends no second card; later he sends it again.
    """
    may = await seconds(unit, directory, wanted.member)
    others = tuple(one for one in may if one.may(Role.PUBLISHER)) or may
    if not others:
        raise Trouble(staff_texts.NO_SECOND)
    every = await unit.run(queries.staff.requests)
    known = next((one for one in every if (one.member, one.proposal) == (wanted.member, wanted.proposal)), None)
    request = known if known else await unit.run(queries.staff.ask, wanted)
    await unit.run(queries.staff.note, [StaffEvent(wanted.at, wanted.member, "minta-terbit", str(request.id))])
    if known is None or wanted.at - known.at > AGAIN:
        sends = tuple(send for other in others for send in card(request, maker, other))
        await unit.save([(None, Outcome(actions=sends))], wanted.at)
    return others


async def tell_taken_back(unit: Unit, directory: Directory, by: Member, done: Edition) -> None:
    """Tell the supervisor, and who published or agreed, of an edition that somebody took back alone."""
    if not done.undone:
        return
    chief = supervisor(directory, await unit.run(queries.officers.all_chats))
    agreed = await unit.run(queries.staff.last_event, str(done.undone.number), ("terbitkan",))
    second = await unit.run(queries.staff.member, agreed.member) if agreed else None
    others = {one.address: one for one in (chief, second) if one and one.address != by.address}
    if others:
        said, numbers = done.undone.said, {"number": done.undone.number, "older": done.back_to}
        head = staff_texts.TOLD_UNDONE.format(by=by.name, maker=said.by, why=said.why, **numbers)
        sends = tuple(send for one in others.values() for send in to(one, listed(bold(head), done.lines)))
        await unit.save([(None, Outcome(actions=sends))], done.made.at)
