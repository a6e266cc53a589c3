"""Checks of an answer's two fields: length, whether the lead answers, and what they ask residents to write."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.faqfiles.answer_length import LONGEST_ANSWER, LONGEST_DETAILS, LONGEST_LEAD, seen_length
from bot.faqfiles.draft import Draft
from bot.faqfiles.lint.rule import Fault, rule
from bot.faqfiles.problem import Level

_REQUEST = re.compile(
    r"(?<![Jj]angan )(?<!kami )\b[Tt]ulis(?:kan|lah)?\b"
    r"(?::|[^.!?\n]*?\b(?:di (?:sini|bot|chat)|lewat bot|ke(?:pada)? petugas)\b)"
)
_INVITED = re.compile(r"tanya|\"|^[Tt]ulis(?:lah)? (?:saja )?(?:di|lewat|ke(?:pada)?)\b", re.IGNORECASE)
"""An invitation to ask, or the words to write in quotation marks, are no request for something."""


@rule("jawaban-terlalu-panjang")
def long_answer(draft: Draft) -> Iterator[Fault]:
    """Isian 'inti' paling panjang 250 huruf, 'rincian' 600, keduanya bersama 700.

    Dihitung seperti yang dibaca warga: tarif dan nilai kantor sudah diisi. Yang panjang tidak dibaca sampai selesai,
    dan jawabannya tergulung dari layar kecil.
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


@rule("minta-belum-ditulis", Level.WARNING)
def request_without_field(draft: Draft) -> Iterator[Fault]:
    """Jawaban meminta warga menulis sesuatu, tetapi isian 'minta' belum ada.

    Dengan 'minta', pesan berikutnya dari warga langsung dikirim ke petugas sebagai yang diminta itu. Tanpa 'minta', bot
    mengira pesan itu pertanyaan baru, dan janji di jawaban tidak ditepati. Mengajak bertanya tidak perlu 'minta'.
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
    """
    for entry in draft.entries:
        if entry.fields.asks and not re.search(r"\btulis", entry.fields.lead, re.IGNORECASE):
            advice = f"tulis di 'inti' misalnya 'Tulis {entry.fields.asks} di sini.'"
            yield entry.spot.at("minta"), f"'inti' tidak meminta '{entry.fields.asks}'; {advice}"
