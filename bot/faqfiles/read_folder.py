"""Reads a FAQ folder into the model: all files, all faults of reading, and where in which file everything stands.

<topik>.yaml                a topic's page and its entries
<topik>.kalimat.yaml        how people ask for them
bukan-layanan.yaml          what other offices do, with its own .kalimat.yaml
luar-topik.kalimat.yaml     messages that are nobody's
alur/<id>.yaml              the guided checks
biaya.yaml                  the fee table
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from bot.faqfiles.classify_files import ClassifiedFiles, lost_file, sort_out
from bot.faqfiles.file_names import FEES, GUIDED_CHECKS, OUT_OF_SCOPE, PHRASINGS, REFERRALS, partner_of
from bot.faqfiles.lint.rules.links import mentions, quoted
from bot.faqfiles.lint.subject import OUT_OF_SCOPE as NOBODYS
from bot.faqfiles.lint.subject import Subject, shown_texts
from bot.faqfiles.model import (
    ASKED,
    CheckEntry,
    Faq,
    FaqEntry,
    Fee,
    FeeFile,
    OutOfScopeFile,
    PhrasingFile,
    Referral,
    ReferralFile,
    Topic,
    is_proper_id,
    typed_names,
)
from bot.faqfiles.problem import Fault, Found, Place, Problem, Rule
from bot.faqfiles.problem import Path as Loc
from bot.faqfiles.render import FEE
from bot.faqfiles.seals import read_seals, with_version
from bot.faqfiles.shape import WRONG_KIND, Filler, bad_letters
from bot.faqfiles.syntax.document import BROKEN, DOUBLED, Document, doubled_sentence, open_document
from bot.faqfiles.syntax.suggest import nearest
from bot.helpdesk.model.guided_checks import GuidedCheck

EMPTY = Rule(
    "folder-kosong",
    """Folder FAQ tidak berisi satu pun pertanyaan.

    Bot yang menyala tanpa isi akan meneruskan semua pertanyaan kepada petugas.
    """,
)
TWICE = Rule(
    "id-ganda",
    """Id yang sama dipakai dua entri, di berkas yang sama atau di berkas lain.

    Bot tidak tahu jawaban mana yang dimaksud.
    """,
)
UNPAIRED = Rule(
    "id-tanpa-pasangan",
    """Sebuah id ada di berkas jawaban tetapi tidak di berkas kalimat topiknya, atau sebaliknya.

    Kedua berkas dihubungkan oleh id. Tanpa kalimat, bot tidak mengenali pertanyaannya; tanpa jawaban, kalimatnya tidak
    berguna. Id tidak dilihat warga dan tidak perlu diganti, juga kalau pertanyaannya berubah.
    """,
)
Answerable = TypeVar("Answerable", FaqEntry, Referral)
SEE = "lihat contoh di docs/format-faq.md"

_ASKED_NAMES = frozenset(typed_names(FaqEntry, group=ASKED))


class Spot(NamedTuple):
    """A group of fields in a file."""

    document: Document
    loc: Loc = ()

    def at(self, *steps: str | int, key: bool = False) -> Place:
        """Return where the value at `steps` below this group stands, or its name."""
        return self.document.place((*self.loc, *steps), key=key)


@dataclass(frozen=True)
class FaqFolder:
    """What was read of a folder, for the rules to look through; where it stands; and the faults met on the way."""

    subject: Subject
    spots: Mapping[tuple[str, str], Spot]
    faults: tuple[Problem, ...]

    @property
    def faq(self) -> Faq:
        """The FAQ as it was typed, dates of signatures included that do not hold any more."""
        return self.subject.faq

    def place(self, path: Loc, fragment: str = "", *, key: bool = False) -> Place:
        """Return where the value at a path of the model stands in the files."""
        kind, id, *rest = path
        asked = self.spots.get((ASKED, str(id))) if rest and rest[0] in _ASKED_NAMES else None
        spot = asked or self.spots[str(kind), str(id)]
        return spot.document.place((*spot.loc, *rest), fragment, key=key)


def read_folder(folder: Path, today: date | None, last_good: Path | None = None) -> FaqFolder:
    """Read everything in `folder` that can be read; nothing is raised, all faults are kept.

    `last_good`: the folder with the state that the bot took up last; its fees are what new ones are compared with.
    """
    files = sort_out(folder)
    reader = _Reader(files)
    faq = reader.read()
    reader.report_unpaired(faq)
    if FEES not in files.names and any(f"{{{FEE}" in shown.text for shown in shown_texts(faq)):
        reader.faults.append(lost_file(Place(str(folder)), FEES))
        reader.whole = False
    if reader.whole and not faq.entries:
        sentence = "tidak ada entri FAQ di folder ini; tulis paling sedikit satu berkas topik"
        reader.faults.append(EMPTY.at(Place(str(folder)), sentence))
    silent = frozenset(one.id for one in faq.answerable if (ASKED, one.id) not in reader.spots)
    fees = _last_fees(last_good) if last_good else {}
    subject = Subject(faq, frozenset(reader.ids), reader.whole, today, fees, read_seals(folder), silent)
    return FaqFolder(subject, reader.spots, tuple(reader.faults))


def _last_fees(folder: Path) -> dict[str, int]:
    """Return the fees of the last good state; where none is kept, nothing is compared."""
    document, _ = open_document(folder / FEES)
    return {id: fee.rupiah for id, fee in _Reader(ClassifiedFiles()).fees(document).items()}


class _Member(NamedTuple):
    """One member of a file's main group; `values` is None where it is faulty."""

    key: str | int
    values: dict[str, Any] | None
    spot: Spot


class _Reader:
    """Fills the model from all files.

    `whole` is False as long as anything could not be read. `ids`: those of all entries and referrals, faulty ones
    included; `given`: those that could be read, with their places.
    """

    def __init__(self, files: ClassifiedFiles) -> None:
        self.files = files
        self.faults = list(files.problems)
        self.whole = not files.left_out
        self.spots: dict[tuple[str, str], Spot] = {}
        self.ids: set[str] = set()
        self.given: list[tuple[str, Place]] = []
        self._asked: dict[str, dict[str, Any]] = {}
        self._unread_files = set(files.left_out)
        self._unread_ids: set[str] = set()
        for document in files.documents.values():
            self._report(document, bad_letters(document.data))

    def read(self) -> Faq:
        """Return all that could be read; topics in the order that staff gave them."""
        documents = dict(self.files.documents)
        checks = [self._check(documents.pop(name)) for name in [*documents] if name.startswith(GUIDED_CHECKS)]
        fees = self.fees(documents.pop(FEES, None))
        out_of_scope = self._out_of_scope(documents.pop(OUT_OF_SCOPE, None))
        referral_document = documents.pop(REFERRALS, None)
        for name in [name for name in documents if name.endswith(PHRASINGS)]:
            self._take_phrasings(documents.pop(name))
        numbers, referrals = self._referrals(referral_document)
        pages = [page for name, document in documents.items() if (page := self._topic(name, document))]
        pages.sort(key=lambda page: (page[0].order, page[0].id))
        self._report_doubled()
        if not all(map(is_proper_id, (id for id, _ in self.given))):
            self.whole = False  # one of them is meant to be another
        return Faq(
            entries=_by_id(entry for _, entries in pages for entry in entries),
            topics=tuple(topic for topic, _ in pages),
            fees=fees,
            referrals=tuple(_by_id(referrals).values()),
            referral_numbers=numbers,
            checks=tuple(sorted(filter(None, checks), key=lambda one: (one.order, one.check.id))),
            out_of_scope=out_of_scope,
        )

    def _report(self, document: Document, found: Iterable[Found]) -> None:
        for rule, one in found:
            self.faults.append(rule.at(document.place(one.path, one.fragment, key=one.key), one.sentence))

    def _filled(self, spot: Spot, typed: object, *kinds: type, group: str = "") -> dict[str, Any] | None:
        """Return the values of the classes' fields at a spot; report what is wrong with them."""
        filler = Filler()
        values = filler.fields(typed, spot.loc, *kinds, group=group)
        self._report(spot.document, filler.found)
        self.whole = self.whole and values is not None
        return values

    def _check(self, document: Document) -> CheckEntry | None:
        values = self._filled(Spot(document), document.data, GuidedCheck, CheckEntry)
        if values is None:
            return None
        name = Path(document.path).stem
        check = {one.name: values.pop(one.name) for one in fields(GuidedCheck) if one.name in values}
        self.spots["alur", name] = Spot(document)
        return CheckEntry(check=with_version(GuidedCheck(**{**check, "id": name})), **values)

    def fees(self, document: Document | None) -> dict[str, Fee]:
        """Return the fee table."""
        if document is None:
            return {}
        _, members = self._members(document, FeeFile, "biaya", Fee)
        self.spots |= {("biaya", str(one.key)): one.spot for one in members}
        return {str(one.key): Fee(id=str(one.key), **one.values) for one in members if one.values}

    def _out_of_scope(self, document: Document | None) -> tuple[str, ...]:
        values = self._filled(Spot(document), document.data, OutOfScopeFile) if document else None
        if document is None or values is None:
            return ()
        self.spots[NOBODYS, ""] = Spot(document)
        return OutOfScopeFile(**values).phrasings

    def _take_phrasings(self, document: Document) -> None:
        head, members = self._members(document, PhrasingFile, "entri", FaqEntry, group=ASKED)
        if head is None and not members:
            self._unread_files.add(Path(document.path).name)
        doubled: dict[str, list[_Member]] = {}
        for one in members:
            id = str(one.key)
            if one.values is None:
                self._unread_ids.add(id)
            elif id in self._asked:
                doubled.setdefault(self.spots[ASKED, id].document.path, []).append(one)
            else:
                self._asked[id], self.spots[ASKED, id] = one.values, one.spot
        for path, again in doubled.items():
            id = str(again[0].key)
            others = f" dan seterusnya ({len(again)} id)" if len(again) > 1 else ""
            where = f"{path} baris {self.spots[ASKED, id].at(key=True).line}{others}"
            self.faults.append(DOUBLED.at(again[0].spot.at(key=True), doubled_sentence(id, where)))

    def _referrals(self, document: Document | None) -> tuple[Mapping[str, str], list[Referral]]:
        if document is None:
            return {}, []
        head, members = self._members(document, ReferralFile, "rujukan", Referral)
        found = [Referral(**values) for values in self._answerable("rujukan", members)]
        return head["numbers"] if head else {}, found

    def _topic(self, name: str, document: Document) -> tuple[Topic, list[FaqEntry]] | None:
        """Return the topic of a file with its entries, or None where its head is faulty."""
        head, members = self._members(document, Topic, "entri", FaqEntry)
        if head is None:
            return None
        id = name.removesuffix(".yaml")
        self.spots["topik", id] = Spot(document)
        entries = [FaqEntry(topic=id, **values) for values in self._answerable("entri", members)]
        return Topic(**{**head, "id": id}), entries

    def _answerable(self, kind: str, members: Iterable[_Member]) -> Iterator[dict[str, Any]]:
        """Yield the values of what could be read, with how people ask for it."""
        for one in members:
            if one.values:
                id = one.values["id"]
                self.given.append((id, one.spot.at("id")))
                self.spots.setdefault((kind, id), one.spot)
                yield one.values | self._asked.get(id, {})

    def _members(
        self, document: Document, head: type, name: str, kind: type, group: str = ""
    ) -> tuple[dict[str, Any] | None, list[_Member]]:
        """Fill the file's head and each member of its group `name` separately: one fault hides no other."""
        data = dict(document.data)
        in_list = kind in (FaqEntry, Referral) and not group
        given = data.get(name)
        members: list[tuple[str | int, Any]] = []
        if isinstance(given, list) and in_list:
            members = list(enumerate(given))
            data[name] = [one["id"] for one in given if isinstance(one, dict) and isinstance(one.get("id"), str)]
            self.ids |= set(data[name])
        elif isinstance(given, dict) and not in_list:
            members, data[name] = list(given.items()), list(given)
        elif given is not None and not in_list:
            self._report(document, [(WRONG_KIND, Fault((name,), f"'{name}' harus berisi isian 'nama: isi'; {SEE}"))])
            data[name] = None
        elif name not in data and not any(nearest(key, [name]) for key in data):
            # Its members belong to the field above now, and all that they hold would be reported as unknown there.
            return self._lost_line(
                document.place(), f"baris '{name}:' tidak ada; tulis baris itu, sendirian, di atas isinya"
            )
        if stray := next((str(key) for key, _ in members if key in typed_names(kind, group=group)), ""):
            sentence = f"di atas '{stray}:' tidak ada baris dengan nama pemiliknya; kembalikan baris itu"
            return self._lost_line(document.place((name, stray), key=True), sentence)
        filled = self._filled(Spot(document), data, head)
        spots = [(Spot(document, (name, key)), key, typed) for key, typed in members]
        return filled, [_Member(key, self._filled(at, typed, kind, group=group), at) for at, key, typed in spots]

    def _lost_line(self, place: Place, sentence: str) -> tuple[None, list[_Member]]:
        self.whole = False
        self.faults.append(BROKEN.at(place, sentence))
        return None, []

    def _report_doubled(self) -> None:
        """Report the ids that are given twice, once for each pair of files."""
        first: dict[str, Place] = {}
        doubled: dict[tuple[str, str], list[tuple[str, Place]]] = {}
        for id, place in self.given:
            if id in first:
                doubled.setdefault((place.path, first[id].path), []).append((id, place))
            first.setdefault(id, place)
        for again in doubled.values():
            self.whole = False
            id, place = again[0]
            where = f"{first[id].path} baris {first[id].line}{' dan seterusnya' if len(again) > 1 else ''}"
            advice = "beri id lain bila entri baru, hapus bila salinan, atau kembalikan id lama entri ini"
            self.faults.append(
                TWICE.at(place, f"id {quoted([id for id, _ in again])} sudah dipakai di {where}; {advice}")
            )

    def report_unpaired(self, faq: Faq) -> None:
        """Report the entries without phrasings and the phrasings without an entry, together where it may be one id."""
        silent = [(id, place) for id, place in self.given if self._is_silent(id, place)]
        orphans = [(id, self.spots[ASKED, id].at(key=True)) for id in self._asked if id not in self.ids and self.whole]
        self.ids |= {id for id, _ in orphans}
        groups: dict[str | None, tuple[list[tuple[str, Place]], list[tuple[str, Place]]]] = {}
        for id, place in silent:
            groups.setdefault(Path(place.path).name, ([], []))[0].append((id, place))
        for id, place in orphans:
            groups.setdefault(partner_of(Path(place.path).name), ([], []))[1].append((id, place))
        mentioned = {id for id, _ in mentions(faq)}
        for entries, phrasings in groups.values():
            self.faults.append(UNPAIRED.at(*_unpaired(entries, phrasings, mentioned, self.ids)))

    def _is_silent(self, id: str, place: Place) -> bool:
        """Say whether nobody can ask for an entry; phrasings that are missing as a file, or unread, prove nothing."""
        partner = partner_of(Path(place.path).name)
        # An id that is reported as wrong in itself will get its phrasings when it is mended.
        known = id in self._asked or id in self._unread_ids or partner in self._unread_files
        return not known and partner in self.files.names and is_proper_id(id)


def _by_id(every: Iterable[Answerable]) -> dict[str, Answerable]:
    """Return them by id, of those with the same one the first."""
    found: dict[str, Answerable] = {}
    for one in every:
        found.setdefault(one.id, one)
    return found


def _unpaired(
    entries: list[tuple[str, Place]], phrasings: list[tuple[str, Place]], mentioned: set[str], known: set[str]
) -> tuple[Place, str]:
    """Return where to look and what to do, for a topic's entries without phrasings and phrasings without an entry."""
    if not phrasings:
        advice = "tulis di berkas kalimat topik ini, di bawah 'entri:'"
        return entries[0][1], f"{quoted([id for id, _ in entries])} belum punya kalimat; {advice}"
    if not entries:
        ids = [id for id, _ in phrasings]
        others = " tetapi masih disebut di tempat lain" if mentioned & set(ids) else ""
        advice = "kembalikan entri yang terhapus, atau hapus juga kalimatnya"
        return phrasings[0][1], f"{quoted(ids)} tidak punya jawaban{others}; {advice}"
    # Whichever of the two is known elsewhere has kept its name.
    (wrong, at), (right, other) = entries[0], phrasings[0]
    if wrong in mentioned:
        (wrong, at), (right, other) = phrasings[0], entries[0]
    where = f"{Path(other.path).name} baris {other.line}"
    if len(entries) == len(phrasings) == 1 and nearest(wrong, (known - {wrong}) | {right}) == right:
        return at, f"id '{wrong}' salah tulis, namanya '{right}' di {where}; tulis {right}"
    lacking = [
        f"entri {quoted([id for id, _ in entries])} tidak punya kalimat",
        f"kalimat {quoted([id for id, _ in phrasings])} tidak punya jawaban",
    ]
    advice = "bila hanya id-nya yang diganti, kembalikan id yang lama; bila ini entri baru, lengkapi kedua berkas"
    return at, f"{', dan '.join(lacking)} (lihat {where}); {advice}"
