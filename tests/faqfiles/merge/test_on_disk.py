"""A merged folder is written whole or not at all, whenever the writing is cut off."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.faqfiles.file_names import SEALS
from bot.faqfiles.merge.on_disk import files_in, finish_merge, keep_origin, origin_of, write_merged
from tests.faqfiles.published.test_sets import dies_at

OLD, NEW = b"lama\n", b"baru\n"


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    return folder_with(tmp_path / "bawaan", {"biaya.yaml": NEW, "alur/cek.yaml": NEW, "tppm.yaml": NEW, SEALS: NEW})


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = folder_with(tmp_path / "faq", {"biaya.yaml": OLD, "alur/cek.yaml": OLD, "visa.yaml": OLD})
    keep_origin(folder, folder)
    return folder


def folder_with(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


AFTER = {"biaya.yaml": NEW, "alur/cek.yaml": NEW, "tppm.yaml": NEW, "visa.yaml": None}
WANTED = {"biaya.yaml": NEW, "alur/cek.yaml": NEW, "tppm.yaml": NEW}


@pytest.mark.slow
def test_a_kill_at_any_step_leaves_the_old_folder_or_the_new(office: Path, shipped: Path) -> None:
    before, step, killed, ends = files_in(office), 0, True, []
    origin = origin_of(office)
    while killed:
        step += 1
        killed = dies_at(step, lambda: write_merged(office, before, AFTER, shipped))
        finish_merge(office)  # as the next command does, and the next start of the bot
        standing = (files_in(office), origin_of(office))
        assert standing in ((before, origin), (WANTED, WANTED))
        ends.append(standing[0])
        assert [path.name for path in office.iterdir() if path.name.startswith(".gabung")] == []
        if standing[0] == WANTED:
            for name in WANTED:
                (office / name).unlink()
            folder_with(office, dict(before))
            write_merged(office, before, {}, folder_with(office.parent / f"asal{step}", dict(origin or {})))
    assert ends.count(before) > 5
    assert ends.count(WANTED) > 5


def test_what_somebody_saved_meanwhile_stays(office: Path, shipped: Path) -> None:
    before = files_in(office)
    (office / "biaya.yaml").write_bytes(b"baru saja\n")
    write_merged(office, before, AFTER, shipped)
    assert files_in(office) == {**WANTED, "biaya.yaml": b"baru saja\n"}
    assert origin_of(office) == WANTED


def test_a_folder_that_was_never_merged_has_no_origin(shipped: Path) -> None:
    assert origin_of(shipped) is None
    finish_merge(shipped.parent / "gone")
