"""What YAML does behind an author's back, and the sentences for what it cannot read."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.faqfiles.problem import Place
from bot.faqfiles.syntax import document as documents, syntax_errors
from bot.faqfiles.syntax.document import LARGEST, open_document, parse

# Quirks of both of PyYAML's parsers must not reach the author.
PARSERS = [yaml.BaseLoader, *([yaml.CBaseLoader] if hasattr(yaml, "CBaseLoader") else [])]


@pytest.fixture(params=PARSERS, ids=lambda parser: parser.__name__)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (documents, syntax_errors):
        monkeypatch.setattr(module, "LOADER", request.param)


@pytest.mark.parametrize(
    "typed", ["8:30", "0712", "no", "ya", "350.000", "1e3", "0x10", "2026-11-24", "true", "1_000", "+62 21", ".5"]
)
def test_a_value_stays_as_it_was_typed(typed: str) -> None:
    document, problems = parse("a.yaml", f"isi: {typed}\n")
    assert document
    assert document.data == {"isi": typed}
    assert problems == []


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("source", "line", "column", "says"),
    [
        ("tanya: biaya: berapa\n", 1, 13, "titik dua di dalam teks"),
        ("tanya: 'biaya\nlain: x\n", 1, 8, "kutip yang dibuka di sini tidak pernah ditutup"),
        ("tanya: x\nlain\n", 2, 1, "baris ini tidak lengkap"),
        ("a:\n\tb: x\n", 2, 1, "tombol Tab"),
        ("tanya: @admin\n", 1, 8, "tidak boleh mulai dengan '@'"),
        ("tanya: %x\n", 1, 8, "tidak boleh mulai dengan '%'"),
        ("a: [x, y\nb: c\n", 1, 4, "'[' tidak ditutup"),
        ("a: [\n", 2, 1, "'[' tidak ditutup"),
        ("a: {teks: b: c}\n", 1, 12, "memuat titik dua"),
        ("a: x\n  b: y\n", 2, 4, "salah letak"),
        ("a: - x\n", 1, 4, "mulai di baris baru"),
        ("a: ? x\n", 1, 4, "tidak boleh mulai dengan '? '"),
        ('a: "x" y\n', 1, 8, "setelah tanda kutip penutup masih ada teks"),
        ("- 'it's'\n", 1, 7, "setelah tanda kutip penutup masih ada teks"),
        ("a: |x\n  y\n", 1, 5, "tidak boleh ada teks"),
        ("a:\n  - x\n - y\n", 3, 2, "samakan spasi"),
        ("a: }x\n", 1, 4, "tidak boleh mulai dengan '}'"),
        ("", 1, 1, "kosong"),
        ("# hanya catatan\n", 1, 1, "kosong"),
        ("- x\n- y\n", 1, 1, "tidak berisi isian"),
        ("hanya teks\n", 1, 1, "tidak berisi isian"),
        ("a: " + "[" * 40 + "]" * 40 + "\n", 1, 15, "bertingkat terlalu dalam"),
        ("a: &jangkar x\n", 1, 4, "tanda '&' di awal punya arti khusus"),
        ("a: *penting\n", 1, 4, "tanda '*' di awal punya arti khusus"),
        ("a: !penting x\n", 1, 4, "tanda '!' di awal punya arti khusus"),
        ("a: x\n---\nb: y\n", 2, 1, "garis '---'"),
        ("a: x\n[b, c]: y\n", 2, 1, "nama isian harus satu teks"),
        ("a: x\x07y\n", 1, 5, "karakter yang tidak terlihat"),
        ("a: é\nb: é\x07y\n", 2, 5, "karakter yang tidak terlihat"),
    ],
)
def test_what_cannot_be_read_says_where_and_what_to_do(source: str, line: int, column: int, says: str) -> None:
    document, problems = parse("a.yaml", source)
    assert document is None
    (problem,) = problems
    assert problem.code == "yaml-rusak"
    assert says in problem.message
    assert problem.place == Place("a.yaml", line, column)


@pytest.mark.usefixtures("parser")
def test_a_name_that_stands_twice_is_reported() -> None:
    document, (problem,) = parse("a.yaml", "a: x\nb: y\na: z\n")
    assert document
    assert document.data == {"a": "x", "b": "y"}
    assert (problem.code, problem.place.line, problem.place.column) == ("kunci-ganda", 3, 1)


@pytest.mark.usefixtures("parser")
def test_places_count_characters_not_bytes_and_reach_into_long_texts() -> None:
    document, _ = parse("a.yaml", "é: [ü, x]\nisi: |\n  baris satu\n  é dua 17 tahun\n")
    assert document
    assert document.place(("é", 1)) == Place("a.yaml", 1, 8)
    assert document.place(("isi",), "17") == Place("a.yaml", 4, 9)
    assert document.place(("isi",), "tidak ada") == document.place(("isi",)) == Place("a.yaml", 2, 6)


def test_a_file_of_more_than_two_megabytes_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: x\n" + b"# catatan\n" * 200_000)
    document, (problem,) = open_document(path)
    assert document is None
    assert problem.code == "berkas-tidak-terbaca"
    assert "lebih dari 2 MB" in problem.message
    path.write_bytes(b"a: x\n" + b"#" * (LARGEST - 6) + b"\n")
    assert open_document(path)[0]
