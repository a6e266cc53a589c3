"""A draft that was changed by hand: staff read where it cannot be read, and that residents are not touched."""

from __future__ import annotations

import errno
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Thread

import pytest

from bot import files
from bot.faqfiles.file_names import SEALS, folder_locked
from bot.faqfiles.model import Faq
from bot.faqfiles.published_sets import PublishedSets
from bot.faqfiles.seals import Seal, read_seals, with_seals, written_seals
from bot.faqfiles.working_files import Edit, WorkingFiles
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import staff as texts
from tests.app.editing.conftest import NOON
from tests.shipped import SMALL


@pytest.fixture
def draft(tmp_path: Path) -> WorkingFiles:
    folder = shutil.copytree(SMALL, tmp_path / "faq")
    return WorkingFiles(folder, PublishedSets(tmp_path / "published", lambda: NOON))


def test_a_file_broken_by_hand_is_named_with_its_line(draft: WorkingFiles) -> None:
    file = draft.folder / "paspor.yaml"
    lines = file.read_text("utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("    "))
    file.write_text("\n".join([*lines[:at], lines[at].replace("    ", "\t", 1), *lines[at + 1 :]]), "utf-8")
    with pytest.raises(Trouble) as caught:
        draft.read()
    head, fault = str(caught.value).splitlines()
    assert head == texts.DRAFT_BROKEN
    assert fault.startswith(f"• paspor.yaml, baris {at + 1}: ada tombol Tab di awal baris")


def test_seals_that_another_wrote_first_are_not_overwritten(draft: WorkingFiles) -> None:
    seals = draft.folder / SEALS

    def edit(source: str) -> str:
        seals.write_bytes(written_seals({"paspor-biaya": Seal("2026-11-27", "1" * 16)}))
        return with_seals(source, {"paspor-hilang": Seal("2026-11-27", "0" * 16)})

    with pytest.raises(Trouble, match="sudah diubah langsung di berkasnya"):
        draft.change({SEALS: edit})
    assert read_seals(draft.folder) == {"paspor-biaya": Seal("2026-11-27", "1" * 16)}


@pytest.mark.parametrize("what", [WorkingFiles.change, WorkingFiles.would_hold])
def test_a_full_disk_is_told_in_a_sentence(
    draft: WorkingFiles, monkeypatch: pytest.MonkeyPatch, what: Callable[[WorkingFiles, Mapping[str, Edit]], object]
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    draft.read()
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Trouble, match=r"tidak bisa dibaca atau ditulis: disk penuh"):
        what(draft, {"biaya.yaml": lambda source: source.replace("650000", "700000")})
    assert "650000" in (draft.folder / "biaya.yaml").read_text("utf-8")


FEE = {"biaya.yaml": lambda source: source.replace("650000", "660000")}


def test_a_file_saved_while_a_change_was_tried_is_not_overwritten(
    draft: WorkingFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, tried = draft.folder / "biaya.yaml", WorkingFiles._tried

    def saved_meanwhile(self: WorkingFiles, after: Mapping[Path, bytes]) -> tuple[Faq, str]:
        path.write_bytes(path.read_bytes() + b"# baru\n")
        return tried(self, after)

    monkeypatch.setattr(WorkingFiles, "_tried", saved_meanwhile)
    with pytest.raises(Trouble, match="sudah diubah langsung di berkasnya"):
        draft.change(FEE)
    assert path.read_bytes().endswith(b"# baru\n")
    assert b"660000" not in path.read_bytes()


def test_a_change_waits_for_who_is_writing_and_then_stands_back(draft: WorkingFiles) -> None:
    told: list[str] = []

    def changes() -> None:
        try:
            draft.change(FEE)
        except Trouble as trouble:
            told.append(str(trouble))

    path = draft.folder / "biaya.yaml"
    saved = path.read_bytes() + b"# baru\n"
    other = Thread(target=changes)
    with folder_locked(draft.folder):
        other.start()
        while not list(draft.folder.glob(".biaya.yaml.*")):  # it is tried, and waits to be put in place
            time.sleep(0.01)
        path.write_bytes(saved)
    other.join()
    assert "sudah diubah langsung di berkasnya" in "".join(told)
    assert path.read_bytes() == saved


def test_when_the_second_file_cannot_be_written_none_is_changed(
    draft: WorkingFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = files.write

    def full(path: Path, content: bytes, *, rights: int = 0o666) -> None:
        if path.name.startswith(".paspor"):
            raise OSError(errno.ENOSPC, "No space left on device")
        real(path, content, rights=rights)

    before = {path: path.read_bytes() for path in draft.folder.rglob("*.yaml")}
    monkeypatch.setattr(files, "write", full)
    with pytest.raises(Trouble, match="disk penuh"):
        draft.change({**FEE, "paspor.yaml": lambda source: source.replace("judul: ", "judul:  ")})
    assert {path: path.read_bytes() for path in draft.folder.rglob("*.yaml")} == before
    assert not [path for path in draft.folder.iterdir() if path.name.startswith(".")]
