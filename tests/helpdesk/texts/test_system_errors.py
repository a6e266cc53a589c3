"""What the operating system refuses is told in Indonesian, whichever command or page meets it."""

from __future__ import annotations

import errno
import os
import re
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.common import write_file
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts.system_errors import REASONS, what_failed, why_not

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("number", REASONS, ids=lambda number: errno.errorcode[number])
def test_the_usual_refusals_have_words_of_ours(number: int) -> None:
    said = why_not(OSError(number, os.strerror(number)))
    assert re.fullmatch(r"[a-z ,-]+", said)
    assert set(said.split()) & set(os.strerror(number).lower().split()) <= {"disk"}


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk penuh"),
        (OSError(errno.EACCES, "Permission denied"), "tidak diizinkan"),
        (OSError(errno.EL3HLT, "Level 3 halted"), f"kesalahan sistem {errno.EL3HLT}"),
        (OSError("something in English"), "kesalahan sistem OSError"),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), f"kesalahan sistem {socket.EAI_NONAME}"),
        (PermissionError("no number"), "tidak diizinkan"),
        (TimeoutError(), "tidak ada jawaban"),
        (ConnectionResetError(), "sambungan terputus"),
    ],
)
def test_others_are_told_by_their_kind_or_number(error: OSError, said: str) -> None:
    assert why_not(error) == said


def test_the_file_is_named_where_the_sentence_does_not(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file") as refused:
        (tmp_path / "tidak-ada").read_bytes()
    assert what_failed(refused.value) == f"{tmp_path / 'tidak-ada'}: tidak ada di sini"
    assert what_failed(OSError(errno.ENOSPC, "No space left on device")) == "disk penuh"


def through_a_file(folder: Path) -> Path:
    (folder / "berkas").write_text("")
    return folder / "berkas" / "poster.pdf"


def endless_name(folder: Path) -> Path:
    return folder / ("a" * 300)


@pytest.mark.parametrize(
    ("place", "why"), [(through_a_file, "sudah ada yang bernama itu"), (endless_name, "namanya terlalu panjang")]
)
def test_a_command_that_cannot_write_says_so(place: Callable[[Path], Path], why: str, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=re.escape(f"({why})")):
        write_file(place(tmp_path), b"")


def test_no_sentence_quotes_the_operating_system() -> None:
    quoting = [path for path in (ROOT / "bot").rglob("*.py") if "strerror" in path.read_text("utf-8")]
    assert quoting == []
