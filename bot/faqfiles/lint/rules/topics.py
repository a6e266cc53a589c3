"""Checks of topic pages: each opens with a paragraph and buttons that fit a small screen."""

from __future__ import annotations

from collections.abc import Iterator

from bot.faqfiles.draft import ANSWER_FIELDS, Draft
from bot.faqfiles.lint.rule import Fault, rule
from bot.faqfiles.problem import Level

# Two menu buttons share a line; longer texts end in dots on a 5-inch phone.
LONGEST_TITLE = 24
LONGEST_WARNING_TITLE = 32
LONGEST_INTRO = 350
LONGEST_QUESTION = 100
LONGEST_LABEL = 32


@rule("topik-tanpa-pengantar")
def topic_without_intro(draft: Draft) -> Iterator[Fault]:
    """Topik punya satu paragraf pembuka.

    Warga yang menekan tombol topik membaca dulu apa yang bisa ditanyakan di sana.
    """
    for topic in draft.topics:
        if not topic.fields.intro:
            yield (
                topic.spot.at("pengantar"),
                "topik ini belum punya pengantar; tulis satu paragraf di 'pengantar'",
            )


@rule("topik-tanpa-populer")
def topic_without_popular(draft: Draft) -> Iterator[Fault]:
    """Topik menyebut entri yang paling sering ditanyakan.

    Id di 'populer' menjadi tombol di halaman topik. Tanpa itu, warga yang susah mengetik tidak bisa memilih.
    """
    for topic in draft.topics:
        if not topic.fields.popular:
            yield topic.spot.at("populer"), "topik ini belum punya 'populer'; tulis sampai lima id entri"


@rule("judul-panjang", Level.WARNING)
def long_title(draft: Draft) -> Iterator[Fault]:
    """Tulisan tombol harus muat di layar: judul topik 24 huruf, peringatan 32, pertanyaan 100, 'tombol' 32."""
    for topic in draft.topics:
        if len(topic.fields.title) > LONGEST_TITLE:
            yield (
                topic.spot.at("judul"),
                f"judul ini {len(topic.fields.title)} huruf; pendekkan sampai {LONGEST_TITLE}",
            )
        for index, warning in enumerate(topic.fields.season):
            if len(warning.title) > LONGEST_WARNING_TITLE:
                yield (
                    topic.spot.at("penting", index, "judul"),
                    f"judul ini {len(warning.title)} huruf; pendekkan sampai {LONGEST_WARNING_TITLE}",
                )
    for entry in draft.entries:
        length = len(entry.fields.question)
        if length > LONGEST_QUESTION:
            yield (
                entry.spot.at("tanya"),
                f"pertanyaan ini {length} huruf; pendekkan sampai {LONGEST_QUESTION}",
            )
        label = entry.fields.label or ""
        if len(label) > LONGEST_LABEL:
            yield entry.spot.at("tombol"), f"tombol ini {len(label)} huruf; pendekkan sampai {LONGEST_LABEL}"


@rule("pengantar-panjang", Level.WARNING)
def long_intro(draft: Draft) -> Iterator[Fault]:
    """Pengantar topik dan peringatan musim paling panjang 350 huruf."""
    for shown in draft.shown_texts:
        if shown.field not in (*ANSWER_FIELDS, "jawaban") and len(shown.text) > LONGEST_INTRO:
            yield shown.at(), f"teks ini {len(shown.text)} huruf; pendekkan sampai {LONGEST_INTRO}"
