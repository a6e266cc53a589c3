"""Checks of the fee table: an amount that looks like a slip of the finger is typed a second time to confirm it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.faqfiles.draft import Draft
from bot.faqfiles.lint.rule import Fault, rule
from bot.helpdesk.texts.resident import rupiah

FURTHEST_CHANGE = 30
"""Per cent. Tariffs are raised by less, or by a new law that somebody has read."""


@rule("biaya-nol")
def zero_fee(draft: Draft) -> Iterator[Fault]:
    """Tarif nol rupiah tanpa 'yakin'.

    Warga akan membaca bahwa layanan itu gratis. Kalau memang gratis, tulis angkanya sekali lagi di 'yakin'.
    """
    for id, (fee, spot) in draft.fees.items():
        if fee.rupiah == 0 and fee.confirmed is None:
            yield (
                spot.at("rupiah"),
                f"tarif '{id}' nol, warga membaca Rp0; tulis besarnya, atau 'yakin: 0' bila aturannya memang gratis",
            )


@rule("biaya-berubah-jauh")
def far_change(draft: Draft) -> Iterator[Fault]:
    """Tarif berubah lebih dari 30 persen dari yang terakhir dipakai bot, tanpa 'yakin'.

    Biasanya satu nol kelebihan atau kurang. Bandingkan dengan aturannya. Kalau angka yang baru memang benar, tulis
    angka itu sekali lagi di 'yakin'. Perubahan berikutnya harus diyakinkan lagi dengan angkanya yang baru. Sampai
    itu diperbaiki, bot memakai tarif yang lama.
    """
    for id, (fee, spot) in draft.fees.items():
        before = draft.last_fees.get(id, fee.rupiah)
        if fee.rupiah and _far(before, fee.rupiah) and fee.confirmed is None:
            yield (
                spot.at("rupiah"),
                f"tarif '{id}' berubah dari {rupiah(before)} menjadi {rupiah(fee.rupiah)}{_zeros(before, fee.rupiah)}; "
                "perbaiki, atau bila sesuai aturannya tulis angka itu sekali lagi di 'yakin'",
            )


@rule("yakin-beda")
def other_confirmation(draft: Draft) -> Iterator[Fault]:
    """Angka di 'yakin' berbeda dari 'rupiah'.

    Salah satunya salah ketik, atau 'yakin' tertinggal dari perubahan yang lalu.
    """
    for fee, spot in draft.fees.values():
        if fee.confirmed not in (None, fee.rupiah):
            yield (
                spot.at("yakin"),
                f"'yakin' berisi {fee.confirmed}, 'rupiah' berisi {fee.rupiah}; "
                "lihat aturannya, lalu perbaiki yang salah, atau hapus 'yakin' yang lama",
            )


def _far(before: int, now: int) -> bool:
    return abs(now - before) * 100 > FURTHEST_CHANGE * before


def _zeros(before: int, now: int) -> str:
    if before and now == before * 10:
        return " (kelebihan satu nol?)"
    return " (kurang satu nol?)" if now and before == now * 10 else ""
