"""Offices, officers and villages that count now: the newest import, and before the first one the settings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import orjson

from bot.app.regions.check import People, people_of
from bot.app.sheets.reading import Line, UnreadableSheet
from bot.helpdesk.model.errors import Misconfigured
from bot.helpdesk.texts import operator as texts
from bot.settings import Settings
from bot.storage.database.upgrade import is_unused
from bot.storage.queries import regions
from bot.storage.store import SqlStore, beside


def encoded(lines: Sequence[Line]) -> str:
    """Write the rows as the store keeps them."""
    return orjson.dumps([[line.row, line.cells] for line in lines]).decode()


def with_people(settings: Settings, content: str) -> Settings:
    """Return the settings with imported people in the place of their own.

    What no spreadsheet holds (hours, addresses, roles, chats) stays the settings'. Raises Misconfigured where both do
    not fit together any more.
    """
    try:
        people = people_of([Line(row, cells) for row, cells in orjson.loads(content)], settings)
    except UnreadableSheet as error:
        problem = texts.NO_LONGER_FITS.format(fault=error.faults[0])
        raise Misconfigured(problem, error) from error
    return replaced(settings, people)


def replaced(settings: Settings, people: People) -> Settings:
    """Return the settings with these people."""
    update = {"offices": people.offices, "officers": people.officers, "villages": people.villages}
    return settings.model_copy(update=update)


async def current_of(store: SqlStore, settings: Settings) -> tuple[int, Settings]:
    """Return the newest import's number, and the settings with its people. Raises Misconfigured, StorageUnavailable."""
    found = await store.read(regions.newest)
    return (0, settings) if found is None else (found.number, with_people(settings, found.content))


async def current(settings: Settings) -> Settings:
    """Return the settings with the people that count now. Raises Misconfigured, StorageUnavailable."""
    async with beside(settings.database.get_secret_value()) as store:
        return (await current_of(store, settings))[1]


async def current_if_any(settings: Settings) -> Settings:
    """Do as `current`, but take the settings alone where no bot has run yet."""
    return settings if await is_unused(settings.database.get_secret_value()) else await current(settings)


async def imported(settings: Settings, lines: Sequence[Line], now: datetime) -> None:
    """Make these rows the ones that count; a running bot takes them up by itself. Raises StorageUnavailable."""
    async with beside(settings.database.get_secret_value(), write=True) as store:
        await store.write(regions.add, encoded(lines), now)
