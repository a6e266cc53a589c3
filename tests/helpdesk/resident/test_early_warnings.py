"""A child's work abroad and a recruiter's trap: the warning comes first, and the officer is one tap away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import pytest
from msgspec.structs import replace

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Outcome, Send
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.people import Memory, PastMessage
from bot.helpdesk.privacy.names import says_minor
from bot.helpdesk.resident.warning import warning_text
from bot.helpdesk.texts import danger as danger_texts, officer as officer_texts, resident as texts
from bot.helpdesk.tickets.cards import card_text
from bot.helpdesk.turn import ResidentContext
from bot.matching.entry import Decision, DecisionKind
from tests.helpdesk.desk import (
    BUDI,
    CITRA,
    MONDAY,
    POLICY,
    SmallFaq,
    by_resident,
    chat,
    knowing,
    make_ticket,
    pressed,
    said,
    siti,
    wrote,
)
from tests.tables import each_line
from tests.typed import some

SCAM, ANOTHER_CHILD = "paket ditahan, bayar dulu", "murid saya 15 mau dinikahkan"
CHILD, TRAP, FEAR = "anak saya 15 mau kerja", "disuruh bohong di imigrasi", "anak saya belum pulang"


def ask(text: str, context: ResidentContext | None = None) -> Outcome:
    return by_resident(context or ResidentContext(siti(), fresh=12), wrote(text))


@pytest.mark.parametrize(
    ("text", "warning", "verbs"),
    [
        (CHILD, danger_texts.WARN_MINOR, ["cek", "petugas", "jawab"]),
        ("adik 16 mau ikut kerja", danger_texts.WARN_MINOR, ["cek", "petugas", "jawab"]),
        ("adik 16 kerja, biayanya?", danger_texts.WARN_MINOR, ["cek", "petugas", "jawab", "jawab"]),
        (TRAP, danger_texts.WARN_OFFER, ["cek", "petugas", "bahaya"]),
        (SCAM, danger_texts.WARN_SCAM, ["petugas", "jawab"]),
    ],
)
def test_the_warning_is_sent_with_what_can_be_done_at_once(text: str, warning: str, verbs: list[str]) -> None:
    outcome = ask(text)
    (send,) = outcome.actions
    assert isinstance(send, Send)
    assert send.text == warning
    assert ("Jangan bayar" if text == SCAM else "Jangan berangkat dulu") in send.text
    assert [button.verb for row in send.buttons for button in row] == verbs
    assert outcome.tickets == ()
    assert outcome.resident
    assert outcome.resident.memory.question == text


def test_a_group_reads_of_a_swindle_not_to_pay() -> None:
    (text,) = said(dispatch.in_group(wrote(SCAM), POLICY))
    assert text.startswith(danger_texts.WARN_SCAM)
    assert "berangkat" not in text


CHILDREN = [
    # what is written, what is read first
    ("umur saya 15 mau kerja di malaysia", danger_texts.WARN_MINOR),
    ("anak saya 15 mau kerja di malaysia", danger_texts.WARN_MINOR),
    ("diajak tetangga kerja di malaysia, saya 16", danger_texts.WARN_MINOR),
    ("tetangga mau bawa anak saya umur 15 ke arab", danger_texts.WARN_MINOR),
    ("saya siswa smk 16 tahun, umur saya boleh kerja di taiwan?", danger_texts.WARN_MINOR),
    ("umur ulun 16, abah handak mengawinakan ke taiwan", danger_texts.WARN_MARRIAGE),
    ("anak saya 15 dilamar orang cina, mau dinikahkan di sana", danger_texts.WARN_MARRIAGE),
    ("saya wali kelas, murid saya 15 mau dibawa agen", danger_texts.WARN_MINOR_OF_ANOTHER),
    ("anak tetangga umur 14 mau dibawa kerja ke brunei", danger_texts.WARN_MINOR_OF_ANOTHER),
    ("tetangga saya umur 16 mau kerja di malaysia", danger_texts.WARN_MINOR_OF_ANOTHER),
    ("warga saya masih 17 mau berangkat ke jepang", danger_texts.WARN_MINOR_OF_ANOTHER),
    ("murid saya umur 15 mau dikawinkan ke malaysia", danger_texts.WARN_MARRIAGE_OF_ANOTHER),
    ("saya guru, murid saya umur 15 mau dikawinkan ke malaysia", danger_texts.WARN_MARRIAGE_OF_ANOTHER),
    ("saya ketua rt, warga saya umur 16 mau kerja ke malaysia", danger_texts.WARN_MINOR_OF_ANOTHER),
    ("saya kader desa. anak tetangga 15 th mau dibawa agen", danger_texts.WARN_MINOR_OF_ANOTHER),
    ("anak warga kami 14 mau jadi pengantin pesanan", danger_texts.WARN_MARRIAGE_OF_ANOTHER),
]


@each_line(("text", "warning"), CHILDREN)
def test_the_warning_of_a_child_fits_who_writes_and_what_it_is_to_do(text: str, warning: str) -> None:
    assert warning_text("anak", text) == warning


def test_a_teachers_word_of_a_child_reaches_the_officer_at_once() -> None:
    outcome = ask(ANOTHER_CHILD)
    assert (said(outcome)[0], "#12" in said(outcome)[1]) == (danger_texts.WARN_MARRIAGE_OF_ANOTHER, True)
    assert [ticket.early_warning for ticket in outcome.tickets] == [True]
    assert [one.finding for one in outcome.tallies] == ["diteruskan"], "as the month's report counts it"
    assert danger_texts.EARLY_WARNING in said(outcome, BUDI)[0]


@each_line(
    ("text", "asked"),
    [
        ("aku 15 th mau kerja ke batam sm temen, bsk brgkt naik kapal", danger_texts.RELATIVE_ASK),
        ("murid saya kelas 9, minggu depan berangkat ke brunei ikut agen", danger_texts.RELATIVE_ASK),
        ("umur saya 16, malam ini dijemput agen ke malaysia", danger_texts.SAFE_ASK),
        ("ulun msh smp, mgg dpn diambil om bagawi ka malaysia", danger_texts.RELATIVE_ASK),
        ("umur saya 16, boleh kerja di malaysia minggu depan?", None),
    ],
)
def test_for_a_child_who_is_taken_away_soon_everybody_is_called(text: str, asked: str | None) -> None:
    policy = knowing({text: Decision(DecisionKind.WARN, act="anak")})
    outcome = dispatch.for_resident(ResidentContext(siti(), fresh=12), wrote(text), MONDAY, policy)
    assert said(outcome)[0].startswith(warning_text("anak", text))
    assert [ticket.emergency for ticket in outcome.tickets] == [True] * (asked is not None)
    assert ("110" in said(outcome)[-1], bool(said(outcome, CITRA))) == (asked is not None,) * 2
    assert (asked or "") in said(outcome)[-1]


def test_after_a_warning_it_is_told_that_the_child_leaves_soon() -> None:
    _, raised = talk(CHILD, "besok dijemput")
    assert [(one.emergency, one.question) for one in raised.tickets] == [(True, f"{CHILD}\nbesok dijemput")]
    assert said(talk(CHILD, "siapa yg bisa dihubungi pak")[1]) == [danger_texts.STILL_WARNED]
    assert "110" in said(talk(CHILD, "siapa yang bisa saya temui")[1])[1]


def test_the_button_under_a_warning_sends_what_was_warned_of() -> None:
    turns = (PastMessage(CHILD, MONDAY), PastMessage("boleh tidak?", MONDAY))
    context = ResidentContext(siti(memory=Memory(turns=turns, question="boleh tidak?", warned=CHILD)), fresh=7)
    outcome = by_resident(context, pressed("petugas", "peringatan"))
    assert outcome.tickets[0].question.endswith(f"{CHILD}\nboleh tidak?")
    assert (outcome.tickets[0].early_warning, len(outcome.tallies)) == (True, 1)
    assert danger_texts.EARLY_WARNING in said(outcome, BUDI)[0]


@pytest.mark.parametrize(
    ("early_warning", "told"),
    [(True, True), (False, False)],
    ids=["said in a warning's ticket", "said in one with its words alone"],
)
def test_what_is_said_in_an_open_early_warning_reaches_the_officer(early_warning: bool, told: bool) -> None:
    ticket = make_ticket(question=f"{CHILD}", early_warning=early_warning)
    outcome = ask("biaya paspor", ResidentContext(siti(), (ticket,), fresh=13))
    assert ("biaya paspor" in "\n".join(said(outcome, BUDI))) is told


def test_an_age_said_after_the_work_reaches_the_officer_with_it() -> None:
    class Following(SmallFaq):
        def decide(self, turns: Sequence[str], today: date | None = None) -> Decision:
            if list(turns[-2:]) == ["paspor", "umur 16"]:
                return Decision(DecisionKind.WARN, act="anak")
            return super().decide(turns, today)

    policy = replace(POLICY, knowledge=Following())
    context, outcome = ResidentContext(siti(), fresh=12), Outcome()
    for text in ("paspor", "umur 16", "kenapa"):
        outcome = dispatch.for_resident(context, wrote(text), MONDAY, policy)
        context = context.of(some(outcome.resident))
        if text == "umur 16":
            pressed_now = dispatch.for_resident(context, pressed("petugas", "peringatan"), MONDAY, policy)
            assert pressed_now.tickets[0].question == "paspor\numur 16"
    assert outcome.tickets[0].question == "paspor\numur 16\nkenapa"
    assert outcome.tickets[0].early_warning


def in_context(faq: SmallFaq, turns: Sequence[str], today: date | None = None) -> Decision:
    """Decide, where one text is answered only behind another."""
    if turns[-1] == "udah terlanjur bayar" and len(turns) > 1:
        return Decision(DecisionKind.ANSWER, answers=("paspor-biaya",), confidence=0.9)
    return SmallFaq.decide(faq, turns, today)


ARGUING = knowing(
    {
        "halo": chat("sapaan"),
        "kan bentar lagi 18": chat("sapaan", 0.06),
        "menurut kalian gimana": chat("bantuan", 0.02),
        "siapa yg bisa dihubungi pak": Decision(DecisionKind.SUGGEST, suggestions=("paspor-biaya",), confidence=0.3),
        "emang kenapa": Decision(DecisionKind.SUGGEST, suggestions=("paspor-biaya",), confidence=0.76),
        "udah dikasih tiket": Decision(DecisionKind.SUGGEST, suggestions=("paspor-biaya",), confidence=0.6),
        "udah terlanjur bayar": Decision(DecisionKind.SUGGEST, suggestions=("paspor-biaya",), confidence=0.3),
        "ok": chat("penutup"),
        "gak jadi": chat("penutup", 0.2),
        "sudah minta baik2": chat("penutup", 0.2),
    },
    decide=in_context,
)
"""Reads what people say to a warning as the shipped FAQ does."""


def talk(*messages: str) -> tuple[ResidentContext, Outcome]:
    """Return what is known, and the last outcome, when these messages were written one after the other."""
    context, outcome = ResidentContext(siti(), fresh=12), Outcome()
    for text in messages:
        outcome = dispatch.for_resident(context, wrote(text), MONDAY, ARGUING)
        context = context.of(some(outcome.resident))
    return context, outcome


@pytest.mark.parametrize(
    "text", ["kan bentar lagi 18", "menurut kalian gimana", "udah dikasih tiket", "udah terlanjur bayar", "ok"]
)
def test_who_argues_with_a_warning_hears_that_it_holds(text: str) -> None:
    context, argued = talk(CHILD, text)
    assert said(argued) == [danger_texts.STILL_WARNED]
    assert not argued.tickets
    for send in (pressed("petugas", "peringatan"), wrote("iya")):
        sent = dispatch.for_resident(context, some(send), MONDAY, ARGUING)
        assert sent.tickets[0].question == f"{CHILD}\n{text}"


@pytest.mark.parametrize("text", ["emang kenapa", "kenapa?", "kok gitu pak", "apa bahayanya"])
def test_who_asks_why_he_is_warned_reads_the_answer(text: str) -> None:
    assert said(talk(CHILD, text)[1]) == ["Jawaban paspor-syarat."]


def test_what_is_told_on_after_an_answer_still_belongs_to_the_warning() -> None:
    _, told = talk(CHILD, "biaya paspor", "udah dikasih tiket")
    assert said(told) == [danger_texts.STILL_WARNED]
    _, asked = talk(CHILD, "biaya paspor", "apakah boleh bawa madu")
    assert [ticket.early_warning for ticket in asked.tickets] == [False]


def test_who_goes_on_arguing_is_passed_on_as_an_early_warning() -> None:
    _, outcome = talk(CHILD, "kan bentar lagi 18", "udah dikasih tiket")
    (ticket,) = outcome.tickets
    assert ticket.early_warning
    assert ticket.question == f"{CHILD}\nkan bentar lagi 18\nudah dikasih tiket"
    (again,) = talk(CHILD, "adik 16 mau ikut kerja")[1].tickets
    assert (again.early_warning, again.question) == (True, f"{CHILD}\nadik 16 mau ikut kerja"), "not warned twice"
    assert said(ask(TRAP, ResidentContext(siti(), (again,)))) == [texts.JOINED.format(number=12)]
    assert said(talk(CHILD, SCAM)[1]) == [danger_texts.WARN_SCAM], "of another matter he is"


@pytest.mark.parametrize("between", ["halo", "ok", "biaya paspor", "gak jadi"])
def test_the_warned_message_is_kept_for_its_button(between: str) -> None:
    context, _ = talk(CHILD, between, "terima kasih", "halo")
    sent = dispatch.for_resident(context, pressed("petugas", "peringatan"), MONDAY, ARGUING)
    assert sent.tickets[0].question.startswith(f"{CHILD}")
    assert some(sent.resident).memory.warned is None


@pytest.mark.parametrize("text", ["terima kasih", "gak jadi", "biaya paspor", "bikin ktp"])
def test_what_is_not_said_to_the_warning_is_answered_as_always(text: str) -> None:
    assert said(talk(CHILD, text)[1]) == said(dispatch.for_resident(talk("halo")[0], wrote(text), MONDAY, ARGUING))


@pytest.mark.parametrize("waiting_since", [MONDAY, None])
def test_in_a_danger_that_is_told_of_no_warning_is_given(waiting_since: datetime | None) -> None:
    joined = ask(CHILD, ResidentContext(siti(), (make_ticket(emergency=True, waiting_since=waiting_since),)))
    assert said(joined) == [danger_texts.JOINED]
    assert CHILD in said(joined, BUDI)[0]


def test_a_warning_beside_a_waiting_question_says_that_it_was_passed_on() -> None:
    joined = ask(CHILD, ResidentContext(siti(), (make_ticket(),), fresh=13))
    assert said(joined) == [danger_texts.WARN_MINOR, texts.JOINED.format(number=12)]
    assert said(joined, BUDI)[0].startswith(bold(danger_texts.EARLY_WARNING)), "outside the quotation"
    assert (joined.tickets[0].early_warning, joined.tickets[0].gravest) == (True, CHILD), "on its card and in /antrean"
    assert CHILD in card_text(POLICY, joined.tickets[0], siti(), MONDAY)


@pytest.mark.parametrize("between", [("halo",), ("biaya paspor", "terima kasih", "ok")])
def test_a_yes_to_the_gentle_question_sends_what_it_was_asked_for(between: tuple[str, ...]) -> None:
    context, _ = talk(FEAR, *between)
    raised = dispatch.for_resident(context, pressed("bahaya", "ya"), MONDAY, ARGUING)
    assert raised.tickets[0].question.startswith(FEAR)
    assert some(raised.resident).memory.feared is None


def test_who_tells_on_is_asked_gently_once_more_and_then_the_officer() -> None:
    _, again = talk(FEAR, "sudah minta baik2")
    assert said(again) == [danger_texts.CHECK_DANGER]
    assert some(again.resident).memory.feared == f"{FEAR}\nsudah minta baik2"
    _, passed_on = talk(FEAR, "sudah minta baik2", "udah dikasih tiket")
    assert [ticket.question for ticket in passed_on.tickets] == [f"{FEAR}\nsudah minta baik2\nudah dikasih tiket"]
    assert said(talk(FEAR, "terima kasih")[1]) == [texts.THANKS]


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
        ("aku kls 9, ditawari tante kerja di kafe", True),
        ("anak tiri saya umur 15", False),
        ("siswi saya kelas 9", False),
        ("anak saya umur 15 mau bikin paspor", False),
        ("adik saya masih sekolah", False),
        ("umur saya 45 tahun", False),
        ("saya umur 18", False),
        ("anak umur 5 tahun syaratnya apa", False),
        ("paspor saya umur 6 bulan lagi habis", False),
        ("saya masih 5 tahun lagi kontraknya", False),
        ("usia saya 17 bulan", False),
        ("saya guru sma", False),
        ("anak tetangga ulun umur 15", False),
        ("", False),
    ],
)
def test_who_gives_his_own_age_or_school_is_a_minor(text: str, minor: bool) -> None:
    assert says_minor(text) is minor


def test_a_minor_is_asked_to_bring_a_parent_and_the_officer_sees_it() -> None:
    for age in (16, 46):
        outcome = by_resident(ResidentContext(siti(), fresh=12), wrote(f"qqq saya umur {age}"))
        assert (texts.BRING_A_PARENT in said(outcome)) is (officer_texts.MINOR in said(outcome, BUDI)[0]) is (age == 16)
        joined = by_resident(ResidentContext(siti(), (make_ticket(),)), wrote(f"umurku {age}"))
        assert (officer_texts.MINOR in said(joined, BUDI)[0]) is (age == 16), "told later, too"


def test_in_danger_nobody_speaks_of_parents_first() -> None:
    urgent = make_ticket(emergency=True, question="saya umur 15, disekap")
    assert texts.BRING_A_PARENT not in said(ask("saya masih sekolah", ResidentContext(siti(), (urgent,), fresh=13)))
