"""Which kind of number begins at a group of digits, by its structure and the words beside it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from bot.helpdesk.detection import digit_structures as is_a
from bot.helpdesk.detection.digit_labels import Label
from bot.helpdesk.detection.digit_runs import Group, Plain, Run
from bot.helpdesk.detection.digit_text import Reading


class Kind(StrEnum):
    """What a number identifies. NIK stands for the family card's number (KK) too: both have sixteen digits."""

    NIK = "nik"
    PASSPORT = "passport"
    ACCOUNT = "account"
    PHONE = "phone"
    NPWP = "npwp"


class Part(NamedTuple):
    """A number in a run: its kind (None: it names nobody), its last group, and the token of its letters, if any."""

    kind: Kind | None
    last: int
    letters: int | None = None


HOTLINES = frozenset(
    (
        *("08111129129", "628111129129"),  # SAPA 129
        *("02129244800", "622129244800"),  # BP2MI
        *("081399679966", "6281399679966"),  # Direktorat Jenderal Imigrasi
    )
)
"""Public numbers of helpers, which are nobody's secret."""
LONGEST_SUM = 9
"""Digits of a sum that people write in one piece: up to hundreds of millions."""
MOST_GROUPS = 20
"""So many groups a number has at most: one for each digit."""
_LABELLED = {
    Label.NIK: (Kind.NIK, 13, 18),
    Label.PASSPORT: (Kind.PASSPORT, 7, 7),
    Label.ACCOUNT: (Kind.ACCOUNT, 8, 19),
    Label.NPWP: (Kind.NPWP, 15, 16),
}
"""What a word beside makes of digits that nothing else explains, and how many there must be."""
_NO_PASSPORT_LETTERS = frozenset(
    (
        *("no", "hp", "wa", "id", "kk", "rt", "rw", "rp", "rb", "jt", "th", "kg", "km", "cm", "mm", "tf"),
        *("jo", "ke", "di", "ya", "da", "kh", "jl", "pt", "cv", "sk", "uu", "pp"),
    )
)
"""Pairs of letters before digits that are no passport's: "no 1234567"."""


def structured(run: Run, at: int) -> Part | None:
    """Return the NIK, or tax number as its card writes it, that begins with group `at`; no word need say so."""
    digits = ""
    for last in range(at, min(at + 16, len(run))):
        if run[last].plain is Plain.SURE:
            break
        digits += run[last].digits
        if last == at + 1 and not is_a.begins_nik(digits):
            break
        if len(digits) >= 16:
            return Part(Kind.NIK, last) if is_a.is_nik(digits) and not _listed(run[at : last + 1]) else None
    if len(run[at].digits) == 2 and is_a.is_written_npwp([group.digits for group in run[at : at + 6]]):
        return Part(Kind.NPWP, at + 5)
    return None


def _listed(groups: Run) -> bool:
    """Return whether these are dates, hours and sums, or a list that counts up or down."""
    return all(group.plain for group in groups) or is_a.counts([group.digits for group in groups])


def beginning_at(part: Run, at: int, label: Label | None, reading: Reading) -> Part:
    """Return what begins with the group `at`, where no NIK, date, hour or sum does."""
    found = _passport(part, at, label, reading)
    if found is None and label is not Label.NPWP:
        found = _phone(part, at, label, reading)
    return found or _labelled(part, at, label) or _long(part, at, label)


def _passport(part: Run, at: int, label: Label | None, reading: Reading) -> Part | None:
    """Return the passport number: one or two letters, six to eight digits; with gaps only where it is called so."""
    place = part[at].token - 1
    token = reading.tokens[place] if place >= 0 else None
    if token is None or token.digits or len(token.text) > 2 or token.text in _NO_PASSPORT_LETTERS:
        return None
    between = reading.tokens[part[at].token].start - token.end
    if label is Label.PASSPORT and between <= 2:
        ends = {length: at + place for place, length in enumerate(_lengths(part, at))}
        last = next((ends[length] for length in (7, 6, 8) if length in ends), None)
        if last is not None and last > at and is_a.is_year(part[last].digits):
            return None
        return None if last is None else Part(Kind.PASSPORT, last, place)
    digits = part[at].digits
    fits = 6 <= len(digits) <= 8 if len(token.text) == 1 else len(digits) == 7
    factor = token.text == "x" and digits.endswith("000")
    return None if between or not fits or factor or label is Label.OTHER else Part(Kind.PASSPORT, at, place)


def _lengths(part: Run, at: int) -> Iterator[int]:
    """Count the digits up to each group from `at` on."""
    return accumulate(len(group.digits) for group in part[at : at + MOST_GROUPS])


def _phone(part: Run, at: int, label: Label | None, reading: Reading) -> Part | None:
    """Return the telephone number with what belongs to it; None for a public hotline, which names nobody."""
    plus = _has_plus(part[at], reading)
    if not (plus or label is Label.PHONE) and not is_a.begins_phone(
        "".join(group.digits for group in part[at : at + 5])
    ):
        return None
    found, digits = None, ""
    for last in range(at, min(at + MOST_GROUPS, len(part))):
        digits += part[last].digits
        if len(digits) > 15:
            break
        if len(digits) >= 8 and _is_phone(digits, part[at : last + 1], label, plus=plus):
            found = Part(None if digits in HOTLINES else Kind.PHONE, last)
            if last + 1 < len(part) and len(digits) >= 10 and _ends(part, at, last):
                break
    if found and is_a.counts([group.digits for group in part[at : found.last + 1]]):
        return None
    return found


def _has_plus(group: Group, reading: Reading) -> bool:
    """Return whether a plus leads the number; between two numbers it adds them."""
    start = reading.tokens[group.token].start
    before = reading.canonical[max(start - 4, 0) : start].rstrip(" (")
    return before.endswith("+") and not before[-2:-1].isalnum()


def _is_phone(digits: str, groups: Run, label: Label | None, *, plus: bool) -> bool:
    if plus or is_a.is_mobile(digits):
        return True
    if len(groups[0].digits) < 3:
        return False
    if is_a.is_abroad(digits):
        return True
    if label not in {None, Label.PHONE}:
        return False
    called = label is Label.PHONE and 9 <= len(digits) <= 13
    malaysian = (called or len(groups) > 1) and is_a.is_malaysian_mobile(digits)
    return called or malaysian or is_a.is_landline(digits) or is_a.is_bare_mobile(digits)


def _ends(part: Run, at: int, last: int) -> bool:
    """Return whether what follows a complete number is written so that it does not belong to it."""
    if last == at or part[last + 1].spoken != part[last].spoken:
        return True
    gaps = {group.gap for group in part[at + 1 : last + 1]}
    return len(gaps) == 1 and part[last + 1].gap not in gaps


def _labelled(part: Run, at: int, label: Label | None) -> Part | None:
    """Return the number that is one because a word beside it says so."""
    if label not in _LABELLED:
        return None
    kind, fewest, most = _LABELLED[label]
    last = at
    for place, length in enumerate(_lengths(part, at), at):
        if length > most or (place > at and len(part[at].digits) >= fewest):
            break
        last = place
    groups = [group.digits for group in part[at : last + 1]]
    digits = "".join(groups)
    listed = is_a.counts(groups) or (len(digits) < 13 and 1 < max(map(len, groups)) < 3)
    round_sum = digits.endswith("000" if len(digits) <= LONGEST_SUM else "00000")
    if not fewest <= len(digits) <= most or listed or round_sum or is_a.is_date_in_one(digits):
        return None
    return Part(kind, last)


def _long(part: Run, at: int, label: Label | None) -> Part:
    """Take sixteen digits and more that nothing explains for a card, or for a NIK with a slip in it."""
    if label is Label.OTHER:
        return Part(None, at)
    if len(part[at].digits) >= 16:
        return Part(Kind.ACCOUNT, at)
    written_as_card = [len(group.digits) for group in part[at : at + 4]] == [4, 4, 4, 4]
    return Part(Kind.ACCOUNT, at + 3) if written_as_card else Part(None, at)
