"""How far a resident is in a guided check, and showing it: questions with buttons, in one message that changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.helpdesk.model.actions import Action, Button, Edit, Outcome, Rows, Send
from bot.helpdesk.model.conversation_memory import Pause, StartedCheck
from bot.helpdesk.model.entities import Resident
from bot.helpdesk.model.events import Event, Pressed
from bot.helpdesk.model.guided_checks import GuidedCheck, Question, still_to_come
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.turn import ResidentTurn

IN_A_ROW = 10
"""Characters of the longest label when a question's choices stand in one row."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A resident in a check. `started`: how far he has come; one that has not begun has no answers."""

    turn: ResidentTurn[Event]
    check: GuidedCheck
    started: StartedCheck

    @property
    def resident(self) -> Resident:
        """Who is asked."""
        return self.turn.resident

    def of(self, resident: Resident) -> Progress:
        """Return the same with the resident as he is now."""
        return replace(self, turn=self.turn.of(resident))

    def at(self, started: StartedCheck) -> Progress:
        """Return the same with other answers."""
        return replace(self, started=started)


def begin(progress: Progress, opening: str = "") -> Outcome:
    """Ask the first question, and drop earlier answers, of this check or another."""
    resident, check = progress.resident, progress.check
    begun = StartedCheck(check.id, check.version, progress.turn.now)
    waiting = replace(resident.remember(check=begun, awaiting=None), blocked_at=None)
    return asked(progress.of(waiting).at(begun), check.questions[0], opening)


def asked(progress: Progress, question: Question, opening: str = "") -> Outcome:
    """Ask the question where the resident is looking: in the pressed message, or below what he wrote."""
    resident, check, started, event = progress.resident, progress.check, progress.started, progress.turn.event
    worded = worder(resident, progress.turn.policy)
    if not started.answers:
        opening = "\n\n".join(part for part in (opening, worded(check.opening)) if part)
    number = len(started.answers) + 1
    of = len(started.answers) + still_to_come(check, question)
    heading = texts.check_heading(check.title, number, of)
    text = texts.check_question(heading, opening, worded(question.text), typed=not question.choices)
    fresh = isinstance(event, Pressed) and event.verb in {Verb.CHECK_BEGIN, Verb.CHECK_CONTINUE}
    actions = shown(event, text, _buttons(check, question, bool(started.answers)), below=fresh)
    return Outcome(
        actions=actions, resident=resident.remember(check=replace(started, at=progress.turn.now, pause=Pause.NONE))
    )


def _buttons(check: GuidedCheck, question: Question, back: bool) -> Rows:
    here = (check.id, check.version, str(check.questions.index(question)))
    choices = tuple(
        Button(f"{number}. {choice.text}", Verb.CHECK_ANSWER, (*here, str(number - 1)))
        for number, choice in enumerate(question.choices, 1)
    )
    beside = len(choices) <= 3 and all(len(choice.text) <= IN_A_ROW for choice in question.choices)
    rows: Rows = (choices,) if choices and beside else tuple((choice,) for choice in choices)
    if not choices:
        rows = ((Button(texts.B_SKIP, Verb.CHECK_ANSWER, here),),)
    leaving = (Button(texts.B_STOP, Verb.CHECK_STOP, (check.id,)),)
    return (*rows, ((Button(texts.B_CHECK_BACK, Verb.CHECK_BACK, here), *leaving) if back else leaving))


def stopped(resident: Resident, event: Event) -> Outcome:
    """Leave the check and forget its answers."""
    free = resident.remember(check=None)
    rows: Rows = ((Button(texts.B_MENU, Verb.MENU),),)
    return Outcome(actions=shown(event, texts.CHECK_STOPPED, rows), resident=free)


def shown(event: Event, text: str, rows: Rows, *, below: bool = False) -> tuple[Action, ...]:
    """Show a text in the pressed message, which changes; `below`, or without a press, as a new one."""
    if not isinstance(event, Pressed):
        return (Send(event.address, text, rows),)
    if below or event.message is None:
        return (Send(event.address, text, rows),)
    return (Edit(event.address, event.message, text, rows),)


def worder(resident: Resident, policy: Policy) -> Callable[[str], str]:
    """Return what fills a text's placeholders for one resident."""
    village = policy.directory.village_of(resident)
    return lambda text: policy.knowledge.worded(text, village) if text else ""
