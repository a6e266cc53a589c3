"""Publishing a FAQ: copied, checked, tested, compared with what residents get, and made a set once a person says so.

The command line, the staff's chat and their page do it with this alone. What was shown to somebody has an id of its
files and of what they follow on, and just that is published once somebody has agreed.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import compress, islice
from pathlib import Path
from typing import NamedTuple

import structlog
from msgspec.structs import replace

from bot import files
from bot.app.editing.proposal import REACHED, Proposal, change_id, for_second
from bot.app.faq.follow import index_of
from bot.faqfiles import working_files
from bot.faqfiles.difference import difference, new_sentences
from bot.faqfiles.file_names import SEALS, faq_files, folder_locked
from bot.faqfiles.load_in_subprocess import read_cached, read_in_subprocess
from bot.faqfiles.model import Faq
from bot.faqfiles.problem import FaqBroken, errors_of
from bot.faqfiles.published_sets import Damaged, Publication, PublishedSet, SetFigures
from bot.faqfiles.questions import PHRASING, TEST, own_questions, usual_questions
from bot.faqfiles.read_folder import read_folder
from bot.faqfiles.seals import all_sealed, written_seals
from bot.faqfiles.working_files import (
    WorkingFiles,
    finish_rewriting,
    note_rewriting,
    state_named,
    state_of,
    unpublished,
)
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import operator as texts, staff as staff_texts
from bot.helpdesk.texts.operator import what_failed, why_not
from bot.matching.evaluate import JudgedQuestion, ask_all, ask_each
from bot.matching.stored import model_folder
from bot.reports.changed_answers import asked_of_both, changed_answers

DATED = re.compile(r"^\s*diverifikasi:\s*\S", re.MULTILINE)
"""Whether a file may hold a signature, without reading its fields, which takes seconds."""
REMEMBERED = 20
"""Publications whose tests are looked at for one that asked the same."""
USUAL = 200
"""Usual questions that both states are asked."""
Say = Callable[[str], None]
"""Tells whoever waits what takes long."""
Took = Callable[[PublishedSet, Faq], None]
"""Hears of a set that was published here, with its FAQ, so that it need not be read again."""

log = structlog.get_logger()


def unsaid(_: str) -> None:
    """Tell nobody."""


class Edition(NamedTuple):
    """A set that residents get from now on, with its FAQ. `back_to`: the older one's number that it was made from.

    `undone`: the edition that it took back; `kept`: where files lie that had never been published; `trouble`: why the
    office's folder could not be written; `lines`: what changed by that.
    """

    made: PublishedSet
    faq: Faq
    back_to: int | None = None
    undone: PublishedSet | None = None
    kept: Path | None = None
    trouble: str | None = None
    lines: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """Which publication residents read again, and what became of the office's files."""
        told = [staff_texts.UNDONE.format(number=self.made.number, older=self.back_to)]
        told += [staff_texts.FOLDER_STAYS.format(why=self.trouble)] if self.trouble else []
        return "\n".join([*told, *([staff_texts.KEPT.format(folder=self.kept)] if self.kept else [])])


class Publisher:
    """Proposes, publishes and takes back, from any thread. `cache`: where the matcher keeps what it learnt."""

    def __init__(self, working: WorkingFiles, cache: Path, took: Took = lambda *_: None) -> None:
        self._working = working
        self._sets = working.sets
        self._cache = cache
        self._took = took
        self._checking = threading.Lock()
        self._last: Proposal | None = None
        self._tests: dict[str, tuple[SetFigures, tuple[JudgedQuestion, ...]]] = {}

    def propose(
        self, questions: Sequence[str] | None, say: Say = unsaid, back_to: PublishedSet | None = None
    ) -> Proposal | None:
        """Return what would be published of the folder now, or of an older set; None where nothing is new.

        `questions`: what residents asked lately; None: nothing is compared, as nobody is to agree. Made anew only where
        the folder has changed. Raises Trouble.
        """
        with self._checking:
            if back_to:
                with self._proposed(questions, say, back_to) as older:
                    return older
            while self._last is None or self._last.id != self.drafted():  # the folder may change while it is checked
                with self._proposed(questions, say, None) as self._last:
                    pass
            last, before = self._last, self._last.before
            return None if before and last.id == change_id(state_named(before.hashes), before.id) else last

    def publish(self, id: str, by: str, why: str, back_to: PublishedSet | None = None) -> Edition:
        """Publish what was proposed under that id; what is published already stays as it is. Raises Trouble.

        What goes back to an older set is written into the office's folder too. Residents get the old answers first; a
        folder that cannot be written then is only reported.
        """
        if (current := self._sets.current()) and self.is_current(id):
            return Edition(current, self._read(current))
        back_to = back_to or self._older_proposed(id)
        with self._proposed(None, unsaid, back_to) as proposal:
            if proposal.id != id:
                raise Trouble(staff_texts.OVERTAKEN)
            number = back_to.number if back_to else None
            said = Publication(by, why, proposal.faq.content_hash, proposal.figures, number)
            sets, folder, kept, trouble = self._sets, self._working.folder, None, None
            with sets.alone():
                if back_to and proposal.before and (mine := unpublished(folder, proposal.before)):
                    kept = working_files.keep_unpublished(sets, folder, mine, sets.now())
                made = sets.add(proposal.staged, said, proposal.before)
                if back_to:
                    note_rewriting(sets, folder, made)
                sets.point_to(made)
        self._took(made, proposal.faq)
        if back_to is None:
            return Edition(made, proposal.faq)
        try:
            with sets.alone():
                finish_rewriting(sets)
        except (OSError, Damaged) as error:
            trouble = what_failed(error) if isinstance(error, OSError) else str(error)
        return Edition(made, proposal.faq, number, proposal.before, kept, trouble, for_second(proposal))

    def undo(self, edition: str, by: str) -> Edition:
        """Go back to what that edition replaced, once, and at once: it may be a swindler's. Raises Trouble."""
        current = self._sets.current()
        if current and current.parent == edition and current.said.by == by and current.said.back_to is not None:
            # cut off before he was answered
            return Edition(current, self._read(current), current.said.back_to, self._sets.read(edition))
        if current is None or current.id != edition:
            raise Trouble(staff_texts.NOT_LAST)
        wanted = self.older(None)
        id = change_id(state_named(wanted.hashes), current.id)
        return self.publish(id, by, texts.BACK_TO.format(number=wanted.number), wanted)

    def going_back(self) -> tuple[PublishedSet, tuple[str, ...]]:
        """Return the set that `undo` leads to, and what would change for residents by that. Raises Trouble."""
        wanted, current = self.older(None), self._sets.current()
        assert current
        faq, old = self._checked(wanted.faq, wanted.faq, None), self._read(current)
        return wanted, for_second(Proposal("", wanted.faq, faq, current, old, difference(old, faq), None, ()))

    def discard(self, id: str) -> Path:
        """Put the folder back to what residents get, if it is what was proposed; return where its files are kept."""
        sets, folder, current = self._sets, self._working.folder, self._sets.current()
        try:
            with sets.alone():
                if current is None or self.drafted() != id:
                    raise Trouble(staff_texts.OVERTAKEN)
                kept = working_files.keep_unpublished(sets, folder, unpublished(folder, current), sets.now())
                note_rewriting(sets, folder, current)
                self._finish_rewriting()
        except OSError as error:
            raise Trouble(texts.UNWRITABLE.format(folder=sets.folder, why=why_not(error)), error) from error
        return kept

    def is_current(self, id: str) -> bool:
        """Return whether residents get what was proposed under that id."""
        current = self._sets.current()
        return current is not None and change_id(state_of(current.faq), current.parent) == id

    @contextmanager
    def _proposed(self, questions: Sequence[str] | None, say: Say, back_to: PublishedSet | None) -> Iterator[Proposal]:
        """Give what would be published; its files go at the end if they were not made a set. Raises Trouble."""
        source, sets = back_to.faq if back_to else self._working.folder, self._sets
        try:
            with sets.alone():
                self._finish_rewriting()
            before = sets.current()
            last = self._last
            proposed = last if last and last.id == self.drafted() else None
            if not (back_to or proposed):
                _seal(source, before)
            with sets.staged(source) as staged:
                # what was published once was agreed to, however far its fees are from today's
                state = state_of(staged)
                faq = self._working.known(state) or self._checked(staged, source, None if back_to else before)
                if not back_to:
                    self._working.remember(state, faq)
                old = proposed.old if proposed else self._read(before)
                found = difference(old, faq)
                figures, misses = self._tested(faq, before if old.entries and not found.phrasings else None, say)
                id = change_id(state, before.id if before else None)
                made = Proposal(id, staged, faq, before, old, found, figures, misses)
                yield self._compared(made, questions) if questions is not None and old.entries else made
        except OSError as error:
            raise Trouble(texts.UNWRITABLE.format(folder=sets.folder, why=why_not(error)), error) from error

    def older(self, number: int | None) -> PublishedSet:
        """Return the set of that number, or the one that the current one replaced. Raises Trouble.

        What was taken back is not published again: an undo of an undo would bring a swindler's text back.
        """
        history = list(self._sets.history())
        if not history:
            raise Trouble(texts.NOTHING_PUBLISHED)
        found = next((one for one in history[1:] if number in (None, one.number)), None)
        if found is None:
            raise Trouble(texts.NOTHING_OLDER if number is None else texts.NO_SUCH_SET.format(number=number))
        if found.id in self._sets.taken_back():
            raise Trouble(texts.TAKEN_BACK.format(number=found.number))
        try:
            self._sets.verify(found)
        except Damaged as error:
            raise Trouble(texts.DAMAGED.format(number=found.number, why=error), error) from error
        return found

    def _older_proposed(self, id: str) -> PublishedSet | None:
        """Return the older edition that was proposed under that id, if it is one and not just the folder."""
        if id == self.drafted():
            return None
        history, gone = tuple(self._sets.history()), self._sets.taken_back()
        every = (one for one in history if one.id not in gone)
        return next((one for one in every if change_id(state_named(one.hashes), history[0].id) == id), None)

    def drafted(self) -> str | None:
        """Return the id of what would be published of the folder now; None where it cannot be read."""
        current = self._sets.current()
        try:
            return change_id(state_of(self._working.folder), current.id if current else None)
        except OSError:
            return None  # `proposed` says what is wrong with the folder

    def _finish_rewriting(self) -> None:
        """Put the folder back where that was cut off. Raises OSError, and Trouble where it cannot be done any more."""
        folder = self._working.folder
        try:
            finish_rewriting(self._sets)
        except Damaged as error:
            log.error("the FAQ folder was not put back to its set", folder=str(folder), cause=str(error))
            raise Trouble(texts.NOT_PUT_BACK.format(folder=folder, why=error), error) from error

    def _tested(
        self, faq: Faq, same: PublishedSet | None, say: Say
    ) -> tuple[SetFigures | None, tuple[JudgedQuestion, ...]]:
        """Ask the FAQ everything that it should know, unless an earlier set was asked just that.

        `same`: the current set, where the new one is asked for in the same words.
        """
        if same and same.said.figures is None:
            return None, ()
        tests = json.dumps({one.id: one.tests for one in faq.answerable}, sort_keys=True).encode()
        of = f"{model_folder(faq.corpus(), self._cache).name}/{hashlib.sha256(tests).hexdigest()[:16]}"
        for one in islice(self._sets.history(), REMEMBERED):
            if one.said.figures and one.said.figures.of == of:
                return one.said.figures, ()
        if (known := self._tests.get(of)) is None:
            say(texts.LEARNING)
            index, questions = index_of(faq, self._cache), tuple(own_questions(faq))
            say(texts.TESTING.format(count=len(questions)))
            asked = ask_all(index, questions, faq.corpus(), self._cache)
            counts = (_counted(one for one in asked if one.question["kind"] == kind) for kind in (PHRASING, TEST))
            missed = tuple(one for one in asked if one.verdict not in REACHED)
            known = SetFigures(of, *counts), missed
            self._tests = {of: known}
        return known

    def _compared(self, proposal: Proposal, questions: Sequence[str]) -> Proposal:
        """Ask both states what residents ask; the older one's matcher is in the cache, or is learnt again."""
        same = proposal.old.corpus() == proposal.faq.corpus()
        if same and not (questions or proposal.misses):
            return proposal
        after = index_of(proposal.faq, self._cache)
        before = after if same else index_of(proposal.old, self._cache)
        known = {(one["text"], *one["accept"]) for one in own_questions(proposal.old)}
        asked = ask_each(before.decide, [one.question for one in proposal.misses])
        lost = (one.verdict in REACHED or (one.text, *one.question["accept"]) not in known for one in asked)
        worse, recent = tuple(compress(proposal.misses, lost)), asked_of_both(questions, before.decide, after.decide)
        changed = changed_answers(recent, {one.id for one in proposal.difference.answers})
        proposal = replace(proposal, misses=worse, asked=len(recent), otherwise=changed)
        if same:
            return proposal
        given = (id for one in recent for id in (*one.before.answers, *one.before.suggestions))
        usual = asked_of_both(usual_questions(proposal.old, given, USUAL), before.decide, after.decide)
        found = new_sentences(proposal.old, proposal.faq)
        fresh = asked_of_both((text for _, text in found), before.decide, after.decide)
        leads = (where for where, _ in found)
        return replace(proposal, usual=changed_answers(usual, ()), fresh=tuple(zip(leads, fresh, strict=True)))

    def _checked(self, staged: Path, source: Path, before: PublishedSet | None) -> Faq:
        try:
            return read_in_subprocess(staged, before.faq) if before else read_cached(staged, self._cache)
        except FaqBroken as broken:
            # of the files that people edit
            lines = [str(one).replace(str(staged), str(source), 1) for one in errors_of(broken.problems)]
            raise Trouble("\n".join([*lines, texts.NOT_CHECKED]), broken) from broken

    def _read(self, before: PublishedSet | None) -> Faq:
        if before is None:
            return Faq.empty(())
        try:
            return self._working.served_from(before.faq) or read_cached(before.faq, self._cache)
        except FaqBroken:  # made by an older version of the program
            return Faq.empty(())


def _seal(folder: Path, before: PublishedSet | None) -> None:
    """Seal the signatures that are new in the folder, so that they hold for this text alone. Raises OSError."""
    texts_of_files = (path.read_text("utf-8", "ignore") for path in faq_files(folder))
    dated = (folder / SEALS).exists() or any(map(DATED.search, texts_of_files))
    if not dated or (before and not unpublished(folder, before)):
        return  # who only looks changes nothing
    with folder_locked(folder):  # a signature that is saved meanwhile would be lost
        now, last = read_folder(folder, None).subject, read_folder(before.faq, None).subject if before else None
        if not now.whole:
            return  # what cannot be read is not published either
        content = written_seals(all_sealed((now.faq, now.seals), (last.faq, last.seals) if last else None))
        standing = (folder / SEALS).read_bytes() if (folder / SEALS).exists() else written_seals({})
        if content != standing:
            files.replace(folder / SEALS, content)


def _counted(asked: Iterable[JudgedQuestion]) -> dict[str, int]:
    return dict(sorted(Counter(one.verdict.name for one in asked).items()))
