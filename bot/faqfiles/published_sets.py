"""The published states of the FAQ: each an immutable folder, named by the hash of what it holds, and one pointer.

<folder>/<hash>/terbitan.json   who published it, when and why, its parent, the test's figures, a hash of each file
<folder>/<hash>/faq/…           the files
<folder>/sekarang               the name of the current one

A set gets its name only when all of it is on disk, and the pointer is replaced in one step: whoever reads finds the old
set or the new one whole, whenever a publication is cut off.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot import files
from bot.faqfiles.file_names import faq_files, fingerprint, folder_locked
from bot.helpdesk.model.errors import Trouble

FOLDER = "published"
POINTER = "sekarang"
MANIFEST = "terbitan.json"
FILES = "faq"
_HALF = ".setengah-"
_LOCK = ".kunci"
_NAME = 16
"""Characters of the hash that name a set."""

_INTERRUPTED = timedelta(hours=1)
"""Nobody looks at a publication for so long before it is made or left; a half that is older is left over."""

OVERTAKEN = "Baru saja ada terbitan lain, jadi yang ini belum terbit. Jalankan lagi untuk melihat bedanya dengan itu."
RESTLESS = "Berkas di {folder} sedang diubah. Tunggu sampai selesai disimpan, lalu jalankan lagi."


class Damaged(Exception):
    """A set is not what was published; the text says what is wrong with it, in Indonesian."""


@dataclass(frozen=True, slots=True)
class SetFigures:
    """What the test of a set found: how many phrasings and test questions led where. `of`: a hash of what was asked."""

    of: str
    phrasings: Mapping[str, int]
    tests: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Publication:
    """What is noted of a publication. `content`: the hash of the FAQ; `figures`: None where it was not tested.

    `back_to`: the number of the set that it went back to; whatever was published since then was taken back by that.
    """

    by: str
    why: str
    content: str
    figures: SetFigures | None = None
    back_to: int | None = None


@dataclass(frozen=True, slots=True)
class PublishedSet:
    """A published state; `faq` is the folder with its files."""

    id: str
    number: int
    parent: str | None
    at: datetime
    said: Publication
    hashes: Mapping[str, str]
    faq: Path


class PublishedSets:
    """The sets in a folder, which need not be there yet."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self.folder = folder
        self.now = now

    @property
    def pointer(self) -> str | None:
        """Return the name of the set that counts; None when nothing says so."""
        try:
            return (self.folder / POINTER).read_text("utf-8").strip() or None
        except (OSError, UnicodeDecodeError):
            return None

    def current(self) -> PublishedSet | None:
        """Return the set that counts; when it is damaged, the newest that is whole."""
        return next(self.candidates(), None)

    def candidates(self) -> Iterator[PublishedSet]:
        """Yield the whole sets, the one that counts first, then the others from the newest on.

        What was taken back is none of them: residents shall not read it again because a newer set is damaged.
        """
        pointed, every = self.pointer, tuple(self._all())
        gone = _taken_back(every)
        left = (one for one in every if one.id == pointed or one.id not in gone)
        others = sorted(left, key=lambda one: (one.number, one.at), reverse=True)
        for one in sorted(others, key=lambda one: one.id != pointed):
            with suppress(Damaged):
                self.verify(one)
                yield one

    def history(self) -> Iterator[PublishedSet]:
        """Yield the current set, its parent, that one's parent, and so on."""
        found = self.current()
        while found:
            yield found
            try:
                found = self.read(found.parent) if found.parent else None
            except Damaged:
                return

    def taken_back(self) -> frozenset[str]:
        """Return the ids of the sets that were taken back, by going back to an older one."""
        return _taken_back(tuple(self._all()))

    def read(self, id: str) -> PublishedSet:
        """Return the set of that name, without looking at its files. Raises Damaged."""
        folder = self.folder / id
        try:
            content = (folder / MANIFEST).read_bytes()
            if _hash(content)[:_NAME] != id:
                raise Damaged(f"{folder / MANIFEST} sudah berubah sejak diterbitkan")
            return _from_json(id, json.loads(content), folder / FILES)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Damaged(f"terbitan {folder} tidak terbaca") from error

    def verify(self, one: PublishedSet) -> None:
        """Raise Damaged when a file of the set is not the one that was published."""
        try:
            standing = hashes_of(one.faq)
        except OSError as error:
            raise Damaged(f"berkas terbitan {one.number} tidak terbaca di {one.faq}") from error
        wrong = sorted(name for name in {*standing, *one.hashes} if standing.get(name) != one.hashes.get(name))
        if wrong:
            raise Damaged(f"{one.faq / wrong[0]} sudah berubah sejak diterbitkan")

    @contextmanager
    def staged(self, source: Path) -> Iterator[Path]:
        """Copy the files of `source` to where a set can be made of them; what was not published goes at the end.

        Raises Trouble when they are being changed, OSError when they cannot be copied.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # not TemporaryDirectory: its clean-up at exit would meet a thread that no end waits for, still copying
        building = Path(tempfile.mkdtemp(prefix=_HALF, dir=self.folder))
        try:
            (building / FILES).mkdir()
            with folder_locked(source):  # what staff change meanwhile waits
                before = fingerprint(source)
                for path in faq_files(source):
                    copy = building / FILES / path.relative_to(source)
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    files.write(copy, path.read_bytes())
                if fingerprint(source) != before:
                    raise Trouble(RESTLESS.format(folder=source))
            for folder in {building / FILES, *(path.parent for path in faq_files(building / FILES))}:
                files.sync(folder)
            yield building / FILES
        finally:
            shutil.rmtree(building, ignore_errors=True)

    def add(self, staged: Path, said: Publication, parent: PublishedSet | None) -> PublishedSet:
        """Make a set of staged files; it counts once the pointer names it. Raises Trouble, OSError.

        `parent`: the set that the publication was compared with; another one since then is not passed over. Call it,
        and `point_to`, while holding `alone()`.
        """
        current = self.current()
        if (current.id if current else None) != (parent.id if parent else None):
            raise Trouble(OVERTAKEN)
        self._sweep(staged.parent, current)
        number = max((one.number for one in self._all()), default=0) + 1
        hashes, now = hashes_of(staged), self.now().astimezone(UTC)
        made = PublishedSet("", number, parent.id if parent else None, now, said, hashes, staged)
        manifest = _to_json(made)
        id = _hash(manifest)[:_NAME]
        files.write(staged.parent / MANIFEST, manifest)
        files.sync(staged.parent)
        os.rename(staged.parent, self.folder / id)
        files.sync(self.folder)
        return self.read(id)

    def point_to(self, one: PublishedSet) -> None:
        """Make this set the one that counts. Raises OSError."""
        files.replace(self.folder / POINTER, one.id.encode())

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other publications out, also those of other processes. Raises OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / _LOCK).open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _all(self) -> Iterator[PublishedSet]:
        try:
            names = sorted(path.name for path in self.folder.iterdir() if not path.name.startswith("."))
        except OSError:
            return
        for name in names:
            with suppress(Damaged):
                yield self.read(name)

    def _sweep(self, kept: Path, current: PublishedSet | None) -> None:
        """Remove what publications that were cut off have left."""
        for half in self.folder.glob(f"{_HALF}*"):
            if half != kept and self.now().timestamp() - half.stat().st_mtime > _INTERRUPTED.total_seconds():
                shutil.rmtree(half, ignore_errors=True)
        if current is None or current.id != self.pointer:
            return  # what counts is not certain, so nothing is thrown away
        for one in list(self._all()):
            if one.number >= current.number and one.id != current.id:
                # by another name first, so that an end in the middle leaves no half of a set
                half = Path(tempfile.mkdtemp(prefix=_HALF, dir=self.folder))
                os.rename(self.folder / one.id, half / one.id)
                shutil.rmtree(half, ignore_errors=True)


def _taken_back(every: Iterable[PublishedSet]) -> frozenset[str]:
    named, gone = {one.id: one for one in every}, set()
    for one in named.values():
        replaced = named.get(one.parent or "") if one.said.back_to is not None else None
        while replaced and replaced.number != one.said.back_to:
            gone.add(replaced.id)
            replaced = named.get(replaced.parent or "")
    return frozenset(gone)


def hashes_of(folder: Path) -> dict[str, str]:
    """Return the hash of each FAQ file by its name. Raises OSError."""
    return {path.relative_to(folder).as_posix(): _hash(path.read_bytes()) for path in faq_files(folder)}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _to_json(one: PublishedSet) -> bytes:
    figures = one.said.figures
    content = {
        "nomor": one.number,
        "induk": one.parent,
        "kapan": one.at.isoformat(),
        "oleh": one.said.by,
        "alasan": one.said.why,
        "kembali": one.said.back_to,
        "isi": one.said.content,
        "uji": figures and {"dari": figures.of, "kalimat": figures.phrasings, "uji": figures.tests},
        "berkas": one.hashes,
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=dict).encode()


def _from_json(id: str, content: Any, faq: Path) -> PublishedSet:
    tested = content["uji"]
    figures = SetFigures(tested["dari"], tested["kalimat"], tested["uji"]) if tested else None
    said = Publication(content["oleh"], content["alasan"], content["isi"], figures, content.get("kembali"))
    at = datetime.fromisoformat(content["kapan"])
    return PublishedSet(id, content["nomor"], content["induk"], at, said, content["berkas"], faq)
