"""People's words steer neither a terminal nor a log."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest
import structlog
from click.testing import CliRunner

from bot.cli.common import echo
from bot.logs import set_up_logs
from bot.printable import printable
from tests.channels.test_cleaning import KEPT
from tests.tables import each_line

CLI = Path(__file__).parents[1] / "bot" / "cli"
ESCAPES = {
    "an escape": ("\x1b[2J", "\\u001b[2J"),
    "a C1 code": ("\x9b2J", "\\u009b2J"),
    "delete and backspace": ("\x7f\x08", "\\u007f\\b"),
    "a carriage return": ("utuh\rsalah", "utuh\\rsalah"),
    "text turned around": ("\u202e\u2066\u061c", "\\u202e\\u2066\\u061c"),
    "our own marks": ("\ue000", "\\ue000"),
    "hidden tags": ("\U000e0041", "\\udb40\\udc41"),
    "half an emoji": ("\ud83d", "\\ud83d"),
}
SHOWS_WORDS = ("questions.py", "reports.py", "publish.py", "main.py", "people.py")
"""The commands that print what somebody wrote, or an error that may quote it."""


@each_line(("text", "shown"), ESCAPES.values())
def test_what_steers_a_terminal_is_written_out(text: str, shown: str) -> None:
    assert printable(text) == shown
    if text != "\ud83d":
        written = json.dumps({"text": text}, ensure_ascii=False)
        assert json.loads(printable(written)) == {"text": text}


@each_line("text", [text for name, text in KEPT.items() if name != "the flag of a region"])
def test_what_people_write_is_printed_as_it_is(text: str) -> None:
    assert printable(text) == text


def test_a_command_prints_no_escape() -> None:
    @click.command()
    def show() -> None:
        echo("nama: \x1b]0;judul\x07Siti\nbaris dua")

    assert CliRunner().invoke(show).output == "nama: \\u001b]0;judul\\u0007Siti\nbaris dua\n"


@each_line("name", SHOWS_WORDS)
def test_commands_that_show_words_print_through_the_filter(name: str) -> None:
    assert not re.search(r"click\.echo|\bprint\(", (CLI / name).read_text("utf-8"))


def test_a_log_line_holds_no_escape(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("text", "info")
    structlog.get_logger().info("case refused", officer="budi\x1b[31m\x9b")
    assert "budi\\u001b[31m\\u009b" in capsys.readouterr().err
