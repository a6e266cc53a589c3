"""Checks of what residents read: placeholders, form, and the lead in danger."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.faqfiles.draft import Draft
from bot.faqfiles.file_names import FEES
from bot.faqfiles.lint.characters import HTML_TAGS
from bot.faqfiles.lint.rule import Fault, rule
from bot.faqfiles.problem import Level, Place
from bot.faqfiles.render import FEE, OFFICE_PLACEHOLDERS, PLACEHOLDER, named
from bot.faqfiles.syntax.suggest import hint
from bot.helpdesk.privacy.links import addresses

_MARKS = re.compile(
    rf"(?<!\*)\*(?!\*)|`|</?(?:{HTML_TAGS})\b[^<>]*>|&(?:#x?[0-9a-f]+|[a-z]{{2,8}});|(?<!\w)_\w|(?<!_)__(?!_)|\|\|"
    r"|^[ \t]*\|.*\||^[ \t]*(?:#+|>) |^[ \t]*[-=]{3,}[ \t]*$|\[[^\]]*\]\(|[☀-➿\U0001f000-\U0001ffff]",
    re.MULTILINE | re.IGNORECASE,
)


@rule("isian-tidak-dikenal")
def unknown_placeholder(draft: Draft) -> Iterator[Fault]:
    """Tanda {…} di jawaban hanya untuk isian yang dikenal bot.

    Yang ada: {biaya.id-tarif}, {kantor.nama}, {kantor.alamat}, {kantor.telepon}, {kantor.jam},
    {petugas.nama}, {petugas.kabar}, {desa.nama}. Yang lain akan terlihat warga sebagai kurung kurawal. Di belakang
    tanda | boleh ditulis penggantinya selama nilai itu belum ada di pengaturan: {kantor.alamat|Jalan … (dari situs
    kantor, 3 Mei 2026)}. Tanpa pengganti, kalimat yang memuat isian kosong tidak ditampilkan.
    """
    for shown in draft.shown_texts:
        for match in PLACEHOLDER.finditer(shown.text) if shown.filled else ():
            name, _ = named(match)
            if not name.startswith(FEE) and name not in OFFICE_PLACEHOLDERS:
                guess = hint(match[0], [f"{{{known}}}" for known in OFFICE_PLACEHOLDERS])
                yield (
                    shown.at(match[0]),
                    f"isian '{match[0]}' tidak dikenal{guess}; lihat daftarnya di docs/format-faq.md",
                )
        if shown.filled and (brace := re.search(r"[{}]", PLACEHOLDER.sub("", shown.text))):
            yield (
                shown.at(brace[0]),
                f"kurung kurawal '{brace[0]}' tanpa pasangan; hapus, atau tulis isian lengkap",
            )


@rule("biaya-tidak-ada")
def unknown_fee(draft: Draft) -> Iterator[Fault]:
    """Tarif yang disebut jawaban tidak ada di biaya.yaml."""
    if not draft.whole or FEES not in draft.files:
        return
    places: dict[str, list[Place]] = {}
    for shown in draft.shown_texts:
        for match in PLACEHOLDER.finditer(shown.text) if shown.filled else ():
            name, _ = named(match)
            if name.startswith(FEE) and name.removeprefix(FEE) not in draft.fees:
                places.setdefault(match[0], []).append(shown.at(match[0]))
    known = [f"{{{FEE}{id}}}" for id in draft.fees]
    for written, all_of_it in places.items():
        if len(all_of_it) == 1:
            advice = f"{hint(written, known)}; tulis dulu tarifnya di biaya.yaml"
        else:
            advice = f" dan disebut di {len(all_of_it)} tempat; bila id-nya diganti, kembalikan id lama di biaya.yaml"
        yield min(all_of_it), f"tarif {written!r} tidak ada di biaya.yaml{advice}"


@rule("tanda-format", Level.WARNING)
def foreign_markup(draft: Draft) -> Iterator[Fault]:
    """Jawaban hanya memakai **tebal**; tanda lain akan terlihat mentah oleh warga.

    Bukan bintang tunggal, garis bawah, tagar, kutip miring, kode HTML, tabel, atau emoji. Di 'tanya', 'tombol',
    'judul', 'pengantar', dan 'penting' tebal pun tidak.
    """
    for shown in (*draft.shown_texts, *draft.plain_texts):
        if not shown.marked and (found := re.search(r"\*\*", shown.text) or _MARKS.search(shown.text)):
            sign = found[0].strip()
            yield shown.at(sign), f"tanda '{sign}' akan terlihat mentah di '{shown.field}'; hapus"
        elif found := _MARKS.search(shown.text):
            sign = found[0].strip()
            yield shown.at(sign), f"tanda '{sign}' akan terlihat mentah; hapus, atau pakai **tebal**"
        elif shown.text.count("**") % 2:
            yield (
                shown.at("**"),
                "tanda ** tidak berpasangan; tulis **kata** dengan dua bintang di depan dan belakang",
            )


@rule("tautan-di-jawaban")
def link_in_answer(draft: Draft) -> Iterator[Fault]:
    """Jawaban tidak memuat tautan atau nama akun; alamat lengkap ditulis di 'sumber'.

    Nama situs resmi (….go.id) boleh disebut. Situs lain, tautan pendek, dan akun pribadi tidak: penipu memakai nama
    yang mirip.
    """
    for shown in draft.shown_texts:
        for address in addresses(shown.text):
            if not re.fullmatch(r"(?!www\.)(?:[\w.-]+@)?(?:[\w-]+\.)*go\.id", address):
                yield (
                    shown.at(address),
                    f"'{address}' tidak boleh di jawaban; pindahkan ke 'sumber', atau sebut nama .go.id saja",
                )


@rule("darurat-tanpa-110")
def emergency_without_number(draft: Draft) -> Iterator[Fault]:
    """Jawaban darurat menyebut nomor polisi 110 di 'inti'.

    Orang yang terancam tidak menggulir layar dan tidak membuka lipatan.
    """
    for entry in draft.entries:
        if entry.fields.emergency and not re.search(r"(?<!\d)110(?!\d)", entry.fields.lead):
            yield entry.spot.at("inti"), "nomor 110 belum ada di 'inti'; tulis 'telepon 110' di depan"


@rule("darurat-tanpa-kabar", Level.WARNING)
def emergency_that_promises(draft: Draft) -> Iterator[Fault]:
    """Jawaban darurat memakai {petugas.kabar} di 'inti', bukan kalimat tetap "petugas sudah diberi tahu".

    Jawaban yang dibuka dari menu belum memberi tahu siapa pun. Isian itu diisi bot dengan yang benar: petugas sudah
    diberi tahu, atau tekan tombol supaya petugas diberi tahu.
    """
    for entry in draft.entries:
        if not entry.fields.emergency:
            continue
        advice = "jawaban darurat tidak boleh menjanjikan sendiri; tulis {petugas.kabar} sebagai kalimatnya di 'inti'"
        promises = [
            shown.at(promise[0].split()[0])
            for shown in entry.shown_texts()
            if (promise := re.search(r"sudah\W+diberi\W+tahu", shown.text))
        ]
        for place in promises:
            yield place, advice
        if not promises and "{petugas.kabar}" not in entry.fields.lead:
            yield entry.spot.at("inti"), advice


@rule("darurat-kata-terang", Level.WARNING)
def telling_words_in_emergency(draft: Draft) -> Iterator[Fault]:
    """Jawaban darurat memakai kata yang tenang.

    Orang yang mengawasi bisa ikut membaca layar. Kata seperti 'perdagangan orang' atau 'disekap'
    membahayakan warga.
    """
    telling = re.compile(
        r"perdagangan orang|TPPO|disekap|korban|eksploitasi|perbudakan|disiksa|diperkosa", re.IGNORECASE
    )
    for entry in draft.entries:
        for shown in entry.shown_texts() if entry.fields.emergency else ():
            if found := telling.search(shown.text):
                yield shown.at(found[0]), f"'{found[0]}' bisa terbaca oleh pengawas; pakai kata yang tenang"
