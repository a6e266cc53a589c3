"""python -m bot faq drafts: officers' good answers that wait for staff; each becomes FAQ, or is dropped."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import click

from bot import clock
from bot.app.faq_drafts import taken
from bot.app.published_faq import published_files
from bot.cli.command import Context, Group, Number
from bot.cli.console_user import at_console
from bot.cli.faq_folder import today_at, usable
from bot.cli.safe_print import echo
from bot.faqfiles.edit.change_set import Change, carry_out, planned
from bot.faqfiles.edit.worksheet import MASKED, OfficerAnswer, entry_of, plain_phrasings, read_sheet, sheet, split
from bot.faqfiles.edit.yaml_edit import Fields, with_entry, with_phrasings, with_phrasings_of
from bot.faqfiles.file_names import PHRASINGS
from bot.faqfiles.lint.prose import fold
from bot.faqfiles.model import Faq
from bot.faqfiles.problem import Problem
from bot.faqfiles.syntax.suggest import hint
from bot.helpdesk.model.entities import Access, FaqDraft
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import kelola as texts
from bot.helpdesk.texts.system_errors import why_not
from bot.helpdesk.tickets.cards import PROPOSED
from bot.settings import Settings
from bot.storage import queries
from bot.storage.store import open_existing
from bot.storage.unit import Unit

T = TypeVar("T")

number_argument = click.argument("number", metavar="NOMOR", type=Number(1, 2**62))


@click.group("drafts", cls=Group, invoke_without_command=True)
@click.pass_context
def drafts_command(ctx: click.Context) -> None:
    """Jawaban petugas yang diusulkan menjadi FAQ: daftar, lihat, terima, atau buang."""
    if ctx.invoked_subcommand:
        return
    settings = ctx.obj.current
    waiting = _look(settings, lambda unit: unit.run(queries.faq_drafts.waiting))
    for draft in waiting:
        echo(f"{draft.id:>4}  {_day(settings, draft)}  {draft.officer:<20}  {draft.question[:60]}")
    echo(f"{len(waiting)} usulan menunggu.", err=True)


@drafts_command.command()
@number_argument
@click.option(
    "--sheet", "path", metavar="BERKAS", type=click.Path(path_type=Path), help="Tulis lembar kerja ke BERKAS."
)
@click.pass_obj
def show(context: Context, number: int, path: Path | None) -> None:
    """Menampilkan satu usulan; --sheet menulis lembar yang bisa dilengkapi sebelum diterima."""
    settings = context.current
    draft = _draft(settings, number)
    shown = Access(clock.now(), at_console(), draft.ticket, PROPOSED)
    _change(settings, lambda unit: unit.run(queries.data_subject.note_access, [shown]))
    echo(f"Usulan {draft.id}, dari {draft.officer} ({_office(settings, draft)}), {_day(settings, draft)}")
    echo(f"\nPertanyaan warga:\n{draft.question}\n\nJawaban petugas:\n{draft.answer}\n\nKata-kata warga:")
    for text in draft.phrasings:
        echo(f"  - {text}")
    if path is None:
        return
    if path.exists():
        raise Trouble(f"{path} sudah ada, dan tidak ditimpa. Pilih nama lain.")
    try:
        path.write_text(sheet(_fields(settings, draft), draft, path), "utf-8")
    except OSError as error:
        raise Trouble(f"{path} tidak bisa ditulis ({why_not(error)}).", error) from error
    echo(f"\nLembar kerja ada di {path}. Lengkapi, lalu terima dengan --sheet {path}", err=True)


@drafts_command.command()
@number_argument
@click.option("--as", "new", metavar="ID", help="Menjadi entri baru dengan id ini (perlu --topic).")
@click.option("--topic", metavar="TOPIK", help="Topik entri baru, misalnya paspor.")
@click.option("--into", metavar="ID", help="Kata-kata warga ditambahkan kepada entri yang sudah ada.")
@click.option(
    "--sheet", "path", metavar="BERKAS", type=click.Path(path_type=Path), help="Lembar kerja yang sudah lengkap."
)
@click.pass_obj
def accept(
    context: Context, number: int, new: str | None, topic: str | None, into: str | None, path: Path | None
) -> None:
    """Menjadikan usulan entri baru yang belum ditandatangani (--as), atau kalimat sebuah entri (--into)."""
    if bool(new) == bool(into) or bool(new) != bool(topic) or (path and into):
        raise click.UsageError("Tulis --as ID --topic TOPIK (boleh dengan --sheet BERKAS), atau --into ID.")
    settings = context.current
    draft, faq = _draft(settings, number), usable(settings.faq)
    if new and topic:
        entry, change = new, _new_entry(settings, draft, faq, new, topic, path)
    else:
        entry, change = _more_phrasings(settings, draft, faq, into or "")
    if change.errors:
        _refuse(draft, change.errors, path)
    carry_out(change)
    question = usable(settings.faq).entries[entry].question
    notified = _change(settings, lambda unit: taken(unit, draft, entry, question, clock.now()))
    echo(
        f"Ditulis ke {' dan '.join(str(file) for file in change.after)}. Warga mendapatkannya sesudah diterbitkan: "
        "python -m bot faq publish"
    )
    if change.problems:
        echo("Sebaiknya masih dilengkapi:")
        for problem in change.problems:
            echo(f"  {problem}")
    echo("Petugasnya diberi tahu." if notified else "Petugasnya tidak bisa diberi tahu.", err=True)


@drafts_command.command()
@number_argument
@click.pass_obj
def drop(context: Context, number: int) -> None:
    """Membuang satu usulan."""
    if not _change(context.current, lambda unit: unit.run(queries.faq_drafts.drop, number)):
        raise _no_such(number)
    echo(f"Usulan {number} dibuang.")


def _new_entry(settings: Settings, draft: FaqDraft, faq: Faq, id: str, topic: str, path: Path | None) -> Change:
    """Prepare the change that adds the draft, or its sheet, as an entry of the topic."""
    topics = {one.id for one in faq.topics}
    if topic not in topics:
        raise Trouble(f"Topik '{topic}' tidak ada{hint(topic, topics)}. Yang ada: {', '.join(sorted(topics))}.")
    if id in faq.entries:
        raise Trouble(f"Entri '{id}' sudah ada. Pilih id lain, atau tambahkan kalimatnya dengan --into {id}")
    fields = read_sheet(path) if path else _fields(settings, draft)
    masks = [mask for name in ("tanya", "inti", "rincian") for mask in MASKED.findall(str(fields.get(name) or ""))]
    if masks:
        sentences = [f"Masih ada bagian yang disamarkan: {', '.join(dict.fromkeys(masks))}. Ganti atau hapus."]
        raise Trouble("\n".join([*sentences, _how_to_complete(draft, path)]))
    if fold(str(fields.get("tanya") or "")) in {fold(text) for text in (draft.question, *draft.phrasings)}:
        raise Trouble("\n".join([texts.RAW_HEADING, _how_to_complete(draft, path)]))
    entry, phrasings = split(fields, id)
    edits = {
        f"{topic}.yaml": lambda text: with_entry(text, entry),
        f"{topic}{PHRASINGS}": lambda text: with_phrasings_of(text, id, phrasings),
    }
    return planned(settings.faq, today_at(settings), edits, published_files(settings))


def _more_phrasings(settings: Settings, draft: FaqDraft, faq: Faq, id: str) -> tuple[str, Change]:
    """Prepare the change that gives an entry the draft's phrasings; returns the entry's id too."""
    entry = faq.entries.get(id)
    if entry is None:
        raise Trouble(f"Entri '{id}' tidak ada{hint(id, faq.entries)}. Lihat semua id: python -m bot faq list")
    known = {text.casefold() for text in (*entry.phrasings, *entry.tests)}
    fresh = [text for text in plain_phrasings(draft.phrasings) if text.casefold() not in known]
    if not fresh:
        raise Trouble(f"Entri '{id}' sudah mengenal semua kata itu. Buang usulannya: faq drafts drop {draft.id}")
    name = f"{entry.topic}{PHRASINGS}"
    edits = {name: lambda text: with_phrasings(text, id, fresh)}
    return id, planned(settings.faq, today_at(settings), edits, published_files(settings))


def _refuse(draft: FaqDraft, errors: tuple[Problem, ...], path: Path | None) -> None:
    # without a place: the lines at fault have not been written
    lines = [f"  {problem.level}: {problem.message} ({problem.code})" for problem in errors]
    raise Trouble("\n".join(["Belum bisa menjadi FAQ; tidak ada yang diubah:", *lines, _how_to_complete(draft, path)]))


def _how_to_complete(draft: FaqDraft, path: Path | None) -> str:
    if path:
        return f"Lengkapi {path}, lalu ulangi perintah ini."
    return (
        f"Lengkapi di lembar kerja: python -m bot faq drafts show {draft.id} --sheet usulan-{draft.id}.yaml, "
        f"lalu ulangi perintah ini dengan --sheet usulan-{draft.id}.yaml"
    )


def _fields(settings: Settings, draft: FaqDraft) -> Fields:
    day = draft.at.astimezone(_zone(settings)).date()
    office = _office(settings, draft)
    return entry_of(draft.phrasings, OfficerAnswer(draft.answer, office, day), today_at(settings))


def _draft(settings: Settings, number: int) -> FaqDraft:
    waiting = _look(settings, lambda unit: unit.run(queries.faq_drafts.waiting))
    draft = next((draft for draft in waiting if draft.id == number), None)
    if draft is None:
        raise _no_such(number)
    return draft


def _no_such(number: int) -> Trouble:
    return Trouble(f"Usulan {number} tidak ada atau sudah diterima. Lihat: python -m bot faq drafts")


def _look(settings: Settings, work: Callable[[Unit], Awaitable[T]]) -> T:
    return asyncio.run(_in_store(settings, work, write=False))


def _change(settings: Settings, work: Callable[[Unit], Awaitable[T]]) -> T:
    return asyncio.run(_in_store(settings, work, write=True))


async def _in_store(settings: Settings, work: Callable[[Unit], Awaitable[T]], *, write: bool) -> T:
    store = await open_existing(settings.database.get_secret_value(), write=write)
    try:
        async with store.unit() if write else store.look() as unit:
            return await work(unit)
    finally:
        await store.close()


def _zone(settings: Settings) -> ZoneInfo:
    return ZoneInfo(settings.offices[0].timezone)


def _day(settings: Settings, draft: FaqDraft) -> str:
    return f"{draft.at.astimezone(_zone(settings)):%Y-%m-%d}"


def _office(settings: Settings, draft: FaqDraft) -> str:
    return next((office.name for office in settings.offices if office.id == draft.office), draft.office)
