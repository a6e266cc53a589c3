"""Kinds of values that several settings have: durations, hours, ids, addresses."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _duration(value: Any) -> Any:
    """Read "4h", "15m" or "90d" as a timedelta; refuse everything else."""
    if isinstance(value, str) and (match := re.fullmatch(r"\s*(\d+)\s*([smhd])\s*", value)):
        return timedelta(**{UNITS[match[2]]: int(match[1])})
    if isinstance(value, timedelta):
        return value
    raise ValueError("duration")


def _day_spans(value: Any) -> Any:
    """Read "08:00-11:30, 13:30-16:30", each block after the one before; put one space after each comma."""
    blocks = [block.strip() for block in value.split(",")] if isinstance(value, str) else [""]
    if all(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", block) for block in blocks):
        ends = [end for block in blocks for end in block.split("-")]
        if ends == sorted(set(ends)):
            return ", ".join(blocks)
    raise ValueError("span")


def _day_time(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value.strip()):
        return value.strip()
    raise ValueError("clock")


def address(value: str) -> str:
    """Return the address of a server as it is. Raises ValueError for anything else."""
    if not re.match(r"^https?://[^/\s]+", value):
        raise ValueError("url")
    return value


def split_address(value: str) -> tuple[str, int]:
    """Return ("127.0.0.1", 8443) of its text. Raises ValueError for anything else."""
    host, colon, port = value.rpartition(":")
    if not colon or not port.isdecimal() or not 0 <= int(port) < 65536:
        raise ValueError("listen")
    return host.strip("[]") or "127.0.0.1", int(port)


def _listen(value: str) -> str:
    if value:
        split_address(value)
    return value


Listen = Annotated[str, AfterValidator(_listen)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
DaySpans = Annotated[str, BeforeValidator(_day_spans)]
DayTime = Annotated[str, BeforeValidator(_day_time)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,47}$")]


class Section(BaseModel):
    """A part of the settings: no unknown names in it, and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)
