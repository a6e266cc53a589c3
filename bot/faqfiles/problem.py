"""What is wrong with the FAQ: rules, the faults that they find in the model or in a file, and problems with a place."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from bot.faqfiles.lint.letters import visible

if TYPE_CHECKING:
    from bot.faqfiles.lint.subject import Subject

Path = tuple[str | int, ...]
"""The way to a value: in the model from a kind and an id ("entri", "paspor-biaya") on, in a file from its fields on."""


class Level(StrEnum):
    """How grave a problem is: the bot refuses a FAQ with errors, warnings only ask for care."""

    ERROR = "galat"
    WARNING = "peringatan"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a file; line and column count from 1, as editors do."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault; `message` is an Indonesian sentence that ends with the fix, `code` names its rule."""

    place: Place
    level: Level
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.level}: {self.message} ({self.code})"

    def as_json(self) -> dict[str, str | int]:
        """Return the object that `faq check --format json` prints."""
        return {**asdict(self.place), "level": str(self.level), "code": self.code, "message": self.message}


def errors_of(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return those problems that keep a FAQ from being used."""
    return tuple(problem for problem in problems if problem.level is Level.ERROR)


class FaqBroken(Exception):
    """The FAQ cannot be used; `problems` holds every fault, the errors among them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        errors = errors_of(problems)
        super().__init__(f"FAQ tidak bisa dipakai: {len(errors)} galat, yang pertama: {errors[0]}")
        self.problems = problems


@dataclass(frozen=True)
class Rule:
    """A rule of `faq check`; `faq rules CODE` shows its manual. `strict_on_release`: an error before a release.

    `look` finds its faults in the model; None: the reader of the files finds them.
    """

    code: str
    written: str
    level: Level = Level.ERROR
    strict_on_release: bool = False
    look: Callable[[Subject], Iterator[Fault]] | None = None

    @property
    def manual(self) -> str:
        """What the rule is for, without the indentation in which it is written here."""
        return inspect.cleandoc(self.written)

    def at(self, place: Place, sentence: str) -> Problem:
        """Return the problem that this rule reports at a place."""
        # One line, also where the sentence quotes a text of several lines: a problem is a line of the report.
        return Problem(place, self.level, self.code, visible(" ".join(sentence.split())))


class Fault(NamedTuple):
    """What a rule found wrong at a path, or at the first `fragment` of the text there; `key`: in the field's name.

    `other`: where the text stands that it is at odds with, which is said behind the sentence.
    """

    path: Path
    sentence: str
    fragment: str = ""
    key: bool = False
    other: Path = ()


Found = tuple[Rule, Fault]


def rule(
    code: str, level: Level = Level.ERROR, *, strict_on_release: bool = False
) -> Callable[[Callable[[Subject], Iterator[Fault]]], Rule]:
    """Make a rule of a function that yields every fault; its docstring is the manual."""

    def make(look: Callable[[Subject], Iterator[Fault]]) -> Rule:
        return Rule(code, look.__doc__ or "", level, strict_on_release, look)

    return make


class Unchangeable(Exception):
    """A file is not built as it must be for a change; the text says how, in Indonesian."""
