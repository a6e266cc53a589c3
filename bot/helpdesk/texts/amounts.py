"""Amounts of money as Indonesians write them."""

from __future__ import annotations


def rupiah(amount: int) -> str:
    """Write an amount: 650000 becomes Rp650.000."""
    return "Rp" + f"{amount:,}".replace(",", ".")
