"""Reads whether a message tells of danger, despair, a child who is to work, an offer that is a trap, a swindler.

One linear model over kinds, learnt from messages of many writers (`learn/danger.py`), shipped with the program so that
it works when the FAQ is broken. Its features are the letter groups of words, as typed and as read, and the words and
neighbouring pairs of words as read; numbers stand as what they may say of an age.

Four rules stand beside it, each with its worth: `WINDOW`, `EARLIER`, `COMPLETE`, and bare pleas (`pleads`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache, partial
from itertools import pairwise
from math import exp, sqrt
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from bot.matching import stored
from bot.matching.engine import Codes, Floats, LinearModel, codes_of, letter_groups
from bot.matching.read import Message, read, reader

DamagedModel = stored.DamagedModel
Level = Literal["none", "doubtful", "danger"]


class DangerKind(StrEnum):
    """What a message tells; the names are those of the lessons."""

    NONE = "none"
    VICTIM = "victim"
    RELATIVE = "relative"
    MINOR = "minor"
    RECRUIT = "recruit"
    SCAM = "scam"
    DESPAIR = "despair"
    DESPAIR_NOW = "despair-now"
    DESPAIR_OTHER = "despair-other"


ALARM_AT, HEARD_AT = 0.42, 0.22
"""Probabilities from which officers are alarmed; and from which danger is asked about, somebody is warned, and despair
is heard. Chosen on the tuning writers: one false alarm in a hundred, and one question in thirty."""
WINDOW = 40
"""Words that are read as one, overlapping by half, and, of what is longer than half of it, each sentence: of victims
whose call stands amid eight other messages 96 % are alarmed by it, 30 % without."""
EARLIER = 2
"""Messages before the last that it may go on with, all of them no longer than WINDOW: of 20 relatives who tell bit by
bit all are heard, 13 without. Of two or three harmless long questions 3.1 % rang where any length was read as one."""
COMPLETE, LEANS = 10, 0.1
"""Words of a message that tells by itself, and its chance of harm from which it is read with others all the same: of
3,600 pairs of harmless questions 37 are heard, 88 without; of 6,360 cries and warnings cut in pieces 5 fewer."""
PART, OVERLAP, READ = 1800, 200, 8000
"""Characters that are read at a time, those that two parts share, and those that are read of any text."""
KEPT_WORDS, KEPT_MESSAGES = 8_192, 4_096
"""Words whose weights stay known, and messages whose assessment does: in a backlog each is looked at twice."""
GROUPS, TERM = (3, 4), 6
"""Letters in the groups that are looked at, and how often a word or a pair counts: the groups, many, would drown it."""
VICTIM, FAMILY = "tppo-korban-darurat", "tppo-keluarga-korban"
DESPAIR, DESPAIR_OTHER = "putus-asa", "putus-asa-orang-lain"
"""The emergency entries of the FAQ, and what stands for one where somebody is tired of life: the writer, another."""
ENTRIES = {
    DangerKind.RELATIVE: FAMILY,
    DangerKind.DESPAIR: DESPAIR,
    DangerKind.DESPAIR_NOW: DESPAIR,
    DangerKind.DESPAIR_OTHER: DESPAIR_OTHER,
}
WARNED = {DangerKind.MINOR: "anak", DangerKind.RECRUIT: "tawaran", DangerKind.SCAM: "penipuan"}
"""The act of a warning in the contract of `ask --jsonl`."""
WEIGHTS = Path(__file__).with_name("danger-weights")
_HEARD = {
    DangerKind.VICTIM: "orang yang sedang dalam bahaya",
    DangerKind.RELATIVE: "kabar tentang orang lain yang sedang dalam bahaya",
    DangerKind.MINOR: "anak di bawah 18 tahun yang akan bekerja atau dibawa pergi",
    DangerKind.RECRUIT: "tawaran yang punya tanda jebakan",
    DangerKind.SCAM: "penipu yang minta uang",
    DangerKind.DESPAIR: "orang yang lelah hidup",
    DangerKind.DESPAIR_NOW: "orang yang sedang mencelakai diri",
    DangerKind.DESPAIR_OTHER: "kabar tentang orang lain yang lelah hidup",
}
LEVELS: tuple[Level, ...] = ("none", "doubtful", "danger")
KINDS = tuple(DangerKind)
LEARNT_IN = 2026
"""The year in which the lessons were written: without a date, years of birth are counted from it."""
_DIGITS = re.compile(r"\d{3,}")
_NUMBERS = (("#minor", 7, 17), ("#adult", 18, 70), ("#born-minor", 7, 17), ("#born-adult", 18, 75), ("#small", 0, 6))
"""What a number may say of an age, or a year of birth: a child's is weighed alike whatever the number."""
_DANGER = (DangerKind.VICTIM, DangerKind.RELATIVE)
_DESPAIR = (DangerKind.DESPAIR, DangerKind.DESPAIR_NOW, DangerKind.DESPAIR_OTHER)
_CALLS = frozenset({"tolong", "help", "bantu", "bantuan", "selamatkan", "darurat", "emergency", "sos"})
_PLEA = _CALLS | {
    "cepat", "segera", "penting", "please", "takut", "minta", "butuh", "perlu", "me", "saya", "aku", "kami", "dia",
    "pak", "bapak", "bu", "ibu", "kak", "kakak", "min", "petugas", "ya", "dong", "sekali", "sekarang", "ini",
    "bagaimana", "harus", "terus", "jadi", "apa", "lagi", "sangat", "dulu",
}  # fmt: skip
_PAYING = {"bayar", "membayar", "transfer", "tebus", "tebusan", "menebus", "uang", "juta", "ringgit", "dolar"}


class Assessment(Struct, frozen=True):
    """What a message tells, and how probably; `together`: only with the messages before it.

    `level`: "danger" where officers are alarmed; "doubtful" where danger may be meant, or despair.
    """

    kind: DangerKind = DangerKind.NONE
    level: Level = "none"
    probability: float = 0.0
    together: bool = False

    def weight(self) -> tuple[int, float]:
        """Return by what the most telling of several is found."""
        return LEVELS.index(self.level), self.probability

    @property
    def entry(self) -> str:
        """Return the emergency entry, or what stands for one, that fits."""
        return ENTRIES.get(self.kind, VICTIM)

    @property
    def despairs(self) -> bool:
        """Return whether somebody is tired of life, by the writer's own words or by another's."""
        return self.kind in _DESPAIR

    @property
    def warning(self) -> str | None:
        """Return the act of the warning that is due, if one is."""
        return WARNED.get(self.kind)


class Told(NamedTuple):
    """What a message tells, and what it adds where it is read together with others.

    `inner`: the sum of its rows without the pairs at its `ends`, which give way to those across; `first`, `last`: its
    outer words as weighed; `filler`: it says nothing beside others.
    """

    assessment: Assessment
    words: int = 0
    inner: Floats = np.zeros(1, np.float32)
    ends: tuple[Floats, Floats] = (inner, inner)
    first: str = ""
    last: str = ""
    filler: bool = False


def features(message: Message, year: int) -> tuple[list[tuple[str, ...]], list[str]]:
    """Return the forms of each word, as typed and as read, and the pairs as read, the end included; `year`: today's."""
    words: list[tuple[str, ...]] = []
    pairs: list[str] = []
    typed, before = "", "<"
    for word in message.words:
        reading = _token(word.reading, year)
        # one token may stand for several words
        words.append((reading,) if word.typed == typed else (_token(word.typed, year), reading))
        pairs.append(f"{before} {reading}")
        typed, before = word.typed, reading
    return words, [*pairs, f"{before} >"]


def _token(word: str, year: int) -> str:
    """Return a word as it is weighed: a number by the age that it may mean."""
    if not word.isdigit():
        return word if word.isalpha() else _DIGITS.sub("0", word)
    number = int(word[:5])
    ages = {"#born": year - number}
    return next((name for name, first, last in _NUMBERS if first <= ages.get(name[:5], number) <= last), "#number")


def letter_codes(forms: Iterable[str]) -> Codes:
    """Return the codes of the letter groups in the forms of a word."""
    return codes_of([group for form in forms for group in letter_groups(form, GROUPS)])


def term_codes(terms: Iterable[str]) -> Codes:
    """Return the codes of words and pairs, which differ from those of the same letters as a group."""
    return codes_of(f"={term}" for term in terms)


class DangerReader:
    """Applies the weights to messages. Safe to share between threads."""

    def __init__(self, model: LinearModel, codes: Codes) -> None:
        self._names, self._codes = model.names, codes
        # what each feature adds, and at last an unknown one; the model itself is not kept
        self._added = np.vstack((model.added(codes), np.zeros((1, 1 + len(model.bias)), np.float32)))
        self._bias = model.bias.tolist()
        self._word = lru_cache(maxsize=KEPT_WORDS)(self._word_row)

    def _looked_up(self, codes: Codes) -> Floats:
        places = self._codes.searchsorted(codes)
        return self._added.take(np.where(self._codes.take(places, mode="clip") == codes, places, len(self._codes)), 0)

    def _word_row(self, forms: tuple[str, ...]) -> Floats:
        """Return what a word adds by itself."""
        rows = self._looked_up(np.concatenate((letter_codes(forms), term_codes(forms[-1:]))))
        return np.asarray(rows[:-1].sum(0) + TERM * rows[-1])

    def _rows(self, message: Message, year: int) -> tuple[Floats, Floats, Floats]:
        """Return what each word adds, the pair with the one before it included, and the pairs at both ends alone."""
        words, pairs = features(message, year)
        rows = TERM * self._looked_up(term_codes(pairs))
        first, last = rows[0].copy(), rows[-1].copy()  # a view would keep all the others
        if words:
            rows[:-1] += np.array([self._word(forms) for forms in words])
            rows[-2] += last
        return rows[:-1], first, last

    def judged(self, summed: Iterable[Sequence[float]]) -> Assessment:
        """Return what the most telling of several runs of words tells; each is the sum of its rows."""
        assessments = []
        for squares, *weights in summed:
            length = sqrt(max(squares, 1e-9))
            odds = [exp(weight / length + bias) for weight, bias in zip(weights, self._bias, strict=True)]
            whole = sum(odds)
            assessments.append(_judged([one / whole for one in odds]))
        return max(assessments, key=Assessment.weight)

    def tell(self, message: Message, year: int) -> Told:
        """Return what a message tells: all of it, or a window of a long one."""
        rows, *ends = self._rows(message, year)
        if not len(rows):
            return Told(Assessment())
        summed = np.add.reduce(rows)
        parts = summed[np.newaxis]
        if len(rows) > WINDOW // 2:
            starts, stops = np.array(_windows(message)).T
            sums = np.vstack((np.zeros(rows.shape[1]), rows.cumsum(0, np.float64)))
            parts = sums[stops] - sums[starts]
        first, last = (_token(message.words[place].reading, year) for place in (0, -1))
        inner = summed - ends[0] - ends[1]
        return Told(self.judged(parts.tolist()), len(rows), inner, (ends[0], ends[1]), first, last, message.filler)

    def together(self, told: Sequence[Told]) -> Assessment:
        """Return what short messages tell that are read as one."""
        told = [one for one in told if one.words and not one.filler] or [one for one in told if one.words]
        if not told:
            return Assessment()
        across = term_codes([f"{one.last} {other.first}" for one, other in pairwise(told)])
        inner = [one.inner for one in told]
        summed = np.add.reduce([*inner, told[0].ends[0], told[-1].ends[1], *(TERM * self._looked_up(across))])
        return self.judged([summed.tolist()])

    def weightiest(self, message: Message, year: int, kind: DangerKind) -> list[str]:
        """Return the six words, as typed, that speak most for a kind."""
        weight = self._rows(message, year)[0][:, 1 + self._names.index(kind)].tolist()
        spoken = dict(zip((word.typed for word in message.words), weight, strict=True))
        return [word for word in sorted(spoken, key=spoken.__getitem__, reverse=True)[:6] if spoken[word] > 0]


def _windows(message: Message) -> list[tuple[int, int]]:
    """Return where the parts of a long message begin and end that are read as one: it, its windows and sentences."""
    size = len(message.words)
    clauses = [word.clause for word in message.words]
    ends = [at for at in range(1, size) if not message.stops.isdisjoint(range(clauses[at - 1], clauses[at]))]
    windows = [(start, min(start + WINDOW, size)) for start in range(0, size - WINDOW // 2, WINDOW // 2)]
    return [(0, size), *windows, *pairwise((0, *ends, size))]


def _judged(chances: Sequence[float]) -> Assessment:
    """Return what probabilities mean: the likelier of danger and warning, an alarm where it is sure enough."""
    of = dict(zip(KINDS, chances, strict=True))
    harm, sad, warned = (sum(map(of.__getitem__, kinds)) for kinds in (_DANGER, _DESPAIR, WARNED))
    likeliest = partial(max, key=of.__getitem__)
    level: Level = "danger" if harm >= max(ALARM_AT, warned) else "doubtful" if harm >= HEARD_AT else "none"
    if level == "danger":
        return Assessment(likeliest(_DANGER), level, harm)
    # whoever may be harming himself, or is said to, rings as soon as despair is heard
    if sad >= max(HEARD_AT, warned):
        return Assessment(likeliest(_DESPAIR), "danger" if of[DangerKind.DESPAIR_NOW] >= HEARD_AT else "doubtful", sad)
    if warned >= max(HEARD_AT, harm):
        return Assessment(likeliest(WARNED), level, warned)
    return Assessment(likeliest(_DANGER) if harm >= HEARD_AT else DangerKind.NONE, level, max(harm, sad, warned))


@lru_cache(maxsize=1)
def _shipped() -> DangerReader:
    weights = stored.read(WEIGHTS)
    if weights is None or tuple(weights.about["names"]) != KINDS:
        raise DamagedModel(f"{WEIGHTS.name} is missing or of another version")
    return DangerReader(LinearModel(weights.about["names"], weights.arrays), weights.arrays["codes"])


def load() -> None:
    """Read the weights and the lexicon now, instead of while somebody waits. Raises DamagedModel."""
    _shipped()
    reader()


@lru_cache(maxsize=KEPT_MESSAGES)
def _told(text: str, year: int) -> Told:
    """Return what a text tells, read by parts: of a long one, a reader leaves words out."""
    parts = [text[at : at + PART + OVERLAP] for at in range(0, max(1, min(len(text), READ)), PART)]
    told = [_shipped().tell(read(part), year) for part in parts]
    most = max(told, key=lambda one: one.assessment.weight())
    return most._replace(words=sum(one.words for one in told))


def assess(turns: Sequence[str] | str, today: date | None = None) -> Assessment:
    """Return what the last message tells, with the two before it where it goes on with what these tell.

    `today`: what years of birth are counted from. Any string is accepted.
    """
    turns = ((turns,) if isinstance(turns, str) else tuple(turns) or ("",))[-1 - EARLIER :]
    year = today.year if today else LEARNT_IN
    alone = _told(turns[-1], year).assessment
    if pleads(turns[-1], calling=alone.level != "danger"):
        # "tolong saya" may ask for anything
        alone = Assessment(DangerKind.VICTIM, "doubtful", max(alone.probability, HEARD_AT))
    # nor does "help me" make a danger of the sick cow that is told of next
    told = [_told(text, year) for text in (*(one for one in turns[:-1] if not pleads(one, calling=True)), turns[-1])]
    before, heard = told[:-1], any(one.level == "danger" for one in (alone, *(one.assessment for one in told[:-1])))
    complete = told[-1].words >= COMPLETE and alone.probability < LEANS
    if heard or complete or not before or sum(one.words for one in told) > WINDOW or not told[-1].words:
        return alone
    together = _shipped().together(told)
    if together.probability <= alone.probability or together.kind is DangerKind.NONE:
        return alone
    without = _shipped().together(before)
    # what was warned of already is no news: of 3,000 harmless questions behind an offer 5.4 % were warned of again
    news = without.kind is DangerKind.NONE or LEVELS.index(together.level) > LEVELS.index(without.level)
    return replace(together, together=True) if news else alone


def reasons(turns: Sequence[str], today: date | None = None) -> tuple[str, ...]:
    """Return a sentence with the words that weighed most, for a person to check; none where nothing is heard."""
    told = assess(turns, today)
    if told.kind is DangerKind.NONE:
        return ()
    message, year = read(turns[-1]), today.year if today else LEARNT_IN
    words = ", ".join(f"“{word}”" for word in _shipped().weightiest(message, year, told.kind))
    heard = f"Terdengar seperti {_HEARD[told.kind]} ({told.probability:.0%})"
    return (f"{heard}, terutama karena {words}.",) if words else ()


def pleads(text: str, *, calling: bool = False) -> bool:
    """Return whether a message only pleads, fears or asks what to do: "tolong", "saya takut", "terus bagaimana?".

    It alarms nobody but is asked about: that costs 0.3 % of victims, "tolong pak" of any other matter is spared.
    `calling`: it must call for help, which is asked about whatever the model makes of it: "help me", "minta tolong".
    """
    words = set(read(text).readings)
    return bool(words) and words <= _PLEA and not (calling and words.isdisjoint(_CALLS))


def speaks_of_paying(text: str) -> bool:
    """Return whether a call for help speaks of money that somebody is to pay."""
    return not _PAYING.isdisjoint(read(text).readings)
