"""Pages out of templates: everything is escaped; the help desk's marks become tags."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

import telegram_simulator
from bot.helpdesk.model.markup import BOLD_OFF, BOLD_ON, FOLD_OFF, FOLD_ON, QUOTE_OFF, QUOTE_ON, unmarked
from bot.helpdesk.model.office_hours import long_date
from bot.helpdesk.texts.resident import rupiah

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
environment.filters.update(marked=marked, rupiah=rupiah, day=_long_date)
environment.globals["version"] = VERSION


def page(name: str, **values: Any) -> str:
    """Return a page."""
    return environment.get_template(name).render(**values)
