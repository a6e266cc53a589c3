"""Decides about a message: answer, offer, hand over, small talk or alarm, weighing what a mistake would cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.matching.danger import detector
from bot.matching.decision import Decision, Outcome, Reading
from bot.matching.entry import Corpus
from bot.matching.ranking.clause_splitting import STORY, asks, questions_of_story
from bot.matching.ranking.features import concepts, phrase_code
from bot.matching.ranking.follow_ups import (
    CLOSING,
    SAME_AFTER_ASKED,
    SAME_AFTER_TOLD,
    Before,
    Kinship,
    follow,
    join,
    said_after,
)
from bot.matching.ranking.multi_question import questions_of
from bot.matching.ranking.ranker import Judgement, Ranker, Scored
from bot.matching.text.courtesy import Courtesy, exclaimed, frame
from bot.matching.text.normalise import Message, Normaliser, Word

ANSWER_AT = 0.84
RISKY_ANSWER_AT = 0.88
REFER_AT = 0.50
UNEXPLAINED = 0.38
UNEXPLAINED_ANSWER_AT = 0.95
UNEXPLAINED_WORDS = 9
"""A short message most of whose telling words say nothing for the best entry is likely about something else."""
SUGGEST_AT, SUGGEST_AFTER_AT = 0.26, 0.15
"""Chance of the best entry from which buttons help more than waiting for the officer; the second for a few words that
follow another message: their topic is known, so the buttons are seldom beside the point."""
FAINT_ALARM, SURELY_ELSE = 0.7, 0.98
"""An alarm less sure than the first is only doubtful where the message surely (the second) asks for something else: of
2,758 calls for help, none of them learnt, none was lost by it. See docs/bahaya.md."""
TOPIC_WORDS = 2
"""A message of so few words, all of them known ("paspor", "haji"), names a topic; buttons open it."""
OFFERED_AT = 0.05
STORY_WEIGHT = 0.3
"""Share of the score that the sentences of a story that ask something have beside the whole of it."""
LONGEST_SMALLTALK = 24
"""Words, courtesies among them, up to which a message may be small talk: a complaint takes its time."""
SMALLTALK_LEAD, SURE_LEAD, FOLLOWING_LEAD = -0.3, 0.3, 0.5
"""By how much small talk must outdo the best entry; how much more where that entry is sure, in proportion; and how much
more after another message: what leans on it ("boleh gitu ya?") sounds like small talk."""
ASKING_LEAD = 0.03
"""How much more for each word of a message that asks: a long question is about something."""
FAINTEST_SMALLTALK = -0.5
"""Score of small talk below which a message sounds like nothing at all: that is for the officer to read."""
CLEAR_SMALLTALK = 0.3
"""Score of small talk that is believed where nothing else can be read: no word spelt right ("makasii kak lopyuu"), or
nothing but the polite frame ("pak petugas")."""
EARLIER_TURNS = 2
SURE_ALONE, SURE_ALONE_SHORT, COMPLETE = 0.95, 0.99, 7
"""Confidence from which a message needs no help from the turns before; the second for one of fewer words than COMPLETE.
Of 243 follow-ups, 94 were so sure, all of them rightly; with 0.95 for all, three were wrong."""
MOST_JUDGED = 120
"""Words of a message that are judged; of a longer one the first and the last sixty, for a long story asks its
question at one of the two. Danger is looked for in all of it."""
SHORT_AFTER = 8
HEARD = 1024
"""Messages that stay read, for the next one of their writer may lean on them."""
RISKY_IDEAS = frozenset(("@biaya", "@denda", "@darurat"))
READABLE = 0.45
"""Share of the letter groups that the FAQ knows, below which a message without one known word is not readable."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message with its polite frame taken off."""

    message: Message
    courtesy: Courtesy

    @property
    def words(self) -> tuple[Word, ...]:
        return self.courtesy.rest


class Decider:
    """Applies the rules of this module with a trained judge."""

    def __init__(self, corpus: Corpus, ranker: Ranker, normaliser: Normaliser) -> None:
        self.ranker = ranker
        self.normaliser = normaliser
        self._hear = lru_cache(maxsize=HEARD)(self._hear_anew)
        self._offices = {entry.id: entry.office for entry in corpus.referrals}
        self._emergencies = [ranker.labels.index(entry.id) for entry in corpus.entries if entry.emergency]
        self._kinship = Kinship.of(corpus, ranker.labels)
        self._risky = {entry.id for entry in corpus.entries if entry.emergency or self._is_risky(entry.question)}

    def _is_risky(self, question: str) -> bool:
        known = concepts()
        return any(RISKY_IDEAS.intersection(known.get(word.root, ())) for word in self.normaliser.read(question).words)

    def hear(self, text: str) -> Heard:
        """Read a message and remove its polite frame."""
        return self._hear(text)

    def _hear_anew(self, text: str) -> Heard:
        message = self.normaliser.read(text)
        if len(message.words) > MOST_JUDGED:
            ends = message.words[: MOST_JUDGED // 2] + message.words[-MOST_JUDGED // 2 :]
            message = replace(message, words=ends)
        return Heard(message, frame(message.words))

    def decide(self, turns: Sequence[str]) -> Decision:
        """See `FaqIndex.decide`."""
        text = turns[-1] if turns else ""
        alert = detector.assess(text)
        heard = self.hear(text)
        greeting = heard.courtesy.salam or heard.courtesy.hello
        reading = Reading(" ".join(heard.message.readings))
        faint = alert.level == "danger" and alert.sure < FAINT_ALARM and self._asks_surely_else(heard)
        if alert.level == "danger" and not faint:
            return self._emergency(heard, reading, alert.entry, doubtful=False)
        doubtful = faint or alert.level == "doubtful"
        if not heard.words:
            act = heard.courtesy.act or self._clear_act(heard.message.words) or exclaimed(text)
            if act is None:
                return Decision(Outcome.REPHRASE, reading=reading)
            return Decision(Outcome.SMALLTALK, act=act, greeting=greeting, confidence=1.0, reading=reading)
        own = self.ranker.score(heard.words)
        whole = self._judge(heard, own, turns)
        readable = self._readable(heard.words)
        act = self._act(heard, own, whole, turns, readable=readable)
        feared = doubtful and self._is_emergency(whole)
        if act is not None and not feared:  # "minta …" is how one pleads, and how one asks for the officer
            return Decision(
                Outcome.SMALLTALK, act=act, greeting=greeting, ranking=self._ranking(whole),
                confidence=whole.confidence, reading=reading,
            )  # fmt: skip
        if not readable:
            return Decision(Outcome.REPHRASE, greeting=greeting, ranking=self._ranking(whole), reading=reading)
        if doubtful and (self._is_emergency(whole) or whole.confidence < ANSWER_AT):
            return self._emergency(heard, reading, alert.entry, doubtful=True)
        parts = questions_of(
            self.ranker, self._kinship, self._offices, heard.message, heard.words, whole,
            sure=whole.confidence >= ANSWER_AT,
        )  # fmt: skip
        if parts:
            return Decision(
                Outcome.ANSWER, tuple(self.ranker.labels[part.best] for part in parts), greeting=greeting,
                confidence=parts[0].confidence, ranking=self._ranking(whole), reading=reading,
            )  # fmt: skip
        return self._outcome(heard, whole, greeting, reading, turns)

    def _outcome(
        self, heard: Heard, whole: Judgement, greeting: bool, reading: Reading, turns: Sequence[str]
    ) -> Decision:
        ranking = self._ranking(whole)
        best, sure = ranking[0]
        office = self._offices.get(best)
        if office is not None and sure >= REFER_AT:
            return Decision(
                Outcome.REFER, act=office, referral=best, greeting=greeting, confidence=sure, ranking=ranking,
                reading=reading,
            )  # fmt: skip
        if office is None and sure >= self._answer_at(whole, len(heard.words)):
            if self._is_emergency(whole) and not self._is_known_already(heard, whole, turns):
                return self._emergency(heard, reading, best, doubtful=True)
            return Decision(
                Outcome.ANSWER, (best,), greeting=greeting, confidence=sure, ranking=ranking, reading=reading
            )
        topic = self._names_topic(heard.words, whole)
        offered = tuple(
            entry for entry, chance in ranking[:3] if entry not in self._offices and (chance >= OFFERED_AT or topic)
        )
        follows = len(heard.words) <= SHORT_AFTER and bool(self._earlier(turns))
        if offered and (sure >= (SUGGEST_AFTER_AT if follows else SUGGEST_AT) or topic):
            return Decision(
                Outcome.SUGGEST, suggestions=offered, greeting=greeting, confidence=sure, ranking=ranking,
                reading=reading,
            )  # fmt: skip
        return Decision(Outcome.ESCALATE, greeting=greeting, confidence=sure, ranking=ranking, reading=reading)

    def _answer_at(self, judgement: Judgement, words: int) -> float:
        """Return the confidence that an answer at once needs: a mistake about money or danger costs more."""
        if judgement.explained < UNEXPLAINED and words <= UNEXPLAINED_WORDS:
            return UNEXPLAINED_ANSWER_AT
        return RISKY_ANSWER_AT if self.ranker.labels[judgement.best] in self._risky else ANSWER_AT

    def _names_topic(self, words: Sequence[Word], judgement: Judgement) -> bool:
        if len(words) > TOPIC_WORDS or self.ranker.terms.weigh(words).unknown:
            return False
        none = self.ranker.kinds.none
        return none < 0 or judgement.scores[judgement.best] > judgement.scores[none]

    def _act(
        self, heard: Heard, own: Scored, judgement: Judgement, turns: Sequence[str], *, readable: bool
    ) -> str | None:
        """Return the act of small talk that a message is, if it asks nothing.

        What it asks is judged without its polite frame, which says nothing about that; what it does, with the frame on:
        it may be all that tells thanks from a farewell ("makasih ya nak, nenek doakan kamu"). `own`: the words without
        their frame, as scored for the judgement.
        """
        words = heard.message.words
        by_heart = self.ranker.model.owner_of(phrase_code(heard.words)) == judgement.best
        if by_heart or len(words) > LONGEST_SMALLTALK:
            return None
        framed = len(words) > len(heard.words)
        act, score = self.ranker.nearest_act((self.ranker.score(words) if framed else own).scores)
        lead = SMALLTALK_LEAD + SURE_LEAD * judgement.confidence
        if self._earlier(turns):
            lead += FOLLOWING_LEAD
            if act in CLOSING and heard.words[-1].clause in heard.message.asked:
                return None
        if asks(heard.message, words):
            lead += ASKING_LEAD * len(words)
        none = self.ranker.kinds.none
        if score <= FAINTEST_SMALLTALK or (none >= 0 and score <= judgement.scores[none]):
            return None
        if score - judgement.scores[judgement.best] <= lead or not (readable or score > CLEAR_SMALLTALK):
            return None
        if act == "penutup" and heard.courtesy.thanks:
            return "terima-kasih"
        return "salam" if act == "sapaan" and heard.courtesy.salam else act

    def _clear_act(self, words: Sequence[Word]) -> str | None:
        if not words:
            return None
        act, score = self.ranker.nearest_act(self.ranker.score(words).scores)
        return act if score > CLEAR_SMALLTALK else None

    def _judge(self, heard: Heard, own: Scored, turns: Sequence[str]) -> Judgement:
        """Rank what the message asks for, with the turns before it where it is not sure by itself; `own`: its words."""
        alone = self._judge_alone(heard, own)
        sure = alone.confidence >= (SURE_ALONE if len(heard.words) >= COMPLETE else SURE_ALONE_SHORT)
        before = None if sure else self._before(turns)
        if before is None:
            return alone
        asked = heard.words[-1].clause in heard.message.asked
        joined = join(self.ranker, self._kinship, before, alone.scored)
        return follow(self.ranker, alone.scored, lambda: alone, joined, asks=asked)

    def _judge_alone(self, heard: Heard, own: Scored) -> Judgement:
        words = heard.words
        alone = self.ranker.ranker(words, own)
        if len(words) >= STORY:
            asked = questions_of_story(heard.message, words)
            if 0 < len(asked) < len(words):
                told = self.ranker.score(asked).scores
                scores = (1 - STORY_WEIGHT) * alone.scores + STORY_WEIGHT * told
                alone = self.ranker.weigh(alone.scored._replace(scores=scores))
        return self.ranker.reconsider(words, alone)

    def leans_on(self, turns: Sequence[str]) -> bool:
        """Is the last turn's best entry another one because of what was said before?"""
        heard = self.hear(turns[-1])
        own = self.ranker.score(heard.words)
        return self._judge(heard, own, turns).best != self._judge_alone(heard, own).best

    def _earlier(self, turns: Sequence[str]) -> list[Heard]:
        """Return the earlier turns that asked or stated something."""
        return [heard for heard in map(self.hear, turns[-1 - EARLIER_TURNS : -1]) if heard.words]

    def _before(self, turns: Sequence[str]) -> Before | None:
        """Return the earlier turns, each read after the one before it."""
        before = None
        for heard in self._earlier(turns):
            again = SAME_AFTER_ASKED if asks(heard.message, heard.words) else SAME_AFTER_TOLD
            before = said_after(self.ranker, self._kinship, before, self.ranker.score(heard.words), again)
        return before

    def _readable(self, words: Sequence[Word]) -> bool:
        """Is there at least one real word, or at least something that looks like the words of the FAQ?"""
        long = [word for word in words if len(word.reading) > 1 and not word.reading.isdigit()]
        if any(word.how not in ("unknown", "repair") for word in long):
            return True
        return bool(long) and self.ranker.terms.weigh(long).known_letters > READABLE

    def _asks_surely_else(self, heard: Heard) -> bool:
        """Return whether a message by itself surely asks for something that is no emergency."""
        if not heard.words:
            return False
        alone = self._judge_alone(heard, self.ranker.score(heard.words))
        return alone.confidence >= SURELY_ELSE and not self._is_emergency(alone)

    def _is_emergency(self, judgement: Judgement) -> bool:
        return judgement.best in self._emergencies

    def _is_known_already(self, heard: Heard, emergency: Judgement, turns: Sequence[str]) -> bool:
        """Was the emergency the matter of the turn before, and is it only carried on ("terus saya harus gimana")?"""
        before = self._before(turns)
        if before is None or self._judge_alone(heard, self.ranker.score(heard.words)).best == emergency.best:
            return False
        return self.ranker.best_of(before.scored.scores) == emergency.best

    def _emergency(self, heard: Heard, reading: Reading, entry: str, *, doubtful: bool) -> Decision:
        ranking: tuple[tuple[str, float], ...] = ()
        answers: tuple[str, ...] = ()
        sure = 0.0
        if heard.message.words and self._emergencies:
            judged = self.ranker.ranker(heard.words or heard.message.words)
            ranking = self._ranking(judged)
            best = max(self._emergencies, key=judged.scores.__getitem__)
            known = {self.ranker.labels[place] for place in self._emergencies}
            answers = (entry if entry in known else self.ranker.labels[best],)
            sure = dict(ranking).get(answers[0], 0.0)
        return Decision(
            Outcome.EMERGENCY, answers, doubtful=doubtful, confidence=sure, ranking=ranking, reading=reading
        )

    def _ranking(self, judgement: Judgement) -> tuple[tuple[str, float], ...]:
        return tuple(
            (self.ranker.labels[number], chance)
            for number, chance in zip(judgement.order, judgement.chances, strict=True)
        )
