"""Turn database errors into a sentence for a person, with the cause beside it for us."""

from __future__ import annotations

import errno
import os
import sqlite3

from sqlalchemy import URL
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.helpdesk.model.store import Conflict, StorageUnavailable, UnfitStore
from bot.storage.database.postgres_url import place_of

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
_BUGS = (IntegrityError, DataError)
_RETRY = ("40001", "40P01")
_OF_ONE_ROW = ("22", "XX001")
"""A value that cannot be worked with, a row that cannot be read: it is not the server that is away."""


class Explained:
    """Inside, errors of the driver become StorageUnavailable, lost races between writers become Conflict.

    A statement that the database rightly refuses (a broken constraint, a misspelt column) is our bug and stays as
    it is. A class, because it stands around every statement, and a generator costs three times as much.
    """

    __slots__ = ("_url",)

    def __init__(self, url: URL) -> None:
        self._url = url

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        translated = None if error is None else _translated(error, self._url)
        if translated is not None:
            raise translated from error


def unavailable(sentence: str, url: URL, error: BaseException | str) -> StorageUnavailable:
    """Build the error for `sentence`, with its {place} filled and no password in its cause."""
    cause = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
    if url.password:
        cause = cause.replace(str(url.password), "***")
    return StorageUnavailable(sentence.format(place=place(url)), cause)


def unfit(sentence: str, url: URL, cause: str) -> UnfitStore:
    """Build the error for a place whose content this version cannot work with; {place} is filled."""
    return UnfitStore(sentence.format(place=place(url)), cause)


def place(url: URL) -> str:
    """Say where the data is, for a sentence: the file with its folder, or the server and the name on it."""
    if url.get_backend_name() == "sqlite":
        return os.path.abspath(str(url.database))
    return f"PostgreSQL {place_of(url)}"


def _translated(error: BaseException, url: URL) -> Exception | None:
    """Translate the database's error for the caller; None for what is no fault of the database's."""
    if isinstance(error, DBAPIError):
        origin = error.orig
        assert origin is not None
        return _of_driver(origin, url, ours=isinstance(error, _BUGS))
    if isinstance(error, OSError) and url.get_backend_name() == "sqlite":
        code = _FILES.get(error.errno or 0, sqlite3.SQLITE_CANTOPEN)
        return unavailable(_SQLITE[code], url, error)
    if isinstance(error, OSError | PoolTimeout):
        return unavailable(_OTHER, url, error)
    if isinstance(error, sqlite3.Error) or getattr(error, "sqlstate", None) is not None:
        return _of_driver(error, url, ours=False)  # while connecting or beginning, errors come through unwrapped
    return None


def _of_driver(origin: BaseException, url: URL, *, ours: bool) -> Exception | None:
    if isinstance(origin, sqlite3.Error):
        sentence = _SQLITE.get(getattr(origin, "sqlite_errorcode", 0) & 0xFF)
        return unavailable(sentence, url, origin) if sentence else None
    state = getattr(origin, "sqlstate", None) or ""
    if state in _RETRY:
        return Conflict(f"{type(origin).__name__}: {origin}")
    if ours or state.startswith(_OF_ONE_ROW) or (state.startswith("42") and state not in _POSTGRES):
        return None
    return unavailable(_postgres_sentence(origin), url, origin)


def _postgres_sentence(error: BaseException) -> str:
    state = str(getattr(error, "sqlstate", None) or "")
    return _POSTGRES.get(state) or _POSTGRES.get(state[:2]) or _OTHER
