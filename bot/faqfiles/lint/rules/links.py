"""Rules of ids: each stands behind a button, and leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.faqfiles.lint.subject import Subject, path_of
from bot.faqfiles.model import LONGEST_ID, Faq, is_proper_id
from bot.faqfiles.problem import Fault, Path, rule
from bot.faqfiles.syntax.suggest import hint

MOST_MISSING = 5
"""With more missing ids than this somebody lost a whole topic."""
MOST_NAMED = 3
"""So many are named in a sentence."""
LONGEST_CHECK_ID = 30
"""A button's 64 bytes hold a guided check's id, its version and three numbers."""


@rule("id-salah-bentuk")
def malformed_id(subject: Subject) -> Iterator[Fault]:
    """Id hanya berisi huruf kecil, angka, dan tanda hubung, paling panjang 48 (alur: 30).

    Id ikut dikirim di balik tombol Telegram, dan Telegram membatasi panjangnya. Id tidak pernah dilihat warga.
    """
    for id, longest, path in _ids(subject.faq):
        if not is_proper_id(id) or len(id) > longest:
            right = re.sub(r"[^a-z0-9]+", "-", id.casefold()).strip("-")
            free = right and right not in subject.ids and len(right) <= longest
            advice = f"tulis {right}" if free else "beri nama lain"
            sentence = f"id '{id}' hanya boleh huruf kecil, angka, dan '-' (paling panjang {longest}); {advice}"
            yield Fault(path, sentence, key=path[0] == "biaya")


def _ids(faq: Faq) -> Iterator[tuple[str, int, Path]]:
    yield from ((one.id, LONGEST_ID, (*path_of(one), "id")) for one in faq.answerable)
    yield from ((id, LONGEST_ID, ("biaya", id)) for id in faq.fees)
    for check in (one.check for one in faq.checks):
        yield check.id, LONGEST_CHECK_ID, ("alur", check.id, "alur")
        ids = [("langkah", at, one.id) for at, one in enumerate(check.questions)]
        ids += [("hasil", at, one.id) for at, one in enumerate(check.findings)]
        yield from ((id, LONGEST_ID, ("alur", check.id, name, at, "id")) for name, at, id in ids)


@rule("entri-tidak-ada")
def dangling(subject: Subject) -> Iterator[Fault]:
    """Isian 'terkait', 'populer', 'milik', 'di_bawah', atau 'entri' menyebut entri yang tidak ada.

    Id menjadi tombol; tombol yang tidak menuju ke mana-mana membingungkan warga. Entri juga tidak menunjuk dirinya
    sendiri, dan 'populer' hanya menyebut entri topik itu.
    """
    if not subject.whole:
        return
    found: dict[str, list[Path]] = {}
    for id, path in mentions(subject.faq):
        if id not in subject.ids:
            found.setdefault(id, []).append(path)
        elif path[1] == id:
            yield Fault(path, f"'{id}' adalah entri ini sendiri; tulis id entri lain")
    everywhere = {id for topic in subject.faq.topics for id in topic.entry_ids}
    for topic in subject.faq.topics:
        for place, id in enumerate(topic.popular):
            if id in everywhere.difference(topic.entry_ids):
                yield Fault(
                    ("topik", topic.id, "populer", place), f"entri '{id}' ada di topik lain; tulis id di berkas ini"
                )
    if len(found) > MOST_MISSING:
        sentence = "mungkin berkas sebuah topik terhapus atau dipindah; kembalikan berkas itu"
        first = next(iter(found.values()))[0]
        yield Fault(first, f"{quoted(list(found))} disebut, tetapi entrinya tidak ada; {sentence}")
        return
    for id, paths in found.items():
        yield Fault(paths[0], _sentence(subject, id, len(paths) - 1))


def mentions(faq: Faq) -> Iterator[tuple[str, Path]]:
    """Yield every mention of an entry, and where it stands."""
    for entry in faq.entries.values():
        yield from ((id, (*path_of(entry), "terkait", place)) for place, id in enumerate(entry.related))
    for topic in faq.topics:
        path: Path = ("topik", topic.id)
        yield from ((id, (*path, "populer", place)) for place, id in enumerate(topic.popular))
        yield from ((one.entry, (*path, "penting", place, "entri")) for place, one in enumerate(topic.season))
    for check in (one.check for one in faq.checks):
        path = ("alur", check.id)
        yield from ((id, (*path, "di_bawah", place)) for place, id in enumerate(check.under))
        named = ((one.entry, place) for place, one in enumerate(check.findings))
        yield from ((id, (*path, "hasil", place, "entri")) for id, place in named if id)
    for one in faq.answerable:
        for place, hard_negative in enumerate(one.hard_negatives):
            if hard_negative.belongs_to:
                yield hard_negative.belongs_to, (*path_of(one), "bukan", place, "milik")


def quoted(ids: list[str]) -> str:
    """Return the ids for a sentence, at most three by name."""
    few, rest = [f"'{id}'" for id in ids[:MOST_NAMED]], len(ids) - MOST_NAMED
    return ", ".join(few) + (f", dan {rest} lagi" if rest > 0 else "")


def _sentence(subject: Subject, id: str, others: int) -> str:
    parts = re.split(r"[\s,;]+", id)
    if len(parts) > 1 and set(parts) <= subject.ids:
        return f"'{id}' adalah {len(parts)} id yang tersambung; pisahkan dengan koma"
    if not others:
        return f"entri '{id}' tidak ada{hint(id, subject.ids)}; tulis id yang ada"
    advice = "bila id entrinya diganti, kembalikan id yang lama; bila entrinya dihapus, hapus juga di tempat-tempat itu"
    return f"entri '{id}' tidak ada, padahal juga disebut di {others} tempat lain; {advice}"
