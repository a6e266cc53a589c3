"""Guided checks: a few questions with choices, then a finding with its reasons. Values, the way through, typed answers.

A check ends at a choice that names its finding or that says that somebody is in danger, and where enough answers have
each been a red sign by themselves; else after its last question, with the finding that the points have reached.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from rapidfuzz.distance import OSA

from bot.helpdesk.model.events import is_question
from bot.helpdesk.model.people import CheckAnswer
from bot.matching.lexicon import NOT_WORDS
from bot.matching.read import read, stem

RED = "merah"
"""The finding that counts as an early warning, whichever check it belongs to."""
ENOUGH_RED = 2
"""Answers, each of them enough for the red finding, after which nothing more needs to be asked."""
SEVERAL = "lebih dari satu"
"""The choice, in whatever letters, behind which those before it are marked that all hold."""
DANGER = "bahaya"
"""What is counted, in the place of a finding, when a check ends because somebody is in danger."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer. `words`: what people type for it. `reason`: what a finding says where this was chosen.

    At most one of the last three holds; without any, the question says what comes next.
    """

    text: str
    words: tuple[str, ...] = ()
    points: int = 0
    reason: str | None = None
    leads_to: str | None = None
    finding: str | None = None
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One step. `short`: what it asks for, in two or three words, for a list.

    `leads_to`: the next question's id; None is the one that follows in the file, or the end.
    """

    id: str
    text: str
    short: str
    choices: tuple[Choice, ...] = ()
    leads_to: str | None = None

    @property
    def several(self) -> int | None:
        """Return the number of the choice that says that several hold; None where the question has none."""
        return next((place for place, one in enumerate(self.choices) if plain(one.text) == SEVERAL), None)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check comes to. `from_points`: reached from so many points on; None: only by a choice that names it.

    `officer`: it offers to send the answers to the officer. `entry`: the FAQ's entry that tells more.
    """

    id: str
    title: str
    text: str
    from_points: int | None = None
    officer: bool = False
    entry: str | None = None


@dataclass(frozen=True, slots=True)
class GuidedCheck:
    """A whole check. Texts may hold placeholders. `under`: the entries under whose answers it is offered.

    `version` changes with the content, so that answers to other questions are not taken for answers to these.
    `closing`: where the findings' facts come from. `names`: what people type to begin it.
    """

    id: str
    title: str
    opening: str
    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]
    command: str | None = None
    under: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    version: str = ""
    closing: str = ""

    def question(self, name: str) -> Question | None:
        """Return the question with this id."""
        return next((one for one in self.questions if one.id == name), None)


Position: TypeAlias = Question | Finding | str
"""Where somebody stands: at a question, at a finding, or, as `DANGER`, where help is called."""


def position(check: GuidedCheck, answers: tuple[CheckAnswer, ...]) -> Position | None:
    """Return where somebody stands who gave these answers; None when they are no way through this check."""
    here: Position = check.questions[0]
    red = next((one for one in check.findings if one.id == RED and one.from_points), None)
    for count, given in enumerate(answers, 1):
        if not isinstance(here, Question) or given.question != here.id or not fits(here, given):
            return None
        so_far = [choice.points for _, choices in _given(check, answers[:count]) for choice in choices]
        reached = [one for one in check.findings if one.from_points is not None and one.from_points <= sum(so_far)]
        step = _after(check, here, here.choices[given.choice or 0]) or max(
            reached, key=lambda one: one.from_points or 0, default=None
        )
        if step is None:
            return None
        severe = red is not None and sum(points >= (red.from_points or 0) for points in so_far) >= ENOUGH_RED
        here = red if red and severe and isinstance(step, Question) else step
    return here


def fits(question: Question, given: CheckAnswer) -> bool:
    """Return whether this can be an answer to the question."""
    return given.choice is not None and all(0 <= one < len(question.choices) for one in (given.choice, *given.more))


def _after(check: GuidedCheck, question: Question, choice: Choice) -> Position | None:
    """Return what follows an answer; None where the points decide."""
    if choice.danger:
        return DANGER
    if choice.finding:
        return next((one for one in check.findings if one.id == choice.finding), None)
    if named := choice.leads_to or question.leads_to:
        return check.question(named)
    place = check.questions.index(question) + 1
    return check.questions[place] if place < len(check.questions) else None


def reasons(check: GuidedCheck, answers: tuple[CheckAnswer, ...]) -> tuple[str, ...]:
    """Return why the finding is what it is: the reasons of the chosen answers, the gravest first."""
    counted = [choice for _, choices in _given(check, answers) for choice in choices if choice.reason]
    return tuple(choice.reason or "" for choice in sorted(counted, key=lambda choice: -choice.points))


def answers_summary(check: GuidedCheck, answers: tuple[CheckAnswer, ...]) -> tuple[tuple[str, str, bool], ...]:
    """Return the answers to read: what was asked for, what was answered, and whether it gave points."""
    given = _given(check, answers)
    return tuple((q.short, ", ".join(one.text for one in more or [top]), top.points > 0) for q, (top, *more) in given)


def _given(check: GuidedCheck, answers: tuple[CheckAnswer, ...]) -> Iterator[tuple[Question, list[Choice]]]:
    for given in answers:
        question = check.question(given.question)
        if question is not None and fits(question, given):
            yield question, [question.choices[one or 0] for one in (given.choice, *given.more)]


def ways_on(check: GuidedCheck, question: Question) -> tuple[Question | None, ...]:
    """Return the questions that can follow one; None stands for an end."""
    steps = (_after(check, question, choice) for choice in question.choices)
    return tuple(dict.fromkeys(step if isinstance(step, Question) else None for step in steps))


def still_to_come(check: GuidedCheck, question: Question) -> int:
    """Count the questions that are left at most, with this one. The check has no circle, as its file was checked."""
    return 1 + max((still_to_come(check, step) for step in ways_on(check, question) if step), default=0)


LONGEST_ANSWER = 8
"""Words; who writes more than that tells something else, which is not squeezed into a choice."""
LONG = 6
"""Letters of a word from which on a slip is no other word."""
SHORT = 5
"""Words of the longest text that is asked about where it holds the words of several choices."""
_LINES = Path(__file__).with_name("besides.tsv").read_text("utf-8").splitlines()
_WORDS = {kind: frozenset(words.split()) for kind, _, words in (line.partition("\t") for line in _LINES)}
"""What else may be said: before a "no", beside a choice, an age, about a result; the first; the last."""
_NUMBERS = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh")
_DIGIT = "|".join(_NUMBERS[:9])
_TENS = re.compile(rf"\b(?:({_DIGIT}) puluh(?: ({_DIGIT}))?|({_DIGIT}) belas|sebelas)\b")
_PLACES = {word: place for place, word in enumerate(_NUMBERS)} | dict.fromkeys(_WORDS["first"], 0)
_PLACES |= dict.fromkeys(_WORDS["last"], -1)
_POINTING = "yang|yg|nang|no|nomor|nmr|nomer|pilihan|jawaban|pilih|paling|itu|ini|ke|ka|i?ya|pak|bu|saja|aja|haja|ja"
_PLACE = re.compile(rf"(?:(?:{_POINTING}) ?)*(\d{{1,2}}|{'|'.join(_PLACES)}|\bitu)(?: (?:{_POINTING}))*")
_SPAN = re.compile(r"(\d{1,2})-(\d{1,2})")
"""Two numbers among the words of a choice: each number from one to the other means it ("18-99": an age)."""
_SEVERAL = re.compile(r"(?:(?:no|nomor) )?\d{1,2}(?: (?:(?:dan|sama|lawan|dengan) )?\d{1,2})+")
_UNSURE = frozenset({"tahu", "tau", "ingat", "inget", "yakin", "paham", "jelas"})
NOT_KNOWN = "tidak tahu"
STOP = frozenset({"berhenti", "stop", "batal", "keluar", "stop dulu", "batal saja", "ga jadi", "gak jadi", "kada jadi"})
BACK = frozenset({"kembali", "sebelumnya", "mundur", "ulang tadi", "kembali dulu", "salah pencet", "salah tekan"})
_BESIDES = _WORDS["no"] | _WORDS["any"]
"""Words beside a choice that say nothing else; so do those of the question and its choices, unless they ask."""
_AGE = (_BESIDES - {"orang"}) | _WORDS["age"]
_BORN = re.compile(r"\b(?:ke)?lahir(?:an)?\b.*\b((?:19|20)\d\d)\b")
YES_OR_NO = _BESIDES | NOT_WORDS | {"lanjut", "mau", "boleh", "sudah", "ada", "inggih"}


def about_result(text: str) -> bool:
    """Return whether a text says nothing besides what is asked about a result: "jadi boleh ga", "udah bayar gimana"."""
    words = _read(plain(text))
    beside = _BESIDES | NOT_WORDS | {*_NUMBERS, *filter(str.isdecimal, words)}
    return _only(words, beside | _WORDS["result"]) and not _only(words, beside)


def nods(text: str) -> bool:
    """Return whether a text is no more than a yes: "iya pak", "oke kirim aja"."""
    words = frozenset(_read(plain(text)))
    return "?" not in text and words <= _BESIDES | _WORDS["yes"] and not words.isdisjoint(_WORDS["yes"])


@lru_cache(4096)
def plain(text: str) -> str:
    """Return the text without capitals and signs, its words one space apart."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def place_named(text: str, of: int) -> int | None:
    """Return which of so many a text names: "no 2", "nang pamulaan", "yg terakhir", "itu" of one only; from 0 on."""
    found = _PLACE.fullmatch(plain(text))
    if found is None or (found[1] == "itu" and of != 1):
        return None
    place = int(found[1]) - 1 if found[1].isdecimal() else _PLACES.get(found[1], 0)
    return place % of if -1 <= place < of and found[1] != "0" else None


@lru_cache(1024)
def fitting(question: Question, text: str, year: int, *, loosely: bool = False) -> tuple[int, ...]:
    """Return the numbers of the choices that the text can mean: several where a short one names several.

    It holds nothing besides, but where `loosely` whatever does not turn it round: a guess, which is asked about.
    `year`: in which it is written, for the age of who tells when he was born.
    """
    said, at = plain(text), place_named(text, len(question.choices))
    if at is not None:
        # "3" may be what was asked for, too: how many words a name has
        named = {place for place, one in enumerate(question.choices) if not {said, _NUMBERS[at]}.isdisjoint(one.words)}
        return tuple(sorted(named | {at}))
    words, count = _read(said), len(said.split())
    if not said or (count > LONGEST_ANSWER and not loosely):
        return ()
    if _SEVERAL.fullmatch(said):
        return tuple(place for place in range(len(question.choices)) if str(place + 1) in said.split())
    besides, ages = _words_of(question), _ages(said, year)
    found: dict[int, set[str]] = {}
    for place, choice in enumerate(question.choices):
        # "kontraknya belum ada" is no "Tidak ada satu pun", which names none of the signs
        beside = _BESIDES if question.several is not None and place > question.several else besides
        spans = [range(int(span[1]), int(span[2]) + 1) for span in map(_SPAN.fullmatch, choice.words) if span]
        held = [{str(age)} for age in ages if any(age in span for span in spans)]
        for way in map(_read, map(plain, (choice.text, *choice.words))):
            besides_it = None if loosely and (len(way) > 1 or not _only(way, YES_OR_NO)) else beside
            # "ya, baik saja" is no call for help; a real one is heard before this
            if _holds(words, way, besides_it) and (not choice.danger or way == words):
                held.append(set(way))
        if held:
            found[place] = max(held, key=len)
    most = max(found.values(), key=len, default=set())
    # "belum punya" holds "punya" as a part of it; who names a sign ("turis, nanti diurus") knows of something
    points = {place: question.choices[place].points for place, own in found.items() if not own < most}
    gravest = max(points.values(), default=0)
    places = tuple(one for one in points if points[one] == gravest or plain(question.choices[one].text) != NOT_KNOWN)
    return places if len(places) == 1 or loosely or (count <= SHORT and "?" not in text) else ()


def named_with(check: GuidedCheck, text: str) -> str | None:
    """Return what a text tells besides a name of the check; None where it names none, or says anything else."""
    said, names = _read(plain(text)), [_read(plain(name)) for name in (check.title, *check.names)]
    besides = frozenset(filter(str.isdecimal, said)).union(*map(_words_of, check.questions))
    named = next((name for name in names if _holds(said, name, besides)), None)
    if named is None or "sudah" in said[: said.index(named[0])] or (is_question(text) and said != named):  # "sudah cek"
        return None
    return " ".join(word for word in said if word not in named)


def told(check: GuidedCheck, here: Question, text: str, year: int) -> tuple[CheckAnswer, ...]:
    """Return what parts of a text tell of this and later questions, where less than a quarter of one says more."""
    answers, later = list[CheckAnswer](), [one.id for one in check.questions[check.questions.index(here) :]]
    parts = [plain(part) for part in re.split(r"[,.;\n]+", text) if not is_question(part)]
    for part in filter(None, parts):
        words, found, rest = part.split(), list[CheckAnswer](), list[str]()
        telling = [word for word in words if word not in _BESIDES]
        while words:
            ends = range(min(len(words), LONGEST_ANSWER), 0, -1)
            to, given = next(((end, one) for end in ends if (one := _told_by(check, here, words[:end], year))), (1, []))
            rest += [] if given or words[0] in _BESIDES else words[:1]
            found, words = found + given, words[to:]
        if 4 * len(rest) < max(len(telling), 1) and NOT_WORDS.isdisjoint(_read(" ".join(rest))):
            answers += (one for one in found if one.question in later)
    vague = [one for one in answers if plain(answers_summary(check, (one,))[0][1]) == NOT_KNOWN]
    sure = {one.question for one in answers if one not in vague}  # "from Facebook, I do not know him" names it
    return tuple(one for one in dict.fromkeys(answers) if one not in vague or one.question in {here.id} - sure)


def _told_by(check: GuidedCheck, here: Question, words: Sequence[str], year: int) -> list[CheckAnswer]:
    """Return the answer that words give to a question, or to all of its name ("Negara"), of which one is asked."""
    held = {one: at[0] for one in check.questions if len(at := fitting(one, " ".join(words), year)) == 1}
    # "kerja" alone is what another question asks for
    asked = [word for one in check.questions if one not in held for word in _read(plain(one.text))]
    only_asked = (here not in held and _only(words, _BESIDES.union(asked, map(stem, asked)))) or words[0].isdecimal()
    told_once = len({one.short for one in held}) == 1 or _ages(" ".join(words), year)
    given = ((one, at) for one, at in held.items() if told_once and not only_asked and not one.choices[at].danger)
    return [CheckAnswer(one.id, at) for one, at in given if at < (one.several or len(one.choices))]


@lru_cache(256)
def _words_of(question: Question) -> frozenset[str]:
    """Return the words that say nothing else in an answer to the question."""
    own = (question.text, *(way for choice in question.choices for way in (choice.text, *choice.words)))
    words = {word for way in map(plain, own) for word in (*way.split(), *_read(way)) if not word.isdecimal()}
    return _BESIDES.union(word for word in (*words, *map(stem, words)) if not is_question(word))


def _ages(said: str, year: int) -> set[int]:
    """Return the age that is told, both where only the year of birth is; an amount or a duration is none."""
    if born := _BORN.search(said):
        return {year - int(born[1]) - 1, year - int(born[1])}
    words = _TENS.sub(_written, " ".join(word.reading for word in read(said).words)).split()
    numbers = [word for word in words if word.isdecimal()]
    return {int(numbers[0])} if len(numbers) == 1 and _only({*words} - {*numbers}, _AGE) else set()


@lru_cache(4096)
def _read(said: str) -> tuple[str, ...]:
    """Return the words as they are meant ("blm", "ja"), small numbers as words, "dua puluh lima" as 25."""
    words = [word.reading for word in read(said).words]
    words = [_NUMBERS[int(word) - 1] if re.fullmatch(r"[1-9]|10", word) else word for word in words]
    return tuple(_TENS.sub(_written, " ".join(words)).split())


def _written(number: re.Match[str]) -> str:
    tens, ones, teen = (_NUMBERS.index(word) + 1 if word else 0 for word in number.groups())
    return str(tens * 10 + ones if tens else 10 + (teen or 1))


def _holds(said: Sequence[str], way: Sequence[str], besides: frozenset[str] | None) -> bool:
    """Return whether the words of a way of saying a choice stand in what was said, in a row, and none but `besides`.

    A "not" that the way does not have turns its meaning round, so then it is not meant; "tidak tahu" says no "no".
    """
    if NOT_WORDS.issuperset(way) and not _UNSURE.isdisjoint(said):
        return False
    length, starts = len(way), range(len(said) - len(way) + 1)
    runs = (at for at in starts if all(map(_alike, said[at : at + length], way)))
    in_a_row = any(besides is None or _only((*said[:at], *said[at + length :]), besides) for at in runs)
    return bool(way) and in_a_row and NOT_WORDS.intersection(said) <= set(way)


def _only(words: Iterable[str], besides: frozenset[str]) -> bool:
    return all(word in besides or stem(word) in besides for word in words)


def _alike(said: str, word: str) -> bool:
    """Return whether it is the word, or a long one but for a letter after the first: "pambantu"."""
    long = min(len(said), len(word)) >= LONG and said[0] == word[0]
    return said == word or (long and OSA.distance(said, word, score_cutoff=1) <= 1)
