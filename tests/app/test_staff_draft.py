"""A draft that was changed by hand: staff read where it cannot be read, and that residents are not touched."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.app.staff_desk.draft import Draft
from bot.faqfiles.model import Faq
from bot.faqfiles.published.sets import PublishedSets
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
