"""An entry's fields changed in the two files of its topic, byte for byte but for what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from bot.faqfiles.edit.change_set import Edit
from bot.faqfiles.edit.replace_field import Value, place_of, with_field
from bot.faqfiles.file_names import PHRASINGS
from bot.faqfiles.model import ASKED, FaqEntry, typed_names

ORDER = typed_names(FaqEntry)
OF_PHRASINGS = typed_names(FaqEntry, group=ASKED)


def edits_of(
    topic: str, id: str, fields: Mapping[str, Value], numbers: Sequence[tuple[str, str]] = ()
) -> dict[str, Edit]:
    """Return what is to be done to the topic's files, by name, so that the entry's fields hold these values.

    `numbers`: numbers to be added to the topic's list, each with the fact that it comes from.
    """

    def answers(source: str) -> str:
        for number, fact in numbers:
            source = with_field(source, ("angka",), DoubleQuotedScalarString(number), fact)
        group = ("entri", place_of(source, id))
        for name, value in fields.items():
            if name not in OF_PHRASINGS:
                source = with_field(source, group, name, value, ORDER)
        return source

    def phrasings(source: str) -> str:
        for name in OF_PHRASINGS:
            if name in fields:
                source = with_field(source, ("entri", id), name, fields[name], OF_PHRASINGS)
        return source

    return {f"{topic}.yaml": answers, f"{topic}{PHRASINGS}": phrasings}
