"""Sheets of the draft, out and in: how residents ask, one sentence a row, and answers to be signed.

A row carries a hash of the sentence that it was made from. So a sentence that somebody changed meanwhile is not
overwritten, rows may be sorted, filtered and left out, and only an emptied sentence removes one.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from bot.app.editing import sign_off
from bot.app.people.directory import facts_for
from bot.faqfiles.file_names import PHRASINGS as PHRASINGS_FILE
from bot.faqfiles.lint.letters import fold
from bot.faqfiles.model import REFERRAL_TOPIC, Faq, FaqEntry, Referral
from bot.faqfiles.sheet import (
    SHOWN_FAULTS,
    CellFault,
    Columns,
    Rows,
    SheetLine,
    UnreadableSheet,
    cells_of,
    lines_in,
    names_in,
    workbook,
)
from bot.faqfiles.syntax.suggest import hint
from bot.faqfiles.working_files import Edit, WorkingFiles
from bot.faqfiles.yaml_edit import OF_PHRASINGS, FieldChange, with_fields
from bot.helpdesk.model.errors import Trouble
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


@dataclass(frozen=True)
class Plan:
    """The changes of one sheet, all of which are made or none.

    `changes`: one a line, as its sender reads them; `notes`: kind and id of each event for the audit; `remarks`: what
    he should know besides; `fresh`: the new phrasings.
    """

    changes: tuple[str, ...]
    edits: Mapping[str, Edit]
    notes: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...] = ()
    fresh: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return a name of just these changes; "" where there are none."""
        return hashlib.sha256(json.dumps(self.changes).encode()).hexdigest()[:16] if self.changes else ""


class Sheets:
    """Makes sheets of the office's files and reads them back; to be called by one thread at a time."""

    def __init__(self, files: WorkingFiles, directory: Directory, today: Callable[[], date]) -> None:
        self._files = files
        self._directory = directory
        self._today = today

    def owners(self) -> tuple[str, ...]:
        """Return the owners of answers and guided checks, sorted. Raises Trouble."""
        faq = self._files.read()
        return tuple(sorted({*(one.owner for one in faq.entries.values()), *(one.owner for one in faq.checks)}))

    def made(self, kind: str, owner: str) -> tuple[str, bytes]:
        """Return a sheet of the draft: its file's name and content. `owner`: whose answers are to be signed."""
        faq, today = self._files.read(), self._today()
        if kind == PHRASINGS:
            return texts.PHRASINGS_FILE.format(day=today), phrasings_sheet(faq)
        if kind != SIGN_OFF or owner not in self.owners():
            raise Trouble(texts.NO_SHEET)
        content = sign_off.sign_off_sheet(faq, owner, facts_for(self._directory, None), today)
        return texts.SIGN_OFF_FILE.format(owner=owner, day=today), content

    def planned(self, by: Member, content: bytes, name: str) -> Plan:
        """Return what a sheet would change. Raises Trouble with every fault, or with what the FAQ would be wrong in."""
        try:
            plan = self._read(by, content, name)
        except UnreadableSheet as error:
            raise Trouble(error.listed(), error) from error
        if plan.changes:
            self._files.would_hold(plan.edits)
        return plan

    def _read(self, by: Member, content: bytes, name: str) -> Plan:
        rows, faq = cells_of(content, name), self._files.read()
        if _is_of(rows, "jenis", FORM):
            if not by.may(Role.WRITER):
                raise Trouble(texts.NOT_YOUR_ROLE.format(roles=texts.ROLES[Role.WRITER]))
            return planned_phrasings(faq, lines_in(rows, name, FORM))
        if _is_of(rows, sign_off.CORRECTION, sign_off.FORM):
            signing = sign_off.Signing(faq, by, self._today(), facts_for(self._directory, None))
            signing.take(lines_in(rows, name, sign_off.FORM))
            return Plan(tuple(signing.changes), signing.edits, tuple(signing.notes))
        raise Trouble(texts.UNKNOWN_SHEET.format(path=name))

    def carried_out(self, plan: Plan) -> tuple[str, ...]:
        """Make the changes; return what they leave to be completed. Raises Trouble; then nothing has changed."""
        return self._files.change(plan.edits) if plan.changes else ()


def _is_of(rows: Rows, column: str, form: Columns) -> bool:
    return any(column in names_in(row) for row in rows[: form.within])


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

    @property
    def with_owner(self) -> str:
        """The sentence as its sender reads it."""
        return f"{self.text} → {self.owner}" if self.owner else self.text


class SheetChange(NamedTuple):
    """What a row asks for: another sentence, a new one (`before` is None), or that one goes (`after` is None)."""

    row: int
    before: Sentence | None
    after: Sentence | None

    @property
    def said(self) -> str:
        """The change as its sender reads it."""
        before, after = self.before, self.after
        if before is None or after is None:
            form, one = (texts.ADDED, after) if after else (texts.REMOVED, before)
            assert one
            return form.format(id=one.id, kind=one.kind, text=one.with_owner if after else one.text)
        if before._replace(text=after.text) == after:
            old, new = before.text, after.text
        else:
            old, new = (f"{one.with_owner} ({one.id}, {one.kind})" for one in (before, after))
        return texts.CHANGED.format(id=before.id, kind=before.kind, before=old, after=new)


def phrasings_sheet(faq: Faq) -> bytes:
    """Return the workbook with every sentence of the FAQ's entries and referrals."""
    rows = ((*row, row.mark, one.question) for one in _every(faq) for row in _rows_of(one))
    return workbook("Kalimat", WIDTHS, rows)


def planned_phrasings(faq: Faq, lines: Sequence[SheetLine]) -> Plan:
    """Return what the rows change. Raises UnreadableSheet with every fault."""
    sorting = _Sorting(faq, {row.mark: row for one in _every(faq) for row in _rows_of(one)})
    for line in lines:
        sorting.take(line)
    sorting.faults += _owned_twice(faq, sorting)
    if sorting.faults:
        raise UnreadableSheet(sorted(sorting.faults))
    # changed ones first, then new ones, then those that go
    steps = sorted(sorting.steps, key=lambda step: 2 if step.after is None else step.before is None)
    touched = dict.fromkeys(row.id for step in steps for row in (step.before, step.after) if row)
    return Plan(
        tuple(step.said for step in steps),
        _edits(faq, steps),
        tuple(("tambah-kalimat", id) for id in touched),
        tuple(sorting.remarks),
        tuple(step.after.text for step in steps if step.after and step.after.kind == PHRASING),
    )


def _every(faq: Faq) -> list[FaqEntry | Referral]:
    return [*faq.entries.values(), *faq.referrals]


def _rows_of(one: FaqEntry | Referral) -> Iterator[Sentence]:
    yield from (Sentence(one.id, PHRASING, text) for text in one.phrasings)
    yield from (Sentence(one.id, NOT, negative.text, negative.belongs_to or "") for negative in one.hard_negatives)
    yield from (Sentence(one.id, TEST, text) for text in one.tests)


@dataclass
class _Sorting:
    """What each row of the sheet is: as it stands, changed, removed, new, or at fault. `standing`: rows by mark."""

    faq: Faq
    standing: Mapping[str, Sentence]
    steps: list[SheetChange] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    _used: dict[str, int] = field(default_factory=dict)
    _seen: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._ids = frozenset(one.id for one in _every(self.faq))

    def take(self, line: SheetLine) -> None:
        """Sort one row."""
        mark, wanted = line["asal"], Sentence(line["id"], line["jenis"].lower(), line["kalimat"], line["milik"])
        if mark and self._used.setdefault(mark, line.row) != line.row:
            self._fault(line, "asal", texts.MARK_TWICE.format(row=self._used[mark]))
            return
        original = self.standing.get(mark)
        if not wanted.text:
            self._emptied(line, wanted, original)
            return
        key = (wanted.id, wanted.kind, fold(wanted.text))
        unchanged = original is not None and original._replace(text=" ".join(original.text.split())) == wanted
        if self._seen.setdefault(key, line.row) != line.row and not unchanged:
            self._fault(line, "kalimat", texts.ROW_TWICE.format(row=self._seen[key]))
        elif unchanged or wanted.mark in self.standing:
            pass
        elif mark and original is None:
            self._fault(line, "kalimat", texts.STALE.format(id=wanted.id))
        elif self._is_proper(line, wanted) or original is None:
            self.steps.append(SheetChange(line.row, original, wanted))

    def _emptied(self, line: SheetLine, wanted: Sentence, original: Sentence | None) -> None:
        if original:
            self.steps.append(SheetChange(line.row, original, None))
        elif line["asal"]:
            self.remarks.append(texts.GONE_ALREADY.format(row=line.row, id=wanted.id))
        else:
            self._fault(line, "kalimat", texts.REQUIRED)

    def _is_proper(self, line: SheetLine, row: Sentence) -> bool:
        """Whether the row says what can be stored; what it does not is noted."""
        before = len(self.faults)
        if row.id not in self._ids:
            self._fault(line, "id", self._no_entry(row.id))
        if row.kind not in KINDS:
            self._fault(line, "jenis", texts.NO_KIND.format(kind=row.kind, kinds=", ".join(KINDS)))
        if row.owner and row.kind != NOT:
            self._fault(line, "milik", texts.NO_OWNER_HERE)
        elif row.owner and row.owner not in self._ids:
            self._fault(line, "milik", self._no_entry(row.owner))
        elif row.owner == row.id:
            self._fault(line, "milik", texts.OWN_OWNER)
        if len(row.text) > LONGEST:
            self._fault(line, "kalimat", texts.TOO_LONG.format(most=LONGEST))
        return len(self.faults) == before

    def _no_entry(self, id: str) -> str:
        """Say that there is no such entry; what was meant is looked for while somebody will read it."""
        guess = hint(id, self._ids) if len(self.faults) < SHOWN_FAULTS else ""
        return texts.SHEET_NO_ENTRY.format(id=id, guess=guess)

    def _fault(self, line: SheetLine, column: str, problem: str) -> None:
        self.faults.append(CellFault(line.row, column, problem))


def _owned_twice(faq: Faq, sorting: _Sorting) -> Iterator[CellFault]:
    """Find changed sentences that are another entry's, or stand in their own entry in other letters."""
    left = {*sorting.standing.values()} - {step.before for step in sorting.steps}
    owners = {fold(text): "" for text in faq.out_of_scope}
    owners |= {fold(row.text): row.id for row in left if row.kind != NOT}
    standing = {(row.id, row.kind == NOT, fold(row.text)) for row in left}
    questions = {one.id: one.question for one in _every(faq)}
    for number, row in sorted((step.row, step.after) for step in sorting.steps if step.after):
        folded = fold(row.text)
        owner = row.id if row.kind == NOT else owners.setdefault(folded, row.id)
        if owner != row.id:
            named = questions.get(owner, texts.NOBODYS)
            yield CellFault(
                number, "kalimat", texts.SHEET_OWNED.format(text=row.text, owner=named, id=owner or "luar-topik")
            )
        elif (row.id, row.kind == NOT, folded) in standing:
            yield CellFault(number, "kalimat", texts.IN_ENTRY.format(id=row.id))


def _edits(faq: Faq, steps: Sequence[SheetChange]) -> dict[str, Edit]:
    """Return an edit of each phrasings file in which a list changes."""
    by_file: dict[str, list[FieldChange]] = defaultdict(list)
    changed = {step.before: step.after for step in steps if step.before}
    came: dict[tuple[str, str], list[Sentence]] = defaultdict(list)
    for step in steps:
        if step.after and (step.before is None or step.before[:2] != step.after[:2]):
            came[step.after[:2]].append(step.after)
    for one in _every(faq):
        topic = one.topic if isinstance(one, FaqEntry) else REFERRAL_TOPIC
        for kind in KINDS:
            old = [row for row in _rows_of(one) if row.kind == kind]
            standing = [row for row in (changed.get(row, row) for row in old) if row and row[:2] == (one.id, kind)]
            new = [*standing, *came[one.id, kind]]
            if new != old:
                value = [{"teks": row.text, "milik": row.owner or None} if kind == NOT else row.text for row in new]
                by_file[f"{topic}{PHRASINGS_FILE}"].append(FieldChange(("entri", one.id), kind, value))
    return {name: _edit(changes) for name, changes in by_file.items()}


def _edit(changes: Sequence[FieldChange]) -> Edit:
    return lambda source: with_fields(source, changes, OF_PHRASINGS)
