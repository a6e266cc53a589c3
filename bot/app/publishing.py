"""Publishing a FAQ: copied, checked, tested, compared with what residents get, and made a set once a person says so.

The command line and the staff's chat do it with this alone.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import structlog

from bot.app.published_faq import read_set
from bot.faqfiles.file_names import SEALS, faq_files
from bot.faqfiles.folder_lock import folder_locked
from bot.faqfiles.load_in_subprocess import read_in_subprocess
from bot.faqfiles.model import Faq, FaqEntry, Referral
from bot.faqfiles.problem import FaqBroken, Problem, errors_of
from bot.faqfiles.published.difference import Difference, difference, new_sentences
from bot.faqfiles.published.sets import Damaged, Figures, Publication, PublishedSet, PublishedSets, replace_safely
from bot.faqfiles.published.working_files import (
    finish_rewriting,
    keep_unpublished,
    note_rewriting,
    state_of,
    unpublished,
)
from bot.faqfiles.read_folder import read_folder
from bot.faqfiles.seals import all_sealed, written_seals
from bot.faqfiles.tools.self_test import PHRASING, TEST, own_questions, usual_questions
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import publishing as texts
from bot.helpdesk.texts.system_errors import what_failed, why_not
from bot.matching.evaluate import Asked, Verdict, ask_each
from bot.reports.changed_answers import AskedOfBoth, asked_of_both, changed_answers

DATED = re.compile(r"^\s*diverifikasi:\s*\S", re.MULTILINE)
"""Whether a file may hold a signature, without reading its fields, which takes seconds."""
REMEMBERED = 20
"""Publications whose tests are looked at for one that asked the same."""
USUAL = 200
"""Usual questions that both states are asked."""
REACHED = (Verdict.RIGHT, Verdict.OFFERED)

log = structlog.get_logger()


@dataclass(frozen=True)
class Place:
    """Where the FAQ is written, where its sets lie, and where the matcher keeps what it has learnt."""

    folder: Path
    sets: PublishedSets
    cache: Path


@dataclass(frozen=True)
class Proposal:
    """What would be published: files that were checked and tested, and how they differ from `before`.

    `figures`: None where nothing was ever tested and nothing that is tested has changed. `misses`: what the test asked
    in vain; empty where that was tested before. `asked`: how many recent questions of residents were compared,
    `otherwise` those that would get another answer; `usual`: the usual ones that would. `fresh`: every new sentence,
    after where it shall lead.
    """

    staged: Path
    faq: Faq
    before: PublishedSet | None
    old: Faq
    difference: Difference
    figures: Figures | None
    misses: tuple[Asked, ...]
    asked: int = 0
    otherwise: tuple[AskedOfBoth, ...] = ()
    usual: tuple[AskedOfBoth, ...] = ()
    fresh: tuple[tuple[str, AskedOfBoth], ...] = ()

    @property
    def takes_over(self) -> bool:
        """Return whether any question would get another entry in the place of the one that it gets today."""
        return any(one.takes_over for one in (*self.otherwise, *self.usual, *(one for _, one in self.fresh)))

    @property
    def id(self) -> str:
        """Name these files as they would follow on `before`: whoever agrees has seen just that change."""
        return change_id(state_of(self.staged), self.before.id if self.before else None)

    @property
    def is_new(self) -> bool:
        """Whether there is anything to publish."""
        return self.before is None or bool(unpublished(self.staged, self.before))


def needs_second(proposal: Proposal) -> bool:
    """Return whether somebody else must agree: to everything that residents would read otherwise.

    No wording is judged harmless, as whoever means harm would find it. What needs nobody is how residents may ask,
    where no question loses its answer by it, related answers, review dates and signatures. The very first publication
    changes nothing for anybody.
    """
    found = proposal.difference
    changes = bool(found.fees or found.answers or found.others or proposal.takes_over)
    return proposal.before is not None and changes


def change_id(state: str, before: str | None) -> str:
    """Name the change from the set of that id to files in that state."""
    return hashlib.sha256(f"{before} {state}".encode()).hexdigest()[:16]


@contextmanager
def proposed(
    place: Place,
    source: Path | None = None,
    questions: Sequence[str] | None = (),
    say: Callable[[str], None] = lambda _: None,
    known: Callable[[Path], Faq | None] = lambda _: None,
) -> Iterator[Proposal]:
    """Give what would be published of `source` (else of the office's folder); it goes at the end if it was not made.

    `questions`: what residents asked lately; None: nothing is compared, as nobody is to agree. `say` hears what takes
    long. `known` gives the FAQ of a folder whose files have been read and checked already. Raises Trouble.
    """
    drafted = source is None
    source = source or place.folder
    try:
        with place.sets.alone():
            _finish_rewriting(place)
        before = place.sets.current()
        if drafted:
            _seal(source, before)
        with place.sets.staged(source) as staged:
            # what was published once was agreed to, however far its fees are from today's
            faq = known(staged) or _checked(staged, source, before if drafted else None)
            old = (known(before.faq) if before else None) or _read(before)
            found = difference(old, faq)
            figures, misses = _tested(place, faq, before if old.entries and not found.phrasings else None, say)
            made = Proposal(staged, faq, before, old, found, figures, misses)
            yield _compared(place, made, questions) if questions is not None and old.entries else made
    except OSError as error:
        raise Trouble(texts.UNWRITABLE.format(folder=place.sets.folder, why=why_not(error)), error) from error


def _finish_rewriting(place: Place) -> None:
    """Put the folder back where that was cut off. Raises OSError, and Trouble where it cannot be done any more."""
    try:
        finish_rewriting(place.sets)
    except Damaged as error:
        log.error("the FAQ folder was not put back to its set", folder=str(place.folder), cause=str(error))
        raise Trouble(texts.NOT_PUT_BACK.format(folder=place.folder, why=error), error) from error


def publish(place: Place, proposal: Proposal, by: str, why: str) -> PublishedSet:
    """Make the set that was proposed; from now on residents get it. Raises Trouble."""
    said = Publication(by, why, proposal.faq.content_hash, proposal.figures)
    try:
        with place.sets.alone():
            made = place.sets.add(proposal.staged, said, proposal.before)
            place.sets.point_to(made)
    except OSError as error:
        raise Trouble(texts.UNWRITABLE.format(folder=place.sets.folder, why=why_not(error)), error) from error
    return made


@dataclass(frozen=True)
class RolledBack:
    """A set made from an older one. `kept`: where files lie that had never been published; `trouble`: see `go_back`."""

    made: PublishedSet
    kept: Path | None
    trouble: str | None


def go_back(place: Place, proposal: Proposal, to: PublishedSet, by: str, why: str) -> RolledBack:
    """Publish what an older set holds, and write it into the office's folder too. Raises Trouble.

    Residents get the old answers first. A folder that cannot be written then is only reported.
    """
    said = Publication(by, why, proposal.faq.content_hash, proposal.figures, to.number)
    sets, kept = place.sets, None
    try:
        with sets.alone():
            mine = unpublished(place.folder, proposal.before) if proposal.before else ()
            if mine:
                kept = keep_unpublished(sets, place.folder, mine, sets.now())
            made = sets.add(proposal.staged, said, proposal.before)
            note_rewriting(sets, place.folder, made)
            sets.point_to(made)
    except OSError as error:
        raise Trouble(texts.UNWRITABLE.format(folder=sets.folder, why=why_not(error)), error) from error
    try:
        with sets.alone():
            finish_rewriting(sets)
    except OSError as error:
        return RolledBack(made, kept, what_failed(error))
    except Damaged as error:
        return RolledBack(made, kept, str(error))
    return RolledBack(made, kept, None)


def older(place: Place, number: int | None) -> PublishedSet:
    """Return the set of that number, or the one that the current one replaced. Raises Trouble.

    What was taken back is not published again: an undo of an undo would bring a swindler's text back.
    """
    sets = list(place.sets.history())
    if not sets:
        raise Trouble(texts.NOTHING_PUBLISHED)
    earlier = sets[1:]
    found = next((one for one in earlier if number in (None, one.number)), None)
    if found is None and number is None:
        raise Trouble(texts.NOTHING_OLDER)
    if found is None:
        raise Trouble(texts.NO_SUCH_SET.format(number=number))
    if found.id in place.sets.taken_back():
        raise Trouble(texts.TAKEN_BACK.format(number=found.number))
    try:
        place.sets.verify(found)
    except Damaged as error:
        raise Trouble(texts.DAMAGED.format(number=found.number, why=error), error) from error
    return found


def _seal(folder: Path, before: PublishedSet | None) -> None:
    """Seal the signatures that are new in the folder, so that they hold for this text alone. Raises OSError."""
    texts_of_files = (path.read_text("utf-8", "ignore") for path in faq_files(folder))
    if not (folder / SEALS).exists() and not any(map(DATED.search, texts_of_files)):
        return
    with folder_locked(folder):  # a signature that is saved meanwhile would be lost
        now, last = read_folder(folder, None).subject, read_folder(before.faq, None).subject if before else None
        if not now.whole:
            return  # what cannot be read is not published either
        seals = all_sealed((now.faq, now.seals), (last.faq, last.seals) if last else None)
        content = written_seals(seals)
        standing = (folder / SEALS).read_bytes() if (folder / SEALS).exists() else None
        if (seals or standing is not None) and content != standing:
            replace_safely(folder / SEALS, content)


def _checked(staged: Path, source: Path, before: PublishedSet | None) -> Faq:
    try:
        return read_in_subprocess(staged, before.faq if before else None)
    except FaqBroken as broken:
        lines = [str(_at(one, staged, source)) for one in errors_of(broken.problems)]
        raise Trouble("\n".join([*lines, texts.NOT_CHECKED]), broken) from broken


def _at(problem: Problem, staged: Path, source: Path) -> Problem:
    """Return the problem as one of the files that people edit."""
    return replace(problem, place=replace(problem.place, path=problem.place.path.replace(str(staged), str(source), 1)))


def _read(before: PublishedSet | None) -> Faq:
    try:
        return read_set(before) if before else Faq.empty(())
    except FaqBroken:  # made by an older version of the program
        return Faq.empty(())


def _tested(
    place: Place, faq: Faq, same: PublishedSet | None, say: Callable[[str], None]
) -> tuple[Figures | None, tuple[Asked, ...]]:
    """Ask the FAQ everything that it should know, unless an earlier set was asked just that.

    `same`: the current set, where the new one is asked for in the same words.
    """
    if same and same.said.figures is None:
        return None, ()
    from bot.matching.index import FaqIndex, TrainingFailed  # slow to import, and no other command needs it
    from bot.matching.stored import model_folder

    corpus = faq.corpus()
    every: list[FaqEntry | Referral] = [*faq.entries.values(), *faq.referrals]
    tests = {one.id: one.tests for one in every}
    tested_with = hashlib.sha256(json.dumps(tests, sort_keys=True).encode()).hexdigest()[:16]
    of = f"{model_folder(corpus, place.cache).name}/{tested_with}"
    for one in islice(place.sets.history(), REMEMBERED):
        if one.said.figures and one.said.figures.of == of:
            return one.said.figures, ()
    say(texts.TESTING)
    try:
        index = FaqIndex.load(corpus, place.cache)
    except TrainingFailed as error:
        raise Trouble(str(error), error) from error
    asked = tuple(ask_each(index.decide, own_questions(faq)))
    phrasings, tested = (_counted(one for one in asked if one.question["kind"] == kind) for kind in (PHRASING, TEST))
    return Figures(of, phrasings, tested), tuple(one for one in asked if one.verdict not in REACHED)


def _compared(place: Place, proposal: Proposal, questions: Sequence[str]) -> Proposal:
    """Ask both states what residents ask; the older one's matcher is in the cache, or is learnt again."""
    old, new = proposal.old.corpus(), proposal.faq.corpus()
    if old == new and not questions:
        return proposal
    from bot.matching.index import FaqIndex, TrainingFailed

    try:
        after = FaqIndex.load(new, place.cache)
        before = after if old == new else FaqIndex.load(old, place.cache)
    except TrainingFailed as error:
        raise Trouble(str(error), error) from error
    recent = asked_of_both(questions, before.decide, after.decide)
    proposal = replace(proposal, asked=len(recent), otherwise=changed_answers(recent, proposal.difference.texts))
    if old == new:
        return proposal
    given = (id for one in recent for id in (*one.before.answers, *one.before.suggestions))
    usual = asked_of_both(usual_questions(proposal.old, given, USUAL), before.decide, after.decide)
    found = new_sentences(proposal.old, proposal.faq)
    fresh = asked_of_both((text for _, text in found), before.decide, after.decide)
    leads = (where for where, _ in found)
    return replace(proposal, usual=changed_answers(usual, ()), fresh=tuple(zip(leads, fresh, strict=True)))


def _counted(asked: Iterable[Asked]) -> dict[str, int]:
    return dict(sorted(Counter(one.verdict.name for one in asked).items()))
