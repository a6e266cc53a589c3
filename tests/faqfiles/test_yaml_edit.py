"""FAQ files are changed as a careful person would: only what was asked for, everything else byte for byte."""

from __future__ import annotations

import difflib
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings, strategies as st

from bot.faqfiles.problem import Unchangeable
from bot.faqfiles.syntax.syntax_errors import LOADER
from bot.faqfiles.yaml_edit import FieldChange, new_entry_edits, with_fields, with_member
from tests.examples import examples

REAL = Path(__file__).parents[2] / "faq"
AWKWARD = ["mau tanya: paspor", "paspor #baru", "*penting* tanya", "- satu", "no", "0812", 'si "itu"', "null", "ya"]
ENTRY = {
    "id": "paspor-hanyut",
    "tanya": "Bagaimana kalau paspor jatuh ke sungai?",
    "inti": "Lapor: ke polisi.\n",
    "rincian": "Lalu datang.\n",
    "terkait": [],
    "sumber": [{"judul": "Jawaban petugas, Kantor Barat", "tanggal": date(2026, 11, 24)}],
    "diverifikasi": None,
    "kalimat": [f"{text} hanyut" for text in AWKWARD],
}
FILES = sorted(path.name for path in REAL.glob("*.yaml"))
TOPIC = """\
# kepala
topik: paspor
entri:
  - id: satu
    tanya: Berapa biaya?  # diperiksa Siti
    inti: |  # inti
      Gratis.

    # di atas rincian
    rincian: |
      Baris satu.
      Baris dua.
    terkait: [dua, tiga]
    sumber:
      # dari kantor
      - judul: PP 45/2024
        tanggal: 2024-12-17
      - judul: 'Lama'
    diverifikasi:
    darurat: false

  - id: dua
    tanya: "Apa: itu?"
"""
PHRASINGS = """\
topik: paspor
entri:
  satu:
    kalimat:
      - satu satu
      # logat Banjar
      - "dua: dua"  # jangan dihapus
      - tiga tiga
    bukan:
      - {teks: "bukan ini", milik: dua}
      - {teks: "bukan itu", milik: null}
    uji: []
"""
ORDER = ("id", "tanya", "tombol", "inti", "rincian")


TOPICS = sorted(path.name.removesuffix(".kalimat.yaml") for path in REAL.glob("*.kalimat.yaml"))


def with_field(source: str, group: tuple[str | int, ...], name: str, value: object, order: tuple[str, ...] = ()) -> str:
    return with_fields(source, [FieldChange(group, name, value)], order)


def changed(before: str, after: str) -> str:
    """Return the lines that went and came."""
    lines = list(difflib.unified_diff(before.splitlines(True), after.splitlines(True), n=0))[2:]
    return "".join(line for line in lines if line[0] != "@")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_what_is_saved_as_it_was_changes_not_a_byte(name: str, ending: str) -> None:
    source = (REAL / name).read_text("utf-8").replace("\n", ending)
    data: dict[str, Any] = yaml.load(source, Loader=LOADER)
    key = next(name for name in ("entri", "rujukan", "biaya", "kalimat") if name in data)
    groups = data[key]
    if key == "kalimat":
        assert with_field(source, (), key, groups) == source
        return
    members = list(groups.items()) if isinstance(groups, dict) else list(enumerate(groups))
    for place, fields in (members[0], members[-1]):
        for field, value in fields.items():
            assert with_field(source, (key, place), field, value) == source
        field, value = next(iter(fields.items()))
        other = [*value[1:], "kata # baru: 'ya"] if isinstance(value, list) else f"{value} # baru: 'ya"
        new = with_field(source, (key, place), field, other)
        assert len(changed(source, new).splitlines()) == 2
        assert new.count("\r") == new.count("\n") * (ending == "\r\n")


@pytest.mark.parametrize(
    ("field", "value", "lines"),
    [
        ("tanya", "A: b?", '-    tanya: Berapa biaya?  # diperiksa Siti\n+    tanya: "A: b?"  # diperiksa Siti\n'),
        ("tombol", "Biaya", "+    tombol: Biaya\n"),
        ("inti", "Tidak gratis.", "-      Gratis.\n+      Tidak gratis.\n"),
        ("rincian", None, "-    rincian: |\n-      Baris satu.\n-      Baris dua.\n"),
        ("rincian", "Baris satu.\n\nAkhir.", "-      Baris dua.\n+\n+      Akhir.\n"),
        ("terkait", ["dua"], "-    terkait: [dua, tiga]\n+    terkait: [dua]\n"),
        ("diverifikasi", date(2026, 11, 27), "-    diverifikasi:\n+    diverifikasi: 2026-11-27\n"),
        ("darurat", True, "-    darurat: false\n+    darurat: true\n"),
        (
            "sumber",
            [{"judul": "PP 45/2024", "tanggal": date(2024, 12, 17)}, {"judul": "Baru", "alamat": "https://a.go.id"}],
            "-      - judul: 'Lama'\n+      - judul: Baru\n+        alamat: https://a.go.id\n",
        ),
    ],
)  # fmt: skip
def test_of_a_topic_file_only_the_changed_field_changes(field: str, value: object, lines: str) -> None:
    assert changed(TOPIC, with_field(TOPIC, ("entri", "satu"), field, value, ORDER)) == lines


@pytest.mark.parametrize(
    ("field", "value", "lines"),
    [
        ("kalimat", ["satu satu", "dua: dua", "baru", "tiga tiga"], "+      - baru\n"),
        ("kalimat", ["nol", "dua: dua", "tiga tiga"], "-      - satu satu\n+      - nol\n"),
        ("kalimat", ["satu satu"], '-      - "dua: dua"  # jangan dihapus\n-      - tiga tiga\n'),
        ("bukan", [{"teks": "bukan ini", "milik": "tiga"}, {"teks": "bukan itu", "milik": None}],
         '-      - {teks: "bukan ini", milik: dua}\n+      - {teks: "bukan ini", milik: tiga}\n'),
        ("uji", ["apa ya"], "-    uji: []\n+    uji:\n+      - apa ya\n"),
    ],
)  # fmt: skip
def test_of_a_list_only_the_changed_lines_change(field: str, value: object, lines: str) -> None:
    assert changed(PHRASINGS, with_field(PHRASINGS, ("entri", "satu"), field, value)) == lines


def test_a_new_field_comes_to_its_place_and_an_unset_one_nowhere() -> None:
    new = with_field(TOPIC, ("entri", 0), "tombol", "Biaya", ORDER)
    assert "# diperiksa Siti\n    tombol: Biaya\n    inti: |" in new
    assert with_field(TOPIC, ("entri", 0), "tombol", None, ORDER) == TOPIC


@settings(max_examples=examples(5))
@given(st.text("ab: #-'\"\n{}[],&*!|>%@`?~0189.é\t\\", max_size=9))
def test_whatever_is_typed_is_read_as_it_was_typed(text: str) -> None:
    for field in ("tanya", "rincian", "tombol"):
        new = with_field(TOPIC, ("entri", 0), field, text, ORDER)
        for loader in (LOADER, yaml.BaseLoader):
            found = yaml.load(new, Loader=loader)["entri"][0].get(field, "")
            assert found.strip() == text.strip() or text.strip() == "~", new


@pytest.mark.parametrize("group", [("entri", 7), ("entri", 0, "tanya"), ("entri", "hilang")])
def test_a_group_that_is_not_there_is_refused(group: tuple[str | int, ...]) -> None:
    with pytest.raises(Unchangeable, match="tidak ada lagi"):
        with_field(TOPIC, group, "tanya", "x")


def with_phrasings(source: str, id: str, *more: str) -> str:
    standing = yaml.load(source, Loader=LOADER)["entri"][id]["kalimat"]
    return with_fields(source, [FieldChange(("entri", id), "kalimat", [*standing, *more])])


def added(before: str, after: str) -> str:
    """Return the lines that were added; nothing else may have happened."""
    lines = list(difflib.unified_diff(before.splitlines(True), after.splitlines(True), n=0))[2:]
    assert all(line[0] in "+@" for line in lines)
    return "".join(line[1:] for line in lines if line[0] == "+")


@pytest.mark.parametrize("topic", [topic for topic in TOPICS if topic not in {"bukan-layanan", "luar-topik"}])
def test_every_real_file_grows_by_the_new_lines_alone(topic: str) -> None:
    edits = new_entry_edits(topic, ENTRY)
    source, asked = ((REAL / name).read_text("utf-8") for name in edits)
    answers, phrasings = edits.values()
    new = answers(source)
    assert new.startswith(source)
    assert "  - id: paspor-hanyut\n    tanya: Bagaimana" in added(source, new)
    new = phrasings(asked)
    assert new.startswith(asked)
    assert '      - "mau tanya: paspor hanyut"\n' in added(asked, new)
    first = re.findall(r"(?m)^  ([a-z0-9-]+):$", asked)[0]
    lines = added(asked, with_phrasings(asked, first, *AWKWARD))
    assert lines.startswith('      - "mau tanya: paspor"\n      - "paspor #baru"\n')
    assert len(lines.splitlines()) == len(AWKWARD)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("entri:\n  x:\n    kalimat: [a b, 'c'] # k\n", "entri:\n  x:\n    kalimat: [a b, 'c', d] # k\n"),
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
    assert with_phrasings(source, "x", "d") == lines


@pytest.mark.parametrize("source", ["", "entri: [", "topik: x\n", "entri: {}\n", "entri:\n  x: 5\n", "- a\n"])
def test_a_file_that_is_built_otherwise_is_left_alone(source: str) -> None:
    with pytest.raises(Unchangeable):
        with_fields(source, [FieldChange(("entri", "x"), "kalimat", ["d"])])
    with pytest.raises(Unchangeable):
        with_member(source, {"id": "x"})
