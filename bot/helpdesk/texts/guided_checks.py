"""What a resident reads in a guided check, and the lines of it that an officer reads."""

from __future__ import annotations

from bot.helpdesk.model.markup import bold, folded
from bot.helpdesk.texts.officer import EARLY_WARNING

STALE = "Pertanyaan itu sudah dijawab. Lihat pertanyaan yang terakhir."
OLD = "Pemeriksaan tadi sudah lama, jadi saya mulai lagi dari awal."
CHANGED = "Pertanyaannya baru saja diperbarui, jadi saya mulai lagi dari awal."
GONE = "Pemeriksaan ini sudah tidak ada. Ketik saja pertanyaannya."
STOPPED = "Baik, pemeriksaannya berhenti di sini. Jawaban tadi tidak saya simpan."
FIRST = "Ini pertanyaan pertama."
UNCLEAR = "Maaf, saya belum paham jawaban itu. Tekan salah satu, atau ketik nomornya."
OTHER_QUESTION = "Kalau itu pertanyaan lain, tekan Tanya petugas. Kalau mau lanjut, ketik jawabannya singkat saja."
TYPE_IT = "Ketik jawabannya dalam satu pesan."
UNFINISHED = "{title} tadi belum selesai. Mau dilanjutkan?"
WHY = "Yang perlu diperhatikan:"
MORE = "Dan {count} tanda lain."
MOST_REASONS = 6
"""Reasons that fit on a small screen together with what to do; the gravest stand first, the officer sees all."""
SENT = "Baik, jawabannya saya kirim ke petugas."
CALM = "Baik."
NOT_SAID = "(tidak tahu)"
DANGER_SAID = "Warga menekan jawaban bahaya di {title}."
COUNTED = " ⚠️"

MARKS = {"merah": "🔴 ", "kuning": "🟡 ", "hijau": "🟢 "}
"""What stands before a finding's title, by its id."""

B_BACK, B_STOP, B_SKIP = "‹ Sebelumnya", "Berhenti", "Tidak tahu"
B_CONTINUE, B_AGAIN, B_SEND = "Lanjutkan", "Ulangi dari awal", "Kirim ke petugas"

COMMANDS = (
    ("cektawaran", "Cek tawaran kerja"),
    ("cekpaspor", "Paspor mana dan apa syaratnya?"),
    ("cekumrah", "Siap umrah?"),
)
"""The checks of the FAQ that came with the bot."""


def heading(title: str, number: int, of: int) -> str:
    """Return what stands above a question: the check's title, and how far it is."""
    return f"{bold(title)}\nPertanyaan {number} dari {of}"


def question(heading: str, opening: str, text: str, *, typed: bool) -> str:
    """Return one question; the opening, where there is one, stands above it."""
    body = f"{opening}\n\n{text}" if opening else text
    return f"{heading}\n\n{body}" + (f"\n{TYPE_IT}" if typed else "")


def marked(name: str, title: str) -> str:
    """Put the colour of a finding before its title."""
    return f"{MARKS.get(name, '')}{title}"


def finding(title: str, reasons: tuple[str, ...], text: str, closing: str) -> str:
    """Return the end of a check: what it comes to, why, what to do next, and, folded away, where that is from."""
    shown = list(reasons[:MOST_REASONS])
    if len(reasons) > MOST_REASONS:
        shown.append(MORE.format(count=len(reasons) - MOST_REASONS))
    why = "\n".join([WHY, *(f"• {reason}" for reason in shown)]) if reasons else ""
    return "\n\n".join(part for part in (bold(title), why, text, folded(closing)) if part)


def answers(lines: tuple[tuple[str, str, bool], ...]) -> str:
    """List the answers, one a line; those that counted are marked."""
    return "\n".join(f"• {short}: {said or NOT_SAID}{COUNTED if counted else ''}" for short, said, counted in lines)


def ticket_text(title: str, found: str, lines: tuple[tuple[str, str, bool], ...], *, warning: bool) -> str:
    """Return what the officer's card says of a check that was sent to him."""
    head = f"{EARLY_WARNING}\n" if warning else ""
    return f"{head}{title} → {found}\n\n{answers(lines)}"
