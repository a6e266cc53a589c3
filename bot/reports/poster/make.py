"""A village's poster and wallet cards, and the sheet of officers' invitations: what they say, and typst's pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import segno

from bot.helpdesk.model.errors import Tell, unheard
from bot.helpdesk.model.hours import long_date
from bot.helpdesk.model.policy import Directory, Village
from bot.helpdesk.texts import report as texts
from bot.printable import as_csv
from bot.reports.typst_renderer import Form, TypstRenderer

PNG_DPI = 100
"""Pixels an inch of the picture: A4 is 827 × 1169 then, sharp on a phone and quick to draw; paper gets the PDF."""
POSTER, CARDS, INVITATIONS = (Path(__file__).parent / f"{name}.typ" for name in ("poster", "cards", "invitations"))


def link_of(bot: str, village: str) -> str:
    """Return the deep link by which a resident joins a village."""
    return f"https://t.me/{bot}?start={village}"


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
        "code": _code(link_of(bot, village.id)),
    }


def _code(link: str) -> str:
    return segno.make_qr(link, error="m").svg_inline(border=3, scale=10)


class Posters:
    """Makes posters, and sheets of eight wallet cards, one after the other. `dpi`: the pictures' pixels an inch."""

    def __init__(self, dpi: int = PNG_DPI, template: Path = POSTER) -> None:
        self._dpi = dpi
        self._renderer = TypstRenderer(template)

    def poster(self, village: Village, directory: Directory, bot: str, form: Form) -> bytes:
        """Make one poster, or one sheet."""
        return self._renderer.printed(said_on(village, directory, bot), form, self._dpi)


class Invitation(NamedTuple):
    """An officer's invitation. The field names are the columns of the rows."""

    id_petugas: str
    petugas: str
    kantor: str
    desa: str
    tautan: str
    berlaku_sampai: str


def invitation(directory: Directory, officer: str, link: str, until: date) -> Invitation:
    """Return an officer's invitation."""
    person = directory.officers[officer]
    villages = [village.name for village in directory.villages.values() if village.officer == officer]
    many = texts.INVITED_VILLAGES.format(count=len(villages))
    named = "" if not villages else villages[0] if len(villages) == 1 else many
    return Invitation(officer, person.name, directory.offices[person.office].name, named, link, until.isoformat())


def as_rows(invitations: Sequence[Invitation], _: Tell = unheard) -> bytes:
    """Write the invitations as CSV, which takes no time worth telling of."""
    return as_csv([Invitation._fields, *invitations])


def as_pages(invitations: Sequence[Invitation], tell: Tell = unheard) -> bytes:
    """Draw the invitations as PDF, six on a page. Raises Trouble where typst is not installed."""
    renderer, count = TypstRenderer(INVITATIONS), len(invitations)
    slips = []
    for done, one in enumerate(invitations, 1):
        slips.append(slip(one))
        tell(done, 2 * count)  # the codes are half of the work, and the pages, which are drawn at once, the other half
    drawn = renderer.printed({"slips": slips}, "pdf", 72)
    if count:
        tell(2 * count, 2 * count)
    return drawn


def slip(one: Invitation) -> dict[str, str]:
    """Return what an invitation says, by the names that the template uses."""
    return {
        "title": texts.INVITATION,
        "officer": one.petugas,
        "office": one.kantor,
        "village": one.desa,
        "code": _code(one.tautan),
        "how": texts.INVITATION_HOW,
        "until": texts.INVITATION_UNTIL.format(day=long_date(date.fromisoformat(one.berlaku_sampai))),
        "care": texts.INVITATION_CARE,
    }
