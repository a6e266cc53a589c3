"""Who is at the console, for what is written down about it."""

from __future__ import annotations

import getpass
import os
import pwd


def at_console() -> str:
    """Return the name that the environment gives, which anybody can set, and the user whom the system knows."""
    uid = os.getuid()
    try:
        account = pwd.getpwuid(uid).pw_name
    except KeyError:
        account = "tanpa nama"  # a container may run under a number that no list of users has
    try:
        claimed = getpass.getuser()
    except (KeyError, OSError):
        claimed = account
    return f"konsol:{claimed} (uid {uid}, {account})"
