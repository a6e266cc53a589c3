"""Checks of what the bot is taught: nobody's number in it, and each topic's phrasings in its own file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.faqfiles.draft import Draft
from bot.faqfiles.lint.rule import Fault, rule
from bot.faqfiles.problem import Level
from bot.helpdesk.detection.pii import masked


@rule("nomor-di-kalimat")
def number_of_a_person(draft: Draft) -> Iterator[Fault]:
    """NIK, nomor HP, nomor paspor, atau nomor rekening ada di kalimat warga.

    Nomor orang sungguhan tidak boleh tersimpan di berkas FAQ: berkas ini disalin dan dibaca banyak orang. Bot juga
    tidak belajar apa-apa darinya.

    Buruk:
        # paspor.kalimat.yaml › paspor-biaya
        uji:
          - nik saya 6305014107900001 bikin paspor kena berapa
          - tarif buku paspor untuk ayah saya
          - perlu siapkan uang berapa supaya paspor jadi
    Baik:
        # paspor.kalimat.yaml › paspor-biaya
        uji:
          - kira-kira habis berapa untuk buku paspor
          - tarif buku paspor untuk ayah saya
          - perlu siapkan uang berapa supaya paspor jadi
    """
    for text, where in draft.taught_texts:
        hidden, kinds = masked(text)
        if kinds:
            yield where(), f"ada nomor pribadi: '{hidden}'; hapus nomornya dari kalimat ini"


@rule("kalimat-di-berkas-lain", Level.WARNING)
def phrasings_in_another_file(draft: Draft) -> Iterator[Fault]:
    """Kalimat sebuah entri ada di berkas kalimat topik lain.

    Bot tetap memakainya, tetapi orang berikutnya mencari di berkas topiknya, tidak menemukannya, lalu menulis yang
    baru.

    Buruk:
        # bukan-layanan.kalimat.yaml › paspor-rusak
        kalimat: [paspor rusak, paspor basah, halaman paspor robek, paspor digigit tikus, paspor kena kopi]
        # paspor.kalimat.yaml › paspor-rusak (dihapus)
    Baik:
        # paspor.kalimat.yaml › paspor-rusak
        kalimat: [paspor rusak, paspor basah, halaman paspor robek, paspor digigit tikus, paspor kena kopi]
    """
    for one in draft.answerable if draft.whole else ():
        right = Path(one.spot.document.path).name.replace(".yaml", ".kalimat.yaml")
        if one.phrasing and Path(one.phrasing.spot.document.path).name != right:
            yield one.phrasing.spot.key(""), f"'{one.fields.id}' adalah entri berkas lain; pindahkan ke {right}"
