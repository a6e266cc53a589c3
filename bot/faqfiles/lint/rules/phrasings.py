"""Rules of how people ask: enough ways of asking, and no sentence that trains or measures the wrong thing."""

from __future__ import annotations

from collections.abc import Iterator

from bot.faqfiles.lint.prose import fold
from bot.faqfiles.lint.subject import OUT_OF_SCOPE, Subject, asked_texts, path_of, taught_texts
from bot.faqfiles.problem import Fault, Level, Path, rule
from bot.helpdesk.privacy.numbers import masked

# With fewer than five an entry is found by luck; from twenty on the measured gain of one more levels off.
FEWEST = 5
GOOD = 20


@rule("kalimat-kurang-dari-5")
def too_few(subject: Subject) -> Iterator[Fault]:
    """Entri punya kurang dari lima kalimat.

    Bot belajar mengenali pertanyaan dari contoh. Dengan contoh sesedikit ini ia menebak.
    """
    for one in subject.faq.answerable:
        if len(one.phrasings) < FEWEST and one.id not in subject.silent:
            sentence = f"'{one.id}' baru punya {len(one.phrasings)} kalimat; tulis paling sedikit 20"
            yield Fault((*path_of(one), "kalimat"), sentence)


@rule("kalimat-kurang-dari-20", Level.WARNING)
def few(subject: Subject) -> Iterator[Fault]:
    """Entri punya kurang dari dua puluh kalimat.

    Makin banyak cara bertanya yang berbeda (singkat, panjang, Banjar, salah ketik), makin sering bot benar.
    """
    for one in subject.faq.entries.values():
        if FEWEST <= len(one.phrasings) < GOOD:
            sentence = f"'{one.id}' baru punya {len(one.phrasings)} kalimat; tambahkan sampai 20"
            yield Fault((*path_of(one), "kalimat"), sentence)


@rule("kalimat-bentrok")
def collision(subject: Subject) -> Iterator[Fault]:
    """Kalimat yang sama ada di dua entri, atau di dua daftar yang berlawanan dari satu entri.

    Huruf besar dan tanda baca tidak dihitung. Bot tidak mungkin benar untuk dua entri, pertanyaan uji yang sudah
    dipelajari selalu lulus, dan kalimat di 'bukan' yang juga milik entri itu mengajarkan dua hal yang berlawanan.
    """
    first: dict[str, tuple[str, bool]] = {}
    shared: dict[tuple[str, str], list[tuple[str, Path]]] = {}
    for owner, text, path, is_test in _everything(subject):
        owner_first, was_test = first.setdefault(fold(text), (owner, is_test))
        if owner_first != owner:
            shared.setdefault((owner, owner_first), []).append((text, path))
        elif is_test and not was_test:
            yield Fault(path, f"'{text}' sama dengan sebuah kalimat; tulis dengan kata lain")
    for (owner, owner_first), texts in shared.items():
        text, path = texts[0]
        others = f", begitu juga {len(texts) - 1} kalimat lain di sini" if len(texts) > 1 else ""
        yield Fault(path, f"'{text}' sudah ada di '{owner_first}'{others}; hapus dari '{owner}' atau dari sana")
    for one in subject.faq.answerable:
        for place, hard_negative in enumerate(one.hard_negatives):
            if first.get(fold(hard_negative.text), ("", False))[0] == one.id:
                sentence = f"'{hard_negative.text}' juga tertulis sebagai milik entri ini; hapus salah satu"
                yield Fault((*path_of(one), "bukan", place, "teks"), sentence)


def _everything(subject: Subject) -> Iterator[tuple[str, str, Path, bool]]:
    """Yield every way of asking: whose it is, the text, where it stands, whether it is a test question."""
    for one in subject.faq.answerable:
        yield from ((one.id, *rest) for rest in asked_texts(one))
    for place, text in enumerate(subject.faq.out_of_scope):
        yield OUT_OF_SCOPE, text, (OUT_OF_SCOPE, "", "kalimat", place), False


@rule("nomor-di-kalimat")
def number_of_a_person(subject: Subject) -> Iterator[Fault]:
    """NIK, nomor HP, nomor paspor, atau nomor rekening ada di kalimat warga.

    Nomor orang sungguhan tidak boleh tersimpan di berkas FAQ: berkas ini disalin dan dibaca banyak orang.
    """
    for text, path in taught_texts(subject.faq):
        hidden, kinds = masked(text)
        if kinds:
            yield Fault(path, f"ada nomor pribadi: '{hidden}'; hapus nomornya dari kalimat ini")
