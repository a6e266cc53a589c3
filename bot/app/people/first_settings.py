"""The first settings of an office: from the answers given to `init` to a config.yaml that its user alone can read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import TypeAdapter, ValidationError

from bot import files
from bot.app.people.regions import ZONES
from bot.channels.telegram.token import TOKEN
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts.operator import why_not
from bot.settings.model import TELEGRAM, WEEKDAYS, DaySpans

HEAD = """\
# Ditulis oleh init. Yang tidak disebut di sini memakai nilai bawaan; semua pengaturan dan artinya ada di
# config.example.yaml. Sesudah mengubah: tanya-pimpasa check, lalu nyalakan ulang bot.
# Berkas ini rahasia: berisi token bot.
"""
_OF_OFFICES = ("kantor", "imigrasi", "kelas", "i", "ii", "iii", "tpi", "non", "khusus")
_OF_VILLAGES = ("desa", "kelurahan", "nagari", "kampung")
_SPANS: TypeAdapter[str] = TypeAdapter(DaySpans)


class Refused(ValueError):
    """An answer that cannot be used; the text says why, in a sentence for the person who typed it."""


def _like(shape: str, problem: str = "", change: Callable[[str], str] = str) -> Callable[[str], str]:
    """Make a reader of answers that look like this; each run of blanks becomes one."""

    def read(value: str) -> str:
        text = " ".join(value.split())
        if not re.fullmatch(shape, text):
            raise Refused(problem)
        return change(text)

    return read


def _hours(value: str) -> str:
    """Read "08.00 – 11.30, 13.30-16.30" too: so people write it here. Empty: closed."""
    text = re.sub(r"\s*[–-]\s*", "-", value.strip().replace(".", ":"))
    if text.lower() in ("", "tutup"):
        return ""
    try:
        return _SPANS.validate_python(text)
    except ValidationError:
        raise Refused('Tulis seperti 08:00-16:00, dengan istirahat 08:00-11:30, 13:30-16:30, atau "tutup".') from None


class Prompt(NamedTuple):
    """One thing that must be known. `read` checks what was typed; `default` None: it must be answered."""

    name: str
    words: str
    read: Callable[[str], str]
    default: str | None = None
    secret: bool = False


_text = _like(r"(?=.*[^\W\d_]).{3,}", "Tulis namanya, paling sedikit tiga huruf.")
_zone = _like("(?i:wib|wita|wit)", "Tulis WIB, WITA, atau WIT.", str.upper)
_token = _like(TOKEN.pattern, "Token berbentuk nomor:huruf, misalnya 123456:ABC…. Salin lagi dari @BotFather.")
QUESTIONS = (
    Prompt("token", "Token bot dari @BotFather (tidak tampil saat ditempel)", _token, secret=True),
    Prompt("office", "Nama kantor, mis. Kantor Imigrasi Kelas I TPI Banjarmasin", _text),
    Prompt("timezone", "Zona waktu kantor: WIB, WITA, atau WIT", _zone, "WITA"),
    Prompt("hours", "Jam buka Senin–Kamis", _hours, "08:00-16:00"),
    Prompt("friday", "Jam buka Jumat", _hours, "08:00-11:30, 13:30-16:30"),
    Prompt("village", "Desa binaan pertama, mis. Desa Mandurian", _text),
    Prompt("district", "Kecamatannya (boleh kosong)", _like(".*"), ""),
    Prompt("regency", "Kabupatennya (boleh kosong)", _like(".*"), ""),
    Prompt("officer", "Nama petugas desa itu, seperti dibaca warga", _text),
)


def settings_from(answers: Mapping[str, str], base_url: str, token_file: Path | None) -> dict[str, Any]:
    """Return the settings as they stand in the file; ids are made of the names."""
    office, village = _id(answers["office"], _OF_OFFICES), _id(answers["village"], _OF_VILLAGES)
    officer = f"pimpasa-{village}"[:48].rstrip("-")
    telegram = {"token": answers.get("token"), "token_file": str(token_file) if token_file else None}
    telegram["base_url"] = base_url if base_url != TELEGRAM else None
    placed = {field: answers[field] for field in ("district", "regency")}
    hours = dict.fromkeys(WEEKDAYS[:4], answers["hours"]) | {"fri": answers["friday"]}
    return {
        "telegram": {name: value for name, value in telegram.items() if value},
        "offices": [
            {
                "id": office,
                "name": answers["office"],
                "timezone": ZONES[answers["timezone"]],
                "hours": {day: blocks for day, blocks in hours.items() if blocks},
                "default_officer": officer,
            }
        ],
        "officers": [{"id": officer, "name": answers["officer"], "office": office}],
        "villages": [{"id": village, "name": answers["village"], **placed, "officer": officer}],
    }


def _id(name: str, usual: tuple[str, ...]) -> str:
    """Return "mandurian" for "Desa Mandurian": lower case, figures and hyphens, without the usual words."""
    words = re.findall(r"[a-z0-9]+", name.lower())
    kept = [word for word in words if word not in usual] or words
    return "-".join(kept)[:40].strip("-") or "pertama"


def write(values: Mapping[str, Any], path: Path) -> None:
    """Write a settings file that was not there before, whole or not at all. Raises Trouble."""
    text = HEAD + yaml.safe_dump(dict(values), allow_unicode=True, sort_keys=False, width=120)
    try:
        files.create(path, text.encode(), rights=0o600)
    except OSError as error:
        raise Trouble(f"{path} tidak bisa ditulis ({why_not(error)}). Periksa folder dan izinnya.", error) from error
