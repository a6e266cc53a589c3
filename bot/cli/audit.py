"""python -m bot audit 123: one ticket from the update to the delivery."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from bot import clock
from bot.cli.command import Command, Context, Number
from bot.cli.console_user import at_console
from bot.cli.safe_print import echo
from bot.helpdesk.model.entities import Access
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.office_hours import OfficeHours
from bot.helpdesk.texts import audit as texts
from bot.settings import Settings
from bot.storage import queries
from bot.storage.queries.audit import RESIDENT, Audit, TimelineEntry
from bot.storage.queries.audit import audit as audit_ticket
from bot.storage.store import open_existing


@click.command(cls=Command)
@click.argument("number", metavar="NOMOR", type=Number(1, 10**12))
@click.option("--isi", "content", is_flag=True, help="Tampilkan juga nama dan isi pesan; tercatat pada kasus.")
@click.option("--json", "as_json", is_flag=True, help="Untuk program; waktu dalam UTC.")
@click.pass_obj
def audit(context: Context, number: int, content: bool, as_json: bool) -> None:
    """Riwayat kasus NOMOR: dari pesan masuk, lewat tiap langkah, sampai pengiriman."""
    settings = context.current
    person = at_console()
    found, highest = asyncio.run(_look(settings, number, person if content else None))
    if found is None:
        raise Trouble(texts.NO_TICKET.format(number=number, highest=highest or "belum ada kasus"))
    if as_json:
        echo(json.dumps(_for_programs(found, content), default=str, ensure_ascii=False))
        return
    offices = {office.id: office.timezone for office in settings.offices}
    hours = OfficeHours(ZoneInfo(offices.get(found.ticket.office, settings.offices[0].timezone)), {})
    for line in _head(found, settings, hours, person if content else None):
        echo(line)
    echo()
    for happened in found.timeline:
        echo(f"{happened.at.astimezone(hours.zone):%Y-%m-%d %H.%M.%S} {hours.zone_name(happened.at)}  ", nl=False)
        echo(_sentence(happened, found.timeline))
        if content and happened.text:
            for line in happened.text.splitlines():
                echo(f"{'':26}| {line}")
    echo()
    counts = Counter(texts.DELIVERIES[one.state or ""] for one in found.timeline if one.kind == "queued")
    parts = ", ".join(f"{count} {name}" for name, count in counts.most_common()) or "tidak ada"
    echo(texts.SUM.format(parts=parts))


async def _look(settings: Settings, number: int, person: str | None) -> tuple[Audit | None, int]:
    store = await open_existing(settings.database.get_secret_value(), write=person is not None)
    try:
        found = await store.read(audit_ticket, number)
        if found and person:
            await store.write(queries.data_subject.note_access, [Access(clock.now(), person, number, "audit")])
        async with store.look() as unit:
            return found, await unit.run(queries.tickets.next_number) - 1
    finally:
        await store.close()


def _head(found: Audit, settings: Settings, hours: OfficeHours, person: str | None) -> list[str]:
    ticket = found.ticket
    villages = {village.id: village.name for village in settings.villages}

    def moment(at: datetime) -> str:
        return f"{at.astimezone(hours.zone):%Y-%m-%d %H.%M} {hours.zone_name(at)}"

    lines = [
        texts.HEAD.format(
            number=ticket.id,
            kind="DARURAT" if ticket.emergency else "biasa",
            state=texts.STATES[ticket.state],
            village=villages.get(ticket.village or "", ticket.village or "di luar desa binaan"),
            office=ticket.office,
        ),
        texts.OWNER.format(
            officer=ticket.officer,
            claimed=texts.CLAIMED.format(officer=ticket.claimed_by) if ticket.claimed_by else texts.UNCLAIMED,
        ),
        texts.RESIDENT_NAMED.format(number=found.resident, name=found.name or "(tanpa nama)", person=person)
        if person
        else texts.RESIDENT.format(number=found.resident, erased=texts.ERASED if found.erased else ""),
        texts.WAITING.format(
            since=moment(ticket.waiting_since), next=moment(ticket.next_at) if ticket.next_at else texts.NO_DEADLINE
        )
        if ticket.waiting_since
        else texts.NOT_WAITING,
    ]
    if not any(one.kind == "step" for one in found.timeline):
        lines.append(texts.NO_EVENTS)
    return lines


def _sentence(one: TimelineEntry, timeline: tuple[TimelineEntry, ...]) -> str:
    who = texts.ACROSS if one.who == RESIDENT else one.who or texts.SOMEBODY
    took = f"{one.seconds:.1f} dtk".replace(".", ",") if one.seconds < 120 else f"{one.seconds / 60:.0f} menit"
    tries = (texts.TRIES.format(tries=one.tries) if one.tries > 1 else "") + (texts.REPEAT if one.repeat else "")
    what = texts.PURPOSES.get(one.what, one.what)
    state = texts.DELIVERIES.get(one.state or "", one.state or "")
    match one.kind:
        case "received":
            return texts.RECEIVED.format(who=who, row=one.row) + (
                texts.TRIED.format(tries=one.tries) if one.tries else ""
            )
        case "decided":
            return texts.DECIDED.format(verdict=texts.VERDICTS.get(one.what, "?"), row=one.row, took=took)
        case "said":
            kind = {"edited": texts.EDITED, "attachment": texts.ATTACHED}.get(one.reason or "", "")
            return texts.SAID.format(who="bot" if one.what == "bot" else who, kind=kind)
        case "step":
            return texts.EVENTS.get(one.what, one.what).format(who=who)
        case "queued":
            return texts.QUEUED.format(what=what, who=who, row=one.row, state=state)
        case "sent":
            return texts.SENT.format(what=what, who=who, row=one.row, took=took, tries=tries)
        case "ended":
            reason = texts.REASONS.get(one.reason or "", one.reason or "sebab tidak tercatat")
            return texts.ENDED.format(what=what, who=who, state=state, reason=reason, row=one.row, tries=tries)
        case _:
            return texts.SEEN.format(who=who, how=what)


def _for_programs(found: Audit, content: bool) -> dict[str, object]:
    """Return the same as data, without anybody's words unless asked for."""
    ticket, timeline = asdict(found.ticket), [asdict(one) for one in found.timeline]
    if not content:
        ticket.pop("question")
        for one in timeline:
            one.pop("text")
    return {
        "case": ticket,
        "resident": found.resident,
        **({"name": found.name} if content else {}),
        "erased": found.erased,
        "story": timeline,
    }
