"""Published sets on disk: whole or not there, whatever interrupts a publication."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from bot.faqfiles.file_names import folder_locked
from bot.faqfiles.published_sets import MANIFEST, POINTER, Damaged, Publication, PublishedSet, PublishedSets
from bot.faqfiles.working_files import finish_rewriting, keep_unpublished, note_rewriting, unpublished
from bot.helpdesk.model.errors import Trouble
from tests.faqfiles.conftest import sample_folder
from tests.shipped import save
from tests.typed import some

__all__ = ["sample_folder"]

NOON = datetime(2026, 11, 27, 4, 30, tzinfo=UTC)
OLD, NEW = "rupiah: 650000", "rupiah: 700000"


def sets_in(folder: Path, now: datetime = NOON) -> PublishedSets:
    return PublishedSets(folder / "published", lambda: now)


def publish(sets: PublishedSets, source: Path, why: str = "uji") -> PublishedSet:
    """Publish the files of a folder as they are."""
    before = sets.current()
    with sets.staged(source) as staged, sets.alone():
        made = sets.add(staged, Publication("ani", why, "isi"), before)
        sets.point_to(made)
    return made


def roll_back(sets: PublishedSets, folder: Path, to: PublishedSet) -> None:
    """Publish the files of an older set and put the folder back to them."""
    with sets.staged(to.faq) as staged, sets.alone():
        made = sets.add(staged, Publication("ani", "kembali", to.said.content, None, to.number), sets.current())
        note_rewriting(sets, folder, made)
        sets.point_to(made)
        finish_rewriting(sets)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.yaml")}


def test_what_was_published_meanwhile_is_not_passed_over(tmp_path: Path, sample_folder: Path) -> None:
    sets = sets_in(tmp_path)
    publish(sets, sample_folder)
    overtaken = pytest.raises(Trouble, match="Baru saja ada terbitan lain")
    with sets.staged(sample_folder) as staged, overtaken, sets.alone():
        sets.add(staged, Publication("ani", "uji", ""), None)
    assert len(list(sets.history())) == 1


@pytest.mark.parametrize("harm", ["a file", "a file more", "a file less", "the manifest", "the pointer", "no pointer"])
def test_a_damaged_set_is_noticed_and_an_older_one_used(tmp_path: Path, sample_folder: Path, harm: str) -> None:
    sets = sets_in(tmp_path)
    first = publish(sets, sample_folder)
    save(sample_folder)
    second = publish(sets, sample_folder)
    if harm == "a file":
        save(second.faq, NEW, "rupiah: 1")
    elif harm == "a file more":
        (second.faq / "lain.yaml").touch()
    elif harm == "a file less":
        (second.faq / "biaya.yaml").unlink()
    elif harm == "the manifest":
        save(second.faq.parent, "ani", "ina", MANIFEST)
    elif harm == "the pointer":
        (sets.folder / POINTER).write_bytes(b"\xff")
    else:
        (sets.folder / POINTER).unlink()
    found = some(sets.current())
    assert found.id == (second.id if "pointer" in harm else first.id)
    if harm == "a file":
        with pytest.raises(Damaged, match=r"biaya\.yaml sudah berubah"):
            sets.verify(second)


def test_what_was_taken_back_is_not_used_where_the_newest_set_is_damaged(tmp_path: Path, sample_folder: Path) -> None:
    sets = sets_in(tmp_path)
    first = publish(sets, sample_folder)
    save(sample_folder)
    second = publish(sets, sample_folder)
    roll_back(sets, sample_folder, first)
    third = some(sets.current())
    assert sets.taken_back() == {second.id}
    save(third.faq, OLD, "rupiah: 1")
    assert sets.current() == first


def test_a_file_saved_while_it_is_copied_is_not_published(
    tmp_path: Path, sample_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def meanwhile(handle: int) -> None:
        real(handle)
        save(sample_folder, "nama:", "nama: ", "biaya.yaml")

    monkeypatch.setattr(os, "fsync", meanwhile)
    sets = sets_in(tmp_path)
    with pytest.raises(Trouble, match="sedang diubah"), sets.staged(sample_folder):
        pass
    assert list(sets.folder.glob(".setengah-*")) == []


def test_going_back_keeps_what_was_never_published(tmp_path: Path, sample_folder: Path) -> None:
    sets = sets_in(tmp_path)
    first, before = publish(sets, sample_folder), contents(sample_folder)
    save(sample_folder)
    second = publish(sets, sample_folder)
    save(sample_folder, "topik: paspor", "topik: [", "paspor.yaml")
    (sample_folder / "baru.yaml").write_text("topik: baru", "utf-8")
    kept = keep_unpublished(sets, sample_folder, unpublished(sample_folder, second), NOON)
    roll_back(sets, sample_folder, first)
    assert contents(sample_folder) == before
    assert sorted(contents(kept)) == ["baru.yaml", "paspor.yaml"]
    assert b"topik: [" in (kept / "paspor.yaml").read_bytes()
    third = some(sets.current())
    assert (third.number, third.parent, third.hashes) == (3, second.id, first.hashes)


def dies_at(step: int, work: Callable[[], object]) -> bool:
    """Do the work in a copy of this process that is killed at its nth change of the disk; whether it got that far."""
    child = os.fork()
    if child == 0:
        left = [step]

        def count(event: str, arguments: Any) -> None:
            writes = event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if writes or event in {"os.rename", "os.mkdir", "os.remove", "os.rmdir"}:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or status == 0
    return os.WIFSIGNALED(status)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a folder with two files that are published; they are saved again since."""
    folder = tmp_path / "faq"
    (folder / "alur").mkdir(parents=True)
    for name in ("biaya.yaml", "alur/cek.yaml"):
        (folder / name).write_text(OLD, "utf-8")
    publish(sets_in(tmp_path), folder)
    for name in ("biaya.yaml", "alur/cek.yaml"):
        save(folder, name=name)
    return folder


@pytest.mark.slow
def test_a_kill_at_any_step_leaves_the_old_set_or_the_new(tmp_path: Path, small: Path) -> None:
    sets, new = sets_in(tmp_path), contents(small)
    before, step, killed, ends = sets.current(), 0, True, []
    assert before
    while killed:
        step += 1
        # what earlier kills have left is still there
        sets.point_to(before)
        killed = dies_at(step, lambda: publish(sets, small))
        current = some(sets.current())
        ends.append(contents(current.faq))
    old = contents(before.faq)
    assert [end for end in ends if end not in (old, new)] == []
    assert (ends[0], ends[-1]) == (old, new)
    assert ends.count(old) > 10
    publish(sets_in(tmp_path, datetime.now(UTC) + timedelta(hours=2)), small)
    assert len([path for path in sets.folder.iterdir() if path.is_dir()]) <= 3, "what the kills left is swept"


@pytest.mark.slow
def test_a_kill_at_any_step_of_going_back_leaves_one_state(tmp_path: Path, small: Path) -> None:
    sets = sets_in(tmp_path)
    first = some(sets.current())
    second, new, old = publish(sets, small), contents(small), contents(first.faq)
    step, killed, ends = 0, True, []
    while killed:
        step += 1
        sets.point_to(second)
        for name in new:
            (small / name).write_bytes(new[name])
        killed = dies_at(step, lambda: roll_back(sets, small, first))
        finish_rewriting(sets)
        current = some(sets.current())
        assert contents(small) == contents(current.faq)
        ends.append(contents(small))
    assert [end for end in ends if end not in (old, new)] == []
    assert (ends[0], ends[-1]) == (new, old)
    assert ends.count(new) > 10


def test_what_is_saved_just_before_a_file_is_put_back_stays(tmp_path: Path, sample_folder: Path) -> None:
    sets = sets_in(tmp_path)
    publish(sets, sample_folder)
    first = some(sets.current())
    save(sample_folder)
    note_rewriting(sets, sample_folder, first)
    putting_back = Thread(target=finish_rewriting, args=(sets,))
    with folder_locked(sample_folder):
        putting_back.start()
        putting_back.join(0.5)
        save(sample_folder, NEW, "rupiah: 800000")
    putting_back.join()
    assert "800000" in (sample_folder / "biaya.yaml").read_text("utf-8")


@pytest.mark.parametrize("harm", [MANIFEST, "faq/biaya.yaml"])
def test_a_damaged_set_is_not_written_into_the_folder(tmp_path: Path, sample_folder: Path, harm: str) -> None:
    sets = sets_in(tmp_path)
    made = publish(sets, sample_folder)
    note_rewriting(sets, sample_folder, made)
    before = contents(sample_folder)
    (made.faq.parent / harm).write_text("{", "utf-8")
    with pytest.raises(Damaged):
        finish_rewriting(sets)
    finish_rewriting(sets)
    assert contents(sample_folder) == before


def test_a_file_saved_after_going_back_was_cut_off_stays(tmp_path: Path, sample_folder: Path) -> None:
    sets = sets_in(tmp_path)
    first = publish(sets, sample_folder)
    save(sample_folder)
    second = publish(sets, sample_folder)
    with sets.staged(first.faq) as staged, sets.alone():
        made = sets.add(staged, Publication("ani", "kembali", ""), second)
        note_rewriting(sets, sample_folder, made)
        sets.point_to(made)
    save(sample_folder, NEW, "rupiah: 800000")
    finish_rewriting(sets)
    assert "800000" in (sample_folder / "biaya.yaml").read_text("utf-8")
    assert unpublished(sample_folder, made) == ("biaya.yaml",)
