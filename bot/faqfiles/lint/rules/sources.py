"""Checks of trust: who vouches for an answer, until when, and where its facts stand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from urllib.parse import urlsplit

from bot.faqfiles.draft import Draft
from bot.faqfiles.lint.rule import Fault, rule
from bot.faqfiles.problem import Level, Place
from bot.faqfiles.schema import OFFICES, OWNERS
from bot.faqfiles.seals import signed_on
from bot.faqfiles.syntax.suggest import hint

# Its entries say how the bot itself works; no law and no office vouches for that.
ABOUT_THE_BOT = "dasar"

# A review further away than this is a slip of the finger (2072 for 2027).
FURTHEST_REVIEW = timedelta(days=730)

# Government hosts that do not end in .go.id, each with the reason why it is trusted.
OTHER_OFFICIAL_HOSTS = {
    "kemenimipas.id": "subdomain kantor imigrasi, misalnya kanimpadang.kemenimipas.id",
}


@rule("tinjau-lewat", Level.WARNING, strict_on_release=True)
def review_overdue(draft: Draft) -> Iterator[Fault]:
    """Tanggal 'tinjau_sebelum' sudah lewat.

    Isinya mungkin sudah tidak benar. Periksa lagi bersama kantor pemiliknya, lalu isi tanggal yang baru.
    Sebelum rilis (`--release`) ini menjadi galat.
    """
    for entry in draft.reviewed:
        if draft.today and entry.fields.review_by < draft.today:
            yield (
                entry.spot.at("tinjau_sebelum"),
                f"harus ditinjau sebelum {entry.fields.review_by}; periksa lagi, lalu tulis tanggal baru",
            )


@rule("tanggal-janggal", Level.WARNING)
def odd_date(draft: Draft) -> Iterator[Fault]:
    """Tanggal yang tidak mungkin: sudah diverifikasi besok, atau baru ditinjau dua tahun lagi."""
    today = draft.today
    if today is None:
        return
    for one in draft.reviewed:
        if one.fields.review_by > today + FURTHEST_REVIEW:
            yield (
                one.spot.at("tinjau_sebelum"),
                f"{one.fields.review_by} terlalu jauh; tulis paling lama 12 bulan lagi",
            )
    for entry in draft.sourced:
        dated: list[tuple[date | None, Place]] = [(entry.fields.verified_on, entry.spot.at("diverifikasi"))]
        for index, source in enumerate(entry.fields.sources):
            dated.append((source.day, entry.spot.at("sumber", index, "tanggal")))
        for day, place in dated:
            if day and day > today:
                yield place, f"{day} belum terjadi; periksa tahunnya"


@rule("tanda-tangan-lepas", Level.WARNING)
def signature_void(draft: Draft) -> Iterator[Fault]:
    """Jawaban berubah sesudah ditandatangani kantor, jadi tanda tangannya tidak berlaku lagi.

    Tanda tangan ('diverifikasi') hanya berlaku untuk jawaban, tarif, dan sumber yang dibaca kantor saat itu. Bot
    menulis "masih diperiksa kantor" sampai kantor memeriksa lagi dan tanggal barunya ditulis, atau isinya
    dikembalikan. Segelnya ada di tanda.yaml, yang ditulis program saat menerbitkan.
    """
    for one in draft.sourced:
        if one.fields.verified_on and signed_on(draft, one) is None:
            yield (
                one.spot.at("diverifikasi"),
                f"isinya bukan lagi yang ditandatangani {one.fields.verified_on}; minta diperiksa lagi, "
                "lalu tulis tanggal barunya",
            )


@rule("pemilik-tidak-dikenal")
def unknown_owner(draft: Draft) -> Iterator[Fault]:
    """Isian 'pemilik' menyebut kantor yang memastikan isi jawaban.

    Pilihannya: kanim, bp3mi, kantor-haji, bagian-hukum, polres, desa.
    """
    for entry in draft.reviewed:
        yield from _none_of(OWNERS, "pemilik", entry.fields.owner, entry.spot.at("pemilik"))


@rule("kantor-tidak-dikenal")
def unknown_office(draft: Draft) -> Iterator[Fault]:
    """Rujukan menyebut kantor yang dikenal bot.

    Pilihannya: dukcapil, samsat, polres, bpjs, kua, pajak, dinsos, bank, lain.
    """
    for referral in draft.referrals:
        yield from _none_of(OFFICES, "kantor", referral.fields.office, referral.spot.at("kantor"))


@rule("sumber-kosong", Level.WARNING)
def facts_without_source(draft: Draft) -> Iterator[Fault]:
    """Jawaban yang bersandar pada fakta menyebut sumbernya.

    Warga dan kantor bisa memeriksa sendiri. Jawaban yang hanya tentang bot ini (di dasar.yaml) tidak perlu sumber:
    tulis 'fakta: []'.
    """
    for entry in draft.sourced:
        if entry.fields.facts and not entry.fields.sources:
            yield (
                entry.spot.at("sumber"),
                "jawaban ini punya 'fakta' tetapi tidak ada 'sumber'; tulis paling sedikit satu judul",
            )


@rule("tanpa-fakta-dan-sumber", Level.WARNING, strict_on_release=True)
def answer_without_ground(draft: Draft) -> Iterator[Fault]:
    """Jawaban tidak bersandar pada apa pun: 'fakta' dan 'sumber' dua-duanya kosong.

    Tidak ada yang bisa memeriksanya, dan tidak ada yang tahu kapan isinya berubah. Hanya jawaban tentang bot ini
    sendiri (di dasar.yaml) boleh begitu. Jangan mengarang: kalau sumbernya tidak ada, hapus jawabannya dan biarkan
    petugas yang menjawab. Sebelum rilis (`--release`) ini menjadi galat.
    """
    for topic in draft.topics:
        for entry in topic.entries if topic.id != ABOUT_THE_BOT else ():
            if not entry.fields.facts and not entry.fields.sources:
                yield (
                    entry.spot.at("id"),
                    f"'{entry.fields.id}' tanpa 'fakta' dan 'sumber'; tulis dari mana isinya, atau hapus entri ini",
                )


@rule("alamat-bukan-resmi")
def unofficial_link(draft: Draft) -> Iterator[Fault]:
    """Alamat sumber hanya situs pemerintah (….go.id) dan dimulai dengan https.

    Ada situs tiruan yang namanya mirip kantor imigrasi. Sumber dari media ditulis judulnya saja, tanpa
    alamat.
    """
    for entry in draft.sourced:
        for index, source in enumerate(entry.fields.sources):
            if source.url is not None and (fix := _link_fault(source.url)):
                yield entry.spot.at("sumber", index, "alamat"), f"'{source.url}' bukan alamat resmi; {fix}"


def _none_of(known: Collection[str], what: str, value: str, place: Place) -> Iterator[Fault]:
    if value not in known:
        guess = hint(value, known)
        yield place, f"{what} '{value}' tidak dikenal{guess}; tulis salah satu: {', '.join(known)}"


def _link_fault(url: str) -> str | None:
    """Return what to do about a source's address, or None when it is an official one."""
    secure = re.sub(r"^(?:http://)?(?!\w+://)", "https://", url, flags=re.IGNORECASE)
    if not _is_official(secure):
        return "tulis alamat .go.id, atau hapus 'alamat' dan sebut nama sumbernya di 'judul'"
    return None if secure == url else f"tulis {secure}"


def _is_official(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").casefold()
    except ValueError:
        return False
    official = host.endswith(".go.id") or any(
        host == known or host.endswith(f".{known}") for known in OTHER_OFFICIAL_HOSTS
    )
    return official and parts.scheme == "https" and parts.username is None and " " not in url
