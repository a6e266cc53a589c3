"""What staff read when a FAQ is published, compared, taken back or listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

BY_BOT = "bot"
FIRST = "Terbitan pertama: isi folder FAQ saat bot dinyalakan, karena belum ada terbitan yang bisa dipakai."
UNSTORED = "Terbitannya tidak bisa disimpan ({error}). Kosongkan ruang disk atau perbaiki izin foldernya."
UNWRITABLE = "Belum terbit: {folder} tidak bisa ditulis ({why}). Kosongkan ruang disk atau perbaiki izin foldernya."
NOT_PUT_BACK = (
    "Belum terbit. Berkas di {folder} belum semuanya dikembalikan ke terbitan yang diminta, dan terbitan itu rusak: "
    "{why}. Lihat bedanya, betulkan yang perlu, lalu terbitkan lagi."
)
NOT_CHECKED = "Belum terbit. Perbaiki yang di atas, lalu terbitkan lagi. Warga tetap mendapat jawaban yang lama."
TESTING = "Menguji semua kalimat; ini bisa satu menit …"
NOTHING_NEW = "Tidak ada yang perlu diterbitkan: berkasnya sama dengan terbitan {number}."
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
PUBLISHED = "Terbit: terbitan {number}. Bot yang sedang jalan memakainya dalam beberapa detik."
LEARNING = "Kalimat yang baru dikenali sesudah bot selesai belajar, kira-kira satu menit."
WENT_BACK = "Terbit: terbitan {number}, isinya sama dengan terbitan {older}. Berkas di {folder} juga dikembalikan."
WENT_BACK_ALONE = (
    "Terbit: terbitan {number}, isinya sama dengan terbitan {older}. Warga mendapat jawaban itu, tetapi berkas di "
    "{folder} belum bisa ditulis: {why}. Perbaiki, lalu jalankan: python -m bot faq publish"
)
KEPT = "Perubahan yang belum pernah terbit disimpan di {folder}."
BACK_TO = "Kembali ke terbitan {number}"
ASK_WHY = "Alasan (untuk riwayat)"
ASK_SURE = "Terbitkan?"
YES_OR_NO = "tulis ya atau tidak"
NOT_SURE = "Belum terbit. Jawaban warga tidak berubah."
WAITS = (
    "Belum terbit: menunggu orang kedua ({names}), yang mendapat kartunya di Telegram. Jangan ubah berkasnya sebelum "
    "diputuskan. Warga masih mendapat jawaban yang lama."
)
SUPERVISOR_UNTOLD = "Atasan kantor belum diberi tahu: {why}"
NO_TERMINAL = "Belum terbit. Tulis alasannya dan setujui di baris perintah: --alasan '…' --ya"

FIRST_SET = "Ini terbitan pertama: {entries} jawaban."
OTHER_ENTRY = "Isi jawaban tetap, tetapi ada pertanyaan yang akan mendapat jawaban lain. Periksa satu per satu."
NO_ANSWER_CHANGES = "Tidak ada jawaban yang berubah bagi warga."
ANSWERS_CHANGE = "{count} jawaban berubah: {ids}"
ANSWERS_NEW = "{count} jawaban baru: {ids}"
ANSWERS_GONE = "{count} jawaban hilang: {ids}"
OTHERS_CHANGE = "Yang lain berubah: {ids}"
PHRASINGS_CHANGE = "Kalimat berubah di {count} entri: {ids}"
FEE_CHANGES = "Biaya {name} {before} → {after}, dikutip di {count} jawaban{ids}"
FEE_NONE = "(tidak ada)"
MORE = "{shown}, dan {count} lagi"
BEFORE, AFTER = "sebelum", "sesudah"
QUESTIONS = "{count} dari {asked} pertanyaan terakhir warga akan mendapat jawaban lain"
USUAL = "{count} pertanyaan yang biasa akan mendapat jawaban lain:"
FRESH = "Kalimat baru untuk {entry}, '{text}': hari ini {before}, nanti {after}"
SURE = "{what} (yakin {sure})"
AND_MORE = "  … dan {count} lagi"
NO_QUESTIONS = "Pertanyaan warga tidak ikut dibandingkan: {why}"
NONE_KEPT = "belum ada yang tersimpan."
QUESTION = "  '{text}': {before} → {after}"
MOVES = "  {before} → {after}: {count} pertanyaan"
REWORDED = "isinya berubah"
OUTCOMES = {
    "suggest": "ditawari pilihan",
    "escalate": "diteruskan ke petugas",
    "emergency": "darurat",
    "warn": "diperingatkan dahulu",
    "rephrase": "diminta menulis ulang",
}
TEST = "Uji: {tests} dari {asked} pertanyaan uji dijawab langsung ({share}), {missed} tidak sampai{earlier}"
UNTESTED = "Uji: tidak perlu, kalimat warga tidak berubah."
TEST_EARLIER = " (terbitan {number}: {share})"
MISS = "  tidak sampai: '{text}' → {entry}"
SHOWN_IDS = 8


def some(ids: Sequence[str], most: int = SHOWN_IDS) -> str:
    """List the ids, of many only the first."""
    listed = ", ".join(ids[:most])
    return listed if len(ids) <= most else MORE.format(shown=listed, count=len(ids) - most)


def sure(what: str, confidence: float) -> str:
    """Say what a question gets, and how surely; nothing of that where no entry is meant."""
    return SURE.format(what=what, sure=f"{confidence:.0%}") if confidence else what


def share(counts: Mapping[str, int], good: str) -> str:
    """Write how many of all are good, in percent."""
    return f"{counts.get(good, 0) / (sum(counts.values()) or 1):.1%}".replace(".", ",")
