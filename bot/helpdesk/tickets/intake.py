"""How a resident's words become a ticket, join one, or raise an emergency."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from bot.helpdesk.model.actions import Action, Button, Copy, Outcome, Priority, Purpose, Rows, Send, Verdict
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.errors import Alert, AlertKind
from bot.helpdesk.model.events import Attached, Edited, Event, Pressed, Wrote, is_question
from bot.helpdesk.model.markup import bold, quoted
from bot.helpdesk.model.people import Confirming
from bot.helpdesk.model.ticket import PROGRAM, Attachment, Author, Line, Ticket, TicketState
from bot.helpdesk.privacy.names import says_minor
from bot.helpdesk.texts import danger as danger_texts, officer as officer_texts, resident as texts
from bot.helpdesk.tickets import danger, lifecycle
from bot.helpdesk.tickets.cards import card, with_topic
from bot.helpdesk.tickets.lifecycle import talk_of, ticket_alert
from bot.helpdesk.turn import ResidentTurn
from bot.matching.danger import DESPAIR, FAMILY, LEVELS, assess, pleads, speaks_of_paying
from bot.matching.entry import DecisionKind
from bot.matching.gate import EVEN


def _line(turn: ResidentTurn[Event], ticket: int) -> Line:
    """Make the resident's message a line of the ticket, tied to the message in his chat.

    A question that a button handed over, with which the ticket begins, is tied to the message that asked it.
    """
    event, message = turn.event, None
    if isinstance(event, Wrote | Attached | Edited):
        message = event.message
    elif isinstance(event, Pressed) and ticket == turn.fresh:
        # the question may hold what was said just before, too
        asked, turns = f"\n{turn.about.own or turn.words}", reversed(turn.memory.turns)
        message = next((one.message for one in turns if asked.endswith(f"\n{one.text}")), None)
        message = message or (event.quoted.message if event.quoted else None)
    # its kind is all that is ever asked for; a file's name or a place would be kept for nothing
    attachment = Attachment(event.attachment.kind, "") if isinstance(event, Attached) else None
    line = Line(ticket, Author.RESIDENT, turn.now, turn.words, attachment=attachment, message=message)
    return replace(line, address=event.address if message else None, edited=isinstance(event, Edited))


def open_ticket(
    turn: ResidentTurn[Event], *, emergency: bool = False, attempted: tuple[str, ...] | None = None, asked: bool = False
) -> Outcome:
    """Open a ticket with its owner, its first deadline, its card and the resident's receipt.

    Where no officer can be reached it is kept all the same, owned by the village's officer, and the alert is raised.
    `attempted`: the bot's guesses, else those that it would offer. `asked`: the resident wanted the officer.
    """
    resident, event, now, policy = turn.resident, turn.event, turn.now, turn.policy
    owner, office, number = policy.owner_for(resident), policy.directory.office_of(resident), turn.fresh
    if owner is None:
        alert = Alert(AlertKind.NO_OFFICER, office.id)
        return replace(turn.say(texts.NO_OFFICER), verdict=Verdict.IGNORED, alerts=(alert,))
    responsible = policy.directory.officer_of(resident)
    away = responsible if responsible and responsible.id in policy.away and responsible != owner else None
    place = resident.village, owner.office, owner.id
    opened_at = now if isinstance(event, Pressed) else min(event.at, now)
    new = Ticket(number, resident.id, *place, turn.words, opened_at, despair=turn.despair, about=turn.about)
    if attempted is None and not (emergency or turn.despair or turn.early_warning or turn.about.kind):
        attempted = turn.decided(turn.about.own or turn.words).likely()
    new = replace(new, emergency=emergency, early_warning=turn.early_warning, attempted=attempted or ())
    waiting = lifecycle.wait(policy, new, now)
    ticket, topic = with_topic(policy, lifecycle.mark_tried(waiting, away.id) if away else waiting)
    recipients = danger.listeners(ticket, resident, now, policy) if emergency else policy.reachable(owner)[:1]
    cards = [send for officer in recipients for send in card(policy, ticket, resident, officer, now)]
    copies = (copy for send in cards for copy in carried(event, send, ticket))
    receipts: list[Send] = []
    if not ticket.at_risk:
        cancel: Rows = ((Button(texts.B_CANCEL, Verb.CANCEL, (str(number),)),),)
        purpose = Purpose.RECEIPT_ASKED if asked else Purpose.RECEIPT
        text = texts.receipt(ticket, owner, office, now, asked=asked)
        receipts = [Send(event.address, text, cancel, ticket=number, purpose=purpose)]
        if says_minor(turn.words):
            receipts.append(Send(event.address, texts.BRING_A_PARENT, ticket=number, silent=True))
    alerts = () if cards or topic else (ticket_alert(AlertKind.UNREACHED, ticket, policy),)
    opened = Outcome(Verdict.TICKET, (*receipts, *cards, *copies, *topic), resident, (ticket,), (_line(turn, number),))
    return replace(opened, ticket=number, alerts=alerts)


def begin_anew(turn: ResidentTurn[Event], old: Ticket) -> Outcome:
    """Open a ticket for what a resident says about one whose office has left the settings, or that was closed long ago.

    It tells what the old one was about; what follows of it joins it.
    """
    gone = old.office not in turn.policy.directory.offices
    # of a call for help nothing is repeated: /status shows the question of a ticket that is none
    closed = officer_texts.CONTINUES_EMERGENCY if old.at_risk else officer_texts.CONTINUES_CLOSED
    continues = (officer_texts.CONTINUES if gone else closed).format(number=old.id, question=old.question)
    begun = next((t for t in turn.tickets if t.state is TicketState.OPEN and t.about.continues == old.id), None)
    if begun:
        return tell_in(turn, begun)
    question = f"{turn.words}\n\n{continues}" if turn.words else continues
    opened = open_ticket(turn.saying(question, continues=old.id), attempted=old.attempted if gone else None, asked=True)
    if not gone:
        return opened
    notice = Send(turn.event.address, texts.OFFICE_GONE.format(old=old.id, number=turn.fresh), ticket=turn.fresh)
    return opened.behind(notice) if opened.tickets else opened


def tell_in(turn: ResidentTurn[Event], ticket: Ticket) -> Outcome:
    """Add a further message to the ticket, and say so."""
    return join_ticket(turn, ticket).then(joined_note(turn, ticket))


def needs_an_officer(turn: ResidentTurn[Event]) -> bool:
    """Return whether the words are answered by asking for what an officer then looks up: "nomor kbri berapa"."""
    known = turn.policy.knowledge.entries
    return any(known[one].asks for one in turn.decided(turn.words).answers if one in known)


def joined_note(turn: ResidentTurn[Event], ticket: Ticket) -> Send:
    """Say that a further message has joined the ticket; to somebody in danger warmly, and whom to call meanwhile."""
    if not ticket.at_risk:
        return Send(turn.event.address, texts.JOINED.format(number=ticket.id), ticket=ticket.id, silent=True)
    before = [one.text for one in reversed(turn.resident.memory.turns) if one.text != turn.words]
    decision = turn.decided(turn.words)
    calm = decision.outcome in {DecisionKind.ANSWER, DecisionKind.REFER, DecisionKind.SUGGEST}
    asks = needs_an_officer(turn) or decision.act == "kabar" or (is_question(turn.words) and not calm)
    text, buttons = danger.passed_on(turn.policy, ticket, turn.words, before, asks=asks)
    if text == danger_texts.JOINED and calm:
        text = danger_texts.PASSED_ON
    if speaks_of_paying(turn.words) and assess(ticket.question).entry == FAMILY:
        text = f"{danger_texts.ASKED_FOR_MONEY} {text}"
    return Send(turn.event.address, text, buttons, ticket=ticket.id, silent=True)


def carried(event: Event, send: Send, ticket: Ticket) -> tuple[Action, ...]:
    """Copy the resident's photo, voice note… itself, under the message that announces it."""
    if not isinstance(event, Attached) or event.message is None:
        return ()
    # its caption stands in the message above, without the numbers that are hidden
    caption = danger_texts.PROGRAM if event.attachment.kind == PROGRAM else "" if event.caption else None
    return (Copy(send.to, event.address, event.message, ticket=ticket.id, silent=send.silent, caption=caption),)


def join_ticket(turn: ResidentTurn[Event], ticket: Ticket) -> Outcome:
    """Add a further message of the resident to his ticket, and carry it to everybody who works on it."""
    resident, event, now, policy = turn.resident, turn.event, turn.now, turn.policy
    warned, woken = ticket.early_warning or turn.early_warning, lifecycle.wait(policy, ticket, now)
    woken = _as_edited(turn, replace(woken, despair=ticket.despair or turn.despair, early_warning=warned))
    if turn.early_warning and turn.words and not ticket.at_risk:
        woken = replace(woken, about=replace(woken.about, heard=turn.words))
    # somebody who writes in ten short messages rings once; the officer has not answered since the first
    waited = now - ticket.waiting_since if ticket.waiting_since else None
    silent = not ticket.emergency and waited is not None and waited < policy.burst
    people, body = danger.listeners(ticket, resident, now, policy), _told(turn, ticket)
    priority = Priority.EMERGENCY if ticket.emergency else Priority.FURTHER
    # of several cards in a chat the latest is quoted
    cards = {item.address: item.message for item in turn.sent.get(ticket.id, ()) if item.purpose == Purpose.CARD}
    sends: list[Action] = []
    # `about`: a reply to it quotes that message, and what announces a photo is changed when that is taken back
    source = event.quoted if isinstance(event, Pressed) else event
    about, why = source.message if source else None, Purpose.FOLLOW_UP
    further = Send(event.address, body, ticket=ticket.id, purpose=why, about=about, silent=silent, priority=priority)
    for to in policy.reading_places(people, ticket):
        send = replace(further, to=to, reply_to=cards.get(to))
        sends += [send, *carried(event, send, ticket)]
    alerts = () if people else (ticket_alert(AlertKind.UNREACHED, ticket, policy),)
    joined = Outcome(Verdict.TICKET, tuple(sends), resident, (woken,), (_line(turn, ticket.id),))
    return replace(joined, ticket=ticket.id, alerts=alerts)


def _as_edited(turn: ResidentTurn[Event], ticket: Ticket) -> Ticket:
    """Return the ticket with its question as its resident has edited it; what he was warned of stays as he said it."""
    remembered = (turn.before or turn.resident).memory.turns
    old = next((one.text for one in remembered if one.message == turn.event.message), "")
    if not old or not isinstance(turn.event, Edited) or ticket.at_risk or ticket.early_warning:
        return ticket
    about = replace(ticket.about, own=ticket.about.own.replace(old, turn.words))
    return replace(ticket, question=ticket.question.replace(old, turn.words), about=about)


def _told(turn: ResidentTurn[Event], ticket: Ticket) -> str:
    """Return what those who work on the ticket read of a further message."""
    text, event = turn.words, turn.event
    if isinstance(event, Attached):
        who = bold(f"#{ticket.id} {turn.resident.name}")
        head = officer_texts.MEDIA.format(who=who, kind=officer_texts.kind(event.attachment))
        body = f"{head}\n{quoted(text)}" if text else head
    else:
        prefix = officer_texts.EDITED.format(number=ticket.id) + "\n" if isinstance(event, Edited) else ""
        body = prefix + officer_texts.follow_up(ticket, turn.resident, text)
    doubt = officer_texts.doubt(turn.resident, turn.now) if ticket.emergency else ""
    young = officer_texts.MINOR if says_minor(text) and not says_minor(ticket.question) else ""
    mark = bold(danger_texts.EARLY_WARNING) if turn.early_warning else ""
    return "\n".join(filter(None, (mark, body, young, doubt)))


NEEDS_HELP = (Button(danger_texts.B_DANGER_YES, Verb.DANGER, ("ya",)),)
"""The row of the button that raises an emergency, wherever danger is possible."""
PAUSE = timedelta(minutes=30)
"""After so long somebody in danger is told once more what to do."""


def check_danger(turn: ResidentTurn[Event], text: str, more: Rows = ()) -> Outcome:
    """Answer a doubtful message with one gentle question instead of an alert, and keep it for the ticket it may become.

    `more`: the buttons of answers that the message may be after.
    """
    no = Button(danger_texts.B_DANGER_NO, Verb.DANGER, ("tidak",))
    asked = Confirming((Verb.DANGER, "ya"), (Verb.DANGER, "tidak"))
    asking = turn.remember(phase=asked, question=text, feared=text)
    asks = danger_texts.WHAT_IS_IT if pleads(turn.words) else danger_texts.CHECK_DANGER
    return asking.say(asks, ((*NEEDS_HELP, no), *more)).altered(lambda _: True, priority=Priority.EMERGENCY)


def raise_emergency(turn: ResidentTurn[Event], entry: str | None = None) -> Outcome:
    """Send the calm first messages, alert officer and deputy in parallel, and open a ticket that the bot never closes.

    `entry`: the emergency entry that fits the message, or what stands for one; without it, the general first steps.
    """
    told, feared = _told_before(turn, entry), turn.words if entry in danger.DESPAIRS else None
    turn = replace(turn, despair=entry in danger.DESPAIRS).remember(feared=feared)
    to, policy, ticket = turn.event.address, turn.policy, turn.urgent or turn.open
    # a call after "Salah paham" is a new one
    anew = ticket is not None and (ticket.retracted_at is not None or (turn.despair and not (ticket.despair and told)))
    if entry != FAMILY and not turn.despair and (anew or ticket is None or not ticket.emergency):
        number = str(ticket.id if ticket else turn.fresh)
        turn = turn.remember(phase=Confirming((Verb.SAFE, number, "ya"), (Verb.SAFE, number, "tidak")))
    if ticket and ticket.emergency:
        mistaken, again = ticket.claimed_by is not None and ticket.retracted_at is not None, _hears(turn, ticket)
        again = lifecycle.raise_urgency(policy, again, turn.now) if mistaken else replace(again, retracted_at=None)
        # the officer was notified before
        return join_ticket(turn, again).behind(_further(turn, ticket, entry, anew=anew))
    if ticket:
        raised, now = lifecycle.raise_urgency(policy, _hears(turn, ticket), turn.now), turn.now
        taken, people = join_ticket(turn, raised), danger.listeners(raised, turn.resident, now, policy)
        shown = (send for officer in people for send in card(policy, taken.tickets[0], turn.resident, officer, now))
        taken = taken.behind(*dict.fromkeys(shown))
    else:
        taken = open_ticket(turn, emergency=True)
    return taken.behind(*danger.first_aid(policy, to, taken.ticket, entry, turn.words))


def hear_despair(turn: ResidentTurn[Event], entry: str) -> Outcome:
    """Answer gently who may be tired of life, or tells of somebody who may be, and give it silently to the officer.

    No receipt: it is no office work. Where help is under way a word is enough, but for a pause or another danger.
    """
    if danger.POISON.search(turn.words):
        return raise_emergency(turn, entry)
    if _told_before(turn, DESPAIR) and assess(turn.words).probability < EVEN:
        entry = DESPAIR  # "suami pergi, utang banyak" says why, and speaks of nobody else
    policy, ticket = turn.policy, turn.urgent or turn.open
    ticket = ticket if ticket and ticket.office in policy.directory.offices else None
    before = ticket if ticket and ticket.retracted_at is None else None
    known = before is not None and before.at_risk and _told_before(turn, entry)
    turn = turn.remember(feared=turn.words, phase=Confirming((Verb.DANGER, "ya")))
    turn = replace(turn, despair=not (before and before.emergency))
    taken = join_ticket(turn, replace(_hears(turn, ticket), retracted_at=None)) if ticket else open_ticket(turn)
    if not taken.tickets:
        return taken
    (now,) = taken.tickets
    body, ways = danger.against_despair(policy, entry, turn.words, danger_texts.ALERTED, veiled=True)
    rows = (NEEDS_HELP, *ways, *danger.safety(now.id, "salah"))
    answer = Send(turn.event.address, body, rows, ticket=now.id, priority=Priority.EMERGENCY)
    told = taken.altered(lambda one: isinstance(one, Send | Copy), silent=True)
    return told.behind(joined_note(turn, now) if known and _goes_on(turn, now) else answer)


def _told_before(turn: ResidentTurn[Event], entry: str | None) -> bool:
    """Return whether the resident has told of this kind of danger last."""
    return turn.memory.feared is not None and assess(turn.memory.feared).entry == entry


def _hears(turn: ResidentTurn[Event], ticket: Ticket) -> Ticket:
    """Return the ticket with the gravest that is heard in it, the latest of equals; a button says less than words."""
    nothing = turn.words in {"", ticket.question, danger_texts.B_DANGER_YES, danger_texts.B_FAMILY}
    if nothing or _gravity(turn.words) < _gravity(ticket.gravest):
        return ticket
    return replace(ticket, about=replace(ticket.about, heard=turn.words))


def _gravity(text: str) -> tuple[int, float]:
    told = assess(text)
    # poison and despair together are a plan, which rings
    return (LEVELS.index("danger"), told.probability) if told.despairs and danger.POISON.search(text) else told.weight()


def _further(turn: ResidentTurn[Event], ticket: Ticket, entry: str | None, *, anew: bool) -> Send:
    """Answer who goes on telling of a danger that the officer knows of.

    Once more what to do, where a button asks for it or after a pause; else that it was passed on, and whom to call if
    that is known only now. `anew`: of despair, which was not told of last, or after "Salah paham".
    """
    event, policy = turn.event, turn.policy
    if not isinstance(event, Pressed) and _goes_on(turn, ticket) and not anew:
        return replace(joined_note(turn, ticket), priority=Priority.EMERGENCY)
    # a relative stays one, whatever she tells of, and who is tired of life is not told to escape
    first = danger.helped_by(ticket, (turn.words,))
    kept = first if first in {FAMILY, *danger.DESPAIRS} and not (isinstance(event, Pressed) or anew) else entry
    return danger.first_aid(policy, event.address, ticket.id, kept, f"{turn.words}\n{ticket.question}")[-1]


def _goes_on(turn: ResidentTurn[Event], ticket: Ticket) -> bool:
    """Return whether the resident wrote a moment ago, too, or is talking with the officer."""
    sent = turn.event.message if isinstance(turn.event, Wrote | Edited | Attached) else None
    times = (one.at for one in turn.resident.memory.turns if one.message != sent)
    return talk_of(turn) == ticket or any(turn.now - at <= PAUSE for at in times)
