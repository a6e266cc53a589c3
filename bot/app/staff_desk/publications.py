"""Publishing for staff: what they were shown is kept ready, and just that is published once somebody has agreed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bot.app.proposal_text import changed_lines, for_second, summary
from bot.app.publishing import Place, Proposal, RolledBack, change_id, go_back, needs_second, older, proposed, publish
from bot.app.staff_desk.draft import Draft
from bot.faqfiles.model import Faq
from bot.faqfiles.published.sets import PublishedSet
from bot.faqfiles.published.working_files import state_named, state_of
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.markup import marked
from bot.helpdesk.staff.ports import BeforeAfter, Proposed, Say, unsaid
from bot.helpdesk.texts import kelola as texts
from bot.helpdesk.texts import publishing as publishing_texts

Took = Callable[[PublishedSet, Faq], None]
"""Hears of a set that was published here, with its FAQ, so that it need not be read again."""
SHOWN = 40


@dataclass(frozen=True)
class Undone:
    """An edition that was taken back. `back_to`: the number of the one that residents read again.

    `lines`: what changed by that; empty where it was done before.
    """

    edition: PublishedSet
    back_to: int
    done: RolledBack
    lines: tuple[str, ...] = ()


class Publications:
    """Proposes, publishes and takes back; to be called by one thread at a time."""

    def __init__(self, place: Place, draft: Draft, served: Callable[[], tuple[PublishedSet | None, Faq]], took: Took):
        self._place = place
        self._draft = draft
        self._served = served
        self._took = took
        self._ready: Proposal | None = None
        self._open = ExitStack()

    def close(self) -> None:
        """Drop what is kept."""
        self._ready = None
        self._open.close()

    def propose(self, questions: Sequence[str], say: Say = unsaid) -> Proposed:
        """Check, test and compare the draft, unless just that was done the last time. Raises Trouble.

        `say` hears what takes long.
        """
        ready = self._standing() or self._prepared(questions, say)
        if not ready.is_new:
            self.close()
            return Proposed("")
        return Proposed(ready.id, tuple(summary(ready)), _changes(ready), needs_second(ready))

    def summed_up(self, id: str, questions: Sequence[str]) -> Proposed:
        """Return what the second person is shown, without residents' words, as it is stored. Raises Trouble."""
        proposal = self.ready(id, questions)
        return Proposed(id, for_second(proposal), (), needs_second(proposal))

    def ready(self, id: str, questions: Sequence[str] | None = None) -> Proposal:
        """Return the proposal of that id, made again if it is not kept any more. Raises Trouble when overtaken.

        `questions`: None where it has been agreed to.
        """
        kept = self._ready
        if kept is None or not kept.staged.exists() or kept.id != id:
            kept = self._prepared(questions)
        if kept.id != id:
            self.close()
            raise Trouble(texts.OVERTAKEN)
        return kept

    def publish(self, id: str, by: str, why: str) -> PublishedSet:
        """Publish what was proposed under that id; what is published already stays as it is. Raises Trouble."""
        current = self._place.sets.current()
        if current and self.is_current(id):
            return current
        if wanted := self._older(id):
            return self._back_to(wanted, by, why)[0].made
        proposal = self.ready(id)
        try:
            made = publish(self._place, proposal, by, why)
        finally:
            self.close()
        self._took(made, proposal.faq)
        return made

    def is_current(self, id: str) -> bool:
        """Return whether residents get what was proposed under that id."""
        current = self._place.sets.current()
        return current is not None and change_id(state_of(current.faq), current.parent) == id

    def undo(self, edition: str, by: str) -> Undone:
        """Go back to what that edition replaced, once, and at once: it may be a swindler's. Raises Trouble."""
        sets = self._place.sets
        current = sets.current()
        if current and current.parent == edition and current.said.by == by and current.said.back_to is not None:
            # cut off before he was answered
            return Undone(sets.read(edition), current.said.back_to, RolledBack(current, None, None))
        if current is None or current.id != edition:
            raise Trouble(texts.NOT_LAST)
        wanted = older(self._place, None)
        done, lines = self._back_to(wanted, by, publishing_texts.BACK_TO.format(number=wanted.number))
        return Undone(current, wanted.number, done, lines)

    def _older(self, id: str) -> PublishedSet | None:
        """Return the older edition that was proposed under that id, if it is one and not just the draft."""
        sets = self._place.sets
        if id == self._drafted():
            return None
        history, gone = tuple(sets.history()), sets.taken_back()
        every = (one for one in history if one.id not in gone)
        return next((one for one in every if change_id(state_named(one.hashes), history[0].id) == id), None)

    def _drafted(self) -> str | None:
        """Return the id of what would be published of the draft now; None where it cannot be read."""
        current = self._place.sets.current()
        try:
            return change_id(state_of(self._place.folder), current.id if current else None)
        except OSError:
            return None  # `_prepared` says what is wrong with the folder

    def _back_to(self, wanted: PublishedSet, by: str, why: str) -> tuple[RolledBack, tuple[str, ...]]:
        with proposed(self._place, wanted.faq, questions=None, known=self._known) as proposal:
            done = go_back(self._place, proposal, wanted, by, why)
            self._took(done.made, proposal.faq)
            return done, for_second(proposal)

    def _standing(self) -> Proposal | None:
        """Return what is kept, while neither the draft nor what residents get has changed since."""
        kept = self._ready
        return kept if kept and kept.staged.exists() and kept.id == self._drafted() else None

    def _prepared(self, questions: Sequence[str] | None, say: Say = unsaid) -> Proposal:
        self.close()
        self._ready = self._open.enter_context(proposed(self._place, questions=questions, say=say, known=self._known))
        return self._ready

    def _known(self, folder: Path) -> Faq | None:
        current, served = self._served()
        if current is not None and current.faq == folder:
            return served
        return self._draft.known(state_of(folder))


def _changes(proposal: Proposal) -> tuple[BeforeAfter, ...]:
    found = proposal.difference
    changed = (*found.answers, *found.others)[:SHOWN] if proposal.old.entries else ()
    lines = ((one.id, *changed_lines(one)) for one in changed)
    return tuple(BeforeAfter(id, tuple(map(marked, was)), tuple(map(marked, becomes))) for id, was, becomes in lines)
