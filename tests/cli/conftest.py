"""An office's folder with a config.yaml and a database, and somebody who types commands in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.storage import SqlStore
from telegram_simulator.server import BotApiServer
from tests.command import Done, typed
from tests.databases import store_in


class Office:
    """`values`: what stands in the config.yaml, which is written anew before each command."""

    def __init__(self, folder: Path, server: BotApiServer) -> None:
        self.folder, self.server = folder, server
        self.database = f"sqlite:///{folder}/bot.db"
        self.values: dict[str, Any] = {
            "telegram": {"token": server.token, "base_url": server.base_url},
            "database": self.database,
            "offices": [{"id": "barat", "name": "Kantor Barat", "kanwil": "kalsel"}],
            "officers": [{"id": "budi", "name": "Pak Budi", "office": "barat"}],
            "villages": [{"id": "mandurian", "name": "Desa Mandurian", "officer": "budi"}],
        }

    async def types(self, *line: str, answer: str | None = None) -> Done:
        """Run a command, and return how it ended; the sentence of an error stands at the end of `err`."""
        path = self.folder / "config.yaml"
        path.write_text(yaml.safe_dump(self.values), "utf-8")
        path.chmod(0o600)
        return await asyncio.to_thread(typed, "--config", str(path), *line, answer=answer)

    def store(self) -> AbstractAsyncContextManager[SqlStore]:
        """Open the database as the bot does, which makes it where there is none."""
        return store_in(self.database)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with BotApiServer() as server:
        yield Office(tmp_path, server)
