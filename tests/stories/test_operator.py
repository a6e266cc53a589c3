"""What an operator does: the first quarter of an hour in an empty folder, and an import that a running bot takes up."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.app.people.regions import COLUMNS, imported, rows_of, with_people
from bot.faqfiles.sheet import SheetLine
from tests.faults.processes import OFFICER, TOKEN, BotProcess, Telegram, command, telegram
from tests.shipped import CACHE, ROOT
from tests.stories.conftest import Village, asks_officer, learnt, settles
from tests.waiting import until

RESIDENT = 5001
OPTIONS = (
    *("--token-file", "token", "--office", "Kantor Imigrasi Kelas I TPI Banjarmasin", "--timezone", "WITA"),
    *("--village", "Desa Mandurian", "--officer", "Petugas Desa Mandurian"),
)


class Terminal:
    """A shell in an empty folder that is its user's home too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {"HOME": str(folder), "PYTHONPATH": str(ROOT), "BOT_CACHE": str(CACHE)}

    async def types(self, *words: str) -> tuple[int, str]:
        """Run a command of the program: (status, what it printed and said beside)."""
        return await command(*words, environment=self.environment, folder=self.folder, err=True)


async def heard(server: Telegram, chat: int, words: str) -> None:
    """Wait until the bot has said these words in a chat."""

    async def holds() -> bool:
        return any(words in message["text"] for message in await server.messages(chat) if message.get("text"))

    await until(holds, f"{words!r} in chat {chat}")


@pytest.mark.process
async def test_an_empty_folder_becomes_a_bot_that_answers(tmp_path: Path) -> None:
    await learnt()
    terminal = Terminal(tmp_path)
    (tmp_path / "token").write_text(TOKEN)
    async with telegram(RESIDENT) as server:
        status, output = await terminal.types("init", "--base-url", server.address, *OPTIONS)
        assert status == 0, output
        invitation = re.search(r"^https://t\.me/\w+\?start=(inv_\S+)$", output, re.MULTILINE)
        assert invitation
        status, output = await terminal.types("check")
        assert (status, output.splitlines()[-1]) == (0, "Semua baik.")
        bot = BotProcess(terminal.environment, tmp_path / "log", folder=tmp_path)
        bot.start()
        try:
            await bot.ready()
            await server.write([(OFFICER, f"/start {invitation[1]}"), (RESIDENT, "/start mandurian")])
            await heard(server, OFFICER, "Petugas Desa Mandurian")
            await server.write([(RESIDENT, "berapa biaya paspor")])
            await heard(server, RESIDENT, "Rp650.000")
            status, output = await terminal.types("doctor")
            assert (status, "✓ petugas: Semua petugas sudah bergabung." in output) == (0, True), output
            assert "✓ berjalan: Bot sedang berjalan." in output
            assert (await bot.terminate())[0] == 0
        finally:
            bot.put_away()


QUESTION = "qqq kapan surat saya selesai"


class Row(NamedTuple):
    """A row of the sheet, in the order of its columns."""

    id_desa: str
    kode_desa: str
    desa: str
    kecamatan: str
    kabupaten: str
    id_petugas: str
    petugas: str
    id_pengganti: str
    id_kantor: str
    kantor: str
    zona: str
    kanwil: str


async def take(village: Village, rows: list[Row]) -> None:
    """Import the rows as the command does."""
    lines = [SheetLine(number, dict(zip(COLUMNS, row, strict=True))) for number, row in enumerate(rows, 2)]
    assert with_people(village.settings, lines)
    await imported(village.settings, lines, village.clock())


async def test_villages_and_officers_change_without_a_restart(village: Village) -> None:
    warga, tetangga, budi, dewi = village.warga, village.tetangga, village.budi, village.dewi
    await settles(warga)
    await asks_officer(warga, QUESTION)
    await budi.hears(contains=QUESTION)
    # budi leaves; dewi takes over his village, and a village is new
    rows = (Row(*row) for row in rows_of(village.settings))
    coded = (row._replace(kode_desa=f"63050720{place:02}" if row.id_desa else "") for place, row in enumerate(rows))
    kept = [row for row in coded if "budi" not in row]
    of_dewi = next(row for row in kept if row.id_petugas == "dewi")
    mandurian = of_dewi._replace(
        id_desa="mandurian", kode_desa="6305072099", desa="Desa Mandurian", id_pengganti="citra"
    )
    new = of_dewi._replace(id_desa="sungai-baru", kode_desa="6305072098", desa="Desa Sungai Baru", id_pengganti="citra")
    await take(village, [*kept, mandurian, new])
    await dewi.hears(contains="pindah ke Bapak/Ibu")
    await tetangga.starts("sungai-baru")
    await tetangga.hears(contains="Desa Sungai Baru")
    policy = village.app.engine.helpdesk.policy
    assert "budi" not in policy.directory.officers
    assert set(policy.directory.villages) == {"mandurian", "lawahan", "jauh", "sungai-baru"}
    # after a restart the import still counts, not the settings
    await village.closes()
    await village.opens()
    await asks_officer(tetangga, QUESTION)
    await dewi.hears(contains="Desa Sungai Baru")
