"""Printing what may hold people's words, so that none of them steers the terminal."""

from __future__ import annotations

import io

import click

from bot.printable import printable

AS_MODULE = "python -m bot"
"""How the program is called in a checkout. Sentences name it so; where it is installed, only its own name works."""


def as_called(text: str) -> str:
    """Return the text with commands as they are typed here."""
    return text.replace(AS_MODULE, click.get_current_context().find_root().info_name or AS_MODULE)


def echo(text: str = "", *, nl: bool = True, err: bool = False) -> None:
    """Print the text with control characters written out."""
    click.echo(printable(text), nl=nl, err=err)


def show_qr(text: str) -> None:
    """Draw the text as a QR code on standard error."""
    import segno  # few commands draw one, and all import this module

    picture = io.StringIO()
    segno.make(text, error="m").terminal(picture, compact=True, border=2)
    click.echo(picture.getvalue(), err=True)
