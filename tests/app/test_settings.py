"""Errors in settings are sentences that name the setting and what was meant, without secrets or tracebacks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
import yaml
from pydantic import BaseModel, SecretStr, ValidationError

from bot.app.people.directory import directory_of
from bot.channels.telegram.token import token_of
from bot.cli.main import main
from bot.helpdesk.model.errors import Misconfigured, Trouble
from bot.settings import Settings, TelegramSettings, load_settings
from bot.settings.model import OfficeSettings

EXAMPLE = Path(__file__).parents[2] / "config.example.yaml"
TOKEN = "123456789:AAEabcdefghijklmnopqrstuvwxyz12345"


@pytest.fixture(autouse=True)
def _bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run without a settings file and without the tester's own variables."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BOT_CONFIG", raising=False)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("BOT_DATABSE", "BOT_DATABSE tidak dikenal. Maksudnya BOT_DATABASE?"),
        ("BOT_TOKEN", "BOT_TOKEN tidak dikenal. Maksudnya BOT_TELEGRAM__TOKEN?"),
        ("BOT_TELEGRAM_TOKEN", "BOT_TELEGRAM_TOKEN tidak dikenal. Maksudnya BOT_TELEGRAM__TOKEN?"),
        ("BOT_TELEGRAM__WEBHOK__URL", "Maksudnya BOT_TELEGRAM__WEBHOOK__URL?"),
        ("bot_databse", "bot_databse tidak dikenal. Maksudnya BOT_DATABASE?"),
        ("BOT_CONFIGS", "Maksudnya BOT_CONFIG?"),
        ("BOT_XYZZY", "BOT_XYZZY tidak dikenal. Hapus variabel itu"),
    ],
)
def test_an_unknown_variable_is_named_with_the_nearest(
    name: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, TOKEN)
    with pytest.raises(Trouble) as caught:
        load_settings()
    assert message in str(caught.value)
    assert TOKEN not in f"{caught.value} {caught.value.cause!r}"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("BOT_MEMORY", "sepuluh", "BOT_MEMORY: memory: harus lama waktu"),
        ("BOT_TELEGRAM__MODE", "x", "BOT_TELEGRAM__MODE: telegram.mode: harus salah satu dari"),
        ("bot_health__listen_on", "", "bot_health__listen_on tidak dikenal"),
        ("BOT_OFFICES", '[{"id": "barat"}]', "BOT_OFFICES: offices[0].name: wajib diisi."),
        (
            "BOT_OFFICERS",
            "[",
            "BOT_OFFICERS: isinya bukan JSON yang benar; tulis seperti di config.yaml, dalam satu baris",
        ),
        ("BOT_HEALTH", "{", "BOT_HEALTH: isinya bukan JSON yang benar"),
    ],
)
def test_a_fault_of_a_variable_names_the_variable(
    name: str, value: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.yaml").write_text("memory: 5m\nhealth: {deaf_after: 3m}\n")
    monkeypatch.setenv(name, value)
    with pytest.raises(Trouble) as caught:
        load_settings()
    assert told in str(caught.value)
    assert "config.yaml:" not in str(caught.value)


def test_a_fault_of_the_file_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(
        "memory: sepuluh\n"
        "offices:\n"
        "  - id: barat\n"
        "    name: Kantor Barat\n"
        "    hours:\n"
        "      mon: 8-16\n"
        "  - id: timur\n"
        "log: {level: ribut}\n"
        "ofices: []\n"
    )
    with pytest.raises(Trouble) as caught:
        load_settings(str(path))
    assert {
        line.partition(": ")[0].removeprefix(f"{path}:"): line.split(": ")[1] for line in str(caught.value).split("\n")
    } == {
        "1": "memory",
        "6": "offices[0].hours.mon",
        "7": "offices[1].name",
        "8": "log.level",
        "9": "ofices",
    }
    path.write_text("offices:\n  - {id: barat, name: Kantor}\nofficers:\n  - {id: budi, name: Budi, office: banjar}\n")
    with pytest.raises(Trouble, match=rf"^{path}:4: officers\[0\]\.office: 'banjar' tidak ada di daftar offices\.$"):
        load_settings(str(path))


def test_every_variable_that_sets_something_is_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lain.yaml").write_text("memory: 5m\n")
    monkeypatch.setenv("BOT_CONFIG", "lain.yaml")
    monkeypatch.setenv("BOT_TELEGRAM__WEBHOOK__SECRET_TOKEN", "a" * 20)
    monkeypatch.setenv("bot_escalation__emergency__remind_after", "7m")
    monkeypatch.setenv("BOT_OFFICERS", "[]")
    monkeypatch.setenv("BOT_VILLAGES", "[]")
    found = load_settings()
    assert found.telegram.webhook.secret_token.get_secret_value() == "a" * 20
    assert found.escalation.emergency.remind_after.total_seconds() == 420
    assert found.memory.total_seconds() == 300
    assert found.officers == ()


def test_a_command_with_an_unknown_variable_ends_with_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOT_DATABSE", "x")
    monkeypatch.setattr("sys.argv", ["bot", "ledger"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == "Variabel lingkungan BOT_DATABSE tidak dikenal. Maksudnya BOT_DATABASE?\n"


@pytest.mark.parametrize("key", ["[]", "[a, b]", "{a: b}", "? [faq]\n"])
def test_a_key_that_is_no_word_is_reported_with_its_place(key: str, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    for text in (f"{key}: x\n", f"telegram:\n  {key.strip()}: x\n"):
        path.write_text(text)
        with pytest.raises(Trouble) as caught:
            load_settings(str(path))
        assert str(caught.value).startswith(f"{path}:")
        assert "kunci harus kata" in str(caught.value)


SLIPS = [
    (f"telegram:\n\ttoken: {TOKEN}\n", 2, "ada tombol Tab di awal baris; ganti dengan spasi"),
    (f"telegram:\n  token: {TOKEN}\n   mode: polling\n", 3, "samakan spasi di depannya dengan baris di atas"),
    (f'telegram:\n  token: "{TOKEN}\n', 2, "tanda kutip yang dibuka di sini tidak pernah ditutup"),
    (f"telegram:\n  token: x: {TOKEN}\n", 2, "ada titik dua di dalam teks"),
    (f"telegram:\n  token:{TOKEN}\n  mode: polling\n", 2, "setelah titik dua harus ada satu spasi"),
    ("officers: [a,\nvillages: []\n", 1, "daftar yang dibuka dengan '[' tidak ditutup"),
    (f"telegram:\n  token: {TOKEN}\ntelegram: {{}}\n", 3, "kunci 'telegram' ditulis dua kali"),
    (f"telegram:\n  token: {TOKEN}\x07\n", 2, "ada karakter yang tidak terlihat"),
]


@pytest.mark.parametrize(("text", "line", "sentence"), SLIPS)
def test_what_yaml_cannot_read_is_said_in_its_place(text: str, line: int, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(text)
    with pytest.raises(Trouble) as caught:
        load_settings(str(path))
    said = str(caught.value)
    assert said.startswith(f"{path}:{line}:")
    assert sentence in said
    assert TOKEN[:20] not in said


@pytest.mark.parametrize("text", [f"telegram: {TOKEN}", f"telegram: [{TOKEN}]", f"faq: [{TOKEN}]"])
def test_a_token_in_the_wrong_place_is_not_repeated(text: str, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(text)
    with pytest.raises(Trouble) as caught:
        load_settings(str(path))
    assert TOKEN[:20] not in str(caught.value)


WEBHOOK = {"BOT_TELEGRAM__MODE": "webhook", "BOT_TELEGRAM__WEBHOOK__URL": "https://bot.contoh.go.id"}
GOOD_SECRET = "rahasia_yang-cukup-panjang"


@pytest.mark.parametrize(
    ("secret", "message"),
    [
        ("x", "harus 16 sampai 256 karakter"),
        ("a" * 15, "harus 16 sampai 256 karakter"),
        ("a" * 257, "harus 16 sampai 256 karakter"),
        ("rahasia yang ada spasinya", "hanya boleh huruf, angka"),
        ("rahasia-yang-panjang!", "hanya boleh huruf, angka"),
        ("rahasia-yang-panjáng", "hanya boleh huruf, angka"),
        ("", "mode webhook memerlukan rahasia"),
        (GOOD_SECRET, None),
        ("a" * 16, None),
        ("a" * 256, None),
    ],
)
def test_a_webhook_secret_that_is_weak_or_refused_is_reported(
    secret: str, message: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**WEBHOOK, "BOT_TELEGRAM__WEBHOOK__SECRET_TOKEN": secret}.items():
        monkeypatch.setenv(name, value)
    if message is None:
        assert load_settings().telegram.webhook.secret_token.get_secret_value() == secret
        return
    with pytest.raises(Trouble) as caught:
        load_settings()
    assert "telegram.webhook.secret_token" in str(caught.value)
    assert message in str(caught.value)
    assert len(secret) < 2 or secret not in str(caught.value)


@pytest.mark.parametrize(
    ("base", "url", "fits"),
    [
        (None, "https://bot.contoh.go.id", True),
        (None, "http://bot.contoh.go.id", False),
        (None, "bot.contoh.go.id", False),
        (None, "", False),
        ("https://api.telegram.org/", "http://bot.contoh.go.id", False),
        ("http://127.0.0.1:8081", "http://127.0.0.1:8443", True),
        ("http://127.0.0.1:8081", "", False),
    ],
)
def test_a_webhook_needs_an_https_address_at_telegram(
    base: str | None, url: str, fits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {**WEBHOOK, "BOT_TELEGRAM__WEBHOOK__URL": url, "BOT_TELEGRAM__WEBHOOK__SECRET_TOKEN": GOOD_SECRET}
    for name, value in (given | ({"BOT_TELEGRAM__BASE_URL": base} if base else {})).items():
        monkeypatch.setenv(name, value)
    if fits:
        assert load_settings().telegram.webhook.url == url
        return
    with pytest.raises(Trouble, match=r"telegram\.webhook\.url: mode webhook memerlukan alamat publik .* https://"):
        load_settings()


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("08:00-16:00", "08:00-16:00"),
        (" 08:00-11:30,13:30-16:30 ", "08:00-11:30, 13:30-16:30"),
        ("07:00-09:00, 10:00-11:00, 13:00-15:00", "07:00-09:00, 10:00-11:00, 13:00-15:00"),
        ("13:30-16:30, 08:00-11:30", None),
        ("08:00-12:00, 11:00-16:00", None),
        ("08:00-08:00", None),
        ("08:00-12:00,", None),
        ("08:00-24:00", None),
        ("8:00-16:00", None),
        (510, None),
    ],
)
def test_an_office_may_open_several_times_a_day(written: object, hours: str | None) -> None:
    values: dict[str, Any] = {"id": "barat", "name": "Kantor Barat", "hours": {"fri": written}}
    if hours is not None:
        office = directory_of(Settings(offices=(OfficeSettings(**values),), officers=(), villages=())).first_office
        assert OfficeSettings(**values).hours["fri"] == hours
        assert (
            office.hours.describe() == f"Jumat {hours.replace(':', '.').replace('-', '–').replace(', ', ' dan ')} WITA"
        )
        return
    with pytest.raises(ValidationError, match="harus jam buka"):
        OfficeSettings(**values)


def test_a_heartbeat_address_is_checked_and_never_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_HEALTH__HEARTBEAT_URL", "hc-ping.com/rahasia")
    with pytest.raises(Trouble) as caught:
        load_settings()
    assert "health.heartbeat_url: harus alamat" in str(caught.value)
    assert "rahasia" not in str(caught.value)
    monkeypatch.setenv("BOT_HEALTH__HEARTBEAT_URL", "https://hc-ping.com/rahasia")
    assert "rahasia" not in repr(load_settings())


@pytest.mark.parametrize("token", ["abc", "'123:abc'", "123: abc", "123:", "bot123:abc", "123:abc\n"])
def test_a_token_that_cannot_be_one_is_reported_before_anybody_is_asked(token: str) -> None:
    with pytest.raises(Trouble, match="tidak benar bentuknya"):
        token_of(TelegramSettings(token=SecretStr(token)))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "tidak bisa dibaca (tidak ada di sini)"),
        (b"", "Token Telegram belum ada"),
        (b"abc", "tidak benar bentuknya"),
        (b"\xff\xfe1\x00", "berisi selain token"),
    ],
)
def test_a_token_file_that_holds_no_token_is_reported(content: bytes | None, message: str, tmp_path: Path) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Misconfigured) as caught:
        token_of(TelegramSettings(token_file=file))
    assert message in str(caught.value)


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
        inner = part(Settings, name)
        assert inner is not None
        block = text[text.index(f"# {name}:\n") :].split("\n\n")[0]
        (row,) = yaml.safe_load(block.replace("# ", ""))[name]
        assert sorted(row) == sorted(inner.model_fields)
