"""Every sentence that a resident reads about his own data: what is stored, what is hidden, what is deleted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from msgspec.structs import replace

from bot.helpdesk.model.guided_checks import GuidedCheck
from bot.helpdesk.model.hours import long_date
from bot.helpdesk.model.markup import bold, paragraphs
from bot.helpdesk.model.people import Memory, Resident
from bot.helpdesk.model.policy import Directory, Office, Policy
from bot.helpdesk.model.ticket import Author, KeptPersonalData, Ticket, is_note
from bot.helpdesk.texts import outreach as outreach_texts, resident as texts
from bot.helpdesk.texts.resident import FOR_OTHERS, KINDS, STATES

NOTICE = (
    "Supaya bisa menjawab, saya menyimpan nama Telegram, desa, dan percakapan Bapak/Ibu. "
    "Yang bisa membacanya hanya petugas desa, penggantinya, dan atasannya, sampai {days} hari setelah urusan selesai. "
    "Hapus kapan saja: tulis /hapus."
)
"""What is stored, who reads it and for how long: three sentences, read in one breath."""
AGREE_FIRST = f"{{why}}\n\n{NOTICE}\n\n{FOR_OTHERS}"
AGREE_LATER = "Bertanya boleh langsung. Tekan Setuju supaya desa dan pertanyaan untuk petugas bisa saya simpan."
AGREE_TO_SEND = "Pertanyaan ini saya teruskan ke petugas setelah Bapak/Ibu menekan Setuju."
AGREE_TO_PLACE = "Desa Bapak/Ibu saya simpan setelah menekan Setuju."
AGREE_TO_CHECK = "Jawaban pemeriksaan saya ingat sampai selesai, setelah Bapak/Ibu menekan Setuju."
AGREE_TO_BROADCASTS = "Kabar desa saya kirim setelah Bapak/Ibu menekan Setuju."
AGREE_TO_REMINDER = "Pengingat saya simpan setelah Bapak/Ibu menekan Setuju."
AGREED = "Terima kasih. Bapak/Ibu sudah setuju; hapus kapan saja dengan /hapus."
B_AGREE = "Setuju"
DATA_FILE = "data-saya.txt"
B_FILE = "Kirim sebagai berkas"
DATA_HEAD = "Data Bapak/Ibu yang tersimpan"
DATA_NOTHING = "Belum ada data Bapak/Ibu yang tersimpan di sini."
DATA_SAFE = "Isi pertanyaan #{number} tidak ditampilkan di sini, supaya aman. Petugas bisa membacakannya."
DATA_CHECK = "Jawaban pemeriksaan: {title}"
DATA_COUNTED = "Sudah dihitung tanpa nama, supaya tidak dua kali sehari: {title}, {day}"
DATA_CHECKED = "pemeriksaan nomor, tautan, atau tawaran"
DATA_OLD_CHECK = "(pertanyaannya sudah berubah; jawaban lama segera hilang)"
DATA_NOTES = "Catatan kerja petugas tidak ditampilkan di sini; mintalah kepada kantor."
DATA_DRAFT = "(Tanya jawab ini diusulkan menjadi FAQ, tanpa nama dan nomor Bapak/Ibu.)"
DATA_END = (
    "Disimpan sampai {days} hari setelah pesan terakhir dari satu urusan. Yang bisa membacanya: petugas desa, "
    "petugas pengganti, dan pengawasnya. {erasing}"
)
HIDDEN = (
    "Yang saya sembunyikan: {kinds}. Itu tidak disimpan dan tidak diteruskan. Kami tidak pernah memintanya di sini. "
    "Lebih aman kalau pesan tadi dihapus."
)
HIDDEN_PHONE = (
    "Nomor HP itu saya sembunyikan, jadi petugas tidak bisa menelepon. Jawabannya datang di chat ini. "
    "Kalau petugas perlu menelepon, ia akan meminta nomornya."
)
HIDDEN_LATE = (
    "Nomor itu saya sembunyikan. Awalnya ada di pesan sebelumnya dan mungkin sudah dilihat petugas. "
    "Kami tidak pernah memintanya di sini. Lebih aman kalau kedua pesan itu dihapus."
)
CONTACT = "Kontak tidak saya teruskan; petugas memintanya bila perlu. Nomornya mencurigakan? Tekan Minta diperiksa."
CONTACT_LINE = "(mengirim kontak; nomornya tidak diteruskan. Bila perlu, balas: minta nomor HP)"
DOCUMENT = (
    "Itu {what} dokumen pribadi, jadi tidak saya teruskan dan tidak saya simpan. Kami tidak pernah memintanya. "
    "Sebaiknya dihapus dari obrolan ini. Tulis saja keadaannya; dokumennya ditunjukkan di kantor."
)
ASK_DOCUMENT = "Apakah ini KTP, paspor, atau dokumen pribadi lain? Dokumen pribadi tidak kami teruskan."
ASK_PASSED_ON = (
    "Kiriman ini sudah saya teruskan ke petugas. Apakah isinya KTP, paspor, atau dokumen pribadi lain? "
    "Tekan Ya, supaya saya tarik lagi dari petugas."
)
ASK_ALSO = "Yang ini juga sudah saya teruskan. Dokumen pribadi juga?"
TAKEN_BACK = (
    "{what} itu saya minta ditarik dari petugas; kiriman lain tetap ada. Kami tidak pernah meminta dokumen pribadi. "
    "Sebaiknya dihapus juga dari obrolan ini. Kalau ada pertanyaan, tulis saja."
)
STAYS = "Baik. Kiriman itu tetap pada petugas."
MESSAGE_GONE = "Pesan itu sudah saya minta dihapus. Kalau masih terlihat, hapus sendiri dari obrolan ini."
B_DELETE, B_DELETE_FILE = "Hapus pesan tadi", "Hapus {what} itu"
B_CHECK_CONTACT = "Minta diperiksa"
B_IS_DOCUMENT, B_NO_DOCUMENT = "Ya", "Bukan"
MARKS = {"up": "👍", "down": "👎", "chosen": "dipilih"}


def data(resident: Resident, kept: KeptPersonalData, now: datetime, policy: Policy) -> str:
    """Write what is stored about a resident (/data), in reading order."""
    directory, office, memory = policy.directory, policy.directory.office_of(resident), resident.memory
    moment, pending = office.hours.moment, memory.pending.question if memory.pending else ""
    asked = (*(one.text for one in memory.turns), memory.question, memory.warned, memory.feared, pending)
    spoken = (line for line in kept.lines if line.author is Author.RESIDENT or not is_note(line.text))
    shown = replace(kept, lines=tuple(spoken))
    # as of the ticket itself: who holds the phone must not read a call for help back
    called = {ticket.id: ticket for ticket in kept.tickets if ticket.at_risk}
    urgent = next((number for number, ticket in called.items() if ticket.is_open), None)
    erasing = texts.ERASE_LATER.format(number=urgent) if urgent else "Hapus semuanya sekarang: /hapus"
    private = {part for line in kept.lines if line.ticket in called for part in line.text.splitlines()}
    parts = (part for part in "\n".join(filter(None, asked)).splitlines() if part not in private)
    visits = (outreach_texts.visit(one, office.hours, now, directory) for one in kept.visits)
    marks = (f"{MARKS.get(one.kind) or f'{one.entry} ★'} {moment(one.at, now)} {one.text}" for one in kept.feedback)
    return paragraphs(
        _person(resident, now, policy),
        # a question may hold several messages, each from its own line on
        _listed("Pesan terakhir yang diingat", dict.fromkeys(parts)),
        _guided_check(memory, policy.knowledge.guided_checks()),
        _counted(memory.counted, policy.knowledge.guided_checks()),
        _listed("Minta diingatkan", visits),
        *(_ticket(ticket, shown, office, now, directory) for ticket in kept.tickets),
        DATA_NOTES if len(shown.lines) < len(kept.lines) else "",
        _listed("Penilaian", marks),
        DATA_END.format(days=policy.keep.days, erasing=erasing),
    )


def _listed(head: str, lines: Iterable[str]) -> str:
    listed = "\n".join(f"- {line}".rstrip() for line in lines)
    return f"{bold(head)}\n{listed}" if listed else ""


def _person(resident: Resident, now: datetime, policy: Policy) -> str:
    village, moment = policy.directory.village_of(resident), policy.directory.office_of(resident).hours.moment
    place = village.name if village else "desa lain" if resident.outside else "belum dipilih"
    since = f" sejak {moment(resident.news_at, now)}" if resident.news_at else ""
    news = f"ya{since}. Selama itu nama, desa, dan nomor akun Telegram tetap disimpan; berhenti: /berhenti"
    told = resident.informed_at
    informed = f"\nDiberi tahu tentang penyimpanan data: {moment(told, now)}" if told else ""
    return (
        f"{bold(DATA_HEAD)}\n"
        f"Nama Telegram: {resident.name}\n"
        f"Nomor akun Telegram: {resident.address.chat}\n"
        f"Desa: {place}\n"
        f"Sejak: {moment(resident.joined_at, now)}\n"
        f"Kabar desa: {news if resident.news else 'tidak'}{informed}"
    )


def _guided_check(memory: Memory, checks: tuple[GuidedCheck, ...]) -> str:
    started = memory.check
    if started is None:
        return ""
    check = next((check for check in checks if check.id == started.check), None)
    same = check is not None and check.version == started.version
    said = texts.check_answers(check, started) if check and same else DATA_OLD_CHECK
    return f"{bold(DATA_CHECK.format(title=check.title if check else started.check))}\n{said}".strip()


def _counted(mark: str, checks: tuple[GuidedCheck, ...]) -> str:
    if not mark:
        return ""
    day, check, *_ = mark.split()
    title = next((one.title for one in checks if one.id == check), DATA_CHECKED)
    return DATA_COUNTED.format(title=title, day=long_date(date.fromisoformat(day)))


def _ticket(ticket: Ticket, kept: KeptPersonalData, office: Office, now: datetime, directory: Directory) -> str:
    head = bold(f"Pertanyaan #{ticket.id}") + f" ({STATES[ticket.state]}, {office.hours.moment(ticket.opened_at, now)})"
    if ticket.at_risk:
        return f"{head}\n{DATA_SAFE.format(number=ticket.id)}"
    said = []
    for line in kept.lines:
        if line.ticket == ticket.id:
            officer = directory.officers.get(line.person or "")
            who = "Bapak/Ibu" if line.author is Author.RESIDENT else officer.name if officer else "Petugas"
            sent = f"({KINDS.get(line.attachment.kind, 'kiriman')}) " if line.attachment else ""
            said.append(f"{who}: {sent}{line.text}".strip())
    proposed = [DATA_DRAFT] if ticket.id in kept.drafted else []
    return "\n".join([head, *(said or [f"Bapak/Ibu: {ticket.question}"]), *proposed])
