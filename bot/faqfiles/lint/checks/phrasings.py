"""Checks of how people ask: enough phrasings, and no sentence that teaches or measures the wrong thing."""

from __future__ import annotations

from collections.abc import Iterator

from bot.faqfiles.draft import Draft, PhrasingDraft
from bot.faqfiles.lint.prose import fold
from bot.faqfiles.lint.rule import Fault, check
from bot.faqfiles.problem import Level, Place

# With fewer than five an entry is found by luck; from twenty on the measured gain of one more levels off.
FEWEST_PHRASINGS = 5
GOOD_PHRASINGS = 20
GOOD_TESTS = 3
GOOD_NEAR_MISSES = 3

# Longer than any question that people type; usually two phrasings that ran together.
LONGEST_PHRASING = 400


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
def few_near_misses(draft: Draft) -> Iterator[Fault]:
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
        count = len(phrasing.fields.near_misses)
        if count < GOOD_NEAR_MISSES:
            yield (
                phrasing.spot.at("bukan"),
                f"'{phrasing.id}' baru punya {count} kalimat mirip; tulis paling sedikit 3",
            )


@check("kalimat-bentrok")
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
    first: dict[str, tuple[str, Place]] = {}
    shared: dict[tuple[str, str], list[tuple[str, str, Place]]] = {}
    for phrasing in _everything(draft):
        for text, place, _ in _asked(phrasing):
            owner, where = first.setdefault(fold(text), (phrasing.id, place))
            if owner != phrasing.id:
                told = f"'{text}' sudah ada di '{owner}' ({where.path} baris {where.line})"
                shared.setdefault((place.path, where.path), []).append((phrasing.id, told, place))
    for all_of_it in shared.values():
        id, told, place = all_of_it[0]
        others = f", begitu juga {len(all_of_it) - 1} kalimat lain di berkas ini" if len(all_of_it) > 1 else ""
        yield place, f"{told}{others}; hapus dari '{id}' atau dari sana"


@check("kalimat-berulang", Level.WARNING)
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
        first: dict[tuple[str, bool], Place] = {}
        for text, place, is_test in _asked(phrasing):
            before = first.setdefault((fold(text), is_test), place)
            if before is not place:
                yield place, f"'{text}' sudah ada di baris {before.line}; tulis cara bertanya yang lain"


@check("uji-sama-kalimat")
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


@check("bukan-sama-kalimat")
def near_miss_equals_phrasing(draft: Draft) -> Iterator[Fault]:
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
        own = {fold(text) for text, _, _ in _asked(phrasing)}
        for index, near_miss in enumerate(phrasing.fields.near_misses):
            if fold(near_miss.text) in own:
                yield (
                    phrasing.spot.at("bukan", index, "teks"),
                    f"'{near_miss.text}' juga tertulis sebagai milik entri ini; hapus salah satu",
                )


@check("bukan-salah-milik", Level.WARNING)
def near_miss_of_another(draft: Draft) -> Iterator[Fault]:
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
            # What two entries claim is told as such.
            owners[text] = phrasing.id if owners.get(text, phrasing.id) == phrasing.id else ""
    for phrasing in draft.phrasings:
        for index, near_miss in enumerate(phrasing.fields.near_misses):
            owner = owners.get(fold(near_miss.text))
            if owner and owner not in (near_miss.belongs_to, phrasing.id):
                place = phrasing.spot.at("bukan", index, "milik")
                written = near_miss.belongs_to or "null"
                yield place, f"'{near_miss.text}' adalah kalimat '{owner}', bukan '{written}'; tulis {owner}"


@check("kalimat-terlalu-panjang", Level.WARNING)
def endless_phrasing(draft: Draft) -> Iterator[Fault]:
    """Satu kalimat lebih dari 400 huruf.

    Biasanya beberapa kalimat tersambung karena tanda '-' atau kutip penutup lupa ditulis.

    Buruk:
        # paspor.kalimat.yaml › paspor-biaya
        uji:
          - "pak mau tanya, saya ini petani, anak saya tiga, yang besar sudah kerja di Banjarmasin, yang
            tengah baru lulus sekolah, yang kecil masih di rumah, istri saya ingin pergi umrah bersama kakaknya
            tahun depan, kakaknya itu sudah punya paspor, kami belum ada satu pun, jadi kami mau menabung dari
            hasil panen, supaya tidak salah hitung saya ingin tahu uang yang harus disiapkan untuk paspor istri
            saya itu berapa kira-kira ya pak, tolong dijawab"
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
        for text, place, _ in _asked(phrasing):
            if len(text) > LONGEST_PHRASING:
                yield place, f"kalimat ini {len(text)} huruf; pisahkan atau pendekkan sampai 400"


def _everything(draft: Draft) -> Iterator[PhrasingDraft]:
    """Yield the phrasings of entries and referrals, and the messages that are nobody's."""
    yield from draft.phrasings
    if draft.out_of_scope:
        yield draft.out_of_scope


def _of_entries(draft: Draft) -> Iterator[PhrasingDraft]:
    return (entry.phrasing for entry in draft.entries if entry.phrasing)


def _asked(phrasing: PhrasingDraft) -> Iterator[tuple[str, Place, bool]]:
    """Yield every text that asks for the entry, where it stands, and whether it is a test question."""
    for index, text in enumerate(phrasing.fields.phrasings):
        yield text, phrasing.spot.at("kalimat", index), False
    for index, text in enumerate(phrasing.fields.tests):
        yield text, phrasing.spot.at("uji", index), True
