"""What a resident reads: menu, answers, receipts, guided checks. Short, "Bapak/Ibu", one phone screen a message."""

from __future__ import annotations

from datetime import datetime

from bot.helpdesk.model.guided_checks import GuidedCheck, answers_summary
from bot.helpdesk.model.markup import bold, clipped
from bot.helpdesk.model.people import StartedCheck
from bot.helpdesk.model.policy import Office, Officer, Village
from bot.helpdesk.model.ticket import Ticket, TicketState

MENU, MENU_MORE = "Tulis saja pertanyaan Bapak/Ibu, atau pilih:", "Lainnya:"
HOME_TOPICS = {"paspor": "🛂 Paspor", "umrah-haji": "🕋 Umrah & haji", "pekerja-migran": "✈️ Kerja luar negeri"}
"""The topics that have a button at home, with its label."""
TOPIC_PAGE = "{topic} – halaman {page} dari {pages}"
ASK_VILLAGE = "Dari desa mana? Ketik namanya, atau pilih kabupatennya."
ASK_VILLAGE_IN = "Dari desa mana? Ketik namanya, atau pilih."
UNKNOWN_VILLAGE = "Kode desa di tautan itu tidak kami kenal. Tidak apa-apa: pilih desa Bapak/Ibu di bawah ini."
NO_SUCH_VILLAGE = "Desa itu belum terdaftar. Coba ketik lagi, atau tekan {button}: Bapak/Ibu tetap bisa bertanya."
OUTSIDE = "Baik. Pertanyaan Bapak/Ibu yang perlu petugas akan diteruskan ke {office}."
SETTLED = "Baik. Desa Bapak/Ibu: {village}. Petugasnya: {officer}."
MOVE_ASK = "Desa Bapak/Ibu tercatat {current}. Mau diganti ke {village}? Petugasnya ikut berganti."
B_MOVE = "Ya, ganti ke {village}"
VILLAGE_FIRST = "Ini saya tanyakan ke petugas, Bapak/Ibu. Supaya sampai ke petugas yang tepat:"
VILLAGE_AFTER = "Sudah saya kirim. Supaya petugas desa Bapak/Ibu yang mengurusnya:"
NOT_SENT = "Baik, pertanyaan tadi tidak saya kirim."
NOT_SENT_YET = "Pertanyaan untuk petugas tadi belum saya kirim. Sebutkan desanya dulu:"
WHICH, IS_IT_THIS = "Maksud Bapak/Ibu yang mana?", "Saya belum yakin. Apakah ini yang Bapak/Ibu maksud?"
ABOUT_WHAT = "Tentang apa, Bapak/Ibu? Tekan yang cocok, atau tulis lengkap, misalnya: syarat paspor anak."
WHICH_NONE = "Kalau bukan, tekan {button}. Petugas kami yang menjawab."
NONE_OF_THESE = "Baik, bukan itu. Tulis lagi dengan kata lain, atau tekan {button}."
NOT_SURE = "Maaf, saya belum paham maksudnya. Coba tulis dengan kata lain, atau tekan Tanya petugas."
NOT_ANSWERED = "Yang ini belum saya jawab:\n{items}\nTulis lagi satu per satu, atau tekan Tanya petugas."
OFF_TOPIC = (
    "Maaf, soal itu saya tidak tahu. Saya menjawab soal paspor, umrah, haji, dan kerja di luar negeri. "
    "Kalau ada hubungannya dengan itu, tekan Tanya petugas."
)
REPHRASE = "Maaf, pesan itu belum bisa saya baca. Bisa ditulis dengan kata-kata biasa? Contoh: syarat paspor anak."
REPHRASE_AGAIN = "Maaf, saya masih belum bisa membacanya. Mau saya teruskan ke petugas?"
HELLO = "Halo, Bapak/Ibu. Ada yang bisa dibantu? Ketik saja pertanyaannya, atau pilih topik."
SALAM = "Waalaikumsalam, Bapak/Ibu. Ada yang bisa dibantu? Ketik saja pertanyaannya, atau pilih topik."
GREET_BACK, SALAM_BACK = "Halo, Bapak/Ibu.", "Waalaikumsalam, Bapak/Ibu."
THANKS = "Sama-sama, Bapak/Ibu. Kalau ada pertanyaan lain, tulis saja di sini."
BYE = "Baik, Bapak/Ibu. Kapan saja perlu, tulis saja di sini."
COMPLAINT = "Maaf atas pengalaman itu, Bapak/Ibu. Mau saya sampaikan keluhan ini kepada petugas?"
CONFUSED = "Tidak apa-apa, Bapak/Ibu. Tulis bagian yang belum jelas, atau tekan Tanya petugas. Petugas menjelaskannya."
TELL = "Ada yang bisa dibantu? Ceritakan saja di sini, atau tekan Tanya petugas."
WANTS_OFFICER = "Baik. Tulis pertanyaan Bapak/Ibu dalam satu pesan. Pesan itu langsung saya teruskan ke {officer}."
GOOD = "Terima kasih. Senang bisa membantu."
BAD = "Terima kasih sudah memberi tahu. Mau ditanyakan langsung ke petugas?"
SENT_KIND, SOMETHING = "(mengirim {kind})", "kiriman"
KINDS = {
    "photo": "foto", "voice": "pesan suara", "audio": "rekaman", "video": "video", "video_note": "video",
    "document": "berkas", "location": "lokasi", "contact": "kontak", "sticker": "stiker",
    "animation": "gambar bergerak",
}  # fmt: skip
SORRY, AT_NIGHT = "Maaf, Bapak/Ibu.", "Petugas diberi tahu juga di luar jam kantor. Gawat, di Indonesia? Telepon 110."
CANNOT_USE = "Maaf, kiriman itu tidak bisa kami pakai. Tulis pertanyaannya, atau kirim pesan suara atau foto."
SIGNS = {"terima-kasih": THANKS, "penutup": BYE, "sapaan": HELLO, "caci": f"{SORRY} Apa yang kurang? Tulis saja."}
"""What is said to a sticker where no ticket is open, by what it says."""
GROUP_PRIVATE = "Supaya rahasia Bapak/Ibu terjaga, tanyakan ini lewat chat pribadi dengan saya."
NO_OFFICER = "Maaf, saya belum tahu, dan belum ada petugas yang terdaftar. Tanyakan ke kantor imigrasi terdekat, ya."
NO_TICKETS = "Belum ada pertanyaan Bapak/Ibu di petugas. Tulis saja; yang tidak saya tahu, saya teruskan ke petugas."
STATUS_HEAD, ANSWER_COMES = "Pertanyaan Bapak/Ibu:", "Jawabannya datang di chat ini."
TOO_LATE = "Waktu pembatalan sudah lewat. Petugas sudah menerimanya."
CANCELLED = "Pertanyaan #{number} dibatalkan. Petugas tidak perlu menjawab."
SENT_BEFORE = "Sudah saya kirim ke petugas: pertanyaan #{number}."
OFFICER_KNOWS = "Ini ditanyakan dulu ke petugas desa. Tekan Tanya petugas, jawabannya datang di sini."
WHAT_WAS_GIVEN, AFTER_ASKING = "{what}: {words}", "{words}\n(sesudah bertanya: {question})"
CHECK_LEFT, REPLY_TO_NEWS = "belum selesai (saat ditanya: {question})", "{words}\n(membalas: {news})"
SEND_EARLIER = "Baik. Pertanyaan tadi yang dikirim ke {officer}?\n{question}\nTekan tombolnya, atau tulis yang lain."
NOT_YOURS = "Maaf, tombol ini bukan untuk Bapak/Ibu."
OLD_BUTTON = "Tombol ini sudah tidak berlaku. Ketik saja pertanyaannya."
ERASE_ASK = (
    "Semua data Bapak/Ibu di sini akan dihapus: nama, desa, pertanyaan, dan jawaban. "
    "Pertanyaan yang belum dijawab ikut dihapus. Lanjutkan?"
)
ERASED = "Data Bapak/Ibu sudah dihapus. Kalau mau bertanya lagi, tulis saja di sini."
ERASE_LATER = (
    "Pertanyaan #{number} masih ditangani petugas. Data dapat dihapus setelah itu selesai. "
    "Supaya orang lain tidak membaca chat ini, tulis /hapusjejak."
)
KEPT = "Baik, data tidak dihapus."
DONE_ASK = "Apakah pertanyaan Bapak/Ibu sudah terjawab?"
CLOSED_EMERGENCY = (
    "Kata {officer}, ini sudah selesai. Masih perlu bantuan? Tekan Belum, atau tulis saja di sini. "
    "Kalau gawat, jangan menunggu. {call}"
)
CLOSED = f"Pertanyaan #{{number}} ditutup oleh {{officer}}.\n{DONE_ASK}"
DONE_YES = "Terima kasih, Bapak/Ibu. Pertanyaan #{number} selesai."
RATE_ASK = "Berapa bintang untuk jawaban petugas? 5 paling baik."
WHY = "Terima kasih, nilai Bapak/Ibu 1 ★. Apa yang masih kurang? Tulis di sini; {officer} membacanya."
RATED = "Terima kasih. Nilai Bapak/Ibu: {count} ★"
RATED_ALREADY = "Nilai Bapak/Ibu sudah kami terima. Terima kasih."
OPENED = "{officer} membuka lagi pertanyaan #{number}. Jawabannya datang di sini."
DONE_NO = "Baik, pertanyaan #{number} dibuka lagi. Tulis apa yang masih kurang; petugas akan membacanya."
JOINED, BESIDE = "Sudah saya tambahkan ke pertanyaan #{number}.", "Mungkin jawabannya sudah ada di sini:"
WHAT_IS_MISSING = "Apa yang masih kurang dari pertanyaan #{number}? Tulis di sini, ya."
AUTOMATIC, SAME_ANSWER, REPEATED = "(Jawaban otomatis)", "Seperti tadi:", "(mungkin sudah terkirim)"
CLAIMED = "{officer} sedang menangani pertanyaan #{number}."
MOVED = "Pertanyaan {numbers} sekarang ditangani {officer}."
WITHDRAWN = "{officer} menarik jawabannya untuk pertanyaan #{number}. Jawaban baru menyusul di sini."
LATE = "Pertanyaan #{number} belum dijawab. Maaf, Bapak/Ibu. {officer} sudah kami ingatkan."
STALE = "Maaf, pesan Bapak/Ibu dari {moment} baru bisa kami baca sekarang."
FOR_OTHERS = (
    "Bertanya untuk keluarga boleh; nomor KTP atau paspornya tidak perlu ditulis. "
    "Belum 18 tahun? Ajak orang tua atau wali. Dalam bahaya tidak perlu menunggu siapa pun."
)
BRING_A_PARENT = "Kalau belum 18 tahun, ajak orang tua atau wali membaca jawabannya dan datang ke kantor, ya."
CLEAR_OLDER = "Pesan yang lebih lama dari dua hari: ketuk nama bot di atas, lalu pilih Hapus riwayat."
CLEAR_LEFT = "Sebagian pesan tidak bisa saya hapus. Tekan lama pesan itu, lalu pilih Hapus."
COVERED = "Ada pesan untuk Anda. Ketuk bagian yang tertutup untuk membacanya."
FAILED = "Maaf, ada gangguan di pihak kami. Kirim lagi, atau tulis /petugas. Dalam bahaya? Telepon 110."

B_ASK_OFFICER, B_ASK_ANEW, B_SEND_EARLIER = "Tanya petugas", "👤 Tanya petugas", "Kirim pertanyaan tadi"
B_MENU, B_MORE, B_BACK, B_CANCEL = "Daftar topik", "Lainnya", "‹ Kembali", "Batalkan"
B_YES_DONE, B_NOT_DONE, B_ENOUGH = "Sudah", "Belum", "Sudah cukup"
B_ERASE, B_KEEP = "Ya, hapus semua", "Tidak jadi"
B_CHECK_OFFER, B_OUTSIDE = "🔎 Cek tawaran kerja", "Desa saya tidak ada"
B_UP, B_DOWN = "👍", "👎"
B_CLEAR, B_IMPORTANT = "Hapus obrolan ini", "Penting untuk desa kita"
B_NEXT, B_PREVIOUS = "Lainnya ›", "‹ Sebelumnya"
B_ALL_QUESTIONS = "Semua pertanyaan ({count})"

SHORT_DESCRIPTION = "Tanya soal paspor, umrah, haji, dan kerja luar negeri. Gratis, dari petugas imigrasi desa."
DESCRIPTION = (
    "Tanya PIMPASA menjawab warga desa yang dibantu petugas imigrasi: paspor, umrah, haji, kerja di luar negeri, "
    "dan bahaya penipuan kerja. Yang tidak diketahui bot dijawab petugas desa. "
    "Gratis. Tidak pernah meminta uang, PIN, OTP, atau foto KTP."
)

COMMANDS = (
    ("menu", "Daftar topik"), ("petugas", "Tanya petugas desa"), ("status", "Pertanyaan saya"),
    ("cektawaran", "Cek tawaran kerja luar negeri"), ("data", "Lihat atau hapus data saya"),
    ("hapusjejak", "Hapus obrolan ini"),
)  # fmt: skip
"""The commands in Telegram's menu; the others stand in /bantuan."""
HIDDEN_COMMANDS = ("bantuan", "desa", "kabar", "berhenti", "resmi", "hapus")
"""Commands that work and are not in the menu."""

SOME_OFFICER = "petugas"
STORED = "Nama, desa, dan pesan disimpan. Lihat atau hapus: /data."


def welcome(village: Village | None, officer: Officer | None) -> str:
    """Greet a newcomer in ten seconds: who speaks, for whom, what it never asks, what is stored."""
    whom = f", warga {bold(village.name)}" if village else ""
    who = officer.name if officer and village else SOME_OFFICER
    return (
        f"Halo{whom}. Saya bot Imigrasi. Yang tidak saya tahu dijawab {who}.\n\n"
        f"Gratis. Kami tidak pernah meminta uang, OTP, atau foto KTP.\n\n{STORED}"
    )


def help_text(village: Village | None, officer: Officer | None, office: Office) -> str:
    """Say how to use the bot (/bantuan)."""
    who = officer.name if officer else office.name
    place = village.name if village else "belum dipilih (/desa)"
    commands = "\n".join(f"/{name} {what[0].lower()}{what[1:]}" for name, what in COMMANDS)
    return (
        "Saya bot Imigrasi (mesin penjawab), bukan orang. Tanya soal paspor, umrah, haji, atau kerja di luar negeri. "
        f"Yang tidak saya tahu dijawab petugas: {who}.\n\n"
        f"{bold('Cara memakai')}\n"
        "1. Ketik pertanyaan seperti biasa, misalnya: brp biaya paspor.\n"
        "2. Kalau saya tahu, langsung saya jawab.\n"
        f"3. Kalau tidak tahu, saya teruskan ke {who}. Jawabannya datang di sini.\n\n"
        f"Desa: {place}\n"
        f"{commands}\n"
        "Juga: /desa ganti desa, /kabar kabar desa, /resmi ini benar-benar petugas?, /hapus hapus data saya\n\n"
        f"{FOR_OTHERS}\n\n"
        "Gratis. Kami tidak pernah meminta uang, PIN, OTP, atau foto KTP.\n"
        "Dalam bahaya? Tulis saja apa yang terjadi, atau telepon 110."
    )


OFFICE_GONE = (
    "Kantor yang dulu menangani pertanyaan #{old} sudah tidak melayani di sini. "
    "Supaya tetap dijawab, saya buatkan yang baru, #{number}, dan yang lama ikut disampaikan."
)


def _who_answers(village: Village | None, officer: Officer | None, office: Office) -> str:
    who = f"{bold(officer.name)}, {office.name}" if officer else bold(office.name)
    return f"Petugas{f' untuk {village.name}' if village else ''}: {who}."


def officer_card(village: Village | None, officer: Officer | None, office: Office) -> str:
    """Say who the officer is and how to reach him (/petugas)."""
    when = f"\nJam kantor: {hours}." if (hours := office.hours.describe()) else ""
    return (
        f"{_who_answers(village, officer, office)}{when}\n\n"
        "Tulis pertanyaan Bapak/Ibu dalam satu pesan. "
        "Pesan itu langsung saya teruskan ke petugas, dan jawabannya datang di sini."
    )


def receipt(ticket: Ticket, officer: Officer, office: Office, now: datetime, *, asked: bool) -> str:
    """Return the ticket's receipt: number, who answers, when he usually does; "arrived" only once it is true."""
    opening = "Saya belum tahu jawabannya, jadi saya tanyakan ke petugas."
    opening = "Baik, Bapak/Ibu." if asked else "Ini saya teruskan ke petugas." if ticket.early_warning else opening
    return f"{opening}\n\n{status_lines(ticket, officer)}\n{when_answered(office, now)}\n{ANSWER_COMES}"


def when_answered(office: Office, now: datetime) -> str:
    """Say when an office usually answers."""
    if office.hours.is_open(now):
        return "Biasanya dijawab pada jam kantor hari ini atau hari kerja berikutnya."
    if opens := office.hours.next_opening(now):
        return f"Kantor sedang tutup. Buka lagi {office.hours.moment(opens, now)}."
    return "Petugas menjawab secepatnya."


def status_lines(ticket: Ticket, officer: Officer | None) -> str:
    """Return the honest steps of a question."""
    head = bold(f"Pertanyaan #{ticket.id}") + (f" – {officer.name}" if officer else "")
    if ticket.state is TicketState.CANCELLED:
        return CANCELLED.format(number=ticket.id)
    if ticket.state is TicketState.CLOSED:
        return f"{head}\n✓ Selesai"
    if ticket.first_reply_at and ticket.waiting_since is None:
        return f"{head}\n✓ Dijawab"
    return f"{head}\n✓ Diterima\n{'✓ Sudah sampai ke petugas' if ticket.carded_at else '… Sedang dikirim ke petugas'}"


STATES = {TicketState.OPEN: "terbuka", TicketState.CLOSED: "selesai", TicketState.CANCELLED: "dibatalkan"}


def status(ticket: Ticket, officer: Officer | None, office: Office, now: datetime) -> str:
    """Write one ticket in /status."""
    if ticket.state is not TicketState.OPEN:
        state = STATES[ticket.state]
    elif ticket.waiting_since is None and ticket.first_reply_at:
        state = f"sudah dijawab {office.hours.moment(ticket.first_reply_at, now)}"
    elif ticket.carded_at:
        since = office.hours.moment(ticket.waiting_since or ticket.opened_at, now)
        soon = AT_NIGHT if ticket.at_risk else when_answered(office, now)
        state = f"sudah sampai ke {officer.name if officer else SOME_OFFICER}, menunggu jawaban sejak {since}. {soon}"
    else:
        state = "diterima, sedang dikirim ke petugas"
    question = "(isi tidak ditampilkan, supaya aman)" if ticket.at_risk else clipped(ticket.question, 80)
    return f"{bold(f'#{ticket.id}')} {question}\n→ {state}"


def reply(officer: Officer, ticket: Ticket, text: str, does: str = "menjawab") -> str:
    """Return the officer's answer, or what he `does` else to it, named as such."""
    return f"{bold(officer.name)} {does} (pertanyaan #{ticket.id}):\n\n{text}"


ANSWER_TO = "Jawaban untuk: {question}"
UNSIGNED_CHECK = "Disusun dari sumber di atas. Kantor belum ikut memeriksanya. Ragu? Tanyakan petugas desa."
UNSIGNED = "ⓘ Jawaban ini diambil dari sumber di atas. Kantor belum ikut memeriksanya. Ragu? Tekan Tanya petugas."
OVERDUE = "ⓘ Jawaban ini seharusnya diperiksa ulang sebelum {day}. Ragu? Tekan Tanya petugas."
SIGNED, SOURCES = "ⓘ Diperiksa kantor: {day}.", "Sumber: {sources}"
OTHER_OFFICE, UNNAMED_OFFICE = "Itu layanan kantor lain, Bapak/Ibu.", "kantor imigrasi"

OFFICER_ALERTED = "Petugas sudah diberi tahu dan akan membalas di sini."
PRESS_TO_ALERT = "Tekan tombol di bawah supaya petugas diberi tahu sekarang."


def rupiah(amount: int) -> str:
    """Write an amount: 650000 becomes Rp650.000."""
    return "Rp" + f"{amount:,}".replace(",", ".")


B_VERIFY = "Kirim ke petugas untuk diperiksa"
PLEASE_CHECK = "Mohon diperiksa, apakah ini resmi:\n{text}"
NUMBER_KNOWN = (
    "Nomor itu sama dengan nomor {office} yang ada di daftar saya. "
    "Nomor bisa dipalsukan: kalau ia meminta uang, OTP, atau foto KTP, jangan diberi. Itu bukan petugas."
)
NUMBER_UNKNOWN = (
    "Nomor itu tidak ada di daftar nomor kantor saya. Nomor orang, siapa pun dia, tidak bisa saya pastikan. "
    "Jangan kirim uang, OTP, atau foto KTP ke nomor itu. Petugas memeriksanya dulu."
)
OURS, OURS_TODAY = "Itu pesan dari bot ini, dikirim {day}.", "Jawaban saya hari ini:"


def official(bot_name: str, village: Village | None, officer: Officer | None, office: Office) -> str:
    """Show the bot's own name, the officer and his office, what is never asked, and how to have things checked."""
    name = f"Nama resmi bot ini: {bold(f'@{bot_name}')}. Cocokkan hurufnya satu per satu.\n" if bot_name else ""
    return (
        f"{bold('Ini benar-benar petugas?')}\n\n"
        f"{name}{_who_answers(village, officer, office)} Jawabannya datang lewat bot ini.\n\n"
        "Kami tidak pernah meminta uang, PIN, OTP, foto KTP, atau kiriman ke rekening pribadi.\n\n"
        "Ada nomor, tautan, iklan, atau pesan yang meragukan? Kirim ke sini, saya bantu memeriksanya."
    )


OFFICIAL_HOST, OTHER_HOST = "✓ {host} berakhiran .go.id.", "⚠️ {host} BUKAN alamat pemerintah."
HOST_LIKE_OFFICE = "⚠️ {host} BUKAN alamat pemerintah, walaupun namanya mirip kantor."
ACCOUNT_FOUND = "⚠️ Ada nomor rekening. Biaya resmi tidak pernah dibayar ke rekening pribadi."
CHECK_HEAD = "Periksa dulu, Bapak/Ibu"
CHECKLIST = (
    "1. Situs resmi pemerintah berakhiran .go.id, misalnya imigrasi.go.id. "
    "Situs yang mirip nama kantor tetapi tidak berakhiran .go.id adalah tanda bahaya.\n"
    "2. Diminta membayar ke rekening pribadi? Itu tanda bahaya. Jangan kirim.\n"
    "3. Diminta PIN, OTP, atau foto KTP? Jangan berikan.\n"
    "4. Tawaran kerja dengan visa turis atau ziarah, gaji tinggi tanpa syarat, "
    "berangkat cepat, atau paspor dipegang agen: jangan berangkat dulu.\n\n"
    "Saya tidak bisa memastikan siapa pemilik suatu nomor. Petugas dapat membantu memeriksanya."
)
CHECK_AGAIN = "Jangan bayar ke rekening pribadi. Jangan beri PIN, OTP, atau foto KTP. Petugas dapat memeriksanya."
CHECK_PROGRESS = "{title}\nPertanyaan {number} dari {of}"
CHECK_STALE = "Pertanyaan itu sudah dijawab. Lihat pertanyaan yang terakhir."
CHECK_ANEW = "Pemeriksaan tadi sudah lama, atau pertanyaannya diperbarui. Saya mulai lagi dari awal."
CHECK_STOPPED = "Baik, pemeriksaannya berhenti di sini. Jawaban tadi tidak saya simpan."
NOTHING_TO_STOP = (
    "Tidak ada yang sedang berjalan, Bapak/Ibu. Yang bisa dihentikan: pemeriksaan, seperti Cek tawaran kerja, "
    "dan kabar desa. Mau data dihapus? Tulis hapus."
)
CHECK_FIRST, CHECK_MARK = "Ini pertanyaan pertama.", "Tekan semua yang terjadi, lalu tekan Selesai."
CHECK_UNCLEAR = (
    "Pilih saja yang paling cocok: tekan tombolnya, atau ketik nomornya. "
    "Yang Bapak/Ibu tulis saya catat untuk petugas. Mau keluar? Ketik berhenti.",
    "Maaf, belum cocok. Ketik nomornya saja, misalnya 1, atau tekan Tanya petugas.",
)
CHECK_UNSURE, CHECK_GUESS = "Belum tahu? Ketik tidak tahu.", "Maksudnya{named}? Ketik ya, atau tekan jawaban yang lain."
_WHICH = "Yang mana, Bapak/Ibu{named}? Tekan jawabannya, atau ketik nomornya."
CHECK_WHICH = {"": _WHICH, "penutup": _WHICH, "seru": _WHICH, "terima-kasih": f"Sama-sama. {_WHICH}"}
CHECK_EARLY, CHECK_ASIDE = "Dicatat: {noted}.", "Yang juga ditulis warga: {words}"
CHECK_WHY, CHECK_SENT = "Yang perlu diperhatikan:", "Baik, jawabannya saya kirim ke petugas."
CALM, CHECK_KEPT, COUNTED = "Baik.", "Tulisan tadi saya catat untuk petugas.", " ⚠️"
DANGER_SAID, CHECK_OFFER = "Warga menekan jawaban bahaya di {title}.", "Mau saya kirim jawaban tadi ke petugas?"

CHECK_MARKS = {"merah": "🔴 ", "kuning": "🟡 ", "hijau": "🟢 "}
"""What stands before a finding's title, by its id."""

B_CHECK_BACK, B_STOP, B_READY = "‹ Sebelumnya", "Berhenti", "Selesai"
B_AGAIN, B_SEND = "Ulangi dari awal", "Kirim ke petugas"

CHECK_COMMANDS = ("cektawaran", "cekpaspor", "cekumrah")
"""The checks of the FAQ that came with the bot."""


def check_answers(check: GuidedCheck, started: StartedCheck) -> str:
    """List the answers, one a line; those that counted are marked. What fitted no choice stands below."""
    lines = answers_summary(check, started.answers)
    listed = [f"• {short}: {said}{COUNTED if counted else ''}" for short, said, counted in lines]
    return "\n".join((*listed, *([CHECK_ASIDE.format(words="; ".join(started.aside))] if started.aside else ())))
