"""Reads whether a message tells of danger, despair, a child who is to work, an offer that is a trap, a swindler.

One linear model with a score a kind, learnt from messages of many writers (`learn/danger.py`), shipped with the program
so that it works when the FAQ is broken. Its features are the letter groups, the words and the neighbouring pairs of
words, as typed and as read; numbers stand as what they may say of an age.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching.engine import LinearModel
from bot.matching.ranking.features import Codes, code, letter_groups
from bot.matching.text.lexicon import load as load_lexicon
from bot.matching.text.normalise import Message, Normaliser
from bot.matching.training import model_cache

Damaged = model_cache.Damaged
Level = Literal["none", "doubtful", "danger"]


class Kind(StrEnum):
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


ALARM_AT, ASK_AT, WARN_AT, DESPAIR_AT = 0.27, 0.1, 0.15, 0.18
"""Probabilities from which officers are alarmed, danger is asked about, somebody is warned, and despair is heard."""
WINDOW = 40
"""Words that are read as one: in a longer story one call for help counts for little. Windows overlap by half."""
PART, OVERLAP, READ = 1800, 200, 8000
"""Characters that are read at a time, those that two parts share, and those that are read of any text."""
KEPT = 8_192
"""Words and pairs whose weights stay known, and messages whose assessment does: each is looked at when it arrives, and,
in a backlog thousands of messages later, when it is decided."""
KEPT_MESSAGES = 256
"""Messages whose words stay known."""
MOST_NAMED = 6
"""Words that are named as the weightiest."""
VICTIM, FAMILY = "tppo-korban-darurat", "tppo-keluarga-korban"
"""The emergency entries of the FAQ that stand for the writer and for somebody else."""
DESPAIR, DESPAIR_OTHER = "putus-asa", "putus-asa-orang-lain"
"""What stands for an entry where somebody is tired of life; the texts are the program's own."""
ENTRIES = {Kind.RELATIVE: FAMILY, Kind.DESPAIR: DESPAIR, Kind.DESPAIR_NOW: DESPAIR, Kind.DESPAIR_OTHER: DESPAIR_OTHER}
WARNED = {Kind.MINOR: "anak", Kind.RECRUIT: "tawaran", Kind.SCAM: "penipuan"}
"""The act of a warning in the contract of `ask --jsonl`."""
WEIGHTS = Path(__file__).with_name("danger-weights")
_HEARD = {
    Kind.VICTIM: "Terdengar seperti orang yang sedang dalam bahaya",
    Kind.RELATIVE: "Terdengar seperti kabar tentang orang lain yang sedang dalam bahaya",
    Kind.MINOR: "Terdengar seperti anak di bawah 18 tahun yang akan bekerja atau dibawa pergi",
    Kind.RECRUIT: "Terdengar seperti tawaran yang punya tanda jebakan",
    Kind.SCAM: "Terdengar seperti penipu yang minta uang",
    Kind.DESPAIR: "Terdengar seperti orang yang lelah hidup",
    Kind.DESPAIR_NOW: "Terdengar seperti orang yang sedang mencelakai diri",
    Kind.DESPAIR_OTHER: "Terdengar seperti kabar tentang orang lain yang lelah hidup",
}
EARLIER = 2
"""Messages before the last that it may go on with."""
LEVELS: tuple[Level, ...] = ("none", "doubtful", "danger")
KINDS = tuple(Kind)
LEARNT_IN = 2026
"""The year in which the lessons were written: without a date, years of birth are counted from it."""
_DIGITS = re.compile(r"\d{3,}")
_NUMBERS = (("#minor", 7, 17), ("#adult", 18, 70), ("#born-minor", 7, 17), ("#born-adult", 18, 75), ("#small", 0, 6))
"""What a number may say of an age, or a year of birth: a child's is weighed alike whatever the number."""
_USUAL = 3
"""How often words count that slips are repaired to; all alike."""
_DANGER = (Kind.VICTIM, Kind.RELATIVE)
_DESPAIR = (Kind.DESPAIR, Kind.DESPAIR_NOW, Kind.DESPAIR_OTHER)
_PLEA = frozenset({
    "tolong", "help", "bantu", "bantuan", "cepat", "segera", "please", "darurat", "takut", "selamatkan", "saya", "aku",
    "kami", "dia", "pak", "bapak", "bu", "ibu", "kak", "kakak", "min", "petugas", "ya", "dong", "sekali", "sekarang",
    "ini", "bagaimana", "harus", "terus", "jadi", "apa", "lagi", "sangat", "dulu",
})  # fmt: skip
_PEOPLE = frozenset({
    "saya", "kami", "kita", "dia", "ia", "mereka", "beliau", "anak", "adik", "kakak", "istri", "suami", "keponakan",
    "cucu", "sepupu", "paman", "bibi", "tante", "saudara", "mertua", "nenek", "kakek", "keluarga", "ibu", "bapak",
    "ayah", "menantu", "abang", "warga", "tetangga", "teman", "murid", "siswa", "pacar", "perempuan", "laki",
    "laki-laki",
})  # fmt: skip
_AGES = frozenset({
    "#minor", "#born-minor", "umur", "usia", "tahun", "lahir", "kelahiran", "belas", "ktp", "akta", "dewasa", "kecil",
    "muda", "haid", "sekolah", "kelas", "seragam", "sd", "smp", "sma", "smk", "mts", "aliyah", "pesantren", "ijazah",
    "lulus", "tamat", "kuliah", "siswa", "siswi", "murid", "santri", "pelajar", "anak", "adik", "cucu", "keponakan",
    "bocah", "remaja", "gadis", "seventeen",
})  # fmt: skip
"""Words by which an age is told: without one nobody is warned as a child ("mau jadi TKI ke Hongkong"). Of 2,237
children in the lessons 98.7 % had one, of the counted writers' 330 all but two."""
_PAYING = frozenset(
    {"bayar", "membayar", "transfer", "tebus", "tebusan", "menebus", "uang", "juta", "ringgit", "dolar"}
)


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a message tells. `probability` (0..1): that it does.

    `level`: "danger" where officers are alarmed; "doubtful" where danger may be meant, or despair. `together`: it tells
    this only with the messages before it.
    """

    kind: Kind = Kind.NONE
    level: Level = "none"
    probability: float = 0.0
    together: bool = False

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


class Unit(NamedTuple):
    """What one word of a message is read by: words for their letters, and these words with pairs of neighbours."""

    words: tuple[str, ...]
    terms: tuple[str, ...]


def units(message: Message, year: int) -> list[Unit]:
    """Return a message's words as typed and as read; `year`: what years of birth are counted from."""
    found: list[Unit] = []
    typed = read = "<"
    for at, word in enumerate(message.words):
        before, typed = typed, _token(word.typed, year)
        before_read, read = read, _token(word.reading, year)
        # one token may stand for several words
        again = at > 0 and message.words[at - 1].typed == word.typed
        words = (read,) if again else (typed, read)
        pairs = (f"{before_read} {read}",) if again else (f"{before} {typed}", f"{before_read} {read}")
        found.append(Unit(words, (*words, *pairs)))
    if found:
        last = found[-1]
        found[-1] = last._replace(terms=(*last.terms, f"{typed} >", f"{read} >"))
    return found


def _token(word: str, year: int) -> str:
    """Return a word as it is weighed: a number by the age that it may mean."""
    if not word.isdigit():
        return _DIGITS.sub("0", word)
    number = int(word[:5])
    born = year - number
    for name, first, last in _NUMBERS:
        if first <= (born if name.startswith("#born") else number) <= last:
            return name
    return "#number"


def term_codes(terms: Iterable[str]) -> Codes:
    """Return the codes of words and pairs, which differ from those of the same letters as a group."""
    return np.array([code(f"={term}") for term in terms], np.uint32)


@lru_cache(maxsize=1)
def reader() -> Normaliser:
    """Return what reads messages with the general lexicon alone: danger is heard without a FAQ."""
    lexicon = load_lexicon()
    usual = {word for reading in lexicon.words.values() for word in reading if word.isalpha()}
    return Normaliser(lexicon, dict.fromkeys(sorted(usual), _USUAL))


@lru_cache(maxsize=KEPT_MESSAGES)
def read(text: str) -> Message:
    """Read a text; several rules look at the same message, one after the other."""
    return reader().read(text)


class DangerReader:
    """Applies the weights to messages. Safe to share between threads."""

    def __init__(self, model: LinearModel) -> None:
        self._model = model
        self._letters = lru_cache(maxsize=KEPT)(lambda word: model.rows(letter_groups(word)).sum(0))

    def assess(self, message: Message, year: int) -> Assessment:
        """Return what the most telling part of a message tells."""
        found = units(message, year)
        chances = self.chances(message, found)
        if _AGES.isdisjoint(word for unit in found for word in unit.words):
            chances[:, KINDS.index(Kind.MINOR)] = 0.0
        return max(map(_judged, chances), key=lambda one: (LEVELS.index(one.level), one.probability))

    def chances(self, message: Message, found: Sequence[Unit]) -> NDArray[np.float64]:
        """Return the probability of each kind, in their order, for a message and for each window of a long one."""
        views = self._views(found)
        if len(found) <= WINDOW:
            summed = [view.sum(0, keepdims=True) for view in views]
        else:
            starts, ends = np.array(_windows(message)).T
            sums = (np.vstack((np.zeros(view.shape[1]), view.cumsum(0))) for view in views)
            summed = [view[ends] - view[starts] for view in sums]
        odds = self._model.bias + sum(view[:, 1:] / np.sqrt(np.maximum(view[:, :1], 1e-9)) for view in summed)
        chances = 1.0 / (1.0 + np.exp(-odds))
        return np.asarray(chances / np.maximum(1.0, chances.sum(1, keepdims=True)))

    def _views(self, found: Sequence[Unit]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return what the letters of each word add, and what each word and its pairs add; both of one length later."""
        if not found:
            return (np.zeros((1, len(self._model.bias) + 1)),) * 2
        letters = np.array([self._letters(word) for unit in found for word in unit.words])
        terms = self._model.rows(term_codes([term for unit in found for term in unit.terms]))
        sizes = ([len(unit.words) for unit in found], [len(unit.terms) for unit in found])
        begins = (np.cumsum([0, *size[:-1]]) for size in sizes)
        by_word = [
            np.add.reduceat(view, begin, 0, np.float64) for view, begin in zip((letters, terms), begins, strict=True)
        ]
        return by_word[0], by_word[1]

    def weightiest(self, message: Message, year: int, kind: Kind) -> list[str]:
        """Return the words, as typed, that speak most for a kind."""
        column = 1 + self._model.names.index(kind)
        views = self._views(units(message, year))
        weight = sum(view[:, column] / np.sqrt(view[:, 0].sum() or 1) for view in views)
        spoken = {word.typed: float(one) for word, one in zip(message.words, weight, strict=False)}
        return [word for word in sorted(spoken, key=lambda one: -spoken[one])[:MOST_NAMED] if spoken[word] > 0]


def _windows(message: Message) -> list[tuple[int, int]]:
    """Return where the parts of a long message begin and end that are read as one: it, its windows and sentences."""
    size = len(message.words)
    ends = [at for at in range(1, size) if _is_end(message, at)]
    windows = [(start, min(start + WINDOW, size)) for start in range(0, size - WINDOW // 2, WINDOW // 2)]
    return [(0, size), *windows, *pairwise((0, *ends, size))]


def _is_end(message: Message, at: int) -> bool:
    """Return whether a sentence ends before this word."""
    before, clause = message.words[at - 1].clause, message.words[at].clause
    return before != clause and not message.stops.isdisjoint(range(before, clause))


def _judged(chances: NDArray[np.float64]) -> Assessment:
    """Return what probabilities mean: the likelier of danger and warning, an alarm where it is sure enough."""
    of = dict(zip(KINDS, chances.tolist(), strict=True))
    harm, sad, warned = (sum(of[kind] for kind in kinds) for kinds in (_DANGER, _DESPAIR, WARNED))
    likeliest = partial(max, key=of.__getitem__)
    if harm >= max(ALARM_AT, warned):
        return Assessment(likeliest(_DANGER), "danger", harm)
    if sad >= max(DESPAIR_AT, warned):
        kind = likeliest(_DESPAIR)
        return Assessment(kind, "danger" if kind is Kind.DESPAIR_NOW else "doubtful", sad)
    level: Level = "doubtful" if harm >= ASK_AT else "none"
    if warned >= max(WARN_AT, harm):
        return Assessment(likeliest(WARNED), level, warned)
    return Assessment(likeliest(_DANGER), level, harm) if level == "doubtful" else Assessment()


@lru_cache(maxsize=1)
def _shipped() -> DangerReader:
    stored = model_cache.read(WEIGHTS)
    if stored is None or tuple(stored.about["names"]) != KINDS:
        raise Damaged(f"{WEIGHTS.name} is missing or of another version")
    return DangerReader(LinearModel(stored.about["names"], stored.arrays))


def load() -> None:
    """Read the weights and the lexicon now, instead of while somebody waits. Raises Damaged."""
    _shipped()
    reader()


@lru_cache(maxsize=KEPT)
def _assessed(text: str, year: int) -> Assessment:
    """Return what a text tells, read by parts: of a long one, a reader leaves words out."""
    parts = [text[at : at + PART + OVERLAP] for at in range(0, max(1, min(len(text), READ)), PART)]
    found = [_shipped().assess(read(part), year) for part in parts]
    return max(found, key=lambda one: (LEVELS.index(one.level), one.probability))


def assess(turns: Sequence[str] | str, today: date | None = None) -> Assessment:
    """Return what the last message tells, with the two before it where it goes on with what these tell.

    `today`: what years of birth are counted from. Any string is accepted.
    """
    turns = (turns,) if isinstance(turns, str) else tuple(turns)
    if not turns:
        return Assessment()
    year = today.year if today else LEARNT_IN
    alone = _assessed(turns[-1], year)
    if names_only_people(read(turns[-1]).readings):
        alone = Assessment()  # "suami saya" tells nothing yet
    if alone.level == "danger" and pleads(turns[-1]):
        alone = replace(alone, level="doubtful")  # "tolong saya" may ask for anything
    before = turns[-1 - EARLIER : -1]
    if not before or alone.level == "danger" or any(_assessed(one, year).level == "danger" for one in before):
        return alone
    together, without = (_assessed("\n".join(part), year) for part in ((*before, turns[-1]), before))
    adds = together.level != "none" or together.kind is not Kind.NONE
    grows = (together.kind, together.level) != (without.kind, without.level)
    if adds and grows and together.probability > alone.probability:
        return replace(together, together=True)
    return alone


def reasons(turns: Sequence[str], today: date | None = None) -> tuple[str, ...]:
    """Return a sentence with the words that weighed most, for a person to check; none where nothing is heard."""
    told = assess(turns, today)
    if told.kind is Kind.NONE:
        return ()
    message, year = read(turns[-1]), today.year if today else LEARNT_IN
    words = ", ".join(f"“{word}”" for word in _shipped().weightiest(message, year, told.kind))
    return (f"{_HEARD[told.kind]} ({told.probability:.0%}), terutama karena {words}.",) if words else ()


def pleads(text: str) -> bool:
    """Return whether a message only pleads, fears or asks what to do: "tolong", "saya takut", "terus bagaimana?"."""
    words = set(read(text).readings)
    return bool(words) and words <= _PLEA


def names_only_people(readings: Iterable[str]) -> bool:
    """Return whether no more is said than people: "adik saya"."""
    return _PEOPLE.issuperset(readings)


def speaks_of_paying(text: str) -> bool:
    """Return whether a call for help speaks of money that somebody is to pay."""
    return not _PAYING.isdisjoint(read(text).readings)
