"""Decides about a message: answer, suggest, escalate, small talk or emergency, weighing what a mistake would cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from bot.matching import danger
from bot.matching.conversation import ConversationRanker, ParsedMessage
from bot.matching.decision import ABOUT_WHAT, Decision, DecisionKind, Reading
from bot.matching.entry import Corpus
from bot.matching.ranking.clause_splitting import asks, inquires, names_nothing
from bot.matching.ranking.features import phrase_code
from bot.matching.ranking.follow_ups import EntryRelations
from bot.matching.ranking.multi_question import QuestionSplitter
from bot.matching.ranking.ranker import ANSWER_AT, EVEN, Candidates, Ranker
from bot.matching.smalltalk import act_of, clear_act
from bot.matching.text.courtesy import exclaimed
from bot.matching.text.normalise import Normaliser, Word
from bot.matching.text.officer_request import asks_for_officer

SUGGEST_AT = 0.05
"""Chance of an entry from which its button helps more than waiting for the officer."""
REFER_AT = 0.12
"""Chance of a referral from which another office is named where no entry of ours comes near: with less, more than
half were the wrong office."""
FOR_MINORS = "pmi-anak-bawah-18"
"""The FAQ's entry on what to do where a child is to work abroad."""
FEW_WORDS = 2
"""A message of so few words, all of them known ("paspor", "haji"), names a topic; buttons open it. Of one that asks
nothing and has fewer beside "saya" ("suami saya") at most buttons are made."""
MOST_OFFERED = 3
OURS = frozenset(("haji", "umrah", "paspor", "imigrasi"))
"""Whoever names one of these is never told that it is no matter of ours."""
_UNANSWERED = frozenset({DecisionKind.SUGGEST, DecisionKind.REPHRASE})
_ME = frozenset({"saya", "kami", "kita"})
_HOW, _BEFORE_PEOPLE = frozenset(("bagaimana", "cara")), frozenset(("kalau", "untuk", "yang", "terus", "itu"))


class Decider:
    """Applies the rules of this module with a trained ranker."""

    def __init__(self, corpus: Corpus, ranker: Ranker, normaliser: Normaliser) -> None:
        self.ranker = ranker
        self.normaliser = normaliser
        self._offices = {entry.id: entry.office for entry in corpus.referrals}
        self._emergencies = [ranker.labels.index(entry.id) for entry in corpus.entries if entry.emergency]
        relations = EntryRelations.of(corpus, ranker.labels)
        self._topics = relations.topics
        self.conversation = ConversationRanker(ranker, relations, normaliser)
        self._splitter = QuestionSplitter(ranker, relations, frozenset(self._offices))

    def decide(self, turns: Sequence[str], today: date | None = None) -> Decision:
        """Decide about the last of the turns (see `FaqIndex.decide`)."""
        if len(turns) > 1 and danger.pleads(turns[-1]):
            before = danger.assess(turns[:-1], today)
            if before.level == "doubtful":
                return self._emergency(self.conversation.parse(turns[-1]), before, doubtful=True)
            if before.warning:
                return self._after_warning(turns, today)
        if len(turns) > 1 and self._asks_how(turns[-1]):
            answered = self._decide(turns[:-1], today)
            if answered.outcome is DecisionKind.ANSWER:
                return answered
        return self._decide(turns, today)

    def decide_calmly(self, turns: Sequence[str]) -> Decision:
        """Decide about the last of the turns as if nobody were in danger, where its writer has said so."""
        calmly = self._calmly(self.conversation.parse(turns[-1] if turns else ""), turns, sounds_harmless=True)
        if not calmly.alarming:
            return calmly
        return replace(calmly, outcome=DecisionKind.ESCALATE, answers=(), doubtful=False)

    def _decide(self, turns: Sequence[str], today: date | None) -> Decision:
        text = turns[-1] if turns else ""
        told = danger.assess(turns, today)
        parsed = self.conversation.parse(text)
        if told.level == "danger" or told.despairs:
            return self._emergency(parsed, told, doubtful=told.level == "doubtful")
        if told.level == "doubtful" and danger.pleads(text):
            return self._emergency(parsed, told, doubtful=True)
        calmly = self._calmly(parsed, turns, sounds_harmless=told.level == "none" and not told.warning)
        if told.warning:
            return replace(calmly, outcome=DecisionKind.WARN, act=told.warning, doubtful=told.level == "doubtful")
        if told.level == "none" or calmly.outcome is DecisionKind.SMALLTALK:
            return calmly
        # asked about where nothing else answers it; else the way to help stands below the answer or the receipt
        if calmly.outcome in _UNANSWERED or calmly.off_topic:
            return replace(self._emergency(parsed, told, doubtful=True), suggestions=calmly.suggestions)
        return replace(calmly, doubtful=calmly.outcome in {DecisionKind.ANSWER, DecisionKind.ESCALATE})

    def _calmly(self, parsed: ParsedMessage, turns: Sequence[str], *, sounds_harmless: bool) -> Decision:
        """Decide about a message as if nobody were in danger."""
        greeting = parsed.courtesy.salam or parsed.courtesy.hello
        reading = Reading(" ".join(parsed.message.readings))
        if sounds_harmless and asks_for_officer(parsed.message.readings) and not self._is_taught(parsed):
            return Decision(
                DecisionKind.SMALLTALK, act="minta-petugas", greeting=greeting, confidence=1.0, reading=reading
            )
        if not parsed.words:
            return self._without_question(parsed, turns[-1] if turns else "", reading)
        own = self.ranker.score(parsed.words)
        whole = self.conversation.rank(parsed, own, turns)
        readable = self._readable(parsed.words) or self._is_taught(parsed)
        follows = bool(self.conversation.earlier(turns))
        smalltalk = act_of(self.ranker, parsed, own, whole, follows=follows)
        if smalltalk is not None and (readable or smalltalk[1]):
            return Decision(
                DecisionKind.SMALLTALK, act=smalltalk[0], greeting=greeting, ranking=self._ranking(whole),
                confidence=whole.confidence, reading=reading,
            )  # fmt: skip
        if not readable or (not follows and (names_nothing(parsed.words) or _only_asks(parsed))):
            return self._asked_back(whole, greeting, reading, readable=readable)
        return self._answer(parsed, whole, greeting, reading, turns)

    def _asks_how(self, text: str) -> bool:
        """Return whether no more is asked than how: "gimana caranya"."""
        words = self.conversation.parse(text).words
        return any(word.reading == "bagaimana" for word in words) and {word.root for word in words} <= _HOW

    def _after_warning(self, turns: Sequence[str], today: date | None) -> Decision:
        """Decide about a "bagaimana?" behind a warning: what the message that was warned of is about, is answered."""
        warned = self._decide(turns[:-1], today)
        of_minor = warned.act == danger.WARNED[danger.Kind.MINOR]
        guide = (FOR_MINORS,) if of_minor and FOR_MINORS in self.ranker.labels else ()
        known = (*guide, *warned.answers, *warned.suggestions)
        if warned.outcome is not DecisionKind.WARN or not known:
            return warned
        return replace(warned, outcome=DecisionKind.ANSWER, answers=known[:1], suggestions=(), act=None, doubtful=False)

    def _without_question(self, parsed: ParsedMessage, text: str, reading: Reading) -> Decision:
        """Decide about a message that is nothing but its polite frame."""
        courtesy = parsed.courtesy
        act = courtesy.act or clear_act(self.ranker, parsed.message.words) or exclaimed(text)
        if act is None:
            return Decision(DecisionKind.REPHRASE, reading=reading)
        greeting = courtesy.salam or courtesy.hello
        return Decision(DecisionKind.SMALLTALK, act=act, greeting=greeting, confidence=1.0, reading=reading)

    def _asked_back(self, whole: Candidates, greeting: bool, reading: Reading, *, readable: bool) -> Decision:
        """Ask for other words, or of what something is asked."""
        again = Decision(DecisionKind.REPHRASE, greeting=greeting, ranking=self._ranking(whole), reading=reading)
        if not readable:
            return again
        likely = [one for one, chance in again.ranking if chance >= SUGGEST_AT and one not in self._offices]
        offered, sure = tuple(likely[:MOST_OFFERED]), again.ranking[0][1]
        return replace(again, outcome=DecisionKind.SUGGEST, suggestions=offered, act=ABOUT_WHAT, confidence=sure)

    def _answer(
        self, parsed: ParsedMessage, whole: Candidates, greeting: bool, reading: Reading, turns: Sequence[str]
    ) -> Decision:
        """Answer each question of a message that asks several, else the message as a whole."""
        parts = self._splitter.questions(parsed.message, parsed.words, whole, sure=whole.confidence >= ANSWER_AT)
        if not parts:
            return self._outcome(parsed, whole, greeting, reading, turns)
        return Decision(
            DecisionKind.ANSWER, tuple(self.ranker.labels[part.best] for part in parts), greeting=greeting,
            confidence=parts[0].confidence, ranking=self._ranking(whole), reading=reading,
        )  # fmt: skip

    def _outcome(
        self, parsed: ParsedMessage, whole: Candidates, greeting: bool, reading: Reading, turns: Sequence[str]
    ) -> Decision:
        ranking = self._ranking(whole)
        best, sure = ranking[0]
        office = self._offices.get(best)
        topic, of_nothing = self._names_topic(parsed.words, whole), names_nothing(parsed.words)
        likely = tuple(entry for entry, chance in ranking[:MOST_OFFERED] if of_nothing or chance >= SUGGEST_AT)
        offered = tuple(entry for entry in (self._of_topic(whole) if topic else likely) if entry not in self._offices)
        if office is not None and sure >= (EVEN if offered else REFER_AT):
            return Decision(
                DecisionKind.REFER, act=office, referral=best, greeting=greeting, confidence=sure, ranking=ranking,
                reading=reading,
            )  # fmt: skip
        says_enough = office is None and sure >= EVEN and not self._is_fragment(parsed, turns)
        if says_enough and self._is_emergency(whole) and not self._is_known_already(parsed, whole, turns):
            return self._emergency(parsed, danger.Assessment(), doubtful=True)
        if says_enough and sure >= ANSWER_AT:
            return Decision(
                DecisionKind.ANSWER, (best,), self._also(whole), greeting=greeting, confidence=sure, ranking=ranking,
                reading=reading,
            )  # fmt: skip
        if offered and (sure >= SUGGEST_AT or topic or of_nothing):
            return Decision(
                DecisionKind.SUGGEST, suggestions=offered, greeting=greeting, confidence=sure, ranking=ranking,
                reading=reading,
            )  # fmt: skip
        if _only_asks(parsed):
            return self._asked_back(whole, greeting, reading, readable=True)
        return Decision(
            DecisionKind.ESCALATE, greeting=greeting, off_topic=self._is_off_topic(parsed, whole), confidence=sure,
            ranking=ranking, reading=reading,
        )  # fmt: skip

    def _is_off_topic(self, parsed: ParsedMessage, candidates: Candidates) -> bool:
        """Return whether the message sounds like those about nothing in the FAQ, and names none of its matters."""
        none = self.ranker.kinds.none
        if not OURS.isdisjoint(word.reading for word in parsed.words):
            return False
        return none >= 0 and candidates.scores[none] > 0 and candidates.confidence < SUGGEST_AT

    def _names_topic(self, words: Sequence[Word], candidates: Candidates) -> bool:
        if len(words) > FEW_WORDS or self.ranker.terms.weigh(words).unknown:
            return False
        none = self.ranker.kinds.none
        return none < 0 or candidates.scores[candidates.best] > candidates.scores[none]

    def _of_topic(self, candidates: Candidates) -> tuple[str, ...]:
        """Return the likeliest entries of the best one's topic."""
        scores = candidates.scored.scores[: self.ranker.kinds.answerable]
        same = np.flatnonzero(self._topics[: len(scores)] == self._topics[candidates.best])
        return tuple(self.ranker.labels[place] for place in same[scores[same].argsort()[::-1][:MOST_OFFERED]])

    def _also(self, candidates: Candidates) -> tuple[str, ...]:
        """Return the second entry where it is of the best one's topic and may be meant, too."""
        if len(candidates.order) < 2 or candidates.chances[1] < SUGGEST_AT:
            return ()
        best, second = candidates.order[:2]
        return (self.ranker.labels[second],) if self._topics[second] == self._topics[best] else ()

    def _readable(self, words: Sequence[Word]) -> bool:
        """Return whether there is one real word, or at least letter groups of which the FAQ knows most."""
        long = [word for word in words if len(word.reading) > 1 and not word.reading.isdigit()]
        if any(word.how not in ("unknown", "repair") for word in long):
            return True
        return bool(long) and self.ranker.terms.weigh(long).known_letters > EVEN

    def _is_taught(self, parsed: ParsedMessage) -> bool:
        """Return whether a message is, word for word, how people ask for one of the entries."""
        owners = (self.ranker.model.owner_of(phrase_code(words)) for words in (parsed.words, parsed.message.words))
        return any(owner >= 0 and owner not in self.ranker.acts for owner in owners)

    def _is_fragment(self, parsed: ParsedMessage, turns: Sequence[str]) -> bool:
        """Return whether a message says too little: it follows nothing, asks nothing and is nobody's phrasing."""
        if danger.names_only_people(parsed.message.readings):
            return True
        if self.conversation.earlier(turns) or asks(parsed.message, parsed.words) or self._is_taught(parsed):
            return False
        return len({word.root for word in parsed.words if word.reading not in _ME}) < FEW_WORDS

    def _is_emergency(self, candidates: Candidates) -> bool:
        return candidates.best in self._emergencies

    def _is_known_already(self, parsed: ParsedMessage, emergency: Candidates, turns: Sequence[str]) -> bool:
        """Return whether this turn only continues an emergency of the turn before ("terus saya harus gimana")."""
        before = self.conversation.previous(turns)
        if before is None or self.conversation.rank_alone(parsed).best == emergency.best:
            return False
        return self.ranker.best_of(before.scores) == emergency.best

    def _emergency(self, parsed: ParsedMessage, told: danger.Assessment, *, doubtful: bool) -> Decision:
        """Return an emergency with the FAQ's entry that fits who is in danger; despair has texts of its own."""
        ranking: tuple[tuple[str, float], ...] = ()
        answers: tuple[str, ...] = (told.entry,)
        if parsed.message.words:
            candidates = self.ranker.rank(parsed.words or parsed.message.words)
            ranking = self._ranking(candidates)
            fitting = [place for place in self._emergencies if self._fits(place, told)]
            best = [self.ranker.labels[place] for place in sorted(fitting, key=candidates.scores.__getitem__)[-1:]]
            answers = answers if told.despairs else tuple(best)
        reading = Reading(" ".join(parsed.message.readings))
        sure = dict(ranking).get(answers[0], 0.0) if answers else 0.0
        return Decision(
            DecisionKind.EMERGENCY, answers, doubtful=doubtful, confidence=sure, ranking=ranking, reading=reading
        )

    def _fits(self, place: int, told: danger.Assessment) -> bool:
        """Return whether an emergency entry is for the one in danger, or for somebody who writes of another."""
        for_family = self.ranker.labels[place] == danger.FAMILY
        return not told.despairs and (told.kind is danger.Kind.NONE or for_family == (told.entry == danger.FAMILY))

    def _ranking(self, candidates: Candidates) -> tuple[tuple[str, float], ...]:
        return tuple(
            (self.ranker.labels[number], chance)
            for number, chance in zip(candidates.order, candidates.chances, strict=True)
        )


def _only_asks(parsed: ParsedMessage) -> bool:
    """Return whether no more is said than a question word or people: "brp", "istri saya"."""
    if all(inquires((word,)) for word in parsed.words):
        return True
    said = [reading for reading in parsed.message.readings if reading not in _BEFORE_PEOPLE]
    return bool(said) and danger.names_only_people(said)
