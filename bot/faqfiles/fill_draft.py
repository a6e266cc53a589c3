"""Fills the fields of the files of a FAQ folder, and collects what is wrong with them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from bot.faqfiles.draft import EntryDraft, FieldGroup, GuidedCheckDraft, PhrasingDraft, ReferralDraft, TopicDraft
from bot.faqfiles.file_names import PHRASINGS, REFERRALS, partner_of
from bot.faqfiles.guided_check_schema import GuidedCheckFields
from bot.faqfiles.problem import Place, Problem, errors_of
from bot.faqfiles.schema import (
    EntryFields,
    FeeFields,
    FeeFileFields,
    Fields,
    OutOfScopeFields,
    PhrasingFields,
    PhrasingFileFields,
    ReferralFields,
    ReferralFileFields,
    TopicFields,
    is_proper_id,
)
from bot.faqfiles.syntax import file_faults, syntax_faults
from bot.faqfiles.syntax.suggest import nearest
from bot.faqfiles.syntax.tree import Document
from bot.faqfiles.validation_errors import fill

H = TypeVar("H", bound=Fields)
F = TypeVar("F", bound=Fields)


@dataclass(frozen=True)
class _Part(Generic[F]):
    """One member of a file's main group; `fields` is None where it is faulty."""

    loc: tuple[str, str | int]
    raw: object
    fields: F | None

    @property
    def key(self) -> str | int:
        return self.loc[1]


@dataclass
class Reader:
    """Fills the fields of all files; collects faults, and the phrasings until their entries are known.

    `unread_files` are those whose content is missing; `whole` is False as long as anything is.
    """

    faults: list[Problem]
    whole: bool
    unread_files: set[str]
    phrasings: dict[str, PhrasingDraft] = field(default_factory=dict)
    unread_ids: set[str] = field(default_factory=set)
    damage: dict[str, list[int]] = field(default_factory=dict)

    def take_faults(self, document: Document, problems: list[Problem]) -> None:
        """Keep the faults of a file that could be read; what stands around an error is not checked any further."""
        self.faults.extend(problems)
        self.damage[document.path] = [one.place.line for one in errors_of(problems)]
        self.whole = self.whole and not self.damage[document.path]

    def fees(self, document: Document | None) -> dict[str, tuple[FeeFields, FieldGroup]]:
        """Return the fee table."""
        if document is None:
            return {}
        _, parts = self._parts(document, FeeFileFields, FeeFields, "biaya")
        return {str(one.key): (one.fields, FieldGroup(document, one.loc)) for one in parts if one.fields}

    def out_of_scope(self, document: Document | None) -> PhrasingDraft | None:
        """Return the messages that are nobody's, as phrasings that no entry has."""
        if document is None:
            return None
        filled, problems = fill(OutOfScopeFields, document, (), document.data())
        self.faults.extend(problems)
        if filled is None:
            return None
        fields = PhrasingFields.model_validate({"kalimat": list(filled.phrasings)})
        return PhrasingDraft(filled.topic, fields, FieldGroup(document))

    def take_phrasings(self, document: Document) -> None:
        """Keep the phrasings of one file."""
        head, parts = self._parts(document, PhrasingFileFields, PhrasingFields, "entri")
        if head is None and not parts:
            self.unread_files.add(Path(document.path).name)
        doubled: dict[str, list[PhrasingDraft]] = {}
        for one in parts:
            id = str(one.key)
            if one.fields is None:
                self.unread_ids.add(id)
            elif id in self.phrasings:
                doubled.setdefault(self.phrasings[id].spot.document.path, []).append(self.phrasings[id])
            else:
                self.phrasings[id] = PhrasingDraft(id, one.fields, FieldGroup(document, one.loc))
        for path, first in doubled.items():
            others = f" dan seterusnya ({len(first)} id)" if len(first) > 1 else ""
            where = f"{path} baris {first[0].spot.key('').line}{others}"
            self.faults.append(
                syntax_faults.duplicate_key(document.key_place(("entri", first[0].id)), first[0].id, where)
            )

    def referrals(self, document: Document | None) -> tuple[ReferralFileFields | None, tuple[ReferralDraft, ...]]:
        """Return the head of the referral file and its referrals."""
        if document is None:
            return None, ()
        head, parts = self._parts(document, ReferralFileFields, ReferralFields, "rujukan")
        return head, tuple(
            ReferralDraft(one.fields, FieldGroup(document, one.loc), self.phrasings.get(one.fields.id))
            for one in parts
            if one.fields
        )

    def topic(self, name: str, document: Document) -> TopicDraft | None:
        """Return the topic of the file `name`, or None where its head is faulty."""
        head, parts = self._parts(document, TopicFields, EntryFields, "entri")
        if head is None:
            return None
        return TopicDraft(
            id=name.removesuffix(".yaml"),
            fields=head,
            spot=FieldGroup(document),
            entries=tuple(
                EntryDraft(one.fields, FieldGroup(document, one.loc), self.phrasings.get(one.fields.id))
                for one in parts
                if one.fields
            ),
            entry_ids=tuple(
                raw["id"]
                for raw in (one.raw for one in parts)
                if isinstance(raw, dict) and isinstance(raw.get("id"), str)
            ),
        )

    def check(self, document: Document) -> Iterator[GuidedCheckDraft]:
        """Yield the guided check of one file, unless it is faulty."""
        if self.damage[document.path]:
            return
        filled, problems = fill(GuidedCheckFields, document, (), document.data())
        self.faults.extend(problems)
        if filled is None:
            self.whole = False
        else:
            yield GuidedCheckDraft(filled, FieldGroup(document))

    def silent(self, topics: list[TopicDraft], referrals: tuple[ReferralDraft, ...]) -> Iterator[tuple[str, Place]]:
        """Yield what nobody can ask for; phrasings that could not be read prove nothing."""
        groups: list[tuple[str, tuple[EntryDraft | ReferralDraft, ...]]] = [
            (f"{topic.id}{PHRASINGS}", topic.entries) for topic in topics
        ]
        groups.append((REFERRALS.replace(".yaml", PHRASINGS), referrals))
        for phrasings_file, members in groups:
            if phrasings_file not in self.unread_files:
                for one in members:
                    # An id that is reported as wrong in itself will get its phrasings when it is mended.
                    if one.phrasing is None and one.fields.id not in self.unread_ids and is_proper_id(one.fields.id):
                        yield one.fields.id, one.spot.at("id")

    def without_partner(self, names: Iterable[str], places: Iterable[Place]) -> set[str]:
        """Return the files of `places` whose topic's other file is missing: that is reported, not what it entails."""
        found = set()
        for path in sorted({place.path for place in places}):
            partner = partner_of(Path(path).name)
            if partner and partner not in names:
                found.add(path)
                self.whole = False
                self.faults.append(file_faults.lost_file(Place(path), partner, []))
        return found

    def _parts(self, document: Document, head: type[H], part: type[F], name: str) -> tuple[H | None, list[_Part[F]]]:
        """Fill the file's head and each member of its group `name` separately: one fault hides no other."""
        data = document.data()
        group = data.get(name)
        kind = list if part in (EntryFields, ReferralFields) else dict
        members: list[tuple[str | int, object]] = []
        if isinstance(group, kind):
            members = list(group.items()) if isinstance(group, dict) else list(enumerate(group))
            data[name] = kind()
        elif not any(nearest(key, [name]) for key in data):
            # Its members belong to the field above now, and all that they hold would be reported as unknown there.
            self.whole = False
            sentence = f"baris '{name}:' tidak ada; tulis baris itu, sendirian, di atas isinya"
            self.faults.append(syntax_faults.broken_yaml(document.place(), sentence))
            return None, []
        fields_of_part = {field.alias for field in part.model_fields.values()}
        if stray := [str(key) for key, _ in members if key in fields_of_part]:
            self.whole = False
            sentence = f"di atas '{stray[0]}:' tidak ada baris dengan nama pemiliknya; kembalikan baris itu"
            self.faults.append(syntax_faults.broken_yaml(document.key_place((name, stray[0])), sentence))
            return None, []
        filled, problems = fill(head, document, (), data)
        self.faults.extend(problems)
        lines = [document.key_place((name, key)).line for key, _ in members]
        damaged = {bisect_right(lines, line) - 1 for line in self.damage[document.path]}
        parts: list[_Part[F]] = []
        for number, (key, raw) in enumerate(members):
            fields = None
            if number not in damaged:
                fields, problems = fill(part, document, (name, key), raw)
                self.faults.extend(problems)
            parts.append(_Part((name, key), raw, fields))
        if filled is None or any(one.fields is None for one in parts):
            self.whole = False
        return filled, parts
