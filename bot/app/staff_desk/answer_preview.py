"""How staff see answers before they are published, and find them by words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from bot.app.knowledge import FaqKnowledge
from bot.faqfiles.model import Faq
from bot.helpdesk.model.directory import Directory
from bot.helpdesk.model.knowledge import Knowledge
from bot.helpdesk.texts import kelola as texts
from bot.matching.index import EmergencyOnlyIndex, FaqIndex
from bot.matching.search import WordMeaning

LIKELY = 0.1
"""The probability from which an entry is worth a look."""


class ShownAnswers:
    """Answers of any state of the FAQ as residents would read them; words are looked for in what is served."""

    def __init__(self, knowledge: Callable[[], Knowledge], directory: Directory) -> None:
        self._knowledge = knowledge
        self._directory = directory

    def preview(self, faq: Faq, id: str) -> str:
        """Return an answer as a resident outside the villages sees it."""
        return FaqKnowledge(faq, EmergencyOnlyIndex(), self._directory).answer(id, None)

    def search(self, words: str, limit: int) -> tuple[str, ...]:
        """Return the ids of entries that fit, best first."""
        return self._knowledge().search(words, limit)

    def meaning(self, text: str) -> Sequence[WordMeaning]:
        """Return what a text means to the matcher; nothing while none has learnt."""
        known = self._knowledge()
        index = known.index if isinstance(known, FaqKnowledge) else None
        return index.meaning(text) if isinstance(index, FaqIndex) else ()

    def best(self, texts: Sequence[str]) -> str | None:
        """Return the entry that fits most of these texts best; None where none fits any."""
        known = self._knowledge()
        likely = [known.decide([text]).ranking[:1] for text in texts]
        named = [first[0][0] for first in likely if first and first[0][1] >= LIKELY and known.has(first[0][0])]
        return Counter(named).most_common(1)[0][0] if named else None

    def gets_now(self, text: str, besides: str = "") -> str:
        """Say which answers a text gets today, and how surely. `besides`: "" unless others get it than this one."""
        known = self._knowledge()
        decision = known.decide([text])
        ids = [id for id in (*decision.answers, *decision.suggestions) if known.has(id)]
        if besides and (not ids or besides in ids):
            return ""
        if not ids:
            return texts.UNANSWERED_TODAY.format(text=text)
        named = ", ".join(f"“{known.question(id)}”" for id in ids)
        form = texts.ANSWERED_TODAY if decision.answers else texts.OFFERED_TODAY
        return form.format(text=text, named=named, sure=f"{decision.confidence:.0%}")

    def undecided(self, text: str) -> tuple[str, str] | None:
        """Return the two entries that are offered for a text, in the order of their ids."""
        offered = self._knowledge().decide([text]).suggestions[:2]
        return (min(offered), max(offered)) if len(offered) == 2 else None
