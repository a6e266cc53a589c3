"""Faults in the settings, said in Indonesian: which setting, what is wrong, what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.logs import redact
from bot.settings.places import PREFIX, Places, location_of

SENTENCES = {
    "missing": "wajib diisi",
    "int_parsing": "harus bilangan bulat",
    "int_type": "harus bilangan bulat",
    "int_from_float": "harus bilangan bulat",
    "bool_parsing": "harus true atau false",
    "bool_type": "harus true atau false",
    "string_type": "harus teks; beri tanda kutip",
    "string_too_short": "terlalu pendek atau kosong",
    "string_pattern_mismatch": "hanya boleh huruf kecil, angka, dan tanda hubung, mis. mandurian",
    "tuple_type": "harus berupa daftar (baris yang diawali '- ')",
    "list_type": "harus berupa daftar (baris yang diawali '- ')",
    "dict_type": "harus berupa 'nama: nilai'",
    "model_type": "harus berupa 'nama: nilai'",
    "model_attributes_type": "harus berupa 'nama: nilai'",
    "greater_than_equal": "terlalu kecil",
    "date_from_datetime_parsing": "harus tanggal, mis. 2026-12-24",
    "date_type": "harus tanggal, mis. 2026-12-24",
}
OWN = {
    "duration": 'harus lama waktu seperti "4h", "15m", "90d"',
    "span": 'harus jam buka seperti "08:00-16:00", dengan istirahat "08:00-11:30, 13:30-16:30" (dalam tanda kutip)',
    "clock": 'harus jam seperti "07:30" (dalam tanda kutip)',
    "secret letters": "hanya boleh huruf, angka, garis bawah, dan tanda hubung; Telegram menolak yang lain",
    "secret length": "harus 16 sampai 256 karakter; buat yang baru dengan: openssl rand -hex 32",
    "listen": "harus alamat dan port seperti 127.0.0.1:8080",
    "url": "harus alamat yang diawali http:// atau https://",
    "village code": 'harus kode desa Kemendagri, sepuluh angka, mis. "63.05.07.2001"',
    "timezone": "bukan zona waktu; yang biasa: Asia/Jakarta, Asia/Makassar, Asia/Jayapura",
}
WEBHOOK = {
    "url": "mode webhook memerlukan alamat publik yang diawali https://, mis. https://bot.contoh.go.id.",
    "secret_token": "mode webhook memerlukan rahasia. Buat dengan: openssl rand -hex 32",
}
SECRET = ("token", "secret_token", "database", "heartbeat_url")
CONFIG = "BOT_CONFIG"
NO_JSON = "{name}: isinya bukan JSON yang benar; tulis seperti di config.yaml, dalam satu baris."


def _fields_at(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """List the names that are allowed where an unknown one was found."""
    current: Any = model
    for part in location[:-1]:
        if isinstance(part, int):
            continue
        field = current.model_fields.get(part) if hasattr(current, "model_fields") else None
        current = field.annotation if field else None
        current = next((a for a in getattr(current, "__args__", ()) if hasattr(a, "model_fields")), current)
    return list(getattr(current, "model_fields", {}))


def _own_rule(code: str, places: Places) -> str:
    kind, _, rest = code.partition(":")
    setting, _, name = rest.partition(":")
    place = places.of(location_of(f"telegram.webhook.{setting}" if kind == "webhook" else setting))
    if kind == "twice":
        return f"{place}: id '{name}' dipakai dua kali. Beri id yang berbeda."
    if kind == "empty":
        return f"{place}: harus ada paling sedikit satu kantor."
    if kind == "two":
        return f"{place}: isi salah satu saja, {setting} (atau BOT_TELEGRAM__TOKEN) atau telegram.token_file."
    if kind == "webhook":
        return f"{place}: {WEBHOOK[setting]}"
    field = setting.rpartition(".")[2]
    return f"{place}: '{name}' tidak ada di daftar {'offices' if field == 'office' else 'officers'}."


def _nearest(name: str, known: Iterable[str], *, whole: bool = False) -> str | None:
    """Return the known name that is meant, if one is near; `whole`: of about the same length."""
    from rapidfuzz import fuzz, process  # a bot whose settings are well starts without it

    scorer = fuzz.ratio if whole else fuzz.WRatio
    near = process.extractOne(name, list(known), scorer=scorer, score_cutoff=60)
    return near[0] if near else None


def describe(error: ValidationError, places: Places, model: type[BaseModel]) -> str:
    """Describe all faults, one a line, each with its place; values of secrets are never repeated."""
    lines = []
    for fault in error.errors(include_url=False):
        location, place = fault["loc"], places.of(fault["loc"])
        message = str(fault.get("ctx", {}).get("error", ""))
        if fault["type"] == "extra_forbidden":
            near = _nearest(str(location[-1]), _fields_at(model, location))
            hint = f" Maksudnya '{near}'?" if near else " Lihat config.example.yaml."
            lines.append(f"{place}: pengaturan ini tidak dikenal.{hint}")
        elif fault["type"] == "value_error" and not location:
            lines.append(_own_rule(message, places))
        else:
            if fault["type"] == "literal_error":
                sentence = f"harus salah satu dari: {fault['ctx']['expected'].replace(' or ', ', ')}"
            else:
                sentence = OWN.get(message) or SENTENCES.get(fault["type"], "nilainya tidak bisa dipakai")
            written = (
                ""
                if fault["type"] == "missing" or location[-1] in SECRET
                else f" (tertulis: {redact(repr(fault['input'])):.60})"
            )
            lines.append(f"{place}: {sentence}{written}.")
    return "\n".join(lines)


def unknown_variables(environment: Iterable[str], model: type[BaseModel]) -> str:
    """Name each BOT_… variable that sets nothing, with the nearest one that does; never a value."""
    known = [CONFIG, *(PREFIX + name for name in _variables(model))]
    lines = []
    for name in sorted(environment):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = _nearest(name.upper(), known, whole=True)
            hint = f"Maksudnya {near}?" if near else "Hapus variabel itu; yang dikenal ada di config.example.yaml."
            lines.append(f"Variabel lingkungan {name} tidak dikenal. {hint}")
    return "\n".join(lines)


def _variables(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield name.upper()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from (f"{name.upper()}__{inner}" for inner in _variables(field.annotation))
