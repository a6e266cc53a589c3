"""python -m bot faq …, as staff and other programs call it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot import clock
from tests.command import typed
from tests.storage.samples import NOW

SAMPLE = Path(__file__).parent / "sample"
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _of_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_FAQ", str(SAMPLE))
    monkeypatch.setattr(clock, "now", lambda: NOW)


class Run:
    """One finished command."""

    def __init__(self, *arguments: str | Path) -> None:
        done = typed("faq", *map(str, arguments))
        self.status, self.out, self.err = done.status, done.out, done.err
        assert "Traceback" not in self.err


def test_check_of_a_faultless_faq_is_silent_and_zero() -> None:
    run = Run("check", SAMPLE)
    assert (run.status, run.out) == (0, "")
    assert "0 galat" in run.err


@pytest.mark.process
def test_check_imports_no_database_and_no_matcher() -> None:
    code = (
        "import atexit, sys; from bot.cli.main import cli\n"
        "atexit.register(lambda: print(sorted({'sqlite3', 'numpy', 'xlsxwriter'} & sys.modules.keys())))\n"
        f"cli(['faq', 'check', {str(SAMPLE)!r}])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_check_reports_every_problem_for_people_and_for_programs(sample_folder: Path) -> None:
    path = sample_folder / "paspor.yaml"
    text = path.read_text(encoding="utf-8").replace("terkait: [paspor-hilang, paspor-rusak]", "terkait: [paspor-hilng]")
    path.write_text(text, encoding="utf-8")
    run = Run("check", sample_folder)
    assert run.status == 1
    assert run.out.splitlines() == [
        f"{path}:15:15: galat: entri 'paspor-hilng' tidak ada (maksudnya 'paspor-hilang'?); "
        "tulis id yang ada (entri-tidak-ada)",
    ]
    problems = json.loads(Run("check", sample_folder, "--format", "json").out)
    assert [(one["line"], one["column"], one["level"], one["code"]) for one in problems] == [
        (15, 15, "galat", "entri-tidak-ada"),
    ]


def test_a_guided_check_is_checked_within_its_faq_alone_or_with_its_folder(sample_folder: Path) -> None:
    folder = sample_folder / "alur"
    path = folder / "cek-contoh.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("ke: visa", "ke: vissa"), encoding="utf-8")
    (sample_folder / "biaya.yaml").write_text("biaya: [", encoding="utf-8")
    for named in (path, folder):
        run = Run("check", named)
        assert run.status == 1
        (line,) = run.out.splitlines()
        assert line.startswith(f"{path}:18:13: galat: langkah 'vissa' tidak ada di alur ini (maksudnya 'visa'?)")
        assert line.endswith("(alur-tujuan-tidak-ada)")


def test_a_guided_check_is_listed_and_shown() -> None:
    assert "cek-contoh" in Run("list").out
    shown = Run("show", "cek-contoh").out
    assert "Kenalan (nilai 2, ke visa): Banyak tawaran palsu" in shown
    assert "Hasil merah (mulai nilai 4): Merah: jangan berangkat dulu" in shown
    assert "cek-contoh" not in Run("list", "--json").out


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("check", "tidak/ada"), 1, "tidak ada di sini"),
        (("check", str(SAMPLE), "tidak/ada"), 2, "'tidak/ada' tidak ada"),
        (("check", "--format", "xml"), 2, "--format text atau --format json"),
        (("show", "paspor-biya"), 1, "maksudnya 'paspor-biaya'?"),
        (("sheet", "export", "a.xlsx", "--owner", "kanm"), 2, "maksudnya 'kanim'?"),
        (("sheet", "export", "a.csv", "--owner", "kanim"), 2, "harus berakhir dengan .xlsx"),
        (("sheet", "export", "/dev/null/a.xlsx", "--owner", "kanim"), 1, "tidak bisa ditulis"),
    ],
)
def test_wrong_use_ends_with_a_sentence(arguments: tuple[str, ...], status: int, says: str) -> None:
    run = Run(*arguments)
    assert run.status == status
    assert says in run.out + run.err


def test_list_gives_programs_the_whole_faq_as_residents_read_it() -> None:
    run = Run("list", "--json")
    assert run.status == 0
    rows = json.loads(run.out)
    assert [row["id"] for row in rows] == ["paspor-biaya", "paspor-hilang", "paspor-rusak"]
    first = rows[0]
    assert list(first) == [
        *("id", "topic", "question", "phrasings", "tests", "lead", "details", "answer"),
        *("related", "sources"),
        *("verified_on", "review_by", "emergency"),
    ]
    assert first["answer"].startswith("Paspor elektronik berlaku 5 tahun: Rp650.000.")
    assert first["sources"] == [
        {"title": "PP 45/2024", "date": "2024-12-17"},
        {
            "title": "Kantor Imigrasi Karawang, tarif",
            "url": "https://karawang.imigrasi.go.id/?p=4352",
            "date": "2024-12-17",
        },
    ]
    assert (first["verified_on"], first["review_by"], first["emergency"]) == (None, "2027-05-24", False)
    assert rows[1]["verified_on"] == "2026-10-01"
    assert rows[1]["sources"][1:] == [{"title": "Kantor Imigrasi Karawang, paspor hilang"}]
    assert rows[1]["lead"] == "Lapor dulu ke polisi.", "the settings know no address, so its sentence is left out"
    assert rows[1]["details"].startswith("1. Bawa surat polisi.")
    assert rows[1]["answer"] == rows[1]["lead"] + "\n" + rows[1]["details"]
    assert rows[2]["details"] == ""
