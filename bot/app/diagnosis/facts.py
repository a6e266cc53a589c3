"""The facts that `check` and `doctor` gather, as plain values. None stands for what was not examined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import OfficerSettings, Settings

if TYPE_CHECKING:  # `check` asks Telegram nothing, and its library takes half a second to import
    from bot.channels.telegram.examine import TelegramStatus


@dataclass(frozen=True)
class Files:
    """What was found on the disk. `faq`: how many files, or why there are none.

    `folders`: the free bytes where the bot writes; None where it may not.
    """

    secrets_open: str | None = None
    open_to_others: tuple[str, ...] = ()
    folders: Mapping[Path, int | None] = field(default_factory=dict)
    zones_missing: tuple[str, ...] = ()
    faq: int | str = 0
    faq_comes_with_start: bool = False
    danger: str = ""
    """Why the weights that hear danger cannot be used; empty where they can."""
    token: str = ""
    """Why the token cannot be one; empty where it looks right."""


@dataclass(frozen=True)
class Answers:
    """The FAQ as it was read. `learnt`: whether the matcher has learnt exactly this state."""

    entries: int
    errors: tuple[str, ...] = ()
    learnt: bool = False


@dataclass(frozen=True)
class Stored:
    """The database. `trouble`: why it cannot be used; `seen`: when a running bot last wrote its mark.

    `at_work`: whether a bot holds the database now.
    `officers`: those who count now, imported or of the settings.
    `alone`: the publishers for whom there is no second person.
    """

    trouble: str = ""
    joined: frozenset[str] = frozenset()
    seen: datetime | None = None
    waiting: datetime | None = None
    officers: tuple[OfficerSettings, ...] = ()
    at_work: bool = False
    alone: tuple[str, ...] = ()


@dataclass(frozen=True)
class Copies:
    """The folder of backups. `trouble`: why it cannot be read."""

    trouble: str = ""
    newest: datetime | None = None
    rehearsed: datetime | None = None


@dataclass(frozen=True)
class Facts:
    """Everything that the probes judge. `faults`: why the settings cannot be used; then nothing else was examined."""

    now: datetime
    config: str | None
    versions: Mapping[str, str]
    faults: str = ""
    settings: Settings | None = None
    files: Files | None = None
    answers: Answers | None = None
    stored: Stored | None = None
    copies: Copies | None = None
    telegram: TelegramStatus | None = None
