"""Every sentence about broadcasts: for the officer who writes one, and for the residents who get it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.helpdesk.model.broadcasts import BroadcastCounts
from bot.helpdesk.model.directory import Office, Officer, Village
from bot.helpdesk.model.markup import bold

# for residents
ASK = (
    "Mau kabar penting untuk {village}, misalnya jadwal layanan paspor? "
    "Paling banyak {per_week} kali seminggu, bisa berhenti kapan saja."
)
ON = "Baik, kabar untuk {village} akan kami kirim ke sini. Mau berhenti? Tulis /berhenti."
ON_ANYWHERE = "Baik. Kalau ada kabar untuk desa Bapak/Ibu, kami kirim ke sini. Pilih desanya dengan /desa."
OFF = "Baik, kami tidak mengirim kabar lagi. Bapak/Ibu tetap bisa bertanya. Mau lagi? Tulis /kabar."
STATE_ON = "Bapak/Ibu menerima kabar desa."
STATE_OFF = "Bapak/Ibu tidak menerima kabar desa."
FOOT = "Petugas tidak pernah meminta uang, PIN, OTP, atau foto KTP. Tidak mau kabar lagi? Tekan Berhenti."
B_YES, B_NO, B_STOP, B_ON = "Ya, mau", "Tidak usah", "Berhenti", "Terima kabar"

# for officers
NO_VILLAGE = "Saat ini Bapak/Ibu tidak memegang desa, jadi belum bisa mengirim kabar."
PRIVATE = "Tulis perintah ini di chat pribadi Bapak/Ibu dengan bot, bukan di grup."
WRITE = (
    "Tulis isi kabar untuk warga {villages}. Pesan Bapak/Ibu berikutnya saya tunjukkan dulu; belum langsung dikirim."
)
ONLY_TEXT = "Kabar baru bisa berupa tulisan. Tulis isinya dalam satu pesan."
TOO_LONG = "Kabar paling panjang {most} huruf; ini {count}. Tulis lagi yang lebih pendek."
NOBODY = (
    "Belum ada warga {villages} yang mau menerima kabar. "
    "Warga memilihnya sendiri: sesudah jawaban pertama, atau dengan /kabar. Ajak mereka saat penyuluhan."
)
STILL_RUNNING = "Kabar sebelumnya belum selesai dikirim. Tunggu sampai selesai, atau tekan Hentikan di sana."
TOO_OFTEN = (
    "Supaya warga tidak bosan, kabar paling banyak {per_week} kali seminggu. "
    "Kabar berikutnya bisa dikirim mulai {moment}."
)
VILLAGE_FULL = "{village}: sudah {per_week} kabar dalam tujuh hari. Bisa lagi mulai {moment}."
PREVIEW = "Seperti itu kabar yang dilihat warga. Dikirim ke {count} warga:"
PREVIEW_LINE = "{mark} {village}: {count} warga"
PREVIEW_MORE = "… dan {count} desa lagi"
AT_NIGHT = "Sekarang malam. Kabar dikirim mulai {moment}."
SUSPECT = (
    "⚠️ Perhatian: kabar ini memuat {things}. Penipu sering menulis seperti itu, jadi kabar ini diperiksa orang lain "
    "dulu sebelum dikirim. Supaya langsung terkirim, tekan Ubah dan tulis saja: datang ke kantor desa, atau tanya "
    "lewat bot ini."
)
HELD = "Kabar belum dikirim: memuat {things}, jadi menunggu diperiksa atasan atau pengelola."
NOBODY_RELEASES = (
    "Kabar ini tidak dikirim: memuat {things}, dan belum ada atasan atau pengelola yang bisa memeriksanya. "
    "Tekan Ubah dan hapus bagian itu. Tulis saja: datang ke kantor desa, atau tanya lewat bot ini."
)
REFUSED_YOURS = (
    "Kabar Bapak/Ibu tidak dikirim: sudah diperiksa dan ditolak karena memuat {things}. "
    "Tulis lagi tanpa bagian itu dengan /siaran."
)
THINGS = {
    "phone": "nomor telepon",
    "account": "nomor rekening atau kartu",
    "nik": "nomor NIK atau KK",
    "passport": "nomor paspor",
    "npwp": "NPWP",
    "link": "alamat atau nama akun yang bukan .go.id ({found})",
    "payment": "permintaan uang ({found})",
    "secret": "permintaan foto dokumen atau kode rahasia ({found})",
}
EXAMPLE = "Ini contoh. Warga yang menekannya tidak dikirimi kabar lagi."
OLD_BUTTON = "Kabar itu sudah selesai atau sudah diganti. Mulai lagi dengan /siaran."
DROPPED = "Kabar tidak jadi dikirim."
NOWHERE = "Pilih sedikitnya satu desa yang ada warganya."
SENDING = "Mengirim kabar… {sent} dari {total} terkirim."
PAUSED = "Dijeda. {sent} dari {total} terkirim."
WAITING = "Menunggu pagi. {sent} dari {total} terkirim. Dilanjutkan {moment}."
STOPPING = "Dihentikan. {sent} dari {total} terkirim."
ENDED = "Kabar ini selesai: {sent} dari {total} terkirim."
REPORT = "✓ Kabar selesai dikirim."
REPORT_STOPPED = "Pengiriman kabar dihentikan."
REPORT_LINES = (
    ("sent", "Terkirim"),
    ("blocked", "Memblokir bot"),
    ("failed", "Gagal"),
    ("uncertain", "Belum pasti sampai (tidak diulang)"),
)
REPORT_SKIPPED = "Tidak dikirimi: {count} (berhenti lebih dulu, atau kabar dihentikan)"
B_SEND, B_CHANGE, B_DROP = "Kirim", "Ubah", "Batal"
B_PAUSE, B_GO_ON, B_HALT = "Jeda", "Lanjutkan", "Hentikan"

# for the supervisor or the staff
RELEASE_CARD = (
    "⚠️ {officer} mau mengirim kabar ke warga {villages}. Kabar ini memuat {things}, seperti tulisan penipu. "
    "Lepas hanya kalau sudah pasti benar; tanya dulu {officer}.\n{text}"
)
TOLD = "{officer} mengirim kabar ke warga {villages}:\n{text}"
RELEASED = "✓ Dilepas. Kabar dari {officer} dikirim ke warga."
REFUSED = "Ditolak. Kabar dari {officer} tidak dikirim, dan ia diberi tahu."
DECIDED = "Kabar itu sudah diputuskan atau dibatalkan."
B_RELEASE, B_REFUSE = "Lepas", "Tolak"


def listed(things: Sequence[str]) -> str:
    """Name things in a row."""
    return " dan ".join(things)


def broadcast(text: str, officer: Officer, village: Village, office: Office) -> str:
    """Return the broadcast as a resident gets it."""
    head = f"📢 {bold(f'Kabar dari {officer.name}')}\n{village.name}, {office.name}"
    return f"{head}\n\n{text}\n\n{FOOT}"


def number(count: int) -> str:
    """Write a number as it is written here: 1040 is "1.040"."""
    return f"{count:,}".replace(",", ".")


def names(villages: Sequence[Village]) -> str:
    """Name the villages in a row; of many only how many they are."""
    if len(villages) > 3:
        return f"{len(villages)} desa"
    return " dan ".join(village.name for village in villages)


def report(counts: BroadcastCounts, total: int, *, stopped: bool) -> str:
    """Return what became of a broadcast in the end."""
    lines = [REPORT_STOPPED if stopped else REPORT]
    for name, label in REPORT_LINES:
        count = getattr(counts, name)
        if count or name == "sent":
            lines.append(f"{label}: {number(count)}")
    skipped = total - counts.sent - counts.blocked - counts.failed - counts.uncertain
    if skipped > 0:
        lines.append(REPORT_SKIPPED.format(count=number(skipped)))
    return "\n".join(lines)
