"""Answers of the pages: templates in which everything is escaped, the help desk's marks as tags; and who calls."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from multidict import MultiDictProxy

import telegram_simulator
from bot.app.editing.desk import Desk
from bot.app.editing.editor import EntryEditor
from bot.app.editing.proposal import basis
from bot.helpdesk.model.hours import long_date
from bot.helpdesk.model.markup import (
    BOLD_OFF,
    BOLD_ON,
    FOLD_OFF,
    FOLD_ON,
    QUOTE_OFF,
    QUOTE_ON,
    marked as bold_marks,
    unmarked,
)
from bot.helpdesk.model.people import Member
from bot.helpdesk.texts.resident import rupiah
from bot.staffpage.sessions import Session

HERE = Path(__file__).parent
SHARED = Path(telegram_simulator.__file__).parent / "page"
"""The demo's page: one palette and one logo for both."""
FILES = (
    *(HERE / "static" / name for name in ("page.css", "page.js", "theme.js")),
    SHARED / "css" / "palette.css",
    SHARED / "img" / "logo.svg",
)
STATIC = {path.name: path.read_bytes() for path in FILES}
VERSION = hashlib.sha256(b"".join(STATIC.values())).hexdigest()[:10]
"""Names this state of the static files, so that a browser fetches a new one at once."""
READ_ON = "Baca rinciannya"

Form = MultiDictProxy["str | bytes | bytearray | web.FileField"]
_TAGS = {
    BOLD_ON: "<b>",
    BOLD_OFF: "</b>",
    QUOTE_ON: "<q>",
    QUOTE_OFF: "</q>",
    FOLD_ON: f"<details><summary>{READ_ON}</summary>",
    FOLD_OFF: "</details>",
}


def marked(text: str) -> Markup:
    """Return a message of the help desk as HTML, its marks as tags."""
    html = str(escape(text))
    html = re.sub(rf"\n*{FOLD_ON}", FOLD_ON, html)
    for mark, tag in _TAGS.items():
        html = html.replace(mark, tag)
    return Markup(unmarked(html))  # noqa: S704 - escaped above


def _long_date(day: date | None) -> str:
    return long_date(day) if day else ""


environment = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
environment.filters.update(
    marked=marked, bolded=lambda text: marked(bold_marks(text)), rupiah=rupiah, day=_long_date, basis=basis
)
environment.globals["version"] = VERSION


def page(name: str, status: int = 200, **values: Any) -> web.Response:
    """Answer with a page, whoever calls."""
    text = environment.get_template(name).render(**values)
    return web.Response(text=text, status=status, content_type="text/html")


@dataclass(frozen=True)
class PageVisit:
    """Who calls, and what was sent along."""

    member: Member
    session: Session
    token: str
    form: Form | None


VISIT = web.RequestKey("visit", PageVisit)
DESK = web.AppKey("desk", Desk)
EDITOR = web.AppKey("editor", EntryEditor)


def at_work(request: web.Request) -> tuple[Desk, Member]:
    """Return the desk, and the member who calls."""
    return request.app[DESK], request[VISIT].member


def sent(request: web.Request) -> Form:
    """Return what was sent with a POST, which the guard has looked at."""
    form = request[VISIT].form
    assert form is not None
    return form


def shown(request: web.Request, name: str, here: str = "", status: int = 200, **values: Any) -> web.Response:
    """Answer with a page. `here`: the address of its entry in the navigation."""
    return page(name, status, visit=request[VISIT], here=here, **values)


def part(template: str, macro: str, *values: Any, **more: Any) -> web.Response:
    """Answer a script with a part of a page, made by a template's macro."""
    return web.json_response({"html": made(template, macro, *values), **more})


def made(template: str, macro: str, *values: Any) -> str:
    """Return what a template's macro makes of values."""
    return str(getattr(environment.get_template(template).module, macro)(*values))


def go_to(address: str) -> web.Response:
    """Send the browser on, so that a reload sends nothing twice."""
    return web.Response(status=303, headers={"Location": address})
