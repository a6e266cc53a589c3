"""The commands: tanya-pimpasa …, or python -m bot …; status 0 done, 1 problems found or work failed, 2 wrong usage.

click's own sentences are Indonesian: a catalogue in the place of its gettext functions, whose own catalogues are binary
files that the environment chooses.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click
from click import core, decorators, exceptions, formatting, parser, shell_completion, termui, types, utils

from bot import __version__
from bot.cli.common import CommandGroup, NotStarted, as_called, echo
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts.operator import what_failed
from bot.logs import set_up_logs

CATALOGUE: dict[str, str] = json.loads(Path(__file__).with_name("click.json").read_text("utf-8"))
"""What click says to people here, and our words for it; of those with a plural the singular, for ours have one form."""

for _module in (core, decorators, exceptions, formatting, parser, shell_completion, termui, types, utils):
    for _name in {"_", "ngettext"} & vars(_module).keys():
        setattr(_module, _name, lambda text, *_: CATALOGUE.get(text, text))

COMMANDS = {
    "bot.cli.setup": ("init", "check", "doctor", "install-service"),
    "bot.cli.run": ("run",),
    "bot.cli.demo": ("demo",),
    "bot.cli.questions": ("ask",),
    "bot.cli.faq": ("faq",),
    "bot.cli.publish": ("staff-page",),
    "bot.cli.data": ("ledger", "audit", "backup", "restore", "move", "upgrade"),
    "bot.cli.people": ("officer", "region", "staff", "observer"),
    "bot.cli.reports": ("warnings", "poster", "report"),
}
"""Every command, by the module that it stands in."""
PROGRAM = "tanya-pimpasa"
"""The name of the distribution, and of the console script."""
CONFIG_STATUS = 78
"""The exit status of `run` on what a restart cannot mend (EX_CONFIG of sysexits.h): a supervisor leaves it off."""
PRIVATE = 0o077
"""The umask: whatever a command or a process that it starts writes is for its user alone."""


@click.group(cls=CommandGroup, modules=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
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
        echo(as_called(str(error), called), err=True)
        sys.exit(CONFIG_STATUS if isinstance(error, NotStarted) else 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:  # of a file or a disk that no sentence of its own names
        echo(f"{what_failed(error)}. Periksa disk, nama, dan izinnya.", err=True)
        sys.exit(1)
