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
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from bot.faqfiles import model
from bot.faqfiles.classify_files import ClassifiedFiles, lost_file, sort_out
from bot.faqfiles.file_names import FEES, GUIDED_CHECKS, OUT_OF_SCOPE, PHRASINGS, REFERRALS, partner_of
from bot.faqfiles.lint.subject import OUT_OF_SCOPE as NOBODYS, Subject
from bot.faqfiles.model import ASKED, CheckEntry, Faq, FaqEntry, Fee, Referral, Topic, is_proper_id, typed_names
from bot.faqfiles.problem import Fault, Found, Path as Loc, Place, Problem, Rule, errors_of
from bot.faqfiles.render import FEE
from bot.faqfiles.seals import read_seals, with_version
from bot.faqfiles.shape import FIELDS, WRONG_KIND, Filler, bad_letters
from bot.faqfiles.syntax.document import BROKEN, DOUBLED, YamlDocument, doubled_sentence, open_document
from bot.faqfiles.syntax.suggest import nearest
from bot.helpdesk.model.guided_checks import GuidedCheck

EMPTY = Rule(
    "folder-kosong", "Folder FAQ tidak berisi satu pun pertanyaan; semua pertanyaan akan diteruskan kepada petugas."
)
TWICE = Rule("id-ganda", "Id yang sama dipakai dua entri, di berkas yang sama atau di berkas lain.")
UNPAIRED = Rule(
    "id-tanpa-pasangan",
    "Sebuah id hanya ada di berkas jawaban atau di berkas kalimat; id menghubungkan keduanya dan tidak perlu diganti.",
)
MOST_NAMED = 3
"""So many ids are named in a sentence."""
_ASKED_NAMES = frozenset(typed_names(FaqEntry, group=ASKED))


class Spot(NamedTuple):
    """A group of fields in a file."""

    document: YamlDocument
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
    reader.report_unpaired()
    fees: dict[str, int] = {}
    if last_good:
        document, _ = open_document(last_good / FEES)
        last = _Reader(ClassifiedFiles({FEES: document} if document else {})).read()
        fees = {id: fee.rupiah for id, fee in last.fees.items()}
    faq = _without_archived(faq)
    silent = frozenset(one.id for one in faq.answerable if (ASKED, one.id) not in reader.spots)
    subject = Subject(
        faq, frozenset(reader.ids - faq.archive.keys()), reader.whole, today, fees, read_seals(folder), silent
    )
    if FEES not in files.names and any(f"{{{FEE}" in shown.text for shown in subject.shown):
        reader.faults.append(lost_file(Place(str(folder)), FEES))
        subject = replace(subject, whole=False)
    if subject.whole and not faq.entries:
        sentence = "tidak ada entri FAQ di folder ini; tulis paling sedikit satu berkas topik"
        reader.faults.append(EMPTY.at(Place(str(folder)), sentence))
    return FaqFolder(subject, reader.spots, tuple(reader.faults))


def _without_archived(faq: Faq) -> Faq:
    """Return the FAQ with its archived entries apart, and without the ways to them that can be left out."""
    archive = {id: one for id, one in faq.entries.items() if one.archived}

    def free(one: Any, *names: str) -> Any:
        links = {name: tuple(id for id in getattr(one, name) if id not in archive) for name in names}
        for no in getattr(one, "hard_negatives", ()):
            kept = replace(no, belongs_to=None) if no.belongs_to in archive else no
            links["hard_negatives"] = (*links.get("hard_negatives", ()), kept)
        return replace(one, **links)

    entries = {id: free(one, "related") for id, one in faq.entries.items() if id not in archive}
    topics = tuple(free(one, "popular", "entry_ids") for one in faq.topics)
    return replace(faq, entries=entries, topics=topics, referrals=tuple(map(free, faq.referrals)), archive=archive)


_Member = tuple[str | int, dict[str, Any] | None, Spot]
"""One member of a file's main group: its id or place, its values (None where one is faulty), and where it stands."""


class _Reader:
    """Fills the model from all files.

    `whole` is False as long as anything could not be read. `ids`: those of all entries and referrals, faulty ones
    included; `given`: where those stand that could be read.
    """

    def __init__(self, files: ClassifiedFiles) -> None:
        self.files = files
        self.faults = list(files.problems)
        self.whole = not files.left_out and not errors_of(files.problems)
        self.spots: dict[tuple[str, str], Spot] = {}
        self.ids: set[str] = set()
        self.given: dict[str, Place] = {}
        self._asked: dict[str, dict[str, Any]] = {}
        self._unread_files = set(files.left_out)
        self._unread_ids: set[str] = set()

    def read(self) -> Faq:
        """Return all that could be read; topics in the order that staff gave them."""
        pages: list[tuple[Topic, list[FaqEntry]]] = []
        checks: list[CheckEntry] = []
        found: dict[str, Any] = {}
        # phrasings first: entries are filled with them
        for name, document in sorted(self.files.documents.items(), key=lambda one: not one[0].endswith(PHRASINGS)):
            self._report(document, bad_letters(document.data))
            if name.startswith(GUIDED_CHECKS):
                checks += self._checks(Path(name).stem, document)
            elif name == OUT_OF_SCOPE:
                self.spots[NOBODYS, ""] = Spot(document)
                if values := self._filled(Spot(document), document.data, model.OutOfScopeFile):
                    found["out_of_scope"] = values["phrasings"]
            elif name.endswith(PHRASINGS):
                self._take_phrasings(document)
            elif name == FEES:
                _, members = self._members(document, model.FeeFile)
                self.spots |= {("biaya", str(id)): spot for id, _, spot in members}
                found["fees"] = {str(id): Fee(id=str(id), **values) for id, values, _ in members if values}
            elif name == REFERRALS:
                head, members = self._members(document, model.ReferralFile)
                found["referrals"] = tuple(Referral(**values) for values in self._answerable("rujukan", members))
                found["referral_numbers"] = head["numbers"] if head else {}
            else:
                head, members = self._members(document, Topic)
                if head is not None:
                    id = name.removesuffix(".yaml")
                    self.spots["topik", id] = Spot(document)
                    entries = [FaqEntry(topic=id, **values) for values in self._answerable("entri", members)]
                    pages.append((Topic(**{**head, "id": id}), entries))
        pages.sort(key=lambda page: (page[0].order, page[0].id))
        if not all(map(is_proper_id, self.given)):
            self.whole = False  # one of them is meant to be another
        return Faq(
            entries={entry.id: entry for _, entries in pages for entry in entries},
            topics=tuple(topic for topic, _ in pages),
            checks=tuple(sorted(checks, key=lambda one: (one.order, one.check.id))),
            **found,
        )

    def _report(self, document: YamlDocument, found: Iterable[Found]) -> None:
        for rule, one in found:
            self.faults.append(rule.at(document.place(one.path, one.fragment, key=one.key), one.sentence))

    def _filled(self, spot: Spot, typed: object, *kinds: type, group: str = "") -> dict[str, Any] | None:
        """Return the values of the classes' fields at a spot; report what is wrong with them."""
        filler = Filler()
        values = filler.fields(typed, spot.loc, *kinds, group=group)
        self._report(spot.document, filler.found)
        self.whole = self.whole and values is not None
        return values

    def _checks(self, id: str, document: YamlDocument) -> Iterator[CheckEntry]:
        """Yield the guided check of a file, if it could be read."""
        if values := self._filled(Spot(document), document.data, GuidedCheck, CheckEntry):
            check = {one.name: values.pop(one.name) for one in fields(GuidedCheck) if one.name in values}
            self.spots["alur", id] = Spot(document)
            yield CheckEntry(check=with_version(GuidedCheck(**{**check, "id": id})), **values)

    def _take_phrasings(self, document: YamlDocument) -> None:
        head, members = self._members(document, model.PhrasingFile)
        if head is None and not members:
            self._unread_files.add(Path(document.path).name)
        for key, values, spot in members:
            id = str(key)
            if values is None:
                self._unread_ids.add(id)
            elif first := self.spots.get((ASKED, id)):
                where = f"{first.document.path} baris {first.at(key=True).line}"
                self.faults.append(DOUBLED.at(spot.at(key=True), doubled_sentence(id, where)))
            else:
                self._asked[id], self.spots[ASKED, id] = values, spot

    def _answerable(self, kind: str, members: Iterable[_Member]) -> Iterator[dict[str, Any]]:
        """Yield the values of what could be read, with how people ask for it."""
        for _, values, spot in members:
            id, place = str((values or {}).get("id")), spot.at("id")
            if first := self.given.get(id):
                advice = "beri id lain bila entri baru, hapus bila salinan, atau kembalikan id lama entri ini"
                sentence = f"id '{id}' sudah dipakai di {first.path} baris {first.line}; {advice}"
                self.faults.append(TWICE.at(place, sentence))
                self.whole = False
            elif values:
                self.given[id], self.spots[kind, id] = place, spot
                yield values | self._asked.get(id, {})

    def _members(self, document: YamlDocument, head: type) -> tuple[dict[str, Any] | None, list[_Member]]:
        """Fill the file's head and each of its members separately: one fault hides no other."""
        (name, kind, group), data = model.MEMBERS[head], dict(document.data)
        in_list = kind in (FaqEntry, Referral) and not group
        given = data.get(name)
        members: list[tuple[str | int, Any]] = []
        lost: tuple[Place, str] | None = None
        if isinstance(given, list) and in_list:
            members = list(enumerate(given))
            data[name] = [one["id"] for one in given if isinstance(one, dict) and isinstance(one.get("id"), str)]
            self.ids |= set(data[name])
        elif isinstance(given, dict) and not in_list:
            members, data[name] = list(given.items()), list(given)
        elif given is not None and not in_list:
            self._report(document, [(WRONG_KIND, Fault((name,), f"'{name}' harus berisi {FIELDS}"))])
            data[name] = None
        elif name not in data and not any(nearest(key, [name]) for key in data):
            # Its members belong to the field above now, and all that they hold would be reported as unknown there.
            lost = document.place(), f"baris '{name}:' tidak ada; tulis baris itu, sendirian, di atas isinya"
        if stray := next((str(key) for key, _ in members if key in typed_names(kind, group=group)), ""):
            sentence = f"di atas '{stray}:' tidak ada baris dengan nama pemiliknya; kembalikan baris itu"
            lost = document.place((name, stray), key=True), sentence
        if lost:
            self.whole = False
            self.faults.append(BROKEN.at(*lost))
            return None, []
        filled = self._filled(Spot(document), data, head)
        spots = [(Spot(document, (name, key)), key, typed) for key, typed in members]
        return filled, [(key, self._filled(spot, typed, kind, group=group), spot) for spot, key, typed in spots]

    def report_unpaired(self) -> None:
        """Report what lacks its other half, once for each topic: it may be one id, changed in one file alone."""
        lacking: dict[str, list[tuple[Place, str]]] = {}

        def lacks(place: Place, sentence: str) -> None:
            lacking.setdefault(Path(place.path).name.partition(".")[0], []).append((place, sentence))

        for id, place in self.given.items():
            partner = partner_of(Path(place.path).name)
            # What could not be read proves nothing; an id that is wrong in itself gets its phrasings when it is mended.
            unread = id in self._unread_ids or partner in self._unread_files or not is_proper_id(id)
            if id not in self._asked and not unread:
                lacks(place, f"entri '{id}' belum punya kalimat")
        for id in (id for id in self._asked if self.whole and id not in self.ids):
            lacks(self.spots[ASKED, id].at(key=True), f"kalimat '{id}' tidak punya jawaban")
        for found in lacking.values():
            said, more = ", ".join(sentence for _, sentence in found[:MOST_NAMED]), len(found) - MOST_NAMED
            advice = "bila hanya id-nya yang diganti, kembalikan id yang lama; bila tidak, lengkapi kedua berkas"
            rest = f", dan {more} lagi" if more > 0 else ""
            self.faults.append(UNPAIRED.at(found[0][0], f"{said}{rest}; {advice}"))
        if self.whole:
            self.ids |= self._asked.keys()
