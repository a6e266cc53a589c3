"""Reads config.yaml and BOT_… environment variables; every fault goes into one Indonesian text with its place."""

from __future__ import annotations

import difflib
import json
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, get_origin

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.helpdesk.model.errors import Misconfigured
from bot.helpdesk.texts.operator import why_not
from bot.logs import redact
from bot.settings.model import Section, Settings

PREFIX = "BOT_"
OWN_FILE = "~/tanya-pimpasa-data/config.yaml"
"""Where `init` writes the settings, beside all other data of an office and in no folder of the program."""
SENTENCES = {
    "missing": "wajib diisi",
    "int": "harus bilangan bulat",
    "bool": "harus true atau false",
    "string_type": "harus teks; beri tanda kutip",
    "string_too_short": "terlalu pendek atau kosong",
    "string_pattern_mismatch": "hanya boleh huruf kecil, angka, dan tanda hubung, mis. mandurian",
    "tuple": "harus berupa daftar (baris yang diawali '- ')",
    "dict": "harus berupa 'nama: nilai'",
    "model": "harus berupa 'nama: nilai'",
    "greater": "terlalu kecil",
    "date": "harus tanggal, mis. 2026-12-24",
}
"""pydantic's faults in an operator's words, by their kind or its first word; faults of our own say theirs."""
SECRET = ("token", "secret_token", "database", "heartbeat_url")
WRITTEN_SECRET = re.compile(r"""token["']?: *["']?[^\s"'#}]|://[^/@\s]*:[^@\s]+@""")
"""A token or a password in the text of a settings file."""
QUOTED, HIDDEN = re.compile(r"('[\w.]+:\s*)[^']*"), r"\1…"
"""What a sentence quotes of a line, and the same without the value: it may be secret."""
Location = tuple[int | str, ...]  # the way to a setting, as pydantic names it: ("offices", 0, "hours", "mon")


class _Refused(yaml.MarkedYAMLError):
    """What YAML allows and we do not; its problem is a sentence of ours."""


class _UniqueKeys(yaml.CSafeLoader):  # libyaml's: 0.08 s for 1,200 villages instead of 0.7
    """SafeLoader that refuses a key written twice instead of keeping the last in silence."""

    # days stay as typed: yaml's own reader raises on a thirteenth month without saying where
    yaml_constructors = yaml.CSafeLoader.yaml_constructors | {
        "tag:yaml.org,2002:timestamp": yaml.CSafeLoader.construct_yaml_str
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _Refused(None, None, "kunci harus kata, bukan daftar", key.start_mark)
            if key.value in seen:
                raise _Refused(None, None, f"kunci '{key.value}' ditulis dua kali", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _settable(model: type[BaseModel], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Yield the way to each setting that a variable can set, and whether it is JSON; a part before what is in it."""
    for name, field in model.model_fields.items():
        kind = field.annotation
        part = kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None
        yield (*above, name), part is not None or get_origin(kind) is tuple
        if part:
            yield from _settable(part, (*above, name))


KEYS = sorted({name for section in Section.__subclasses__() for name in section.model_fields})
VARIABLES = {PREFIX + "__".join(way).upper(): (way, as_json) for way, as_json in _settable(Settings)}


def chosen_file(path: str | None) -> str | None:
    """Return the settings file that is read: `path`, BOT_CONFIG, ./config.yaml, the one that `init` wrote, or none."""
    there = (name for name in ("config.yaml", os.path.expanduser(OWN_FILE)) if os.path.exists(name))
    return path or os.environ.get("BOT_CONFIG") or next(there, None)


def load_settings(path: str | None = None) -> Settings:
    """Read the settings: the chosen file or the defaults, overridden by BOT_… variables.

    Raises Misconfigured with every fault in one Indonesian text.
    """
    if unknown := unknown_variables(os.environ):
        raise Misconfigured(unknown)
    chosen = chosen_file(path)
    values = _read(Path(chosen)) if chosen else {}
    above = _from_environment({name.upper(): value for name, value in os.environ.items()})
    try:
        return Settings(**_merged(values, above))
    except ValidationError as error:
        raise Misconfigured("\n".join(_described(fault, chosen) for fault in error.errors()), error) from error


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        values = yaml.load(text, _UniqueKeys)  # noqa: S506 (a SafeLoader)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Misconfigured(f"{path}:{line}: ada huruf yang bukan UTF-8. Simpan ulang sebagai UTF-8.", error) from error
    except OSError as error:
        sentence = f"{path}: tidak bisa dibaca ({why_not(error)}). Periksa nama dan izin berkasnya."
        if isinstance(error, FileNotFoundError):
            sentence = f"Berkas pengaturan {path} tidak ada. Salin config.example.yaml menjadi {path}."
        raise Misconfigured(sentence, error) from error
    except _Refused as error:
        mark = error.problem_mark
        place = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        raise Misconfigured(f"{place}: {error.problem}.", error) from error
    except yaml.YAMLError as error:
        from bot.faqfiles.syntax.syntax_errors import explain  # a bot whose settings are well starts without it

        at, sentence = explain(str(path), text, error)
        raise Misconfigured(f"{at}: {QUOTED.sub(HIDDEN, sentence)}.", error) from error
    if not isinstance(values, dict | None):
        raise Misconfigured(f"{path}: isinya harus daftar 'nama: nilai'. Lihat config.example.yaml.")
    return {str(key): value for key, value in (values or {}).items()}


def exposed_secrets(path: str | None = None) -> str | None:
    """Warn when the settings file holds a secret and others than its owner may read it. Raises Misconfigured."""
    chosen = chosen_file(path)
    if chosen is None or not Path(chosen).stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        return None
    if not WRITTEN_SECRET.search(Path(chosen).read_text("utf-8", "replace")):
        return None
    return f"{chosen} berisi token atau kata sandi dan bisa dibaca pengguna lain. Tutup dengan: chmod go= {chosen}"


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """Read what the variables set; a part of the settings and a list are JSON. Raises Misconfigured."""
    found: dict[str, Any] = {}
    for name, (way, as_json) in VARIABLES.items():
        if name not in environment:
            continue
        try:
            value: Any = json.loads(environment[name]) if as_json else environment[name]
        except ValueError as error:
            sentence = f"{name}: isinya bukan JSON yang benar; tulis seperti di config.yaml, dalam satu baris."
            raise Misconfigured(sentence, error) from error
        for part in reversed(way):
            value = {part: value}
        found = _merged(found, value)
    return found


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Lay values over others; what stands in both as a part is merged."""
    both = {n: _merged(below[n], v) for n, v in above.items() if isinstance(v, dict) and isinstance(below.get(n), dict)}
    return {**below, **above, **both}


def unknown_variables(environment: Iterable[str]) -> str:
    """Name each BOT_… variable that sets nothing, with the nearest one that does; never a value."""
    known = ["BOT_CONFIG", *VARIABLES]
    lines = []
    for name in sorted(environment):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = difflib.get_close_matches(name.upper(), known, 1)
            hint = f"Maksudnya {near[0]}?" if near else "Hapus variabel itu; yang dikenal ada di config.example.yaml."
            lines.append(f"Variabel lingkungan {name} tidak dikenal. {hint}")
    return "\n".join(lines)


def _described(fault: ErrorDetails, path: str | None) -> str:
    """Say which setting is at fault and what to write instead; the value of a secret is never repeated."""
    kind, location, ctx = fault["type"], fault["loc"], fault.get("ctx", {})
    if kind == "misfit":
        return f"{_place(ctx['setting'], path)}: {fault['msg']}."
    place = _place(location, path)
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(location[-1]), [key for key in KEYS if key != location[-1]], 1)
        hint = f"Maksudnya '{near[0]}'?" if near else "Lihat config.example.yaml."
        return f"{place}: pengaturan ini tidak dikenal. {hint}"
    known = SENTENCES.get(kind) or SENTENCES.get(kind.partition("_")[0], "nilainya tidak bisa dipakai")
    sentence = str(ctx["error"]) if kind == "value_error" else known
    if kind == "literal_error":
        sentence = f"harus salah satu dari: {ctx['expected'].replace(' or ', ', ')}"
    if kind == "missing" or location[-1] in SECRET:
        return f"{place}: {sentence}."
    return f"{place}: {sentence} (tertulis: {redact(repr(fault['input'])):.60})."


def _place(location: Location, path: str | None) -> str:
    """Say where a setting stands and which one it is: "config.yaml:12: memory", or "BOT_MEMORY: memory"."""
    named = re.sub(r"\.(\d+)", r"[\1]", ".".join(map(str, location)))
    variables = {name.upper(): name for name in os.environ}
    for end in range(len(location), 0, -1):
        if variable := variables.get(PREFIX + "__".join(map(str, location[:end])).upper()):
            return f"{variable}: {named}"
    line = _line(location, path) if path else None
    return f"{path or 'pengaturan'}{f':{line}' if line else ''}: {named}"


def _line(location: Location, path: str) -> int | None:
    """Return the line of the setting, or of what should hold it; None where the file has neither."""
    node, line = None, None
    with suppress(OSError, ValueError, yaml.YAMLError):
        node = yaml.compose(Path(path).read_text("utf-8-sig"), yaml.SafeLoader)
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
