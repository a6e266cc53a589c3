"""What the operator reads: publications, a ticket's audit, a region's sheet, and why the system refused something."""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence

from bot.helpdesk.model.actions import Verdict
from bot.helpdesk.model.ticket import AuditEvent
from bot.helpdesk.texts.report import number

TICKET_STATES = {"open": "terbuka", "closed": "ditutup", "cancelled": "dibatalkan warga"}
VERDICTS = {
    str(int(Verdict.ANSWERED)): "langsung selesai",
    str(int(Verdict.TICKET)): "masuk kasus",
    str(int(Verdict.IGNORED)): "diabaikan",
}
TICKET_EVENTS: dict[str, str] = {
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
    "ring": "panggilan darurat",
    "receipt": "tanda terima",
    "receipt-asked": "tanda terima",
    "arrived": "kabar sampai",
    "handed": "kabar dialihkan",
    "moved": "kabar pindah petugas",
    "reply": "jawaban petugas",
    "follow-up": "pesan susulan",
    "notice": "pemberitahuan kasus",
    "correction": "perubahan jawaban",
    "changed": "jawaban yang diubah",
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


REQUIRED = "wajib diisi"
CODE_REQUIRED = "wajib diisi: kode desa Kemendagri, sepuluh angka; kantor desa mengetahuinya"
BAD_ID = "'{value}' hanya boleh huruf kecil, angka, dan tanda hubung, mis. mandurian"
BAD_CODE = "'{value}' bukan kode desa Kemendagri; harus sepuluh angka, mis. 6305072001 ({count} angka)"
SHORTENED = (
    "'{value}' adalah angka yang disingkat Excel; ubah format kolom ini menjadi Teks, ketik lagi kodenya, lalu simpan"
)
TWICE = "'{value}' sudah ada di baris {row}"
OTHERWISE = "'{value}' lain dari '{known}' di baris {row} untuk '{id}'"
NO_OFFICE = "petugas '{id}' tidak punya kantor; isi id_kantor di salah satu barisnya"
NO_NAME = "'{id}' tidak punya nama; isi di salah satu barisnya"
NO_DEPUTY = "pengganti '{value}' tidak ada di berkas ini"
OWN_DEPUTY = "pengganti harus orang lain"
BAD_NAME = "'{value}' terlalu pendek; tulis nama lengkapnya"
BAD_ZONE = "'{value}' bukan zona waktu; tulis WIB, WITA, atau WIT"
NO_ROLE = "'{id}' adalah {role} kantor '{office}', jadi harus ada di berkas ini (baris tanpa desa)"
REGION_ROLES = {"supervisor": "atasan", "default_officer": "petugas umum"}

NO_LONGER_FITS = (
    "Daftar yang diimpor tidak cocok lagi dengan pengaturan. {fault}. Impor ulang berkas yang sudah diperbaiki."
)
REGION_ASK = "Pakai daftar ini?"
REGION_TAKEN = (
    "Daftar dipakai. Bot yang sedang berjalan memakainya dalam beberapa detik; kasus terbuka mengikuti petugasnya."
)

REGION_KINDS = {"offices": "Kantor", "officers": "Petugas", "villages": "Desa"}
REGION_SUMMARY = "{kind}: {new} baru, {changed} berubah, {gone} dihapus, {same} tetap"
REGION_NEW, REGION_GONE, REGION_CHANGED = "+ {name} ({id})", "- {name} ({id})", "~ {name} ({id}): {changes}"
REGION_CHANGE = "{field} {before} → {after}"
REGION_NONE = "(kosong)"
REGION_SAME = "Isinya sama dengan pengaturan."
REGION_FIELDS = {
    "name": "nama",
    "office": "kantor",
    "deputy": "pengganti",
    "district": "kecamatan",
    "regency": "kabupaten",
    "officer": "petugas",
    "code": "kode",
    "timezone": "zona waktu",
    "kanwil": "kanwil",
}

BY_BOT = "bot"
FIRST = "Terbitan pertama: isi folder FAQ saat bot dinyalakan, karena belum ada terbitan yang bisa dipakai."
UNSTORED = "Terbitannya tidak bisa disimpan ({error}). Kosongkan ruang disk atau perbaiki izin foldernya."
UNWRITABLE = "Belum terbit: {folder} tidak bisa ditulis ({why}). Kosongkan ruang disk atau perbaiki izin foldernya."
NOT_PUT_BACK = (
    "Belum terbit. Berkas di {folder} belum semuanya dikembalikan ke terbitan yang diminta, dan terbitan itu rusak: "
    "{why}. Lihat bedanya, betulkan yang perlu, lalu terbitkan lagi."
)
NOT_CHECKED = "Belum terbit. Perbaiki yang di atas, lalu terbitkan lagi. Warga tetap mendapat jawaban yang lama."
LEARNING, TESTING = "Mempelajari kalimat; ini bisa satu menit (1 dari 2) …", "Menguji {count} kalimat (2 dari 2) …"
NOT_SERVED = (
    "Ini dari naskah di {folder}. Warga masih mendapat terbitan {number}; sejak itu berubah: {files}. "
    "Lihat bedanya dan terbitkan: python -m bot faq publish"
)
NOTHING_PUBLISHED = "Belum ada yang diterbitkan. Terbitkan dulu: python -m bot faq publish"
NOTHING_OLDER = "Belum ada terbitan yang lebih lama, jadi tidak ada yang bisa dikembalikan."
NO_SUCH_SET = "Terbitan {number} tidak ada. Lihat semuanya: python -m bot faq history"
DAMAGED = "Terbitan {number} tidak bisa dipakai lagi: {why}."
TAKEN_BACK = (
    "Terbitan {number} sudah pernah ditarik kembali, jadi tidak dipakai lagi. Betulkan naskahnya lalu terbitkan, atau "
    "pilih terbitan lain: python -m bot faq history"
)
BACK_TO = "Kembali ke terbitan {number}"
YES_OR_NO = "tulis ya atau tidak"

FIRST_SET = "Ini terbitan pertama: {entries} jawaban."
OTHER_ENTRY = "Isi jawaban tetap, tetapi ada pertanyaan yang akan mendapat jawaban lain. Periksa satu per satu."
NO_ANSWER_CHANGES = "Tidak ada jawaban yang berubah bagi warga."
BY_FEES = "{count} tulisan ikut berubah, hanya tarifnya"
ANSWERS_CHANGE, ANSWERS_NEW, ANSWERS_GONE = "{count} jawaban berubah", "{count} jawaban baru", "{count} jawaban hilang"
OTHERS_CHANGE = "{count} yang lain berubah (rujukan, pemeriksaan, halaman menu, peringatan)"
SIGNED_ANEW = "{count} baru ditandatangani kantor: {ids}"
SIGNED_NO_MORE = "{count} tidak lagi bertanda tangan, karena isinya berubah sesudah ditandatangani: {ids}"
PHRASINGS_CHANGE = "Kalimat warga berubah di {count} jawaban: {ids}"
FEE_CHANGES = "{name}: {before} → {after}, ada di {count} jawaban"
FEE_NONE, FEE_BASIS, FEE_SINCE = "(tidak ada)", "menurut {law}", ", berlaku sejak {day}"
FEE_SOURCE = ", dikutip {source}"
FEE_AHEAD = "menurut {law}, mulai {day}; sampai hari itu warga tetap membaca {now}"
MORE = "{shown}, dan {count} lagi"
BEFORE, AFTER = "sebelum", "sesudah"
QUESTIONS = (
    "Dari {asked} pertanyaan terakhir warga, {count} mendapat jawaban lain, {reworded} jawaban yang isinya berubah"
)
USUAL = "{count} pertanyaan yang biasa akan mendapat jawaban lain:"
FRESH, FRESH_ONE = "Kalimat baru untuk {entry}: {count}", "  '{text}': hari ini {before}{sure}, nanti {after}"
SURE = " (yakin {sure})"
AND_MORE = "  … dan {count} lagi"
NO_QUESTIONS = "Pertanyaan warga tidak ikut dibandingkan: {why}"
QUESTION = "  '{text}': {before} → {after}"
MOVES = "  {before} → {after}: {count} pertanyaan"
TEST = "Uji: {tests} dari {asked} uji dijawab langsung ({share}); uji dan kalimat yang tidak sampai: {missed}{earlier}"
UNTESTED = "Uji: tidak perlu, kalimat warga tidak berubah."
TEST_EARLIER = " (terbitan {number}: {share})"
MISS = "  karena perubahan ini tidak sampai: '{text}' → {entry}"
SHOWN_IDS = 8


def some(ids: Sequence[str], most: int = SHOWN_IDS) -> str:
    """List ids or names, of many only the first."""
    listed = ", ".join(ids[:most])
    return listed if len(ids) <= most else MORE.format(shown=listed, count=number(len(ids) - most))


def share(counts: Mapping[str, int], good: str) -> str:
    """Write how many of all are good, in percent."""
    return f"{counts.get(good, 0) / (sum(counts.values()) or 1):.1%}".replace(".", ",")


SYSTEM_REASONS = {
    errno.ENOENT: "tidak ada di sini",
    errno.EACCES: "tidak diizinkan",
    errno.EPERM: "tidak diizinkan",
    errno.EROFS: "disknya hanya bisa dibaca",
    errno.ENOSPC: "disk penuh",
    errno.EDQUOT: "jatah disk habis",
    errno.EIO: "disk rusak atau terlepas",
    errno.ESTALE: "folder jaringan terputus",
    errno.EISDIR: "ini folder, bukan berkas",
    errno.ENOTDIR: "ini berkas, bukan folder",
    errno.EMFILE: "terlalu banyak berkas terbuka",
    errno.EADDRINUSE: "port itu dipakai program lain",
    errno.EADDRNOTAVAIL: "alamat itu bukan milik komputer ini",
    errno.ECONNREFUSED: "sambungan ditolak",
    errno.ECONNRESET: "sambungan terputus",
    errno.ETIMEDOUT: "tidak ada jawaban",
    errno.EHOSTUNREACH: "komputer itu tidak terjangkau",
    errno.ENETUNREACH: "jaringan tidak terjangkau",
}
_KINDS = {TimeoutError: errno.ETIMEDOUT, ConnectionRefusedError: errno.ECONNREFUSED, ConnectionError: errno.ECONNRESET}
"""What those without a number are, as libraries raise them."""
CUT_OFF = SYSTEM_REASONS[errno.ECONNRESET]
NO_SUCH_NAME = "nama servernya tidak ditemukan"
UNTRUSTED = "sertifikatnya tidak bisa dipercaya"
TRUST_IT = (
    "Setel jam komputer ini (timedatectl set-ntp true). Bila jamnya benar, jaringan kantor mencegat sambungan: "
    "minta pengecualian untuk alamat itu."
)
NOT_TELEGRAM = "yang menjawab bukan Telegram"
SIGN_IN = "Bila jaringan ini meminta masuk lewat halaman, masuklah dulu."
OTHER = "kesalahan sistem {number}"


def why_not(error: OSError) -> str:
    """Say why something could not be read, written or reached; what is not in the table by its number."""
    number = error.errno or next((number for kind, number in _KINDS.items() if isinstance(error, kind)), None)
    return SYSTEM_REASONS.get(number or 0) or OTHER.format(number=number or type(error).__name__)


def what_failed(error: OSError) -> str:
    """Say why not, and of which file, where the error names one: for sentences that do not name it themselves."""
    return f"{error.filename}: {why_not(error)}" if error.filename else why_not(error)
