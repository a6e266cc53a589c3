"""python -m bot faq publish, rollback, history, sheet, shipped, and staff-page: what residents get, and the draft."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import click

from bot import clock
from bot.app.editing.desk import RECENT, Desk
from bot.app.editing.office import StaffOffice, owned
from bot.app.editing.proposal import Proposal, ask_second, before_and_after, summary, tell_taken_back, tested
from bot.app.editing.publish import Publisher
from bot.app.editing.sheets import PHRASINGS, SIGN_OFF, Sheets
from bot.app.editing.staff import DEFAULT_LISTEN, PageAddress, page_address
from bot.app.faq.follow import Follower, Sources, knowledge_at_start
from bot.app.faq.knowledge import FaqKnowledge
from bot.app.faq.published import published_sets
from bot.app.faq.shipped import copy_to, shipped_folder
from bot.app.jobs.job import run_in_thread, settle_gc
from bot.app.people.directory import directory_of, policy_of
from bot.cli import common
from bot.cli.common import FILE, PATH, Command, CommandGroup, Context, agreed, at_console, echo, sure_option
from bot.cli.faq import existing, usable
from bot.faqfiles.difference import FeeChange, TextChange, difference
from bot.faqfiles.lint.letters import fold
from bot.faqfiles.model import ASKED, OWNERS, Faq, typed_values
from bot.faqfiles.read_folder import read_folder
from bot.faqfiles.sheet import content_of
from bot.faqfiles.syntax.suggest import hint
from bot.faqfiles.working_files import Edit, WorkingFiles
from bot.faqfiles.yaml_edit import OF_ENTRY, entry_edits, new_entry_edits
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.hours import long_date
from bot.helpdesk.model.people import Member, Role
from bot.helpdesk.model.policy import Directory
from bot.helpdesk.texts import operator as texts, staff as sheet_texts
from bot.helpdesk.texts.resident import rupiah
from bot.logs import set_up_logs
from bot.metrics import Metrics
from bot.printable import first
from bot.staffpage.app import opened
from bot.storage import queries
from bot.storage.database.upgrade import is_unused
from bot.storage.store import SqlStore, Unit, beside

T = TypeVar("T")
SHOWN, LINES = 40, 20
"""Answers that are shown before and after, and a sheet's changes that are named; the summary counts all."""

why_option = click.option("--alasan", "why", metavar="TEKS", help="Mengapa; tercatat di riwayat.")


@click.command(cls=Command)
@why_option
@sure_option
def publish(context: Context, why: str | None, sure: bool) -> None:
    """Menerbitkan isi folder FAQ: diperiksa, diuji, ditunjukkan bedanya, lalu dipakai bot."""
    files = _files(context)
    publisher, current = Publisher(files, context.settings.cache), files.sets.current()
    proposal = publisher.propose(_questions(context), partial(echo, err=True))
    if proposal is None:
        echo(f"Tidak ada yang perlu diterbitkan: berkasnya sama dengan terbitan {current.number if current else 0}.")
        return
    reason = _agreed(proposal, why, sure)
    _ask_second(context, proposal, reason)
    done = publisher.publish(proposal.id, at_console(), reason)
    echo(f"Terbit: terbitan {done.made.number}. Bot yang sedang jalan memakainya dalam beberapa detik.")
    if proposal.difference.phrasings:
        echo("Kalimat yang baru dikenali sesudah bot selesai belajar, kira-kira satu menit.")


@click.command(cls=Command)
@click.argument("number", metavar="[NOMOR]", type=click.IntRange(1, 2**31), required=False)
@why_option
@sure_option
def rollback(context: Context, number: int | None, why: str | None, sure: bool) -> None:
    """Kembali ke terbitan NOMOR (bawaan: yang sebelum ini), sebagai terbitan baru; berkasnya ikut kembali."""
    files = WorkingFiles(context.settings.faq, published_sets(context.settings))
    publisher, current = Publisher(files, context.settings.cache), files.sets.current()
    wanted = publisher.older(number)
    at_once = current is not None and current.parent == wanted.id
    proposal = publisher.propose(None if at_once else _questions(context), partial(echo, err=True), wanted)
    assert proposal
    reason = _agreed(proposal, texts.BACK_TO.format(number=wanted.number) + (f": {why}" if why else ""), sure)
    if not at_once:
        _ask_second(context, proposal, reason)
    done = publisher.publish(proposal.id, at_console(), reason, wanted)
    if at_once:
        by = Member("", at_console())
        try:
            _if_used(context, lambda unit, directory: tell_taken_back(unit, directory, by, done))
        except Trouble as error:  # residents have the old answers already
            echo(f"Atasan kantor belum diberi tahu: {error}", err=True)
    echo(done.told)


@click.command(cls=Command)
def history(context: Context) -> None:
    """Riwayat terbitan, dari yang dipakai bot sekarang: kapan, oleh siapa, mengapa, dan hasil ujinya."""
    one = None
    for one in published_sets(context.settings).history():
        at = one.at.astimezone(context.zone)
        moment = f"{long_date(at.date())} {at:%H.%M}"
        echo(f"{one.number:>4}  {moment}  {one.said.by}  uji {tested(one) or '-'}  {one.said.why}")
    if one is None:
        raise Trouble(texts.NOTHING_PUBLISHED)


def _files(context: Context) -> WorkingFiles:
    return WorkingFiles(existing(context.settings.faq), published_sets(context.settings))


def _ask_second(context: Context, proposal: Proposal, why: str) -> None:
    """Ask a second person where one is needed and any publisher has joined. Raises Trouble: it waits, or it cannot."""
    if not proposal.second:
        return
    by = at_console()
    wanted = proposal.request(by, why, clock.now())

    async def ask(unit: Unit, directory: Directory) -> tuple[Member, ...]:
        members = await unit.run(queries.staff.members)
        joined = any(one.address and one.may(Role.PUBLISHER) for one in members)
        return await ask_second(unit, directory, by, wanted) if joined else ()

    if asked := _if_used(context, ask):
        names = ", ".join(one.name for one in asked)
        raise Trouble(f"Belum terbit: menunggu orang kedua ({names}) di Telegram. Jangan ubah berkasnya sebelum itu.")


def _if_used(context: Context, work: Callable[[Unit, Directory], Awaitable[T]]) -> T | None:
    """Do this in one transaction of the database; None where no bot has run yet, so that nobody has joined."""
    if asyncio.run(is_unused(context.url)):
        return None

    from bot.app.people.regions import current_of  # the Telegram library, which a publication seldom needs

    async def done(store: SqlStore) -> T:
        _, current = await current_of(store, context.settings)
        async with store.unit() as unit:
            return await work(unit, directory_of(current))

    return context.with_store(done, write=True)


def _questions(context: Context) -> tuple[str, ...]:
    """Return what residents asked lately, or say why nothing is compared."""
    try:
        found = context.read(queries.reports.recent_questions, RECENT)
    except Trouble as error:
        echo(texts.NO_QUESTIONS.format(why=error), err=True)
        return ()
    if not found:
        echo(texts.NO_QUESTIONS.format(why="belum ada yang tersimpan."), err=True)
    return found


def _agreed(proposal: Proposal, why: str | None, sure: bool) -> str:
    """Show what would be published, and return why, once a person has agreed. Raises Trouble where nobody does."""
    changes = (*proposal.changes, *proposal.by_fees)
    blocks = [summary(proposal), *map(before_and_after, changes[:SHOWN])]
    echo("\n\n".join("\n".join(block) for block in blocks) + ("\n" if changes else ""))
    why = why and " ".join(why.split())
    if why and sure:
        return why
    if not sys.stdin.isatty():
        raise Trouble("Belum terbit. Tulis alasannya dan setujui di baris perintah: --alasan '…' --ya")
    why = why or click.prompt("Alasan (untuk riwayat)", err=True).strip()
    if not (sure or agreed("Terbitkan?")):
        raise Trouble("Belum terbit. Jawaban warga tidak berubah.")
    return why


@click.command("staff-page", cls=Command)
@click.option("--listen", metavar="ALAMAT", help=f"Tempat halaman mendengar (bawaan: setelan, lalu {DEFAULT_LISTEN}).")
def staff_page(context: Context, listen: str | None) -> None:
    """Halaman staf untuk menulis FAQ, di samping bot (berhenti dengan Ctrl+C).

    Halaman ini juga dibuka oleh run bila setelan staff.page.listen diisi; perintah ini untuk menjalankannya terpisah.
    """
    settings = context.current
    set_up_logs(settings.log.format, settings.log.level)
    page = settings.staff.page
    address = page_address(listen or page.listen or DEFAULT_LISTEN, page.url)
    existing(settings.faq)
    asyncio.run(_serve(context, address))


async def _serve(context: Context, address: PageAddress) -> None:
    common.end_by_signals()
    settings = context.current
    sets, directory = published_sets(settings), directory_of(settings)
    sources = Sources(settings.faq, settings.cache, sets, directory, settings.staff.overdue_to_officer)
    async with beside(context.url, write=True) as store:
        with suppress(asyncio.CancelledError):
            start = await run_in_thread(lambda: knowledge_at_start(sources))
            served = [policy_of(settings, directory, start.knowledge)]

            def take_up(new: FaqKnowledge) -> None:
                served[0] = policy_of(settings, directory, new)

            follower = Follower(sources, start, take_up, lambda _, __: None, Metrics())
            files = WorkingFiles(sources.folder, sets, follower.served)
            office = StaffOffice(files, store, lambda: served[0], clock.now)
            settle_gc()
            async with opened(Desk(office, Publisher(files, sources.cache, follower.hand)), address):
                echo(f"Halaman staf siap: {address.url}\nBerhenti: Ctrl+C")
                await follower.run()


@click.group(cls=CommandGroup)
def sheet() -> None:
    """Kalimat warga dan lembar tanda tangan sebagai lembar kerja."""


@sheet.command()
@click.argument("path", metavar="BERKAS", type=FILE)
@click.option("--owner", metavar="PEMILIK", help=f"Lembar periksa untuk kantor itu: {', '.join(OWNERS)}.")
def export(context: Context, path: Path, owner: str | None) -> None:
    """Menulis kalimat warga, atau jawaban yang ditandatangani PEMILIK, ke BERKAS (.xlsx) untuk diisi lalu diimpor."""
    common.ending_of(path, ".xlsx")
    if owner not in (None, *OWNERS):
        raise click.UsageError(f"Tulis --owner salah satu dari: {', '.join(OWNERS)}{hint(owner or '', OWNERS)}.")
    common.write_file(path, _desk(context).made(SIGN_OFF if owner else PHRASINGS, owner or "")[1])
    echo(f"Lembar ada di {path}. Isi, lalu: python -m bot faq sheet import {path}")


@sheet.command("import")
@click.argument("path", metavar="BERKAS", type=PATH)
@click.option("--check", is_flag=True, help="Hanya memeriksa dan menunjukkan bedanya.")
@sure_option
def import_(context: Context, path: Path, check: bool, sure: bool) -> None:
    """Mengubah naskah menurut lembar BERKAS (.xlsx atau .csv), semuanya atau tidak sama sekali.

    Warga mendapatkannya sesudah diterbitkan. Tanda tangan hanya diterima di halaman staf, dari yang menandatangani.
    """
    desk = _desk(context)
    plan = desk.planned(Member("", at_console(), frozenset({Role.WRITER})), content_of(path), path.name)
    echo(*first(plan.changes, LINES, sheet_texts.AND_MORE))
    echo(*plan.remarks, err=True)
    if not plan.changes:
        echo(sheet_texts.NOTHING)
    elif check:
        echo("Lembar ini benar. Tidak ada yang diubah (--check).")
    elif not (sure or agreed("Ubah naskah seperti ini?")):
        echo(sheet_texts.NOT_TAKEN)
    else:
        warnings = desk.carried_out(plan)
        echo(sheet_texts.TAKEN.format(count=len(plan.changes)))
        echo(*(f"  {line}" for line in warnings))


def _desk(context: Context) -> Sheets:
    return Sheets(_files(context), directory_of(context.current), lambda: context.now.date())


SIGNED, AWAY = "diverifikasi", "arsip"
"""What the program never decides for an office."""


@click.command(cls=Command)
@click.argument("entry_id", metavar="[ID]", required=False)
def shipped(context: Context, entry_id: str | None) -> None:
    """Jawaban FAQ bawaan yang baru atau berbeda dari folder kantor; dengan ID, ditulis ke naskah kantor."""
    if entry_id is None:
        offer_shipped(context, ask=True)
        return
    offered = _offered(context)[0]
    if entry_id not in offered:
        raise Trouble(f"'{entry_id}' bukan jawaban bawaan yang baru atau berbeda. Lihat: python -m bot faq shipped")
    echo(*before_and_after(offered[entry_id]))
    _take(context, [offered[entry_id]])


def offer_shipped(context: Context, *, ask: bool) -> None:
    """Name what the program's FAQ has new or otherwise, and write to the draft what is agreed to. Raises Trouble.

    The draft of before is kept beside it as soon as something is written.
    """
    offered, fees = _offered(context)
    for one in offered.values():
        echo(f"{'berbeda' if one.before else 'baru':8} {one.id}  {one.after.partition(chr(10))[0]}")
    for fee in fees:
        here, there = (rupiah(one.rupiah) if one else "belum ada" for one in (fee.before, fee.after))
        echo(f"tarif    {fee.name}: bawaan {there}, di sini {here}; diubah di halaman staf, berdua")
    hint = " Ambil dengan: python -m bot faq shipped ID" if offered and not (ask and sys.stdin.isatty()) else ""
    echo(f"{len(offered)} jawaban bawaan yang baru atau berbeda.{hint}", err=True)
    new, changed = (tuple(one for one in offered.values() if bool(one.before) is there) for there in (False, True))
    groups, asked = (new, *((one,) for one in changed)), ask and sys.stdin.isatty()
    wanted: list[TextChange] = []
    for group in filter(None, groups) if asked else ():
        echo("", *(line for one in group for line in before_and_after(one)))
        wanted += group if agreed(f"Ambil {', '.join(one.id for one in group)} ke naskah kantor?") else ()
    if wanted:
        draft = context.settings.faq
        shutil.rmtree(before := draft.with_name(f"{draft.name}-{common.BEFORE}"), ignore_errors=True)
        copy_to(before, draft)
        _take(context, wanted)


def _offered(context: Context) -> tuple[dict[str, TextChange], tuple[FeeChange, ...]]:
    """Return the program's answers that are new or otherwise here, by id, and the fees that are."""
    ours, theirs = usable(context.settings.faq), usable(shipped_folder())
    # fees are the office's to change, each by its own; they are no difference of the answers that name them
    found = difference(ours, replace(theirs, fees={**theirs.fees, **ours.fees}))
    fees = tuple(one for one in difference(ours, theirs).fees if one.after is not None)
    return {one.id: one for one in found.answers if one.after and one.id not in ours.archive}, fees


def _take(context: Context, offered: Iterable[TextChange]) -> None:
    folder, source = context.settings.faq, shipped_folder()
    for one in offered:
        warnings = WorkingFiles(folder, published_sets(context.settings)).change(
            _edits(folder, source, usable(folder), one.id)
        )
        echo(*warnings)
    echo("Ditulis ke naskah kantor. Warga mendapatkannya sesudah diterbitkan: python -m bot faq publish")


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
        theirs = {one: fields.get(one) for one in OF_ENTRY if one not in ("id", SIGNED, AWAY)}
        return entry_edits(name, id, theirs, numbers)
    others = owned(ours)
    fields.pop(AWAY, None)
    asked = typed_values(entry, group=ASKED)
    asked |= {kind: [one for one in asked.get(kind, ()) if fold(one) not in others] for kind in ("kalimat", "uji")}
    return new_entry_edits(name, fields | asked | {"id": id, SIGNED: None}, numbers)
