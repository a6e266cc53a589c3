"""python -m bot faq list, show: the FAQ as residents read it."""

from __future__ import annotations

import dataclasses
import json

import click

from bot.app.people.directory import directory_of, facts_for
from bot.cli.common import Command, Context, echo, json_option
from bot.cli.faq import loaded_draft
from bot.faqfiles.model import OWNERS, Faq, FaqEntry
from bot.faqfiles.render import OfficeFacts, Rendered, check_as_read, render_answer, sources_of
from bot.faqfiles.syntax.suggest import hint
from bot.helpdesk.model.errors import Trouble

JSON_FIELDS = (
    *("id", "topic", "question", "phrasings", "tests", "lead", "details", "answer", "related", "sources"),
    *("verified_on", "review_by", "emergency"),
)
"""What other programs read of an entry (`faq list --json`)."""


@click.command(cls=Command, name="list")
@json_option
def list_(context: Context, as_json: bool) -> None:
    """Mendaftar semua entri."""
    loaded = loaded_draft(context)
    if as_json:
        facts = _facts(context)
        rows = []
        for entry in loaded.entries.values():
            seen = _as_seen(loaded, entry, facts)
            named = map(dataclasses.asdict, sources_of(loaded, entry))
            sources = [{name: value for name, value in one.items() if value} for one in named]
            shown = {"lead": seen.lead, "details": seen.details, "answer": seen.whole, "sources": sources}
            rows.append({name: shown[name] if name in shown else getattr(entry, name) for name in JSON_FIELDS})
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1, default=str))
        return
    pages = [
        (f"{one.title} ({one.id})", {id: loaded.entries[id].question for id in one.entry_ids}) for one in loaded.topics
    ]
    width = max(map(len, loaded.entries))
    checks = {one.check.id: one.check.title for one in loaded.checks}
    for title, listed in (*pages, ("Pemeriksaan dengan tombol (alur)", checks)):
        if listed:
            click.echo("\n".join([title, *(f"  {id:{width}}  {text}" for id, text in listed.items())]))
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
    sources = [source.title + (f" <{source.url}>" if source.url else "") for source in sources_of(loaded, entry)]
    click.echo(f"{entry.question}\n\n{_as_seen(loaded, entry, facts).whole}\n")
    about = {
        "id": entry.id,
        "topik": entry.topic,
        "terkait": ", ".join(entry.related),
        "fakta": ", ".join(entry.facts) or "-",
        "sumber": "; ".join(sources) or "-",
        "pemilik": OWNERS[entry.owner],
        "verifikasi": entry.verified_on or "belum",
        "tinjau": f"sebelum {entry.review_by}",
        "darurat": "ya" if entry.emergency else "tidak",
        "bertanya": f"{len(entry.phrasings)} kalimat, {len(entry.hard_negatives)} bukan, {len(entry.tests)} uji",
    }
    click.echo("\n".join(f"{label:10} : {text}" for label, text in about.items()))


def _facts(context: Context) -> OfficeFacts:
    """Return what the settings say of the office; of village and officer only where there is just one.

    Without the people who were imported, where the database cannot be read now.
    """
    settings = context.settings
    try:
        settings = context.current
    except Trouble as error:
        echo(f"Kantor dan petugas diambil dari pengaturan, bukan dari yang pernah diimpor: {error}", err=True)
    directory = directory_of(settings)
    villages = list(directory.villages.values())
    return facts_for(directory, villages[0] if len(villages) == 1 else None)


def _as_seen(loaded: Faq, entry: FaqEntry, facts: OfficeFacts) -> Rendered:
    """Return the answer without the marks that a channel turns into bold letters."""
    seen = render_answer(loaded, entry, facts)
    return seen._replace(lead=seen.lead.replace("**", ""), details=seen.details.replace("**", ""))
