"""The first settings of an office: from the answers given to `init` to a config.yaml that its user alone can read."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from string import Template
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from bot import files
from bot.app.faq.shipped import copy_to
from bot.app.people.regions import ZONES
from bot.channels.telegram.token import TOKEN
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts.operator import why_not
from bot.settings.model import DaySpans

TEMPLATE = Template(Path(__file__).with_name("first_settings.yaml").read_text("utf-8"))
_OF_OFFICES = ("kantor", "imigrasi", "kelas", "i", "ii", "iii", "tpi", "non", "khusus")
_OF_VILLAGES = ("desa", "kelurahan", "nagari", "kampung")
HOURS = 'Tulis jam buka lalu jam tutup: 08:00-16:00, dengan istirahat 08:00-11:30, 13:30-16:30, atau "tutup".'
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
        raise Refused(HOURS) from None


def _folder(value: str) -> str:
    """Read a folder that is there: one on a disk that is not yet in its place would be made on this one."""
    text = value.strip()
    if text and not (text.startswith("/") and os.path.isdir(text) and os.access(text, os.W_OK)):
        raise Refused("Tulis folder yang sudah ada dan bisa ditulis, misalnya /mnt/cadangan, atau kosongkan.")
    return text


class Prompt(NamedTuple):
    """One thing that must be known. `read` checks what was typed; `default` None: it must be answered."""

    name: str
    words: str
    read: Callable[[str], str]
    default: str | None = None
    secret: bool = False


_text = _like(r"(?=.*[^\W\d_]).{3,}", "Tulis namanya, paling sedikit tiga huruf.")
_zone = _like("(?i:wib|wita|wit)", "Tulis WIB, WITA, atau WIT.", str.upper)
_second = _like(r"|(?=.*[^\W\d_]).{3,}", "Tulis namanya, paling sedikit tiga huruf, atau kosongkan.")
_code = _like(r"|([0-9][. ]*){10}", "Tulis sepuluh angka, mis. 6305072001.", lambda text: re.sub("[. ]", "", text))
_chat = _like(r"|-?[0-9]{3,15}", "Tulis nomornya saja, misalnya -1001234567890, atau kosongkan.")
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
    Prompt("code", "Kode desa Kemendagri, sepuluh angka; kantor desa mengetahuinya (boleh kosong)", _code, ""),
    Prompt("officer", "Nama petugas desa itu, seperti dibaca warga", _text),
    Prompt("deputy", "Nama petugas kedua, bila yang pertama berhalangan (boleh kosong)", _second, ""),
    Prompt("backup", "Folder cadangan, sebaiknya di disk lain (kosong: di folder data)", _folder, ""),
    Prompt("chat", "Nomor chat pengelola untuk alarm (boleh kosong; nanti: tulis /nomor kepada bot)", _chat, ""),
)


def settings_text(answers: Mapping[str, str], base_url: str, folder: Path) -> str:
    """Return the text of the settings file, with all data in its folder; ids are made of the names."""
    office, village = _id(answers["office"], _OF_OFFICES), _id(answers["village"], _OF_VILLAGES)
    officer, second = (f"{kind}-{village}"[:48].rstrip("-") for kind in ("pimpasa", "pengganti"))
    unset = {name: answers[name] or None for name in ("hours", "friday", "chat")}
    ids = {"office_id": office, "village_id": village, "officer_id": officer, "second_id": second}
    places = {"faq": str(folder / "faq"), "cache": str(folder / "cache"), "database": f"sqlite:///{folder / 'bot.db'}"}
    values = {**answers, **unset, **ids, **places, "base_url": base_url, "timezone": ZONES[answers["timezone"]]}
    values["token_file"] = str(folder / "token") if "token" in answers else None
    values["deputy_id"] = second if answers["deputy"] else None
    written = {name: json.dumps(value, ensure_ascii=False) for name, value in values.items()}
    return TEMPLATE.substitute(written, second="" if answers["deputy"] else "#")


def _id(name: str, usual: tuple[str, ...]) -> str:
    """Return "mandurian" for "Desa Mandurian": lower case, figures and hyphens, without the usual words."""
    words = re.findall(r"[a-z0-9]+", name.lower())
    kept = [word for word in words if word not in usual] or words
    return "-".join(kept)[:40].strip("-") or "pertama"


def write(answers: Mapping[str, str], base_url: str, path: Path) -> None:
    """Make the folder with token and FAQ, and last the settings file, which was not there before. Raises Trouble."""
    backups, token = answers["backup"] or str(path.with_name("cadangan")), answers.get("token")
    try:
        for folder in (path.parent, Path(backups)):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (faq := path.with_name("faq")).exists():
            copy_to(faq)
        if token:
            files.replace(path.with_name("token"), f"{token}\n".encode(), rights=0o600)
        text = settings_text({**answers, "backup": backups}, base_url, path.parent)
        files.create(path, text.encode(), rights=0o600)
    except OSError as error:
        raise Trouble(f"{path} tidak bisa ditulis ({why_not(error)}). Periksa folder dan izinnya.", error) from error
