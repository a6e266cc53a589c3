"""Sheets of the draft, out and in: how residents ask, one sentence a row, and answers that an office signs.

A row carries a hash of the sentence, or the seal of the answer, that it was made from. So what somebody changed
meanwhile is not overwritten, rows may be sorted, filtered and left out, and only an emptied sentence removes one.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from io import BytesIO
from typing import NamedTuple

from bot.app.editing.office import must
from bot.app.people.directory import facts_for
from bot.faqfiles import render, sheet
from bot.faqfiles.file_names import GUIDED_CHECKS, PHRASINGS as PHRASINGS_FILE, SEALS
from bot.faqfiles.lint.letters import fold
from bot.faqfiles.load import problems_with
from bot.faqfiles.model import OWNERS, REFERRAL_TOPIC, CheckEntry, Faq, FaqEntry, Referral, typed_names
from bot.faqfiles.problem import Level
from bot.faqfiles.render import OfficeFacts, check_as_read, divided, render_answer, sources_of
from bot.faqfiles.seals import Seal, seal_of, with_seals
from bot.faqfiles.sheet import CellFault, Columns, SheetLine, UnreadableSheet, cells_of, lines_in, names_in, workbook
from bot.faqfiles.syntax.suggest import hint
from bot.faqfiles.working_files import Edit, WorkingFiles
from bot.faqfiles.yaml_edit import OF_ENTRY, OF_PHRASINGS, FieldChange, with_fields
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.guided_checks import GuidedCheck
from bot.helpdesk.model.hours import long_date, month_named
from bot.helpdesk.model.markup import clipped
from bot.helpdesk.model.people import Member, Role
from bot.helpdesk.model.policy import Directory
from bot.helpdesk.texts import staff as texts

PHRASINGS, SIGN_OFF = "kalimat", "tanda-tangan"
"""The kinds of sheets."""
FORM = Columns(("id", "jenis", "kalimat", "milik", "asal"), frozenset({"milik"}))
WIDTHS = (("id", 28), ("jenis", 9), ("kalimat", 80), ("milik", 28), ("asal", 15), ("pertanyaan", 50))
PHRASING, NOT, TEST = "kalimat", "bukan", "uji"
KINDS = (PHRASING, NOT, TEST)
LONGEST = 300
HEADING_ROW = 3
A4 = 9
"""The number of the paper size in the file format."""
TICK, CORRECTION, DAY = (heading.lower() for heading, _ in (texts.COLUMNS[5], texts.COLUMNS[6], texts.COLUMNS[8]))
TO_SIGN = Columns(("id", TICK, CORRECTION, DAY, "asal"), within=HEADING_ROW + 3, of_lines=frozenset({CORRECTION}))
TICKS = frozenset({"✓", "✔", "√", "v", "x", "ya", "y", "benar", "ok", "1", "true"})
_CHECK_ORDER = typed_names(GuidedCheck, CheckEntry)
_PARTS = re.compile(r"(\d{1,4})[-/. ]+(\d{1,2}|[A-Za-z]+)[-/. ]+(\d{1,4})")

Signed = FaqEntry | CheckEntry


@dataclass
class Plan:
    """The changes of one sheet, all of which are made or none, and every fault in it.

    `changes`: one a line, as its sender reads them; `notes`: kind and id of each event for the audit; `remarks`: what
    he should know besides; `fresh`: the new phrasings.
    """

    changes: list[str] = field(default_factory=list)
    edits: dict[str, Edit] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    fresh: list[str] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Return a name of just these changes; "" where there are none."""
        return hashlib.sha256(json.dumps(self.changes).encode()).hexdigest()[:16] if self.changes else ""

    def fault(self, line: SheetLine, column: str, problem: str) -> None:
        """Note what is wrong with a cell."""
        self.faults.append(CellFault(line.row, column, problem))

    def unknown(self, line: SheetLine, column: str, known: Mapping[str, object]) -> None:
        """Say that there is no such entry; what was meant is looked for while somebody will read it."""
        guess = hint(line[column], known) if len(self.faults) < sheet.SHOWN_FAULTS else ""
        self.fault(line, column, texts.SHEET_NO_ENTRY.format(id=line[column], guess=guess))


class Sheets:
    """Makes sheets of the office's files and reads them back; to be called by one thread at a time."""

    def __init__(self, files: WorkingFiles, directory: Directory, today: Callable[[], date]) -> None:
        self._files = files
        self._facts = facts_for(directory, None)
        self._today = today

    def owners(self) -> tuple[str, ...]:
        """Return the owners of answers and guided checks, sorted. Raises Trouble."""
        return tuple(sorted({one.owner for one in _signed(self._files.read()).values()}))

    def made(self, kind: str, owner: str) -> tuple[str, bytes]:
        """Return a sheet of the draft: its file's name and content. `owner`: whose answers are to be signed."""
        faq, today = self._files.read(), self._today()
        if kind == PHRASINGS:
            rows = ((*row, row.mark, one.question) for one in _every(faq) for row in _rows_of(one))
            return texts.PHRASINGS_FILE.format(day=today), workbook("Kalimat", WIDTHS, rows)
        if kind != SIGN_OFF or owner not in self.owners():
            raise Trouble(texts.GONE)
        return texts.SIGN_OFF_FILE.format(owner=owner, day=today), sign_off_sheet(faq, owner, self._facts, today)

    def planned(self, by: Member, content: bytes, name: str) -> Plan:
        """Return what a sheet would change. Raises Trouble with every fault, or with what the FAQ would be wrong in."""
        plan = Plan()
        try:
            rows, faq = cells_of(content, name), self._files.read()
            columns = {form: {one for row in rows[: form.within] for one in names_in(row)} for form in (FORM, TO_SIGN)}
            if "jenis" in columns[FORM]:
                must(by, Role.WRITER)
                _Phrasings(faq, plan).take(lines_in(rows, name, FORM, plan.faults))
            elif CORRECTION in columns[TO_SIGN]:
                lines = lines_in(rows, name, TO_SIGN, plan.faults)
                _Signing(faq, by, self._today(), self._facts, plan).take(lines)
            else:
                raise Trouble(texts.UNKNOWN_SHEET.format(path=name))
        except UnreadableSheet as error:
            raise Trouble(error.listed(), error) from error
        told = [UnreadableSheet(sorted(plan.faults)).listed()] if plan.faults else []
        try:
            self._files.would_hold(plan.edits)
        except Trouble as broken:
            told.append(str(broken))
        if told:
            raise Trouble("\n".join(told))
        return plan

    def carried_out(self, plan: Plan) -> tuple[str, ...]:
        """Make the changes; return what they leave to be completed. Raises Trouble; then nothing has changed."""
        return self._files.change(plan.edits) if plan.changes else ()


class Sentence(NamedTuple):
    """One sentence. `kind`: as the field is called; `owner`: of a "bukan", whose sentence it is instead."""

    id: str
    kind: str
    text: str
    owner: str = ""

    @property
    def mark(self) -> str:
        """The hash that its row of the sheet carries."""
        return hashlib.sha256(json.dumps(self, ensure_ascii=False).encode()).hexdigest()[:12]


def _every(faq: Faq) -> list[FaqEntry | Referral]:
    return [*faq.entries.values(), *faq.referrals]


def _rows_of(one: FaqEntry | Referral) -> Iterator[Sentence]:
    yield from (Sentence(one.id, PHRASING, text) for text in one.phrasings)
    yield from (Sentence(one.id, NOT, negative.text, negative.belongs_to or "") for negative in one.hard_negatives)
    yield from (Sentence(one.id, TEST, text) for text in one.tests)


class _Phrasings:
    """What the rows of a sheet change in how residents ask: a row stands, is changed, removed, new, or at fault."""

    def __init__(self, faq: Faq, plan: Plan) -> None:
        self._faq, self._plan = faq, plan
        self._entries = {one.id: one for one in _every(faq)}
        self._standing = {row.mark: row for one in _every(faq) for row in _rows_of(one)}
        self._used: dict[str, int] = {}
        self._seen: dict[tuple[str, str, str], int] = {}
        # what each row asks for: another sentence, a new one (nothing before), or that one goes (nothing after)
        self._steps: list[tuple[SheetLine, Sentence | None, Sentence | None]] = []

    def take(self, lines: Iterable[SheetLine]) -> None:
        """Plan what the rows change."""
        for line in lines:
            self._sort(line)
        self._owned_twice()
        # changed ones first, then new ones, then those that go
        plan, wrong = self._plan, {fault.row for fault in self._plan.faults}
        steps = [step for step in self._steps if step[0].row not in wrong]
        steps.sort(key=lambda step: 2 if step[2] is None else step[1] is None)
        plan.changes = [_said(before, after) for _, before, after in steps]
        touched = dict.fromkeys(row.id for _, *both in steps for row in both if row)
        plan.notes = [("tambah-kalimat", id) for id in touched]
        plan.fresh = [after.text for *_, after in steps if after and after.kind == PHRASING]
        self._edit([(before, after) for _, before, after in steps])

    def _sort(self, line: SheetLine) -> None:
        mark, wanted = line["asal"], Sentence(line["id"], line["jenis"].lower(), line["kalimat"], line["milik"])
        if mark and self._used.setdefault(mark, line.row) != line.row:
            self._plan.fault(line, "asal", texts.MARK_TWICE.format(row=self._used[mark]))
            return
        original = self._standing.get(mark)
        if not wanted.text:
            if original:
                self._steps.append((line, original, None))
            elif mark:
                self._plan.remarks.append(texts.GONE_ALREADY.format(row=line.row, id=wanted.id))
            else:
                self._plan.fault(line, "kalimat", texts.REQUIRED)
            return
        key = (wanted.id, wanted.kind, fold(wanted.text))
        unchanged = original is not None and original._replace(text=" ".join(original.text.split())) == wanted
        if self._seen.setdefault(key, line.row) != line.row and not unchanged:
            self._plan.fault(line, "kalimat", texts.ROW_TWICE.format(row=self._seen[key]))
        elif mark and original is None and wanted.mark not in self._standing:
            self._plan.fault(line, "kalimat", texts.STALE.format(id=wanted.id))
        elif not unchanged and wanted.mark not in self._standing:
            self._look_at(line, wanted)
            self._steps.append((line, original, wanted))

    def _look_at(self, line: SheetLine, row: Sentence) -> None:
        """Note what of a row cannot be stored."""
        if row.id not in self._entries:
            self._plan.unknown(line, "id", self._entries)
        if row.kind not in KINDS:
            self._plan.fault(line, "jenis", texts.NO_KIND.format(kind=row.kind, kinds=", ".join(KINDS)))
        if row.owner and row.kind != NOT:
            self._plan.fault(line, "milik", texts.NO_OWNER_HERE)
        elif row.owner and row.owner not in self._entries:
            self._plan.unknown(line, "milik", self._entries)
        elif row.owner and row.owner == row.id:
            self._plan.fault(line, "milik", texts.OWN_OWNER)
        if len(row.text) > LONGEST:
            self._plan.fault(line, "kalimat", texts.TOO_LONG.format(most=LONGEST))

    def _owned_twice(self) -> None:
        """Note changed sentences that are another entry's, or stand in their own entry in other letters."""
        left = {*self._standing.values()} - {before for _, before, _ in self._steps}
        owners = {fold(text): "" for text in self._faq.out_of_scope}
        owners |= {fold(row.text): row.id for row in left if row.kind != NOT}
        standing = {(row.id, row.kind == NOT, fold(row.text)) for row in left}
        for line, _, row in sorted(self._steps, key=lambda step: step[0].row):
            if row is None:
                continue
            owner = row.id if row.kind == NOT else owners.setdefault(fold(row.text), row.id)
            if owner != row.id:
                named = self._entries[owner].question if owner in self._entries else texts.NOBODYS
                told = texts.SHEET_OWNED.format(text=row.text, owner=named, id=owner or "luar-topik")
                self._plan.fault(line, "kalimat", told)
            elif (row.id, row.kind == NOT, fold(row.text)) in standing:
                self._plan.fault(line, "kalimat", texts.IN_ENTRY.format(id=row.id))

    def _edit(self, steps: Sequence[tuple[Sentence | None, Sentence | None]]) -> None:
        """Plan an edit of each phrasings file in which a list changes."""
        by_file: dict[str, list[FieldChange]] = defaultdict(list)
        changed = {before: after for before, after in steps if before}
        came: dict[tuple[str, str], list[Sentence]] = defaultdict(list)
        for before, after in steps:
            if after and (before is None or before[:2] != after[:2]):
                came[after[:2]].append(after)
        for one in self._entries.values():
            topic = one.topic if isinstance(one, FaqEntry) else REFERRAL_TOPIC
            for kind in KINDS:
                old = [row for row in _rows_of(one) if row.kind == kind]
                standing = [row for row in (changed.get(row, row) for row in old) if row and row[:2] == (one.id, kind)]
                new = [*standing, *came[one.id, kind]]
                if new != old:
                    value = [{"teks": row.text, "milik": row.owner or None} if kind == NOT else row.text for row in new]
                    by_file[f"{topic}{PHRASINGS_FILE}"].append(FieldChange(("entri", one.id), kind, value))
        edits = {name: partial(with_fields, changes=mine, order=OF_PHRASINGS) for name, mine in by_file.items()}
        self._plan.edits |= edits


def _said(before: Sentence | None, after: Sentence | None) -> str:
    """Return a change as its sender reads it."""
    if after is None:
        return texts.REMOVED.format(id=before.id, kind=before.kind, text=before.text) if before else ""
    new = f"{after.text} → {after.owner}" if after.owner else after.text
    if before is None:
        return texts.ADDED.format(id=after.id, kind=after.kind, text=new)
    old = f"{before.text} → {before.owner}" if before.owner else before.text
    if before._replace(text=after.text) == after:
        old, new = before.text, after.text
    else:
        old, new = f"{old} ({before.id}, {before.kind})", f"{new} ({after.id}, {after.kind})"
    return texts.CHANGED.format(id=before.id, kind=before.kind, before=old, after=new)


def sign_off_sheet(faq: Faq, owner: str, facts: OfficeFacts, today: date) -> bytes:
    """Return the workbook (xlsx) with the entries and guided checks of `owner`, one a row, in the order of the FAQ."""
    import xlsxwriter  # slow to import, and no start of the bot shall wait for it

    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    page = book.add_worksheet(texts.SIGN_OFF_SHEET)
    title = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#DDEBF7"})
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@", "quote_prefix": True})
    page.write_string(0, 0, texts.SIGN_OFF_TITLE.format(owner=OWNERS[owner]), title)
    page.write_string(1, 0, texts.SIGN_OFF_HOW.format(day=long_date(today)))
    for column, (heading, width) in enumerate(texts.COLUMNS):
        page.set_column(column, column, width)
        page.write_string(HEADING_ROW, column, heading, head)
    owned = [(id, one) for id, one in _signed(faq).items() if one.owner == owner]
    for number, (id, one) in enumerate(owned, start=1):
        if isinstance(one, FaqEntry):
            named = (one.question, _as_read(faq, one, facts))
        else:
            named = (one.check.title, check_as_read(faq, one.check, facts))
        for column, text in enumerate((str(number), id, *named, _sources(faq, one), "", "", "", "", seal_of(faq, one))):
            # write_string and a text's format: what begins with "=" is never a formula, also when it is edited
            page.write_string(HEADING_ROW + number, column, text, cell)
    page.set_landscape()
    page.set_paper(A4)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADING_ROW)
    page.freeze_panes(HEADING_ROW + 1, 2)
    page.set_footer(texts.SIGN_OFF_FOOTER)
    book.close()
    return buffer.getvalue()


def _signed(faq: Faq) -> dict[str, Signed]:
    return {**faq.entries} | {one.check.id: one for one in faq.checks}


def _as_read(faq: Faq, entry: FaqEntry, facts: OfficeFacts) -> str:
    return render_answer(faq, entry, facts).whole.replace("**", "")


def _sources(faq: Faq, entry: Signed) -> str:
    lines = []
    for source in sources_of(faq, entry):
        day = f" ({long_date(source.date)})" if source.date else ""
        lines.append(f"{source.title}{day}" + (f"\n{source.url}" if source.url else ""))
    below = texts.BELOW_SOURCES.format(facts=", ".join(entry.facts) or "-", day=long_date(entry.review_by))
    return "\n".join([*lines, below])


class _Signing:
    """What the rows of a sheet sign (a tick and a date) and correct (a text). `facts`: what is said of the office."""

    def __init__(self, faq: Faq, by: Member, today: date, facts: OfficeFacts, plan: Plan) -> None:
        self._faq, self._by, self._today, self._facts, self._plan = faq, by, today, facts, plan
        self._known = _signed(faq)
        self._rows: dict[str, int] = {}
        self._fields: dict[str, list[FieldChange]] = defaultdict(list)
        self._seals: dict[str, Seal] = {}

    def take(self, lines: Iterable[SheetLine]) -> None:
        """Plan what the rows sign and correct; those that nobody has written on are left out."""
        for line in lines:
            if line[TICK] or line[CORRECTION].strip():
                self._take(line, line[TICK].casefold(), line[CORRECTION].strip())
        edits = {name: partial(with_fields, changes=mine, order=OF_ENTRY) for name, mine in self._fields.items()}
        self._plan.edits |= edits
        if self._seals:
            self._plan.edits[SEALS] = lambda source: with_seals(source, self._seals)

    def _take(self, line: SheetLine, ticked: str, text: str) -> None:
        fault, one = self._plan.fault, self._known.get(line["id"])
        if self._rows.setdefault(line["id"], line.row) != line.row:
            fault(line, "id", texts.ROW_TWICE.format(row=self._rows[line["id"]]))
        elif one is None:
            self._plan.unknown(line, "id", self._known)
        elif ticked and text:
            fault(line, CORRECTION, texts.TICK_AND_TEXT)
        elif ticked and ticked not in TICKS:
            fault(line, TICK, texts.NO_TICK.format(written=line[TICK]))
        elif ticked:
            self._sign(line, one)
        elif isinstance(one, FaqEntry):
            self._correct(line, one, text)
        else:
            fault(line, CORRECTION, texts.CHECK_TEXT)

    def _sign(self, line: SheetLine, one: Signed) -> None:
        fault, day, id = self._plan.fault, day_in(line[DAY]), line["id"]
        seal = seal_of(self._faq, one)
        if one.owner not in self._by.signs:
            fault(line, TICK, texts.SHEET_NOT_YOUR_OWNER.format(id=id, owner=one.owner))
        elif day is None:
            fault(line, DAY, texts.NO_DAY.format(written=line[DAY] or texts.NOTHING_WRITTEN))
        elif day > self._today:
            fault(line, DAY, texts.FUTURE_DAY.format(day=long_date(day)))
        elif line["asal"] != seal:
            fault(line, "asal", texts.STALE_ANSWER.format(id=id))
        elif one.verified_on != day:
            name, typed = id, str(day)
            if isinstance(one, FaqEntry):
                self._fields[f"{one.topic}.yaml"].append(FieldChange(("entri", id), "diverifikasi", typed))
            else:
                name = f"{GUIDED_CHECKS}/{id}"
                signed = FieldChange((), "diverifikasi", typed)
                self._plan.edits[f"{name}.yaml"] = lambda source: with_fields(source, [signed], _CHECK_ORDER)
            self._seals[name] = Seal(typed, seal)
            self._plan.changes.append(texts.SIGNS.format(id=id, day=long_date(day)))
            self._plan.notes.append(("tanda-tangan", id))

    def _correct(self, line: SheetLine, one: FaqEntry, text: str) -> None:
        whole = _with_placeholders(self._faq, one, text, self._facts)
        lead, gap, details = whole.partition("\n\n")  # an empty line parts them, where there is one
        lead, details = (part.strip() for part in ((lead, details) if gap else divided(whole)))
        if (lead, details) == (one.lead.strip(), one.details.strip()):
            return
        new = {"inti": lead, "rincian": details or None}
        found = problems_with(self._faq, one, new, self._today)
        if not self._by.may(Role.WRITER):
            self._plan.fault(line, CORRECTION, texts.NOT_YOUR_ROLE.format(roles=texts.ROLES[Role.WRITER]))
        elif line["asal"] != seal_of(self._faq, one):
            self._plan.fault(line, "asal", texts.STALE_ANSWER.format(id=one.id))
        elif wrong := [each.message for each in found if each.level is Level.ERROR and each.field in new]:
            for problem in wrong:
                self._plan.fault(line, CORRECTION, texts.in_page_words(problem, {}))
        else:
            fields = (FieldChange(("entri", one.id), name, value) for name, value in new.items())
            self._fields[f"{one.topic}.yaml"] += fields
            before = _short(_as_read(self._faq, one, self._facts))
            self._plan.changes.append(texts.CORRECTS.format(id=one.id, before=before, after=_short(text)))
            self._plan.notes.append(("ubah-jawaban", one.id))


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


def _with_placeholders(faq: Faq, one: FaqEntry, text: str, facts: OfficeFacts) -> str:
    """Put the answer's placeholders back where the corrected text shows what they stood for."""
    fees = render.fee_texts(faq.fees)
    shown: dict[str, str] = {}
    for found in render.PLACEHOLDER.finditer(f"{one.lead}\n{one.details}"):
        value = render.fill_placeholders(f"x {found[0]}", fees, facts).removeprefix("x ").strip()
        if value and value != "x":
            shown.setdefault(value, found[0])
    for value in sorted(shown, key=len, reverse=True):
        # "Rp650.000" is not a part of "Rp650.000.000"
        text = shown[value].join(re.split(rf"(?<![\w.{{]){re.escape(value)}(?![\w}}]|\.\d)", text))
    return text


def _short(text: str) -> str:
    return clipped(" ".join(text.split()), texts.SHOWN_LETTERS)
