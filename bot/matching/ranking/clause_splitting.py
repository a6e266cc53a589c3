"""Finds where one message may fall into several questions, and what parts of it ask."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bot.matching.text.normalise import Message, Word

_CONNECTORS = frozenset(("terus", "dan", "serta", "kemudian", "lantas", "sekalian", "plus"))
_WEAK_CONNECTORS = frozenset(("sama", "dengan", "juga", "kalau", "bagaimana", "bisa"))
_TIES = _CONNECTORS | {"sama"}
_LISTING = _CONNECTORS | {"sama", "dengan", "juga", "beserta"}
_QUESTION = frozenset((
    "apa", "berapa", "bagaimana", "kapan", "mana", "siapa", "kenapa", "caranya", "cara", "syarat", "syaratnya",
    "biaya", "biayanya", "bisa", "boleh", "perlu", "harus", "wajib", "minta", "beda", "bedanya", "aman",
    "amankah", "jelaskan", "adakah", "ada", "betul", "benar", "prosedur", "prosedurnya", "dendanya", "lapor",
    "lapornya", "gratis", "harga", "tanya", "alamat", "nomor", "jam", "lama", "dilarang", "wajar", "sah", "resmi",
    "denda", "ongkos", "tarif",
))  # fmt: skip
_INTERROGATIVES = frozenset(("apa", "berapa", "bagaimana", "kapan", "mana", "siapa", "kenapa"))
_TAGS = frozenset(("tidak", "belum"))
"""Words that make a question of what they end: "nama saya dirahasiakan ga"."""
_ASPECTS = {
    **dict.fromkeys(("biaya", "ongkos", "tarif", "harga"), "biaya"),
    **dict.fromkeys(("syarat", "berkas", "dokumen"), "syarat"),
    **dict.fromkeys(("alamat", "lokasi"), "alamat"),
    **dict.fromkeys(("cara", "prosedur"), "cara"),
    **{word: word for word in ("lama", "jam", "umur", "vaksin", "nomor")},
}
"""Nouns that name what is asked of one thing: "syarat dan biaya paspor". Those of one name mean the same."""
_FIGURES = frozenset((
    "biaya", "ongkos", "tarif", "harga", "bayar", "uang", "denda", "kena", "lama", "hari", "jam", "buka",
    "alamat", "lokasi",
))  # fmt: skip
_AROUND_FIGURES = frozenset((
    "berapa", "apa", "total", "jadi", "di", "mana", "itu", "semua", "kira", "sampai", "yang", "baru",
))  # fmt: skip
"""What is asked of a thing by a figure or a place, and the words around it: "bayar berapa", "jadi berapa hari"."""
_OF_NOTHING = frozenset(("syarat", "berkas", "dokumen", "surat", "bawa", "biaya", "ongkos", "tarif", "harga", "lama"))
_AROUND_NOTHING = _INTERROGATIVES | {"saja", "itu", "ini", "yang", "harus", "perlu", "mau", "lengkap", "semua"}
"""Papers, prices and times, of which there are some of everything, and the words around: "syaratnya apa saja"."""
LONGEST_LIST = 14
"""Words up to which a message may be a list of such nouns."""
MOST_PLACES = 5
_WEAK = 3
"""The rank of a place that only a weak connector marks."""


def asks(message: Message, words: Sequence[Word]) -> bool:
    """Return whether this part of a message sounds like a question, or ends in a question mark."""
    return bool(words) and (words[-1].clause in message.asked or asks_in_words(words))


def asks_in_words(words: Sequence[Word]) -> bool:
    """Return whether this part of a message has a word that asks, whatever mark ends the clause it stands in."""
    if words and words[-1].reading in _TAGS:
        return True
    return any(word.reading in _QUESTION or word.root in _QUESTION for word in words)


def inquires(words: Sequence[Word]) -> bool:
    """Return whether this part of a message has a question word of its own ("berapa", "di mana")."""
    return any(word.reading in _INTERROGATIVES for word in words)


def places(message: Message, words: Sequence[Word]) -> list[tuple[int, bool]]:
    """Return positions before which the words may be split in two, the likeliest first, at most MOST_PLACES.

    With each: whether a clause ends there or a "dan" or "terus" ties the next one; a "sama" or "bisa" says less.
    """
    found: list[tuple[int, int]] = []
    for position in range(2, len(words) - 1):
        before, here = words[position - 1], words[position]
        if here.clause != before.clause:
            rank = 0 if before.clause in message.asked else 1
            found.append((rank, position))
        elif here.reading in _CONNECTORS:
            found.append((2, position))
        elif here.reading in _WEAK_CONNECTORS and asks_in_words(words[:position]) and not _compares(words, position):
            found.append((_WEAK, position))
    return [(position, rank < _WEAK) for rank, position in sorted(found)[:MOST_PLACES]]


def _compares(words: Sequence[Word], position: int) -> bool:
    """Return whether a "sama" or "dengan" stands between two things that are compared: "beda paspor sama visa"."""
    here = words[position]
    tied = here.reading in ("sama", "dengan")
    return tied and any(word.root == "beda" and word.clause == here.clause for word in words[:position])


def aspects(words: Sequence[Word], most: int) -> list[list[Word]]:
    """ "syarat dan biaya paspor" as "syarat paspor" and "biaya paspor"; nothing where not two to `most` are listed."""
    named = {place: _ASPECTS[word.root] for place, word in enumerate(words) if word.root in _ASPECTS}
    names = list(dict.fromkeys(named.values()))
    if len(words) > LONGEST_LIST or not 2 <= len(names) <= most:
        return []
    for one, other in pairwise(named):
        listed = any(
            word.reading in _LISTING or word.clause != words[one].clause for word in words[one + 1 : other + 1]
        )
        if named[one] != named[other] and not listed:
            return []
    said = [place for place, word in enumerate(words) if word.reading not in _LISTING]
    return [[words[place] for place in said if named.get(place, name) == name] for name in names]


def names_nothing(words: Sequence[Word]) -> bool:
    """Return whether words ask for papers, a price or how long it takes, and not of what."""
    roots = {word.root for word in words}
    return not roots.isdisjoint(_OF_NOTHING) and roots <= _OF_NOTHING | _AROUND_NOTHING


def asks_for_figures(words: Sequence[Word]) -> bool:
    """Return whether this part asks only for a cost, a duration, opening hours or a place.

    Such a part names nothing else, so it is a question of its own beside whatever was asked of the thing before.
    """
    roots = {word.root for word in words}
    return not roots.isdisjoint(_FIGURES) and roots <= _FIGURES | _AROUND_FIGURES


def ties(word: Word) -> bool:
    """Return whether a word ties a further question to the one before."""
    return word.reading in _TIES


def without_connector(words: Sequence[Word]) -> Sequence[Word]:
    """Return the second question without the "dan", "terus" or "sama" that tied it to the first."""
    skipped = 0
    while skipped < len(words) - 1 and (ties(words[skipped]) or words[skipped].reading in ("dengan", "juga")):
        skipped += 1
    return words[skipped:]
