"""The staff's chat: what a member writes and presses → what he is asked next, or a task that is done beside the turns.

What the chat shows of itself: the menu, the card on which a second person decides, reminders of reviews. Anybody may
ask for the number of a chat (/nomor), which the settings name: the operator's, an office's group.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import NamedTuple

from bot.helpdesk.model.actions import Action, Button, Outcome, Rows, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.events import Commanded, Event, Pressed, Wrote
from bot.helpdesk.model.hours import long_date
from bot.helpdesk.model.markup import bold, marked, split
from bot.helpdesk.model.people import AWAITED, NEW, Form, FormKept, Member, OfficerChat, Request, Role, Task, TaskAsked
from bot.helpdesk.model.policy import Directory
from bot.helpdesk.texts import alerts as operator_texts, staff as texts
from bot.helpdesk.texts.resident import rupiah
from bot.helpdesk.turn import acknowledged, refuse, say, shown
from bot.printable import first

COMMAND, NUMBER = "kelola", "nomor"
FEWEST_WORDS = 3
"""Words of a reason; "perbaikan kecil" tells nobody why, a year later."""
FEWEST_PHRASINGS, FEWEST_TESTS = 5, 3
LONGEST_HEADING = 80
FURTHEST_CHANGE = 30
"""Per cent. Tariffs are raised by less, or by a new law that somebody has read."""
LARGEST = 1_000_000_000
THOUSANDS = {"ribu": 1_000, "rb": 1_000, "k": 1_000, "juta": 1_000_000, "jt": 1_000_000}
_AMOUNT = re.compile(r"(?:rp\.?)?(\d{1,3}(?:\.\d{3})+|\d{1,10})(?:,(-|\d{1,2}))?(ribu|rb|k|juta|jt)?(?:rupiah)?", re.A)
SLOW = (
    *("simpan-tarif", "beda", "terbitkan", "setuju", "balik", "cari", "simpan-kalimat", "teken", "celah", "sesudah"),
    *("masuk", "sisih", "baru", "periksa-baru", "simpan-baru"),
)
"""Tasks of which a member first reads that they are under way. All are carried out by `app/editing/chat.py`."""
DECISIONS = {"setuju": texts.B_AGREE, "tolak": texts.B_REFUSE, "semua": texts.B_WHOLE}
"""What the buttons of the second person's card carry, and what they are called."""
LONGEST = 3000
"""Characters of a summary that one message shows."""
NAMED = 10
"""Answers that a reminder names."""


Given = tuple[str, ...]
"""What was chosen and written so far."""


class Reviewed(NamedTuple):
    """An answer that must be reviewed before a day, for its owner."""

    id: str
    question: str
    owner: str
    review_by: date


def button(label: str, *args: str) -> Button:
    """Return a button of the staff's chat."""
    return Button(label, Verb.STAFF, args)


def menu(member: Member) -> tuple[str, Rows]:
    """Return the menu: only what the member's roles allow."""
    writes, publishes = member.may(Role.WRITER), member.may(Role.PUBLISHER)
    begun = member.form.unfinished if member.form else ()
    rows: list[tuple[Button, ...]] = [*(unfinished(begun)[1] if begun else ()), (button(texts.B_TODAY, "hari"),)]
    if writes:
        rows.append((button(texts.B_FEES, "tarif"), button(texts.B_PHRASING, "kalimat")))
        rows.append((button(texts.B_DRAFTS, "usulan"), button(texts.B_GAPS, "celah")))
    if member.signs:
        rows.append((button(texts.B_SIGN, "tanda"),))
    if writes or publishes:
        rows.append((button(texts.B_LOOK, "beda"),))
    if publishes:
        rows.append((button(texts.B_UNDO, "batal"),))
    rows.append((button(texts.B_PAGE, "halaman"),))
    waits = f"\n\n{unfinished(begun)[0]}" if begun else ""
    return f"{bold(texts.MENU)}\n\n{texts.MENU_TEXT}{waits}", tuple(rows)


def unfinished(begun: Given) -> tuple[str, Rows]:
    """Return the word about a new answer that waits, and the buttons with which he goes on or throws it away."""
    named = (*begun[5:6], begun[1])[0]
    return texts.UNFINISHED.format(named=named), ((button(texts.B_GO_ON, "lanjut"), button(texts.B_THROW, "buang")),)


BACK = (button(texts.B_MENU, "menu"),)
"""The row that leads to the menu."""


def to(member: Member, text: str, rows: Rows = ()) -> tuple[Send, ...]:
    """Write to a member, if he has joined."""
    return (Send(member.address, text, rows),) if member.address else ()


def supervisor(directory: Directory, chats: Iterable[OfficerChat]) -> Member | None:
    """Return the first office's supervisor, where he has joined, as a member who may only be the second person."""
    officer = directory.officers.get(directory.first_office.supervisor or "")
    at = [chat.address for chat in chats if officer and chat.officer == officer.id]
    # no id of staff has a colon
    return Member(f"atasan:{officer.id}", officer.name, address=at[0]) if officer and at else None


def listed(head: str, lines: Iterable[str], *, whole: bool = False) -> str:
    """Return the lines to the first empty one below their head, as much as one message shows unless `whole`."""
    shown = takewhile(bool, lines)  # what differs stands below its question
    text = "\n".join([head, *(marked(line.strip()) if line[0] == " " else f"• {marked(line)}" for line in shown)])
    return text if whole or len(text) <= LONGEST else f"{split(text, LONGEST)[0]}…"


def card(request: Request, maker: str, second: Member, *, whole: bool = False) -> tuple[Send, ...]:
    """Return the card with the two buttons, one message. `maker`: his name; `whole`: all of it, in as many as it needs.

    What it cannot hold is read before it is agreed to, unless it only repeats a fee: that stands behind an empty line.
    """
    lines, number = request.lines, str(request.id)
    head = f"{bold(texts.REQUEST.format(maker=maker))}\n{texts.REQUEST_WHY.format(why=request.why)}\n"
    agree, refuse, more = (button(label, word, number) for word, label in DECISIONS.items())
    *earlier, last = split(listed(head, filter(None, lines) if whole else lines, whole=True))
    if earlier and not whole:
        return to(second, listed(head, lines), ((more, refuse),))
    rows: Rows = ((agree, refuse), (more,)) if "" in lines and not whole else ((agree, refuse),)
    return (*(send for part in earlier for send in to(second, part)), *to(second, last, rows))


def due_soon(review_by: date, today: date) -> bool:
    """Return whether an answer must be reviewed within 30 days, or should have been."""
    return review_by <= today + timedelta(days=30)


def review_notice(member: Member, entries: Iterable[Reviewed], today: date) -> Outcome | None:
    """Return the word about the answers that concern the member; None where nothing is due, or he has not joined.

    Whoever only signs hears of his own owners' answers, all others of every one.
    """
    if member.address is None or not (member.roles or member.signs):
        return None
    mine = (one for one in entries if member.roles or one.owner in member.signs)
    due = [one for one in mine if due_soon(one.review_by, today)]
    if not due:
        return None
    due.sort(key=lambda one: (one.review_by, one.id))
    head, lines = bold(texts.REVIEW_HEAD.format(count=len(due))), []
    for one in due:
        template = texts.REVIEW_LATE if one.review_by < today else texts.REVIEW_SOON
        lines.append(template.format(question=one.question, day=long_date(one.review_by)))
    text = "\n".join([head, *first(lines, NAMED, texts.AND_MORE), "", texts.REVIEW_HOW])
    return Outcome(actions=(Send(member.address, text, ((button(texts.B_TODAY, "hari"),),), silent=True),))


class Field(NamedTuple):
    """What a member gives next. `ask`: words, or those that fit what was given: "" where it needs no answer.

    `read`: what was written → the value, or Trouble; None: only a button gives it. `proposal`: words about what was
    given at the place `proposed`, which one press takes. `check`: the task that looks through what is given and asks
    for what follows; until then it stands where the proposal stood. `back`: so much is asked for again if it misfits.
    """

    read: Callable[[str, Given], str] | None = None
    ask: str | Callable[[Given], str] = ""
    proposal: str = ""
    proposed: int = 0
    check: str = ""
    back: int = 0


class Asking(NamedTuple):
    """What an operation needs: as much as was `chosen` before, then the fields; of all that the task is made.

    `again`: his next message is for the last field anew.
    """

    task: str
    chosen: int
    fields: tuple[Field, ...]
    again: bool = False


class Step(NamedTuple):
    """What follows of what a member wrote or pressed: a text, and a task with its arguments.

    `asks`: what his next message is for, "" for nothing; `kept`: what was given before.
    """

    text: str = ""
    rows: Rows = (BACK,)
    task: str = ""
    args: Given = ()
    asks: str = ""
    kept: Given = ()


def is_for_staff(event: Event, member: Member | None, now: datetime) -> bool:
    """Return whether the event belongs to the staff's chat: its command, its buttons, or awaited words."""
    match event:
        case _ if event.group:
            return False
        case Commanded(command=command):
            return command == COMMAND
        case Pressed(verb=Verb.STAFF):
            return True
        case Wrote() if member and member.form and (field := _field(member.form)) and field.read:
            return now - member.form.at <= AWAITED or bool(member.form.unfinished)
    return False


def decide(member: Member | None, event: Event, now: datetime) -> Outcome:
    """Decide about an event of the staff's chat; a stranger gets a kind refusal."""
    if member is None:
        return refuse(event, texts.NOT_STAFF) if isinstance(event, Pressed) else say(event, texts.NOT_STAFF)
    form = member.form or Form("", now)
    begun, late = form.unfinished, now - form.at > AWAITED
    if late and form.asked != HELD:
        form = Form("", now, left=begun)
    match event:
        case Pressed(args=(word, *args)):
            pressed = _pressed(member, form, word, tuple(args))
            if pressed is None:
                return refuse(event, texts.OLD_BUTTON)
            step, begun = pressed, () if word == "buang" else begun
        case Wrote() if late and begun:
            said, rows = unfinished(begun)
            step = Step(f"{said}\n\n{texts.FOR_THAT}", (*rows, BACK), asks=HELD, kept=(event.text,))
        case Wrote() if (field := _field(form)) and field.read:
            step = _written(form, event.text)
        case _:
            step = Step(*menu(member))
    left = () if step.asks == NEW else begun
    kept = FormKept(member.id, Form(step.asks, now, step.kept, left) if step.asks or left else None)
    message = event.message if isinstance(event, Pressed) else None
    tasks = (TaskAsked(Task(member.id, step.task, step.args, message)),) if step.task else ()
    return acknowledged(Outcome(actions=_shown(event, step), staff=(kept, *tasks)), event)


def _shown(event: Event, step: Step) -> tuple[Action, ...]:
    if step.task:
        slow = step.task in SLOW or isinstance(event, Wrote)
        return (Send(event.address, texts.WORKING),) if slow else ()
    if not isinstance(event, Pressed):
        return say(event, step.text, step.rows).actions
    in_place = event.args[0] in {"menu", "tidak", "kalimat"}
    return (shown(event, step.text, step.rows) if in_place else Send(event.address, step.text, step.rows),)


def _pressed(member: Member, form: Form, word: str, args: Given) -> Step | None:
    """Return what a button leads to; None where it fits nothing that was chosen in an earlier message."""
    field, kept = _field(form), form.kept
    match word:
        case "menu" | "tidak":
            return Step(*menu(member)) if word == "menu" else Step(texts.DROPPED)
        case "kalimat" | "terbit":
            return asked_next("cari" if word == "kalimat" else "alasan", args)
        case "topik":
            return asked_next(form.asked, (*kept, *args)) if field is CHOSEN and len(args) == 1 else None
        case "pakai":
            return _given(form, kept[field.proposed]) if field and field.proposal else None
        case "benar":
            return asked_next(form.asked, (*kept, kept[field.proposed])) if field and field.proposal else None
        case "lanjut" | "buang":
            return _taken_up(form, word) if form.unfinished else None
        case "teken":
            return Step(task=word, args=kept) if form.asked == "teken" else None
        case "baru" | "sisih" | "masuk" if len(args) != 1 + (word == "masuk"):
            return None  # of an earlier version, which knew what was shown last
        case "sisih" | "masuk":
            return Step(task=word, args=args, asks=form.asked, kept=kept)
    return Step(task=word, args=args)


def _taken_up(form: Form, word: str) -> Step:
    """Go on with the new answer that waits, with what was written meanwhile if it is for that; or throw it away."""
    if word == "buang":
        return Step(texts.THROWN)
    new = Form(NEW, form.at, form.unfinished)
    return _written(new, form.kept[0]) if form.asked == HELD else asked_next(NEW, new.kept)


def _field(form: Form) -> Field | None:
    """Return what the member is to give next."""
    asking = ASKED.get(form.asked)
    return asking.fields[len(form.kept) - asking.chosen] if asking else None


def _written(form: Form, text: str) -> Step:
    """Go on with what a member wrote, or say why it does not fit."""
    field = _field(form)
    assert field
    try:
        return _given(form, field.read(text, form.kept) if field.read else text)
    except Trouble as wrong:
        return Step(str(wrong), asks=form.asked, kept=form.kept[: len(form.kept) - field.back])


def _given(form: Form, value: str) -> Step:
    """Go on with what was given, once it is looked through where it must be."""
    field, kept = _field(form), form.kept
    if field is None or not field.check:
        return asked_next(form.asked, (*kept, value))
    standing = (*kept[: field.proposed], value, *kept[field.proposed + 1 :])
    return Step(task=field.check, args=(*kept, value), asks=form.asked, kept=standing)


def asked_next(name: str, given: Given) -> Step:
    """Ask for what is still needed; where nothing is, have the task carried out."""
    asking = ASKED[name]
    for field in asking.fields[len(given) - asking.chosen :]:
        if ask := field.ask if isinstance(field.ask, str) else field.ask(given):
            if not (field.proposal and given[field.proposed]):
                return Step(ask, asks=name, kept=given)
            ask += field.proposal.format(given[field.proposed])
            return Step(ask, ((button(texts.B_USE, "pakai"),), BACK), asks=name, kept=given)
        given = (*given, "")
    step = Step(task=asking.task, args=given)
    return step._replace(asks=name, kept=given[:-1]) if asking.again else step


def amount(text: str) -> int:
    """Return the amount that somebody wrote ("Rp700.000,-", "700 ribu", "1,1 juta"). Raises Trouble for none."""
    if found := _AMOUNT.fullmatch("".join(text.split()).casefold()):
        whole, part, unit = found[1].replace(".", ""), (found[2] or "").rstrip("-0"), THOUSANDS.get(found[3], 1)
        amount = int(whole) * unit + (int(part) * unit // 10 ** len(part) if part else 0)
        if amount <= LARGEST and (unit > 1 or not part):
            return amount
    raise Trouble(texts.NO_AMOUNT.format(typed=text[:40]))


def _far(given: Given) -> str:
    """Ask for the amount once more where it moves far from the draft's, or from what residents read."""
    draft, served, after = map(int, given[1:])
    far = is_far(draft, after) or is_far(served, after)
    asked = texts.FEE_FAR if after else texts.FEE_FREE
    return asked.format(before=rupiah(served), after=rupiah(after)) if far else ""


def _amount_again(text: str, given: Given) -> str:
    if amount(text) != int(given[3]):
        raise Trouble(texts.FEE_OTHER.format(after=rupiah(int(given[3]))))
    return "yakin"


def reason(text: str, _: Given = ()) -> str:
    """Return why somebody publishes, in one line. Raises Trouble where it is too short to tell anybody."""
    if len(re.findall(r"\w{2,}", why := _line(text)[:300])) < FEWEST_WORDS:
        raise Trouble(texts.SHORT_WHY)
    return why


def _phrasings(text: str, given: Given) -> str:
    """Return what is written with what was written before."""
    lines = (_line(line) for line in (*given[3].splitlines(), *text.splitlines()))
    return "\n".join(dict.fromkeys(filter(None, lines)))


def _ask_phrasings(given: Given) -> str:
    so_far = given[3].splitlines()
    known = texts.PHRASINGS_KNOWN.format(texts="\n".join(f"• {one}" for one in so_far)) if so_far else ""
    return texts.ASK_PHRASINGS.format(count=max(1, FEWEST_PHRASINGS - len(so_far))) + known


def _tests(text: str, _: Given) -> str:
    lines = dict.fromkeys(_line(line) for line in text.splitlines() if line.strip())
    if len(lines) < FEWEST_TESTS:
        raise Trouble(texts.ASK_TESTS)
    return "\n".join(lines)


def _line(text: str, _: Given = ()) -> str:
    return " ".join(text.split())


def _basis(text: str, _: Given) -> str:
    """Return law, day and source, a line each."""
    lines = [_line(line) for line in re.split("[\\n;]", text) if line.strip()]
    if len(lines) != 3:
        raise Trouble(texts.NO_BASIS)
    return "\n".join(lines)


HELD = "barusan"
"""What a form is called that holds words of which it is asked whether they are for the new answer that waits."""
CHOSEN = Field()
"""What only a button gives: a topic, or which of two entries."""
BASIS = Field(_basis, lambda given: texts.ASK_BASIS.format(amount=rupiah(int(given[3]))))
ASKED: Mapping[str, Asking] = {
    # chosen: a fee, its amount in the draft and for residents
    "tarif": Asking(
        "simpan-tarif", 3, (Field(lambda text, _: str(amount(text))), Field(_amount_again, _far, back=1), BASIS)
    ),
    # chosen: what would be published
    "alasan": Asking("terbitkan", 1, (Field(reason, texts.ASK_WHY),)),
    "cari": Asking("cari", 0, (Field(lambda text, _: text[:200], texts.SEARCH),), again=True),
    # chosen: an entry
    "kalimat": Asking("simpan-kalimat", 1, (Field(_line),), again=True),
    # chosen: an entry, and the phrasing that another one gets today
    "tempat": Asking("simpan-kalimat", 2, (CHOSEN,)),
    # chosen: a suggestion, with the heading, the answer and the phrasings that it proposes
    NEW: Asking(
        "simpan-baru",
        4,
        (
            CHOSEN,
            Field(
                lambda text, _: _line(text)[:LONGEST_HEADING], texts.ASK_HEADING, texts.PROPOSED_IS, 1, "periksa-baru"
            ),
            Field(lambda text, _: text.strip(), texts.ASK_ANSWER, texts.ANSWER_IS, 2, "periksa-baru"),
            Field(_line, lambda given: "" if given[0].startswith("usulan") else texts.ASK_SOURCE),
            Field(_tests, texts.ASK_TESTS),
            Field(_phrasings, _ask_phrasings, "", 3, "simpan-baru"),
        ),
    ),
}
"""What a member is asked for, by what his form is called."""


def is_far(before: int, after: int) -> bool:
    """Return whether somebody should look at the new amount twice: it moves far, or the service would be free."""
    return after == 0 or abs(after - before) * 100 > FURTHEST_CHANGE * before


def number_of(event: Event) -> Outcome | None:
    """Tell the number of the chat, where it is asked for; with words behind it, it is a question like any other."""
    if not isinstance(event, Commanded) or event.command != NUMBER or event.argument.strip():
        return None
    return say(event, operator_texts.CHAT_NUMBER.format(number=event.address.room.chat))
