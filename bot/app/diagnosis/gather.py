"""Gather the facts from files, database, backups, FAQ and Telegram. Everything is only read."""

from __future__ import annotations

import asyncio
import os
import platform
import shutil
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot import __version__
from bot.app.diagnosis.facts import Answers, Copies, Facts, Files, Stored
from bot.app.jobs.limits import nearest_existing
from bot.app.settings_file import read_settings
from bot.channels.telegram.token import token_of
from bot.faqfiles.file_names import faq_files
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts.system_errors import why_not
from bot.settings import Settings, exposed_secrets
from bot.storage import queries

if TYPE_CHECKING:
    from bot.channels.telegram.examine import TelegramStatus

OPEN = "{path} bisa dibaca pengguna lain. Tutup dengan: chmod -R go= {path}"


def offline(config: str | None, now: datetime) -> Facts:
    """Read settings and files; ask no server and read nothing slow."""
    versions = {
        "tanya-pimpasa": __version__,
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "sistem": platform.platform(terse=True),
    }
    facts = Facts(now, config, versions)
    try:
        settings = read_settings(config)
        return replace(facts, settings=settings, files=_files(settings, config))
    except Trouble as error:
        return replace(facts, faults=str(error))


async def everything(config: str | None, now: datetime) -> Facts:
    """Read also the database, the backups and the FAQ's content, and ask Telegram."""
    facts = offline(config, now)
    if facts.settings is None or facts.files is None:
        return facts
    settings = facts.settings
    answers = isinstance(facts.files.faq, int) and facts.files.faq > 0
    stored, read, telegram = await asyncio.gather(
        _stored(settings, now),
        asyncio.to_thread(_answers, settings) if answers else _nothing(),
        _telegram(settings) if not facts.files.token else _nothing(),
    )
    return replace(facts, stored=stored, answers=read, telegram=telegram, copies=_copies(settings))


async def _nothing() -> None:
    return None


def _files(settings: Settings, config: str | None) -> Files:
    file = settings.sqlite_file
    if file is None:
        _judge_url(settings)
    wanted = (file.parent if file else None, settings.cache, settings.backup.folder)
    folders = [folder for folder in wanted if folder is not None]
    unused = file is None or not file.exists()
    return Files(
        secrets_open=exposed_secrets(config),
        open_to_others=tuple(open_to_others(settings)),
        folders={folder: _free(folder) for folder in folders},
        zones_missing=tuple(_missing(office.timezone for office in settings.offices)),
        faq=_faq_files(settings.faq),
        faq_comes_with_start=unused and settings.faq == Settings.model_fields["faq"].default,
        danger=_damaged_danger(),
        token=_wrong_token(settings),
    )


def open_to_others(settings: Settings) -> list[str]:
    """Say which of the bot's files others may read; that a group reads the token's is how containers get at it."""
    token = settings.telegram.token_file
    private = [(path, 0o077) for path in (settings.sqlite_file, settings.cache, settings.backup.folder)]
    return [OPEN.format(path=path) for path, bits in [*private, (token, 0o007)] if path and _mode(path) & bits]


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def _judge_url(settings: Settings) -> None:
    """Raise UnfitStore for a database URL that cannot be valid."""
    from bot.storage.database.engine import parse

    parse(settings.database.get_secret_value())


def _free(folder: Path) -> int | None:
    there = nearest_existing(folder.absolute())
    try:
        return shutil.disk_usage(there).free if os.access(there, os.W_OK | os.X_OK) else None
    except OSError:
        return None


def _missing(zones: Iterable[str]) -> Iterable[str]:
    for zone in dict.fromkeys(zones):
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            yield zone


def _damaged_danger() -> str:
    from bot.matching import danger

    try:
        danger.load()
    except danger.Damaged as error:
        return str(error)
    return ""


def _faq_files(folder: Path) -> int | str:
    try:
        return len(faq_files(folder))
    except OSError as error:
        return f"{folder}: {why_not(error)}"


def _wrong_token(settings: Settings) -> str:
    try:
        token_of(settings.telegram)
    except Trouble as error:
        return str(error)
    return ""


async def _stored(settings: Settings, now: datetime) -> Stored:
    from bot.app.directory import directory_of
    from bot.app.regions.current import current_of
    from bot.app.staff_desk.second_decision import seconds
    from bot.helpdesk.model.staff import Role
    from bot.storage.queries.ledger import touched
    from bot.storage.queries.officers import all_chats
    from bot.storage.queries.queue_depth import oldest_waiting
    from bot.storage.store import beside

    try:
        async with beside(settings.database.get_secret_value()) as store:
            joined = frozenset(chat.officer for chat in await store.read(all_chats))
            seen, oldest = await store.read(touched), await store.read(oldest_waiting, now)
            _, people = await current_of(store, settings)
            async with store.look() as unit:
                members = [
                    one for one in await unit.run(queries.staff.members) if one.address and one.may(Role.PUBLISHER)
                ]
                directory = directory_of(people)
                alone = tuple([one.id for one in members if not await seconds(unit, directory, one.id)])
            return Stored("", joined, seen, oldest, people.officers, await store.database.at_work(), alone)
    except Trouble as error:
        return Stored(str(error))


def _answers(settings: Settings) -> Answers:
    from bot.app.published_faq import published_sets
    from bot.app.shipped_model import is_learnt
    from bot.faqfiles.load_in_subprocess import read_in_subprocess
    from bot.faqfiles.problem import FaqBroken, errors_of

    try:
        current = published_sets(settings).current()
        faq = read_in_subprocess(current.faq if current else settings.faq)
    except FaqBroken as error:
        return Answers(0, tuple(str(problem) for problem in errors_of(error.problems)))
    return Answers(len(faq.entries), (), is_learnt(faq.corpus(), settings.cache))


def _copies(settings: Settings) -> Copies:
    from bot.storage.backup.backup import backups_in
    from bot.storage.backup.rehearsal import last_rehearsal

    folder = settings.backup.folder
    if folder is None:
        return Copies()
    try:
        return Copies("", max(backups_in(folder), default=None), last_rehearsal(folder))
    except OSError as error:
        return Copies(f"Folder itu tidak bisa dibaca ({why_not(error)}).")


async def _telegram(settings: Settings) -> TelegramStatus:
    from bot.channels.telegram.examine import examine

    return await examine(settings.telegram, token_of(settings.telegram))
