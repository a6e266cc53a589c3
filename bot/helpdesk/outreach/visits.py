"""/jadwal: days that officers plan in their villages, and how residents meet them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta, tzinfo

from msgspec.structs import replace

from bot.helpdesk.buttons import officer_button, resident_button
from bot.helpdesk.model import outreach as model
from bot.helpdesk.model.actions import Button, Outcome, Rows
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Commanded, Event, Pressed, Wrote
from bot.helpdesk.model.hours import DAY, DAYS, PART_OF_DAY, day_of, on_the_clock
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.people import AWAITED
from bot.helpdesk.model.policy import Policy, Village
from bot.helpdesk.outreach.broadcast import looks_like_fraud
from bot.helpdesk.texts import outreach as texts
from bot.helpdesk.turn import OfficerTurn, ResidentTurn

FARTHEST = timedelta(days=365)
PLACE = 120
"""Characters of a place."""
_WEEKDAY = re.compile(r"(?i)\b(?:hari )?(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu)\b,?")
_TIME = re.compile(
    r"(?i)(?<![\w.:/-])(?:(?:jam|pukul|pkl)\.? ?(?P<hour>\d{1,2})(?:[.:](?P<minute>\d{2}))?"
    r"|(?P<bare_hour>\d{1,2})[.:](?P<bare_minute>\d{2}))(?!\d)"
    rf"{PART_OF_DAY}"
    r"(?: ?(?:-|–|s/?d|sampai) ?(?:\d{1,2}(?:[.:]\d{2})?|selesai))?(?: ?(?:wita|wib|wit)\b)?"
)
_KINDS = (
    ("eazy", re.compile(r"(?i)\b(?:eazy|easy|ezy)(?: ?(?:passport|pasport|paspor))?\b")),
    ("simpatik", re.compile(r"(?i)\b(?:paspor )?simpatik\b")),
    ("penyuluhan", re.compile(r"(?i)\b(?:penyuluhan|sosialisasi)(?: imigrasi)?\b")),
)
_SUBJECT = re.compile(
    r"(?i)(?:tentang|soal|mengenai|paspor|imigrasi|umrah|umroh|haji|kerja|pekerja|tki|pmi|tppo|tppm|bahaya|cegah|"
    r"pencegahan|anti)\b"
)
"""How what a day is about begins, behind its kind: "Balai Desa penyuluhan paspor"."""
SHOWN = 3
"""Days under an answer; those further away can wait."""
LISTED = 10
"""Days that /jadwal lists, each with its two buttons."""
VILLAGES = 20
"""Villages offered as buttons; of more the name must be written."""


def planned(policy: Policy, entry: str, village: Village | None, now: datetime) -> tuple[model.Visit, ...]:
    """Return the next days in the village that complete this answer."""
    kinds = model.BY_ENTRY.get(entry)
    if not kinds or village is None:
        return ()
    return tuple(one for one in _coming(policy, now) if one.village == village.id and one.kind in kinds)[:SHOWN]


def _coming(policy: Policy, now: datetime) -> Iterator[model.Visit]:
    """Return what is planned by offices that the settings still know."""
    for days in policy.visits.values():
        yield from (one for one in days if one.starts_at > now and one.office in policy.directory.offices)


def with_dates(text: str, visits: Sequence[model.Visit], village: Village | None, now: datetime, policy: Policy) -> str:
    """Return the dates alone, which are what was asked for; the answer where nothing is planned."""
    if not visits or village is None:
        return text
    hours = policy.directory.offices[visits[0].office].hours
    lines = (f"• {texts.visit(one, hours, now)}" for one in visits)
    return "\n".join([bold(texts.DATES.format(village=village.name)), *lines])


def reminder_buttons(visits: tuple[model.Visit, ...], policy: Policy) -> Rows:
    """Return a button for each day ("Ingatkan saya")."""
    zones = ((one, policy.directory.offices[one.office].hours.zone) for one in visits)
    days = ((str(one.id), one.starts_at.astimezone(zone)) for one, zone in zones)
    labels = ((number, texts.B_REMIND.format(day=f"{DAYS[at.weekday()]} {at.day}-{at.month}")) for number, at in days)
    return tuple((Button(label, Verb.REMINDER, (number,)),) for number, label in labels)


@resident_button(Verb.REMINDER)
def on_reminder(turn: ResidentTurn[Pressed]) -> Outcome:
    """Note that one wants to be reminded, or does not ("Ingatkan saya", "Tidak usah diingatkan")."""
    named, choice = (*turn.event.args, "", "")[:2]
    found = next((one for one in _coming(turn.policy, turn.now) if str(one.id) == named), None)
    if found is None:
        return turn.refuse(texts.VISIT_GONE)
    if choice == "tidak":
        return replace(turn.say(texts.NO_REMINDER), outreach=(model.ReminderDropped(found.id),))
    hours = turn.policy.directory.offices[found.office].hours
    line = texts.visit(found, hours, turn.now, turn.policy.directory)
    due = model.remind_at(found, turn.now, hours.zone)
    if due is None:
        return turn.say(texts.SOON.format(visit=line))
    rows: Rows = ((Button(texts.B_REMIND_NOT, Verb.REMINDER, (str(found.id), "tidak")),),)
    told = turn.say(texts.WILL_REMIND.format(moment=hours.moment(due, turn.now), visit=line), rows)
    return replace(told, outreach=(model.ReminderSet(found.id, due),))


def jadwal(turn: OfficerTurn[Commanded]) -> Outcome:
    """List the days in the officer's villages, or write one down (/jadwal)."""
    if not turn.policy.speaks_for(turn.officer):
        return turn.say(texts.NO_VILLAGE)
    if not turn.event.argument.strip():
        return turn.say(*_list(turn))
    return _add_or_ask(turn, model.VisitDraft(turn.officer.id, turn.now), turn.event.argument)


def on_text(turn: OfficerTurn[Wrote]) -> Outcome | None:
    """Take what an officer writes as what was asked for of a day; None where nothing was."""
    draft = turn.own.draft if turn.own else None
    if not isinstance(draft, model.VisitDraft) or turn.now - draft.at > AWAITED:
        return None
    return _add_or_ask(turn, draft, turn.event.text)


def _list(turn: OfficerTurn[Event]) -> tuple[str, Rows]:
    add: Rows = ((Button(texts.B_ADD_VISIT, Verb.VISITS, ("tambah",)),),)
    visits = turn.outreach.visits
    if not visits:
        return texts.VISIT_EMPTY, add
    lines, rows = [bold(texts.VISIT_HEAD)], []
    for place, one in enumerate(visits[:LISTED], 1):
        asked = f" – {texts.VISIT_REMINDED.format(count=one.reminded)}" if one.reminded else ""
        lines.append(f"{place}. {_line(turn, one)}{asked}")
        choices = ((texts.B_CHANGE_VISIT, "ubah"), (texts.B_DELETE_VISIT, "hapus"))
        rows.append(tuple(Button(f"{label} {place}", Verb.VISITS, (word, str(one.id))) for label, word in choices))
    more = [texts.VISIT_MORE.format(count=len(visits) - LISTED)] if len(visits) > LISTED else []
    return "\n".join([*lines, *more]), (*rows, *add)


def _add_or_ask(turn: OfficerTurn[Event], draft: model.VisitDraft, text: str) -> Outcome:
    """Fill in what was asked for with the officer's words; then ask for the next, or keep the day."""
    if draft.starts_at is not None and not draft.place:
        return _next(turn, replace(draft, place=" ".join(text.split())[:PLACE]))
    anew = replace(draft, at=turn.now)
    words, problem = read(text, anew, turn.hours.zone, turn.policy.speaks_for(turn.officer))
    if draft.starts_at is not None:
        # asked what the day is about, or for which village: the words say that, or nothing, and no other place
        asked = replace(draft, village=words.village) if draft.kind else replace(draft, kind=words.kind)
        return _next(turn, asked)
    if problem != texts.VISIT_PROBLEMS["no-day"]:
        kind, village, place = draft.kind or words.kind, draft.village or words.village, words.place or draft.place
        draft = replace(draft, kind=kind, village=village, starts_at=words.starts_at, place=place)
    # say what is wrong with the date or the time, and keep the rest that was written
    return _ask(turn, draft, problem) if problem else _next(turn, draft)


def _next(turn: OfficerTurn[Event], draft: model.VisitDraft) -> Outcome:
    """Ask for what is missing, or keep the day."""
    villages = turn.policy.speaks_for(turn.officer)
    if draft.starts_at is None:
        return _ask(turn, draft, texts.VISIT_ASK_WHEN)
    if things := looks_like_fraud(draft.place):
        text = texts.PLACE_SUSPECT.format(things=texts.listed(things))
        return _ask(turn, replace(draft, place=""), text)
    if len(draft.place) < 3:
        return _ask(turn, replace(draft, place=""), texts.VISIT_ASK_PLACE)
    if not draft.kind:
        kinds = [(name, ("acara", kind)) for kind, name in texts.VISIT_KINDS.items()]
        return _ask(turn, draft, texts.VISIT_ASK_KIND, kinds)
    if draft.village not in {village.id for village in villages}:
        places = [(village.name, ("desa", str(place))) for place, village in enumerate(villages[:VILLAGES])]
        return _ask(turn, replace(draft, village=""), texts.VISIT_ASK_VILLAGE, places)
    return _keep(turn, draft, draft.starts_at)


def _ask(
    turn: OfficerTurn[Event], draft: model.VisitDraft, text: str, choices: Sequence[tuple[str, tuple[str, ...]]] = ()
) -> Outcome:
    """Ask what to write down, or to choose; the draft waits for it, and can be dropped."""
    draft = replace(draft, at=turn.now)
    named = [*choices, (texts.B_DROP_VISIT, ("batal",))]
    rows: Rows = tuple((Button(label, Verb.VISITS, (*args, draft.token)),) for label, args in named)
    return replace(turn.show(text, rows), outreach=(draft,))


def _keep(turn: OfficerTurn[Event], draft: model.VisitDraft, starts_at: datetime) -> Outcome:
    """Keep the day, new or changed, unless it is over, gone, or planned already."""
    old, dropped = _mine(turn.outreach, draft.number), model.DraftDropped(turn.officer.id)
    office, officer = turn.officer.office, turn.officer.id
    planned = model.Visit(draft.number, office, officer, draft.village, draft.kind, starts_at, draft.place)
    same = (planned.village, planned.kind, planned.starts_at, planned.place)
    twice = any((one.village, one.kind, one.starts_at, one.place) == same for one in turn.outreach.visits)
    gone = bool(draft.number) and old is None
    if starts_at <= turn.now or gone or twice:
        wrong = texts.VISIT_NOT_YOURS if gone else texts.VISIT_TWICE
        text = texts.VISIT_OLD_BUTTON if starts_at <= turn.now else wrong
        return replace(turn.show(text), outreach=(dropped,))
    line = _line(turn, planned)
    # a broadcast of the day is begun by its moment: it has no number yet
    tell = Button(texts.B_TELL, Verb.BROADCAST, ("jadwal", str(int(starts_at.timestamp()))))
    shown = turn.show(texts.VISIT_KEPT.format(visit=line), ((tell,),))
    if old:
        shown = turn.show(texts.VISIT_CHANGED.format(visit=line, notice=_notified(old.reminded)))
    return replace(shown, outreach=(planned, dropped))


@officer_button(Verb.VISITS)
def _pressed(turn: OfficerTurn[Pressed]) -> Outcome:
    choice, named, token = (*turn.event.args, "", "")[:3]
    draft, villages = turn.outreach.draft, turn.policy.speaks_for(turn.officer)
    below = turn.on(replace(turn.event, message=None))
    if choice == "tambah":
        fresh = model.VisitDraft(turn.officer.id, turn.now)
        return _ask(below, fresh, texts.VISIT_ASK_WHEN) if villages else turn.refuse(texts.NO_VILLAGE)
    if choice in {"ubah", "hapus", "ya"}:
        one = _mine(turn.outreach, int(named))
        return _change_or_cancel(turn, one) if one else turn.refuse(texts.VISIT_NOT_YOURS)
    if choice == "tidak":
        return turn.show(texts.VISIT_DROPPED)
    if not isinstance(draft, model.VisitDraft) or draft.token not in {named, token}:
        return turn.refuse(texts.VISIT_OLD_BUTTON)
    if choice == "batal":
        return replace(turn.show(texts.VISIT_DROPPED), outreach=(model.DraftDropped(turn.officer.id),))
    if choice == "acara" and named in texts.VISIT_KINDS:
        return _next(turn, replace(draft, kind=named))
    if choice == "desa" and int(named) < len(villages):
        return _next(turn, replace(draft, village=villages[int(named)].id))
    return turn.refuse(texts.VISIT_OLD_BUTTON)


def _change_or_cancel(turn: OfficerTurn[Pressed], one: model.Visit) -> Outcome:
    """Change or cancel (Ubah, Hapus) a planned day in a village for which the officer speaks; what is asked, below."""
    choice, number = turn.event.args[:2]
    line, notice, below = _line(turn, one), _notified(one.reminded), turn.on(replace(turn.event, message=None))
    if choice == "ubah":
        draft = model.VisitDraft(turn.officer.id, turn.now, one.id, one.kind, one.village, None, one.place)
        return _ask(below, draft, texts.VISIT_ASK_NEW.format(visit=line))
    if choice == "hapus":
        yes = Button(texts.B_YES_DELETE, Verb.VISITS, ("ya", number))
        no = Button(texts.B_NO_DELETE, Verb.VISITS, ("tidak",))
        return below.show(texts.VISIT_ASK_CANCEL.format(visit=line, notice=notice), ((yes, no),))
    shown = turn.show(texts.VISIT_CANCELLED.format(visit=line, notice=notice))
    return replace(shown, outreach=(model.VisitCancelled(one.id),))


def _notified(count: int) -> str:
    return texts.VISIT_NOTIFIED.format(count=count) if count else texts.VISIT_NOTIFIED_NOBODY


def _mine(own: model.OwnOutreach, number: int) -> model.Visit | None:
    """Return the day with this number, if it is in a village for which the officer speaks now."""
    return next((one for one in own.visits if number and one.id == number), None)


def _line(turn: OfficerTurn[Event], one: model.Visit) -> str:
    return texts.visit(one, turn.hours, turn.now, turn.policy.directory)


def read(text: str, draft: model.VisitDraft, zone: tzinfo, villages: Sequence[Village]) -> tuple[model.VisitDraft, str]:
    """Return the draft with what the line alone says now, and what is wrong with its date or time ("": nothing).

    `villages` are those that it may mean.
    """
    rest = " ".join(text.split())
    starts_at, problem = None, texts.VISIT_PROBLEMS["no-day"]
    day = DAY.search(rest)
    if day:
        rest = rest[: day.start()] + rest[day.end() :]
    clock = _TIME.search(rest)
    if clock:
        rest = rest[: clock.start()] + rest[clock.end() :]
    if day:
        starts_at, problem = _moment(day, clock, draft.at.astimezone(zone), zone)
        rest = _WEEKDAY.sub("", rest)
    kind, rest = _kind(rest)
    village, place = _village(rest, villages), rest.strip(" ,.;:-–")[:PLACE].strip()
    return replace(draft, kind=kind, village=village, starts_at=starts_at, place=place), problem


def _moment(
    day: re.Match[str], clock: re.Match[str] | None, now: datetime, zone: tzinfo
) -> tuple[datetime | None, str]:
    """Return the moment, or what is wrong with it."""
    found, problem, about, starts_at = day_of(day, now.date()), "", day.group(), None
    if found is None or found < now.date() or found - now.date() > FARTHEST:
        problem = "bad-day" if found is None else "past" if found < now.date() else "too-far"
    elif clock is None:
        problem = "no-time"
    else:
        hour, minute = int(clock["hour"] or clock["bare_hour"]), int(clock["minute"] or clock["bare_minute"] or 0)
        hour = on_the_clock(hour, clock["part"])
        if hour > 23 or minute > 59:
            problem, about = "bad-time", clock.group()
        elif (starts_at := datetime.combine(found, time(hour, minute), zone)) <= now:
            problem, about, starts_at = "past", f"{about} {clock.group()}", None
    return starts_at, texts.VISIT_PROBLEMS[problem].format(about=about) if problem else ""


def _kind(text: str) -> tuple[str, str]:
    """Return the kind of day, and the line without it; what stands between it and "di" describes it, not the place."""
    for kind, pattern in _KINDS:
        match = pattern.search(text)
        if not match:
            continue
        before, after = text[: match.start()].strip(" ,"), text[match.end() :].strip(" ,")
        if not before and (split := re.split(r"(?i)(?:^|\s)(?:di|bertempat di)\s", after, maxsplit=1))[1:]:
            return kind, split[1]
        place = before if before and _SUBJECT.match(after) else f"{before} {after}".strip()
        return kind, re.sub(r"(?i)^di\s+", "", place)
    return "", re.sub(r"(?i)^\s*di\s+", "", text)


def _village(text: str, villages: Sequence[Village]) -> str:
    """Return the village that the words name, or the only one that there is; "" when it must be asked for."""
    if len(villages) == 1:
        return villages[0].id
    said = f" {_plain(text)} "
    bare = {village.id: re.sub(r"\b(?:desa|kelurahan)\b ?", "", _plain(village.name)).strip() for village in villages}
    named = [(len(name), village) for village, name in bare.items() if name and f" {name} " in said]
    return max(named)[1] if named else ""


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
