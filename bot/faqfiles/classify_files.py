"""Sorts out the files of a FAQ folder: which is read as what, and which lies there under a wrong name.

A file that Windows, a browser or Notepad has renamed is recognised by its name. It is not read, and what is missing
because of that is not reported besides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.faqfiles.file_names import GUIDED_CHECKS, PHRASINGS, PROPER_NAME, SEALS, all_files, partner_of
from bot.faqfiles.problem import Place, Problem, Rule
from bot.faqfiles.syntax.document import YamlDocument, open_document, unreadable

WRONG_NAME = Rule(
    "berkas-salah-nama",
    """Nama atau letak berkas tidak cocok dengan isinya, jadi berkas itu tidak dibaca.

    Windows menambahkan ' (1)' dan ' - Salin', Notepad menambahkan .txt. Bot hanya membaca nama yang tepat: huruf kecil,
    angka, dan tanda hubung, lalu .yaml atau .kalimat.yaml. Selama namanya salah, semua isinya dianggap belum ada.
    """,
)
COPY = Rule(
    "berkas-salinan",
    "Berkas ini tampaknya salinan dari berkas FAQ lain, jadi tidak dibaca; simpan salinan di luar folder FAQ.",
)
LOST = Rule("berkas-hilang", "Berkas yang dibutuhkan berkas lain tidak ada; kembalikan, misalnya dari salinan kemarin.")
_BACKUP = re.compile(r".*(?:~|\.(?:bak|old|orig|rej|save|tmp|swp))", re.IGNORECASE)
_ENDING = re.compile(r"\.(?:ya?ml\b.*|txt)$")
_COPY_MARKS = re.compile(
    r"^(?:copy of|salinan dari|salinan)\s+|\s*-\s*(?:salin|salinan|copy|kopi)\b.*$|\s*\(\d+\)$|\s+(?:copy|salinan)$"
)


@dataclass
class ClassifiedFiles:
    """The files of a folder. `documents` stand under the names as which they are read (`alur/…` for guided checks).

    `left_out` are those that were not read, `names` all that there are.
    """

    documents: dict[str, YamlDocument] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    left_out: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def leave_out(self, name: str, *problems: Problem) -> None:
        """Note that the content of the file `name` is missing: from now on a missing id proves nothing."""
        self.left_out.add(name)
        self.names.add(name)
        self.problems.extend(problems)


def sort_out(folder: Path) -> ClassifiedFiles:
    """Open all files of the folder; nothing is raised."""
    found, strange = ClassifiedFiles(), []
    try:
        paths = {path.relative_to(folder).as_posix(): path for path in all_files(folder) if path.name != SEALS}
    except OSError as error:
        found.leave_out("", unreadable(Place(str(folder)), error))
        return found
    for name, path in paths.items():
        misnamed = name.endswith("-kalimat.yaml") or (name.startswith(GUIDED_CHECKS) and name.endswith(PHRASINGS))
        if misnamed or not PROPER_NAME.fullmatch(path.name):
            strange += [path] if path.is_file() else []
            continue
        found.names.add(name)
        document, problems = open_document(path)
        found.problems.extend(problems)
        if document is None:
            found.leave_out(name)
        else:
            found.documents[name] = document
    _report_strange(found, strange)
    for name, document in [*found.documents.items()]:
        if problem := _misplaced(found, name, document):
            found.leave_out(name, problem)
            del found.documents[name]
    for name, document in found.documents.items():
        if (partner := partner_of(name)) and partner not in found.names:
            found.leave_out(partner, lost_file(Place(document.path), partner))
    return found


def _misplaced(found: ClassifiedFiles, name: str, document: YamlDocument) -> Problem | None:
    """Return what to do about a file that holds what belongs into another; note that the other is not read either."""
    partner, place = partner_of(name), document.place(("topik",))
    if "langkah" in document.data and not name.startswith(GUIDED_CHECKS):
        return _unread(document.place(("alur",)), f"{GUIDED_CHECKS}/{name}")
    if partner and isinstance(document.data.get("entri"), list if name.endswith(PHRASINGS) else dict):
        return lost_file(place, name, [f"salinan {partner}"])
    right = f"{document.data.get('topik')}{PHRASINGS if name.endswith(PHRASINGS) else '.yaml'}"
    if partner is None or partner in found.names or right == name:
        return None
    if right not in found.names and partner_of(right) not in found.names:
        return None
    problem = _unread(place, right, copied=right in found.names)
    found.leave_out(right)
    return problem


def _report_strange(found: ClassifiedFiles, paths: list[Path]) -> None:
    """Report the files whose names are no names of FAQ files; several may claim the same right name."""
    claims: dict[str, list[Path]] = {}
    for path in paths:
        right = _right_name(path)
        if right and (".y" in path.name.lower() or partner_of(right) in found.names - {right}):
            claims.setdefault(right, []).append(path)
        elif path.suffix == ".yaml":
            sentence = "nama berkas FAQ hanya huruf kecil, angka, dan tanda hubung, seperti paspor.yaml; ganti namanya"
            found.leave_out(path.name, WRONG_NAME.at(Place(str(path)), sentence))
    for right, similar in claims.items():
        mistaken = [path for path in similar if not _BACKUP.fullmatch(path.name)]
        place = Place(str((mistaken or similar)[0]))
        if right in found.names and not mistaken:
            continue
        if right not in found.names and (len(similar) > 1 or not mistaken):
            found.leave_out(right, lost_file(place, right, [path.name for path in similar]))
        else:
            found.leave_out(right, _unread(place, right, copied=right in found.names))


def _right_name(path: Path) -> str | None:
    """Return what a file with a strange name should be called, or None where that is not sure."""
    base = path.name.lower()
    if not _ENDING.search(base):
        return None
    base = _COPY_MARKS.sub("", _ENDING.sub("", base)).strip()
    stem = re.sub(r"[.-]kalimat$", "", base)
    right = re.sub(r"[\s_.]+", "-", stem) + (".yaml" if stem == base else PHRASINGS)
    if not PROPER_NAME.fullmatch(right):
        return None
    return f"{GUIDED_CHECKS}/{right}" if path.parent.name == GUIDED_CHECKS and stem == base else right


def _unread(place: Place, right: str, *, copied: bool = False) -> Problem:
    """Report a file that is not read: it holds what belongs into the file `right`, or has been copied from it."""
    if copied:
        advice = f"pastikan {right} yang benar, lalu pindahkan berkas ini dari folder FAQ"
        return COPY.at(place, f"isi ini sudah ada di {right}, jadi berkas ini tidak dibaca; {advice}")
    sentence = f"berkas ini tidak dibaca karena nama atau foldernya salah; ganti, supaya namanya menjadi {right}"
    return WRONG_NAME.at(place, sentence)


def lost_file(place: Place, right: str, others: Sequence[str] = ()) -> Problem:
    """Report a file that is missing; `others` look like it."""
    if others:
        sentence = f"{right} tidak ada, yang ada hanya {' dan '.join(others)}; kembalikan {right} dari isi yang benar"
        return LOST.at(place, sentence)
    return LOST.at(place, f"{right} tidak ada, padahal dibutuhkan di sini; kembalikan berkas itu")
