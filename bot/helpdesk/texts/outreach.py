"""Every sentence about broadcasts and days planned in a village, for officers and residents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.helpdesk.model.hours import OfficeHours
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.outreach import BroadcastCounts, BroadcastState, Visit
from bot.helpdesk.model.policy import Directory, Office, Officer, Village
from bot.helpdesk.texts.report import number

# for residents
ASK = (
    "Mau kabar penting untuk {village}, misalnya jadwal layanan paspor? "
    "Paling banyak {per_week} kali seminggu, bisa berhenti kapan saja."
)
ON = "Baik, kabar untuk {village} akan kami kirim ke sini. Mau berhenti? Tulis /berhenti."
ON_ANYWHERE = "Baik. Kalau ada kabar untuk desa Bapak/Ibu, kami kirim ke sini. Pilih desanya dengan /desa."
OFF = "Baik, kami tidak mengirim kabar lagi. Bapak/Ibu tetap bisa bertanya. Mau lagi? Tulis /kabar."
STATE_ON, STATE_OFF = "Bapak/Ibu menerima kabar desa.", "Bapak/Ibu tidak menerima kabar desa."
FOOT = "Petugas tidak pernah meminta uang, PIN, OTP, atau foto KTP. Tidak mau kabar lagi? Tekan Berhenti."
MARKS = ("📢", "⏰", "📅", "Jadwal berubah", "Jadwal ini dibatalkan")
"""How what an officer sends to his villages begins, and what reminds of his days."""
B_YES, B_NO, B_STOP, B_ON = "Ya, mau", "Tidak usah", "Berhenti", "Terima kabar"

# for officers
NO_VILLAGE = "Saat ini Bapak/Ibu tidak memegang desa, jadi belum ada kabar atau jadwal."
PRIVATE = "Tulis perintah ini di chat pribadi Bapak/Ibu dengan bot, bukan di grup."
WRITE = "Tulis isi kabar untuk warga {villages} dalam satu pesan. Saya tunjukkan dulu; belum langsung dikirim."
ONLY_TEXT = "Kabar baru bisa berupa tulisan. Tulis isinya dalam satu pesan."
TOO_LONG = "Kabar paling panjang {most} huruf; ini {count}. Tulis lagi yang lebih pendek."
NOBODY = (
    "Belum ada warga {villages} yang mau menerima kabar. "
    "Warga memilihnya sendiri: waktu berterima kasih atas jawaban, atau dengan /kabar. Ajak mereka saat penyuluhan."
)
STILL_RUNNING = "Kabar sebelumnya belum selesai dikirim. Tunggu sampai selesai, atau tekan Hentikan di sana."
TOO_OFTEN = "Supaya warga tidak bosan, kabar paling banyak {per_week} kali seminggu. Berikutnya mulai {moment}."
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
REFUSED_YOURS = "Kabar Bapak/Ibu ditolak karena memuat {things}. Tulis lagi tanpa bagian itu dengan /siaran."
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
COURSE = {
    BroadcastState.SENDING: "Mengirim kabar… {sent} dari {total} terkirim.",
    BroadcastState.PAUSED: "Dijeda. {sent} dari {total} terkirim.",
    BroadcastState.STOPPING: "Dihentikan. {sent} dari {total} terkirim.",
    BroadcastState.ENDED: "Kabar ini selesai: {sent} dari {total} terkirim.",
}
WAITING = "Menunggu pagi. {sent} dari {total} terkirim. Dilanjutkan {moment}."
REPORT, REPORT_STOPPED = "✓ Kabar selesai dikirim.", "Pengiriman kabar dihentikan."
REPORT_LINES = (
    ("sent", "Terkirim"),
    ("blocked", "Memblokir bot"),
    ("failed", "Gagal"),
    ("uncertain", "Belum pasti sampai (tidak diulang)"),
)
REPORT_SKIPPED = "Tidak dikirimi: {count} (berhenti lebih dulu, atau kabar dihentikan)"
B_BROADCAST = {"kirim": "Kirim", "ubah": "Ubah", "batal": "Batal"}
B_BROADCAST |= {"jeda": "Jeda", "lanjut": "Lanjutkan", "henti": "Hentikan"}
"""The buttons under a preview, and those under what is being sent, by what they carry."""

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
    return f"📢 {bold(f'Kabar dari {officer.name}')}\n{village.name}, {office.name}\n\n{text}\n\n{FOOT}"


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


VISIT_KINDS = {"penyuluhan": "Penyuluhan imigrasi", "simpatik": "Paspor Simpatik", "eazy": "Eazy Passport"}
VISIT_EXAMPLE = "12-12 09.00 Balai Desa Mandurian penyuluhan"

# for officers
VISIT_EMPTY = "Belum ada jadwal di desa Bapak/Ibu."
VISIT_HEAD = "Jadwal di desa Bapak/Ibu"
VISIT_MORE = "… dan {count} lagi sesudahnya"
VISIT_REMINDED = "{count} warga minta diingatkan"
VISIT_ASK_WHEN = f"Tulis tanggal, jam, tempat, dan acaranya dalam satu pesan, misalnya:\n{VISIT_EXAMPLE}"
VISIT_ASK_NEW = "Yang diubah: {visit}.\nTulis tanggal dan jam yang baru, misalnya 13-12 10.00, boleh juga tempatnya."
VISIT_ASK_PLACE = "Di mana tempatnya? Misalnya: Balai Desa Mandurian."
PLACE_SUSPECT = (
    "Tempatnya memuat {things}. Penipu sering menulis seperti itu, jadi belum dicatat. "
    "Tulis nama tempatnya saja, misalnya: Balai Desa Mandurian."
)
VISIT_ASK_KIND = "Acaranya apa?"
VISIT_ASK_VILLAGE = "Untuk warga desa mana?"
VISIT_PROBLEMS = {
    "no-day": f"Tanggalnya belum terbaca. Misalnya:\n{VISIT_EXAMPLE}",
    "bad-day": "Tanggal {about} tidak ada. Tulis tanggal lalu bulan, misalnya 12-12 untuk 12 Desember.",
    "past": "{about} sudah lewat. Tulis tanggal dan jam yang akan datang.",
    "too-far": "{about} lebih dari setahun lagi. Catat kalau sudah lebih dekat.",
    "no-time": "Jamnya belum ada. Tulis lagi lengkap, misalnya:\n" + VISIT_EXAMPLE,
    "bad-time": "Jam {about} tidak ada. Tulis seperti 09.00 atau 14.30.",
}
VISIT_KEPT = (
    "✓ Dicatat: {visit}.\nWarga yang bertanya soal jadwal melihatnya dan bisa minta diingatkan. "
    "Mau memberi tahu warga sekarang? Tekan tombol di bawah."
)
VISIT_CHANGED = "✓ Diubah menjadi: {visit}.\n{notice}"
VISIT_TWICE = "Itu sudah ada di /jadwal."
VISIT_ASK_CANCEL = "Hapus jadwal ini?\n{visit}\n{notice}"
VISIT_CANCELLED = "✓ Dihapus: {visit}.\n{notice}"
VISIT_NOTIFIED = "{count} warga yang minta diingatkan diberi tahu."
VISIT_NOTIFIED_NOBODY = "Belum ada warga yang minta diingatkan."
VISIT_DROPPED = "Tidak jadi."
VISIT_NOT_YOURS = "Jadwal itu sudah tidak ada, atau bukan di desa Bapak/Ibu."
VISIT_OLD_BUTTON = "Tombol ini sudah tidak berlaku. Tulis /jadwal."
B_ADD_VISIT, B_CHANGE_VISIT, B_DELETE_VISIT, B_DROP_VISIT = "Tambah", "Ubah", "Hapus", "Batal"
B_TELL, B_REMIND, B_REMIND_NOT = "Kabarkan ke warga", "Ingatkan saya: {day}", "Tidak usah diingatkan"
B_YES_DELETE, B_NO_DELETE = "Ya, hapus", "Tidak jadi"

# for residents
DATES = "📅 Jadwal di {village}"
WILL_REMIND = "Baik. Kami ingatkan {moment}: {visit}."
SOON = "Acaranya sebentar lagi: {visit}."
NO_REMINDER = "Baik, tidak kami ingatkan."
VISIT_GONE = "Jadwal itu sudah lewat atau dihapus petugas."
REMIND = "⏰ Pengingat dari Tanya PIMPASA\n{visit}.\nTidak perlu membawa uang untuk datang dan bertanya."
REMIND_PASSPORT = "⏰ Pengingat dari Tanya PIMPASA\n{visit}.\nSyarat dan biaya paspor bisa ditanyakan di sini."
VISIT_MOVED = "Jadwal berubah. Sekarang: {visit}."
VISIT_BROADCAST = "📅 {visit}.\nTidak perlu membawa uang untuk datang dan bertanya."
VISIT_OFF = "Jadwal ini dibatalkan petugas: {visit}. Ada jadwal lain? Tulis saja: kapan ada penyuluhan."


def visit(one: Visit, hours: OfficeHours, now: datetime, directory: Directory | None = None) -> str:
    """Write a day in a line: "Sabtu, 12 Desember pukul 09.00 WITA: Penyuluhan imigrasi, Balai Desa (Desa X)"."""
    moment = hours.moment(one.starts_at, now)
    village = directory.villages.get(one.village) if directory else None
    where = f" ({village.name})" if village and village.name.lower() not in one.place.lower() else ""
    return f"{moment[:1].upper()}{moment[1:]}: {VISIT_KINDS.get(one.kind, one.kind)}, {one.place}{where}"
