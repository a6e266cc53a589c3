"""Printing what may hold people's words, so that none of them steers the terminal."""

from __future__ import annotations

import click

from bot.printable import printable


def echo(text: str = "", *, nl: bool = True, err: bool = False) -> None:
    """`click.echo` of the text with control characters written out."""
    click.echo(printable(text), nl=nl, err=err)
