"""A kanwil and the ministry read figures in their chats, and nothing of any conversation ever reaches them."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.app.people.invitations import VALID, invited
from bot.helpdesk.model.people import Observer
from bot.storage import queries
from telegram_simulator.phone import Phone
from tests.databases import new_sqlite
from tests.stories.conftest import PEOPLE, Village, asks_officer, settles, village_with
from tests.typed import some

SECRET = "qqq tetangga saya bernama Rahmat titip salam"
KALSEL, PUSAT = Observer("kalsel", "Kanwil Kalimantan Selatan", "kalsel"), Observer("pusat", "Ditjen Imigrasi")
CHATS = {"kalsel": 8001, "pusat": 8002}


@pytest.fixture
async def region(tmp_path: Path) -> AsyncIterator[Village]:
    """Provide the village, its first office below a kanwil."""
    west, east = PEOPLE["offices"]
    async with village_with(await new_sqlite(tmp_path), offices=[{**west, "kanwil": "kalsel"}, east]) as scene:
        yield scene


async def joins(village: Village, observer: Observer) -> Phone:
    """Invite an observer as the operator does; he opens the link on his phone."""
    link = (await invited(village.settings, village.clock() + VALID, observer))[observer.id]
    phone = village.server.phone(CHATS[observer.id], observer.name)
    await phone.starts(link.partition("start=")[2])
    await phone.hears(contains="hanya angka")
    return phone


def table(village: Village, chat: int) -> list[dict[str, Any]]:
    """Return the rows of the newest workbook in a chat."""
    sent = [call for call in village.server.calls if call.method == "sendDocument" and call.chat_id == chat and call.ok]
    stored = some(village.server.world.files.get(sent[-1].result["document"]["file_id"]))
    head, *rows = openpyxl.load_workbook(io.BytesIO(stored.content))["Desa"].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


async def ask_three(village: Village, phone: Phone, where: str) -> None:
    await settles(phone, where)
    for _ in range(3):
        await phone.asks("berapa biaya paspor", "Rp")


async def test_a_kanwil_reads_its_offices_and_the_ministry_reads_all(region: Village) -> None:
    await ask_three(region, region.warga, "mandurian")
    await ask_three(region, region.tetangga, "jauh")
    kanwil, pusat = await joins(region, KALSEL), await joins(region, PUSAT)
    for phone, name, count, villages in (
        (kanwil, KALSEL.name, 3, {"Desa Mandurian", "Desa Lawahan"}),
        (pusat, PUSAT.name, 6, {"Desa Mandurian", "Desa Lawahan", "Desa Jauh"}),
    ):
        asked = await phone.asks("/laporan", "sedang dibuat")
        shown = await phone.hears(contains=f"mengajukan {count} pertanyaan")
        assert (shown.kind, shown.wire["photo"][-1]["width"]) == ("photo", 1080)
        assert "Semua petugas desa sudah bergabung." in shown.text
        await phone.hears(contains=f"per desa, {name}")
        rows = table(region, phone.id)
        assert {row["desa"] for row in rows} - {"(di luar desa binaan)"} == villages
        assert sum(row["pertanyaan"] for row in rows) == count
        await phone.chooses(asked, "Laporan", "belum ada pertanyaan")


async def test_counts_under_three_are_hidden_in_every_place(region: Village) -> None:
    await ask_three(region, region.warga, "mandurian")
    await settles(region.tetangga, "lawahan")
    await region.tetangga.asks("berapa biaya paspor", "Rp")
    kanwil = await joins(region, KALSEL)
    await kanwil.asks("/laporan", "mengajukan 4 pertanyaan")
    await kanwil.hears(contains="per desa")
    rows = {row["desa"]: row["pertanyaan"] for row in table(region, kanwil.id)}
    assert (rows["Desa Lawahan"], rows["Desa Mandurian"], rows["(angka kecil digabung)"]) == (None, None, 4)


async def asks_and_is_answered(village: Village) -> None:
    await settles(village.warga)
    await asks_officer(village.warga, SECRET)
    card = await village.budi.hears(contains=SECRET)
    await village.budi.sends("Rahmat ada di kantor kami", reply_to=card)
    await village.warga.hears(contains="Rahmat ada di kantor")


async def is_in_danger(village: Village) -> None:
    await settles(village.tetangga, "jauh")
    await village.tetangga.sends("tolong saya disekap di rumah majikan, paspor saya ditahan")
    await village.eko.hears(contains="disekap")


async def waits_in_vain(village: Village) -> None:
    rahma = village.server.phone(5003, "Rahma")
    await settles(rahma, "lawahan")
    await asks_officer(rahma, SECRET)
    await village.citra.hears(contains=SECRET)
    for hours in (9, 9, 9):
        await village.passes(timedelta(hours=hours))
    await village.dewi.hears(contains=SECRET)


async def sends_news(village: Village) -> None:
    await settles(village.warga)
    await village.budi.sends("/siaran Besok Rahmat membuka loket di balai desa")
    await village.budi.hears()


DEEDS: tuple[Callable[[Village], Awaitable[None]], ...] = (
    asks_and_is_answered,
    is_in_danger,
    waits_in_vain,
    sends_news,
)


async def test_nothing_of_any_conversation_reaches_an_observer(region: Village) -> None:
    kanwil, pusat = await joins(region, KALSEL), await joins(region, PUSAT)
    for deed in DEEDS:
        await deed(region)
    for phone in (kanwil, pusat):
        await phone.asks("/laporan", "sedang dibuat")
        await phone.hears(contains="per desa")
    chats = set(CHATS.values())
    sent = [call for call in region.server.calls if call.chat_id in chats]
    assert {call.method for call in sent} <= {"sendMessage", "sendPhoto", "sendDocument"}
    names = ("Rahma", "Siti", "Udin", "qqq", "disekap", "#1", "Pak Budi", "Pak Eko")
    said = [str(call.params.get("text") or call.params.get("caption")) for call in sent]
    assert [words for words in said if any(name in words for name in names)] == []
    assert len(sent) == len(chats) * 4  # welcome, "is being made", picture, table
    cells = {str(cell) for chat in chats for row in table(region, chat) for cell in row.values()}
    assert [cell for cell in cells if any(name in cell for name in names)] == []


async def test_one_who_was_taken_off_gets_nothing_any_more(region: Village) -> None:
    kanwil = await joins(region, KALSEL)
    with region.server.faults.add("error", code=502, methods=["sendPhoto"]):
        await kanwil.asks("/laporan", "sedang dibuat")
        await region.app.store.write(queries.staff.remove_observer, "kalsel")
    await region.passes(timedelta(minutes=1))
    await kanwil.hears(contains="tidak lagi terdaftar")
    await kanwil.asks("/laporan", "/petugas")


async def test_an_officers_chat_takes_no_observers_link(region: Village) -> None:
    link = (await invited(region.settings, region.clock() + VALID, KALSEL))[KALSEL.id]
    await region.budi.starts(link.partition("start=")[2])
    await region.budi.hears(contains="akun Telegram lain")
    phone = region.server.phone(CHATS["kalsel"], "Kanwil")
    await phone.starts(link.partition("start=")[2])
    await phone.hears(contains="hanya angka")
    await region.warga.starts(link.partition("start=")[2])
    await region.warga.hears(contains="sudah dipakai")
    # otherwise an observer writes to the bot as any resident
    await phone.asks("berapa biaya paspor", "Rp")
    await phone.asks("/kelola", "untuk pengelola jawaban bot")
