"""What a member of the staff writes and presses → what he is asked next, or a task that is done beside the turns.

Anybody may ask for the number of a chat (/nomor), which the settings name: the operator's, an office's group.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from bot.helpdesk.model.actions import Acknowledge, Action, Edit, Outcome, Rows, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Commanded, Event, Pressed, Wrote
from bot.helpdesk.model.people import AWAITED, Form, FormKept, Member, Task, TaskAsked
from bot.helpdesk.staff.cards import back, button, menu
from bot.helpdesk.texts import alerts as operator_texts
from bot.helpdesk.texts import staff as texts
from bot.helpdesk.texts.resident import rupiah
from bot.helpdesk.turn import refuse, say

COMMAND, NUMBER = "kelola", "nomor"
SHORTEST_WHY = 5
FEWEST_PHRASINGS = 5
LONGEST_HEADING = 80
FURTHEST_CHANGE = 30
"""Per cent. Tariffs are raised by less, or by a new law that somebody has read."""
LARGEST = 1_000_000_000
QUICK = ("hari", "tarif", "biaya", "tolak", "batal", "kal", "tanda", "baca", "halaman", "usulan", "usul")
SLOW = (
    *("simpan-tarif", "beda", "terbitkan", "setuju", "balik", "cari", "simpan-kalimat", "teken", "celah", "sesudah"),
    *("masuk", "sisih", "topik-baru", "simpan-baru"),
)
"""What can be asked for, by the word that buttons carry; of the slow ones a member first reads that they are under way.

They are carried out beside the turns, by `app/editing/chat.py`.
"""
IN_PLACE = ("menu", "tidak", "kalimat")
"""Buttons that are answered in the message that holds them."""


class Step(NamedTuple):
    """What follows of what a member wrote or pressed: a text, and a task with its arguments.

    `asks`: what his next message is for, "" for nothing; `kept`: what was chosen before.
    """

    text: str = ""
    rows: Rows = (back(),)
    task: str = ""
    args: tuple[str, ...] = ()
    asks: str = ""
    kept: tuple[str, ...] = ()


def is_for_staff(event: Event, member: Member | None, now: datetime) -> bool:
    """Return whether the event belongs to the staff's chat: its command, its buttons, or awaited words."""
    match event:
        case _ if event.group:
            return False
        case Commanded(command=command):
            return command == COMMAND
        case Pressed(verb=Verb.STAFF):
            return True
        case Wrote() if member and member.form and member.form.asked in WRITTEN:
            return now - member.form.at <= AWAITED
    return False


def decide(member: Member | None, event: Event, now: datetime) -> Outcome:
    """Decide about an event of the staff's chat; a stranger gets a kind refusal."""
    if member is None:
        return refuse(event, texts.NOT_STAFF) if isinstance(event, Pressed) else say(event, texts.NOT_STAFF)
    form = member.form if member.form and now - member.form.at <= AWAITED else Form("", now)
    match event:
        case Pressed(args=(word, *args)):
            step = _pressed(member, form, word, tuple(args))
            if step is None:
                return refuse(event, texts.OLD_BUTTON)
            actions = (Acknowledge(event.address, event.callback), *_shown(event, step, in_place=word in IN_PLACE))
        case Wrote() if form.asked in WRITTEN:
            step = WRITTEN[form.asked](form, event.text)
            actions = _shown(event, step)
        case _:
            step = Step(*menu(member))
            actions = _shown(event, step)
    kept = FormKept(member.id, Form(step.asks, now, step.kept) if step.asks else None)
    pressed = event.message if isinstance(event, Pressed) else None
    tasks = (TaskAsked(Task(member.id, step.task, step.args, pressed)),) if step.task else ()
    return Outcome(actions=actions, staff=(kept, *tasks))


def _shown(event: Event, step: Step, *, in_place: bool = False) -> tuple[Action, ...]:
    if step.task:
        said = step.text or (texts.WORKING if step.task in SLOW or isinstance(event, Wrote) else "")
        return (Send(event.address, said),) if said else ()
    if not isinstance(event, Pressed):
        return say(event, step.text, step.rows).actions
    if in_place and event.message:
        return (Edit(event.address, event.message, step.text, step.rows),)
    return (Send(event.address, step.text, step.rows),)


def _pressed(member: Member, form: Form, word: str, args: tuple[str, ...]) -> Step | None:
    """Return what a button leads to; None where it fits nothing any more."""
    if needed := NEEDS.get(word):  # it goes on with what was chosen in an earlier message
        return needed[form.asked](form, args) if form.asked in needed else None
    match word:
        case "menu":
            return Step(*menu(member))
        case "tidak":
            return Step(texts.DROPPED)
        case "kalimat":
            return Step(texts.SEARCH, asks="cari")
        case "terbit":
            return Step(texts.ASK_WHY, asks="alasan", kept=args)
    return Step(task=word, args=args) if word in QUICK or word in SLOW else None


def _begin(form: Form, _: tuple[str, ...]) -> Step:
    return _with_proposal(texts.ASK_HEADING, texts.PROPOSED_IS, form.kept[1], asks="judul", kept=form.kept)


def _topic(form: Form, args: tuple[str, ...]) -> Step | None:
    if len(args) != 1:
        return None
    return _with_proposal(texts.ASK_ANSWER, texts.ANSWER_IS, form.kept[2], asks="jawaban", kept=(*form.kept, *args))


def _with_proposal(ask: str, proposed: str, what: str, asks: str, kept: tuple[str, ...]) -> Step:
    """Ask for what can be proposed, too; one press takes it."""
    if not what:
        return Step(ask, asks=asks, kept=kept)
    rows: Rows = ((button(texts.B_USE, "pakai"),), back())
    return Step(ask + proposed.format(heading=what, answer=what), rows, asks=asks, kept=kept)


NEEDS: Mapping[str, Mapping[str, Callable[[Form, tuple[str, ...]], Step | None]]] = {
    "teken": {"teken": lambda form, _: Step(task="teken", args=form.kept)},
    "masuk": {"sumber": lambda form, args: _again(form, task="masuk", args=(form.kept[0], *args))},
    "sisih": {"sumber": lambda form, _: _again(form, task="sisih", args=form.kept[:1])},
    "baru": {"sumber": _begin},
    "topik": {"topik": _topic},
    "pakai": {
        "judul": lambda form, _: _again(form, task="topik-baru", args=form.kept),
        "jawaban": lambda form, _: Step(texts.ASK_PHRASINGS, asks="kalimat-baru", kept=form.kept),
    },
}
"""Buttons by what must have been asked for last."""


def _again(form: Form, text: str = "", task: str = "", args: tuple[str, ...] = ()) -> Step:
    """Let the next message be for the same."""
    return Step(text, task=task, args=args, asks=form.asked, kept=form.kept)


def _read_fee(form: Form, text: str) -> Step:
    fee, before, served = form.kept[0], int(form.kept[1]), int(form.kept[2])
    after = amount_in(text)
    if after is None:
        return _again(form, texts.FEE_NOT_READ)
    if after == before == served:
        return _again(form, texts.FEE_SAME.format(amount=rupiah(before)))
    kept = (fee, str(before), str(served), str(after))
    if is_far(before, after) or is_far(served, after):
        far = texts.FEE_FAR.format(before=rupiah(served), after=rupiah(after))
        return Step(far, asks="tarif-lagi", kept=kept)
    return _fee_taken(*kept, "")


def _read_fee_again(form: Form, text: str) -> Step:
    after = int(form.kept[3])
    if amount_in(text) != after:
        return _again(form, texts.FEE_OTHER.format(after=rupiah(after)))
    return _fee_taken(*form.kept, "yakin")


def _fee_taken(*args: str) -> Step:
    said = texts.FEE_TAKEN.format(before=rupiah(int(args[2])), after=rupiah(int(args[3])))
    return Step(said, task="simpan-tarif", args=args)


def _read_why(form: Form, text: str) -> Step:
    why = " ".join(text.split())[:300]
    return Step(task="terbitkan", args=(*form.kept, why)) if len(why) >= SHORTEST_WHY else _again(form, texts.SHORT_WHY)


def _read_heading(form: Form, text: str) -> Step:
    source, _, answer = form.kept
    return _again(form, task="topik-baru", args=(source, " ".join(text.split())[:LONGEST_HEADING], answer))


def _read_answer(form: Form, text: str) -> Step:
    source, heading, _, topic = form.kept
    return Step(texts.ASK_PHRASINGS, asks="kalimat-baru", kept=(source, heading, text.strip(), topic))


def _read_phrasings(form: Form, text: str) -> Step:
    written = tuple(dict.fromkeys(" ".join(line.split()) for line in text.splitlines() if line.strip()))
    if len(written) < FEWEST_PHRASINGS:
        return _again(form, texts.FEW_PHRASINGS.format(count=len(written)))
    return _again(form, task="simpan-baru", args=(*form.kept, *written))


WRITTEN: Mapping[str, Callable[[Form, str], Step]] = {
    "cari": lambda form, text: _again(form, task="cari", args=(text[:200],)),
    "kalimat": lambda form, text: _again(form, task="simpan-kalimat", args=(*form.kept, " ".join(text.split()))),
    "tarif": _read_fee,
    "tarif-lagi": _read_fee_again,
    "alasan": _read_why,
    "judul": _read_heading,
    "jawaban": _read_answer,
    "kalimat-baru": _read_phrasings,
}
"""What a member's words are for, by what he was asked for."""


def amount_in(text: str) -> int | None:
    """Return the amount that somebody wrote ("700000", "Rp700.000", "rp 700.000,-"); None where it is none."""
    together = "".join(text.split()).casefold()
    bare = re.sub(r"^rp\.?|(?:,(?:-|0{1,2}))?(?:rupiah)?$", "", together)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", bare):
        bare = bare.replace(".", "")
    return int(bare) if re.fullmatch(r"\d{1,10}", bare, re.ASCII) and int(bare) <= LARGEST else None


def is_far(before: int, after: int) -> bool:
    """Return whether somebody should look at the new amount twice: it moves far, or the service would be free."""
    return after == 0 or abs(after - before) * 100 > FURTHEST_CHANGE * before


def asks_for_number(event: Commanded) -> bool:
    """Return whether somebody wants to know the number; with words behind it, it is a question like any other."""
    return event.command == NUMBER and not event.argument.strip()


def number_of(event: Commanded) -> Outcome:
    """Tell the number of the chat in which the command was written."""
    text = operator_texts.CHAT_NUMBER.format(number=event.address.room.chat)
    return Outcome(actions=(Send(event.address, text, reply_to=event.message),))
