"""The office's own files of the FAQ, which residents do not read: what they hold, changes to them, and the way back.

A change is tried on a copy before it is made. Many files cannot be replaced in one step, so what puts the folder back
to a published set is noted first, and who finds the note carries on.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot import files
from bot.faqfiles.file_names import SEALS, faq_files, folder_locked
from bot.faqfiles.load_in_subprocess import read_in_subprocess
from bot.faqfiles.model import Faq
from bot.faqfiles.problem import FaqBroken, Problem, Unchangeable, errors_of
from bot.faqfiles.published_sets import Damaged, PublishedSet, PublishedSets, hashes_of
from bot.faqfiles.seals import written_seals
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import staff as texts
from bot.helpdesk.texts.operator import why_not
from bot.printable import first

NOTE = ".menulis"
KEPT = "disimpan-"
SHOWN, SHOWN_WARNINGS = 50, 5
"""Problems that one message names."""

Edit = Callable[[str], str]
"""A file's text before → after; raises Unchangeable."""
Served = Callable[[], tuple[PublishedSet | None, Faq]]
"""What residents get now, and the set that it comes from."""


class WorkingFiles:
    """Reads the folder in a process of its own, and only when a file has changed."""

    def __init__(self, folder: Path, sets: PublishedSets, served: Served = lambda: (None, Faq.empty(()))) -> None:
        self.folder = folder
        self.sets = sets
        self._served = served
        self._last: tuple[str, Faq] = "", Faq.empty(())
        """The files' state when they were last read or changed, and what they held: set at once, for any thread."""

    @property
    def served(self) -> Faq:
        """What residents get now."""
        return self._served()[1]

    def read(self) -> Faq:
        """Return the FAQ in the files. Raises Trouble when it cannot be used."""
        with self._disk_faults_told():
            state = state_of(self.folder)
        if (faq := self.known(state)) is None:
            current, served = self._served()
            same = current is not None and state_of(current.faq) == state
            try:
                faq = served if same else self._checked(self.folder)
            except FaqBroken as broken:  # who reads of a fault in the files has not made it just now
                raise _told(texts.DRAFT_BROKEN, broken, _in_file) from broken
            self.remember(state, faq)
        return faq

    def served_from(self, folder: Path) -> Faq | None:
        """Return what residents get now, if it comes from that folder."""
        current, served = self._served()
        return served if current is not None and current.faq == folder else None

    def known(self, state: str) -> Faq | None:
        """Return the FAQ of files that are in this state, if they have been read and checked before."""
        last, faq = self._last
        return faq if state == last else None

    def remember(self, state: str, faq: Faq) -> None:
        """Take it that the files hold this FAQ in that state: somebody has read and checked them."""
        self._last = state, faq

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
            self._write(before, after)
        self.remember(state, faq)
        left, questions = [one.message for one in faq.problems if one.message not in known], faq.questions
        return tuple(texts.in_page_words(one, questions) for one in left[:SHOWN_WARNINGS])

    def would_hold(self, edits: Mapping[str, Edit]) -> None:
        """Try a change on a copy alone. Raises Trouble where it cannot be made."""
        with self._disk_faults_told():
            if after := self._edited(edits)[1]:
                self._tried(after)

    @contextmanager
    def _disk_faults_told(self) -> Iterator[None]:
        """Raise Trouble for what the disk refuses: a full one keeps a change from being tried, too."""
        try:
            yield
        except OSError as error:
            raise Trouble(texts.NO_FOLDER.format(folder=self.folder, why=why_not(error)), error) from error

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
            except UnicodeDecodeError as error:
                raise Trouble(texts.NO_FOLDER.format(folder=path, why=texts.NOT_UTF8), error) from error
            except Unchangeable as error:
                raise Trouble(texts.UNCHANGEABLE.format(why=error), error) from error
            if new != source:
                before[path], after[path] = standing, new
        return before, after

    def _tried(self, after: Mapping[Path, bytes]) -> tuple[Faq, str]:
        """Read a copy of the folder with these files; return it and the name of its state. Raises Trouble, OSError."""
        with tempfile.TemporaryDirectory() as name:
            trial = Path(name) / "faq"
            for path in {*faq_files(self.folder), *after}:
                copy = trial / path.relative_to(self.folder)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(after.get(path) or path.read_bytes())
            try:
                return self._checked(trial), state_of(trial)
            except FaqBroken as broken:
                questions = self._last[1].questions
                raise _told(texts.BROKEN, broken, lambda one: texts.in_page_words(one.message, questions)) from broken

    def _write(self, before: Mapping[Path, bytes | None], after: Mapping[Path, bytes]) -> None:
        """Put the new files in place once all of them are on the disk. Raises Trouble where one was saved meanwhile."""
        new: dict[Path, Path] = {}
        try:
            for path, content in after.items():
                new[path] = files.beside(path, content)
            with folder_locked(self.folder):
                for path, standing in before.items():
                    if (path.read_bytes() if path.is_file() else None) != standing:
                        raise Trouble(texts.CHANGED_MEANWHILE.format(changed=texts.CHANGED_IN_FILES))
                for path, half in new.items():
                    os.replace(half, path)
        finally:
            for half in new.values():
                half.unlink(missing_ok=True)

    def _checked(self, folder: Path) -> Faq:
        """Read a folder's files beside what residents get now. Raises FaqBroken."""
        current = self.sets.current()
        return read_in_subprocess(folder, current.faq if current else None)


def _told(head: str, broken: FaqBroken, said: Callable[[Problem], str]) -> Trouble:
    """Name the first errors, each as it is `said`."""
    found = (f"• {said(one)}" for one in errors_of(broken.problems))
    return Trouble("\n".join([head, *first(found, SHOWN, texts.AND_MORE)]), broken)


def _in_file(one: Problem) -> str:
    return texts.IN_FILE.format(name=Path(one.place.path).name, line=one.place.line, message=one.message)


def unpublished(folder: Path, one: PublishedSet) -> tuple[str, ...]:
    """Return the names of files in the folder that are not as in the set; none where the folder cannot be read."""
    try:
        standing = hashes_of(folder)
    except OSError:
        return ()
    return tuple(sorted(name for name in {*standing, *one.hashes} if standing.get(name) != one.hashes.get(name)))


def state_of(folder: Path) -> str:
    """Return a name for all that the files hold, the same for the same files. Raises OSError."""
    return state_named(hashes_of(folder))


def state_named(hashes: Mapping[str, str]) -> str:
    """Return that name for files of which the hashes are known."""
    return hashlib.sha256(json.dumps(dict(hashes), sort_keys=True).encode()).hexdigest()[:16]


def note_rewriting(sets: PublishedSets, folder: Path, wanted: PublishedSet) -> None:
    """Note that the folder shall be as the set, as soon as the pointer names it. Raises OSError."""
    note = {"terbitan": wanted.id, "folder": str(folder.absolute()), "tadinya": hashes_of(folder)}
    files.replace(sets.folder / NOTE, json.dumps(note).encode())


def finish_rewriting(sets: PublishedSets) -> None:
    """Write what is noted, if anything: whole files, in any order, as often as needed. Raises OSError, Damaged.

    A file that was saved again since the note was made stays as it is. Where the set is damaged the note is dropped:
    the folder stays as it is, and the next publication is not hindered. Call it while holding `sets.alone()`.
    """
    note = sets.folder / NOTE
    try:
        noted = json.loads(note.read_bytes())
        id, folder, before = noted["terbitan"], Path(noted["folder"]), dict(noted["tadinya"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        id, folder, before = "", Path(), {}
    if id and sets.pointer == id:
        try:
            wanted = sets.read(id)
            sets.verify(wanted)
        except Damaged:
            note.unlink()
            raise
        with folder_locked(folder):
            standing = hashes_of(folder)
            for name in sorted({*standing, *wanted.hashes}):
                path, saved_since = folder / name, standing.get(name) != before.get(name)
                if standing.get(name) == wanted.hashes.get(name) or saved_since:
                    continue
                if name in wanted.hashes:
                    path.parent.mkdir(exist_ok=True)
                    files.replace(path, (wanted.faq / name).read_bytes())
                else:
                    path.unlink()
    note.unlink(missing_ok=True)


def keep_unpublished(sets: PublishedSets, folder: Path, names: tuple[str, ...], now: datetime) -> Path:
    """Copy files that were never published to a place of their own, before they are overwritten. Raises OSError."""
    kept = sets.folder / f"{KEPT}{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for name in names:
        if (folder / name).exists():
            copy = kept / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            files.write(copy, (folder / name).read_bytes())
    return kept
