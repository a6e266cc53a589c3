"""What a question runs through: the files and functions of `bot/` that are entered until its answer is on the phone.

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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType

from tests.stories.conftest import Village, learnt, village_with

BOT = Path(__file__).parents[2] / "bot"
FILES, FUNCTIONS = 40, 200
"""The aim."""
QUESTIONS = (
    "brp biaya bikin paspor",
    "apa syarat bikin paspor baru untuk orang dewasa",
    "paspor saya hilang harus bagaimana",
    "berapa lama paspor jadi",
    "antre haji di kalsel berapa tahun",
    "berapa lama visa umrah berlaku",
)
"""Questions that are answered at once; the first one warms the bot up."""
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


async def trips(village: Village) -> list[set[tuple[str, str]]]:
    """Collect what each question but the first goes through."""
    await village.warga.starts("mandurian")
    await village.warga.hears()
    found = []
    for text in QUESTIONS:
        with watched() as entered:
            await village.warga.sends(text)
            await village.warga.hears(contains=SIGN, timeout=20)
        found.append(ours(entered))
        await asyncio.sleep(1.5)  # what became of the answer is stored, and the next trip begins at rest
    return found[1:]


async def measure() -> set[tuple[str, str]]:
    """Return what at least half of the trips go through."""
    await learnt()
    with tempfile.TemporaryDirectory() as folder:
        async with village_with(f"sqlite:///{folder}/bot.db") as village:
            found = await trips(village)
    counted = Counter(function for trip in found for function in trip)
    return {function for function, times in counted.items() if 2 * times >= len(found)}


def main() -> None:
    """Print the figures, with --list also what was entered."""
    functions = asyncio.run(measure())
    files = defaultdict(list)
    for file, function in sorted(functions):
        files[file].append(function)
    if "--list" in sys.argv:
        for file, names in files.items():
            print(f"{len(names):4} {file}: {', '.join(names)}")
    print(
        f"a question to its answer: files {len(files)} (aim ≤ {FILES}), functions {len(functions)} (aim ≤ {FUNCTIONS})"
    )


if __name__ == "__main__":
    main()
