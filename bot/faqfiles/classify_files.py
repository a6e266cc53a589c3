"""Sorts out the files of a FAQ folder: which is read as what, and which lies there under a wrong name.

A file that was renamed or copied by hand is recognised by its content. It is not read, and what is missing because of
that is not reported besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.faqfiles.file_names import FEES, GUIDED_CHECKS, PHRASINGS, PROPER_NAME, REFERRALS, SEALS, all_files, partner_of
from bot.faqfiles.problem import Place, Problem
from bot.faqfiles.syntax import file_faults
from bot.faqfiles.syntax.open_file import open_document
from bot.faqfiles.syntax.tree import Document, Mapping, Scalar
from bot.helpdesk.texts.system_errors import why_not

_FAQ_LIKE = re.compile(r"(?P<stem>.+?)(?P<kind>[.-]kalimat)?\.(?:ya?ml\b.*|txt)", re.IGNORECASE)
_LEFT_BY_EDITORS = re.compile(r".*(?:~|\.(?:bak|old|orig|rej|save|tmp|swp))", re.IGNORECASE)
_COPY_MARKS = re.compile(
    r"^(?:copy of|salinan dari|salinan)\s+|\s*-\s*(?:salin|salinan|copy|kopi)\b.*$|\s*\(\d+\)$|\s+(?:copy|salinan)$"
)


@dataclass
class ClassifiedFiles:
    """The files of a folder. `documents` stand under the names as which they are read (`alur/…` for guided checks).

    `left_out` are those that were not read, `names` all that there are.
    """

    documents: dict[str, Document] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    left_out: set[str] = field(default_factory=set)
    unread: list[Problem] = field(default_factory=list)
    faults: dict[str, list[Problem]] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)

    def leave_out(self, name: str, *problems: Problem) -> None:
        """Note that the content of the file `name` is missing: from now on a missing id proves nothing."""
        self.left_out.add(name)
        self.names.add(name)
        self.unread.extend(problems)


def sort_out(folder: Path) -> ClassifiedFiles:
    """Open all files of the folder; nothing is raised."""
    found = ClassifiedFiles()
    try:
        paths = {path.relative_to(folder).as_posix(): path for path in all_files(folder) if path.name != SEALS}
    except OSError as error:
        found.leave_out("", file_faults.unreadable_file(Place(str(folder)), why_not(error)))
        return found
    proper = [name for name, path in paths.items() if PROPER_NAME.fullmatch(path.name)]
    found.names.update(proper)
    for name in proper:
        document, problems = open_document(paths[name])
        if document is None:
            found.leave_out(name, *problems)
        elif right := _name_instead(name, document, found.names):
            found.leave_out(name, _misplaced(name, right, document, right in found.names))
            found.leave_out(right)
        else:
            found.documents[name], found.faults[name] = document, problems
    strange = [name for name in paths if name not in proper and paths[name].is_file()]
    _take_strange(found, {name: paths[name] for name in strange})
    return found


def _name_instead(name: str, document: Document, names: set[str]) -> str | None:
    """Return the name that the file should have by its content, or None where its own is right."""
    right = name_by_content(document)
    if right is None or right == name:
        return None
    if right in names or _kind(right) != _kind(name):
        return right
    # Else either the file was renamed, or only the field in it is wrong, which has a rule of its own.
    return right if partner_of(right) in names and partner_of(name) not in names else None


def _misplaced(name: str, right: str, document: Document, is_copy: bool) -> Problem:
    """Report a file that holds what belongs into the file `right`."""
    place = document.place(("alur",) if right.startswith(GUIDED_CHECKS) else ("topik",))
    if not is_copy:
        return _wrong_name(place, name, right)
    if _kind(right) != _kind(name) and partner_of(name) == right:
        return file_faults.lost_file(place, name, [f"salinan {right}"])
    return file_faults.copied_file(place, right)


def name_by_content(document: Document) -> str | None:
    """Return what a file with this content is called, or None where that is not sure."""
    root = document.root
    topic, check = (_text(root, field) for field in ("topik", "alur"))
    entries = root.pair("entri")
    if root.pair("langkah") and check:
        right = f"{GUIDED_CHECKS}/{check}.yaml"
    elif root.pair("rujukan"):
        right = REFERRALS
    elif root.pair("biaya") and not topic:
        right = FEES
    elif topic and (root.pair("kalimat") or (entries and isinstance(entries[1], Mapping))):
        right = topic + PHRASINGS
    elif topic and entries:
        right = f"{topic}.yaml"
    else:
        return None
    return right if PROPER_NAME.fullmatch(right.rpartition("/")[2]) else None


def _take_strange(found: ClassifiedFiles, paths: dict[str, Path]) -> None:
    """Report the files whose names are no names of FAQ files; several may claim the same right name."""
    claims: dict[str, list[str]] = {}
    for name, path in paths.items():
        place = Place(str(path))
        if not (like := _FAQ_LIKE.fullmatch(path.name)):
            continue
        if right := _right_name(name, path, like):
            if right not in found.names:
                claims.setdefault(right, []).append(name)
            elif path.suffix == ".yaml":
                found.leave_out(right, file_faults.copied_file(place, right))
            elif not _LEFT_BY_EDITORS.fullmatch(name):
                found.warnings.append(file_faults.wrong_ending(place, right))
        elif path.suffix == ".yaml":
            found.leave_out(right or name, file_faults.wrong_name(place, "", ""))
    for right, names in claims.items():
        found.leave_out(right, *_claimed(right, names, paths))


def _claimed(right: str, names: list[str], paths: dict[str, Path]) -> Iterator[Problem]:
    """Yield what to do about a file that is missing while others look like it."""
    place = Place(str(paths[names[0]]))
    if len(names) > 1 or _LEFT_BY_EDITORS.fullmatch(names[0]):
        yield file_faults.lost_file(place, right, [Path(name).name for name in names])
    else:
        yield _wrong_name(place, names[0], right)


def _wrong_name(place: Place, name: str, right: str) -> Problem:
    here, there = name.rpartition("/")[0], right.rpartition("/")[0]
    move = "" if here == there else f"ke folder {there}" if there else f"ke luar folder {here}"
    return file_faults.wrong_name(place, right, move)


def _right_name(name: str, path: Path, like: re.Match[str]) -> str | None:
    """Return what a file with a strange name should be called, by its content or else by its name."""
    document, _ = open_document(path)
    if document and (right := name_by_content(document)):
        return right
    if not re.search(r"\.ya?ml", path.name, re.IGNORECASE):
        return None
    stem = re.sub(r"[\s_.]+", "-", _COPY_MARKS.sub("", like["stem"].lower()).strip())
    guess = f"{stem}{PHRASINGS if like['kind'] else '.yaml'}"
    folder = name.rpartition("/")[0]
    return (f"{folder}/{guess}" if folder else guess) if PROPER_NAME.fullmatch(guess) else None


def _kind(name: str) -> tuple[bool, str]:
    special = name if name in (FEES, REFERRALS) else ""
    return name.endswith(PHRASINGS), name.rpartition("/")[0] or special


def _text(root: Mapping, name: str) -> str | None:
    pair = root.pair(name)
    return pair[1].value if pair and isinstance(pair[1], Scalar) else None
