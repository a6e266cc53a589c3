"""An emergency rings until somebody takes it up, and spares whoever cannot answer safely."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Copy, Delete, Edit, Outcome, Purpose, React, Send
from bot.helpdesk.model.events import Attached, Commanded, Edited, Event, Followed, Started, Wrote
from bot.helpdesk.model.markup import COVER_OFF, COVER_ON, unmarked
from bot.helpdesk.model.people import Address, Memory, PastMessage, Resident, Step
from bot.helpdesk.model.policy import Mission, Policy
from bot.helpdesk.model.store import OutboxRow
from bot.helpdesk.model.ticket import SURE, Attachment, Author, EscalationStep, Line, Ticket, TicketState
from bot.helpdesk.texts import danger as danger_texts, officer as officer_texts, resident as texts
from bot.helpdesk.tickets.cards import card_text
from bot.helpdesk.tickets.danger import safety, whom_to_call
from bot.helpdesk.tickets.delivery import hide_in_notification, may_leave
from bot.helpdesk.tickets.escalation import on_due, on_undelivered
from bot.helpdesk.turn import OfficerContext, ResidentContext
from bot.matching.danger import FAMILY
from bot.matching.entry import Decision, DecisionKind
from tests.helpdesk.desk import (
    BUDI,
    CITRA,
    DEWI,
    MONDAY,
    SITI,
    chat,
    knowing,
    make_ticket,
    pressed,
    said,
    siti,
    small_policy,
    wrote,
)
from tests.typed import some

STAFF = Address("telegram", "9009")
POLICY = replace(small_policy(), staff=STAFF)
HELP = "tolong saya disekap"
SATURDAY_NIGHT = MONDAY - timedelta(days=1, hours=11)


def climbed(ticket: Ticket, resident: Resident, minutes: int) -> dict[Address, list[int]]:
    """At which minutes something arrived with sound at which chat, if nobody does anything."""
    rings: dict[Address, list[int]] = {}
    while ticket.next_at and ticket.next_at <= MONDAY + timedelta(minutes=minutes):
        now = ticket.next_at
        outcome = hide_in_notification(on_due(ticket, resident, now, POLICY), resident)
        for action in outcome.actions:
            if isinstance(action, Send) and not action.silent:
                rings.setdefault(action.to, []).append(int((now - MONDAY).total_seconds() // 60))
        (ticket,) = outcome.tickets
    return {chat: sorted(set(found)) for chat, found in rings.items()}


def emergency(**changes: Any) -> Ticket:
    five = MONDAY + timedelta(minutes=5)
    return make_ticket(emergency=True, next_step=EscalationStep.REMIND, next_at=five, **changes)


def test_an_emergency_rings_for_more_and_more_people_until_taken_up() -> None:
    rings = climbed(emergency(), siti(), 60)
    assert rings[BUDI] == [5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60]
    assert rings[CITRA] == rings[BUDI]
    assert rings[DEWI] == rings[BUDI][2:]
    assert rings[STAFF] == rings[BUDI][5:]


@pytest.mark.parametrize("moment", [MONDAY, SATURDAY_NIGHT])
@pytest.mark.parametrize(
    "event",
    [
        wrote(HELP),
        wrote(HELP, forwarded=True),
        wrote(HELP, reply_to="77"),
        Edited(SITI, "Siti", MONDAY, "101", HELP),
        Attached(SITI, "Siti", MONDAY, "101", Attachment("photo", "AgAC"), HELP),
        Attached(SITI, "Siti", MONDAY, "101", Attachment("photo", "AgAC", "ktp.jpg"), HELP),
        Attached(SITI, "Siti", MONDAY, "101", Attachment("sticker", "CAAC"), HELP),
        Commanded(SITI, "Siti", MONDAY, "101", "petugas", HELP),
        Commanded(SITI, "Siti", MONDAY, "101", "tolong", HELP),
        Started(SITI, "Siti", MONDAY, "101", HELP),
    ],
    ids=lambda event: type(event).__name__,
)
@pytest.mark.parametrize(
    "context",
    [
        ResidentContext(Resident(0, SITI, "Siti", None, MONDAY), fresh=12),
        ResidentContext(siti(None, memory=Memory(phase=Step.NAMING_VILLAGE)), fresh=12),
        ResidentContext(siti(memory=Memory(phase=Step.WRITING)), fresh=12),
        ResidentContext(siti(memory=Memory(phase=Step.SENDING_TO_CHECK)), fresh=12),
        ResidentContext(siti(), (make_ticket(),), fresh=13),
        ResidentContext(siti(), (make_ticket(),), fresh=13, target=make_ticket()),
        ResidentContext(siti(), (make_ticket(emergency=True),), fresh=13),
        ResidentContext(
            siti(memory=Memory(turns=(PastMessage("gelap", MONDAY - timedelta(minutes=1)),))),
            (make_ticket(emergency=True, retracted_at=MONDAY),),
            fresh=13,
        ),
    ],
)
def test_a_call_for_help_is_heard_in_any_form_and_at_any_moment(
    moment: datetime, event: Event, context: ResidentContext
) -> None:
    outcome = dispatch.for_resident(context, replace(event, at=moment), moment, POLICY)
    (ticket,) = outcome.tickets
    assert ticket.emergency
    assert ticket.state is TicketState.OPEN
    *_, steps = [action for action in outcome.actions[:2] if isinstance(action, Send) and action.to == SITI]
    assert [button.label for button in steps.buttons[0]] == ["Ya", "Tidak"]
    assert [button.label for button in steps.buttons[-1]] == ["Salah paham"]
    assert danger_texts.SAFE_ASK in steps.text
    assert all(said(outcome, chat) for chat in ([BUDI, CITRA] if context.resident.village else [DEWI]))


def first_aid_for(text: str, entry: str, policy: Policy = POLICY) -> list[Send]:
    hearing = knowing({text: Decision(DecisionKind.EMERGENCY, (entry,))}, known=(entry,)).knowledge
    policy = replace(policy, knowledge=hearing)
    outcome = dispatch.for_resident(ResidentContext(siti(), fresh=3), wrote(text), MONDAY, policy)
    return [action for action in outcome.actions if isinstance(action, Send) and action.to == SITI]


def test_a_victim_reads_of_help_one_thing_to_do_and_one_question() -> None:
    opening, steps = first_aid_for("tolong saya dikurung", "tppo-korban-darurat")
    assert opening.text == "Petugas sudah diberi tahu. Anda tidak sendiri."
    assert opening.buttons == ()
    assert steps.text.count("?") == 1
    assert "110" in steps.text
    assert "lokasi" not in steps.text
    assert len(steps.text) <= 250


def test_abroad_a_known_mission_is_called_by_a_button() -> None:
    missions = {"malaysia": Mission("KBRI Kuala Lumpur", "+60 3 0000 0000")}
    policy = replace(POLICY, directory=replace(POLICY.directory, missions=missions))
    _, steps = first_aid_for("tolong saya dikurung di johor", "tppo-korban-darurat", policy)
    assert "KBRI Kuala Lumpur" in steps.text
    assert "110" in steps.text
    assert [button.copied for row in steps.buttons for button in row if button.copied] == ["+60 3 0000 0000"]
    _, unknown = first_aid_for("saya dikurung di taiwan", "tppo-korban-darurat", policy)
    assert "KBRI atau KJRI" in unknown.text
    assert [button.copied for row in unknown.buttons for button in row if button.copied] == [danger_texts.SAPA]
    assert len(unknown.text) <= 250


BLEEDING = "tadi malam saya dipukul suami, kepala berdarah"


@pytest.mark.parametrize(
    ("text", "entry", "first", "sapa"),
    [
        (BLEEDING, "tppo-korban-darurat", "puskesmas atau IGD", True),
        ("ibu saya dipukul bapak tiri sampai pingsan", "tppo-keluarga-korban", "puskesmas atau IGD", True),
        ("majikan di malaysia tusuk saya, luka", "tppo-korban-darurat", "rumah sakit terdekat", False),
        ("suami pukul saya tiap malam", "tppo-korban-darurat", "Kalau aman", True),
        ("pacar ancam sebar video saya kalau putus", "tppo-korban-darurat", "Jangan bayar", True),
        ("tolong saya dikurung mandor", "tppo-korban-darurat", "Kalau aman", False),
    ],
)
def test_what_is_told_says_what_is_read_first_and_whether_of_sapa(
    text: str, entry: str, first: str, sapa: bool
) -> None:
    _, steps = first_aid_for(text, entry)
    assert first in steps.text.split("\n\n")[0]
    assert (danger_texts.SAPA_AT_HOME in steps.text, "110" in steps.text) == (sapa, True)


def test_a_wound_that_is_told_of_later_is_answered_with_where_to_go_once() -> None:
    assert "IGD" in said(goes_on("kepala saya berdarah", KEPT))[0]
    assert said(goes_on("masih berdarah", BLEEDING)) == [danger_texts.JOINED]


def test_the_mission_of_the_city_is_named_to_who_asks_whom_to_phone() -> None:
    missions = {"malaysia": Mission("KBRI Kuala Lumpur", "+60 3 0000 0000"), "johor": Mission("KJRI Johor", "+60 7 00")}
    directory = replace(POLICY.directory, missions=missions)
    case = ResidentContext(siti(), (make_ticket(emergency=True, question="anak saya disekap di johor malaysia"),))
    for text in ("telpon siapa", "ulun harus menghubungi siapa pak", "siapa yg harus ditelepon"):
        outcome = dispatch.for_resident(case, wrote(text), MONDAY, replace(POLICY, directory=directory))
        assert "KJRI Johor (kantor" in said(outcome)[0]
    assert "Lumpur" in whom_to_call(directory, "di penang, malaysia", FAMILY)[0]


def test_a_relative_is_asked_what_helps_and_silences_nobody() -> None:
    _, steps = first_aid_for("adik saya disekap di kamboja", "tppo-keluarga-korban")
    for asked in ("kapan kabar terakhir", "dia sekarang di mana", "siapa yang membawa atau memaksa"):
        assert asked in steps.text
    assert "110" in steps.text
    assert danger_texts.SAFE_ASK not in steps.text
    assert not {danger_texts.B_SAFE["ya"], danger_texts.B_SAFE["tidak"]} & {
        button.label for row in steps.buttons for button in row
    }


def test_a_relative_reads_what_is_known_of_what_she_tells_besides() -> None:
    text = "anak saya tidak dibayar, paspornya ditahan"
    ranking = (("paspor-biaya", 0.9), ("dasar-jam", 0.6))
    told = Decision(DecisionKind.EMERGENCY, ("tppo-keluarga-korban",), ranking=ranking)
    outcome = dispatch.for_resident(ResidentContext(siti(), fresh=3), wrote(text), MONDAY, knowing({text: told}))
    assert outcome.tickets[0].emergency
    assert danger_texts.RELATIVE_ASK in said(outcome)[1]
    assert [one.split("\n", 1)[1] for one in said(outcome)[2:]] == ["Jawaban paspor-biaya."], (
        "one answer, in short, below"
    )


@pytest.mark.parametrize("mistaken", [None, MONDAY])
def test_who_is_in_danger_hears_of_no_delay_and_of_no_owner(mistaken: datetime | None) -> None:
    heard = []
    ticket = replace(emergency(), retracted_at=mistaken)
    while ticket.next_at and ticket.next_at <= MONDAY + timedelta(hours=2):
        outcome = on_due(ticket, siti(), ticket.next_at, POLICY)
        heard += [action for action in outcome.actions if isinstance(action, Send) and action.to == SITI]
        (ticket,) = outcome.tickets
    assert [(one.text, one.silent) for one in heard] == ([] if mistaken else [(danger_texts.STILL_HELPING, True)])
    context = OfficerContext(POLICY.directory.officers["budi"], POLICY.chats["budi"], emergency(), siti())
    for press in (("ambil", "12"), ("ke", "12", "citra")):
        assert said(dispatch.for_officer(context, pressed(*press, chat=BUDI), MONDAY, POLICY), SITI) == []


def test_a_doubtful_message_in_a_ticket_is_asked_about_and_passed_on() -> None:
    doubtful = wrote("anak saya belum pulang")
    outcome = dispatch.for_resident(ResidentContext(siti(), (make_ticket(),), fresh=13), doubtful, MONDAY, POLICY)
    assert said(outcome) == [danger_texts.CHECK_DANGER]
    assert "belum pulang" in said(outcome, BUDI)[0]
    urgent = ResidentContext(siti(), (make_ticket(emergency=True),), fresh=13)
    outcome = dispatch.for_resident(urgent, doubtful, MONDAY, POLICY)
    assert (said(outcome), bool(said(outcome, BUDI))) == ([danger_texts.JOINED], True)
    bill, guessed = "bayar listrik telat dendanya berapa", Decision(DecisionKind.SUGGEST, suggestions=("paspor-biaya",))
    outcome = dispatch.for_resident(urgent, wrote(bill), MONDAY, knowing({bill: guessed}))
    assert (said(outcome), bool(said(outcome, BUDI))) == ([danger_texts.PASSED_ON], True)
    assert "110" in said(dispatch.for_resident(urgent, wrote("kemana nelponnya, siapa?"), MONDAY, POLICY))[0]


@pytest.mark.parametrize(
    "text", ["eh ga jadi pak salah pencet", "maaf kepencet", "salah kirim bu", "maaf tidak sengaja"]
)
def test_who_called_by_mistake_reads_which_button_says_so(text: str) -> None:
    policy, sad = knowing({text: chat("penutup")}), emergency(despair=True, version=1)
    for case, told in ((emergency(), danger_texts.CALLED_OFF), (sad, danger_texts.JOINED)):
        outcome = dispatch.for_resident(ResidentContext(siti(), (case,), fresh=13), wrote(text), MONDAY, policy)
        assert (said(outcome)[0].startswith(told), text in said(outcome, BUDI)[0]) == (True, True)
        assert safety(12, "salah") in [one.buttons for one in outcome.actions if isinstance(one, Send)]


def unsafe() -> Outcome:
    context = ResidentContext(siti(), (emergency(),), target=emergency())
    return dispatch.for_resident(context, pressed("aman", "12", "tidak"), MONDAY, POLICY)


def test_an_unsafe_resident_hears_nothing_unasked_until_he_writes_again() -> None:
    resident = some(unsafe().resident)
    assert resident.memory.hush
    assert SITI not in climbed(emergency(), resident, 60)
    claiming = OfficerContext(POLICY.directory.officers["budi"], POLICY.chats["budi"], emergency(), resident)
    assert not said(dispatch.for_officer(claiming, pressed("ambil", "12", chat=BUDI), MONDAY, POLICY))
    again = dispatch.for_resident(ResidentContext(resident, (emergency(),)), wrote("halo pak"), MONDAY, POLICY)
    assert not some(again.resident).memory.hush


def of_resident(event: Event, resident: Resident | None = None) -> Outcome:
    return dispatch.for_resident(ResidentContext(resident or siti(), (emergency(),)), event, MONDAY, POLICY)


def of_officer(event: Event, *, hushed: bool = False) -> Outcome:
    resident = siti(memory=Memory(hush=hushed))
    chat = replace(POLICY.chats["budi"], draft="900", draft_text="Di mana?")
    context = OfficerContext(POLICY.directory.officers["budi"], chat, make_ticket(), resident)
    return dispatch.for_officer(context, event, MONDAY, POLICY)


PHOTO = Attached(BUDI, "Budi", MONDAY, "900", Attachment("photo", "AgAC"), "", "800")
HUSHED = siti(memory=Memory(hush=True))


LEAVES = {
    "the answer to a question of hers": (of_resident(wrote("biaya paspor")), True),
    "the answer to Tidak": (unsafe(), True),
    "the cleared chat": (of_resident(Commanded(SITI, "Siti", MONDAY, "10", "hapusjejak", ""), HUSHED), True),
    "an answer that its officer confirmed": (
        of_officer(pressed("untuk", "12", "900", SURE, chat=BUDI), hushed=True),
        True,
    ),
    "a withdrawn answer": (Outcome(actions=(Delete(SITI, "5"),)), True),
    "a changed answer": (Outcome(actions=(Edit(SITI, "5", "x"),)), True),
    "an answer of before": (of_officer(Wrote(BUDI, "Budi", MONDAY, "900", "Di mana?", "800")), False),
    "a photo of before": (of_officer(PHOTO), False),
    "word that somebody has taken it up": (of_officer(pressed("ambil", "12", chat=BUDI)), False),
    "news": (Outcome(actions=(Send(SITI, "x", purpose=Purpose.BROADCAST),)), False),
    "a reminder": (Outcome(actions=(Send(SITI, "x", purpose=Purpose.REMINDER),)), False),
    "a sign on her message": (Outcome(actions=(React(SITI, "5", "👍"),)), False),
}


@pytest.mark.parametrize(("outcome", "leaves"), LEAVES.values(), ids=LEAVES)
def test_only_what_was_asked_for_leaves_for_an_unsafe_phone(outcome: Outcome, leaves: bool) -> None:
    sounds = [action for action in outcome.actions if action.to == SITI]
    assert sounds
    rows = [OutboxRow(1, action, 0, repeat=False) for action in sounds]
    assert {may_leave(row) for row in rows} == {leaves}
    # the phone may be in other hands by the time that anything comes again, or late
    later = [changed for row in rows for changed in (replace(row, repeat=True), replace(row, late=True))]
    assert not any(may_leave(row) for row in later if isinstance(row.action, Send | Copy))


def test_an_answer_that_did_not_leave_for_an_unsafe_phone_was_none() -> None:
    lost = Followed(Purpose.REPLY, SITI, "900", reason="unsafe")
    outcome = on_undelivered(lost, make_ticket(waiting_since=None), siti(), MONDAY, POLICY)
    assert said(outcome, BUDI) == [officer_texts.NOT_SENT_UNSAFE.format(number=12)]
    assert outcome.tickets[0].waiting_since == MONDAY


def test_an_officer_is_asked_before_his_word_lights_up_an_unsafe_phone() -> None:
    resident = unsafe().resident
    context = OfficerContext(POLICY.directory.officers["budi"], POLICY.chats["budi"], emergency(), resident)
    asked = dispatch.for_officer(context, Wrote(BUDI, "Budi", MONDAY, "900", "Di mana?", "800"), MONDAY, POLICY)
    assert said(asked, BUDI) == [officer_texts.UNSAFE_ASK]
    assert not said(asked)
    sure = replace(context, chat=some(asked.officer_chat))
    first = dispatch.for_officer(sure, pressed("untuk", "12", "900", chat=BUDI), MONDAY, POLICY)
    assert said(first, BUDI) == [officer_texts.UNSAFE_ASK]
    assert not said(first)
    for outcome in (asked, first):
        (question,) = (action for action in outcome.actions if isinstance(action, Send))
        go_on = question.buttons[0][0]
        sent = dispatch.for_officer(sure, pressed(go_on.verb, *go_on.args, chat=BUDI), MONDAY, POLICY)
        assert "Di mana?" in said(sent)[0]
    assert not said(dispatch.for_officer(context, pressed("kirim", "12", "paspor-biaya", chat=BUDI), MONDAY, POLICY))


def test_after_clearing_messages_of_tickets_come_covered_and_silent() -> None:
    cleared = dispatch.for_resident(
        ResidentContext(siti(), (make_ticket(),)),
        Commanded(SITI, "Siti", MONDAY, "10", "hapusjejak", ""),
        MONDAY,
        POLICY,
    )
    assert said(cleared, BUDI) == [officer_texts.CLEARED.format(number=12)]
    resident = some(cleared.resident)
    context = OfficerContext(POLICY.directory.officers["budi"], POLICY.chats["budi"], make_ticket(), resident)
    answer = dispatch.for_officer(context, Wrote(BUDI, "Budi", MONDAY, "900", "kata " * 2000, "800"), MONDAY, POLICY)
    parts = [action for action in answer.actions if isinstance(action, Send) and action.to == SITI]
    assert len(parts) == 3
    for part in parts:
        assert part.text.startswith(texts.COVERED)
        assert part.text.count(COVER_ON) == part.text.count(COVER_OFF) == 1
        assert part.silent
    photo = Attached(BUDI, "Budi", MONDAY, "901", Attachment("photo", "x"), "", "800")
    copied = [a for a in dispatch.for_officer(context, photo, MONDAY, POLICY).actions if isinstance(a, Copy)]
    assert [copy.silent for copy in copied if copy.to == SITI] == [True]
    known = dispatch.for_resident(ResidentContext(resident), wrote("biaya paspor"), MONDAY, POLICY)
    assert COVER_ON not in said(known)[0]
    more = dispatch.for_resident(ResidentContext(resident, (make_ticket(),)), wrote("ini lanjutannya"), MONDAY, POLICY)
    assert COVER_ON in said(more)[0]
    assert COVER_ON not in said(more, BUDI)[0]
    edited = hide_in_notification(
        Outcome(actions=(Edit(SITI, "5", "Kasus #12"), Edit(BUDI, "6", "Kasus #12"))), resident
    )
    assert [COVER_ON in action.text for action in edited.actions if isinstance(action, Edit)] == [True, False]


@pytest.mark.parametrize("text", ["tolong", "saya takut", "terus bagaimana?"])
def test_a_plea_in_an_emergency_is_answered_warmly_with_a_number(text: str) -> None:
    context = ResidentContext(siti(), (emergency(),), fresh=13)
    (answer,) = said(dispatch.for_resident(context, wrote(text), MONDAY, POLICY))
    assert answer == danger_texts.JOINED_PLEA.format(call=danger_texts.CALL_EITHER)
    assert "110" in answer
    assert "Anda tidak sendiri" in answer


def test_a_relative_who_is_asked_for_money_reads_not_to_send_it_yet() -> None:
    _, steps = first_aid_for("adik saya disekap, minta tebusan 40 juta", "tppo-keluarga-korban")
    assert danger_texts.ASKED_FOR_MONEY in steps.text
    assert len(steps.text) <= 250
    ticket = emergency(question="adik saya disekap di kamboja, minta tebusan 40 juta")
    context = ResidentContext(siti(), (ticket,), fresh=13)
    (answer,) = said(dispatch.for_resident(context, wrote("saya harus bayar atau tidak?"), MONDAY, POLICY))
    assert answer.startswith(danger_texts.ASKED_FOR_MONEY)


def goes_on(text: str, question: str, entry: str = "tppo-korban-darurat", **context: Any) -> Outcome:
    """Return what follows when who asked `question` a moment ago tells more of the danger."""
    first, *_ = told = question.split("\n")
    memory = Memory(turns=(PastMessage(told[-1], context.pop("said_at", MONDAY), None, "90"),))
    known = ResidentContext(siti(memory=memory), (make_ticket(emergency=True, question=first),), fresh=13, **context)
    return dispatch.for_resident(
        known, wrote(text), MONDAY, knowing({text: Decision(DecisionKind.EMERGENCY, (entry,))})
    )


KEPT, LOST = "tolong saya disekap", "anak saya di kamboja hilang kontak"
BRIDE = "adik saya umur 14 mau dikawinkan paksa, dia masih di rumah"
ABROAD = "dipukul majikan, mau kabur tp paspor ditahan, saya di johor"


@pytest.mark.parametrize(
    ("question", "text", "call"),
    [
        (KEPT, "dipukul tiap hari", ""),
        (KEPT, "di sihanoukville kamboja", danger_texts.CALL_ABROAD),
        ("tolong saya disekap di kamboja", "masih di kamboja, dipukul", ""),
        (LOST, "hpnya mati sejak kemarin", ""),
        (BRIDE, ABROAD, danger_texts.CALL_ABROAD),
        (f"{BRIDE}\n{ABROAD}", "aku di rumah majikan di johor bahru pak, kd bisa keluar", ""),
    ],
)
def test_who_tells_more_is_not_asked_the_same_again(question: str, text: str, call: str) -> None:
    further = goes_on(text, question)
    assert said(further) == ["\n\n".join(part for part in (danger_texts.JOINED, call) if part)]
    assert text in said(further, BUDI)[0]


def test_who_is_in_danger_abroad_herself_is_no_relative_any_more() -> None:
    assert danger_texts.CALL_ABROAD in said(goes_on(ABROAD, BRIDE, said_at=MONDAY - timedelta(hours=1)))[0]
    assert danger_texts.CALL_ABROAD in said(goes_on("tolong pak", f"{BRIDE}\n{ABROAD}"))[0]


@pytest.mark.parametrize(("question", "asked"), [(KEPT, "SAFE_ASK"), (LOST, "RELATIVE_ASK")])
def test_after_a_pause_what_to_do_is_said_once_more(question: str, asked: str) -> None:
    (steps,) = said(goes_on("dipukul tiap hari", question, said_at=MONDAY - timedelta(hours=1)))
    assert getattr(danger_texts, asked) in steps


def closing(question: str, *lines: str, waits: bool = False, despair: bool = False) -> OfficerContext:
    """Return what is known when Pak Budi presses Tutup after these messages."""
    since = MONDAY if waits else None
    urgent = make_ticket(question=question, emergency=True, despair=despair, first_reply_at=MONDAY, waiting_since=since)
    said_so_far = tuple(Line(12, Author.RESIDENT, MONDAY, text) for text in (question, *lines))
    return OfficerContext(POLICY.directory.officers["budi"], POLICY.chats["budi"], urgent, siti(), lines=said_so_far)


@pytest.mark.parametrize(
    ("question", "told", "despair", "call", "not_said"),
    [
        (KEPT, "dipukul", False, danger_texts.CALL_EITHER, "119"),
        (KEPT, "saya di kamboja", False, danger_texts.CALL_ABROAD, "119"),
        ("adik saya disekap di kamboja", "hpnya mati", False, danger_texts.CALL_FOR_ANOTHER, "KBRI"),
        (BRIDE, ABROAD, False, danger_texts.CALL_ABROAD, "119"),
        ("saya mau mati saja", "capek", True, danger_texts.DESPAIR_CALL, "110"),
        ("saya mau mati saja", "suami di taiwan", True, danger_texts.DESPAIR_CALL, "110"),
    ],
)
def test_closing_tells_where_help_stays_in_the_country_that_was_told(
    question: str, told: str, despair: bool, call: str, not_said: str
) -> None:
    known = closing(question, told, despair=despair)
    (text,) = said(dispatch.for_officer(known, pressed("tutup", "12", "2", chat=BUDI), MONDAY, POLICY))
    assert call in text
    assert not_said not in text
    assert "terjawab" not in text


@pytest.mark.parametrize(("attended", "told"), [(True, True), (False, False)])
def test_what_is_known_in_an_emergency_is_answered_and_reaches_the_officer(attended: bool, told: bool) -> None:
    since = MONDAY if attended else None
    urgent = make_ticket(emergency=True, waiting_since=since, first_reply_at=None if attended else MONDAY)
    further = dispatch.for_resident(ResidentContext(siti(), (urgent,), fresh=13), wrote("biaya paspor"), MONDAY, POLICY)
    assert any("biaya paspor" in text for text in said(further, BUDI)) is told
    assert ("Jawaban paspor-biaya." in said(further)[0], danger_texts.PASSED_ON in said(further)[0]) == (True, told)
    for text in ("ditahan sponsor", "paspor ditahan, biayanya?"):
        (only,) = said(dispatch.for_resident(ResidentContext(siti(), (urgent,), fresh=13), wrote(text), MONDAY, POLICY))
        assert "Jawaban" not in only


def test_taking_it_up_silences_it_and_no_word_rings_the_supervisor() -> None:
    context = OfficerContext(POLICY.directory.officers["budi"], POLICY.chats["budi"], emergency(), siti())
    (taken,) = dispatch.for_officer(context, pressed("ambil", "12", chat=BUDI), MONDAY, POLICY).tickets
    rings = climbed(taken, siti(), 60)
    assert min(moment for chat in rings for moment in rings[chat]) == 15
    assert rings[DEWI][0] == 15
    assert CITRA not in rings
    assert rings[STAFF][0] == 30


URGENT = make_ticket(emergency=True, attempted=("paspor-biaya",))


def presses(
    *args: str, ticket: Ticket = URGENT, resident: Resident | None = None, lines: tuple[Line, ...] = ()
) -> Outcome:
    context = OfficerContext(
        POLICY.directory.officers["budi"], POLICY.chats["budi"], ticket, resident or siti(), lines=lines
    )
    return dispatch.for_officer(context, pressed(*args, chat=BUDI), MONDAY, POLICY)


def test_a_red_card_says_who_and_where_in_its_first_line() -> None:
    first, second, *_ = unmarked(card_text(POLICY, URGENT, siti(), MONDAY)).split("\n")
    assert first == "🔴🔴🔴 DARURAT: Siti, Desa Mandurian, Tapin Tengah"
    assert second.startswith("Kasus #12, ")


def test_the_first_steps_name_whom_to_call_and_three_replies() -> None:
    shown = presses("langkah", "12").actions[-1]
    assert isinstance(shown, Send)
    for number in ("110", "129", "peduliwni.kemlu.go.id", "KBRI Phnom Penh"):
        assert number in shown.text
    assert [button.args for row in shown.buttons for button in row] == [("12", "1"), ("12", "2"), ("12", "3")]


@pytest.mark.parametrize("key", officer_texts.READY_REPLIES)
def test_a_ready_reply_goes_out_once_as_the_officers_answer(key: str) -> None:
    text = officer_texts.READY_REPLIES[key][1]
    sent = presses("siap", "12", key)
    (answer,) = (a for a in sent.actions if isinstance(a, Send) and a.purpose == Purpose.REPLY)
    assert answer.to == SITI
    assert text in answer.text
    assert sent.tickets[0].claimed_by == "budi"
    assert not said(presses("siap", "12", key, lines=(Line(12, Author.OFFICER, MONDAY, text, "budi"),)))
