"""Checks for what a draft leaves behind: blanks that nobody filled, struck-out text, placeholders in headings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.faqfiles.draft import Draft
from bot.faqfiles.lint.characters import HTML_TAGS
from bot.faqfiles.lint.rule import Fault, rule

_BLANK_IN_BRACKETS = re.compile(rf"\[[^\[\]\n]{{1,60}}\](?!\()|<(?!(?:{HTML_TAGS})\b)[^\W\d_][^<>\n]{{1,60}}>", re.I)
_IN_BRACES, _BRACKET = re.compile(r"\{[^{}]*\}"), re.compile(r"[\[<{]")
_BLANK = re.compile(
    rf"{_BLANK_IN_BRACKETS.pattern}|(?<!\w)(?-i:TODO|FIXME|TBA|TBD)(?!\w)|(?<![a-wyz])x{{3,}}(?![a-wyz])"
    r"|(?<!\w)(?:\.{4,}|\?{3,})|_{3,}"
    r"|\b(?:lorem|ipsum|diisi nanti|isi(?:kan)? di sini|jawaban di sini)\b",
    re.IGNORECASE,
)
_STRUCK = re.compile(r"(~{1,2})(?=\S)[^~\n]*\S\1(?!~)|<(s|del|strike)>.*?</\2>", re.IGNORECASE)


@rule("isian-tersisa")
def unfilled_blank(draft: Draft) -> Iterator[Fault]:
    """Bagian yang seharusnya diganti masih ada: [nama], <isi di sini>, XXX, TODO, lorem ipsum, titik-titik.

    Warga membacanya mentah, dan bot belajar kata yang tidak pernah ditulis orang.
    """
    for shown in (*draft.shown_texts, *draft.plain_texts):
        if found := _BLANK.search(shown.text):
            other = ", atau pakai tanda kurung ( )" if found[0][0] in "[<" else ""
            yield (
                shown.at(found[0]),
                f"'{found[0]}' belum diganti; tulis isi yang sebenarnya, atau hapus kalimatnya{other}",
            )
    for text, where in draft.taught_texts:
        if not _BRACKET.search(text):
            continue
        if found := _BLANK_IN_BRACKETS.search(text) or _IN_BRACES.search(text):
            yield where(), f"'{found[0]}' tidak pernah ditulis warga; ganti dengan kata biasa, atau hapus"


@rule("teks-dicoret")
def struck_out(draft: Draft) -> Iterator[Fault]:
    """Teks yang dicoret tetap terbaca utuh oleh warga: ~lama~ tidak tampil tercoret.

    Yang maksudnya tidak berlaku lagi justru terbaca sebagai berlaku.
    """
    for shown in (*draft.shown_texts, *draft.plain_texts):
        if found := _STRUCK.search(shown.text):
            yield (
                shown.at(found[0]),
                f"'{found[0]}' tidak tampil tercoret; hapus teks itu bila tidak berlaku lagi, atau hapus tandanya saja",
            )


@rule("isian-tidak-diganti")
def unfilled_placeholder(draft: Draft) -> Iterator[Fault]:
    """Isian {…} hanya diganti bot di 'inti' dan 'rincian' entri, dan di alur.

    Di 'tanya', 'tombol', 'judul', 'pengantar', 'penting', dan jawaban rujukan, warga membaca kurung kurawalnya.
    """
    for shown in (*draft.shown_texts, *draft.plain_texts):
        if not shown.filled and (found := re.search(r"\{[^{}]*\}|[{}]", shown.text)):
            yield shown.at(found[0]), f"'{found[0]}' tidak diganti bot di '{shown.field}' ini; tulis dengan kata biasa"
