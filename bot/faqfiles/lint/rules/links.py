"""Rules of ids: each stands behind a button, and leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.faqfiles.lint.subject import Subject
from bot.faqfiles.model import LONGEST_ID, is_proper_id
from bot.faqfiles.problem import Fault, Path, rule
from bot.faqfiles.syntax.suggest import hint

MOST_MISSING = 5
"""With more missing ids than this somebody lost a whole topic."""
LONGEST_CHECK_ID = 30
"""A button's 64 bytes hold a guided check's id, its version and three numbers."""


@rule("id-salah-bentuk")
def malformed_id(subject: Subject) -> Iterator[Fault]:
    """Id ada di balik tombol; hanya huruf kecil, angka, dan tanda hubung, paling panjang 48 (alur: 30)."""
    ids = [(id, path) for id, path, typed in subject.values if typed.name in ("id", "alur")]
    for id, path in [*ids, *((id, ("biaya", id)) for id in subject.faq.fees)]:
        longest = LONGEST_CHECK_ID if path[-1] == "alur" else LONGEST_ID
        if not is_proper_id(id) or len(id) > longest:
            right = re.sub(r"[^a-z0-9]+", "-", id.casefold()).strip("-")
            free = right and right not in subject.ids and len(right) <= longest
            advice = f"tulis {right}" if free else "beri nama lain"
            sentence = f"id '{id}' hanya boleh huruf kecil, angka, dan '-' (paling panjang {longest}); {advice}"
            yield Fault(path, sentence, key=path[0] == "biaya")


@rule("entri-tidak-ada")
def dangling(subject: Subject) -> Iterator[Fault]:
    """Isian 'terkait', 'populer', 'milik', 'di_bawah', atau 'entri' menyebut entri yang tidak ada.

    Entri juga tidak menunjuk dirinya sendiri, dan 'populer' hanya menyebut entri topik itu.
    """
    if not subject.whole:
        return
    found: dict[str, list[Path]] = {}
    everything = (*subject.values, *subject.asked)
    for id, path in ((id, path) for id, path, typed in everything if typed.mentions and id):
        if id not in subject.ids:
            found.setdefault(id, []).append(path)
        elif path[1] == id:
            yield Fault(path, f"'{id}' adalah entri ini sendiri; tulis id entri lain")
    everywhere = {id for topic in subject.faq.topics for id in topic.entry_ids}
    for topic in subject.faq.topics:
        for place, id in enumerate(topic.popular):
            if id in everywhere.difference(topic.entry_ids):
                sentence = f"entri '{id}' ada di topik lain; tulis id di berkas ini"
                yield Fault(("topik", topic.id, "populer", place), sentence)
    if len(found) > MOST_MISSING:
        advice = "mungkin berkas sebuah topik terhapus atau dipindah; kembalikan berkas itu"
        id, (first, *_) = next(iter(found.items()))
        yield Fault(first, f"'{id}' dan {len(found) - 1} id lain disebut, tetapi entrinya tidak ada; {advice}")
        return
    for id, paths in found.items():
        yield Fault(paths[0], _sentence(subject, id, len(paths) - 1))


def _sentence(subject: Subject, id: str, others: int) -> str:
    parts = re.split(r"[\s,;]+", id)
    if len(parts) > 1 and set(parts) <= subject.ids:
        return f"'{id}' adalah {len(parts)} id yang tersambung; pisahkan dengan koma"
    if not others:
        return f"entri '{id}' tidak ada{hint(id, subject.ids)}; tulis id yang ada"
    advice = "bila id entrinya diganti, kembalikan id yang lama; bila entrinya dihapus, hapus juga di tempat-tempat itu"
    return f"entri '{id}' tidak ada, padahal juga disebut di {others} tempat lain; {advice}"
