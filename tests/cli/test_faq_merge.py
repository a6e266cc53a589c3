"""`faq merge` brings the program's newer FAQ into the office's folder, and asks where both have changed the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
import pytest

from bot.app import first_faq
from bot.cli import faq_merge
from bot.faqfiles.load import load_faq
from bot.faqfiles.merge.on_disk import ORIGIN, keep_origin
from bot.helpdesk.texts import merging as texts
from tests.command import Done, typed
from tests.shipped import SMALL

pytestmark = pytest.mark.process

LOST = "Lapor dulu ke polisi."


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = shutil.copytree(SMALL, tmp_path / "bawaan")
    monkeypatch.setattr(first_faq, "SHIPPED", (folder,))
    return folder


@pytest.fixture
def office(tmp_path: Path, shipped: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = shutil.copytree(SMALL, tmp_path / "faq")
    keep_origin(folder, shipped)
    monkeypatch.setenv("BOT_FAQ", str(folder))
    monkeypatch.setenv("BOT_DATABASE", f"sqlite:///{tmp_path}/data/bot.db")
    return folder


def merge(*words: str) -> Done:
    return typed("faq", "merge", *words)


def save(folder: Path, old: str, new: str, name: str = "paspor.yaml") -> None:
    path = folder / name
    assert old in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def test_what_the_office_has_not_changed_is_brought_in(office: Path, shipped: Path) -> None:
    assert texts.NEWEST in merge("--ya").out
    save(shipped, LOST, "Lapor dulu ke kantor polisi.")
    save(shipped, "- biaya paspor\n", "- biaya paspor\n      - ongkos buku ijo\n", "paspor.kalimat.yaml")
    save(office, "- biaya paspor\n", "- biaya paspor\n      - handak bapaspor bayar barapa\n", "paspor.kalimat.yaml")
    save(office, "Bagaimana kalau paspor rusak?", "Paspor saya rusak, bagaimana?")
    before = (office / "paspor.yaml").read_text("utf-8")
    listed = merge("--list")
    assert listed.status == 0
    assert (office / "paspor.yaml").read_text("utf-8") == before
    done = merge("--ya")
    assert done.status == 0, done.err
    assert "Diambil dari FAQ bawaan yang baru, karena kantor tidak mengubahnya: paspor-biaya, paspor-hilang" in done.out
    assert texts.UNSIGNED.format(ids="paspor-hilang") in done.out
    assert (office / "paspor.yaml").read_text("utf-8") == before.replace(LOST, "Lapor dulu ke kantor polisi.")
    faq = load_faq(office)
    assert {"ongkos buku ijo", "handak bapaspor bayar barapa"} <= set(faq.entries["paspor-biaya"].phrasings)
    assert faq.entries["paspor-hilang"].verified_on is None, "what the office signed was another text"
    assert texts.NEWEST in merge("--ya").out


def test_two_readings_are_shown_and_the_offices_stays_until_one_is_chosen(
    office: Path, shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(shipped, LOST, "Lapor dulu ke kantor polisi.")
    save(office, LOST, "Lapor dulu ke Polsek Rantau.")
    before = (office / "paspor.yaml").read_bytes()
    listed = merge("--list").out
    assert "1. paspor.yaml › entri › paspor-hilang › inti" in listed
    assert "kantor : Lapor dulu ke Polsek Rantau." in listed
    assert "bawaan : Lapor dulu ke kantor polisi." in listed
    refused = merge("--ya")
    assert refused.status == 1
    assert texts.NO_TERMINAL in refused.err
    assert (office / "paspor.yaml").read_bytes() == before
    monkeypatch.setattr(faq_merge, "_is_terminal", lambda: True)
    answers = iter(["b"])
    monkeypatch.setattr(click, "prompt", lambda *_, **__: next(answers))
    assert merge("--ya").status == 0
    assert "Lapor dulu ke kantor polisi." in (office / "paspor.yaml").read_text("utf-8")
    # the next version changes it again; this time the office's own stays everywhere
    save(shipped, "Lapor dulu ke kantor polisi.", "Lapor ke polisi hari itu juga.")
    save(office, "Lapor dulu ke kantor polisi.", LOST)
    assert merge("--kantor", "--ya").status == 0
    assert LOST in (office / "paspor.yaml").read_text("utf-8")
    assert texts.NEWEST in merge().out


def test_a_folder_of_unknown_origin_is_asked_about_once(office: Path, shipped: Path) -> None:
    shutil.rmtree(office / ORIGIN)
    save(shipped, LOST, "Lapor dulu ke kantor polisi.")
    done = merge("--kantor", "--ya")
    assert texts.NOT_KNOWN in done.out
    assert LOST in (office / "paspor.yaml").read_text("utf-8")
    assert texts.NEWEST in merge().out


def test_a_merge_that_would_break_the_faq_writes_nothing(office: Path, shipped: Path) -> None:
    save(shipped, LOST, "Lapor dulu ke polisi dalam 9 hari.")
    before = (office / "paspor.yaml").read_bytes()
    done = merge("--ya")
    assert done.status == 1
    assert "angka '9' belum ada di 'angka'" in done.err
    assert str(office / "paspor.yaml") in done.err
    assert (office / "paspor.yaml").read_bytes() == before


def test_the_programs_own_folder_is_not_the_offices(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_FAQ", str(shipped))
    done = merge()
    assert done.status == 1
    assert "adalah FAQ bawaan program sendiri" in done.err
