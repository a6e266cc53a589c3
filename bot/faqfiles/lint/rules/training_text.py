"""Checks of what the bot is taught: nobody's number in it, and each topic's phrasings in its own file."""

from __future__ import annotations

from collections.abc import Iterator

from bot.faqfiles.draft import Draft
from bot.faqfiles.lint.rule import Fault, rule
from bot.helpdesk.privacy.numbers import masked


@rule("nomor-di-kalimat")
def number_of_a_person(draft: Draft) -> Iterator[Fault]:
    """NIK, nomor HP, nomor paspor, atau nomor rekening ada di kalimat warga.

    Nomor orang sungguhan tidak boleh tersimpan di berkas FAQ: berkas ini disalin dan dibaca banyak orang. Bot juga
    tidak belajar apa-apa darinya.
    """
    for text, where in draft.taught_texts:
        hidden, kinds = masked(text)
        if kinds:
            yield where(), f"ada nomor pribadi: '{hidden}'; hapus nomornya dari kalimat ini"
