"""The commands: tanya-pimpasa …, or python -m bot …; status 0 done, 1 problems found or work failed, 2 wrong usage."""

from __future__ import annotations

import os
import sys

import click

from bot import __version__
from bot.cli.command import Group, NotStarted
from bot.cli.indonesian import speak_indonesian
from bot.cli.safe_print import AS_MODULE, echo
from bot.helpdesk.model.errors import Trouble
from bot.logs import set_up_logs

COMMANDS = {
    "init": ("bot.cli.init", "init"),
    "check": ("bot.cli.doctor", "check"),
    "doctor": ("bot.cli.doctor", "doctor"),
    "run": ("bot.cli.run", "run"),
    "demo": ("bot.cli.demo", "demo"),
    "ask": ("bot.cli.ask", "ask"),
    "faq": ("bot.cli.faq", "faq"),
    "staff-page": ("bot.cli.staff_page", "staff_page"),
    "ledger": ("bot.cli.ledger", "ledger"),
    "audit": ("bot.cli.audit", "audit"),
    "backup": ("bot.cli.backup", "backup"),
    "restore": ("bot.cli.backup", "restore"),
    "move": ("bot.cli.backup", "move"),
    "upgrade": ("bot.cli.upgrade", "upgrade"),
    "warnings": ("bot.cli.warnings", "warnings"),
    "officer": ("bot.cli.officer", "officer"),
    "region": ("bot.cli.region", "region"),
    "staff": ("bot.cli.staff", "staff"),
    "observer": ("bot.cli.observer", "observer"),
    "poster": ("bot.cli.poster", "poster"),
    "report": ("bot.cli.report", "report"),
}
PROGRAM = "tanya-pimpasa"
"""The name of the distribution, and of the console script."""
CONFIG_STATUS = 78
"""The exit status of `run` on what a restart cannot mend (EX_CONFIG of sysexits.h): a supervisor leaves it off."""
PRIVATE = 0o077
"""The umask: whatever a command or a process that it starts writes is for its user alone."""

speak_indonesian()


class _Commands(Group):
    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS:
            ctx.fail(f"Perintah '{args[0]}' tidak ada. Yang ada: {', '.join(COMMANDS)}.")
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, modules=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name=PROGRAM, message="%(prog)s %(version)s", help="Tampilkan versi program.")
def cli() -> None:
    """Tanya PIMPASA: menjawab warga desa, meneruskan yang tidak diketahui kepada petugas."""
    set_up_logs("text", "info")


def main(called: str = PROGRAM) -> None:
    """Run a command; an error for a person is one Indonesian text and status 1, or 78 from `run`; no traceback."""
    os.umask(PRIVATE)
    try:
        cli(prog_name=called)
    except Trouble as error:
        echo(str(error).replace(AS_MODULE, called), err=True)
        sys.exit(CONFIG_STATUS if isinstance(error, NotStarted) else 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
