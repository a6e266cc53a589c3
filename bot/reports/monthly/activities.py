"""The list of what PIMPASA did in a month: days held in villages, how many came, and news sent."""

from __future__ import annotations

from bot.helpdesk.model.directory import Directory
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.office_hours import long_date
from bot.helpdesk.model.visits import Visit
from bot.helpdesk.texts import report as texts
from bot.helpdesk.texts.outreach import VISIT_KINDS
from bot.reports.monthly.summary import Scope, shown

LISTED = 25
"""Days and news that the list names; with more it would not fit into a message."""


def activities(scope: Scope, directory: Directory) -> str:
    """Write the list, as a message to an officer."""
    lines = [bold(texts.ACTIVITIES.format(month=scope.month.name))]
    lines += [_visit(one, directory) for one in scope.visits[:LISTED]]
    if len(scope.visits) > LISTED:
        lines.append(texts.MORE_ACTIVITIES.format(count=len(scope.visits) - LISTED))
    if not scope.visits:
        lines.append(texts.NO_ACTIVITY)
    if scope.news:
        zone = directory.first_office.hours.zone
        lines += ["", texts.NEWS_HEAD.format(count=len(scope.news))]
        lines += [
            texts.NEWS.format(day=long_date(one.at.astimezone(zone).date()), count=shown(one.reached))
            for one in scope.news[:LISTED]
        ]
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
