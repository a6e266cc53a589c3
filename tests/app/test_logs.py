"""What goes wrong is told with its place and kind, and without anybody's words or secrets."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest
import structlog

from bot.logs import set_up_logs, told

TOKEN = "123456789:AAEabcdefghijklmnopqrstuvwxyz12345"
WORDS = "kata-rahasia-warga"


def a_fault(kind: str) -> None:
    if kind == "key":
        {}[WORDS]
    if kind == "number":
        int(WORDS)
    if kind == "letters":
        (WORDS + "é").encode("ascii")
    if kind == "chained":
        try:
            int(WORDS)
        except ValueError as error:
            raise OSError(f"https://api.telegram.org/bot{TOKEN}/sendMessage") from error
    if kind == "group":
        raise ExceptionGroup("both", [KeyError(WORDS), ValueError(WORDS)])


@pytest.mark.parametrize("kind", ["key", "number", "letters", "chained", "group"])
def test_a_traceback_names_place_and_kind_and_nobodys_words(kind: str):
    with pytest.raises(Exception) as caught:
        a_fault(kind)
    text = told(caught.value)
    assert WORDS not in text
    assert TOKEN not in text
    assert "in a_fault" in text
    assert "Error" in text


@pytest.mark.parametrize("style", ["text", "json"])
def test_log_lines_with_an_exception_hold_none_either(style: str, capsys: pytest.CaptureFixture[str]):
    before = (sys.excepthook, logging.getLogger().handlers[:])
    set_up_logs(style, "info")
    try:
        for kind in ("number", "chained"):
            try:
                a_fault(kind)
            except (ValueError, OSError):
                structlog.get_logger(style).exception("a rule failed", inbox=7)
                logging.getLogger("library").exception("something else")
    finally:
        sys.excepthook = before[0]
        logging.getLogger().handlers[:] = before[1]
        structlog.reset_defaults()
    text = capsys.readouterr().err
    assert text.count("a_fault") >= 4
    assert WORDS not in text
    assert TOKEN not in text


def test_a_crash_that_nobody_caught_leaves_no_words_on_the_screen():
    code = f"from bot.logs import set_up_logs; set_up_logs('text', 'info'); int({WORDS!r})"
    end = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert end.returncode == 1
    assert "ValueError: (withheld" in end.stderr
    # the line of code itself is shown, and no value
    assert end.stderr.count(WORDS) == end.stderr.count(f"int({WORDS!r})")
