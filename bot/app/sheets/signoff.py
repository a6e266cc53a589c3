"""The sheet that an office reads and signs, back into the FAQ: a tick and a date sign an answer, a text replaces it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.app.sheets.plan import Plan
from bot.app.sheets.reading import SHOWN_FAULTS, Columns, Fault, Line, UnreadableSheet
from bot.faqfiles.edit.change_set import Edit
from bot.faqfiles.edit.divide_answers import divided
from bot.faqfiles.edit.entry_fields import ORDER
from bot.faqfiles.edit.replace_field import FieldChange, places_of, with_fields
from bot.faqfiles.file_names import GUIDED_CHECKS, SEALS
from bot.faqfiles.model import CheckEntry, Faq, FaqEntry, typed_names
from bot.faqfiles.render import PLACEHOLDER, OfficeFacts, fill_placeholders, render_answer
from bot.faqfiles.seals import Seal, seal_of, with_seals
from bot.faqfiles.syntax.suggest import hint
from bot.faqfiles.tools.signoff import HEADING_ROW
from bot.helpdesk.model.guided_checks import GuidedCheck
from bot.helpdesk.model.month import month_named
from bot.helpdesk.model.office_hours import long_date
from bot.helpdesk.model.staff import Member, Role
from bot.helpdesk.texts import kelola
from bot.helpdesk.texts import sheets as texts

TICK, CORRECTION, DAY = "benar (✓)", "perbaiki menjadi", "tanggal"
FORM = Columns(("id", TICK, CORRECTION, DAY, "asal"), within=HEADING_ROW + 3, of_lines=frozenset({CORRECTION}))
TICKS = frozenset({"✓", "✔", "√", "v", "x", "ya", "y", "benar", "ok", "1", "true"})
_CHECK_ORDER = typed_names(GuidedCheck, CheckEntry)
_PARTS = re.compile(r"(\d{1,4})[-/. ]+(\d{1,2}|[A-Za-z]+)[-/. ]+(\d{1,4})")


@dataclass(frozen=True)
class Reader:
    """Who sends the sheet, the day on which he does, and what its answers say of the office."""

    by: Member
    today: date
    facts: OfficeFacts


def planned(faq: Faq, lines: Sequence[Line], reader: Reader) -> Plan:
    """Return what the rows sign and correct. Raises UnreadableSheet with every fault."""
    sheet = _Sheet(faq, reader)
    for line in lines:
        sheet.take(line)
    if sheet.faults:
        raise UnreadableSheet(sorted(sheet.faults))
    return Plan(tuple(sheet.changes), _edits(sheet), tuple(sheet.notes))


@dataclass
class _Sheet:
    """What the rows come to: signatures by key and day, corrected texts by entry, faults."""

    faq: Faq
    reader: Reader
    signed: list[tuple[FaqEntry | CheckEntry, date]] = field(default_factory=list)
    corrected: list[tuple[FaqEntry, str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    _rows: dict[str, int] = field(default_factory=dict)

    def take(self, line: Line) -> None:
        """Sort one row; one that nobody has written on is left out."""
        ticked, text = line[TICK].casefold(), line[CORRECTION].strip()
        if not ticked and not text:
            return
        id = line["id"]
        known: dict[str, FaqEntry | CheckEntry] = {**self.faq.entries}
        known |= {one.check.id: one for one in self.faq.checks}
        one = known.get(id)
        if self._rows.setdefault(id, line.row) != line.row:
            self._fault(line, "id", texts.ROW_TWICE.format(row=self._rows[id]))
        elif one is None:
            guess = hint(id, known) if len(self.faults) < SHOWN_FAULTS else ""
            self._fault(line, "id", texts.NO_ENTRY.format(id=id, guess=guess))
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

    def _sign(self, line: Line, one: FaqEntry | CheckEntry) -> None:
        day = day_in(line[DAY])
        if one.owner not in self.reader.by.signs:
            self._fault(line, TICK, texts.NOT_YOUR_OWNER.format(id=line["id"], owner=one.owner))
        elif day is None:
            self._fault(line, DAY, texts.NO_DAY.format(written=line[DAY] or texts.NOTHING_WRITTEN))
        elif day > self.reader.today:
            self._fault(line, DAY, texts.FUTURE_DAY.format(day=long_date(day)))
        elif line["asal"] != seal_of(self.faq, one):
            self._fault(line, "asal", texts.STALE_ANSWER.format(id=line["id"]))
        elif one.verified_on != day:
            self.signed.append((one, day))
            self.changes.append(texts.SIGNS.format(id=line["id"], day=long_date(day)))
            self.notes.append(("tanda-tangan", line["id"]))

    def _correct(self, line: Line, one: FaqEntry, text: str) -> None:
        lead, details = _parts(_with_placeholders(self.faq, one, text, self.reader.facts))
        if (lead, details) == (one.lead.strip(), one.details.strip()):
            return
        if not self.reader.by.may(Role.WRITER):
            self._fault(line, CORRECTION, kelola.NOT_YOUR_ROLE.format(roles=kelola.ROLES[Role.WRITER]))
        elif line["asal"] != seal_of(self.faq, one):
            self._fault(line, "asal", texts.STALE_ANSWER.format(id=one.id))
        else:
            self.corrected.append((one, lead, details))
            before = render_answer(self.faq, one, self.reader.facts).whole.replace("**", "")
            self.changes.append(texts.CORRECTS.format(id=one.id, before=_short(before), after=_short(text)))
            self.notes.append(("ubah-jawaban", one.id))

    def _fault(self, line: Line, column: str, problem: str) -> None:
        self.faults.append(Fault(line.row, column, problem))


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


def _edits(sheet: _Sheet) -> dict[str, Edit]:
    """Return an edit of each file that the sheet changes."""
    by_file: dict[str, list[tuple[str, str, str | None]]] = {}
    edits: dict[str, Edit] = {}
    for one, day in sheet.signed:
        if isinstance(one, FaqEntry):
            by_file.setdefault(f"{one.topic}.yaml", []).append((one.id, "diverifikasi", str(day)))
        else:
            edits[f"{GUIDED_CHECKS}/{one.check.id}.yaml"] = _check_edit(day)
    for entry, lead, details in sheet.corrected:
        fields = ((entry.id, "inti", lead), (entry.id, "rincian", details or None))
        by_file.setdefault(f"{entry.topic}.yaml", []).extend(fields)
    edits |= {name: _entries_edit(changes) for name, changes in by_file.items()}
    seals = {
        one.id if isinstance(one, FaqEntry) else f"{GUIDED_CHECKS}/{one.check.id}": Seal(
            str(day), seal_of(sheet.faq, one)
        )
        for one, day in sheet.signed
    }
    return edits | ({SEALS: _seals_edit(seals)} if seals else {})


def _check_edit(day: date) -> Callable[[str], str]:
    return lambda source: with_fields(source, [FieldChange((), "diverifikasi", str(day))], _CHECK_ORDER)


def _entries_edit(changes: Sequence[tuple[str, str, str | None]]) -> Callable[[str], str]:
    def edit(source: str) -> str:
        places = places_of(source)
        fields = [FieldChange(("entri", places.get(id, -1)), name, value) for id, name, value in changes]
        return with_fields(source, fields, ORDER)

    return edit


def _seals_edit(seals: Mapping[str, Seal]) -> Callable[[str], str]:
    return lambda source: with_seals(source, seals)
