"""A village's poster: what it says as plain values, and the pictures that typst makes of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import segno

from bot.helpdesk.model.directory import Directory, Village
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import poster as texts

HERE = Path(__file__).parent
PNG_DPI = 110
"""Pixels an inch of the picture: A4 is 910 × 1287 then, sharp on a phone and quick to draw; paper gets the PDF."""


UNINSTALLED = (
    "Poster memerlukan pustaka typst. Pasang: .venv/bin/pip install --require-hashes -r requirements-laporan.lock"
)


@dataclass(frozen=True)
class Poster:
    """Both forms of a poster."""

    pdf: bytes
    png: bytes


def link_of(bot: str, village: str) -> str:
    """Return the deep link by which a resident joins a village."""
    return f"https://t.me/{bot}?start={village}"


def said_on(village: Village, directory: Directory, bot: str) -> dict[str, object]:
    """Return what the poster of a village says, by the names that the template uses."""
    officer = directory.officers[village.officer]
    return {
        "title": texts.TITLE,
        "subtitle": texts.SUBTITLE,
        "asking": texts.ASKING,
        "free": texts.FREE,
        "village": village.name,
        "place": texts.place(village.district, village.regency),
        "steps": texts.STEPS,
        "search": texts.SEARCH,
        "bot": bot,
        "ask": texts.ASK,
        "questions": texts.QUESTIONS,
        "answered": texts.ANSWERED,
        "unknown": texts.UNKNOWN,
        "officer": officer.name,
        "office": directory.offices[officer.office].name,
        "never": texts.NEVER,
        "beware": texts.BEWARE,
    }


class Press:
    """Makes posters one after the other; template and fonts are read once. `dpi`: the pictures' pixels an inch."""

    def __init__(self, dpi: int = PNG_DPI) -> None:
        self._dpi = dpi
        try:
            from typst import Compiler, Fonts
        except ImportError as error:
            raise Trouble(UNINSTALLED, error) from error
        # the same letters on every machine, whatever is installed there
        fonts = Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE])
        self._compiler = Compiler(HERE / "poster.typ", root=HERE, font_paths=fonts)

    def poster(self, village: Village, directory: Directory, bot: str) -> Poster:
        """Make one poster."""
        code = segno.make(link_of(bot, village.id), error="m", micro=False).svg_inline(border=3, scale=10)
        told = {**said_on(village, directory, bot), "code": code}
        inputs = {"poster": json.dumps(told, ensure_ascii=False)}
        return Poster(self._made(inputs, "pdf"), self._made(inputs, "png"))

    def _made(self, inputs: dict[str, str], form: Literal["pdf", "png"]) -> bytes:
        made = self._compiler.compile(format=form, ppi=self._dpi, sys_inputs=inputs)
        assert isinstance(made, bytes)  # a list where there are several pages
        return made
