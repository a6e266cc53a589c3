"""What an officer reads: commands, questions, reports on his replies, and of a ticket its card and its lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.helpdesk.model.markup import bold, clipped, paragraphs, quoted
from bot.helpdesk.model.people import DOUBTED, Resident, retractions
from bot.helpdesk.model.policy import Directory
from bot.helpdesk.model.ticket import Attachment, QueueView, Ticket, TicketState
from bot.helpdesk.privacy.names import says_minor
from bot.helpdesk.texts import danger as danger_texts, resident as texts

WELCOME = (
    "Selamat bertugas, {name} ({office}).\n\n"
    "Pertanyaan warga yang tidak terjawab datang ke sini sebagai kartu kasus. "
    "{reply} kartu itu seperti membalas pesan biasa; jawaban Bapak/Ibu langsung sampai ke warga.\n\n"
    "/antrean kasus terbuka\n/bantuan cara memakai"
)
HELP = "Balas kartu kasus (tekan lama → Balas): isinya langsung dikirim ke warga. Mau tahu yang lain? Tekan:"
HELP_CHAPTERS = {
    "jawab": (
        "Menjawab warga",
        "• Balas kartu kasus: isinya langsung dikirim ke warga. Foto, pesan suara, dan berkas juga bisa.\n"
        "• Awali dengan // untuk catatan; catatan TIDAK dikirim ke warga.\n"
        "• Awali dengan kirim jam 08.00 supaya jawaban dikirim pada jam itu.\n"
        "• Salah tulis? Ubah (edit) balasan Bapak/Ibu; warga melihat perubahannya. "
        "Untuk menghapusnya dari chat warga, balas dengan /tarik.\n"
        "• /cari paspor hilang: cari jawaban FAQ, baca, lalu Kirim atau Ubah dulu.",
    ),
    "antrean": (
        "Antrean dan kasus",
        "• /antrean: kasus terbuka. /kasus 12: seluruh isi kasus. /gagal: jawaban yang tidak sampai.\n"
        "• Ambil: Bapak/Ibu yang menangani. Alihkan: serahkan ke rekan. Tutup: selesai.",
    ),
    "kabar": (
        "Kabar dan jadwal",
        "• /siaran: kabar untuk warga desa yang mau menerimanya.\n"
        "• /jadwal 12-12 09.00 Balai Desa penyuluhan: warga yang bertanya melihatnya dan bisa diingatkan.",
    ),
    "lain": (
        "Cuti dan laporan",
        "• /cuti 3 hari: kasus ke pengganti. Sudah kembali: /cuti selesai.\n"
        "• /laporan: angka bulan ini dalam satu gambar. /hadir: tulis berapa orang yang datang ke acara.",
    ),
}
"""What /bantuan tells, by what its buttons carry: their labels, and the texts."""
OLD_BUTTON = "Tombol ini sudah tidak berlaku. Kasus terbuka: /antrean"
NOT_YOURS = "Maaf, kasus ini bukan dari kantor Bapak/Ibu."
NO_SUCH_TICKET = "Kasus itu tidak ada."
WHICH_TICKET = "Pesan ini untuk kasus yang mana?"
WHICH_OTHERS = "Ini {shown} dari {open} kasus terbuka. Yang lain: buka kartunya dari /antrean, lalu balas kartu itu."
NO_OPEN = "Tidak ada kasus terbuka. Untuk menjawab warga, balas kartu kasusnya."
NO_DRAFT = "Pesannya sudah tidak tersimpan. Tulis lagi sebagai balasan kartu kasus."
QUEUE_HEAD = "{open} terbuka, {urgent} darurat"
QUEUE_EMPTY = "Tidak ada kasus terbuka. 👍"
CLOSED_ASK = "Kasus #{number} sudah ditutup. Buka lagi dan kirim jawaban ini ke warga?"
CANCELLED_ASK = "Warga sudah membatalkan pertanyaan #{number} sendiri. Tetap kirim jawaban ini ke warga?"
HELD_ASK = "Kasus #{number} sedang ditangani {officer}. Tetap kirim jawaban ini ke warga?"
NOTE_KEPT = "Catatan untuk kasus #{number} disimpan. TIDAK dikirim ke warga."
NOTE_INSTEAD = "Jawaban untuk kasus #{number} TIDAK jadi dikirim. Pesan itu disimpan sebagai catatan."
CLAIMED = "Kasus #{number} Bapak/Ibu tangani."
HELD = "Kasus #{number} sudah ditangani {officer}."
CLOSED = "Kasus #{number} ditutup."
OPENED = "Kasus #{number} dibuka lagi."
ALREADY_CLOSED = "Kasus #{number} sudah ditutup."
CLOSE_ASK = "Tutup kasus #{number}? Pesan terakhir warga, {moment}:\n{words}\n{state}"
CLOSE_UNANSWERED, CLOSE_ANSWERED = "⚠ Pesan itu belum dijawab.", "Pesan itu sudah dijawab."
EMERGENCY_OPEN = "Kasus darurat tidak bisa ditutup sebelum ada jawaban untuk warga."
TO_WHOM = "Alihkan kasus #{number} kepada siapa?"
NOBODY = "Tidak ada rekan lain yang sudah bergabung di kantor ini."
HANDED = "Kasus #{number} dialihkan kepada {officer}."
HAND_NOTE = "Kasus #{number} dialihkan kepada {officer}. Mau menitip catatan? Balas pesan ini; TIDAK dikirim ke warga."
HAND_BACK = "Belum diambil sampai {moment}? Kasus kembali ke {owner}. Waktu lain:"
HAND_STAYS = "Kasus tidak kembali sendiri kepada {owner}. Waktu lain:"
HAND_TAKEN = "Kasus itu sudah diambil atau sudah berpindah."
B_RETURN = {"jam": "1 jam kerja", "hari": "1 hari kerja", "tidak": "Tidak kembali"}
"""When a ticket that was handed over comes back, by what the button carries."""
NOTE_FROM = "Catatan {officer} untuk kasus #{number} (TIDAK dikirim ke warga):\n{text}"
NOTE_GIVEN = "Catatan sampai ke {officer}. TIDAK dikirim ke warga."
CAME_BACK = "Kasus #{number} belum diambil {officer}, jadi kembali ke Bapak/Ibu."
WENT_BACK = "Kasus #{number} kembali ke {officer}, karena belum diambil."
LATER = "Jawaban untuk kasus #{number} dikirim {moment}. Warga akan membaca:\n{text}"
NO_HOUR = "Jam itu tidak ada, jadi pesan ini TIDAK dipakai. Tulis misalnya: kirim jam 08.00 Silakan datang hari Senin."
LATER_NOT_COPIED = "Foto, suara, dan berkas tidak bisa menunggu jam: ini TIDAK dikirim. Kirim lagi tanpa “kirim jam”."
EMPTY = "Pesan ini kosong, jadi TIDAK ada yang dikirim ke warga. Tulis jawabannya sebagai balasan kartu kasus."
LATER_EMPTY = "Tulis juga isinya, misalnya: kirim jam 08.00 Silakan datang hari Senin."
ALIKE = "Pertanyaan serupa masih menunggu:\n{lines}\n\nKirim jawaban tadi juga kepada mereka?"
ALSO_SENT = "✓ Jawaban itu dikirim juga untuk kasus {numbers}."
ALSO_NONE = "Tidak ada lagi yang dikirim: tidak ada yang serupa menunggu, atau jawabannya ditarik."
MORNING = "Hari ini: {urgent} darurat, {waiting} menunggu jawaban Bapak/Ibu.\nTerlama: #{number}, sejak {since}."
CHANGED_EMPTY = "Pesannya kosong, jadi jawaban untuk kasus #{number} tidak berubah. Untuk membatalkannya tekan Batal."
DRAFT_CHANGED = "Perubahannya dipakai. Pesan itu belum dikirim: tekan salah satu tombol di atas."
SENT_BY_NOW = "Jawaban itu sudah dikirim. Untuk menariknya, balas jawaban Bapak/Ibu dengan /tarik."
HELD_LOST = "Jawaban untuk kasus #{number} TIDAK dikirim karena kasusnya sudah berpindah atau dihapus warga."
FAILED_HELD = "Jawaban untuk kasus #{number} TIDAK dikirim karena ada gangguan. Kirim lagi sebagai balasan kartu."
B_CANCEL, B_ALSO, B_SEND_ANSWER = "Batal", "Kirim juga ke {count} warga", "Kirim jawaban {number}"
SEARCH_HOW = "Tulis kata yang dicari, misalnya: /cari paspor hilang. Huruf awalnya saja juga bisa: /cari hil"
FOUND = "Jawaban FAQ untuk “{words}”{of}. Belum ada yang dikirim. Tekan untuk membaca.\n\n{again}"
FOUND_NOTHING = "Tidak ada jawaban FAQ untuk “{words}”{of}.\n\n{again}"
OF_TICKET, AGAIN = " (kasus #{number})", "Cari dengan kata lain, boleh lebih pendek: /cari lalu katanya."
AGAIN_FOR = "Cari dengan kata lain? Balas pesan ini dengan katanya. Untuk menjawab warga, balas kartu kasusnya."
PREVIEW = "Warga akan membaca ini (kasus #{number}). Belum dikirim."
ONLY_READ = "Tidak ada kasus terbuka, jadi jawaban ini hanya untuk dibaca."
ANSWER_FOR_WHICH = "Jawaban “{question}” untuk kasus yang mana?"
CHANGE_HOW = "Salin pesan di bawah ini, ubah, lalu balas pesan itu: langsung dikirim ke warga (kasus #{number})."
DRAFTED = (
    "Terima kasih. Jawaban ini diusulkan menjadi FAQ; nama dan nomor sudah disamarkan. "
    "Pengelola memeriksanya dulu, dan Bapak/Ibu diberi tahu: menjadi FAQ atau tidak.\n\n{question}\n{answer}"
)
NOT_DRAFTED = "Hanya jawaban yang Bapak/Ibu tulis sendiri yang bisa menjadi FAQ, bukan foto, suara, atau jawaban FAQ."
NO_URGENT_DRAFT = "Kasus darurat tidak dijadikan FAQ."
DRAFT_TAKEN = "Jawaban Bapak/Ibu di kasus #{number} diterima untuk FAQ “{question}”. Warga membacanya setelah terbit."
DRAFT_DROPPED = "Jawaban Bapak/Ibu di kasus #{number} tidak dijadikan FAQ oleh pengelola. Terima kasih atas usulannya."
B_CARD = "Buka kartu #{number}"
B_MAKE_FAQ, B_SEARCH, B_QUEUE = "Jadikan FAQ", "Cari jawaban FAQ", "Lihat antrean"
B_CHANGE, B_BACK = "Ubah dulu", "Kembali"
NOTHING = "Tidak jadi dikirim."
ARRIVED = "✓ Sampai ke warga (kasus #{number})."
BLOCKED = "✗ TIDAK sampai: warga memblokir bot (kasus #{number}). Hubungi lewat kantor desa bila perlu."
REFUSED = "✗ GAGAL terkirim (kasus #{number}). Coba kirim lagi, bila perlu lebih pendek."
UNCERTAIN = "? Belum pasti sampai (kasus #{number}): Telegram tidak menjawab. Tanyakan lagi lewat balasan kartu."
UNREAD = "✗ TIDAK sampai: warga sudah menghapus datanya (kasus #{number}). Tidak perlu apa-apa lagi."
CARD_REFUSED = "Kasus #{number}: kartunya tidak bisa ditampilkan; isinya di bawah ini. Balas pesan ini untuk menjawab."
WITHHELD = "\n⚠ Tidak dijawab bot: seharusnya diperiksa ulang sebelum {day}. Periksa dulu sebelum mengirimnya."
LEFT_OFFICE = "Kasus #{number} dialihkan ke kantor lain karena warga pindah desa."
CANCELLED = "Warga membatalkan pertanyaan ini."
REMINDER = "Pengingat: kasus #{number} dari {resident} belum dijawab sejak {since}.\n{question}"
TAKEN_UP = "Kasus #{number} belum dijawab {officer}, jadi kami kirim juga kepada Bapak/Ibu."
GONE_UP = "Kasus #{number} belum dijawab, jadi kami kirim juga kepada {officer}."
EDITED = "✏️ Warga mengubah pesannya (kasus #{number}):"
MISTAKE = "Warga menekan “Salah paham” pada kasus #{number}. Kasus tetap terbuka; mohon dipastikan."
UNSAFE = "Warga tidak bisa membalas dengan aman (kasus #{number}). Jangan mengirim pesan dulu ke warga."
UNSAFE_ASK = "Warga tadi menekan “tidak bisa membalas dengan aman”. Pesan ini bisa terlihat orang lain. Tetap kirim?"
UNSAFE_ENTRY = "Warga tidak bisa membalas dengan aman. Kalau memang perlu, balas kartunya dengan tulisan sendiri."
NOT_SENT_UNSAFE = "✗ TIDAK dikirim (kasus #{number}): warga tidak bisa membalas dengan aman. Tetap perlu? Kirim lagi."
CLEARED = "Warga menghapus obrolannya (kasus #{number}). HP-nya mungkin dilihat orang lain. Kasusnya tetap di sini."
RING = "🔴 DARURAT: kasus #{number} belum ditangani sejak {since}. {how}\n{words}"
RING_ON = "🔴 DARURAT: warga pada kasus #{number} belum mendapat jawaban sejak {since}. {how}\n{words}"
RING_HOW, RING_ON_HOW = "Tekan tombol di bawah, atau balas kartunya.", "Balas kartunya."
RING_UNSAFE = "Warga tidak bisa membalas dengan aman: jangan mengirim pesan dulu."
DONE_AFTER_ALL = "Warga menekan Sudah: kasus #{number} selesai."
STARS_WHY = "Warga memberi 1 ★ (kasus #{number}) dan ditanya apa yang kurang. Kasusnya tetap terbuka."
STARS = "Warga memberi {count} ★ untuk jawaban Bapak/Ibu (kasus #{number})."
SAFE = "Warga bisa membalas dengan aman (kasus #{number})."
CONTINUES = "(Lanjutan kasus #{number}, yang kantornya sudah tidak ada: {question})"
CONTINUES_CLOSED = "(Lanjutan kasus #{number}, yang sudah lama ditutup: {question})"
CONTINUES_EMERGENCY = "(Lanjutan kasus #{number}, yang sudah lama ditutup)"
REOPENED = "Warga belum merasa terjawab: kasus #{number} dibuka lagi."
CORRECTED = "✓ Perubahan itu juga sudah terlihat oleh warga (kasus #{number})."
NOT_CORRECTED = "✗ Perubahan itu TIDAK sampai ke warga (kasus #{number}). Kirim pembetulannya sebagai balasan kartu."
WITHDRAWN = "✓ Jawaban itu sudah ditarik dari chat warga (kasus #{number}). Warga menunggu jawaban baru."
NOT_WITHDRAWN = "✗ Jawaban itu TIDAK bisa ditarik (kasus #{number}). Telegram hanya mengizinkannya selama 48 jam."
WITHDRAW_HOW = "Balas jawaban Bapak/Ibu sendiri dengan /tarik. Jawaban itu lalu dihapus dari chat warga."
ONLY_HOLDER = "Kasus #{number} ditangani {officer}. Hanya {officer} yang bisa mengubah atau menarik jawabannya."
NOTHING_TO_WITHDRAW = "Tidak ada jawaban untuk ditarik di situ. Balas jawaban Bapak/Ibu sendiri dengan /tarik."
WITHDRAWN_LINE = "(jawaban ditarik)"
DOCUMENT_HELD = "#{number}: warga juga mengirim dokumen pribadi; itu tidak saya teruskan."
TAKEN_BACK = "#{number}: {what} warga ditarik dari sini. Katanya itu dokumen pribadi."
EDIT_NOT_SENT = "Perubahan pada pesan itu TIDAK sampai ke warga. Kirim pembetulannya sebagai balasan kartu kasus."
LEAVE_HOW = "Tulis lamanya: /cuti 3 hari, atau /cuti 24-11 sampai 27-11. Sudah kembali: /cuti selesai."
LEAVE_PAST = "{day} sudah lewat, jadi cuti itu tidak dicatat. Tulis tanggal yang akan datang, misalnya: /cuti 24-11."
LEAVE_SET = "Baik. Cuti Bapak/Ibu tercatat: {span}. Kasus ke {deputy}. Kembali lebih awal? /cuti selesai"
LEAVE_ALONE = "Cuti tercatat: {span}. Tetapi tidak ada pengganti: kasus tetap ke sini. Beri tahu pengelola."
LEAVE_NONE = "Bapak/Ibu tidak sedang cuti."
LEAVE_DROPPED = "Rencana cuti dihapus."
LEAVE_OVER = "Selamat bertugas lagi. Cuti Bapak/Ibu selesai; {count} kasus kembali ke sini."
LEAVE_BEGUN = "Cuti Bapak/Ibu dimulai. {count} kasus terbuka sekarang di {deputy}."
STANDS_IN = "{officer} cuti sampai {until}. Bapak/Ibu menggantikan. Kasus terbuka yang pindah: {count}."
BACK_AGAIN = "{officer} sudah kembali. {count} kasus yang belum Bapak/Ibu ambil kembali kepadanya."
BURST = "{count} kasus menunggu jawaban Bapak/Ibu, sebagian tanpa bunyi. Paling lama: #{number}, sejak {since}."
NOT_AN_OFFICER = "Anda belum terdaftar sebagai petugas: ini TIDAK dikirim ke warga. Minta undangan kepada pengelola."
REHOMED = "{count} kasus terbuka pindah ke Bapak/Ibu karena daftar petugas atau desa berubah."
TICKET_HOW = "Tulis nomornya, misalnya: /kasus 12. Nomor kasus terbuka ada di /antrean."
PAGE_OF = "Halaman {page} dari {pages}"
NOTE_MARK = " (catatan, TIDAK dikirim ke warga)"
EDITED_MARK, COPIED = " (diubah)", "[foto, suara, atau berkas]"
SOME_OFFICER, OTHER_OFFICER = "Petugas", "petugas lain"
QUEUE_NONE_SUCH = "Tidak ada kasus seperti itu. Tekan Semua untuk melihat yang lain."
LOST_NONE = "Semua jawaban sampai ke warga. 👍"
LOST_HEAD = "Jawaban yang tidak sampai ke warga:"
LOST_MORE = "Ini {shown} yang terbaru dari dua minggu terakhir. Yang lebih lama ada di /kasus dan nomornya."
B_VIEWS = dict(zip(QueueView, ("Semua", "Darurat", "Milik saya", "Menunggu"), strict=True))
B_NEXT, B_PREVIOUS = "Berikutnya ›", "‹ Sebelumnya"
ALARM = "ALARM: kasus #{number} belum dijawab siapa pun. Hubungi petugas dan atasannya sekarang."
ERASED = "Warga menghapus datanya. Kasus #{number} ditutup."
ERASED_CARD = "Kasus #{number}: dihapus atas permintaan warga."
STARTED_ANYWAY = "Chat ini terdaftar sebagai petugas {name}. Untuk mencoba sebagai warga, pakai akun lain."

B_CLAIM, B_CLOSE, B_HAND, B_OPEN = "Ambil", "Tutup", "Alihkan", "Buka lagi"
B_CLOSE_SURE, B_READ_ALL = "Ya, tutup", "Baca seluruh kasus"
B_HANDLE, B_STEPS = "Saya tangani", "Langkah darurat"
STEPS = (
    f"{bold('Langkah darurat (kasus #{number})')}\n\n"
    "1. Tekan Saya tangani, lalu kirim satu balasan di bawah ini.\n"
    "2. Hubungi sekarang:\n"
    "• Di Indonesia: polisi 110. Perempuan atau anak: SAPA 129, WA 08111-129-129.\n"
    "• Di Malaysia: KBRI atau KJRI terdekat. Di Johor: KJRI Johor Bahru.\n"
    "• Di Kamboja: KBRI Phnom Penh.\n"
    "• Di Arab Saudi dan negara lain: KBRI atau KJRI terdekat.\n"
    "• Dari semua negara: lapor di peduliwni.kemlu.go.id, atau tombol darurat di aplikasi Safe Travel.\n"
    "3. Jangan minta lokasi sebelum warga bilang aman. Beri tahu atasan."
)
READY_REPLIES = {
    "1": (
        "Balas: saya bantu sekarang",
        "Pesan Anda sudah saya terima, dan saya bantu sekarang. Anda tidak sendiri. Kalau aman, tulis: Anda di mana?",
    ),
    "2": (
        "Balas: cara tetap aman",
        "Jangan melawan orang di sana. Kalau ada jalan yang aman, pergi ke tempat ramai atau kantor polisi. "
        "Obrolan ini bisa dihapus: tulis /hapusjejak.",
    ),
    "3": (
        "Balas: sedang saya hubungi",
        "Saya sedang menghubungi yang bisa menolong Anda. Saya kabari lagi di sini. Tetap di tempat yang aman dulu.",
    ),
}
"""By its number, the label of a ready reply and what the resident reads."""
B_SEND, B_DROP = "Kirim", "Jangan kirim"

COMMANDS = (
    ("antrean", "Kasus terbuka"),
    ("cari", "Cari jawaban FAQ, mis. /cari paspor hilang"),
    ("kasus", "Seluruh isi satu kasus, mis. /kasus 12"),
    ("gagal", "Jawaban yang tidak sampai"),
    ("cuti", "Cuti, mis. /cuti 3 hari"),
    ("tarik", "Balas jawaban sendiri: tarik dari chat warga"),
    ("siaran", "Kirim kabar ke warga desa"),
    ("jadwal", "Jadwal penyuluhan dan layanan di desa"),
    ("laporan", "Laporan bulan ini, dalam satu gambar"),
    ("bantuan", "Cara menjawab warga"),
)


NO_VILLAGE = "luar desa binaan"
COLLEAGUE, COLLEAGUE_AWAY = "{name} ({count} kasus terbuka)", "{name} (cuti, {count} kasus terbuka)"
TOPIC = "{mark}Kasus #{number} – {village}"
"""The name of a ticket's topic; without the resident's words, since everybody in the group sees the list."""
MEDIA = "{who} mengirim {kind}:"
MINOR = "⚠ Penulis mungkin belum 18 tahun (menyebut umur atau sekolah). Libatkan orang tua atau wali, kecuali darurat."
HUSHED = "⚠ Warga tidak bisa membalas dengan aman. Jangan mengirim pesan dulu."
DISCREET = "⚠ HP warga mungkin dilihat orang lain: jawaban sampai tertutup dan tanpa bunyi. Tulis singkat."
GRAVEST = "Pesan paling gawat:"
REPLY_HERE = "Balas pesan ini untuk menjawab warga."
PRESSED = {
    "[ya]": "(menekan Ya: bisa membalas dengan aman)",
    "[tidak]": "(menekan Tidak: tidak bisa membalas dengan aman)",
    "[salah]": "(menekan Salah paham)",
}
"""The lines that stand in a ticket for a pressed answer to whether it is safe, or a mistake, and how they read."""
CALLED_A_MISTAKE = "⚠ Warga menekan “Salah paham”. Mohon tetap dipastikan."
QUEUE_ANSWERED, QUEUE_RETRACTED, QUEUE_DESPAIR = "dijawab", "“Salah paham” ditekan", "mungkin putus asa"
RETRACTED = "⚠ “Salah paham” sudah {count} kali ditekan dalam sehari, mungkin oleh orang lain; tetap pastikan."


def kind(attachment: Attachment) -> str:
    """Return in a word what a resident sent."""
    return texts.KINDS.get(attachment.kind, "kiriman")


def card(ticket: Ticket, resident: Resident, directory: Directory, attempted: Sequence[str], now: datetime) -> str:
    """Return the card: number, place, person, question, what the bot would have said, and how to answer."""
    village = directory.village_of(ticket)
    office = directory.offices[ticket.office]
    place = ", ".join(part for part in (village.name, village.district) if part) if village else NO_VILLAGE
    moment = office.hours.moment(ticket.opened_at, now)
    head, heard = f"{bold(f'Kasus #{ticket.id}')}\n{place} – {resident.name}\n{moment}", ticket.about.heard
    if ticket.emergency:
        # who and where comes first: it is all that a locked phone shows
        head = f"{bold(f'🔴🔴🔴 DARURAT: {resident.name}, {place}')}\nKasus #{ticket.id}, {moment}"
    guesses = "\n".join(f"{number}. {question}" for number, question in enumerate(attempted, 1))
    return paragraphs(
        head,
        bold(danger_texts.EARLY_WARNING) if ticket.early_warning else "",
        f"{bold(GRAVEST)}\n{quoted(clipped(heard, 300))}" if heard else "",
        # what earlier versions stored begins with the mark
        quoted(ticket.question.removeprefix(f"{danger_texts.EARLY_WARNING}\n")),
        f"{bold('Tebakan bot:')}\n{guesses}" if attempted else "",
        danger_texts.DESPAIR_MARK if ticket.despair else "",
        MINOR if says_minor(f"{ticket.question}\n{heard}") else "",
        CALLED_A_MISTAKE if ticket.retracted_at and ticket.emergency else "",
        HUSHED if resident.memory.hush else DISCREET if resident.memory.discreet else "",
        doubt(resident, now) if ticket.emergency else "",
        state_line(ticket, directory, hushed=resident.memory.hush),
    )


def doubt(resident: Resident, now: datetime) -> str:
    """Return the mark of a call for help after others were taken back; "" while that may have been a slip."""
    count = retractions(resident.memory, now)
    return RETRACTED.format(count=count) if count >= DOUBTED else ""


def state_line(ticket: Ticket, directory: Directory, *, hushed: bool) -> str:
    """Say where the ticket stands, and whose it is, as the card's last line."""
    if ticket.state is TicketState.CANCELLED:
        return CANCELLED
    if ticket.state is TicketState.CLOSED:
        return "✓ Ditutup."
    holder = directory.holder(ticket)
    if ticket.first_reply_at and ticket.waiting_since is None:
        return f"✓ Dijawab{f' oleh {holder.name}' if holder else ''}."
    owner = directory.officers.get(ticket.officer)
    whose = f"Ditangani {holder.name}." if holder else f"Menunggu {owner.name}." if owner else ""
    return whose if hushed else f"{whose} {REPLY_HERE}".strip()


def follow_up(ticket: Ticket, resident: Resident, text: str) -> str:
    """Return a further message of the resident in an open ticket."""
    return f"{bold(f'#{ticket.id} {resident.name}:')}\n{quoted(PRESSED.get(text, text))}"


def queue_line(ticket: Ticket, name: str, directory: Directory, now: datetime) -> str:
    """Write one open ticket in /antrean: who, since when, what it is about, and who has it."""
    since = ticket.waiting_since or ticket.opened_at
    question = clipped(" ".join(ticket.gravest.split()), 60)
    holder = directory.holder(ticket)
    marks = {
        QUEUE_ANSWERED: ticket.waiting_since is None,
        QUEUE_RETRACTED: ticket.at_risk and ticket.retracted_at is not None,
        QUEUE_DESPAIR: ticket.despair,
    }
    state = tuple(mark for mark, holds in marks.items() if holds)
    sign = "⚪ " if ticket.retracted_at else "🔴 " if ticket.emergency else "🟡 " if ticket.despair else ""
    sign = sign or ("⚠️ " if ticket.early_warning else "")
    parts = (name, age(now - since), *state, question, *((holder.name,) if holder else ()))
    return f"{sign}{bold(f'#{ticket.id}')} {' · '.join(part for part in parts if part)}"


def age(waited: timedelta) -> str:
    """Say how long somebody has waited, in the greatest unit."""
    minutes = max(0, int(waited.total_seconds()) // 60)
    if minutes < 1:
        return "baru saja"
    if minutes < 60:
        return f"{minutes} menit"
    return f"{minutes // 60} jam" if minutes < 24 * 60 else f"{minutes // (24 * 60)} hari"


def ticket_label(ticket: Ticket) -> str:
    """Return a ticket's label on a button."""
    return f"#{ticket.id} {clipped(' '.join(ticket.gravest.split()), 40)}"
