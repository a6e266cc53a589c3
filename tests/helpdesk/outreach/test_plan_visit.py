"""/jadwal: lines are parsed, what is missing is asked, only own villages, and reminders at the right time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Edit, Outcome, Send
from bot.helpdesk.model.events import Commanded, Event, Pressed
from bot.helpdesk.model.outreach import Draft, OwnOutreach, ReminderSet, Visit, VisitDraft, remind_at
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.outreach.visits import read
from bot.helpdesk.turn import OfficerContext, ResidentContext
from tests.helpdesk.desk import BUDI, MONDAY, POLICY, SITI, WITA, pressed, said, siti, wrote

VILLAGES = tuple(POLICY.directory.villages.values())
ONE = VILLAGES[:1]
NINE = datetime(2026, 12, 12, 9, 0, tzinfo=WITA)
DAY = Visit(3, "barat", "budi", "mandurian", "penyuluhan", NINE, "Balai Desa Mandurian", 2)


@pytest.mark.parametrize(
    ("line", "when", "kind", "place"),
    [
        ("12-12 09.00 Balai Desa Mandurian penyuluhan", NINE, "penyuluhan", "Balai Desa Mandurian"),
        ("12/12/2026 jam 9 di Balai Desa, sosialisasi", NINE, "penyuluhan", "Balai Desa"),
        ("Sabtu 12 Desember pukul 09.00 WITA Balai Desa", NINE, "", "Balai Desa"),
        ("12-12 09.00-12.00 Eazy Passport Aula Kecamatan", NINE, "eazy", "Aula Kecamatan"),
        ("paspor simpatik 12.12.2026 9:00 s/d selesai kantor desa", NINE, "simpatik", "kantor desa"),
        ("12 Nopember 2027 jam 9 Balai Desa", datetime(2027, 11, 12, 9, tzinfo=WITA), "", "Balai Desa"),
        ("20 pebruari 2027 jam 9 Balai Desa", datetime(2027, 2, 20, 9, tzinfo=WITA), "", "Balai Desa"),
        ("penyuluhan TPPO di Masjid Al-Falah 12 des 09.00", NINE, "penyuluhan", "Masjid Al-Falah"),
        ("12-12 09.00 Balai Desa penyuluhan paspor", NINE, "penyuluhan", "Balai Desa"),
        ("12-12 09.00 di Balai Desa sosialisasi tentang TPPO", NINE, "penyuluhan", "Balai Desa"),
        ("besok 14.30 Balai Desa", MONDAY + timedelta(days=1, hours=5, minutes=30), "", "Balai Desa"),
        ("10-1 08.00 Balai RT 03", datetime(2027, 1, 10, 8, 0, tzinfo=WITA), "", "Balai RT 03"),
        ("12-12 09.00", NINE, "", ""),
        ("12-12 jam 9 pagi Balai Desa", NINE, "", "Balai Desa"),
        ("12-12 jam 3 sore Balai Desa penyuluhan", NINE + timedelta(hours=6), "penyuluhan", "Balai Desa"),
        ("12-12 pukul 7.30 malam WITA Balai Desa", NINE + timedelta(hours=10, minutes=30), "", "Balai Desa"),
    ],
)
def test_a_line_is_split_into_its_fields(line: str, when: datetime, kind: str, place: str) -> None:
    words = read(line, MONDAY, WITA, ONE)
    assert (words.starts_at, words.kind, words.place, words.problem) == (when, kind, place, "")


@pytest.mark.parametrize(
    ("line", "problem", "about"),
    [
        ("32-13 09.00 Balai Desa", "bad-day", "32-13"),
        ("30-2-2027 09.00 Balai Desa", "bad-day", "30-2-2027"),
        ("31 November 09.00 Balai", "bad-day", "31 November"),
        ("1-11 09.00 Balai Desa", "past", "1-11"),
        ("23-11 08.00 Balai Desa", "past", "23-11 08.00"),
        ("1-1-2020 09.00 Balai Desa", "past", "1-1-2020"),
        ("12-12-2031 09.00 Balai Desa", "too-far", "12-12-2031"),
        ("12-12 Balai Desa", "no-time", "12-12"),
        ("12-12 25.00 Balai Desa", "bad-time", "25.00"),
        ("12-12 09.75 Balai Desa", "bad-time", "09.75"),
        ("Balai Desa penyuluhan", "no-day", ""),
        ("99-99-9999 09.00", "bad-day", "99-99-9999"),
    ],
)
def test_a_wrong_day_or_time_is_named(line: str, problem: str, about: str) -> None:
    words = read(line, MONDAY, WITA, ONE)
    assert (words.starts_at, words.problem, words.about) == (None, problem, about)


@given(
    st.text(max_size=60)
    | st.from_regex(r"\d{1,3}[-/. ]\d{1,3}[-/. ]?\d{0,5} \d{1,3}[.:]\d{1,3} .{0,20}", fullmatch=True)
)
def test_no_line_breaks_it_and_what_is_found_lies_ahead(line: str) -> None:
    words = read(line, MONDAY, WITA, VILLAGES)
    assert (words.starts_at is None) == bool(words.problem)
    assert words.starts_at is None or MONDAY < words.starts_at <= MONDAY + timedelta(days=367)
    assert len(words.place) <= 120


def test_the_village_is_the_one_that_is_named() -> None:
    assert read("12-12 09.00 Balai Desa Lawahan", MONDAY, WITA, VILLAGES).village == "lawahan"
    assert read("12-12 09.00 Balai Desa", MONDAY, WITA, VILLAGES).village == ""
    assert read("12-12 09.00 Balai Desa", MONDAY, WITA, ONE).village == "mandurian"


def done(event: Event, own: OwnOutreach | None = None, *, policy: Policy = POLICY, officer: str = "budi") -> Outcome:
    event = replace(event, address=policy.chats[officer].address)
    context = OfficerContext(policy.directory.officers[officer], policy.chats[officer], own=own or OwnOutreach())
    return dispatch.for_officer(context, event, MONDAY, policy)


def jadwal(line: str = "") -> Commanded:
    return Commanded(BUDI, "Budi", MONDAY, "1", "jadwal", line)


def kept(outcome: Outcome) -> Visit:
    [occasion] = [change for change in outcome.outreach if isinstance(change, Visit)]
    return occasion


def draft_of(outcome: Outcome) -> VisitDraft:
    [draft] = [change for change in outcome.outreach if isinstance(change, Draft)]
    assert isinstance(draft, VisitDraft)
    return draft


def press(*args: str) -> Pressed:
    return pressed("jadwal", *args, chat=BUDI)


def test_what_is_missing_is_asked_bit_by_bit() -> None:
    away = replace(POLICY, away=frozenset({"budi"}))
    first = done(press("tambah"), policy=away, officer="citra")
    draft = draft_of(first)
    steps: list[tuple[Event, str]] = [
        (wrote("32-13"), "Tanggal 32-13 tidak ada"),
        (wrote("12-12 jam 9"), "Di mana tempatnya"),
        (wrote("Balai Desa"), "Acaranya apa"),
    ]
    for event, words in steps:
        outcome = done(event, OwnOutreach(draft), policy=away, officer="citra")
        [text] = said(outcome, POLICY.chats["citra"].address)
        assert words in text
        draft = draft_of(outcome)
    outcome = done(press("acara", "eazy", draft.token), OwnOutreach(draft), policy=away, officer="citra")
    draft = draft_of(outcome)
    assert any(isinstance(action, Edit) and "desa mana" in action.text for action in outcome.actions)
    last = done(press("desa", "1", draft.token), OwnOutreach(draft), policy=away, officer="citra")
    assert kept(last) == Visit(0, "barat", "citra", "mandurian", "eazy", NINE, "Balai Desa")


PLANNED = replace(POLICY, visits={"mandurian": (DAY,)})


def remind(*args: str, at: datetime = MONDAY, policy: Policy = PLANNED) -> Outcome:
    known = siti(informed_at=MONDAY)
    return dispatch.for_resident(ResidentContext(known), pressed("ingatkan", *args), at, policy)


def test_one_is_reminded_the_afternoon_before_else_in_the_morning() -> None:
    assert remind("3").outreach == (ReminderSet(3, NINE.replace(day=11, hour=16)),)
    assert remind("3", at=NINE.replace(day=11, hour=18)).outreach == (ReminderSet(3, NINE.replace(hour=7)),)
    late = remind("3", at=NINE.replace(hour=8))
    assert late.outreach == ()
    assert "sebentar lagi" in said(late, SITI)[0]
    early = replace(DAY, starts_at=NINE.replace(hour=7, minute=15))
    assert remind_at(early, NINE.replace(day=11, hour=18), WITA) is None, "too short before it begins"


@pytest.mark.parametrize(("args", "at"), [(("4",), MONDAY), ((), MONDAY), (("3",), NINE)])
def test_a_button_of_a_deleted_visit_says_so(args: tuple[str, ...], at: datetime) -> None:
    outcome = remind(*args, at=at)
    assert outcome.outreach == ()
    assert not any(isinstance(action, Send) for action in outcome.actions)


def test_where_the_office_asks_for_consent_a_reminder_waits_for_it() -> None:
    asking = replace(PLANNED, ask_consent=True)
    context = ResidentContext(replace(siti(), id=0, informed_at=None))
    asked = dispatch.for_resident(context, pressed("ingatkan", "3"), MONDAY, asking)
    assert (asked.outreach, asked.resident) == ((), None)
    agreed = dispatch.for_resident(context, pressed("setuju", "ingatkan", "3"), MONDAY, asking)
    assert agreed.outreach == (ReminderSet(3, NINE.replace(day=11, hour=16)),)
    assert agreed.resident is not None


@pytest.mark.parametrize(
    "place", ["Balai Desa, bayar uang muka", "rumah @budi_paspor", "bit.ly/lokasi", "hp 081234567890"]
)
def test_a_place_that_looks_like_a_swindlers_is_asked_for_again(place: str) -> None:
    asked = done(jadwal(f"12-12 09.00 {place} penyuluhan"))
    [text] = said(asked, BUDI)
    assert "Tempatnya memuat" in text
    assert draft_of(asked).place == ""
    again = done(wrote(place), OwnOutreach(draft_of(asked)))
    assert draft_of(again).place == "", "nor is it kept when it is written alone"
    day = kept(done(wrote("Balai Desa Mandurian"), OwnOutreach(draft_of(again))))
    assert day.place == "Balai Desa Mandurian"
