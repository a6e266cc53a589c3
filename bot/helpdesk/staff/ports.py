"""What staff can do with the FAQ, wherever they do it: the chat and the staff page call this, the application does it.

Editing changes the draft (the files of the office's folder), which residents do not see; publishing gives it to them.
Every method checks the member's roles, notes the view or the change for the audit, and raises Trouble with a sentence
for the member where it cannot be done; then nothing has changed. All of it takes from milliseconds to a minute, so it
is never awaited in a turn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.helpdesk.model.made_report import MadeSheet
from bot.helpdesk.model.staff import Member, Request

Say = Callable[[str], None]
"""Tells whoever waits what takes long."""


def unsaid(_: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry in a list, as the draft has it. `signed`: when an office signed this very text; None: it is unsigned."""

    id: str
    topic: str
    question: str
    owner: str
    signed: date | None
    review_by: date
    emergency: bool
    phrasings: int


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry whole. `seen`: names what stood when it was read; to be given back with a change.

    `lead`, `details`: as written, with placeholders and **bold**; `preview`: as a resident sees it, in the help desk's
    own marks; `fees`: the ids of the fees that it names.
    """

    line: EntryLine
    seen: str
    lead: str
    details: str
    preview: str
    phrasings: tuple[str, ...]
    fees: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeeLine:
    """A fee, as the draft has it. `served`: what residents read now; `quoted`: the entries whose answers name it."""

    id: str
    name: str
    rupiah: int
    served: int
    law: str
    since: date
    quoted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeeOrder:
    """A fee's new amount. `before`: what the member saw; `confirmed`: he has typed the new amount twice."""

    fee: str
    before: int
    after: int
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """The draft has changed. `warnings`: sentences about what should still be completed.

    `today`: which answers the new phrasings get today.
    """

    warnings: tuple[str, ...] = ()
    today: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """The lines of an answer (or of what else residents read) that go and that come, with the help desk's marks."""

    id: str
    was: tuple[str, ...]
    becomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """What would be published now. `id` names exactly this change: publishing makes it and nothing else.

    `lines`: the summary, one thing a line; `second`: a second person must agree; "" as `id`: nothing has changed.
    """

    id: str
    lines: tuple[str, ...] = ()
    changes: tuple[BeforeAfter, ...] = ()
    second: bool = False


@dataclass(frozen=True, slots=True)
class Edition:
    """A published set in the history. `id` names it for `undo`; `tested`: its test's share, "" where it had none.

    `replaced`: the number of the edition that taking it back would lead to; None where it cannot be taken back.
    """

    id: str
    number: int
    at: datetime
    by: str
    why: str
    tested: str
    replaced: int | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """Residents get it from now on. `note`: what else the member should know, "" mostly."""

    number: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """It waits for a second person; these were asked."""

    request: Request
    others: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class ReviewOutcome:
    """What a second person decided on. `made`: None where he refused."""

    request: Request
    made: Published | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions of one meaning to which no sure answer was given. `id` names it while it stands.

    `texts`: the wordings, most frequent first, without names and numbers; `people`: how many asked, at least 3;
    `villages`, `weeks`: how many of each, without those below 3. `best`: the entry that fits best; `answer`: the best
    that officers answered; `heading`: proposed for a new entry, never a raw sentence.
    """

    id: str
    texts: tuple[str, ...]
    people: int
    villages: Mapping[str, int]
    weeks: Mapping[date, int]
    best: EntryLine | None
    answer: str
    heading: str


@dataclass(frozen=True, slots=True)
class DraftView:
    """An officer's answer that waits to become FAQ. `best`: the entry that fits its question best."""

    number: int
    day: date
    officer: str
    question: str
    phrasings: tuple[str, ...]
    answer: str
    heading: str
    preview: str
    best: EntryLine | None


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to be made of a draft or a gap; its id is made of the heading."""

    topic: str
    heading: str
    lead: str
    details: str
    phrasings: tuple[str, ...]


PHRASINGS, SIGN_OFF = "kalimat", "tanda-tangan"
"""The kinds of sheets."""
LARGEST_SHEET = 5 * 1024 * 1024
"""Bytes of a sheet that comes back."""


@dataclass(frozen=True, slots=True)
class SheetRead:
    """What a sheet would change, one thing a line. `id` names just that; "": nothing.

    `remarks`: what its sender should know besides.
    """

    id: str
    changes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Today:
    """What waits for the staff. `due`: entries to be reviewed within 30 days; `unpublished`: the changed files' names.

    `thin`: entries with too few phrasings; `confused`: pairs of entries that questions confuse; `requests`: what this
    member may decide on as the second person; `makers`: their makers' names, by id.
    """

    gaps: int
    drafts: int
    due: tuple[EntryLine, ...]
    unsigned: tuple[EntryLine, ...]
    unpublished: tuple[str, ...]
    thin: tuple[EntryLine, ...]
    confused: tuple[tuple[str, str], ...]
    requests: tuple[Request, ...]
    makers: Mapping[str, str]


class StaffDesk(Protocol):
    """What staff can do. `by`: who does it. Raises Trouble."""

    async def today(self, by: Member) -> Today: ...

    async def fees(self, by: Member) -> tuple[FeeLine, ...]: ...

    async def entries(self, by: Member, words: str = "") -> tuple[EntryLine, ...]:
        """Return the entries that fit the words, best first; all of them without words."""

    async def entry(self, by: Member, id: str) -> EntryView: ...

    async def change_fee(self, by: Member, order: FeeOrder) -> Saved:
        """Change a fee in the draft; one that moves by more than 30 % must be confirmed."""

    async def add_phrasing(self, by: Member, id: str, text: str) -> Saved:
        """Add a phrasing in the draft; one that another entry owns is refused, by that entry's name."""

    async def sign(self, by: Member, id: str, seen: str) -> Saved:
        """Sign an entry's answer as it stands, for its owner."""

    async def propose(self, by: Member, say: Say = unsaid) -> Proposed:
        """Check, test and compare the draft; takes a minute where phrasings have changed, which `say` then hears."""

    async def publish(self, by: Member, proposal: str, why: str) -> Published | Asked:
        """Publish what was proposed; where residents would read anything otherwise, ask a second person in Telegram."""

    async def decide(self, by: Member, request: int, *, agreed: bool) -> ReviewOutcome:
        """Decide as the second person: publish what another member asked for, or refuse it; the maker is sent it."""

    async def page(self, by: Member) -> str:
        """Return a one-time link to the page."""

    async def history(self, by: Member) -> tuple[Edition, ...]:
        """Return the publications, the current one first."""

    async def undo(self, by: Member, edition: str) -> Published:
        """Take this publication back, if it is the current one; the draft goes back with it."""


class Suggestions(Protocol):
    """What use suggests for the FAQ: gaps and officers' answers; each becomes FAQ in the draft, or is set aside."""

    async def gaps(self, by: Member) -> tuple[Gap, ...]: ...

    async def drafts(self, by: Member) -> tuple[DraftView, ...]: ...

    async def accept_into(self, by: Member, source: str, id: str) -> Saved:
        """Add a gap's or a draft's phrasings to an entry. `source`: "celah:<id>" or "usulan:<number>"."""

    async def accept_new(self, by: Member, source: str, new: NewEntry) -> Saved:
        """Make an entry of a gap or a draft, or of nothing but what is typed (`source` "")."""

    async def drop(self, by: Member, source: str) -> None:
        """Drop a draft, or set a gap aside until more people ask."""


class Sheets(Protocol):
    """Sheets of the draft, out and in. `name`: of a file; its ending tells the form."""

    async def sheets(self, by: Member) -> tuple[tuple[str, str], ...]:
        """Return the sheets that the member may have: kind and owner ("" where there is only one)."""

    async def sheet(self, by: Member, kind: str, owner: str) -> MadeSheet:
        """Make one of these sheets."""

    async def read_sheet(self, by: Member, content: bytes, name: str) -> SheetRead:
        """Say what a sheet would change; every fault is named with its row and column."""

    async def take_sheet(self, by: Member, content: bytes, name: str, seen: str) -> Saved | SheetRead:
        """Change the draft as the sheet asks for; where that is not what was seen any more, return what it is now."""
