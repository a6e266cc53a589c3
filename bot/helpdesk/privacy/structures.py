"""What digits can be by their structure: a NIK, a telephone number, a date, an hour, a sum of money."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from bot.helpdesk.privacy.digits import GAP, NOTHING, SIGN, SILENT, WIDEST_GAP, NumberKind, label_beside

NIK, PASSPORT, ACCOUNT, PHONE, NPWP, OTHER = NumberKind

PROVINCES = frozenset((*range(11, 20), 21, *range(31, 37), 51, 52, 53, *range(61, 66), *range(71, 77), 81, 82))
PROVINCES |= frozenset(range(91, 97))
"""The first two digits of a NIK or family card: the codes of the 38 provinces (Kemendagri)."""
_PROVINCE = rf"(?:{'|'.join(map(str, sorted(PROVINCES)))})"
_DAY, _MONTH, _YEAR = r"(?:0[1-9]|[12]\d|3[01])", "(?:0[1-9]|1[0-2])", r"(?:19|20)\d\d"
_NIK = rf"{_PROVINCE}(?!00)\d\d(?!00)\d\d(?:0[1-9]|[1256]\d|3[01]|4[1-9]|7[01]){_MONTH}\d\d(?!0000)\d\d\d\d"
"""Province, regency, district, ddmmyy (a woman's day plus 40), serial."""
_ATOM = re.compile(r"(\\d|\[[^]]*]|\d)(\{\d[\d,]*})?")


def is_nik(digits: str) -> bool:
    """Return whether sixteen digits have the structure of a NIK."""
    return re.fullmatch(_NIK, digits) is not None


def _written(form: str, gap: str = GAP) -> str:
    """Return the pattern of a whole number of this form: in one piece, else in groups with such gaps between them."""
    apart = _ATOM.sub(lambda atom: f"(?:{gap}{atom[1]}){atom[2] or ''}", form)
    return rf"(?<!\d)(?=\d)(?:{form}(?!\d)|{apart}(?!\d))"


_DATE = rf"(?:{_YEAR}{_MONTH}{_DAY}|{_DAY}{_MONTH}{_YEAR})"
_HOUR = r"(?:[0-2]?\d[.:][0-5]\d|\d\.\d\d)(?![.:]?\d)"
_THOUSANDS = r"[1-9]\d{0,2}(?:[.,]\d{3}){1,4}"
_SUM = rf"(?:{_THOUSANDS}|[1-9]\d{{0,14}})(?:,\d\d)?(?![.,]?\d)"
"""None has sixteen digits or begins with 0."""
_UNITS = "rupiah|perak|ribu|rb|k|juta|jt|mil[iy]ar|riyal|real|ringgit|dolar|rm"
_HOTLINES = r"(?:0|62)(?:8111129129|2129244800|81399679966)"
"""Public numbers of helpers, which are nobody's secret: SAPA 129, BP2MI, Direktorat Jenderal Imigrasi."""
_PRINTED = r"\d{3,5}([-. ])\d\d\1(?:\d{6}\1\d\d\1\d|\d{7}\1\d|\d\d\1\d{6}\1\d)"
"""An account as BRI, Mandiri and BTN print it."""
_NO_PASSPORT_LETTERS = "no|hp|wa|id|kk|rt|rw|rp|rb|jt|th|kg|km|cm|mm|tf|jo|ke|di|ya|da|kh|jl|pt|cv|sk|uu|pp"
"""Pairs of letters before digits that are no passport's: "no 1234567"."""
_LETTERS = rf"(?<![^\W_])(?!(?:{_NO_PASSPORT_LETTERS})(?![a-z]))"
_ABROAD = r"(?:00(?:966|60|65|673|852|853|886|971|974|968|965|973|962|90|20|81|82|61|31|44|49|1)|9665)\d{7,11}"
"""Where Indonesians work, dialled with 00, and a Saudi mobile number without it."""
_LOCAL = r"(?:0[2-9]|062[2-9]|62[2-7]|8(?:1[1-9]|2[1-3]|28|3[1-38]|5[1-35-9]|7[7-9]|8[1-9]|9[5-9]))\d{7,9}"
"""An area code and a number, or a mobile number whose leading 0 was left out, with a prefix that is in use."""
_LONG = r"(?=\d\d\d)"
"""Before the digits of a telephone number whose first group has three at least."""
_ALIKE = rf"(?=\d+(\D{{0,{WIDEST_GAP}}})(?:\d{{1,3}}\1){{0,7}}\d{{4}})"
"""Before groups with the same sign between them, of which one has four digits."""
_SLIPPED_NIK = _ALIKE + _written(rf"{_PROVINCE}\d{{13}}(?:\d\d)?", gap=r"(?:\1)?")
"""A NIK with a digit too few or too many."""
_CARD = r"(?:\d{16,}|\d{4}(\D{1,3})\d{4}\1\d{4}\1\d{4})"


class _Structure(NamedTuple):
    """A form that digits have, and the kind of number it is (None: it names nobody).

    `called`: what the words beside may say, if that counts. `listed`: whether a list or a round sum is of this form.
    """

    kind: NumberKind | None
    form: str
    called: Collection[NumberKind | None] = ()
    listed: bool = True


_NOT_OTHER = frozenset((None, *NumberKind)) - {OTHER}
_STRUCTURES = (
    # dates one after the other have the structure of a NIK, and hours
    _Structure(None, rf"(?<!\d)(?:\d?\d([-/.])\d?\d\1{_YEAR}(?!\1\d)|{_YEAR}([-/.])\d?\d\2\d?\d)(?!\d)"),
    _Structure(NIK, rf"(?<!\d)(?!{_HOUR}\D{{1,8}}{_HOUR}){_written(_NIK)}", listed=False),
    _Structure(NPWP, r"(?<!\d)\d\d\W\d{3}\W\d{3}\W\d\W\d{3}\W\d{3}(?!\d)"),
    # a sum with its currency
    _Structure(None, rf"(?:(?<![a-z])(?:rp|idr|usd?|sar|rm|myr|sgd|hkd)|\$)\W{{0,3}}{_SUM}"),
    _Structure(None, rf"(?<![\d.,]){_SUM}\W{{0,2}}(?:{_UNITS})(?![a-z])"),
    # the numbers in an office's address are its own
    _Structure(None, r"(?<!\S)\S*\.go\.id\S*"),
    _Structure(None, rf"(?<![\d.:]){_HOUR}"),
    _Structure(None, _written(_HOTLINES)),
    _Structure(ACCOUNT, rf"(?<!\d){_PRINTED}(?!\1?\d)", _NOT_OTHER),
    _Structure(PASSPORT, rf"{_LETTERS}(?!x\d+000(?!\d))(?:[a-z]\d{{6,8}}|[a-z]{{2}}\d{{7}})(?!\d)", _NOT_OTHER),
    _Structure(PASSPORT, rf"{_LETTERS}[^\W\d_]{{1,2}}{SIGN}{{0,2}}" + _written(r"\d{6,8}"), {PASSPORT}),
    _Structure(PHONE, r"(?<![\w)])\+\(?" + _written(r"\d{8,15}")),
    # a billing code of the treasury begins with 820; another number may stand before a telephone number
    _Structure(NIK, rf"(?<!\d)(?!820|628|\d+\D+\d{{9}}){_SLIPPED_NIK}(?![.,]\d)", {None, NIK}, listed=False),
    _Structure(PHONE, _written(r"(?:08|628|00628|6208)[1-9]\d{7,11}")),
    _Structure(PHONE, _LONG + _written(_ABROAD)),
    # what looks like a sum or a date
    _Structure(None, rf"(?<![\d.,]){_THOUSANDS}(?:,\d\d)?(?![.,]?\d)"),
    _Structure(None, rf"(?<!\d){_DATE}(?:[-_ t]?\d{{6}})?(?!\d)"),
    _Structure(PHONE, _LONG + _written(_LOCAL), {None, PHONE}),
    # in Malaysia; in one piece it is too like others
    _Structure(PHONE, rf"{_LONG}(?!\d{{9}})" + _written(r"(?:60|0)1\d{8,9}"), {None, PHONE}),
    _Structure(None, r"(?<!\d)(?<!\d[-/.])\d?\d([-/.])\d?\d\1\d\d(?!\d|\1\d)"),
    # what only a word beside explains, and what nothing does
    _Structure(NIK, _written(r"\d{13,18}"), {NIK}, listed=False),
    # its B may have been read as an 8
    _Structure(PASSPORT, _written(r"8?\d{7}"), {PASSPORT}, listed=False),
    _Structure(ACCOUNT, _written(r"\d{8,19}"), {ACCOUNT}, listed=False),
    _Structure(PHONE, _LONG + _written(r"\d{9,13}"), {PHONE}, listed=False),
    _Structure(NPWP, _written(r"\d{15,16}"), {NPWP}, listed=False),
    _Structure(ACCOUNT, rf"(?<!\d){_CARD}(?!\d)", _NOT_OTHER, listed=False),
)
"""The surest first."""
_FORMS = tuple(re.compile(structure.form) for structure in _STRUCTURES)
LONGEST_SUM = 9
"""Digits of a sum that people write in one piece: up to hundreds of millions."""
_DIGITS = re.compile(r"\d+")
_LONG_ENOUGH = re.compile(rf"\d(?:{GAP}\d){{5,}}")
"""As an old passport's number, the shortest that names somebody."""
BESIDE = 8
"""Within so many characters before and after a number stands what belongs to its structure: "Rp", "ringgit"."""
_YEAR_OR_SUM = re.compile(rf"{_YEAR}|[1-9]\d+000")


class FoundNumber(NamedTuple):
    """A number and where it stands in the original text."""

    kind: NumberKind
    start: int
    end: int


def numbers(said: str) -> Iterator[FoundNumber]:
    """Find the numbers that name somebody in a text that was read.

    What has one structure is taken out of the text, so that the next is looked for neither in it nor across it, until
    nothing long enough is left.
    """
    left: str | None = None
    begin = stop = 0
    for structure, form in zip(_STRUCTURES, _FORMS, strict=True):
        if left is not said:
            left, runs = said, list(_LONG_ENOUGH.finditer(said))
            if not runs:
                return
            # what stands further away belongs to no structure
            begin = said.rfind(" ", 0, max(runs[0].start() - BESIDE, 0)) + 1
            space = said.find(" ", runs[-1].end() + BESIDE)
            stop = space if space >= 0 else len(said)
        for match in form.finditer(said, begin, stop):
            start, end = match.span()
            if structure.called and label_beside(said, start, end) not in structure.called:
                continue
            if not structure.listed and _is_listed(_DIGITS.findall(match.group())):
                continue
            said = without(said, start, end)
            if structure.kind:
                yield placed(structure.kind, start, end, match.string)


def without(said: str, start: int, end: int) -> str:
    """Return the text with something taken out, whose place stays."""
    return said[:start] + NOTHING * (end - start) + said[end:]


def _is_listed(groups: Sequence[str]) -> bool:
    """Return whether groups of digits are a list, years, a date, or round sums, rather than one number."""
    digits, longest = "".join(groups), max(map(len, groups))
    steps = {int(after) - int(before) for before, after in pairwise(groups)}
    counting = len(groups) >= 4 and longest <= 2 and len(steps) == 1 and steps != {0}
    short = len(digits) < 13 and 1 < longest < 3
    dated = re.fullmatch(_DATE, digits) is not None
    round_sum = len(digits) < 16 and digits.endswith("000" if len(digits) <= LONGEST_SUM else "00000")
    return counting or short or dated or round_sum or (len(groups) > 1 and all(map(_YEAR_OR_SUM.fullmatch, groups)))


def placed(kind: NumberKind, start: int, end: int, said: str) -> FoundNumber:
    """Return the number with what belongs to it: its plus, a bracket, the rest of its last digit word."""
    while said[end : end + 1] == SILENT:
        end += 1
    bracket = re.search(r"[()]", said[start:end])
    if bracket and bracket.group() == ")" and said[start - 1 : start] == "(":
        start -= 1
    if said[end : end + 1] == ")" and said.count("(", start, end) > said.count(")", start, end):
        end += 1
    if said[start - 1 : start] == "+":
        start -= 1
    return FoundNumber(kind, start, end)
