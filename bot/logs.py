"""The log: structured, without residents' words and without secrets."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import Any, TextIO, cast

import structlog

from bot.printable import printable

TOKEN = re.compile(r"(?<!\d)\d{3,12}:[A-Za-z0-9_-]{20,}")
PASSWORD = re.compile(r"(://[^:/@\s]*:)\S+@")
"""To the last @: a password in which one was not written as %40 is blotted out whole, and at worst some words more."""


def redact(text: str) -> str:
    """Remove bot tokens and database passwords from a text."""
    return PASSWORD.sub(r"\1***@", TOKEN.sub("***", text))


WITHHELD = (LookupError, ValueError, AssertionError)
"""Errors whose message often quotes the value at fault, which may be somebody's words: a text that is no number."""


def describe_error(error: BaseException) -> str:
    """Describe an error with its traceback for a log: where it happened and of what kind, but nobody's words."""
    return printable(redact("\n".join(_chain(error, set()))))


def _chain(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _chain(before, seen)
        yield "and from that:"
    for one in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield from _chain(one, seen)
        yield "and beside it:"
    yield "Traceback (most recent call last):"
    yield from (line.rstrip("\n") for line in traceback.format_tb(error.__traceback__))
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    yield f"{kind}: {'(withheld: it may quote somebody)' if isinstance(error, WITHHELD) else error}"


def _of_info(exc_info: Any) -> str:
    return describe_error(exc_info[1]) if exc_info and exc_info[1] is not None else ""


def _on_console(out: TextIO, info: Any) -> None:
    out.write("\n" + _of_info(info))


def _at_the_end(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
    """Print an error that nobody caught, as the log would show it."""
    if not isinstance(error, KeyboardInterrupt):
        _Unbreakable().write(f"{describe_error(error)}\n")


def _redacted(_: Any, __: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: printable(redact(value)) if isinstance(value, str) else value for key, value in fields.items()}


def _moment() -> str:
    """Now, with its zone: "2026-11-27T20:14:05.123+08:00" means the same to a reader of the log elsewhere."""
    return datetime.now().astimezone().isoformat(timespec="milliseconds")


def _timed(_: Any, __: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    fields["timestamp"] = _moment()
    return fields


class _RedactedFormatter(logging.Formatter):
    """For libraries' own lines, tracebacks included."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 (logging's name)
        return _moment()

    def format(self, record: logging.LogRecord) -> str:
        return printable(redact(super().format(record)))

    def formatException(self, ei: Any) -> str:  # noqa: N802 (the name is logging's)
        return _of_info(ei)


class _Unbreakable:
    """Standard error, whose failures end nothing: a full disk under the log, or a reader that has ended."""

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.flush()


def set_up_logs(style: str, level: str) -> None:
    """One line an event on standard error, as text or as JSON; libraries speak from WARNING up."""
    threshold = getattr(logging, level.upper())
    shared: list[Any] = [structlog.processors.add_log_level, _timed]
    if style == "json":
        shared += [structlog.processors.ExceptionRenderer(_of_info), _redacted, structlog.processors.JSONRenderer()]
    else:
        console = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=_on_console)
        shared += [_redacted, console]
    structlog.configure(
        processors=shared,
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _Unbreakable())),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_RedactedFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    sys.excepthook = _at_the_end
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    # httpx writes the full address, token included, at INFO
    logging.getLogger("httpx").setLevel(logging.WARNING)
