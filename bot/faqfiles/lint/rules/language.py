"""Checks of plain language: short sentences, and no word that a villager cannot know."""

from __future__ import annotations

from collections.abc import Iterator

from bot.faqfiles.draft import Draft
from bot.faqfiles.lint.jargon import unexplained_terms
from bot.faqfiles.lint.prose import count_words, sentences
from bot.faqfiles.lint.rule import Fault, rule
from bot.faqfiles.problem import Level

# What a reader with six years of school takes in at once.
LONGEST_SENTENCE = 25


@rule("napas-panjang", Level.WARNING)
def long_sentence(draft: Draft) -> Iterator[Fault]:
    """Satu kalimat lebih dari 25 kata.

    Bacalah keras-keras: kalau napas habis sebelum titik, kalimatnya terlalu panjang.

    Buruk:
        inti: >-
          Bapak/Ibu yang ingin membuat paspor sebaiknya menanyakan dulu kepada petugas desa berapa biaya yang
          harus disiapkan supaya tidak ada orang yang meminta uang lebih banyak daripada yang seharusnya.
    Baik:
        inti: Tanyakan dulu biayanya kepada petugas desa. Dengan begitu, tidak ada yang bisa meminta lebih.
    """
    for shown in draft.shown_texts:
        for sentence in sentences(shown.text):
            words = count_words(sentence)
            if words > LONGEST_SENTENCE:
                begin = " ".join(sentence.split()[:3])
                yield shown.at(begin), f"kalimat '{begin} …' {words} kata; pecah menjadi dua kalimat"


@rule("istilah-tanpa-arti", Level.WARNING)
def jargon(draft: Draft) -> Iterator[Fault]:
    """Istilah kantor dipakai tanpa artinya di jawaban yang sama.

    Artinya ditulis dalam kurung tepat di belakang istilah itu, cukup satu kali setiap jawaban: yang dipakai di 'inti'
    dijelaskan di 'inti', karena 'rincian' terlipat.

    Buruk:
        inti: Ikuti BAP di kantor. Tanya petugas desa lewat bot ini.
    Baik:
        inti: Ikuti BAP (tanya jawab resmi dengan petugas) di kantor. Tanya petugas desa lewat bot ini.
    """
    for together in draft.whole_texts:
        read, reported = "", set[str]()
        for shown in together:
            read = f"{read}\n{shown.text}"
            for term, meaning in unexplained_terms(read):
                if term not in reported:
                    reported.add(term)
                    yield shown.at(term), f"'{term}' belum dijelaskan; tulis misalnya '{term} ({meaning})'"
