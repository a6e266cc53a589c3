"""The menu of /kelola, and the buttons that its messages share."""

from __future__ import annotations

from bot.helpdesk.model.actions import Button, Rows
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.staff import Member, Role
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.texts import kelola as texts


def button(label: str, *args: str) -> Button:
    """Return a button of the staff's chat."""
    return Button(label, Verb.STAFF, args)


def menu(member: Member) -> tuple[str, Rows]:
    """Return the menu: only what the member's roles allow."""
    writes, publishes = member.may(Role.WRITER), member.may(Role.PUBLISHER)
    rows: list[tuple[Button, ...]] = [(button(texts.B_TODAY, "hari"),)]
    if writes:
        rows.append((button(texts.B_FEES, "tarif"), button(texts.B_PHRASING, "kalimat")))
        rows.append((button(texts.B_DRAFTS, "usulan"), button(texts.B_GAPS, "celah")))
    if member.signs:
        rows.append((button(texts.B_SIGN, "tanda"),))
    if writes or publishes:
        rows.append((button(texts.B_LOOK, "beda"),))
    if publishes:
        rows.append((button(texts.B_UNDO, "batal"),))
    rows.append((button(texts.B_PAGE, "halaman"),))
    return f"{bold(texts.MENU)}\n\n{texts.MENU_TEXT}", tuple(rows)


def back() -> tuple[Button, ...]:
    """Return the row that leads to the menu."""
    return (button(texts.B_MENU, "menu"),)
