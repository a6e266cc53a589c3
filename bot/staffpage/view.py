"""Answers of the pages: a whole page for a member, a part of one for the page's script, or another address."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.staffpage.guard import VISIT, Form, Visit
from bot.staffpage.templating import environment, page


def visit_of(request: web.Request) -> Visit:
    """Return who calls."""
    return request[VISIT]


def sent(request: web.Request) -> Form:
    """Return what was sent with a POST, which the guard has looked at."""
    form = request[VISIT].form
    assert form is not None
    return form


def shown(request: web.Request, name: str, here: str = "", status: int = 200, **values: Any) -> web.Response:
    """Answer with a page. `here`: the address of its entry in the navigation."""
    text = page(name, visit=request[VISIT], here=here, **values)
    return web.Response(text=text, status=status, content_type="text/html")


def part(template: str, macro: str, *values: Any, **more: Any) -> web.Response:
    """Answer a script with a part of a page, made by a template's macro."""
    return web.json_response({"html": made(template, macro, *values), **more})


def made(template: str, macro: str, *values: Any) -> str:
    """Return what a template's macro makes of values."""
    return str(getattr(environment.get_template(template).module, macro)(*values))


def go_to(address: str) -> web.Response:
    """Send the browser on, so that a reload sends nothing twice."""
    return web.Response(status=303, headers={"Location": address})
