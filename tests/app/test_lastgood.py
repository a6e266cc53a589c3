"""The last good FAQ on disk: kept once for each state, whole or not at all, and told truthfully in the alarm."""

from __future__ import annotations

import asyncio
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.app.knowledge import FaqKnowledge
from bot.app.lastgood import FOLDER, LastGood
from bot.app.people import directory_of
from bot.app.publishing import Publisher, Sources, Start
from bot.faqfiles.load import load_faq
from bot.faqfiles.model import Faq
from bot.faqfiles.watch import fingerprint
from bot.matching.without_faq import WithoutFaq
from bot.metrics import Metrics
from bot.settings import Settings

SAMPLE = Path(__file__).parents[1] / "faqfiles" / "sample"
NOON = datetime(2026, 11, 27, 4, 30, tzinfo=UTC)


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    """A small FAQ."""
    return shutil.copytree(SAMPLE, tmp_path / "faq")


def settings(folder: Path) -> Settings:
    return Settings(database=SecretStr(f"sqlite:///{folder}/data/bot.db"))


def last_good(folder: Path, now: datetime = NOON) -> LastGood:
    return LastGood(settings(folder), lambda: now)


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "data" / FOLDER).iterdir())


def test_the_newest_state_alone_is_kept_and_read_again(tmp_path: Path, faq: Path) -> None:
    assert last_good(tmp_path).read() is None
    first = load_faq(faq)
    last_good(tmp_path).keep(faq, first, fingerprint(faq))
    last_good(tmp_path, NOON + timedelta(days=1)).keep(faq, first, fingerprint(faq))
    assert last_good(tmp_path).since == NOON
    fees = faq / "biaya.yaml"
    fees.write_text(fees.read_text("utf-8").replace("650000", "700000"), "utf-8")
    second = load_faq(faq)
    assert second.content_hash != first.content_hash
    # the clock went back meanwhile
    last_good(tmp_path, NOON - timedelta(days=1)).keep(faq, second, None)
    assert len(kept(tmp_path)) == 1
    shutil.rmtree(faq)
    found = last_good(tmp_path)
    assert found.since == NOON - timedelta(days=1)
    again = found.read()
    assert again
    assert again.content_hash == second.content_hash
    assert (again.fees, again.checks) == (second.fees, second.checks)


@pytest.mark.parametrize("seen", [True, False])
def test_files_that_are_being_saved_are_not_kept(tmp_path: Path, faq: Path, seen: bool) -> None:
    read, state = load_faq(faq), fingerprint(faq)
    fees = faq / "biaya.yaml"
    fees.write_text(fees.read_text("utf-8").replace("650000", "700000"), "utf-8")
    last_good(tmp_path).keep(faq, read, state if seen else None)
    fees.write_text("[", "utf-8")
    last_good(tmp_path).keep(faq, read, state if seen else None)
    assert kept(tmp_path) == []


def test_a_folder_that_cannot_be_written_keeps_nothing_and_ends_nothing(tmp_path: Path, faq: Path) -> None:
    (tmp_path / "data").write_text("bukan folder", "utf-8")
    found = last_good(tmp_path)
    found.keep(faq, load_faq(faq), None)
    assert (found.newest, found.since, found.read()) == (None, None, None)


def test_a_kept_state_that_this_version_refuses_is_not_used(tmp_path: Path, faq: Path) -> None:
    found = last_good(tmp_path)
    found.keep(faq, load_faq(faq), fingerprint(faq))
    assert found.newest
    (found.newest / "biaya.yaml").write_text("[", "utf-8")
    assert found.read() is None


def test_a_database_on_a_server_leaves_it_beside_the_cache(tmp_path: Path, faq: Path) -> None:
    there = Settings(database=SecretStr("postgresql://a:b@server/nama"), cache=tmp_path / "lain" / "cache")
    found = LastGood(there, lambda: NOON)
    found.keep(faq, load_faq(faq), fingerprint(faq))
    assert found.newest
    assert found.newest.parent == tmp_path / "lain" / FOLDER


@pytest.mark.parametrize(
    ("is_kept", "is_served", "told"),
    [
        (True, True, "Jawaban lama, dari 27 November 2026 pukul 12.30 WITA, tetap dipakai, juga sesudah"),
        (False, True, "hanya sampai bot dimatikan"),
        (False, False, "Tidak ada jawaban lama. Semua pertanyaan diteruskan ke petugas"),
    ],
)
async def test_the_alarm_says_which_answers_residents_get(
    tmp_path: Path, faq: Path, is_kept: bool, is_served: bool, told: str
) -> None:
    given = settings(tmp_path)
    directory, found = directory_of(given), last_good(tmp_path)
    read = load_faq(faq) if is_served else Faq.empty(())
    if is_kept:
        found.keep(faq, read, fingerprint(faq))
    (faq / "biaya.yaml").write_text("[", "utf-8")
    reports: asyncio.Queue[tuple[bool, str]] = asyncio.Queue()

    def publish(_: Any) -> None:
        raise AssertionError("nothing new can be published")

    start = Start(FaqKnowledge(read, WithoutFaq(), directory), None)
    sources = Sources(faq, tmp_path / "cache", found, directory)
    publisher = Publisher(sources, start, publish, lambda *wrong: reports.put_nowait(wrong), Metrics())
    running = asyncio.create_task(publisher.run())
    wrong, detail = await asyncio.wait_for(reports.get(), 30)
    running.cancel()
    assert wrong
    first, second = detail.splitlines()
    assert told in first
    assert "biaya.yaml:" in second
