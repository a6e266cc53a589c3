"""python -m bot init, check, doctor: from a token to the first invitation, and what would keep the bot from working."""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import subprocess
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
from bot.app.people.first_settings import QUESTIONS, Prompt, Refused, write
from bot.channels.telegram.token import token_of
from bot.cli.common import PATH, Command, Context, echo, json_option, shipped_file, show_invitation
from bot.helpdesk.model.errors import Misconfigured, Trouble
from bot.logs import set_up_logs
from bot.settings import Settings, TelegramSettings
from bot.settings.load import OWN_FILE, chosen_file
from bot.settings.model import TELEGRAM
from bot.storage.backup.backup import take_backup
from bot.storage.backup.restore import rehearse
from bot.storage.database.upgrade import is_unused, open_for_bot

TOKEN_VARIABLE, BASE_VARIABLE = "BOT_TELEGRAM__TOKEN", "BOT_TELEGRAM__BASE_URL"
NO_TOKEN = f"Token belum ada. Tulis di sebuah berkas dan pakai --token-file, atau isi {TOKEN_VARIABLE}."
NEXT = """
Berikutnya:
  1. Jalankan bot:  python -m bot run
  2. Kirim tautan di atas kepada petugas; ia membukanya di Telegram-nya dan menekan Mulai.
  3. Coba sebagai warga: buka {bot}?start={village} lalu tanya "berapa biaya paspor".
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
    """Menyiapkan satu folder (pengaturan, token, FAQ, basis data, cadangan) dan undangan petugas pertama.

    Bertanya satu per satu, atau lewat pilihan. Folder itu ~/tanya-pimpasa-data, atau tempat --config. Pengaturan yang
    sudah ada, juga ./config.yaml, tidak diubah.
    """
    set_up_logs("text", "warning")
    path = Path(chosen_file(context.config) or OWN_FILE).expanduser().absolute()
    if path.exists():
        echo(f"{path} sudah ada dan tidak diubah.", err=True)
    else:
        base = _server(base_url, token_file)
        answers = _answers(token_file, base, given)
        write(answers, base, path)
        with suppress(OSError):  # moved: a second copy would be one more to keep secret
            if token_file and not token_file.samefile(path.parent / "token"):
                token_file.unlink()
        echo(f"Pengaturan dan data ada di {path.parent}; hanya Anda yang bisa membacanya.", err=True)
    settings = context.settings
    links = asyncio.run(_first_steps(settings, context.now))
    if not links:
        echo("Semua petugas sudah bergabung. Jalankan: python -m bot run", err=True)
        return
    for officer in (one for one in settings.officers if one.id in links):
        show_invitation(links[officer.id], f"{officer.name} ({officer.id})")
    address = links.popitem()[1].partition("?")[0]
    echo(NEXT.format(bot=address, village=settings.villages[0].id if settings.villages else ""), err=True)


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
                if token_file:
                    answers["token"] = token_of(TelegramSettings(token_file=token_file))
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


async def _first_steps(settings: Settings, now: datetime) -> dict[str, str]:
    """Make FAQ folder, database and first backup where no bot has run, and invitations for two officers, by id."""
    from bot.app.people.invitations import VALID, invited, not_joined

    url, folder = settings.database.get_secret_value(), settings.backup.folder
    if await is_unused(url):
        await copy_on_first_start(settings)
        await (await open_for_bot(url, folder, now))[0].close()
        if folder:  # that it can be written and restored is known before it is needed
            await rehearse((await take_backup(url, folder, now)).path, now)
    absent = await not_joined(settings)
    return await invited(settings, now + VALID, *absent[:2])


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
            echo(f"{SIGNS[one.level]} {one.probe}: {one.text}")
            if one.mend:
                echo(f"    → {one.mend}")
        wrong, warned = (sum(one.level is level for one in findings) for level in (Grade.ERROR, Grade.WARNING))
        echo(f"{wrong} salah, {warned} peringatan." if wrong or warned else "Semua baik.")
    sys.exit(0 if sound(findings) else 1)


@click.command("install-service", cls=Command)
@click.option("--print", "shown", is_flag=True, help="Hanya menunjukkan apa yang akan dikerjakan, dan satuannya.")
def install_service(context: Context, shown: bool) -> None:
    """Memasang bot sebagai layanan systemd (pengguna, folder, satuan), atau memperbarui programnya; perlu sudo."""
    script, unit = (shipped_file(f"deploy/{name}") for name in ("install-service.sh", "tanya-pimpasa.service"))
    data = Path(chosen_file(context.config) or "").absolute().parent
    words = ["sh", *map(str, (script, sys.executable, data, unit))]
    if shown:
        click.echo("\n".join([f"# {shlex.join(words)}", script.read_text("utf-8"), unit.read_text("utf-8")]))
    elif subprocess.run(words if os.getuid() == 0 else ["sudo", *words], check=False).returncode:  # noqa: S603
        raise Trouble("Layanan belum terpasang; sebabnya di atas. Sesudah diperbaiki, ulangi perintah ini.")
