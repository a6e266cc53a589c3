"""An operator's first quarter of an hour: an empty folder, init, check, run; the officer joins, a resident asks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.faults.processes import OFFICER, TOKEN, BotProcess, Telegram, command, telegram, until
from tests.shipped import CACHE, ROOT
from tests.stories.conftest import learnt

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
