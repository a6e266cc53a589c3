"""One month of one scope as people may read it: picture, sentences to copy, list of activities; a region's villages."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.helpdesk.model.hours import Month, long_date
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.outreach import Visit
from bot.helpdesk.model.people import Observer
from bot.helpdesk.model.policy import Directory, Village
from bot.helpdesk.texts import report as texts
from bot.helpdesk.texts.operator import some
from bot.helpdesk.texts.outreach import VISIT_KINDS, listed
from bot.reports.disclosure import FEWEST, beside_their_sum, hidden, is_small, shown
from bot.reports.monthly.figures import Figures

HANDED = ""
"""In the place of a topic: what went to officers, whose topic nobody has judged."""
TOPICS = 8
"""Bars of the picture; what is asked most comes first."""
LISTED = 25
"""Days and news that the list names; with more it would not fit into a message."""
NAMED = 15
"""Villages that a caption names; with more it would not fit below a picture."""


@dataclass(frozen=True, slots=True)
class NewsSent:
    """News that an officer sent: when, and how many residents have got it."""

    at: datetime
    reached: int


@dataclass(frozen=True)
class Scope:
    """What is reported: its name, the month, the figures, and what officers did. `titles`: of topics, by id."""

    name: str
    month: Month
    figures: Figures
    visits: Sequence[Visit]
    news: Sequence[NewsSent]
    titles: Mapping[str, str]
    people: str = ""
    """Whose residents they are, in a sentence; "": those of `name`."""

    @property
    def reached(self) -> int:
        """How many residents have got news, each as often as he got some."""
        return sum(one.reached for one in self.news)


def is_split(figures: Figures) -> bool:
    """Return whether what the bot answered and what went to officers may be shown separately."""
    return not hidden([(figures.answered,), (figures.handed,)])


def by_topic(figures: Figures, titles: Mapping[str, str], most: int | None = TOPICS) -> list[tuple[str, int]]:
    """Return (what was asked, how often), most first; small counts are together under "Lain-lain".

    `most`: so many topics by their names at most; None: all.
    """
    counts = [(topic, count) for topic, count in figures.answers.items() if count]
    counts += [(HANDED, figures.handed)] if figures.handed else []
    if is_small(figures.questions):
        return []
    # where both sums are shown, the topics' small counts must not follow from theirs
    covered = hidden([(count,) for topic, count in counts if topic != HANDED or not is_split(figures)])
    ordered = sorted((one for place, one in enumerate(counts) if place not in covered), key=lambda one: (-one[1], one))
    if most is not None:
        shown_topics = [topic for topic, _ in ordered if topic != HANDED][:most]
        ordered = [one for one in ordered if one[0] in {HANDED, *shown_topics}]
    others = figures.questions - sum(count for _, count in ordered)
    bars = [(texts.HANDED if topic == HANDED else titles.get(topic, topic), count) for topic, count in ordered]
    return [*bars, (texts.OTHER_TOPICS, others)] if others else bars


def boxes(scope: Scope, more: Sequence[tuple[str, str]] = ()) -> dict[str, list[dict[str, str]]]:
    """Return the figures with their labels: what was asked, of whom it was answered, how soon, and the rest."""
    figures = scope.figures
    answered, handed = beside_their_sum(figures.answered, figures.handed)
    median, ninth = (figures.within(share) for share in (0.5, 0.9))
    stars = None if figures.mean_stars is None else f"{figures.mean_stars:.1f}".replace(".", ",")
    rows = {
        "questions": [(texts.QUESTIONS, shown(figures.questions))],
        "parts": [(texts.ANSWERED, answered), (texts.HANDED, handed)],
        "replies": [
            (label, texts.TOO_FEW if minutes is None else texts.duration(minutes))
            for label, minutes in ((texts.MEDIAN, median), (texts.P90, ninth))
        ],
        "cards": [
            (texts.WAITING, shown(figures.waiting)),
            (texts.STARS, texts.TOO_FEW if stars is None else texts.STARS_MEAN.format(mean=stars)),
            (texts.REACHED, shown(scope.reached)),
            (texts.WARNINGS, shown(figures.warnings.total())),
            *more,
        ],
    }
    return {name: [{"label": label, "value": value} for label, value in pairs] for name, pairs in rows.items()}


def picture(scope: Scope, today: date, more: Sequence[tuple[str, str]] = ()) -> dict[str, object]:
    """Return what the picture says, by the names that its template uses. `more`: further (label, value) of a region."""
    said, topics = boxes(scope, more), by_topic(scope.figures, scope.titles)
    return {
        **said,
        "title": texts.TITLE,
        "scope": scope.name,
        "month": scope.month.name,
        "questions": said["questions"][0],
        "topics_head": texts.BY_TOPIC,
        "topics": [
            {"label": label, "value": texts.number(count), "count": count, "officer": label == texts.HANDED}
            for label, count in topics
        ],
        "nothing": "" if topics else texts.FEW_ASKED if scope.figures.questions else texts.NOTHING,
        "replies_head": texts.FIRST_REPLY,
        "foot": texts.FOOT.format(day=long_date(today)),
    }


def sentences(scope: Scope) -> tuple[str, str, str]:
    """Return three sentences that an officer can copy into a report of his own."""
    figures = scope.figures
    questions, reached, warnings = (
        texts.FEW if is_small(count) else texts.number(count)
        for count in (figures.questions, scope.reached, figures.warnings.total())
    )
    answered, handed = beside_their_sum(figures.answered, figures.handed)
    form = texts.ASKED if is_split(figures) else texts.ASKED_TOGETHER
    said = {"month": scope.month.name, "scope": scope.people or scope.name, "questions": questions}
    asked = (form if figures.questions else texts.ASKED_NOTHING).format(answered=answered, handed=handed, **said)
    times = [texts.duration(wait) for share in (0.5, 0.9) if (wait := figures.within(share)) is not None]
    few = texts.REPLIED_FEW if figures.waits else texts.REPLIED_NONE
    replied = {2: texts.REPLIED, 1: texts.REPLIED_ALIKE}.get(len(set(times)), few).format(*times)
    counted = (
        (texts.VISITED.format(count=len(scope.visits)), scope.visits),
        (texts.NEWS_SENT.format(news=len(scope.news), reached=reached), scope.news),
        (texts.WARNED.format(count=warnings), figures.warnings),
    )
    things = listed([text for text, some in counted if some])
    return asked, replied, texts.DONE.format(things=things) if things else texts.DONE_NOTHING


def activities(scope: Scope, directory: Directory) -> str:
    """Write the list, as a message to an officer."""
    lines = [bold(texts.ACTIVITIES.format(month=scope.month.name))]
    lines += [_visit(one, directory) for one in scope.visits[:LISTED]] or [texts.NO_ACTIVITY]
    if len(scope.visits) > LISTED:
        lines.append(texts.MORE_ACTIVITIES.format(count=len(scope.visits) - LISTED))
    if scope.news:
        zone, reached = directory.first_office.hours.zone, beside_their_sum(*(one.reached for one in scope.news))
        days = (long_date(one.at.astimezone(zone).date()) for one in scope.news[:LISTED])
        told = (texts.NEWS.format(day=day, count=count) for day, count in zip(days, reached, strict=False))
        lines += ["", texts.NEWS_HEAD.format(count=len(scope.news)), *told]
    if scope.figures.warnings.total() >= FEWEST:
        weeks = scope.month.weeks
        counts = beside_their_sum(*(scope.figures.warnings[week] for week in range(len(weeks))))
        days = (f"{begins.day}–{(ends - timedelta(days=1)).day}" for begins, ends in weeks)
        spans = (f"{span}: {count}" for span, count in zip(days, counts, strict=True))
        lines += ["", texts.BY_WEEK.format(weeks=", ".join(spans))]
    return "\n".join(lines)


def _visit(one: Visit, directory: Directory) -> str:
    village = directory.villages.get(one.village)
    named = f" ({village.name})" if village and village.name.lower() not in one.place.lower() else ""
    day = long_date(one.starts_at.astimezone(directory.offices[one.office].hours.zone).date())
    came = texts.CAME_UNKNOWN.format(number=one.id)
    if one.attended is not None:
        came = texts.CAME.format(count=texts.number(one.attended))
    return texts.ACTIVITY.format(
        number=one.id, day=day, kind=VISIT_KINDS.get(one.kind, one.kind), place=one.place, village=named, attended=came
    )


@dataclass(frozen=True)
class Region:
    """What is reported: whose it is, its offices by id, and their villages by name."""

    name: str
    offices: frozenset[str]
    villages: tuple[Village, ...]

    @classmethod
    def of(cls, observer: Observer, directory: Directory) -> Region:
        """Return what an observer reads of."""
        offices = frozenset(id_ for id_, office in directory.offices.items() if observer.kanwil in {"", office.kanwil})
        villages = (one for one in directory.villages.values() if directory.officers[one.officer].office in offices)
        return cls(observer.name, offices, tuple(sorted(villages, key=lambda one: one.name)))

    def not_joined(self, joined: Collection[str]) -> list[Village]:
        """Return the villages whose officer has not joined. `joined`: ids of officers."""
        return [village for village in self.villages if village.officer not in joined]

    def cards(self, joined: Collection[str]) -> list[tuple[str, str]]:
        """Return what the picture says of the villages: (label, value)."""
        counts = (len(self.villages), len(self.not_joined(joined)))
        return list(zip((texts.VILLAGES_FOSTERED, texts.NOT_JOINED), map(texts.number, counts), strict=True))

    def not_joined_in_words(self, joined: Collection[str]) -> str:
        """Return which villages' officers have not joined, in a sentence."""
        found = [village.name for village in self.not_joined(joined)]
        if not found:
            return texts.ALL_JOINED
        return texts.WITHOUT_OFFICER.format(count=texts.number(len(found)), names=some(found, NAMED))
