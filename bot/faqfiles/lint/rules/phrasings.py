"""Rules of how people ask: enough ways of asking, and no sentence that trains or measures the wrong thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bot.faqfiles.lint.letters import fold
from bot.faqfiles.lint.subject import Subject, path_of
from bot.faqfiles.problem import Fault, Level, Path, rule
from bot.helpdesk.privacy.digits import may_hold_number
from bot.helpdesk.privacy.numbers import masked

# With fewer than five an entry is found by luck; from twenty on the measured gain of one more levels off.
FEWEST = 5
GOOD = 20


@rule("kalimat-kurang-dari-5")
def too_few(subject: Subject) -> Iterator[Fault]:
    """Entri punya kurang dari lima kalimat; dengan contoh sesedikit ini bot menebak."""
    for one in subject.faq.answerable:
        if len(one.phrasings) < FEWEST and one.id not in subject.silent:
            sentence = f"'{one.id}' baru punya {len(one.phrasings)} kalimat; tulis paling sedikit 20"
            yield Fault((*path_of(one), "kalimat"), sentence)


@rule("kalimat-kurang-dari-20", Level.WARNING)
def few(subject: Subject) -> Iterator[Fault]:
    """Entri punya kurang dari dua puluh kalimat; makin banyak cara bertanya, makin sering bot benar."""
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
    first: dict[str, Path] = {}
    shared: dict[tuple[str, str], list[tuple[str, Path, Path]]] = {}
    every = [fold(text) for text, _ in subject.taught]
    again = {plain for plain, times in Counter(every).items() if times > 1}
    folded = [(*one, plain) for one, plain in zip(subject.taught, every, strict=True) if plain in again]
    for text, path, plain in folded:
        if path[2] == "bukan":
            continue
        before = first.setdefault(plain, path)
        if before[1] != path[1]:
            owners = str(path[1] or path[0]), str(before[1] or before[0])
            shared.setdefault(owners, []).append((text, path, before))
        elif path[2] == "uji" and before[2] != "uji":
            yield Fault(path, f"'{text}' sama dengan sebuah kalimat; tulis dengan kata lain", other=before)
    for (owner, other), texts in shared.items():
        text, path, before = texts[0]
        others = f", begitu juga {len(texts) - 1} kalimat lain di sini" if len(texts) > 1 else ""
        sentence = f"'{text}' sudah ada di '{other}'{others}; hapus dari '{owner}' atau dari sana"
        yield Fault(path, sentence, other=before)
    for text, path, plain in folded:
        if path[2] == "bukan" and (before := first.get(plain, path[:1]))[1:2] == path[1:2]:
            yield Fault(path, f"'{text}' juga tertulis sebagai milik entri ini; hapus salah satu", other=before)


@rule("kalimat-dua-kali", Level.WARNING)
def twice(subject: Subject) -> Iterator[Fault]:
    """Kalimat yang sama tertulis dua kali di satu daftar; lembar kalimat menolak baris yang kembar."""
    first: dict[tuple[str, Path], Path] = {}
    for text, path in subject.taught:
        if (before := first.setdefault((text, path[:3]), path)) != path:
            yield Fault(path, f"'{text}' tertulis dua kali; hapus salah satu", other=before)


@rule("kalimat-tanpa-huruf")
def wordless(subject: Subject) -> Iterator[Fault]:
    """Kalimat warga tidak memuat satu huruf pun; bot jadi menjawab siapa pun yang menulis titik atau angka."""
    for text, path in subject.taught:
        if not any(map(str.isalpha, text)):
            yield Fault(path, f"'{text}' tidak memuat huruf; hapus, atau tulis seperti warga bertanya")


@rule("nomor-di-kalimat")
def number_of_a_person(subject: Subject) -> Iterator[Fault]:
    """NIK, nomor HP, paspor, atau rekening ada di kalimat warga, padahal berkas FAQ dibaca banyak orang."""
    for text, path in subject.taught:
        if may_hold_number(text) and (hidden := masked(text)[0]) != text:
            yield Fault(path, f"ada nomor pribadi: '{hidden}'; hapus nomornya dari kalimat ini")
