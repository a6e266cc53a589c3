"""/siaran: who may write to whom, how often, when, and what looks like a swindler's message."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.shell.reads import Work
from bot.app.shell.timers import ON_THE_WAY, release, spread
from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Acknowledge, Edit, Outcome
from bot.helpdesk.model.events import Attached, Commanded, Event, Pressed
from bot.helpdesk.model.outreach import (
    Broadcast,
    BroadcastDraft,
    BroadcastState,
    BroadcastTurned,
    Draft,
    OwnOutreach,
    Visit,
)
from bot.helpdesk.model.people import Address
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.store import Delivery, Result
from bot.helpdesk.model.ticket import Attachment
from bot.helpdesk.outreach.broadcast import LONGEST, free_from, looks_like_fraud
from bot.helpdesk.outreach.visits import tell_button
from bot.helpdesk.texts import outreach as outreach_texts
from bot.helpdesk.turn import OfficerContext
from bot.storage import SqlStore, open_store, queries
from tests.databases import new_sqlite
from tests.helpdesk.desk import BUDI, DEWI, MONDAY, POLICY, pressed, said, siti, wrote
from tests.typed import a

READERS = {"mandurian": 1040, "lawahan": 3}
DRAFT = BroadcastDraft("budi", MONDAY, "Kantor tutup.", ("mandurian",))
BROADCAST = Broadcast(4, "budi", "barat", ("mandurian",), "Kantor tutup.", MONDAY, BUDI, "100", 3, 9)


def done(
    event: Event, own: OwnOutreach, *, at: datetime = MONDAY, policy: Policy = POLICY, officer: str = "budi"
) -> Outcome:
    context = OfficerContext(policy.directory.officers[officer], policy.chats[officer], own=own)
    if officer != "budi":
        event = replace(event, address=policy.chats[officer].address)
    return dispatch.for_officer(context, event, at, policy)


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


@given(
    st.lists(st.integers(0, 40), max_size=12, unique=True).map(sorted),
    st.integers(1, 4),
)
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
    [[button]] = tell_button(day)
    own = OwnOutreach(readers=READERS, visits=(day,))
    shown = done(pressed(button.verb, *button.args, chat=BUDI), own)
    preview = said(shown, BUDI)[0]
    assert "Penyuluhan imigrasi, Balai Desa" in preview
    (kept,) = (change for change in shown.outreach if isinstance(change, Draft))
    assert a(BroadcastDraft, kept).villages == ("mandurian",)
    outcome = done(pressed(button.verb, *button.args, chat=BUDI), OwnOutreach(readers=READERS))
    assert not said(outcome, BUDI)


PEOPLE = 30
EVENING = MONDAY.replace(hour=20, minute=0)
MORNING = EVENING + timedelta(hours=11)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    """Thirty readers, and a broadcast to them."""
    opened = await open_store(await new_sqlite(tmp_path), exclusive=True)
    async with opened.unit() as unit:
        people = [replace(siti(), id=0, address=Address("telegram", str(6000 + n)), news=True) for n in range(PEOPLE)]
        await unit.save([(None, Outcome(resident=person)) for person in people], MONDAY)
        upto = await unit.run(queries.outreach.last_resident)
        begun = Broadcast(0, "budi", "barat", ("mandurian",), "Besok.", MONDAY, BUDI, "55", PEOPLE, upto)
        await unit.save([(None, Outcome(outreach=(begun,)))], MONDAY)
    yield opened
    await opened.close()


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
