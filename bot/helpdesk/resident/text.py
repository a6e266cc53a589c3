"""What follows when a resident writes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from bot.helpdesk.buttons import names_own_ticket, press_of_resident
from bot.helpdesk.guided_checks import asking
from bot.helpdesk.model.actions import Acknowledge, Button, Outcome, React, Send, Verdict
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Edited, Pressed, Wrote
from bot.helpdesk.model.guided_checks import place_named, plain
from bot.helpdesk.model.people import Confirming, Giving, PastMessage, Step
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.ticket import Ticket, TicketState
from bot.helpdesk.resident import answer, menu
from bot.helpdesk.resident.message import FEW, IN_A_TALK, KNOWN, POLITE, Message, says_document, yes_or_no
from bot.helpdesk.resident.village import ask_village, asked_whether_listed, offer_to_move, village_named
from bot.helpdesk.resident.warning import WARNED, said_to_a_gentle_question, said_to_a_warning, stands_in, warn
from bot.helpdesk.texts import danger as danger_texts, outreach as outreach_texts, resident as texts
from bot.helpdesk.tickets import intake, lifecycle
from bot.helpdesk.tickets.danger import DESPAIRS, POISON, helped_by, safety
from bot.helpdesk.tickets.lifecycle import asks, talk_of
from bot.helpdesk.turn import ResidentTurn
from bot.matching.danger import assess
from bot.matching.entry import DecisionKind
from bot.matching.gate import EVEN
from bot.matching.lexicon import NOT, NOT_YET

UNHEARD = frozenset({"voice", "audio", "video", "video_note"})
"""What may hold a call for help that the bot cannot hear."""
QUESTION_SEEN, ACKNOWLEDGED = "👀", "👍"
"""Reactions to what needs no words."""

Written = Message[Wrote | Edited]


def on_text(turn: ResidentTurn[Wrote | Edited]) -> Outcome:
    """Act on a message by the first rule that takes it."""
    text, memory = turn.event.text.strip(), turn.memory
    if not text:
        return Outcome(verdict=Verdict.IGNORED)
    recent = turn.policy.recent(memory, turn.now)
    decision = turn.decided(text, (one.text for one in recent))
    if memory.calmed and decision.alarming:
        # what was called no danger makes none of this
        decision = turn.decided(text, (one.text for one in recent if one.at > memory.calmed))
    entry, phase = next(iter(decision.answers), None), memory.phase
    last = PastMessage(text, turn.now, entry, turn.event.message, turn.content(entry))
    # "sebentar ya" is not yet what an answer has asked for, nor "gatau" whether it is safe to answer
    asked = phase.yes[0] in {Verb.SAFE, Verb.DOCUMENT} if isinstance(phase, Confirming) else isinstance(phase, Giving)
    waits = decision.outcome in {DecisionKind.SMALLTALK, DecisionKind.REPHRASE, DecisionKind.WARN}
    # an "iya" or a "makasih" takes nothing of what was told before it out of the memory
    past = (Message(turn.saying(one.text), turn.decided(one.text), turn) for one in recent)
    told = (one for one, was in zip(recent, past, strict=True) if was.pleads or not (was.is_sign or was.is_polite))
    said = turn.remember(turns=(*told, last)[-2:], phase=phase if asked and waits else None)
    message = Message(said.saying(text), decision, turn, recent)
    return next(outcome for rule in RULES if (outcome := rule(message)))


def _names_only_a_village(message: Written) -> Outcome | None:
    """Take what is nothing but a village's name as that, before anything is read into it: "saya di lawahan"."""
    named = village_named(message.turn.remember(phase=message.before.memory.phase), message.text)
    return named if named and message.turn.policy.directory.village_called(message.text) else None


def _called_for_help(message: Written) -> Outcome | None:
    """Help who calls for help, and ask who may, or who only pleads while what was recorded waits to be heard."""
    turn, decision, entry = message.turn, message.decision, message.entry
    pending, ticket, before = turn.memory.pending, turn.target or turn.open, turn.memory.turns[-2:-1]
    if decision.outcome is DecisionKind.EMERGENCY and not decision.doubtful:
        # what was told just before and reached nobody goes with it, and what was warned of in this conversation; beside
        # a ticket its officer has read the first
        told, warned = turn.memory.question or "", (turn.memory.warned or "") if message.recent else ""
        waited = not ticket and before and before[0].entry is None and f"\n{told}".endswith(f"\n{before[0].text}")
        told = f"{warned}\n{told.removeprefix(warned).strip()}".strip() if waited else warned
        said = turn if ticket else answer.with_what_it_follows(turn)
        said = (answer.following(turn, told) if told else said).remember(warned=None)
        raised = intake.raise_emergency(said, entry)
        return raised if ticket and ticket.emergency else answer.with_answers(raised, turn, decision)
    if ticket and ticket.despair and POISON.search(turn.words):
        return intake.hear_despair(turn, helped_by(ticket, ()))  # "udah beli racun tikus" is a plan here
    recorded = pending.about.kind if pending else ticket.about.kind if ticket and not ticket.emergency else ""
    # whoever may have pressed "Salah paham", a plea after it is read
    taken_back = turn.urgent is not None and turn.urgent.retracted_at is not None and message.chat == "mohon"
    if not decision.alarming and not (recorded in UNHEARD and message.pleads) and not taken_back:
        return None
    goes_on = before and (message.pleads or assess((before[0].text, turn.words)).together)
    words = f"{before[0].text}\n{turn.words}" if goes_on else turn.words
    if decision.alarming and entry in DESPAIRS:
        return intake.hear_despair(turn.saying(words), entry)
    return _doubtful(message, words)


def _doubtful(message: Written, words: str) -> Outcome:
    """Ask a gentle question; the officer of the resident's ticket reads the message at once, and judges for himself."""
    turn, before, warned = message.turn, message.turn.memory.turns[-2:-1], message.turn.memory.warned
    if warned and before and stands_in(before[0].text, warned):
        words = f"{warned}\n{turn.words}"
    others, meant = (*answer.TO_OFFICER, *menu.TO_MENU), menu.ways_to(turn.policy, message.decision.suggestions)
    checking = intake.check_danger(turn, words, others if message.pleads else meant)
    ticket = turn.target or turn.open or turn.urgent
    if ticket is None and turn.memory.pending:
        # what waits for the village's name goes to the first office with it
        return replace(intake.open_ticket(turn).behind(*checking.actions), resident=checking.resident)
    if ticket is None or ticket.state is TicketState.CANCELLED or not turn.policy.serves(ticket):
        return checking
    joined = intake.join_ticket(turn, ticket)
    if ticket.at_risk and not ticket.retracted_at:
        return _courtesy(message, ticket) or joined.then(intake.joined_note(turn, ticket))
    return replace(joined.behind(*checking.actions), resident=checking.resident)


def _said_nothing_new(message: Written) -> Outcome | None:
    """Remember an edited message that leads to the answer that stands there already, or needs none."""
    turn, memory = message.before, message.before.memory
    if not isinstance(turn.event, Edited) or turn.target is not None:
        return None
    there = message.decision.outcome is DecisionKind.ANSWER and message.entry in {one.entry for one in memory.turns}
    if message.chat not in POLITE and not there:
        return None
    kept = (one for one in memory.turns if one.entry != message.entry)
    return Outcome(resident=turn.resident.remember(turns=(*kept, message.turn.memory.turns[-1])[-2:]))


def _placed(message: Written) -> Outcome | None:
    """Take the message as the village's name (asked for once more where it is none of ours), or as part of what waits.

    Part of that is what is known only by what was said before ("di Banjarmasin").
    """
    turn, decision, awaited = message.turn, message.decision, message.before.memory.phase
    memory, text = turn.memory, turn.words
    if chosen := village_named(turn.remember(phase=awaited), text):
        return chosen
    if decision.outcome not in KNOWN and (told := offer_to_move(turn, text) or asked_whether_listed(turn, text)):
        return told
    if memory.pending and message.calls_off:
        return turn.remember(pending=None, question=None).say(texts.NOT_SENT)
    unknown = decision.outcome in {DecisionKind.ESCALATE, DecisionKind.REPHRASE} and not decision.off_topic
    names_place = unknown and len(text.split()) <= FEW and not message.asks
    if awaited == Step.NAMING_VILLAGE and names_place and not memory.unreadable:
        asked = turn.remember(phase=Step.NAMING_VILLAGE, unreadable=1)
        return ask_village(asked, texts.NO_SUCH_VILLAGE.format(button=texts.B_OUTSIDE))
    waits = memory.pending is not None and decision.outcome is DecisionKind.ANSWER
    return intake.open_ticket(turn) if waits and turn.decided(text).outcome is not DecisionKind.ANSWER else None


def _awaited(message: Written) -> Outcome | None:
    """Send the question for the officer that was awaited; a greeting is none yet, and "gak jadi" ends the waiting.

    An "ok" to "Pertanyaan tadi yang dikirim?" sends that one.
    """
    turn, question, recent = message.turn, message.turn.memory.question, message.recent
    if message.before.memory.phase != Step.WRITING or message.decision.outcome is DecisionKind.REPHRASE:
        return None
    if message.calls_off:
        return turn.remember(question=None).say(texts.BYE)
    # he has just asked for an officer, and was asked which question to send
    again = message.is_sign or turn.decided(turn.words).act == "minta-petugas"
    if again and question and recent and turn.decided(recent[-1].text).act == "minta-petugas":
        return intake.open_ticket(turn.remember(question=None).saying(question), asked=True)
    if message.is_sign or message.is_polite:
        text = texts.WANTS_OFFICER.format(officer=(turn.officer or turn.office).name)
        return turn.remember(phase=Step.WRITING).say(text)
    return intake.open_ticket(turn, asked=True)


def _in_its_ticket(message: Written) -> Outcome | None:
    """Take a message as said in the ticket whose message it replies to, or which it changes, which wakes nobody."""
    turn, ticket = message.turn, message.before.target
    if ticket is None or ticket.state is TicketState.CANCELLED:
        return None
    edited = isinstance(turn.event, Edited)
    if ticket.is_open:
        if not edited and (courtesy := _courtesy(message, ticket)):
            return courtesy
        if edited and ticket.waiting_since is None:
            # what is asked after the answer waits for another, and he is to know
            return intake.tell_in(turn, ticket)
    elif edited:
        # its officer reads the new words; nobody waits for an answer to them
        served = turn.policy.serves(ticket)
        return replace(intake.join_ticket(turn, ticket), tickets=()) if served else Outcome(resident=turn.resident)
    elif message.is_polite or message.is_outburst or (message.is_sign and "?" not in message.text):
        if message.chat == "terima-kasih" or not turn.event.message:
            return turn.say(texts.THANKS, ticket=ticket.id)
        return Outcome(actions=(_sign_to(message),), resident=turn.resident, ticket=ticket.id)
    goes_on = intake.begin_anew if is_over(ticket, turn.now, turn.policy) else intake.join_ticket
    return goes_on(turn, ticket)


def is_over(ticket: Ticket, now: datetime, policy: Policy) -> bool:
    """Return whether nothing can join the ticket any more: it was closed long ago, or its office is gone."""
    return not policy.serves(ticket) or not lifecycle.may_be_reopened(ticket, now, policy)


def _to_news(message: Written) -> Outcome | None:
    """Take a reply to a broadcast or a reminder to the officer, unless it surely is another question or only thanks."""
    turn, event = message.turn, message.turn.event
    below = event.below.removesuffix(outreach_texts.FOOT).strip() if isinstance(event, Wrote) else ""
    courtesy = message.is_sign or message.is_polite
    if not below.startswith(outreach_texts.MARKS) or courtesy or message.stands_alone(talking=True):
        return None
    said = turn.saying(texts.REPLY_TO_NEWS.format(words=turn.words, news=below), own=turn.words)
    return intake.tell_in(said, turn.open) if turn.open else intake.open_ticket(said, asked=True)


def _in_the_open_ticket(message: Written) -> Outcome | None:
    """Take it as said in the open ticket, unless it stands alone; a referral is said besides, but not to an answer."""
    before, talking = message.before, talk_of(message.before)
    ticket = talking or before.open
    if ticket is None:
        return None
    in_danger = ticket.at_risk and (ticket.waiting_since is not None or talking == ticket)
    told_on = ticket.early_warning or ticket.about.gives or before.memory.rated == ticket.id
    decided, doubtful = message.turn.decided(message.text), message.decision.doubtful
    # in danger a question is read without what was told before, and may tell more than it asks
    asked = replace(message, decision=decided) if in_danger else message
    grave = doubtful or decided.doubtful or intake.needs_an_officer(message.turn)
    waits = message.asks_for_reply or (in_danger and grave)
    if asked.stands_alone(talking=talking is not None and not in_danger, told=told_on) and not waits:
        joined = intake.join_ticket(message.turn, ticket) if in_danger else None
        return joined and replace(joined.also(_answered(asked)), verdict=joined.verdict)
    told = _courtesy(message, ticket) or answer.tell(message, ticket)
    refers = decided.outcome is DecisionKind.REFER and decided.confidence >= IN_A_TALK and not ticket.at_risk
    refers = refers and (message.asks or not asks(before.spoken))
    named = message.turn.policy.knowledge.referral(decided.referral or "", message.turn.village)
    return told.then(Send(message.turn.event.address, named)) if refers else told


def _courtesy(message: Written, ticket: Ticket) -> Outcome | None:
    """Answer thanks, "gak jadi", a greeting or an "ok" beside an open ticket; None for what its officer must read."""
    turn, event = message.turn, message.turn.event
    if message.ends(ticket):
        number = str(ticket.id)
        yes, no = Button(texts.B_YES_DONE, Verb.DONE, (number,)), Button(texts.B_NOT_DONE, Verb.NOT_DONE, (number,))
        asked = turn.remember(phase=Confirming((Verb.DONE, number), (Verb.NOT_DONE, number)))
        thanked = asked.say(f"{texts.THANKS}\n\n{texts.DONE_ASK}", ((yes, no),), ticket.id)
        # what is told besides is read, but nobody waits for an answer to it
        told = replace(intake.join_ticket(asked, ticket), tickets=())
        return told.then(*thanked.actions) if message.thanks_and_tells else thanked
    if ticket.at_risk and message.thanks and not message.thanks_and_tells:
        thanked = turn.say(danger_texts.THANKED, ticket=ticket.id)
        return replace(intake.join_ticket(turn, ticket), tickets=()).altered(bool, silent=True).then(*thanked.actions)
    act = turn.decided(message.text).act
    better, ends = ticket.despair and act == "terima-kasih", ticket.at_risk and act == "penutup"
    if better or (ends and not (message.is_sign or message.thanks)):
        # "kd papa dah, makasih" is not urged; it may be a farewell, and sounds to the officer like all else
        note = intake.joined_note(turn, ticket)
        text = danger_texts.DESPAIR_THANKED if better else note.text if ticket.despair else danger_texts.CALLED_OFF
        return intake.join_ticket(turn, ticket).then(replace(note, text=text, buttons=safety(ticket.id, "salah")))
    if message.calls_off and lifecycle.may_be_cancelled(ticket, turn.now, turn.policy):
        taken_back = turn.say(texts.CANCELLED.format(number=ticket.id), ticket=ticket.id)
        return replace(taken_back, tickets=(lifecycle.cancel(ticket, turn.now),))
    if message.is_outburst and message.chat == "caci" and not ticket.at_risk:
        return turn.say(answer.apology(turn, ticket), ticket=ticket.id)
    # "halo" of somebody in danger is answered with words, and "tolong pak" is for the officer
    polite = (message.is_polite or message.is_outburst) and not ticket.at_risk and not message.pleads
    # who is tired of life is never answered by a sign alone, nor in danger what only cries: "😭😭😭"
    cries = ticket.at_risk and message.decision.outcome is DecisionKind.REPHRASE
    nods = (message.is_sign or polite) and not (ticket.despair or cries)
    if not nods or not isinstance(event, Wrote) or not event.message:
        return None
    awaited = ticket.at_risk or asks(turn.spoken) or message.thanks_and_tells
    joined = intake.join_ticket(turn, ticket) if awaited else Outcome(resident=turn.resident, ticket=ticket.id)
    return joined.then(_sign_to(message))


def _sign_to(message: Written) -> React:
    """Answer without words; a thumb up would applaud an insult."""
    event, seen = message.turn.event, "?" in message.text or message.is_outburst
    return React(event.address, event.message or "", QUESTION_SEEN if seen else ACKNOWLEDGED)


def _answered(message: Written) -> Outcome:
    """Answer the message, with an apology where that comes late; thanks after thanks need no words."""
    turn, opening, before = message.turn, "", message.recent[-1:]
    if message.chat == "terima-kasih" and before and turn.decided(before[0].text).act == message.chat:
        return Outcome(actions=(_sign_to(message),), resident=turn.resident)
    if turn.now - turn.event.at > turn.policy.stale_after:
        opening = texts.STALE.format(moment=turn.office.hours.moment(turn.event.at, turn.now)) + "\n\n"
    return answer.reply(message, opening)


RULES: tuple[Callable[[Written], Outcome | None], ...] = (
    _names_only_a_village,
    _called_for_help,
    warn,
    _said_nothing_new,
    _placed,
    _awaited,
    _in_its_ticket,
    _to_news,
    answer.what_was_asked,
    said_to_a_warning,
    said_to_a_gentle_question,
    _in_the_open_ticket,
    _answered,
)
"""Who takes a message, in this order: the first that has something to say about it."""

ABOUT_DONE = frozenset({Verb.DONE, Verb.NOT_DONE})
"""Whether a ticket is answered, which is asked about a closed one, too."""
_MEANS = (
    (re.compile(rf"\b(?:{NOT_YET})\b", re.IGNORECASE), Verb.NOT_DONE),
    (re.compile(r"\b(?:sudah|sdh|udah)\b", re.IGNORECASE), Verb.DONE),
)
"""What "belum" and "sudah" say by their own meaning, whichever way round the question is put."""
CHOICES = frozenset({Verb.PICK, Verb.SHOW, Verb.TOPIC, Verb.VILLAGE, Verb.VILLAGES})
"""What is offered to choose from; the buttons beside it have no place."""
SENDING = ((Verb.ASK_OFFICER, WARNED), (Verb.ASK_TO_VERIFY,))


def press_by_label(turn: ResidentTurn[Wrote]) -> Outcome | None:
    """Press what is typed by its label or place, or "iya kirim" behind a warning; a cry or a bare "ya" is none."""
    text, event, phase = plain(turn.event.text), turn.event, turn.memory.phase
    offered = [one[1:] for one in turn.memory.buttons if one[1] in CHOICES]
    waits = asking(turn) or talk_of(turn) or turn.urgent or isinstance(phase, Giving)
    place = None if waits or phase in {Step.WRITING, Step.SENDING_TO_CHECK} else place_named(text, len(offered))
    labelled = (one[1:] for one in turn.memory.buttons if text and plain(one[0]) == text)
    decision, yes = turn.decided(event.text.strip()), yes_or_no(text)
    wants = decision.act == "minta-petugas" and decision.confidence >= EVEN and not re.search(rf"\b(?:{NOT})\b", text)
    sends = (wants or (yes and "kirim" in text)) and not waits and turn.policy.recent(turn.memory, turn.now)
    sending = next((one[1:] for one in turn.memory.buttons if sends and one[1:] in SENDING), None)
    pressed = next(labelled, None) or sending or (offered[place] if place is not None else None)
    if turn.urgent and text == plain(danger_texts.B_SAFE["salah"]):
        return _press(turn.remember(phase=None), (Verb.SAFE, str(turn.urgent.id), "salah"))
    if not pressed or event.forwarded or turn.target or (" " not in text and yes is not None and not sending):
        return None
    cries = decision.outcome is DecisionKind.EMERGENCY and not decision.doubtful
    return None if cries else _press(turn.remember(phase=None), pressed)


def answer_by_words(turn: ResidentTurn[Wrote]) -> Outcome | None:
    """Press the button that a typed yes or no means; None where nothing was asked, or something else is written."""
    text, question, spoken, turns = turn.event.text.strip(), turn.memory.phase, turn.spoken, turn.memory.turns
    if not isinstance(question, Confirming):
        return None
    meant = says_document(text) if question.yes[0] == Verb.DOCUMENT else yes_or_no(text)
    since = question.at or max((one.at for one in turns), default=turn.resident.joined_at)
    if meant is None:
        return None
    ticket = next((one for one in turn.tickets if (str(one.id),) == question.yes[1:2]), None)
    closed = ticket is not None and ticket.state is TicketState.CLOSED
    # the question under a closing was asked by the officer, whenever the resident wrote last
    if not closed and turn.now - since > turn.policy.memory:
        return None
    # what the officer has asked in the ticket since "sudah terjawab?" has the word; whether it is safe to answer counts
    # all the same: officers read it, and it keeps the phone silent
    here = ticket and spoken and spoken.ticket == ticket.id and question.yes[0] in ABOUT_DONE
    if not closed and (here or question.at) and spoken and spoken.at > since and asks(spoken):
        return None
    verb = next((verb for words, verb in _MEANS if words.search(text)), None)
    named = (verb, *question.yes[1:]) if verb and question.yes[0] in ABOUT_DONE else ()
    pressed = named or (question.yes if meant else question.no)
    if not pressed and question.yes[0] == Verb.PICK:
        return turn.remember(phase=None).say(texts.NONE_OF_THESE.format(button=texts.B_ASK_OFFICER), answer.TO_OFFICER)
    if not pressed:
        return None if turn.open and turn.open.at_risk else turn.remember(phase=None).say(texts.BYE)
    return _press(turn, pressed)


def _press(turn: ResidentTurn[Wrote], pressed: tuple[str, ...]) -> Outcome | None:
    """Act on a button that was named by words; None where it is about a ticket that it fits no more."""
    verb, *args = pressed
    press = Pressed(turn.event.address, turn.event.name, turn.event.at, None, verb, tuple(args), "")
    asked = turn.on(press)
    if names_own_ticket(press):
        ticket = next((one for one in turn.tickets if str(one.id) == args[0]), None)
        closed = ticket is not None and ticket.state is TicketState.CLOSED
        if ticket is None or ticket.state is TicketState.CANCELLED or (closed and verb not in ABOUT_DONE):
            return None
        asked = replace(asked, target=ticket)
    done = press_of_resident(asked)
    # where no button was pressed, a notice on it is a message
    notices = (Send(one.to, one.text) if isinstance(one, Acknowledge) else one for one in done.actions)
    return replace(done, actions=tuple(one for one in notices if not isinstance(one, Send) or one.text))
