"""Every sentence that a resident reads, in one place. Short, "Bapak/Ibu", one phone screen a message."""

from __future__ import annotations

from datetime import datetime

from bot.helpdesk.model.actions import bold
from bot.helpdesk.model.directory import Office, Officer, Village
from bot.helpdesk.model.entities import Ticket, TicketState

MENU = "Silakan pilih topik, atau ketik saja pertanyaan Bapak/Ibu."
TOPIC_PAGE = "{topic} – halaman {page} dari {pages}"
ASK_VILLAGE = "Bapak/Ibu dari desa mana? Pilih kabupatennya, atau ketik nama desanya."
ASK_VILLAGE_IN = "Pilih desa Bapak/Ibu, atau ketik namanya."
WHICH_VILLAGE = "Maksud Bapak/Ibu desa yang mana?"
UNKNOWN_VILLAGE = "Kode desa di tautan itu tidak kami kenal. Tidak apa-apa: pilih desa Bapak/Ibu di bawah ini."
OUTSIDE = "Baik. Pertanyaan Bapak/Ibu yang perlu petugas akan diteruskan ke {office}."
MEANWHILE = "Sambil menunggu petugas, Bapak/Ibu bisa memeriksa dulu di sini:"
WHICH = "Maksud Bapak/Ibu yang mana?"
WHICH_NONE = "Kalau bukan, tekan {button}. Petugas kami yang menjawab."
REPHRASE = (
    "Maaf, pesan itu belum bisa saya baca. Boleh ditulis lagi dengan kata-kata biasa? Contoh: syarat paspor anak."
)
REPHRASE_AGAIN = "Maaf, saya masih belum bisa membacanya. Mau saya teruskan ke petugas?"
HELLO = "Halo, Bapak/Ibu. Ada yang bisa dibantu? Ketik saja pertanyaannya, atau pilih topik."
SALAM = "Waalaikumsalam, Bapak/Ibu. Ada yang bisa dibantu? Ketik saja pertanyaannya, atau pilih topik."
GREET_BACK = "Halo, Bapak/Ibu."
SALAM_BACK = "Waalaikumsalam, Bapak/Ibu."
THANKS = "Sama-sama, Bapak/Ibu. Kalau ada pertanyaan lain, tulis saja di sini."
BYE = "Baik, Bapak/Ibu. Kapan saja perlu, tulis saja di sini."
COMPLAINT = "Maaf atas pengalaman itu, Bapak/Ibu. Mau saya sampaikan keluhan ini kepada petugas?"
WANTS_OFFICER = "Baik. Tulis pertanyaan Bapak/Ibu dalam satu pesan. Pesan itu langsung saya teruskan ke {officer}."
GOOD = "Terima kasih. Senang bisa membantu."
BAD = "Terima kasih sudah memberi tahu. Mau ditanyakan langsung ke petugas?"
SENT_KIND = "(mengirim {kind})"
KINDS = {
    "photo": "foto",
    "voice": "pesan suara",
    "audio": "rekaman",
    "video": "video",
    "video_note": "video",
    "document": "berkas",
    "location": "lokasi",
    "contact": "kontak",
    "sticker": "stiker",
    "animation": "gambar bergerak",
}
CANNOT_USE = "Maaf, kiriman itu tidak bisa kami pakai. Tulis pertanyaannya, atau kirim pesan suara atau foto."
GROUP_PRIVATE = "Supaya rahasia Bapak/Ibu terjaga, tanyakan ini lewat chat pribadi dengan saya."
NO_OFFICER = (
    "Maaf, saya belum tahu jawabannya dan belum ada petugas yang terdaftar. "
    "Datang atau telepon kantor imigrasi terdekat, ya."
)
NO_CASES = "Bapak/Ibu belum punya kasus. Tulis saja pertanyaannya; yang tidak saya tahu, saya teruskan ke petugas."
STATUS_HEAD = "Kasus Bapak/Ibu:"
ANSWER_COMES = "Jawabannya datang di chat ini. /status untuk melihat keadaannya."
TOO_LATE = "Waktu pembatalan sudah lewat. Petugas sudah menerimanya."
CANCELLED = "Pertanyaan #{number} dibatalkan. Petugas tidak perlu menjawab."
NOT_YOURS = "Maaf, tombol ini bukan untuk Bapak/Ibu."
OLD_BUTTON = "Tombol ini sudah tidak berlaku. Ketik saja pertanyaannya."
ENTRY_GONE = "Jawaban itu sudah tidak ada. Ketik saja pertanyaannya."
ERASE_ASK = (
    "Semua data Bapak/Ibu di sini akan dihapus: nama, desa, pertanyaan, dan jawaban. "
    "Kasus yang belum dijawab ikut dihapus. Lanjutkan?"
)
ERASED = "Data Bapak/Ibu sudah dihapus. Kalau mau bertanya lagi, tulis saja di sini."
ERASE_LATER = "Kasus #{number} masih ditangani petugas. Data dapat dihapus setelah kasus itu selesai."
KEPT = "Baik, data tidak dihapus."
DONE_ASK = "Apakah pertanyaan Bapak/Ibu sudah terjawab?"
DONE_YES = "Terima kasih, Bapak/Ibu. Kasus #{number} selesai."
RATE_ASK = "Berapa bintang untuk jawaban petugas? 5 paling baik."
RATED = "Terima kasih. Nilai Bapak/Ibu: {count} ★"
DONE_NO = "Baik, kasus #{number} dibuka lagi. Tulis apa yang masih kurang; petugas akan membacanya."
JOINED = "Sudah saya tambahkan ke kasus #{number}."
AUTOMATIC = "(Jawaban otomatis)"
REPEATED = "(kiriman ulang)"
CLAIMED = "{officer} sedang menangani kasus #{number}."
MOVED = "Kasus #{number} sekarang ditangani {officer}."
WITHDRAWN = "{officer} menarik jawabannya untuk kasus #{number}. Jawaban baru menyusul di sini."
LATE = "Kasus #{number} belum dijawab. Maaf, Bapak/Ibu. {officer} sudah kami ingatkan."
STALE = "Maaf, pesan Bapak/Ibu dari {moment} baru bisa kami baca sekarang."
FOR_OTHERS = (
    "Bertanya untuk keluarga boleh; nomor KTP atau paspornya tidak perlu ditulis. "
    "Belum 18 tahun? Ajak orang tua atau wali. Dalam bahaya tidak perlu menunggu siapa pun."
)
BRING_A_PARENT = "Kalau belum 18 tahun, ajak orang tua atau wali membaca jawabannya dan datang ke kantor, ya."
CLEAR_OLDER = "Pesan yang lebih lama dari dua hari: ketuk nama bot di atas, lalu pilih Hapus riwayat."
CLEAR_LEFT = "Sebagian pesan tidak bisa saya hapus. Tekan lama pesan itu, lalu pilih Hapus."
COVERED = "Ada pesan untuk Anda. Ketuk bagian yang tertutup untuk membacanya."
SAFE_ASK = "Apakah Anda bisa membalas dengan aman?"
SAFE_YES = "Baik. Petugas segera menghubungi lewat chat ini. Tulis pelan-pelan: Anda sekarang di mana?"
SAFE_NO = "Baik, kami tidak akan mengirim pesan dulu. Tulis kapan saja Anda aman."
SAFE_MISTAKE = "Baik, terima kasih. Petugas tetap melihat pesan tadi. Ada lagi yang bisa dibantu?"
CHECK_DANGER = "Saya ingin memastikan: apakah ada yang sedang dalam bahaya?"
CHECK_NO = "Syukurlah. Mau ditanyakan ke petugas, atau tulis pertanyaan lain?"
EMERGENCY_FALLBACK = (
    "Kalau bisa, pindah ke tempat yang ramai dan aman.\n"
    "Telepon polisi: 110 (dari Indonesia).\nPetugas sudah diberi tahu."
)
EMERGENCY_GROUP = "Kalau ada yang dalam bahaya, telepon polisi: 110."
FAILED = (
    "Maaf, ada gangguan di pihak kami. Coba kirim lagi, atau tulis /petugas untuk bertanya ke petugas. "
    "Dalam bahaya? Telepon 110."
)

B_ASK_OFFICER = "Tanya petugas"
B_MENU = "Daftar topik"
B_BACK = "‹ Kembali"
B_CANCEL = "Batalkan"
B_YES_DONE, B_NOT_DONE = "Sudah", "Belum"
B_ERASE, B_KEEP = "Ya, hapus semua", "Tidak jadi"
B_OUTSIDE = "Bukan dari desa binaan"
B_UP, B_DOWN = "👍", "👎"
B_SAFE_YES, B_SAFE_NO, B_SAFE_MISTAKE = "Ya", "Tidak", "Salah paham"
B_DANGER_YES, B_DANGER_NO = "Ya, butuh bantuan", "Tidak"
B_CLEAR = "Hapus obrolan ini"
B_IMPORTANT = "Penting untuk desa kita"
B_NEXT, B_PREVIOUS = "Lainnya ›", "‹ Sebelumnya"
B_ALL_QUESTIONS = "Semua pertanyaan ({count})"

SHORT_DESCRIPTION = "Tanya soal paspor, umrah, haji, dan kerja luar negeri. Gratis, dari petugas imigrasi desa."
DESCRIPTION = (
    "Tanya PIMPASA menjawab warga Desa Binaan Imigrasi: paspor, umrah, haji, kerja di luar negeri, "
    "dan bahaya penipuan kerja. Yang tidak diketahui bot dijawab petugas desa. "
    "Gratis. Tidak pernah meminta uang, PIN, OTP, atau foto KTP."
)

COMMANDS = (
    ("menu", "Daftar topik"),
    ("petugas", "Tanya petugas desa"),
    ("status", "Kasus saya"),
    ("bantuan", "Cara memakai bot ini"),
    ("desa", "Ganti desa"),
    ("kabar", "Kabar desa: terima atau berhenti"),
    ("resmi", "Ini benar-benar petugas?"),
    ("data", "Lihat data saya"),
    ("hapus", "Hapus data saya"),
    ("hapusjejak", "Hapus obrolan ini"),
)


def welcome(village: Village | None, officer: Officer | None, office: Office, notice: str) -> str:
    """The greeting: where one is, what the bot is, who the officer is, what it never asks; `notice`: what is stored."""
    who = f"{officer.name} dari {office.name}" if officer else office.name
    head = f"Selamat datang warga {bold(village.name)}." if village else "Selamat datang."
    return (
        f"{head}\n\n"
        f"Saya bot {bold('Tanya PIMPASA')}: menjawab soal paspor, umrah, haji, dan kerja di luar negeri. "
        f"Yang tidak saya tahu, saya teruskan ke {who}. "
        "Bertanya di sini gratis. Saya tidak pernah meminta uang, PIN, OTP, atau foto KTP.\n\n"
        f"{notice}\n\n"
        f"{MENU}"
    )


def help_text(village: Village | None, officer: Officer | None, office: Office) -> str:
    """/bantuan: how to use the bot."""
    who = officer.name if officer else office.name
    place = village.name if village else "belum dipilih (/desa)"
    return (
        f"{bold('Cara memakai')}\n"
        "1. Ketik pertanyaan seperti biasa, misalnya: brp biaya paspor.\n"
        "2. Kalau saya tahu, langsung saya jawab.\n"
        f"3. Kalau tidak tahu, saya teruskan ke {who}. Jawabannya datang di sini.\n\n"
        f"Desa: {place}\n"
        "/cektawaran cek tawaran kerja luar negeri\n"
        "/menu daftar topik\n/petugas tanya petugas\n/status kasus saya\n/desa ganti desa\n"
        "/kabar kabar desa: terima atau berhenti\n/resmi ini benar-benar petugas?\n/data lihat data saya\n"
        "/hapus hapus data saya\n/hapusjejak hapus obrolan ini\n\n"
        f"{FOR_OTHERS}\n\n"
        "Gratis. Kami tidak pernah meminta uang, PIN, OTP, atau foto KTP.\n"
        "Dalam bahaya? Tulis saja apa yang terjadi, atau telepon 110."
    )


OFFICE_GONE = (
    "Kantor yang dulu menangani kasus #{old} sudah tidak melayani di sini. "
    "Supaya tetap dijawab, saya buatkan kasus baru #{number}, dan pertanyaan yang lama ikut disampaikan."
)


def officer_card(village: Village | None, officer: Officer | None, office: Office) -> str:
    """/petugas: who the officer is and how to reach him."""
    who = f"{bold(officer.name)}, {office.name}" if officer else bold(office.name)
    place = f" untuk {village.name}" if village else ""
    hours = office.hours.describe()
    when = f"\nJam kantor: {hours}." if hours else ""
    return (
        f"Petugas{place}: {who}.{when}\n\n"
        "Tulis pertanyaan Bapak/Ibu dalam satu pesan. "
        "Pesan itu langsung saya teruskan ke petugas, dan jawabannya datang di sini."
    )


def receipt(ticket: Ticket, officer: Officer, office: Office, now: datetime, *, asked: bool) -> str:
    """The case's receipt: number, who answers, when he usually does; "arrived" only once it is true."""
    opening = "Baik, Bapak/Ibu." if asked else "Saya belum tahu jawabannya, jadi saya tanyakan ke petugas."
    return f"{opening}\n\n{status_lines(ticket, officer)}\n{when_answered(office, now)}"


def when_answered(office: Office, now: datetime) -> str:
    """When an answer can be expected, in office hours."""
    if office.hours.is_open(now):
        return "Biasanya dijawab pada jam kantor hari ini atau hari kerja berikutnya."
    opening = office.hours.next_opening(now)
    if opening is None:
        return "Petugas menjawab secepatnya."
    return f"Kantor sedang tutup. Buka lagi {office.hours.moment(opening, now)}."


def status_lines(ticket: Ticket, officer: Officer) -> str:
    """The three honest steps of a case."""
    arrived = ticket.carded_at is not None
    step = "✓ Sudah sampai ke petugas" if arrived else "… Sedang dikirim ke petugas"
    return f"{bold(f'Kasus #{ticket.id}')} – {officer.name}\n✓ Diterima\n{step}"


def status(ticket: Ticket, officer: Officer | None, office: Office, now: datetime) -> str:
    """One case in /status."""
    if ticket.state is TicketState.CLOSED:
        state = "selesai"
    elif ticket.waiting_since is None and ticket.first_reply_at:
        state = f"sudah dijawab {office.hours.moment(ticket.first_reply_at, now)}"
    elif ticket.carded_at:
        state = f"sudah sampai ke {officer.name if officer else 'petugas'}, menunggu jawaban"
    else:
        state = "diterima, sedang dikirim ke petugas"
    question = ticket.question if len(ticket.question) <= 80 else f"{ticket.question[:77]}…"
    if ticket.emergency:
        question = "(isi tidak ditampilkan, supaya aman)"
    return f"{bold(f'#{ticket.id}')} {question}\n→ {state}"


def reply(officer: Officer, ticket: Ticket, text: str) -> str:
    """The officer's answer, named as such."""
    return f"{bold(officer.name)} menjawab (kasus #{ticket.id}):\n\n{text}"


def closed(officer: Officer, ticket: Ticket) -> str:
    """The officer closed the case."""
    return f"Kasus #{ticket.id} ditutup oleh {officer.name}.\n{DONE_ASK}"
