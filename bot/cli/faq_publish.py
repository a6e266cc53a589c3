"""python -m bot faq publish, rollback, history: what residents get, who made it so and why, and back again."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar
from zoneinfo import ZoneInfo

import click

from bot import clock
from bot.app.directory import directory_of
from bot.app.proposal_text import before_and_after, for_second, summary
from bot.app.published_faq import published_sets
from bot.app.publishing import Place, Proposal, go_back, needs_second, older, proposed
from bot.app.publishing import publish as publish_proposal
from bot.app.regions.current import current_of
from bot.app.staff_desk.publications import Undone
from bot.app.staff_desk.second_decision import ask_second, tell_taken_back
from bot.cli.command import Command, Context, Number
from bot.cli.console_user import agreed, at_console
from bot.cli.faq_folder import existing
from bot.cli.safe_print import echo
from bot.faqfiles.published.sets import PublishedSet
from bot.helpdesk.model.directory import Directory
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.office_hours import long_date
from bot.helpdesk.model.staff import Member, Request, Role
from bot.helpdesk.staff.ports import Asked
from bot.helpdesk.texts import publishing as texts
from bot.matching.training.judge_answers import Verdict
from bot.settings import Settings
from bot.storage import queries
from bot.storage.database.upgrade import is_unused
from bot.storage.store import open_existing
from bot.storage.unit import Unit

T = TypeVar("T")

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

    if asked := asyncio.run(_in_store(context, ask)):
        raise Trouble(texts.WAITS.format(names=", ".join(one.name for one in asked.others)))


def _tell_taken_back(context: Context, undone: Undone) -> None:
    """Tell the supervisor; where that fails, say so: residents have the old answers already."""
    by = Member("", at_console())
    try:
        asyncio.run(_in_store(context, lambda unit, directory: tell_taken_back(unit, directory, by, undone)))
    except Trouble as error:
        click.echo(texts.SUPERVISOR_UNTOLD.format(why=error), err=True)


async def _in_store(context: Context, work: Callable[[Unit, Directory], Awaitable[T]]) -> T | None:
    """Do this in one transaction of the database; None where no bot has run yet, so that nobody has joined."""
    url = context.settings.database.get_secret_value()
    if await is_unused(url):
        return None
    store = await open_existing(url, write=True)
    try:
        _, settings = await current_of(store, context.settings)
        async with store.unit() as unit:
            return await work(unit, directory_of(settings))
    finally:
        await store.close()


def _questions(settings: Settings) -> tuple[str, ...]:
    """Return what residents asked lately, or say why nothing is compared."""
    try:
        found = asyncio.run(_recent(settings.database.get_secret_value()))
    except Trouble as error:
        click.echo(texts.NO_QUESTIONS.format(why=error), err=True)
        return ()
    if not found:
        click.echo(texts.NO_QUESTIONS.format(why=texts.NONE_KEPT), err=True)
    return found


async def _recent(url: str) -> tuple[str, ...]:
    store = await open_existing(url)
    try:
        return await store.read(queries.reports.recent_questions, RECENT)
    finally:
        await store.close()


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
