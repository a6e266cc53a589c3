"""The sheet that an office reads and signs, out and in: a tick and a date sign an answer, a text replaces it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO

from bot.faqfiles.file_names import GUIDED_CHECKS, SEALS
from bot.faqfiles.model import OWNERS, CheckEntry, Faq, FaqEntry, typed_names
from bot.faqfiles.render import PLACEHOLDER, OfficeFacts, check_as_read, divided, fill_placeholders, render_answer
from bot.faqfiles.seals import Seal, seal_of, with_seals
from bot.faqfiles.sheet import SHOWN_FAULTS, CellFault, Columns, SheetLine, UnreadableSheet
from bot.faqfiles.syntax.suggest import hint
from bot.faqfiles.working_files import Edit
from bot.faqfiles.yaml_edit import OF_ENTRY, FieldChange, places_of, with_field, with_fields
from bot.helpdesk.model.guided_checks import GuidedCheck
from bot.helpdesk.model.hours import long_date, month_named
from bot.helpdesk.model.people import Member, Role
from bot.helpdesk.texts import staff as texts

HEADING_ROW = 3
A4 = 9
"""The number of the paper size in the file format."""
TICK, CORRECTION, DAY = (heading.lower() for heading, _ in (texts.COLUMNS[5], texts.COLUMNS[6], texts.COLUMNS[8]))
FORM = Columns(("id", TICK, CORRECTION, DAY, "asal"), within=HEADING_ROW + 3, of_lines=frozenset({CORRECTION}))
TICKS = frozenset({"✓", "✔", "√", "v", "x", "ya", "y", "benar", "ok", "1", "true"})
_CHECK_ORDER = typed_names(GuidedCheck, CheckEntry)
_PARTS = re.compile(r"(\d{1,4})[-/. ]+(\d{1,2}|[A-Za-z]+)[-/. ]+(\d{1,4})")

Signed = FaqEntry | CheckEntry


def sign_off_sheet(faq: Faq, owner: str, facts: OfficeFacts, today: date) -> bytes:
    """Return the workbook (xlsx) with the entries and guided checks of `owner`, one a row, in the order of the FAQ."""
    import xlsxwriter  # slow to import, and no start of the bot shall wait for it

    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet(texts.SIGN_OFF_SHEET)
    title = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#DDEBF7"})
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@", "quote_prefix": True})
    sheet.write_string(0, 0, texts.SIGN_OFF_TITLE.format(owner=OWNERS[owner]), title)
    sheet.write_string(1, 0, texts.SIGN_OFF_HOW.format(day=long_date(today)))
    for column, (heading, width) in enumerate(texts.COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(HEADING_ROW, column, heading, head)
    for number, row in enumerate(_rows(faq, owner, facts), start=1):
        for column, text in enumerate((str(number), *row)):
            # write_string and a text's format: what begins with "=" is never a formula, also when it is edited
            sheet.write_string(HEADING_ROW + number, column, text, cell)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADING_ROW)
    sheet.freeze_panes(HEADING_ROW + 1, 2)
    sheet.set_footer(texts.SIGN_OFF_FOOTER)
    book.close()
    return buffer.getvalue()


def _rows(faq: Faq, owner: str, facts: OfficeFacts) -> Iterator[tuple[str, ...]]:
    for entry in faq.entries.values():
        if entry.owner == owner:
            text = _as_read(faq, entry, facts)
            yield (entry.id, entry.question, text, _sources(entry), "", "", "", "", seal_of(faq, entry))
    for one in faq.checks:
        if one.owner == owner:
            text = check_as_read(faq, one.check, facts)
            yield (one.check.id, one.check.title, text, _sources(one), "", "", "", "", seal_of(faq, one))


def _as_read(faq: Faq, entry: FaqEntry, facts: OfficeFacts) -> str:
    return render_answer(faq, entry, facts).whole.replace("**", "")


def _sources(entry: Signed) -> str:
    lines = []
    for source in entry.sources:
        day = f" ({long_date(source.date)})" if source.date else ""
        lines.append(f"{source.title}{day}" + (f"\n{source.url}" if source.url else ""))
    below = texts.BELOW_SOURCES.format(facts=", ".join(entry.facts) or "-", day=long_date(entry.review_by))
    return "\n".join([*lines, below])


class Signing:
    """What the rows of a sheet sign and correct. `facts`: what its answers say of the office."""

    def __init__(self, faq: Faq, by: Member, today: date, facts: OfficeFacts) -> None:
        self._faq, self._by, self._today, self._facts = faq, by, today, facts
        self._known: dict[str, Signed] = {**faq.entries} | {one.check.id: one for one in faq.checks}
        self._rows: dict[str, int] = {}
        self._faults: list[CellFault] = []
        self._fields: dict[str, list[tuple[str, str, str | None]]] = {}
        """Values by file: an entry's id, its field's name, what shall stand there."""
        self._seals: dict[str, Seal] = {}
        self.changes: list[str] = []
        self.edits: dict[str, Edit] = {}
        self.notes: list[tuple[str, str]] = []

    def take(self, lines: Sequence[SheetLine]) -> None:
        """Take all rows; those that nobody has written on are left out. Raises UnreadableSheet with every fault."""
        for line in lines:
            self._take(line, line[TICK].casefold(), line[CORRECTION].strip())
        if self._faults:
            raise UnreadableSheet(sorted(self._faults))
        self.edits |= {name: _entries_edit(changes) for name, changes in self._fields.items()}
        if self._seals:
            self.edits[SEALS] = lambda source: with_seals(source, self._seals)

    def _take(self, line: SheetLine, ticked: str, text: str) -> None:
        if not ticked and not text:
            return
        id = line["id"]
        one = self._known.get(id)
        if self._rows.setdefault(id, line.row) != line.row:
            self._fault(line, "id", texts.ROW_TWICE.format(row=self._rows[id]))
        elif one is None:
            guess = hint(id, self._known) if len(self._faults) < SHOWN_FAULTS else ""
            self._fault(line, "id", texts.SHEET_NO_ENTRY.format(id=id, guess=guess))
        elif ticked and text:
            self._fault(line, CORRECTION, texts.TICK_AND_TEXT)
        elif ticked and ticked not in TICKS:
            self._fault(line, TICK, texts.NO_TICK.format(written=line[TICK]))
        elif ticked:
            self._sign(line, one)
        elif isinstance(one, FaqEntry):
            self._correct(line, one, text)
        else:
            self._fault(line, CORRECTION, texts.CHECK_TEXT)

    def _sign(self, line: SheetLine, one: Signed) -> None:
        day, id = day_in(line[DAY]), line["id"]
        seal = seal_of(self._faq, one)
        if one.owner not in self._by.signs:
            self._fault(line, TICK, texts.SHEET_NOT_YOUR_OWNER.format(id=id, owner=one.owner))
        elif day is None:
            self._fault(line, DAY, texts.NO_DAY.format(written=line[DAY] or texts.NOTHING_WRITTEN))
        elif day > self._today:
            self._fault(line, DAY, texts.FUTURE_DAY.format(day=long_date(day)))
        elif line["asal"] != seal:
            self._fault(line, "asal", texts.STALE_ANSWER.format(id=id))
        elif one.verified_on != day:
            if isinstance(one, FaqEntry):
                self._fields.setdefault(f"{one.topic}.yaml", []).append((id, "diverifikasi", str(day)))
            else:
                self.edits[f"{GUIDED_CHECKS}/{id}.yaml"] = _check_edit(day)
            self._seals[id if isinstance(one, FaqEntry) else f"{GUIDED_CHECKS}/{id}"] = Seal(str(day), seal)
            self.changes.append(texts.SIGNS.format(id=id, day=long_date(day)))
            self.notes.append(("tanda-tangan", id))

    def _correct(self, line: SheetLine, one: FaqEntry, text: str) -> None:
        lead, details = _parts(_with_placeholders(self._faq, one, text, self._facts))
        if (lead, details) == (one.lead.strip(), one.details.strip()):
            return
        if not self._by.may(Role.WRITER):
            self._fault(line, CORRECTION, texts.NOT_YOUR_ROLE.format(roles=texts.ROLES[Role.WRITER]))
        elif line["asal"] != seal_of(self._faq, one):
            self._fault(line, "asal", texts.STALE_ANSWER.format(id=one.id))
        else:
            fields = ((one.id, "inti", lead), (one.id, "rincian", details or None))
            self._fields.setdefault(f"{one.topic}.yaml", []).extend(fields)
            before = _short(_as_read(self._faq, one, self._facts))
            self.changes.append(texts.CORRECTS.format(id=one.id, before=before, after=_short(text)))
            self.notes.append(("ubah-jawaban", one.id))

    def _fault(self, line: SheetLine, column: str, problem: str) -> None:
        self._faults.append(CellFault(line.row, column, problem))


def day_in(text: str) -> date | None:
    """Return the day that somebody wrote (2026-11-28, 28/11/2026, 28 November 2026); None where it is none.

    Of two small numbers the first is the day, as people write it here: 04-05-2026 is the fourth of May.
    """
    found = _PARTS.fullmatch(text.strip())
    if not found:
        return None
    first, middle, last = found.groups()
    month = (month_named(middle) or 0) if middle.isalpha() else int(middle)
    year, day = (first, last) if len(first) == 4 else (last, first)
    try:
        return date(int(year), month, int(day)) if len(year) == 4 else None
    except ValueError:
        return None


def _parts(text: str) -> tuple[str, str]:
    """Return a corrected answer as lead and details: what stands before and after an empty line, where there is one."""
    lead, gap, details = text.partition("\n\n")
    parts = (lead, details) if gap else divided(text)
    return parts[0].strip(), parts[1].strip()


def _with_placeholders(faq: Faq, one: FaqEntry, text: str, facts: OfficeFacts) -> str:
    """Put the answer's placeholders back where the corrected text shows what they stood for."""
    fees = {id: fee.rupiah for id, fee in faq.fees.items()}
    shown: dict[str, str] = {}
    for found in PLACEHOLDER.finditer(f"{one.lead}\n{one.details}"):
        value = fill_placeholders(f"x {found[0]}", fees, facts).removeprefix("x ").strip()
        if value and value != "x":
            shown.setdefault(value, found[0])
    for value in sorted(shown, key=len, reverse=True):
        # "Rp650.000" is not a part of "Rp650.000.000"
        text = shown[value].join(re.split(rf"(?<![\w.{{]){re.escape(value)}(?![\w}}]|\.\d)", text))
    return text


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= texts.SHOWN_LETTERS else f"{line[: texts.SHOWN_LETTERS]}…"


def _check_edit(day: date) -> Edit:
    return lambda source: with_field(source, (), "diverifikasi", str(day), _CHECK_ORDER)


def _entries_edit(changes: Sequence[tuple[str, str, str | None]]) -> Edit:
    def edit(source: str) -> str:
        places = places_of(source)
        fields = [FieldChange(("entri", places.get(id, -1)), name, value) for id, name, value in changes]
        return with_fields(source, fields, OF_ENTRY)

    return edit
