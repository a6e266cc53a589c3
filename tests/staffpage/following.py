"""Follow a numbered task of the staff's guide as written: **bold** is pressed, `code` typed, “quoted” shown.

In the chat a press is a button of the bot's newest messages. On the page it is a link or a button; a field that is
named takes what is typed next, and a card that is named is where one goes on. What stands between "Orang kedua" and
"Anda membaca" is the second person's.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from playwright.async_api import Locator, Page, expect

from telegram_simulator.messages import Message
from telegram_simulator.phone import PATIENCE, Phone

GUIDE = (Path(__file__).parents[2] / "docs/panduan-pengelola-faq.md").read_text("utf-8")
TASK = re.compile(r"^## (\d+)\. (.+)\n\n(.*(?:\n.+)*)\n\n((?:1\..*\n(?:.+\n)*))", re.MULTILINE)
TOKEN = re.compile(
    r"\*\*(?P<press>.+?)\*\*|`(?P<write>.+?)`|“(?P<see>.+?)”|(?P<turn>Orang kedua|Anda membaca|Buka tautan)"
)
COSTS = re.compile(r"(\d+) ketukan(?:, (\d+) kali menulis)?")


@dataclass(frozen=True)
class Task:
    """A task of the guide: what it says of its cost, and its steps."""

    number: int
    title: str
    taps: int
    writes: int
    steps: tuple[str, ...]

    def tokens(self) -> Iterator[tuple[str, str]]:
        """Yield what is done and looked for, in order."""
        for step in self.steps:
            for found in TOKEN.finditer(step):
                assert found.lastgroup
                yield found.lastgroup, found[found.lastgroup]


def tasks() -> tuple[Task, ...]:
    """Return the tasks of the guide, in order."""
    made = []
    for number, title, costs, listed in TASK.findall(GUIDE):
        cost = COSTS.search(costs)
        assert cost, f"task {number} does not say what it costs"
        steps = tuple(" ".join(one.split()) for one in re.split(r"^\d+\. ", listed, flags=re.MULTILINE) if one.strip())
        made.append(Task(int(number), title, int(cost[1]), int(cost[2] or 0), steps))
    return tuple(made)


class Hand(Protocol):
    """Whoever carries out steps."""

    async def press(self, name: str) -> int:
        """Press what is called so; returns how many taps that took."""

    async def write(self, text: str) -> int:
        """Type; returns how many messages or fields that began."""

    async def see(self, text: str) -> None:
        """Wait until the text is shown."""


@dataclass
class ChatHand:
    """A member at his phone. Messages before `since` belong to earlier tasks."""

    phone: Phone
    since: int = 0

    def begins(self) -> None:
        """Leave what was said so far behind."""
        self.since = max((one.id for one in self.phone.messages), default=0)

    async def press(self, name: str) -> int:
        shown = await self._newest(name, lambda one: any(name in label for label in one.buttons))
        await self.phone.presses(shown, name)
        return 1

    async def write(self, text: str) -> int:
        await self.phone.sends(text)
        return 1

    async def see(self, text: str) -> None:
        await self._newest(text, lambda one: text in one.text)

    async def link(self) -> str:
        """Return the link that the bot sent."""
        found = re.search(
            r"http://\S+/masuk/\S+", (await self._newest("/masuk/", lambda one: "/masuk/" in one.text)).text
        )
        assert found
        return found[0]

    async def _newest(self, wanted: str, fits: Callable[[Message], bool]) -> Message:
        """Wait for the newest message of this task that fits, as it is shown now."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    mine = [one for one in self.phone.messages if one.id > self.since]
                    if found := next(filter(fits, reversed(mine)), None):
                        return found
                    await self.phone.chat.signal.wait()
        except TimeoutError:
            raise TimeoutError(f"{wanted!r} does not come; shown are {[one.text for one in mine]}") from None


@dataclass
class PageHand:
    """A member at the page."""

    page: Page
    _field: Locator | None = None
    _begun: bool = False
    _card: Locator | None = field(default=None, repr=False)

    async def press(self, name: str) -> int:
        at = self._card or self.page.locator("body")
        starts = re.compile(rf"^\s*{re.escape(name)}")
        control = at.get_by_role("link", name=starts).or_(at.get_by_role("button", name=starts)).first
        fields = at.locator("input, textarea, select")
        named, begins = (at.get_by_label(name, exact=exact).and_(fields).first for exact in (True, False))
        card = self.page.get_by_role("region", name=name, exact=True)
        await expect(control.or_(begins).or_(card).first).to_be_visible()
        if await card.count():
            self._card = card
            return 0
        for box in (named, begins):
            if await box.count() and (box is named or not await control.count()):
                self._field, self._begun = box, False
                return 0
        await control.click()
        self._card = None
        return 1

    async def write(self, text: str) -> int:
        assert self._field, f"no field is named for {text!r}"
        begins, self._begun = not self._begun, True
        before = await self._field.input_value()
        lines = await self._field.evaluate("(one) => one.tagName === 'TEXTAREA'")
        await self._field.fill(f"{before}\n{text}" if lines and before else text)
        return int(begins)

    async def see(self, text: str) -> None:
        await expect(self.page.get_by_text(text).first).to_be_visible()


@dataclass
class Follower:
    """Two members with their phones and pages, who do what the guide says."""

    mine: tuple[ChatHand, PageHand]
    second: tuple[ChatHand, PageHand]

    async def follow(self, task: Task) -> tuple[int, int]:
        """Do the task; returns how many taps and writings it took."""
        for chat, _ in (self.mine, self.second):
            chat.begins()
        in_chat = any(value == "/kelola" for _, value in task.tokens())
        hands, taps, writes = self.mine, 0, 0
        for kind, value in task.tokens():
            hand: Hand = hands[0 if in_chat else 1]
            match kind, value:
                case "press", _:
                    taps += await hand.press(value)
                case "write", _:
                    writes += await hand.write(value)
                case "see", _:
                    await hand.see(value)
                case "turn", "Buka tautan":
                    await hands[1].page.goto(await hands[0].link())
                    in_chat, taps = False, taps + 1
                case _:
                    hands = self.second if value == "Orang kedua" else self.mine
        return taps, writes
