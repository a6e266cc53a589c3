"""The FAQ read in a process of its own: parser, schema and checks take 20 MB, and a second in which nobody is answered.

python -m bot.faqfiles.load_in_subprocess FOLDER [LAST_GOOD] writes the FAQ, or its problems, as JSON: each value is
built by the type that its field names, so a text can become nothing but a FAQ.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import orjson
import structlog

from bot.faqfiles.model import Faq
from bot.faqfiles.problem import FaqBroken, Problem

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds for reading; it takes one or two."""

Build = Callable[[Any], Any]
"""Makes a value of what JSON holds in its place. Raises ValueError where that is something else."""
BROKEN = "problems"
"""The one name in a text that holds no FAQ but what is wrong with its files."""

log = structlog.get_logger()


def read_in_subprocess(folder: Path, last_good: Path | None = None) -> Faq:
    """Return the FAQ in `folder`, as `load_faq` does. Raises FaqBroken. Reads it here if no process can be started."""
    try:
        found = read_in_child(folder, last_good)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        log.warning("the FAQ was read in the bot itself", cause=type(error).__name__)
        found = read_directly(folder, last_good)
    if isinstance(found, Faq):
        return found
    raise FaqBroken(found)


def read_in_child(folder: Path, last_good: Path | None = None) -> Faq | tuple[Problem, ...]:
    """Return what `read_directly` does, from another process. Raises OSError, SubprocessError, ValueError."""
    names = map(str, filter(None, (folder, last_good)))
    command = [sys.executable, "-m", "bot.faqfiles.load_in_subprocess", *names]
    path = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=True, env=path)  # noqa: S603
    return from_json(done.stdout)


def read_directly(folder: Path, last_good: Path | None = None) -> Faq | tuple[Problem, ...]:
    """Return the FAQ, or its problems."""
    from bot.faqfiles.load import load_faq

    try:
        return load_faq(folder, last_good=last_good)
    except FaqBroken as broken:
        return broken.problems


def to_json(found: Faq | tuple[Problem, ...]) -> bytes:
    """Return a FAQ, or the problems that keep it from being used, as JSON."""
    if isinstance(found, Faq):
        return orjson.dumps(found)
    return orjson.dumps({BROKEN: found})


def from_json(text: bytes) -> Faq | tuple[Problem, ...]:
    """Return what `to_json` was given. Raises ValueError for anything else."""
    content = orjson.loads(text)
    broken = isinstance(content, dict) and content.keys() == {BROKEN}
    found: Faq | tuple[Problem, ...] = _build(tuple[Problem, ...])(content[BROKEN]) if broken else _build(Faq)(content)
    return found


@cache
def _build(kind: Any) -> Build:
    """Return how a value of that type is built."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin is UnionType:
        (some,) = set(parts) - {NoneType}
        build = _build(some)
        return lambda value: None if value is None else build(value)
    if origin is tuple:
        build = _build(parts[0])
        return lambda value: tuple(map(build, _checked(list, value)))
    if origin is Mapping:
        build = _build(parts[1])
        return lambda value: {name: build(one) for name, one in _checked(dict, value).items()}
    if is_dataclass(kind):
        return _build_fields(kind)
    if kind is date:
        return lambda value: date.fromisoformat(_checked(str, value))
    return lambda value: _checked(kind, value) if kind in (str, int, bool) else kind(value)


def _build_fields(kind: Any) -> Build:
    builds = {name: _build(hint) for name, hint in get_type_hints(kind).items()}

    def build(value: Any) -> Any:
        if _checked(dict, value).keys() != builds.keys():
            raise ValueError(f"not the fields of {kind.__name__}")
        return kind(**{name: builds[name](one) for name, one in value.items()})

    return build


def _checked(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise ValueError(f"no {kind.__name__}")
    return value


if __name__ == "__main__":
    sys.stdout.buffer.write(to_json(read_directly(*map(Path, sys.argv[1:]))))
