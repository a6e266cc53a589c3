"""What happens in a guided check: beginning it, answering by button or by typing, going back, stopping, ending."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.helpdesk.guided_checks.outcomes import found, in_danger, sent
from bot.helpdesk.guided_checks.prompts import Progress, asked, begin, stopped
from bot.helpdesk.guided_checks.typed_answers import (
    LONGEST_ANSWER,
    chosen,
    passes_over,
    wants_back,
    wants_to_go_on,
    wants_to_stop,
)
from bot.helpdesk.model.actions import Button, Outcome, Priority, Rows, Send
from bot.helpdesk.model.conversation_memory import CheckAnswer, Pause, StartedCheck, without_old_mark
from bot.helpdesk.model.entities import Resident
from bot.helpdesk.model.events import Attached, Commanded, Event, Pressed, Wrote
from bot.helpdesk.model.guided_checks import Danger, GuidedCheck, Position, Question, fits, position
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.replies import notice
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.talk import BESIDE_A_TICKET, talk_of
from bot.helpdesk.turn import ResidentTurn
from bot.matching.danger import WARNED, Kind
from bot.matching.entry import DecisionKind

EXPIRES_AFTER = timedelta(hours=6)
"""After so long nobody remembers what he has answered; a check that is taken up again begins anew."""
WORDS_BETWEEN = frozenset({"salam", "sapaan", "terima-kasih", "minta-petugas", "keluhan"})
"""Small talk that is answered as such; "bingung saya" is not, it is no answer yet."""
LONGEST_TYPED = 100
"""Characters of a typed answer; a longer text, or a question, is about something else."""
VERBS = (Verb.CHECK_BEGIN, Verb.CHECK_ANSWER, Verb.CHECK_BACK, Verb.CHECK_STOP, Verb.CHECK_CONTINUE, Verb.CHECK_SEND)


def on_command(turn: ResidentTurn[Commanded]) -> Outcome | None:
    """Begin a check by its own command; None for every other command."""
    check = next(
        (check for check in turn.policy.knowledge.guided_checks() if check.command == turn.event.command), None
    )
    return begin(_fresh(turn, check)) if check else None


def on_pressed(turn: ResidentTurn[Pressed]) -> Outcome:
    """Act on a check's button; one that fits nothing any more says so, or begins the check anew."""
    resident = turn.resident
    name, version = (*turn.event.args, "", "")[:2]
    check, started = _named(name, turn.policy), _going_on(resident, turn.now)
    if check is None:
        return turn.refuse(texts.CHECK_GONE)
    progress = _fresh(turn, check)
    if turn.event.verb == Verb.CHECK_BEGIN:
        return begin(progress)
    here = _place(started, turn.policy)
    mine = started is not None and started.check == check.id
    if isinstance(here, Question) and not (mine and (turn.event.verb == Verb.CHECK_STOP or version == check.version)):
        return turn.refuse(texts.CHECK_STALE)
    if turn.event.verb == Verb.CHECK_STOP:
        return stopped(resident, turn.event)
    if version != check.version or (mine and here is None):
        return begin(progress, texts.CHECK_CHANGED)
    if started is None or not mine:
        return begin(progress, texts.CHECK_OLD)
    return _pressed_at(here, progress.at(started), turn.event)


def _pressed_at(here: Position | None, progress: Progress, event: Pressed) -> Outcome:
    """Act on a button of the check that the resident is in, at the place where he stands."""
    place, number = (*event.args, "", "", "", "")[2:4]
    if event.verb == Verb.CHECK_SEND:
        return sent(progress, event, here)
    if event.verb == Verb.CHECK_CONTINUE and isinstance(here, Question):
        return asked(progress, here)
    if not isinstance(here, Question) or place != str(progress.check.questions.index(here)):
        return notice(progress.resident, event, texts.CHECK_STALE)
    if event.verb == Verb.CHECK_BACK:
        return _back(progress)
    given = CheckAnswer(here.id, int(number) if number else None)
    if not fits(here, given):
        return notice(progress.resident, event, texts.OLD_BUTTON)
    return _answered(progress, given)


def on_text(turn: ResidentTurn[Wrote]) -> Outcome | None:
    """Take a text as an answer in a check; None when it is for somebody else: danger, a ticket, another question."""
    listening = _listening(turn)
    if listening is None:
        return None
    progress, here = listening
    text, ticket = turn.event.text.strip(), turn.open
    if progress.started.pause:
        return _taken_up(progress, turn.event.text, here)
    if wants_to_stop(text):
        return stopped(turn.resident, turn.event)
    decision = turn.decided(text)
    known = decision.outcome in {DecisionKind.ANSWER, DecisionKind.REFER} and decision.confidence >= BESIDE_A_TICKET
    # what was typed may be a question of its own: one press hands it to the officer
    asking = progress.of(turn.resident.remember(question=text))
    if here is None:
        return None if known else _with_officer(begin(asking, texts.CHECK_CHANGED))
    if wants_back(text):
        return _back(progress)
    known = known or decision.act in WORDS_BETWEEN
    if here.choices:
        number = chosen(here, text)
        if number is not None:
            return _answered(progress, CheckAnswer(here.id, number))
        return None if known or ticket else _with_officer(asked(asking, here, texts.CHECK_UNCLEAR))
    if known or (ticket and len(text.split()) > LONGEST_ANSWER):
        return None
    if "?" in text or len(text) > LONGEST_TYPED:
        return _with_officer(asked(asking, here, texts.OTHER_QUESTION))
    return _answered(progress, CheckAnswer(here.id, None, "" if passes_over(text) else text[:LONGEST_TYPED]))


def _listening(turn: ResidentTurn[Wrote]) -> tuple[Progress, Question | None] | None:
    """Return the check that may take the text, and its question, None where the check has changed since it began.

    None when no check is under way, or when something else has the text: a ticket, or danger.
    """
    started, ticket = _going_on(turn.resident, turn.now), turn.open
    awaiting = turn.resident.memory.awaiting
    elsewhere = turn.target or talk_of(turn) or awaiting or (ticket and ticket.at_risk)
    if started is None or elsewhere or turn.event.forwarded:
        return None
    check, here = _named(started.check, turn.policy), _place(started, turn.policy)
    if check is None or (here is not None and not isinstance(here, Question)):
        return None
    decision = turn.decided(turn.event.text.strip())
    if decision.alarming or (decision.outcome is DecisionKind.WARN and decision.act != WARNED[Kind.RECRUIT]):
        return None
    return Progress(turn, check, started), here


def _taken_up(progress: Progress, text: str, here: Question | None) -> Outcome | None:
    """Take, after something else was spoken of, only a plain yes or no to "Mau dilanjutkan?" for the check."""
    wanted = wants_to_go_on(text)
    if wanted is None or progress.started.pause is not Pause.ASKED:
        return None
    if not wanted:
        return stopped(progress.resident, progress.turn.event)
    if here is None:
        return begin(progress, texts.CHECK_CHANGED)
    return asked(progress, here)


def add_resume_prompt(outcome: Outcome, turn: ResidentTurn[Event]) -> Outcome:
    """Add the way back to a check, once, to a message that the check did not take; never beside danger."""
    resident = outcome.resident
    if not isinstance(turn.event, Wrote | Attached | Commanded) or resident is None or outcome.erase is not None:
        return outcome
    started = _going_on(resident, turn.now)
    check = _named(started.check, turn.policy) if started else None
    untouched = started is not None and started == turn.resident.memory.check
    if started is None or check is None or not untouched or not isinstance(_place(started, turn.policy), Question):
        return outcome
    urgent = any(getattr(action, "priority", None) == Priority.EMERGENCY for action in outcome.actions)
    pause = Pause.SILENT if urgent or resident.memory.awaiting else started.pause or Pause.ASKED
    outcome = replace(outcome, resident=resident.remember(check=replace(started, pause=pause)))
    if started.pause or pause is Pause.SILENT:
        return outcome
    rows: Rows = (
        (
            Button(texts.B_CONTINUE, Verb.CHECK_CONTINUE, (check.id, check.version)),
            Button(texts.B_STOP, Verb.CHECK_STOP, (check.id,)),
        ),
    )
    note = Send(turn.event.address, texts.CHECK_UNFINISHED.format(title=check.title), rows, silent=True)
    return replace(outcome, actions=(*outcome.actions, note))


def forget_expired_check(turn: ResidentTurn[Event]) -> ResidentTurn[Event]:
    """Forget the answers of a check that nobody goes on with, and the mark of an old count."""
    resident = turn.resident
    memory = without_old_mark(resident.memory, turn.now)
    if memory.check and _going_on(resident, turn.now) is None:
        memory = replace(memory, check=None)
    return turn.of(resident if memory is resident.memory else replace(resident, memory=memory))


def _named(name: str, policy: Policy) -> GuidedCheck | None:
    return next((check for check in policy.knowledge.guided_checks() if check.id == name), None)


def _place(started: StartedCheck | None, policy: Policy) -> Position | None:
    """Return where a check stands; None when it has become another one since it was begun, or there is none."""
    check = _named(started.check, policy) if started else None
    return position(check, started.answers) if started and check and check.version == started.version else None


def _going_on(resident: Resident, now: datetime) -> StartedCheck | None:
    started = resident.memory.check
    return started if started and now - started.at <= EXPIRES_AFTER else None


def _with_officer(outcome: Outcome) -> Outcome:
    """Put the way to a person under the question's choices."""
    row = (Button(texts.B_ASK_OFFICER, Verb.ASK_OFFICER),)
    actions = tuple(
        replace(action, buttons=(*action.buttons, row)) if isinstance(action, Send) else action
        for action in outcome.actions
    )
    return replace(outcome, actions=actions)


def _answered(progress: Progress, given: CheckAnswer) -> Outcome:
    """Note an answer, and show what comes next: a question, the finding, or help."""
    check, started = progress.check, progress.started
    further = progress.at(replace(started, answers=(*started.answers, given), at=progress.turn.now))
    here = position(check, further.started.answers)
    if isinstance(here, Question):
        return asked(further, here)
    if isinstance(here, Danger):
        return in_danger(further)
    if here is None:
        return begin(progress, texts.CHECK_CHANGED)
    return found(further, here)


def _back(progress: Progress) -> Outcome:
    check, started = progress.check, progress.started
    fewer = replace(started, answers=started.answers[:-1])
    here = position(check, fewer.answers)
    opening = "" if started.answers else texts.CHECK_FIRST
    question = here if isinstance(here, Question) else check.questions[0]
    return asked(progress.at(fewer), question, opening)


def _fresh(turn: ResidentTurn[Event], check: GuidedCheck) -> Progress:
    """Return a check in which nothing has been answered yet."""
    return Progress(turn, check, StartedCheck(check.id, check.version, turn.now))
