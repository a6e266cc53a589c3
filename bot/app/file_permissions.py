"""Make residents' files accessible to the bot's user alone: wider rights of existing files are removed at the start.

What is made later is private by the umask that every command sets, and by the rights that each file is created with.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.settings import Settings

OTHERS = stat.S_IRWXG | stat.S_IRWXO
OPEN_FILE = "{path} bisa dibaca pengguna lain. Tutup dengan: chmod go= {path}"
FOREIGN_FILE = "{path} bisa dibaca pengguna lain dan bukan milik pengguna bot ini. Sebagai pemiliknya: chmod go= {path}"
SHARED_FOLDER = (
    "Folder {path} bisa dibuka pengguna lain dan juga dipakai untuk berkas lain, jadi izinnya tidak diubah. "
    "Pakai folder tersendiri untuk basis data, atau: chmod go= {path}"
)

Close = Callable[[Path, os.stat_result], list[str]]
"""Handles a file or folder that others may open; returns the sentences to report about it."""

_OF_CACHE = ("matcher-", "building-", "embedded-texts", "passing-", "published")
_OF_BACKUPS = re.compile(r"bot-.*\.db(\.sha256|\.sementara.*)?|terhapus-\d+\.jsonl|latihan\.jsonl|\.kunci")
_IN_DATA = ("published", ".pulih-", "demo", ".git")


def make_private(settings: Settings) -> list[str]:
    """Take others' rights away from database, cache, backups, their folders and the token's file; return what failed.

    A folder in which anything else lies is left as it is, and so is what belongs to somebody else.
    """
    return _walk(settings, _close)


def open_to_others(settings: Settings) -> list[str]:
    """Return what `make_private` would close and what it could not, without changing anything."""
    return _walk(settings, lambda path, _: [OPEN_FILE.format(path=path)])


def _walk(settings: Settings, close: Close) -> list[str]:
    cache, backups, file = settings.cache, settings.backup.folder, settings.sqlite_file
    problems: list[str] = []
    if file is not None:
        data = file.parent
        own = {folder.name for folder in (cache, backups) if folder and folder.absolute().parent == data.absolute()}

        def ours(name: str) -> bool:
            return name in own or name.startswith((file.name, *_IN_DATA)) or _of_backups(name)

        problems += _folder(data, ours, close, strict=True)
        stored = (path for path in _entries(data) if path.name.startswith(file.name) or _of_backups(path.name))
        problems += _files((path for path in stored if path.is_file()), close)
    problems += _folder(cache, lambda name: name.startswith(_OF_CACHE), close, strict=False)
    learnt = (path for path in _below(cache) if path.relative_to(cache).parts[0].startswith(_OF_CACHE))
    problems += _files(learnt, close)
    if settings.telegram.token_file is not None:
        problems += _token(settings.telegram.token_file, close)
    if backups is not None:
        problems += _folder(backups, _of_backups, close, strict=False)
        problems += _files((path for path in _entries(backups) if _of_backups(path.name) and path.is_file()), close)
    return problems


def _of_backups(name: str) -> bool:
    return _OF_BACKUPS.fullmatch(name) is not None


def _folder(folder: Path, ours: Callable[[str], bool], close: Close, *, strict: bool) -> list[str]:
    """Close a folder of our own; `strict`: say so where it stays open because it is shared."""
    try:
        found = folder.stat()
    except OSError:
        return []
    if not found.st_mode & OTHERS:
        return []
    if not found.st_mode & stat.S_ISVTX and all(ours(path.name) for path in _entries(folder)):
        return close(folder, found)
    return [SHARED_FOLDER.format(path=folder)] if strict else []


def _files(paths: Iterator[Path], close: Close) -> list[str]:
    problems = []
    for path in paths:
        try:
            found = path.lstat()
        except OSError:
            continue  # deleted meanwhile
        if not stat.S_ISLNK(found.st_mode) and found.st_mode & OTHERS:
            problems += close(path, found)
    return problems


def _token(path: Path, close: Close) -> list[str]:
    """Close the token's file where everybody reads it; that a group does is how a container's user gets at it."""
    try:
        found = path.lstat()
    except OSError:
        return []
    return close(path, found) if stat.S_ISREG(found.st_mode) and found.st_mode & stat.S_IRWXO else []


def _close(path: Path, found: os.stat_result) -> list[str]:
    if found.st_uid != os.geteuid():
        return [FOREIGN_FILE.format(path=path)]
    # by name: opening and closing a database beside SQLite would take its locks away
    try:
        path.chmod(stat.S_IMODE(found.st_mode) & ~OTHERS)
    except FileNotFoundError:
        return []
    except OSError:  # a container's own files on a disk that is only read
        return [OPEN_FILE.format(path=path)]
    return []


def _entries(folder: Path) -> Iterator[Path]:
    try:
        yield from sorted(folder.iterdir())
    except OSError:
        return


def _below(folder: Path) -> Iterator[Path]:
    """Everything in a folder, however deep, following no links."""
    for path in _entries(folder):
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from _below(path)
