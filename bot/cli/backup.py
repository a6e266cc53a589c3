"""python -m bot backup, restore, move: the store of record as a file, back from it, and into another database."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot import clock
from bot.app.directory import CHANNEL, directory_of
from bot.cli.command import Command, Context
from bot.cli.progress import progress
from bot.helpdesk.model.entities import Address
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.progress import Tell
from bot.helpdesk.texts import staff as staff_texts
from bot.helpdesk.texts.system_errors import why_not
from bot.storage.backup.backup import backups_in, take_backup
from bot.storage.backup.copy import Contents
from bot.storage.backup.rehearsal import rehearse
from bot.storage.backup.restore import Notice, Restored, SinceBackup, taken_at
from bot.storage.backup.restore import move as move_store
from bot.storage.backup.restore import restore as restore_backup
from bot.storage.retention import tombstones

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
    text = staff_texts.RESTORED.format(moment=hours.moment(await taken_at(file), now))
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
