"""python -m bot faq sheet, shipped: the draft changed by a spreadsheet, or by an answer of the program's own FAQ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot import clock
from bot.app.editing.changes import owned
from bot.app.editing.proposal import before_and_after
from bot.app.editing.sheets import PHRASINGS, SIGN_OFF, Plan, Sheets
from bot.app.faq.published import published_sets
from bot.app.faq.shipped import shipped_folder
from bot.app.people.directory import directory_of
from bot.cli.common import Command, Context, Group, agreed, at_console, echo, with_store, write_file
from bot.cli.faq import existing, usable
from bot.faqfiles.difference import difference
from bot.faqfiles.lint.prose import fold
from bot.faqfiles.model import ASKED, OWNERS, Faq, typed_values
from bot.faqfiles.read_folder import read_folder
from bot.faqfiles.sheet import content_of
from bot.faqfiles.working_files import Edit, WorkingFiles
from bot.faqfiles.yaml_edit import OF_ENTRY, entry_edits, new_entry_edits
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.staff import Member, Role, StaffEvent
from bot.helpdesk.texts import sheets as texts
from bot.settings import Settings
from bot.storage import queries

SHOWN = 20
"""Changes that a summary names one by one."""
KINDS = {"phrasings": PHRASINGS, "sign-off": SIGN_OFF}


@click.group(cls=Group)
def sheet() -> None:
    """Kalimat warga dan lembar tanda tangan sebagai lembar kerja."""


@sheet.command()
@click.argument("path", metavar="BERKAS", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--kind", default="phrasings", metavar="phrasings|sign-off", help="Kalimat warga, atau tanda tangan.")
@click.option("--owner", metavar="PEMILIK", help=f"Untuk sign-off, salah satu dari: {', '.join(OWNERS)}.")
@click.pass_obj
def export(context: Context, path: Path, kind: str, owner: str | None) -> None:
    """Menulis lembar dari naskah ke BERKAS (.xlsx), untuk diisi lalu diimpor."""
    if kind not in KINDS or path.suffix.lower() != ".xlsx":
        raise click.UsageError("Tulis BERKAS .xlsx dan --kind phrasings atau --kind sign-off.")
    if (kind == "sign-off") != (owner in OWNERS):
        raise click.UsageError(f"Tulis --owner untuk --kind sign-off, salah satu dari: {', '.join(OWNERS)}.")
    made = _desk(context.current).made(KINDS[kind], owner or "")
    write_file(path, made.content)
    echo(texts.EXPORTED.format(path=path))


@sheet.command("import")
@click.argument("path", metavar="BERKAS", type=click.Path(path_type=Path))
@click.option("--member", metavar="ID", help="Pengelola yang mengisi lembar; perlu untuk tanda tangan (staff list).")
@click.option("--check", is_flag=True, help="Hanya memeriksa dan menunjukkan bedanya.")
@click.option("--ya", "sure", is_flag=True, help="Tanpa bertanya dulu.")
@click.pass_obj
def import_(context: Context, path: Path, member: str | None, check: bool, sure: bool) -> None:
    """Mengubah naskah menurut lembar BERKAS (.xlsx atau .csv), semuanya atau tidak sama sekali.

    Warga mendapatkannya sesudah diterbitkan.
    """
    settings = context.current
    by = _member(settings, member) if member else Member("", at_console(), frozenset({Role.WRITER}))
    desk = _desk(settings)
    plan = desk.planned(by, content_of(path), path.name)
    for line in plan.changes[:SHOWN]:
        echo(line)
    if len(plan.changes) > SHOWN:
        echo(texts.MORE.format(count=len(plan.changes) - SHOWN))
    for line in plan.remarks:
        echo(line, err=True)
    if not plan.changes:
        echo(texts.NOTHING)
    elif check:
        echo(texts.SOUND)
    elif not (sure or agreed(texts.ASK)):
        echo(texts.NOT_TAKEN)
    else:
        warnings = desk.carried_out(plan)
        if member:
            _note(settings, by, plan)
        echo(texts.TAKEN.format(count=len(plan.changes)))
        for line in warnings:
            echo(f"  {line}")


def _desk(settings: Settings) -> Sheets:
    zone = ZoneInfo(settings.offices[0].timezone)
    files = WorkingFiles(existing(settings.faq), published_sets(settings))
    return Sheets(files, directory_of(settings), lambda: clock.now().astimezone(zone).date())


def _member(settings: Settings, id: str) -> Member:
    found = with_store(settings, lambda store: store.read(queries.staff.member, id))
    if found is None:
        raise Trouble(texts.NO_MEMBER.format(id=id))
    return found


def _note(settings: Settings, by: Member, plan: Plan) -> None:
    """Write down what the member has changed, as in his chat."""
    now = clock.now()
    notes = (*plan.notes, ("terapkan-lembar", str(len(plan.changes))))
    events = [StaffEvent(now, by.id, what, about) for what, about in notes]
    with_store(settings, lambda store: store.write(queries.staff.note, events), write=True)


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
    warnings = WorkingFiles(folder, published_sets(settings)).change(_edits(folder, source, ours, entry_id))
    for line in before_and_after(offered[entry_id]):
        echo(line)
    echo("Ditulis ke naskah kantor. Warga mendapatkannya sesudah diterbitkan: python -m bot faq publish")
    for warning in warnings:
        echo(warning)


def _edits(folder: Path, source: Path, ours: Faq, id: str) -> Mapping[str, Edit]:
    """Return what brings the program's answer into the office's files; of a new one, sentences nobody has here too."""
    shipped, standing = read_folder(source, None).faq, read_folder(folder, None).faq
    entry = shipped.entries[id]
    here = ours.entries.get(id)
    name = here.topic if here else entry.topic
    known = {number for one in standing.topics if one.id == name for number in one.numbers}
    listed = next(one.numbers for one in shipped.topics if one.id == entry.topic)
    text = f"{entry.lead}\n{entry.details}"
    numbers = [(one, fact) for one, fact in listed.items() if one in text and one not in known]
    fields = typed_values(entry)
    if here:
        return entry_edits(name, id, {one: fields.get(one) for one in OF_ENTRY if one not in ("id", SIGNED)}, numbers)
    others = owned(ours)
    asked = typed_values(entry, group=ASKED)
    asked |= {kind: [one for one in asked.get(kind, ()) if fold(one) not in others] for kind in ("kalimat", "uji")}
    new = new_entry_edits(name, fields | asked | {"id": id, SIGNED: None})
    file = f"{name}.yaml"
    with_numbers = entry_edits(name, id, {}, numbers)[file]
    return {**new, file: lambda text: with_numbers(new[file](text))}
