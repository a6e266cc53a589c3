"""Daftar, Entri, Celah, Usulan, Jawaban baru: finding and changing entries, and making them of what use suggests."""

from __future__ import annotations

import re
from dataclasses import replace
from math import ceil
from typing import Any

from aiohttp import web

from bot.app.editing.editor import BLOCKS, LINES, LISTS, OWNERS, Form as EntryForm, OpenEntry
from bot.app.editing.office import EditConflict
from bot.app.editing.suggestions import preview
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import staff as texts
from bot.staffpage.form_input import entry_form, numbers, one_line
from bot.staffpage.view import EDITOR, at_work, go_to, made, part, sent, shown

LONGEST_TRY = 1000
LISTED = 25
"""Answers that one page of the list shows."""
LIST, ENTRY, GAPS, DRAFTS, NEW, ARCHIVE = "/daftar", "/entri/{id}", "/celah", "/usulan", "/entri-baru", "/arsip"
EMPTY = {"topik": "", "tanya": "", "inti": "", "rincian": "", "kalimat": [], "uji": [], "sumber": [], "angka": ()}
"""What is typed of a new entry."""
FIELDS = (*LINES, *BLOCKS, *LISTS, "sumber")
_SOURCE = re.compile(r"(celah|usulan):[\w-]{1,64}")
PAGES = web.RouteTableDef()


@PAGES.get(LIST)
async def entries(request: web.Request) -> web.Response:
    """Show the entries that fit the words and the state."""
    desk, by = at_work(request)
    words, state = request.query.get("cari", "").strip()[:200], request.query.get("keadaan", "")
    rows = await request.app[EDITOR].rows(by, words)
    state = state if state in texts.STATES else ""
    found = [(entry, states) for entry, states in rows if not state or state in states]
    pages = max(1, ceil(len(found) / LISTED))
    page = int(at) if (at := request.query.get("hal", "")).isdecimal() and 1 <= int(at[:4]) <= pages else 1
    values = {
        "rows": found[(page - 1) * LISTED : page * LISTED],
        **{"found": len(found), "page": page, "pages": pages, "words": words, "state": state},
        "topics": {one.id: one.title for one in (await desk.office.draft()).topics},
        "owners": OWNERS,
        "states": texts.STATES,
        "counts": {key: sum(key in states for _, states in rows) for key in texts.STATES},
        "all": len(rows),
    }
    return shown(request, "list.html", LIST, 200, **values)


@PAGES.get(ENTRY)
async def edit(request: web.Request) -> web.Response:
    """Show an entry as a form."""
    _, by = at_work(request)
    opened = await request.app[EDITOR].open(by, request.match_info["id"])
    return await _form(request, opened, opened.form, saved="tersimpan" in request.query)


@PAGES.post(ENTRY)
async def save(request: web.Request) -> web.Response:
    """Save the form, or show what stands in the way with what was typed."""
    (_, by), editor, id, form = at_work(request), request.app[EDITOR], request.match_info["id"], sent(request)
    typed, seen = entry_form(form), one_line(form, "dilihat")
    try:
        await editor.save(by, id, seen, typed, numbers(form))
    except EditConflict as conflict:
        return await _form(request, await editor.open(by, id), typed, 409, conflict=conflict.changed)
    except Trouble as trouble:
        opened = replace(await editor.open(by, id), seen=seen)
        return await _form(request, opened, typed, 409, trouble=str(trouble))
    return go_to(f"/entri/{id}?tersimpan")


@PAGES.post(f"{ENTRY}/lihat")
async def look(request: web.Request) -> web.Response:
    """Return the preview of what is typed."""
    form = sent(request)
    seen = await request.app[EDITOR].look(request.match_info["id"], entry_form(form), one_line(form, "desa"))
    counts = [[name, *lengths] for name, lengths in seen.lengths.items()]
    return part("parts.html", "bubble", seen, counts=counts)


@PAGES.post(f"{ENTRY}/periksa")
async def check(request: web.Request) -> web.Response:
    """Return what is wrong with what is typed, beside each field."""
    form, id = sent(request), request.match_info["id"]
    found, ticked = await request.app[EDITOR].faults(id, entry_form(form)), numbers(form)
    mine = ((name, [one for one in found if one.field == name]) for name in FIELDS)
    beside = {name: made("parts.html", "beside", faults, ticked, id) for name, faults in mine}
    left = [one for one in found if one.number not in ticked]
    return part(
        "parts.html", "faults", left, texts.FIELDS, count=made("parts.html", "problem_count", left), beside=beside
    )


@PAGES.post(f"{ENTRY}/pindah")
async def move(request: web.Request) -> web.Response:
    """Give a phrasing to the entry that gets it today, and go on with what is typed here."""
    (desk, by), editor, form, id = at_work(request), request.app[EDITOR], sent(request), request.match_info["id"]
    to, _, text = one_line(form, "pindah").partition(" ")
    typed, seen, opened = dict(entry_form(form)), one_line(form, "dilihat"), await editor.open(by, id)
    overtaken = opened.seen != seen
    try:
        await desk.add_phrasing(by, to, text, id)
    except Trouble as trouble:
        return await _form(request, replace(opened, seen=seen), typed, 409, trouble=str(trouble))
    typed["kalimat"] = [one for one in typed["kalimat"] if one != text]
    opened = await editor.open(by, id)
    question = (await desk.office.draft()).entries[to].question
    return await _form(request, replace(opened, seen=seen) if overtaken else opened, typed, moved=question)


@PAGES.post("/coba")
async def try_words(request: web.Request) -> web.Response:
    """Return what the bot would do with a text."""
    typed = one_line(sent(request), "teks")[:LONGEST_TRY]
    return part("parts.html", "tried", *await request.app[EDITOR].try_words(typed))


async def _form(
    request: web.Request, opened: OpenEntry, typed: EntryForm, status: int = 200, **values: object
) -> web.Response:
    editor, id = request.app[EDITOR], opened.entry.id
    villages = tuple(editor.office.directory.villages.values())
    new = numbers(sent(request)) if request.method == "POST" else ()
    values = {
        "opened": opened,
        "form": typed,
        "numbers": new,
        "faq": await editor.office.draft(),
        "villages": villages,
        "owners": OWNERS,
        "seen": await editor.look(id, typed, villages[0].id if villages else ""),
        "faults": await editor.faults(id, typed),
        "labels": texts.FIELDS,
        **{"trouble": "", "conflict": "", "saved": False, "moved": ""},
        **values,
    }
    return shown(request, "entry.html", LIST, status, **values)


@PAGES.get(GAPS)
async def gaps(request: web.Request) -> web.Response:
    """Show what residents asked in vain."""
    desk, by = at_work(request)
    return await _suggested(request, "gaps.html", GAPS, gaps=await desk.suggestions.gaps(by))


@PAGES.get(DRAFTS)
async def drafts(request: web.Request) -> web.Response:
    """Show officers' answers that wait."""
    desk, by = at_work(request)
    values: dict[str, Any] = {"drafts": await desk.suggestions.drafts(by), "preview": preview}
    values |= {"officer_of": desk.suggestions.officer_of, "day_of": desk.office.day}
    return await _suggested(request, "drafts.html", DRAFTS, **values)


@PAGES.post("/usul/terima")
async def accept(request: web.Request) -> web.Response:
    """Add the phrasings to an entry."""
    (desk, by), form = at_work(request), sent(request)
    entry = one_line(form, "entri")
    await desk.suggestions.accept_into(by, _source(one_line(form, "asal")), entry)
    return go_to(f"/entri/{entry}?tersimpan")


@PAGES.post("/usul/tolak")
async def drop(request: web.Request) -> web.Response:
    """Set it aside."""
    desk, by = at_work(request)
    source = _source(one_line(sent(request), "asal"))
    await desk.suggestions.drop(by, source)
    return go_to(f"/{source.partition(':')[0]}?selesai")


@PAGES.get(NEW)
async def write(request: web.Request) -> web.Response:
    """Show the empty form of an entry."""
    return await _suggested(request, "new.html", LIST, new=EMPTY, trouble="", source="")


@PAGES.post(NEW)
async def make(request: web.Request) -> web.Response:
    """Make the entry, or show what stands in the way with what was typed; what is asked already is opened there."""
    (desk, by), form = at_work(request), sent(request)
    source, typed, suggestions = one_line(form, "asal"), entry_form(form), desk.suggestions
    new = {name: typed.get(name, value) for name, value in EMPTY.items()}
    new |= {"topik": one_line(form, "topik"), "angka": numbers(form)}
    new["sumber"] = [{name: value for name, value in row.items() if value} for row in typed["sumber"]]
    try:
        id, _ = await suggestions.accept_new(by, source and _source(source), new)
    except Trouble as trouble:
        found = await suggestions.looked_through(new, await suggestions.found(source))
        values = {"new": new, "faults": found, "known": next((one.to for one in found if one.to), "")}
        told = texts.BROKEN_FORM if found else str(trouble)
        return await _suggested(request, "new.html", LIST, 409, **values, source=source, trouble=told)
    return go_to(f"/entri/{id}?tersimpan")


@PAGES.get(ARCHIVE)
async def archive(request: web.Request) -> web.Response:
    """Show the answers that are only kept."""
    return await _suggested(request, "archive.html", LIST)


@PAGES.post(ARCHIVE)
async def put_away(request: web.Request) -> web.Response:
    """Put an answer into the archive, or take it back."""
    (desk, by), form = at_work(request), sent(request)
    await desk.put_away(by, one_line(form, "entri"), away=one_line(form, "arsip") == "ya")
    return go_to(f"{ARCHIVE}?selesai")


async def _suggested(request: web.Request, name: str, here: str, status: int = 200, **values: object) -> web.Response:
    values = {"faq": await request.app[EDITOR].office.draft(), "empty": EMPTY, "known": "", "faults": (), **values}
    return shown(request, name, here, status, done="selesai" in request.query, **values)


def _source(typed: str) -> str:
    """Return the name of a suggestion. Raises Trouble for what is none."""
    if not _SOURCE.fullmatch(typed):
        raise Trouble(texts.NO_PAGE)
    return typed
