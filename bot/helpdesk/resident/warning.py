"""What is no emergency yet: warnings and what is said to them; checking a number, a link or an advert (/resmi)."""

from __future__ import annotations

import re
from typing import Any

from msgspec.structs import replace

from bot.helpdesk.buttons import resident_button
from bot.helpdesk.guided_checks import counted
from bot.helpdesk.model.actions import Button, Outcome, Rows, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Attached, Commanded, Event, Pressed, Wrote, is_question
from bot.helpdesk.model.guided_checks import nods
from bot.helpdesk.model.hours import long_date
from bot.helpdesk.model.markup import bold, paragraphs
from bot.helpdesk.model.people import Confirming, Memory, PastMessage, Step
from bot.helpdesk.model.policy import Mission, Office
from bot.helpdesk.model.ticket import PROGRAM
from bot.helpdesk.privacy.digits import NumberKind
from bot.helpdesk.privacy.links import hosts, is_government, looks_like_an_office
from bot.helpdesk.privacy.names import says_minor
from bot.helpdesk.privacy.numbers import MASKS, masked
from bot.helpdesk.resident import menu
from bot.helpdesk.resident.message import GRAVE, Message, doubts
from bot.helpdesk.texts import danger as danger_texts, outreach as outreach_texts, resident as texts
from bot.helpdesk.tickets.intake import NEEDS_HELP, check_danger, open_ticket, raise_emergency, tell_in
from bot.helpdesk.tickets.lifecycle import asks, spoken_of, talk_of
from bot.helpdesk.turn import ResidentTurn
from bot.matching.danger import FAMILY
from bot.matching.entry import Decision, DecisionKind
from bot.matching.gate import EVEN
from bot.matching.read import read

INTO_TICKETS = frozenset({"photo", "voice", "audio", "video", "video_note", "document", PROGRAM, "location", "contact"})
"""What an officer can use; the rest (stickers, dice…) gets a reaction beside an open ticket, or is kindly declined."""
WARNED = "peringatan"
"""What "Kirim ke petugas" carries under a warning: the message that was warned of goes, not the latest one."""
TO_BE_CHECKED: Rows = ((Button(texts.B_VERIFY, Verb.ASK_TO_VERIFY),),)
TO_OFFICER = (Button(danger_texts.B_SEND_TO_OFFICER, Verb.ASK_OFFICER, (WARNED,)),)
OWN_PAPERS = "paspor-periksa-berkas"
"""The FAQ's entry on whether one's own form or papers are right."""
CHILD, SCAM = "anak", "penipuan"
"""The acts of the matcher's warnings that are not about an offer."""
_MARRIAGE = re.compile(r"(?:nikah|[kg]awin|jodoh|pengantin)", re.IGNORECASE)
_LEAVES_SOON = re.compile(
    r"(?s)(?=.*\b(?:besok|lusa|(?:malam|pagi|siang|sore|hari|minggu)\W+(?:i?ni|depan)|nanti\W+malam)\b)"
    r"(?=.*(?:\b(?:di?\W?|mem?)?bawa|ambil\b|ikut|nye?be?rang|je?mput|be?r\w{0,3}gka?t"
    r"|tulak|di?\W?kirim|terbang|di?\W?angkut|[nk]a?[hw]in))",
)
"""The words of who tells that a child is about to be taken away: of 3,773 lessons of children 46, 45 rightly."""
_OF_ANOTHER = re.compile(
    r"(?i)\b(?:murid|siswa|siswi|santri|wali\W*kelas|warga\W+(?:saya|kami)|anak\W+(?:didik|tetangga|warga|orang|teman)"
    r"|(?<!ajak\s)(?<!oleh\s)(?<!sama\s)(?<!dari\s)tetangga\W+(?:(?:saya|kami)\W+)?"
    r"(?:umur|masih|baru|kelas|mau|yang|1[0-7]))"
)
"""The words of who writes of a child that is not his own; a neighbour who invites the writer is no such child."""
_THEIRS = re.compile(
    r"(?i)\b(?:(?:murid|siswa|siswi|santri|didik|tetangga|warga)\W+(?:saya|kami)"
    r"|(?:saya|kami)\W+(?:guru|wali|kader|ketua|pak|bu|tetangga))\b"
)
_OF_MYSELF = re.compile(
    r"(?i)\b(?:umur|usia)(?:ku|\W+(?:saya|sy|aku|ulun))\b|\b(?:saya|sy|aku|ulun|anak\W+saya|adik\W+saya|adikku|anakku)\W+"
    r"(?:\w+\W+)?(?:umur|usia|1[0-7])\b|\b(?:anak|adik)\W+(?:saya|sy|ulun|kami)\b"
)


def warn(message: Message[Any]) -> Outcome | None:
    """Warn of what is no emergency yet; the message is kept for "Kirim ke petugas", or joins what the officer is at."""
    turn, decision, ticket = message.turn, message.decision, spoken_of(message.turn)
    own = ticket.question if ticket and ticket.is_open and ticket.early_warning and not ticket.emergency else ""
    first = turn.decided(own or turn.memory.warned or turn.words).act
    if own and first == CHILD and leaves_soon(turn.words):
        # "besok berangkat" in the case of a child that was warned of
        return _alarmed(turn)
    # nobody is warned twice of the same matter: said to the warning, more of it goes to the officer
    again = (first == SCAM) == (decision.act == SCAM)
    writing = message.before.memory.phase == Step.WRITING
    said_to_one = again and not (ticket or writing)
    if decision.outcome is not DecisionKind.WARN or (said_to_one and _what_it_follows(message, turn.memory.warned)):
        return None
    # it may be a warning only behind the message before it
    before, alone = turn.memory.turns[-2:-1], turn.decided(turn.words)
    words = turn.words if alone.outcome is DecisionKind.WARN or not before else f"{before[0].text}\n{turn.words}"
    if decision.act == CHILD and leaves_soon(words) and not (ticket and ticket.emergency):
        return _alarmed(turn.saying(words)).behind(Send(turn.event.address, warning_text(CHILD, words)))
    of_another = decision.act == CHILD and writes_of_another_child(turn.words)
    at_once = ticket is None and (of_another or isinstance(turn.event, Attached))
    if at_once or writing:
        opened = passed_on(open_ticket(replace(turn.saying(words), early_warning=True), asked=True), turn)
        return opened.behind(warning(turn, decision, sends=False))
    if ticket and ticket.is_open and turn.policy.serves(ticket):
        told_of = ticket.emergency or (ticket.despair and decision.act == SCAM)
        if told_of or (talk_of(turn) == ticket and asks(turn.spoken) and decision.act not in {CHILD, SCAM}):
            # "katanya ke arab" belongs to the danger told of, debts to despair, "kada ada pt nya" to what he has asked
            return tell_in(turn, ticket)
        told = passed_on(tell_in(replace(turn, early_warning=True), ticket), turn)
        return told if own and again else told.behind(warning(turn, decision, sends=False))
    kept = turn.remember(question=words, warned=words, unreadable=0)
    return Outcome(actions=(warning(kept, decision, sends=True),), resident=kept.resident)


def _alarmed(turn: ResidentTurn[Any]) -> Outcome:
    """Call everybody: a child is about to be taken away, and nothing waits for office hours."""
    return raise_emergency(turn.remember(question=None, warned=None), None if says_minor(turn.words) else FAMILY)


def said_to_a_warning(message: Message[Any]) -> Outcome | None:
    """Say why, or that a warning still holds, then pass on who goes on; None where something else is asked for."""
    turn, warned = message.turn, message.turn.memory.warned
    follows = _what_it_follows(message, warned)
    if follows is None:
        return None
    before, first = follows
    all_of_it = f"{warned}\n{turn.words}"
    kept = turn.remember(question=all_of_it, warned=all_of_it)
    if first.act == CHILD and leaves_soon(all_of_it):
        return _alarmed(kept.saying(all_of_it))
    reason = next((one for one in first.answers or first.suggestions[:1] if one in turn.policy.knowledge.entries), None)
    is_first = first.outcome is DecisionKind.WARN
    if is_first and reason and message.asks_why:
        return kept.say(*menu.shown(turn.policy, reason, turn.village, turn.now))
    heard_once = is_first or Message(turn.saying(before.text), first, turn).asks_why
    for_him = message.asks if message.decision.outcome is DecisionKind.ESCALATE else message.decision.outcome in GRAVE
    if heard_once and not for_him:
        holds = danger_texts.STILL_WARNED_OF_SCAM if first.act == SCAM else danger_texts.STILL_WARNED
        checks = () if first.act == SCAM else menu.checks_of_offers(turn.policy, danger_texts.B_CHECK_THIS)
        return kept.remember(phase=Confirming((Verb.ASK_OFFICER, WARNED))).say(holds, (*checks, TO_OFFICER))
    told = turn.remember(question=None, warned=None).saying(all_of_it)
    call = Send(turn.event.address, danger_texts.EMERGENCY_GROUP.format(call=danger_texts.CALL_EITHER), silent=True)
    return passed_on(open_ticket(replace(told, early_warning=True), attempted=first.likely()), turn).then(call)


def said_to_a_gentle_question(message: Message[Any]) -> Outcome | None:
    """Ask once more where a danger is told of further, then pass all of it on; None where something else is asked."""
    turn, feared = message.turn, message.turn.memory.feared
    follows = _what_it_follows(message, feared)
    if follows is None:
        return None
    all_of_it = f"{feared}\n{turn.words}"
    only_he_knows = message.decision.outcome is DecisionKind.ESCALATE and message.asks
    if follows[1].outcome is DecisionKind.EMERGENCY and not only_he_knows:
        return check_danger(turn, all_of_it)
    return open_ticket(turn.remember(question=None).saying(all_of_it))


def _what_it_follows(message: Message[Any], kept: str | None) -> tuple[PastMessage, Decision] | None:
    """Return which of the kept messages it goes on with: at once where it asks, later where it tells; else None."""
    recent = message.recent
    places = [at for at, one in enumerate(recent) if kept and stands_in(one.text, kept)]
    if message.before.open or not places or (message.asks and places[-1] + 1 < len(recent)):
        return None
    # what is an answer's only by what was said before goes on with that: "udah terlanjur bayar"
    answered = message.decision.outcome is DecisionKind.ANSWER
    match (message.turn.decided(message.text) if answered else message.decision).outcome:
        case DecisionKind.SMALLTALK:
            asks_else = message.chat == "minta-petugas" or (message.chat == "bantuan" and not message.unclear)
            # right below a warning "iya" waits for what it offers
            waits = nods(message.text) and kept == message.turn.memory.warned and places[-1] + 1 == len(recent)
            goes_on = waits or not (asks_else or message.calls_off or message.is_polite or message.is_outburst)
        case DecisionKind.SUGGEST:
            goes_on = len(message.text.split()) > 1 and (message.unclear or not message.asks)
        case outcome:
            goes_on = outcome in {DecisionKind.ESCALATE, DecisionKind.WARN} and not message.decision.off_topic
    before = recent[places[-1]]
    earlier = (one.text for one in recent[: places[-1]])
    return (before, message.turn.decided(before.text, earlier)) if goes_on else None


def with_what_followed(memory: Memory, kept: str | None) -> str | None:
    """Return what was kept of an earlier message with what was written right after it; else the last question."""
    turns = [turn.text for turn in memory.turns]
    told = [at for at, text in enumerate(turns) if kept and stands_in(text, kept)]
    return "\n".join((kept, *turns[told[-1] + 1 :])) if kept and told else kept or memory.question


def said_above(turn: ResidentTurn[Pressed], kept: str | None) -> str | None:
    """Return the message that the pressed button stands under; the latest as it was kept."""
    quoted = turn.event.quoted
    words = quoted.text.strip() if isinstance(quoted, Wrote) else ""
    return words if words and not stands_in(words, kept or "") else kept


def stands_in(text: str, kept: str) -> bool:
    """Return whether a message is one of several that are kept together."""
    return f"\n{text}\n" in f"\n{kept}\n"


def warning(turn: ResidentTurn[Event], decision: Decision, *, sends: bool) -> Send:
    """Send the fixed warning with what can be done at once. `sends`: the officer does not have the message yet."""
    rows: Rows = () if decision.act == SCAM else menu.checks_of_offers(turn.policy, danger_texts.B_CHECK_THIS)
    rows = (*rows, TO_OFFICER) if sends else rows
    rows = (*rows, NEEDS_HELP) if decision.doubtful else rows
    rows = (*rows, *menu.ways_to(turn.policy, decision.answers or decision.suggestions[:1]))
    return Send(turn.event.address, warning_text(decision.act, turn.words), rows)


def warning_text(act: str | None, words: str) -> str:
    """Return the warning that fits its act and, about a child, who writes and what it is to do."""
    if act != CHILD:
        return danger_texts.WARN_SCAM if act == SCAM else danger_texts.WARN_OFFER
    minor, marriage = danger_texts.WARN_MINOR, danger_texts.WARN_MARRIAGE
    if writes_of_another_child(words):
        minor, marriage = danger_texts.WARN_MINOR_OF_ANOTHER, danger_texts.WARN_MARRIAGE_OF_ANOTHER
    return marriage if _MARRIAGE.search(words) else minor


def leaves_soon(text: str) -> bool:
    """Return whether a text says, as its words are meant, that somebody is about to be taken away."""
    meant = re.sub(r"\w+", lambda word: " ".join(read(word[0]).readings), text.lower())
    return _LEAVES_SOON.match(meant) is not None


def writes_of_another_child(text: str) -> bool:
    """Return whether a teacher, a neighbour or somebody of the village writes of a child that is not his own."""
    return _OF_ANOTHER.search(text) is not None and _OF_MYSELF.search(_THEIRS.sub("", text)) is None


OFFICIAL, CHECKED, PASSED_ON = "resmi", "diperiksa", "diteruskan"
"""What is counted for the early warnings: something doubtful got the checklist, or went to the officer."""


def show_official(turn: ResidentTurn[Commanded]) -> Outcome:
    """Show who really writes here (/resmi); what comes next is taken as something to check."""
    text = texts.official(turn.policy.bot_name, turn.village, turn.officer, turn.office)
    return turn.remember(phase=Step.SENDING_TO_CHECK).say(text)


def recognise(turn: ResidentTurn[Wrote]) -> Outcome | None:
    """Say of a forwarded message of the bot's own when it was sent, and what is answered today; None for all others."""
    event, known = turn.event, turn.policy.knowledge.entries
    if event.ours is None:
        return None
    text = texts.OURS.format(day=long_date(turn.office.hours.day(event.ours)))
    answered = [id for id, one in known.items() if one.question in event.text and one.shown(turn.village).known]
    today = f" {texts.OURS_TODAY}\n\n{menu.together(turn, answered)}" if answered else ""
    return turn.say(text + today, menu.TO_MENU)


def check(turn: ResidentTurn[Wrote]) -> Outcome | None:
    """Answer what was sent for checking with the checklist; None for every other message.

    Beside a ticket that is only what is asked about, and its officer gets it; the rest, in danger all, belongs to him.
    """
    text, memory, ticket = turn.event.text.strip(), turn.memory, spoken_of(turn)
    suspect = _suspect(text)
    sent_for_it = turn.event.forwarded or memory.phase == Step.SENDING_TO_CHECK
    asked = _asked_about(text) or (suspect and memory.phase == Step.SENDING_TO_CHECK)
    if not (sent_for_it or asked):
        return None
    decision = turn.decided(text)
    warns = decision.outcome is DecisionKind.WARN
    if ticket and (not asked or ticket.at_risk or (warns and turn.urgent)):
        return None
    open_still = decision.outcome in {DecisionKind.ESCALATE, DecisionKind.SUGGEST}
    if (decision.alarming and not (suspect and decision.doubtful)) or not (suspect or open_still):
        return None
    turns = (*turn.policy.recent(memory, turn.now), PastMessage(text, turn.now, None, turn.event.message))[-2:]
    kept = turn.remember(phase=None, question=text, warned=text, turns=turns)
    warned = (warning(turn.saying(text), decision, sends=False),) if warns else ()
    if ticket or (NumberKind.PHONE in masked(text)[1] and not hosts(text) and not turn.event.forwarded):
        return _compared(kept, text).behind(*warned)
    noted, tallies = counted(kept, OFFICIAL, CHECKED)
    shown: tuple[Send, ...] = (Send(turn.event.address, _checklist(turn, text), TO_BE_CHECKED),)
    for told in warned:
        links = (Send(turn.event.address, _checklist(turn, text)),) if hosts(text) or decision.act == SCAM else ()
        shown = (replace(told, buttons=(*TO_BE_CHECKED, *told.buttons)), *links)
    return Outcome(actions=shown, resident=noted, tallies=tallies)


def _numbers(text: str) -> set[str]:
    """Return the telephone numbers in a text, without what stands for the country or for another place in it."""
    digits = (re.sub(r"\D", "", one) for one in re.findall(r"\+?\d[\d\s().-]{5,}\d", text))
    return {one.lstrip("0").removeprefix("62").lstrip("0") for one in digits}


def _compared(turn: ResidentTurn[Wrote], text: str) -> Outcome:
    """Compare numbers with those that offices publish, links with the government's; what is not known is sent on."""
    directory, asked = turn.policy.directory, _numbers(text)
    named: tuple[Office | Mission, ...] = (*directory.offices.values(), *directory.missions.values())
    known = {one.name: numbers for one in named if (numbers := _numbers(one.phone or "") & asked)}
    number_alone = NumberKind.PHONE in masked(text)[1] and not hosts(text)
    if known and number_alone and set().union(*known.values()) == asked:
        return turn.say(texts.NUMBER_KNOWN.format(office=outreach_texts.listed(tuple(known))), TO_BE_CHECKED)
    told = Send(turn.event.address, texts.NUMBER_UNKNOWN if number_alone else _checklist(turn, text))
    return _to_be_checked(turn.remember(question=None, warned=None), text).behind(told)


def _suspect(text: str) -> bool:
    """Return whether there is something in a text that can be checked: a link, a telephone or an account number."""
    return bool(hosts(text)) or NumberKind.PHONE in masked(text)[1] or MASKS[NumberKind.ACCOUNT] in text


def _asked_about(text: str) -> bool:
    """Return whether what can be checked is doubted, or a link that is not the government's stands in a question."""
    doubted = doubts(text) or (is_question(text) and not all(map(is_government, hosts(text))))
    return doubted and _suspect(text)


def _checklist(turn: ResidentTurn[Any], text: str) -> str:
    """Say what was found, and what to look for: in full once a day."""
    found = [bold(texts.CHECK_HEAD)]
    for host in hosts(text):
        other = texts.HOST_LIKE_OFFICE if looks_like_an_office(host) else texts.OTHER_HOST
        found.append((texts.OFFICIAL_HOST if is_government(host) else other).format(host=host))
    found += [texts.ACCOUNT_FOUND] if MASKS[NumberKind.ACCOUNT] in text else []
    again = turn.memory.counted.startswith(f"{turn.office.hours.day(turn.now)} {OFFICIAL} ")
    return paragraphs("\n".join(found), texts.CHECK_AGAIN if again else texts.CHECKLIST)


@resident_button(Verb.ASK_TO_VERIFY)
def pass_on(turn: ResidentTurn[Pressed]) -> Outcome | None:
    """Open a ticket with what was sent ("Kirim ke petugas untuk diperiksa"); None when it is no longer known."""
    question, quoted = said_above(turn, with_what_followed(turn.memory, turn.memory.warned)), turn.event.quoted
    if question is None:
        return None
    ticket = spoken_of(turn)
    sent = turn.sent.get(ticket.id, ()) if ticket else ()
    if ticket and (stands_in(question, ticket.question) or (quoted and quoted.message in {one.about for one in sent})):
        return turn.refuse(texts.SENT_BEFORE.format(number=ticket.id))
    return _to_be_checked(turn.remember(question=None, warned=None), question)


def _to_be_checked(turn: ResidentTurn[Event], what: str, kind: str = "") -> Outcome:
    """Pass on what is to be checked, in the open ticket where there is one."""
    number = NumberKind.PHONE in masked(what)[1] or MASKS[NumberKind.ACCOUNT] in what
    official = hosts(what) and all(map(is_government, hosts(what))) and not number
    warns = not official or turn.decided(what).outcome is DecisionKind.WARN
    said = replace(turn.saying(texts.PLEASE_CHECK.format(text=what), kind=kind), early_warning=warns)
    ticket = spoken_of(turn)
    beside = ticket is not None and ticket.is_open and turn.policy.serves(ticket)
    sent = tell_in(said, ticket) if ticket and beside else open_ticket(said, asked=True)
    return passed_on(sent, turn) if warns else sent


def passed_on(outcome: Outcome, turn: ResidentTurn[Any]) -> Outcome:
    """Count an early warning that the outcome gives to the officer, without a name and once a day."""
    noted, tallies = counted(turn.of(outcome.resident or turn.resident), OFFICIAL, PASSED_ON)
    return replace(outcome, resident=noted, tallies=tallies)


def pass_on_at_once(turn: ResidentTurn[Attached]) -> Outcome | None:
    """Give what is to be checked to the officer, as the bot cannot look into it; beside a ticket what is doubted."""
    caption, kind, ticket = turn.event.caption.strip(), turn.event.attachment.kind, spoken_of(turn)
    suspect = _asked_about(caption) or (turn.event.forwarded and _suspect(caption))
    # "formulirnya sudah benar pak?" doubts nobody, but asks of one's own papers
    own = caption and turn.decided(caption).likely(EVEN) == (OWN_PAPERS,)
    suspect = suspect or turn.memory.phase == Step.SENDING_TO_CHECK or (not ticket and doubts(caption) and not own)
    in_danger = (ticket and ticket.at_risk) or (caption and turn.decided(caption).alarming)
    if not suspect or in_danger or kind not in INTO_TICKETS:
        return None
    sent = caption or texts.SENT_KIND.format(kind=texts.KINDS.get(kind, texts.SOMETHING))
    checks = menu.checks_of_offers(turn.policy, danger_texts.B_CHECK_THIS)
    told = Send(turn.event.address, _checklist(turn, caption), checks)
    return _to_be_checked(turn.remember(phase=None), sent, "" if caption else kind).behind(told)
