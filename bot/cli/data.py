"""python -m bot backup, restore, move, upgrade, ledger, audit: the store of record, saved, counted, read by case."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot import clock
from bot.app.people.directory import CHANNEL, directory_of
from bot.cli import common
from bot.cli.common import PATH, Command, Context, at_console, echo, json_option, progress, since_option, sure_option
from bot.helpdesk.model.errors import Trouble, UnfitStore
from bot.helpdesk.model.hours import OfficeHours
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.store import Discrepancies, Ledger
from bot.helpdesk.model.ticket import Access
from bot.helpdesk.texts import alerts as alerts_texts, operator as texts
from bot.settings import Settings
from bot.storage import queries
from bot.storage.backup.backup import BEFORE_UPGRADE, backups_in, take_backup
from bot.storage.backup.copy import Contents
from bot.storage.backup.restore import SinceBackup, move as move_store, rehearse, restore as restore_backup, taken_at
from bot.storage.database.upgrade import needs_upgrade, upgrade as upgrade_database
from bot.storage.database.url import folder_of, parse
from bot.storage.queries.audit import RESIDENT, Audit, TimelineEntry, audit as audit_ticket
from bot.storage.retention import tombstones
from bot.storage.store import SqlStore


@click.command(cls=Command)
@click.argument("folder", metavar="[FOLDER]", required=False)
@click.argument("file", metavar="[BERKAS]", type=PATH, required=False)
def backup(context: Context, folder: str | None, file: Path | None) -> None:
    """Membuat cadangan lengkap di FOLDER (bawaan: backup.folder); bot boleh sedang berjalan.

    "backup verify" mencoba BERKAS (bawaan: cadangan terbaru) di tempat sementara dan mencatat bahwa ia bisa dipulihkan.
    Folder yang bernama verify ditulis ./verify.
    """
    usual = context.settings.backup.folder
    if folder == "verify":
        file = file or _newest(usual)
        with progress("Mencoba cadangan") as tell:
            done, books = asyncio.run(rehearse(file, clock.now(), tell))
        taken = done.taken.astimezone(context.zone)
        click.echo(f"{file} bisa dipulihkan: {_rows(done.contents)} baris, keadaan {taken:%Y-%m-%d %H:%M:%S}.")
        click.echo(f"Buku cocok: pesan masuk {books.received}, keluar terkirim {books.sent}.")
        return
    if file is not None:
        raise click.UsageError(f"Ada yang tidak dikenal di belakang: {file}.")
    chosen = Path(folder) if folder else usual
    if chosen is None:
        raise Trouble("Folder cadangan belum ditentukan. Tulis: python -m bot backup FOLDER, atau isi backup.folder.")
    with progress("Mencadangkan") as tell:
        made = asyncio.run(take_backup(context.url, chosen, context.now, tell))
    click.echo(made.path)
    said = f"Utuh: {_rows(made.contents)} baris dibaca ulang dan sama; pesan masuk {made.ledger.received}, "
    click.echo(f"{said}keluar terkirim {made.ledger.sent}.", err=True)


def _newest(folder: Path | None) -> Path:
    if folder is None:
        missing = "Folder cadangan belum ditentukan."
        raise Trouble(f"{missing} Isi backup.folder, atau tulis: python -m bot backup verify BERKAS")
    found = list(backups_in(folder).values())
    if not found:
        raise Trouble(f"Di {folder} belum ada cadangan. Buat dulu: python -m bot backup")
    return found[-1]


@click.command(cls=Command)
@click.argument("file", metavar="BERKAS", type=PATH)
@click.option("--to", "target", metavar="URL", help="Basis data kosong tujuan (bawaan: setelan 'database').")
def restore(context: Context, file: Path, target: str | None) -> None:
    """Memulihkan cadangan BERKAS ke basis data yang masih kosong; yang sudah berisi tidak disentuh."""
    _restore(context, file, target or context.url)


def _restore(context: Context, file: Path, target: str) -> None:
    settings, now = context.settings, clock.now()
    folders = {file.parent.resolve(), (settings.backup.folder or file.parent).resolve()}
    erased = [tombstone for folder in folders for tombstone in tombstones.noted(folder)]
    hours, staff = directory_of(settings).first_office.hours, settings.staff.telegram_chat
    text = alerts_texts.RESTORED.format(moment=hours.moment(asyncio.run(taken_at(file)), now))
    since = SinceBackup(erased, text, Address(CHANNEL, str(staff)) if staff else None)
    with progress("Memulihkan") as tell:
        done = asyncio.run(restore_backup(file, target, now, since, tell))
    taken = done.taken.astimezone(context.zone)
    click.echo(f"Dipulihkan: {_rows(done.contents)} baris, keadaan {taken:%Y-%m-%d %H:%M:%S}.")
    click.echo(f"Yang saat itu menunggu: {done.repeated} dikirim lagi dengan tanda, {done.dropped} tidak dikirim.")
    click.echo(f"Warga yang terhapus sesudah cadangan dibuat, dihapus lagi: {done.erased}.")
    click.echo(f"Kasus baru mulai dari #{done.next_ticket}. Undangan petugas yang belum dipakai tidak berlaku lagi.")


MOVED = (
    "{rows} baris dipindahkan dan sama satu per satu. Ganti setelan 'database' ke tujuan itu, lalu jalankan bot. "
    "Basis data lama masih utuh: hapus setelah yakin, karena isinya data pribadi."
)


@click.command(cls=Command)
@click.option("--to", "target", metavar="URL", required=True, help="Basis data kosong tujuan.")
def move(context: Context, target: str) -> None:
    """Memindahkan semuanya ke basis data lain (mis. SQLite ke PostgreSQL); bot harus berhenti dulu."""
    with progress("Memindahkan") as tell:
        found = asyncio.run(move_store(context.url, target, tell))
    click.echo(MOVED.format(rows=_rows(found)), err=True)


def _rows(contents: Contents) -> int:
    return sum(content.rows for content in contents.values())


BACKUP_FIRST = (
    "Basis data {place} akan diubah ke versi bot ini, dan tidak bisa kembali. Buat dulu cadangannya: dengan pg_dump, "
    "atau dengan perintah backup dari versi bot yang lama. Sesudah itu jalankan lagi dengan --ya"
)


@click.command(cls=Command)
@click.option("--kembali", "back", is_flag=True, help="Kembali seperti sebelum upgrade yang terakhir.")
@sure_option
def upgrade(context: Context, back: bool, sure: bool) -> None:
    """Menyesuaikan data dengan versi ini: disalin, salinannya dicoba, diubah; lalu jawaban bawaan ditawarkan.

    Bot harus berhenti dulu. --kembali mengembalikan naskah FAQ dan, sesudah versi lama dipasang lagi, basis
    datanya. Dengan --ya tidak ada yang ditanyakan, dan jawaban bawaan hanya didaftar.
    """
    if back:
        _go_back(context)
        return
    shown, folder = parse(context.url).place, context.settings.backup.folder
    if not asyncio.run(needs_upgrade(context.url)):
        click.echo(f"Basis data {shown} sudah sesuai dengan versi ini; tidak ada yang diubah.")
    elif folder_of(context.url) is None and not sure:
        raise Trouble(BACKUP_FIRST.format(place=shown))
    else:
        done = asyncio.run(upgrade_database(context.url, folder, context.now))
        click.echo(f"Basis data {shown} sekarang sesuai dengan versi ini (tadinya skema {done.before}).")
        if done.copy:
            click.echo(f"Salinan sebelum diubah, sudah dicoba: {done.copy}. Isinya data pribadi.", err=True)
    if context.settings.faq.exists():
        from bot.cli.publish import offer_shipped  # a second to import, which no other command here needs

        offer_shipped(context, ask=not sure)


def _go_back(context: Context) -> None:
    """Put draft and database back to what they were before the last upgrade; what was after it is kept beside them."""
    file, kept, draft = context.settings.sqlite_file, context.settings.backup.folder, context.settings.faq
    try:
        asyncio.run(needs_upgrade(context.url))
        echo("Basis data cocok dengan versi ini. Untuk kembali, pasang dulu versi lama, lalu ulangi perintah ini.")
    except UnfitStore:
        copies = list(backups_in(kept or file.parent, BEFORE_UPGRADE).values()) if file else []
        if not file or not copies:
            raise
        file.rename(file.with_name(f"{file.stem}-{common.AFTER}{file.suffix}"))
        _restore(context, copies[-1], context.url)
    before, after = (draft.with_name(f"{draft.name}-{which}") for which in (common.BEFORE, common.AFTER))
    if before.exists():
        shutil.rmtree(after, ignore_errors=True)
        draft.rename(after)
        before.rename(draft)
        echo(f"Naskah FAQ seperti sebelum upgrade; yang sesudahnya ada di {after}.")


INCOMING = "Masuk {received} = dijawab {answered} + terbuka {open} + gagal {failed} + diabaikan {ignored}: {verdict}"
OUTGOING = "Keluar: menunggu {queued}, terkirim {sent}, belum pasti {uncertain}, gagal {failed}"
WRONG = {
    "unexplained": "{count} pesan masuk selesai tanpa keterangan menjadi apa.",
    "ticketless": "{count} pesan masuk tercatat masuk kasus, tetapi kasusnya tidak ada.",
    "unknown": "{count} baris berkeadaan yang tidak dikenal.",
    "undated": "{count} kasus: warganya menunggu, tetapi tidak ada tenggat berikutnya.",
    "vanished": "{count} pesan masuk pernah tercatat, sekarang tidak ada lagi.",
    "vanished_messages": "{count} pesan keluar pernah tercatat, sekarang tidak ada lagi.",
    "vanished_tickets": "{count} kasus pernah tercatat, sekarang tidak ada lagi.",
    "vanished_lines": "{count} baris isi kasus pernah tercatat, sekarang tidak ada lagi.",
    "uncertain": "{count} pesan keadaan darurat belum pasti sampai. Telepon petugas desanya.",
    "missed": "{count} kasus: tenggatnya lewat lebih dari 10 menit, tetapi bot belum bertindak. Apakah bot berjalan? "
    "Periksa lognya.",
    "kept_back": "{count} jawaban petugas belum dikirim, padahal jamnya lewat lebih dari satu jam. Apakah petugasnya "
    "masih ada di setelan? Bila tidak, minta penggantinya menjawab.",
    "unsent": "{count} pesan keluar menunggu lebih dari satu jam. Periksa sambungan ke Telegram dan log bot.",
    "overdue": "{count} pesan masuk menunggu lebih dari 10 menit. Apakah bot berjalan? Periksa lognya.",
    "unreached": "{count} kasus terbuka belum sampai ke seorang petugas pun selama lebih dari 10 menit. "
    "Hubungi petugas desanya.",
}
"""What does not fit together in the whole ledger, whatever the date."""


@click.command(cls=Command)
@since_option
@json_option
def ledger(context: Context, since: datetime | None, as_json: bool) -> None:
    """Menghitung pesan masuk dan keluar; tidak boleh ada yang hilang."""

    async def counted(store: SqlStore) -> tuple[Ledger, Discrepancies]:
        return await store.ledger(since and since.replace(tzinfo=context.zone)), await store.discrepancies(clock.now())

    found, wrong = context.with_store(counted)
    received = {name: getattr(found, name) for name in ("received", "answered", "open", "failed", "ignored")}
    sent = {"queued": found.queued, "sent": found.sent, "uncertain": found.uncertain, "failed": found.undelivered}
    broken = 2 * found.received != sum(received.values()) or wrong.damaged
    verdict = "TIDAK COCOK" if broken else "PERLU DIPERIKSA" if wrong != Discrepancies() else "cocok"
    balanced = verdict == "cocok"
    if as_json:
        click.echo(json.dumps({**received, "balanced": balanced}))
        click.echo(json.dumps(sent))
    else:
        click.echo(INCOMING.format(**received, verdict=verdict))
        click.echo(OUTGOING.format(**sent))
        for name, sentence in WRONG.items():
            if count := getattr(wrong, name):
                click.echo(sentence.format(count=count))
        if wrong.damaged:
            click.echo("Buat cadangan, lalu kirim hasil ini kepada pengembang.")
    sys.exit(0 if balanced else 1)


@click.command(cls=Command)
@click.argument("number", metavar="NOMOR", type=click.IntRange(1, 10**12))
@click.option("--isi", "content", is_flag=True, help="Tampilkan juga nama dan isi pesan; tercatat pada kasus.")
def audit(context: Context, number: int, content: bool) -> None:
    """Riwayat kasus NOMOR: dari pesan masuk, lewat tiap langkah, sampai pengiriman."""
    settings, person = context.current, at_console()

    async def look(store: SqlStore) -> tuple[Audit | None, int]:
        found = await store.read(audit_ticket, number)
        if found and content:
            await store.write(queries.audit.note_access, [Access(clock.now(), person, number, "audit")])
        return found, await store.read(queries.tickets.next_number) - 1

    found, highest = context.with_store(look, write=content)
    if found is None:
        raise Trouble(f"Kasus #{number} tidak ada. Nomor tertinggi: {highest or 'belum ada kasus'}.")
    offices = {office.id: office.timezone for office in settings.offices}
    hours = OfficeHours(ZoneInfo(offices.get(found.ticket.office, settings.offices[0].timezone)), {})
    echo(*_head(found, settings, hours, person if content else None))
    echo("")
    for one in found.timeline:
        echo(f"{one.at.astimezone(hours.zone):%Y-%m-%d %H.%M.%S} {hours.zone_name(one.at)}  {_sentence(one)}")
        for line in (one.text or "").splitlines() if content else ():
            echo(f"{'':26}| {line}")
    counts = Counter(texts.DELIVERIES[one.state or ""] for one in found.timeline if one.kind == "queued")
    parts = ", ".join(f"{count} {name}" for name, count in counts.most_common()) or "tidak ada"
    echo(f"\nPesan keluar kasus ini: {parts}.")


def _head(found: Audit, settings: Settings, hours: OfficeHours, person: str | None) -> list[str]:
    ticket = found.ticket
    villages = {village.id: village.name for village in settings.villages}

    def moment(at: datetime | None) -> str:
        return f"{at.astimezone(hours.zone):%Y-%m-%d %H.%M} {hours.zone_name(at)}" if at else "TIDAK ADA (laporkan)"

    village = villages.get(ticket.village or "", ticket.village or "di luar desa binaan")
    kind, state = "DARURAT" if ticket.emergency else "biasa", texts.TICKET_STATES[ticket.state]
    claimed = f"Diambil {ticket.claimed_by}." if ticket.claimed_by else "Belum diambil."
    erased = " (sudah dihapus atau dilupakan)" if found.erased else ""
    named = f"{erased}. Nama dan isi pesan tidak ditampilkan; lihat dengan --isi (tercatat)."
    if person:
        named = f", {found.name or '(tanpa nama)'}. Penampilan ini dicatat atas nama {person}."
    waiting = f"Warga menunggu sejak {moment(ticket.waiting_since)}; tenggat berikut {moment(ticket.next_at)}."
    unknown = "Langkah-langkah kasus ini tidak tercatat: kasus dibuka sebelum pencatatan itu ada."
    return [
        f"Kasus #{ticket.id} · {kind} · {state} · {village} · kantor {ticket.office}",
        f"Pemilik: {ticket.officer}. {claimed}",
        f"Warga: nomor {found.resident}{named}",
        waiting if ticket.waiting_since else "Warga tidak sedang menunggu.",
        *([] if any(one.kind == "step" for one in found.timeline) else [unknown]),
    ]


def _sentence(one: TimelineEntry) -> str:
    """Say what happened."""
    who = "warga" if one.who == RESIDENT else one.who or "chat lain"
    what = texts.PURPOSES.get(one.what, one.what)
    state = texts.DELIVERIES.get(one.state or "", one.state or "")
    took = f"{one.seconds:.1f} dtk".replace(".", ",") if one.seconds < 120 else f"{one.seconds / 60:.0f} menit"
    tries = f", percobaan ke-{one.tries}" if one.tries > 1 else ""
    tries += ", ditandai mungkin sudah terkirim" if one.repeat else ""
    match one.kind:
        case "received":
            failed = f"; {one.tries} kali gagal disimpan" if one.tries else ""
            return f"pesan {who} diterima dan disimpan (masuk {one.row}){failed}"
        case "decided":
            verdict = texts.VERDICTS.get(one.what, "?")
            return f"diputuskan: {verdict} (masuk {one.row}, {took} sesudah diterima)"
        case "said":
            kind = {"edited": " (perubahan)", "attachment": " (dengan lampiran)"}.get(one.reason or "", "")
            return f"{'bot' if one.what == 'bot' else who} menulis{kind}"
        case "step":
            return texts.TICKET_EVENTS.get(one.what, one.what).format(who=who)
        case "queued":
            return f"→ {what} untuk {who}: antre (keluar {one.row}); sekarang {state}"
        case "sent":
            return f"→ {what} untuk {who}: diterima Telegram (keluar {one.row}, {took} sesudah antre{tries})"
        case "ended":
            reason = texts.REASONS.get(one.reason or "", one.reason or "sebab tidak tercatat")
            return f"→ {what} untuk {who}: {state}, {reason} (keluar {one.row}{tries})"
    return f"dilihat {who}: {what}"
