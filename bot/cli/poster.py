"""python -m bot poster: what hangs on a village's wall, as PDF for paper and PNG for phones."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click
from rapidfuzz import process

from bot.app.directory import directory_of
from bot.channels.telegram.connect import bot_name
from bot.cli.command import Command, Context
from bot.cli.progress import each
from bot.cli.safe_print import echo
from bot.cli.write_file import write_file
from bot.helpdesk.model.directory import Directory, Village
from bot.helpdesk.model.errors import Trouble
from bot.reports.poster.make import CARDS, Posters

AT_ONCE = 2
"""Villages drawn at a time."""


@click.command(cls=Command)
@click.option("--village", "ids", metavar="ID", multiple=True, help="Desa; boleh ditulis beberapa kali.")
@click.option("--all", "everyone", is_flag=True, help="Semua desa di pengaturan.")
@click.option("--cards", is_flag=True, help="Juga lembar A4 berisi delapan kartu dompet (ID-kartu.pdf dan .png).")
@click.option(
    "--output",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    default=Path("poster"),
    help="Folder tujuan (bawaan: poster).",
)
@click.pass_obj
def poster(context: Context, ids: tuple[str, ...], everyone: bool, cards: bool, output: Path) -> None:
    """Membuat poster A4 tiap desa (PDF untuk dicetak, PNG untuk dikirim) dengan kode QR-nya; juga kartu dompet."""
    settings = context.current
    directory = directory_of(settings)
    villages = _chosen(directory, ids, everyone)
    renderers = _Renderers(cards=cards)
    bot = asyncio.run(bot_name(settings.telegram))

    def make(village: Village) -> None:
        for name, renderer in renderers.by_name.items():
            made = renderer.poster(village, directory, bot)
            write_file(output / f"{village.id}{name}.pdf", made.pdf)
            write_file(output / f"{village.id}{name}.png", made.png)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in each(pool.map(make, villages), len(villages), "Poster"):
            pass
    echo(f"{len(villages)} poster di {output}. Coba pindai satu sebelum dicetak semua.")


class _Renderers(threading.local):
    """The renderers of a thread: typst releases the interpreter while it draws, one page at a time for each."""

    def __init__(self, *, cards: bool) -> None:
        self.by_name = {"": Posters(), **({"-kartu": Posters(template=CARDS)} if cards else {})}


def _chosen(directory: Directory, ids: Sequence[str], everyone: bool) -> list[Village]:
    """Return the villages that were named. Raises Trouble with the nearest ones for a name that there is not."""
    if everyone:
        return list(directory.villages.values())
    if not ids:
        raise Trouble("Tulis desanya dengan --village ID, atau --all untuk semua.")
    for name in ids:
        if name not in directory.villages:
            near = [found for found, *_ in process.extract(name, list(directory.villages), limit=3, score_cutoff=50)]
            hint = f"Yang mirip: {', '.join(near)}." if near else "Lihat id-nya: python -m bot region export desa.csv"
            raise Trouble(f"Desa '{name}' tidak ada di pengaturan. {hint}")
    return [directory.villages[name] for name in dict.fromkeys(ids)]
