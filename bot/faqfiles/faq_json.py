"""The FAQ as JSON text: what passes between two processes, and what is kept of the files that were read last.

Each value is built by the type that its field names, so a text can become nothing but a FAQ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import orjson

from bot.faqfiles.model import Faq
from bot.faqfiles.problem import Problem

Build = Callable[[Any], Any]
"""Makes a value of what JSON holds in its place. Raises ValueError where that is something else."""
BROKEN = "problems"
"""The one name in a text that holds no FAQ but what is wrong with its files."""


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
