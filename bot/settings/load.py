"""Reads config.yaml and BOT_… environment variables; every fault goes into one Indonesian text."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_origin

import yaml
from pydantic import BaseModel, ValidationError

from bot.config_file import chosen_file
from bot.helpdesk.model.errors import Misconfigured
from bot.helpdesk.texts.system_errors import why_not
from bot.settings.errors import NO_JSON, describe, unknown_variables
from bot.settings.places import PREFIX, Places
from bot.settings.settings import Settings


class UnreadableFile(Misconfigured):
    """YAML cannot read the file; `said` is the parser's own complaint, for `bot.app.settings_file` to explain."""

    def __init__(self, path: Path, text: str, said: yaml.YAMLError) -> None:
        super().__init__(f"{path}: bukan YAML yang benar. Lihat config.example.yaml.", said)
        self.path = path
        self.text = text
        self.said = said


class _Refused(yaml.MarkedYAMLError):
    """What YAML allows and we do not; its problem is a sentence of ours."""


if TYPE_CHECKING:
    from yaml import SafeLoader as _Loader
else:
    _Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # 0.08 s for 1,200 villages instead of 0.7


class _UniqueKeys(_Loader):
    """SafeLoader that refuses a key written twice instead of keeping the last in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _Refused(None, None, "kunci harus kata, bukan daftar", key.start_mark)
            if key.value in seen:
                raise _Refused(None, None, f"kunci '{key.value}' ditulis dua kali", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise Misconfigured(
            f"Berkas pengaturan {path} tidak ada. Salin config.example.yaml menjadi {path}.", error
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Misconfigured(f"{path}:{line}: ada huruf yang bukan UTF-8. Simpan ulang sebagai UTF-8.", error) from error
    except OSError as error:
        raise Misconfigured(
            f"{path}: tidak bisa dibaca ({why_not(error)}). Periksa nama dan izin berkasnya.", error
        ) from error
    try:
        values = yaml.load(text, _UniqueKeys)  # noqa: S506 (a SafeLoader)
    except _Refused as error:
        mark = error.problem_mark
        place = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        raise Misconfigured(f"{place}: {error.problem}.", error) from error
    except yaml.YAMLError as error:
        raise UnreadableFile(path, text, error) from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise Misconfigured(f"{path}: isinya harus daftar 'nama: nilai'. Lihat config.example.yaml.")
    return {str(key): value for key, value in values.items()}


def exposed_secrets(path: str | None = None) -> str | None:
    """Warn when the settings file holds a secret and others than its owner may read it. Raises Misconfigured."""
    chosen = chosen_file(path)
    if chosen is None or not Path(chosen).stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        return None
    values = _read(Path(chosen))
    telegram = _part(values, "telegram")
    password = re.search(r"://[^/@]*:[^@]+@", str(values.get("database", "")))
    if not (telegram.get("token") or _part(telegram, "webhook").get("secret_token") or password):
        return None
    return f"{chosen} berisi token atau kata sandi dan bisa dibaca pengguna lain. Tutup dengan: chmod go= {chosen}"


def _part(values: dict[str, Any], name: str) -> dict[str, Any]:
    part = values.get(name)
    return part if isinstance(part, dict) else {}


def _variables(model: type[BaseModel], environment: Mapping[str, str], prefix: str) -> dict[str, Any]:
    """Read what the variables set; a part of the settings and a list may be JSON. Raises Misconfigured."""
    found: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        variable, kind = prefix + name.upper(), field.annotation
        part = kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None
        if (value := environment.get(variable)) is not None:
            try:
                found[name] = json.loads(value) if part or get_origin(kind) is tuple else value
            except ValueError as error:
                raise Misconfigured(NO_JSON.format(name=variable), error) from error
        if part and (inner := _variables(part, environment, f"{variable}__")):
            own = found.get(name)
            found[name] = _merged(own if isinstance(own, dict) else {}, inner)
    return found


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Lay values over others; what stands in both as a part is merged."""
    both = {n: _merged(below[n], v) for n, v in above.items() if isinstance(v, dict) and isinstance(below.get(n), dict)}
    return {**below, **above, **both}


def load_settings(path: str | None = None) -> Settings:
    """Read the settings: `path` or BOT_CONFIG or ./config.yaml or the defaults, overridden by BOT_… variables.

    Raises Misconfigured with every fault in one Indonesian text.
    """
    if unknown := unknown_variables(os.environ, Settings):
        raise Misconfigured(unknown)
    chosen = chosen_file(path)
    values = _read(Path(chosen)) if chosen else {}
    try:
        return Settings(**_merged(values, _variables(Settings, {n.upper(): v for n, v in os.environ.items()}, PREFIX)))
    except ValidationError as error:
        raise Misconfigured(describe(error, Places(chosen, os.environ), Settings), error) from error
