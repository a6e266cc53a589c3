"""python -m bot faq list, show, find, signoff: show and search the FAQ files, and have them signed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from bot.app.editing.sign_off import sign_off_sheet
from bot.app.people.directory import directory_of, facts_for
from bot.cli.common import FILE, Command, Context, echo, json_option, write_file
from bot.cli.faq import existing, loaded_draft, usable
from bot.faqfiles.find import find_law, find_text
from bot.faqfiles.model import OWNERS, Faq, FaqEntry
from bot.faqfiles.read_folder import read_folder
from bot.faqfiles.render import OfficeFacts, Rendered, check_as_read, render_answer
from bot.faqfiles.syntax.suggest import hint
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import operator as texts


@click.command(cls=Command, name="list")
@json_option
def list_(context: Context, as_json: bool) -> None:
    """Mendaftar semua entri."""
    loaded = loaded_draft(context)
    if as_json:
        facts = _facts(context)
        rows = [entry_as_json(loaded, entry, facts) for entry in loaded.entries.values()]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    width = max(len(id) for id in loaded.entries)
    for topic in loaded.topics:
        click.echo(f"{topic.title} ({topic.id})")
        for id in topic.entry_ids:
            click.echo(f"  {id:{width}}  {loaded.entries[id].question}")
    if loaded.checks:
        click.echo("Pemeriksaan dengan tombol (alur)")
        for guided in loaded.checks:
            click.echo(f"  {guided.check.id:{width}}  {guided.check.title}")
    unsigned = sum(entry.verified_on is None for entry in loaded.entries.values())
    click.echo(f"{len(loaded.entries)} entri, {unsigned} belum diverifikasi kantor.", err=True)


@click.command(cls=Command)
@click.argument("entry_id", metavar="ID")
def show(context: Context, entry_id: str) -> None:
    """Menampilkan satu entri seperti yang dibaca warga, dengan keterangannya; atau satu alur seluruhnya."""
    loaded = loaded_draft(context)
    guided = next((one for one in loaded.checks if one.check.id == entry_id), None)
    if guided is not None:
        click.echo(f"{guided.check.title}\n\n{check_as_read(loaded, guided.check, _facts(context))}")
        return
    entry = loaded.entries.get(entry_id)
    if entry is None:
        guess = hint(entry_id, [*loaded.entries, *(one.check.id for one in loaded.checks)])
        raise Trouble(f"Entri '{entry_id}' tidak ada{guess}. Lihat semua id: python -m bot faq list")
    facts = _facts(context)
    sources = [source.title + (f" <{source.url}>" if source.url else "") for source in entry.sources]
    click.echo(f"{entry.question}\n\n{_as_seen(loaded, entry, facts).whole}\n")
    for label, text in (
        ("id", entry.id),
        ("topik", entry.topic),
        ("terkait", ", ".join(entry.related)),
        ("fakta", ", ".join(entry.facts) or "-"),
        ("sumber", "; ".join(sources) or "-"),
        ("pemilik", OWNERS[entry.owner]),
        ("verifikasi", str(entry.verified_on or "belum")),
        ("tinjau", f"sebelum {entry.review_by}"),
        ("darurat", "ya" if entry.emergency else "tidak"),
        ("bertanya", f"{len(entry.phrasings)} kalimat, {len(entry.hard_negatives)} bukan, {len(entry.tests)} uji"),
    ):
        click.echo(f"{label:10} : {text}")


@click.command(cls=Command)
@click.argument("text", metavar="TEKS")
@click.option("--law", is_flag=True, help="TEKS adalah nomor aturan, misalnya 'PP 45/2024'.")
def find(context: Context, text: str, law: bool) -> None:
    """Mencari semua tempat yang mengutip jumlah uang, teks, atau aturan."""
    if not text.strip():
        raise click.UsageError('Tulis yang dicari, misalnya: python -m bot faq find "650.000"')
    wanted = existing(context.settings.faq)
    draft = read_folder(wanted, None)
    if not draft.faq.topics:
        raise Trouble(f"Tidak ada FAQ yang bisa dibaca di {wanted}. Periksa: python -m bot faq check {wanted}")
    hits = find_law(draft, text) if law else find_text(draft, text)
    echo(*map(str, hits))
    click.echo(f"{len(hits)} tempat mengutip '{text}'.", err=True)


@click.command(cls=Command)
@click.option("--owner", metavar="PEMILIK", help=f"Kantor yang memeriksa: {', '.join(OWNERS)}.")
@click.option("--output", metavar="BERKAS", type=FILE, help="Berkas .xlsx yang dibuat.")
def signoff(context: Context, owner: str | None, output: Path | None) -> None:
    """Membuat lembar periksa untuk dibawa ke kantor: dibaca, diperbaiki, ditandatangani."""
    if owner not in OWNERS:
        guess = hint(owner, OWNERS) if owner else ""
        raise click.UsageError(f"Tulis --owner salah satu dari: {', '.join(OWNERS)}{guess}.")
    if output is None or output.suffix != ".xlsx":
        raise click.UsageError("Tulis --output dengan nama berkas .xlsx, misalnya --output periksa.xlsx")
    loaded = usable(context.settings.faq)
    count = sum(entry.owner == owner for entry in loaded.entries.values())
    write_file(output, sign_off_sheet(loaded, owner, _facts(context), context.now.date()))
    click.echo(f"{count} jawaban untuk {OWNERS[owner]} ada di {output}. Cetak pada kertas A4.")


def entry_as_json(loaded: Faq, entry: FaqEntry, facts: OfficeFacts) -> dict[str, Any]:
    """Return one entry as other programs read it (`faq list --json`)."""
    seen = _as_seen(loaded, entry, facts)
    sources = [{"title": one.title, "url": one.url, "date": one.date and one.date.isoformat()} for one in entry.sources]
    return {
        "id": entry.id,
        "topic": entry.topic,
        "question": entry.question,
        "phrasings": list(entry.phrasings),
        "tests": list(entry.tests),
        "lead": seen.lead,
        "details": seen.details,
        "answer": seen.whole,
        "related": list(entry.related),
        "sources": [{key: value for key, value in one.items() if value} for one in sources],
        "verified_on": entry.verified_on and entry.verified_on.isoformat(),
        "review_by": entry.review_by.isoformat(),
        "emergency": entry.emergency,
    }


def _facts(context: Context) -> OfficeFacts:
    """Return what the settings say of the office; of village and officer only where there is just one.

    Without the people who were imported, where the database cannot be read now.
    """
    settings = context.settings
    try:
        settings = context.current
    except Trouble as error:
        echo(texts.NOT_READ.format(why=error), err=True)
    directory = directory_of(settings)
    villages = list(directory.villages.values())
    return facts_for(directory, villages[0] if len(villages) == 1 else None)


def _as_seen(loaded: Faq, entry: FaqEntry, facts: OfficeFacts) -> Rendered:
    """Return the answer without the marks that a channel turns into bold letters."""
    seen = render_answer(loaded, entry, facts)
    return seen._replace(lead=seen.lead.replace("**", ""), details=seen.details.replace("**", ""))
