"""What happens in a guided check: beginning it, answering by button or by typing, going back, stopping, ending."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from bot.helpdesk.buttons import resident_button
from bot.helpdesk.model import guided_checks as model
from bot.helpdesk.model.actions import Action, Button, Edit, Outcome, Priority, Rows, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Attached, Commanded, Event, Pressed, Wrote, is_question
from bot.helpdesk.model.markup import bold, folded, paragraphs
from bot.helpdesk.model.people import DAY, CheckAnswer, Resident, StartedCheck, Step
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.ticket import CheckCount
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.tickets.intake import open_ticket, raise_emergency
from bot.helpdesk.tickets.lifecycle import BESIDE_A_TICKET, talk_of
from bot.helpdesk.turn import ResidentTurn, shown
from bot.matching.danger import WARNED, DangerKind
from bot.matching.entry import SUGGEST_AT, Decision, DecisionKind
from bot.matching.gate import EVEN

EXPIRES_AFTER = timedelta(hours=6)
"""After so long nobody remembers what he has answered; a check that is taken up again begins anew."""
MOST_ASIDE = 10
"""Sentences that fitted no choice, kept for the officer's card."""
FEW, HALF = 5, 23
"""Choices that are named in a sentence, and stand one a row; characters of a button that fits beside another."""


def on_command(turn: ResidentTurn[Commanded]) -> Outcome | None:
    """Begin a check by its own command; None for every other command."""
    check = next((one for one in turn.policy.knowledge.guided_checks() if one.command == turn.event.command), None)
    return _begun(turn, check, said=turn.event.argument) if check else None


@resident_button(Verb.CHECK_BEGIN, Verb.CHECK_ANSWER, Verb.CHECK_BACK, Verb.CHECK_STOP, Verb.CHECK_SEND)
def on_pressed(turn: ResidentTurn[Pressed]) -> Outcome:
    """Act on a check's button; one that fits nothing any more says so, or begins the check anew."""
    name, version = (*turn.event.args, "", "")[:2]
    verb, check, found = turn.event.verb, _named(name, turn.policy), _begun_before(turn)
    if check is None:
        return turn.refuse(texts.OLD_BUTTON)
    if verb == Verb.CHECK_BEGIN:
        return _begun(turn, check)
    mine = found is not None and found[0].check.id == check.id
    if asking(turn) and not (mine and (verb == Verb.CHECK_STOP or version == check.version)):
        return turn.refuse(texts.CHECK_STALE)
    if verb == Verb.CHECK_STOP:
        return stopped(turn)
    return found[0].pressed(found[1], turn.event) if found and mine else _begun(turn, check, texts.CHECK_ANEW)


def on_text(turn: ResidentTurn[Wrote]) -> Outcome | None:
    """Take a text as an answer in a check; None when it is for somebody else: danger, a ticket, another question."""
    found = listening(turn)
    if found is None:
        return None
    progress, here = found
    text, said = turn.event.text.strip(), model.plain(turn.event.text)
    decision = turn.decided(text)
    to_officer = decision.act == "minta-petugas" and decision.confidence >= EVEN
    nods, pause = model.nods(text), progress.started.pause
    if isinstance(here, model.Finding):
        if to_officer or (nods and (pause == "offered" or (not pause and "kirim" in said))):
            return progress.sent(here) if here.officer or progress.started.aside else None
        return None if pause == "silent" else progress.after(here, text, decision)
    sends = nods and "kirim" in said and pause in {"asked", "guessed"}
    if nods and pause == "guessed" and not sends:
        return progress.chosen(here, *model.fitting(here, progress.started.aside[-1], turn.now.year, loosely=True))
    # below a note a bare "iya" is no call for help yet
    calls = pause != "noted" or " " in said
    fitting = tuple(one for one in model.fitting(here, text, turn.now.year) if calls or not here.choices[one].danger)
    if said in model.STOP | model.BACK:
        return progress.back() if said in model.BACK else stopped(turn)
    told = () if fitting else model.told(progress.check, here, text, turn.now.year)
    own = fitting or tuple(sorted(one.choice or 0 for one in told if one.question == here.id))
    signs = tuple(place for place in own if place < (here.several or 0)) or own
    if not fitting and (sends or to_officer):
        return progress.sent(here) if sends or progress.started.answers or progress.started.aside else None
    if not fitting and not told and decision.act in texts.CHECK_WHICH and decision.confidence >= EVEN:
        return progress.not_understood(here, (), text, decision.act)
    if not fitting and (not told or is_question(text)) and _is_for_others(turn, text):
        return None
    guess = () if any(one.danger for one in here.choices) else model.fitting(here, text, turn.now.year, loosely=True)
    kept = progress.beside(text) if told else progress
    if len(signs) == 1 or (signs and here.several):
        return kept.chosen(here, *signs)
    return kept.ask(here, kept.noted(told)) if told and not own else kept.not_understood(here, own or guess, text)


def _is_for_others(turn: ResidentTurn[Wrote], text: str) -> bool:
    """Return whether a text is another question that the FAQ answers, small talk, or for a ticket; a word is a try."""
    decision, words = turn.decided(text), len(text.split())
    asks, sure, outcome = is_question(text), decision.confidence >= BESIDE_A_TICKET, decision.outcome
    known = outcome in {DecisionKind.ANSWER, DecisionKind.REFER} and (asks or (sure and (words > 2 or decision.alone)))
    guessed = asks and outcome is DecisionKind.SUGGEST and decision.confidence >= SUGGEST_AT
    # "bingung saya" is no answer yet
    talks = outcome is DecisionKind.SMALLTALK and decision.act != "bingung" and sure
    return talks or (words > 1 and (known or guessed)) or (turn.open is not None and words > model.LONGEST_ANSWER)


def listening(turn: ResidentTurn[Wrote]) -> tuple[Progress, model.Question | model.Finding] | None:
    """Return the check that may take the text, and its question, or finding; None for none, or a changed one."""
    ticket, found = turn.open, _begun_before(turn)
    elsewhere = turn.target or talk_of(turn) or turn.memory.phase or turn.event.forwarded
    if found is None or elsewhere or (found[0].started.pause == "silent" and asking(turn)):
        return None
    (progress, here), text = found, turn.event.text.strip()
    decision = turn.decided(text)
    # "16 tahun" is an answer to how old somebody is, and the check says the same; "mati" of a passport is no cry
    warned = decision.outcome is DecisionKind.WARN and decision.act != WARNED[DangerKind.RECRUIT]
    grave = warned or (decision.alarming and not model.YES_OR_NO.issuperset(model.plain(text).split()))
    if not isinstance(here, model.Question):
        grave = grave and not (model.about_result(text) and (warned or decision.doubtful))
        calm = not (grave or ticket or turn.urgent or turn.memory.feared)
        return (progress, here) if isinstance(here, model.Finding) and calm else None
    # beside an emergency its officer reads all that is no choice of a check which was begun, or gone on with, since
    told = decision.doubtful and not warned and not ticket and model.told(progress.check, here, text, turn.now.year)
    if (grave or (ticket and ticket.at_risk)) and not (told or model.fitting(here, text, turn.now.year)):
        return None
    return progress, here


def add_resume_prompt(outcome: Outcome, turn: ResidentTurn[Event]) -> Outcome:
    """Show a check's question again below what answers something else; beside danger nothing typed is an answer."""
    resident, event = outcome.resident, turn.event
    calmed = resident is not None and resident.memory.calmed == turn.now and not turn.urgent
    if not (calmed or isinstance(event, Wrote | Attached | Commanded)) or resident is None or outcome.erase is not None:
        return outcome
    found = _begun_before(turn.of(resident))
    if found is None or found[0].started != turn.memory.check:
        return outcome
    (progress, here), text = found, event.text.strip() if isinstance(event, Wrote) else ""
    decision = turn.decided(text) if text else Decision(DecisionKind.REPHRASE)
    if not isinstance(here, model.Question):
        behind = "" if decision.outcome is DecisionKind.SMALLTALK else "silent"
        return replace(outcome, resident=resident.remember(check=replace(progress.started, pause=behind)))
    warned = decision.outcome is DecisionKind.WARN or (decision.alarming and decision.doubtful)
    kept, told = progress.beside(text) if warned else progress, model.told(progress.check, here, text, turn.now.year)
    urgent = any(getattr(action, "priority", None) == Priority.EMERGENCY for action in outcome.actions)
    phase = resident.memory.phase
    # what is asked under an answer, or a photo, is asked no more where the check's question stands below it
    asked = getattr(phase, "yes", (Verb.PICK,))[0] in {Verb.PICK, Verb.ASK_OFFICER, Verb.DOCUMENT}
    free = asked and not isinstance(phase, Step)
    if free and not urgent and (calmed or progress.started.pause != "silent"):
        kept = replace(kept, turn=progress.turn.remember(phase=None), started=replace(kept.started, unclear=0))
        again = kept.ask(here, kept.noted(told) or texts.CHECK_KEPT if warned else "")
        return replace(outcome, resident=again.resident).then(*again.altered(lambda _: True, silent=True).actions)
    return replace(outcome, resident=resident.remember(check=replace(kept.started, pause="silent")))


def forget_expired_check(turn: ResidentTurn[Event]) -> ResidentTurn[Event]:
    """Forget the answers of a check that nobody goes on with, and the mark of an old count."""
    memory, yesterday = turn.memory, str((turn.now - DAY).date())
    if memory.check and turn.now - memory.check.at > EXPIRES_AFTER:
        turn = turn.remember(check=None)
    # a day more, for every zone
    return turn.remember(counted="") if memory.counted < yesterday else turn


def counted(turn: ResidentTurn[Any], check: str, finding: str) -> tuple[Resident, tuple[CheckCount, ...]]:
    """Count an ending, without a name, unless the mark that the resident gets says already that today's was counted."""
    day = turn.office.hours.day(turn.now)
    mark = f"{day} {check} {finding}"
    if turn.memory.counted == mark:
        return turn.resident, ()
    return turn.resident.remember(counted=mark), (CheckCount(day, turn.resident.village, check, finding),)


class Progress(Struct, frozen=True):
    """A resident in a check. `started`: how far he is."""

    turn: ResidentTurn[Event]
    check: model.GuidedCheck
    started: StartedCheck

    def ask(self, question: model.Question, opening: str = "", pause: str = "noted") -> Outcome:
        """Ask the question in the pressed message, or below what he wrote; with an officer's button but for a note."""
        check, started, event = self.check, self.started, self.turn.event
        before, officer = len(started.answers), pause != "noted"
        of = before + model.still_to_come(check, question)
        heading = texts.CHECK_PROGRESS.format(title=bold(check.title), number=before + 1, of=of)
        opening = f"{opening} {texts.CHECK_MARK if started.marked is not None else ''}".strip()
        first = "" if started.answers or officer else self.worded(check.opening)
        text = paragraphs(heading, opening, first, self.worded(question.text))
        rows = _buttons(check, question, started)
        if officer:
            rows = (*rows, (Button(texts.B_ASK_OFFICER, Verb.CHECK_SEND, (check.id, check.version)),))
        below = isinstance(event, Pressed) and event.verb == Verb.CHECK_BEGIN
        send = Send(event.address, text, rows) if below else shown(event, text, rows)
        now_here = replace(started, at=self.turn.now, pause=pause if opening else "")
        return Outcome(actions=(send,), resident=self.turn.resident.remember(check=now_here))

    def not_understood(self, question: model.Question, may_be: tuple[int, ...], text: str, act: str = "") -> Outcome:
        """Ask once more, naming the choices that it may be; for the third time go on as for who does not know."""
        guess, choices = len(may_be) == 1, question.choices
        kept = self.beside(text) if guess or (not may_be and not act and " " in text) else self
        unsure, times = model.fitting(question, model.NOT_KNOWN, self.turn.now.year), self.started.unclear
        if times >= len(texts.CHECK_UNCLEAR) and len(unsure) == 1 and not (act or guess):
            given = CheckAnswer(question.id, *unsure)
            return kept.chosen(question, *unsure) if self.started.marked else kept.answered(given, (given,))
        few = range(len(choices)) if act and len(choices) <= FEW else may_be
        named = ", ".join(f'"{choices[place].text}"' for place in few)
        unclear = f"{texts.CHECK_UNCLEAR[min(times, 1)]} {texts.CHECK_UNSURE * len(unsure)}"
        opening = texts.CHECK_GUESS if guess else texts.CHECK_WHICH[act] if act or may_be else unclear
        again = replace(kept, started=replace(kept.started, unclear=times + 1))
        return again.ask(question, opening.format(named=f": {named}" * bool(few)), "guessed" if guess else "asked")

    def beside(self, text: str) -> Progress:
        """Keep what was said for the officer's card, and for the questions that it may answer."""
        said = (*(one for one in self.started.aside if one != text), text)
        return replace(self, started=replace(self.started, aside=said[-MOST_ASIDE:]))

    def noted(self, given: tuple[CheckAnswer, ...], opening: str = "") -> str:
        """Say which answers were taken from what had been written."""
        named = "; ".join({short: said for short, said, _ in model.answers_summary(self.check, given)}.values())
        return f"{opening} {texts.CHECK_EARLY.format(noted=named) if named else ''}".strip()

    def after(self, finding: model.Finding, text: str, decision: Decision) -> Outcome | None:
        """Say the result in short to who asks about it, or says more, or "ya", after a red one; None for all else."""
        unknown = decision.outcome is not DecisionKind.SMALLTALK and decision.confidence < EVEN
        nods, told = model.nods(text), model.told(self.check, self.check.questions[0], text, self.turn.now.year)
        more = finding.id == model.RED and (nods or unknown or told) and not is_question(text)
        about = finding.id in texts.CHECK_MARKS and (more or model.about_result(text))
        return (self if nods else self.beside(text)).found(finding, shortly=True) if about else None

    def worded(self, text: str) -> str:
        """Fill a text's placeholders for the resident."""
        return self.turn.policy.knowledge.worded(text, self.turn.village) if text else ""

    def pressed(self, here: model.Position, event: Pressed) -> Outcome:
        """Act on a button of the check, at the place where the resident stands."""
        place, number = (*event.args, "", "", "", "")[2:4]
        if event.verb == Verb.CHECK_SEND:
            return self.sent(here)
        if not isinstance(here, model.Question) or place != str(self.check.questions.index(here)):
            return self.turn.refuse(texts.CHECK_STALE)
        if event.verb == Verb.CHECK_BACK:
            return self.back()
        given = CheckAnswer(here.id, int(number) if number else None)
        if not model.fits(here, given):
            return self.turn.refuse(texts.OLD_BUTTON)
        return self.chosen(here, given.choice or 0)

    def chosen(self, question: model.Question, *choices: int) -> Outcome:
        """Answer with a choice, or several signs; behind "Lebih dari satu" mark signs, which only a press unmarks."""
        marked, several, first = self.started.marked, question.several, choices[0]
        if several is None or (marked is None and len(choices) == 1 and first != several):
            return self.answered(CheckAnswer(question.id, first))
        signs, held = {choice for choice in choices if choice < several}, {*(marked or ())}
        now = tuple(sorted(held ^ signs if isinstance(self.turn.event, Pressed) else held | signs))
        if len(choices) == 1 and (signs or marked is None):
            return replace(self, started=replace(self.started, marked=now)).ask(question)
        one = now[0] if len(now) == 1 else several if now else first
        return self.answered(CheckAnswer(question.id, one, more=now if len(now) > 1 else ()))

    def answered(self, given: CheckAnswer, before: tuple[CheckAnswer, ...] = ()) -> Outcome:
        """Note an answer, and show what comes next: a question, the finding, or help. `before`: told before asked."""
        answers = (*self.started.answers, given)
        begun = replace(self.started, answers=answers, at=self.turn.now, marked=None, pause="", unclear=0)
        further = replace(self, started=begun)
        match model.position(self.check, answers):
            case model.Question() as question:
                told = model.told(self.check, question, "\n".join(begun.aside), self.turn.now.year)
                early = tuple(one for one in told if one.question == question.id)
                if len(early) == 1 and question.several is None:
                    return further.answered(early[0], (*before, *early))
                marked = tuple(sorted(one.choice or 0 for one in early)) if question.several else ()
                return replace(further, started=replace(begun, marked=marked or None)).ask(question, self.noted(before))
            case model.Finding() as finding:
                return further.found(finding)
            case model.DANGER:
                return further.in_danger()
        return _begun(self.turn, self.check, texts.CHECK_ANEW)

    def back(self) -> Outcome:
        """Ask the question before once more."""
        fewer = replace(self.started, answers=self.started.answers[:-1], marked=None, unclear=0)
        here = model.position(self.check, fewer.answers)
        question = here if isinstance(here, model.Question) else self.check.questions[0]
        return replace(self, started=fewer).ask(question, "" if self.started.answers else texts.CHECK_FIRST)

    def found(self, finding: model.Finding, *, shortly: bool = False) -> Outcome:
        """Show the finding with its reasons; the answers stay a while, to be sent to the officer."""
        check, knowledge = self.check, self.turn.policy.knowledge
        title = f"{texts.CHECK_MARKS.get(finding.id, '')}{finding.title}"
        reasons = [f"• {self.worded(reason)}" for reason in model.reasons(check, self.started.answers)]
        why = "\n".join([texts.CHECK_WHY, *reasons]) if reasons else ""
        text = paragraphs(bold(title), why, self.worded(finding.text), folded(self.worded(check.closing)))
        to_send = finding.officer or self.started.aside
        rows: Rows = ((Button(texts.B_SEND, Verb.CHECK_SEND, (check.id, check.version)),),) if to_send else ()
        if shortly:
            advice, offer = self.worded(finding.text).partition("\n")[0], texts.CHECK_OFFER if to_send else ""
            told = self.turn.remember(check=replace(self.started, pause="offered" if to_send else ""))
            return told.say(paragraphs(bold(title), *reasons[:1], advice, offer), rows)
        if finding.entry and (more := knowledge.entries.get(finding.entry)):
            rows = (*rows, (Button(more.label, Verb.ANSWER, (finding.entry,)),))
        again = (Button(texts.B_AGAIN, Verb.CHECK_BEGIN, (check.id,)), Button(texts.B_MENU, Verb.MENU))
        noted, tallies = counted(self.turn.remember(check=self.started), check.id, finding.id)
        return Outcome(actions=(shown(self.turn.event, text, (*rows, again)),), resident=noted, tallies=tallies)

    def in_danger(self) -> Outcome:
        """Take the danger path, as for any call for help; those who help see the answers."""
        event, told = self.turn.event, texts.check_answers(self.check, self.started)
        # no mark of it stays at the resident: another holder of the phone could have it shown
        turn = self.turn.remember(check=None)
        alert = raise_emergency(turn.saying(f"{texts.DANGER_SAID.format(title=self.check.title)}\n{told}"))
        # somebody looking over a shoulder reads nothing of what was pressed
        pressed = isinstance(event, Pressed) and event.message
        calm: tuple[Action, ...] = (Edit(event.address, pressed, texts.CALM),) if pressed else ()
        _, tallies = counted(turn.remember(counted=""), self.check.id, model.DANGER)
        return replace(alert.behind(*calm), tallies=tallies)

    def sent(self, here: model.Position) -> Outcome:
        """Open a ticket with the answers ("Kirim ke petugas"), also where questions are left."""
        turn, check, started = self.turn.remember(check=None, warned=None), self.check, self.started
        match here:
            case model.Question():
                title = texts.CHECK_LEFT.format(question=here.text)
            case model.Finding() if here.officer or started.aside:
                title = f"{texts.CHECK_MARKS.get(here.id, '')}{here.title}"
            case _:
                return turn.refuse(texts.CHECK_STALE)
        warning = getattr(here, "id", "") == model.RED or self.turn.memory.warned in started.aside
        words = f"{check.title} → {title}\n\n{texts.check_answers(check, started)}"
        opened = open_ticket(replace(turn.saying(words), early_warning=warning), attempted=(), asked=True)
        return opened.behind(*turn.refuse(texts.CHECK_SENT).actions)


def _begun(turn: ResidentTurn[Event], check: model.GuidedCheck, opening: str = "", said: str = "") -> Outcome:
    """Ask the first question, and drop earlier answers, of any check. `said`: what was told with its name."""
    warned = turn.memory.warned if turn.policy.recent(turn.memory, turn.now) else None
    aside, first = tuple(filter(None, (warned, said))), check.questions[0]
    begun = Progress(turn.remember(phase=None), check, StartedCheck(check.id, check.version, turn.now, aside=aside))
    return begun.ask(first, begun.noted(model.told(check, first, "\n".join(aside), turn.now.year), opening))


def asking(turn: ResidentTurn[Event]) -> tuple[Progress, model.Question] | None:
    """Return the check under way, and the question that waits for its answer; None for none, or a changed one."""
    found = _begun_before(turn)
    return (found[0], found[1]) if found and isinstance(found[1], model.Question) else None


def _begun_before(turn: ResidentTurn[Event]) -> tuple[Progress, model.Position] | None:
    started = turn.memory.check
    check = _named(started.check, turn.policy) if started else None
    if started is None or check is None or check.version != started.version:
        return None
    here = model.position(check, started.answers)
    return (Progress(turn, check, started), here) if here else None


def stopped(turn: ResidentTurn[Event]) -> Outcome:
    """Leave the check and forget its answers."""
    return turn.remember(check=None).show(texts.CHECK_STOPPED, ((Button(texts.B_MENU, Verb.MENU),),))


def _buttons(check: model.GuidedCheck, question: model.Question, started: StartedCheck) -> Rows:
    here, marked = (check.id, check.version, str(check.questions.index(question))), started.marked
    labels = [f"{number}. {choice.text}" for number, choice in enumerate(question.choices, 1)]
    if marked is not None:
        signs = enumerate(labels[: question.several])
        labels = [*("✓ " * (number in marked) + label for number, label in signs), texts.B_READY]
    choices = tuple(Button(label, Verb.CHECK_ANSWER, (*here, str(number))) for number, label in enumerate(labels))
    rows: Rows = tuple((choice,) for choice in choices)
    if len(rows) > FEW and all(len(choice.label) <= HALF for choice in choices[-2:]):
        rows = (*rows[:-2], choices[-2:])
    leaving = (Button(texts.B_STOP, Verb.CHECK_STOP, (check.id,)),)
    return (*rows, ((Button(texts.B_CHECK_BACK, Verb.CHECK_BACK, here), *leaving) if started.answers else leaving))


def _named(name: str, policy: Policy) -> model.GuidedCheck | None:
    return next((check for check in policy.knowledge.guided_checks() if check.id == name), None)
