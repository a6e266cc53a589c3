"""The bot serves the published set whatever happens to the files, and the alert says which set that is."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest
from pydantic import SecretStr

from bot.app.editing.publish import Publisher
from bot.app.faq import follow
from bot.app.faq.follow import Follower, Sources, StartingFaq, knowledge_at_start
from bot.app.faq.knowledge import FaqKnowledge
from bot.app.faq.published import FoundSet, newest_usable, published_sets
from bot.app.people.directory import directory_of
from bot.faqfiles.file_names import SEALS, folder_locked
from bot.faqfiles.load import load_faq
from bot.faqfiles.model import Faq
from bot.faqfiles.published_sets import Publication
from bot.faqfiles.working_files import WorkingFiles, note_rewriting, unpublished
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import operator as texts
from bot.matching.entry import DecisionKind
from bot.matching.index import FaqIndex
from bot.metrics import Metrics
from bot.settings import Settings
from tests.command import typed
from tests.faqfiles.test_published_sets import publish
from tests.shipped import SMALL, SMALL_CACHE, save, small_index
from tests.typed import some
from tests.waiting import until

pytestmark = pytest.mark.process

NOON = datetime(2026, 11, 27, 4, 30, tzinfo=UTC)


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    """Copy a small FAQ."""
    return shutil.copytree(SMALL, tmp_path / "faq")


def sources_in(folder: Path) -> Sources:
    at = SecretStr(f"sqlite:///{folder}/data/bot.db")
    there = Settings(database=at, cache=folder / "cache", faq=folder / "faq")
    return Sources(there.faq, there.cache, published_sets(there, lambda: NOON), directory_of(there))


@pytest.mark.parametrize(
    "file",
    [
        *("faq/paspor.yaml", "faq/tanda.yaml", "data/published/.menulis"),
        *("data/published/sekarang", "data/published/{set}/terbitan.json", "data/published/{set}/faq/paspor.yaml"),
    ],
)
def test_a_restart_with_any_one_file_broken_answers_every_entry(tmp_path: Path, faq: Path, file: str) -> None:
    sources = sources_in(tmp_path)
    made = [publish(sources.sets, sources.folder)]
    save(faq, "650000", "700000")
    made.append(publish(sources.sets, sources.folder))
    path = tmp_path / file.format(set=made[1].id)
    path.parent.mkdir(exist_ok=True)
    path.write_text("[", "utf-8")
    found = newest_usable(sources.sets, faq, sources.cache)
    assert (len(found.faq.entries), found.problems) == (3, ())
    assert found.published == made[0 if "{set}" in file else 1]


def test_a_start_in_the_middle_of_going_back_puts_the_folder_back(tmp_path: Path, faq: Path) -> None:
    sources = sources_in(tmp_path)
    first = publish(sources.sets, sources.folder)
    save(faq, "650000", "700000")
    second = publish(sources.sets, sources.folder)
    starting = Thread(target=newest_usable, args=(sources.sets, faq, sources.cache))
    with sources.sets.staged(first.faq) as staged, sources.sets.alone():
        made = sources.sets.add(staged, Publication("ani", "kembali", first.said.content), second)
        note_rewriting(sources.sets, faq, made)
        starting.start()
        starting.join(0.5)
        sources.sets.point_to(made)
    starting.join()
    assert unpublished(faq, made) == ()


def test_sets_that_this_version_refuses_make_way_for_the_folder(tmp_path: Path, faq: Path) -> None:
    sources = sources_in(tmp_path)
    save(faq, "topik: paspor", "topik: [", "paspor.yaml")
    with sources.sets.staged(faq) as staged, sources.sets.alone():
        sources.sets.point_to(sources.sets.add(staged, Publication("ani", "versi lama", ""), None))
    save(faq, "topik: [", "topik: paspor", "paspor.yaml")
    found = newest_usable(sources.sets, faq, sources.cache)
    assert found.published
    assert (found.published.number, found.published.said.by) == (2, "bot")


def test_where_no_set_can_be_stored_the_folder_is_used(tmp_path: Path, faq: Path) -> None:
    (tmp_path / "data").write_text("bukan folder", "utf-8")
    sources = sources_in(tmp_path)
    found = newest_usable(sources.sets, faq, sources.cache)
    assert found.published is None
    assert "paspor-biaya" in found.faq.entries
    assert "tidak bisa disimpan" in found.problems[0]


@pytest.fixture(scope="module")
def index() -> FaqIndex:
    """Return a matcher that has learnt the small FAQ."""
    return small_index()


@dataclass
class Running:
    """A follower at work: what it has given to the help desk and reported to the staff."""

    given: list[FaqKnowledge] = field(default_factory=list)
    reports: list[tuple[bool, str]] = field(default_factory=list)
    metrics: Metrics = field(default_factory=Metrics)

    def shown(self, name: str) -> float | None:
        return self.metrics.registry.get_sample_value(name)


@asynccontextmanager
async def following(sources: Sources, start: StartingFaq, patch: pytest.MonkeyPatch) -> AsyncIterator[Running]:
    patch.setattr(follow, "POLL_SECONDS", 0.01)
    seen = Running()
    follower = Follower(sources, start, seen.given.append, lambda *one: seen.reports.append(one), seen.metrics)
    task = asyncio.create_task(follower.run())
    try:
        yield seen
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def started(sources: Sources, index: FaqIndex) -> StartingFaq:
    """Return what the bot begins with when the folder was published and learnt."""
    made = publish(sources.sets, sources.folder)
    faq = load_faq(made.faq)
    return StartingFaq(FaqKnowledge(faq, index, sources.directory), FoundSet(faq, made))


async def test_a_fee_goes_live_while_the_matcher_is_still_learning(
    tmp_path: Path, faq: Path, index: FaqIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = sources_in(tmp_path)
    learning: list[Faq] = []
    done = asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(faq: Faq, _: Path) -> FaqIndex:
        learning.append(faq)
        asyncio.run_coroutine_threadsafe(done.wait(), loop).result()
        return index

    async with following(sources, started(sources, index), monkeypatch) as seen:
        monkeypatch.setattr(follow, "index_of", slow)
        save(faq, "- biaya paspor\n", "- biaya paspor\n      - sangu paspor\n", "paspor.kalimat.yaml")
        publish(sources.sets, sources.folder)
        await until(lambda: learning)
        save(faq, "650000", "700000")
        publish(sources.sets, sources.folder)
        await until(lambda: len(seen.given) == 2)
        assert "Rp700.000" in seen.given[1].entries["paspor-biaya"].shown(None).text
        assert len(learning) == 1
        done.set()
        await until(lambda: len(seen.given) == 3)
        assert "Rp700.000" in seen.given[2].entries["paspor-biaya"].shown(None).text
        assert seen.given[2].index is index
        assert len(learning) == 1, "what it learnt is what is wanted"


async def test_a_matcher_that_cannot_learn_leaves_a_bot_that_hears_danger(
    tmp_path: Path, faq: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lib" / "sklearn").mkdir(parents=True)
    (tmp_path / "lib" / "sklearn" / "__init__.py").write_text("raise ImportError('rusak')", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "lib"))
    sources = sources_in(tmp_path)
    start = knowledge_at_start(sources)
    assert start.knowledge.decide(["tolong saya disekap"]).outcome is DecisionKind.EMERGENCY
    assert start.knowledge.decide(["biaya paspor"]).outcome is DecisionKind.ESCALATE
    assert "paspor-biaya" in start.knowledge.entries
    async with following(sources, start, monkeypatch) as seen:
        await until(lambda: seen.reports and "rusak" in seen.reports[-1][1])
        assert "semua pertanyaan diteruskan ke petugas" in seen.reports[-1][1]
        assert "Pencocok pertanyaan tidak bisa dilatih: ImportError: rusak" in seen.reports[-1][1]


def test_a_fee_with_a_zero_more_is_refused_by_check_and_publication(
    tmp_path: Path, faq: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = sources_in(tmp_path)
    publish(sources.sets, sources.folder)
    save(faq, "rupiah: 650000", "rupiah: 6500000")
    monkeypatch.setenv("BOT_FAQ", str(faq))
    monkeypatch.setenv("BOT_DATABASE", f"sqlite:///{tmp_path}/data/bot.db")
    own = typed("faq", "check")
    assert (own.status, "biaya-berubah-jauh" in own.out) == (1, True)
    shutil.copytree(faq, tmp_path / "lain")
    assert typed("faq", "check", str(tmp_path / "lain")).status == 0
    publisher = Publisher(WorkingFiles(faq, sources.sets), tmp_path / "cache")
    with pytest.raises(Trouble) as refused:
        publisher.propose(())
    first, *_, last = str(refused.value).splitlines()
    assert first.startswith(f"{faq / 'biaya.yaml'}:")
    assert "berubah dari Rp650.000 menjadi Rp6.500.000 (kelebihan satu nol?)" in first
    assert last == texts.NOT_CHECKED
    assert len(list(sources.sets.history())) == 1


def test_signatures_are_sealed_while_nobody_else_writes(tmp_path: Path, faq: Path, index: FaqIndex) -> None:
    sources = sources_in(tmp_path)
    made = some(newest_usable(sources.sets, faq, sources.cache).published)
    publisher = Publisher(WorkingFiles(faq, sources.sets), SMALL_CACHE)
    assert (publisher.propose(()), unpublished(faq, made)) == (None, ()), "who only looks changes nothing"
    save(faq)
    proposing = Thread(target=publisher.propose, args=((),))
    with folder_locked(faq):
        proposing.start()
        proposing.join(0.5)
        assert not (faq / SEALS).exists()
    proposing.join()
    assert (faq / SEALS).exists()


def test_a_damaged_set_to_go_back_to_stops_one_publication(tmp_path: Path, faq: Path, index: FaqIndex) -> None:
    sources = sources_in(tmp_path)
    publish(sources.sets, sources.folder)
    made = publish(sources.sets, sources.folder)
    note_rewriting(sources.sets, faq, made)
    (made.faq / "biaya.yaml").write_text("[", "utf-8")
    publisher = Publisher(WorkingFiles(faq, sources.sets), SMALL_CACHE)
    with pytest.raises(Trouble, match="terbitan itu rusak"):
        publisher.propose(())
    save(faq)
    proposal = some(publisher.propose(()))
    assert proposal.before
    assert proposal.before.number == 1


def test_what_was_tested_before_is_not_tested_again(tmp_path: Path, faq: Path, index: FaqIndex) -> None:
    sources, said = sources_in(tmp_path), list[str]()
    publisher = Publisher(WorkingFiles(faq, sources.sets), SMALL_CACHE)
    first = some(publisher.propose((), said.append))
    publisher.publish(first.id, "ani", "pertama")
    assert first.figures
    asked = sum((*first.figures.phrasings.values(), *first.figures.tests.values()))
    told = [texts.LEARNING, texts.TESTING.format(count=asked)]
    assert said == told
    assert sum(first.figures.tests.values()) == 10
    save(faq, "650000", "700000")
    second = some(publisher.propose((), said.append))
    done = publisher.publish(second.id, "budi", "tarif naik")
    assert said == told
    assert done.made.said.figures == first.figures
    (fee,) = second.difference.fees
    assert (fee.before and fee.before.rupiah, fee.after and fee.after.rupiah) == (650_000, 700_000)
    assert fee.quoted == ("paspor-biaya",)
    assert [one.id for one in second.difference.answers] == ["paspor-biaya"]
    assert publisher.older(None).number == 1
    with pytest.raises(Trouble, match="Terbitan 7 tidak ada"):
        publisher.older(7)
