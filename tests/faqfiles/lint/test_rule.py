"""Every rule catches its wrong sample and lets the right one pass."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.faqfiles.load import RULES, check_faq, load_faq
from bot.faqfiles.model import FaqEntry, Fee, Source, typed_names
from bot.faqfiles.problem import Rule, errors_of
from bot.helpdesk.texts.staff import in_page_words
from tests.faqfiles.conftest import SAMPLE
from tests.faqfiles.test_mistakes import ROWS
from tests.tables import each_line

TODAY = date(2026, 11, 24)

ELSEWHERE = {"berkas-tidak-terbaca", "folder-kosong", "tanda-tangan-lepas"}
"""Rules whose faults stand in no file of the sample; each has its own test."""
SAMPLES: dict[str, list[dict[str, str]]] = yaml.safe_load((Path(__file__).parents[1] / "rules.yaml").read_text("utf-8"))
RULE = {rule.code: rule for rule in RULES}
OF_FILES = re.compile(rf"\.ya?ml|\.md\b|\w: …|\bentri\b|butir|'({'|'.join(typed_names(FaqEntry, Source, Fee))})'")
NAMES, UNSEEN = ("paspor.yaml", "paspor.kalimat.yaml"), {"id-salah-bentuk"}
"""The files that staff change without seeing them, and what they cannot do wrong there."""
QUESTIONS = load_faq(SAMPLE).questions
CASES = [pytest.param(RULE[code], pair, id=f"{code}-{at}") for code in SAMPLES for at, pair in enumerate(SAMPLES[code])]


def test_the_faultless_sample_has_no_problem(sample_folder: Path) -> None:
    assert check_faq(sample_folder, TODAY) == ()


@pytest.mark.parametrize(("rule", "pair"), CASES)
def test_a_rule_catches_what_is_wrong_and_lets_the_right_pass(
    rule: Rule, pair: dict[str, str], with_sample: Callable[[str], Path]
) -> None:
    problems = check_faq(with_sample(pair["wrong"]), TODAY, last_good=SAMPLE)
    found = [one for one in problems if one.code == rule.code]
    assert found, "the rule does not see its own bad sample"
    assert {one.level for one in found} == {rule.level}
    assert all(re.search(r"; |maksudnya", one.message) for one in found), "a sentence offers no fix"
    said = [in_page_words(one.message, QUESTIONS) for one in found if one.place.path.endswith(NAMES)]
    assert not [one for one in said if OF_FILES.search(one) and rule.code not in UNSEEN], "staff read words of files"
    problems = check_faq(with_sample(pair["right"]), TODAY, last_good=SAMPLE)
    assert not [one for one in problems if one.code == rule.code]
    assert not errors_of(problems)


@each_line("rule", RULES)
def test_every_rule_has_a_manual_and_a_sample(rule: Rule) -> None:
    assert rule.manual.splitlines()[0].endswith(".")
    assert not any(line.startswith(" ") for line in rule.manual.splitlines())
    assert rule.code in {*SAMPLES, *(row.code for row in ROWS)} | ELSEWHERE


def test_no_two_rules_share_a_code() -> None:
    codes = [rule.code for rule in RULES]
    assert len(codes) == len(set(codes))


def test_a_missing_folder_is_one_clear_problem(tmp_path: Path) -> None:
    problems = check_faq(tmp_path / "tidak-ada", TODAY)
    assert [one.code for one in problems] == ["berkas-tidak-terbaca"]
    assert "tidak ada di sini" in problems[0].message


# the longest {kantor.jam} has 47 letters
@pytest.mark.parametrize(
    ("fragment", "sentence"),
    [
        ("inti: " + "a" * 250, ""),
        ("inti: " + "a" * 251, "'inti' 251 huruf"),
        ("inti: " + "a" * 203 + "{kantor.jam}", ""),
        ("inti: " + "a" * 204 + "{kantor.jam}", "'inti' 251 huruf"),
        ("inti: a **" + "b" * 248 + "**", ""),
        ("inti: aa\nrincian: " + "b" * 601, "'rincian' 601 huruf"),
        ("inti: " + "a" * 100 + "\nrincian: " + "b" * 600, ""),
        ("inti: " + "a" * 101 + "\nrincian: " + "b" * 600, "bersama 701 huruf"),
    ],
)
def test_an_answer_is_measured_as_residents_read_it(
    with_sample: Callable[[str], Path], fragment: str, sentence: str
) -> None:
    found = [one.message for one in check_faq(with_sample(fragment), TODAY) if one.code == "jawaban-terlalu-panjang"]
    assert len(found) == bool(sentence)
    assert all(sentence in message for message in found)


SHARED = """\
# paspor.kalimat.yaml › paspor-hilang
uji: [Biaya paspor, bikin paspor berapa duit, sudah dicari di rumah tidak ketemu juga paspornya]
"""
MARKED = "inti: |\n  Bawa `KTP` dan [nama] serta <b>KK</b> dan XXX."


def test_a_shared_phrasing_says_where_the_other_stands(with_sample: Callable[[str], Path]) -> None:
    folder = with_sample(SHARED)
    (one,) = [one for one in check_faq(folder, TODAY) if one.code == "kalimat-bentrok"]
    found = re.search(r"begitu juga 1 kalimat lain di sini; .* dari sana \((.*) baris (\d+)\)", one.message)
    assert found, one.message
    path, line = found.groups()
    assert Path(path).read_text("utf-8").splitlines()[int(line) - 1].strip() == "- biaya paspor"


def test_every_fault_of_a_text_is_named_at_once(with_sample: Callable[[str], Path]) -> None:
    found = [one.message.partition(";")[0] for one in check_faq(with_sample(MARKED), TODAY)]
    assert [message for message in found if "akan terlihat" in message or "belum diganti" in message] == [
        "tanda '`' akan terlihat mentah di 'inti'",
        "'[nama]' belum diganti",
        "tanda '<b>' akan terlihat mentah di 'inti'",
        "tanda '</b>' akan terlihat mentah di 'inti'",
        "'XXX' belum diganti",
    ]
