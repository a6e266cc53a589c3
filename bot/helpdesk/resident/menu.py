"""Browsing without typing: home → topics → questions → answer, all in one message that changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import chain

from bot.helpdesk.model.actions import Button, Rows
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Event
from bot.helpdesk.model.guided_checks import GuidedCheck
from bot.helpdesk.model.markup import bold, folded
from bot.helpdesk.model.policy import Policy, TopicPage, Village
from bot.helpdesk.model.ticket import Answered
from bot.helpdesk.outreach import visits
from bot.helpdesk.texts import danger as danger_texts, resident as texts
from bot.helpdesk.tickets.intake import NEEDS_HELP
from bot.helpdesk.turn import ResidentTurn

OFFER_CHECK = "cektawaran"
"""The command of the guided check that has a button at home."""
TO_MENU: Rows = ((Button(texts.B_MENU, Verb.MENU),),)
IN_DANGER = (Button(danger_texts.B_DANGER, Verb.DANGER, ("siapa",)),)
PAGE = 8
"""Questions on one page of a topic; more would push the text off a small screen."""
RELATED, MOST_BUTTONS = 2, 4
"""Ways on, and buttons in all, under an answer; more would push its first line off a small screen."""


def home_page(policy: Policy) -> tuple[str, Rows]:
    """Show what most people come for; seven buttons at most, so that a newcomer sees all of them."""
    topics = {topic.id for topic in policy.knowledge.topics()}
    shown = [Button(label, Verb.TOPIC, (topic,)) for topic, label in texts.HOME_TOPICS.items() if topic in topics]
    shown += chain.from_iterable(checks_of_offers(policy, texts.B_CHECK_OFFER))
    pairs = tuple(tuple(shown[at : at + 2]) for at in range(0, len(shown), 2))
    last = (Button(texts.B_ASK_ANEW, Verb.ASK_OFFICER, ("baru",)), Button(texts.B_MORE, Verb.MORE))
    return texts.MENU, (*pairs, IN_DANGER, last)


def more_page(policy: Policy) -> tuple[str, Rows]:
    """Show the topics and guided checks that are not at home, and the season's warnings."""
    rest = [topic for topic in policy.knowledge.topics() if topic.id not in texts.HOME_TOPICS]
    topics = tuple((Button(topic.title, Verb.TOPIC, (topic.id,)),) for topic in rest)
    important: Rows = ((Button(texts.B_IMPORTANT, Verb.IMPORTANT),),) if policy.knowledge.warnings() else ()
    checks = _checks(policy, lambda check: check.command != OFFER_CHECK)
    return texts.MENU_MORE, (*important, *topics, *checks, (Button(texts.B_BACK, Verb.MENU),))


def checks_of_offers(policy: Policy, label: str) -> Rows:
    """Return the button of the guided check of an offer of work, where the FAQ has one."""
    return _checks(policy, lambda check: check.command == OFFER_CHECK, label)


def _checks(policy: Policy, fits: Callable[[GuidedCheck], bool], label: str = "") -> Rows:
    checks = filter(fits, policy.knowledge.guided_checks())
    return tuple((Button(label or check.title, Verb.CHECK_BEGIN, (check.id,)),) for check in checks)


def _topic(policy: Policy, topic_id: str) -> TopicPage | None:
    return next((topic for topic in policy.knowledge.topics() if topic.id == topic_id), None)


def topic_page(policy: Policy, topic_id: str) -> tuple[str, Rows] | None:
    """Show one topic: its paragraph and its most asked questions; None when the topic was deleted."""
    topic = _topic(policy, topic_id)
    if topic is None:
        return None
    rows, every = ways_to(policy, topic.popular, Verb.SHOW), len(topic.entries)
    if every > len(topic.popular):
        rows = (*rows, (Button(texts.B_ALL_QUESTIONS.format(count=every), Verb.ALL_QUESTIONS, (topic.id, "0")),))
    above = Verb.MENU if topic_id in texts.HOME_TOPICS else Verb.MORE
    return f"{bold(topic.title)}\n\n{topic.intro}", (*rows, (Button(texts.B_BACK, above),))


def questions_page(policy: Policy, topic_id: str, number: str) -> tuple[str, Rows] | None:
    """Show all questions of a topic, a page at a time; None when topic or page do not exist."""
    page = int(number)
    topic = _topic(policy, topic_id)
    if topic is None or not 0 <= page * PAGE < max(1, len(topic.entries)):
        return None
    rows = paged(ways_to(policy, topic.entries, Verb.SHOW), page, PAGE, Verb.ALL_QUESTIONS, topic.id)
    head = texts.TOPIC_PAGE.format(topic=bold(topic.title), page=page + 1, pages=-(-len(topic.entries) // PAGE))
    return head, (*rows, (Button(texts.B_BACK, Verb.TOPIC, (topic.id,)),))


def back_from(policy: Policy, entry: str) -> Button:
    """Return the way back to where an answer is listed: its topic's most asked, or else the page of all of them."""
    for topic in policy.knowledge.topics():
        if entry in topic.entries and entry not in topic.popular:
            return Button(texts.B_BACK, Verb.ALL_QUESTIONS, (topic.id, str(topic.entries.index(entry) // PAGE)))
    return Button(texts.B_BACK, Verb.TOPIC, (policy.knowledge.entries[entry].topic,))


def shown(
    policy: Policy, entry: str, village: Village | None, now: datetime, also: tuple[str, ...] = ()
) -> tuple[str, Rows]:
    """Return an answer with planned days that it is about, and what stands under it. `also`: what else may be meant."""
    days = visits.planned(policy, entry, village, now)
    known = policy.knowledge.entries[entry]
    answer = known.shown(village)
    said = answer.text if answer.known else f"{bold(known.question)}\n\n{texts.OFFICER_KNOWS}"
    text = visits.with_dates(said, days, village, now, policy)
    return text, fitting((*visits.reminder_buttons(days, policy), *under_answer(policy, entry, also)))


def fitting(rows: Rows) -> Rows:
    """Leave out the last ways on, and then the thumbs, where more buttons are under an answer than a phone shows."""
    for verb in (Verb.ANSWER, Verb.CHECK_BEGIN, Verb.HELPFUL):
        for row in [row for row in reversed(rows) if row[0].verb == verb]:
            many = sum(map(len, rows)) > MOST_BUTTONS
            rows = tuple(one for one in rows if one != row or not many)
    return rows


def together(turn: ResidentTurn[Event], entries: Iterable[str]) -> str:
    """Return several answers as one text: each question with its lead, and the details of all folded away below."""
    policy, village, now, leads, details = turn.policy, turn.village, turn.now, [], []
    for entry in entries:
        known, days = policy.knowledge.entries[entry], visits.planned(policy, entry, village, now)
        lead = visits.with_dates(known.shown(village).lead, days, village, now, policy)
        leads.append(lead if known.urgent else f"{bold(known.question)}\n{lead}")
        details.append(("" if known.urgent else f"{bold(known.label)}\n") + known.shown(village).details)
    notes, unsigned = "\n\n".join(details), f"\n{texts.UNSIGNED}"
    said_once = notes.replace(unsigned, "", notes.count(unsigned) - 1)
    return "\n\n".join(leads) + "\n" + folded(said_once)


def counted(turn: ResidentTurn[Event], entries: Iterable[str]) -> tuple[Answered, ...]:
    """Count answers that were shown, by topic, for the resident's village; who it was is not in it."""
    known, day, village = turn.policy.knowledge.entries, turn.office.hours.day(turn.now), turn.resident.village
    return tuple(Answered(day, village, known[entry].topic) for entry in entries)


def warnings_page(policy: Policy) -> tuple[str, Rows]:
    """Return the season's warnings, each with the way to its full answer."""
    warnings = policy.knowledge.warnings()
    body = "\n\n".join(f"{bold(warning.title)}\n{warning.text}" for warning in warnings)
    rows = tuple((Button(warning.title, Verb.SHOW, (warning.entry,)),) for warning in warnings)
    return f"{bold(texts.B_IMPORTANT)}\n\n{body}", (*rows, (Button(texts.B_BACK, Verb.MORE),))


def under_answer(policy: Policy, entry: str, also: tuple[str, ...] = ()) -> Rows:
    """Return the buttons under an answer: what else was meant (`also`), what people ask next, the officer, thumbs."""
    meant = ways_to(policy, also)
    known = policy.knowledge.entries[entry]
    following = ways_to(policy, (other for other in known.related if other not in also))
    if known.urgent:
        return (NEEDS_HELP, *(*meant, *following)[:RELATED])
    ask = (Button(texts.B_ASK_OFFICER, Verb.ASK_OFFICER, (entry,)),)
    thumbs = (Button(texts.B_UP, Verb.HELPFUL, (entry,)), Button(texts.B_DOWN, Verb.UNHELPFUL, (entry,)))
    return (*(*meant, *checks_for(policy, (entry,)), *following)[:RELATED], ask, thumbs)


def ways_to(policy: Policy, entries: Iterable[str], verb: Verb = Verb.ANSWER) -> Rows:
    """Return the ways to these answers as buttons; those that the FAQ has no more are left out."""
    known = policy.knowledge.entries
    return tuple((Button(known[entry].label, verb, (entry,)),) for entry in entries if entry in known)


def paged(rows: Rows, page: int, on_one: int, verb: Verb, *args: str) -> Rows:
    """Return one page of the rows, and the row that turns it, where there are several."""
    pages = ((texts.B_PREVIOUS, page - 1), (texts.B_NEXT, page + 1))
    turn = tuple(Button(label, verb, (*args, str(to))) for label, to in pages if 0 <= to * on_one < len(rows))
    return (*rows[page * on_one : (page + 1) * on_one], *((turn,) if turn else ()))


def checks_for(policy: Policy, entries: tuple[str, ...]) -> Rows:
    """Return the guided checks that go with these entries, as buttons."""
    return _checks(policy, lambda check: not set(entries).isdisjoint(check.under))
