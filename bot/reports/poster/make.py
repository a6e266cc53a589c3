"""A village's poster and wallet cards: what they say as plain values, and the pictures that typst makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import segno

from bot.helpdesk.model.directory import Directory, Village
from bot.helpdesk.texts import report as texts
from bot.reports.typst_renderer import TypstRenderer

PNG_DPI = 100
"""Pixels an inch of the picture: A4 is 827 × 1169 then, sharp on a phone and quick to draw; paper gets the PDF."""
POSTER, CARDS = (Path(__file__).parent / name for name in ("poster.typ", "cards.typ"))


@dataclass(frozen=True)
class Poster:
    """Both forms of a poster."""

    pdf: bytes
    png: bytes


def link_of(bot: str, village: str) -> str:
    """Return the deep link by which a resident joins a village."""
    return f"https://t.me/{bot}?start={village}"


def code_of(bot: str, village: str) -> segno.QRCode:
    """Return the QR code of that link."""
    return segno.make_qr(link_of(bot, village), error="m")


def said_on(village: Village, directory: Directory, bot: str) -> dict[str, object]:
    """Return what a village's poster and cards say, by the names that the templates use."""
    officer = directory.officers[village.officer]
    return {
        "title": texts.POSTER_TITLE,
        "subtitle": texts.POSTER_SUBTITLE,
        "asking": texts.POSTER_ASKING,
        "free": texts.POSTER_FREE,
        "village": village.name,
        "place": texts.poster_place(village.district, village.regency),
        "steps": texts.POSTER_STEPS,
        "search": texts.POSTER_SEARCH,
        "how": texts.POSTER_HOW,
        "bot": bot,
        "ask": texts.POSTER_ASK,
        "questions": texts.POSTER_QUESTIONS,
        "answered": texts.POSTER_ANSWERED,
        "unknown": texts.POSTER_UNKNOWN,
        "officer": officer.name,
        "office": directory.offices[officer.office].name,
        "never": texts.POSTER_NEVER,
        "beware": texts.POSTER_BEWARE,
    }


class Posters:
    """Makes posters, and sheets of eight wallet cards, one after the other. `dpi`: the pictures' pixels an inch."""

    def __init__(self, dpi: int = PNG_DPI, template: Path = POSTER) -> None:
        self._dpi = dpi
        self._renderer = TypstRenderer(template)

    def poster(self, village: Village, directory: Directory, bot: str) -> Poster:
        """Make one poster, or one sheet."""
        code = code_of(bot, village.id).svg_inline(border=3, scale=10)
        said = {**said_on(village, directory, bot), "code": code}
        pdf, png = self._renderer.printed(said, "pdf", self._dpi), self._renderer.printed(said, "png", self._dpi)
        return Poster(pdf, png)
