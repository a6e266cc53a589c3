"""Checks of how many phrasings, test questions and hard negatives an entry has."""

from __future__ import annotations

from collections.abc import Iterator

from bot.faqfiles.draft import Draft, PhrasingDraft
from bot.faqfiles.lint.rule import Fault, check
from bot.faqfiles.problem import Level

# With fewer than five an entry is found by luck; from twenty on the measured gain of one more levels off.
FEWEST_PHRASINGS = 5
GOOD_PHRASINGS = 20
GOOD_TESTS = 3
GOOD_HARD_NEGATIVES = 3


@check("kalimat-kurang-dari-5")
def too_few_phrasings(draft: Draft) -> Iterator[Fault]:
    """Entri punya kurang dari lima kalimat.

    Bot belajar mengenali pertanyaan dari contoh. Dengan contoh sesedikit ini ia menebak.

    Buruk:
        # paspor.kalimat.yaml › paspor-biaya
        kalimat: [biaya paspor, bikin paspor berapa duit]
    Baik:
        # paspor.kalimat.yaml › paspor-biaya
        kalimat: [biaya paspor, bikin paspor berapa duit, ongkos paspor, harga paspor, tarif paspor]
    """
    for phrasing in draft.phrasings:
        count = len(phrasing.fields.phrasings)
        if count < FEWEST_PHRASINGS:
            yield (
                phrasing.spot.at("kalimat"),
                f"'{phrasing.id}' baru punya {count} kalimat; tulis paling sedikit 20",
            )


@check("kalimat-kurang-dari-20", Level.WARNING)
def few_phrasings(draft: Draft) -> Iterator[Fault]:
    """Entri punya kurang dari dua puluh kalimat.

    Makin banyak cara bertanya yang berbeda (singkat, panjang, Banjar, salah ketik), makin sering bot benar.

    Buruk:
        # paspor.kalimat.yaml › paspor-biaya
        kalimat: [biaya paspor, bikin paspor berapa duit, ongkos paspor, harga paspor, tarif paspor]
    Baik:
        # paspor.kalimat.yaml › paspor-biaya
        kalimat: [biaya paspor, bikin paspor berapa duit, ongkos paspor, harga paspor, tarif paspor,
          brp ya bikin pspor, maulah paspor barapa duitnya, min paspor bayar berapa, uang buat paspor,
          paspor mahal kah, paspor gratis apa bayar, harga buku paspor sekarang, tarif terbaru paspor,
          biaya resmi paspor, paspor ibu saya bayarnya berapa, uang saya sedikit cukup kah untuk paspor,
          daftar harga paspor, kena berapa kalau bikin paspor, berapa ongkos paspor anak, piro regane paspor]
    """
    for phrasing in _of_entries(draft):
        count = len(phrasing.fields.phrasings)
        if FEWEST_PHRASINGS <= count < GOOD_PHRASINGS:
            yield (
                phrasing.spot.at("kalimat"),
                f"'{phrasing.id}' baru punya {count} kalimat; tambahkan sampai 20",
            )


@check("uji-kurang-dari-3", Level.WARNING)
def few_tests(draft: Draft) -> Iterator[Fault]:
    """Entri punya kurang dari tiga pertanyaan uji.

    Pertanyaan uji tidak pernah dipelajari bot; dengannya kita tahu apakah bot mengerti kalimat baru.

    Buruk:
        # paspor.kalimat.yaml › paspor-biaya
        uji: [kira-kira habis berapa untuk buku paspor]
    Baik:
        # paspor.kalimat.yaml › paspor-biaya
        uji:
          - kira-kira habis berapa untuk buku paspor
          - tarif buku paspor untuk ayah saya
          - perlu siapkan uang berapa supaya paspor jadi
    """
    for phrasing in _of_entries(draft):
        count = len(phrasing.fields.tests)
        if count < GOOD_TESTS:
            yield (
                phrasing.spot.at("uji"),
                f"'{phrasing.id}' baru punya {count} pertanyaan uji; tulis paling sedikit 3",
            )


@check("bukan-kurang-dari-3", Level.WARNING)
def few_hard_negatives(draft: Draft) -> Iterator[Fault]:
    """Entri punya kurang dari tiga kalimat mirip yang bukan miliknya.

    Dari sini bot belajar batasnya: denda paspor bukan biaya paspor, biaya SIM bukan urusan imigrasi.

    Buruk:
        # paspor.kalimat.yaml › paspor-biaya
        bukan: []
    Baik:
        # paspor.kalimat.yaml › paspor-biaya
        bukan:
          - {teks: "denda paspor hilang berapa", milik: paspor-hilang}
          - {teks: "biaya bikin sim", milik: null}
          - {teks: "tarif listrik naik kah", milik: null}
    """
    for phrasing in _of_entries(draft):
        count = len(phrasing.fields.hard_negatives)
        if count < GOOD_HARD_NEGATIVES:
            yield (
                phrasing.spot.at("bukan"),
                f"'{phrasing.id}' baru punya {count} kalimat mirip; tulis paling sedikit 3",
            )


def _of_entries(draft: Draft) -> Iterator[PhrasingDraft]:
    return (entry.phrasing for entry in draft.entries if entry.phrasing)
