"""Walk docs/pasang.md as a new operator: every command as it stands there, timed, against the local Bot API server.

python -m tests.bench.install_bench [--keep FOLDER]

An empty HOME, a fresh clone and a fresh virtual environment; then what goes wrong in an office (token, permissions,
time zone, disk), and docs/upgrade.md: backup, rehearsal, the way back. Needs the network, for the libraries. Status 1
where a step did not do what the guide says, or the first answer came later than in fifteen minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.processes import OFFICER, TOKEN, Telegram, telegram, until
from tests.shipped import ROOT

QUARTER = 15 * 60
RESIDENT = 5001
BY_HAND = 3 * 60 + 2 * 60
"""Seconds that the guide gives a person for @BotFather and for two phones, which nobody waits for here."""

Environment = dict[str, str]
NOTHING: Environment = {}


def commands(page: str) -> list[str]:
    """Return the guide's blocks of commands, in order."""
    return re.findall(r"^```sh\n(.*?)^```", (ROOT / "docs" / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)


@dataclass
class Operator:
    """Somebody at a terminal in an empty home. `steps`: (what, seconds, whether it did what the guide says)."""

    home: Path
    server: Telegram
    steps: list[tuple[str, float, bool]] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Where the bot was cloned to."""
        return self.home / "tanya-pimpasa"

    def environment(self) -> dict[str, str]:
        """Return what a new terminal knows, and where this Telegram is."""
        known = {
            name: os.environ[name] for name in ("PATH", "LANG", "SSL_CERT_FILE", "PIP_INDEX_URL") if name in os.environ
        }
        return {**known, "HOME": str(self.home), "BOT_TELEGRAM__BASE_URL": self.server.address}

    async def types(
        self, what: str, script: str, *, status: int = 0, says: str = "", more: Environment = NOTHING
    ) -> str:
        """Run commands in the bot's folder; note how long they took, and whether they ended and spoke as expected."""
        inside = self.folder / ".venv/bin/activate"
        prelude = f"set -e; cd {self.folder}; source {inside}\n" if inside.exists() else f"set -e; cd {self.home}\n"
        began = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            *("bash", "-c", prelude + script),
            env=self.environment() | more,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output = (await process.communicate())[0].decode(errors="replace")
        self.note(what, time.monotonic() - began, process.returncode == status and says in output, output)
        return output

    def note(self, what: str, seconds: float, went_well: bool, output: str = "") -> None:
        """Print a step, and what was said where it went wrong."""
        self.steps.append((what, seconds, went_well))
        print(f"{'✓' if went_well else '✗'} {seconds:7.1f} s  {what}", flush=True)
        if not went_well:
            print(output[-3000:], flush=True)

    @asynccontextmanager
    async def runs(self, what: str) -> AsyncIterator[None]:
        """Keep the bot running as section 4 says, from "ready" on."""
        began = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            *(str(self.folder / ".venv/bin/python"), "-m", "bot", "run"),
            cwd=self.folder,
            env=self.environment(),
            stderr=asyncio.subprocess.STDOUT,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout
        said = b""
        try:
            async with asyncio.timeout(300):
                while b"ready" not in said and (line := await process.stdout.readline()):
                    said += line
            self.note(what, time.monotonic() - began, b"ready" in said, said.decode())
            yield
        finally:
            with suppress(ProcessLookupError):
                process.terminate()
            await process.communicate()

    async def hears(self, what: str, chat: int, words: str) -> None:
        """Wait for these words in a chat."""
        began = time.monotonic()

        async def holds() -> bool:
            return any(words in str(message.get("text")) for message in await self.server.messages(chat))

        await until(holds, what)
        self.note(what, time.monotonic() - began, went_well=True)


async def installed(operator: Operator) -> None:
    """Sections 2 to 6 of the guide."""
    install, _, by_options, start, doctor = commands("pasang.md")[:5]
    lines = [line for line in install.splitlines() if not line.startswith("sudo ")]
    script = re.sub(r"https://\S+\.git", f"file://{ROOT} tanya-pimpasa", "\n".join(lines))
    await operator.types("2. clone and make install", script)
    (operator.folder / "token").write_text(TOKEN)
    output = await operator.types("3. init", by_options, says="?start=inv_")
    link = re.search(r"\?start=(inv_\S+)", output)
    check, run = start.strip().splitlines()
    assert run == "python -m bot run"
    await operator.types("4. check", check, says="Semua baik.")
    async with operator.runs("4. run until ready"):
        await operator.server.write([(OFFICER, f"/start {link[1] if link else ''}"), (RESIDENT, "/start mandurian")])
        await operator.hears("5. the officer has joined", OFFICER, "Petugas Desa Mandurian")
        await operator.server.write([(RESIDENT, "berapa biaya paspor")])
        await operator.hears("5. the first answer", RESIDENT, "Rp650.000")
        await operator.types("6. doctor", doctor, says="Semua petugas sudah bergabung.")


async def mistaken(operator: Operator) -> None:
    """Do what goes wrong in an office: each says what to do, and none leaves a traceback."""
    run = "python -m bot run"
    config, token = operator.folder / "config.yaml", operator.folder / "token"
    kept = config.read_text("utf-8")
    token.write_text("123456:salah")
    await operator.types("a wrong token", run, status=78, says="ditolak")
    token.write_text(TOKEN)
    config.write_text(kept.replace("Asia/Makassar", "WITA"), "utf-8")
    await operator.types("a wrong time zone", run, status=78, says="bukan zona waktu")
    config.write_text(kept, "utf-8")
    token.chmod(0o644)
    await operator.types("a token that all may read", "python -m bot check", says="chmod go=")
    token.chmod(0o600)
    # root may write anywhere; a file where the folder should be is refused to all
    elsewhere = {"BOT_DATABASE": f"sqlite:///{operator.folder}/README.md/bot.db"}
    await operator.types("a folder that cannot be written", run, status=1, says="README.md", more=elsewhere)
    full = "ulimit -f 200; trap '' XFSZ; python -m bot backup cadangan"
    await operator.types("a disk that is full", full, status=1, says="Periksa disk")


async def upgraded(operator: Operator) -> None:
    """docs/upgrade.md: the backup before, its rehearsal, and back from it."""
    page = commands("upgrade.md")
    backup, back = (next(one for one in page if words in one) for words in ("bot backup verify", "bot restore"))
    first, verify, version = (line.partition("#")[0].strip() for line in backup.strip().splitlines())
    folder = {"BOT_BACKUP__FOLDER": str(operator.home / "cadangan")}
    await operator.types("backup", first, says="cadangan", more=folder)
    await operator.types("backup verify", verify, more=folder)
    await operator.types("the version", version, says="tanya-pimpasa ")
    script = re.sub(r"restore \S+", f"restore {operator.home}/cadangan/bot-*.db", back)
    await operator.types("back from the backup", script, says=": cocok", more=folder)
    async with operator.runs("run again"):
        await operator.server.write([(RESIDENT, "syarat paspor anak")])
        await operator.hears("an answer after the way back", RESIDENT, "anak")


async def walk(home: Path) -> bool:
    """Walk the guides; whether every step did what they say."""
    async with telegram(RESIDENT) as server:
        operator = Operator(home, server)
        await installed(operator)
        took = sum(seconds for _, seconds, _ in operator.steps)
        whole = took + BY_HAND
        print(
            f"from nothing to the first answer: {took:.0f} s, with {BY_HAND} s by hand {whole / 60:.1f} of 15 minutes"
        )
        await mistaken(operator)
        await upgraded(operator)
    return whole <= QUARTER and all(well for _, _, well in operator.steps)


def main() -> int:
    """Walk; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="an empty folder that stays, instead of a temporary one")
    options = parser.parse_args()
    if options.keep:
        options.keep.mkdir(parents=True)
        return 0 if asyncio.run(walk(options.keep)) else 1
    with tempfile.TemporaryDirectory() as folder:
        return 0 if asyncio.run(walk(Path(folder))) else 1


if __name__ == "__main__":
    sys.exit(main())
