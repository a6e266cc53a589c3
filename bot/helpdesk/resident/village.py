"""Joining a village: by the QR code's link, by buttons, or by typing its name."""

from __future__ import annotations

import re

from msgspec.structs import replace

from bot.helpdesk.model.actions import Button, Outcome, Rows, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Event, Started
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.people import Step
from bot.helpdesk.model.policy import LEFT_OUT, Policy
from bot.helpdesk.resident import menu
from bot.helpdesk.texts import officer as officer_texts, resident as texts
from bot.helpdesk.tickets.cards import card
from bot.helpdesk.tickets.escalation import moved
from bot.helpdesk.turn import ResidentTurn

_MOVED = re.compile(r"\b(?:desa|kampung|warga|pindah|ganti|tinggal|badiam|dari|matan|orang|urang)\b", re.IGNORECASE)
_AROUND = re.compile(r"\b(?:pindah|ganti|sudah|sdh|bukan|salah|ke|ka)\b", re.IGNORECASE)
"""How people say of which village they are now, and the words around its name."""
_LISTED = re.compile(
    r"^\W*(?:(?:kalau|kalo|klo|apa(?:kah)?)\W+)*(?=(?:desa|kampung)\b)(.+?)\W+(?:(?:sudah|sdh|ada|terdaftar|tadaftar|masuk)"
    r"\W*)+(?:kah|lah|ga|gak|nggak|tidak|kada|belum|blm)?(?:\W+(?:di\W?)?sini)?\W*$",
    re.IGNORECASE,
)
"""How people ask whether their village is one of ours: "desa saya sungai rangas, ada kah?"."""
PAGE = 5
"""Villages or regencies on one page of buttons: with those that turn it and "Desa saya tidak ada" seven."""


def on_started(turn: ResidentTurn[Started]) -> Outcome:
    """Greet who opens the bot (/start), with or without a village in the link."""
    payload = turn.event.payload
    if payload in turn.policy.directory.villages:
        return settle_in(turn, payload)
    if not payload and (turn.resident.village or turn.resident.outside):
        return turn.say(texts.welcome(turn.village, turn.officer), menu.home_page(turn.policy)[1])
    return ask_village(turn, texts.UNKNOWN_VILLAGE if payload else texts.welcome(None, None))


def ask_village(turn: ResidentTurn[Event], opening: str = "") -> Outcome:
    """Ask where the resident lives."""
    text, buttons = regencies_page(turn.policy)
    return turn.remember(phase=Step.NAMING_VILLAGE).say(f"{opening}\n\n{text}" if opening else text, buttons)


def regencies_page(policy: Policy, number: str = "0") -> tuple[str, Rows]:
    """Return the regencies as buttons; the villages at once where there is only one regency."""
    regencies = policy.directory.regencies
    if len(regencies) == 1:
        return villages_page(policy, "0", "0")
    rows = tuple((Button(name, Verb.VILLAGES, (str(at), "0")),) for at, name in enumerate(regencies))
    shown = menu.paged(rows, int(number), PAGE, Verb.REGENCIES)
    return texts.ASK_VILLAGE, (*shown, (Button(texts.B_OUTSIDE, Verb.OUTSIDE),))


def villages_page(policy: Policy, at: str, number: str) -> tuple[str, Rows]:
    """Return the villages of one regency as buttons."""
    names = policy.directory.regencies
    regency = names[int(at)] if 0 <= int(at) < len(names) else None
    villages = sorted((v for v in policy.directory.villages.values() if v.regency == regency), key=lambda v: v.name)
    rows = tuple((Button(", ".join(filter(None, (v.name, v.district))), Verb.VILLAGE, (v.id,)),) for v in villages)
    shown = menu.paged(rows, int(number), PAGE, Verb.VILLAGES, at)
    back: Rows = ((Button(texts.B_BACK, Verb.REGENCIES, ("0",)),),) if len(names) > 1 else ()
    return texts.ASK_VILLAGE_IN, (*shown, *back, (Button(texts.B_OUTSIDE, Verb.OUTSIDE),))


def village_named(turn: ResidentTurn[Event], text: str) -> Outcome | None:
    """Take the text as a village's name; None when it is none. Where nobody asked, the name must be beyond doubt."""
    asked_for = turn.memory.phase == Step.NAMING_VILLAGE or turn.memory.pending is not None
    if not asked_for and (turn.resident.village or turn.resident.outside or turn.target):
        return None
    found = turn.policy.directory.villages_like(text) if asked_for else turn.policy.directory.village_called(text)
    if len(found) == 1:
        return settle_in(turn, found[0].id)
    if not found:
        return None
    rows = tuple((Button(f"{v.name}, {v.district or v.regency}", Verb.VILLAGE, (v.id,)),) for v in found)
    return turn.remember(phase=Step.NAMING_VILLAGE).say(texts.WHICH, (*rows, (Button(texts.B_OUTSIDE, Verb.OUTSIDE),)))


def asked_whether_listed(turn: ResidentTurn[Event], text: str) -> Outcome | None:
    """Say whether the village that is named is one of ours, and take it where it is; None where that is not asked."""
    asked = _LISTED.match(text)
    if asked is None or turn.resident.village:
        return None
    found = village_named(turn.remember(phase=Step.NAMING_VILLAGE), asked[1])
    names_one = LEFT_OUT.sub(" ", asked[1].lower()).strip()
    return found or ask_village(turn, texts.NO_SUCH_VILLAGE.format(button=texts.B_OUTSIDE) if names_one else "")


def offer_to_move(turn: ResidentTurn[Event], text: str) -> Outcome | None:
    """Offer to change the village to who says that he is of another one; its name alone is for a ticket's officer."""
    current = turn.village
    says_where = current and (not turn.open or _MOVED.search(text))
    village = next(iter(turn.policy.directory.village_called(_AROUND.sub(" ", text)) if says_where else ()), None)
    if village is None or current is None or village == current:
        return settle_in(turn, village.id) if village and not turn.open else None
    move = Button(texts.B_MOVE.format(village=village.name), Verb.VILLAGE, (village.id,))
    return turn.say(texts.MOVE_ASK.format(current=current.name, village=village.name), ((move,),))


def settle_in(turn: ResidentTurn[Event], village: str | None) -> Outcome:
    """Settle the resident in a village (None: in none of them); tickets that nobody took yet move to its officer."""
    policy, settled = turn.policy, replace(turn.resident.remember(phase=None), village=village, outside=village is None)
    owner, done = policy.owner_for(settled), Outcome()
    for ticket in turn.tickets:
        untouched = ticket.is_open and not ticket.claimed_by and not ticket.first_reply_at
        # an emergency stays where it began, or another office would ring with each village that is pressed
        stays = not untouched or (ticket.emergency and ticket.village)
        if owner is None or stays or (ticket.officer, ticket.village) == (owner.id, village):
            continue
        here = replace(ticket, village=village)
        if ticket.officer == owner.id:
            done = replace(done, tickets=(*done.tickets, here))
            continue
        # "sudah sampai ke petugas" is said again once the new officer has it
        given, old = moved(policy, (here, settled), owner, turn.now), policy.chat(ticket.officer)
        if old:
            note = officer_texts.HANDED.format(number=ticket.id, officer=owner.name)
            done = done.then(Send(old, note, ticket=ticket.id, silent=ticket.emergency))
        told = policy.concerned(ticket, turn.resident) if ticket.emergency else ()
        more = policy.concerned(given.tickets[0], settled) if ticket.emergency else ()
        others = (one for one in more if one not in (owner, *told))
        cards = (send for one in others for send in card(policy, given.tickets[0], settled, one, turn.now))
        given = given.altered(lambda one: isinstance(one, Send), silent=True) if owner in told else given
        done = done.also(given.then(*cards))
    turn, home = turn.of(settled), menu.home_page(policy)[1]
    if isinstance(turn.event, Started):
        return turn.say(texts.welcome(turn.village, turn.officer), home).also(done)
    # no second greeting; where a question waited, its receipt follows
    buttons = () if turn.memory.pending else home
    text = texts.OUTSIDE.format(office=turn.office.name)
    if turn.village:
        text = texts.SETTLED.format(village=bold(turn.village.name), officer=(turn.officer or turn.office).name)
    return turn.show(text, buttons).also(done)
