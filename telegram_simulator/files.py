"""Files that people and the bot sent: their ids, their bytes, and how the Bot API describes them."""

from __future__ import annotations

import base64
import hashlib
import struct
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, NamedTuple

from telegram_simulator.messages import Json

MAX_DOWNLOAD = 20 * 1024 * 1024
MAX_PHOTO = 10 * 1024 * 1024


class _Kind(NamedTuple):
    """How files of a kind are kept, and what the Bot API tells of them where the sender did not say."""

    folder: str
    ending: str
    mime: str
    usual: Json | None = None


_KINDS = {
    "photo": _Kind("photos", ".jpg", "image/jpeg"),
    "voice": _Kind("voice", ".oga", "audio/ogg", {"duration": 1}),
    "document": _Kind("documents", "", "application/octet-stream"),
    "audio": _Kind("music", ".mp3", "audio/mpeg", {"duration": 1}),
    "video": _Kind("videos", ".mp4", "video/mp4", {"duration": 1, "width": 640, "height": 360}),
    "video_note": _Kind("video_notes", ".mp4", "video/mp4", {"duration": 1, "length": 240}),
    "animation": _Kind("animations", ".mp4", "video/mp4", {"duration": 1, "width": 320, "height": 240}),
    "sticker": _Kind("stickers", ".webp", "image/webp",
                     {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular"}),
}  # fmt: skip

PIXEL_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)
"""The smallest picture there is: one pixel, for people who send "a photo" without having one."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file. `extra` holds what the Bot API tells besides id and size (duration, width, emoji …)."""

    id: str
    unique_id: str
    kind: str
    name: str | None
    mime: str
    content: bytes
    path: str
    extra: Json

    def wire(self) -> Any:
        """Return the Bot API's object for it: Voice, Document …; for a photo the array of its sizes."""
        entry: Json = {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.content)}
        if self.kind == "photo":
            return [entry | self.extra]
        if self.kind not in {"video_note", "sticker"}:
            entry["mime_type"] = self.mime
        if self.name and self.kind in {"document", "audio", "video", "animation"}:
            entry["file_name"] = self.name
        return entry | self.extra


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or JPEG picture; None when it is neither."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    position = 2 if content.startswith(b"\xff\xd8") else len(content)
    while position + 9 < len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return width, height
        position += 2 + int.from_bytes(content[position + 2 : position + 4], "big")
    return None


class Files:
    """All files, by file_id and by path. With `keep`, only that many of the newest stay."""

    def __init__(self, keep: int | None) -> None:
        self._keep = keep
        self._by_id: OrderedDict[str, StoredFile] = OrderedDict()
        self._by_path: dict[str, StoredFile] = {}
        self._count = 0

    def add(
        self, kind: str, content: bytes, name: str | None = None, mime: str | None = None, **extra: Any
    ) -> StoredFile:
        """Store a file; `extra` without None values becomes part of its description."""
        known = _KINDS[kind]
        if kind == "photo":
            size = picture_size(content) or (800, 600)
            extra = {"width": size[0], "height": size[1]}
        digest = hashlib.sha256(kind.encode() + content).digest()
        unique_id = base64.urlsafe_b64encode(digest[:11]).decode().rstrip("=")
        file_id = "AgAC" + base64.urlsafe_b64encode(digest[:30] + self._count.to_bytes(6, "big")).decode()
        ending = known.ending or (f".{name.rpartition('.')[2]}" if name and "." in name else "")
        path = f"{known.folder}/file_{self._count}{ending}"
        details = (known.usual or {}) | {key: value for key, value in extra.items() if value is not None}
        stored = StoredFile(file_id, unique_id, kind, name, mime or known.mime, content, path, details)
        self._count += 1
        self._by_id[file_id] = stored
        self._by_path[path] = stored
        if self._keep is not None and len(self._by_id) > self._keep:
            _, oldest = self._by_id.popitem(last=False)
            del self._by_path[oldest.path]
        return stored

    def get(self, file_id: str) -> StoredFile | None:
        """Return the file with this file_id."""
        return self._by_id.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        """Return the file with this file_path."""
        return self._by_path.get(path)
