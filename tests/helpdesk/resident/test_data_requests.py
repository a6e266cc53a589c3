"""What a resident may ask about himself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Action, Copy, Delete, Edit, Purpose, Send
from bot.helpdesk.model.events import Commanded
from bot.helpdesk.model.people import CheckAnswer, Memory, PastMessage, StartedCheck
from bot.helpdesk.model.store import Delivery, OutboxRow, Result
from bot.helpdesk.model.ticket import Author, Feedback, KeptPersonalData, Line, Sent
from bot.helpdesk.texts import privacy as privacy_texts, resident as texts
from bot.helpdesk.tickets.cards import arrived_late
from bot.helpdesk.turn import ResidentContext
from tests.helpdesk.desk import BUDI, CITRA, MONDAY, POLICY, SITI, by_resident, make_ticket, pressed, said, siti, wrote

DATA = Commanded(SITI, "Siti", MONDAY, "100", "data", "")


def shown(kept: KeptPersonalData, **changes: Any) -> str:
    text, *_ = said(by_resident(ResidentContext(siti(**changes), kept=kept), DATA))
    return text


def test_data_shows_the_answers_of_a_check() -> None:
    check = StartedCheck("cek", "v1", MONDAY, (CheckAnswer("penawar", 0), CheckAnswer("nama", 0)))
    text = shown(KeptPersonalData(), memory=Memory(check=check))
    for expected in ("Jawaban pemeriksaan: Cek tawaran", "Penawar: Perusahaan", "Nama: PT Maju"):
        assert expected in text
    for outdated in (replace(check, check="lain"), replace(check, version="v0")):
        assert privacy_texts.DATA_OLD_CHECK in shown(KeptPersonalData(), memory=Memory(check=outdated))


def test_data_lists_each_remembered_message_once() -> None:
    turns = (PastMessage("dekat pasar", MONDAY, None, "1"), PastMessage("jam berapa", MONDAY, None, "2"))
    text = shown(KeptPersonalData(), memory=Memory(turns, question="dekat pasar\njam berapa"))
    assert [text.count(one.text) for one in turns] == [1, 1]


def test_a_call_for_help_cannot_be_read_back_by_another_on_the_phone() -> None:
    kept = KeptPersonalData((make_ticket(12, emergency=True),), (Line(12, Author.RESIDENT, MONDAY, "saya disekap"),))
    remembered = Memory((PastMessage("saya disekap", MONDAY, None, "1"),), question="saya disekap")
    assert "disekap" not in shown(kept, memory=remembered)
    assert privacy_texts.DATA_SAFE.format(number=12) in shown(kept)
    assert texts.ERASE_LATER.format(number=12) in shown(kept)
    asking = ResidentContext(siti(), (make_ticket(12, emergency=True, question="saya disekap"),))
    (text,) = said(by_resident(asking, Commanded(SITI, "Siti", MONDAY, "100", "status", "")))
    assert "disekap" not in text
    assert "#12" in text


def test_the_buttons_go_with_the_question_whether_to_erase() -> None:
    for choice, told in (("ya", texts.ERASED), ("tidak", texts.KEPT)):
        assert Edit(SITI, "100", told) in by_resident(ResidentContext(siti()), pressed("hapus", choice)).actions


def test_an_officers_notes_are_named_but_not_shown() -> None:
    text = shown(KeptPersonalData((make_ticket(12),), (Line(12, Author.OFFICER, MONDAY, "// sudah lapor", "budi"),)))
    assert "sudah lapor" not in text
    assert privacy_texts.DATA_NOTES in text


def test_asking_for_data_stores_nothing_about_somebody_unknown() -> None:
    outcome = by_resident(ResidentContext(replace(siti(), id=0)), DATA)
    assert said(outcome) == [privacy_texts.DATA_NOTHING]
    assert outcome.resident is None


@pytest.mark.parametrize(
    ("mark", "reads"),
    [("2026-12-01 resmi diteruskan", privacy_texts.DATA_CHECKED), ("2026-12-01 cek merah", "Cek tawaran")],
)
def test_data_names_what_was_counted_and_rated_in_plain_words(mark: str, reads: str) -> None:
    text = shown(KeptPersonalData(feedback=(Feedback(MONDAY, "stars", "4", "", None),)), memory=Memory(counted=mark))
    assert f"{reads}, 1 Desember 2026" in text
    assert "- 4 ★ " in text
    assert not any(code in text for code in ("stars", "resmi diteruskan", "merah"))


@pytest.mark.parametrize("words", ["hapus semua dataku", "Tolong hapus data saya ya pak", "mau dihapuskan datanya"])
def test_who_asks_for_erasing_is_offered_it_beside_a_case_and_in_a_talk(words: str) -> None:
    spoken = Line(12, Author.OFFICER, MONDAY, "Ada KK?", "budi", message="900")
    outcome = by_resident(ResidentContext(siti(), (make_ticket(waiting_since=None),), spoken=spoken), wrote(words))
    assert (said(outcome), outcome.lines) == ([texts.ERASE_ASK], ())
    kept = by_resident(ResidentContext(siti(), (make_ticket(),)), wrote("jangan hapus data saya di mpaspor"))
    assert len(kept.lines) == 1


def test_who_is_in_danger_is_told_at_once_that_erasing_has_to_wait() -> None:
    urgent = ResidentContext(siti(), (make_ticket(emergency=True),))
    outcome = by_resident(urgent, Commanded(SITI, "Siti", MONDAY, "5", "hapus", ""))
    (told,) = outcome.actions
    assert isinstance(told, Send)
    assert (told.text, told.buttons) == (texts.ERASE_LATER.format(number=12), ())
    assert "/hapusjejak" in told.text


def test_many_messages_go_in_a_few_calls_and_older_ones_are_named() -> None:
    context = ResidentContext(siti(), standing=tuple(str(number) for number in range(1, 251)))
    command = Commanded(SITI, "Siti", MONDAY, "251", "hapusjejak", "")
    today = by_resident(context, command)
    deletions = [action for action in today.actions if isinstance(action, Delete)]
    assert [1 + len(action.more) for action in deletions] == [100, 100, 51]
    later = dispatch.for_resident(context, command, MONDAY + timedelta(days=3), POLICY)
    assert texts.CLEAR_OLDER in said(later)[0]


GONE = "Kasus #12: dihapus atas permintaan warga."


def changes_in_chats(*sent: Sent) -> list[Action]:
    """Return what happens in chats where the ticket stands when its resident asks to be erased."""
    context = ResidentContext(siti(), shown={12: sent})
    outcome = by_resident(context, pressed("hapus", "ya"))
    return [action for action in outcome.actions if isinstance(action, Edit | Delete)]


def test_texts_are_emptied_and_photos_deleted_in_every_chat_but_his_own() -> None:
    sent = (
        Sent(BUDI, "1", "card", None),
        Sent(BUDI, "2", "follow-up", None),
        Sent(BUDI, "3", "", None, Copy(BUDI, SITI, "8")),
        Sent(CITRA, "1", "", None),
        Sent(SITI, "4", "reply", "9"),
        Sent(SITI, "5", "", None, Copy(SITI, BUDI, "9")),
    )
    assert changes_in_chats(*sent) == [
        Edit(SITI, "100", texts.ERASED),
        Edit(BUDI, "1", GONE),
        Edit(BUDI, "2", GONE),
        Delete(BUDI, "3"),
        Edit(CITRA, "1", GONE),
    ]


@pytest.mark.parametrize(
    ("action", "state", "then"),
    [
        (Send(BUDI, "kata", ticket=12, purpose=Purpose.CARD), Delivery.SENT, Edit(BUDI, "77", GONE)),
        (Send(BUDI, "kata", ticket=12, purpose=Purpose.FOLLOW_UP), Delivery.SENT, Edit(BUDI, "77", GONE)),
        (Copy(BUDI, SITI, "5", ticket=12), Delivery.SENT, Delete(BUDI, "77")),
        (Copy(BUDI, SITI, "6", ticket=12, purpose=Purpose.PHOTO), Delivery.SENT, Delete(BUDI, "77")),
        (Send(SITI, "jawaban", ticket=12, purpose=Purpose.REPLY), Delivery.SENT, None),
        (Copy(SITI, BUDI, "5", ticket=12, purpose=Purpose.REPLY), Delivery.SENT, None),
        (Send(BUDI, "kata", ticket=12, purpose=Purpose.CARD), Delivery.FAILED, None),
    ],
)
def test_what_was_on_its_way_is_emptied_when_it_stands(action: Action, state: Delivery, then: Action | None) -> None:
    message = "77" if state is Delivery.SENT else None
    outcome = arrived_late(Result(OutboxRow(1, action, 0, repeat=False), state, message=message))
    assert (outcome.actions if outcome else None) == ((then,) if then else None)
