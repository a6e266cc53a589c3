"""Kills of whole `faq publish` and `faq rollback` processes: `python -m tests.faults.publishing_kills --kills 100`.

Half of them at named steps, half at any moment; half of them go back. After each kill the set that counts must be whole
and either the one before or the one that was to come, and the files of the folder, once the next command has looked at
them, all of one state. Status 1 if any of them was not.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

from bot import clock
from bot.faqfiles.file_names import SEALS, faq_files
from bot.faqfiles.load import load_faq
from bot.faqfiles.published_sets import FOLDER, Damaged, Publication, PublishedSets
from bot.faqfiles.working_files import finish_rewriting
from tests.shipped import SMALL, SMALL_CACHE
from tests.typed import some

ROOT = Path(__file__).parents[2]
STEPS = {
    "copying": "open biaya.yaml",
    "noting who and why": "open terbitan.json",
    "naming the set": "os.rename .setengah-",
    "moving the pointer": "os.rename .sekarang.",
    "noting what is rewritten": "os.rename ..menulis.",
    "rewriting the folder": "os.rename .paspor.yaml.",
    "rewriting its last file": "os.remove .menulis",
}
"""Named steps: the change of the disk before which the process is killed, as Python's audit events name it."""
FOR_GOING_BACK = ("noting what is rewritten", "rewriting the folder", "rewriting its last file")
KILLER = """
import os, signal, sys
step, name = sys.argv[1].split(" ")
def look(event, arguments):
    named = event == step and not isinstance(arguments[0], int)
    if named and os.path.basename(os.fsdecode(arguments[0])).startswith(name):
        if event != "open" or arguments[2] & (os.O_WRONLY | os.O_CREAT):
            os.kill(os.getpid(), signal.SIGKILL)
if step:
    sys.addaudithook(look)
sys.argv = ["bot", *sys.argv[2:]]
from bot.cli.main import main
main("python -m bot")
"""
"""Runs a command of the program that is killed at a step."""


@dataclass
class Found:
    """What the kills came to."""

    ends: Counter[str] = field(default_factory=Counter)
    mixtures: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        ends = ", ".join(f"{count} {end}" for end, count in sorted(self.ends.items()))
        return f"{self.ends.total()} kills: {ends}; {len(self.mixtures)} mixtures"


def written(folder: Path) -> list[Path]:
    """Return the files that people write."""
    return [path for path in faq_files(folder) if path.name != SEALS]


class Office:
    """A folder whose files all carry the number of their round, and what is published of it."""

    def __init__(self, folder: Path) -> None:
        self.faq = shutil.copytree(SMALL, folder / "faq")
        self.sets = PublishedSets(folder / "data" / FOLDER, clock.now)
        self.round = 0
        self.environment = {
            **os.environ,
            "BOT_FAQ": str(self.faq),
            "BOT_DATABASE": f"sqlite:///{folder}/data/bot.db",
            "BOT_CACHE": str(SMALL_CACHE),
        }

    def save(self) -> None:
        """Save every file with the next number; residents' answers change with it."""
        self.round += 1
        for path in written(self.faq):
            lines = path.read_text("utf-8").splitlines(keepends=True)
            kept = [line for line in lines if not line.startswith("# putaran ")]
            path.write_text("".join([f"# putaran {self.round}\n", *kept]), "utf-8")

    def rounds(self, folder: Path) -> set[str]:
        """Return the numbers that the files in a folder carry: one, where they are of one state."""
        return {path.read_text("utf-8").partition("\n")[0].removeprefix("# putaran ") for path in written(folder)}

    def command(self, step: str, *words: str) -> subprocess.Popen[bytes]:
        """Start a whole process, which is killed at the step; "" for none."""
        return subprocess.Popen(
            [sys.executable, "-c", KILLER, STEPS.get(step, " "), "faq", *words, "--alasan", "uji", "--ya"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def publish(self) -> None:
        """Publish the folder at once, unharmed."""
        with self.sets.alone(), self.sets.staged(self.faq) as staged:
            said = Publication("uji", "awal", load_faq(staged).content_hash)
            self.sets.point_to(self.sets.add(staged, said, self.sets.current()))

    def completed(self, *words: str) -> float:
        """Run a command to its end; return the seconds that it took."""
        began = time.monotonic()
        status = self.command("", *words).wait(timeout=300)
        assert status == 0, f"{words} ended with {status}"
        return time.monotonic() - began

    def served(self) -> str:
        """Return the number of the state that residents get. Raises Damaged where it is no state at all."""
        current = self.sets.current()
        if current is None or current.id != self.sets.pointer:
            raise Damaged("the pointer names no whole set")
        rounds = self.rounds(current.faq)
        if len(rounds) != 1:
            raise Damaged(f"a mixture of {sorted(rounds)}")
        return rounds.pop()


def killed(office: Office, words: tuple[str, ...], step: str, wait: float) -> str:
    """Run a command that is killed; return how far it came: "before", "after" or "unharmed"."""
    before = office.served()
    process = office.command(step, *words)
    try:
        process.wait(timeout=60 if step else wait)
    except subprocess.TimeoutExpired:
        process.kill()
    status = process.wait()
    if step and status != -signal.SIGKILL:
        raise AssertionError(f"{words} never came to the step '{step}': status {status}")
    after = office.served()
    if words[0] == "rollback":
        with office.sets.alone():
            finish_rewriting(office.sets)
        standing = office.rounds(office.faq)
        # what was saved and never published stays where the process died before it decided anything
        if len(standing) != 1:
            raise Damaged(f"the folder is a mixture of {sorted(standing)}")
    return ("before" if after == before else "after") if status == -signal.SIGKILL else "unharmed"


def run(folder: Path, plan: list[tuple[str, str]], seed: int) -> Found:
    """Carry the kills out: pairs of a command and a step, "" for any moment."""
    chance, found, office = random.Random(seed), Found(), Office(folder)
    for _ in range(2):  # one to go back to, and one to go back from
        office.save()
        office.publish()
    office.save()
    seconds = office.completed("publish") if any(not step for _, step in plan) else 0.0
    for command, step in plan:
        served = office.sets.current()
        if command == "rollback" and served and served.said.back_to is not None:
            office.save()  # what was gone back to once is not left by going back again
            office.publish()
        if command == "publish":
            office.save()
        try:
            found.ends[killed(office, (command,), step, chance.uniform(0, seconds))] += 1
        except Damaged as error:
            found.mixtures.append(f"{command} at {step or 'any moment'}: {error}")
        shutil.rmtree(office.faq)  # the next round begins with what residents get
        current = some(office.sets.current())
        shutil.copytree(current.faq, office.faq)
    return found


def planned(kills: int) -> list[tuple[str, str]]:
    """Return every step in turn with the command that has it, and every other time any moment."""
    steps = [("rollback" if step in FOR_GOING_BACK else "publish", step) for step in STEPS]
    moments = cycle([("publish", ""), ("rollback", "")])
    return [one for pair in zip(islice(cycle(steps), kills), moments, strict=False) for one in pair][:kills]


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.publishing_kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        found = run(Path(name), planned(arguments.kills), arguments.seed)
    print(f"{found}, {time.monotonic() - began:.0f} s")
    for mixture in found.mixtures:
        print(f"  {mixture}")
    return 1 if found.mixtures else 0


if __name__ == "__main__":
    sys.exit(main())
