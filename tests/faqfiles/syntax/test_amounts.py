"""What staff type for a fee, and the only amount that it can mean."""

from __future__ import annotations

from bot.faqfiles.syntax.amounts import meant
from tests.tables import each_line

CLEAR = {
    "650 ribu": 650_000,
    "650rb": 650_000,
    "650 RB": 650_000,
    "650k": 650_000,
    "650K": 650_000,
    "650.000": 650_000,
    "650,000": 650_000,
    "650 000": 650_000,
    "650\u00a0000": 650_000,
    "650_000": 650_000,
    "650'000": 650_000,
    "650000.0": 650_000,
    "650000,00": 650_000,
    "650.000,00": 650_000,
    "650,000.00": 650_000,
    "Rp 650.000,-": 650_000,
    "Rp650.000": 650_000,
    "Rp. 650.000.-": 650_000,
    "IDR 650,000": 650_000,
    "650.000 rupiah": 650_000,
    "Rp 650 ribu": 650_000,
    "65O000": 650_000,
    "65OOOO": 650_000,
    "l00000": 100_000,
    "65O ribu": 650_000,
    "1,5 juta": 1_500_000,
    "1.5 juta": 1_500_000,
    "1,25jt": 1_250_000,
    "0,65 jt": 650_000,
    "1 juta": 1_000_000,
    "1500 ribu": 1_500_000,
    "1 juta 250 ribu": 1_250_000,
    "1jt 50rb": 1_050_000,
    "55.538.922": 55_538_922,
    "enam ratus lima puluh ribu": 650_000,
    "Enam ratus lima puluh ribu rupiah": 650_000,
    "sejuta": 1_000_000,
    "satu juta": 1_000_000,
    "seratus ribu": 100_000,
    "seratus delapan puluh sembilan ribu": 189_000,
    "satu juta dua ratus lima belas ribu": 1_215_000,
    "sebelas ribu": 11_000,
    "dua belas juta lima ratus ribu": 12_500_000,
}

UNCLEAR = [
    *("650", "350.0", "650,00", "650.00", "1.250", "1,5", "0", "nol", "0712", "0650000", "8:30", "-650000", "+650000"),
    *("65.0000", "6,50,000", "1.500.00", "1.000,000", "650.000.00", "650.000,50", "650000.5", "1,555 juta", "6.5e5"),
    *("650.000 ribu", "650000 ribu", "1.500 ribu", "1 juta 250", "1,5 juta 250 ribu", "1 ribu 250 juta", "5 ribu"),
    *("350.000/650.000", "350-650 ribu", "350000-650000", "sekitar 650 ribu", "650 ribuan", "650 ribu per orang"),
    *("350 ribu atau 650 ribu", "650000+", "~650000", "650²", "६५००००", "½ juta", "USD 40", "40 dolar", "gratis", ""),
    *("enam lima puluh ribu", "ratusan ribu", "ribu", "lima ribu juta", "setengah juta", "enam ratus ribu lebih"),
    *("dua miliar", "99999999999", "true", "Rp", "-", "65S000", "0x9EB10", "satu", "lima puluh puluh ribu"),
    *("sepuluh lima ribu", "dua belas tiga ribu"),
]


@each_line(("typed", "amount"), CLEAR.items())
def test_an_amount_is_read_the_way_people_type_it(typed: str, amount: int) -> None:
    assert meant(typed) == amount


@each_line("typed", UNCLEAR)
def test_what_can_mean_two_amounts_is_none(typed: str) -> None:
    assert meant(typed) is None


def test_a_plain_number_means_itself() -> None:
    for amount in (10_000, 108_000, 650_000, 55_538_922, 1_000_000_000):
        assert meant(str(amount)) == meant(f"{amount:,}") == meant(f"{amount:,}".replace(",", ".")) == amount
