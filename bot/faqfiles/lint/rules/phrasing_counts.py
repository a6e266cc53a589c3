"""Checks of how many phrasings, test questions and hard negatives an entry has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.faqfiles.draft import Draft, PhrasingDraft
from bot.faqfiles.lint.rule import Fault, rule
from bot.faqfiles.problem import Level
from bot.faqfiles.schema import PhrasingFields

# With fewer than five an entry is found by luck; from twenty on the measured gain of one more levels off.
FEWEST_PHRASINGS = 5
GOOD_PHRASINGS = 20
GOOD_TESTS = 3
GOOD_HARD_NEGATIVES = 3


@rule("kalimat-kurang-dari-5")
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
    few = range(FEWEST_PHRASINGS)
    yield from _scarce(draft.phrasings, "kalimat", lambda one: one.phrasings, few, "kalimat; tulis paling sedikit 20")


@rule("kalimat-kurang-dari-20", Level.WARNING)
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
    few = range(FEWEST_PHRASINGS, GOOD_PHRASINGS)
    yield from _scarce(_of_entries(draft), "kalimat", lambda one: one.phrasings, few, "kalimat; tambahkan sampai 20")


@rule("uji-kurang-dari-3", Level.WARNING)
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
    few, advice = range(GOOD_TESTS), "pertanyaan uji; tulis paling sedikit 3"
    yield from _scarce(_of_entries(draft), "uji", lambda one: one.tests, few, advice)


@rule("bukan-kurang-dari-3", Level.WARNING)
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
    few, advice = range(GOOD_HARD_NEGATIVES), "kalimat mirip; tulis paling sedikit 3"
    yield from _scarce(_of_entries(draft), "bukan", lambda one: one.hard_negatives, few, advice)


def _of_entries(draft: Draft) -> Iterator[PhrasingDraft]:
    return (entry.phrasing for entry in draft.entries if entry.phrasing)


def _scarce(
    phrasings: Iterable[PhrasingDraft],
    field: str,
    values: Callable[[PhrasingFields], Sequence[object]],
    few: range,
    advice: str,
) -> Iterator[Fault]:
    """Yield a fault for each whose number of `values` is one of `few`."""
    for phrasing in phrasings:
        count = len(values(phrasing.fields))
        if count in few:
            yield phrasing.spot.at(field), f"'{phrasing.id}' baru punya {count} {advice}"
