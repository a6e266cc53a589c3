"""The program's newer FAQ brought into the office's folder: compared, chosen from, checked, and written whole."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.app.first_faq import shipped_folder
from bot.faqfiles.edit.yaml_edit import Unchangeable
from bot.faqfiles.file_names import SEALS
from bot.faqfiles.load import check_faq
from bot.faqfiles.merge.folders import Files, FolderMerge, merged
from bot.faqfiles.merge.on_disk import files_in, finish_merge, origin_of, write_merged
from bot.faqfiles.problem import errors_of
from bot.faqfiles.published.sets import PublishedSets
from bot.faqfiles.read_folder import read_draft
from bot.faqfiles.seals import all_sealed, key_of, signed_on, written_seals
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import merging as texts
from bot.helpdesk.texts.system_errors import why_not

SHOWN = 10
"""Errors that are named."""


@dataclass(frozen=True)
class Merging:
    """A comparison of the office's folder with the program's. `known`: whether it is known what both come from."""

    folder: Path
    shipped: Path
    ours: Files
    merge: FolderMerge
    known: bool
    is_newest: bool


@dataclass(frozen=True)
class Merged:
    """The folder as it shall be. `files`: what changes; `unsigned`: the answers whose signatures hold no longer."""

    files: Mapping[str, bytes | None]
    unsigned: tuple[str, ...]


def compare(folder: Path, sets: PublishedSets) -> Merging:
    """Compare the office's folder with the FAQ that comes with the program. Raises Trouble."""
    shipped = shipped_folder()
    if folder.resolve() == shipped.resolve():
        raise Trouble(texts.SHIPPED_ITSELF.format(folder=folder))
    try:
        with sets.alone():
            finish_merge(folder)
        base, ours, theirs = origin_of(folder), files_in(folder), files_in(shipped)
        merge = merged(base, ours, theirs)
    except OSError as error:
        raise Trouble(texts.UNREADABLE.format(folder=folder, why=why_not(error)), error) from error
    except Unchangeable as error:
        raise Trouble(texts.UNMERGEABLE.format(why=error), error) from error
    newest = base is not None and dict(base) == {name: one for name, one in theirs.items() if name != SEALS}
    return Merging(folder, shipped, ours, merge, base is not None, newest)


def decided(merging: Merging, chosen: Collection[int], sets: PublishedSets, today: date) -> Merged:
    """Return the folder with the program's reading of the choices at these places. Raises Trouble where it is wrong."""
    current = sets.current()
    try:
        files = merging.merge.result(chosen)
    except Unchangeable as error:
        raise Trouble(texts.UNMERGEABLE.format(why=error), error) from error
    standing = read_draft(merging.folder, None)
    seals = all_sealed(standing, read_draft(current.faq, None) if current else None)
    if seals and written_seals(seals) != merging.ours.get(SEALS):
        files[SEALS] = written_seals(seals)
    with tempfile.TemporaryDirectory() as name:
        trial = Path(name) / "faq"
        for file, content in {**merging.ours, **files}.items():
            if content is not None:
                (trial / file).parent.mkdir(parents=True, exist_ok=True)
                (trial / file).write_bytes(content)
        errors = errors_of(check_faq(trial, today, last_good=current.faq if current else None))
        if errors:
            lines = [str(one).replace(str(trial), str(merging.folder)) for one in errors[:SHOWN]]
            raise Trouble("\n".join([texts.WRONG, *lines]))
        after = read_draft(trial, None)
    signed = {key_of(one) for one in after.sourced if signed_on(after, one)}
    unsigned = [key_of(one) for one in standing.sourced if signed_on(standing, one)]
    return Merged(files, tuple(key for key in unsigned if key not in signed))


def carry_out(merging: Merging, result: Merged, sets: PublishedSets) -> None:
    """Write the folder. Raises Trouble; then nothing has changed."""
    try:
        with sets.alone():
            if files_in(merging.folder) != merging.ours:
                raise Trouble(texts.OVERTAKEN)
            write_merged(merging.folder, merging.ours, result.files, merging.shipped)
    except OSError as error:
        raise Trouble(texts.UNWRITABLE.format(folder=merging.folder, why=why_not(error)), error) from error
