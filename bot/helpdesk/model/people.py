"""Who writes and who works: residents with what a conversation remembers of them, officers, staff, observers."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace


class PastMessage(Struct, frozen=True):
    """One earlier message of a resident, kept so that a follow-up can be understood. `entry`: what answered it.

    `message`: the channel's id of it, so that an officer's answer can quote it. `shown`: names what the answer said.
    """

    text: str
    at: datetime
    entry: str | None = None
    message: str | None = None
    shown: str = ""


class About(Struct, frozen=True):
    """What a question is besides its words. `own`: they without what he asked before, "" where that is all of them.

    `kind`: of what was sent without a word. `gives`: it is what an answer has asked for. `continues`: an old ticket.
    `heard`: the gravest of what was later heard as danger, else the latest that he was warned of.
    """

    own: str = ""
    kind: str = ""
    gives: bool = False
    continues: int | None = None
    heard: str = ""


class Pending(Struct, frozen=True):
    """A question for the officer that waits until its resident has named his village.

    `message`: the message that asks it, `kind`: of what it carries ("" for a text). `asked`: as for a receipt.
    `reminded`: that it waits was said.
    """

    question: str
    at: datetime
    message: str | None = None
    kind: str = ""
    attempted: tuple[str, ...] = ()
    asked: bool = False
    about: About = field(default_factory=About)
    reminded: bool = False

    @property
    def own(self) -> str:
        """What he asks, without what he asked before."""
        return self.about.own or self.question


class CheckAnswer(Struct, frozen=True):
    """One answer in a guided check: the question's id, and the number of the choice.

    `more`: the choices that were marked behind one that says that several hold.
    """

    question: str
    choice: int | None = None
    more: tuple[int, ...] = ()


class StartedCheck(Struct, frozen=True):
    """A guided check that a resident has begun, or has ended and may still send to the officer.

    `version`: of the check's content when it was begun. `at`: when the last answer was given. `unclear`: how often
    nothing was understood. `marked`: until "Selesai"; None where a press answers at once. `aside`: what fitted no
    choice. `pause`: "silent" where what is typed is not for it (something graver came, or else was answered since its
    result), "noted" below a note, "guessed" where "ya" takes what the last one aside may mean, "offered" where it sends
    the result, else "" or "asked".
    """

    check: str
    version: str
    at: datetime
    answers: tuple[CheckAnswer, ...] = ()
    pause: str = ""
    marked: tuple[int, ...] | None = None
    aside: tuple[str, ...] = ()
    unclear: int = 0


class Retractions(Struct, frozen=True):
    """How often a call for help was taken back ("Salah paham"), each time within a day of the one before."""

    count: int
    at: datetime


class Step(StrEnum):
    """Phases in which something of the resident's own words was asked for."""

    NAMING_VILLAGE = "village"
    WRITING = "question"
    """What he writes goes to the officer."""
    SENDING_TO_CHECK = "check"


class Giving(Struct, frozen=True):
    """The phase in which the answer of an entry has asked for something."""

    entry: str


class Confirming(Struct, frozen=True):
    """The phase of a question with two buttons, which may be answered in words: each is a verb and its arguments.

    `no` is empty where a no does nothing. `at`: when it was asked, where that was not under a text of the resident.
    """

    yes: tuple[str, ...]
    no: tuple[str, ...] = ()
    at: datetime | None = None


Phase = Step | Giving | Confirming


class Memory(Struct, frozen=True):
    """What a conversation needs to remember between two messages; small, and stored as JSON.

    `phase`: what the bot has just asked for; each message but one that says nothing yet ends it, and only interrupts
    the guided `check` under way. `turns`: the last two messages; `unreadable`: how many in a row could not be read.
    Words that no officer has yet are kept apart, as a later question must not push a warning out: `question`, the last
    text that was not answered for sure, which the button "Tanya petugas" hands over; `warned`, what an early warning
    was given for, with what was said to it; `feared`, what the gentle question about danger was asked for; `pending`,
    what waits for the name of the village.
    `wanted`: the kinds of numbers that the officer has asked for. `discreet`: somebody else may see the phone, so
    messages of tickets come covered and silently. `hush`: he cannot answer safely, so nothing unasked is sent until he
    writes. `counted`: what a check last ended as, so that a day counts once. `album`: that was last taken for identity
    documents; `held`: the messages whose photos wait for the answer. `photos_of`: the ticket in which he was asked
    about his photos; `rated`: that he last gave stars. `calmed`: when it was said that nobody is in danger, so that
    nothing before it alarms later. `retracted`: calls for help taken back; clearing the chat does not forget them.
    `hidden_at`: when he last read that a number was hidden. `buttons`: under the latest message that has some, each as
    its label, verb and arguments.
    """

    turns: tuple[PastMessage, ...] = ()
    phase: Phase | None = None
    check: StartedCheck | None = None
    question: str | None = None
    warned: str | None = None
    feared: str | None = None
    pending: Pending | None = None
    unreadable: int = 0
    wanted: str = ""
    discreet: bool = False
    hush: bool = False
    counted: str = ""
    album: str | None = None
    held: tuple[str, ...] = ()
    photos_of: int | None = None
    rated: int | None = None
    calmed: datetime | None = None
    retracted: Retractions | None = None
    hidden_at: datetime | None = None
    buttons: tuple[tuple[str, ...], ...] = ()


DAY = timedelta(days=1)
DOUBTED = 2
"""So many retractions within a day are more than a slip, yet somebody else may have pressed them."""


def retractions(memory: Memory, now: datetime) -> int:
    """Return how often calls for help were taken back within a day."""
    retracted = memory.retracted
    return retracted.count if retracted and now - retracted.at < DAY else 0


class Address(Struct, frozen=True):
    """Where a person is reached: a channel's name and that channel's id of the chat."""

    channel: str
    chat: str

    @property
    def room(self) -> Address:
        """The chat itself, where this is a topic in a group."""
        group, mark, _ = self.chat.partition("/")
        return Address(self.channel, group) if mark else self


class Resident(Struct, frozen=True):
    """A person who asks. `id` is 0 until the store has given one. `village` is None until it was chosen.

    `informed_at`: when he got the notice of what is stored about him, or, where a button asks for it, agreed to it.
    `news`: agreed to broadcasts; None until asked. `news_at`: when that was said. `version` grows with each save.
    """

    id: int
    address: Address
    name: str
    village: str | None
    joined_at: datetime
    memory: Memory = field(default_factory=Memory)
    outside: bool = False
    blocked_at: datetime | None = None
    informed_at: datetime | None = None
    news: bool | None = None
    news_at: datetime | None = None
    version: int = 0

    def remember(self, **memory: Any) -> Resident:
        """Return the resident with this in his memory."""
        return replace(self, memory=replace(self.memory, **memory))


class OfficerChat(Struct, frozen=True):
    """The private chat in which an officer works. `draft`: a message that waits for its ticket to be named."""

    officer: str
    address: Address
    joined_at: datetime
    draft: str | None = None
    draft_text: str | None = None


class Leave(Struct, frozen=True):
    """An officer's absence, one at a time. `begun`: his open tickets are with his deputy. Past `ends` it is over."""

    officer: str
    starts: datetime
    ends: datetime
    begun: bool = False


class Role(StrEnum):
    """What a member of the staff may do; signing is given by owner, in `Member.signs`."""

    WRITER = "penulis"
    """Changes fees, answers and phrasings in the draft, which residents do not see."""
    PUBLISHER = "penerbit"
    """Publishes the draft, takes a publication back, and is the second person for others."""


AWAITED, LEFT_FOR = timedelta(minutes=30), timedelta(days=30)
"""How long somebody's next message is taken for what he was asked to write, and a new answer that was begun waits."""
NEW = "jawaban"
"""What a form of a new answer is called; its first four are the suggestion's."""


class Form(Struct, frozen=True):
    """What a member's next message is for. `asked`: a word of `staff.ASKED`; `kept`: what was chosen before.

    `left`: of a new answer that he has begun, while something else is asked of him.
    """

    asked: str
    at: datetime
    kept: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def unfinished(self) -> tuple[str, ...]:
        """What a member has given of a new answer; nothing while he has only opened it."""
        return self.left if self.asked != NEW else self.kept if len(self.kept) > 4 else ()


class Member(Struct, frozen=True):
    """A member of the staff. `signs`: the owners of entries for whom he signs; `address`: None until he has joined."""

    id: str
    name: str
    roles: frozenset[Role] = frozenset()
    signs: frozenset[str] = frozenset()
    address: Address | None = None
    form: Form | None = None

    def may(self, role: Role) -> bool:
        """Return whether he has the role."""
        return role in self.roles


class Task(Struct, frozen=True):
    """What a member has asked for in the chat and gets later. `kind`: a key of `staff.tasks`; `id` is 0 until stored.

    `message`: the bot's message that it came from, which shows what becomes of it. `attempt`: the first is 1.
    """

    member: str
    kind: str
    args: tuple[str, ...] = ()
    message: str | None = None
    id: int = 0
    attempt: int = 0


class FormKept(Struct, frozen=True):
    """The member's next message is for this; None: for nothing."""

    member: str
    form: Form | None


class TaskAsked(Struct, frozen=True):
    """The task is to be carried out once this is saved."""

    task: Task


StaffChange: TypeAlias = FormKept | TaskAsked


class StaffEvent(Struct, frozen=True):
    """One view or change by a member, for the audit. `what`: as its operation is declared; `about`: an id."""

    at: datetime
    member: str
    what: str
    about: str = ""


class Request(Struct, frozen=True):
    """A publication that waits for a second person. `proposal`: the id of what was shown; `id` is 0 until stored.

    `second`: who decided, "" while nobody has; `agreed`: what he decided.
    """

    at: datetime
    member: str
    proposal: str
    why: str
    lines: tuple[str, ...]
    id: int = 0
    second: str = ""
    agreed: bool | None = None


class Observer(Struct, frozen=True):
    """Who reads figures. `kanwil`: whose offices he reads of, "" for all; `address`: None until he has joined."""

    id: str
    name: str
    kanwil: str = ""
    address: Address | None = None
