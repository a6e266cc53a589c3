"""python -m bot init, check, doctor: from a token to the first invitation, and what would keep the bot from working."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import click
from pydantic import ValidationError

from bot import clock
from bot.app.doctor import Finding, Level, examine, sound
from bot.app.first_faq import copy_on_first_start
from bot.app.people.first_settings import QUESTIONS, Question, Refused, settings_from, write
from bot.cli.common import Command, Context, as_called, echo, show_invitation
from bot.helpdesk.model.errors import Misconfigured, Trouble
from bot.helpdesk.texts.system_errors import why_not
from bot.logs import set_up_logs
from bot.settings import Settings, TelegramSettings, load_settings
from bot.settings.load import chosen_file
from bot.settings.model import TELEGRAM
from bot.storage.database.upgrade import is_unused, open_for_bot

DRAFT = ".init-jawaban.json"
"""Answers of an `init` that was broken off, beside the settings file and for its user alone."""
TOKEN_VARIABLE, BASE_VARIABLE = "BOT_TELEGRAM__TOKEN", "BOT_TELEGRAM__BASE_URL"
NEXT = """
Berikutnya:
  1. Jalankan bot:  python -m bot run
  2. Kirim tautan di atas kepada petugas; ia membukanya di Telegram-nya dan menekan Mulai.
  3. Coba sebagai warga: buka https://t.me/{bot}?start={village} lalu tanya "berapa biaya paspor".
  4. Periksa kapan saja, dari terminal lain:  python -m bot doctor"""


@click.command(cls=Command)
@click.option("--token-file", metavar="BERKAS", type=click.Path(path_type=Path), help="Berkas yang isinya hanya token.")
@click.option("--base-url", metavar="URL", help="Server Bot API lain (bawaan: Telegram).")
@click.option("--office", metavar="NAMA", help="Nama kantor.")
@click.option("--timezone", metavar="ZONA", help="WIB, WITA, atau WIT.")
@click.option("--hours", metavar="JAM", help='Jam buka Senin–Kamis, mis. "08:00-16:00".')
@click.option("--friday", metavar="JAM", help='Jam buka Jumat, mis. "08:00-11:30, 13:30-16:30".')
@click.option("--village", metavar="NAMA", help="Desa binaan pertama.")
@click.option("--district", metavar="NAMA", help="Kecamatannya.")
@click.option("--regency", metavar="NAMA", help="Kabupatennya.")
@click.option("--officer", metavar="NAMA", help="Nama petugas desa itu.")
@click.pass_obj
def init(context: Context, /, token_file: Path | None, base_url: str | None, **given: str | None) -> None:
    """Menyiapkan config.yaml, basis data, dan undangan petugas pertama; bertanya satu per satu, atau lewat pilihan.

    Bila terhenti, jalankan lagi: yang sudah dijawab tidak ditanyakan lagi. config.yaml yang sudah ada tidak diubah.
    """
    set_up_logs("text", "warning")
    path = Path(context.config or os.environ.get("BOT_CONFIG") or "config.yaml")
    if path.exists():
        settings = load_settings(str(path))
        echo(f"{path} sudah ada dan tidak diubah.", err=True)
    else:
        base = _server(base_url, token_file)
        answers = _answers(Draft(path.with_name(DRAFT)), token_file, base, given)
        write(settings_from(answers, base, token_file.absolute() if token_file else None), path)
        settings = load_settings(str(path))
        if token_file:
            _close(token_file)
        path.with_name(DRAFT).unlink(missing_ok=True)
        echo(f"Pengaturan ditulis ke {path}; hanya Anda yang bisa membacanya.", err=True)
    name, link = asyncio.run(_first_steps(settings, clock.now()))
    if link is None:
        echo(as_called("Semua petugas sudah bergabung. Jalankan: python -m bot run"), err=True)
        return
    show_invitation(link, "petugas itu")
    echo(as_called(NEXT).format(bot=name, village=settings.villages[0].id if settings.villages else ""), err=True)


def _close(token_file: Path) -> None:
    """Take others' rights to a file away that a person has just made; `check` says where that cannot be done."""
    with suppress(OSError):
        if (mode := token_file.stat().st_mode) & stat.S_IRWXO:
            token_file.chmod(stat.S_IMODE(mode) & ~(stat.S_IRWXG | stat.S_IRWXO))


class Draft:
    """What was answered so far, kept after each answer so that nothing is lost."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.answers: dict[str, str] = {}
        try:
            found = json.loads(path.read_text("utf-8"))
            self.answers = {str(name): str(value) for name, value in found.items()}
        except (OSError, ValueError, AttributeError):
            return  # there is none, or nobody can read it: everything is asked
        echo(f"Melanjutkan; yang sudah dijawab tidak ditanyakan lagi (dari awal: hapus {path}).", err=True)

    def keep(self, name: str, value: str) -> None:
        """Note an answer. Raises Trouble."""
        self.answers[name] = value
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(self.answers, file, ensure_ascii=False)
        except OSError as error:
            raise Trouble(
                f"Folder {self._path.parent.absolute()} tidak bisa ditulis ({why_not(error)}). Periksa izinnya.", error
            ) from error


def _answers(draft: Draft, token_file: Path | None, base_url: str, given: dict[str, str | None]) -> dict[str, str]:
    """Collect every answer: from the options, from before, or asked at a terminal. Raises Trouble with all faults."""
    answers, faults = dict(draft.answers), []
    elsewhere = token_file is not None or bool(os.environ.get(TOKEN_VARIABLE))
    for question in QUESTIONS:
        typed = given.get(question.name)
        if question.secret and elsewhere:
            _known_elsewhere(base_url, token_file)
        elif typed is not None:
            try:
                answers[question.name] = question.read(typed)
            except Refused as error:
                faults.append(f"--{question.name}: {error}")
        elif question.name not in answers:
            if sys.stdin.isatty():
                draft.keep(question.name, _asked(question, base_url))
                answers[question.name] = draft.answers[question.name]
            elif question.default is not None:
                answers[question.name] = question.default
            else:
                faults.append(_missing(question))
    if faults:
        raise Trouble("\n".join(faults))
    return answers


def _server(base_url: str | None, token_file: Path | None) -> str:
    """Return the Bot API server's address. Raises Trouble for one that cannot be, and for two places of the token."""
    if token_file and os.environ.get(TOKEN_VARIABLE):
        raise Trouble(f"Token ada di dua tempat. Pakai --token-file atau {TOKEN_VARIABLE}, salah satu saja.")
    try:
        return TelegramSettings(base_url=base_url or os.environ.get(BASE_VARIABLE) or TELEGRAM).base_url
    except ValidationError as error:
        raise Trouble("--base-url: harus alamat yang diawali http:// atau https://.", error) from error


def _missing(question: Question) -> str:
    if question.secret:
        return f"Token belum ada. Tulis di sebuah berkas dan pakai --token-file, atau isi {TOKEN_VARIABLE}."
    return f"--{question.name}: wajib diisi, karena tidak ada terminal untuk bertanya."


def _known_elsewhere(base_url: str, token_file: Path | None) -> None:
    values = {"token_file": token_file} if token_file else {"token": os.environ[TOKEN_VARIABLE]}
    _greet(TelegramSettings.model_validate({"base_url": base_url, **values}))


def _asked(question: Question, base_url: str) -> str:
    """Ask until the answer can be used. Raises Trouble where that is not the answer's fault."""
    while True:
        typed = click.prompt(
            question.words,
            default=question.default,
            hide_input=question.secret,
            show_default=bool(question.default),
            err=True,
        )
        try:
            answer = question.read(typed)
            if question.secret:
                _greet(TelegramSettings.model_validate({"base_url": base_url, "token": answer}))
            return answer
        except (Refused, Misconfigured) as error:
            echo(str(error), err=True)


def _greet(telegram: TelegramSettings) -> None:
    """Ask Telegram whose token it is. Raises Misconfigured, Trouble."""
    from bot.channels.telegram.connect import bot_name  # half a second to import, and `check` does without

    echo(f"Token benar: bot ini bernama @{asyncio.run(bot_name(telegram))}.", err=True)


async def _first_steps(settings: Settings, now: datetime) -> tuple[str, str | None]:
    """Make FAQ folder and database where they are missing; the bot's name, and the first missing officer's link."""
    from bot.app.people.invitations import not_joined, officer_invited
    from bot.channels.telegram.connect import bot_name

    url = settings.database.get_secret_value()
    if await is_unused(url):
        await copy_on_first_start(settings)
        await (await open_for_bot(url, settings.backup.folder, now))[0].close()
    absent = await not_joined(settings)
    name = await bot_name(settings.telegram)
    return name, await officer_invited(settings, absent[0], now) if absent else None


SIGNS = {Level.FINE: "✓", Level.WARNING: "!", Level.ERROR: "✗"}


@click.command(cls=Command)
@click.pass_obj
def check(context: Context) -> None:
    """Memeriksa pengaturan dan berkas di komputer ini, tanpa jaringan; status 1 bila ada yang salah."""
    _show(asyncio.run(examine(chosen_file(context.config), clock.now(), everything=False)))


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="Untuk program.")
@click.pass_obj
def doctor(context: Context, as_json: bool) -> None:
    """Memeriksa semuanya, juga basis data, cadangan, isi FAQ, dan Telegram; tidak mengubah apa pun."""
    findings = asyncio.run(examine(chosen_file(context.config), clock.now(), everything=True))
    if as_json:
        rows = [
            {"probe": one.probe, "level": one.level.value, "text": one.text, "mend": one.mend or None}
            for one in findings
        ]
        click.echo(json.dumps({"ok": sound(findings), "findings": rows}, ensure_ascii=False, indent=2))
        sys.exit(0 if sound(findings) else 1)
    _show(findings)


def _show(findings: list[Finding]) -> None:
    for one in findings:
        echo(f"{SIGNS[one.level]} {one.probe}: {as_called(one.text)}")
        if one.mend:
            echo(f"    → {as_called(one.mend)}")
    wrong = sum(one.level is Level.ERROR for one in findings)
    warned = sum(one.level is Level.WARNING for one in findings)
    echo(f"{wrong} salah, {warned} peringatan." if wrong or warned else "Semua baik.")
    sys.exit(0 if sound(findings) else 1)
