"""A guided check as it happens: buttons, typed answers, other messages in between, and how it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, ClassVar

import pytest

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Acknowledge, Edit, Outcome, Priority, Send
from bot.helpdesk.model.button_arguments import checked
from bot.helpdesk.model.conversation_memory import Awaited, Memory, Pause
from bot.helpdesk.model.entities import Attachment, Author, CheckCount, Line, Resident
from bot.helpdesk.model.events import Attached, Commanded, Event
from bot.helpdesk.model.guided_checks import Choice, GuidedCheck
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.turn import ResidentContext
from bot.matching.entry import Decision, DecisionKind
from tests.helpdesk.desk import (
    MONDAY,
    SITI,
    SMALL_CHECK,
    SmallFaq,
    make_ticket,
    pressed,
    said,
    siti,
    small_policy,
    wrote,
)
from tests.typed import some

POLICY = small_policy()
BUDI = POLICY.chats["budi"].address
HEAD = ("cek", "v1")


def after(resident: Resident | None, event: Event | None, later: timedelta = timedelta(), **context: Any) -> Outcome:
    """Return what follows from an event of the resident."""
    given = ResidentContext(some(resident), fresh=12, **context)
    return dispatch.for_resident(given, some(event), MONDAY + later, POLICY)


def walk(*events: Event, start: Resident | None = None) -> Outcome:
    """Return the last outcome of a conversation."""
    resident, outcome = start or siti(), Outcome()
    for event in events:
        outcome = after(resident, event)
        resident = outcome.resident or resident
    return outcome


def begin() -> Event:
    return pressed("cek", "cek")


def answer(place: int, choice: int) -> Event:
    return pressed("cekjawab", *HEAD, str(place), str(choice))


def shown(outcome: Outcome) -> str:
    """Return the text of the message that changed, or of the new one."""
    return next(action.text for action in outcome.actions if isinstance(action, Edit | Send))


def labels(outcome: Outcome) -> list[str]:
    action = next(action for action in outcome.actions if isinstance(action, Edit | Send))
    return [button.label for row in action.buttons for button in row]


def test_the_command_and_the_button_begin_with_the_first_question() -> None:
    for event in (Commanded(SITI, "Siti", MONDAY, "1", "cektawaran", ""), begin()):
        outcome = after(siti(memory=Memory(awaiting=Awaited.QUESTION)), event)
        assert "Pertanyaan 1 dari 3" in shown(outcome)
        assert "Tiga pertanyaan." in shown(outcome)
        assert labels(outcome) == ["1. Perusahaan", "2. Kenalan", "Berhenti"]
        assert outcome.resident
        assert outcome.resident.memory.awaiting is None


def test_pressing_changes_the_one_message_and_typing_asks_below() -> None:
    pressed_on = walk(begin(), answer(0, 0))
    assert isinstance(pressed_on.actions[1], Edit)
    assert "Apa nama perusahaannya?" in pressed_on.actions[1].text
    assert texts.TYPE_IT in pressed_on.actions[1].text
    typed = walk(begin(), answer(0, 0), wrote("PT Maju Jaya"))
    assert isinstance(typed.actions[0], Send)
    assert "Visa apa?" in typed.actions[0].text
    assert typed.resident
    assert typed.resident.memory.check
    assert typed.resident.memory.check.answers[1].text == "PT Maju Jaya"


@pytest.mark.parametrize(
    ("events", "title", "reason"),
    [
        ((answer(0, 0), wrote("PT Maju"), answer(2, 0)), "Hijau", None),
        ((answer(0, 1), answer(2, 0)), "Kuning", "lewat kenalan"),
        ((wrote("teman saya"), wrote("ziarah")), "Merah", "Visa ziarah bukan untuk bekerja"),
    ],
)
def test_the_end_names_its_reasons_and_what_it_rests_on(
    events: tuple[Event, ...], title: str, reason: str | None
) -> None:
    text = shown(walk(begin(), *events))
    assert title in text
    assert "Sumber: UU." in text
    assert (texts.CHECK_WHY in text) == bool(reason)
    assert not reason or reason in text


def test_a_red_end_becomes_a_ticket_with_the_answers() -> None:
    ended = walk(begin(), answer(0, 1), answer(2, 1))
    assert "Kirim ke petugas" in labels(ended)
    assert ended.tallies == (CheckCount(date(2026, 11, 23), "mandurian", "cek", "merah"),)
    sent = after(ended.resident, pressed("cekkirim", *HEAD))
    (card,) = said(sent, BUDI)
    for expected in ("PERINGATAN DINI", "Merah", "Penawar: Kenalan", "Visa: Visa ziarah ⚠️"):
        assert expected in card
    assert [ticket.early_warning for ticket in sent.tickets] == [True]
    assert sent.resident
    assert sent.resident.memory.check is None
    assert "Pertanyaan #12" in said(sent)[0]
    again = after(sent.resident, pressed("cekkirim", *HEAD))
    assert again.tickets == ()


def test_a_yellow_end_can_be_sent_without_early_warning_a_green_one_cannot() -> None:
    yellow = walk(begin(), answer(0, 1), answer(2, 0))
    sent = after(yellow.resident, pressed("cekkirim", *HEAD))
    assert "PERINGATAN" not in said(sent, BUDI)[0]
    green = walk(begin(), answer(0, 0), wrote("PT Maju"), answer(2, 0))
    assert "Kirim ke petugas" not in labels(green)
    assert after(green.resident, pressed("cekkirim", *HEAD)).tickets == ()


def test_an_entry_that_tells_more_stands_under_the_end() -> None:
    assert "Pertanyaan paspor-biaya?" in labels(walk(begin(), answer(0, 1), answer(2, 0)))


def test_doing_it_again_on_the_same_day_counts_once() -> None:
    first = walk(begin(), answer(0, 1), answer(2, 1))
    again = walk(begin(), answer(0, 1), answer(2, 1), start=first.resident)
    assert again.tallies == ()
    other = walk(begin(), answer(0, 1), answer(2, 0), start=again.resident)
    assert [tally.finding for tally in other.tallies] == ["kuning"]


def test_a_danger_answer_alerts_the_officers_and_leaves_nothing_to_read() -> None:
    outcome = walk(begin(), answer(0, 1), answer(2, 3))
    (ticket,) = outcome.tickets
    assert ticket.emergency
    assert "Penawar: Kenalan" in ticket.question
    assert shown(outcome) == texts.CALM
    assert "DARURAT" in said(outcome, BUDI)[0]
    assert [tally.finding for tally in outcome.tallies] == ["bahaya"]
    assert outcome.resident
    assert outcome.resident.memory.check is None
    assert outcome.resident.memory.counted == "", "another holder of the phone could read it in /data"


@pytest.mark.parametrize("event", [pressed("cekmundur", *HEAD, "2"), wrote("kembali")])
def test_one_can_go_back_a_question(event: Event) -> None:
    outcome = walk(begin(), answer(0, 1), event)
    assert "Siapa yang menawarkan?" in shown(outcome)
    assert outcome.resident
    assert outcome.resident.memory.check
    assert outcome.resident.memory.check.answers == ()


@pytest.mark.parametrize("event", [pressed("cekberhenti", "cek"), wrote("berhenti")])
def test_stopping_forgets_the_answers(event: Event) -> None:
    outcome = walk(begin(), answer(0, 1), event)
    assert shown(outcome) == texts.CHECK_STOPPED
    assert outcome.resident
    assert outcome.resident.memory.check is None


def test_passing_over_a_typed_question_is_an_answer() -> None:
    for event in (pressed("cekjawab", *HEAD, "1"), wrote("tidak tahu")):
        outcome = walk(begin(), answer(0, 0), event)
        assert "Visa apa?" in shown(outcome)
    sent = walk(begin(), answer(0, 0), wrote("lewati"), answer(2, 1), pressed("cekkirim", *HEAD))
    assert "Nama: (tidak tahu)" in said(sent, BUDI)[0]


def test_an_answer_that_fits_no_choice_is_asked_again_or_handed_over() -> None:
    outcome = walk(begin(), wrote("entahlah bagaimana ya"))
    assert texts.CHECK_UNCLEAR in shown(outcome)
    assert "Tanya petugas" in labels(outcome)
    assert outcome.tickets == ()
    handed = after(outcome.resident, pressed("petugas"))
    assert handed.tickets[0].question == "entahlah bagaimana ya"


def test_another_question_is_answered_and_the_check_can_go_on() -> None:
    outcome = walk(begin(), wrote("biaya paspor"))
    answered, note = said(outcome)
    assert answered == "Jawaban paspor-biaya."
    assert note == "Cek tawaran tadi belum selesai. Mau dilanjutkan?"
    going_on = after(outcome.resident, pressed("ceklanjut", *HEAD))
    assert isinstance(going_on.actions[1], Send)
    assert "Siapa yang menawarkan?" in going_on.actions[1].text


def test_a_known_question_is_not_taken_for_a_typed_answer() -> None:
    outcome = walk(begin(), answer(0, 0), wrote("biaya paspor"))
    assert said(outcome)[0] == "Jawaban paspor-biaya."


def test_after_another_question_the_check_takes_yes_or_no_reminds_once() -> None:
    answered = walk(begin(), answer(0, 1), wrote("biaya paspor"))
    again = walk(wrote("syarat paspor"), start=answered.resident)
    assert said(again) == ["Jawaban paspor-syarat."]
    number = after(again.resident, wrote("2"))
    assert number.resident
    assert number.resident.memory.check
    assert len(number.resident.memory.check.answers) == 1
    going_on = after(again.resident, wrote("ya"))
    assert "Visa apa?" in shown(going_on)
    assert "Merah" in shown(after(going_on.resident, wrote("ziarah")))
    assert shown(after(again.resident, wrote("tidak"))) == texts.CHECK_STOPPED


@pytest.mark.parametrize("text", ["kalau diminta ktp bagaimana ya?", "ini " + "panjang " * 20])
def test_a_question_or_a_long_story_is_no_typed_answer_of_a_check(text: str) -> None:
    outcome = walk(begin(), answer(0, 0), wrote(text))
    assert texts.OTHER_QUESTION in shown(outcome)
    assert "Tanya petugas" in labels(outcome)
    handed = after(outcome.resident, pressed("petugas"))
    assert handed.tickets[0].question == text.strip()


def test_beside_a_waiting_ticket_a_long_text_joins_it_and_a_name_does_not() -> None:
    begun = walk(begin(), answer(0, 0)).resident
    story = "pak saya tambahkan lagi kemarin orang itu datang malam malam"
    assert after(begun, wrote(story), tickets=(make_ticket(),)).ticket == 12
    assert "Visa apa?" in shown(after(begun, wrote("PT Maju Jaya"), tickets=(make_ticket(),)))


@pytest.mark.parametrize("text", ["tolong saya disekap", "anak saya belum pulang"])
def test_after_danger_a_typed_yes_is_not_for_the_check(text: str) -> None:
    asked_before = walk(begin(), answer(0, 1), wrote("biaya paspor"), wrote(text))
    assert asked_before.resident
    assert asked_before.resident.memory.check
    assert asked_before.resident.memory.check.pause is Pause.SILENT
    yes = after(asked_before.resident, wrote("ya"), tickets=asked_before.tickets)
    assert "Visa apa?" not in " ".join(said(yes))


def test_a_yes_to_going_on_is_never_taken_for_the_danger_answer() -> None:
    outcome = walk(begin(), answer(0, 1), wrote("biaya paspor"), wrote("ya"))
    assert outcome.tickets == ()
    assert "Visa apa?" in shown(outcome)


def test_a_command_in_the_middle_is_answered_with_the_way_back() -> None:
    status = walk(begin(), Commanded(SITI, "Siti", MONDAY, "1", "status", ""))
    assert "belum selesai" in said(status)[-1]
    officer = walk(begin(), Commanded(SITI, "Siti", MONDAY, "1", "petugas", ""))
    assert "belum selesai" not in said(officer)[-1]
    assert after(officer.resident, wrote("teman")).tickets


@pytest.mark.parametrize("text", ["tolong saya disekap", "anak saya belum pulang"])
def test_danger_in_the_middle_comes_first_and_is_not_disturbed(text: str) -> None:
    outcome = walk(begin(), answer(0, 0), wrote(text))
    sent = [action.priority for action in outcome.actions if isinstance(action, Send)]
    assert set(sent) == {Priority.EMERGENCY}
    assert "belum selesai" not in " ".join(said(outcome))
    assert outcome.resident
    assert "Visa apa?" in shown(after(outcome.resident, pressed("cekjawab", *HEAD, "1")))


def test_in_an_emergency_or_a_talk_typed_words_go_to_the_ticket() -> None:
    begun = walk(begin()).resident
    spoken = Line(12, Author.OFFICER, MONDAY, "Siapa yang mengajak?", "budi", message="9")
    for ticket, word in (
        (make_ticket(emergency=True), None),
        (make_ticket(waiting_since=None, first_reply_at=MONDAY), spoken),
    ):
        outcome = after(begun, wrote("teman"), tickets=(ticket,), spoken=word)
        assert outcome.lines[0].text == "teman"
        assert outcome.ticket == 12


def test_beside_a_waiting_ticket_only_a_clear_answer_is_for_the_check() -> None:
    begun = walk(begin()).resident
    assert "Visa apa?" in shown(after(begun, wrote("teman"), tickets=(make_ticket(),)))
    assert after(begun, wrote("entahlah bagaimana ya"), tickets=(make_ticket(),)).ticket == 12


def test_a_photo_in_the_middle_becomes_a_ticket_as_always() -> None:
    photo = Attached(SITI, "Siti", MONDAY, "7", Attachment("photo", "x"), "")
    outcome = walk(begin(), photo)
    assert outcome.tickets
    assert said(outcome)[-1].startswith("Cek tawaran tadi belum selesai")


def test_a_press_after_hours_begins_anew_and_forgets_old_answers() -> None:
    begun = walk(begin(), answer(0, 1)).resident
    outcome = after(begun, answer(2, 1), timedelta(hours=7))
    assert texts.CHECK_OLD in shown(outcome)
    assert "Siapa yang menawarkan?" in shown(outcome)
    assert some(after(begun, wrote("biaya paspor"), timedelta(hours=7)).resident).memory.check is None


def test_a_check_that_changed_meanwhile_begins_anew_with_a_sentence() -> None:
    class NewFaq(SmallFaq):
        checks: tuple[GuidedCheck, ...] = (replace(SMALL_CHECK, version="v2"),)

    begun = walk(begin(), answer(0, 1)).resident
    assert begun
    policy = replace(POLICY, knowledge=NewFaq())
    for event in (answer(2, 1), wrote("ziarah")):
        outcome = dispatch.for_resident(ResidentContext(begun), event, MONDAY, policy)
        assert texts.CHECK_CHANGED in shown(outcome)
        assert outcome.resident
        assert outcome.resident.memory.check
        assert outcome.resident.memory.check.version == "v2"


def test_a_deleted_check_says_so() -> None:
    class NoChecks(SmallFaq):
        checks: tuple[GuidedCheck, ...] = ()

    begun = walk(begin(), answer(0, 1)).resident
    assert begun
    policy = replace(POLICY, knowledge=NoChecks())
    outcome = dispatch.for_resident(ResidentContext(begun), answer(2, 1), MONDAY, policy)
    assert outcome.actions == (Acknowledge(SITI, "cb1", texts.CHECK_GONE),)
    asked = dispatch.for_resident(ResidentContext(begun, fresh=3), wrote("ziarah"), MONDAY, policy)
    assert asked.tickets


def test_a_question_while_the_check_has_changed_is_not_swallowed() -> None:
    class NewFaq(SmallFaq):
        checks: tuple[GuidedCheck, ...] = (replace(SMALL_CHECK, version="v2"),)

    begun = walk(begin(), answer(0, 1)).resident
    assert begun
    policy = replace(POLICY, knowledge=NewFaq())
    known = dispatch.for_resident(ResidentContext(begun), wrote("biaya paspor"), MONDAY, policy)
    assert said(known)[0] == "Jawaban paspor-biaya."
    unknown = dispatch.for_resident(ResidentContext(begun), wrote("bagaimana nasib paman saya"), MONDAY, policy)
    assert "Tanya petugas" in labels(unknown)
    assert unknown.resident
    assert unknown.resident.memory.question == "bagaimana nasib paman saya"


@pytest.mark.parametrize(
    "event",
    [
        answer(0, 0),
        answer(7, 0),
        answer(2, 9),
        answer(2, -1),
        pressed("cekjawab", "cek", "v0", "2", "0"),
        pressed("cekjawab", *HEAD, "2", "²"),
        pressed("cekjawab", *HEAD, "2", "99999999999"),
        pressed("cekjawab", *HEAD),
        pressed("cekjawab"),
        pressed("cekmundur", *HEAD, "0"),
        pressed("cek", "lain"),
        pressed("cekkirim", *HEAD),
        pressed("cekkirim", "cek", "v0"),
    ],
)
def test_old_and_senseless_buttons_change_nothing(event: Event) -> None:
    begun = walk(begin(), answer(0, 1)).resident
    assert begun
    outcome = after(begun, checked(event))
    assert [type(action) for action in outcome.actions] == [Acknowledge]
    assert outcome.resident == begun
    assert outcome.tickets == ()


def test_a_button_of_another_check_does_not_end_this_one() -> None:
    class TwoChecks(SmallFaq):
        checks: tuple[GuidedCheck, ...] = (SMALL_CHECK, replace(SMALL_CHECK, id="lain", command=None))

    begun = walk(begin(), answer(0, 1)).resident
    assert begun
    policy = replace(POLICY, knowledge=TwoChecks())
    for event in (pressed("cekjawab", "lain", "v1", "0", "0"), pressed("cekberhenti", "lain")):
        outcome = dispatch.for_resident(ResidentContext(begun), event, MONDAY, policy)
        assert outcome.resident == begun


def test_the_check_is_in_the_menu_and_under_the_entries_that_it_goes_with() -> None:
    menu = after(siti(), Commanded(SITI, "Siti", MONDAY, "1", "menu", ""))
    assert "🔎 Cek tawaran kerja" in labels(menu)
    assert "Cek tawaran" in labels(after(siti(), wrote("jam buka")))
    assert "Cek tawaran" not in labels(after(siti(), wrote("biaya paspor")))


@pytest.mark.parametrize(("entry", "offered"), [("paspor-biaya", True), ("paspor-syarat", False)])
def test_the_check_stands_among_the_guesses_when_the_first_belongs_to_it(entry: str, offered: bool) -> None:
    class Fitting(SmallFaq):
        checks: tuple[GuidedCheck, ...] = (replace(SMALL_CHECK, under=(entry,)),)

    policy = replace(POLICY, knowledge=Fitting())
    outcome = dispatch.for_resident(ResidentContext(siti()), wrote("paspor"), MONDAY, policy)
    assert ("Cek tawaran" in labels(outcome)) == offered
    assert labels(outcome)[-1] == "Tanya petugas"


@pytest.mark.parametrize(("chance", "offered"), [(0.2, True), (0.1, False)])
def test_while_the_officer_is_awaited_a_check_that_fits_is_offered(chance: float, offered: bool) -> None:
    class Unsure(SmallFaq):
        special: ClassVar = {
            "tawaran ke arab": Decision(DecisionKind.ESCALATE, ranking=(("dasar-jam", chance), ("paspor-biaya", 0.05)))
        }

    policy = replace(POLICY, knowledge=Unsure())
    outcome = dispatch.for_resident(ResidentContext(siti(), fresh=12), wrote("tawaran ke arab"), MONDAY, policy)
    assert outcome.tickets
    assert (texts.MEANWHILE in said(outcome)[-1]) == offered


def test_short_choices_share_a_row_and_long_ones_do_not() -> None:
    short = replace(SMALL_CHECK.questions[0], choices=(Choice("Ya"), Choice("Tidak"), Choice("Tidak tahu")))

    class Short(SmallFaq):
        checks: tuple[GuidedCheck, ...] = (replace(SMALL_CHECK, questions=(short, *SMALL_CHECK.questions[1:])),)

    outcome = dispatch.for_resident(ResidentContext(siti()), begin(), MONDAY, replace(POLICY, knowledge=Short()))
    send = outcome.actions[1]
    assert isinstance(send, Send)
    assert [len(row) for row in send.buttons] == [3, 1]
