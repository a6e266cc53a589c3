"""Decides about a message: answer, suggest, escalate, small talk or emergency, weighing what a mistake would cost."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from math import exp

from msgspec.structs import replace

from bot.matching import danger
from bot.matching.entry import ABOUT_WHAT, SUGGEST_AT, Corpus, Decision, DecisionKind, Interpretation
from bot.matching.follow_up import Conversation, Utterance
from bot.matching.gate import ANSWER_AT, EVEN, SURE, TEMPERATURE, Candidates, Ranker, WordRun
from bot.matching.read import Message

REFER_AT = 0.3
"""Chance of a referral from which another office is named where no entry of ours comes near: with less, more than
half were the wrong office."""
FOR_MINORS = "pmi-anak-bawah-18"
"""The FAQ's entry on what to do where a child is to work abroad."""
FEW_WORDS = 2
"""So few words, all of them known ("paspor", "haji"), name a topic: its buttons are offered however unsure they are."""
OURS = frozenset((
    "haji", "umrah", "paspor", "imigrasi", "visa", "kbri", "kjri", "konsulat", "kedutaan", "pmi", "tki", "tkw",
    "migran", "majikan", "agen", "mahram", "jemaah", "mpaspor", "desa", "binaan", "pimpasa", "tppo", "tppm", "wna",
    "asing", "mekkah", "saudi", "malaysia", "taiwan", "hongkong", "arab", "jepang", "korea", "kontrak", "bp3mi",
))  # fmt: skip
"""Whoever names one of these is never told that it is no matter of ours: of 849 questions near the field 156 were told
so instead of 288, of 196 far from it 110 instead of 116."""
GREETINGS = frozenset(("assalamualaikum", "salam", "halo", "permisi", "pagi", "siang", "sore", "malam"))
SIGNS = dict.fromkeys("👍👌❤😂🤣😁😄😊😅🙂😆😃😀😹😍🥰", "penutup") | dict.fromkeys("🙏🤲🌹💐", "terima-kasih")
SIGNS |= dict.fromkeys("😡😠🤬😤😾👎", "caci") | {"👋": "sapaan"}
"""What is said without a word."""


class Decider:
    """Applies the rules of this module with a trained ranker."""

    def __init__(self, corpus: Corpus, ranker: Ranker, read: Callable[[str], Message]) -> None:
        self.ranker = ranker
        self._offices = {entry.id: entry.office for entry in corpus.referrals}
        self._referrals = frozenset(ranker.labels.index(id) for id in self._offices)
        self._emergencies = [ranker.labels.index(entry.id) for entry in corpus.entries if entry.emergency]
        self.conversation = Conversation(corpus, ranker, read)

    def decide(self, turns: Sequence[str], today: date | None = None) -> Decision:
        """Decide about the last of the turns (see `FaqIndex.decide`)."""
        if len(turns) > 1 and danger.pleads(turns[-1]):
            before = danger.assess(turns[:-1], today)
            if before.level == "doubtful":
                return self._emergency(self.conversation.turn(turns[-1]), before, doubtful=True)
            if before.warning:
                return self._after_warning(turns, today)
        return self._decide(turns, today)

    def decide_calmly(self, turns: Sequence[str]) -> Decision:
        """Decide about the last of the turns as if nobody were in danger, where its writer has said so."""
        calmly = self._calmly(turns)
        if danger.pleads(turns[-1], calling=True):
            return replace(calmly, outcome=DecisionKind.SMALLTALK, act="mohon", answers=(), suggestions=())
        return replace(calmly, outcome=DecisionKind.ESCALATE, answers=(), doubtful=False) if calmly.alarming else calmly

    def _decide(self, turns: Sequence[str], today: date | None) -> Decision:
        told = danger.assess(turns, today)
        doubtful = told.level == "doubtful"
        turn = self.conversation.turn(turns[-1] if turns else "")
        if told.level == "danger" or told.despairs or (doubtful and danger.pleads(turns[-1])):
            return self._emergency(turn, told, doubtful=doubtful)
        calmly = self._calmly(turns)
        if told.warning:
            return replace(calmly, outcome=DecisionKind.WARN, act=told.warning, doubtful=doubtful)
        if not doubtful or calmly.outcome is DecisionKind.SMALLTALK:
            return calmly
        # asked about where nothing else answers it; else the way to help stands below the answer or the receipt
        if calmly.outcome in {DecisionKind.SUGGEST, DecisionKind.REPHRASE} or calmly.off_topic:
            return replace(self._emergency(turn, told, doubtful=True), suggestions=calmly.suggestions)
        return replace(calmly, doubtful=calmly.outcome in {DecisionKind.ANSWER, DecisionKind.ESCALATE})

    def _calmly(self, turns: Sequence[str]) -> Decision:
        """Decide about a message as if nobody were in danger."""
        text = turns[-1] if turns else ""
        turn = self.conversation.turn(text)
        greeting = not GREETINGS.isdisjoint(turn.message.readings)
        reading = Interpretation(" ".join(turn.message.readings))
        found = Decision(DecisionKind.REPHRASE, greeting=greeting, reading=reading)
        if not turn.is_readable:
            act = next((act for sign, act in SIGNS.items() if sign in text), None)
            return replace(found, outcome=DecisionKind.SMALLTALK, act=act, confidence=1.0) if act else found
        if (listed := self._listed(text, found)) is not None:
            return listed
        before, own = self.conversation.previous(turns), self.conversation.kept(text)
        whole = self.conversation.rank(turn.run, own, before)
        found = replace(found, ranking=self._ranking(whole), confidence=whole.confidence, alone=whole.alone >= SURE)
        act, score = own.act
        # what is likely to ask, with what was said before, is small talk only where that is clear by its own words; a
        # bare plea says nothing but by what was said before
        if (score < EVEN or danger.pleads(text)) and whole.confidence >= (ANSWER_AT if act == ABOUT_WHAT else EVEN):
            act = None
        if act and act != ABOUT_WHAT:
            sure = 1.0 / (1.0 + exp(TEMPERATURE * (EVEN - score)))
            return replace(found, outcome=DecisionKind.SMALLTALK, act=act, confidence=sure)
        one = self.ranker.owner_of(turn.run.words) >= 0  # a text of the FAQ is one question
        parts = [] if one else questions(self.ranker, self.conversation, turn, whole)
        if parts and self._referrals.isdisjoint(part.best for part in parts):
            answers = tuple(self.ranker.labels[part.best] for part in parts)
            return replace(found, outcome=DecisionKind.ANSWER, answers=answers, confidence=parts[0].confidence)
        if act and not before:
            return replace(found, outcome=DecisionKind.SUGGEST, act=act, suggestions=self._likely(found))
        return self._one_question(turn, whole, found)

    def _listed(self, text: str, found: Decision) -> Decision | None:
        """Decide about each item of a numbered list; those that have no sure answer are left for another message."""
        said, *items = numbered(text)
        decided = {item: self._calmly((said, item) if said else (item,)) for item in items}
        sent: dict[str, float] = {}
        left: list[str] = []
        for item, one in decided.items():
            if one.outcome is DecisionKind.ANSWER and len({*sent, *one.answers}) <= MOST_QUESTIONS:
                sent |= dict.fromkeys(one.answers, one.confidence)
            elif one.act not in SIGNS.values():  # thanks leave nothing open
                left.append(item)
        if not sent or any(one.alarming for one in decided.values()):
            return None
        found = replace(found, outcome=DecisionKind.ANSWER, confidence=min(sent.values()))
        return replace(found, answers=tuple(sent), left=tuple(left))

    def _one_question(self, turn: Utterance, whole: Candidates, found: Decision) -> Decision:
        """Decide about one question by how sure its best entry is."""
        best, sure = found.ranking[0]
        names_topic = len(turn.run.words) <= FEW_WORDS and not turn.run.unknown
        offered = self._likely(found, 0.0 if names_topic else SUGGEST_AT)
        office = self._offices.get(best)
        if office is not None and sure >= (EVEN if offered else REFER_AT):
            return replace(found, outcome=DecisionKind.REFER, act=office, referral=best)
        if whole.best in self._emergencies and sure >= ANSWER_AT:
            return self._emergency(turn, danger.Assessment(), doubtful=True)
        if office is None and sure >= ANSWER_AT:
            return replace(found, outcome=DecisionKind.ANSWER, answers=(best,), suggestions=self._also(whole))
        if offered:
            return replace(found, outcome=DecisionKind.SUGGEST, suggestions=offered)
        own = turn.run.scores
        none = own[self.ranker.none] if self.ranker.none >= 0 else -1.0
        nobodys = none > max(0.0, own[: self.ranker.answerable].max()) and OURS.isdisjoint(turn.message.readings)
        return replace(found, outcome=DecisionKind.ESCALATE, off_topic=bool(nobodys))

    def _likely(self, found: Decision, least: float = SUGGEST_AT) -> tuple[str, ...]:
        return tuple(entry for entry in found.likely(least) if entry not in self._offices)

    def _after_warning(self, turns: Sequence[str], today: date | None) -> Decision:
        """Decide about a "bagaimana?" behind a warning: what the message that was warned of is about, is answered."""
        warned = self._decide(turns[:-1], today)
        of_minor = warned.act == danger.WARNED[danger.DangerKind.MINOR]
        guide = (FOR_MINORS,) if of_minor and FOR_MINORS in self.ranker.labels else ()
        known = (*guide, *warned.answers, *warned.suggestions)
        if warned.outcome is not DecisionKind.WARN or not known:
            return warned
        return replace(warned, outcome=DecisionKind.ANSWER, answers=known[:1], suggestions=(), act=None, doubtful=False)

    def _also(self, candidates: Candidates) -> tuple[str, ...]:
        """Return the second entry where it is of the best one's topic and may be meant, too."""
        second, chance = [*candidates.foremost, (candidates.best, 0.0)][1]
        same = len({self.conversation.topics[one] for one in (second, candidates.best)}) == 1
        return (self.ranker.labels[second],) if same and chance >= SUGGEST_AT else ()

    def _emergency(self, turn: Utterance, told: danger.Assessment, *, doubtful: bool) -> Decision:
        """Return an emergency with the FAQ's entry that fits who is in danger; despair has texts of its own."""
        reading = Interpretation(" ".join(turn.message.readings))
        found = Decision(DecisionKind.EMERGENCY, (told.entry,), doubtful=doubtful, reading=reading)
        if not turn.run.words:
            return found
        candidates = self.ranker.rank(turn.run)
        ranking = self._ranking(candidates)
        if not told.despairs:
            fitting = [place for place in self._emergencies if self._fits(place, told)]
            best = sorted(fitting, key=candidates.scores.__getitem__)[-1:]
            found = replace(found, answers=tuple(self.ranker.labels[place] for place in best))
        return replace(found, ranking=ranking, confidence=dict(ranking).get("".join(found.answers[:1]), 0.0))

    def _fits(self, place: int, told: danger.Assessment) -> bool:
        """Return whether an emergency entry is for the one in danger, or for somebody who writes of another."""
        for_family = self.ranker.labels[place] == danger.FAMILY
        return told.kind is danger.DangerKind.NONE or for_family == (told.entry == danger.FAMILY)

    def _ranking(self, candidates: Candidates) -> tuple[tuple[str, float], ...]:
        return tuple((self.ranker.labels[place], chance) for place, chance in candidates.foremost)


_TIES = frozenset(("terus", "dan", "serta", "kemudian", "lantas", "sekalian", "plus", "sama", "dengan", "juga"))
_OPENERS = _TIES | {"bisa", "kalau"}
"""Words that tie a second question to the first, and those that a second one may begin with."""
_ASKING = frozenset((
    "apa", "berapa", "bagaimana", "kapan", "mana", "siapa", "kenapa", "cara", "syarat", "biaya", "bisa", "boleh",
    "perlu", "harus", "wajib", "minta", "beda", "aman", "jelas", "ada", "betul", "benar", "prosedur", "lapor",
    "gratis", "harga", "tanya", "alamat", "nomor", "jam", "lama", "larang", "wajar", "sah", "resmi", "denda", "ongkos",
    "tarif",
))  # fmt: skip
"""Roots of words that ask. Without them 4.8 % more single questions get a second answer that nobody asked for."""
_TAGS = frozenset(("tidak", "belum"))
"""Words that make a question of what they end: "nama saya dirahasiakan ga"."""
MOST_PLACES, MOST_QUESTIONS = 5, 4


_NUMBER = re.compile(r"(?:^|\s)([1-9])[.)](?!\d)\s*")


def numbered(text: str) -> list[str]:
    """Return what stands before a numbered list, and its items ("1) hamil 7 bulan 2) wajib vaksin apa")."""
    before, *parts = _NUMBER.split(text)
    items = [item.strip(" \n,;") for item in parts[1::2]]
    in_order = parts[::2] == [str(number) for number in range(1, len(items) + 1)]
    return [before.strip(), *filter(None, items)] if in_order and len(items) > 1 else [text]


def questions(ranker: Ranker, conversation: Conversation, turn: Utterance, whole: Candidates) -> list[Candidates]:
    """Return the questions of one message, two or three, where each is sure by itself; else nothing.

    Each must be likelier than not, or SURE where the first part asks nothing, but says what is wrong ("akta ga punya,
    ktp juga masih dicetak, bisa ga"). What a message really asks for is foremost in `whole`, the candidates of all its
    words, too, unless both parts are SURE.
    """
    best: list[Candidates] = []
    sure = 0.0
    foremost = {place for place, _ in whole.foremost}
    for place in _places(turn.message, turn.run):
        first, second = turn.run.part(0, place), _without_tie(turn.run.part(place))
        # one mark at the end of a clause cannot say that both of its halves ask
        marks = frozenset() if first.words[-1].clause == second.words[0].clause else turn.message.asked
        if len(second.words) < 2 or not _asks(second, marks):
            continue
        needed = max(sure, EVEN if _asks(first, marks) else SURE)
        left = ranker.rank(first)
        if left.confidence < needed or (left.confidence < SURE and left.best not in foremost):
            continue
        right = conversation.rank(second, conversation.said(second), conversation.said(first))
        lower = min(left.confidence, right.confidence)
        supported = lower >= SURE or (left.best in foremost and right.best in foremost)
        if supported and right.best != left.best and right.confidence >= needed:
            best, sure = [left, right], lower
    return max(_elliptical(ranker, conversation, turn), best, key=len)


def _elliptical(ranker: Ranker, conversation: Conversation, turn: Utterance) -> list[Candidates]:
    """Return the questions of "biaya paspor, syaratnya apa, umur berapa"; of two, the second leaves out of what."""
    run, marks, words = turn.run, turn.message.asked, turn.run.words
    cuts = [at for at in range(1, len(words)) if words[at].clause > words[at - 1].clause or words[at].reading in _TIES]
    first, *others = (_without_tie(run.part(*ends)) for ends in pairwise((0, *cuts, len(words))))
    found = {(named := ranker.rank(first)).best: named}
    subject = [word for word in first.words if word.root not in _ASKING and word.reading != "saja"]
    if named.confidence < (EVEN if _asks(first, marks) else SURE):
        return []
    for one in others:
        asked, told = ranker.rank(one), conversation.said(one).act[0] != ABOUT_WHAT
        sure = asked.confidence >= ANSWER_AT
        asked = asked if sure else ranker.rank(ranker.run((*subject, *one.words)))
        ours = asked.confidence >= EVEN and conversation.topics[asked.best] in conversation.topics[[*found]]
        if not (sure or ours) or len(one.words) < 2 or not _asks(one, marks) or (told and len(others) == 1):
            return []
        found.setdefault(asked.best, asked)
    return [*found.values()] if 1 < len(found) <= MOST_QUESTIONS else []


def _places(message: Message, run: WordRun) -> list[int]:
    """Return positions before which the words may be split in two, the likeliest first."""
    found: list[tuple[int, int]] = []
    for position in range(2, len(run.words) - 1):
        before, here = run.words[position - 1], run.words[position]
        if here.clause != before.clause:
            found.append((0 if before.clause in message.asked else 1, position))
        elif here.reading in _OPENERS:
            found.append((2, position))
    return [position for _, position in sorted(found)[:MOST_PLACES]]


def _asks(run: WordRun, marks: frozenset[int]) -> bool:
    """Return whether part of a message sounds like a question, or ends in a question mark."""
    last = run.words[-1]
    return last.clause in marks or last.reading in _TAGS or any(word.root in _ASKING for word in run.words)


def _without_tie(run: WordRun) -> WordRun:
    """Return the second question without the "dan", "terus" or "sama" that tied it to the first."""
    start = 0
    while start < len(run.words) - 1 and run.words[start].reading in _TIES:
        start += 1
    return run.part(start) if start else run
