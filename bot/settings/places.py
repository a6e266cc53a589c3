"""Where a setting was written: the line of the file, or the variable of the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import yaml

PREFIX = "BOT_"

Location = tuple[int | str, ...]
"""The way to a setting, as pydantic names it: ("offices", 0, "hours", "mon")."""


def named(location: Location) -> str:
    """Write "offices[0].hours.mon"."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def location_of(name: str) -> Location:
    """Read what `named` writes."""
    return tuple(int(part) if part.isdecimal() else part for part in re.findall(r"\w+", name))


class Places:
    """The places of one settings file (`path`; None: there is none) and one environment."""

    def __init__(self, path: str | None, environment: Mapping[str, str]) -> None:
        self._path = path
        self._variables = {name.upper(): name for name in environment}

    def of(self, location: Location) -> str:
        """Say where a setting stands and which one it is: "config.yaml:12: memory", or "BOT_MEMORY: memory"."""
        place = self._variable(location)
        if place is None:
            line = self._line(location)
            place = f"{self._path or 'pengaturan'}{f':{line}' if line else ''}"
        return f"{place}: {named(location)}"

    def _variable(self, location: Location) -> str | None:
        for end in range(len(location), 0, -1):
            name = PREFIX + "__".join(str(part).upper() for part in location[:end])
            if name in self._variables:
                return self._variables[name]
        return None

    def _line(self, location: Location) -> int | None:
        """Return the line of the setting, or of what should hold it; None where the file has neither."""
        node, line = self._tree, None
        for part in location:
            if isinstance(node, yaml.MappingNode):
                found = next(((key, value) for key, value in node.value if key.value == part), None)
                if found is None:
                    break
                line, node = found[0].start_mark.line + 1, found[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                line = node.start_mark.line + 1
        return line

    @cached_property
    def _tree(self) -> yaml.Node | None:
        with suppress(OSError, ValueError, yaml.YAMLError):
            return yaml.compose(Path(self._path or "").read_text("utf-8-sig"), yaml.SafeLoader)
        return None
