"""python -m bot observer: kanwil and pusat, who read figures and no conversation."""

from __future__ import annotations

import asyncio

import click

from bot import clock
from bot.app.invitations import VALID, observer_invited
from bot.cli.command import Context, Group
from bot.cli.safe_print import echo, show_qr
from bot.cli.staff import in_store
from bot.faqfiles.schema import is_proper_id
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.staff import Observer
from bot.helpdesk.observer.chat import scope_name
from bot.storage import queries


@click.group(cls=Group)
def observer() -> None:
    """Pemantau (kanwil, pusat): membaca angka lewat /laporan, tanpa percakapan dan nama warga."""


@observer.command("list")
@click.pass_obj
def list_(context: Context) -> None:
    """Daftar pemantau, kantor yang dibacanya, dan siapa yang sudah bergabung."""
    found = asyncio.run(in_store(context.settings, lambda unit: unit.run(queries.observers.listed), write=False))
    for one in found:
        state = "bergabung" if one.address else "belum bergabung"
        echo(f"{one.id:<24} {state:<16} {one.name} ({scope_name(one)})")
    if not found:
        echo("Belum ada pemantau. Undang yang pertama: python -m bot observer invite --help", err=True)


@observer.command()
@click.argument("observer_id", metavar="ID")
@click.option("--nama", "name", required=True, help="Nama di laporannya, misalnya 'Kanwil Kalimantan Selatan'.")
@click.option("--kanwil", metavar="ID", help="Hanya kantor dengan kanwil ini (pengaturan offices: kanwil).")
@click.option("--pusat", "everywhere", is_flag=True, help="Semua kantor.")
@click.pass_obj
def invite(context: Context, observer_id: str, name: str, kanwil: str | None, everywhere: bool) -> None:
    """Membuat tautan sekali pakai agar pemantau ID bergabung dari Telegram-nya sendiri; mengubah cakupannya juga."""
    if not is_proper_id(observer_id):
        raise click.UsageError(f"'{observer_id}': ID hanya huruf kecil, angka, dan tanda hubung.")
    if (kanwil is None) != everywhere:
        raise click.UsageError("Tulis salah satu: --kanwil ID, atau --pusat untuk semua kantor.")
    known = sorted({office.kanwil for office in context.current.offices if office.kanwil})
    if kanwil is not None and kanwil not in known:
        there = (
            f"Yang ada: {', '.join(known)}." if known else "Isi dulu kanwil pada kantor (offices, atau region import)."
        )
        raise Trouble(f"Tidak ada kantor dengan kanwil '{kanwil}'. {there}")
    link = asyncio.run(observer_invited(context.settings, Observer(observer_id, name, kanwil or ""), clock.now()))
    echo(link)
    show_qr(link)
    echo(f"Berlaku {VALID.days} hari, sekali pakai. Kirim hanya kepada {name}.", err=True)


@observer.command()
@click.argument("observer_id", metavar="ID")
@click.pass_obj
def remove(context: Context, observer_id: str) -> None:
    """Mengeluarkan pemantau ID; sejak itu /laporan tidak menjawabnya lagi."""
    if not asyncio.run(
        in_store(context.settings, lambda unit: unit.run(queries.observers.remove, observer_id), write=True)
    ):
        raise Trouble(f"Pemantau '{observer_id}' tidak ada. Lihat: python -m bot observer list")
    echo(f"{observer_id} bukan pemantau lagi.")
