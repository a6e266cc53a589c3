"""Offices, officers and villages of the settings as the help desk's directory."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.app.jobs.job import run_in_thread
from bot.faqfiles.render import OfficeFacts
from bot.helpdesk.model.hours import SEARCH_DAYS, Blocks, OfficeHours
from bot.helpdesk.model.people import Address, OfficerChat
from bot.helpdesk.model.policy import Directory, EscalationDelays, Knowledge, Mission, Office, Officer, Policy, Village
from bot.matching.places import country_named
from bot.settings import Settings
from bot.settings.model import WEEKDAYS, OfficeSettings

CHANNEL = "telegram"
HOLIDAYS: dict[int, frozenset[date]] = {}  # by year; a turn that needs one before `know_holidays` imports it


class ClosedDays:
    """Days on which an office is closed: its own, and where it keeps them the national holidays."""

    def __init__(self, own: tuple[date, ...], national: bool) -> None:
        self._own, self._national = frozenset(own), national

    def __contains__(self, day: object) -> bool:
        if not self._national or not isinstance(day, date):
            return day in self._own
        if day.year not in HOLIDAYS:
            from holidays.countries.indonesia import Indonesia

            HOLIDAYS[day.year] = frozenset(Indonesia(years=day.year))
        return day in self._own or day in HOLIDAYS[day.year]


async def know_holidays(now: Callable[[], datetime]) -> None:
    """Look up this year's and in time the next one's, in a process: here they would keep 300 modules, 12 MB."""
    today = now().date()
    for year in sorted({today.year, (today + timedelta(days=SEARCH_DAYS)).year} - HOLIDAYS.keys()):
        code = f"from holidays.countries.indonesia import Indonesia; print(*Indonesia(years={year}))"
        look_up = partial(subprocess.check_output, [sys.executable, "-c", code], text=True, timeout=60)
        with suppress(OSError, subprocess.SubprocessError):
            HOLIDAYS[year] = frozenset(map(date.fromisoformat, (await run_in_thread(look_up)).split()))


def directory_of(settings: Settings) -> Directory:
    """Build the directory; ids are unique and references hold, as the settings have checked."""
    return Directory(
        offices={row.id: _office(row) for row in settings.offices},
        officers={row.id: Officer(row.id, row.name, row.office, row.deputy) for row in settings.officers},
        villages={
            row.id: Village(row.id, row.name, row.district, row.regency, row.officer, row.code)
            for row in settings.villages
        },
        # of several in a country the first stands for it
        missions={
            place: Mission(row.name, row.phone)
            for row in reversed(settings.missions)
            for place in (row.country.casefold(), country_named(row.country) or row.country)
        },
    )


def bring_up_to_date(held: Directory, new: Directory) -> None:
    """Make the directory that every part of the bot holds say what the new one says; call it between two turns.

    Nothing is missing meanwhile for who reads in another thread: what is gone goes last.
    """
    for kind in ("offices", "officers", "villages"):
        mapping, wanted = getattr(held, kind), getattr(new, kind)
        mapping.update(wanted)
        for gone in mapping.keys() - wanted.keys():
            del mapping[gone]
    for derived in ("regencies", "village_names"):
        held.__dict__.pop(derived, None)


def _office(row: OfficeSettings) -> Office:
    week: dict[int, Blocks] = {}
    for day, name in enumerate(WEEKDAYS):
        if blocks := row.hours.get(name):  # type: ignore[call-overload]
            ends = [block.split("-") for block in blocks.split(", ")]
            week[day] = tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in ends)
    hours = OfficeHours(ZoneInfo(row.timezone), week, ClosedDays(row.closed, row.holidays))
    group = Address(CHANNEL, str(row.group)) if row.group else None
    people = (row.supervisor, row.default_officer)
    return Office(row.id, row.name, hours, row.address, row.phone, *people, group, row.hold_photos, row.kanwil or "")


def named_officers(settings: Settings, now: datetime) -> tuple[OfficerChat, ...]:
    """Officers whose Telegram id stands in the settings."""
    return tuple(
        OfficerChat(row.id, Address(CHANNEL, str(row.telegram_id)), now)
        for row in settings.officers
        if row.telegram_id is not None
    )


def policy_of(settings: Settings, directory: Directory, knowledge: Knowledge, bot_name: str = "") -> Policy:
    """Return the surroundings of the rules before anybody is known to have joined."""
    staff, steps = settings.staff.telegram_chat, (settings.escalation, settings.escalation.emergency)
    ordinary, urgent = (EscalationDelays(one.remind_after, one.deputy_after, one.supervisor_after) for one in steps)
    return Policy(
        directory,
        knowledge,
        ordinary,
        urgent,
        staff=Address(CHANNEL, str(staff)) if staff else None,
        memory=settings.memory,
        keep=settings.privacy.keep_conversations,
        ask_consent=settings.privacy.ask_consent,
        news_per_week=settings.outreach.per_week,
        bot_name=bot_name,
    )


def facts_for(directory: Directory, village: Village | None) -> OfficeFacts:
    """Return what an answer may say of the resident's office, officer and village."""
    officer = directory.officers[village.officer] if village else None
    office = directory.offices[officer.office] if officer else directory.first_office
    return OfficeFacts(
        office_name=office.name,
        office_address=office.address,
        office_phone=office.phone,
        office_hours=office.hours.describe(),
        officer_name=officer.name if officer else None,
        village_name=village.name if village else None,
    )
