"""Sending files: photo, voice, document, audio, video, animation, video note, sticker, album; and getFile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from telegram_simulator.access import writable_chat
from telegram_simulator.errors import ApiError, bad_request
from telegram_simulator.files import MAX_DOWNLOAD, MAX_PHOTO, NAMES, StoredFile, picture_size
from telegram_simulator.params import MAX_UPLOAD, Call, Upload
from telegram_simulator.people import Json
from telegram_simulator.sending import send
from telegram_simulator.wording import caption_fields, read_caption
from telegram_simulator.world import World

_WRONG_FILE = "wrong file identifier/HTTP URL specified"
_DETAILS = {
    "voice": ("duration",), "audio": ("duration", "performer", "title"), "video": ("duration", "width", "height"),
    "animation": ("duration", "width", "height"), "video_note": ("duration", "length"), "document": (), "photo": (),
    "sticker": ("emoji",),
}  # fmt: skip
_DEFAULTS: dict[str, Json] = {
    "voice": {"duration": 1}, "audio": {"duration": 1}, "video": {"duration": 1, "width": 640, "height": 360},
    "animation": {"duration": 1, "width": 320, "height": 240}, "video_note": {"duration": 1, "length": 240},
    "sticker": {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular"},
}  # fmt: skip


def described(kind: str, values: Json) -> Json:
    """Describe a file besides its bytes, from the given values and the usual ones."""
    details: Json = dict(_DEFAULTS.get(kind, {}))
    for name in _DETAILS[kind]:
        value = values.get(name)
        if value not in (None, ""):
            details[name] = str(value) if name in {"performer", "title", "emoji"} else int(value)
    return details


def _store(world: World, kind: str, upload: Upload, values: Json) -> StoredFile:
    size = len(upload.content)
    if size == 0:
        raise bad_request("file must be non-empty")
    if size > MAX_UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    if kind == "photo":
        if size > MAX_PHOTO:
            raise bad_request(
                f"file of size {size} bytes is too big for a photo; the maximum size is {MAX_PHOTO} bytes"
            )
        dimensions = picture_size(upload.content)
        if dimensions is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        width, height = dimensions
        if width + height > 10_000 or max(width, height) > 20 * min(width, height):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return world.files.add(kind, upload.content, upload.name, upload.mime, **described(kind, values))


def _file(world: World, call: Call, kind: str, value: object, values: Json) -> StoredFile:
    """Find the file that `value` means: an upload, `attach://name` of one, or a file_id known here."""
    if isinstance(value, Upload):
        return _store(world, kind, value, values)
    text = value if isinstance(value, str) else ""
    if not text:
        raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
    if text.startswith("attach://"):
        upload = call.files.get(text.removeprefix("attach://"))
        if upload is None:
            raise bad_request(_WRONG_FILE)
        return _store(world, kind, upload, values)
    if text.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    stored = world.files.get(text)
    if stored is None:
        raise bad_request(_WRONG_FILE)
    if stored.kind != kind:
        raise bad_request(f"can't use file of type {NAMES[stored.kind]} as {NAMES[kind]}")
    return stored


def _sender(kind: str) -> Callable[[World, Call], Json]:
    def method(world: World, call: Call) -> Json:
        chat = writable_chat(world, call)
        stored = _file(world, call, kind, call.files.get(kind) or call.text(kind), call.values)
        content: Json = {kind: stored.wire()}
        if kind == "animation":
            content["document"] = stored.wire()
        if kind not in {"sticker", "video_note"}:
            content |= read_caption(world, call)
        if call.flag("has_spoiler"):
            content["has_media_spoiler"] = True
        return send(world, call, content, chat=chat).wire

    method.__doc__ = f"Sends a {kind}."
    return method


def input_media(world: World, call: Call, value: Any, kinds: tuple[str, ...]) -> Json:
    """Turn an InputMedia… object into message fields. Raises ApiError for what cannot be sent so."""
    if not isinstance(value, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = str(value.get("type", ""))
    if kind not in kinds:
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    media = value.get("media")
    stored = _file(world, call, kind, call.files.get(str(media), media), value)
    caption, mode = str(value.get("caption") or ""), str(value.get("parse_mode") or "")
    content: Json = {kind: stored.wire()} | caption_fields(world, caption, mode, value.get("caption_entities"))
    if value.get("has_spoiler"):
        content["has_media_spoiler"] = True
    return content


def send_media_group(world: World, call: Call) -> list[Json]:
    """sendMediaGroup: 2–10 photos and videos, or documents, or audios."""
    chat = writable_chat(world, call)
    items: Any = call.json("media", "media")
    if not isinstance(items, list):
        raise bad_request("expected an Array of InputMedia")
    if not 1 <= len(items) <= 10:
        raise bad_request("there are no messages to send" if not items else "too many messages to send as an album")
    contents = [input_media(world, call, item, ("photo", "video", "document", "audio")) for item in items]
    families = {next(iter(content)).replace("video", "photo") for content in contents}
    if len(families) > 1:
        raise bad_request("can't use the media of the specified type in the album")
    album = {"media_group_id": world.number()} if len(contents) > 1 else {}
    return [send(world, call, album | content, chat=chat).wire for content in contents]


def get_file(world: World, call: Call) -> Json:
    """getFile: where a file can be downloaded, up to 20 MB."""
    if not call.has("file_id"):
        raise bad_request("file_id not specified")
    stored = world.files.get(call.text("file_id"))
    if stored is None:
        raise bad_request("invalid file_id")
    if len(stored.content) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": stored.id,
        "file_unique_id": stored.unique_id,
        "file_size": len(stored.content),
        "file_path": stored.path,
    }


METHODS: dict[str, Callable[[World, Call], object]] = {
    "sendPhoto": _sender("photo"),
    "sendVoice": _sender("voice"),
    "sendDocument": _sender("document"),
    "sendAudio": _sender("audio"),
    "sendVideo": _sender("video"),
    "sendAnimation": _sender("animation"),
    "sendVideoNote": _sender("video_note"),
    "sendSticker": _sender("sticker"),
    "sendMediaGroup": send_media_group,
    "getFile": get_file,
}
