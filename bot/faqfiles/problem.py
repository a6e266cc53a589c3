"""A fault in the FAQ files: where it stands, how grave it is and, in one sentence, what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


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
        return {
            "path": self.place.path,
            "line": self.place.line,
            "column": self.place.column,
            "level": str(self.level),
            "code": self.code,
            "message": self.message,
        }


def errors_of(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return those problems that keep a FAQ from being used."""
    return tuple(problem for problem in problems if problem.level is Level.ERROR)


class FaqBroken(Exception):
    """The FAQ cannot be used; `problems` holds every fault, the errors among them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        errors = errors_of(problems)
        super().__init__(f"FAQ tidak bisa dipakai: {len(errors)} galat, yang pertama: {errors[0]}")
        self.problems = problems
