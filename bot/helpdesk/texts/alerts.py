"""What the staff's chat reads: alerts and the daily report, with names of officers and machines, never of residents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from bot.helpdesk.model.actions import Priority, Send
from bot.helpdesk.model.errors import NOT_IN_STAFF_CHAT, OF_DECISIONS, OF_TICKETS, AlertGroup, AlertKind
from bot.helpdesk.model.hours import OfficeHours
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.policy import Officer
from bot.helpdesk.texts.operator import some

RESTORED = (
    "ℹ️ Bot dipulihkan dari cadangan {moment}.\n\n"
    "Kasus, jawaban, dan pesan SESUDAH waktu itu tidak lagi diketahui bot, walaupun masih terlihat di chat. "
    "Kartu kasus dari waktu itu tidak bisa dibalas lagi. Bila ada yang belum selesai, hubungi warganya dengan cara "
    "lain, atau tunggu ia bertanya lagi. Yang saat itu masih menunggu dikirim lagi dengan tanda "
    "(mungkin sudah terkirim).\n\n"
    "Periksa kasus yang terbuka: /antrean"
)
"""To officers and staff after a restore; `moment` as in "hari ini pukul 02.30 WITA"."""

CHAT_NUMBER = (
    "Nomor chat ini: {number}\n\n"
    "Untuk operator: tulis di config.yaml, di staff.telegram_chat (alarm dan kabar harian) atau group (grup petugas)."
)
ALERT_HEAD = "🔔 ALARM"
ALERTS = {
    AlertKind.UNANSWERED: "Kasus #{subject} belum dijawab siapa pun, juga sesudah naik ke atasan. "
    "Hubungi petugasnya sekarang.",
    AlertKind.UNREACHED: "Kasus #{subject}: tidak seorang petugas pun bisa dihubungi bot. "
    "Hubungi petugas desanya lewat telepon.",
    AlertKind.NO_OFFICER: "Ada pertanyaan warga yang tidak bisa diteruskan: kantor {subject} "
    "tidak punya petugas untuknya. "
    "Isi default_officer kantor itu di config.yaml.",
    AlertKind.LEDGER: "Buku pesan tidak cocok. Jalankan sekarang: tanya-pimpasa ledger. "
    "Hasilnya menyebut apa yang harus dilakukan.",
    AlertKind.DEAD_LETTERS: "Ada pesan masuk atau keluar yang tidak bisa diproses dalam 24 jam terakhir. "
    "Lihat log bot.",
    AlertKind.STUCK: "Ada pesan yang menunggu lebih dari 10 menit. Periksa sambungan ke Telegram dan log bot.",
    AlertKind.FAQ: "FAQ bot di {subject} bermasalah.",
    AlertKind.DISK: "Disk di {subject} hampir penuh. Kosongkan ruang sebelum bot berhenti.",
    AlertKind.BACKUP: "Cadangan di {subject} sudah lebih dari sehari tidak dibuat. "
    "Periksa folder cadangan dan log bot.",
    AlertKind.DATABASE: "Basis data tidak bisa dipakai.",
    AlertKind.STAFF: "Chat pengelola tidak menerima pesan dari bot di {subject}.",
    AlertKind.TELEGRAM: "Telegram tidak bisa dihubungi, jadi pesan warga atau jawaban bot tidak sampai. "
    "Periksa sambungan internet server.",
    AlertKind.SECOND_BOT: "Ada program lain yang memakai token bot ini, jadi pesan warga bisa tidak sampai. "
    "Matikan program itu. Bila tidak tahu yang mana, minta token baru kepada @BotFather.",
    AlertKind.WEBHOOK_REFUSED: "Telegram menolak webhook bot, jadi pesan warga tidak sampai. "
    "Perbaiki telegram.webhook di config.yaml, lalu nyalakan ulang bot.",
    AlertKind.WEBHOOK: "Telegram tidak bisa mencapai alamat webhook, jadi pesan warga masih tertahan di Telegram. "
    "Periksa alamat, sertifikat, dan proxy di depan bot.",
}
"""An alert that stands alone. `subject`: a ticket's number, an office's id, or the machine's name."""
OFFICERS_ALERTS = {
    AlertKind.UNANSWERED: "Kasus warga binaan {officer} yang belum dijawab siapa pun, juga sesudah naik ke atasan: "
    "{count} ({tickets}). Hubungi petugasnya sekarang.",
    AlertKind.UNREACHED: "{officer} tidak bisa dihubungi bot, begitu juga pengganti dan atasannya. "
    "Kasus yang belum sampai kepada siapa pun: {count} ({tickets}). Hubungi petugasnya lewat telepon. "
    "Bila ia belum bergabung: tanya-pimpasa officer invite {id}",
}
"""One alert for all tickets that wait for the same officer; a ticket that is added is not reported by itself."""
FAQ_OLDER = (
    "Terbitan FAQ yang terbaru tidak bisa dipakai. Warga mendapat jawaban terbitan {number}, dari {day} pukul {clock}. "
    "Terbitkan sekali lagi: tanya-pimpasa faq publish"
)
FAQ_UNSTORED = "Jawaban dari folder FAQ dipakai, tetapi hanya sampai bot dimatikan."
FAQ_UNLEARNT = "Jawaban yang baru dipakai, tetapi pertanyaan warga masih dikenali dari kalimat yang lama."
FAQ_NOT_LEARNT = "Bot tidak bisa belajar dari FAQ: {cause}"
FAQ_NONE = (
    "Belum ada jawaban yang bisa dipakai: semua pertanyaan diteruskan ke petugas. Panggilan darurat tetap didengar. "
    "Perbaiki berkasnya (tanya-pimpasa faq check); sesudah benar, bot memakainya sendiri."
)
"""Below the alert about the FAQ: what residents get now."""
OVER, OVER_LINE = "✓ Alarm selesai. Yang sudah teratasi:", "• {what} (sejak {moment})"
SINCE = "Sejak {moment}."
TELEGRAM_SAYS = "Kata Telegram: {words}"

STARTING = "Bot sedang dinyalakan."
NO_FAQ = "Belum ada FAQ yang bisa dipakai: bot hanya mendengar tanda bahaya. Jalankan: tanya-pimpasa faq check"
STALLED = "Bot tidak bergerak. Lihat log; bila tidak pulih sendiri, nyalakan ulang bot."
ENGINE_FAILED = "Pesan belum bisa diolah: {error}. Lihat log bot."
UNDECIDED = "Pesan masuk disimpan, tetapi belum bisa diolah. Lihat log bot."
UNCLAIMED = "Pesan tidak bisa dikirim: {error}. Lihat log bot."
UNSTORABLE = "Ada kiriman yang hasilnya belum bisa disimpan. Lihat log bot."
"""Why the bot cannot work, at /readyz and /healthz; besides the sentences of alerts and of errors."""

DAILY_HEAD = "📒 Kabar harian, {day}"
DAILY_LEDGER = (
    "Pesan masuk 24 jam: {received} = dijawab {answered} + terbuka {open} + gagal {failed} + diabaikan {ignored}. "
    "{balance}\n"
    "Pesan keluar: terkirim {sent}, menunggu {queued}, belum pasti {uncertain}, gagal {undelivered}."
)
BALANCED, UNBALANCED = "Buku cocok.", "BUKU TIDAK COCOK: jalankan tanya-pimpasa ledger."
DAILY_TICKETS = "Kasus terbuka: {open}, di antaranya darurat {emergencies}."
DAILY_OLDEST = "Paling lama menunggu: #{number}, sejak {moment}."
DAILY_NO_TICKETS = "Tidak ada kasus yang terbuka."
DAILY_LOST = "Jawaban petugas yang tidak sampai: {numbers}. Petugasnya bisa melihat: /gagal"
DAILY_DRAFTS = "Usulan FAQ dari petugas: {count} menunggu. Buka /kelola, lalu Usulan petugas."
DAILY_UNPUBLISHED = (
    "Perubahan FAQ yang belum terbit ({files}): warga masih mendapat jawaban lama. Terbitkan: tanya-pimpasa faq publish"
)
DAILY_DUE = "Jawaban yang harus diperiksa ulang dalam 30 hari, atau sudah lewat: {count} ({ids})."
DAILY_ALERTS = "Alarm yang masih berlaku:\n{alerts}"

EARLY_WARNINGS = "Peringatan dini {days} hari terakhir: {parts}. Rinciannya: tanya-pimpasa warnings"
EARLY_RED = "hasil merah di {count} desa ({villages})"
EARLY_SENT = "kiriman meragukan dari {count} desa"
EARLY_NO_VILLAGE = "desa belum dipilih"
EARLY_FINDINGS = {"diperiksa": "diperiksa bot", "diteruskan": "dikirim ke petugas"}
"""What was sent for checking, in the report's words; findings of guided checks stand under their own names."""

TICKETS = 5
"""Ticket numbers that a sentence names."""


class StaffChat(Struct, frozen=True):
    """The staff's chat, if there is one, and what its readers know: the first office's clock, the officers' names."""

    address: Address | None
    hours: OfficeHours
    officers: Mapping[str, Officer]

    def messages(
        self, due: Sequence[AlertGroup], over: Sequence[AlertGroup], detail: Callable[[AlertKind], str], now: datetime
    ) -> tuple[Send, ...]:
        """Return the messages to the staff's chat. `detail`: further text about a kind that processes report.

        An emergency rings there by its own escalation; what the chat cannot show is reported when it is over.
        """
        if self.address is None:
            return ()
        shown = [one for one in due if not one[0].rings and one[0].alert.kind not in NOT_IN_STAFF_CHAT]
        text, sends = bold(ALERT_HEAD), []
        for one in shown:
            kind = one[0].alert.kind
            more = "" if kind in OF_DECISIONS else detail(kind)
            since = SINCE.format(moment=self.hours.moment(one[0].since, now))
            text += "\n\n" + "\n".join(filter(None, (self.sentence(one), more, since)))
        if shown:
            urgent = any(one[0].alert.kind in OF_DECISIONS for one in shown)
            sends.append(Send(self.address, text, priority=Priority.EMERGENCY if urgent else Priority.NORMAL))
        if over:
            moments = (self.hours.moment(one[0].since, now) for one in over)
            ended = (self.sentence(one, over=True) for one in over)
            lines = (OVER_LINE.format(what=what, moment=at) for what, at in zip(ended, moments, strict=True))
            sends.append(Send(self.address, "\n".join([OVER, *lines]), silent=True))
        return tuple(sends)

    def sentence(self, group: AlertGroup, *, over: bool = False) -> str:
        """Return what is wrong, and what to do; of what is over only what was wrong, in the same words."""
        alert, id = group[0].alert, group[0].alert.cause
        of_officer = id and alert.kind in OF_TICKETS
        text = (OFFICERS_ALERTS if of_officer else ALERTS)[alert.kind]
        text = text.partition(". ")[0].removesuffix(".") if over else text
        if not of_officer:
            return text.format(subject=id or alert.subject)
        numbers = [f"#{number}" for number in sorted(int(one.alert.subject) for one in group)]
        officer = f"{self.officers[id].name} ({id})" if id in self.officers else id
        return text.format(officer=officer, id=id, count=len(numbers), tickets=some(numbers, TICKETS))
