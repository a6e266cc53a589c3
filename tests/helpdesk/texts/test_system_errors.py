"""What the operating system refuses is told in Indonesian, whichever command or page meets it."""

from __future__ import annotations

import errno
import socket
from pathlib import Path

import pytest

from bot.helpdesk.texts.operator import what_failed, why_not

ROOT = Path(__file__).parents[3]


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


def test_no_sentence_quotes_the_operating_system() -> None:
    quoting = [path for path in (ROOT / "bot").rglob("*.py") if "strerror" in path.read_text("utf-8")]
    assert quoting == []
