"""python -m bot backup, restore, move, upgrade, ledger, audit: the store of record, saved, counted, read by case."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot import clock
from bot.app.people.directory import CHANNEL, directory_of
from bot.cli.common import Command, Context, Day, Number, agreed, at_console, echo, progress, with_store
from bot.helpdesk.model.entities import Access, Address
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.office_hours import OfficeHours
from bot.helpdesk.model.progress import Tell
from bot.helpdesk.model.store import Discrepancies, Ledger
from bot.helpdesk.texts import operator as operator_texts
from bot.helpdesk.texts.system_errors import why_not
from bot.settings import Settings
from bot.storage import queries
from bot.storage.backup.backup import backups_in, take_backup
from bot.storage.backup.copy import Contents
from bot.storage.backup.rehearsal import rehearse
from bot.storage.backup.restore import Notice, Restored, SinceBackup, taken_at
from bot.storage.backup.restore import move as move_store
from bot.storage.backup.restore import restore as restore_backup
from bot.storage.database.engine import folder_of, parse
from bot.storage.database.errors import place
from bot.storage.database.upgrade import needs_upgrade
from bot.storage.database.upgrade import upgrade as upgrade_database
from bot.storage.queries.audit import RESIDENT, Audit, TimelineEntry
from bot.storage.queries.audit import audit as audit_ticket
from bot.storage.retention import tombstones
from bot.storage.store import SqlStore

AnyPath = click.Path(path_type=Path)


VERIFY = "verify"
"""The word that makes `backup` try a backup out; every other one is a folder for a new backup."""


@click.command(cls=Command)
@click.argument("folder", metavar="[FOLDER]", required=False)
@click.argument("file", metavar="[BERKAS]", type=AnyPath, required=False)
@click.pass_context
def backup(ctx: click.Context, folder: str | None, file: Path | None) -> None:
    """Membuat cadangan lengkap di FOLDER (bawaan: backup.folder); bot boleh sedang berjalan.

    "backup verify" mencoba BERKAS (bawaan: cadangan terbaru) di tempat sementara dan mencatat bahwa ia bisa dipulihkan.
    Folder yang bernama verify ditulis ./verify.
    """
    context = ctx.find_object(Context)
    assert context is not None
    if folder == VERIFY:
        _verify(context, file)
        return
    if file is not None:
        ctx.fail(f"Ada yang tidak dikenal di belakang: {file}.")
    _take(context, Path(folder) if folder else None)


def _take(context: Context, folder: Path | None) -> None:
    settings = context.settings
    chosen = folder or settings.backup.folder
    if chosen is None:
        raise Trouble("Folder cadangan belum ditentukan. Tulis: python -m bot backup FOLDER, atau isi backup.folder.")
    now = clock.now().astimezone(ZoneInfo(settings.offices[0].timezone))
    with progress("Mencadangkan") as tell:
        made = asyncio.run(take_backup(settings.database.get_secret_value(), chosen, now, tell))
    click.echo(made.path)
    click.echo(
        f"Utuh: {_rows(made.contents)} baris dibaca ulang dan sama; pesan masuk {made.ledger.received}, "
        f"keluar terkirim {made.ledger.sent}.",
        err=True,
    )


def _verify(context: Context, file: Path | None) -> None:
    """Try a backup out; the sentence is for the person who writes the date down."""
    settings = context.settings
    chosen = file or _newest(settings.backup.folder)
    with progress("Mencoba cadangan") as tell:
        done = asyncio.run(rehearse(chosen, clock.now(), tell))
    taken = done.taken.astimezone(ZoneInfo(settings.offices[0].timezone))
    click.echo(f"{chosen} bisa dipulihkan: {_rows(done.contents)} baris, keadaan {taken:%Y-%m-%d %H:%M:%S}.")
    click.echo(f"Buku cocok: pesan masuk {done.ledger.received}, keluar terkirim {done.ledger.sent}.")


def _newest(folder: Path | None) -> Path:
    if folder is None:
        raise Trouble(
            "Folder cadangan belum ditentukan. Isi backup.folder, atau tulis: python -m bot backup verify BERKAS"
        )
    try:
        found = list(backups_in(folder).values())
    except OSError as error:
        raise Trouble(f"Folder {folder} tidak bisa dibaca ({why_not(error)}). Periksa izinnya.", error) from error
    if not found:
        raise Trouble(f"Di {folder} belum ada cadangan. Buat dulu: python -m bot backup")
    return found[-1]


@click.command(cls=Command)
@click.argument("file", metavar="BERKAS", type=AnyPath)
@click.option("--to", "target", metavar="URL", help="Basis data kosong tujuan (bawaan: setelan 'database').")
@click.pass_obj
def restore(context: Context, file: Path, target: str | None) -> None:
    """Memulihkan cadangan BERKAS ke basis data yang masih kosong; yang sudah berisi tidak disentuh."""
    folders = {file.parent.resolve()}
    if context.settings.backup.folder:
        folders.add(context.settings.backup.folder.resolve())
    with progress("Memulihkan") as tell:
        done = asyncio.run(
            _restore(context, file, target or context.settings.database.get_secret_value(), folders, tell)
        )
    zone = ZoneInfo(context.settings.offices[0].timezone)
    click.echo(f"Dipulihkan: {_rows(done.contents)} baris, keadaan {done.taken.astimezone(zone):%Y-%m-%d %H:%M:%S}.")
    click.echo(f"Yang saat itu menunggu: {done.repeated} dikirim lagi dengan tanda, {done.dropped} tidak dikirim.")
    click.echo(f"Warga yang terhapus sesudah cadangan dibuat, dihapus lagi: {done.erased}.")
    click.echo(f"Kasus baru mulai dari #{done.next_ticket}. Undangan petugas yang belum dipakai tidak berlaku lagi.")


async def _restore(context: Context, file: Path, target: str, folders: Iterable[Path], tell: Tell) -> Restored:
    settings = context.settings
    now = clock.now()
    hours = directory_of(settings).first_office.hours
    staff = settings.staff.telegram_chat
    text = operator_texts.RESTORED.format(moment=hours.moment(await taken_at(file), now))
    notice = Notice(Address(CHANNEL, str(staff)) if staff else None, text)
    try:
        erased = [tombstone for folder in folders for tombstone in tombstones.noted(folder)]
    except OSError as error:
        raise Trouble(f"Catatan penghapusan tidak bisa dibaca: {error.filename} ({why_not(error)}).", error) from error
    return await restore_backup(file, target, now, SinceBackup(erased, notice), tell)


@click.command(cls=Command)
@click.option("--to", "target", metavar="URL", required=True, help="Basis data kosong tujuan.")
@click.pass_obj
def move(context: Context, target: str) -> None:
    """Memindahkan semuanya ke basis data lain (mis. SQLite ke PostgreSQL); bot harus berhenti dulu."""
    with progress("Memindahkan") as tell:
        found = asyncio.run(move_store(context.settings.database.get_secret_value(), target, tell))
    for name, content in found.items():
        click.echo(f"{name:<16} {content.rows:>10}")
    click.echo(
        f"{_rows(found)} baris dipindahkan dan sama satu per satu. Ganti setelan 'database' ke tujuan itu, lalu "
        "jalankan bot. Basis data lama masih utuh: hapus setelah yakin, karena isinya data pribadi.",
        err=True,
    )


def _rows(contents: Contents) -> int:
    return sum(content.rows for content in contents.values())


BACKUP_FIRST = (
    "Basis data {place} akan diubah ke versi bot ini, dan tidak bisa kembali. Buat dulu cadangannya: dengan pg_dump, "
    "atau dengan perintah backup dari versi bot yang lama."
)


@click.command(cls=Command)
@click.option("--ya", "sure", is_flag=True, help="Cadangan PostgreSQL sudah ada; jangan tanya lagi.")
@click.pass_obj
def upgrade(context: Context, sure: bool) -> None:
    """Menyesuaikan basis data dari versi bot yang lebih lama; bot harus berhenti dulu."""
    settings = context.settings
    url = settings.database.get_secret_value()
    shown = place(parse(url))
    if not asyncio.run(needs_upgrade(url)):
        click.echo(f"Basis data {shown} sudah sesuai dengan versi ini; tidak ada yang diubah.")
        return
    if folder_of(url) is None and not sure:
        _ask(BACKUP_FIRST.format(place=shown))
    now = clock.now().astimezone(ZoneInfo(settings.offices[0].timezone))
    done = asyncio.run(upgrade_database(url, settings.backup.folder, now))
    click.echo(f"Basis data {shown} sekarang sesuai dengan versi ini (tadinya skema {done.before}).")
    if done.copy:
        click.echo(f"Salinan sebelum diubah: {done.copy}. Isinya data pribadi.", err=True)


def _ask(warning: str) -> None:
    """Have a person say that there is a backup. Raises Trouble where nobody says so."""
    click.echo(warning, err=True)
    if not sys.stdin.isatty():
        raise Trouble("Belum diubah. Bila cadangannya sudah ada, jalankan lagi dengan --ya")
    if not agreed("Cadangannya sudah ada?"):
        raise Trouble("Belum diubah.")


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
@click.option("--since", metavar="TANGGAL", type=Day(), help="Hanya sejak awal tanggal ini (2026-11-24).")
@click.option("--json", "as_json", is_flag=True, help="Untuk program.")
@click.pass_obj
def ledger(context: Context, since: date | None, as_json: bool) -> None:
    """Menghitung pesan masuk dan keluar; tidak boleh ada yang hilang."""
    settings = context.settings
    begins = context.begin_of(since)

    async def counted(store: SqlStore) -> tuple[Ledger, Discrepancies]:
        return await store.ledger(begins), await store.discrepancies(clock.now())

    totals, wrong = with_store(settings, counted)
    received = {
        "received": totals.received,
        "answered": totals.answered,
        "open": totals.open,
        "failed": totals.failed,
        "ignored": totals.ignored,
    }
    total = totals.answered + totals.open + totals.failed + totals.ignored
    broken = totals.received != total or wrong.damaged
    verdict = "TIDAK COCOK" if broken else "PERLU DIPERIKSA" if wrong.any else "cocok"
    balanced = verdict == "cocok"
    sent = {"queued": totals.queued, "sent": totals.sent, "uncertain": totals.uncertain, "failed": totals.undelivered}
    if as_json:
        click.echo(json.dumps({**received, "balanced": balanced}))
        click.echo(json.dumps(sent))
    else:
        click.echo(
            f"Masuk {totals.received} = dijawab {totals.answered} + terbuka {totals.open} "
            f"+ gagal {totals.failed} + diabaikan {totals.ignored}: {verdict}"
        )
        click.echo(
            f"Keluar: menunggu {totals.queued}, terkirim {totals.sent}, "
            f"belum pasti {totals.uncertain}, gagal {totals.undelivered}"
        )
        for name, sentence in WRONG.items():
            if count := getattr(wrong, name):
                click.echo(sentence.format(count=count))
        if wrong.damaged:
            click.echo("Buat cadangan, lalu kirim hasil ini kepada pengembang.")
    if not balanced:
        sys.exit(1)


@click.command(cls=Command)
@click.argument("number", metavar="NOMOR", type=Number(1, 10**12))
@click.option("--isi", "content", is_flag=True, help="Tampilkan juga nama dan isi pesan; tercatat pada kasus.")
@click.option("--json", "as_json", is_flag=True, help="Untuk program; waktu dalam UTC.")
@click.pass_obj
def audit(context: Context, number: int, content: bool, as_json: bool) -> None:
    """Riwayat kasus NOMOR: dari pesan masuk, lewat tiap langkah, sampai pengiriman."""
    settings = context.current
    person = at_console()

    async def look(store: SqlStore) -> tuple[Audit | None, int]:
        found = await store.read(audit_ticket, number)
        if found and content:
            await store.write(queries.data_subject.note_access, [Access(clock.now(), person, number, "audit")])
        return found, await store.read(queries.tickets.next_number) - 1

    found, highest = with_store(settings, look, write=content)
    if found is None:
        raise Trouble(operator_texts.NO_TICKET.format(number=number, highest=highest or "belum ada kasus"))
    if as_json:
        echo(json.dumps(_for_programs(found, content), default=str, ensure_ascii=False))
        return
    offices = {office.id: office.timezone for office in settings.offices}
    hours = OfficeHours(ZoneInfo(offices.get(found.ticket.office, settings.offices[0].timezone)), {})
    for line in _head(found, settings, hours, person if content else None):
        echo(line)
    echo()
    for happened in found.timeline:
        echo(f"{happened.at.astimezone(hours.zone):%Y-%m-%d %H.%M.%S} {hours.zone_name(happened.at)}  ", nl=False)
        echo(_sentence(happened, found.timeline))
        if content and happened.text:
            for line in happened.text.splitlines():
                echo(f"{'':26}| {line}")
    echo()
    counts = Counter(operator_texts.DELIVERIES[one.state or ""] for one in found.timeline if one.kind == "queued")
    parts = ", ".join(f"{count} {name}" for name, count in counts.most_common()) or "tidak ada"
    echo(operator_texts.SUM.format(parts=parts))


def _head(found: Audit, settings: Settings, hours: OfficeHours, person: str | None) -> list[str]:
    ticket = found.ticket
    villages = {village.id: village.name for village in settings.villages}

    def moment(at: datetime) -> str:
        return f"{at.astimezone(hours.zone):%Y-%m-%d %H.%M} {hours.zone_name(at)}"

    lines = [
        operator_texts.AUDIT_HEAD.format(
            number=ticket.id,
            kind="DARURAT" if ticket.emergency else "biasa",
            state=operator_texts.TICKET_STATES[ticket.state],
            village=villages.get(ticket.village or "", ticket.village or "di luar desa binaan"),
            office=ticket.office,
        ),
        operator_texts.OWNER.format(
            officer=ticket.officer,
            claimed=operator_texts.CLAIMED.format(officer=ticket.claimed_by)
            if ticket.claimed_by
            else operator_texts.NOT_CLAIMED,
        ),
        operator_texts.RESIDENT_NAMED.format(number=found.resident, name=found.name or "(tanpa nama)", person=person)
        if person
        else operator_texts.RESIDENT.format(
            number=found.resident, erased=operator_texts.ERASED if found.erased else ""
        ),
        operator_texts.WAITING.format(
            since=moment(ticket.waiting_since),
            next=moment(ticket.next_at) if ticket.next_at else operator_texts.NO_DEADLINE,
        )
        if ticket.waiting_since
        else operator_texts.NOT_WAITING,
    ]
    if not any(one.kind == "step" for one in found.timeline):
        lines.append(operator_texts.NO_EVENTS)
    return lines


def _sentence(one: TimelineEntry, timeline: tuple[TimelineEntry, ...]) -> str:
    who = operator_texts.ACROSS if one.who == RESIDENT else one.who or operator_texts.SOMEBODY
    took = f"{one.seconds:.1f} dtk".replace(".", ",") if one.seconds < 120 else f"{one.seconds / 60:.0f} menit"
    tries = (operator_texts.TRIES.format(tries=one.tries) if one.tries > 1 else "") + (
        operator_texts.REPEAT if one.repeat else ""
    )
    what = operator_texts.PURPOSES.get(one.what, one.what)
    state = operator_texts.DELIVERIES.get(one.state or "", one.state or "")
    match one.kind:
        case "received":
            return operator_texts.RECEIVED.format(who=who, row=one.row) + (
                operator_texts.TRIED.format(tries=one.tries) if one.tries else ""
            )
        case "decided":
            return operator_texts.DECIDED.format(
                verdict=operator_texts.VERDICTS.get(one.what, "?"), row=one.row, took=took
            )
        case "said":
            kind = {"edited": operator_texts.EDITED, "attachment": operator_texts.ATTACHED}.get(one.reason or "", "")
            return operator_texts.SAID.format(who="bot" if one.what == "bot" else who, kind=kind)
        case "step":
            return operator_texts.TICKET_EVENTS.get(one.what, one.what).format(who=who)
        case "queued":
            return operator_texts.QUEUED.format(what=what, who=who, row=one.row, state=state)
        case "sent":
            return operator_texts.SENT.format(what=what, who=who, row=one.row, took=took, tries=tries)
        case "ended":
            reason = operator_texts.REASONS.get(one.reason or "", one.reason or "sebab tidak tercatat")
            return operator_texts.ENDED.format(what=what, who=who, state=state, reason=reason, row=one.row, tries=tries)
        case _:
            return operator_texts.SEEN.format(who=who, how=what)


def _for_programs(found: Audit, content: bool) -> dict[str, object]:
    """Return the same as data, without anybody's words unless asked for."""
    ticket, timeline = asdict(found.ticket), [asdict(one) for one in found.timeline]
    if not content:
        ticket.pop("question")
        for one in timeline:
            one.pop("text")
    return {
        "case": ticket,
        "resident": found.resident,
        **({"name": found.name} if content else {}),
        "erased": found.erased,
        "story": timeline,
    }
