"""The last good FAQ on disk: kept once for each state, whole or not at all, and told truthfully in the alarm."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import SecretStr

from bot.app.directory import directory_of
from bot.app.faq_reload import Publisher, Sources, Start, first_knowledge, index_of, knowledge_at_start
from bot.app.knowledge import FaqKnowledge
from bot.app.last_good_faq import FOLDER, LastGood
from bot.cli.main import cli
from bot.faqfiles.load import load_faq
from bot.faqfiles.watch import fingerprint
from bot.helpdesk.model.errors import Trouble
from bot.matching.decision import Outcome
from bot.matching.emergency_only_index import EmergencyOnlyIndex
from bot.matching.index import FaqIndex
from bot.metrics import Metrics
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "tests" / "faqfiles" / "sample"
NOON = datetime(2026, 11, 27, 4, 30, tzinfo=UTC)


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    """Copy a small FAQ."""
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


INTERRUPTED = """
import os, sys, threading, time
from pathlib import Path
from pydantic import SecretStr
from bot.app.last_good_faq import LastGood
from bot.faqfiles.model import Faq
from bot.settings import Settings

source, folder = map(Path, sys.argv[1:])
last_good = LastGood(Settings(database=SecretStr(f"sqlite:///{folder}/bot.db")))
threading.Thread(target=lambda: last_good.keep(source, Faq.empty(()), None), daemon=True).start()
while not (copies := list(folder.glob("*/*/faq"))):
    time.sleep(0.01)
# what the copying thread does while the folder is being removed
sys.addaudithook(lambda name, _: name == "os.rmdir" and copies[0].exists() and (copies[0] / "late.yaml").touch())
"""


def test_an_end_in_the_middle_of_keeping_is_quiet_and_swept_later(tmp_path: Path, faq: Path) -> None:
    stuck = shutil.copytree(faq, tmp_path / "stuck")
    os.mkfifo(stuck / "zzz.yaml")  # copying waits here
    command = [sys.executable, "-c", INTERRUPTED, str(stuck), str(tmp_path / "data")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True, cwd=ROOT)
    assert done.stderr == ""
    assert [name[:9] for name in kept(tmp_path)] == ["setengah-"]
    last_good(tmp_path, datetime.now(UTC) + timedelta(hours=2)).keep(faq, load_faq(faq), fingerprint(faq))
    assert [name[-13:-12] for name in kept(tmp_path)] == ["-"]


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


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> FaqIndex:
    """Return a matcher that has learnt the small FAQ."""
    return index_of(load_faq(SAMPLE), tmp_path_factory.mktemp("cache"))


@pytest.mark.parametrize(
    ("is_kept", "has_learnt", "told"),
    [
        (True, True, "Jawaban lama, dari 27 November 2026 pukul 12.30 WITA, tetap dipakai, juga sesudah"),
        (False, True, "hanya sampai bot dimatikan"),
        (False, False, "Tidak ada jawaban lama yang bisa dipakai: semua pertanyaan diteruskan ke petugas"),
    ],
)
async def test_the_alarm_says_which_answers_residents_get(
    tmp_path: Path, faq: Path, index: FaqIndex, is_kept: bool, has_learnt: bool, told: str
) -> None:
    directory, found = directory_of(settings(tmp_path)), last_good(tmp_path)
    read = load_faq(faq)
    if is_kept:
        found.keep(faq, read, fingerprint(faq))
    (faq / "biaya.yaml").write_text("[", "utf-8")
    start = Start(FaqKnowledge(read, index if has_learnt else EmergencyOnlyIndex(), directory), None)
    alert, published = await first_alarm(Sources(faq, tmp_path / "cache", found, directory), start)
    assert told in alert[0]
    assert "biaya.yaml:" in alert[1]
    assert published == []


async def first_alarm(sources: Sources, start: Start) -> tuple[list[str], list[FaqKnowledge]]:
    """Return the lines of what the publisher reports first, and what it published before."""
    reports: asyncio.Queue[tuple[bool, str]] = asyncio.Queue()
    published: list[FaqKnowledge] = []
    publisher = Publisher(sources, start, published.append, lambda *one: reports.put_nowait(one), Metrics())
    running = asyncio.create_task(publisher.run())
    wrong, detail = await asyncio.wait_for(reports.get(), 60)
    running.cancel()
    assert wrong
    return detail.splitlines(), published


async def test_a_matcher_that_cannot_learn_leaves_a_bot_that_hears_danger(
    tmp_path: Path, faq: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lib" / "sklearn").mkdir(parents=True)
    (tmp_path / "lib" / "sklearn" / "__init__.py").write_text("raise ImportError('rusak')", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "lib"))
    directory, found = directory_of(settings(tmp_path)), last_good(tmp_path)
    sources = Sources(faq, tmp_path / "cache", found, directory)
    start = knowledge_at_start(sources)
    assert start.knowledge.decide(["tolong saya disekap"]).outcome is Outcome.EMERGENCY
    assert start.knowledge.decide(["biaya paspor"]).outcome is Outcome.ESCALATE
    alert, published = await first_alarm(sources, start)
    assert "semua pertanyaan diteruskan ke petugas" in alert[0]
    assert "Pencocok pertanyaan tidak bisa dilatih: ImportError: rusak" in alert[1]
    assert published[0].has("paspor-biaya")
    assert found.newest is None


def test_a_fee_with_a_zero_more_is_refused_at_the_start_and_by_the_check(
    tmp_path: Path, faq: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = last_good(tmp_path)
    found.keep(faq, load_faq(faq), fingerprint(faq))
    fees = faq / "biaya.yaml"
    fees.write_text(fees.read_text("utf-8").replace("rupiah: ", "rupiah: 1", 1), "utf-8")
    with pytest.raises(Trouble, match="biaya-berubah-jauh"):
        first_knowledge(faq, tmp_path / "cache", directory_of(settings(tmp_path)), found.newest)
    monkeypatch.setenv("BOT_FAQ", str(faq))
    monkeypatch.setenv("BOT_DATABASE", f"sqlite:///{tmp_path}/data/bot.db")
    own = CliRunner().invoke(cli, ["faq", "check"])
    assert (own.exit_code, "biaya-berubah-jauh" in own.output) == (1, True)
    shutil.copytree(faq, tmp_path / "lain")
    assert CliRunner().invoke(cli, ["faq", "check", str(tmp_path / "lain")]).exit_code == 0


async def test_a_jump_of_a_fee_reaches_staff_and_no_resident_until_typed_twice(
    tmp_path: Path, faq: Path, index: FaqIndex
) -> None:
    directory, found = directory_of(settings(tmp_path)), last_good(tmp_path)
    read = load_faq(faq)
    found.keep(faq, read, fingerprint(faq))
    fees, numbers = faq / "biaya.yaml", faq / "alur" / "cek-contoh.yaml"
    # more warnings than an alarm shows, in a file that comes before
    unused = "".join(f'  "{days} hari": P-20\n' for days in range(60, 66))
    numbers.write_text(f"{numbers.read_text('utf-8')}angka:\n{unused}", "utf-8")
    fees.write_text(fees.read_text("utf-8").replace("650000", "6500000"), "utf-8")
    start = Start(FaqKnowledge(read, index, directory), None)
    sources = Sources(faq, tmp_path / "cache", found, directory)
    alert, published = await first_alarm(sources, start)
    assert "Jawaban lama, dari " in alert[0]
    assert "berubah dari Rp650.000 menjadi Rp6.500.000 (kelebihan satu nol?)" in alert[1]
    assert published == []

    fees.write_text(fees.read_text("utf-8").replace("6500000", "6500000\n    yakin: 6500000"), "utf-8")
    fresh: asyncio.Queue[FaqKnowledge] = asyncio.Queue()
    publisher = Publisher(sources, start, fresh.put_nowait, lambda *_: None, Metrics())
    running = asyncio.create_task(publisher.run())
    confirmed = await asyncio.wait_for(fresh.get(), 60)
    running.cancel()
    assert "Rp6.500.000" in confirmed.answer("paspor-biaya", None)
