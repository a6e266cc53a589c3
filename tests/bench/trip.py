"""What goes through which parts: files and functions of `bot/` from a question to its answer, a press, a fee by chat.

Counted with `sys.setprofile` in a whole bot over the local server. What runs by the clock falls into a trip by chance,
so a function counts when at least half of the trips enter it.

python -m tests.bench.trip [--list]
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import threading
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import CodeType, FrameType

from telegram_simulator.messages import Message
from tests.shipped import SMALL_CACHE, small_index
from tests.stories.conftest import Village, learnt, village_with
from tests.stories.test_kelola import READ_WITHIN, office_in

BOT = Path(__file__).parents[2] / "bot"
AIMS = {
    "a question to its answer": (45, 200),
    "a press to its answer": (40, 150),
    "a fee typed in chat to what would change": (30, None),
}
"""At most so many files and functions."""
QUESTIONS = (
    "brp biaya bikin paspor",
    "apa syarat bikin paspor baru untuk orang dewasa",
    "paspor saya hilang harus bagaimana",
    "berapa lama paspor jadi",
    "antre haji di kalsel berapa tahun",
    "berapa lama visa umrah berlaku",
)
"""Questions that are answered at once; the first one warms the bot up."""
PRESSED = (
    (QUESTIONS[0], "Cara membayar paspor"),
    (QUESTIONS[2], "Denda hilang atau rusak"),
    (QUESTIONS[4], "Cara daftar haji"),
)
"""Questions, and a related one whose button stands below the answer."""
SIGN = "Sumber:"
"""Only an answer has it."""
NO_FUNCTIONS = {"<module>", "<genexpr>", "<listcomp>", "<dictcomp>", "<setcomp>"}
"""Parts of a file or function that Python runs like functions of their own."""


@contextmanager
def watched() -> Iterator[set[CodeType]]:
    """Collect the functions of the bot that any thread enters meanwhile."""
    entered: set[CodeType] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            entered.add(frame.f_code)

    threading.setprofile(note)
    sys.setprofile(note)
    try:
        yield entered
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def ours(entered: set[CodeType]) -> set[tuple[str, str]]:
    """(file, function) of what belongs to `bot/`."""
    return {
        (code.co_filename.removeprefix(f"{BOT}/"), code.co_qualname)
        for code in entered
        if code.co_filename.startswith(f"{BOT}/") and code.co_name not in NO_FUNCTIONS
    }


Entered = set[tuple[str, str]]
Act = Callable[[], Awaitable[object]]


async def through(acts: Iterable[Act]) -> list[Entered]:
    """Collect what each act goes through."""
    found = []
    for act in acts:
        with watched() as entered:
            await act()
        found.append(ours(entered))
        await asyncio.sleep(1.5)  # what became of it is stored, and the next trip begins at rest
    return found


async def questions(village: Village) -> list[Entered]:
    """Ask what is answered at once."""

    async def ask(text: str) -> None:
        await village.warga.sends(text)
        await village.warga.hears(contains=SIGN, timeout=20)

    return (await through(partial(ask, text) for text in QUESTIONS))[1:]


async def presses(village: Village) -> list[Entered]:
    """Press a related question below an answer."""
    phone = village.warga

    async def press(shown: Message, related: str) -> None:
        await phone.presses(shown, related)
        await phone.hears(contains=SIGN, timeout=20)

    acts = []
    for question, related in PRESSED:
        await phone.sends(question)
        acts.append(partial(press, await phone.hears(contains=SIGN, timeout=20), related))
    return (await through(acts))[1:]


async def fees(folder: Path) -> list[Entered]:
    """Change a fee in the staff's chat, once for the first time and then thrice."""
    async with office_in(folder, SMALL_CACHE) as office:

        async def change(amount: str) -> None:
            await office.types_the_fee(amount)
            await office.rini.hears(contains="ini yang berubah", timeout=READ_WITHIN)

        found = []
        for amount in ("660000", "670000", "680000", "690000"):
            await office.opens_the_fee()
            found += await through([partial(change, amount)])
        return found[1:]


async def measure() -> dict[str, Entered]:
    """Return what each kind of trip goes through."""
    await learnt()
    with tempfile.TemporaryDirectory() as folder:
        async with village_with(f"sqlite:///{folder}/bot.db") as village:
            await village.warga.starts("mandurian")
            await village.warga.hears()
            found = [await questions(village), await presses(village)]
    await learnt(small_index)
    with tempfile.TemporaryDirectory() as folder:
        found.append(await fees(Path(folder)))
    counted = ((Counter(function for trip in trips for function in trip), len(trips) / 2) for trips in found)
    # what at least half of the trips go through
    usual = ({function for function, times in each.items() if times >= half} for each, half in counted)
    return dict(zip(AIMS, usual, strict=True))


def main() -> None:
    """Print the figures, with --list also what was entered."""
    for name, functions in asyncio.run(measure()).items():
        files = defaultdict(list)
        for file, function in sorted(functions):
            files[file].append(function)
        if "--list" in sys.argv:
            for file, names in files.items():
                print(f"{len(names):4} {file}: {', '.join(names)}")
        most, most_functions = AIMS[name]
        aim = f" (aim ≤ {most_functions})" if most_functions else ""
        print(f"{name}: files {len(files)} (aim ≤ {most}), functions {len(functions)}{aim}")


if __name__ == "__main__":
    main()
