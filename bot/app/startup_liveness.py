"""/livez from the first moment on: a thread answers it while the program is still being imported.

It reads the address by itself, as settings in full take a third of a second to import. Where that is not sure (an
address that is no number, a file that cannot be read, a port that is taken) it does nothing: what is wrong is said by
those who read and open it in full.
"""

from __future__ import annotations

import json
import os
import socket
import threading
from contextlib import suppress
from ipaddress import IPv4Address
from pathlib import Path
from types import TracebackType

from bot.config_file import chosen_file
from bot.helpdesk.texts.staff import STARTING

VARIABLE = "BOT_HEALTH__LISTEN"
LOOK = 0.05
"""Seconds between two looks whether the bot's own pages take over."""
PATIENCE = 1.0
"""Seconds in which a request must have come."""


class StartupLiveness:
    """Answers until the block ends, or until the bot's own pages take the address over."""

    def __init__(self, config: str | None) -> None:
        self._address = _address(config)
        self._socket = _opened(self._address)
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="startup_liveness", daemon=True)

    def __enter__(self) -> StartupLiveness:
        if self._socket:
            self._thread.start()
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        if found := self.taken_over(self._address):
            found.close()

    def taken_over(self, address: str) -> socket.socket | None:
        """Answer no more; return the socket, in which whoever calls now waits, if it is the one for this address."""
        found, self._socket = self._socket, None
        if found is None:
            return None
        self._end.set()
        self._thread.join()
        if address == self._address:
            return found
        found.close()
        return None

    def _serve(self) -> None:
        listening = self._socket
        assert listening is not None
        listening.settimeout(LOOK)
        while not self._end.is_set():
            with suppress(OSError):  # nobody came, or has gone again
                connection, _ = listening.accept()
                with connection:
                    _answer(connection)


def _address(config: str | None) -> str:
    """Return the address of the health pages; "" where it is not certain."""
    if VARIABLE in os.environ:
        return os.environ[VARIABLE]
    import yaml  # not needed where a variable says it, as in a container

    try:
        file = chosen_file(config)
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # quick also where a file names a thousand villages
        values = yaml.load(Path(file).read_bytes(), loader) if file else {}  # noqa: S506 (a SafeLoader)
        address = values["health"]["listen"]
    except (OSError, LookupError, TypeError, ValueError, yaml.YAMLError):
        return ""
    return address if isinstance(address, str) else ""


def _opened(address: str) -> socket.socket | None:
    host, _, port = address.rpartition(":")
    try:
        if not 0 < int(port) < 65536:
            return None
        return socket.create_server((str(IPv4Address(host)), int(port)), backlog=128)
    except (OSError, ValueError):
        return None


def _answer(connection: socket.socket) -> None:
    connection.settimeout(PATIENCE)
    live = connection.recv(4096).startswith(b"GET /livez ")
    body = json.dumps({"ok": live, "trouble": None if live else STARTING}, ensure_ascii=False).encode()
    head = (
        f"HTTP/1.1 {'200 OK' if live else '503 Service Unavailable'}\r\n"
        f"Content-Type: application/json; charset=utf-8\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    connection.sendall(head.encode() + body)
