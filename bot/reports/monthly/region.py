"""What an observer's report is about: the offices of a kanwil, or all, and which villages have no officer yet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.helpdesk.model.directory import Directory, Village
from bot.helpdesk.model.staff import Observer
from bot.helpdesk.texts import report as report_texts

NAMED = 15
"""Villages that a caption names; with more it would not fit below a picture."""


@dataclass(frozen=True)
class Region:
    """What is reported: whose it is, its offices by id, and their villages by name."""

    name: str
    offices: frozenset[str]
    villages: tuple[Village, ...]

    @classmethod
    def of(cls, observer: Observer, directory: Directory) -> Region:
        """Return what an observer reads of."""
        offices = frozenset(id_ for id_, office in directory.offices.items() if observer.kanwil in {"", office.kanwil})
        villages = (one for one in directory.villages.values() if directory.officers[one.officer].office in offices)
        return cls(observer.name, offices, tuple(sorted(villages, key=lambda one: one.name)))

    def not_joined(self, joined: Collection[str]) -> list[Village]:
        """Return the villages whose officer has not joined. `joined`: ids of officers."""
        return [village for village in self.villages if village.officer not in joined]

    def cards(self, joined: Collection[str]) -> list[tuple[str, str]]:
        """Return what the picture says of the villages: (label, value)."""
        counts = (len(self.villages), len(self.not_joined(joined)))
        return list(
            zip(
                (report_texts.VILLAGES_FOSTERED, report_texts.NOT_JOINED), map(report_texts.number, counts), strict=True
            )
        )

    def not_joined_in_words(self, joined: Collection[str]) -> str:
        """Return which villages' officers have not joined, in a sentence."""
        found = [village.name for village in self.not_joined(joined)]
        if not found:
            return report_texts.ALL_JOINED
        form = report_texts.WITHOUT_OFFICER if len(found) <= NAMED else report_texts.WITHOUT_OFFICER_MORE
        count, more = report_texts.number(len(found)), report_texts.number(len(found) - NAMED)
        return form.format(count=count, names=", ".join(found[:NAMED]), more=more)
