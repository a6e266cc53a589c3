"""The sheet of officers' invitations: a one-time link each, as a QR code to be cut out, or as rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import segno

from bot.helpdesk.model.directory import Directory
from bot.helpdesk.model.office_hours import long_date
from bot.helpdesk.model.progress import Tell, unheard
from bot.helpdesk.texts import report as texts
from bot.printable import as_csv
from bot.reports.typst_renderer import TypstRenderer

TEMPLATE = Path(__file__).parent / "invitations.typ"


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
    named = (
        villages[0] if len(villages) == 1 else texts.INVITED_VILLAGES.format(count=len(villages)) if villages else ""
    )
    return Invitation(officer, person.name, directory.offices[person.office].name, named, link, until.isoformat())


def as_rows(invitations: Sequence[Invitation], _: Tell = unheard) -> bytes:
    """Write the invitations as CSV, which takes no time worth telling of."""
    return as_csv([Invitation._fields, *invitations])


def as_pages(invitations: Sequence[Invitation], tell: Tell = unheard) -> bytes:
    """Draw the invitations as PDF, six on a page. Raises Trouble where typst is not installed.

    `tell`: the codes are half of the work, and the pages, which are drawn at once, the other half.
    """
    renderer, count, slips = TypstRenderer(TEMPLATE), len(invitations), []
    for done, one in enumerate(invitations, 1):
        slips.append(_said_on(one))
        tell(done, 2 * count)
    drawn = renderer.printed({"slips": slips}, "pdf", 72)
    if count:
        tell(2 * count, 2 * count)
    return drawn


def said_on(invitations: Sequence[Invitation]) -> dict[str, object]:
    """Return what the slips say, by the names that the template uses."""
    return {"slips": [_said_on(one) for one in invitations]}


def _said_on(one: Invitation) -> dict[str, str]:
    return {
        "title": texts.INVITATION,
        "officer": one.petugas,
        "office": one.kantor,
        "village": one.desa,
        "code": segno.make(one.tautan, error="m", micro=False).svg_inline(border=3, scale=10),
        "how": texts.INVITATION_HOW,
        "until": texts.INVITATION_UNTIL.format(day=long_date(date.fromisoformat(one.berlaku_sampai))),
        "care": texts.INVITATION_CARE,
    }
