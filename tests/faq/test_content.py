"""The real FAQ keeps every rule of content that a machine can hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from statistics import median

import pytest

from bot.channels.telegram.formatting import encode
from bot.faqfiles.load import check_faq
from bot.faqfiles.model import CheckEntry, Faq, FaqEntry
from bot.faqfiles.render import PLACEHOLDER, OfficeFacts, render_answer
from bot.helpdesk.model.actions import Button
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.guided_checks import Finding, GuidedCheck, Question, position, reasons, still_to_come
from bot.helpdesk.model.people import CheckAnswer
from bot.helpdesk.texts import resident as texts
from tests.shipped import shipped_faq
from tests.typed import some

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "faq"
IDS = Path(__file__).parent / "ids.txt"

# The day on which the content was written. Dates are judged by it, so that no test turns red by itself; overdue
# reviews are the business of `faq check --release`.
WRITTEN = date(2026, 11, 24)

KNOWN = OfficeFacts(
    office_name="Kantor Imigrasi Kelas I TPI Banjarmasin",
    office_address="Jalan Contoh Nomor 1, Kecamatan Contoh, Kota Contoh, Kalimantan Selatan",
    office_phone="0000-0000000",
    office_hours="Senin–Kamis 08.00–16.00, Jumat 08.00–16.30 WITA",
    officer_name="Petugas Desa Contoh",
    village_name="Desa Contoh",
)
NOTHING_KNOWN = OfficeFacts()


@pytest.fixture(scope="module")
def faq() -> Faq:
    return shipped_faq()


def answers(faq: Faq) -> Iterator[tuple[FaqEntry, str]]:
    for entry in faq.entries.values():
        for facts in (KNOWN, NOTHING_KNOWN):
            yield entry, render_answer(faq, entry, facts).whole


def test_the_checks_find_nothing_at_all() -> None:
    problems = check_faq(FOLDER, WRITTEN, release=True)
    assert not problems, "\n" + "\n".join(str(problem) for problem in problems)


def test_every_question_of_the_catalogue_has_its_entry_in_its_topic(faq: Faq) -> None:
    topics = {entry.id: entry.topic for entry in faq.entries.values()}
    expected = [line.split() for line in IDS.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert [(topic, id) for topic, id in expected if topics.get(id) != topic] == []


def test_only_the_urgent_entries_raise_the_alarm(faq: Faq) -> None:
    emergencies = {entry.id for entry in faq.entries.values() if entry.emergency}
    assert emergencies == {"pmi-majikan-kasar", "tppo-korban-darurat", "tppo-keluarga-korban"}


def test_every_entry_can_be_asked_in_many_ways(faq: Faq) -> None:
    thin = {
        entry.id: (len(entry.phrasings), len(entry.hard_negatives), len(entry.tests))
        for entry in faq.entries.values()
        if len(entry.phrasings) < 20 or len(entry.hard_negatives) < 3 or len(entry.tests) < 3
    }
    assert thin == {}


def test_answers_are_read_with_six_years_of_school(faq: Faq) -> None:
    hard = {}
    for entry in faq.entries.values():
        text = PLACEHOLDER.sub("x", f"{entry.lead}\n{entry.details}".replace("**", ""))
        sentences = re.split(r"(?<=[.!?])\s+|\n", re.sub(r"(?m)^\s*\d+[.)] ", "", text))
        counts = [count for one in sentences if (count := len(re.findall(r"\S*\w\S*", one)))]
        if max(counts) > 25 or sum(counts) / len(counts) > 15:
            hard[entry.id] = counts
    assert hard == {}


YES_OR_NO = re.compile(r"(?i)^(?:apakah|bolehkah|bisakah|perlukah)\b|, (?:apakah|bolehkah|bisakah)\b")
DECIDES = re.compile(
    r"(?i)^(?:ya|ada|punya|cukup|bisa|boleh|tidak|belum|perlu|harus|jangan|sebaiknya|tetap bisa|wajib)\b"
)


def test_a_yes_or_no_question_is_answered_by_the_first_word(faq: Faq) -> None:
    leads = {
        entry.id: entry.lead.replace("**", "") for entry in faq.entries.values() if YES_OR_NO.search(entry.question)
    }
    assert {id: lead for id, lead in leads.items() if not DECIDES.match(lead)} == {}
    assert re.match("Bisa.*5 tahun", faq.entries["umrah-syarat-paspor"].lead.replace("**", ""), re.DOTALL)


def test_no_answer_sends_the_reader_from_desk_to_desk(faq: Faq) -> None:
    """A button for the officer stands under every answer; the text names him at most twice."""
    asks = re.compile(r"tanya petugas|petugas desa", re.IGNORECASE)
    about_the_officer = ("dasar-pimpasa", "dasar-petugas-desa-saya", "dasar-undang-penyuluhan")
    texts = {id: f"{one.lead} {one.details}" for id, one in faq.entries.items() if one.topic in ("paspor", "dasar")}
    chains = {id: asks.findall(text) for id, text in texts.items() if id not in about_the_officer}
    assert {id: found for id, found in chains.items() if len(found) > 2} == {}
    assert [id for id, one in faq.entries.items() if "lewat bot ini" in f"{one.lead} {one.details}"] == []


def test_kinds_fees_and_validity_of_passports_are_reviewed_in_time(faq: Faq) -> None:
    """One kind of passport is planned for 2027, and five years in place of ten."""
    names_them = re.compile(r"\{biaya\.(?:paspor|beban)-|(?:5|10) tahun|masa berlaku", re.IGNORECASE)
    named = [
        one
        for one in faq.entries.values()
        if "{biaya.paspor-" in (text := f"{one.lead} {one.details}")
        or (one.topic in ("paspor", "dasar") and names_them.search(text))
    ]
    assert [one.id for one in named if one.review_by > date(2027, 1, 31)] == []


def test_half_of_the_leads_are_read_at_a_glance(faq: Faq) -> None:
    assert median(len(entry.lead.replace("**", "")) for entry in faq.entries.values()) <= 160


def test_residents_read_no_placeholder_and_only_fees_of_the_table(faq: Faq) -> None:
    fees = {fee.rupiah for fee in faq.fees.values()}
    for entry, answer in answers(faq):
        assert not re.search(r"[{}`<>]|(?<!\*)\*(?!\*)", answer), entry.id
        assert answer.count("**") % 2 == 0, entry.id
        assert {int(amount.replace(".", "")) for amount in re.findall(r"Rp\s?([\d.]*\d)", answer)} <= fees, entry.id


def test_every_fee_is_used_and_has_its_law_and_that_laws_own_date(faq: Faq) -> None:
    text = " ".join(f"{entry.lead} {entry.details}" for entry in faq.entries.values())
    assert [fee.id for fee in faq.fees.values() if f"{{biaya.{fee.id}}}" not in text] == []
    # the date of an article is no date of a law: "dikutip DDTC, 11 Agustus 2025"
    laws = {("PP 45/2024", date(2024, 12, 17)), ("Permenaker 4/2023", date(2023, 2, 22))}
    assert {(fee.law, fee.since) for fee in faq.fees.values() if fee.since} == laws
    assert all(fee.law and (fee.since or fee.source) for fee in faq.fees.values())


def ways_through(check: GuidedCheck) -> Iterator[tuple[CheckAnswer, ...]]:
    """Take some hundred ways through a check, by chance but always the same."""
    choose = Random(7)
    for _ in range(300):
        answers: tuple[CheckAnswer, ...] = ()
        while isinstance(here := position(check, answers), Question):
            number = choose.randrange(len(here.choices)) if here.choices else None
            answers = (*answers, CheckAnswer(here.id, number))
        yield answers


@pytest.fixture(scope="module", params=["cek-tawaran-kerja", "cek-paspor", "siap-umrah"])
def guided(request: pytest.FixtureRequest, faq: Faq) -> CheckEntry:
    return next(one for one in faq.checks if one.check.id == request.param)


def test_every_way_through_a_check_ends_within_eight_questions(guided: CheckEntry) -> None:
    assert still_to_come(guided.check, guided.check.questions[0]) <= 8
    ends = {id(end): end for end in (position(guided.check, way) for way in ways_through(guided.check))}
    assert None not in ends.values()
    found = {end.id for end in ends.values() if isinstance(end, Finding)}
    assert found, "no way ends in a finding"


def test_a_sign_of_danger_never_ends_green(guided: CheckEntry) -> None:
    for way in ways_through(guided.check):
        end = position(guided.check, way)
        if isinstance(end, Finding) and end.id == "hijau":
            assert reasons(guided.check, way) == ()


@pytest.mark.parametrize(
    ("check", "step", "choice", "finding"),
    [
        ("cek-tawaran-kerja", "visa", "Visa umrah atau ziarah", "merah"),
        ("cek-tawaran-kerja", "visa", "Visa turis atau pelancong", "merah"),
        ("cek-tawaran-kerja", "tanda", "Disuruh bohong ke imigrasi", "merah"),
        ("cek-tawaran-kerja", "tanda", "Dilarang bercerita", "merah"),
        ("cek-tawaran-kerja", "umur", "Di bawah 18 tahun", "merah"),
        ("cek-tawaran-kerja", "negara-rumah-tangga", "Arab Saudi atau Timur Tengah", "merah"),
        ("cek-tawaran-kerja", "negara-admin", "Kamboja, Myanmar, Laos", "merah"),
        ("siap-umrah", "kerja", "Ya", "merah"),
        ("siap-umrah", "bayar", "Rekening pribadi", "merah"),
    ],
)
def test_one_grave_sign_alone_is_red(faq: Faq, check: str, step: str, choice: str, finding: str) -> None:
    guided = next(one.check for one in faq.checks if one.check.id == check)
    question = guided.question(step)
    assert question
    number = [one.text for one in question.choices].index(choice)
    limit = some(next(one.from_points for one in guided.findings if one.id == finding))
    assert question.choices[number].points >= limit


def test_the_check_of_offers_asks_about_force_then_age_and_job(faq: Faq) -> None:
    guided = next(one.check for one in faq.checks if one.check.id == "cek-tawaran-kerja")
    assert [question.id for question in guided.questions][:3] == ["paksaan", "umur", "pekerjaan"]


def test_a_child_that_is_to_work_is_stopped_in_the_passport_check(faq: Faq) -> None:
    guided = next(one.check for one in faq.checks if one.check.id == "cek-paspor")
    work = [choice.text for choice in guided.questions[0].choices].index("Kerja di luar negeri")
    end = position(guided, (CheckAnswer("keperluan", work), CheckAnswer("umur-kerja", 1)))
    assert isinstance(end, Finding)
    assert (end.id, end.officer) == ("merah", True)
    assert "Jangan berangkat dulu" in end.title


def test_every_finding_fits_one_screen_with_all_its_reasons(guided: CheckEntry, faq: Faq) -> None:
    """Two screens at the very most: a message that nobody scrolls through warns nobody."""
    for way in ways_through(guided.check):
        end = position(guided.check, way)
        if isinstance(end, Finding):
            text = "\n".join((end.title, texts.CHECK_WHY, *reasons(guided.check, way), end.text))
            assert len(text) <= 1200, (guided.check.id, end.id, len(text))


def test_the_commands_and_buttons_of_the_checks_fit(faq: Faq) -> None:
    assert set(texts.CHECK_COMMANDS) == {one.check.command for one in faq.checks}
    for check in (one.check for one in faq.checks):
        for place, question in enumerate(check.questions):
            for number in range(len(question.choices)):
                encode(Button("x", Verb.CHECK_ANSWER, (check.id, check.version, str(place), str(number))))


def test_the_first_line_for_people_in_danger_gives_nothing_away(faq: Faq) -> None:
    """A lock screen shows it to any holder of the phone."""
    telling = re.compile(
        r"(?i)sekap|perdagangan|tppo|polisi|korban|paksa|majikan|agen|lapor|bahaya|darurat|pukul|kasar"
    )
    for entry in faq.entries.values():
        if entry.emergency:
            first = entry.lead.strip().splitlines()[0]
            assert not telling.search(first), f"{entry.id}: {first}"
