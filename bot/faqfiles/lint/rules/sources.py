"""Rules about sources and what points elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from urllib.parse import urlsplit

from bot.faqfiles.lint.subject import Subject, path_of
from bot.faqfiles.model import LONGEST_ID, FaqEntry, is_proper_id
from bot.faqfiles.problem import Fault, Level, Path, rule
from bot.faqfiles.render import sources_of
from bot.faqfiles.seals import is_signed
from bot.faqfiles.syntax.suggest import hint

ABOUT_THE_BOT = "dasar"
"""Its entries say how the bot itself works; no law and no office vouches for that."""
FURTHEST_REVIEW = timedelta(days=730)
"""A review further away than this is a slip of the finger (2072 for 2027)."""
OTHER_OFFICIAL_HOSTS = {"kemenimipas.id": "subdomain kantor imigrasi, misalnya kanimpadang.kemenimipas.id"}
"""Government hosts that do not end in .go.id, each with the reason why it is trusted."""
HOSTS = "|".join(map(re.escape, OTHER_OFFICIAL_HOSTS))


@rule("tinjau-lewat", Level.WARNING, strict_on_release=True)
def review_overdue(subject: Subject) -> Iterator[Fault]:
    """Tanggal 'tinjau_sebelum' sudah lewat; sebelum rilis (`--release`) ini menjadi galat."""
    for day, path, typed in subject.values if subject.today else ():
        if typed.name == "tinjau_sebelum" and day < subject.today:
            yield Fault(path, f"harus ditinjau sebelum {day}; periksa lagi, lalu tulis tanggal baru")


@rule("tanggal-janggal", Level.WARNING)
def odd_date(subject: Subject) -> Iterator[Fault]:
    """Tanggal yang tidak mungkin: sudah diverifikasi besok, atau baru ditinjau dua tahun lagi."""
    today = subject.today or date.max - FURTHEST_REVIEW
    for day, path, typed in subject.values:
        if typed.name == "tinjau_sebelum" and day > today + FURTHEST_REVIEW:
            yield Fault(path, f"{day} terlalu jauh; tulis paling lama 12 bulan lagi")
        elif typed.name in ("diverifikasi", "tanggal") and day and day > today:
            yield Fault(path, f"{day} belum terjadi; periksa tahunnya")


@rule("tanda-tangan-lepas", Level.WARNING)
def signature_void(subject: Subject) -> Iterator[Fault]:
    """Jawaban berubah sesudah ditandatangani kantor, jadi tanda tangannya tidak berlaku lagi.

    Bot menulis "Kantor belum ikut memeriksanya" sampai tanggal barunya ditulis, atau isinya dikembalikan. Segelnya di
    tanda.yaml, yang ditulis program saat menerbitkan.
    """
    for one in subject.faq.sourced:
        if one.verified_on and not is_signed(subject.faq, one, subject.seals):
            advice = "minta diperiksa lagi, lalu tulis tanggal barunya"
            sentence = f"isinya bukan lagi yang ditandatangani {one.verified_on}; {advice}"
            yield Fault((*path_of(one), "diverifikasi"), sentence)


@rule("tanpa-sumber", Level.WARNING, strict_on_release=True)
def answer_without_ground(subject: Subject) -> Iterator[Fault]:
    """Jawaban tidak menyebut 'sumber', atau tidak bersandar pada apa pun.

    Hanya jawaban tentang bot ini sendiri (di dasar.yaml) boleh tanpa 'fakta' dan 'sumber'. Kalau sumbernya tidak ada,
    hapus jawabannya dan biarkan petugas yang menjawab. Sebelum rilis (`--release`) ini menjadi galat.
    """
    for one in subject.faq.sourced:
        if one.facts and not sources_of(subject.faq, one):
            sentence = "jawaban ini punya 'fakta' tetapi tidak ada 'sumber'; tulis paling sedikit satu judul"
            yield Fault((*path_of(one), "sumber"), sentence)
        elif isinstance(one, FaqEntry) and one.topic != ABOUT_THE_BOT and not one.facts and not one.sources:
            advice = "tulis dari mana isinya, atau hapus entri ini"
            yield Fault((*path_of(one), "id"), f"'{one.id}' tanpa 'fakta' dan 'sumber'; {advice}")


@rule("alamat-bukan-resmi")
def unofficial_link(subject: Subject) -> Iterator[Fault]:
    """Alamat sumber hanya situs pemerintah (….go.id) dengan https; sumber dari media ditulis judulnya saja."""
    for one in subject.faq.sourced:
        for place, source in enumerate(one.sources):
            if source.url is not None and (fix := _link_fault(source.url)):
                sentence = f"'{source.url}' bukan alamat resmi; {fix}"
                yield Fault((*path_of(one), "sumber", place, "alamat"), sentence)


def _link_fault(url: str) -> str | None:
    """Return what to do about a source's address, or None when it is an official one."""
    secure = re.sub(r"^(?:http://)?(?!\w+://)", "https://", url, flags=re.IGNORECASE)
    with suppress(ValueError):
        parts = urlsplit(secure)
        known = re.search(rf"\.go\.id$|(?:^|\.)(?:{HOSTS})$", parts.hostname or "")
        if known and parts.scheme == "https" and parts.username is None and " " not in url:
            return None if secure == url else f"tulis {secure}"
    return "tulis alamat .go.id, atau hapus 'alamat' dan sebut nama sumbernya di 'judul'"


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
