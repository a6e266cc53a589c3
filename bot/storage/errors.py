"""Database errors told as a sentence for a person, with the cause beside it for us."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.helpdesk.ports import Conflict, StorageUnavailable

_SQLITE = {
    sqlite3.SQLITE_FULL: "Disk penuh, jadi basis data {place} tidak bisa ditulis. Kosongkan ruang disk.",
    sqlite3.SQLITE_READONLY: "Basis data {place} hanya bisa dibaca. Beri bot izin menulis berkas itu dan foldernya.",
    sqlite3.SQLITE_BUSY: "Basis data {place} sedang dikunci program lain. Tutup program itu, lalu coba lagi.",
    sqlite3.SQLITE_CORRUPT: "Berkas {place} rusak. Hentikan bot dan pulihkan berkas itu dari cadangan.",
    sqlite3.SQLITE_NOTADB: "Berkas {place} bukan basis data SQLite. Periksa setelan 'database'.",
    sqlite3.SQLITE_CANTOPEN: "Basis data {place} tidak bisa dibuka. Periksa apakah foldernya boleh ditulis bot.",
    sqlite3.SQLITE_IOERR: "Basis data {place} gagal dibaca atau ditulis. Periksa disk dan ruang kosongnya.",
}
_FILES = {errno.ENOSPC: sqlite3.SQLITE_FULL, errno.EROFS: sqlite3.SQLITE_READONLY}
_POSTGRES = {
    "28": "{place} menolak nama pengguna atau kata sandi. Periksa setelan 'database'.",
    "3D": "{place}: basis datanya belum ada. Buat dulu dengan createdb.",
    "42501": "{place}: pengguna ini tidak berhak membuat atau mengubah tabel. Minta haknya kepada pengelola server.",
    "53100": "{place}: disk server penuh. Kosongkan ruang disk di server itu.",
    "53300": "{place}: sambungan ke server sudah terlalu banyak. Tutup program lain yang memakainya.",
}
_OTHER = "{place} tidak menjawab. Periksa apakah server basis data menyala dan setelan 'database' benar."
_BUGS = (IntegrityError, DataError)
_RETRY = ("40001", "40P01")


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Inside, errors of the driver become StorageUnavailable, lost races between writers become Conflict.

    A statement that the database rightly refuses (a broken constraint, a misspelt column) is our bug and stays as
    it is.
    """
    try:
        yield
    except (DBAPIError, OSError, PoolTimeout) as error:
        told = _told(error, url)
        if told is None:
            raise
        raise told from error
    except Exception as error:
        # While connecting, asyncpg's own errors come through unwrapped.
        if getattr(error, "sqlstate", None) is None:
            raise
        raise unavailable(_postgres_sentence(error), url, error) from error


def unavailable(sentence: str, url: URL, error: BaseException | str) -> StorageUnavailable:
    """The error for `sentence`, with its {place} filled; the cause has no password in it."""
    cause = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
    if url.password:
        cause = cause.replace(str(url.password), "***")
    return StorageUnavailable(sentence.format(place=place(url)), cause)


def place(url: URL) -> str:
    """Where the data is, for a sentence: the file, or the server and the name on it."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    host = url.host or url.query.get("host") or "localhost"
    return f"PostgreSQL {host}/{url.database}"


def _told(error: DBAPIError | OSError | PoolTimeout, url: URL) -> Exception | None:
    if isinstance(error, OSError) and url.get_backend_name() == "sqlite":
        code = _FILES.get(error.errno or 0, sqlite3.SQLITE_CANTOPEN)
        return unavailable(_SQLITE[code], url, error)
    if not isinstance(error, DBAPIError):
        return unavailable(_OTHER, url, error)
    origin = error.orig
    assert origin is not None
    if isinstance(origin, sqlite3.Error):
        sentence = _SQLITE.get(getattr(origin, "sqlite_errorcode", 0) & 0xFF)
        return unavailable(sentence, url, origin) if sentence else None
    state = getattr(origin, "sqlstate", None) or ""
    if state in _RETRY:
        return Conflict(f"{type(origin).__name__}: {origin}")
    if isinstance(error, _BUGS) or (state.startswith("42") and state not in _POSTGRES):
        return None
    return unavailable(_postgres_sentence(origin), url, origin)


def _postgres_sentence(error: BaseException) -> str:
    state = str(getattr(error, "sqlstate", None) or "")
    return _POSTGRES.get(state) or _POSTGRES.get(state[:2]) or _OTHER
