"""What was typed into a form, made clean: line ends, and no signs that cannot be seen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from bot.staffpage.guard import Form
from bot.staffpage.ports import EntryForm, SourceText

LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
"""What ends a line in text pasted from a word processor, beside the plain line feed."""
NEVER_TYPED = frozenset({"Cc", "Co", "Cs", "Cn"})
"""Unicode's categories of control signs, private use and what stands for nothing."""


def clean(text: str) -> str:
    """Return a text of several lines with plain line ends, without signs that nobody can see."""
    text = LINE_END.sub("\n", text)
    seen = (sign for sign in text if sign == "\n" or unicodedata.category(sign) not in NEVER_TYPED)
    return "\n".join(line.rstrip() for line in "".join(seen).split("\n")).strip("\n")


def one_line(form: Form, name: str) -> str:
    """Return a field of one line; "" where it is missing."""
    return " ".join(clean(str(form.get(name, ""))).split())


def lines(form: Form, name: str) -> tuple[str, ...]:
    """Return the lines of a field, each once, empty ones left out."""
    found = (" ".join(line.split()) for line in clean(str(form.get(name, ""))).split("\n"))
    return tuple(dict.fromkeys(line for line in found if line))


def _all(form: Form, name: str) -> list[str]:
    return [" ".join(clean(str(value)).split()) for value in form.getall(name, [])]


def entry_form(form: Form, id: str) -> EntryForm:
    """Return an entry as it was typed."""
    rows = zip(_all(form, "judul"), _all(form, "alamat"), _all(form, "tanggal"), strict=False)
    return EntryForm(
        id=id,
        question=one_line(form, "tanya"),
        label=one_line(form, "tombol"),
        lead=clean(str(form.get("inti", ""))).strip(),
        details=clean(str(form.get("rincian", ""))).strip(),
        related=tuple(dict.fromkeys(one for one in _all(form, "terkait") if one)),
        sources=tuple(SourceText(*row) for row in rows if any(row)),
        review_by=one_line(form, "tinjau_sebelum"),
        owner=one_line(form, "pemilik"),
        phrasings=lines(form, "kalimat"),
        tests=lines(form, "uji"),
        numbers=tuple(_pairs(lines(form, "angka"))),
    )


def _pairs(typed: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Yield number and fact of lines like "4 hari kerja = P-20"."""
    for line in typed:
        number, _, fact = line.partition("=")
        yield number.strip(), fact.strip()
