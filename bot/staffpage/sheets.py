"""Lembar: phrasings and answers to be signed as workbooks, out and in again; what one changes is read first."""

from __future__ import annotations

from collections import OrderedDict

from aiohttp import web

from bot.app.editing.editor import OWNERS
from bot.app.editing.sheets import PHRASINGS
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import staff as texts
from bot.staffpage.form_input import one_line
from bot.staffpage.view import VISIT, at_work, go_to, sent, shown

HERE = "/lembar"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HELD = web.AppKey("held", OrderedDict[str, tuple[str, bytes, str]])
"""Sheets that wait for "Terapkan", one a session: name, content, and the name of what it changes."""
MOST_HELD = 8
"""The oldest goes, and is sent again."""
SHOWN = 200
LONGEST_NAME = 120
PAGES = web.RouteTableDef()


@PAGES.get(HERE)
async def show(request: web.Request) -> web.Response:
    """Show which sheets there are."""
    return await _page(request, done=request.query.get("tersimpan", "")[:6])


@PAGES.get(f"{HERE}/ambil/{{kind}}")
@PAGES.get(f"{HERE}/ambil/{{kind}}/{{owner}}")
async def take(request: web.Request) -> web.Response:
    """Send a sheet of the draft as it is now."""
    desk, by = at_work(request)
    name, content = await desk.sheet(by, request.match_info["kind"], request.match_info.get("owner", ""))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=content, content_type=XLSX, headers=headers)


@PAGES.post(f"{HERE}/baca")
async def read(request: web.Request) -> web.Response:
    """Show what a sheet that came back changes, or every fault in it."""
    file = sent(request).get("lembar")
    if not isinstance(file, web.FileField) or not file.filename:
        return await _page(request, 409, faults=[texts.SHEET_FILE])
    return await _read(request, file.filename[-LONGEST_NAME:], file.file.read())


@PAGES.post(f"{HERE}/terapkan")
async def apply(request: web.Request) -> web.Response:
    """Change the draft as the sheet asks for, if that is still what was shown."""
    (desk, by), held, session = at_work(request), request.app[HELD], request[VISIT].session.csrf
    name, content, seen = held.get(session, ("", b"", ""))
    if not seen or seen != one_line(sent(request), "dilihat"):
        return await _page(request, 409, faults=[texts.SHEET_AGAIN])
    try:
        taken = await desk.take_sheet(by, content, name, seen)
    except Trouble as trouble:
        return await _page(request, 409, faults=str(trouble).splitlines())
    if not taken:
        return await _read(request, name, content)
    del held[session]
    return go_to(f"{HERE}?tersimpan=1")


async def _read(request: web.Request, name: str, content: bytes) -> web.Response:
    (desk, by), held, session = at_work(request), request.app[HELD], request[VISIT].session.csrf
    held.pop(session, None)
    try:
        found = await desk.read_sheet(by, content, name)
    except Trouble as trouble:
        return await _page(request, 409, faults=str(trouble).splitlines())
    if found.id:
        held[session] = (name, content, found.id)
        while len(held) > MOST_HELD:
            held.popitem(last=False)
    return await _page(request, found=found, file=name)


async def _page(request: web.Request, status: int = 200, **values: object) -> web.Response:
    desk, by = at_work(request)
    links = []
    for kind, owner in await desk.sheets(by):
        label = texts.B_SHEET_PHRASINGS if kind == PHRASINGS else texts.B_SHEET_SIGN_OFF.format(owner=OWNERS[owner])
        links.append((label, "/".join(filter(None, (HERE, "ambil", kind, owner)))))
    values = {"done": "", "faults": [], "found": None, "file": "", "most": SHOWN, **values}
    return shown(request, "sheets.html", HERE, status, links=links, **values)
