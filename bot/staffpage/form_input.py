"""What was typed into a form, made clean: line ends, and no signs that cannot be seen."""

from __future__ import annotations

import re
import unicodedata

from bot.app.editing.editor import BLOCKS, LINES, LISTS, OF_SOURCE, Form as EntryForm, Numbers
from bot.staffpage.view import Form

LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
"""What ends a line in text pasted from a word processor, beside the plain line feed."""
NEVER_TYPED = frozenset({"Cc", "Co", "Cs", "Cn"})
"""Unicode's categories of control signs, private use and what stands for nothing."""


def clean(text: str) -> str:
    """Return a text of several lines with plain line ends, without signs that nobody can see."""
    text = LINE_END.sub("\n", text)
    seen = (sign for sign in text if sign == "\n" or unicodedata.category(sign) not in NEVER_TYPED)
    return "\n".join(line.rstrip() for line in "".join(seen).split("\n")).strip("\n")


def text(form: Form, name: str) -> str:
    """Return a field of several lines; "" where it is missing."""
    return clean(str(form.get(name, "")))


def one_line(form: Form, name: str) -> str:
    """Return a field of one line; "" where it is missing."""
    return " ".join(text(form, name).split())


def lines(form: Form, name: str) -> list[str]:
    """Return the lines of a field, each once, empty ones left out."""
    found = (" ".join(line.split()) for line in text(form, name).split("\n"))
    return list(dict.fromkeys(line for line in found if line))


def _all(form: Form, name: str) -> list[str]:
    return [" ".join(clean(str(value)).split()) for value in form.getall(name, [])]


def entry_form(form: Form) -> EntryForm:
    """Return an entry as it was typed, by the names of its fields."""
    rows = zip(*(_all(form, name) for name in OF_SOURCE), strict=False)
    typed: dict[str, object] = {name: one_line(form, name) for name in LINES}
    typed |= {name: text(form, name).strip() for name in BLOCKS}
    typed |= {name: lines(form, name) for name in LISTS}
    typed["terkait"] = list(dict.fromkeys(filter(None, _all(form, "terkait"))))
    return typed | {"sumber": [dict(zip(OF_SOURCE, row, strict=True)) for row in rows if any(row)]}


def numbers(form: Form) -> Numbers:
    """Return the numbers that were ticked as compared with the rules."""
    return tuple(dict.fromkeys(filter(None, _all(form, "benar"))))
