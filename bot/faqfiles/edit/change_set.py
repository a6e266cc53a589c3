"""A change to files of the FAQ folder that is checked before it is made, and made wholly or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from secrets import token_hex

from bot.faqfiles.edit.yaml_edit import Unchangeable
from bot.faqfiles.file_names import faq_files
from bot.faqfiles.folder_lock import folder_locked
from bot.faqfiles.load import check_faq
from bot.faqfiles.problem import Problem, errors_of
from bot.faqfiles.published.sets import write_safely
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts.system_errors import why_not

Edit = Callable[[str], str]
"""A file's text before → after; raises Unchangeable."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be written in a folder, and what stood there when it was decided (None: no such file).

    `problems`: what the change brings along.
    """

    folder: Path
    before: Mapping[Path, bytes | None]
    after: Mapping[Path, bytes]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What keeps the bot from using the folder after the change."""
        return errors_of(self.problems)


def planned(folder: Path, today: date, edits: Mapping[str, Edit], last_good: Path | None = None) -> Change:
    """Return the change that the edits (by file name) make, and its problems. Raises Trouble if nothing can change.

    `last_good`: the published files, whose fees tell whether one in the folder moves too far.
    """
    standing = check_faq(folder, today, last_good=last_good)
    if broken := errors_of(standing):
        raise Trouble(f"FAQ di {folder} sedang rusak, jadi tidak diubah. Perbaiki dulu: {broken[0]}")
    before, after = _edited(folder, edits)
    return Change(folder, before, after, _new_problems((folder, last_good), today, after, standing))


def _edited(folder: Path, edits: Mapping[str, Edit]) -> tuple[dict[Path, bytes], dict[Path, bytes]]:
    """Return the files that the edits are for, as they stand and as they shall be."""
    before: dict[Path, bytes] = {}
    after: dict[Path, bytes] = {}
    for name, edit in edits.items():
        path = folder / name
        try:
            before[path] = path.read_bytes()
            after[path] = edit(before[path].decode()).encode()
        except OSError as error:
            raise Trouble(f"{path} tidak bisa dibaca ({why_not(error)}). Tidak ada yang diubah.", error) from error
        except Unchangeable as error:
            raise Trouble(f"{path}: {error}. Tidak ada yang diubah.", error) from error
    return before, after


def _new_problems(
    folders: tuple[Path, Path | None], today: date, after: Mapping[Path, bytes], standing: Iterable[Problem]
) -> tuple[Problem, ...]:
    """Return what a change brings along in the first folder; the second is as `last_good` in `planned`."""
    folder, last_good = folders
    known = {(_within(folder, one), one.code, one.message) for one in standing}
    with tempfile.TemporaryDirectory() as name:
        trial = Path(name)
        for path in faq_files(folder):
            copy = trial / path.relative_to(folder)
            copy.parent.mkdir(exist_ok=True)
            copy.write_bytes(after.get(path) or path.read_bytes())
        found = [(_within(trial, one), one) for one in check_faq(trial, today, last_good=last_good)]
    return tuple(
        replace(one, place=replace(one.place, path=str(folder / path)))
        for path, one in found
        if (path, one.code, one.message) not in known
    )


def _within(folder: Path, problem: Problem) -> Path:
    """Return the file of a problem, as seen from the folder."""
    path = Path(problem.place.path)
    return path.relative_to(folder) if path.is_relative_to(folder) else path


def carry_out(change: Change) -> None:
    """Write the change, unless a file has been saved since it was planned. Raises Trouble; then nothing is changed."""
    new: dict[Path, Path] = {}
    try:
        for path, content in change.after.items():
            new[path] = _beside(path, content)
        with folder_locked(change.folder):
            _put_in_place(change, new)
    except OSError as error:
        raise Trouble(f"FAQ tidak bisa ditulis ({why_not(error)}). Tidak ada yang diubah.", error) from error
    finally:
        for temporary in new.values():
            temporary.unlink(missing_ok=True)


def _put_in_place(change: Change, new: Mapping[Path, Path]) -> None:
    """Replace the files by the new ones, all or none of them. Raises Trouble, OSError."""
    for path, content in change.before.items():
        if (path.read_bytes() if path.is_file() else None) != content:
            raise Trouble(f"{path} baru saja diubah orang lain. Tidak ada yang ditulis; jalankan lagi perintahnya.")
    replaced: list[Path] = []
    try:
        for path, temporary in new.items():
            os.replace(temporary, path)
            replaced.append(path)
    except OSError:
        for path in replaced:
            if path.read_bytes() == change.after[path]:  # else an editor, which knows no lock, has saved it
                _put_back(path, change.before[path])
        raise


def _put_back(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink()
    else:
        os.replace(_beside(path, content), path)


def _beside(path: Path, content: bytes) -> Path:
    """Write the content to a hidden file next to `path`, flushed to the disk, with the same rights. Raises OSError."""
    file = path.with_name(f".{path.name}.{token_hex(4)}")
    try:
        write_safely(file, content)
        if path.exists():
            shutil.copymode(path, file)
    except OSError:
        file.unlink(missing_ok=True)
        raise
    return file
