"""A task of a member of the staff with all that carrying it out needs, and what publishing would change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import NamedTuple

from bot.helpdesk.model.actions import Outcome, Rows, Send
from bot.helpdesk.model.markup import bold, split
from bot.helpdesk.model.staff import Form, FormKept, Member, Task
from bot.helpdesk.staff.menu import back, button
from bot.helpdesk.staff.ports import Proposed, Saved, Say, StaffDesk, Suggestions, unsaid
from bot.helpdesk.staff.requests import LONGEST, to
from bot.helpdesk.texts import kelola as texts

SHOWN_CHANGES = 3


@dataclass(frozen=True)
class TaskContext:
    """A task with all that carrying it out needs. `zone`: of the first office's clock; `staff`: everybody.

    `say`: tells the member at once what takes long.
    """

    desk: StaffDesk
    suggestions: Suggestions
    member: Member
    task: Task
    now: datetime
    zone: tzinfo
    staff: tuple[Member, ...] = ()
    say: Say = unsaid

    @property
    def args(self) -> tuple[str, ...]:
        """What the task is about."""
        return self.task.args

    def name_of(self, member: str) -> str:
        """Return a member's name; his id where he has left."""
        return next((one.name for one in self.staff if one.id == member), member)

    def says(self, text: str, rows: Rows = (), form: Form | None = None, *more: Send) -> Outcome:
        """Tell the member; his next message is for `form`."""
        kept = (FormKept(self.member.id, form),) if form else ()
        menu = (back(),) if self.member.roles or self.member.signs else ()
        return Outcome(actions=(*to(self.member, text, (*rows, *menu)), *more), staff=kept)


class TaskHandler(NamedTuple):
    """How a task is done. `slow`: the member first reads that it is under way."""

    run: Callable[[TaskContext], Awaitable[Outcome]]
    slow: bool = False


def saved(ask: TaskContext, done: Saved) -> Outcome:
    """Say that the draft has changed; testing it takes a minute, so that is done once somebody wants to publish."""
    rows: Rows = ((button(texts.B_LOOK, "beda"),),)
    return ask.says("\n\n".join([texts.SAVED, *saved_lines(done)]), rows)


async def difference(ask: TaskContext, done: Saved) -> Outcome:
    """Show what publishing would change, with the button that does it."""
    found = await ask.desk.propose(ask.member, ask.say)
    if not found.id:
        return ask.says(texts.NOTHING_NEW)
    rows: Rows = ((button(texts.B_PUBLISH, "terbit", found.id), button(texts.B_NO, "tidak")),)
    return ask.says("\n\n".join([_proposed(found), *saved_lines(done)]), rows)


def _proposed(found: Proposed) -> str:
    lines = [texts.PROPOSED, *(f"• {line.strip()}" for line in found.lines)]
    for change in found.changes[:SHOWN_CHANGES]:
        lines += ["", bold(change.id)]
        lines += [f"{texts.BEFORE}: {line}" for line in change.was]
        lines += [f"{texts.AFTER}: {line}" for line in change.becomes]
    shown = "\n".join(lines)
    shown = shown if len(shown) <= LONGEST else f"{split(shown, LONGEST)[0]}…"
    return f"{shown}\n\n{texts.NEEDS_SECOND}" if found.second else shown


def saved_lines(saved: Saved) -> list[str]:
    """Return the paragraphs about what new phrasings get today, and what should still be completed, if anything."""
    warnings = ["\n".join([texts.WARNINGS, *(f"• {one}" for one in saved.warnings)])] if saved.warnings else []
    return [*saved.today, *warnings]
