"""Read a database URL: a SQLite file, or a name on PostgreSQL servers as PostgreSQL's own programs read it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode

from msgspec import Struct, field
from rapidfuzz import process

from bot.helpdesk.model.errors import UnfitStore

PORT = 5432
FILES = ("sslrootcert", "sslcert", "sslkey")
_CHOICES = {
    "sslmode": ("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
    "target_session_attrs": ("any", "primary", "standby", "prefer-standby", "read-write", "read-only"),
}
_WORDS = ("host", "port", "sslmode", *FILES, "target_session_attrs", "application_name", "connect_timeout")


class Url(Struct, frozen=True):
    """`dialect`: "sqlite" or "postgresql". `servers`: name and port in the order in which they are tried, () for the
    one on this machine. `words`: what stood after the "?"."""

    dialect: str
    database: str
    user: str | None = None
    password: str | None = None
    servers: tuple[tuple[str, int], ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def file(self) -> Path | None:
        """SQLite's file."""
        return Path(self.database) if self.dialect == "sqlite" else None

    @property
    def place(self) -> str:
        """Where the data is, for a sentence: the file with its folder, or the servers and the name on them."""
        if self.dialect == "sqlite":
            return os.path.abspath(self.database)
        places = [f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in self.servers]
        return f"PostgreSQL {','.join(places) or 'localhost'}/{self.database}"

    @property
    def encryption(self) -> str:
        """An address of how the connection is encrypted only: nowhere else does the driver read these words."""
        return f"postgresql:///?{urlencode({w: self.words[w] for w in ('sslmode', *FILES) if w in self.words})}"


def parse(url: str) -> Url:
    """Read what a database URL says. Raises UnfitStore; what it says holds nothing of a password."""
    kind, _, rest = url.partition("://")
    if kind == "sqlite" and rest.startswith("/"):
        found = Url(kind, rest[1:].partition("?")[0])
    else:
        found = _of_servers(rest) if kind == "postgresql" else Url(kind, "")
    if found.database in ("", ":memory:"):
        known = kind if kind in ("sqlite", "postgresql") else "(none)"
        raise UnfitStore(
            "Setelan 'database' tidak dikenal. Tulis sqlite:///data/bot.db atau "
            "postgresql://pengguna:sandi@server/nama.",
            f"unusable database URL with scheme {known}",
        )
    return found


def folder_of(url: str) -> Path | None:
    """Return the folder of a SQLite file; None for a server's database. Raises UnfitStore."""
    file = parse(url).file
    return file and file.parent


def _of_servers(rest: str) -> Url:
    if rest.count("@") > 1 or "@" in rest.partition("?")[2]:
        # whatever is behind the first one would be taken for the server's name, and shown
        raise _unreadable(
            "Setelan 'database' tidak bisa dibaca: tanda @ hanya boleh sekali, di depan nama server. Di dalam kata "
            "sandi tulis @ : / ? % sebagai %40 %3A %2F %3F %25."
        )
    address, _, query = rest.partition("?")
    login, _, place = address.rpartition("@")
    user, _, password = (unquote(part) or None for part in login.partition(":"))
    hosts, _, database = place.partition("/")
    words = dict(parse_qsl(query))
    _check(words)
    servers = [_split(one) for one in (hosts or words.get("host", "")).split(",") if one]
    ports = words.get("port", str(PORT)).split(",")
    numbers = [own or ports[min(place, len(ports) - 1)] for place, (_, own) in enumerate(servers)]
    if not all(map(str.isdecimal, numbers)):
        raise _unreadable("Setelan 'database': nomor port harus bilangan, mis. server:5432.")
    named = tuple((host, int(number)) for (host, _), number in zip(servers, numbers, strict=True))
    return Url("postgresql", database, user, password, named, words)


def _check(words: Mapping[str, str]) -> None:
    """Check every word and value before anything is connected."""
    for name in words:
        if name not in _WORDS:
            near = process.extractOne(name, _WORDS, score_cutoff=60)
            hint = f"Maksudnya '{near[0]}'?" if near else f"Hapus kata itu; yang dikenal: {', '.join(_WORDS)}."
            raise _unreadable(f"Setelan 'database': '{name}' sesudah tanda tanya tidak dikenal. {hint}")
    for name, known in _CHOICES.items():
        if words.get(name, known[0]) not in known:
            raise _unreadable(f"Setelan 'database': {name} harus salah satu dari: {', '.join(known)}.")
    if not words.get("connect_timeout", "0").isdecimal():
        raise _unreadable("Setelan 'database': connect_timeout harus bilangan detik, mis. 10.")


def _unreadable(sentence: str) -> UnfitStore:
    return UnfitStore(sentence, "unreadable database URL")


def _split(server: str) -> tuple[str, str]:
    """Split a server into its name and the port behind it; "[::1]:5432" and "/run/postgresql" are names too."""
    if server.startswith("["):
        name, _, rest = server[1:].partition("]")
        return name, rest.removeprefix(":")
    name, _, port = (server, "", "") if server.startswith("/") else server.partition(":")
    return name, port
