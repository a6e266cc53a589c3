"""Minors are asked to bring a parent, their officer knows, and in danger nobody waits for a parent."""

from __future__ import annotations

from bot.helpdesk.privacy.names import says_minor
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.turn import ResidentContext
from tests.helpdesk.desk import BUDI, by_resident, make_ticket, said, siti, wrote
from tests.tables import each_line


@each_line(
    ("text", "minor"),
    [
        ("saya umur 16 mau kerja ke malaysia", True),
        ("umur saya 15 tahun boleh bikin paspor sendiri?", True),
        ("umurku baru 17", True),
        ("sy masih sekolah, ada yang ngajak kerja", True),
        ("aku masih smp", True),
        ("saya kelas 2 sma", True),
        ("saya baru 14 th", True),
        ("usia saya 17 tahun", True),
        ("anak saya umur 15 mau bikin paspor", False),
        ("adik saya masih sekolah", False),
        ("umur saya 45 tahun", False),
        ("saya umur 18", False),
        ("anak umur 5 tahun syaratnya apa", False),
        ("paspor saya umur 6 bulan lagi habis", False),
        ("saya masih 5 tahun lagi kontraknya", False),
        ("usia saya 17 bulan", False),
        ("saya guru sma", False),
        ("murid saya masih smp", False),
        ("", False),
    ],
)
def test_who_gives_his_own_age_or_school_is_a_minor(text: str, minor: bool) -> None:
    assert says_minor(text) is minor


def test_a_minor_is_asked_to_bring_a_parent_and_the_officer_sees_it() -> None:
    outcome = by_resident(ResidentContext(siti(), fresh=12), wrote("qqq saya umur 16"))
    assert texts.BRING_A_PARENT in said(outcome)
    assert officer_texts.MINOR in said(outcome, BUDI)[0]
    grown = by_resident(ResidentContext(siti(), fresh=12), wrote("qqq saya umur 46"))
    assert texts.BRING_A_PARENT not in said(grown)
    assert officer_texts.MINOR not in said(grown, BUDI)[0]


def test_in_danger_nobody_speaks_of_parents_first() -> None:
    urgent = ResidentContext(siti(), (make_ticket(emergency=True, question="saya umur 15, disekap"),), fresh=13)
    outcome = by_resident(urgent, wrote("saya masih sekolah"))
    assert texts.BRING_A_PARENT not in said(outcome)
