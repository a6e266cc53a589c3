"""The staff's tools wired: slow to import, so `lazy_tools` does it when somebody needs them."""

from __future__ import annotations

from bot.app.publishing import Place
from bot.app.staff_desk.answer_preview import ShownAnswers
from bot.app.staff_desk.audit import Audit
from bot.app.staff_desk.desk import FaqStaffDesk
from bot.app.staff_desk.draft import Draft
from bot.app.staff_desk.lazy_tools import StaffDependencies, StaffTools
from bot.app.staff_desk.publications import Publications
from bot.app.staff_desk.suggestions import SuggestionBox
from bot.app.staff_page.site import PageDependencies, StaffSite


def staff_tools(needs: StaffDependencies) -> StaffTools:
    """Return what staff work with; what is published there is taken up at once."""
    sources, store, follower, now = needs.sources, needs.store, needs.follower, needs.now
    place = Place(sources.folder, sources.sets, sources.cache)
    draft = Draft(sources.folder, sources.sets, follower.served)
    publications = Publications(place, draft, follower.served, follower.hand)
    shown = ShownAnswers(lambda: needs.policy().knowledge, sources.directory)
    box = SuggestionBox(store, shown, sources.directory, now)
    desk = FaqStaffDesk(draft, publications, box, Audit(store, sources.directory, now))
    site = None
    if needs.page:
        site = StaffSite(needs.page, PageDependencies(desk, store, sources.folder, needs.policy, now))
        desk.page_link = site.authenticator.link
    return StaffTools(desk, site)
