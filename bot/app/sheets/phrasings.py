"""The sheet of phrasings: how residents ask, one sentence a row, out of the FAQ and back into it.

A row carries a hash of the sentence that it was made from. So a sentence that somebody changed meanwhile is not
overwritten, rows may be sorted, filtered and left out, and only an emptied sentence removes one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.app.sheets.plan import Plan, mark_of
from bot.app.sheets.reading import SHOWN_FAULTS, Columns, Fault, Line, UnreadableSheet
from bot.app.sheets.writing import workbook
from bot.faqfiles.edit.change_set import Edit
from bot.faqfiles.edit.entry_fields import OF_PHRASINGS
from bot.faqfiles.edit.replace_field import FieldChange, Value, with_fields
from bot.faqfiles.file_names import PHRASINGS
from bot.faqfiles.lint.prose import fold
from bot.faqfiles.model import REFERRAL_TOPIC, Faq, FaqEntry, Referral
from bot.faqfiles.syntax.suggest import hint
from bot.helpdesk.texts import kelola
from bot.helpdesk.texts import sheets as texts

FORM = Columns(("id", "jenis", "kalimat", "milik", "asal"), frozenset({"milik"}))
WIDTHS = (("id", 28), ("jenis", 9), ("kalimat", 80), ("milik", 28), ("asal", 15), ("pertanyaan", 50))
PHRASING, NOT, TEST = "kalimat", "bukan", "uji"
KINDS = (PHRASING, NOT, TEST)
LONGEST = 300


class Row(NamedTuple):
    """One sentence. `kind`: as the field is called; `owner`: of a "bukan", whose sentence it is instead."""

    id: str
    kind: str
    text: str
    owner: str = ""


def sheet(faq: Faq) -> bytes:
    """Return the workbook with every sentence of the FAQ's entries and referrals."""
    questions = {one.id: one.question for one in _every(faq)}
    rows = (
        (row.id, row.kind, row.text, row.owner, mark_of(row), questions[row.id])
        for one in _every(faq)
        for row in _rows_of(one)
    )
    return workbook("Kalimat", WIDTHS, rows)


def planned(faq: Faq, lines: Sequence[Line]) -> Plan:
    """Return what the rows change. Raises UnreadableSheet with every fault."""
    sorting = _Sorting({mark_of(row): row for one in _every(faq) for row in _rows_of(one)}, _names(faq))
    for line in lines:
        sorting.take(line)
    faults = [*sorting.faults, *_owned_twice(faq, sorting)]
    if faults:
        raise UnreadableSheet(sorted(faults))
    touched = dict.fromkeys(
        row.id for row in (*sorting.gone, *sorting.new_for, *(row for _, row in sorting.added), *sorting.moved_to)
    )
    return Plan(
        tuple(_said(sorting)),
        _edits(faq, sorting),
        tuple(("tambah-kalimat", id) for id in touched),
        tuple(sorting.remarks),
        tuple(row.text for _, row in (*sorting.new_for.values(), *sorting.added) if row.kind == PHRASING),
    )


def _every(faq: Faq) -> list[FaqEntry | Referral]:
    return [*faq.entries.values(), *faq.referrals]


def _names(faq: Faq) -> frozenset[str]:
    return frozenset(one.id for one in _every(faq))


def _rows_of(one: FaqEntry | Referral) -> Iterator[Row]:
    yield from (Row(one.id, PHRASING, text) for text in one.phrasings)
    yield from (Row(one.id, NOT, negative.text, negative.belongs_to or "") for negative in one.hard_negatives)
    yield from (Row(one.id, TEST, text) for text in one.tests)


@dataclass
class _Sorting:
    """What each row of the sheet is: as it stands, changed, removed, new, or at fault. `standing`: rows by mark."""

    standing: Mapping[str, Row]
    ids: frozenset[str]
    gone: list[Row] = field(default_factory=list)
    new_for: dict[Row, tuple[int, Row]] = field(default_factory=dict)
    added: list[tuple[int, Row]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    _used: dict[str, int] = field(default_factory=dict)
    _seen: dict[tuple[str, str, str], int] = field(default_factory=dict)

    @property
    def moved_to(self) -> list[Row]:
        """Return the changed rows as they shall be."""
        return [row for _, row in self.new_for.values()]

    def take(self, line: Line) -> None:
        """Sort one row."""
        mark, wanted = line["asal"], Row(line["id"], line["jenis"].lower(), line["kalimat"], line["milik"])
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
        elif unchanged or mark_of(wanted) in self.standing:
            pass
        elif mark and original is None:
            self._fault(line, "kalimat", texts.STALE.format(id=wanted.id))
        elif self._is_proper(line, wanted) and original:
            self.new_for[original] = (line.row, wanted)
        elif original is None:
            self.added.append((line.row, wanted))

    def _emptied(self, line: Line, wanted: Row, original: Row | None) -> None:
        if original:
            self.gone.append(original)
        elif line["asal"]:
            self.remarks.append(texts.GONE_ALREADY.format(row=line.row, id=wanted.id))
        else:
            self._fault(line, "kalimat", texts.REQUIRED)

    def _is_proper(self, line: Line, row: Row) -> bool:
        """Whether the row says what can be stored; what it does not is noted."""
        before = len(self.faults)
        if row.id not in self.ids:
            self._fault(line, "id", self._no_entry(row.id))
        if row.kind not in KINDS:
            self._fault(line, "jenis", texts.NO_KIND.format(kind=row.kind, kinds=", ".join(KINDS)))
        if row.owner and row.kind != NOT:
            self._fault(line, "milik", texts.NO_OWNER_HERE)
        elif row.owner and row.owner not in self.ids:
            self._fault(line, "milik", self._no_entry(row.owner))
        elif row.owner == row.id:
            self._fault(line, "milik", texts.OWN_OWNER)
        if len(row.text) > LONGEST:
            self._fault(line, "kalimat", texts.TOO_LONG.format(most=LONGEST))
        return len(self.faults) == before

    def _no_entry(self, id: str) -> str:
        """Say that there is no such entry; what was meant is looked for while somebody will read it."""
        guess = hint(id, self.ids) if len(self.faults) < SHOWN_FAULTS else ""
        return texts.NO_ENTRY.format(id=id, guess=guess)

    def _fault(self, line: Line, column: str, problem: str) -> None:
        self.faults.append(Fault(line.row, column, problem))


def _owned_twice(faq: Faq, sorting: _Sorting) -> Iterator[Fault]:
    """Find changed sentences that are another entry's, or stand in their own entry in other letters."""
    left = {*sorting.standing.values()} - {*sorting.gone, *sorting.new_for}
    owners = {fold(text): "" for text in faq.out_of_scope}
    owners |= {fold(row.text): row.id for row in left if row.kind != NOT}
    standing = {(row.id, row.kind == NOT, fold(row.text)) for row in left}
    questions = {one.id: one.question for one in _every(faq)}
    for number, row in sorted([*sorting.new_for.values(), *sorting.added]):
        folded = fold(row.text)
        if row.kind == NOT:
            if (row.id, True, folded) in standing:
                yield Fault(number, "kalimat", texts.IN_ENTRY.format(id=row.id))
            continue
        owner = owners.setdefault(folded, row.id)
        if owner != row.id:
            named = questions.get(owner, kelola.NOBODYS)
            yield Fault(number, "kalimat", texts.OWNED.format(text=row.text, owner=named, id=owner or "luar-topik"))
        elif (row.id, False, folded) in standing:
            yield Fault(number, "kalimat", texts.IN_ENTRY.format(id=row.id))


def _said(sorting: _Sorting) -> Iterator[str]:
    for before, (_, after) in sorting.new_for.items():
        same = before._replace(text=after.text) == after
        old, new = (before.text, after.text) if same else (_named(before), _named(after))
        yield texts.CHANGED.format(id=before.id, kind=before.kind, before=old, after=new)
    for _, row in sorting.added:
        yield texts.ADDED.format(id=row.id, kind=row.kind, text=_with_owner(row))
    for row in sorting.gone:
        yield texts.REMOVED.format(id=row.id, kind=row.kind, text=row.text)


def _named(row: Row) -> str:
    return f"{_with_owner(row)} ({row.id}, {row.kind})"


def _with_owner(row: Row) -> str:
    return f"{row.text} → {row.owner}" if row.owner else row.text


def _edits(faq: Faq, sorting: _Sorting) -> dict[str, Edit]:
    """Return an edit of each phrasings file in which a list changes."""
    by_file: dict[str, list[FieldChange]] = {}
    gone, came = set(sorting.gone), defaultdict(list)
    moved = [after for before, (_, after) in sorting.new_for.items() if before[:2] != after[:2]]
    for row in (*moved, *(row for _, row in sorting.added)):
        came[row.id, row.kind].append(row)
    for one in _every(faq):
        topic = one.topic if isinstance(one, FaqEntry) else REFERRAL_TOPIC
        for kind in KINDS:
            old = [row for row in _rows_of(one) if row.kind == kind]
            standing = [sorting.new_for[row][1] if row in sorting.new_for else row for row in old if row not in gone]
            new = [*(row for row in standing if row[:2] == (one.id, kind)), *came[one.id, kind]]
            if new != old:
                change = FieldChange(("entri", one.id), kind, _value(kind, new))
                by_file.setdefault(f"{topic}{PHRASINGS}", []).append(change)
    return {name: _edit(changes) for name, changes in by_file.items()}


def _value(kind: str, rows: Sequence[Row]) -> Value:
    if kind == NOT:
        return [{"teks": row.text, "milik": row.owner or None} for row in rows]
    return [row.text for row in rows]


def _edit(changes: Sequence[FieldChange]) -> Callable[[str], str]:
    return lambda source: with_fields(source, changes, OF_PHRASINGS)
