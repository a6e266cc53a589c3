"""Texts that are made to cost a bot more than they cost their sender, each to be had in any length."""

from __future__ import annotations

import random
from collections.abc import Callable

from bot.matching.read import roots

LONGEST = 4096
"""Characters of a message on Telegram."""
Text = Callable[[int], str]


def _again(part: str, before: str = "", after: str = "") -> Text:
    def text(length: int) -> str:
        room = max(0, length - len(before) - len(after))
        return f"{before}{(part * (room // len(part) + 1))[:room]}{after}"

    return text


def _words(length_of_word: int, seed: int, letters: str = "abcdefghijklmnoprstuwy") -> Text:
    """Words that no dictionary has, all of them different."""

    def text(length: int) -> str:
        chance = random.Random(seed)
        count = length // (length_of_word + 1) + 1
        return " ".join("".join(chance.choices(letters, k=length_of_word)) for _ in range(count))[:length]

    return text


def _rare(length: int) -> str:
    """Words of the dictionary, all of them different."""
    known = sorted(roots())
    random.Random(7).shuffle(known)
    return " ".join(known)[:length]


def _nested(opening: str, closing: str) -> Text:
    return lambda length: opening * (length // 2) + closing * (length // 2)


WORST: dict[str, Text] = {
    "labels of a host": _again("a."),
    "labels with hyphens": _again("a-."),
    "one label": _again("a", after=".co"),
    "hosts": _again("imigrasi.go.id "),
    "at signs": _again("@"),
    "mentions": _again("@a"),
    "mail addresses": _again("a@b."),
    "the beginnings of links": _again("http://"),
    "links in brackets": _again("[a](b"),
    "www": _again("www."),
    "digits": _again("7"),
    "digits and spaces": _again("7 "),
    "digits and dashes": _again("12-"),
    "dates": _again("1-1-2020-"),
    "clocks": _again("12.30 "),
    "amounts": _again("1.000."),
    "rupiah": _again("rp 1 "),
    "spaces": _again(" "),
    "a word and spaces": _again(" ", before="nama", after="x"),
    "tabs": _again("\t"),
    "newlines": _again("\n"),
    "labels of a form": _again("nama :\n"),
    "headers of a chat": _again("[1/1/20, 10.00] a"),
    "forwarded": _again("diteruskan "),
    "open brackets": _again("["),
    "nested brackets": _nested("[", "]"),
    "nested parentheses": _nested("(", ")"),
    "open tags": _again("<a"),
    "entities": _again("&amp"),
    "asterisks": _again("**a"),
    "slashes": _again("/"),
    "demands": _again("kirim foto bayar ke "),
    "names of chats": _again("a_"),
    "telephone numbers": _again("+62"),
    "hyphens": _again("a-a"),
    "emoji": _again("\U0001f602"),
    "families of emoji": _again("\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"),
    "flags": _again("\U0001f1ee\U0001f1e9"),
    "combining marks": _again("\u0301", before="a"),
    "a mark on each letter": _again("a\u0301"),
    "zero-width characters": _again("\u200b"),
    "right to left": _again("\u202e"),
    "ligatures": _again("\ufdfa"),
    "arabic greetings": _again("سلام "),
    "full-width digits": _again("\uff11"),
    "600 unknown words": _words(6, 1),
    "unknown words of four letters": _words(4, 2),
    "unknown words of twelve letters": _words(12, 3),
    "unknown words of 24 letters": _words(24, 4),
    "words without a vowel": _words(5, 5, "bcdfghjklmnprstw"),
    "words with digits in them": _words(6, 6, "aeiknoprst01345"),
    "one letter": _again("a"),
    "one word": _again("pasporimigrasi"),
    "two letters": _again("ha"),
    "single letters": _again("a b c "),
    "laughter": _again("wk"),
    "one word again and again": _again("paspor "),
    "questions": _again("apa syarat paspor? "),
    "question marks": _again("?"),
    "capitals": _again("Aa "),
    "names": _again("Pak Ali bin Ali "),
    "introductions": _again("nama saya "),
    "binti": _again("saya A bin "),
    "ages": _again("saya masih "),
    "titles": _again("pak "),
    "children of others": _again("anak saya masih sd "),
    "umlauts": _again("İ"),
    "rare words": _rare,
}
"""By what it is made of: the text, cut to a length."""

NUMBERS = (
    "0", "08", "6305", "1 ", "1.", "12.", "0812 ", "enam ", "a1", "a ", "+", "(", "rp1", "1k ", "o", "ol ",
    "1x", "1 br ", "dua kali ", "enamenamenamenamq", "x1234567 ", "1️⃣", "\xad1", "２", "no ", "rek 1",
    "12/12/2026-", "08.00-16.00 ", "lalu 1 ", "enamtiga", ".go.id ", "[NIK/KK •••]", "6305011212900001 ",
    "dua puluh ", "1,", "\ufdfa", "+62", "62,", "paspor 1 1 ", "0812-01-", "08+62)20-", "a1234567paspor",
    "202612/12/2026paspor dua ",
)  # fmt: skip
"""What numbers that name a person are read from, each to be repeated."""
