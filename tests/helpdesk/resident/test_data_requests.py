"""What a resident may ask about himself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Button, Delete, Document, Send
from bot.helpdesk.model.conversation_memory import CheckAnswer, Memory, StartedCheck, Turn
from bot.helpdesk.model.entities import Attachment, Author, Feedback, Line
from bot.helpdesk.model.events import Commanded
from bot.helpdesk.model.store import KeptPersonalData
from bot.helpdesk.model.verbs import Verb
from bot.helpdesk.resident.data_requests import asks_for_data
from bot.helpdesk.texts import privacy as privacy_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.turn import ResidentContext
from tests.helpdesk.desk import MONDAY, SITI, buttons_of, make_ticket, pressed, said, siti, small_policy, wrote

POLICY = small_policy()
DATA = Commanded(SITI, "Siti", MONDAY, "100", "data", "")


def shown(kept: KeptPersonalData, **changes: Any) -> str:
    text, *_ = said(dispatch.for_resident(ResidentContext(siti(**changes), kept=kept), DATA, MONDAY, POLICY))
    return text


def test_data_shows_name_village_since_messages_tickets_and_thumbs() -> None:
    lines = (
        Line(12, Author.RESIDENT, MONDAY, "paspor saya hilang"),
        Line(12, Author.RESIDENT, MONDAY, "", attachment=Attachment("photo", "AgAC")),
        Line(12, Author.OFFICER, MONDAY, "silakan datang", "budi"),
    )
    kept = KeptPersonalData(
        (make_ticket(12),), lines, (Feedback(MONDAY, "up", "paspor-biaya", "biaya paspor", "mandurian"),)
    )
    text = shown(kept, memory=Memory((Turn("biaya paspor", MONDAY),), question="syarat umrah"))
    for expected in ("Siti", "5001", "Desa Mandurian", "- biaya paspor", "- syarat umrah", "Pertanyaan #12", "terbuka"):
        assert expected in text
    for expected in ("Bapak/Ibu: paspor saya hilang", "Bapak/Ibu: (foto)", "Pak Budi: silakan datang", "👍", "90 hari"):
        assert expected in text
    assert "AgAC" not in text


def test_data_shows_the_answers_of_a_check() -> None:
    check = StartedCheck("cek", "v1", MONDAY, (CheckAnswer("penawar", 0), CheckAnswer("nama", None, "PT Maju")))
    text = shown(KeptPersonalData(), memory=Memory(check=check))
    for expected in ("Jawaban pemeriksaan: Cek tawaran", "Penawar: Perusahaan", "Nama: PT Maju"):
        assert expected in text
    for outdated in (replace(check, check="lain"), replace(check, version="v0")):
        assert privacy_texts.DATA_OLD_CHECK in shown(KeptPersonalData(), memory=Memory(check=outdated))


def test_data_shows_counts_and_no_mark_of_an_earlier_day() -> None:
    assert "2026-11-23 cek merah" in shown(KeptPersonalData(), memory=Memory(counted="2026-11-23 cek merah"))
    assert "cek merah" not in shown(KeptPersonalData(), memory=Memory(counted="2026-11-21 cek merah"))


def test_a_call_for_help_cannot_be_read_back_by_another_on_the_phone() -> None:
    kept = KeptPersonalData((make_ticket(12, emergency=True),), (Line(12, Author.RESIDENT, MONDAY, "saya disekap"),))
    assert "disekap" not in shown(kept)
    assert privacy_texts.DATA_SAFE.format(number=12) in shown(kept)
    status = Commanded(SITI, "Siti", MONDAY, "100", "status", "")
    ticket = make_ticket(12, emergency=True, question="saya disekap")
    (text,) = said(dispatch.for_resident(ResidentContext(siti(), (ticket,)), status, MONDAY, POLICY))
    assert "disekap" not in text
    assert "#12" in text


def test_an_officers_notes_are_named_but_not_shown() -> None:
    text = shown(KeptPersonalData((make_ticket(12),), (Line(12, Author.OFFICER, MONDAY, "// sudah lapor", "budi"),)))
    assert "sudah lapor" not in text
    assert privacy_texts.DATA_NOTES in text


def test_asking_for_data_stores_nothing_about_somebody_unknown() -> None:
    outcome = dispatch.for_resident(ResidentContext(replace(siti(), id=0)), DATA, MONDAY, POLICY)
    assert said(outcome) == [privacy_texts.DATA_NOTHING]
    assert outcome.resident is None


def test_clearing_empties_the_chat_and_leaves_an_ordinary_greeting() -> None:
    context = ResidentContext(
        siti(memory=Memory(question="saya disekap")), (make_ticket(emergency=True),), standing=("7", "9")
    )
    command = Commanded(SITI, "Siti", MONDAY, "10", "hapusjejak", "")
    for event in (command, pressed("jejak")):
        outcome = dispatch.for_resident(context, event, MONDAY, POLICY)
        (deletion,) = (action for action in outcome.actions if isinstance(action, Delete))
        assert (deletion.message, *deletion.more) == ("7", "9", event.message)
        assert said(outcome) == [texts.HELLO]
        assert outcome.tickets == ()
        assert outcome.resident is not None
        assert outcome.resident.memory == Memory(discreet=True)


def test_the_safety_message_offers_to_clear_the_chat() -> None:
    outcome = dispatch.for_resident(ResidentContext(siti(), fresh=3), wrote("tolong saya disekap"), MONDAY, POLICY)
    assert buttons_of(outcome.actions[1])[-1] == (Button("Hapus obrolan ini", Verb.CLEAR),)


def test_many_messages_go_in_a_few_calls_and_older_ones_are_named() -> None:
    context = ResidentContext(siti(), standing=tuple(str(number) for number in range(1, 251)))
    command = Commanded(SITI, "Siti", MONDAY, "251", "hapusjejak", "")
    today = dispatch.for_resident(context, command, MONDAY, POLICY)
    deletions = [action for action in today.actions if isinstance(action, Delete)]
    assert [1 + len(action.more) for action in deletions] == [100, 100, 51]
    later = dispatch.for_resident(context, command, MONDAY + timedelta(days=3), POLICY)
    assert texts.CLEAR_OLDER in said(later)[0]


def test_the_same_comes_as_a_file_for_those_who_press_the_button() -> None:
    kept = KeptPersonalData((make_ticket(12),), (Line(12, Author.RESIDENT, MONDAY, "paspor saya hilang"),))
    (shown,) = dispatch.for_resident(ResidentContext(siti(), kept=kept), DATA, MONDAY, POLICY).actions
    assert isinstance(shown, Send)
    press = pressed(shown.buttons[0][0].verb)
    assert asks_for_data(press)
    _, file = dispatch.for_resident(ResidentContext(siti(), kept=kept), press, MONDAY, POLICY).actions
    assert isinstance(file, Document)
    assert file.text == shown.text
    assert file.name == "data-saya.txt"
