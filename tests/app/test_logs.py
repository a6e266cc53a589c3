"""Errors are logged with their place and kind, and without residents' texts or secrets."""

from __future__ import annotations

import logging
import re
import subprocess
import sys

import pytest
import structlog

from bot.logs import describe_error, redact, set_up_logs

TOKEN = "123456789:AAEabcdefghijklmnopqrstuvwxyz12345"
WORDS = "kata-rahasia-warga"


def a_fault(kind: str) -> None:
    if kind == "key":
        _: object = dict[str, str]()[WORDS]
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
def test_a_traceback_names_place_and_kind_and_nobodys_words(kind: str) -> None:
    with pytest.raises(Exception) as caught:
        a_fault(kind)
    text = describe_error(caught.value)
    assert WORDS not in text
    assert TOKEN not in text
    assert "in a_fault" in text
    assert "Error" in text


@pytest.mark.parametrize("style", ["text", "json"])
def test_log_lines_with_an_exception_hold_none_either(style: str, capsys: pytest.CaptureFixture[str]) -> None:
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


def test_a_crash_that_nobody_caught_leaves_no_words_on_the_screen() -> None:
    code = f"from bot.logs import set_up_logs; set_up_logs('text', 'info'); int({WORDS!r})"
    end = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert end.returncode == 1
    assert "ValueError: (withheld" in end.stderr
    # the line of code itself is shown, and no value
    assert end.stderr.count(WORDS) == end.stderr.count(f"int({WORDS!r})")


@pytest.mark.parametrize("style", ["text", "json"])
def test_every_line_has_its_time_with_the_zone(style: str) -> None:
    code = (
        f"import logging, structlog; from bot.logs import set_up_logs; set_up_logs({style!r}, 'info');"
        "structlog.get_logger().warning('ours'); logging.getLogger('library').warning('theirs')"
    )
    end = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"TZ": "Asia/Makassar"}
    )
    ours, theirs = end.stderr.splitlines()
    for line in (ours, theirs):
        assert re.search(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00", line)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("postgresql://bot:sandi@server/nama", "postgresql://bot:***@server/nama"),
        ("postgresql://bot:sandi@rahasia2@server/nama", "postgresql://bot:***@server/nama"),
        ("postgresql://:s/a:n@di%@server:5432/nama gagal", "postgresql://:***@server:5432/nama gagal"),
        ("https://api.telegram.org:443/x", "https://api.telegram.org:443/x"),
    ],
)
def test_no_part_of_a_password_in_an_address_is_logged(written: str, shown: str) -> None:
    assert redact(written) == shown
