"""Links of Telegram's own that stand for an entity: a custom emoji, or a moment shown in the reader's time."""

from __future__ import annotations

import re

from telegram_simulator.entities import Entity

_LINK = re.compile(r"tg:(?://)?(?P<host>\w+)/?\?(?P<query>[^#]*)", re.IGNORECASE)
_INTEGER = re.compile(r"-?[1-9]\d*", re.ASCII)
_FORMAT = re.compile(r"[tTdDwW]*")


def is_emoji_id(text: str) -> bool:
    """Say whether it is the number of a custom emoji: 64 bits, not 0, without leading zeros."""
    return _INTEGER.fullmatch(text) is not None and -(1 << 63) <= int(text) < 1 << 63


def date_format(text: str) -> str | None:
    """Say how a moment is to be shown, in the Bot API's order; None for what is no format.

    "r" is relative; else any of the weekday, a short or long date, a short or long time, where short goes first.
    """
    if text in {"r", "R"}:
        return "r"
    if not _FORMAT.fullmatch(text):
        return None
    day = "w" if "w" in text.lower() else ""
    date = "d" if "d" in text else "D" if "D" in text else ""
    time = "t" if "t" in text else "T" if "T" in text else ""
    return day + date + time


def moment(unix: int, shown: str) -> Entity:
    """Build the entity of a moment, without its place."""
    return {"type": "date_time", "unix_time": unix} | ({"date_time_format": shown} if shown else {})


def special_entity(url: str) -> Entity | None:
    """Read what the link of ![…](…) stands for, without its place; None where it stands for nothing."""
    link = _LINK.fullmatch(url.partition("#")[0])
    if link is None:
        return None
    values = dict(reversed([part.partition("=")[::2] for part in link["query"].split("&")]))
    if link["host"].lower() == "emoji" and is_emoji_id(values.get("id", "")):
        return {"type": "custom_emoji", "custom_emoji_id": values["id"]}
    unix, shown = values.get("unix", ""), date_format(values.get("format", ""))
    if link["host"].lower() == "time" and shown is not None and _INTEGER.fullmatch(unix) and 0 < int(unix) < 1 << 31:
        return moment(int(unix), shown)
    return None
