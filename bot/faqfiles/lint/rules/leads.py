"""Checks of an answer's two fields: length, whether the lead answers, and what they ask residents to write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.faqfiles.answer_length import LONGEST_ANSWER, LONGEST_DETAILS, LONGEST_LEAD, seen_length
from bot.faqfiles.draft import Draft
from bot.faqfiles.lint.prose import sentences
from bot.faqfiles.lint.rule import Fault, rule
from bot.faqfiles.problem import Level

_REQUEST = re.compile(
    r"(?<![Jj]angan )(?<!kami )\b[Tt]ulis(?:kan|lah)?\b"
    r"(?::|[^.!?\n]*?\b(?:di (?:sini|bot|chat)|lewat bot|ke(?:pada)? petugas)\b)"
)
_INVITED = re.compile(r"tanya|\"|^[Tt]ulis(?:lah)? (?:saja )?(?:di|lewat|ke(?:pada)?)\b", re.IGNORECASE)
"""An invitation to ask, or the words to write in quotation marks, are no request for something."""


class _Kind(NamedTuple):
    """What a kind of question is answered with in the first sentence."""

    name: str
    answer: re.Pattern[str]
    advice: str


_KINDS = (
    (
        re.compile(r"\bberapa\b(?! nomor)", re.IGNORECASE),
        _Kind(
            "angka",
            re.compile(
                r"\d|\{(?:biaya|kantor\.(?:jam|telepon))|\b(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh"
                r"|sehari|seminggu|sebulan|setahun|gratis|tidak|bukan|belum|berbeda|beda|tergantung)\b",
                re.IGNORECASE,
            ),
            "angkanya, atau katakan bahwa tidak ada angka yang pasti",
        ),
    ),
    (
        re.compile(r"^(?:apakah|bisakah|bolehkah|perlukah|haruskah)\b|^(?:bisa|boleh)\b[^,]*\?$", re.IGNORECASE),
        _Kind(
            "ya atau tidak",
            re.compile(
                r"\b(?:ya|punya|bisa|boleh|tidak|belum|jangan|tergantung|perlu|harus|wajib|ada|sudah|bukan|tetap|hanya|masih"
                r"|gratis|dilarang|mungkin)\b",
                re.IGNORECASE,
            ),
            "Bisa, Boleh, Ya, Tidak, Belum, atau Tergantung",
        ),
    ),
)


@rule("jawaban-terlalu-panjang")
def long_answer(draft: Draft) -> Iterator[Fault]:
    """Isian 'inti' paling panjang 250 huruf, 'rincian' 600, keduanya bersama 700.

    Dihitung seperti yang dibaca warga: tarif dan nilai kantor sudah diisi. Yang panjang tidak dibaca sampai selesai,
    dan jawabannya tergulung dari layar kecil.

    Buruk:
        inti: |
          Biaya paspor ada di daftar tarif resmi. Tanyakan dulu supaya tidak salah. Bawa uang secukupnya.
          Jangan titip uang kepada siapa pun. Kalau ada yang meminta uang tambahan, tolak dengan sopan.
          Catat nama orang itu, tempatnya, dan jamnya. Ceritakan kepada petugas desa lewat bot ini.
    Baik:
        inti: Paspor ada tarif resminya.
        rincian: Kalau ada yang meminta uang tambahan, tolak dengan sopan.
    """
    fees = {id: fee.rupiah for id, (fee, _) in draft.fees.items()}
    for entry in draft.entries:
        lead, details = (seen_length(text or "", fees) for text in (entry.fields.lead, entry.fields.details))
        if lead > LONGEST_LEAD:
            advice = f"pendekkan sampai {LONGEST_LEAD}, atau pindahkan sebagian ke 'rincian'"
            yield entry.spot.at("inti"), f"'inti' {lead} huruf setelah isiannya dilengkapi; {advice}"
        if details > LONGEST_DETAILS:
            sentence = f"'rincian' {details} huruf setelah isiannya dilengkapi; pendekkan sampai {LONGEST_DETAILS}"
            yield entry.spot.at("rincian"), sentence
        elif lead <= LONGEST_LEAD and lead + details > LONGEST_ANSWER:
            sentence = f"'inti' dan 'rincian' bersama {lead + details} huruf; pendekkan sampai {LONGEST_ANSWER}"
            yield entry.spot.at("rincian"), sentence


@rule("inti-tanpa-jawaban", Level.WARNING)
def lead_that_does_not_answer(draft: Draft) -> Iterator[Fault]:
    """Kalimat pertama 'inti' tidak menjawab jenis pertanyaannya.

    "Berapa" dijawab dengan angka atau tarif. "Bisakah", "bolehkah", dan "apakah" dijawab dengan Bisa, Boleh, Ya, Tidak,
    Belum, Tergantung, atau kata seperti itu. Warga yang bertanya singkat ingin jawabannya dulu, sebabnya kemudian.

    Buruk:
        tanya: Berapa biaya membuat paspor?
        inti: Biaya paspor ditetapkan pemerintah. Lihat daftar tarifnya.
    Baik:
        tanya: Berapa biaya membuat paspor?
        inti: Biayanya {biaya.paspor-elektronik-5} untuk paspor elektronik. Tarifnya ditetapkan pemerintah.
    """
    for entry in draft.entries:
        first = (sentences(entry.fields.lead) or [""])[0]
        kind = next((kind for asked, kind in _KINDS if asked.search(entry.fields.question)), None)
        if kind and not kind.answer.search(first):
            yield (
                entry.spot.at("inti"),
                f"'{entry.fields.question}' menanyakan {kind.name}, tetapi kalimat pertama tidak menyebutnya; "
                f"mulai dengan {kind.advice}",
            )


@rule("minta-belum-ditulis", Level.WARNING)
def request_without_field(draft: Draft) -> Iterator[Fault]:
    """Jawaban meminta warga menulis sesuatu, tetapi isian 'minta' belum ada.

    Dengan 'minta', pesan berikutnya dari warga langsung dikirim ke petugas sebagai yang diminta itu. Tanpa 'minta', bot
    mengira pesan itu pertanyaan baru, dan janji di jawaban tidak ditepati. Mengajak bertanya tidak perlu 'minta'.

    Buruk:
        inti: Bedanya harus diperiksa dulu. Tulis bedanya di sini.
    Baik:
        inti: Bedanya harus diperiksa dulu. Tulis bedanya di sini.
        minta: beda tulisannya
    """
    for entry in draft.entries:
        if entry.fields.asks or entry.fields.emergency:
            continue
        for shown in entry.shown_texts():
            found = next(
                (one for one in _REQUEST.finditer(shown.text) if not _answered_elsewhere(shown.text, one)), None
            )
            if found:
                advice = "tambah 'minta: …' dengan apa yang ditulis warga, atau hapus kalimat ini"
                yield shown.at(found[0].split()[0]), f"'{found[0].strip()}' meminta warga menulis; {advice}"


def _answered_elsewhere(text: str, request: re.Match[str]) -> bool:
    """Say whether the sentence only invites to ask, or names the button under which the words will arrive."""
    before = re.split(r"[.!?\n]\s*", text[: request.start()])[-1]
    return bool(_INVITED.search(request[0])) or "Tanya petugas" in before


@rule("minta-tanpa-kalimat", Level.WARNING)
def request_without_sentence(draft: Draft) -> Iterator[Fault]:
    """Isian 'minta' ada, tetapi 'inti' tidak meminta warga menulis.

    Pesan berikutnya dari warga akan dikirim ke petugas. Warga harus tahu itu dari kalimat yang langsung terlihat.

    Buruk:
        inti: Izin perusahaan bisa diperiksa petugas.
        minta: nama perusahaan
    Baik:
        inti: Izin perusahaan bisa diperiksa petugas. Tulis nama perusahaannya di sini.
        minta: nama perusahaan
    """
    for entry in draft.entries:
        if entry.fields.asks and not re.search(r"\btulis", entry.fields.lead, re.IGNORECASE):
            advice = f"tulis di 'inti' misalnya 'Tulis {entry.fields.asks} di sini.'"
            yield entry.spot.at("minta"), f"'inti' tidak meminta '{entry.fields.asks}'; {advice}"
