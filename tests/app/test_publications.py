"""What a member was shown is kept for publishing, and made anew only when it no longer holds."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app.publishing import Place
from bot.app.staff_desk.draft import Draft
from bot.app.staff_desk.publications import Publications
from bot.faqfiles.load import load_faq
from bot.faqfiles.model import Faq
from bot.faqfiles.published.sets import Publication, PublishedSet, PublishedSets
from tests.shipped import SMALL, SMALL_CACHE

NOON = datetime(2026, 11, 27, 4, 30, tzinfo=UTC)


class Desk:
    """A published FAQ whose folder has another fee by now."""

    def __init__(self, folder: Path) -> None:
        self.faq = shutil.copytree(SMALL, folder / "faq")
        self.sets = PublishedSets(folder / "published", lambda: NOON)
        self.publish()
        self.save("650000", "700000")
        place = Place(self.faq, self.sets, SMALL_CACHE)
        self.publications = Publications(place, Draft(self.faq, self.sets, self.served), self.served, self.took)

    def served(self) -> tuple[PublishedSet | None, Faq]:
        current = self.sets.current()
        return current, load_faq(current.faq) if current else Faq.empty(())

    def took(self, made: PublishedSet, faq: Faq) -> None:
        """Hear of a publication."""

    def publish(self) -> None:
        with self.sets.staged(self.faq) as staged, self.sets.alone():
            said = Publication("ani", "uji", load_faq(staged).content_hash)
            self.sets.point_to(self.sets.add(staged, said, self.sets.current()))

    def save(self, old: str, new: str) -> None:
        path = self.faq / "biaya.yaml"
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")

    def opened(self) -> Path:
        """Open the screen; return where the files that would be published lie."""
        found = self.publications.propose(())
        return self.publications.ready(found.id).staged


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize(
    ("meanwhile", "kept"),
    [
        (lambda desk: None, True),
        (lambda desk: desk.save("700000", "710000"), False),
        (lambda desk: desk.publish(), None),
        (lambda desk: shutil.rmtree(desk.publications.ready(desk.publications.propose(()).id).staged), False),
    ],
    ids=["nothing", "saved", "published elsewhere", "files gone"],
)
def test_a_proposal_is_made_anew_only_when_something_changed(
    desk: Desk, meanwhile: Callable[[Desk], None], kept: bool | None
) -> None:
    first = desk.opened()
    meanwhile(desk)
    if kept is None:
        assert desk.publications.propose(()).id == ""
    else:
        assert (desk.opened() == first) is kept
    desk.publications.close()
