"""Staff save files while the bot runs."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from bot.faqfiles.model import Faq
from bot.faqfiles.problem import Problem
from bot.faqfiles.watch import fingerprint, watch_faq

pytestmark = pytest.mark.process

SAMPLE = Path(__file__).parent / "sample"
PATIENCE = 20


async def next_news(news: AsyncIterator[Faq | tuple[Problem, ...]]) -> Faq | tuple[Problem, ...]:
    return await asyncio.wait_for(anext(news), PATIENCE)


def save(folder: Path, old: str, new: str) -> None:
    path = folder / "paspor.yaml"
    path.write_text((SAMPLE / "paspor.yaml").read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


async def test_a_day_at_the_editors_desk(sample_folder: Path) -> None:
    async with aclosing(watch_faq(sample_folder)) as news:
        start = await next_news(news)
        assert isinstance(start, Faq), "what was saved before the watch began must not be missed"

        save(sample_folder, "Lapor dulu ke polisi", "Lapor segera ke polisi")
        edited = await next_news(news)
        assert isinstance(edited, Faq)
        assert "Lapor segera" in edited.entries["paspor-hilang"].lead

        save(sample_folder, "topik: paspor", "topik: [")
        broken = await next_news(news)
        assert isinstance(broken, tuple)
        assert [problem.code for problem in broken] == ["yaml-rusak"]

        save(sample_folder, "", "")
        mended = await next_news(news)
        assert isinstance(mended, Faq)
        assert mended.content_hash == start.content_hash

        shutil.rmtree(sample_folder)
        gone = await next_news(news)
        assert isinstance(gone, tuple)
        assert [problem.code for problem in gone] == ["berkas-tidak-terbaca"]

        shutil.copytree(SAMPLE, sample_folder)
        back = await next_news(news)
        assert isinstance(back, Faq)

        # The old watch died with the old folder; the new one is seen all the same.
        save(sample_folder, "Lapor dulu ke polisi", "Lapor hari ini ke polisi")
        again = await next_news(news)
        assert isinstance(again, Faq)
        assert "Lapor hari ini" in again.entries["paspor-hilang"].lead


async def test_a_save_that_changes_nothing_is_not_told(sample_folder: Path) -> None:
    async with aclosing(watch_faq(sample_folder)) as news:
        await next_news(news)
        (sample_folder / "biaya.yaml").touch()
        save(sample_folder, "topik: paspor", "# catatan\ntopik: paspor")
        change = asyncio.ensure_future(anext(news))
        done, _ = await asyncio.wait([change], timeout=1.5)
        assert not done
        save(sample_folder, "judul: Paspor", "judul: Buku paspor")
        found = await asyncio.wait_for(change, PATIENCE)
        assert isinstance(found, Faq)
        assert found.topics[0].title == "Buku paspor"


async def test_only_files_that_changed_since_are_read_again(sample_folder: Path) -> None:
    read = fingerprint(sample_folder)
    async with aclosing(watch_faq(sample_folder, read)) as news:
        change = asyncio.ensure_future(anext(news))
        done, _ = await asyncio.wait([change], timeout=1.5)
        assert not done
        change.cancel()
        await asyncio.wait([change])
    save(sample_folder, "judul: Paspor", "judul: Buku paspor")
    async with aclosing(watch_faq(sample_folder, read)) as news:
        found = await next_news(news)
        assert isinstance(found, Faq)
        assert found.topics[0].title == "Buku paspor"


async def test_a_fee_that_jumps_is_refused_until_it_is_typed_twice(sample_folder: Path) -> None:
    async with aclosing(watch_faq(sample_folder, last_good=lambda: SAMPLE)) as news:
        assert isinstance(await next_news(news), Faq)
        fees = sample_folder / "biaya.yaml"
        fees.write_text(fees.read_text("utf-8").replace("rupiah: 650000", "rupiah: 6500000"), "utf-8")
        refused = await next_news(news)
        assert isinstance(refused, tuple)
        assert [problem.code for problem in refused] == ["biaya-berubah-jauh"]
        fees.write_text(fees.read_text("utf-8").replace("6500000", "6500000\n    yakin: 6500000"), "utf-8")
        taken_up = await next_news(news)
        assert isinstance(taken_up, Faq)
        assert taken_up.fees["paspor-elektronik-5"].rupiah == 6_500_000


async def test_a_folder_that_comes_later_is_seen(tmp_path: Path) -> None:
    folder = tmp_path / "faq"
    async with aclosing(watch_faq(folder)) as news:
        assert isinstance(await next_news(news), tuple)
        shutil.copytree(SAMPLE, folder)
        assert isinstance(await next_news(news), Faq)
