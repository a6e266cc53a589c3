"""Rules of what residents read: placeholders, marks, links, length, what is asked of them, and danger."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.faqfiles import render
from bot.faqfiles.lint.letters import HTML_TAGS
from bot.faqfiles.lint.subject import Subject, path_of
from bot.faqfiles.model import FILLED, HEADING, PLAIN
from bot.faqfiles.problem import Fault, Level, Path, rule
from bot.faqfiles.render import LONGEST_ANSWER, LONGEST_DETAILS, LONGEST_LEAD, PLACEHOLDER, named, seen_length
from bot.faqfiles.syntax.suggest import hint
from bot.helpdesk.privacy.links import addresses

_MARKS = re.compile(
    rf"(?<!\*)\*(?!\*)|`|</?(?:{HTML_TAGS})\b[^<>]*>|&(?:#x?[0-9a-f]+|[a-z]{{2,8}});|(?<!\w)_\w|(?<!_)__(?!_)|\|\|"
    r"|^[ \t]*\|.*\||^[ \t]*(?:#+|>) |^[ \t]*[-=]{3,}[ \t]*$|\[[^\]]*\]\(|[☀-➿\U0001f000-\U0001ffff]",
    re.MULTILINE | re.IGNORECASE,
)
_BOLD = re.compile(rf"\*\*|{_MARKS.pattern}", _MARKS.flags)
_STRUCK = re.compile(r"(~{1,2})(?=\S)[^~\n]*\S\1(?!~)|<(s|del|strike)>.*?</\2>", re.IGNORECASE)
_BLANK_IN_BRACKETS = re.compile(rf"\[[^\[\]\n]{{1,60}}\](?!\()|<(?!(?:{HTML_TAGS})\b)[^\W\d_][^<>\n]{{1,60}}>", re.I)
_BLANK = re.compile(
    rf"{_BLANK_IN_BRACKETS.pattern}|(?<!\w)(?-i:TODO|FIXME|TBA|TBD)(?!\w)|(?<![a-wyz])x{{3,}}(?![a-wyz])"
    r"|(?<!\w)(?:\.{4,}|\?{3,})|_{3,}"
    r"|\b(?:lorem(?: ipsum)?|ipsum|diisi nanti|isi(?:kan)? di sini|jawaban di sini)\b",
    re.IGNORECASE,
)
_BLANK_IN_QUESTION = re.compile(rf"{_BLANK_IN_BRACKETS.pattern}|\{{[^{{}}]*\}}", re.IGNORECASE)
_TELLING = re.compile(r"perdagangan orang|TPPO|disekap|korban|eksploitasi|perbudakan|disiksa|diperkosa", re.IGNORECASE)


@rule("isian-tidak-dikenal")
def unknown_placeholder(subject: Subject) -> Iterator[Fault]:
    """Tanda {…} hanya untuk isian yang dikenal bot, dan hanya di 'inti', 'rincian', dan alur.

    Yang ada: {biaya.id-tarif}, {dasar.id-tarif}, {sejak.id-tarif}, {kantor.nama}, {kantor.alamat}, {kantor.telepon},
    {kantor.jam}, {petugas.nama}, {petugas.kabar}, {desa.nama}; di belakang tanda | boleh ditulis penggantinya selama
    nilai itu belum ada di pengaturan. Yang lain, atau di judul dan tombol, terlihat warga sebagai kurung kurawal.
    """
    for shown in subject.texts:
        if shown.typed.read != FILLED:
            if found := re.search(r"\{[^{}]*\}|[{}]", shown.text):
                sentence = f"'{found[0]}' tidak diganti bot di '{shown.typed.name}' ini; tulis dengan kata biasa"
                yield Fault(shown.path, sentence, found[0])
            continue
        for match in PLACEHOLDER.finditer(shown.text):
            name, _ = named(match)
            if render.fee_named(name) is None and name not in render.OFFICE_PLACEHOLDERS:
                guess = hint(match[0], [f"{{{known}}}" for known in render.OFFICE_PLACEHOLDERS])
                sentence = f"isian '{match[0]}' tidak dikenal{guess}; lihat daftarnya di docs/format-faq.md"
                yield Fault(shown.path, sentence, match[0])
        if brace := re.search(r"[{}]", PLACEHOLDER.sub("", shown.text)):
            sentence = f"kurung kurawal '{brace[0]}' tanpa pasangan; hapus, atau tulis isian lengkap"
            yield Fault(shown.path, sentence, brace[0])


@rule("isian-tersisa")
def unfilled_blank(subject: Subject) -> Iterator[Fault]:
    """Bagian yang seharusnya diganti masih ada: [nama], <isi di sini>, XXX, TODO, lorem ipsum, titik-titik."""
    for shown in subject.texts:
        for found in _BLANK.finditer(shown.text):
            other = ", atau pakai tanda kurung ( )" if found[0][0] in "[<" else ""
            sentence = f"'{found[0]}' belum diganti; tulis isi yang sebenarnya, atau hapus kalimatnya{other}"
            yield Fault(shown.path, sentence, found[0])
    for text, path in subject.taught:
        opened = "[" in text or "<" in text or "{" in text  # which hardly any of so many texts is
        for found in _BLANK_IN_QUESTION.finditer(text) if opened else ():
            yield Fault(path, f"'{found[0]}' tidak pernah ditulis warga; ganti dengan kata biasa, atau hapus")


@rule("tanda-format", Level.WARNING)
def foreign_markup(subject: Subject) -> Iterator[Fault]:
    """Jawaban hanya memakai **tebal**, judul dan tombol tidak; tanda lain akan terlihat mentah oleh warga.

    Teks yang ~dicoret~ tetap terbaca utuh, jadi yang tidak berlaku lagi justru terbaca sebagai berlaku.
    """
    for shown in subject.texts:
        bare = shown.typed.read in (PLAIN, HEADING)
        for struck in _STRUCK.finditer(shown.text):
            advice = "hapus teks itu bila tidak berlaku lagi, atau hapus tandanya saja"
            yield Fault(shown.path, f"'{struck[0]}' tidak tampil tercoret; {advice}", struck[0])
        for found in (_BOLD if bare else _MARKS).finditer(_STRUCK.sub("", shown.text)):
            sign, advice = found[0].strip(), "hapus" if bare else "hapus, atau pakai **tebal**"
            yield Fault(shown.path, f"tanda '{sign}' akan terlihat mentah di '{shown.typed.name}'; {advice}", sign)
        if not bare and shown.text.count("**") % 2:
            sentence = "tanda ** tidak berpasangan; tulis **kata** dengan dua bintang di depan dan belakang"
            yield Fault(shown.path, sentence, "**")


@rule("tautan-di-jawaban")
def link_in_answer(subject: Subject) -> Iterator[Fault]:
    """Jawaban tidak memuat tautan atau nama akun; nama situs resmi (….go.id) boleh disebut."""
    for shown in subject.shown:
        for address in addresses(shown.text):
            if not re.fullmatch(r"(?!www\.)(?:[\w.-]+@)?(?:[\w-]+\.)*go\.id", address):
                advice = "pindahkan ke 'sumber', atau sebut nama .go.id saja"
                yield Fault(shown.path, f"'{address}' tidak boleh di jawaban; {advice}", address)


@rule("jawaban-terlalu-panjang")
def long_answer(subject: Subject) -> Iterator[Fault]:
    """Isian 'inti' paling panjang 250 huruf, 'rincian' 600, bersama 700, seperti yang dibaca warga."""
    fees = subject.faq.fees
    for entry in subject.faq.entries.values():
        lead, details, path = seen_length(entry.lead, fees), seen_length(entry.details, fees), path_of(entry)
        if lead > LONGEST_LEAD:
            advice = f"pendekkan sampai {LONGEST_LEAD}, atau pindahkan sebagian ke 'rincian'"
            yield Fault((*path, "inti"), f"'inti' {lead} huruf setelah isiannya dilengkapi; {advice}")
        if details > LONGEST_DETAILS:
            sentence = f"'rincian' {details} huruf setelah isiannya dilengkapi; pendekkan sampai {LONGEST_DETAILS}"
            yield Fault((*path, "rincian"), sentence)
        elif lead <= LONGEST_LEAD and lead + details > LONGEST_ANSWER:
            sentence = f"'inti' dan 'rincian' bersama {lead + details} huruf; pendekkan sampai {LONGEST_ANSWER}"
            yield Fault((*path, "rincian"), sentence)


@rule("teks-panjang", Level.WARNING)
def long_text(subject: Subject) -> Iterator[Fault]:
    """Judul, tombol, dan pengantar harus muat di layar kecil; yang lebih panjang berakhir dengan titik-titik.

    Judul topik 24 huruf, 'tombol' dan judul peringatan 32, pertanyaan 100, pengantar dan peringatan 350. Di alur:
    judul 32, pertanyaan 200, 'singkat' 24, tombol jawaban 30, judul hasil 60, isi hasil 700.
    """
    for text, path, typed, *_ in subject.texts:
        if typed.longest and len(text) > typed.longest:
            yield Fault(path, f"tulisan ini {len(text)} huruf; pendekkan sampai {typed.longest}")


@rule("minta-tidak-cocok", Level.WARNING)
def request_and_field(subject: Subject) -> Iterator[Fault]:
    """Isian 'minta' ada, tetapi 'inti' tidak meminta warga menulis; pesan berikutnya dikirim ke petugas."""
    for entry in subject.faq.entries.values():
        if entry.asks and not re.search(r"\btulis", entry.lead, re.IGNORECASE):
            advice = f"tulis di 'inti' misalnya 'Tulis {entry.asks} di sini.'"
            yield Fault((*path_of(entry), "minta"), f"'inti' tidak meminta '{entry.asks}'; {advice}")


def _emergencies(subject: Subject) -> Iterator[tuple[str, Path]]:
    """Yield lead and details of each emergency answer."""
    for entry in subject.faq.entries.values():
        if entry.emergency:
            yield entry.lead, (*path_of(entry), "inti")
            yield entry.details, (*path_of(entry), "rincian")


@rule("darurat-tanpa-110")
def emergency_without_number(subject: Subject) -> Iterator[Fault]:
    """Jawaban darurat menyebut nomor polisi 110 di 'inti'; orang yang terancam tidak membuka lipatan."""
    for text, path in _emergencies(subject):
        if path[2] == "inti" and not re.search(r"(?<!\d)110(?!\d)", text):
            yield Fault(path, "nomor 110 belum ada di 'inti'; tulis 'telepon 110' di depan")


@rule("darurat-tanpa-kabar", Level.WARNING)
def emergency_that_promises(subject: Subject) -> Iterator[Fault]:
    """Jawaban darurat memakai {petugas.kabar} di 'inti', bukan kalimat tetap "petugas sudah diberi tahu".

    Jawaban yang dibuka dari menu belum memberi tahu siapa pun; isian itu diisi bot dengan yang benar.
    """
    advice = "jawaban darurat tidak boleh menjanjikan sendiri; tulis {petugas.kabar} sebagai kalimatnya di 'inti'"
    for text, path in _emergencies(subject):
        promise = re.search(r"sudah\W+diberi\W+tahu", text)
        if promise or (path[2] == "inti" and "{petugas.kabar}" not in text):
            yield Fault(path, advice, promise[0].split()[0] if promise else "")


@rule("darurat-kata-terang", Level.WARNING)
def telling_words_in_emergency(subject: Subject) -> Iterator[Fault]:
    """Jawaban darurat memakai kata yang tenang, karena orang yang mengawasi bisa ikut membaca layar."""
    for text, path in _emergencies(subject):
        for found in _TELLING.finditer(text):
            yield Fault(path, f"'{found[0]}' bisa terbaca oleh pengawas; pakai kata yang tenang", found[0])
