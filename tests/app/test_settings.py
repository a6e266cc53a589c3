"""Errors in settings are sentences that name the setting and what was meant, without secrets or tracebacks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
import yaml
from pydantic import BaseModel

from bot.helpdesk.model.errors import Misconfigured, Trouble
from bot.settings import Settings, load_settings
from tests.typed import some

EXAMPLE = Path(__file__).parents[2] / "config.example.yaml"
TOKEN = "123456789:AAEabcdefghijklmnopqrstuvwxyz12345"


@pytest.fixture(autouse=True)
def _bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run without a settings file and without the tester's own variables."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BOT_CONFIG", raising=False)


WEBHOOK = {
    "BOT_TELEGRAM__MODE": "webhook",
    "BOT_TELEGRAM__WEBHOOK__URL": "https://bot.contoh.go.id",
    "BOT_TELEGRAM__WEBHOOK__SECRET_TOKEN": "rahasia_yang-cukup-panjang",
}
SECRET, URL = "BOT_TELEGRAM__WEBHOOK__SECRET_TOKEN", "BOT_TELEGRAM__WEBHOOK__URL"
VARIABLES = [
    ("BOT_DATABSE", TOKEN, "BOT_DATABSE tidak dikenal. Maksudnya BOT_DATABASE?"),
    ("BOT_TELEGRAM_TOKEN", TOKEN, "BOT_TELEGRAM_TOKEN tidak dikenal. Maksudnya BOT_TELEGRAM__TOKEN?"),
    ("bot_databse", TOKEN, "bot_databse tidak dikenal. Maksudnya BOT_DATABASE?"),
    ("BOT_XYZZY", TOKEN, "BOT_XYZZY tidak dikenal. Hapus variabel itu"),
    ("BOT_MEMORY", "sepuluh", "BOT_MEMORY: memory: harus lama waktu"),
    ("BOT_TELEGRAM__MODE", "x", "BOT_TELEGRAM__MODE: telegram.mode: harus salah satu dari"),
    ("BOT_OFFICES", '[{"id": "barat"}]', "BOT_OFFICES: offices[0].name: wajib diisi."),
    ("BOT_OFFICERS", "[", "BOT_OFFICERS: isinya bukan JSON yang benar; tulis seperti di config.yaml, dalam satu baris"),
    ("BOT_HEALTH__HEARTBEAT_URL", "hc-ping.com/rahasia", "health.heartbeat_url: harus alamat"),
    (SECRET, "a" * 15, "harus 16 sampai 256 karakter"),
    (SECRET, "a" * 257, "harus 16 sampai 256 karakter"),
    (SECRET, "rahasia-yang-panjáng", "(huruf, angka, _ atau -)"),
    (SECRET, "", "mode webhook memerlukan rahasia"),
    (URL, "http://bot.contoh.go.id", "mode webhook memerlukan alamat publik"),
    (URL, "", "mode webhook memerlukan alamat publik"),
]


@pytest.mark.parametrize(("name", "value", "told"), VARIABLES)
def test_a_fault_of_a_variable_names_it_and_never_its_value(
    name: str, value: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.yaml").write_text("memory: 5m\nhealth: {deaf_after: 3m}\n")
    for one, given in {**(WEBHOOK if "WEBHOOK" in name else {}), name: value}.items():
        monkeypatch.setenv(one, given)
    with pytest.raises(Trouble) as caught:
        load_settings()
    assert told in str(caught.value)
    assert "config.yaml:" not in str(caught.value)
    assert TOKEN not in f"{caught.value} {caught.value.cause!r}"
    assert "rahasia" not in str(caught.value).replace("memerlukan rahasia", "")


ADDRESS = "listen: harus alamat dan port seperti"
FILES = [
    ("memory: 99999999999d\n", {1: "memory: harus lama waktu seperti \"15 menit\""}),
    ("offices:\n  - id: a\n    name: Kantor A\n    closed: [2026-13-45]\n", {4: "offices[0].closed[0]: harus tanggal"}),
    ("missions:\n  - {country: Malaysia, name: KBRI, phone: 03-2116}\n", {2: "missions[0].phone: harus nomor"}),
    ("memory: sepuluh\nphone: 1\n", {1: "memory: harus lama waktu", 2: "phone: pengaturan ini tidak dikenal. Lihat"}),
    ("offices:\n  - {id: barat, name: Kantor, hours: {mon: 16:00-08:00}}\n", {2: "offices[0].hours.mon: harus jam"}),
    ("offices:\n  - id: barat\n    name: A\n  - id: timur\n", {4: "offices[1].name: wajib diisi"}),
    ("offices:\n  - {id: barat, name: Kantor}\nofficers:\n  - {id: budi, name: Budi, office: banjar}\n",
     {4: "officers[0].office: 'banjar' tidak ada di daftar offices."}),
    ('health: {listen: "127.0.0.1:80000"}\n', {1: ADDRESS}),
    ('telegram: {webhook: {listen: "8443"}}\n', {1: ADDRESS}),
    ('staff: {page: {listen: "127.0.0.1:abc"}}\n', {1: ADDRESS}),
    ("[a, b]: x\n", {1: "kunci harus kata"}),
    ("telegram:\n  {a: b}: x\n", {2: "kunci harus kata"}),
    (f"telegram:\n\ttoken: {TOKEN}\n", {2: "ada tombol Tab di awal baris; ganti dengan spasi"}),
    (f"telegram:\n  token: {TOKEN}\n   mode: polling\n", {3: "samakan spasi di depannya dengan baris di atas"}),
    (f'telegram:\n  token: "{TOKEN}\n', {2: "tanda kutip yang dibuka di sini tidak pernah ditutup"}),
    (f"telegram:\n  token: x: {TOKEN}\n", {2: "ada titik dua di dalam teks"}),
    (f"telegram:\n  token:{TOKEN}\n  mode: polling\n", {2: "setelah titik dua harus ada satu spasi"}),
    ("officers: [a,\nvillages: []\n", {1: "daftar yang dibuka dengan '[' tidak ditutup"}),
    (f"telegram:\n  token: {TOKEN}\ntelegram: {{}}\n", {3: "kunci 'telegram' ditulis dua kali"}),
    (f"telegram:\n  token: {TOKEN}\x07\n", {2: "ada karakter yang tidak terlihat"}),
    (f"telegram: {TOKEN}\n", {1: "telegram"}),
    (f"faq: [{TOKEN}]\n", {1: "faq"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), FILES)
def test_each_fault_of_the_file_is_told_in_its_place(text: str, told: dict[int, str], tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(text)
    with pytest.raises(Trouble) as caught:
        load_settings(str(path))
    lines = str(caught.value).split("\n")
    for number, sentence in told.items():
        assert any(line.startswith(f"{path}:{number}:") and sentence in line for line in lines), lines
    assert TOKEN[:20] not in str(caught.value)


@pytest.mark.parametrize(
    ("listen", "mode", "places"),
    [
        ("0.0.0.0:8080", "polling", ["health.listen"]),
        ("[::]:8080", "webhook", ["health.listen", "telegram.webhook.listen"]),
        ("127.0.0.1:8080", "polling", []),
    ],
)
def test_an_address_that_every_network_reaches_is_warned_about(
    listen: str, mode: str, places: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = {"BOT_TELEGRAM__WEBHOOK__LISTEN": "0.0.0.0:8443", "BOT_TELEGRAM__MODE": mode, "BOT_HEALTH__LISTEN": listen}
    for name, value in {**WEBHOOK, **mine}.items():
        monkeypatch.setenv(name, value)
    assert [warning.partition(":")[0] for warning in load_settings().doubts()] == places


def test_two_places_for_the_token_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TELEGRAM__TOKEN", TOKEN)
    monkeypatch.setenv("BOT_TELEGRAM__TOKEN_FILE", "token")
    with pytest.raises(Misconfigured, match="isi salah satu saja"):
        load_settings()


def part(model: type[BaseModel], name: str) -> type[BaseModel] | None:
    """Find the class of a setting that has settings of its own, also where it is a list of them."""
    annotation = model.model_fields[name].annotation
    kind = next(iter(get_args(annotation)), annotation) if get_origin(annotation) is tuple else annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def names(model: type[BaseModel]) -> Iterator[str]:
    """Every setting that there is, as "telegram.webhook.url"."""
    for name in model.model_fields:
        yield name
        if (inner := part(model, name)) and model.model_fields[name].default != ():
            yield from (f"{name}.{below}" for below in names(inner))


def shown(values: dict[str, Any], model: type[BaseModel]) -> Iterator[str]:
    """Every setting that a file shows, as `names` writes it."""
    for name, value in values.items():
        yield name
        if inner := part(model, name):
            for row in value if isinstance(value, list) else [value]:
                yield from (f"{name}.{below}" for below in shown(row, inner))


def test_the_example_shows_every_setting_with_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("BOT_")]:
        monkeypatch.delenv(name)
    assert sorted(shown(yaml.safe_load(EXAMPLE.read_text("utf-8")), Settings)) == sorted(names(Settings))
    assert load_settings(str(EXAMPLE)) == Settings()


def test_the_example_shows_what_a_list_without_default_holds() -> None:
    text = EXAMPLE.read_text("utf-8")
    lists = [name for name, field in Settings.model_fields.items() if part(Settings, name) and field.default == ()]
    assert lists == ["missions"]
    for name in lists:
        inner = some(part(Settings, name))
        block = text[text.index(f"# {name}:\n") :].split("\n\n")[0]
        (row,) = yaml.safe_load(block.replace("# ", ""))[name]
        assert sorted(row) == sorted(inner.model_fields)
