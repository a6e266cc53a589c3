"""A draft that was changed by hand: staff read where it cannot be read, and that residents are not touched."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bot.app.staff_desk.draft import Draft
from bot.faqfiles.edit.change_set import Edit
from bot.faqfiles.file_names import SEALS
from bot.faqfiles.model import Faq
from bot.faqfiles.published.sets import PublishedSets
from bot.faqfiles.published.working_files import state_of
from bot.faqfiles.seals import Seal, read_seals, with_seals, written_seals
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import kelola as texts
from tests.app.sheets.conftest import NOON
from tests.shipped import SMALL


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    folder = shutil.copytree(SMALL, tmp_path / "faq")
    return Draft(folder, PublishedSets(tmp_path / "published", lambda: NOON), lambda: (None, Faq.empty(())))


def test_a_file_broken_by_hand_is_named_with_its_line(draft: Draft) -> None:
    file = draft.folder / "paspor.yaml"
    lines = file.read_text("utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("    "))
    file.write_text("\n".join([*lines[:at], lines[at].replace("    ", "\t", 1), *lines[at + 1 :]]), "utf-8")
    with pytest.raises(Trouble) as caught:
        draft.read()
    head, fault = str(caught.value).splitlines()
    assert head == texts.DRAFT_BROKEN
    assert fault.startswith(f"• paspor.yaml, baris {at + 1}: ada tombol Tab di awal baris")


def test_a_change_that_breaks_the_draft_is_not_blamed_on_a_hand(draft: Draft) -> None:
    draft.read()
    with pytest.raises(Trouble) as caught:
        draft.would_hold({"paspor.yaml": lambda text: text.replace("    ", "\t", 1)})
    assert str(caught.value).startswith(f"{texts.BROKEN}\n• ada tombol Tab")


def test_a_file_in_other_letters_is_said_to_be_that(draft: Draft) -> None:
    (draft.folder / "catatan.txt").write_bytes("Rp 5€".encode("cp1252"))
    with pytest.raises(Trouble, match=rf"catatan\.txt tidak bisa dibaca atau ditulis: {texts.NOT_UTF8}"):
        draft.would_hold({"catatan.txt": str})


def test_a_trial_leaves_the_folder_as_it_is(draft: Draft) -> None:
    seals = draft.folder / SEALS
    before = sorted(path.name for path in draft.folder.iterdir())
    draft.read()
    signed = {SEALS: lambda source: with_seals(source, {"paspor-hilang": Seal("2026-11-27", "0" * 16)})}
    draft.would_hold(signed)
    draft.change({SEALS: lambda source: source})
    assert sorted(path.name for path in draft.folder.iterdir()) == before
    umask = os.umask(0o022)  # as commands leave another one behind in a test process
    try:
        draft.change(signed)
    finally:
        os.umask(umask)
    assert read_seals(draft.folder) == {"paspor-hilang": Seal("2026-11-27", "0" * 16)}
    assert draft.known(state_of(draft.folder)) is not None
    assert stat.S_IMODE(seals.stat().st_mode) == 0o644


def test_seals_that_another_wrote_first_are_not_overwritten(draft: Draft) -> None:
    seals = draft.folder / SEALS

    def edit(source: str) -> str:
        seals.write_bytes(written_seals({"paspor-biaya": Seal("2026-11-27", "1" * 16)}))
        return with_seals(source, {"paspor-hilang": Seal("2026-11-27", "0" * 16)})

    with pytest.raises(Trouble, match="baru saja diubah"):
        draft.change({SEALS: edit})
    assert read_seals(draft.folder) == {"paspor-biaya": Seal("2026-11-27", "1" * 16)}


@pytest.mark.parametrize("what", [Draft.change, Draft.would_hold])
def test_a_full_disk_is_told_in_a_sentence(
    draft: Draft, monkeypatch: pytest.MonkeyPatch, what: Callable[[Draft, Mapping[str, Edit]], object]
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    draft.read()
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Trouble, match=r"tidak bisa dibaca atau ditulis: disk penuh"):
        what(draft, {"biaya.yaml": lambda source: source.replace("650000", "700000")})
    assert "650000" in (draft.folder / "biaya.yaml").read_text("utf-8")
