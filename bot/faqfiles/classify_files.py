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
from bot.faqfiles.problem import Place, Problem, Rule, errors_of
from bot.faqfiles.syntax.document import UNREADABLE, Document, open_document
from bot.helpdesk.texts.operator import why_not

WRONG_NAME = Rule(
    "berkas-salah-nama",
    """Nama atau letak berkas tidak cocok dengan isinya, jadi berkas itu tidak dibaca.

    Windows menambahkan ' (1)' dan ' - Salin', Notepad menambahkan .txt. Bot hanya membaca nama yang tepat: huruf kecil,
    angka, dan tanda hubung, lalu .yaml atau .kalimat.yaml. Selama namanya salah, semua isinya dianggap belum ada.
    """,
)
COPY = Rule(
    "berkas-salinan",
    """Berkas ini tampaknya salinan dari berkas FAQ lain, jadi tidak dibaca.

    Bot tidak tahu mana yang benar, dan orang mudah mengubah berkas yang keliru. Simpan salinan di luar folder FAQ.
    """,
)
LOST = Rule(
    "berkas-hilang",
    """Berkas yang dibutuhkan berkas lain tidak ada.

    Setiap topik punya dua berkas: jawabannya dan kalimatnya. Tarif yang disebut jawaban ada di biaya.yaml. Kembalikan
    berkas yang terhapus atau dipindah, misalnya dari salinan kemarin.
    """,
)
_ENDING = re.compile(r"\.(?:ya?ml\b.*|txt)$")
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
    problems: list[Problem] = field(default_factory=list)

    def leave_out(self, name: str, *problems: Problem) -> None:
        """Note that the content of the file `name` is missing: from now on a missing id proves nothing."""
        self.left_out.add(name)
        self.names.add(name)
        self.problems.extend(problems)


def sort_out(folder: Path) -> ClassifiedFiles:
    """Open all files of the folder; nothing is raised."""
    found = ClassifiedFiles()
    try:
        paths = {path.relative_to(folder).as_posix(): path for path in all_files(folder) if path.name != SEALS}
    except OSError as error:
        sentence = f"tidak bisa dibaca: {why_not(error)}; periksa nama dan letaknya, serta hak bacanya"
        found.leave_out("", UNREADABLE.at(Place(str(folder)), sentence))
        return found
    proper = [name for name, path in paths.items() if _is_proper(name, path)]
    found.names.update(proper)
    for name in proper:
        document, problems = open_document(paths[name])
        found.problems.extend(problems)
        if document is None or errors_of(problems):
            found.leave_out(name)
        else:
            found.documents[name] = document
    _report_strange(found, {name: path for name, path in paths.items() if name not in proper and path.is_file()})
    for name, document in [*found.documents.items()]:
        if problem := _misplaced(found, name, document):
            found.leave_out(name, problem)
            del found.documents[name]
    for name, document in found.documents.items():
        if (partner := partner_of(name)) and partner not in found.names:
            found.leave_out(partner, lost_file(Place(document.path), partner))
    return found


def _misplaced(found: ClassifiedFiles, name: str, document: Document) -> Problem | None:
    """Return what to do about a file that holds what belongs into another; note that the other is not read either."""
    partner, place = partner_of(name), document.place(("topik",))
    topic, entries = document.data.get("topik"), document.data.get("entri")
    if "langkah" in document.data and not name.startswith(GUIDED_CHECKS):
        return _wrong_name(document.place(("alur",)), f"{GUIDED_CHECKS}/{name}")
    if partner and isinstance(entries, list if name.endswith(PHRASINGS) else dict):
        return lost_file(place, name, [f"salinan {partner}"])
    right = f"{topic}{PHRASINGS if name.endswith(PHRASINGS) else '.yaml'}"
    if partner is None or partner in found.names or right == name:
        return None
    if right in found.names:
        found.leave_out(right)
        return _copied(place, right)
    if partner_of(right) in found.names:
        found.leave_out(right)
        return _wrong_name(place, right)
    return None


def _is_proper(name: str, path: Path) -> bool:
    if path.name.endswith("-kalimat.yaml") or (name.startswith(GUIDED_CHECKS) and path.name.endswith(PHRASINGS)):
        return False
    return bool(PROPER_NAME.fullmatch(path.name))


def _report_strange(found: ClassifiedFiles, paths: dict[str, Path]) -> None:
    """Report the files whose names are no names of FAQ files; several may claim the same right name."""
    claims: dict[str, list[Path]] = {}
    for path in paths.values():
        right, backup = _right_name(path), _LEFT_BY_EDITORS.fullmatch(path.name)
        if right and right not in found.names:
            if ".y" in path.name.lower() or partner_of(right) in found.names:
                claims.setdefault(right, []).append(path)
        elif right and not backup and ".y" in path.name.lower():
            found.leave_out(right, _copied(Place(str(path)), right))
        elif path.suffix == ".yaml":
            sentence = "nama berkas FAQ hanya huruf kecil, angka, dan tanda hubung, seperti paspor.yaml; ganti namanya"
            found.leave_out(path.name, WRONG_NAME.at(Place(str(path)), sentence))
    for right, similar in claims.items():
        place = Place(str(similar[0]))
        if len(similar) > 1 or _LEFT_BY_EDITORS.fullmatch(similar[0].name):
            found.leave_out(right, lost_file(place, right, [path.name for path in similar]))
        else:
            found.leave_out(right, _wrong_name(place, right))


def _right_name(path: Path) -> str | None:
    """Return what a file with a strange name should be called, or None where that is not sure."""
    base = path.name.lower()
    if not _ENDING.search(base):
        return None
    base = _COPY_MARKS.sub("", _ENDING.sub("", base)).strip()
    stem = re.sub(r"[.-]kalimat$", "", base)
    right = re.sub(r"[\s_.]+", "-", stem) + (".yaml" if stem == base else PHRASINGS)
    if path.parent.name == GUIDED_CHECKS and stem == base:
        return f"{GUIDED_CHECKS}/{right}" if PROPER_NAME.fullmatch(right) else None
    return right if PROPER_NAME.fullmatch(right) else None


def _wrong_name(place: Place, right: str) -> Problem:
    sentence = f"berkas ini tidak dibaca karena nama atau foldernya salah; ganti, supaya namanya menjadi {right}"
    return WRONG_NAME.at(place, sentence)


def _copied(place: Place, right: str) -> Problem:
    advice = f"pastikan {right} yang benar, lalu pindahkan berkas ini dari folder FAQ"
    return COPY.at(place, f"isi ini sudah ada di {right}, jadi berkas ini tidak dibaca; {advice}")


def lost_file(place: Place, right: str, others: Sequence[str] = ()) -> Problem:
    """Report a file that is missing; `others` look like it."""
    if others:
        sentence = f"{right} tidak ada, yang ada hanya {' dan '.join(others)}; kembalikan {right} dari isi yang benar"
        return LOST.at(place, sentence)
    return LOST.at(place, f"{right} tidak ada, padahal dibutuhkan di sini; kembalikan berkas itu")
