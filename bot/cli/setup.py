"""python -m bot init, check, doctor: from a token to the first invitation, and what would keep the bot from working."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import click
from pydantic import ValidationError

from bot import clock
from bot.app.doctor import Diagnosis, Grade, examine, sound
from bot.app.faq.shipped import copy_on_first_start
from bot.app.people.first_settings import QUESTIONS, Prompt, Refused, settings_from, write
from bot.cli.common import PATH, Command, Context, as_called, echo, json_option, show_invitation
from bot.helpdesk.model.errors import Misconfigured, Trouble
from bot.logs import set_up_logs
from bot.settings import Settings, TelegramSettings, load_settings
from bot.settings.load import chosen_file
from bot.settings.model import TELEGRAM
from bot.storage.database.upgrade import is_unused, open_for_bot

TOKEN_VARIABLE, BASE_VARIABLE = "BOT_TELEGRAM__TOKEN", "BOT_TELEGRAM__BASE_URL"
NO_TOKEN = f"Token belum ada. Tulis di sebuah berkas dan pakai --token-file, atau isi {TOKEN_VARIABLE}."
NEXT = """
Berikutnya:
  1. Jalankan bot:  python -m bot run
  2. Kirim tautan di atas kepada petugas; ia membukanya di Telegram-nya dan menekan Mulai.
  3. Coba sebagai warga: buka https://t.me/{bot}?start={village} lalu tanya "berapa biaya paspor".
  4. Periksa kapan saja, dari terminal lain:  python -m bot doctor"""


def _asked_options(command: Callable[..., None]) -> Callable[..., None]:
    """Let every question of `init` but the secret one be answered by an option, too."""
    for question in reversed(QUESTIONS):
        if not question.secret:
            command = click.option(f"--{question.name}", metavar="ISI", help=f"{question.words}.")(command)
    return command


@click.command(cls=Command)
@click.option("--token-file", metavar="BERKAS", type=PATH, help="Berkas yang isinya hanya token.")
@click.option("--base-url", metavar="URL", help="Server Bot API lain (bawaan: Telegram).")
@_asked_options
def init(context: Context, /, token_file: Path | None, base_url: str | None, **given: str | None) -> None:
    """Menyiapkan config.yaml, basis data, dan undangan petugas pertama; bertanya satu per satu, atau lewat pilihan.

    config.yaml yang sudah ada tidak diubah.
    """
    set_up_logs("text", "warning")
    path = Path(context.config or os.environ.get("BOT_CONFIG") or "config.yaml")
    if path.exists():
        echo(f"{path} sudah ada dan tidak diubah.", err=True)
    else:
        base = _server(base_url, token_file)
        answers = _answers(token_file, base, given)
        write(settings_from(answers, base, token_file.absolute() if token_file else None), path)
        if token_file:
            with suppress(OSError):  # others' rights to a file that a person has just made; `check` says what is left
                if (mode := token_file.stat().st_mode) & stat.S_IRWXO:
                    token_file.chmod(stat.S_IMODE(mode) & ~(stat.S_IRWXG | stat.S_IRWXO))
        echo(f"Pengaturan ditulis ke {path}; hanya Anda yang bisa membacanya.", err=True)
    settings = load_settings(str(path))
    name, link = asyncio.run(_first_steps(settings, clock.now()))
    if link is None:
        echo(as_called("Semua petugas sudah bergabung. Jalankan: python -m bot run"), err=True)
        return
    show_invitation(link, "petugas itu")
    echo(as_called(NEXT).format(bot=name, village=settings.villages[0].id if settings.villages else ""), err=True)


def _server(base_url: str | None, token_file: Path | None) -> str:
    """Return the Bot API server's address. Raises Trouble for one that cannot be, and for two places of the token."""
    if token_file and os.environ.get(TOKEN_VARIABLE):
        raise Trouble(f"Token ada di dua tempat. Pakai --token-file atau {TOKEN_VARIABLE}, salah satu saja.")
    try:
        return TelegramSettings(base_url=base_url or os.environ.get(BASE_VARIABLE) or TELEGRAM).base_url
    except ValidationError as error:
        raise Trouble("--base-url: harus alamat yang diawali http:// atau https://.", error) from error


def _answers(token_file: Path | None, base_url: str, given: dict[str, str | None]) -> dict[str, str]:
    """Collect every answer: from the options, or asked at a terminal. Raises Trouble with all faults."""
    answers: dict[str, str] = {}
    faults = []
    known = {"token_file": token_file} if token_file else {"token": os.environ.get(TOKEN_VARIABLE, "")}
    for question in QUESTIONS:
        typed = given.get(question.name)
        try:
            if question.secret and any(known.values()):
                _greet(base_url, known)
            elif typed is not None:
                answers[question.name] = question.read(typed)
            elif sys.stdin.isatty():
                answers[question.name] = _asked(question, base_url)
            elif question.default is not None:
                answers[question.name] = question.default
            elif question.secret:
                faults.append(NO_TOKEN)
            else:
                faults.append(f"--{question.name}: wajib diisi, karena tidak ada terminal untuk bertanya.")
        except Refused as error:
            faults.append(f"--{question.name}: {error}")
    if faults:
        raise Trouble("\n".join(faults))
    return answers


def _asked(question: Prompt, base_url: str) -> str:
    """Ask until the answer can be used. Raises Trouble where that is not the answer's fault."""
    default, secret = question.default, question.secret
    while True:
        typed = click.prompt(question.words, default, hide_input=secret, show_default=bool(default), err=True)
        try:
            answer = question.read(typed)
            if question.secret:
                _greet(base_url, {"token": answer})
            return answer
        except (Refused, Misconfigured) as error:
            echo(str(error), err=True)


def _greet(base_url: str, token: Mapping[str, object]) -> None:
    """Ask Telegram whose token it is. Raises Misconfigured, Trouble."""
    from bot.channels.telegram.connect import bot_name  # half a second to import, and `check` does without

    name = asyncio.run(bot_name(TelegramSettings.model_validate({"base_url": base_url, **token})))
    echo(f"Token benar: bot ini bernama @{name}.", err=True)


async def _first_steps(settings: Settings, now: datetime) -> tuple[str, str | None]:
    """Make FAQ folder and database where they are missing; the bot's name, and the first missing officer's link."""
    from bot.app.people.invitations import VALID, invited, not_joined
    from bot.channels.telegram.connect import bot_name

    url = settings.database.get_secret_value()
    if await is_unused(url):
        await copy_on_first_start(settings)
        await (await open_for_bot(url, settings.backup.folder, now))[0].close()
    absent = await not_joined(settings)
    name = await bot_name(settings.telegram)
    links = await invited(settings, now + VALID, absent[0]) if absent else {}
    return name, next(iter(links.values()), None)


SIGNS = {Grade.FINE: "✓", Grade.WARNING: "!", Grade.ERROR: "✗"}


@click.command(cls=Command)
def check(context: Context) -> None:
    """Memeriksa pengaturan dan berkas di komputer ini, tanpa jaringan; status 1 bila ada yang salah."""
    _show(asyncio.run(examine(chosen_file(context.config), clock.now(), everything=False)), as_json=False)


@click.command(cls=Command)
@json_option
def doctor(context: Context, as_json: bool) -> None:
    """Memeriksa semuanya, juga basis data, cadangan, isi FAQ, dan Telegram; tidak mengubah apa pun."""
    _show(asyncio.run(examine(chosen_file(context.config), clock.now(), everything=True)), as_json=as_json)


def _show(findings: list[Diagnosis], *, as_json: bool) -> None:
    if as_json:
        rows = [{"probe": o.probe, "level": o.level.value, "text": o.text, "mend": o.mend or None} for o in findings]
        click.echo(json.dumps({"ok": sound(findings), "findings": rows}, ensure_ascii=False, indent=2))
    else:
        for one in findings:
            echo(f"{SIGNS[one.level]} {one.probe}: {as_called(one.text)}")
            if one.mend:
                echo(f"    → {as_called(one.mend)}")
        wrong, warned = (sum(one.level is level for one in findings) for level in (Grade.ERROR, Grade.WARNING))
        echo(f"{wrong} salah, {warned} peringatan." if wrong or warned else "Semua baik.")
    sys.exit(0 if sound(findings) else 1)
