"""An entry that staff make of a suggestion: its id, its fields, and where they are written."""

from __future__ import annotations

import re
from datetime import date

from bot.app.staff_desk import editing
from bot.faqfiles.edit.change_set import Edit
from bot.faqfiles.edit.divide_answers import divided
from bot.faqfiles.edit.worksheet import MASKED, OfficerAnswer, entry_of, plain_phrasings, split
from bot.faqfiles.edit.yaml_edit import with_entry, with_phrasings_of
from bot.faqfiles.file_names import PHRASINGS
from bot.faqfiles.lint.prose import fold
from bot.faqfiles.model import LONGEST_ID, Faq
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.staff.ports import NewEntry
from bot.helpdesk.texts import kelola as texts

_SMALL = frozenset(
    ("apa", "bagaimana", "kalau", "tentang", "yang", "dan", "atau", "di", "ke", "dari", "untuk", "dengan", "berapa")
)
"""Words that say nothing in an id."""


def new_entry(faq: Faq, new: NewEntry, answer: OfficerAnswer, today: date) -> tuple[str, editing.Edits]:
    """Return the new entry's id, and the edits that make it. Raises Trouble."""
    if new.topic not in {topic.id for topic in faq.topics}:
        raise Trouble(texts.NO_TOPIC)
    if hidden := MASKED.findall("\n".join([new.heading, new.lead, new.details])):
        raise Trouble(texts.STILL_HIDDEN.format(masks=", ".join(dict.fromkeys(hidden))))
    phrasings = plain_phrasings(new.phrasings)
    if fold(new.heading) in map(fold, phrasings):
        raise Trouble(texts.RAW_HEADING)
    owners = editing.owned(faq)
    for one in phrasings:
        if fold(one) in owners:
            raise Trouble(texts.OWNED.format(text=one, owner=owners[fold(one)]))
    id = _id(faq, new)
    fields = dict(entry_of(phrasings, answer, today))
    lead, details = (new.lead.strip(), new.details.strip()) if new.details.strip() else divided(new.lead)
    fields |= {"tanya": new.heading, "inti": f"{lead}\n", "rincian": f"{details}\n" if details else None}
    entry, asked = split(fields, id)
    edits: dict[str, Edit] = {
        f"{new.topic}.yaml": lambda source: with_entry(source, entry),
        f"{new.topic}{PHRASINGS}": lambda source: with_phrasings_of(source, id, asked),
    }
    return id, lambda _: edits


def _id(faq: Faq, new: NewEntry) -> str:
    """Return a free id of the topic and the heading's own words."""
    words = [word for word in re.findall(r"[a-z0-9]+", new.heading.casefold()) if word not in _SMALL]
    words = [word for word in words if word not in new.topic.split("-")]
    stem = "-".join([new.topic, *words])[: LONGEST_ID - 3].strip("-")
    tries = (stem if number == 1 else f"{stem}-{number}" for number in range(1, 100))
    return next(id for id in tries if id not in faq.entries)
