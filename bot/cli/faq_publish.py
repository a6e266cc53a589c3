"""python -m bot faq drafts, publish, rollback, history: officers' answers that become FAQ, and what residents get."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import click

from bot import clock
from bot.app.faq_drafts import taken
from bot.app.people.directory import directory_of
from bot.app.people.regions import current_of
from bot.app.proposal_text import before_and_after, for_second, summary
from bot.app.published_faq import published_files, published_sets
from bot.app.publishing import Place, Proposal, go_back, needs_second, older, proposed
from bot.app.publishing import publish as publish_proposal
from bot.app.staff_desk.publications import Undone
from bot.app.staff_desk.second_decision import ask_second, tell_taken_back
from bot.cli.common import Command, Context, Group, Number, agreed, at_console, echo, with_store
from bot.cli.faq import existing, today_at, usable
from bot.faqfiles.edit.change_set import Change, carry_out, planned
from bot.faqfiles.edit.worksheet import MASKED, OfficerAnswer, entry_of, plain_phrasings, read_sheet, sheet, split
from bot.faqfiles.edit.yaml_edit import Fields, with_entry, with_phrasings, with_phrasings_of
from bot.faqfiles.file_names import PHRASINGS
from bot.faqfiles.lint.prose import fold
from bot.faqfiles.model import Faq
from bot.faqfiles.problem import Problem
from bot.faqfiles.published.sets import PublishedSet
from bot.faqfiles.syntax.suggest import hint
from bot.helpdesk.model.directory import Directory
from bot.helpdesk.model.entities import Access, FaqDraft
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.office_hours import long_date
from bot.helpdesk.model.staff import Member, Request, Role
from bot.helpdesk.staff.ports import Asked
from bot.helpdesk.texts import kelola as kelola_texts
from bot.helpdesk.texts import publishing as texts
from bot.helpdesk.texts.system_errors import why_not
from bot.helpdesk.tickets.cards import PROPOSED
from bot.matching.evaluate import Verdict
from bot.settings import Settings
from bot.storage import queries
from bot.storage.database.upgrade import is_unused
from bot.storage.store import SqlStore
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
    waiting = with_store(settings, lambda store: store.read(queries.faq_drafts.waiting))
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
    with_store(settings, lambda store: store.write(queries.data_subject.note_access, [shown]), write=True)
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

    async def take(store: SqlStore) -> bool:
        async with store.unit() as unit:
            return await taken(unit, draft, entry, question, clock.now())

    notified = with_store(settings, take, write=True)
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
    if not with_store(context.current, lambda store: store.write(queries.faq_drafts.drop, number), write=True):
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
        raise Trouble("\n".join([kelola_texts.RAW_HEADING, _how_to_complete(draft, path)]))
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
    waiting = with_store(settings, lambda store: store.read(queries.faq_drafts.waiting))
    draft = next((draft for draft in waiting if draft.id == number), None)
    if draft is None:
        raise _no_such(number)
    return draft


def _no_such(number: int) -> Trouble:
    return Trouble(f"Usulan {number} tidak ada atau sudah diterima. Lihat: python -m bot faq drafts")


def _zone(settings: Settings) -> ZoneInfo:
    return ZoneInfo(settings.offices[0].timezone)


def _day(settings: Settings, draft: FaqDraft) -> str:
    return f"{draft.at.astimezone(_zone(settings)):%Y-%m-%d}"


def _office(settings: Settings, draft: FaqDraft) -> str:
    return next((office.name for office in settings.offices if office.id == draft.office), draft.office)


RECENT = 500
"""Questions of residents that are compared."""
SHOWN = 40
"""Answers that are shown before and after; the summary names more."""

why_option = click.option("--alasan", "why", metavar="TEKS", help="Mengapa; tercatat di riwayat.")
sure_option = click.option("--ya", "sure", is_flag=True, help="Jangan bertanya dulu.")


@click.command(cls=Command)
@why_option
@sure_option
@click.pass_obj
def publish(context: Context, why: str | None, sure: bool) -> None:
    """Menerbitkan isi folder FAQ: diperiksa, diuji, ditunjukkan bedanya, lalu dipakai bot."""
    place = _place(context.settings)
    existing(place.folder)
    questions = _questions(context.settings)
    with proposed(place, questions=questions, say=lambda text: click.echo(text, err=True)) as proposal:
        if not proposal.is_new and proposal.before:
            click.echo(texts.NOTHING_NEW.format(number=proposal.before.number))
            return
        _show(proposal)
        reason = _why(why, sure)
        _ask_second(context, proposal, reason)
        made = publish_proposal(place, proposal, at_console(), reason)
    click.echo(texts.PUBLISHED.format(number=made.number))
    if proposal.difference.phrasings:
        click.echo(texts.LEARNING)


@click.command(cls=Command)
@click.argument("number", metavar="[NOMOR]", type=Number(1, 2**31), required=False)
@why_option
@sure_option
@click.pass_obj
def rollback(context: Context, number: int | None, why: str | None, sure: bool) -> None:
    """Kembali ke terbitan NOMOR (bawaan: yang sebelum ini), sebagai terbitan baru; berkasnya ikut kembali."""
    place = _place(context.settings)
    wanted = older(place, number)
    current = place.sets.current()
    at_once = current is not None and current.parent == wanted.id
    questions = None if at_once else _questions(context.settings)
    with proposed(place, wanted.faq, questions, say=lambda text: click.echo(text, err=True)) as proposal:
        _show(proposal)
        reason = texts.BACK_TO.format(number=wanted.number) + (f": {why}" if why else "")
        said_why = _why(reason, sure)
        if not at_once:
            _ask_second(context, proposal, said_why)
        done = go_back(place, proposal, wanted, at_console(), said_why)
        if at_once and proposal.before:
            _tell_taken_back(context, Undone(proposal.before, wanted.number, done, for_second(proposal)))
    said = texts.WENT_BACK_ALONE if done.trouble else texts.WENT_BACK
    click.echo(said.format(number=done.made.number, older=wanted.number, folder=place.folder, why=done.trouble))
    if done.kept:
        click.echo(texts.KEPT.format(folder=done.kept))


@click.command(cls=Command)
@click.pass_obj
def history(context: Context) -> None:
    """Riwayat terbitan, dari yang dipakai bot sekarang: kapan, oleh siapa, mengapa, dan hasil ujinya."""
    settings = context.settings
    found = list(_place(settings).sets.history())
    if not found:
        raise Trouble(texts.NOTHING_PUBLISHED)
    zone = ZoneInfo(settings.offices[0].timezone)
    for one in found:
        echo(f"{one.number:>4}  {_moment(one, zone)}  {one.said.by}  uji {_tested(one)}  {one.said.why}")


def _place(settings: Settings) -> Place:
    return Place(settings.faq, published_sets(settings), settings.cache)


def _ask_second(context: Context, proposal: Proposal, why: str) -> None:
    """Ask a second person where one is needed and any publisher has joined. Raises Trouble: it waits, or it cannot."""
    if not needs_second(proposal):
        return
    by = at_console()
    wanted = Request(clock.now(), by, proposal.id, why, for_second(proposal))

    async def ask(unit: Unit, directory: Directory) -> Asked | None:
        members = await unit.run(queries.staff.members)
        joined = any(one.address and one.may(Role.PUBLISHER) for one in members)
        return await ask_second(unit, directory, by, wanted) if joined else None

    if asked := _if_used(context.settings, ask):
        raise Trouble(texts.WAITS.format(names=", ".join(one.name for one in asked.others)))


def _tell_taken_back(context: Context, undone: Undone) -> None:
    """Tell the supervisor; where that fails, say so: residents have the old answers already."""
    by = Member("", at_console())
    try:
        _if_used(context.settings, lambda unit, directory: tell_taken_back(unit, directory, by, undone))
    except Trouble as error:
        click.echo(texts.SUPERVISOR_UNTOLD.format(why=error), err=True)


def _if_used(settings: Settings, work: Callable[[Unit, Directory], Awaitable[T]]) -> T | None:
    """Do this in one transaction of the database; None where no bot has run yet, so that nobody has joined."""
    if asyncio.run(is_unused(settings.database.get_secret_value())):
        return None

    async def done(store: SqlStore) -> T:
        _, current = await current_of(store, settings)
        async with store.unit() as unit:
            return await work(unit, directory_of(current))

    return with_store(settings, done, write=True)


def _questions(settings: Settings) -> tuple[str, ...]:
    """Return what residents asked lately, or say why nothing is compared."""
    try:
        found = with_store(settings, lambda store: store.read(queries.reports.recent_questions, RECENT))
    except Trouble as error:
        click.echo(texts.NO_QUESTIONS.format(why=error), err=True)
        return ()
    if not found:
        click.echo(texts.NO_QUESTIONS.format(why=texts.NONE_KEPT), err=True)
    return found


def _show(proposal: Proposal) -> None:
    for line in summary(proposal):
        echo(line)
    changes = (*proposal.difference.answers, *proposal.difference.others) if proposal.old.entries else ()
    for change in changes[:SHOWN]:
        echo()
        for line in before_and_after(change):
            echo(line)
    if changes:
        echo()


def _why(why: str | None, sure: bool) -> str:
    """Return the reason, once a person has agreed. Raises Trouble where nobody does."""
    why = why and " ".join(why.split())
    if why and sure:
        return why
    if not _is_terminal():
        raise Trouble(texts.NO_TERMINAL)
    why = why or click.prompt(texts.ASK_WHY, err=True).strip()
    if not (sure or agreed(texts.ASK_SURE)):
        raise Trouble(texts.NOT_SURE)
    return why


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _moment(one: PublishedSet, zone: ZoneInfo) -> str:
    local = one.at.astimezone(zone)
    return f"{long_date(local.date())} {local:%H.%M}"


def _tested(one: PublishedSet) -> str:
    return texts.share(one.said.figures.tests, Verdict.RIGHT.name) if one.said.figures else "-"
