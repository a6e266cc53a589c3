"""Numbers that could hurt a resident if they were stored or shown: found in a text and masked.

A text is read once into groups of digits (`digits`); what a group can be follows from its structure (`structures`)
and from the words beside it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, groupby
from typing import NamedTuple

from bot.helpdesk.privacy import structures as is_a
from bot.helpdesk.privacy.digits import DigitGroup, Labels, NumberKind, Reading, may_hold_number, read, runs
from bot.helpdesk.privacy.structures import Plain, Run


class FoundNumber(NamedTuple):
    """A number and where it stands in the original text."""

    kind: NumberKind
    start: int
    end: int


class Part(NamedTuple):
    """A number in a run: its kind (None: it names nobody), its last group, and the token of its letters, if any."""

    kind: NumberKind | None
    last: int
    letters: int | None = None


MASKS = {
    NumberKind.NIK: "[NIK/KK •••]",
    NumberKind.PASSPORT: "[nomor paspor •••]",
    NumberKind.ACCOUNT: "[nomor rekening/kartu •••]",
    NumberKind.PHONE: "[nomor HP •••]",
    NumberKind.NPWP: "[NPWP •••]",
}
_MASKED = re.compile("|".join(re.escape(mask) for mask in MASKS.values()))
AT_A_JOINT = 300
"""Characters on both sides of where one message ends and the next begins, in which a number may go on."""
HOTLINES = frozenset(
    (
        *("08111129129", "628111129129"),  # SAPA 129
        *("02129244800", "622129244800"),  # BP2MI
        *("081399679966", "6281399679966"),  # Direktorat Jenderal Imigrasi
    )
)
"""Public numbers of helpers, which are nobody's secret."""
FEWEST_DIGITS = 6
"""Digits of the shortest number that names somebody, an old passport's; what is shorter need not be looked at."""
LONGEST_SUM = 9
"""Digits of a sum that people write in one piece: up to hundreds of millions."""
MOST_GROUPS = 20
"""So many groups a number has at most: one for each digit."""
MOST_READ, MOST_READ_AGAIN = 600, 200
"""So many runs and groups of digits are read one by one, and again beside numbers; a person writes a few dozen.

In a text with more of them, all that are long enough to name somebody are masked.
"""
FEWEST_IN_PIECE = 3
"""Digits of a piece of a number that is told in several messages."""
_COUNTED = frozenset({"angka", "digit", "digid", "nomor", "huruf"})
"""After these digits are a count: "8 angka depan"."""
_AFTER_PLUS = frozenset("+ (")
_CALLED = frozenset(range(9, 14))
"""Digits of a telephone number that is called so."""
_IN_ACCOUNTS = frozenset("-. ")
_LABELLED = {
    NumberKind.NIK: (13, 18),
    NumberKind.PASSPORT: (7, 7),
    NumberKind.ACCOUNT: (8, 19),
    NumberKind.NPWP: (15, 16),
}
"""What a word beside makes of digits that nothing else explains, and how many there must be."""
_NO_PASSPORT_LETTERS = frozenset(
    (
        *("no", "hp", "wa", "id", "kk", "rt", "rw", "rp", "rb", "jt", "th", "kg", "km", "cm", "mm", "tf"),
        *("jo", "ke", "di", "ya", "da", "kh", "jl", "pt", "cv", "sk", "uu", "pp"),
    )
)
"""Pairs of letters before digits that are no passport's: "no 1234567"."""
_ASKING = {
    NumberKind.PHONE: r"(?:no|nomor|nmr)\.?\s*(?:hp|wa|whatsapp|telepon|telp|tlp|handphone|yang bisa (?:di)?hubungi)",
    NumberKind.NIK: r"\bnik\b|(?:no|nomor)\.?\s*(?:e-?)?(?:ktp|kk|kartu keluarga)",
    NumberKind.PASSPORT: r"(?:no|nomor)\.?\s*pas+por",
}


def asked_for(text: str) -> frozenset[NumberKind]:
    """Return which numbers an officer asks for in what he writes; bank accounts and cards are never asked for."""
    return frozenset(kind for kind, words in _ASKING.items() if re.search(words, text, re.IGNORECASE))


def masked(text: str, keep: Collection[NumberKind] = ()) -> tuple[str, frozenset[NumberKind]]:
    """Mask the numbers in the text, and return the kinds that were; those in `keep` stay.

    Amounts, dates, years, short public numbers and ticket numbers are left as they are.
    """
    shown, at = [], 0
    found = [one for one in _found(text) if one.kind not in keep]
    for one in found:
        shown += [text[at : one.start], MASKS[one.kind]]
        at = one.end
    return "".join((*shown, text[at:])), frozenset(one.kind for one in found)


def masked_together(
    texts: Sequence[str], keep: Collection[NumberKind] = ()
) -> tuple[tuple[str, ...], frozenset[NumberKind]]:
    """Mask texts sent one after the other, with what only the last of them completes masked in all of them.

    That is a number begun in one message and ended in the next, named in one ("no rek saya") and written in the next,
    or a NIK told in pieces. What stands whole in an earlier text is not looked at again.
    """
    ends, begin = [text[-AT_A_JOINT:] for text in texts[:-1]], texts[-1][:AT_A_JOINT]
    near = (*ends, begin)
    starts = list(accumulate((len(text) + 1 for text in near), initial=0))
    parts, hidden = list(near), set[NumberKind]()
    whole = [one for one in _found("\n".join(near)) if one.end > starts[-2]]
    for one in reversed(whole or _told_in_pieces(near)):
        if one.kind in keep:
            continue
        hidden.add(one.kind)
        for place, text in enumerate(near):
            first, last = max(one.start - starts[place], 0), min(one.end - starts[place], len(text))
            if first < last:
                parts[place] = f"{parts[place][:first]}{MASKS[one.kind]}{parts[place][last:]}"
    before = [text[: -len(end)] if end else text for text, end in zip(texts, ends, strict=False)]
    return (*map(str.__add__, before, parts), parts[-1] + texts[-1][AT_A_JOINT:]), frozenset(hidden)


def _found(text: str) -> list[FoundNumber]:
    """Return the numbers that name somebody, in order; linear in the length of the text.

    The masks in it are no words, and part what stands beside them; a number parts what stands on both sides of it,
    which is read again by itself.
    """
    if not may_hold_number(text):
        return []
    reading = read(_MASKED.sub(lambda mask: "\n" * len(mask.group()), text) if "•••" in text else text)
    rest: list[Sequence[DigitGroup]] = [
        groups for groups in runs(reading) if sum([len(group.digits) for group in groups]) >= FEWEST_DIGITS
    ]
    if len(rest) + sum(map(len, rest)) > MOST_READ:
        return [_placed(Part(NumberKind.ACCOUNT, len(groups) - 1), groups[0], groups[-1], reading) for groups in rest]
    labels, official = Labels(reading.tokens), _official_addresses(reading.canonical)
    found: list[FoundNumber] = []
    again = MOST_READ_AGAIN
    while rest:
        run = Run(rest.pop(), reading)
        groups = run.groups
        public = bisect_right(official, reading.tokens[groups[0].token].start) % 2 == 1
        parts = [(first, part) for first, part in _in_run(run, labels, reading, public=public) if part.kind]
        found += [_placed(part, groups[first], groups[part.last], reading) for first, part in parts]
        begin = 0
        for first, last in [*((first, part.last) for first, part in parts), (len(groups), 0)] if parts else ():
            if run.starts[first] - run.starts[begin] >= FEWEST_DIGITS and first - begin <= again:
                rest.append(groups[begin:first])
                again -= first - begin
            begin = last + 1
    return sorted(found, key=lambda one: one.start)


def _told_in_pieces(texts: Sequence[str]) -> list[FoundNumber]:
    """Return the pieces of a NIK that is told in several messages and ends in the last, whatever is said between.

    The texts stand one after the other, each on lines of its own.
    """
    reading = read("\n".join(texts))
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    pieces: list[tuple[int, list[DigitGroup]]] = []
    for run in runs(reading):
        for message, groups in groupby(run, lambda group: bisect_right(starts, _at(group, reading))):
            own = [group for group in groups if not _is_count(group, reading)]
            if sum(len(group.digits) for group in own) >= FEWEST_IN_PIECE:
                pieces.append((message, own))
    for last in range(len(pieces) - 1, -1, -1):
        digits = ""
        for first in range(last, -1, -1):
            digits = "".join(group.digits for group in pieces[first][1]) + digits
            if len(digits) >= 16 or pieces[last][0] != len(texts):
                break
        if is_a.is_nik(digits) and pieces[first][0] != pieces[last][0]:
            told = [groups for _, groups in pieces[first : last + 1]]
            return [_placed(Part(NumberKind.NIK, len(groups) - 1), groups[0], groups[-1], reading) for groups in told]
    return []


def _at(group: DigitGroup, reading: Reading) -> int:
    """Return where a group begins in the original text."""
    return reading.starts[reading.tokens[group.token].start]


def _is_count(group: DigitGroup, reading: Reading) -> bool:
    """Return whether digits say how many follow: "8 angka depan"."""
    following = reading.tokens[group.token + 1 : group.token + 2]
    return len(group.digits) <= 2 and bool(following) and following[0].text in _COUNTED


def _official_addresses(canonical: str) -> list[int]:
    """Return where addresses under .go.id begin and end, in turn; the numbers in them are the office's own."""
    if ".go.id" not in canonical:
        return []
    words = canonical.split(" ")
    begins = accumulate((len(word) + 1 for word in words), initial=0)
    return [
        at for word, begin in zip(words, begins, strict=False) if ".go.id" in word for at in (begin, begin + len(word))
    ]


def _in_run(run: Run, labels: Labels, reading: Reading, *, public: bool) -> Iterator[tuple[int, Part]]:
    """Find first what its structure alone gives away, then what is left on both sides of it."""
    rest, at = 0, 0
    while at <= len(run.groups):
        part = _structured(run, at) if at < len(run.groups) else None
        if (part or at == len(run.groups)) and not public:
            yield from _others(run, rest, at, labels, reading)
        if part:
            yield at, part
            rest = part.last + 1
        at = part.last + 1 if part else at + 1


def _structured(run: Run, at: int) -> Part | None:
    """Return the NIK, or tax number as its card writes it, that begins with group `at`; no word need say so."""
    begin = run.starts[at]
    last = run.ends.get(begin + 16)
    if last is not None and is_a.is_nik(run.digits[begin : begin + 16]):
        plain = run.plain[at : last + 1]
        listed = all(plain) or is_a.counts(run.written(at, last))
        if not listed and Plain.SURE not in plain:
            return Part(NumberKind.NIK, last)
    # 12.345.678.9-731.000
    as_printed = [len(group) for group in run.written(at, at + 5)] == [2, 3, 3, 1, 3, 3]
    return Part(NumberKind.NPWP, at + 5) if as_printed else None


def _others(run: Run, begin: int, end: int, labels: Labels, reading: Reading) -> Iterator[tuple[int, Part]]:
    """Find what stands between dates, hours and sums."""
    at = begin
    while at < end:
        if run.plain[at]:
            at += 1
            continue
        stop = next((place for place in range(at, end) if run.plain[place]), end)
        while at < stop:
            label = labels.beside(run.groups[at].token, run.groups[stop - 1].token)
            part = _beginning_at(run, at, stop, label, reading)
            yield at, part
            at = part.last + 1


def _beginning_at(run: Run, at: int, stop: int, label: NumberKind | None, reading: Reading) -> Part:
    """Return what begins with the group `at` of the stretch up to `stop`, where no NIK, date, hour or sum does."""
    found = _passport(run, at, stop, label, reading)
    if found is None and label is not NumberKind.OTHER and not _has_plus(run.groups[at], reading):
        found = _slipped_nik(run, at, stop, label) or _account(run, at, stop)
    if found is None and label is not NumberKind.NPWP:
        found = _phone(run, at, stop, label, reading)
    return found or _labelled(run, at, stop, label) or _long(run, at, stop, label)


def _passport(run: Run, at: int, stop: int, label: NumberKind | None, reading: Reading) -> Part | None:
    """Return the passport number: one or two letters, six to eight digits; with gaps only where it is called so."""
    place = run.groups[at].token - 1
    token = reading.tokens[place] if place >= 0 else None
    if token is None or token.digits or len(token.text) > 2 or token.text in _NO_PASSPORT_LETTERS:
        return None
    between = reading.tokens[place + 1].start - token.end
    if label is NumberKind.PASSPORT and between <= 2:
        ends = (run.ends.get(run.starts[at] + length, stop) for length in (7, 6, 8))
        last = next((last for last in ends if last < stop), None)
        if last is None or (last > at and is_a.is_year(run.groups[last].digits)):
            return None
        return Part(NumberKind.PASSPORT, last, place)
    digits = run.groups[at].digits
    fits = 6 <= len(digits) <= 8 if len(token.text) == 1 else len(digits) == 7
    factor = token.text == "x" and digits.endswith("000")
    return None if between or not fits or factor or label is NumberKind.OTHER else Part(NumberKind.PASSPORT, at, place)


def _slipped_nik(run: Run, at: int, stop: int, label: NumberKind | None) -> Part | None:
    """Return the NIK with one digit too few or too many, in one piece or in groups with the same sign between them."""
    last = at if len(run.groups[at].digits) >= 15 else stop - 1
    digits = run.digits[run.starts[at] : run.starts[last + 1]]
    if label not in {None, NumberKind.NIK} or len(digits) not in is_a.SLIPPED:
        return None
    groups = run.groups[at : last + 1]
    listed = max(len(group.digits) for group in groups) < 4
    same = len({group.gap for group in groups[1:]}) <= 1
    return Part(NumberKind.NIK, last) if same and is_a.is_slipped_nik(digits, whole_date=listed) else None


def _account(run: Run, at: int, stop: int) -> Part | None:
    """Return the account whose groups are parted as its bank writes them, from the first group on."""
    gap = run.groups[at + 1].gap if at + 1 < stop else ""
    if gap not in _IN_ACCOUNTS or run.groups[at].gap == gap:
        return None
    last = at + 1
    while last + 1 < stop and last - at < MOST_GROUPS and run.groups[last + 1].gap == gap:
        last += 1
    return Part(NumberKind.ACCOUNT, last) if is_a.is_written_account(run.written(at, last), gap) else None


def _phone(run: Run, at: int, stop: int, label: NumberKind | None, reading: Reading) -> Part | None:
    """Return the telephone number with what belongs to it; None for a public hotline, which names nobody."""
    begin = run.starts[at]
    plus = _has_plus(run.groups[at], reading)
    found = None
    for length in _phone_lengths(run.digits[begin : begin + 6], label, len(run.groups[at].digits), plus=plus):
        last = run.ends.get(begin + abs(length), stop)
        if last >= stop or (length < 0 and last == at):
            continue
        digits = run.digits[begin : begin + abs(length)]
        found = Part(None if digits in HOTLINES else NumberKind.PHONE, last)
        if last + 1 < stop and len(digits) >= 10 and _ends(run.groups, at, last):
            break
    return None if found and is_a.counts(run.written(at, found.last)) else found


@lru_cache(4096)
def _phone_lengths(beginning: str, label: NumberKind | None, first: int, *, plus: bool) -> tuple[int, ...]:
    """Return how many digits a telephone number can have, least first; negative where only several groups make one.

    `first`: the digits of its first group.
    """
    if plus:
        return tuple(range(8, is_a.LONGEST_PHONE + 1))
    lengths = is_a.phone_lengths(beginning)
    alone, apart = lengths.mobile, frozenset[int]()
    if first >= 3:
        alone |= lengths.abroad
        if label in {None, NumberKind.PHONE}:
            alone |= lengths.local
            apart = lengths.apart
        if label is NumberKind.PHONE:
            alone |= _CALLED
    return tuple(sorted((*alone, *(-length for length in apart - alone)), key=abs))


def _has_plus(group: DigitGroup, reading: Reading) -> bool:
    """Return whether a plus leads the number; between two numbers it adds them."""
    start = reading.tokens[group.token].start
    if reading.canonical[start - 1 : start] not in _AFTER_PLUS:
        return False
    before = reading.canonical[max(start - 4, 0) : start].rstrip(" (")
    return before.endswith("+") and not before[-2:-1].isalnum()


def _ends(groups: Sequence[DigitGroup], at: int, last: int) -> bool:
    """Return whether what follows a complete number is written so that it does not belong to it."""
    if last == at or groups[last + 1].spoken != groups[last].spoken:
        return True
    gaps = {group.gap for group in groups[at + 1 : last + 1]}
    return len(gaps) == 1 and groups[last + 1].gap not in gaps


def _labelled(run: Run, at: int, stop: int, label: NumberKind | None) -> Part | None:
    """Return the number that is one because a word beside it says so."""
    if label is None or label not in _LABELLED:
        return None
    fewest, most = _LABELLED[label]
    last = at
    if len(run.groups[at].digits) < fewest:
        last = max(at, bisect_right(run.starts, run.starts[at] + most, at, stop + 1) - 2)
    groups = run.written(at, last)
    digits = "".join(groups)
    listed = is_a.counts(groups) or (len(digits) < 13 and 1 < max(map(len, groups)) < 3)
    round_sum = digits.endswith("000" if len(digits) <= LONGEST_SUM else "00000")
    if not fewest <= len(digits) <= most or listed or round_sum or is_a.is_date_in_one(digits):
        return None
    return Part(label, last)


def _long(run: Run, at: int, stop: int, label: NumberKind | None) -> Part:
    """Take sixteen digits and more that nothing explains for a card."""
    if label is NumberKind.OTHER:
        return Part(None, at)
    if len(run.groups[at].digits) >= 16:
        return Part(NumberKind.ACCOUNT, at)
    as_card = [len(group) for group in run.written(at, min(at + 3, stop - 1))] == [4, 4, 4, 4]
    return Part(NumberKind.ACCOUNT, at + 3) if as_card else Part(None, at)


def _placed(part: Part, first: DigitGroup, last: DigitGroup, reading: Reading) -> FoundNumber:
    """Return the number with the sign or bracket that belongs to it."""
    start = reading.tokens[first.token if part.letters is None else part.letters].start
    end = reading.tokens[last.token].end
    canonical = reading.canonical
    inside = canonical[start:end]
    opened, closed = (sum(map(inside.count, signs)) for signs in ("([{", ")]}"))
    before, after = canonical[start - 1 : start] in {*"([{"}, canonical[end : end + 1] in {*")]}"}
    around = opened > 0 and opened == closed and before and after
    if around or (before and opened < closed):
        start -= 1
    if around or (after and opened > closed):
        end += 1
    if canonical[start - 1 : start] == "+":
        start -= 1
    return FoundNumber(part.kind or NumberKind.ACCOUNT, *reading.original(start, end))
