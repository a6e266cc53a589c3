"""`officer`, `staff`, `observer`: who works here is listed, invited and taken off; a wrong line says what to write."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta

import pytest

from bot.app.editing.staff import token_hash
from bot.app.people.invitations import FOR_OFFICERS
from bot.helpdesk.model.actions import Outcome
from bot.helpdesk.model.people import Member, OfficerChat, Role, StaffEvent
from bot.reports.poster.make import INVITATIONS, Invitation, slip
from bot.reports.typst_renderer import TypstRenderer
from bot.storage import queries
from tests.cli.conftest import Office
from tests.reports.test_poster import decoded
from tests.storage.queries.test_staff import CHAT, KALSEL, PUSAT, RINI
from tests.storage.samples import NOW, OFFICER
from tests.storage.steps import save

LONG = "Petugas Imigrasi Pembina Desa Muhammad Rizky Ramadhan"
TONO = Member("tono", "Pak Tono", frozenset({Role.PUBLISHER}))


async def has_joined(office: Office, *names: str) -> None:
    async with office.store() as store:
        await save(store, *(Outcome(officer_chat=OfficerChat(name, OFFICER, datetime.now(UTC))) for name in names))


@pytest.fixture
async def officers(office: Office) -> Office:
    """Three officers, of whom one has joined."""
    names = ("budi", "eko", "fajar")
    office.values["officers"] = [{"id": name, "name": f"Pak {name.title()}", "office": "barat"} for name in names]
    villages = enumerate(("fajar", "eko", "eko"))
    office.values["villages"] = [{"id": f"desa-{n}", "name": f"Desa {n}", "officer": name} for n, name in villages]
    await has_joined(office, "budi")
    return office


async def test_everybody_who_has_not_joined_gets_a_link_of_his_own(officers: Office) -> None:
    target = officers.folder / "undangan.csv"
    done = await officers.types("officer", "invite", "--all", "--output", str(target))
    assert (done.status, "2 undangan" in done.out) == (0, True), done
    rows = list(csv.DictReader(target.read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["id_petugas"], row["desa"]) for row in rows] == [("eko", "2 desa"), ("fajar", "Desa 0")]
    async with officers.store() as store, store.unit() as unit:
        for row in rows:
            token = token_hash(row["tautan"].partition(f"?start={FOR_OFFICERS}")[2])
            found = await unit.run(queries.officers.redeem_invitation, "officer", token, datetime.now(UTC))
            assert found == row["id_petugas"]


async def test_invitations_are_printed_until_all_have_joined(officers: Office) -> None:
    target = officers.folder / "undangan.pdf"
    line = ("officer", "invite", "--all", "--output", str(target))
    assert (await officers.types(*line)).status == 0
    assert target.read_bytes().startswith(b"%PDF-")
    target.unlink()
    await has_joined(officers, "eko", "fajar")
    assert "Semua petugas sudah bergabung" in (await officers.types(*line)).err
    assert not target.exists()


def test_each_slip_carries_its_own_link() -> None:
    links = [f"https://t.me/tanya_imigrasi_bot?start=petugas-{'x' * 31}{number}" for number in range(6)]
    slips = [slip(Invitation("x", LONG, f"Kantor {LONG}", "12 desa", link, "2026-12-11")) for link in links]
    assert sorted(decoded(TypstRenderer(INVITATIONS).printed({"slips": slips}, "png", 90))) == links


@pytest.fixture
async def members(office: Office) -> Office:
    """Two members of the staff, of whom one has joined and done something, and two observers."""
    async with office.store() as store, store.unit() as unit:
        for member in (RINI, TONO):
            await unit.run(queries.staff.keep, member)
        for observer in (KALSEL, PUSAT):
            await unit.run(queries.staff.keep_observer, observer)
        await unit.run(queries.officers.invite, "staff", "rini", "hash", NOW + timedelta(days=1))
        await unit.run(queries.staff.redeem, "hash", CHAT, NOW)
        done = [StaffEvent(NOW, "rini", "lihat-tarif"), StaffEvent(NOW, "rini", "terbitkan", "12")]
        await unit.run(queries.staff.note, done)
    return office


async def test_members_are_listed_with_their_roles_and_taken_off(members: Office) -> None:
    rini, tono = (await members.types("staff", "list")).out.splitlines()
    assert rini.split(maxsplit=2) == ["rini", "bergabung", "Bu Rini (penerbit, penulis, penandatangan (kanim))"]
    assert tono.split(maxsplit=3) == ["tono", "belum", "bergabung", "Pak Tono (penerbit)"]
    assert (await members.types("staff", "remove", "tono")).out == "tono bukan pengelola lagi.\n"
    assert (await members.types("staff", "remove", "tono")).status == 1
    assert len((await members.types("staff", "list")).out.splitlines()) == 1


async def test_observers_are_listed_with_what_they_read_and_taken_off(members: Office) -> None:
    listed = (await members.types("observer", "list")).out.splitlines()
    named = [line.split(maxsplit=3)[3] for line in listed]
    assert named == ["Kanwil Kalsel (Kanwil kalsel)", "Pusat (semua kantor)"]
    assert (await members.types("observer", "remove", "pusat")).out == "pusat bukan pemantau lagi.\n"
    assert (await members.types("observer", "remove", "pusat")).status == 1


async def test_what_members_saw_and_did_is_told_newest_first(members: Office) -> None:
    told = (await members.types("staff", "history")).out.splitlines()
    assert [line.split(maxsplit=3)[2:] for line in told] == [["rini", "terbitkan 12"], ["rini", "lihat tarif"]]


@pytest.mark.parametrize(
    ("line", "status", "told"),
    [
        ("officer invite", 2, "Tulis satu ID, atau --all --output undangan.pdf"),
        ("officer invite --all", 2, "Tulis satu ID, atau --all --output undangan.pdf"),
        ("officer invite eko --output x.pdf", 2, "Tulis satu ID, atau --all --output undangan.pdf"),
        ("officer invite --all --output x.docx", 2, "harus berakhir dengan .pdf, .csv"),
        ("officer invite zaid", 1, "Petugas 'zaid' tidak ada di pengaturan"),
        ("staff invite Rini --nama Rini", 2, "huruf kecil"),
        ("staff invite rini", 2, "--nama"),
        ("staff invite rini --nama Rini --peran bos", 2, "'bos' tidak dikenal"),
        ("staff invite rini --nama Rini --tanda-tangan kanin", 2, "'kanin' tidak dikenal"),
        ("observer invite Kalsel --nama Kanwil --pusat", 2, "huruf kecil"),
        ("observer invite kalsel --pusat", 2, "--nama"),
        ("observer invite kalsel --nama Kanwil", 2, "--kanwil ID, atau --pusat"),
        ("observer invite kalsel --nama Kanwil --kanwil kalsel --pusat", 2, "salah satu"),
        ("observer invite kalsel --nama Kanwil --kanwil kaltim", 1, "Yang ada: kalsel"),
    ],
)
async def test_a_wrong_invitation_says_what_to_write(office: Office, line: str, status: int, told: str) -> None:
    async with office.store():
        pass
    done = await office.types(*line.split())
    assert (done.status, told in done.err) == (status, True), done
