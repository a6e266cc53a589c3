"""The texts of a ticket's audit, for the staff and for the operator."""

from __future__ import annotations

from bot.helpdesk.model.actions import Verdict
from bot.helpdesk.model.audit_events import AuditEvent

NO_TICKET = "Kasus #{number} tidak ada. Nomor tertinggi: {highest}."
HEAD = "Kasus #{number} · {kind} · {state} · {village} · kantor {office}"
OWNER = "Pemilik: {officer}. {claimed}"
RESIDENT = "Warga: nomor {number}{erased}. Nama dan isi pesan tidak ditampilkan; lihat dengan --isi (tercatat)."
RESIDENT_NAMED = "Warga: nomor {number}, {name}. Penampilan ini dicatat atas nama {person}."
CLAIMED, UNCLAIMED = "Diambil {officer}.", "Belum diambil."
ERASED = " (sudah dihapus atau dilupakan)"
WAITING = "Warga menunggu sejak {since}; tenggat berikut {next}."
NOT_WAITING = "Warga tidak sedang menunggu."
NO_DEADLINE = "TIDAK ADA (laporkan)"
NO_EVENTS = "Langkah-langkah kasus ini tidak tercatat: kasus dibuka sebelum pencatatan itu ada."
STATES = {"open": "terbuka", "closed": "ditutup", "cancelled": "dibatalkan warga"}
VERDICTS = {
    str(int(Verdict.ANSWERED)): "langsung selesai",
    str(int(Verdict.TICKET)): "masuk kasus",
    str(int(Verdict.IGNORED)): "diabaikan",
}
EVENTS: dict[str, str] = {
    AuditEvent.OPENED: "kasus dibuka; pemilik {who}",
    AuditEvent.URGENT: "menjadi DARURAT",
    AuditEvent.CARDED: "kartu sampai ke petugas; warga boleh membaca “sudah sampai”",
    AuditEvent.CLAIMED: "diambil {who}",
    AuditEvent.LET_GO: "dilepas {who}",
    AuditEvent.MOVED: "pindah ke {who}",
    AuditEvent.RETURNED: "tidak diambil {who}: kembali",
    AuditEvent.REMIND: "tenggat pertama lewat: petugas diingatkan",
    AuditEvent.DEPUTY: "tenggat kedua lewat: naik ke pengganti",
    AuditEvent.SUPERVISOR: "tenggat ketiga lewat: naik ke atasan",
    AuditEvent.ALARM: "tenggat terakhir lewat: ALARM",
    AuditEvent.ANSWERED: "dijawab {who}",
    AuditEvent.ASKED_ON: "warga bertanya lagi; tenggat mulai dari awal",
    AuditEvent.CLOSED: "ditutup",
    AuditEvent.CANCELLED: "dibatalkan warga",
    AuditEvent.REOPENED: "dibuka lagi",
}
PURPOSES = {
    "": "pesan",
    "card": "kartu kasus",
    "receipt": "tanda terima",
    "receipt-asked": "tanda terima",
    "arrived": "kabar sampai",
    "handed": "kabar dialihkan",
    "reply": "jawaban petugas",
    "follow-up": "pesan susulan",
    "notice": "pemberitahuan kasus",
    "correction": "perubahan jawaban",
    "withdrawal": "penarikan jawaban",
    "copy": "foto/suara/berkas",
    "audit": "audit dengan isi",
    "search": "pencarian jawaban",
    "queue": "antrean",
    "case": "seluruh kasus (/kasus)",
    "lost": "jawaban tak sampai",
    "choice": "pilihan kasus",
    "proposal": "usulan FAQ",
}
DELIVERIES = {
    "waiting": "masih menunggu",
    "sending": "sedang dikirim",
    "sent": "terkirim",
    "uncertain": "BELUM PASTI sampai",
    "failed": "GAGAL",
}
REASONS = {
    "blocked": "warga memblokir bot",
    "refused": "ditolak Telegram",
    "uncertain": "tidak ada jawaban dari Telegram",
    "erased": "warga menghapus datanya",
    "restored": "tidak dikirim lagi setelah pemulihan",
    "late": "terlambat",
    "unsafe": "tidak dikirim: warga tidak bisa membalas dengan aman",
}
RECEIVED = "pesan {who} diterima dan disimpan (masuk {row})"
DECIDED = "diputuskan: {verdict} (masuk {row}, {took} sesudah diterima)"
TRIED = "; {tries} kali gagal disimpan"
SAID = "{who} menulis{kind}"
EDITED, ATTACHED = " (perubahan)", " (dengan lampiran)"
QUEUED = "→ {what} untuk {who}: antre (keluar {row}); sekarang {state}"
SENT = "→ {what} untuk {who}: diterima Telegram (keluar {row}, {took} sesudah antre{tries})"
ENDED = "→ {what} untuk {who}: {state}, {reason} (keluar {row}{tries})"
TRIES = ", percobaan ke-{tries}"
REPEAT = ", ditandai mungkin sudah terkirim"
SEEN = "dilihat {who}: {how}"
ACROSS = "warga"
SOMEBODY = "chat lain"
SUM = "Pesan keluar kasus ini: {parts}."
"""The deliveries counted, e.g. "5 terkirim, 1 GAGAL"."""
