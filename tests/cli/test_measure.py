"""What `faq test`, `faq eval` and `ask --jsonl` print about questions that were asked."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from bot.cli.main import cli
from bot.cli.questions import MISSED, NONE_KEPT, REACHED, as_json, misses, questions_of, totals
from bot.helpdesk.model.actions import Outcome as Effects
from bot.helpdesk.model.errors import Trouble
from bot.matching.entry import Decision, DecisionKind
from bot.matching.evaluate import Asked, Question, Verdict
from bot.storage import open_store
from tests.shipped import SMALL, SMALL_CACHE, small_index
from tests.storage.samples import NOW, closed, make_ticket, person


def phrasing(text: str, kind: str = "kalimat") -> Question:
    return {"text": text, "kind": kind, "accept": ["paspor-rusak"]}


def test_misses_are_named_with_what_the_bot_would_have_done() -> None:
    asked = [
        Asked(phrasing("paspor rusak"), Decision(DecisionKind.ANSWER, ("paspor-rusak",))),
        Asked(phrasing("paspor sobek"), Decision(DecisionKind.SUGGEST, (), ("paspor-rusak", "paspor-biaya"))),
        Asked(phrasing("tinta hilang"), Decision(DecisionKind.ANSWER, ("paspor-hilang",))),
        Asked(phrasing("paspor kehujanan min"), Decision(DecisionKind.SMALLTALK, act="sapaan")),
        Asked(phrasing("kena kopi", "uji"), Decision(DecisionKind.REFER, act="dukcapil", referral="rujuk-ktp")),
    ]
    assert misses(asked) == [
        "paspor-rusak: kalimat 'tinta hilang' dijawab dengan entri lain: answer, paspor-hilang",
        "paspor-rusak: kalimat 'paspor kehujanan min' dibaca sebagai hal lain: smalltalk, sapaan",
        "paspor-rusak: uji 'kena kopi' dirujuk ke kantor lain: refer, rujuk-ktp",
    ]
    assert totals(asked) == [
        "kalimat: 4; 1 dijawab (25,0%), 1 ditawarkan sebagai tombol (25,0%), 1 dijawab dengan entri lain (25,0%), "
        "1 dibaca sebagai hal lain (25,0%)",
        "uji: 1; 1 dirujuk ke kantor lain (100,0%)",
    ]


def test_every_verdict_has_words_for_staff() -> None:
    assert set(REACHED | MISSED) == set(Verdict)


def test_a_faq_without_test_lines_is_counted_too() -> None:
    assert totals([]) == ["kalimat: 0", "uji: 0"]


def test_a_broken_line_is_named_after_those_before_it_were_read() -> None:
    read = questions_of([b'{"text": "a \xff", "lain": 1}\n', b"\n", b"[]\n"])
    assert next(read) == {"text": "a \ufffd", "lain": 1}
    with pytest.raises(Trouble, match=r'^Baris 3: setiap baris harus berisi \{"text"'):
        next(read)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Lay down a bot's settings, and its database with one case."""
    database = f"sqlite:///{tmp_path}/bot.db"
    settings = {
        "database": database,
        "faq": str(SMALL),
        "cache": str(SMALL_CACHE),
        "offices": [{"id": "barat", "name": "Kantor Barat", "hours": {"mon": "08:00-16:00"}}],
        "officers": [{"id": "budi", "name": "Pak Budi", "office": "barat", "telegram_id": 7001}],
        "villages": [],
    }
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(settings), "utf-8")
    asyncio.run(_with_a_case(database))
    return tmp_path / "config.yaml"


async def _with_a_case(database: str) -> None:
    store = await open_store(database, exclusive=True)
    async with store.unit() as unit:
        opened = replace(closed(make_ticket(1)), question="paspor saya hilang gimana, hp 081234567890")
        await unit.save([(None, Effects(resident=person(), tickets=(opened,)))], NOW)
    await store.close()


def test_residents_own_questions_are_counted_by_topic_from_a_day_on(config: Path) -> None:
    small_index()

    def types(line: str) -> tuple[int, str]:
        done = CliRunner().invoke(cli, ["--config", str(config), "faq", "eval", *line.split()])
        return done.exit_code, done.output + (str(done.exception) if isinstance(done.exception, Trouble) else "")

    status, said = types("--from-inbox")
    assert (status, said.splitlines()[1].split()) == (0, ["Paspor", "1", "1", "0", "0", "0"])
    (row,) = json.loads(types(f"--from-inbox --json --since {NOW:%Y-%m-%d}")[1])
    assert (row["topic"], row["asked"], row["answered"]) == ("paspor", 1, 1)
    later = NOW + timedelta(days=2)
    assert types(f"--from-inbox --since {later:%Y-%m-%d}") == (1, NONE_KEPT)
    assert types("--from-inbox --since kemarin")[0] == 2
    assert types("--since 2026-11-24 soal.jsonl")[0] == 2
    assert types("")[0] == 2


@pytest.mark.parametrize(
    ("decision", "asked"),
    [
        (Decision(DecisionKind.EMERGENCY, ("putus-asa",), doubtful=True), True),
        (Decision(DecisionKind.EMERGENCY, ("putus-asa",)), False),
        (Decision(DecisionKind.ANSWER, ("paspor-biaya",), doubtful=True), False),
    ],
)
def test_programs_read_where_the_resident_is_only_asked(decision: Decision, asked: bool) -> None:
    assert as_json(decision)["doubtful"] is asked
