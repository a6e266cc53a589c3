"""Ports that tests choose beforehand, for programs that listen later or come back."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from itertools import count

FIRST, HOW_MANY = 20_000, 12_000
"""Below those that the kernel gives to outgoing calls and to whoever asks for any: nobody else takes one meanwhile."""
_numbers = count(os.getpid() * 997)


def free_port() -> int:
    """Find a port of this machine that nobody listens on now; never the same twice."""
    while True:
        port = FIRST + next(_numbers) % HOW_MANY
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
