"""python -m bot check, doctor: what would keep the bot from working, each with its mend, before it harms anybody."""

from __future__ import annotations

import asyncio
import json
import sys

import click

from bot import clock
from bot.app.diagnosis.gather import everything, offline
from bot.app.diagnosis.probes import Finding, Level, examined, sound
from bot.cli.command import Command, Context
from bot.cli.safe_print import as_called, echo
from bot.config_file import chosen_file

SIGNS = {Level.FINE: "✓", Level.WARNING: "!", Level.ERROR: "✗"}


@click.command(cls=Command)
@click.pass_obj
def check(context: Context) -> None:
    """Memeriksa pengaturan dan berkas di komputer ini, tanpa jaringan; status 1 bila ada yang salah."""
    _show(examined(offline(chosen_file(context.config), clock.now())))


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="Untuk program.")
@click.pass_obj
def doctor(context: Context, as_json: bool) -> None:
    """Memeriksa semuanya, juga basis data, cadangan, isi FAQ, dan Telegram; tidak mengubah apa pun."""
    findings = examined(asyncio.run(everything(chosen_file(context.config), clock.now())))
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
