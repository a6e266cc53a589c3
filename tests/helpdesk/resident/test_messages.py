"""A resident's messages and buttons, one rule a test."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Acknowledge, Button, Outcome, Send
from bot.helpdesk.model.buttons import Verb, checked
from bot.helpdesk.model.events import Attached, Commanded, Edited, Event
from bot.helpdesk.model.markup import bold, quoted
from bot.helpdesk.model.people import Memory, PastMessage
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.ticket import Attachment, Author, EscalationStep, KeptPersonalData, Line, Ticket, TicketState
from bot.helpdesk.resident import menu
from bot.helpdesk.resident.menu import home_page
from bot.helpdesk.texts import danger as danger_texts, outreach as outreach_texts, resident as texts
from bot.helpdesk.turn import ResidentContext
from bot.matching.entry import Decision, DecisionKind
from tests.helpdesk.desk import (
    BUDI,
    CITRA,
    MONDAY,
    POLICY,
    SITI,
    buttons_of,
    by_resident,
    chat,
    knowing,
    make_ticket,
    pressed,
    said,
    siti,
    text_of,
    wrote,
)
from tests.typed import some


def ask(text: str, context: ResidentContext | None = None, policy: Policy = POLICY, now: datetime = MONDAY) -> Outcome:
    return dispatch.for_resident(context or ResidentContext(siti(), fresh=12), wrote(text), now, policy)


def test_a_question_of_nothing_in_particular_is_asked_what_it_is_about() -> None:
    (send,) = ask("syaratnya apa").actions
    assert isinstance(send, Send)
    assert send.text == texts.ABOUT_WHAT
    assert send.buttons == home_page(POLICY)[1]


def test_another_offices_service_is_named_and_no_ticket_is_opened() -> None:
    outcome = ask("bikin ktp")
    assert said(outcome) == ["Itu layanan Dukcapil."]
    assert not outcome.tickets


def test_what_cannot_be_read_is_asked_once_then_the_officer_is_offered() -> None:
    first = ask("???")
    assert said(first) == [texts.REPHRASE]
    second = ask("???", ResidentContext(some(first.resident)))
    assert said(second) == [texts.REPHRASE_AGAIN]
    assert buttons_of(second.actions[0])[0][0].verb == "petugas"


BOTH = Decision(DecisionKind.ANSWER, answers=("paspor-biaya", "dasar-jam"))


@pytest.mark.parametrize(
    ("doubtful", "row"), [(False, ["Tanya petugas"]), (True, ["Ya, butuh bantuan", "Tanya petugas"])]
)
def test_several_questions_get_one_message_with_one_row(doubtful: bool, row: list[str]) -> None:
    policy = knowing({"biaya, jam buka?": replace(BOTH, doubtful=doubtful)})
    (send,) = dispatch.for_resident(ResidentContext(siti(), fresh=4), wrote("biaya, jam buka?"), MONDAY, policy).actions
    assert [[button.label for button in one] for one in buttons_of(send)] == [
        [*([danger_texts.B_DANGER_YES] if doubtful else []), "Tanya petugas"]
    ]
    leads = "{0}\nJawaban paspor-biaya.\n\n{1}\nJawaban dasar-jam."
    asked = (bold(f"Pertanyaan {one}?") for one in BOTH.answers)
    assert text_of(send).startswith(leads.format(*asked))


def test_what_is_left_of_a_list_is_named_and_can_be_sent_to_the_officer() -> None:
    text = "1) biaya 2) makannya apa 3) hotelnya mana"
    policy = knowing({text: replace(BOTH, answers=("paspor-biaya",), left=("makannya apa", "hotelnya mana"))})
    outcome = dispatch.for_resident(ResidentContext(siti(), fresh=4), wrote(text), MONDAY, policy)
    named = texts.NOT_ANSWERED.format(items=quoted("makannya apa\nhotelnya mana"))
    assert said(outcome)[0].endswith(named)
    asked = dispatch.for_resident(ResidentContext(some(outcome.resident), fresh=4), pressed("petugas"), MONDAY, policy)
    assert asked.tickets[0].own == "makannya apa\nhotelnya mana"


@pytest.mark.parametrize("beside", [(), (Verb.REMINDER,) * 3, (Verb.TOPIC,)])
def test_no_more_than_four_buttons_stand_under_an_answer(beside: tuple[Verb, ...]) -> None:
    verbs = (*beside, Verb.ANSWER, Verb.CHECK_BEGIN, Verb.ASK_OFFICER, Verb.HELPFUL)
    rows = [tuple([Button("", verb)] * (2 if verb == Verb.HELPFUL else 1)) for verb in verbs]
    left = [button.verb for row in menu.fitting(tuple(rows)) for button in row]
    assert len(left) <= 4
    assert {*left} >= {*beside, Verb.ASK_OFFICER}


@pytest.mark.parametrize(
    ("text", "ways"),
    [("biaya paspor", 0), ("paspor ditahan, biayanya?", 1), ("ditahan sponsor", 1)],
    ids=["no danger", "danger is possible", "an answer that has the button anyhow"],
)
def test_an_answer_where_danger_is_possible_has_the_way_to_help(text: str, ways: int) -> None:
    outcome = ask(text)
    (send,) = outcome.actions
    help_ = Button(danger_texts.B_DANGER_YES, Verb.DANGER, ("ya",))
    assert [button for row in buttons_of(send) for button in row].count(help_) == ways
    yes = by_resident(ResidentContext(some(outcome.resident), fresh=4), pressed("bahaya", "ya"))
    assert (yes.tickets[0].emergency, yes.tickets[0].question) == (True, text)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("dia tidak bilang apa-apa", danger_texts.SAFE_ASK),
        ("kakak saya di sana tidak bilang apa-apa", danger_texts.RELATIVE_ASK),
    ],
)
def test_what_the_officer_gets_has_the_way_to_help_below_the_receipt(text: str, asked: str) -> None:
    outcome = ask(text)
    assert outcome.tickets[0].question == text
    ways = [send for send in outcome.actions if isinstance(send, Send) and send.text == danger_texts.IF_IN_DANGER]
    assert [row[0].args for send in ways for row in buttons_of(send)] == [("ya",)]
    context = ResidentContext(some(outcome.resident), tickets=outcome.tickets, fresh=4)
    yes = by_resident(context, pressed("bahaya", "ya"))
    assert (yes.tickets[0].id, yes.tickets[0].emergency) == (outcome.tickets[0].id, True)
    assert [line.text for line in yes.lines] == [danger_texts.B_DANGER_YES], "what was asked stands there already"
    assert any(asked in text for text in said(yes))


def test_a_possible_danger_is_asked_about_beside_what_else_may_be_meant() -> None:
    outcome = ask("kantornya jauh di kota")
    assert said(outcome) == [danger_texts.CHECK_DANGER]
    assert [row[0].args for row in buttons_of(outcome.actions[0])] == [("ya",), ("dasar-jam",), ("paspor-biaya",)]


def test_a_reply_after_closing_reopens_the_ticket() -> None:
    closed = make_ticket(state=TicketState.CLOSED, closed_at=MONDAY, waiting_since=None)
    outcome = ask("masih belum jelas", ResidentContext(siti(), (closed,), fresh=13, target=closed))
    (ticket,) = outcome.tickets
    assert (ticket.state, ticket.waiting_since, ticket.next_step) == (TicketState.OPEN, MONDAY, EscalationStep.REMIND)


ANSWERED = make_ticket(claimed_by="budi", waiting_since=None, first_reply_at=MONDAY)
DONE = replace(ANSWERED, state=TicketState.CLOSED, closed_at=MONDAY)
IN_TIME, TOO_LATE = MONDAY + timedelta(days=2), MONDAY + timedelta(days=60)


def replied(text: str, ticket: Ticket, now: datetime, spoken: str = "Sudah jadi.") -> Outcome:
    """Siti replies to a message of this ticket, in which Pak Budi has said something."""
    word = Line(12, Author.OFFICER, MONDAY, spoken, "budi", address=BUDI, message="55")
    context = ResidentContext(siti(), (ticket,), fresh=13, target=ticket, spoken=word)
    return dispatch.for_resident(context, wrote(text, now, reply_to="900"), now, knowing({"bangsat": chat("caci")}))


@pytest.mark.parametrize("now", [IN_TIME, TOO_LATE])
@pytest.mark.parametrize(("text", "sign"), [("terima kasih", None), ("ok", "👍"), ("bangsat", "👀")])
def test_courtesy_leaves_a_closed_ticket_closed(text: str, sign: str | None, now: datetime) -> None:
    outcome = replied(text, DONE, now)
    assert [(one.to, getattr(one, "emoji", None)) for one in outcome.actions] == [(SITI, sign)]
    assert not outcome.tickets


def test_an_answer_leads_back_to_the_list_in_which_it_stands() -> None:
    for entry, back in (("paspor-biaya", ("topik", ("paspor",))), ("paspor-syarat", ("semua", ("paspor", "0")))):
        (*_, (below,)) = buttons_of(by_resident(ResidentContext(siti()), pressed("lihat", entry)).actions[1])
        assert (below.verb, below.args) == back


def test_thanks_after_thanks_need_no_words() -> None:
    first = by_resident(ResidentContext(siti()), wrote("terima kasih"))
    again = by_resident(ResidentContext(some(first.resident)), wrote("terima kasih"))
    assert [getattr(one, "emoji", None) for one in (*first.actions, *again.actions)] == [None, "👍"]


def test_a_withheld_answer_is_not_given_to_who_forwards_it() -> None:
    late = knowing({}, unknown=frozenset({"dasar-jam"}))
    words = "Pertanyaan dasar-jam? Pertanyaan paspor-biaya?"
    forwarded = replace(wrote(words, MONDAY), forwarded=True, ours=MONDAY)
    text = said(dispatch.for_resident(ResidentContext(siti()), forwarded, MONDAY, late))[0]
    assert ("Jawaban paspor-biaya" in text, "Jawaban dasar-jam" in text) == (True, False)


@pytest.mark.parametrize("now", [IN_TIME, TOO_LATE])
def test_an_edit_alone_reopens_nothing(now: datetime) -> None:
    context = ResidentContext(siti(), (DONE,), fresh=13, target=DONE)
    changed = Edited(SITI, "Siti", now, "101", "apa kabar pasporku")
    outcome = dispatch.for_resident(context, changed, now, POLICY)
    assert not outcome.tickets
    assert "apa kabar pasporku" in said(outcome, BUDI)[0]
    assert [line.text for line in outcome.lines] == ["apa kabar pasporku"]
    elsewhere = replace(DONE, office="tutup")
    gone = dispatch.for_resident(replace(context, tickets=(elsewhere,), target=elsewhere), changed, now, POLICY)
    assert not gone.actions


def test_what_comes_long_after_the_closing_is_a_question_of_its_own() -> None:
    (ticket,) = replied("paspor saya hilang lagi", DONE, TOO_LATE).tickets
    assert (ticket.id, ticket.state) == (13, TicketState.OPEN)
    assert ticket.question.startswith("paspor saya hilang lagi\n")
    assert "#12" in ticket.question
    assert DONE.question in ticket.question
    photo = Attached(SITI, "Siti", TOO_LATE, "101", Attachment("voice", "x"), "", reply_to="900")
    context = ResidentContext(siti(), (DONE,), fresh=13, target=DONE)
    assert [one.id for one in dispatch.for_resident(context, photo, TOO_LATE, POLICY).tickets] == [13]


def test_what_goes_on_from_an_old_call_for_help_does_not_repeat_it() -> None:
    (ticket,) = replied("paspor saya hilang lagi", replace(DONE, emergency=True), TOO_LATE).tickets
    assert DONE.question not in ticket.question


def test_choosing_another_village_moves_an_untouched_ticket() -> None:
    outcome = by_resident(ResidentContext(siti(), (make_ticket(),)), pressed("desa", "lawahan"))
    assert outcome.tickets[0].officer == "citra"
    assert "Kasus #12" in said(outcome, CITRA)[0]
    assert "dialihkan" in said(outcome, BUDI)[0]


def test_whoever_belongs_to_no_village_is_served_by_the_first_office() -> None:
    outcome = by_resident(ResidentContext(siti(None)), pressed("luar"))
    assert some(outcome.resident).outside
    opened = ask("kenapa langit biru", ResidentContext(some(outcome.resident), fresh=9))
    assert opened.tickets[0].officer == "dewi"


def test_status_distinguishes_the_three_steps() -> None:
    steps = {
        "sedang dikirim": make_ticket(carded_at=None),
        "sudah sampai ke Pak Budi": make_ticket(),
        "sudah dijawab": make_ticket(waiting_since=None, first_reply_at=MONDAY),
        "selesai": make_ticket(state=TicketState.CLOSED),
        "dibatalkan": make_ticket(state=TicketState.CANCELLED, waiting_since=None),
    }
    for words, ticket in steps.items():
        event = Commanded(SITI, "Siti", MONDAY, "1", "status", "")
        assert words in said(by_resident(ResidentContext(siti(), (ticket,)), event))[0]


def test_an_emergency_cannot_be_taken_back_with_a_button() -> None:
    urgent = make_ticket(emergency=True)
    outcome = by_resident(ResidentContext(siti(), (urgent,), target=urgent), pressed("batal", "12"))
    assert outcome.tickets == (replace(urgent, retracted_at=MONDAY),)
    assert "Salah paham" in said(outcome, BUDI)[0]


def test_after_a_closed_ticket_stars_can_be_given_once() -> None:
    context = ResidentContext(siti(), target=DONE)
    asked = by_resident(context, pressed("selesai", "12")).actions[1]
    (row,) = buttons_of(asked)
    assert [button.args for button in row] == [("12", str(count)) for count in range(1, 6)]
    rated = by_resident(context, pressed("nilai", "12", "4"))
    assert [(mark.kind, mark.entry) for mark in rated.feedback] == [("stars", "4")]
    assert not buttons_of(rated.actions[1])
    again = by_resident(context.of(some(rated.resident)), pressed("nilai", "12", "1"))
    assert not again.feedback
    assert text_of(again.actions[0]) == texts.RATED_ALREADY
    assert not by_resident(context, some(checked(pressed("nilai", "12", "9")))).feedback
    thanked = siti(memory=Memory((PastMessage("makasih", MONDAY, None, "1"),)))
    low = by_resident(context.of(thanked), pressed("nilai", "12", "1"))
    assert by_resident(ResidentContext(some(low.resident), low.tickets), wrote("ok")).tickets[0].closed_at


def test_whoever_was_in_danger_is_not_asked_for_stars() -> None:
    context = ResidentContext(siti(), target=make_ticket(emergency=True, state=TicketState.CLOSED, closed_at=MONDAY))
    assert not buttons_of(by_resident(context, pressed("selesai", "12")).actions[1])


LONG_AGO = make_ticket(state=TicketState.CLOSED, closed_at=MONDAY - timedelta(days=30), waiting_since=None)
OF_NO_OFFICE = replace(LONG_AGO, closed_at=MONDAY, office="bubar", officer="fani")


@pytest.mark.parametrize(
    ("old", "why"), [(LONG_AGO, "sudah lama ditutup"), (OF_NO_OFFICE, "kantornya sudah tidak ada")]
)
def test_a_case_that_goes_on_says_why(old: Ticket, why: str) -> None:
    begun = by_resident(ResidentContext(siti(), (), fresh=13, target=old), wrote("bagaimana kelanjutannya pak"))
    assert f"Lanjutan kasus #12, yang {why}" in begun.tickets[0].question


@pytest.mark.parametrize("choice", ["ya", "tidak", "salah"])
def test_an_answer_about_safety_counts_although_its_office_was_removed(choice: str) -> None:
    urgent = replace(OF_NO_OFFICE, emergency=True)
    assert said(by_resident(ResidentContext(siti(), (urgent,), target=urgent), pressed("aman", "12", choice)), BUDI)


@pytest.mark.parametrize(
    ("verb", "args"),
    [
        ("lihat", ("hilang",)),
        ("jawab", ("hilang",)),
        ("topik", ("hilang",)),
        ("semua", ("paspor", "99")),
        ("semua", ("paspor", "x")),
        ("kab", ("99", "0")),
        ("desa", ("hilang",)),
        ("", ()),
        ("ambil", ("12",)),
        ("batal", ()),
        ("batal", ("x",)),
    ],
)
def test_old_and_forged_buttons_end_in_a_notice_or_a_page(verb: str, args: tuple[str, ...]) -> None:
    outcome = by_resident(ResidentContext(siti()), some(checked(pressed(verb, *args))))
    assert isinstance(outcome.actions[0], Acknowledge)
    assert not outcome.tickets


FEARED = Decision(DecisionKind.EMERGENCY, answers=("putus-asa",), doubtful=True)
TIRED = chat("mohon", 0.2)
READS_DESPAIR = knowing({"berhenti": FEARED, "bot goblok": chat("caci"), "capek kk": TIRED}, calm={"capek kk": TIRED})


def after(*before: str | Event, policy: Policy = READS_DESPAIR, **known: Any) -> Outcome:
    """Return what follows from the last of several messages, of which each but the first knows what was before."""
    resident, tickets, outcome = known.pop("resident", siti()), known.pop("tickets", ()), Outcome()
    for event in (wrote(one) if isinstance(one, str) else one for one in before):
        context = ResidentContext(resident, tickets, fresh=12, **known)
        outcome = dispatch.for_resident(context, event, MONDAY, policy)
        resident = outcome.resident or resident
        tickets = tuple({one.id: one for one in (*tickets, *outcome.tickets)}.values())
    return outcome


CHECK, RED = Commanded(SITI, "Siti", MONDAY, "1", "cektawaran", ""), ("teman", "ziarah")
SENDS = ("Kirim ke petugas", "iya kirim", "kirim", "kirim aja pak", "mau bicara petugas")
ERASE = Commanded(SITI, "Siti", MONDAY, "1", "hapus", "")
FIRST, SECOND = ("1", "yg pertama pak", "nang pamulaan", "yg atas"), ("no 2", "ke-2", "nang kadua", "yang terakhir")
TYPED: dict[str, tuple[tuple[str | Event, ...], dict[str, Any], str]] = {
    "berhenti in a check": ((CHECK, "Berhenti"), {}, texts.CHECK_STOPPED),
    "berhenti in a check and after another question": ((CHECK, "biaya paspor", "STOP"), {}, texts.CHECK_STOPPED),
    "berhenti where broadcasts come": (("berhenti",), {"resident": siti(news=True)}, outreach_texts.OFF),
    "berhenti where nothing is under way": (("berhenti",), {}, texts.NOTHING_TO_STOP),
    "berhenti after the end of a check": ((CHECK, *RED, "berhenti"), {}, texts.NOTHING_TO_STOP),
    "kirim ke petugas after a check": ((CHECK, *RED, "kirim ke petugas"), {}, "Pertanyaan #12"),
    **{f"{text} after a warning": (("anak saya 15 mau kerja", text), {}, "Pertanyaan #12") for text in SENDS},
    "salah paham": (("tolong saya disekap", "salah paham"), {}, danger_texts.SAFE_MISTAKE),
    "a child leaves": (("anak saya 15 mau kerja", "kirim", "besok berangkat"), {}, danger_texts.RELATIVE_ASK),
    "a guess": (("paspor", "pertanyaan paspor-biaya"), {}, "Jawaban paspor-biaya"),
    "daftar topik": (("Daftar topik",), {}, texts.MENU),
    "hapus": (("HAPUS",), {}, texts.ERASE_ASK),
    "ya, hapus semua": (("hapus", "ya hapus semua"), {}, texts.ERASED),
    "ya after hapus": ((ERASE, "ya"), {}, texts.ERASED),
    "tidak jadi": ((ERASE, "tidak jadi"), {}, texts.KEPT),
    "data": (("DATA",), {"kept": KeptPersonalData()}, "Data"),
    "menu": (("Menu!",), {}, texts.MENU),
    "bantuan": (("BANTUAN",), {}, "Cara memakai"),
    **{text: ((text,), {}, "Siapa yang menawarkan?") for text in ("cek tawaran", "Cek tawaran kerja", "cektawaran")},
    "berhenti after an alarm in a check": ((CHECK, "anak saya belum pulang", "berhenti"), {}, texts.CHECK_STOPPED),
    **{f"{text} of guesses": (("paspor", text), {}, "Jawaban paspor-biaya") for text in FIRST},
    **{f"{text} of guesses": (("paspor", text), {}, "Jawaban paspor-syarat") for text in SECOND},
    "places in the menu": (("menu", "yg pertama", "no 1"), {}, "Jawaban paspor-biaya"),
    "a number in a check": (("paspor", CHECK, "2"), {}, "Visa apa?"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "known", "expected"), TYPED.values(), ids=TYPED)
def test_a_typed_label_or_command_does_what_it_says(
    before: tuple[str | Event, ...], known: dict[str, Any], expected: str
) -> None:
    assert expected in "\n".join(said(after(*before, **known)))


def test_a_plea_or_tiredness_is_asked_about_once_and_a_yes_is_heard() -> None:
    assert said(after("capek kk")) == [danger_texts.WHAT_IS_IT]
    assert after("capek kk", "iya").tickets[0].emergency
    assert [one.text for one in after("tolong saya disekap", "salah paham", "capek kk").lines] == ["capek kk"]
    assert said(after("capek kk", "tidak")) == [f"{danger_texts.GLAD}\n\n{texts.TELL}"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [("iya yg itu", "Jawaban paspor-syarat"), ("tidak", "Baik, bukan itu"), ("bukan", "Baik, bukan itu")],
)
def test_a_single_guess_is_confirmed_or_refused_by_words(word: str, expected: str) -> None:
    unsure = Decision(DecisionKind.SUGGEST, suggestions=("paspor-syarat",), confidence=0.6)
    assert (
        expected in said(after("syaratnya", word, policy=knowing({"syaratnya": unsure, "bukan": chat("penutup")})))[0]
    )


def test_who_does_not_understand_can_hand_over_what_he_had_asked() -> None:
    lost = after("biaya paspor", "kada paham", policy=knowing({"kada paham": chat("bingung")}))
    assert (said(lost), some(lost.resident).memory.question) == ([texts.CONFUSED], "biaya paspor")


def test_an_insult_after_a_warning_is_no_part_of_it() -> None:
    insulted = after("anak saya 15 mau kerja", "bot goblok")
    assert (said(insulted), insulted.tickets) == ([texts.COMPLAINT], ())


def test_a_word_of_danger_or_of_a_talk_is_no_command() -> None:
    risk = make_ticket(emergency=True)
    assert texts.NOTHING_TO_STOP not in said(after("berhenti", tickets=(risk,)))
    asked = Line(12, Author.OFFICER, MONDAY, "Mau berhenti kerja?", "budi", message="9")
    talking = make_ticket(waiting_since=None, first_reply_at=MONDAY)
    assert any("berhenti" in text for text in said(after("berhenti", tickets=(talking,), spoken=asked), BUDI))
    offered = some(after("paspor").resident)
    for ticket in (risk, talking):
        assert after("1", tickets=(ticket,), spoken=asked, resident=offered).lines[0].text == "1"
    for ticket, told in ((risk, texts.ERASE_LATER.format(number=12)), (talking, texts.ERASE_ASK)):
        for word, answer in (("HAPUS", told), ("DATA", "Data"), ("STATUS", texts.STATUS_HEAD), ("menu", texts.MENU)):
            done = after(word, tickets=(ticket,), spoken=asked, target=ticket, kept=KeptPersonalData())
            assert answer in said(done)[0]
            assert not said(done, BUDI)
