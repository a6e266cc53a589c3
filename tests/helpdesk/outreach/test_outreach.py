"""/siaran and /jadwal: who may write to whom, how often and when, what looks like a swindler's; planned days."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from bot.app.shell.reads import Work
from bot.app.shell.timers import ON_THE_WAY, PORTION, release, spread
from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Acknowledge, Edit, Outcome, Send
from bot.helpdesk.model.events import Attached, Commanded, Event, Pressed
from bot.helpdesk.model.outreach import (
    Broadcast,
    BroadcastDraft,
    BroadcastState,
    BroadcastTurned,
    Draft,
    OwnOutreach,
    ReminderSet,
    Visit,
    VisitDraft,
    remind_at,
)
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.store import Delivery, Result
from bot.helpdesk.model.ticket import Attachment
from bot.helpdesk.outreach.broadcast import LONGEST, free_from, looks_like_fraud
from bot.helpdesk.outreach.visits import read
from bot.helpdesk.texts import outreach as outreach_texts
from bot.helpdesk.turn import OfficerContext, ResidentContext
from bot.storage import SqlStore, queries
from tests.helpdesk.desk import BUDI, DEWI, MONDAY, POLICY, SITI, WITA, pressed, said, siti, wrote
from tests.typed import a

READERS = {"mandurian": 1040, "lawahan": 3}
DRAFT = BroadcastDraft("budi", MONDAY, "Kantor tutup.", ("mandurian",))
BROADCAST = Broadcast(4, "budi", "barat", ("mandurian",), "Kantor tutup.", MONDAY, BUDI, "100", 3, 9)


def done(
    event: Event,
    own: OwnOutreach = OwnOutreach(),  # noqa: B008
    *,
    at: datetime = MONDAY,
    policy: Policy = POLICY,
    officer: str = "budi",
) -> Outcome:
    context = OfficerContext(policy.directory.officers[officer], policy.chats[officer], own=own)
    return dispatch.for_officer(context, replace(event, address=policy.chats[officer].address), at, policy)


def siaran(text: str = "") -> Commanded:
    return Commanded(BUDI, "Budi", MONDAY, "1", "siaran", text)


def draft_of(outcome: Outcome) -> BroadcastDraft:
    [draft] = [change for change in outcome.outreach if isinstance(change, Draft)]
    return a(BroadcastDraft, draft)


def press(choice: str, *more: str, token: str = DRAFT.token) -> Pressed:
    return pressed("siaran", choice, token, *more, chat=BUDI)


def notice(outcome: Outcome) -> str:
    [action] = outcome.actions
    assert isinstance(action, Acknowledge)
    return action.text


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (wrote("x" * (LONGEST + 1), chat=BUDI), "paling panjang 1.500 huruf; ini 1.501"),
        (Attached(BUDI, "Budi", MONDAY, "2", Attachment("photo", "x"), "Foto"), "baru bisa berupa tulisan"),
    ],
)
def test_what_cannot_be_broadcast_is_refused_and_the_text_still_awaited(event: Event, words: str) -> None:
    awaited = replace(DRAFT, text="")
    answered = done(event, OwnOutreach(awaited, readers=READERS))
    assert words in said(answered, BUDI)[0]
    after = next((change for change in answered.outreach if isinstance(change, Draft)), awaited)
    assert not a(BroadcastDraft, after).text
    [taken] = done(wrote("Kantor tutup hari Senin.", chat=BUDI), OwnOutreach(after, readers=READERS)).outreach
    assert a(BroadcastDraft, taken).text == "Kantor tutup hari Senin."


@pytest.mark.parametrize(
    "own",
    [
        OwnOutreach(None, readers=READERS),
        OwnOutreach(DRAFT, readers=READERS, running=BROADCAST),
        OwnOutreach(DRAFT, readers={}),
        OwnOutreach(replace(DRAFT, text=""), readers=READERS),
        OwnOutreach(DRAFT, readers=READERS, recent=(BROADCAST, replace(BROADCAST, id=5))),
        OwnOutreach(replace(DRAFT, villages=("jauh",)), readers={"jauh": 5}),
    ],
    ids=["no draft", "one is running", "nobody reads", "no text", "two this week", "another office's village"],
)
def test_kirim_sends_nothing_when_things_have_changed(own: OwnOutreach) -> None:
    refused = done(press("kirim"), own)
    assert refused.outreach == ()
    assert notice(refused)


@pytest.mark.parametrize("choice", ["kirim", "batal", "ubah", "desa", "contoh", "", "ngawur", "jeda"])
def test_a_button_of_an_earlier_draft_does_nothing(choice: str) -> None:
    refused = done(press(choice, "0", token="123"), OwnOutreach(DRAFT, readers=READERS))
    assert refused.outreach == ()
    assert notice(refused)


@given(st.lists(st.integers(0, 40), max_size=12, unique=True).map(sorted), st.integers(1, 4))
def test_no_seven_days_ever_hold_more_than_the_limit(tries: list[int], per_week: int) -> None:
    begun: list[Broadcast] = []
    for step in tries:
        now = MONDAY + timedelta(hours=12 * step)
        until = free_from("mandurian", begun, now, per_week)
        if until is None:
            begun.append(replace(BROADCAST, begun_at=now))
        else:
            assert until > now
            assert free_from("mandurian", begun, until, per_week) is None, "the day that was named holds"
    for one in begun:
        week = [other for other in begun if one.begun_at <= other.begun_at < one.begun_at + timedelta(days=7)]
        assert len(week) <= per_week


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hubungi 0812-3456-7890", "nomor telepon"),
        ("Setor ke BRI 1234 5678 9012 345", "nomor rekening"),
        ("Daftar di www.paspor-murah.com/daftar", "paspor-murah.com"),
        ("Isi https://forms.gle/abc", "forms.gle"),
        ("Lihat bit.ly/umrah", "bit.ly"),
        ("Tanya @calo_paspor saja", "@calo_paspor"),
        ("Buka imigrasi.go.id.murah.xyz", "imigrasi.go.id.murah.xyz"),
        ("Kirim ke 0123-01-012345-50-9 ya", "nomor rekening"),
        ("Hubungi budi_paspor di Telegram", "budi_paspor"),
        ("Lihat bit.ly", "bit.ly"),
        ("Buka http://murah:imigrasi.go.id dan daftar", "murah:imigrasi.go.id"),
        ("Surel ke layanan.imigrasi@gmail.com", "layanan.imigrasi@gmail.com"),
        ("Bayar uang muka, kirim foto KTP dan kode OTP", "uang muka"),
        ("Bayar uang muka, kirim foto KTP dan kode OTP", "kirim foto KTP"),
        ("Bayar dulu separuhnya tunai kepada Pak Budi di pasar", "permintaan uang"),
        ("Jangan khawatir, bayar lewat Pak Budi saja", "bayar lewat Pak"),
        ("Uangnya dititip ke saya", "dititip ke saya"),
        ("Balas dengan kode OTP yang masuk", "kode OTP"),
    ],
)
def test_what_swindlers_write_is_noticed(text: str, found: str) -> None:
    assert found in " dan ".join(looks_like_fraud(text))


@pytest.mark.parametrize(
    "text",
    [
        "Penyuluhan Sabtu 12-12-2026 pukul 09.00 WITA di Balai Desa.",
        "Biaya paspor Rp650.000, bayar di bank atau kantor pos.",
        "Lihat www.imigrasi.go.id atau https://siskop2mi.bp2mi.go.id/cek. Darurat: 110.",
        "Kuota 40 orang, jam 08.00-12.00.",
        "Surel kantor: layanan@imigrasi.go.id.",
        "Bawa KTP, KK, dan akta lahir asli.",
        "Awas penipu: jangan bayar uang muka, jangan pernah kirim foto KTP atau kode OTP.",
        "Petugas tidak pernah meminta uang, PIN, OTP, atau foto KTP. Gratis, tidak perlu membayar kepada siapa pun.",
        "Tidak perlu membawa uang untuk datang dan bertanya.",
    ],
)
def test_dates_fees_and_official_addresses_are_no_warning(text: str) -> None:
    assert looks_like_fraud(text) == ()


def test_a_deputy_speaks_for_the_village_while_he_stands_in() -> None:
    away = replace(POLICY, away=frozenset({"budi"}))
    citra = POLICY.directory.officers["citra"]
    assert [village.id for village in POLICY.speaks_for(citra)] == ["lawahan"]
    assert [village.id for village in away.speaks_for(citra)] == ["lawahan", "mandurian"]
    both = draft_of(done(siaran("Kabar."), OwnOutreach(readers=READERS), policy=away, officer="citra"))
    own = OwnOutreach(both, readers=READERS)
    fewer = draft_of(done(press("desa", "0", token=both.token), own, policy=away, officer="citra"))
    assert fewer.villages == ("mandurian",)
    none = done(press("desa", "1", token=both.token), replace(own, draft=fewer), policy=away, officer="citra")
    assert "sedikitnya satu desa" in notice(none)
    back = done(press("kirim", token=both.token), own, officer="citra")
    [begun] = [change for change in back.outreach if isinstance(change, Broadcast)]
    assert begun.villages == ("lawahan",), "he stands in no more"


def test_a_planned_visit_becomes_a_broadcast_with_one_tap() -> None:
    day = Visit(3, "barat", "budi", "mandurian", "penyuluhan", MONDAY + timedelta(days=3), "Balai Desa")
    tell = "siaran", "jadwal", str(int(day.starts_at.timestamp()))
    own = OwnOutreach(readers=READERS, visits=(day,))
    shown = done(pressed(*tell, chat=BUDI), own)
    preview = said(shown, BUDI)[0]
    assert "Penyuluhan imigrasi, Balai Desa" in preview
    (kept,) = (change for change in shown.outreach if isinstance(change, Draft))
    assert a(BroadcastDraft, kept).villages == ("mandurian",)
    outcome = done(pressed(*tell, chat=BUDI), OwnOutreach(readers=READERS))
    assert not said(outcome, BUDI)


PEOPLE = 30
EVENING = MONDAY.replace(hour=20, minute=0)
MORNING = EVENING + timedelta(hours=11)


@pytest.fixture
async def store(on_sqlite: SqlStore) -> SqlStore:
    """Thirty readers, and a broadcast to them."""
    async with on_sqlite.unit() as unit:
        people = [replace(siti(), id=0, address=Address("telegram", str(6000 + n)), news=True) for n in range(PEOPLE)]
        await unit.save([(None, Outcome(resident=person)) for person in people], MONDAY)
        upto = await unit.run(queries.outreach.last_resident)
        begun = Broadcast(0, "budi", "barat", ("mandurian",), "Besok.", MONDAY, BUDI, "55", PEOPLE, upto)
        await unit.save([(None, Outcome(outreach=(begun,)))], MONDAY)
    return on_sqlite


class Day:
    """Looks at the broadcasts, and what has been delivered to readers, supervisor (how often) and officer (what)."""

    def __init__(self, store: SqlStore) -> None:
        self.store, self.got, self.shown, self.told = store, Counter[str](), "", 0

    async def look(self, now: datetime, most: int = 100) -> None:
        """Look after the broadcasts, then deliver at most so many messages."""
        async with self.store.unit() as unit:
            await spread(Work(unit, POLICY, now))
        rows = await self.store.claim(now, most)
        async with self.store.unit() as unit:
            await unit.settle([Result(row, Delivery.SENT, message=f"m{row.id}") for row in rows], now)
        for row in rows:
            if isinstance(row.action, Edit):
                self.shown = row.action.text
            elif row.action.to == DEWI:
                self.told += 1
            else:
                self.got[row.action.to.chat] += 1


async def test_what_the_evening_holds_up_comes_in_the_morning_once(store: SqlStore) -> None:
    day = Day(store)
    await day.look(EVENING - 2 * ON_THE_WAY, most=5)
    before = day.got.total()
    await day.look(EVENING)
    await day.look(EVENING + timedelta(hours=1))
    assert day.got.total() == before
    assert "07.00" in day.shown
    for seconds in range(20):
        await day.look(MORNING + timedelta(seconds=4 * seconds))
    assert day.told == 1, "its supervisor reads of it once"
    assert len(day.got) == PEOPLE
    assert {*day.got.values()} == {1}
    assert day.shown == f"{outreach_texts.REPORT}\nTerkirim: {PEOPLE}"


async def test_what_could_not_leave_before_the_evening_is_not_fed(store: SqlStore) -> None:
    day = Day(store)
    await day.look(EVENING - ON_THE_WAY)
    assert not day.got
    await day.look(EVENING - ON_THE_WAY - timedelta(seconds=1))
    assert day.got.total() == PORTION


HELD = Broadcast(
    0, "budi", "barat", ("mandurian",), "Bayar uang muka.", MONDAY, BUDI, "56", 3, 9, state=BroadcastState.HELD
)
STAFF, STRANGER = Address("telegram", "8001"), Address("telegram", "9999")
ALONE = replace(
    POLICY,
    staff_chats=frozenset({STAFF, BUDI}),
    chats={name: chat for name, chat in POLICY.chats.items() if name != "dewi"},
)


@pytest.mark.parametrize(
    ("policy", "address", "may"),
    [
        (replace(POLICY, staff_chats=frozenset({STAFF})), DEWI, True),
        (replace(POLICY, staff_chats=frozenset({STAFF})), STAFF, False),
        (replace(POLICY, staff_chats=frozenset({STAFF}), away=frozenset({"dewi"})), STAFF, True),
        (replace(POLICY, staff_chats=frozenset({STAFF}), away=frozenset({"dewi"})), DEWI, True),
        (POLICY, BUDI, False),
        (POLICY, POLICY.chats["eko"].address, False),
        (POLICY, STRANGER, False),
        (ALONE, STAFF, True),
        (ALONE, BUDI, False),
    ],
    ids=[
        "supervisor",
        "staff beside him",
        "staff for him",
        "he on leave",
        "author",
        "other office",
        "stranger",
        "staff alone",
        "author of the staff",
    ],
)
async def test_only_who_is_asked_releases_a_broadcast(
    store: SqlStore, policy: Policy, address: Address, may: bool
) -> None:
    async with store.unit() as unit:
        await unit.save([(None, Outcome(outreach=(HELD,)))], MONDAY)
        outcome = await release(Work(unit, policy, MONDAY), pressed("siaran", "lepas", "2", chat=address))
        turned = (BroadcastTurned(2, BroadcastState.SENDING),)
        assert outcome.outreach == (turned if may else ())
        await unit.save([(None, outcome)], MONDAY)
        again = await release(Work(unit, policy, MONDAY), pressed("siaran", "tolak", "2", chat=address))
        assert again.outreach == (), "decided once, or not his to decide"


async def test_a_held_broadcast_is_asked_about_once_and_ends_after_a_week(store: SqlStore) -> None:
    async with store.unit() as unit:
        await unit.run(queries.outreach.keep, replace(HELD, id=1, state=BroadcastState.ENDED, sent=0), MONDAY)
        await unit.save([(None, Outcome(outreach=(replace(HELD, upto=99),)))], MONDAY)
    day = Day(store)
    for days in (0, 1, 6):
        await day.look(MONDAY + timedelta(days=days, minutes=1))
    assert (day.told, day.got.total()) == (1, 0)
    assert "menunggu diperiksa" in day.shown
    await day.look(MONDAY + timedelta(days=7, minutes=1))
    assert day.shown == f"{outreach_texts.REPORT_STOPPED}\nTerkirim: 0\n" + outreach_texts.REPORT_SKIPPED.format(
        count=3
    )
    assert day.got.total() == 0


VILLAGES = tuple(POLICY.directory.villages.values())
ONE = VILLAGES[:1]
NINE = datetime(2026, 12, 12, 9, 0, tzinfo=WITA)
DAY = Visit(3, "barat", "budi", "mandurian", "penyuluhan", NINE, "Balai Desa Mandurian", 2)
WRITTEN = VisitDraft("budi", MONDAY)


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
        ("12-12 jam 3 sore Balai Desa penyuluhan", NINE + timedelta(hours=6), "penyuluhan", "Balai Desa"),
        ("12-12 pukul 7.30 malam WITA Balai Desa", NINE + timedelta(hours=10, minutes=30), "", "Balai Desa"),
    ],
)
def test_a_line_is_split_into_its_fields(line: str, when: datetime, kind: str, place: str) -> None:
    words, problem = read(line, WRITTEN, WITA, ONE)
    assert (words.starts_at, words.kind, words.place, problem) == (when, kind, place, "")


@pytest.mark.parametrize(
    ("line", "problem", "about"),
    [
        ("30-2-2027 09.00 Balai Desa", "bad-day", "30-2-2027"),
        ("1-11 09.00 Balai Desa", "past", "1-11"),
        ("23-11 08.00 Balai Desa", "past", "23-11 08.00"),
        ("12-12-2031 09.00 Balai Desa", "too-far", "12-12-2031"),
        ("12-12 Balai Desa", "no-time", "12-12"),
        ("12-12 25.00 Balai Desa", "bad-time", "25.00"),
        ("12-12 09.75 Balai Desa", "bad-time", "09.75"),
        ("Balai Desa penyuluhan", "no-day", ""),
        ("99-99-9999 09.00", "bad-day", "99-99-9999"),
    ],
)
def test_a_wrong_day_or_time_is_named(line: str, problem: str, about: str) -> None:
    words, told = read(line, WRITTEN, WITA, ONE)
    assert (words.starts_at, told) == (None, outreach_texts.VISIT_PROBLEMS[problem].format(about=about))


@given(
    st.text(max_size=60)
    | st.from_regex(r"\d{1,3}[-/. ]\d{1,3}[-/. ]?\d{0,5} \d{1,3}[.:]\d{1,3} .{0,20}", fullmatch=True)
)
def test_no_line_breaks_it_and_what_is_found_lies_ahead(line: str) -> None:
    words, problem = read(line, WRITTEN, WITA, VILLAGES)
    assert (words.starts_at is None) == bool(problem)
    assert words.starts_at is None or MONDAY < words.starts_at <= MONDAY + timedelta(days=367)
    assert len(words.place) <= 120


def test_the_village_is_the_one_that_is_named() -> None:
    assert read("12-12 09.00 Balai Desa Lawahan", WRITTEN, WITA, VILLAGES)[0].village == "lawahan"
    assert read("12-12 09.00 Balai Desa", WRITTEN, WITA, VILLAGES)[0].village == ""
    assert read("12-12 09.00 Balai Desa", WRITTEN, WITA, ONE)[0].village == "mandurian"


def jadwal(line: str = "") -> Commanded:
    return Commanded(BUDI, "Budi", MONDAY, "1", "jadwal", line)


def kept(outcome: Outcome) -> Visit:
    [occasion] = [change for change in outcome.outreach if isinstance(change, Visit)]
    return occasion


def visit_draft_of(outcome: Outcome) -> VisitDraft:
    [draft] = [change for change in outcome.outreach if isinstance(change, Draft)]
    assert isinstance(draft, VisitDraft)
    return draft


def press_visit(*args: str) -> Pressed:
    return pressed("jadwal", *args, chat=BUDI)


def test_what_is_missing_is_asked_bit_by_bit() -> None:
    away = replace(POLICY, away=frozenset({"budi"}))
    first = done(press_visit("tambah"), policy=away, officer="citra")
    draft = visit_draft_of(first)
    steps: list[tuple[Event, str]] = [
        (wrote("32-13"), "Tanggal 32-13 tidak ada"),
        (wrote("12-12 jam 9"), "Di mana tempatnya"),
        (wrote("Balai Desa"), "Acaranya apa"),
    ]
    for event, words in steps:
        outcome = done(event, OwnOutreach(draft), policy=away, officer="citra")
        [text] = said(outcome, POLICY.chats["citra"].address)
        assert words in text
        draft = visit_draft_of(outcome)
    outcome = done(press_visit("acara", "eazy", draft.token), OwnOutreach(draft), policy=away, officer="citra")
    draft = visit_draft_of(outcome)
    assert any(isinstance(action, Edit) and "desa mana" in action.text for action in outcome.actions)
    last = done(press_visit("desa", "1", draft.token), OwnOutreach(draft), policy=away, officer="citra")
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
    assert visit_draft_of(asked).place == ""
    again = done(wrote(place), OwnOutreach(visit_draft_of(asked)))
    assert visit_draft_of(again).place == "", "nor is it kept when it is written alone"
    day = kept(done(wrote("Balai Desa Mandurian"), OwnOutreach(visit_draft_of(again))))
    assert day.place == "Balai Desa Mandurian"
