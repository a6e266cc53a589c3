"""A folder becomes a FAQ, or a complete list of what must be mended."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from bot.faqfiles.load import check_faq, load_faq
from bot.faqfiles.model import Source
from bot.faqfiles.problem import FaqBroken, Level, errors_of
from bot.matching.entry import HardNegative
from tests.examples import examples

TODAY = date(2026, 11, 24)
SAMPLE = Path(__file__).parent / "sample"
SIGNS = [b":", b"#", b"'", b'"', b"{", b"}", b"[", b"]", b"\t", b"\n", b"  ", b"- ", b"\xff", b"&x ", b"|\n", b"~"]


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def codes(folder: Path, today: date = TODAY) -> list[str]:
    return [problem.code for problem in check_faq(folder, today)]


def test_everything_that_the_files_say_arrives(sample_folder: Path) -> None:
    faq = load_faq(sample_folder)
    entry = faq.entries["paspor-biaya"]
    assert (entry.topic, entry.question, entry.owner) == ("paspor", "Berapa biaya membuat paspor?", "kanim")
    assert entry.sources == (
        Source("Kantor Imigrasi Karawang, tarif", "https://karawang.imigrasi.go.id/?p=4352", date(2024, 12, 17)),
    )
    assert entry.verified_on is None
    assert faq.entries["paspor-hilang"].verified_on == date(2026, 10, 1)
    assert entry.review_by == date(2027, 5, 24)
    assert len(entry.phrasings) == 20
    assert "min: paspor berapa" in entry.phrasings
    assert entry.hard_negatives[0] == HardNegative("denda paspor hilang berapa", "paspor-hilang")
    assert entry.hard_negatives[1].belongs_to is None
    assert len(entry.tests) == 3
    assert faq.fees["beban-hilang"].rupiah == 1_000_000
    assert [topic.id for topic in faq.topics] == ["paspor"]
    assert faq.topics[0].popular == ("paspor-biaya", "paspor-hilang")
    assert [one.entry for one in faq.warnings_of_the_season] == ["paspor-biaya"]
    assert [(one.id, one.office) for one in faq.referrals] == [("rujuk-ktp", "dukcapil")]
    assert faq.problems == ()


def test_the_matcher_never_gets_a_test_question(sample_folder: Path) -> None:
    faq = load_faq(sample_folder)
    corpus = faq.corpus()
    assert [entry.id for entry in corpus.entries] == ["paspor-biaya", "paspor-hilang", "paspor-rusak"]
    assert [(entry.id, entry.office) for entry in corpus.referrals] == [("rujuk-ktp", "dukcapil")]
    assert corpus.out_of_scope == ("harga karet hari ini", "resep sayur asam")
    learnt = {text for entry in (*corpus.entries, *corpus.referrals) for text in entry.phrasings}
    assert not learnt & {text for entry in faq.entries.values() for text in entry.tests}


def test_files_of_editors_and_folders_of_drafts_do_not_count(sample_folder: Path) -> None:
    (sample_folder / ".#paspor.yaml").symlink_to("seseorang@komputer")
    (sample_folder / ".paspor.yaml.swp").write_bytes(b"\x00\xff")
    for name in ("paspor.yaml~", "paspor.yaml.bak", "~$paspor.yaml", "~$tarif.xlsx", "catatan.txt", "README.md"):
        (sample_folder / name).write_text("a: [", encoding="utf-8")
    (sample_folder / "draf").mkdir()
    (sample_folder / "draf" / "baru.yaml").write_text("a: [", encoding="utf-8")
    assert codes(sample_folder) == []


def test_an_overdue_review_warns_until_the_release(sample_folder: Path) -> None:
    later = date(2027, 5, 25)
    overdue = check_faq(sample_folder, later)
    assert {(one.code, one.level) for one in overdue} == {("tinjau-lewat", Level.WARNING)}
    assert {one.level for one in check_faq(sample_folder, later, release=True)} == {Level.ERROR}
    assert {one.code for one in load_faq(sample_folder, today=later).problems} == {"tinjau-lewat"}
    assert load_faq(sample_folder).problems == ()


def test_the_hash_follows_the_content_and_nothing_else(sample_folder: Path) -> None:
    before = load_faq(sample_folder).content_hash
    change(sample_folder / "biaya.yaml", "# Tarif contoh", "# Tarif lain")
    change(sample_folder / "paspor.yaml", "\n\n  - id", "\n\n\n  - id")
    assert load_faq(sample_folder).content_hash == before
    change(sample_folder / "biaya.yaml", "rupiah: 650000", "rupiah: 700000")
    assert load_faq(sample_folder).content_hash != before


def test_a_topic_whose_two_files_were_deleted_is_reported_once(sample_folder: Path) -> None:
    (sample_folder / "visa.yaml").write_bytes((sample_folder / "paspor.yaml").read_bytes())
    change(sample_folder / "visa.yaml", "topik: paspor", "topik: visa")
    for old in ("hilang", "rusak", "biaya"):
        change(sample_folder / "visa.yaml", f"- id: paspor-{old}", f"- id: visa-{old}")
    asked = (sample_folder / "paspor.kalimat.yaml").read_text(encoding="utf-8").replace("paspor-", "visa-")
    (sample_folder / "visa.kalimat.yaml").write_text(asked.replace("topik: paspor", "topik: visa"), encoding="utf-8")
    change(sample_folder / "visa.yaml", "terkait: [paspor-hilang, paspor-rusak]", "terkait: [paspor-a, paspor-b]")
    change(sample_folder / "visa.yaml", "terkait: [paspor-biaya, paspor-rusak]", "terkait: [paspor-c, paspor-d]")
    (sample_folder / "paspor.yaml").unlink()
    (sample_folder / "paspor.kalimat.yaml").unlink()
    (problem,) = check_faq(sample_folder, TODAY)
    assert "mungkin berkas sebuah topik terhapus" in problem.message


def test_a_folder_without_a_question_is_refused(tmp_path: Path) -> None:
    assert codes(tmp_path) == ["folder-kosong"]


def test_warnings_do_not_stop_the_bot(with_sample: Callable[[str], Path]) -> None:
    faq = load_faq(with_sample("fakta: []\nsumber: []"))
    assert [one.code for one in faq.problems] == ["tanpa-sumber"]


@settings(max_examples=examples(1.5), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_saved_the_answer_is_a_faq_or_a_list_of_problems(tmp_path: Path, data: st.DataObject) -> None:
    folder = tmp_path / "faq"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SAMPLE, folder)
    path = data.draw(st.sampled_from(sorted(folder.rglob("*.yaml"))))
    raw = path.read_bytes()
    start = data.draw(st.integers(0, len(raw)))
    stop = data.draw(st.integers(start, min(len(raw), start + 80)))
    middle = data.draw(st.one_of(st.binary(max_size=8), st.lists(st.sampled_from(SIGNS), max_size=4).map(b"".join)))
    path.write_bytes(raw[:start] + middle + raw[stop:])
    problems = check_faq(folder, TODAY)
    assert all(str(problem).count("\n") == 0 for problem in problems)
    if errors_of(problems):
        with pytest.raises(FaqBroken):
            load_faq(folder, today=TODAY)
    else:
        assert load_faq(folder, today=TODAY).problems == problems


@pytest.mark.parametrize(
    ("before", "now", "yakin", "code"),
    [
        (1000000, 700000, "", None),
        (1000000, 699999, "", "biaya-berubah-jauh"),
        (1000000, 1300000, "", None),
        (1000000, 1300001, "", "biaya-berubah-jauh"),
        (1000000, 1300001, "1300001", None),
        (1000000, 1300001, "1300000", "yakin-beda"),
        (1000000, 1100000, "1000000", "yakin-beda"),
        (1000000, 0, "", "biaya-nol"),
        (1000000, 0, "0", None),
        (0, 1000000, "", "biaya-berubah-jauh"),
        (0, 0, "0", None),
    ],
)
def test_a_fee_may_change_by_thirty_per_cent(
    sample_folder: Path, before: int, now: int, yakin: str, code: str | None
) -> None:
    last_good = shutil.copytree(sample_folder, sample_folder.with_name("last-good"))
    change(last_good / "biaya.yaml", "rupiah: 1000000", f"rupiah: {before}")
    change(
        sample_folder / "biaya.yaml", "rupiah: 1000000", f"rupiah: {now}" + (f"\n    yakin: {yakin}" if yakin else "")
    )
    found = check_faq(sample_folder, TODAY, last_good=last_good)
    assert [one.code for one in found] == ([code] if code else [])


@pytest.mark.parametrize("kept", ["nothing", "an unreadable table", "a table without the fee"])
def test_without_a_last_good_fee_nothing_is_compared(sample_folder: Path, tmp_path: Path, kept: str) -> None:
    last_good = tmp_path / "last-good"
    if kept != "nothing":
        last_good.mkdir()
        (last_good / "biaya.yaml").write_text("[" if kept == "an unreadable table" else "biaya:", "utf-8")
    change(sample_folder / "biaya.yaml", "rupiah: 1000000", "rupiah: 10000000")
    assert check_faq(sample_folder, TODAY, last_good=last_good) == ()
