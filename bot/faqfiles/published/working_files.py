"""The office's own folder of the FAQ beside the published sets: how it differs, and how it is put back to a set.

Many files cannot be replaced in one step. So what is to be written is noted first, and who finds the note carries on.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot.faqfiles.file_names import faq_files
from bot.faqfiles.folder_lock import folder_locked
from bot.faqfiles.published.sets import Damaged, PublishedSet, PublishedSets, replace_safely, write_safely

NOTE = ".menulis"
KEPT = "disimpan-"


def unpublished(folder: Path, one: PublishedSet) -> tuple[str, ...]:
    """Return the names of files in the folder that are not as in the set; none where the folder cannot be read."""
    try:
        standing = _hashes(folder)
    except OSError:
        return ()
    return tuple(sorted(name for name in {*standing, *one.hashes} if standing.get(name) != one.hashes.get(name)))


def state_of(folder: Path) -> str:
    """Return a name for all that the files hold, the same for the same files. Raises OSError."""
    return state_named(_hashes(folder))


def state_named(hashes: Mapping[str, str]) -> str:
    """Return that name for files of which the hashes are known."""
    return hashlib.sha256(json.dumps(dict(hashes), sort_keys=True).encode()).hexdigest()[:16]


def note_rewriting(sets: PublishedSets, folder: Path, wanted: PublishedSet) -> None:
    """Note that the folder shall be as the set, as soon as the pointer names it. Raises OSError."""
    note = {"terbitan": wanted.id, "folder": str(folder.absolute()), "tadinya": _hashes(folder)}
    replace_safely(sets.folder / NOTE, json.dumps(note).encode())


def finish_rewriting(sets: PublishedSets) -> None:
    """Write what is noted, if anything: whole files, in any order, as often as needed. Raises OSError, Damaged.

    A file that was saved again since the note was made stays as it is. Where the set is damaged the note is dropped:
    the folder stays as it is, and the next publication is not hindered. Call it while holding `sets.alone()`.
    """
    note = sets.folder / NOTE
    found = _noted(note)
    if found and sets.pointer == found[0]:
        id, folder, before = found
        try:
            wanted = sets.read(id)
            sets.verify(wanted)
        except Damaged:
            note.unlink()
            raise
        _rewrite(folder, wanted, before)
    note.unlink(missing_ok=True)


def _noted(note: Path) -> tuple[str, Path, dict[str, str]] | None:
    """Return the set that is noted, the folder, and what its files were; None where no such note can be read."""
    try:
        noted = json.loads(note.read_bytes())
        return noted["terbitan"], Path(noted["folder"]), dict(noted["tadinya"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def keep_unpublished(sets: PublishedSets, folder: Path, names: tuple[str, ...], now: datetime) -> Path:
    """Copy files that were never published to a place of their own, before they are overwritten. Raises OSError."""
    kept = sets.folder / f"{KEPT}{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for name in names:
        if (folder / name).exists():
            copy = kept / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            write_safely(copy, (folder / name).read_bytes())
    return kept


def _rewrite(folder: Path, wanted: PublishedSet, before: Mapping[str, str]) -> None:
    with folder_locked(folder):
        standing = _hashes(folder)
        for name in sorted({*standing, *wanted.hashes}):
            if standing.get(name) == wanted.hashes.get(name) or standing.get(name) != before.get(name):
                continue
            path = folder / name
            if name not in wanted.hashes:
                path.unlink()
                continue
            path.parent.mkdir(exist_ok=True)
            mode = path.stat().st_mode if path.exists() else None
            replace_safely(path, (wanted.faq / name).read_bytes())
            if mode is not None:
                os.chmod(path, mode)


def _hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in faq_files(folder)
    }
