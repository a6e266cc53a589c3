"""Where entries are mentioned by their id, and which of those ids no entry has.

An id that was changed or deleted is missing wherever it is mentioned. That is one fault and reported once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.faqfiles.draft import Draft, FieldGroup, GuidedCheckDraft, TopicDraft
from bot.faqfiles.problem import Place
from bot.faqfiles.syntax.suggest import hint

# With more missing ids than this somebody lost a whole topic.
MOST_MISSING = 5
# So many are named in a sentence.
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where an entry is named; `steps` lead to it from `spot`."""

    id: str
    spot: FieldGroup
    steps: tuple[str | int, ...]

    @property
    def field(self) -> str:
        """The field that names the entry."""
        return str(self.steps[0])

    @property
    def place(self) -> Place:
        """Where the id stands."""
        return self.spot.at(*self.steps)


def mentions(draft: Draft) -> Iterator[Mention]:
    """Yield every mention of an entry but those that mean themselves."""
    for entry in draft.entries:
        for index, id in enumerate(entry.fields.related):
            if id != entry.fields.id:
                yield Mention(id, entry.spot, ("terkait", index))
    for phrasing in draft.phrasings:
        for index, hard_negative in enumerate(phrasing.fields.hard_negatives):
            if hard_negative.belongs_to not in (None, phrasing.id):
                yield Mention(str(hard_negative.belongs_to), phrasing.spot, ("bukan", index, "milik"))
    for topic in draft.topics:
        yield from _of_topic(topic)
    for check in draft.guided_checks:
        yield from _of_check(check)


def _of_topic(topic: TopicDraft) -> Iterator[Mention]:
    for index, id in enumerate(topic.fields.popular):
        yield Mention(id, topic.spot, ("populer", index))
    for index, warning in enumerate(topic.fields.season):
        yield Mention(warning.entry, topic.spot, ("penting", index, "entri"))


def _of_check(check: GuidedCheckDraft) -> Iterator[Mention]:
    for index, id in enumerate(check.fields.under):
        yield Mention(id, check.spot, ("di_bawah", index))
    for place, finding in enumerate(check.fields.findings):
        if finding.entry:
            yield Mention(finding.entry, check.spot, ("hasil", place, "entri"))


def missing_entries(draft: Draft, *fields: str) -> Iterator[tuple[Place, str]]:
    """Yield the ids that no entry has, each at its first mention if that is in one of `fields`, with a sentence.

    Nothing where something could not be read, nor for phrasings without an entry: that is reported where they stand.
    """
    if not draft.whole:
        return
    found: dict[str, list[Mention]] = {}
    explained = draft.ids | {one.id for one in draft.orphan_phrasings}
    for mention in mentions(draft):
        if mention.id not in explained:
            found.setdefault(mention.id, []).append(mention)
    first = sorted((sorted(all_of_it, key=lambda one: one.place) for all_of_it in found.values()), key=_first_place)
    if len(first) > MOST_MISSING:
        if first[0][0].field in fields:
            sentence = "mungkin berkas sebuah topik terhapus atau dipindah; kembalikan berkas itu"
            yield first[0][0].place, f"{named(found)} disebut, tetapi entrinya tidak ada; {sentence}"
        return
    for all_of_it in first:
        if all_of_it[0].field in fields:
            yield all_of_it[0].place, _sentence(draft, all_of_it)


def named(ids: Iterable[str]) -> str:
    """Return the ids for a sentence, at most three by name."""
    quoted = [f"'{id}'" for id in ids]
    few, rest = quoted[:MOST_NAMED], len(quoted) - MOST_NAMED
    return ", ".join(few) + (f", dan {rest} lagi" if rest > 0 else "")


def _first_place(all_of_it: list[Mention]) -> Place:
    return all_of_it[0].place


def _sentence(draft: Draft, all_of_it: list[Mention]) -> str:
    id, others = all_of_it[0].id, [one.place for one in all_of_it[1:]]
    parts = re.split(r"[\s,;]+", id)
    if len(parts) > 1 and set(parts) <= draft.ids:
        return f"'{id}' adalah {len(parts)} id yang tersambung; pisahkan dengan koma"
    if not others:
        return f"entri '{id}' tidak ada{hint(id, draft.ids)}; tulis id yang ada"
    where = ", ".join(f"{one.path} baris {one.line}" for one in others[:MOST_NAMED])
    more = f", dan {len(others) - MOST_NAMED} tempat lagi" if len(others) > MOST_NAMED else ""
    advice = "bila id entrinya diganti, kembalikan id yang lama; bila entrinya dihapus, hapus juga di tempat-tempat itu"
    return f"entri '{id}' tidak ada, padahal juga disebut di {where}{more}; {advice}"
