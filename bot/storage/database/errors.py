"""From a driver's error to ours, with a sentence for a person: the one place where that is done."""

from __future__ import annotations

import errno
import sqlite3

from bot.helpdesk.model.errors import Conflict, StorageUnavailable
from bot.storage.database.sql import Refused, Taken
from bot.storage.database.url import Url

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
    "28": "{place} menolak nama pengguna atau kata sandi. Periksa setelan 'database'; di dalam kata sandi, "
    "tulis @ : / ? % sebagai %40 %3A %2F %3F %25.",
    "28000": "{place} tidak menerima pengguna ini dari komputer ini. Periksa nama pengguna, ?sslmode=require, "
    "dan pg_hba.conf di server.",
    "3D": "{place}: basis datanya belum ada. Buat dulu dengan createdb.",
    "42501": "{place}: pengguna ini tidak berhak membuat atau mengubah tabel. Minta haknya kepada pengelola server.",
    "53100": "{place}: disk server penuh. Kosongkan ruang disk di server itu.",
    "53300": "{place}: sambungan ke server sudah terlalu banyak. Tutup program lain yang memakainya.",
}
_OTHER = "{place} tidak menjawab. Periksa apakah server basis data menyala dan setelan 'database' benar."
_TAKEN = (sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE)
_RETRY = ("40001", "40P01")
_OURS = ("22", "23", "42", "XX001")
"""A value that cannot be worked with, a broken constraint, a misspelt column, a row that cannot be read."""


class Explained:
    """Inside, errors of the driver become StorageUnavailable, Conflict where writers raced, and Refused."""

    __slots__ = ("_url",)

    def __init__(self, url: Url) -> None:
        self._url = url

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is not None:
            ours = explained(error, self._url)
            if ours is not error:
                raise ours from error


def unavailable(sentence: str, url: Url, error: BaseException | str) -> StorageUnavailable:
    """Build the error for `sentence`, with its {place} filled and no password in its cause."""
    cause = error if isinstance(error, str) else _named(error)
    return StorageUnavailable(
        sentence.format(place=url.place), cause.replace(url.password, "***") if url.password else cause
    )


def explained(error: BaseException, url: Url) -> BaseException:
    """Return our error for a driver's, and any other as it is."""
    return (_of_sqlite if url.dialect == "sqlite" else _of_postgres)(error, url)


def _of_sqlite(error: BaseException, url: Url) -> BaseException:
    if isinstance(error, OSError):
        return unavailable(_SQLITE[_FILES.get(error.errno or 0, sqlite3.SQLITE_CANTOPEN)], url, error)
    if not isinstance(error, sqlite3.Error):
        return error
    code = getattr(error, "sqlite_errorcode", 0)
    sentence = _SQLITE.get(code & 0xFF)
    return unavailable(sentence, url, error) if sentence else (Taken if code in _TAKEN else Refused)(_named(error))


def _of_postgres(error: BaseException, url: Url) -> BaseException:
    import asyncpg  # 8 MB that a bot on SQLite does without

    if not isinstance(error, OSError | asyncpg.PostgresError | asyncpg.InterfaceError | asyncpg.InternalClientError):
        return error
    state = getattr(error, "sqlstate", None) or ""
    if state in _RETRY:
        return Conflict(_named(error))
    if isinstance(error, asyncpg.DataError) or (state.startswith(_OURS) and state not in _POSTGRES):
        return (Taken if isinstance(error, asyncpg.UniqueViolationError) else Refused)(_named(error))
    return unavailable(_POSTGRES.get(state) or _POSTGRES.get(state[:2]) or _OTHER, url, error)


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
