"""The page for staff tells the truth: its example is a FAQ, and it names every field and command."""

from __future__ import annotations

import re
from dataclasses import is_dataclass
from datetime import date
from pathlib import Path

from bot.cli.faq import COMMANDS
from bot.faqfiles import model
from bot.faqfiles.load import check_faq
from bot.faqfiles.model import ASKED, OFFICES, OWNERS, CheckEntry, typed_names
from bot.faqfiles.problem import Level
from bot.faqfiles.render import OFFICE_PLACEHOLDERS
from bot.helpdesk.model.guided_checks import Choice, Finding, GuidedCheck, Question

PAGE = (Path(__file__).parents[2] / "docs" / "format-faq.md").read_text(encoding="utf-8")
CHECKS_PAGE = (Path(__file__).parents[2] / "docs" / "alur.md").read_text(encoding="utf-8")
CHECKS: set[type] = {GuidedCheck, CheckEntry, Question, Choice, Finding}
GROUPS = {one for one in vars(model).values() if isinstance(one, type) and is_dataclass(one)} - CHECKS - {model.Faq}


def test_the_example_is_a_faq_that_only_lacks_phrasings(tmp_path: Path) -> None:
    for name, text in re.findall(r"```yaml\n# ([\w.-]+)\n(.*?)```", PAGE, re.DOTALL):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert len(list(tmp_path.iterdir())) == 6
    problems = check_faq(tmp_path, date(2026, 11, 24))
    assert {(one.code, one.level) for one in problems} == {("kalimat-kurang-dari-20", Level.WARNING)}


def test_every_field_is_shown() -> None:
    for page, groups in ((PAGE, GROUPS), (CHECKS_PAGE, CHECKS)):
        names = {name for one in groups for name in (*typed_names(one), *typed_names(one, group=ASKED))}
        assert [name for name in names if f"{name}:" not in page] == []


def test_the_example_of_a_guided_check_has_no_problem(sample_folder: Path) -> None:
    (example,) = re.findall(r"```yaml\n# alur/([\w.-]+)\n(.*?)```", CHECKS_PAGE, re.DOTALL)
    (sample_folder / "alur" / "cek-contoh.yaml").unlink()
    (sample_folder / "alur" / example[0]).write_text(example[1], encoding="utf-8")
    assert check_faq(sample_folder, date(2026, 11, 24)) == ()


def test_every_command_placeholder_owner_and_office_is_named() -> None:
    assert [name for names in COMMANDS.values() for name in names if f"bot faq {name}" not in PAGE] == []
    assert [name for name in OFFICE_PLACEHOLDERS if f"{{{name}}}" not in PAGE] == []
    assert ", ".join(OWNERS) in PAGE
    assert ", ".join(OFFICES) in PAGE
