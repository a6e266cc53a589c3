"""What click says of a command that was typed wrongly, in Indonesian; status 2 stays."""

from __future__ import annotations

import re
from typing import IO, Any

import click

_VALUE = r"Invalid value for '?(.+?)'?: "
_SENTENCES = (
    (r"Missing argument '?(.*?)'?\.", "Tulis {0}."),
    (r"Missing option '?(.*?)'?\.", "Tulis {0} dengan nilainya."),
    (r"Missing command\.", "Perintahnya belum ditulis."),
    (_VALUE + r"(.*) is not a valid integer(?: range)?\.", "{0}: {1} bukan bilangan bulat."),
    (_VALUE + r"(\S+) is not in the range (\S+?)<=x<=(\S+)\.", "{0}: {1} harus antara {2} dan {3}."),
    (r"No such command '(.*?)'\.(?: .*)?", "Perintah '{0}' tidak ada."),
    (r"No such option '(.*?)'\.(?: .*)?", "Pilihan {0} tidak ada."),
    (r"Option '(.*?)' does not take a value\.", "Pilihan {0} ditulis tanpa nilai."),
    (r"Option '(.*?)' requires an argument\.", "Pilihan {0} perlu nilai di belakangnya."),
    (r"Got unexpected extra arguments? \((.*)\)", "Ada yang tidak dikenal di belakang: {0}."),
)
"""click's own sentences, whole, and ours for each; what the commands themselves say is Indonesian already."""


def sentence_of(error: click.UsageError) -> str:
    """The error's sentence in Indonesian."""
    said = error.format_message()
    for pattern, sentence in _SENTENCES:
        if found := re.fullmatch(pattern, said, re.DOTALL):
            return sentence.format(*found.groups()) + _meant(error)
    return said


def _meant(error: click.UsageError) -> str:
    near = error.possibilities if isinstance(error, click.NoSuchOption | click.exceptions.NoSuchCommand) else None
    return f" Mungkin maksudnya: {', '.join(sorted(near))}." if near else ""


class WrongUsage(click.UsageError):
    """A usage error as staff read it: how the command is written, where help is, and what is wrong."""

    def __init__(self, error: click.UsageError) -> None:
        super().__init__(sentence_of(error), error.ctx)

    def show(self, file: IO[Any] | None = None) -> None:
        """Write it to `file`, or to stderr."""
        if self.ctx:
            path, pieces = self.ctx.command_path, " ".join(self.ctx.command.collect_usage_pieces(self.ctx))
            usage = pieces.replace("[OPTIONS]", "[PILIHAN]").replace("COMMAND [ARGS]...", "PERINTAH …")
            click.echo(f"Cara menulis: {path} {usage}\nBantuan: {path} --help\n", file=file, err=file is None)
        click.echo(f"Salah: {self.message}", file=file, err=file is None)
