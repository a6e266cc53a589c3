"""A village's poster: its code leads to the village, its words are true, and long names stay on the page."""

from __future__ import annotations

import re
import struct
import sys
import zlib

import numpy as np
import pytest
import segno
import zxingcpp
from numpy.typing import NDArray

from bot.app.people.directory import directory_of
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.policy import Directory
from bot.helpdesk.texts import report as texts
from bot.reports.poster.make import CARDS, Posters, link_of, said_on
from bot.reports.typst_renderer import Form
from bot.settings import Settings
from bot.settings.model import OfficerSettings, OfficeSettings, VillageSettings
from tests.shipped import shipped_index

LONG = "Desa Sungai Raya Hulu Barat Daya Seberang Lama"
FORMS: tuple[Form, ...] = ("pdf", "png")
BOT = "tanya_imigrasi_banjarmasin_barat_bot"
"""As long as Telegram allows it, or longer."""


@pytest.fixture(scope="module")
def directory() -> Directory:
    return directory_of(
        Settings(
            offices=(OfficeSettings(id="barat", name="Kantor Imigrasi Kelas I TPI Banjarmasin"),),
            officers=(OfficerSettings(id="budi", name="Pak Budi “#set text(1pt)” & <b>", office="barat"),),
            villages=(
                VillageSettings(
                    id="mandurian", name="Desa Mandurian", district="Tapin Tengah", regency="Tapin", officer="budi"
                ),
                VillageSettings(id="sungai-raya-hulu-barat-daya", name=LONG, officer="budi"),
            ),
        )
    )


@pytest.fixture(scope="module")
def renderer() -> Posters:
    return Posters(dpi=48)  # a tenth of the pixels to decode, and harder to read


def pixels(png: bytes) -> NDArray[np.uint8]:
    """Return the green of each pixel of an RGBA picture, by the filters of PNG (RFC 2083, section 6)."""
    width, height = struct.unpack(">II", png[16:24])
    assert png[24:26] == b"\x08\x06"
    at, packed = 8, b""
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        packed += png[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += length + 12
    raw, rows = zlib.decompress(packed), [bytearray(4 * width)]
    for start in range(0, len(raw), 4 * width + 1):
        rows.append(unfiltered(raw[start], raw[start + 1 : start + 1 + 4 * width], rows[-1]))
    return np.array(rows[1:], np.uint8).reshape(height, width, 4)[:, :, 1].copy()


def unfiltered(kind: int, row: bytes, above: bytearray) -> bytearray:
    done = bytearray(row)
    for index, value in enumerate(row) if kind else ():
        left, over = done[index - 4] if index > 3 else 0, above[index]
        corner = above[index - 4] if index > 3 else 0
        if kind == 4:
            guesses = (abs(over - corner), abs(left - corner), abs(left + over - 2 * corner))
            nearest = (left, over, corner)[guesses.index(min(guesses))]
        else:
            nearest = (0, left, over, (left + over) // 2)[kind]
        done[index] = (value + nearest) & 255
    return done


FAR = "sungai-raya-hulu-barat-daya"


def decoded(png: bytes) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(pixels(png))]


@pytest.mark.parametrize(
    ("village", "cards"), [("mandurian", 1), (FAR, 1), pytest.param(FAR, 8, marks=pytest.mark.slow)]
)
def test_each_code_leads_to_the_village(village: str, cards: int, directory: Directory, renderer: Posters) -> None:
    posters = renderer if cards == 1 else Posters(dpi=96, template=CARDS)
    pdf, png = (posters.poster(directory.villages[village], directory, BOT, form) for form in FORMS)
    assert decoded(png) == [link_of(BOT, village)] * cards == [f"https://t.me/{BOT}?start={village}"] * cards
    assert pdf.startswith(b"%PDF-")
    width, height = struct.unpack(">II", png[16:24])
    assert abs(height / width - 297 / 210) < 0.01  # one page, A4


def test_each_of_1200_villages_has_its_own_name_and_code() -> None:
    numbers = range(1200)
    villages = tuple(VillageSettings(id=f"desa-{n}", name=f"Desa {n}", officer=f"petugas-{n % 40}") for n in numbers)
    officers = tuple(OfficerSettings(id=f"petugas-{n}", name=f"Petugas {n}", office="barat") for n in range(40))
    offices = (OfficeSettings(id="barat", name="Kantor Barat"),)
    many = directory_of(Settings(offices=offices, officers=officers, villages=villages))
    for n in numbers[::150]:  # a code takes some hundredths of a second
        said = said_on(many.villages[f"desa-{n}"], many, BOT)
        assert (said["village"], said["officer"], said["bot"]) == (f"Desa {n}", f"Petugas {n % 40}", BOT)
        code = segno.make_qr(link_of(BOT, f"desa-{n}"), error="m").matrix_iter(scale=4, border=4)
        read = zxingcpp.read_barcodes(255 * (1 - np.array(list(code), np.uint8)))
        assert [found.text for found in read] == [f"https://t.me/{BOT}?start=desa-{n}"]


@pytest.mark.parametrize("question", texts.POSTER_QUESTIONS)
def test_the_bot_can_answer_what_the_poster_tells_people_to_ask(question: str) -> None:
    assert shipped_index().decide([question]).outcome == "answer"


def test_a_missing_library_is_installed_by_the_command_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(Trouble, match=re.escape(f"{sys.executable} -m pip install --require-hashes -r")):
        Posters()
