"""How staff see answers before they are published, and find them by words."""

from __future__ import annotations

from collections.abc import Callable

from bot.app.knowledge import FaqKnowledge
from bot.faqfiles.model import Faq
from bot.helpdesk.model.directory import Directory
from bot.helpdesk.model.knowledge import Knowledge
from bot.matching.emergency_only_index import EmergencyOnlyIndex


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
