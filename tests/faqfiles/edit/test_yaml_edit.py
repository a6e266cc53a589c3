"""Adding to FAQ files: only new lines, and everything else stays byte for byte."""

from __future__ import annotations

import difflib
import os
import re
from datetime import date
from pathlib import Path
from threading import Thread

import pytest

from bot.faqfiles.edit.change_set import Change, carry_out, planned
from bot.faqfiles.edit.worksheet import OfficerAnswer, entry_of, split
from bot.faqfiles.edit.yaml_edit import Unchangeable, with_entry, with_phrasings, with_phrasings_of
from bot.faqfiles.folder_lock import folder_locked
from bot.faqfiles.load import check_faq, load_faq
from bot.faqfiles.problem import errors_of
from bot.helpdesk.model.errors import Trouble

REAL = Path(__file__).parents[3] / "faq"
TODAY = date(2026, 11, 24)
AWKWARD = ["mau tanya: paspor", "paspor #baru", "*penting* tanya", "- satu", "no", "0812", 'si "itu"', "null", "ya"]
ENTRY = {
    **entry_of(
        [f"{text} hanyut" for text in AWKWARD],
        OfficerAnswer("Lapor: ke polisi.\nLalu datang.", "Kantor Barat", TODAY),
        TODAY,
    ),
    "tanya": "Bagaimana kalau paspor jatuh ke sungai?",
}
TOPICS = sorted(path.name.removesuffix(".kalimat.yaml") for path in REAL.glob("*.kalimat.yaml"))


def added(before: str, after: str) -> str:
    """Return the lines that were added; nothing else may have happened."""
    lines = list(difflib.unified_diff(before.splitlines(True), after.splitlines(True), n=0))[2:]
    assert all(line[0] in "+@" for line in lines)
    return "".join(line[1:] for line in lines if line[0] == "+")


@pytest.mark.parametrize("topic", [topic for topic in TOPICS if topic not in {"bukan-layanan", "luar-topik"}])
def test_every_real_file_grows_by_the_new_lines_alone(topic: str) -> None:
    entry, phrasings = split(ENTRY, "paspor-hanyut")
    source, asked = ((REAL / name).read_text("utf-8") for name in (f"{topic}.yaml", f"{topic}.kalimat.yaml"))
    new = with_entry(source, entry)
    assert new.startswith(source)
    assert "  - id: paspor-hanyut\n    tanya: Bagaimana" in added(source, new)
    new = with_phrasings_of(asked, "paspor-hanyut", phrasings)
    assert new.startswith(asked)
    assert '      - "mau tanya: paspor hanyut"\n' in added(asked, new)
    first = re.findall(r"(?m)^  ([a-z0-9-]+):$", asked)[0]
    lines = added(asked, with_phrasings(asked, first, AWKWARD))
    assert lines.startswith('      - "mau tanya: paspor"\n      - "paspor #baru"\n')
    assert len(lines.splitlines()) == len(AWKWARD)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("entri:\n  x:\n    kalimat: [a b, 'c'] # k\n", "entri:\n  x:\n    kalimat: [a b, 'c', \"d\"] # k\n"),
        (
            "entri:\n  x:\n    kalimat:\n    - a\n    uji: []\n",
            "entri:\n  x:\n    kalimat:\n    - a\n    - d\n    uji: []\n",
        ),
        ("entri:\n  x:\n    kalimat:\n      - a # k", "entri:\n  x:\n    kalimat:\n      - a # k\n      - d\n"),
        (
            "entri:\r\n  x:\r\n    kalimat:\r\n      - a\r\n",
            "entri:\r\n  x:\r\n    kalimat:\r\n      - a\r\n      - d\r\n",
        ),
        ("\ufeffentri:\n  x:\n    kalimat:\n      - a\n", "\ufeffentri:\n  x:\n    kalimat:\n      - a\n      - d\n"),
        (
            "entri:\n  x:\n    kalimat:\n      - >-\n        a\n        b\n\n  # catatan\n  y: {}\n",
            "entri:\n  x:\n    kalimat:\n      - >-\n        a\n        b\n      - d\n\n  # catatan\n  y: {}\n",
        ),
    ],
)
def test_the_files_own_line_style_is_kept(source: str, lines: str) -> None:
    assert with_phrasings(source, "x", ["d"]) == lines


@pytest.mark.parametrize(
    "source",
    ["", "entri: [", "topik: x\n", "entri: {}\n", "entri:\n  x:\n    kalimat: []\n", "entri:\n  x: 5\n", "- a\n"],
)
def test_a_file_that_is_built_otherwise_is_left_alone(source: str) -> None:
    with pytest.raises(Unchangeable):
        with_phrasings(source, "x", ["d"])
    with pytest.raises(Unchangeable):
        with_entry(source, {"id": "x"})


def hanyut(folder: Path) -> Change:
    entry, phrasings = split({**ENTRY, "terkait": ["paspor-hilang", "paspor-rusak"]}, "paspor-hanyut")
    edits = {
        "paspor.yaml": lambda text: with_entry(text, entry),
        "paspor.kalimat.yaml": lambda text: with_phrasings_of(text, "paspor-hanyut", phrasings),
    }
    return planned(folder, TODAY, edits)


def test_a_new_entry_is_unsigned_and_names_the_officer_as_its_source(sample_folder: Path) -> None:
    change = hanyut(sample_folder)
    assert not change.errors
    carry_out(change)
    assert not errors_of(check_faq(sample_folder, TODAY))
    entry = load_faq(sample_folder).entries["paspor-hanyut"]
    assert (entry.verified_on, entry.review_by, entry.emergency) == (None, date(2027, 2, 22), False)
    assert (entry.sources[0].title, entry.sources[0].date) == ("Jawaban petugas, Kantor Barat", TODAY)
    assert [text.removesuffix(" hanyut") for text in entry.phrasings] == AWKWARD
    assert not [path for path in sample_folder.iterdir() if path.name.startswith(".")]


def test_a_file_saved_in_between_stops_the_change(sample_folder: Path) -> None:
    change = hanyut(sample_folder)
    path = sample_folder / "paspor.kalimat.yaml"
    path.write_bytes(path.read_bytes() + b"# baru\n")
    before = {one: one.read_bytes() for one in sample_folder.glob("*.yaml")}
    with pytest.raises(Trouble, match="baru saja diubah"):
        carry_out(change)
    assert {one: one.read_bytes() for one in sample_folder.glob("*.yaml")} == before
    path.unlink()
    with pytest.raises(Trouble, match="baru saja diubah"):
        carry_out(change)


def test_a_change_waits_for_who_is_writing_and_then_stands_back(sample_folder: Path) -> None:
    change, told = hanyut(sample_folder), list[str]()

    def carries_out() -> None:
        try:
            carry_out(change)
        except Trouble as trouble:
            told.append(str(trouble))

    other = Thread(target=carries_out)
    path = sample_folder / "paspor.kalimat.yaml"
    saved = path.read_bytes() + b"# baru\n"
    with folder_locked(sample_folder):
        other.start()
        other.join(0.5)
        path.write_bytes(saved)
    other.join()
    assert "baru saja diubah" in "".join(told)
    assert path.read_bytes() == saved


def test_a_broken_folder_is_not_touched(sample_folder: Path) -> None:
    (sample_folder / "biaya.yaml").write_text("biaya: [", "utf-8")
    with pytest.raises(Trouble, match="sedang rusak"):
        hanyut(sample_folder)


def test_when_the_second_file_cannot_be_written_the_first_is_as_it_was(
    sample_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = hanyut(sample_folder)
    real = os.replace
    calls: list[Path] = []

    def full(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(Trouble, match="tidak bisa ditulis"):
        carry_out(change)
    assert {path: path.read_bytes() for path in change.before} == dict(change.before)
    assert not [path for path in sample_folder.iterdir() if path.name.startswith(".")]


def test_what_an_editor_saves_while_a_change_fails_stays(sample_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change, real = hanyut(sample_folder), os.replace
    first, *_ = change.after

    def saved_meanwhile(source: Path, target: Path) -> None:
        if target != first:
            first.write_bytes(b"# dari penyunting\n")
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", saved_meanwhile)
    with pytest.raises(Trouble, match="tidak bisa ditulis"):
        carry_out(change)
    assert first.read_bytes() == b"# dari penyunting\n"


def test_what_the_bot_would_refuse_is_found_before_anything_is_written(sample_folder: Path) -> None:
    entry, phrasings = split({**ENTRY, "inti": "Bayar Rp500.000.", "kalimat": ["paspor hilang"]}, "paspor-hanyut")
    edits = {
        "paspor.yaml": lambda text: with_entry(text, entry),
        "paspor.kalimat.yaml": lambda text: with_phrasings_of(text, "paspor-hanyut", phrasings),
    }
    codes = {problem.code for problem in planned(sample_folder, TODAY, edits).errors}
    assert {"rupiah-diketik", "kalimat-kurang-dari-5"} <= codes
    assert all(str(sample_folder) in problem.place.path for problem in planned(sample_folder, TODAY, edits).errors)
