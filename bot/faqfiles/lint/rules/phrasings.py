"""Checks of how people ask: no sentence may train or measure the wrong thing."""

from __future__ import annotations

from collections.abc import Iterator

from bot.faqfiles.draft import Draft, PhrasingDraft, Where
from bot.faqfiles.lint.prose import fold
from bot.faqfiles.lint.rule import Fault, rule
from bot.faqfiles.problem import Place


@rule("kalimat-bentrok")
def collision(draft: Draft) -> Iterator[Fault]:
    """Kalimat yang sama ada di dua entri.

    Huruf besar dan tanda baca tidak dihitung. Bot tidak mungkin benar untuk keduanya.
    """
    first: dict[str, tuple[str, Where]] = {}
    shared: dict[tuple[str, str], list[tuple[str, str, Place]]] = {}
    for phrasing in _everything(draft):
        for text, where, _ in phrasing.asked:
            owner, where_first = first.setdefault(fold(text), (phrasing.id, where))
            if owner != phrasing.id:
                place, before = where(), where_first()
                sentence = f"'{text}' sudah ada di '{owner}' ({before.path} baris {before.line})"
                shared.setdefault((place.path, before.path), []).append((phrasing.id, sentence, place))
    for all_of_it in shared.values():
        id, sentence, place = all_of_it[0]
        others = f", begitu juga {len(all_of_it) - 1} kalimat lain di berkas ini" if len(all_of_it) > 1 else ""
        yield place, f"{sentence}{others}; hapus dari '{id}' atau dari sana"


@rule("uji-sama-kalimat")
def test_equals_phrasing(draft: Draft) -> Iterator[Fault]:
    """Pertanyaan uji sama dengan kalimat yang sudah dipelajari bot.

    Ujian yang soalnya sudah dibocorkan selalu lulus.
    """
    for phrasing in draft.phrasings:
        learnt = {fold(text) for text in phrasing.fields.phrasings}
        for index, text in enumerate(phrasing.fields.tests):
            if fold(text) in learnt:
                yield (
                    phrasing.spot.at("uji", index),
                    f"'{text}' sama dengan sebuah kalimat; tulis dengan kata lain",
                )


@rule("bukan-sama-kalimat")
def hard_negative_equals_phrasing(draft: Draft) -> Iterator[Fault]:
    """Kalimat di 'bukan' juga ada di 'kalimat' atau 'uji' entri yang sama.

    Bot diajari dua hal yang berlawanan.
    """
    for phrasing in draft.phrasings:
        own = {fold(text) for text, _, _ in phrasing.asked}
        for index, hard_negative in enumerate(phrasing.fields.hard_negatives):
            if fold(hard_negative.text) in own:
                yield (
                    phrasing.spot.at("bukan", index, "teks"),
                    f"'{hard_negative.text}' juga tertulis sebagai milik entri ini; hapus salah satu",
                )


@rule("kalimat-tanpa-huruf")
def wordless_phrasing(draft: Draft) -> Iterator[Fault]:
    """Kalimat warga tidak memuat satu huruf pun.

    Titik atau angka saja tidak mengajarkan apa-apa, dan bot jadi menjawab siapa pun yang menulisnya.
    """
    for phrasing in draft.phrasings:
        for text, where, _ in phrasing.asked:
            if not any(letter.isalpha() for letter in text):
                yield where(), f"'{text}' tidak memuat huruf; hapus, atau tulis seperti warga bertanya"


def _everything(draft: Draft) -> Iterator[PhrasingDraft]:
    """Yield the phrasings of entries and referrals, and the messages that are nobody's."""
    yield from draft.phrasings
    if draft.out_of_scope:
        yield draft.out_of_scope
