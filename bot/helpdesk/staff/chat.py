"""What a member of the staff writes and presses → what he is asked next, or a task that is done beside the turns.

Anybody may ask for the number of a chat (/nomor), which the settings name: the operator's, an office's group.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.helpdesk.model.actions import Acknowledge, Edit, Outcome, Rows, Send
from bot.helpdesk.model.entities import Address
from bot.helpdesk.model.events import Commanded, Event, Pressed, Wrote
from bot.helpdesk.model.replies import refuse, say
from bot.helpdesk.model.staff import AWAITED, Form, FormKept, Member, Task, TaskAsked
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.staff import suggest
from bot.helpdesk.staff.fees import amount_in, is_far
from bot.helpdesk.staff.menu import back, menu
from bot.helpdesk.texts import kelola as texts
from bot.helpdesk.texts import operator as operator_texts
from bot.helpdesk.texts.resident import rupiah

SHORTEST_WHY = 5
COMMAND, NUMBER = "kelola", "nomor"


def is_for_staff(event: Event, member: Member | None, now: datetime) -> bool:
    """Return whether the event belongs to the staff's chat: its command, its buttons, or awaited words."""
    if event.group:
        return False
    match event:
        case Commanded(command=command):
            return command == COMMAND
        case Pressed(verb=Verb.STAFF):
            return True
        case Wrote() if member and member.form and member.form.asked in FORMS:
            return now - member.form.at <= AWAITED
    return False


def decide(member: Member | None, event: Event, now: datetime) -> Outcome:
    """Decide about an event of the staff's chat; a stranger gets a kind refusal."""
    match event:
        case Pressed() if member is None:
            return refuse(event, texts.NOT_STAFF)
        case _ if member is None:
            return say(event, texts.NOT_STAFF)
        case Pressed():
            return _pressed(member, event, now)
        case Wrote() if member.form and (read := FORMS.get(member.form.asked)):
            return read(member, member.form, event, now)
    return _dropped(member, say(event, *menu(member)))


def _pressed(member: Member, event: Pressed, now: datetime) -> Outcome:
    word, *args = event.args
    if handle := BUTTONS.get(word):
        return handle(member, event, now)
    if word not in TASKS:
        return refuse(event, texts.OLD_BUTTON)
    return _asked(member, event, Task(member.id, word, tuple(args), event.message))


def _asked(member: Member, event: Event, task: Task, said: str = texts.WORKING, *, form: Form | None = None) -> Outcome:
    """Acknowledge, and have the task done."""
    actions: tuple[Acknowledge | Send, ...] = (Send(event.address, said),)
    if isinstance(event, Pressed):
        actions = (Acknowledge(event.address, event.callback), *(actions if task.kind in SLOW else ()))
    return Outcome(actions=actions, staff=(FormKept(member.id, form), TaskAsked(task)))


def _menu(member: Member, event: Pressed, now: datetime) -> Outcome:
    return _dropped(member, _shown(event, *menu(member)))


def _no(member: Member, event: Pressed, now: datetime) -> Outcome:
    return _dropped(member, _shown(event, texts.DROPPED, (back(),)))


def _search(member: Member, event: Pressed, now: datetime) -> Outcome:
    return _shown(event, texts.SEARCH, (back(),), Form("cari", now), member)


def _why(member: Member, event: Pressed, now: datetime) -> Outcome:
    acknowledged = Acknowledge(event.address, event.callback)
    ask = Send(event.address, texts.ASK_WHY, (back(),))
    return Outcome(actions=(acknowledged, ask), staff=(FormKept(member.id, Form("alasan", now, event.args[1:])),))


def _sign(member: Member, event: Pressed, now: datetime) -> Outcome:
    if member.form is None or member.form.asked != "teken" or now - member.form.at > AWAITED:
        return refuse(event, texts.OLD_BUTTON)
    return _asked(member, event, Task(member.id, "teken", member.form.kept, event.message))


def _read_words(member: Member, form: Form, event: Wrote, now: datetime) -> Outcome:
    return _asked(member, event, Task(member.id, "cari", (event.text[:200],)), form=Form("cari", now))


def _read_phrasing(member: Member, form: Form, event: Wrote, now: datetime) -> Outcome:
    task = Task(member.id, "simpan-kalimat", (*form.kept, " ".join(event.text.split())))
    return _asked(member, event, task, form=Form(form.asked, now, form.kept))


def _read_fee(member: Member, form: Form, event: Wrote, now: datetime) -> Outcome:
    fee, before, served = form.kept[0], int(form.kept[1]), int(form.kept[2])
    after = amount_in(event.text)
    again = Form(form.asked, now, form.kept)
    if after is None:
        return _said(member, event, texts.FEE_NOT_READ, again)
    if after == before == served:
        return _said(member, event, texts.FEE_SAME.format(amount=rupiah(before)), again)
    if is_far(before, after) or is_far(served, after):
        far = texts.FEE_FAR.format(before=rupiah(served), after=rupiah(after))
        return _said(member, event, far, Form("tarif-lagi", now, (fee, str(before), str(served), str(after))))
    return _fee_taken(member, event, (fee, str(before), str(served), str(after), ""))


def _read_fee_again(member: Member, form: Form, event: Wrote, now: datetime) -> Outcome:
    if amount_in(event.text) != int(form.kept[3]):
        other = texts.FEE_OTHER.format(after=rupiah(int(form.kept[3])))
        return _said(member, event, other, Form(form.asked, now, form.kept))
    return _fee_taken(member, event, (*form.kept, "yakin"))


def _fee_taken(member: Member, event: Wrote, args: tuple[str, ...]) -> Outcome:
    said = texts.FEE_TAKEN.format(before=rupiah(int(args[2])), after=rupiah(int(args[3])))
    return _asked(member, event, Task(member.id, "simpan-tarif", args), said)


def _read_why(member: Member, form: Form, event: Wrote, now: datetime) -> Outcome:
    why = " ".join(event.text.split())[:300]
    if len(why) < SHORTEST_WHY:
        return _said(member, event, texts.SHORT_WHY, Form(form.asked, now, form.kept))
    return _asked(member, event, Task(member.id, "terbitkan", (*form.kept, why)))


def _said(member: Member, event: Event, text: str, form: Form) -> Outcome:
    return Outcome(actions=say(event, text, (back(),)).actions, staff=(FormKept(member.id, form),))


def _shown(event: Pressed, text: str, rows: Rows, form: Form | None = None, member: Member | None = None) -> Outcome:
    """Show a text in the message that holds the pressed button."""
    at: Address = event.address
    shown = Edit(at, event.message, text, rows) if event.message else Send(at, text, rows)
    kept = (FormKept(member.id, form),) if member else ()
    return Outcome(actions=(Acknowledge(at, event.callback), shown), staff=kept)


def _dropped(member: Member, outcome: Outcome) -> Outcome:
    """Forget what the next message was for."""
    return Outcome(actions=outcome.actions, staff=(FormKept(member.id, None),))


BUTTONS: Mapping[str, Callable[[Member, Pressed, datetime], Outcome]] = {
    "menu": _menu,
    "tidak": _no,
    "kalimat": _search,
    "terbit": _why,
    "teken": _sign,
    **suggest.BUTTONS,
}
"""Buttons that ask for something first; the others are tasks by themselves."""
FORMS: Mapping[str, Callable[[Member, Form, Wrote, datetime], Outcome]] = {
    "cari": _read_words,
    "kalimat": _read_phrasing,
    "tarif": _read_fee,
    "tarif-lagi": _read_fee_again,
    "alasan": _read_why,
    **suggest.FORMS,
}
"""What a member's words are for, by what he was asked for."""


TASKS = frozenset(
    (
        *(
            "hari",
            "tarif",
            "biaya",
            "simpan-tarif",
            "beda",
            "terbitkan",
            "setuju",
            "tolak",
            "batal",
            "balik",
            "cari",
            "kal",
        ),
        *(
            "simpan-kalimat",
            "tanda",
            "baca",
            "teken",
            "halaman",
            "usulan",
            "usul",
            "celah",
            "sesudah",
            "masuk",
            "sisih",
        ),
        *("topik-baru", "simpan-baru"),
    )
)
"""What can be asked for, by the word that buttons carry; done beside the turns."""
SLOW = TASKS - frozenset(
    ("hari", "tarif", "biaya", "tolak", "batal", "kal", "tanda", "baca", "halaman", "usulan", "usul", "topik-baru")
)
"""Of which the member first reads that it is under way."""


def asks_for_number(event: Commanded) -> bool:
    """Return whether somebody wants to know the number; with words behind it, it is a question like any other."""
    return event.command == NUMBER and not event.argument.strip()


def number_of(event: Commanded) -> Outcome:
    """Tell the number of the chat in which the command was written."""
    text = operator_texts.CHAT_NUMBER.format(number=event.address.room.chat)
    return Outcome(actions=(Send(event.address, text, reply_to=event.message),))
