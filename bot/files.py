"""Files written whole or not at all, and on the disk before anybody relies on them."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from secrets import token_hex


def replace(path: Path, content: bytes, *, rights: int = 0o666) -> None:
    """Put a file in its place in one step; one that stands there gives it its rights. Raises OSError."""
    half = beside(path, content, rights=rights)
    try:
        os.replace(half, path)
    except OSError:
        half.unlink(missing_ok=True)
        raise
    sync(path.parent)


def create(path: Path, content: bytes, *, rights: int = 0o666) -> None:
    """Put a file in its place in one step, unless something stands there. Raises OSError, also FileExistsError."""
    half = beside(path, content, rights=rights)
    try:
        os.link(half, path)  # unlike a rename, this takes nothing away that appeared meanwhile
    finally:
        half.unlink()
    sync(path.parent)


def beside(path: Path, content: bytes, *, rights: int = 0o666) -> Path:
    """Write the content to a hidden file beside `path`, which is to be renamed to it. Raises OSError."""
    half = path.with_name(f".{path.name}.{token_hex(4)}")
    try:
        write(half, content, rights=rights)
        if path.exists():
            shutil.copymode(path, half)
    except OSError:
        with suppress(OSError):
            half.unlink()
        raise
    return half


def write(path: Path, content: bytes, *, rights: int = 0o666) -> None:
    """Write a file that nobody reads yet. Raises OSError."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, rights), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def nearest(path: Path) -> Path:
    """Return the path, or the nearest folder above it that is there: it lies on the same disk."""
    return next(one for one in (path, *path.absolute().parents) if os.path.exists(one))


def unwritable(path: Path) -> Path | None:
    """Return what keeps this user from writing to a path, itself or a folder above it; None where nothing does."""
    there = nearest(path)
    return None if os.access(there, os.W_OK) and (there == path or there.is_dir()) else there


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
