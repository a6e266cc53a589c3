"""The draft: the office's folder of the FAQ as it stands, and changes to it that are checked before they are made."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot.faqfiles.edit.change_set import Change, Edit, carry_out
from bot.faqfiles.edit.yaml_edit import Unchangeable
from bot.faqfiles.file_names import SEALS, faq_files
from bot.faqfiles.load_in_subprocess import read_in_subprocess
from bot.faqfiles.model import Faq
from bot.faqfiles.problem import FaqBroken, Problem, errors_of
from bot.faqfiles.published.sets import PublishedSet, PublishedSets
from bot.faqfiles.published.working_files import state_of
from bot.faqfiles.seals import written_seals
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import kelola as texts
from bot.helpdesk.texts.system_errors import why_not

Served = Callable[[], tuple[PublishedSet | None, Faq]]
"""What residents get now, and the set that it comes from."""
SHOWN = 5
"""Problems that one message names."""


class Draft:
    """Reads the folder in a process of its own, and only when a file has changed."""

    def __init__(self, folder: Path, sets: PublishedSets, served: Served) -> None:
        self.folder = folder
        self.sets = sets
        self._served = served
        self._state = ""
        self._faq = Faq.empty(())

    @property
    def served(self) -> Faq:
        """What residents get now."""
        return self._served()[1]

    @property
    def last(self) -> Faq:
        """The draft as it was when it was last read or changed here."""
        return self._faq

    def read(self) -> Faq:
        """Return the draft. Raises Trouble when it cannot be used."""
        try:
            state = state_of(self.folder)
        except OSError as error:
            raise Trouble(texts.NO_FOLDER.format(folder=self.folder, why=why_not(error)), error) from error
        if state != self._state:
            current, served = self._served()
            same = current is not None and state_of(current.faq) == state
            self._faq = served if same else self._read_folder()
            self._state = state
        return self._faq

    def known(self, state: str) -> Faq | None:
        """Return the FAQ of files that are in this state, if they have been read and checked before."""
        return self._faq if state == self._state else None

    def change(self, edits: Mapping[str, Edit]) -> tuple[str, ...]:
        """Make a change to files, by name, and return what it leaves to be completed; none where all is so already.

        It is tried on a copy first. Raises Trouble; then nothing has changed.
        """
        with self._disk_faults_told():
            known = {one.message for one in self.read().problems}
            before, after = self._edited(edits)
            if not after:
                return ()
            faq, state = self._tried(after)
            carry_out(Change(self.folder, before, after, ()))
        self._faq, self._state = faq, state
        return tuple(one.message for one in faq.problems if one.message not in known)[:SHOWN]

    def would_hold(self, edits: Mapping[str, Edit]) -> None:
        """Try a change on a copy alone. Raises Trouble where it cannot be made."""
        with self._disk_faults_told():
            _, after = self._edited(edits)
            if after:
                self._tried(after)

    @contextmanager
    def _disk_faults_told(self) -> Iterator[None]:
        """Raise Trouble for what the disk refuses: a full one keeps a change from being tried, too."""
        try:
            yield
        except OSError as error:
            raise Trouble(texts.NO_FOLDER.format(folder=self.folder, why=why_not(error)), error) from error

    def _tried(self, after: Mapping[Path, bytes]) -> tuple[Faq, str]:
        """Read a copy of the folder with these files; return it and the name of its state. Raises Trouble."""
        with tempfile.TemporaryDirectory() as name:
            trial = Path(name) / "faq"
            for path in {*faq_files(self.folder), *after}:
                copy = trial / path.relative_to(self.folder)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(after.get(path) or path.read_bytes())
            try:
                return self._checked(trial), state_of(trial)
            except FaqBroken as broken:
                raise _told(texts.BROKEN, broken, lambda one: one.message) from broken

    def _edited(self, edits: Mapping[str, Edit]) -> tuple[dict[Path, bytes | None], dict[Path, bytes]]:
        """Return the files that change, as they stand (None: no such file) and as they shall be. Raises Trouble."""
        before: dict[Path, bytes | None] = {}
        after: dict[Path, bytes] = {}
        for name, edit in edits.items():
            path = self.folder / name
            try:
                standing = None if name == SEALS and not path.exists() else path.read_bytes()
                source = written_seals({}) if standing is None else standing
                new = edit(source.decode()).encode()
            except OSError as error:
                raise Trouble(texts.NO_FOLDER.format(folder=path, why=why_not(error)), error) from error
            except UnicodeDecodeError as error:
                raise Trouble(texts.NO_FOLDER.format(folder=path, why=texts.NOT_UTF8), error) from error
            except Unchangeable as error:
                raise Trouble(texts.UNCHANGEABLE.format(why=error), error) from error
            if new != source:
                before[path], after[path] = standing, new
        return before, after

    def _read_folder(self) -> Faq:
        """Read what stands in the folder; who reads of a fault there has not made it just now."""
        try:
            return self._checked(self.folder)
        except FaqBroken as broken:
            raise _told(texts.DRAFT_BROKEN, broken, self._in_file) from broken

    def _in_file(self, problem: Problem) -> str:
        name = problem.place.path.removeprefix(f"{self.folder}/")
        return texts.IN_FILE.format(name=name, line=problem.place.line, message=problem.message)

    def _checked(self, folder: Path) -> Faq:
        """Read a folder's files beside what residents get now. Raises FaqBroken."""
        current = self.sets.current()
        return read_in_subprocess(folder, current.faq if current else None)


def _told(head: str, broken: FaqBroken, line: Callable[[Problem], str]) -> Trouble:
    found = errors_of(broken.problems)
    lines = [f"• {line(one)}" for one in found[:SHOWN]]
    more = [texts.AND_MORE.format(count=len(found) - SHOWN)] if len(found) > SHOWN else []
    return Trouble("\n".join([head, *lines, *more]), broken)
