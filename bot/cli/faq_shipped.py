"""python -m bot faq shipped: answers of the program's own FAQ that the office's folder has not, or has otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click

from bot.app.first_faq import shipped_folder
from bot.app.proposal_text import before_and_after
from bot.app.published_faq import published_files
from bot.app.staff_desk.editing import owned
from bot.cli.command import Command, Context
from bot.cli.faq_folder import today_at, usable
from bot.cli.safe_print import echo
from bot.faqfiles.edit.change_set import Edit, carry_out, planned
from bot.faqfiles.edit.entry_fields import ORDER, edits_of
from bot.faqfiles.edit.yaml_edit import with_entry, with_phrasings_of
from bot.faqfiles.file_names import PHRASINGS
from bot.faqfiles.lint.prose import fold
from bot.faqfiles.model import Faq
from bot.faqfiles.published.difference import difference
from bot.faqfiles.read_folder import read_draft
from bot.helpdesk.model.errors import Trouble

SIGNED = "diverifikasi"
"""What the program never decides for an office."""


@click.command(cls=Command)
@click.argument("entry_id", metavar="[ID]", required=False)
@click.pass_obj
def shipped(context: Context, entry_id: str | None) -> None:
    """Jawaban FAQ bawaan yang baru atau berbeda dari folder kantor; dengan ID, ditulis ke naskah kantor."""
    settings = context.settings
    folder, source = settings.faq, shipped_folder()
    ours, theirs = usable(folder), usable(source)
    # fees are the office's to change, each by its own; they are no difference of the answers that name them
    found = difference(ours, replace(theirs, fees={**theirs.fees, **ours.fees}))
    offered = {one.id: one for one in found.answers if one.after}
    if entry_id is None:
        for one in offered.values():
            echo(f"{'berbeda' if one.before else 'baru':8} {one.id}  {theirs.entries[one.id].question}")
        echo(f"{len(offered)} jawaban bawaan yang baru atau berbeda.", err=True)
        return
    if entry_id not in offered:
        raise Trouble(f"'{entry_id}' bukan jawaban bawaan yang baru atau berbeda. Lihat: python -m bot faq shipped")
    change = planned(folder, today_at(settings), _edits(folder, source, ours, entry_id), published_files(settings))
    if change.errors:
        raise Trouble("\n".join(["Belum bisa diambil; tidak ada yang diubah:", *map(str, change.errors)]))
    carry_out(change)
    for line in before_and_after(offered[entry_id]):
        echo(line)
    echo("Ditulis ke naskah kantor. Warga mendapatkannya sesudah diterbitkan: python -m bot faq publish")
    for problem in change.problems:
        echo(str(problem))


def _edits(folder: Path, source: Path, ours: Faq, id: str) -> Mapping[str, Edit]:
    """Return what brings the program's answer into the office's files; of a new one, sentences nobody has here too."""
    shipped, standing = read_draft(source, None), read_draft(folder, None)
    topic, entry = next((topic, one) for topic in shipped.topics for one in topic.entries if one.fields.id == id)
    here = ours.entries.get(id)
    name = here.topic if here else topic.id
    known = {number for one in standing.topics if one.id == name for number in one.fields.numbers}
    text = f"{entry.fields.lead}\n{entry.fields.details or ''}"
    numbers = [(one, fact) for one, fact in topic.fields.numbers.items() if one in text and one not in known]
    fields = entry.fields.model_dump(exclude_none=True)
    if here:
        return edits_of(name, id, {one: fields.get(one) for one in ORDER if one not in ("id", SIGNED)}, numbers)
    asked = entry.phrasing.fields.model_dump(exclude_none=True) if entry.phrasing else {}
    others = owned(ours)
    asked |= {kind: [one for one in asked.get(kind, ()) if fold(one) not in others] for kind in ("kalimat", "uji")}
    new = {one: fields.get(one) for one in ORDER if one in fields or one == SIGNED} | {SIGNED: None}
    file = f"{name}.yaml"
    with_numbers = edits_of(name, id, {}, numbers)[file]
    return {
        file: lambda text: with_numbers(with_entry(text, new)),
        f"{name}{PHRASINGS}": lambda text: with_phrasings_of(text, id, asked),
    }
