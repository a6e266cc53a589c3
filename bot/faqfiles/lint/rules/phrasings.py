"""Checks of how people ask: no sentence may train or measure the wrong thing."""

from __future__ import annotations

from collections.abc import Iterator

from bot.faqfiles.draft import Draft, PhrasingDraft, Where
from bot.faqfiles.lint.prose import fold
from bot.faqfiles.lint.rule import Fault, rule
from bot.faqfiles.problem import Level, Place


@rule("kalimat-bentrok")
def collision(draft: Draft) -> Iterator[Fault]:
    """Kalimat yang sama ada di dua entri.

    Huruf besar dan tanda baca tidak dihitung. Bot tidak mungkin benar untuk keduanya.

    Buruk:
        # paspor.kalimat.yaml › paspor-hilang
        uji:
          - Biaya paspor?
          - paspor jatuh di sungai bagaimana urusannya
          - sudah dicari di rumah tidak ketemu juga paspornya
    Baik:
        # paspor.kalimat.yaml › paspor-hilang
        uji:
          - paspor hanyut waktu naik perahu
          - paspor jatuh di sungai bagaimana urusannya
          - sudah dicari di rumah tidak ketemu juga paspornya
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


@rule("kalimat-berulang", Level.WARNING)
def repeated_phrasing(draft: Draft) -> Iterator[Fault]:
    """Kalimat yang sama ditulis dua kali di satu entri.

    Kalimat kedua tidak mengajarkan apa-apa. Tulis cara bertanya yang lain.

    Buruk:
        # paspor.kalimat.yaml › paspor-biaya
        kalimat: [biaya paspor, Biaya paspor?, ongkos paspor, harga paspor, tarif paspor]
    Baik:
        # paspor.kalimat.yaml › paspor-biaya
        kalimat: [biaya paspor, bikin paspor berapa duit, ongkos paspor, harga paspor, tarif paspor]
    """
    for phrasing in _everything(draft):
        first: dict[tuple[str, bool], Where] = {}
        for text, where, is_test in phrasing.asked:
            before = first.setdefault((fold(text), is_test), where)
            if before is not where:
                yield where(), f"'{text}' sudah ada di baris {before().line}; tulis cara bertanya yang lain"


@rule("uji-sama-kalimat")
def test_equals_phrasing(draft: Draft) -> Iterator[Fault]:
    """Pertanyaan uji sama dengan kalimat yang sudah dipelajari bot.

    Ujian yang soalnya sudah dibocorkan selalu lulus.

    Buruk:
        # paspor.kalimat.yaml › paspor-biaya
        uji:
          - Biaya paspor!
          - tarif buku paspor untuk ayah saya
          - perlu siapkan uang berapa supaya paspor jadi
    Baik:
        # paspor.kalimat.yaml › paspor-biaya
        uji:
          - kira-kira habis berapa untuk buku paspor
          - tarif buku paspor untuk ayah saya
          - perlu siapkan uang berapa supaya paspor jadi
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

    Buruk:
        # paspor.kalimat.yaml › paspor-biaya
        bukan:
          - {teks: biaya paspor, milik: null}
          - {teks: "biaya bikin sim", milik: null}
          - {teks: "tarif listrik naik kah", milik: null}
    Baik:
        # paspor.kalimat.yaml › paspor-biaya
        bukan:
          - {teks: "denda paspor hilang berapa", milik: paspor-hilang}
          - {teks: "biaya bikin sim", milik: null}
          - {teks: "tarif listrik naik kah", milik: null}
    """
    for phrasing in draft.phrasings:
        own = {fold(text) for text, _, _ in phrasing.asked}
        for index, hard_negative in enumerate(phrasing.fields.hard_negatives):
            if fold(hard_negative.text) in own:
                yield (
                    phrasing.spot.at("bukan", index, "teks"),
                    f"'{hard_negative.text}' juga tertulis sebagai milik entri ini; hapus salah satu",
                )


@rule("bukan-salah-milik", Level.WARNING)
def hard_negative_of_another(draft: Draft) -> Iterator[Fault]:
    """Kalimat di 'bukan' ternyata kalimat entri lain, tetapi 'milik' menyebut yang berbeda.

    Buruk:
        # paspor.kalimat.yaml › paspor-biaya
        bukan:
          - {teks: paspor rusak, milik: paspor-hilang}
          - {teks: "biaya bikin sim", milik: null}
          - {teks: "tarif listrik naik kah", milik: null}
    Baik:
        # paspor.kalimat.yaml › paspor-biaya
        bukan:
          - {teks: paspor rusak, milik: paspor-rusak}
          - {teks: "biaya bikin sim", milik: null}
          - {teks: "tarif listrik naik kah", milik: null}
    """
    owners: dict[str, str] = {}
    for phrasing in draft.phrasings:
        for text in map(fold, phrasing.fields.phrasings):
            # What two entries claim has a rule of its own.
            owners[text] = phrasing.id if owners.get(text, phrasing.id) == phrasing.id else ""
    for phrasing in draft.phrasings:
        for index, hard_negative in enumerate(phrasing.fields.hard_negatives):
            owner = owners.get(fold(hard_negative.text))
            if owner and owner not in (hard_negative.belongs_to, phrasing.id):
                place = phrasing.spot.at("bukan", index, "milik")
                written = hard_negative.belongs_to or "null"
                yield place, f"'{hard_negative.text}' adalah kalimat '{owner}', bukan '{written}'; tulis {owner}"


@rule("kalimat-tanpa-huruf")
def wordless_phrasing(draft: Draft) -> Iterator[Fault]:
    """Kalimat warga tidak memuat satu huruf pun.

    Titik atau angka saja tidak mengajarkan apa-apa, dan bot jadi menjawab siapa pun yang menulisnya.

    Buruk:
        # paspor.kalimat.yaml › paspor-biaya
        uji:
          - "."
          - tarif buku paspor untuk ayah saya
          - perlu siapkan uang berapa supaya paspor jadi
    Baik:
        # paspor.kalimat.yaml › paspor-biaya
        uji:
          - kira-kira habis berapa untuk buku paspor
          - tarif buku paspor untuk ayah saya
          - perlu siapkan uang berapa supaya paspor jadi
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
