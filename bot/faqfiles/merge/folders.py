"""Two states of a FAQ folder against the one that both come from: what to take over, and what a person must choose."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

from bot.faqfiles.edit.yaml_edit import READER, Unchangeable
from bot.faqfiles.file_names import PHRASINGS, SEALS
from bot.faqfiles.lint.prose import fold
from bot.faqfiles.merge.take_over import taken_over
from bot.faqfiles.merge.three_way import MISSING, Difference, compared

Files = Mapping[str, bytes]
"""The files of a folder by their names in it."""
OWNED = ("kalimat", "uji")
"""Lists in which a sentence stands once in the whole FAQ."""


class Part(NamedTuple):
    """A difference in a file; of a whole file its path is empty."""

    file: str
    difference: Difference


@dataclass(frozen=True)
class Choice:
    """One thing that both have changed. `name`: what it is; `parts`: all of them are taken over, or none."""

    name: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class FolderMerge:
    """What the program has changed. `whole`: files that the office has not touched; None: one that is gone.

    `taken`: parts that only the program has changed; `skipped`: sentences that came, and are another entry's here.
    """

    ours: Files
    theirs: Files
    whole: Mapping[str, bytes | None]
    taken: tuple[Part, ...]
    choices: tuple[Choice, ...]
    skipped: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to take over and nothing to choose."""
        return not (self.whole or self.taken or self.choices)

    def result(self, chosen: Collection[int] = ()) -> dict[str, bytes | None]:
        """Return the files that change, with the program's reading of the choices at these places.

        Raises Unchangeable with the file's name.
        """
        parts = [*self.taken, *(part for at in chosen for part in self.choices[at].parts)]
        files = dict(self.whole)
        for file, difference in parts:
            if not difference.path:
                files[file] = None if difference.theirs is MISSING else difference.theirs
        for name in dict.fromkeys(part.file for part in parts if part.difference.path):
            wanted = [part.difference for part in parts if part.file == name]
            try:
                files[name] = taken_over(self.ours[name].decode(), self.theirs[name].decode(), wanted).encode()
            except (Unchangeable, UnicodeDecodeError) as error:
                raise Unchangeable(f"{name}: {error}") from error
        return files


def merged(base: Files | None, ours: Files, theirs: Files) -> FolderMerge:
    """Compare the folders. `base`: None where it is not known; then all is to be chosen. Raises Unchangeable."""
    whole: dict[str, bytes | None] = {}
    parts: list[Part] = []
    untouched: dict[str, list[Part]] = {}
    for name in sorted({*ours, *theirs, *(base or ())} - {SEALS}):
        old, mine, new = (files.get(name) for files in (base or {}, ours, theirs))
        if mine == new or (base is not None and new == old) or (base is None and new is None):
            continue
        found = _parts(name, (old, mine, new), known=base is not None)
        if base is not None and mine == old:
            whole[name] = new
            untouched[name] = found
        else:
            parts += found
    # an entry that comes or goes in another file by somebody's choice does so here too: not as a part of the whole
    open_ones = {_key(part) for part in parts if part.difference.is_open}
    for name, found in untouched.items():
        if open_ones & {_key(part) for part in found}:
            del whole[name]
            parts += found
    parts, skipped = _without_others(parts, _sentences(ours))
    taken, choices = _sorted(parts)
    return FolderMerge(ours, theirs, whole, taken, choices, skipped)


def _parts(name: str, states: tuple[bytes | None, bytes | None, bytes | None], *, known: bool) -> list[Part]:
    """Return the differences of a file. `states`: of the base, the office and the program."""
    _, mine, new = states
    if mine is None or new is None:
        return [Part(name, Difference((), mine, MISSING if new is None else new, True))]
    data = (_read(name, content) for content in states)
    return [Part(name, one) for one in compared(*data, known=known)]


def _read(name: str, content: bytes | None) -> Any:
    if content is None:
        return MISSING
    try:
        return yaml.load(content.decode("utf-8-sig"), Loader=READER)  # noqa: S506 (texts only)
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise Unchangeable(f"{name}: susunannya tidak terbaca") from error


def _sentences(files: Files) -> dict[str, tuple[str, str]]:
    """Return the file and the entry in which each sentence stands, by its folded words."""
    found: dict[str, tuple[str, str]] = {}
    for name, content in files.items():
        if name.endswith(PHRASINGS):
            read = _read(name, content)
            for id, fields in {**(read.get("entri") or {}), "": read}.items():
                every = [text for field in OWNED for text in (fields or {}).get(field) or ()]
                found |= {fold(text): (name, id) for text in every}
    return found


def _home(part: Part) -> tuple[str, str]:
    """Return the file and the entry of a list of sentences; what is nobody's has no entry."""
    path = part.difference.path
    return part.file, path[1] if len(path) > 1 else ""


def _without_others(parts: Sequence[Part], owners: Mapping[str, tuple[str, str]]) -> tuple[list[Part], tuple[str, ...]]:
    """Leave out sentences that came to an entry while the office has given them to another one."""
    lists = [one for one in parts if one.difference.is_list and one.difference.path[-1] in OWNED]
    gone = {
        (fold(text), *_home(one)) for one in lists for text in one.difference.ours if text not in one.difference.theirs
    }
    kept, skipped = [], []
    for one in parts:
        if one not in lists:
            kept.append(one)
            continue
        here = _home(one)
        others = [
            text
            for text in one.difference.theirs
            if text not in one.difference.ours
            and (owner := owners.get(fold(text), here)) != here
            and (fold(text), *owner) not in gone
        ]
        skipped += others
        left = [text for text in one.difference.theirs if text not in others]
        if left != one.difference.ours:
            kept.append(Part(one.file, one.difference._replace(theirs=left)))
    return kept, tuple(skipped)


def _sorted(parts: Sequence[Part]) -> tuple[tuple[Part, ...], tuple[Choice, ...]]:
    """Return what is taken over unasked, and the choices; an entry comes and goes with its phrasings."""
    groups: dict[tuple[str, ...], list[Part]] = {}
    for part in parts:
        groups.setdefault(_key(part), []).append(part)
    taken: list[Part] = []
    choices: list[Choice] = []
    for key, group in groups.items():
        if any(part.difference.is_open for part in group):
            choices.append(Choice(" › ".join(key[1:]), tuple(group)))
        else:
            taken += group
    return tuple(taken), tuple(choices)


def _key(part: Part) -> tuple[str, ...]:
    """Return what belongs together: an entry that is new or gone is in two files, all else is alone."""
    path, stem = part.difference.path, part.file.removesuffix(".yaml").removesuffix(".kalimat")
    comes_or_goes = MISSING in (part.difference.ours, part.difference.theirs)
    if comes_or_goes and len(path) == 2 and path[0] == "entri":
        return (stem, path[1])
    return (part.file, part.file, *path)


def names_of(parts: Sequence[Part]) -> Iterator[str]:
    """Name what changes, each entry once."""
    named = (part.difference.path[1] if len(part.difference.path) > 1 else part.file for part in parts)
    yield from dict.fromkeys(named)
