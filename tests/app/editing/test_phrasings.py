"""The sheet of phrasings: one sentence a row, out of the FAQ and back, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from bot.helpdesk.texts import staff as staff_texts
from tests.app.editing.conftest import RINI, Fill, Office, Rows

pytestmark = pytest.mark.process


def at(rows: Rows, id: str, text: str) -> list[str]:
    return next(row for row in rows if row[0] == id and row[2] == text)


def put(column: int, value: str, text: str = "biaya paspor") -> Fill:
    """Write into a cell of the row with that sentence of paspor-biaya."""

    def fill(rows: Rows) -> None:
        at(rows, "paspor-biaya", text)[column] = value

    return fill


def append(*row: str) -> Fill:
    return lambda rows: rows.append(list(row))


def test_rows_may_be_sorted_left_out_changed_emptied_moved_and_added(office: Office) -> None:
    before = (office.faq / "paspor.kalimat.yaml").read_text("utf-8")

    def fill(rows: Rows) -> None:
        first = rows[1][2]
        at(rows, "paspor-biaya", "biaya paspor")[2] = "ongkos maulah paspor"
        at(rows, "paspor-biaya", "biaya paspor satu keluarga")[2] = ""
        rows.append(["paspor-hilang", "uji", "paspor ulun tabuang, kayapa"])
        rows.append(["paspor-hilang", "bukan", "paspor sobek dimakan tikus", "paspor-rusak"])
        rows[1:] = [row for row in reversed(rows[1:]) if row[2] != first]

    changes = office.takes(office.filled(fill))
    assert changes == (
        "Diubah di paspor-biaya, kalimat: biaya paspor → ongkos maulah paspor",
        "Ditambah ke paspor-hilang, bukan: paspor sobek dimakan tikus → paspor-rusak",
        "Ditambah ke paspor-hilang, uji: paspor ulun tabuang, kayapa",
        "Dihapus dari paspor-biaya, kalimat: biaya paspor satu keluarga",
    )
    after = (office.faq / "paspor.kalimat.yaml").read_text("utf-8").splitlines()
    assert [line for line in before.splitlines() if line not in after] == [
        "      - biaya paspor",
        "      - biaya paspor satu keluarga",
    ]
    assert after.index("      - ongkos maulah paspor") == before.splitlines().index("      - biaya paspor")
    assert '      - {teks: "paspor sobek dimakan tikus", milik: paspor-rusak}' in after


@pytest.mark.parametrize(
    ("fill", "fault"),
    [
        (put(0, "paspor-biya"), "kolom id: jawaban 'paspor-biya' tidak ada (maksudnya 'paspor-biaya'?)"),
        (put(1, "contoh"), "kolom jenis: jenis 'contoh' tidak ada; tulis salah satu: kalimat, bukan, uji"),
        (put(3, "paspor-rusak"), "kolom milik: milik hanya diisi untuk jenis 'bukan'"),
        (append("paspor-hilang", "bukan", "apa saja", "mana"), "kolom milik: jawaban 'mana' tidak ada"),
        (append("paspor-hilang", "bukan", "apa saja", "paspor-hilang"), "kolom milik: kalimat 'bukan' tidak bisa"),
        (append("paspor-hilang", "kalimat", ""), "kolom kalimat: kalimatnya kosong"),
        (append("paspor-hilang", "kalimat", "a" * 301), "kolom kalimat: kalimatnya terlalu panjang"),
        (
            append("paspor-hilang", "kalimat", "Biaya paspor!"),
            "sudah milik jawaban lain: “Berapa biaya membuat paspor?”",
        ),
        (append("paspor-biaya", "uji", "Biaya paspor!"), "kolom kalimat: kalimat ini sudah ada di 'paspor-biaya'"),
        (append("paspor-hilang", "kalimat", "resep soto"), "sudah milik jawaban lain: “pesan yang bukan urusan"),
        (put(4, "0123456789ab"), ""),
        (
            lambda rows: rows.append([*at(rows, "paspor-biaya", "biaya paspor")]),
            "kolom asal: baris ini salinan baris 2",
        ),
        (lambda rows: [rows.append(["paspor-hilang", "uji", text]) for text in ("hai hai", "Hai, hai")], "sama dengan"),
        (lambda rows: rows[0].__setitem__(2, "kata"), "Baris 1, kolom kalimat: kolom ini tidak ada"),
        (lambda rows: rows[1].append("lebih"), "Baris 2, kolom 7: baris ini punya lebih banyak isian daripada kolom"),
    ],
)
def test_each_fault_is_told_with_its_row_and_column(standing: Office, fill: Fill, fault: str) -> None:
    content = standing.filled(fill)
    if not fault:
        assert standing.desk.planned(RINI, content, "lembar.xlsx").changes == [], (
            "the sentence stands, whatever its hash"
        )
        return
    lines = standing.faults(content)
    assert any(fault in line for line in lines), lines
    assert lines[-1].endswith("yang salah; tidak ada yang diubah.")


def test_all_faults_of_a_sheet_are_told_at_once(standing: Office) -> None:
    def fill(rows: Rows) -> None:
        at(rows, "paspor-biaya", "biaya paspor")[1] = "contoh"  # no such kind
        rows[2].append("lebih")  # a cell without a column
        rows.append(["paspor-hilang", "kalimat", "paspor\u200b hilang di pasar"])  # a rule of the FAQ
        rows.append(["", "bukan", "tanpa id"])

    told = "\n".join(standing.faults(standing.filled(fill)))
    for one in ("kolom jenis: jenis 'contoh'", "baris ini punya lebih banyak isian", "U+200B", "jawaban '' tidak ada"):
        assert one in told
    assert "bisa milik jawabannya sendiri" not in told


def test_what_somebody_changed_meanwhile_is_refused_by_name(office: Office) -> None:
    content = office.filled(put(2, "ongkos maulah paspor"))
    other = office.filled(put(2, "harga paspor berapa sih"))
    office.takes(other)
    assert office.faults(content)[0] == (
        "Baris 2, kolom kalimat: kalimat ini di 'paspor-biaya' sudah diubah orang lain sejak lembar dibuat; "
        "ambil lembar baru"
    )


@pytest.mark.parametrize("text", ["=A1+1", "+62 berapa", "-paspor", "@nama", '=HYPERLINK("http://x")'])
def test_no_sentence_is_ever_a_formula(office: Office, text: str, unzipped: Callable[[bytes], str]) -> None:
    office.takes(office.filled(append("paspor-hilang", "kalimat", text)))
    made = office.desk.made("kalimat", "")[1]
    assert "<f>" not in unzipped(made)
    assert 'quotePrefix="1"' in unzipped(made)
    held: Rows = []
    office.filled(held.extend)
    assert any(row[2] == text for row in held)


def test_a_sheet_without_writer_of_another_kind_or_too_large_is_refused(standing: Office) -> None:
    told = standing.faults(standing.filled(put(2, "ongkos")), replace(RINI, roles=frozenset()))
    assert told == [staff_texts.NOT_YOUR_ROLE.format(roles="penulis")]
    assert "bukan lembar kalimat" in standing.faults(b"nama,alamat\nx,y\n", name="lembar.csv")[0]
    assert "lebih besar dari 5 MB" in standing.faults(b"x" * (5 * 1024**2 + 1))[0]
