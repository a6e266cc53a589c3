"""Checks of single letters, in every text of every file: damaged, unseen, or written as a code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from bot.faqfiles.draft import Draft
from bot.faqfiles.lint.characters import LOST, damaged, described, entity, invisible
from bot.faqfiles.lint.rule import Fault, rule
from bot.faqfiles.problem import Level, Place


@rule("huruf-rusak")
def damaged_letters(draft: Draft) -> Iterator[Fault]:
    """Huruf berubah menjadi tanda aneh karena pernah disimpan dengan pengodean yang salah.

    Warga membaca 'â€“' di tempat tanda pisah. Tanda '�' berarti hurufnya sudah hilang. Ketik ulang bagian itu, lalu
    simpan berkasnya sebagai UTF-8.

    Buruk:
        inti: Biaya paspor â€“ tanya dulu petugas desa lewat bot ini.
    Baik:
        inti: Biaya paspor – tanya dulu petugas desa lewat bot ini.
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

    Buruk:
        tanya: "Berapa biaya pas\\u200Bpor?"
    Baik:
        tanya: "Berapa biaya paspor?"
    """
    for text, at in _texts(draft):
        if found := invisible(text):
            position, sign = found
            yield (
                at(sign),
                f"ada tanda tak terlihat {described(sign)} di huruf ke-{position + 1} teks ini; "
                "hapus seluruh kata di tempat itu, lalu ketik ulang",
            )


@rule("kode-html", Level.WARNING)
def html_codes(draft: Draft) -> Iterator[Fault]:
    """Kode HTML seperti &nbsp; atau &amp; terlihat mentah oleh warga.

    Terbawa saat menyalin dari situs.

    Buruk:
        inti: Bawa KTP&nbsp;asli. Tanya petugas desa lewat bot ini.
    Baik:
        inti: Bawa KTP asli. Tanya petugas desa lewat bot ini.
    """
    for text, at in _texts(draft):
        if found := entity(text):
            code, sign = found
            if sign.isspace():
                advice = "tekan spasi biasa di tempatnya"
            else:
                advice = f"tulis '{sign}'" if sign.isprintable() and not invisible(sign) else "hapus"
            yield at(code), f"kode '{code}' akan terlihat mentah; {advice}"


def _texts(draft: Draft) -> Iterator[tuple[str, Callable[[str], Place]]]:
    """Yield every text of every file that is not of plain letters alone, and what tells where a piece of it stands."""
    for document in draft.documents:
        for scalar in document.scalars:
            if not scalar.text.isascii() or "&" in scalar.text:
                yield scalar.text, partial(document.inside, scalar)
