"""What the page asks of the application beside the staff's desk: who may come in, and work on one entry as a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.helpdesk.model.staff import Member
from bot.helpdesk.staff.ports import EntryLine, Saved

UNSIGNED, OVERDUE, DUE, THIN = "ttd", "lewat", "segera", "tipis"
COLLIDING, NEVER_ASKED, DISLIKED = "tabrakan", "sepi", "jempol"
"""The states by which the list of entries can be narrowed; their names stand in the texts."""


class Authenticator(Protocol):
    """Who may come in."""

    async def redeem(self, token_hash: str) -> Member | None:
        """Use a one-time link up; whose it was, or None when it is unknown, used or expired."""

    async def member(self, id: str) -> Member | None:
        """Return the member, unless he is no longer on the staff."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """Where a fact stands, as typed."""

    title: str
    url: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class EntryForm:
    """An entry as staff edit it; all of it as typed.

    `numbers`: numbers of the answers that the topic's list has yet to hold, with the fact that each comes from.
    """

    id: str
    question: str
    label: str
    lead: str
    details: str
    related: tuple[str, ...]
    sources: tuple[SourceText, ...]
    review_by: str
    owner: str
    phrasings: tuple[str, ...]
    tests: tuple[str, ...]
    numbers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """An entry to be worked on. `seen`: names what stood when it was read; `changed`: who saved it last, and when."""

    form: EntryForm
    seen: str
    line: EntryLine
    topic: str
    facts: tuple[str, ...]
    changed: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else has saved the entry meanwhile: `changed` says who and when, `now` is what stands there."""

    changed: str
    now: OpenEntry


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with what is typed. `field`: the form's field; `grave`: it cannot be saved so."""

    field: str
    sentence: str
    grave: bool


@dataclass(frozen=True, slots=True)
class EntryPreview:
    """An entry as typed, as a resident of a village would see it: the message in the help desk's marks, its buttons."""

    message: str
    buttons: tuple[tuple[str, ...], ...]
    lead_length: int
    details_length: int


@dataclass(frozen=True, slots=True)
class TrialResult:
    """What the bot would do with a text: in words, with the entries (id, question) it thinks of, and why."""

    outcome: str
    entries: tuple[tuple[str, str, float], ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in the list. `states`: keys of `states.STATES`."""

    line: EntryLine
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form's lists offer."""

    villages: tuple[tuple[str, str], ...]
    topics: tuple[tuple[str, str], ...]
    entries: tuple[tuple[str, str], ...]
    owners: tuple[str, ...]
    fees: tuple[tuple[str, str], ...]


class EntryEditor(Protocol):
    """One entry as a form. `by`: who works on it. Raises Trouble."""

    async def choices(self) -> Choices: ...

    async def rows(self, by: Member, words: str) -> Sequence[Row]: ...

    async def open(self, by: Member, id: str) -> OpenEntry: ...

    async def save(self, by: Member, seen: str, form: EntryForm) -> Saved | Conflict: ...

    async def look(self, form: EntryForm, village: str) -> EntryPreview: ...

    async def faults(self, form: EntryForm) -> Sequence[Fault]: ...

    async def try_words(self, text: str) -> TrialResult: ...
