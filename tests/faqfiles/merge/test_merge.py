"""What the program changed in its FAQ reaches the office's folder; what the office wrote stays, byte for byte."""

from __future__ import annotations

import pytest

from bot.faqfiles.edit.yaml_edit import Unchangeable
from bot.faqfiles.merge.folders import Files, FolderMerge, merged, names_of

ANSWERS = """\
topik: paspor
judul: Paspor  # di menu
angka:
  "5 tahun": P-04
entri:
  - id: paspor-biaya
    tanya: Berapa biaya membuat paspor?
    inti: Biayanya {biaya.paspor}.
    # catatan kantor
    diverifikasi: 2026-01-02
    terkait: [paspor-hilang]

  - id: paspor-hilang
    tanya: Bagaimana kalau paspor hilang?
    inti: |
      Lapor ke polisi.
    rincian: |
      1. Bawa surat.
"""
PHRASINGS = """\
topik: paspor
entri:
  paspor-biaya:
    kalimat:
      - biaya paspor
      # yang ini dari Rantau
      - ongkos paspor
    bukan:
      - {teks: "biaya visa", milik: null}
    uji: [harga paspor]
  paspor-hilang:
    kalimat:
      - paspor hilang
"""
NEW = """\

  - id: paspor-rusak
    # dari bawaan
    tanya: Bagaimana kalau paspor rusak?
    inti: Bawa ke kantor.
"""
NEW_PHRASINGS = """\
  paspor-rusak:
    kalimat:
      - paspor robek
"""
AT, NEXT = ANSWERS.index("  - id: paspor-biaya"), ANSWERS.index("  - id: paspor-hil")
BASE = {"paspor.yaml": ANSWERS, "paspor.kalimat.yaml": PHRASINGS, "biaya.yaml": "biaya: {}\n"}


def files(**changed: str | None) -> Files:
    """Return the folder with changed files; a double underscore stands for a dot."""
    named = BASE | {f"{name.replace('__', '.')}.yaml": text for name, text in changed.items()}
    return {name: text.encode() for name, text in named.items() if text is not None}


def answers(*changes: tuple[str, str], text: str = ANSWERS) -> str:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def phrasings(*changes: tuple[str, str]) -> str:
    return answers(*changes, text=PHRASINGS)


OFFICE = ("Biayanya {biaya.paspor}.", "Biayanya {biaya.paspor}. Bayar di bank.")
"""A change by which the office has touched a file."""
LEAD = ("      Lapor ke polisi.\n", "      Lapor ke polisi dulu.\n      Jangan menunggu.\n")


@pytest.mark.parametrize(
    ("ours", "theirs", "wanted"),
    [
        (files(), files(paspor=answers(LEAD)), files(paspor=answers(LEAD))),
        (files(paspor=answers(OFFICE)), files(), files(paspor=answers(OFFICE))),
        (files(paspor=answers(OFFICE)), files(paspor=answers(LEAD)), files(paspor=answers(OFFICE, LEAD))),
        (
            files(paspor=answers(OFFICE)),
            files(paspor=answers(("judul: Paspor  #", "judul: Paspor dan visa  #"))),
            files(paspor=answers(OFFICE, ("judul: Paspor  #", "judul: Paspor dan visa  #"))),
        ),
        (
            files(paspor=answers(OFFICE)),
            files(paspor=answers(('  "5 tahun": P-04\n', '  "5 tahun": P-04\n  "9 hari": P-05  # baru\n'))),
            files(paspor=answers(OFFICE, ('  "5 tahun": P-04\n', '  "5 tahun": P-04\n  "9 hari": P-05  # baru\n'))),
        ),
        (
            files(paspor=answers(OFFICE)),
            files(paspor=answers(("    rincian: |\n      1. Bawa surat.\n", ""))),
            files(paspor=answers(OFFICE, ("    rincian: |\n      1. Bawa surat.\n", ""))),
        ),
        (
            files(paspor=answers(OFFICE), paspor__kalimat=phrasings(("- biaya paspor", "- ongkos ijo"))),
            files(paspor=ANSWERS + NEW, paspor__kalimat=PHRASINGS + NEW_PHRASINGS),
            files(
                paspor=answers(OFFICE) + NEW,
                paspor__kalimat=phrasings(("- biaya paspor", "- ongkos ijo")) + NEW_PHRASINGS,
            ),
        ),
        (
            files(paspor__kalimat=phrasings(("      - biaya paspor\n", "      - biaya paspor\n      - ulun handak\n"))),
            files(paspor__kalimat=phrasings(("      - ongkos paspor\n", "      - berapa duit\n"))),
            files(
                paspor__kalimat=phrasings(
                    ("      - biaya paspor\n", "      - biaya paspor\n      - ulun handak\n"),
                    ("      - ongkos paspor\n", "      - berapa duit\n"),
                )
            ),
        ),
        (
            files(paspor=answers(OFFICE, ("diverifikasi: 2026-01-02", "diverifikasi: 2026-11-01"))),
            files(paspor=answers(LEAD, ("diverifikasi: 2026-01-02", "diverifikasi:"))),
            files(paspor=answers(OFFICE, LEAD, ("diverifikasi: 2026-01-02", "diverifikasi: 2026-11-01"))),
        ),
        (files(tppm="topik: tppm\n"), files(tppo="topik: tppo\n"), files(tppm="topik: tppm\n", tppo="topik: tppo\n")),
        (files(), files(biaya=None), files(biaya=None)),
        (files(biaya=None), files(), files(biaya=None)),
        (
            files(paspor=answers(OFFICE).replace("\n", "\r\n")),
            files(paspor=answers(LEAD)),
            files(paspor=answers(OFFICE, LEAD).replace("\n", "\r\n")),
        ),
    ],
    ids=[
        *("theirs alone", "ours alone", "two entries", "a page's title", "a number", "details gone", "a new entry"),
        *("phrasings", "signatures are the office's", "files", "a file gone", "a file the office dropped", "CRLF"),
    ],
)
def test_what_only_one_has_changed_is_merged_unasked(ours: Files, theirs: Files, wanted: Files) -> None:
    found = merged(files(), ours, theirs)
    assert found.choices == ()
    assert after(found, ours) == wanted


def after(found: FolderMerge, ours: Files, *chosen: int) -> Files:
    changed = {**ours, **found.result(chosen)}
    return {name: content for name, content in changed.items() if content is not None}


@pytest.mark.parametrize(
    ("ours", "theirs", "names", "wanted"),
    [
        (
            files(paspor=answers(("Biayanya {biaya.paspor}.", "Gratis."))),
            files(paspor=answers(OFFICE, LEAD)),
            ["paspor.yaml › entri › paspor-biaya › inti"],
            files(paspor=answers(OFFICE, LEAD)),
        ),
        (
            files(paspor=answers(OFFICE)),
            files(
                paspor=answers((ANSWERS[AT:NEXT], "")),
                paspor__kalimat="topik: paspor\nentri:\n" + PHRASINGS[PHRASINGS.index("  paspor-hilang:") :],
            ),
            ["paspor-biaya"],
            None,
        ),
        (files(biaya="biaya: {a: 1}\n"), files(biaya=None), ["biaya.yaml"], files(biaya=None)),
    ],
    ids=["a field", "an entry that is gone", "a file"],
)
def test_what_both_have_changed_is_a_persons_choice(
    ours: Files, theirs: Files, names: list[str], wanted: Files | None
) -> None:
    found = merged(files(), ours, theirs)
    assert [choice.name for choice in found.choices] == names
    kept = after(found, ours)
    taken = after(found, ours, 0)
    if wanted is not None:
        assert taken == wanted
        assert kept["paspor.yaml"] == (answers(("Biayanya {biaya.paspor}.", "Gratis."), LEAD).encode()) or kept == ours
        return
    assert kept == ours
    assert b"paspor-biaya" not in taken["paspor.yaml"]
    assert b"paspor-biaya" not in taken["paspor.kalimat.yaml"]


def test_without_a_known_origin_every_difference_is_a_choice() -> None:
    ours = files(
        paspor=answers(OFFICE), paspor__kalimat=phrasings(("      - ongkos paspor\n", "      - milik kantor\n"))
    )
    theirs = files(paspor=answers(LEAD) + NEW, paspor__kalimat=PHRASINGS + NEW_PHRASINGS)
    found = merged(None, ours, theirs)
    assert (found.taken, dict(found.whole)) == ((), {})
    assert sorted(choice.name for choice in found.choices) == [
        "paspor-rusak",
        "paspor.kalimat.yaml › entri › paspor-biaya › kalimat",
        "paspor.yaml › entri › paspor-biaya › inti",
        "paspor.yaml › entri › paspor-hilang › inti",
    ]
    assert after(found, ours) == ours
    everything = after(found, ours, *range(4))
    assert everything["paspor.yaml"] == (answers(LEAD) + NEW).encode()
    assert b"- milik kantor\n" in everything["paspor.kalimat.yaml"], "a list keeps what the office added"
    assert b"- ongkos paspor\n" in everything["paspor.kalimat.yaml"]


def test_a_sentence_that_another_answer_owns_here_is_left_out() -> None:
    ours = files(
        paspor__kalimat=phrasings(("      - paspor hilang\n", "      - paspor hilang\n      - Duitnya berapa?\n"))
    )
    theirs = files(
        paspor__kalimat=phrasings(("      - biaya paspor\n", "      - biaya paspor\n      - duitnya berapa\n"))
    )
    found = merged(files(), ours, theirs)
    assert found.skipped == ("duitnya berapa",)
    assert after(found, ours) == ours


def test_messages_that_are_nobodys_are_merged_as_sentences_are() -> None:
    nobodys = "topik: luar-topik\nkalimat:\n  - resep soto\n"
    base = {**files(), "luar-topik.kalimat.yaml": nobodys.encode()}
    ours = {**files(paspor__kalimat=phrasings(("- paspor hilang\n", "- harga emas\n"))), **files_of(nobodys, "- cuaca")}
    found = merged(base, ours, {**base, **files_of(nobodys, "- harga emas\n  - jadwal bola")})
    assert found.skipped == ("harga emas",)
    assert after(found, ours)["luar-topik.kalimat.yaml"].decode() == nobodys + "  - cuaca\n  - jadwal bola\n"


def files_of(nobodys: str, line: str) -> Files:
    return {"luar-topik.kalimat.yaml": f"{nobodys}  {line}\n".encode()}


def test_a_sentence_that_moved_to_another_answer_moves_here_too() -> None:
    ours = files(paspor__kalimat=phrasings(("      - biaya paspor\n", "      - biaya paspor\n      - ulun handak\n")))
    moved = phrasings(
        ("      - ongkos paspor\n", ""),
        ("      # yang ini dari Rantau\n", ""),
        ("      - paspor hilang\n", "      - paspor hilang\n      - ongkos paspor\n"),
    )
    found = merged(files(), ours, files(paspor__kalimat=moved))
    assert found.skipped == ()
    text = after(found, ours)["paspor.kalimat.yaml"].decode()
    assert text.count("ongkos paspor") == 1
    assert text.endswith("      - paspor hilang\n      - ongkos paspor\n")


def test_a_file_that_cannot_be_read_is_named() -> None:
    with pytest.raises(Unchangeable, match=r"paspor\.yaml: susunannya tidak terbaca"):
        merged(files(), files(paspor="entri: ["), files(paspor=answers(LEAD)))


def test_what_changes_is_named_once() -> None:
    found = merged(files(), files(paspor=answers(OFFICE)), files(paspor=answers(LEAD, ("P-04", "P-05"))))
    assert list(names_of(found.taken)) == ["5 tahun", "paspor-hilang"]
