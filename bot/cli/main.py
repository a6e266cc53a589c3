"""The commands: tanya-pimpasa …, or python -m bot …; status 0 done, 1 problems found or work failed, 2 wrong usage.

click's own sentences are Indonesian: a catalogue in the place of its gettext functions, whose own catalogues are binary
files that the environment chooses.
"""

from __future__ import annotations

import os
import sys

import click
from click import core, decorators, exceptions, formatting, parser, shell_completion, termui, types, utils

from bot import __version__
from bot.cli.common import AS_MODULE, Group, NotStarted, echo
from bot.helpdesk.model.errors import Trouble
from bot.logs import set_up_logs

CATALOGUE = {
    # help
    "Usage:": "Cara menulis:",
    "Options": "Pilihan",
    "Commands": "Perintah",
    "Positional arguments": "Isian",
    "Show this message and exit.": "Tampilkan bantuan ini.",
    "Show the version and exit.": "Tampilkan versi program.",
    "%(prog)s, version %(version)s": "%(prog)s %(version)s",
    "default: {default}": "bawaan: {default}",
    "(dynamic)": "(dihitung)",
    "env var: {var}": "variabel: {var}",
    "required": "wajib",
    "Choose from:\n\t{choices}": "Pilih dari:\n\t{choices}",
    "Choice({choices})": "Pilihan({choices})",
    "file": "berkas",
    "directory": "folder",
    "path": "tempat",
    # wrong usage
    "Error: {message}": "Salah: {message}",
    "Try '{command} {option}' for help.": "Bantuan: {command} {option}",
    "Missing command.": "Perintahnya belum ditulis.",
    "Missing argument": "Tulis",
    "Missing option": "Tulis",
    "Missing parameter": "Tulis",
    "Missing {param_type}": "Tulis {param_type}",
    "Missing parameter: {param_name}": "Tulis {param_name}",
    "No such command {name!r}.": "Perintah '{name}' tidak ada.",
    "No such option {name!r}.": "Pilihan {name} tidak ada.",
    "Did you mean {possibility}?": "Mungkin maksudnya: {possibility}.",
    "Option {name!r} does not take a value.": "Pilihan {name} ditulis tanpa nilai.",
    "Option {name!r} requires an argument.": "Pilihan {name} perlu nilai di belakangnya.",
    "Argument {name!r} takes {nargs} values.": "{name} perlu {nargs} nilai.",
    "Takes {nargs} values but 1 was given.": "Perlu {nargs} nilai.",
    "{len_type} values are required, but {len_value} was given.": "Perlu {len_type} nilai, bukan {len_value}.",
    "Got unexpected extra argument ({args})": "Ada yang tidak dikenal di belakang: {args}.",
    "Invalid value: {message}": "{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint}: {message}",
    "Value must be an iterable.": "Harus beberapa nilai.",
    "{value!r} is not {choice}.": "'{value}' bukan {choice}.",
    "{value!r} does not match the format {format}.": "'{value}' tidak ditulis seperti {format}.",
    "{value!r} is not a valid {number_type}.": "'{value}' bukan angka yang benar.",
    "{value} is not in the range {range}.": "{value} di luar batas {range}.",
    "{value!r} is not a valid boolean. Recognized values: {states}": "'{value}' bukan salah satu dari: {states}.",
    "{value!r} is not a valid UUID.": "'{value}' bukan UUID.",
    "{name} {filename!r} does not exist.": "{name} '{filename}' tidak ada.",
    "{name} {filename!r} is a file.": "{name} '{filename}' adalah berkas.",
    "{name} {filename!r} is a directory.": "{name} '{filename}' adalah folder.",
    "{name} {filename!r} is not readable.": "{name} '{filename}' tidak bisa dibaca.",
    "{name} {filename!r} is not writable.": "{name} '{filename}' tidak bisa ditulis.",
    "{name} {filename!r} is not executable.": "{name} '{filename}' tidak bisa dijalankan.",
    "Could not open file {filename!r}: {message}": "Berkas '{filename}' tidak bisa dibuka: {message}",
    "unknown error": "sebab tidak diketahui",
    # questions at the terminal
    "Aborted!": "Dibatalkan.",
    "Error: invalid input": "Salah: isian tidak bisa dipakai",
    "Error: The two entered values do not match.": "Salah: kedua isian tidak sama.",
    "Repeat for confirmation": "Tulis sekali lagi",
    "Do you want to continue?": "Lanjutkan?",
    "Confirm the action without prompting.": "Lakukan tanpa bertanya.",
    "Press any key to continue...": "Tekan tombol apa saja …",
    "Shell completion is not supported for Bash versions older than 4.4.": "Perlu Bash 4.4 atau lebih baru.",
    "Couldn't detect Bash version, shell completion is not supported.": "Versi Bash tidak diketahui.",
}
"""click's sentences and ours; of those with a plural the singular alone, for Indonesian has one form."""

_MODULES = (core, decorators, exceptions, formatting, parser, shell_completion, termui, types, utils)


def speak_indonesian() -> None:
    """Have click look up what it says in the catalogue."""
    for module in _MODULES:
        for name, ours in (("_", _say), ("ngettext", _count)):
            if hasattr(module, name):
                setattr(module, name, ours)


def _say(text: str) -> str:
    return CATALOGUE.get(text, text)


def _count(one: str, many: str, number: int) -> str:
    return CATALOGUE.get(one, one if number == 1 else many)


COMMANDS = {
    "init": ("bot.cli.setup", "init"),
    "check": ("bot.cli.setup", "check"),
    "doctor": ("bot.cli.setup", "doctor"),
    "run": ("bot.cli.run", "run"),
    "demo": ("bot.cli.demo", "demo"),
    "ask": ("bot.cli.questions", "ask"),
    "faq": ("bot.cli.faq", "faq"),
    "staff-page": ("bot.cli.staff_page", "staff_page"),
    "ledger": ("bot.cli.data", "ledger"),
    "audit": ("bot.cli.data", "audit"),
    "backup": ("bot.cli.data", "backup"),
    "restore": ("bot.cli.data", "restore"),
    "move": ("bot.cli.data", "move"),
    "upgrade": ("bot.cli.data", "upgrade"),
    "warnings": ("bot.cli.reports", "warnings"),
    "officer": ("bot.cli.people", "officer"),
    "region": ("bot.cli.people", "region"),
    "staff": ("bot.cli.people", "staff"),
    "observer": ("bot.cli.people", "observer"),
    "poster": ("bot.cli.reports", "poster"),
    "report": ("bot.cli.reports", "report"),
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
