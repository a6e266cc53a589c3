"""Detects that a resident, or someone they know, is in danger. Runs before everything else, on every message.

A linear model over ideas (`patterns`: who, what was done, in which mode), words, pairs of words and letter groups,
learnt from labelled messages in many voices (`train_danger`). It is shipped as text files, so that it works when the
FAQ is broken, and every emergency can name what raised it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from bot.matching.danger import affected_person, patterns, warning_classifier
from bot.matching.danger.features import IDEAS, WORDS, idea_features, normaliser, read, word_features
from bot.matching.danger.linear_model import LinearModel
from bot.matching.danger.patterns import BARE, DENIED, OWN, THING, Found, listed
from bot.matching.text.normalise import Message

Level = Literal["none", "doubtful", "danger"]
_LEVELS = ("none", "doubtful", "danger")
MODEL = Path(__file__).with_name("danger-model.tsv")
DANGER, DOUBTFUL = 0.48, 0.01
"""Probabilities from which an emergency is raised, and from which a gentle question is asked first: a missed call for
help is the dearer mistake by far, and the question costs an ordinary resident one tap (docs/experiments.md)."""
UNLIKELY = 0.12
"""Probability below which a doubtful danger is asked about only at the beginning of a conversation, beside what else
may be meant: parts of a story sound worse than the whole, and small talk stays small talk."""
WITHOUT_SIGN = 0.85
"""Probability from which an emergency is raised where only words speak for danger: no deed, force or plea was found."""
WINDOW, OVERLAP = 1000, 200
"""Characters that are read as one: in a longer story one call for help counts for little, and words are left unread."""
CLOSE, CLOSE_STEP, CLOSELY_SURE = 60, 20, 0.95
"""Characters of the pieces in which a text of many questions is looked at once more, and how sure a piece must be, with
a deed told in it: one call for help among a hundred questions counts for little even in a part."""
_ENDS = re.compile(r"[\n?!.;,]+")
MANY_WORDS = 400
"""Characters from which a text is looked at closely, too."""
READ_WHOLE = 5000
"""Characters up to which all of a text is read; a chat's message has at most 4,096."""
KEPT_ASSESSMENTS = 4096
"""Messages whose danger stays known: each is looked at when it arrives, and, in a backlog thousands of messages later,
when it is decided."""
MOST_SIGNS = 4
"""Signs that an emergency names."""
BY_EMPLOYER, VICTIM, FAMILY = "pmi-majikan-kasar", "tppo-korban-darurat", "tppo-keluarga-korban"
"""The emergency entries of the FAQ."""
_ABUSE = frozenset(
    {"beat", "rape", "injury", "mean", "starve", "bodymine", "sickdenied", "tool", "threat", "kill", "force"}
)
_OF_MONEY = frozenset({"taken", "flee", "deceived", "missing", "save"})
_PEOPLE = frozenset({"kin", "other", "their", "agent", "boss"})
_WHO = frozenset({"me", "kin", "other", "many", "now"})
_UNDER_WAY = frozenset({"transit", "transit2", "shelter", "missing", "save", "cry"})
_HOLDS = frozenset({"noexit", "confine", "lock", "chain", "hostage", "kidnap"})
_TRAFFIC = frozenset({"scam", "sold", "kidnap", "scamland", "ransom"})


@dataclass(frozen=True, slots=True)
class Assessment:
    """`signs`: what was noticed, in Indonesian; `entry`: the id of the emergency entry that fits best.

    `probability` (0..1): of danger; 0 where the level is "none". `log_odds`: the same on the models' own scale.
    `begun`: a deed is told, or a journey or a shelter. `held`: somebody cannot leave. `signed`: a deed or a sign is
    told; else only people, a country or the words speak for danger.
    """

    level: Level
    signs: tuple[str, ...] = ()
    entry: str = VICTIM
    probability: float = 0.0
    log_odds: float = -math.inf
    begun: bool = False
    held: bool = False
    signed: bool = False


_NO_DANGER = Assessment("none")


@lru_cache(maxsize=1)
def _model() -> LinearModel:
    return LinearModel(MODEL)


def load() -> None:
    """Read the model and its words now, instead of while somebody waits."""
    _model()
    normaliser()
    patterns.signs()
    patterns.acts()
    patterns.load(patterns.WARNING_IDEAS)
    affected_person.load()
    warning_classifier.load()


@lru_cache(maxsize=KEPT_ASSESSMENTS)
def assess(text: str) -> Assessment:
    """How dangerous a message sounds; a long one as dangerous as its most dangerous part. Any string is accepted."""
    whole = max((_assess(part) for part in _parts(text)), key=lambda one: (_LEVELS.index(one.level), one.probability))
    if whole.level == "danger" or not MANY_WORDS < len(text) <= READ_WHOLE:
        return whole
    pieces = (piece for part in _parts(text) for piece in _pieces_with_deeds(part))
    alarming = (one for one in map(_assess, pieces) if one.begun and one.probability >= CLOSELY_SURE)
    return next(alarming, whole)


def _pieces_with_deeds(text: str) -> Iterator[str]:
    """Yield the pieces of a text that name a deed, a journey or a shelter: only they are worth a closer look."""
    known, message = patterns.signs(), read(text)
    deeds = {
        message.words[one.start].typed.split()[0]
        for one in patterns.find(message)
        if one.idea in _UNDER_WAY or (one.idea in known and known[one.idea].grade == patterns.ACT)
    }
    # a word that was cleaned of signs may stand anywhere
    hidden = any(word not in text.lower() for word in deeds)
    for piece in _pieces(text) if deeds else ():
        if hidden or any(word in piece.lower() for word in deeds):
            yield piece


def _pieces(text: str) -> Iterator[str]:
    """Yield the sentences of a text; of one without end, pieces that overlap, each from the start of a word on."""
    for sentence in _ENDS.split(text):
        yield sentence[: 2 * CLOSE]
        for at in range(CLOSE_STEP, len(sentence) - CLOSE_STEP if len(sentence) > 2 * CLOSE else 0, CLOSE_STEP):
            start = sentence.find(" ", at, at + CLOSE_STEP) + 1 or at
            yield sentence[start : start + CLOSE]


def _parts(text: str) -> Iterator[str]:
    """Yield the beginning and the end, and what lies between where the text can have come from a chat."""
    if len(text) <= WINDOW:
        yield text
        return
    between = range(WINDOW - OVERLAP, len(text) - WINDOW, WINDOW - OVERLAP) if len(text) <= READ_WHOLE else ()
    for start in (0, *between, len(text) - WINDOW):
        yield text[start : start + WINDOW]


def _assess(text: str) -> Assessment:
    model, message = _model(), read(text)
    found = patterns.find(message)
    modes = patterns.modes_of(message, found)
    ideas = idea_features(text, message, modes, found)
    (score,) = model.scores(ideas, message.readings)
    probability = 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
    signed = has_sign(modes)
    level = level_of(probability, signed)
    if level == "none" or (probability < UNLIKELY and not _tells_anything(found)):
        return _NO_DANGER
    if _is_only_money(message, modes) or _awaits_news(modes, found) or names_only_people(message.readings):
        return _NO_DANGER
    if _is_only_unpaid(message, modes):
        level = "doubtful"
    signs = _signs(message, modes, model.weights(IDEAS, ideas)) or _heaviest_words(model, message.readings)
    held = any(one.idea in _HOLDS and mode in (OWN, BARE) for one, mode in modes)
    return Assessment(level, signs, _entry(message, found), probability, score, _is_begun(modes, found), held, signed)


def _tells_anything(found: Sequence[Found]) -> bool:
    """Return whether more is named than people: on a scrap like "hari Kamis" the model has nothing to go by."""
    return any(one.idea not in _WHO and not one.idea.startswith("!") for one in found)


def has_sign(modes: Sequence[tuple[Found, str]]) -> bool:
    """Return whether there is an act or a sign that is neither denied nor about a thing."""
    return any(mode not in (DENIED, THING) for _, mode in modes)


def names_only_people(readings: Iterable[str]) -> bool:
    """Return whether nothing is told, and no help is asked for: "adik saya"."""
    return _people().issuperset(readings)


@lru_cache(maxsize=1)
def _people() -> frozenset[str]:
    return listed("@relative", "@attribute", "@he") | patterns.load().lists["@me"]


def _is_only_money(message: Message, modes: Sequence[tuple[Found, str]]) -> bool:
    """Return whether somebody ran away with money, and nothing worse is told: "uang saya dibawa kabur sponsor"."""
    if not {one.idea for one, _ in modes} <= _OF_MONEY:
        return False
    return any(one.idea == "money" for one in patterns.find(message, patterns.WARNING_IDEAS))


def _awaits_news(modes: Sequence[tuple[Found, str]], found: Sequence[Found]) -> bool:
    """Return whether nothing is told but that an office sends no news: "foto minggu lalu, belum ada kabar"."""
    ideas = {one.idea for one in found}
    return {one.idea for one, _ in modes} == {"missing"} and "!office" in ideas and _PEOPLE.isdisjoint(ideas)


def _is_only_unpaid(message: Message, modes: Sequence[tuple[Found, str]]) -> bool:
    """Return whether wages are owed, and nothing worse is told than that somebody cries about it."""
    if not {one.idea for one, _ in modes} <= {"cry"}:
        return False
    return any(one.idea == "unpaid" for one in patterns.find(message, patterns.WARNING_IDEAS))


def _is_begun(modes: Sequence[tuple[Found, str]], found: Sequence[Found]) -> bool:
    """Return whether more than an offer is told: a deed that is neither denied nor a thing's, a journey, a shelter."""
    return any(one.idea in _UNDER_WAY for one in found) or _tells_deed(modes)


def _tells_deed(modes: Sequence[tuple[Found, str]]) -> bool:
    known = patterns.signs()
    return any(known[one.idea].grade == patterns.ACT and mode not in (DENIED, THING) for one, mode in modes)


def level_of(probability: float, signed: bool) -> Level:
    """Return the level for a probability of danger, with or without an act or sign to show for it."""
    if probability < DOUBTFUL:
        return "none"
    return "danger" if probability >= (DANGER if signed else WITHOUT_SIGN) else "doubtful"


def _signs(message: Message, modes: Sequence[tuple[Found, str]], weights: Mapping[str, float]) -> tuple[str, ...]:
    """Return the weightiest acts and signs, each with the resident's own words."""
    known = patterns.signs()
    heaviest: dict[str, tuple[float, str]] = {}
    for one, mode in modes:
        weight = weights.get(one.idea, 0.0) + weights.get(f"{one.idea} {mode}", 0.0)
        if mode not in (DENIED, THING) and (one.idea not in heaviest or weight > heaviest[one.idea][0]):
            typed = dict.fromkeys(word.typed for word in message.words[one.start : one.end])
            heaviest[one.idea] = (weight, f"{known[one.idea].text} (“{' '.join(typed)}”)")
    best = sorted(heaviest.items(), key=lambda item: (known[item[0]].grade != patterns.ACT, -item[1][0]))
    return tuple(text for _, (_, text) in best[:MOST_SIGNS])


def _heaviest_words(model: LinearModel, words: Sequence[str]) -> tuple[str, ...]:
    known = model.weights(WORDS, word_features(words))
    heaviest = [word for word in sorted(known, key=lambda word: -known[word])[:MOST_SIGNS] if known[word] > 0]
    return (f"terdengar seperti permintaan tolong: {', '.join(heaviest)}",) if heaviest else ()


def _entry(message: Message, found: Sequence[Found]) -> str:
    """Return the emergency entry that fits: for somebody who writes of another, or for the one in danger."""
    if affected_person.writes_of_another(message, found):
        return FAMILY
    ideas = {one.idea for one in found}
    return BY_EMPLOYER if "boss" in ideas and _ABUSE & ideas and not _TRAFFIC & ideas else VICTIM
