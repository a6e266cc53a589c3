"""python -m bot faq: the folder that its commands read, every problem of its files at once, and what a rule is for."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from bot import clock
from bot.app.faq.published import awaits_first_start, published_sets
from bot.cli.common import PATH, Command, CommandGroup, Context, echo
from bot.faqfiles.file_names import GUIDED_CHECKS
from bot.faqfiles.model import Faq
from bot.faqfiles.problem import FaqBroken, Problem, errors_of
from bot.faqfiles.syntax.suggest import hint
from bot.faqfiles.working_files import unpublished
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import operator as texts


def loaded_draft(context: Context) -> Faq:
    """Load the FAQ that a command shows or asks. Raises Trouble."""
    return usable(asked_folder(context))


def asked_folder(context: Context) -> Path:
    """Return the folder that is shown or asked, and say where residents get another state of it. Raises Trouble.

    Before a first start the settings name the program's own from here on, and what is learnt is kept in no folder here.
    """
    if awaits_first_start(context.settings):
        from bot.app.faq.shipped import shipped_folder  # and with it the matcher, which `faq check` does without

        echo("Belum ada FAQ kantor di sini; yang dipakai FAQ bawaan program.", err=True)
        own = {"faq": shipped_folder(), "cache": Path.home() / ".cache/tanya-pimpasa"}
        context.settings = context.settings.model_copy(update=own)
    folder, current = existing(context.settings.faq), published_sets(context.settings).current()
    changed = unpublished(folder, current) if current else ()
    if current and changed:
        echo(texts.NOT_SERVED.format(folder=folder, number=current.number, files=texts.some(changed)), err=True)
    return folder


MISSING = (
    "Folder FAQ '{folder}' tidak ada: perbaiki setelan 'faq', atau jalankan bot (run atau demo), yang saat pertama "
    "kali menyalin FAQ bawaan ke folder faq."
)


def existing(folder: Path) -> Path:
    """Return the folder. Raises Trouble with what to do when it is missing."""
    if not folder.exists():
        raise Trouble(MISSING.format(folder=folder))
    return folder


def usable(folder: Path) -> Faq:
    """Load the FAQ in the folder. Raises Trouble with every error when it cannot be used."""
    from bot.faqfiles.load import load_faq  # parser and rules, which `faq check` seldom needs

    try:
        return load_faq(existing(folder))
    except FaqBroken as broken:
        lines = [*map(str, errors_of(broken.problems)), "FAQ belum bisa dipakai. Perbaiki yang di atas lebih dulu."]
        raise Trouble("\n".join(lines), broken) from broken


@click.command(cls=Command)
@click.argument("paths", nargs=-1, metavar="[BERKAS]…", type=PATH)
@click.option("--format", "form", default="text", metavar="text|json", help="Bentuk hasilnya.")
@click.option("--release", is_flag=True, help="Sebelum rilis: jawaban yang lewat tanggal tinjau menjadi galat.")
def check(context: Context, paths: tuple[Path, ...], form: str, release: bool) -> None:
    """Memeriksa semua berkas (atau hanya BERKAS) dan menyebut semua masalah sekaligus."""
    if form not in ("text", "json"):
        raise click.UsageError(f"Bentuk '{form}' tidak ada. Tulis --format text atau --format json.")
    gc.disable()  # what is read stays to the end
    problems = _problems(context, paths or (asked_folder(context),), release)
    if form == "json":
        click.echo(json.dumps([problem.as_json() for problem in problems], ensure_ascii=False, indent=1))
    else:
        echo(*map(str, problems))
        errors = len(errors_of(problems))
        click.echo(f"{errors} galat, {len(problems) - errors} peringatan.", err=True)
    sys.exit(1 if errors_of(problems) else 0)


@click.command(cls=Command)
@click.argument("code", metavar="[KODE]", required=False)
def rules(_: Context, code: str | None) -> None:
    """Menjelaskan satu aturan pemeriksaan; tanpa KODE: semua kode."""
    from bot.faqfiles.load import RULES  # what `faq check` of an unchanged folder does without

    found = {rule.code: rule for rule in RULES}
    if code is None:
        for rule in RULES:
            click.echo(f"{rule.code} ({rule.level}): {rule.manual.splitlines()[0]}")
    elif code in found:
        click.echo(f"{code} ({found[code].level})\n\n{found[code].manual}")
    else:
        raise Trouble(f"Kode '{code}' tidak ada{hint(code, found)}. Semua kode: python -m bot faq rules")


def _problems(context: Context, paths: Sequence[Path], release: bool) -> list[Problem]:
    """Check the folder of every path; of a single file, and of the guided checks' folder, only its own are kept."""
    from bot.faqfiles.load import check_faq  # parser and rules, which no other command of this module needs

    found: set[Problem] = set()
    for path in paths:
        # a guided check is checked together with the FAQ that its folder stands in
        part = path.exists() and (path.is_file() or path.name == GUIDED_CHECKS)
        if not part and not path.is_dir() and len(paths) > 1:
            raise click.UsageError(f"'{path}' tidak ada. Tulis folder FAQ atau berkas di dalamnya.")
        folder = path if not part else path.parent.parent if path.parent.name == GUIDED_CHECKS else path.parent
        today, good = clock.now().astimezone().date(), None
        with suppress(Trouble):  # a FAQ can be checked where the bot is not set up
            if folder.resolve() == context.settings.faq.resolve():
                current = published_sets(context.settings).current()
                today, good = context.now.date(), current.faq if current else None
        problems = check_faq(folder, today, release=release, last_good=good)
        own = (one for one in problems if path in (Path(one.place.path), *Path(one.place.path).parents))
        found.update(own if part else problems)
    return sorted(found)


COMMANDS = {
    "bot.cli.faq": ("check", "rules"),
    "bot.cli.show": ("list", "show"),
    "bot.cli.questions": ("test", "eval"),
    "bot.cli.publish": ("publish", "rollback", "history", "sheet", "shipped"),
}


@click.group(cls=CommandGroup, modules=COMMANDS)
def faq() -> None:
    """Memeriksa, menampilkan, dan menguji isi FAQ."""
