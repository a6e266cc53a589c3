"""Reads what the model does not hear but a careful person would ask about: "apakah ada yang sedang dalam bahaya?"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bot.matching.danger import patterns
from bot.matching.danger.affected_person import writes_of_another
from bot.matching.danger.detector import FAMILY, VICTIM, assess
from bot.matching.danger.features import read
from bot.matching.danger.patterns import DENIED, OWN, PAST, THING, WARNING_IDEAS, listed
from bot.matching.danger.persons import names_relative
from bot.matching.danger.warnings import early_warning
from bot.matching.text.normalise import Message

_HELP = frozenset({"tolong", "help", "bantu", "selamatkan"})
_OWN_WORDS = frozenset({"saya", "kami"})
_PLACED = frozenset({"di", "dari"})
_NOBODYS = frozenset({"!law", "!school", "!news", "!define", "!if", "!prevent", "!joke", "!hoax", "!pilgrim"})
"""Frames in which nobody tells of somebody of his own."""
_HARDSHIPS = {
    "papers": frozenset({"paperstaken"}),
    "wages": frozenset({"toil"}),
    "contact": frozenset({"nocall", "phonetaken", "missing"}),
    "exit": frozenset({"noexit", "confine", "lock", "guard"}),
    "harm": frozenset({"beat", "mean", "starve", "sickdenied", "injury", "threat", "bodymine"}),
}
"""Signs of forced labour, after the indicators of the International Labour Organization: one of them is a dispute with
an employer, several together are how somebody is kept. They are told one by one, often in a message each."""
_BY_SOMEBODY = frozenset({"paperstaken"})
"""Signs only where an employer or agent is named: an office keeps papers, too."""
_IN_ONE, _IN_SEVERAL = 3, 2
"""How many of them are asked about: in one message, which may be about the law, and one after another."""


def worth_asking(turns: Sequence[str]) -> str | None:
    """Return the emergency entry that would fit if the answer to the gentle question is yes; None: nothing to ask."""
    if not turns:
        return None
    message = read(turns[-1])
    readings = set(message.readings)
    if readings and readings <= listed("@plea", "@helpless"):
        # "tolong" alone says nothing; after a word of trouble it does
        return _trouble(turns[-2], pleads=readings <= listed("@plea")) if len(turns) > 1 else None
    if _pleads_for_another(message, readings):
        return FAMILY
    if _pleads_from_afar(readings):
        return VICTIM
    if _tells_trouble(message, readings):
        return _entry(message)
    return _entry(read("\n".join(turns))) if tells_of_being_kept(turns) else None


def pleads(text: str) -> bool:
    """Return whether a message only pleads, fears or asks what to do: "tolong", "saya takut", "terus bagaimana?"."""
    readings = set(read(text).readings)
    return bool(readings) and readings <= listed("@plea", "@fear", "@merely", "@helpless")


def only_asks_on(turns: Sequence[str]) -> bool:
    """Return whether the last message only asks on behind another: "terus bagaimana?"."""
    return len(turns) > 1 and pleads(turns[-1]) and worth_asking(turns) is None


def speaks_of_paying(text: str) -> bool:
    """Return whether a call for help speaks of money that somebody is to pay."""
    return not listed("@paying").isdisjoint(read(text).readings)


def tells_of_being_kept(turns: Sequence[str]) -> bool:
    """Return whether several hardships are told, a new one in the last message; no danger was heard before."""
    last = _hardships(turns[-1])
    if not last:
        return False
    known = frozenset[str]().union(*map(_hardships, turns[:-1]))
    several = len(last) >= _IN_ONE or (known and last - known and len(known | last) >= _IN_SEVERAL)
    return bool(several) and all(assess(text).level != "danger" for text in turns[:-1])


def _trouble(text: str, *, pleads: bool) -> str | None:
    danger = assess(text)
    if danger.level == "danger" and not pleads:
        return None  # "terus bagaimana?": the call for help before it was heard already
    if danger.level != "none":
        return danger.entry
    return _entry(read(text)) if pleads and early_warning(text) else worth_asking([text])


def _pleads_for_another(message: Message, readings: set[str]) -> bool:
    """Return whether no more is said than help for somebody: "tolong adik saya"."""
    if readings.isdisjoint(_HELP) or not readings <= listed("@relative", "@attribute", "@plea"):
        return False
    return any(names_relative(one) and other in _OWN_WORDS for one, other in pairwise(message.readings))


def _pleads_from_afar(readings: set[str]) -> bool:
    """Return whether no more is said than help and a country of scam compounds: "Tolong. Myawaddy."."""
    places = readings & listed("@scamland")
    return bool(places and readings & _HELP) and readings <= listed("@plea") | places | _PLACED


def _tells_trouble(message: Message, readings: set[str]) -> bool:
    """Return whether fear is all that is said, or somebody forced, cut off, threatened, or lost with his agent."""
    if readings & listed("@fear") and readings <= listed("@fear", "@merely"):
        return True
    found = patterns.find(message)
    ideas = {one.idea for one in found}
    if _NOBODYS & ideas:
        return False
    modes = {(one.idea, mode) for one, mode in patterns.modes_of(message, found) if mode not in (DENIED, THING)}
    told = {one.idea for one in patterns.find(message, WARNING_IDEAS)}
    cut_off = bool({("phonetaken", OWN), ("nocall", OWN)} & modes) and {"abroad", "scamland"} & ideas and "home" in told
    compelled = ("force", OWN) in modes or ("force" in {idea for idea, _ in modes} and readings & listed("@fear"))
    forced = compelled and "marry" in told
    threatened = ("threat", PAST) in modes and "agent" in ideas and "!solved" in ideas
    led_away = {"missing", "recruiter"} <= {idea for idea, _ in modes} | told and "money" not in told
    return bool(cut_off or forced or threatened or (led_away and "kin" in ideas))


def _hardships(text: str) -> frozenset[str]:
    """Return the kinds of hardship that a message tells of; none where it speaks of nobody's in particular."""
    message = read(text)
    found = patterns.find(message)
    if _NOBODYS & {one.idea for one in found}:
        return frozenset()
    readings, lists = set(message.readings), patterns.load().lists
    told = {one.idea for one, mode in patterns.modes_of(message, found) if mode not in (DENIED, THING)}
    people, leaving = lists["@boss"] | lists["@agent"], lists["@exit"]
    if readings.isdisjoint(people):
        told -= _BY_SOMEBODY
    kinds = frozenset(kind for kind, ideas in _HARDSHIPS.items() if ideas & told)
    not_daring = any(one in lists["@not"] and other == "berani" for one, other in pairwise(message.readings))
    dares_not = (readings & lists["@fear"] or not_daring) and readings & leaving
    return kinds | {"exit"} if dares_not else kinds


def _entry(message: Message) -> str:
    return FAMILY if writes_of_another(message, patterns.find(message)) else VICTIM
