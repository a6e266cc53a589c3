"""Who is tired of life is told that the officer knows, reads nothing of an office, and his words go on to the case."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Outcome, React
from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.model.people import Memory, PastMessage
from bot.helpdesk.model.policy import Mission
from bot.helpdesk.model.ticket import EscalationStep, Ticket
from bot.helpdesk.texts import danger as danger_texts, officer as officer_texts, resident as texts
from bot.helpdesk.tickets.cards import card_text
from bot.helpdesk.tickets.danger import against_despair, first_aid
from bot.helpdesk.tickets.escalation import on_due
from bot.helpdesk.turn import OfficerContext, ResidentContext
from bot.matching.danger import DESPAIR, DESPAIR_OTHER, FAMILY
from bot.matching.entry import Decision, DecisionKind
from tests.helpdesk.desk import BUDI, CITRA, MONDAY, SITI, chat, knowing, make_ticket, pressed, said, siti, wrote
from tests.tables import each_line
from tests.typed import some

SAD, NOW, BEATEN = "lebih baik saya tiada", "mau gantung diri", "kaka ulun di malaysia dipukul majikan, kd kawa bulik"
WISH, UNWANTED = "suami saya udah gak tahan pengen cepet umrah", "orang rumah lebih tenang kalau aku ga ada"


POLICY = knowing(
    {
        UNWANTED: Decision(DecisionKind.EMERGENCY, (DESPAIR,), doubtful=True),
        WISH: Decision(DecisionKind.EMERGENCY, (FAMILY,)),
        SAD: Decision(DecisionKind.EMERGENCY, (DESPAIR,), doubtful=True),
        NOW: Decision(DecisionKind.EMERGENCY, (DESPAIR,)),
        "minum racun rumput": Decision(DecisionKind.EMERGENCY, (DESPAIR_OTHER,), doubtful=True),
        BEATEN: Decision(DecisionKind.EMERGENCY, (FAMILY,)),
        "suami pergi, utang banyak": Decision(DecisionKind.EMERGENCY, (DESPAIR_OTHER,), doubtful=True),
        "adik saya mau mati": Decision(DecisionKind.EMERGENCY, (DESPAIR_OTHER,), doubtful=True),
        "ya": chat("penutup"),
    }
)
"""Hears despair as the matcher does."""


def despairing(**changes: Any) -> Ticket:
    return make_ticket(question=SAD, despair=True, **changes)


def ask(text: str, *tickets: Ticket, **memory: Any) -> Outcome:
    context = ResidentContext(siti(memory=Memory(**memory)), tickets, fresh=13)
    return dispatch.for_resident(context, wrote(text), MONDAY, POLICY)


@each_line(
    ("text", "entry", "told", "not_told"),
    [
        (SAD, DESPAIR, ["petugas sudah diberi tahu", "Healing119.id", "119, lalu"], ["racun", "KBRI", "110"]),
        ("mau mati, suami di taiwan", DESPAIR, ["Healing119.id", "119, lalu tekan 8", "KBRI atau KJRI"], ["110"]),
        ("ia mau mati", DESPAIR_OTHER, ["Temani dia", "diberi tahu", "119, lalu tekan 8"], ["110"]),
    ],
)
def test_a_veiled_word_is_answered_gently(text: str, entry: str, told: list[str], not_told: list[str]) -> None:
    answer, _ = against_despair(POLICY, entry, text, danger_texts.ALERTED, veiled=True)
    assert [word for word in told if word not in answer] == []
    assert [word for word in not_told if word in answer] == []


@each_line(
    ("text", "entry", "told", "not_told"),
    [
        (NOW, DESPAIR, ["Jangan sendirian", "puskesmas atau IGD", "119, lalu tekan 8", "Anda di mana"], ["racun"]),
        ("sudah minum baygon", DESPAIR, ["Ke puskesmas atau IGD", "Jangan dipaksa muntah"], ["sendirian"]),
        ("anak saya minum racun", DESPAIR_OTHER, ["Ke puskesmas", "bungkus racun", "sekarang di mana"], ["Jauhkan"]),
        ("adik mau gantung diri", DESPAIR_OTHER, ["Temani dia", "Jauhkan", "pergi bersama"], ["muntah"]),
        ("saya di malaysia mau mati", DESPAIR, ["KBRI Kuala Lumpur", "119, lalu", "atau rumah sakit"], ["IGD"]),
        ("minum racun di taiwan", DESPAIR, ["rumah sakit", "119, lalu tekan 8", "nomor darurat setempat"], ["IGD"]),
    ],
)
def test_a_plan_or_an_act_is_told_what_helps_now(text: str, entry: str, told: list[str], not_told: list[str]) -> None:
    missions = {"malaysia": Mission("KBRI Kuala Lumpur", "+60 3 0000 0000")}
    policy = replace(POLICY, directory=replace(POLICY.directory, missions=missions))
    (send,) = first_aid(policy, SITI, 12, entry, text)
    assert [word for word in told if word not in send.text] == []
    assert [word for word in (*not_told, "110", "dijaga", "aman?") if word in send.text] == []
    assert [row[0].verb for row in send.buttons if not row[0].copied] == [Verb.SAFE]


OTHERS = ("ALERTED", "TALK", "WHERE_IS_WHO", "WHERE_IS_SHE", "CLINIC", "CLINIC_OR_HOSPITAL")
ALL = [
    value
    for name, value in vars(danger_texts).items()
    if isinstance(value, str) and " " in value and (name.startswith("DESPAIR_") or name in OTHERS)
]


@each_line("text", ALL)
def test_no_sentence_promises_or_is_long(text: str) -> None:
    promised = [word for word in ("pasti", "segera menghubungi", "akan menolong", "dijamin") if word in text.lower()]
    assert promised == []
    assert len(text) <= 330 or text == danger_texts.DESPAIR_STEPS


@pytest.mark.parametrize("resident", [siti(None), siti(None, informed_at=None)])
def test_it_waits_for_no_village_and_no_consent(resident: Any) -> None:
    policy = replace(POLICY, ask_consent=True)
    heard = dispatch.for_resident(ResidentContext(resident, fresh=12), wrote(SAD), MONDAY, policy)
    assert [ticket.despair for ticket in heard.tickets] == [True]


@pytest.mark.parametrize("text", ["ke siapa?", "halo", "kalah dari malaysia", "sorangan", "ok", "tidak", "ya", SAD])
def test_what_he_writes_on_joins_the_case_and_is_answered_with_words(text: str) -> None:
    case = despairing(version=1, **{"waiting_since": None} if text == "ya" else {})
    told = ask(text, case, turns=(PastMessage(SAD, MONDAY, None, "90"),), feared=SAD)
    assert [ticket.id for ticket in told.tickets] == [12]
    assert any(text in words for words in said(told, BUDI))
    (answer,) = said(told)
    assert answer.startswith("Saya teruskan ke petugas. Anda tidak sendiri. Kalau sendirian, panggil orang terdekat")
    assert ("119" in answer, "KBRI" in answer) == ("?" in text, "?" in text)
    assert not any(isinstance(action, React) for action in told.actions)


def test_who_also_writes_of_another_reads_what_to_do_for_him() -> None:
    told = ask("adik saya mau mati", despairing(), turns=(PastMessage(SAD, MONDAY, None, "90"),))
    assert "Temani dia sekarang" in said(told)[0]


def test_the_gravest_is_shown_rings_and_what_is_told_anew_is_helped() -> None:
    case, feared = replace(despairing(version=1), question="jerawat bikin pengen mati"), None
    for text, top, told in (
        (BEATEN, BEATEN, "telepon"),
        (WISH, BEATEN, danger_texts.JOINED),
        (SAD, BEATEN, "Terima kasih sudah bercerita"),
        (SAD, BEATEN, danger_texts.JOINED),
    ):
        heard = ask(text, case, turns=(PastMessage("jerawat", MONDAY, None, "90"),), feared=feared)
        (case,), feared = heard.tickets, some(heard.resident).memory.feared
        assert any(told in answer for answer in said(heard))
        queued = officer_texts.queue_line(case, "Siti", POLICY.directory, MONDAY)
        rung = said(on_due(case, siti(), MONDAY, POLICY), BUDI)
        assert [top in one for one in (queued, card_text(POLICY, case, siti(), MONDAY), *rung)] == [True] * 3


def test_a_plan_stands_above_a_wish_and_mistakes_above_nothing() -> None:
    assert ask("minum racun rumput", despairing()).tickets[0].gravest == "minum racun rumput"
    assert ask("sudah beli racun tikus", despairing()).tickets[0].emergency
    assert ask(UNWANTED, make_ticket(question=BEATEN, emergency=True, retracted_at=MONDAY)).tickets[0].gravest == BEATEN


def test_despair_behind_a_mistake_is_answered_like_the_first() -> None:
    for case in (make_ticket(question=BEATEN, emergency=True), despairing()):
        told = ask(UNWANTED, replace(case, retracted_at=MONDAY), feared=UNWANTED, turns=(PastMessage("a", MONDAY),))
        assert any("Healing119.id" in answer and "petugas sudah" in answer for answer in said(told))
        assert [(one.despair, one.retracted_at) for one in told.tickets] == [(True, None)]


def test_another_danger_in_a_quiet_case_is_answered_by_its_own_words() -> None:
    for text, act, red, told in (
        ("anak saya 14 dibawa kerja besok", "anak", True, danger_texts.WARN_MINOR),
        ("anak saya 14 mau kerja di kafe", "anak", False, danger_texts.WARN_MINOR),
        ("katanya ke arab tanpa biaya", "tawaran", False, danger_texts.WARN_OFFER),
        ("utang pinjol ditagih terus", "penipuan", False, danger_texts.DESPAIR_JOINED[1][:30]),
    ):
        policy = knowing({text: Decision(DecisionKind.WARN, act=act)})
        heard = dispatch.for_resident(ResidentContext(siti(), (despairing(version=1),)), wrote(text), MONDAY, policy)
        assert (said(heard)[0].startswith(told), text in "".join(said(heard, BUDI))) == (True, True)
        assert [(one.id, one.emergency, one.despair) for one in heard.tickets] == [(12, red, True)]


def test_who_has_spoken_of_himself_is_spoken_to_unless_another_is_meant() -> None:
    for text, another in (("suami pergi, utang banyak", False), ("adik saya mau mati", True)):
        assert any("Temani dia" in answer for answer in said(ask(text, despairing(), feared=SAD))) is another


def test_a_typed_yes_and_the_button_below_call_everybody() -> None:
    heard = ask(SAD)
    context = ResidentContext(some(heard.resident), heard.tickets, fresh=13)
    for event in (pressed(Verb.DANGER, "ya"), wrote("ya")):
        raised = dispatch.for_resident(context, event, MONDAY, POLICY)
        assert [(ticket.emergency, ticket.despair) for ticket in raised.tickets] == [(True, True)]
        assert "Jangan sendirian sekarang" in said(raised)[0]
        assert said(raised, CITRA)


def test_a_plan_told_in_the_case_rings_and_a_wish_in_a_kidnap_is_heard() -> None:
    raised = ask(NOW, despairing())
    assert [ticket.emergency for ticket in raised.tickets] == [True]
    assert "Jangan sendirian sekarang" in said(raised)[0]
    kept = ask(SAD, make_ticket(emergency=True, question="tolong saya disekap"))
    assert [ticket.despair for ticket in kept.tickets] == [False]
    assert "Healing119.id" in said(kept)[0]


def test_a_late_answer_and_a_closing_do_not_sound_like_an_office() -> None:
    late = on_due(despairing(next_step=EscalationStep.REMIND, next_at=MONDAY), siti(), MONDAY, POLICY)
    assert said(late) == [danger_texts.STILL_HELPING]
    known = OfficerContext(POLICY.directory.officers["budi"], POLICY.chats["budi"], despairing(), siti())
    assert said(dispatch.for_officer(known, pressed("ambil", "12", chat=BUDI), MONDAY, POLICY)) == []
    (told,) = said(dispatch.for_officer(known, pressed("tutup", "12", "0", chat=BUDI), MONDAY, POLICY))
    assert "Anda tidak sendiri" in told
    assert texts.DONE_ASK not in told
    steps = said(dispatch.for_officer(known, pressed("langkah", "12", chat=BUDI), MONDAY, POLICY), BUDI)
    assert "Jangan menghakimi" in steps[0]


def test_a_group_reads_of_despair_nothing_of_the_police() -> None:
    assert danger_texts.CALL_EITHER in said(dispatch.in_group(wrote("tolong saya disekap"), POLICY))[0]
    (text,) = said(dispatch.in_group(wrote(SAD), POLICY))
    assert text.startswith(danger_texts.DESPAIR_GROUP)
    assert "110" not in text


def test_whoever_names_poison_rings_everybody() -> None:
    raised = ask("minum racun rumput")
    assert [(ticket.emergency, ticket.despair) for ticket in raised.tickets] == [(True, True)]
    assert said(raised)[0].startswith("\ue000Ke puskesmas atau IGD sekarang juga")
    assert said(raised, CITRA)
