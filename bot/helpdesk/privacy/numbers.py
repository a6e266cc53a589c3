"""Numbers that could hurt a resident if they were stored or shown: found in a text and masked.

A text is read once into groups of digits (`digits`); what a group can be follows from its structure (`structures`)
and from the words beside it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from bot.helpdesk.privacy import structures as is_a
from bot.helpdesk.privacy.digits import DigitGroup, Labels, NumberKind, Reading, may_hold_number, read, runs


class FoundNumber(NamedTuple):
    """A number and where it stands in the original text."""

    kind: NumberKind
    start: int
    end: int


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
HOTLINES = re.compile("(?:0|62)(?:8111129129|2129244800|81399679966)")
"""Public numbers of helpers, which are nobody's secret: SAPA 129, BP2MI, Direktorat Jenderal Imigrasi."""
FEWEST_DIGITS = 6
"""Digits of the shortest number that names somebody, an old passport's; what is shorter need not be looked at."""
LONGEST_SUM = 9
"""Digits of a sum that people write in one piece: up to hundreds of millions."""
_BY_CARD = {(4, 2, 6, 2, 1), (3, 2, 7, 1), (5, 2, 2, 6, 1)}
"""Digits of an account's groups as BRI, Mandiri and BTN print it."""
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
_LABELLED = {
    NumberKind.NIK: (13, 18),
    NumberKind.PASSPORT: (7, 7),
    NumberKind.ACCOUNT: (8, 19),
    NumberKind.NPWP: (15, 16),
}
"""What a word beside makes of digits that nothing else explains, and how many there must be."""
_NO_PASSPORT_LETTERS = re.compile("no|hp|wa|id|kk|rt|rw|rp|rb|jt|th|kg|km|cm|mm|tf|jo|ke|di|ya|da|kh|jl|pt|cv|sk|uu|pp")
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
    near = (*(text[-AT_A_JOINT:] for text in texts[:-1]), texts[-1][:AT_A_JOINT])
    starts = list(accumulate((len(text) + 1 for text in near), initial=0))
    parts, hidden = list(near), set[NumberKind]()
    whole = [one for one in _found("\n".join(near)) if one.end > starts[-2]]
    for one in reversed(whole or _told_in_pieces(near, starts)):
        if one.kind in keep:
            continue
        hidden.add(one.kind)
        for place, text in enumerate(near):
            first, last = max(one.start - starts[place], 0), min(one.end - starts[place], len(text))
            if first < last:
                parts[place] = f"{parts[place][:first]}{MASKS[one.kind]}{parts[place][last:]}"
    before = [text[:-AT_A_JOINT] + part for text, part in zip(texts[:-1], parts, strict=False)]
    return (*before, parts[-1] + texts[-1][AT_A_JOINT:]), frozenset(hidden)


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
    if not rest or len(rest) + sum(map(len, rest)) > MOST_READ:
        return [_placed(NumberKind.ACCOUNT, groups[0].token, groups[-1].token, reading) for groups in rest]
    labels, canonical = Labels(reading.tokens), reading.canonical
    # addresses under .go.id begin and end there, in turn; the numbers in them are the office's own
    words = re.finditer("[^ ]+", canonical) if ".go.id" in canonical else ()
    official = [at for word in words if ".go.id" in word.group() for at in word.span()]
    found: list[FoundNumber] = []
    again = MOST_READ_AGAIN
    while rest:
        run = _Run(rest.pop(), labels, reading)
        groups, begin = run.groups, 0
        public = bisect_right(official, reading.tokens[groups[0].token].start) % 2 == 1
        parts = [part for part in run.numbers(public=public) if part.kind]
        for kind, first, last, letters in (*parts, _Part(None, len(groups), 0)) if parts else ():
            if kind:
                begins = groups[first].token if letters is None else letters
                found.append(_placed(kind, begins, groups[last].token, reading))
            if run.starts[first] - run.starts[begin] >= FEWEST_DIGITS and first - begin <= again:
                rest.append(groups[begin:first])
                again -= first - begin
            begin = last + 1
    return sorted(found, key=lambda one: one.start)


def _placed(kind: NumberKind, first: int, last: int, reading: Reading) -> FoundNumber:
    """Return the number in tokens[first..last] with the sign or bracket that belongs to it."""
    start, end, canonical = reading.tokens[first].start, reading.tokens[last].end, reading.canonical
    opened, closed = (sum(map(canonical[start:end].count, signs)) for signs in ("([{", ")]}"))
    before, after = canonical[start - 1 : start] in {"(", "[", "{"}, canonical[end : end + 1] in {")", "]", "}"}
    around = opened > 0 and opened == closed and before and after
    if around or (before and opened < closed):
        start -= 1
    if around or (after and opened > closed):
        end += 1
    if canonical[start - 1 : start] == "+":
        start -= 1
    return FoundNumber(kind, reading.starts[start], reading.ends[end - 1])


def _told_in_pieces(texts: Sequence[str], starts: Sequence[int]) -> list[FoundNumber]:
    """Return the pieces of a NIK that is told in several messages and ends in the last, whatever is said between.

    `starts`: where each message begins when they stand one after the other, as the pieces are placed.
    """
    pieces: list[tuple[int, str, FoundNumber]] = []
    for message, text in enumerate(texts):
        reading = read(text)
        words = [token.text for token in reading.tokens] + [""]
        for run in runs(reading):
            own = [group for group in run if len(group.digits) > 2 or words[group.token + 1] not in _COUNTED]
            digits = "".join(group.digits for group in own)
            if len(digits) >= FEWEST_IN_PIECE:
                _, start, end = _placed(NumberKind.NIK, own[0].token, own[-1].token, reading)
                found = FoundNumber(NumberKind.NIK, start + starts[message], end + starts[message])
                pieces.append((message, digits, found))
    for last in range(len(pieces), 0, -1):
        digits, first = "", last
        while first and len(digits) < 16 and pieces[last - 1][0] == len(texts) - 1:
            first -= 1
            digits = pieces[first][1] + digits
        if is_a.is_nik(digits) and pieces[first][0] != pieces[last - 1][0]:
            return [found for _, _, found in pieces[first:last]]
    return []


class _Part(NamedTuple):
    """A number in a run: its kind (None: it names nobody), its groups, and the token of its letters, if any."""

    kind: NumberKind | None
    first: int
    last: int
    letters: int | None = None


class _Run:
    """Groups of digits that may be one number, and how plain each is; nothing stands before the first.

    `starts`: so many digits stand before each group; `ends`: the group that is the last of so many digits.
    """

    def __init__(self, groups: Sequence[DigitGroup], labels: Labels, reading: Reading) -> None:
        self.groups = groups = [groups[0]._replace(gap=""), *groups[1:]]
        self.digits = "".join([group.digits for group in groups])
        self.starts = list(accumulate([len(group.digits) for group in groups], initial=0))
        self.ends = {length: place for place, length in enumerate(self.starts[1:])}
        self.plain = is_a.plainness(groups, reading)
        self.labels, self.tokens, self.canonical = labels, reading.tokens, reading.canonical

    def numbers(self, *, public: bool) -> Iterator[_Part]:
        """Find first what its structure alone gives away, then what is left on both sides of it."""
        rest = at = 0
        while at <= len(self.groups):
            part = self._structured(at) if at < len(self.groups) else None
            if (part or at == len(self.groups)) and not public:
                yield from self._others(rest, at)
            if part:
                yield part
                rest = part.last + 1
            at = part.last + 1 if part else at + 1

    def _written(self, first: int, last: int) -> list[str]:
        return [group.digits for group in self.groups[first : last + 1]]

    def _structured(self, at: int) -> _Part | None:
        """Return the NIK, or tax number as its card writes it, that begins with group `at`; no word need say so."""
        begin = self.starts[at]
        last = self.ends.get(begin + 16)
        if last is not None and is_a.is_nik(self.digits[begin : begin + 16]):
            plain = self.plain[at : last + 1]
            if is_a.SURE not in plain and not all(plain) and not is_a.counts(self._written(at, last)):
                return _Part(NumberKind.NIK, at, last)
        # 12.345.678.9-731.000
        as_printed = list(map(len, self._written(at, at + 5))) == [2, 3, 3, 1, 3, 3]
        return _Part(NumberKind.NPWP, at, at + 5) if as_printed else None

    def _others(self, begin: int, end: int) -> Iterator[_Part]:
        """Find what stands between dates, hours and sums."""
        at = begin
        while at < end:
            stop = next((place for place in range(at, end) if self.plain[place]), end)
            while at < stop:
                label = self.labels.beside(self.groups[at].token, self.groups[stop - 1].token)
                for reads in _READERS:
                    if part := reads(self, at, stop, label):
                        yield part
                        break
                at = part.last + 1 if part else at + 1
            at += 1

    def _passport(self, at: int, stop: int, label: NumberKind | None) -> _Part | None:
        """Return the passport number: one or two letters, six to eight digits; with gaps only where it is called so."""
        place, digits = self.groups[at].token - 1, self.groups[at].digits
        letters = self.tokens[place]
        if place < 0 or letters.digits or len(letters.text) > 2 or _NO_PASSPORT_LETTERS.fullmatch(letters.text):
            return None
        between = self.tokens[place + 1].start - letters.end
        if label is NumberKind.PASSPORT and between <= 2:
            ends = (self.ends.get(self.starts[at] + length, stop) for length in (7, 6, 8))
            last = next((last for last in ends if last < stop), None)
            if last is None or (last > at and is_a.is_year(self.groups[last].digits)):
                return None
            return _Part(NumberKind.PASSPORT, at, last, place)
        fits = 6 <= len(digits) <= 8 if len(letters.text) == 1 else len(digits) == 7
        factor = letters.text == "x" and digits.endswith("000")
        if between or not fits or factor or label is NumberKind.OTHER:
            return None
        return _Part(NumberKind.PASSPORT, at, at, place)

    def _slipped_nik(self, at: int, stop: int, label: NumberKind | None) -> _Part | None:
        """Return the NIK with one digit too few or too many, in one piece or with the same sign between its groups."""
        last = at if len(self.groups[at].digits) >= 15 else stop - 1
        digits = self.digits[self.starts[at] : self.starts[last + 1]]
        if label not in {None, NumberKind.NIK} or len(digits) not in {15, 17} or self._has_plus(at):
            return None
        groups = self.groups[at : last + 1]
        listed = max(len(group.digits) for group in groups) < 4
        same = len({group.gap for group in groups[1:]}) <= 1
        return _Part(NumberKind.NIK, at, last) if same and is_a.is_slipped_nik(digits, whole_date=listed) else None

    def _account(self, at: int, stop: int, label: NumberKind | None) -> _Part | None:
        """Return the account whose groups are parted as its bank writes them, by the same sign from the first on."""
        gap = self.groups[at + 1].gap if at + 1 < stop else ""
        if gap not in {"-", ".", " "} or self.groups[at].gap == gap or label is NumberKind.OTHER or self._has_plus(at):
            return None
        last = at + 1
        while last + 1 < stop and last - at < MOST_GROUPS and self.groups[last + 1].gap == gap:
            last += 1
        digits = self.digits[self.starts[at] : self.starts[last + 1]]
        lengths = tuple(map(len, self._written(at, last)))
        written = lengths in _BY_CARD or (gap == "-" and len(lengths) >= 4 and 5 <= max(lengths) <= 8)
        fits = written and 11 <= len(digits) <= 18 and not is_a.is_phone(digits)
        return _Part(NumberKind.ACCOUNT, at, last) if fits else None

    def _phone(self, at: int, stop: int, label: NumberKind | None) -> _Part | None:
        """Return the telephone number with what belongs to it; a public hotline names nobody."""
        if label is NumberKind.NPWP:
            return None
        begin, groups, found = self.starts[at], self.groups, None
        lengths: Sequence[int] = range(8, is_a.LONGEST_PHONE + 1)
        if not self._has_plus(at):
            lengths = is_a.phone_lengths(self.digits[begin : begin + 6], label, len(groups[at].digits))
        for length in lengths:
            last = self.ends.get(begin + abs(length), stop)
            if last >= stop or (length < 0 and last == at):
                continue
            hotline = HOTLINES.fullmatch(self.digits[begin : begin + abs(length)])
            found = _Part(None if hotline else NumberKind.PHONE, at, last)
            if last + 1 < stop and abs(length) >= 10:
                # what is written otherwise than the complete number does not belong to it
                gaps = {group.gap for group in groups[at + 1 : last + 1]}
                otherwise = len(gaps) == 1 and groups[last + 1].gap not in gaps
                if last == at or groups[last + 1].spoken != groups[last].spoken or otherwise:
                    break
        return None if found and is_a.counts(self._written(at, found.last)) else found

    def _has_plus(self, at: int) -> bool:
        """Return whether a plus leads the number; between two numbers it adds them."""
        start = self.tokens[self.groups[at].token].start
        if self.canonical[start - 1 : start] not in {"+", " ", "("}:
            return False
        before = self.canonical[max(start - 4, 0) : start].rstrip(" (")
        return before.endswith("+") and not before[-2:-1].isalnum()

    def _labelled(self, at: int, stop: int, label: NumberKind | None) -> _Part | None:
        """Return the number that is one because a word beside it says so."""
        if label is None or label not in _LABELLED:
            return None
        fewest, most = _LABELLED[label]
        last = at
        if len(self.groups[at].digits) < fewest:
            last = max(at, bisect_right(self.starts, self.starts[at] + most, at, stop + 1) - 2)
        groups = self._written(at, last)
        digits = "".join(groups)
        listed = is_a.counts(groups) or (len(digits) < 13 and 1 < max(map(len, groups)) < 3)
        round_sum = digits.endswith("000" if len(digits) <= LONGEST_SUM else "00000")
        if not fewest <= len(digits) <= most or listed or round_sum or is_a.is_date_in_one(digits):
            return None
        return _Part(label, at, last)

    def _card(self, at: int, stop: int, label: NumberKind | None) -> _Part | None:
        """Take sixteen digits and more that nothing explains for a card."""
        if label is NumberKind.OTHER:
            return None
        if len(self.groups[at].digits) >= 16:
            return _Part(NumberKind.ACCOUNT, at, at)
        as_printed = list(map(len, self._written(at, min(at + 3, stop - 1)))) == [4, 4, 4, 4]
        return _Part(NumberKind.ACCOUNT, at, at + 3) if as_printed else None


_Reads = Callable[[_Run, int, int, NumberKind | None], _Part | None]
_READERS: tuple[_Reads, ...] = (
    _Run._passport,
    _Run._slipped_nik,
    _Run._account,
    _Run._phone,
    _Run._labelled,
    _Run._card,
)
"""What reads a number from the group `at` of a stretch up to `stop`, the surest first."""
