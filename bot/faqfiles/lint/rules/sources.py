"""Rules of trust: who vouches for an answer, until when, and where its facts stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from urllib.parse import urlsplit

from bot.faqfiles.lint.subject import Subject, path_of
from bot.faqfiles.model import FaqEntry
from bot.faqfiles.problem import Fault, Level, rule
from bot.faqfiles.render import sources_of
from bot.faqfiles.seals import is_signed

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

    Bot menulis "masih diperiksa kantor" sampai tanggal barunya ditulis, atau isinya dikembalikan. Segelnya ada di
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
