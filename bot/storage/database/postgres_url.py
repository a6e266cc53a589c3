"""Parse a postgresql:// URL as PostgreSQL's own programs do: several servers, and parameters after a "?"."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from rapidfuzz import process
from sqlalchemy import URL, make_url

PORT = 5432
FILES = ("sslrootcert", "sslcert", "sslkey")
_CHOICES = {
    "sslmode": ("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
    "target_session_attrs": ("any", "primary", "standby", "prefer-standby", "read-write", "read-only"),
}
_WORDS = ("host", "port", "sslmode", *FILES, "target_session_attrs", "application_name", "connect_timeout")


class Unreadable(ValueError):
    """The address cannot be used; the text says why, in Indonesian, and holds nothing of a password."""


def read_url(url: str) -> URL:
    """Split a postgresql:// address; several servers stand in the query as `host`. Raises ValueError."""
    scheme, _, rest = url.partition("://")
    if rest.count("@") > 1 or "@" in rest.partition("?")[2]:
        # whatever is behind the first one would be taken for the server's name, and shown
        raise Unreadable(
            "Setelan 'database' tidak bisa dibaca: tanda @ hanya boleh sekali, di depan nama server. Di dalam kata "
            "sandi tulis @ : / ? % sebagai %40 %3A %2F %3F %25."
        )
    login, at, place = rest.rpartition("@")
    servers = place.partition("?")[0].partition("/")[0]
    if "," not in servers:
        return _checked(make_url(url))
    return _checked(make_url(f"{scheme}://{login}{at}{place[len(servers) :]}").update_query_dict({"host": servers}))


def servers_of(url: URL) -> list[tuple[str, int]]:
    """List the servers in the order in which they are tried; none: the one on this machine."""
    if url.host:
        return [(url.host, url.port or PORT)]
    ports = _values(url, "port")
    split = [_split(text) for text in _values(url, "host")]
    return [
        (host, int(own or (ports[min(number, len(ports) - 1)] if ports else PORT)))
        for number, (host, own) in enumerate(split)
    ]


def place_of(url: URL) -> str:
    """Name servers and database, for a sentence."""
    places = [f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in servers_of(url)]
    return f"{','.join(places) or 'localhost'}/{url.database}"


def ssl_words(url: URL) -> str:
    """Build an address of how the connection is encrypted only: nowhere else does the driver read these words."""
    words = {name: word(url, name, "") for name in ("sslmode", *FILES) if name in url.query}
    return f"postgresql:///?{urlencode(words)}"


def word(url: URL, name: str, default: str) -> str:
    """Return the value of a word, the last one where it is written twice, or its default."""
    value = url.query.get(name, default)
    return value if isinstance(value, str) else value[-1]


def _checked(url: URL) -> URL:
    """Check every word and value before anything is connected, and return the URL. Raises Unreadable."""
    for name in url.query:
        if name not in _WORDS:
            near = process.extractOne(name, _WORDS, score_cutoff=60)
            hint = f"Maksudnya '{near[0]}'?" if near else f"Hapus kata itu; yang dikenal: {', '.join(_WORDS)}."
            raise Unreadable(f"Setelan 'database': '{name}' sesudah tanda tanya tidak dikenal. {hint}")
    for name, known in _CHOICES.items():
        if word(url, name, known[0]) not in known:
            raise Unreadable(f"Setelan 'database': {name} harus salah satu dari: {', '.join(known)}.")
    if not word(url, "connect_timeout", "0").isdecimal():
        raise Unreadable("Setelan 'database': connect_timeout harus bilangan detik, mis. 10.")
    try:
        servers_of(url)
    except ValueError:
        raise Unreadable("Setelan 'database': nomor port harus bilangan, mis. server:5432.") from None
    return url


def _values(url: URL, name: str) -> Sequence[str]:
    value = url.query.get(name, ())
    return ",".join((value,) if isinstance(value, str) else value).split(",") if value else ()


def _split(server: str) -> tuple[str, str]:
    """Split a server into its name and the port behind it; "[::1]:5432" and "/run/postgresql" are names too."""
    if server.startswith("["):
        name, _, rest = server[1:].partition("]")
        return name, rest.removeprefix(":")
    name, _, port = (server, "", "") if server.startswith("/") else server.partition(":")
    return name, port
