"""What <tg-emoji> and <tg-time> hold: a custom emoji, or a moment shown in the reader's time."""

from __future__ import annotations

import re

from telegram_simulator.entities import Entity

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
