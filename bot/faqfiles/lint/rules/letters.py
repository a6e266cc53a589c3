"""Checks of single letters, in every text of every file: damaged, unseen, or written as a code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from bot.faqfiles.draft import Draft
from bot.faqfiles.lint.characters import LOST, damaged, described, invisible
from bot.faqfiles.lint.rule import Fault, rule
from bot.faqfiles.problem import Place


@rule("huruf-rusak")
def damaged_letters(draft: Draft) -> Iterator[Fault]:
    """Huruf berubah menjadi tanda aneh karena pernah disimpan dengan pengodean yang salah.

    Warga membaca 'â€“' di tempat tanda pisah. Tanda '�' berarti hurufnya sudah hilang. Ketik ulang bagian itu, lalu
    simpan berkasnya sebagai UTF-8.
    """
    for text, at in _texts(draft):
        if LOST in text:
            yield (
                at(LOST),
                f"ada huruf yang hilang, tinggal tanda '{LOST}'; lihat naskah aslinya, lalu ketik ulang katanya",
            )
        if found := damaged(text):
            piece, right = found
            yield at(piece), f"huruf rusak '{piece}'; " + (f"tulis '{right}'" if right else "ketik ulang katanya")


@rule("huruf-tak-terlihat")
def unseen_letters(draft: Draft) -> Iterator[Fault]:
    """Ada tanda yang tidak terlihat di dalam teks.

    Biasanya terbawa saat menyalin dari WhatsApp, PDF, atau situs. Tanda seperti itu membelah kata sehingga bot tidak
    mengenalinya, atau membalik urutan angka di layar warga. Hapus seluruh kata di tempat itu, lalu ketik ulang.
    """
    for text, at in _texts(draft):
        if found := invisible(text):
            position, sign = found
            yield (
                at(sign),
                f"ada tanda tak terlihat {described(sign)} di huruf ke-{position + 1} teks ini; "
                "hapus seluruh kata di tempat itu, lalu ketik ulang",
            )


def _texts(draft: Draft) -> Iterator[tuple[str, Callable[[str], Place]]]:
    """Yield every text of every file that is not of plain letters alone, and what tells where a piece of it stands."""
    for document in draft.documents:
        for scalar in document.scalars:
            if not scalar.text.isascii() or "&" in scalar.text:
                yield scalar.text, partial(document.inside, scalar)
