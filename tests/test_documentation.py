"""Pages name only what exists: files, functions, decisions, links, commands; names of tests are short."""

from __future__ import annotations

import ast
import re
import shlex
from functools import cache
from pathlib import Path

import click
import pytest
import yaml

from bot.cli.main import cli
from bot.helpdesk.model.markup import BOLD_OFF, BOLD_ON
from bot.helpdesk.texts import danger as danger_texts
from tests.bench.__main__ import BENCHES
from tests.tables import each_line

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))]
BASES = (ROOT, ROOT / "bot", ROOT / "tests", ROOT / "telegram_simulator")
"""Paths are written from one of these."""
RECORDS = sorted(path.name for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))
LONGEST_NAME = 70
INDEX = (ROOT / "docs/decisions/README.md").read_text("utf-8")
UNUSED = {18}
"""Numbers that no record has; the index says so."""

page = pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))


FILES = re.compile(r"`([\w/.-]+\.(?:py|tsv)|bot/[\w/]+|telegram_simulator/?|tests/[\w/]*)(?:::?[\w.]+)?`")


@page
def test_each_file_that_a_page_names_exists(page: Path) -> None:
    named = FILES.findall(page.read_text("utf-8"))
    assert {name for name in named if not any((base / name).exists() for base in BASES)} == set()


@page
def test_each_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|tg:)([^)#\s]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_index_lists_every_record_under_its_title() -> None:
    titles = {name: (ROOT / "docs/decisions" / name).read_text("utf-8").partition("\n")[0] for name in RECORDS}
    listed = re.findall(r"^\| \[(\d{4})\]\(([^)]+)\) \| (.+) \|$", INDEX, re.MULTILINE)
    assert {name: f"# {number} – {title}" for number, name, title in listed} == titles
    assert [name for _, name, _ in listed] == RECORDS


def test_records_are_numbered_without_a_gap() -> None:
    numbers = [int(name[:4]) for name in RECORDS]
    assert numbers == [number for number in range(1, numbers[-1] + 1) if number not in UNUSED]
    assert all(f"Number {number:04} was never used" in INDEX for number in UNUSED)


ARCHITECTURE = (ROOT / "docs/architecture.md").read_text("utf-8")
PACKAGES = ("bot", "telegram_simulator")


def in_the_code() -> set[str]:
    """Every folder of the two packages and the modules at their top."""
    folders = {
        f"{path.parent.relative_to(ROOT)}/"
        for package in PACKAGES
        for kind in ("*.py", "*.html")
        for path in (ROOT / package).rglob(kind)
    }
    modules = {str(path.relative_to(ROOT)) for package in PACKAGES for path in (ROOT / package).glob("*.py")}
    return (folders | modules) - {"bot/", *(module for module in modules if module.endswith("__init__.py"))}


def test_the_architecture_shows_every_folder_and_top_level_module() -> None:
    table = ARCHITECTURE.partition("## Folders and top-level modules")[2].partition("\n## ")[0]
    cells = [line.split(" | ")[0] for line in table.splitlines() if line.startswith("| `")]
    assert {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)} == in_the_code()


@cache
def defined(path: Path) -> set[str]:
    """Collect the names at the top of a module, and those of its classes behind a dot."""
    found: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
            found |= {
                f"{node.name}.{inner.name}"
                for inner in (node.body if isinstance(node, ast.ClassDef) else ())
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef)
            }
    return found


NAMED = sorted(set(re.findall(r"`([\w/]+\.py):([\w.]+)`", ARCHITECTURE)))


@each_line(("path", "name"), NAMED)
def test_each_function_that_the_architecture_names_exists(path: str, name: str) -> None:
    assert name in defined(ROOT / "bot" / path)


def test_each_class_that_the_glossary_names_exists() -> None:
    glossary = ARCHITECTURE.partition("## Glossary")[2]
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "bot").rglob("*.py"))
    names = set(re.findall(r"`([A-Z]\w+)`", glossary))
    assert names
    assert {name for name in names if not re.search(rf"^(?:class {name}\b|{name} = )", code, re.MULTILINE)} == set()


PROGRAM = re.compile(r"(?:python -m bot|(?:^|bin/|bot-1 )tanya-pimpasa)(?: (?P<words>.*))?")
OF_SHELLS = re.compile(r" (?:\||&&|;|>) .*| \|\| .*|'$")
"""What follows a command on its line, and the end of a line that another program is given whole."""


def commands_of(page: Path) -> set[str]:
    """Every command of the program that a page tells to type, without what is a placeholder for people."""
    text = page.read_text("utf-8")
    blocks = "\n".join(re.findall(r"^ *```sh\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL))
    typed = re.sub(r"\\\n\s*", "", blocks).splitlines()
    typed += [code for code in re.findall(r"`([^`\n]+)`", text) if not re.search(r"[\[|…]", code)]
    found = set()
    for line in typed:
        bare = OF_SHELLS.sub("", re.sub(r"(^|\s)#.*", "", line)).strip()
        if (match := PROGRAM.search(bare)) and match["words"] and not match["words"].startswith("="):
            found.add(match["words"])
    return found


@page
def test_each_command_that_a_page_tells_can_be_typed(page: Path) -> None:
    for words in commands_of(page):
        arguments = ["1" if word in ("N", "NOMOR") else word for word in shlex.split(words)]
        command: click.Command = cli
        ctx = click.Context(cli, info_name="bot")
        while isinstance(command, click.Group) and arguments and arguments[0] in command.list_commands(ctx):
            command = command.get_command(ctx, arguments.pop(0)) or cli
        try:
            command.make_context("bot", arguments)
        except click.UsageError as error:
            raise AssertionError(f"{words}: {error.format_message()}") from error
        except click.exceptions.Exit:
            continue  # --version and --help end here


def test_the_operators_pages_tell_the_commands_of_the_first_day() -> None:
    shown = commands_of(ROOT / "docs/pasang.md")
    assert {"init", "check", "run", "doctor", "officer invite pimpasa-mandurian"} <= shown
    assert any(words.startswith("init --token-file") for words in shown)


def test_the_page_on_speed_names_exactly_what_make_bench_runs() -> None:
    page = (ROOT / "docs" / "speed.md").read_text(encoding="utf-8")
    run, by_hand = re.findall(r"`make bench` runs (.*?); one alone.*?By hand: (.*?)\.\n", page, re.DOTALL)[0]
    assert re.findall(r"`(\w+)`", run) == list(BENCHES)
    files = (ROOT / "tests/bench").glob("[!_]*.py")
    programs = {
        path.stem for path in files if re.search(r"^(async )?def main\(", path.read_text("utf-8"), re.MULTILINE)
    }
    assert set(re.findall(r"`(\w+)`", run + by_hand)) == programs


def test_the_officers_guide_quotes_what_somebody_tired_of_life_reads() -> None:
    guide = " ".join((ROOT / "docs/panduan-petugas.md").read_text("utf-8").split())
    names = "GENTLE NOW POISON FOR_ANOTHER WHERE CALL CALL_MISSION THANKED CLOSED GROUP"
    texts = [getattr(danger_texts, f"DESPAIR_{name}") for name in names.split()]
    texts += [danger_texts.WHERE_IS_SHE, danger_texts.WHERE_IS_WHO, *danger_texts.DESPAIR_JOINED]
    texts += [text for _, text in danger_texts.DESPAIR_READY_REPLIES.values()]
    filled = {"clinic": danger_texts.CLINIC, "call": "…", "talk": "…", "officer": "(nama petugas)"}
    filled |= {"name": "(nama perwakilan)", "phone": "(nomornya)"}
    shown = [text.format(**filled) for text in texts]
    plain = [" ".join(text.translate({ord(BOLD_ON): None, ord(BOLD_OFF): None}).split()) for text in shown]
    assert [text for text in plain if text not in guide] == []


MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def commands(target: str) -> list[str]:
    """List what a target of the Makefile runs, as it is typed in a shell."""
    lines = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    assert lines
    return [
        line.strip().replace("$(RUN)", ".venv/bin/python").replace("$(VENV)", ".venv") for line in lines[1].splitlines()
    ]


def test_a_commit_runs_the_checks_of_make_and_downloads_nothing() -> None:
    repos = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert [repo["repo"] for repo in repos] == ["local"]
    hooks = repos[0]["hooks"]
    assert {hook["language"] for hook in hooks} == {"system"}
    run = [hook["entry"].removesuffix(" --force-exclude") for hook in hooks]
    assert run == [command.removesuffix(" .") for command in commands("check")]


def test_each_make_target_that_a_page_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*##", MAKEFILE, re.MULTILINE))
    named = {
        (page.name, target)
        for page in (*PAGES, ROOT / ".pre-commit-config.yaml")
        for target in re.findall(r"`make ([a-z-]+)", page.read_text("utf-8"))
    }
    assert {pair for pair in named if pair[1] not in targets} == set()
    assert len(named) > 5


def test_test_names_are_short_sentences() -> None:
    sources = (path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    names = {name for source in sources for name in re.findall(r"\bdef (test_\w+)", source)}
    assert names
    assert {name for name in names if len(name) > LONGEST_NAME} == set()
