"""What a member changes in the draft, as edits of its files; refused where he may not or somebody was faster."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from bot.app.staff_desk.views import entry_of, seen
from bot.faqfiles.edit.change_set import Edit
from bot.faqfiles.edit.replace_field import place_of, with_field
from bot.faqfiles.edit.yaml_edit import with_phrasings
from bot.faqfiles.file_names import FEES, PHRASINGS, SEALS
from bot.faqfiles.lint.prose import fold
from bot.faqfiles.model import Faq, FaqEntry, Fee, Referral, typed_names
from bot.faqfiles.published.difference import named_fees
from bot.faqfiles.seals import Seal, seal_of, with_seals
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.staff import Member
from bot.helpdesk.staff.fees import is_far
from bot.helpdesk.staff.ports import FeeOrder
from bot.helpdesk.texts import kelola as texts

Edits = Callable[[Faq], Mapping[str, Edit]]
"""What the draft holds → edits by file name. Raises Trouble."""

_ENTRY = typed_names(FaqEntry)
_FEE = typed_names(Fee)


class EditConflict(Trouble):
    """What stands there is not what its editor saw. `about`: entries and fees, one of which was changed; by whom."""

    def __init__(self, *about: str, changed: str = "") -> None:
        self.about = about
        self.changed = changed or texts.CHANGED_IN_FILES
        super().__init__(texts.CHANGED_MEANWHILE.format(changed=self.changed))


def fee(order: FeeOrder, served: Faq) -> Edits:
    """Change a fee's amount. `served`: what residents get now."""

    def edits(faq: Faq) -> Mapping[str, Edit]:
        standing = faq.fees.get(order.fee)
        if standing is None or standing.rupiah not in (order.before, order.after):
            raise EditConflict(order.fee)
        now = served.fees.get(order.fee, standing).rupiah
        if not order.confirmed and (is_far(order.before, order.after) or is_far(now, order.after)):
            raise Trouble(texts.UNCONFIRMED)
        group = ("biaya", order.fee)

        def edit(source: str) -> str:
            new = with_field(source, group, "rupiah", str(order.after))
            return with_field(new, group, "yakin", str(order.after) if order.confirmed else None, _FEE)

        return {FEES: edit}

    return edits


def phrasings(id: str, wanted: Sequence[str]) -> Edits:
    """Add phrasings to an entry; one that is another's is refused by that one's name."""

    def edits(faq: Faq) -> Mapping[str, Edit]:
        entry = entry_of(faq, id)
        owners = owned(faq)
        mine = {fold(one) for one in (*entry.phrasings, *entry.tests)}
        fresh = {fold(one): " ".join(one.split()) for one in wanted if fold(one) not in mine}
        if not fresh:
            raise Trouble(texts.KNOWN_ALREADY.format(question=entry.question))
        for folded, one in fresh.items():
            if folded in owners:
                raise Trouble(texts.OWNED.format(text=one, owner=owners[folded]))
        name = f"{entry.topic}{PHRASINGS}"
        return {name: lambda source: with_phrasings(source, id, tuple(fresh.values()))}

    return edits


def owned(faq: Faq) -> dict[str, str]:
    """Return whose each phrasing is, by its folded words: the question of an entry or a referral."""
    found = {fold(one): texts.NOBODYS for one in faq.out_of_scope}
    every: list[FaqEntry | Referral] = [*faq.referrals, *faq.entries.values()]
    for entry in every:
        found |= {fold(one): entry.question for one in (*entry.phrasings, *entry.tests)}
    return found


def signature(by: Member, id: str, before: str, today: date) -> Edits:
    """Sign an entry's answer as its author saw it, and seal it at once."""

    def edits(faq: Faq) -> Mapping[str, Edit]:
        entry = entry_of(faq, id)
        if entry.owner not in by.signs:
            raise Trouble(texts.NOT_YOUR_OWNER)
        if seen(faq, entry) != before:
            raise EditConflict(id, *named_fees(entry))
        seal = Seal(str(today), seal_of(faq, entry))
        return {
            f"{entry.topic}.yaml": lambda source: _verified(source, id, str(today)),
            SEALS: lambda source: with_seals(source, {id: seal}),
        }

    return edits


def _verified(source: str, id: str, day: str) -> str:
    return with_field(source, ("entri", place_of(source, id)), "diverifikasi", day, _ENTRY)
