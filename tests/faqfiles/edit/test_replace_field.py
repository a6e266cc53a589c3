"""Changing a field of a FAQ file: only its own lines change, everything else stays byte for byte."""

from __future__ import annotations

import difflib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.faqfiles.edit.replace_field import place_of, with_field
from bot.faqfiles.edit.yaml_edit import READER, Unchangeable

REAL = Path(__file__).parents[3] / "faq"
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


def changed(before: str, after: str) -> str:
    """Return the lines that went and came."""
    lines = list(difflib.unified_diff(before.splitlines(True), after.splitlines(True), n=0))[2:]
    return "".join(line for line in lines if line[0] != "@")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_what_is_saved_as_it_was_changes_not_a_byte(name: str, ending: str) -> None:
    source = (REAL / name).read_text("utf-8").replace("\n", ending)
    data: dict[str, Any] = yaml.load(source, Loader=READER)
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
    group = ("entri", place_of(TOPIC, "satu"))
    assert changed(TOPIC, with_field(TOPIC, group, field, value, ORDER)) == lines


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


@pytest.mark.parametrize("group", [("entri", 7), ("entri", 0, "tanya"), ("entri", "satu")])
def test_a_group_that_is_not_there_is_refused(group: tuple[str | int, ...]) -> None:
    with pytest.raises(Unchangeable):
        with_field(TOPIC, group, "tanya", "x")
    with pytest.raises(Unchangeable, match="tidak ada lagi"):
        place_of(TOPIC, "hilang")
