"""Before the first storage everybody gets the notice; where a button asks, nothing is stored before it is pressed."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.events import Attached, Commanded, Event, Pressed, Started
from bot.helpdesk.model.people import Memory, Resident, Step
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.ticket import Attachment, TicketState
from bot.helpdesk.texts import danger as danger_texts, privacy as privacy_texts, resident as texts
from bot.helpdesk.turn import OfficerContext, ResidentContext
from tests.helpdesk.desk import MONDAY, SITI, make_ticket, pressed, said, siti, small_policy, wrote
from tests.typed import some

TELLING = small_policy()
ASKING = replace(TELLING, ask_consent=True)
BUDI = TELLING.chats["budi"].address
STRANGER = ResidentContext(Resident(0, SITI, "Siti", None, MONDAY), fresh=12)
NOTICE, SHORT = privacy_texts.NOTICE.format(days=90), texts.STORED
UNKNOWN = wrote("kenapa langit biru")
PHOTO = Attached(SITI, "Siti", MONDAY, "101", Attachment("photo", "AgAC"), "ini suratnya pak")
START = Started(SITI, "Siti", MONDAY, "1", "mandurian")


def answer(event: Event, policy: Policy = ASKING, context: ResidentContext = STRANGER) -> Outcome:
    return dispatch.for_resident(context, event, MONDAY, policy)


def agree(asked: Outcome, quoted: Event | None = None) -> Outcome:
    """Press the consent button of that outcome; the message comes back as what it quotes."""
    buttons = [
        b for a in asked.actions if isinstance(a, Send) for row in a.buttons for b in row if b.verb == Verb.AGREE
    ]
    (button,) = buttons
    event = Pressed(SITI, "Siti", MONDAY, "200", Verb.AGREE, button.args, "cb", quoted)
    return dispatch.for_resident(STRANGER, event, MONDAY, ASKING)


def stores_nothing(outcome: Outcome) -> bool:
    kept = (outcome.resident, outcome.tickets, outcome.lines, outcome.feedback, outcome.ticket, outcome.erase)
    return not any(kept) and not any(a.to == BUDI for a in outcome.actions)


@pytest.mark.parametrize("event", [START, wrote("biaya paspor"), wrote("halo"), UNKNOWN, PHOTO, wrote("paspor")])
def test_without_the_button_all_are_notified_once_and_nobody_waits(event: Event) -> None:
    first = answer(event, TELLING)
    assert sum(SHORT in text for text in said(first)) == 1
    assert first.resident is not None
    assert first.resident.informed_at == MONDAY
    assert bool(first.resident.memory.pending) == (event in (UNKNOWN, PHOTO))
    again = answer(wrote("biaya paspor"), TELLING, ResidentContext(replace(first.resident, id=1), fresh=13))
    assert not any(SHORT in text for text in said(again))


def test_turning_pages_before_the_notice_stores_nothing() -> None:
    assert stores_nothing(answer(pressed("menu"), TELLING))


@pytest.mark.parametrize(
    "event",
    [
        START,
        Started(SITI, "Siti", MONDAY, "1", ""),
        wrote("biaya paspor"),
        wrote("paspor"),
        wrote("halo"),
        wrote("???"),
        wrote("bikin ktp"),
        wrote("mau bicara petugas"),
        wrote("anak saya belum pulang"),
        UNKNOWN,
        PHOTO,
        pressed("suka", "paspor-biaya"),
        pressed("kurang", "paspor-biaya"),
        pressed("lihat", "paspor-biaya"),
        pressed("petugas"),
        pressed("desa", "mandurian"),
        pressed("luar"),
        pressed("hapus", "ya"),
        *(Commanded(SITI, "Siti", MONDAY, "1", name, "") for name in ("menu", "petugas", "data", "resmi", "desa")),
        Commanded(SITI, "Siti", MONDAY, "1", "hapusjejak", ""),
    ],
)
def test_with_the_button_nothing_is_stored_before_it_is_pressed(event: Event) -> None:
    outcome = answer(event)
    assert stores_nothing(replace(outcome, erase=None))
    assert outcome.actions


@pytest.mark.parametrize("text", ["biaya paspor", "paspor", "halo", "bikin ktp"])
def test_public_answers_come_without_the_button(text: str) -> None:
    asked = [b for a in answer(wrote(text)).actions if isinstance(a, Send) for row in a.buttons for b in row]
    assert not [button for button in asked if button.verb == Verb.AGREE]
    assert said(answer(wrote(text))) == said(answer(wrote(text), TELLING, ResidentContext(siti(None), fresh=12)))


def test_a_question_that_was_deleted_meanwhile_is_asked_for_again() -> None:
    done = agree(answer(UNKNOWN), None)
    assert not done.tickets
    assert some(done.resident).memory.phase == Step.WRITING


@pytest.mark.parametrize("policy", [TELLING, ASKING])
def test_a_call_for_help_never_waits_for_a_button(policy: Policy) -> None:
    alert = answer(wrote("tolong saya disekap"), policy)
    assert alert.tickets[0].emergency
    assert not any(SHORT in text for text in said(alert))
    helped = replace(some(alert.resident), id=1, village="mandurian")
    assert helped.informed_at is None
    open_ticket = make_ticket(emergency=True, first_reply_at=MONDAY)
    more = answer(wrote("saya di kamar atas"), policy, ResidentContext(helped, (open_ticket,), fresh=13))
    assert more.lines
    context = OfficerContext(policy.directory.officers["budi"], policy.chats["budi"], open_ticket, some(more.resident))
    closed = dispatch.for_officer(context, pressed("tutup", "12", "0", chat=BUDI), MONDAY, policy)
    assert closed.tickets[0].state is TicketState.CLOSED
    assert SHORT in said(closed)[-1]
    assert some(closed.resident).informed_at == MONDAY


def test_a_yes_about_a_doubtful_message_notifies_with_what_was_written() -> None:
    doubtful = wrote("anak saya belum pulang")
    (check,) = answer(doubtful).actions
    assert isinstance(check, Send)
    assert check.text == danger_texts.CHECK_DANGER
    assert check.reply_to == "101"
    yes = answer(Pressed(SITI, "Siti", MONDAY, "200", "bahaya", ("ya",), "cb", doubtful))
    assert yes.tickets[0].emergency
    assert yes.tickets[0].question == "anak saya belum pulang"


@pytest.mark.parametrize("event", [pressed("cek", "cek"), Commanded(SITI, "Siti", MONDAY, "1", "cektawaran", "")])
def test_a_guided_check_begins_after_the_button_as_it_stores_answers(event: Event) -> None:
    asked = answer(event)
    assert stores_nothing(asked)
    assert privacy_texts.AGREE_TO_CHECK in said(asked)[0]
    begun = agree(asked)
    assert "Pertanyaan 1 dari 3" in said(begun)[0]
    assert begun.resident is not None
    assert begun.resident.memory.check is not None
    assert begun.resident.informed_at == MONDAY


def test_a_subscriber_is_stored_only_after_he_agreed() -> None:
    asked = answer(pressed("kabar", "ya"))
    assert stores_nothing(asked)
    assert "Kabar desa saya kirim setelah" in said(asked)[0]
    agreed = agree(asked)
    assert agreed.resident is not None
    assert agreed.resident.news is True
    assert agreed.resident.informed_at == MONDAY


def test_who_agrees_to_a_village_that_is_gone_may_ask_the_officer() -> None:
    done = answer(pressed(Verb.AGREE, "desa", "hilang"))
    assert "Tulis pertanyaan" in said(done)[-1]
    assert done.resident and done.resident.informed_at == MONDAY  # noqa: PT018 (for mypy)


def test_an_unsafe_reader_gets_the_notice_when_he_writes_again() -> None:
    urgent = make_ticket(emergency=True, first_reply_at=MONDAY)
    unsafe = siti(informed_at=None, memory=Memory(hush=True))
    context = OfficerContext(TELLING.directory.officers["budi"], TELLING.chats["budi"], urgent, unsafe)
    closed = dispatch.for_officer(context, pressed("tutup", "12", "0", chat=BUDI), MONDAY, TELLING)
    assert closed.tickets[0].state is TicketState.CLOSED
    assert not said(closed)
    assert closed.resident is None or closed.resident.informed_at is None
