"""python -m bot faq drafts, publish, rollback, history: officers' answers that become FAQ, and what residents get."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar
from zoneinfo import ZoneInfo

import click

from bot import clock
from bot.app.editing.changes import plain_phrasings, with_phrasings
from bot.app.editing.proposal import Proposal, before_and_after, for_second, needs_second, summary, tested
from bot.app.editing.publish import Publisher, RolledBack
from bot.app.editing.second_person import Asked, ask_second, tell_taken_back
from bot.app.editing.suggestions import taken
from bot.app.faq.published import published_sets
from bot.app.people.directory import directory_of
from bot.app.people.regions import current_of
from bot.cli.common import Command, Context, Group, Number, agreed, at_console, echo, with_store
from bot.cli.faq import existing
from bot.faqfiles.published_sets import PublishedSet
from bot.faqfiles.syntax.suggest import hint
from bot.faqfiles.working_files import WorkingFiles
from bot.helpdesk.model.directory import Directory
from bot.helpdesk.model.entities import Access, FaqDraft
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.office_hours import long_date
from bot.helpdesk.model.staff import Member, Request, Role
from bot.helpdesk.texts import publishing as texts
from bot.helpdesk.tickets.cards import PROPOSED
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
@click.pass_obj
def show(context: Context, number: int) -> None:
    """Menampilkan satu usulan."""
    settings = context.current
    draft = _draft(settings, number)
    shown = Access(clock.now(), at_console(), draft.ticket, PROPOSED)
    with_store(settings, lambda store: store.write(queries.data_subject.note_access, [shown]), write=True)
    echo(f"Usulan {draft.id}, dari {draft.officer} ({_office(settings, draft)}), {_day(settings, draft)}")
    echo(f"\nPertanyaan warga:\n{draft.question}\n\nJawaban petugas:\n{draft.answer}\n\nKata-kata warga:")
    for text in draft.phrasings:
        echo(f"  - {text}")


@drafts_command.command()
@number_argument
@click.option("--into", required=True, metavar="ID", help="Entri yang mendapat kata-kata warga.")
@click.pass_obj
def accept(context: Context, number: int, into: str) -> None:
    """Menjadikan kata-kata warga di sebuah usulan kalimat entri yang sudah ada (--into).

    Jawaban baru ditulis di chat (/kelola, Usulan petugas) atau di halaman staf.
    """
    settings = context.current
    draft, files = _draft(settings, number), WorkingFiles(settings.faq, published_sets(settings))
    faq = files.read()
    if into not in faq.entries:
        raise Trouble(f"Entri '{into}' tidak ada{hint(into, faq.entries)}. Lihat semua id: python -m bot faq list")
    warnings = files.change(with_phrasings(into, plain_phrasings(draft.phrasings))(faq))

    async def take(store: SqlStore) -> bool:
        async with store.unit() as unit:
            return await taken(unit, draft, into, faq.entries[into].question, clock.now())

    notified = with_store(settings, take, write=True)
    echo("Tersimpan di naskah. Warga mendapatkannya sesudah diterbitkan: python -m bot faq publish")
    for warning in warnings:
        echo(f"  {warning}")
    echo("Petugasnya diberi tahu." if notified else "Petugasnya tidak bisa diberi tahu.", err=True)


@drafts_command.command()
@number_argument
@click.pass_obj
def drop(context: Context, number: int) -> None:
    """Membuang satu usulan."""
    if not with_store(context.current, lambda store: store.write(queries.faq_drafts.drop, number), write=True):
        raise _no_such(number)
    echo(f"Usulan {number} dibuang.")


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
    existing(context.settings.faq)
    publisher = _publisher(context.settings)
    questions = _questions(context.settings)
    with publisher.proposed(questions=questions, say=_say) as proposal:
        if not proposal.is_new and proposal.before:
            click.echo(texts.NOTHING_NEW.format(number=proposal.before.number))
            return
        _show(proposal)
        reason = _why(why, sure)
        _ask_second(context, proposal, reason)
        made = publisher.publish(proposal, at_console(), reason)
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
    publisher, current = _publisher(context.settings), published_sets(context.settings).current()
    wanted = publisher.older(number)
    at_once = current is not None and current.parent == wanted.id
    questions = None if at_once else _questions(context.settings)
    with publisher.proposed(wanted.faq, questions, _say) as proposal:
        _show(proposal)
        reason = texts.BACK_TO.format(number=wanted.number) + (f": {why}" if why else "")
        said_why = _why(reason, sure)
        if not at_once:
            _ask_second(context, proposal, said_why)
        done = publisher.go_back(proposal, wanted, at_console(), said_why)
        if at_once:
            _tell_taken_back(context, done)
    said = texts.WENT_BACK_ALONE if done.trouble else texts.WENT_BACK
    click.echo(said.format(number=done.made.number, older=wanted.number, folder=context.settings.faq, why=done.trouble))
    if done.kept:
        click.echo(texts.KEPT.format(folder=done.kept))


@click.command(cls=Command)
@click.pass_obj
def history(context: Context) -> None:
    """Riwayat terbitan, dari yang dipakai bot sekarang: kapan, oleh siapa, mengapa, dan hasil ujinya."""
    settings = context.settings
    found = list(published_sets(settings).history())
    if not found:
        raise Trouble(texts.NOTHING_PUBLISHED)
    zone = ZoneInfo(settings.offices[0].timezone)
    for one in found:
        echo(f"{one.number:>4}  {_moment(one, zone)}  {one.said.by}  uji {tested(one) or '-'}  {one.said.why}")


def _publisher(settings: Settings) -> Publisher:
    return Publisher(WorkingFiles(settings.faq, published_sets(settings)), settings.cache)


def _say(text: str) -> None:
    click.echo(text, err=True)


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


def _tell_taken_back(context: Context, done: RolledBack) -> None:
    """Tell the supervisor; where that fails, say so: residents have the old answers already."""
    by = Member("", at_console())
    try:
        _if_used(context.settings, lambda unit, directory: tell_taken_back(unit, directory, by, done))
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
    for change in proposal.changes[:SHOWN]:
        echo()
        for line in before_and_after(change):
            echo(line)
    if proposal.changes:
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
