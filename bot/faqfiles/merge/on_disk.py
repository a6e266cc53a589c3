"""The state of the program's FAQ that the office's folder comes from, and the folder changed to a merged state.

<folder>/.asal/         the program's files as they were when the folder was made or last merged
<folder>/.gabung/       a merged state that is being written: files, what stood before (`catatan.json`), the new `.asal`

Many files cannot be replaced in one step. So the merged state is put beside them whole, gets its name in one step, and
only then are files replaced: who finds it carries on.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from bot.faqfiles.file_names import SEALS, faq_files
from bot.faqfiles.folder_lock import folder_locked
from bot.faqfiles.published.sets import replace_safely, sync_folder, write_safely

if TYPE_CHECKING:
    from bot.faqfiles.merge.folders import Files

ORIGIN = ".asal"
READY = ".gabung"
_HALF, _DONE = ".gabung-setengah-", ".gabung-selesai-"
_NOTE, _FILES = "catatan.json", "faq"


def files_in(folder: Path) -> dict[str, bytes]:
    """Return the files of a FAQ folder by their names in it. Raises OSError."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in faq_files(folder)}


def origin_of(folder: Path) -> Files | None:
    """Return the program's files that the folder comes from; None where that is not known. Raises OSError."""
    origin = folder / ORIGIN
    return files_in(origin) if origin.is_dir() else None


def keep_origin(folder: Path, shipped: Path) -> None:
    """Note which files the folder comes from. Raises OSError."""
    _write(folder / ORIGIN, {name: content for name, content in files_in(shipped).items() if name != SEALS})


def write_merged(folder: Path, before: Files, after: Mapping[str, bytes | None], shipped: Path) -> None:
    """Replace files (None: remove) and note the new origin, all of it or nothing. Raises OSError.

    `before`: what the files were when the change was decided; one that was saved since stays as it is. Call it, and
    `finish_merge`, while no other process does.
    """
    half = Path(tempfile.mkdtemp(prefix=_HALF, dir=folder))
    try:
        _write(half / _FILES, {name: content for name, content in after.items() if content is not None})
        keep_origin(half, shipped)
        note = {name: [_hash(before.get(name)), _hash(content)] for name, content in after.items()}
        write_safely(half / _NOTE, json.dumps(note).encode())
        sync_folder(half)
        os.rename(half, folder / READY)
        sync_folder(folder)
    finally:
        shutil.rmtree(half, ignore_errors=True)
    finish_merge(folder)


def finish_merge(folder: Path) -> None:
    """Write the merged state that is ready, if any: whole files, in any order, as often as needed. Raises OSError."""
    ready = folder / READY
    if ready.is_dir():
        with folder_locked(folder):
            _replace_noted(folder, ready)
        if (ready / ORIGIN).is_dir():
            if (folder / ORIGIN).is_dir():
                os.rename(folder / ORIGIN, Path(tempfile.mkdtemp(prefix=_DONE, dir=folder)) / ORIGIN)
            os.rename(ready / ORIGIN, folder / ORIGIN)
        sync_folder(folder)
        os.rename(ready, Path(tempfile.mkdtemp(prefix=_DONE, dir=folder)) / READY)
    for left in (*folder.glob(f"{_HALF}*"), *folder.glob(f"{_DONE}*")):
        shutil.rmtree(left, ignore_errors=True)


def _replace_noted(folder: Path, ready: Path) -> None:
    """Write the files that are ready, but for those that were saved since. Raises OSError."""
    for name, (before, after) in _noted(ready / _NOTE).items():
        path = folder / name
        standing = _hash(path.read_bytes()) if path.exists() else None
        if standing == after or standing != before:
            continue
        if after is None:
            path.unlink()
            continue
        path.parent.mkdir(exist_ok=True)
        mode = path.stat().st_mode if path.exists() else None
        replace_safely(path, (ready / _FILES / name).read_bytes())
        if mode is not None:
            os.chmod(path, mode)


def _noted(path: Path) -> dict[str, tuple[str | None, str | None]]:
    """Return what each file was and shall be. Raises OSError."""
    try:
        return {name: (before, after) for name, (before, after) in json.loads(path.read_bytes()).items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise OSError(f"{path} rusak") from error


def _write(folder: Path, files: Files) -> None:
    folder.mkdir()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        write_safely(path, content)
    for one in {folder, *((folder / name).parent for name in files)}:
        sync_folder(one)


def _hash(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()
