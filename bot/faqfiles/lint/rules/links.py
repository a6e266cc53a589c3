"""Checks of references: every id that an entry names exists."""

from __future__ import annotations

from collections.abc import Iterator

from bot.faqfiles.draft import Draft
from bot.faqfiles.lint.rule import Fault, rule
from bot.faqfiles.mentions import missing_entries


@rule("terkait-tidak-ada")
def dangling_related(draft: Draft) -> Iterator[Fault]:
    """Isian 'terkait' menyebut entri yang tidak ada, atau entri itu sendiri.

    Setiap id menjadi tombol di bawah jawaban. Tombol yang tidak menuju ke mana-mana membingungkan warga.
    """
    yield from missing_entries(draft, "terkait")
    for entry in draft.entries:
        for index, id in enumerate(entry.fields.related):
            if id == entry.fields.id and draft.whole:
                yield entry.spot.at("terkait", index), f"'{id}' menunjuk dirinya sendiri; tulis id entri lain"


@rule("populer-tidak-ada")
def dangling_popular(draft: Draft) -> Iterator[Fault]:
    """Isian 'populer' menyebut entri yang tidak ada, atau yang ada di topik lain."""
    yield from missing_entries(draft, "populer")
    for topic in draft.topics:
        for index, id in enumerate(topic.fields.popular):
            if id not in topic.entry_ids and id in draft.ids:
                yield topic.spot.at("populer", index), f"entri '{id}' ada di topik lain; tulis id di berkas ini"


@rule("milik-tidak-ada")
def dangling_owner_of_hard_negative(draft: Draft) -> Iterator[Fault]:
    """Isian 'milik' menyebut entri yang tidak ada, atau entri itu sendiri.

    Kalimat mirip diajarkan kepada bot sebagai milik entri lain; entri itu harus ada. Tulis null bila bukan
    milik siapa pun.
    """
    yield from missing_entries(draft, "bukan")
    for phrasing in draft.phrasings:
        for index, hard_negative in enumerate(phrasing.fields.hard_negatives):
            if hard_negative.belongs_to == phrasing.id:
                place = phrasing.spot.at("bukan", index, "milik")
                yield place, f"'{phrasing.id}' adalah entri ini sendiri; tulis entri lain, atau null"


@rule("penting-tidak-ada")
def dangling_season_warning(draft: Draft) -> Iterator[Fault]:
    """Peringatan musim menunjuk entri yang tidak ada."""
    yield from missing_entries(draft, "penting")
