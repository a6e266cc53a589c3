"""Sorts out the files of a FAQ folder: which is read as what, and which lies there under a wrong name.

A file that was renamed or copied by hand is recognised by its content. It is not read, and what is missing because of
that is not reported besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.faqfiles.file_names import FEES, GUIDED_CHECKS, PHRASINGS, PROPER_NAME, REFERRALS, SEALS, all_files, partner_of
from bot.faqfiles.problem import Level, Place, Problem, Rule
from bot.faqfiles.syntax.document import UNREADABLE, Document, open_document
from bot.helpdesk.texts.system_errors import why_not

WRONG_NAME = Rule(
    "berkas-salah-nama",
    """Nama atau letak berkas tidak cocok dengan isinya, jadi berkas itu tidak dibaca.

    Windows menambahkan ' (1)' dan ' - Salin', Notepad menambahkan .txt. Bot hanya membaca nama yang tepat: huruf kecil,
    angka, dan tanda hubung, lalu .yaml atau .kalimat.yaml. Selama namanya salah, semua isinya dianggap belum ada.
    """,
)
COPY = Rule(
    "berkas-salinan",
    """Dua berkas berisi topik yang sama: yang satu tampaknya salinan dari yang lain.

    Bot tidak tahu mana yang benar, jadi salinannya tidak dibaca. Simpan salinan di luar folder FAQ.
    """,
)
LOST = Rule(
    "berkas-hilang",
    """Berkas yang dibutuhkan berkas lain tidak ada.

    Setiap topik punya dua berkas: jawabannya dan kalimatnya. Tarif yang disebut jawaban ada di biaya.yaml. Kembalikan
    berkas yang terhapus atau dipindah, misalnya dari salinan kemarin.
    """,
)
WRONG_ENDING = Rule(
    "akhiran-berkas",
    """Di samping berkas FAQ ada berkas bernama sama dengan akhiran lain, yang tidak dibaca.

    Orang mudah mengubah berkas yang keliru, lalu heran mengapa jawaban bot tetap sama.
    """,
    Level.WARNING,
)
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
        sentence = f"tidak bisa dibaca: {why_not(error)}; periksa nama dan letaknya, serta hak bacanya"
        found.leave_out("", UNREADABLE.at(Place(str(folder)), sentence))
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
        return lost_file(place, name, [f"salinan {right}"])
    return _copied(place, right)


def name_by_content(document: Document) -> str | None:
    """Return what a file with this content is called, or None where that is not sure."""
    topic, check = (name if isinstance(name, str) else None for name in map(document.data.get, ("topik", "alur")))
    entries = document.data.get("entri")
    if "langkah" in document.data and check:
        right = f"{GUIDED_CHECKS}/{check}.yaml"
    elif "rujukan" in document.data:
        right = REFERRALS
    elif "biaya" in document.data and not topic:
        right = FEES
    elif topic and ("kalimat" in document.data or isinstance(entries, dict)):
        right = topic + PHRASINGS
    elif topic and "entri" in document.data:
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
                found.leave_out(right, _copied(place, right))
            elif not _LEFT_BY_EDITORS.fullmatch(name):
                sentence = f"berkas ini tidak dibaca, yang dibaca adalah {right}; pindahkan berkas ini dari folder FAQ"
                found.warnings.append(WRONG_ENDING.at(place, sentence))
        elif path.suffix == ".yaml":
            sentence = "nama berkas FAQ hanya huruf kecil, angka, dan tanda hubung, seperti paspor.yaml; ganti namanya"
            found.leave_out(right or name, WRONG_NAME.at(place, sentence))
    for right, names in claims.items():
        found.leave_out(right, *_claimed(right, names, paths))


def _claimed(right: str, names: list[str], paths: dict[str, Path]) -> Iterator[Problem]:
    """Yield what to do about a file that is missing while others look like it."""
    place = Place(str(paths[names[0]]))
    if len(names) > 1 or _LEFT_BY_EDITORS.fullmatch(names[0]):
        yield lost_file(place, right, [Path(name).name for name in names])
    else:
        yield _wrong_name(place, names[0], right)


def _wrong_name(place: Place, name: str, right: str) -> Problem:
    here, there = name.rpartition("/")[0], right.rpartition("/")[0]
    move = "" if here == there else f"ke folder {there}" if there else f"ke luar folder {here}"
    why = f"salah folder; pindahkan {move}, namanya" if move else "namanya salah; ganti namanya"
    return WRONG_NAME.at(place, f"berkas ini tidak dibaca karena {why} menjadi {right}")


def lost_file(place: Place, right: str, others: Sequence[str] = ()) -> Problem:
    """Report a file that is missing; `others` look like it."""
    if others:
        sentence = f"{right} tidak ada, yang ada hanya {' dan '.join(others)}; kembalikan {right} dari isi yang benar"
        return LOST.at(place, sentence)
    return LOST.at(place, f"{right} tidak ada, padahal dibutuhkan di sini; kembalikan berkas itu")


def _copied(place: Place, right: str) -> Problem:
    advice = f"pastikan {right} yang benar, lalu pindahkan berkas ini dari folder FAQ"
    return COPY.at(place, f"isi ini sudah ada di {right}, jadi berkas ini tidak dibaca; {advice}")


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
