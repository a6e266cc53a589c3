"""What stands under an answer is about its own question, and what an answer asks for reaches the officer."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.helpdesk.model.actions import Edit, Send
from bot.helpdesk.model.events import Attached
from bot.helpdesk.model.people import Giving, Memory, PastMessage
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.ticket import Attachment, TicketState
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.turn import ResidentContext
from tests.helpdesk.desk import MONDAY, SITI, SmallFaq, by_resident, knowing, pressed, said, siti, wrote

FEE, PAPERS = PastMessage("biaya paspor", MONDAY, "paspor-biaya"), PastMessage("syarat paspor", MONDAY, "paspor-syarat")


def asking(**answers: str) -> Policy:
    """Return the policy on a FAQ one of whose answers asks for a company's name, and another has nothing to say."""
    known = SmallFaq.answers | answers
    return knowing({}, answers=known, requests={"paspor-biaya": "nama perusahaan"}, unknown=frozenset({"dasar-jam"}))


ASKING = asking()


def after(*turns: PastMessage, question: str | None = None, phase: Giving | None = None) -> ResidentContext:
    memory = Memory(turns=turns, question=question, phase=phase)
    return ResidentContext(siti(memory=memory), fresh=12)


@pytest.mark.parametrize(
    ("turns", "question"),
    [
        ((FEE, PAPERS), "biaya paspor"),
        ((PAPERS, FEE), "biaya paspor\n(sesudah bertanya: syarat paspor)"),
        ((PastMessage("biaya paspor", MONDAY, "paspor-syarat"), PAPERS), "biaya paspor"),
        ((PAPERS,), "Pertanyaan paspor-biaya?"),
    ],
    ids=["not the last", "the last", "one of several in a message", "from the menu"],
)
def test_the_button_under_an_answer_sends_what_it_answered(turns: tuple[PastMessage, ...], question: str) -> None:
    outcome = by_resident(after(*turns, question="syarat paspor"), pressed("petugas", "paspor-biaya"))
    assert [ticket.question for ticket in outcome.tickets] == [question]
    assert "Pertanyaan #12" in said(outcome)[0]
    assert outcome.resident
    assert outcome.resident.memory.question == "syarat paspor"


def test_an_answer_quotes_its_question_and_the_button_sends_that() -> None:
    answers = by_resident(after(), wrote("biaya paspor")).actions
    assert [one.reply_to for one in answers if isinstance(one, Send)] == ["101"]
    pressed_later = replace(pressed("petugas", "paspor-biaya"), quoted=wrote("paspor bayar pira"))
    assert [ticket.question for ticket in by_resident(after(PAPERS), pressed_later).tickets] == ["paspor bayar pira"]


@pytest.mark.parametrize(
    ("text", "phase"), [("terima kasih", Giving("paspor-biaya")), ("???", Giving("paspor-biaya")), ("jam buka?", None)]
)
def test_thanks_leave_the_request_and_another_question_ends_it(text: str, phase: Giving | None) -> None:
    policy = asking(**{"jam buka?": "paspor-syarat"})
    outcome = by_resident(after(FEE, phase=Giving("paspor-biaya")), wrote(text), policy)
    assert outcome.tickets == ()
    assert outcome.resident
    assert outcome.resident.memory.phase == phase


def test_an_answer_that_says_nothing_here_goes_to_the_officer() -> None:
    outcome = by_resident(after(), wrote("jam buka"), ASKING)
    assert outcome.tickets[0].state is TicketState.OPEN
    page = by_resident(after(), pressed("lihat", "dasar-jam"), ASKING)
    assert [texts.OFFICER_KNOWS in action.text for action in page.actions if isinstance(action, Edit)] == [True]


def test_a_country_that_was_named_is_not_asked_for() -> None:
    policy = knowing({}, answers={"nomor kbri": "paspor-biaya"}, requests={"paspor-biaya": "negara"})
    before = (PastMessage(one, MONDAY) for one in ("taiwan", "salam"))
    taiwan, other = (by_resident(after(one), wrote("nomor kbri"), policy) for one in before)
    assert (["taiwan" in one.question for one in taiwan.tickets], other.tickets) == ([True], ())


WAITS = after(FEE, phase=Giving("paspor-biaya"))
CALO = "calonya pak anu di binuang, hp 081234567890, nik 6305011212900001"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tidak ada di situ", "nama perusahaan: tidak ada di situ"),
        ("PT Takut Jaya", "nama perusahaan: PT Takut Jaya"),
        ("takut ketipu PT Maju", "nama perusahaan: takut ketipu PT Maju"),
        ("yang aman yang mana", "nama perusahaan: yang aman yang mana"),
        ("kalau pt nya tidak ada gimana?", "kalau pt nya tidak ada gimana?"),
    ],
)
def test_what_is_given_or_asked_goes_to_the_officer_as_such(text: str, words: str) -> None:
    outcome = by_resident(WAITS, wrote(text), ASKING)
    assert outcome.tickets[0].question == f"{words}\n(sesudah bertanya: biaya paspor)"


def test_the_officer_reads_the_telephone_number_in_a_report() -> None:
    outcome = by_resident(WAITS, wrote(CALO), ASKING)
    assert "hp 081234567890, nik [NIK/KK •••]" in outcome.tickets[0].question
    assert outcome.resident
    # it is for the officer alone: nothing that is remembered for later holds it
    assert "081234567890" not in repr(outcome.resident)
    ticket = outcome.tickets[0]
    more = by_resident(ResidentContext(outcome.resident, (ticket,)), wrote("nomornya 081234567891"), ASKING)
    assert [line.text for line in more.lines] == ["nomornya 081234567891"]
    named = by_resident(ResidentContext(outcome.resident, (ticket,)), wrote("biaya paspor"), ASKING)
    assert [texts.BESIDE in one for one in said(named)] == [False], "it is a part of the report"
    answered = replace(ticket, first_reply_at=MONDAY)
    later = by_resident(ResidentContext(outcome.resident, (answered,)), wrote("nomornya 081234567891"), ASKING)
    assert "081234567891" not in repr(later)


def test_a_telephone_number_beside_what_was_asked_for_is_hidden() -> None:
    both = "pak nik saya 6305011212900001 hp 081234567890 mau bikin paspor, ada mobil keliling kah?"
    for text in ("hp saya 081234567890, biaya paspor berapa?", "hp ulun 081234567890, cek paspor gimana", both):
        half = text.lower().replace("6305011212900001", "[nik/kk •••]")
        policy = asking(**dict.fromkeys((half, half.replace("081234567890", "[nomor hp •••]")), "paspor-syarat"))
        for context in (after(FEE), WAITS):
            outcome = by_resident(context, wrote(text), policy)
            assert "Jawaban paspor-syarat" in said(outcome)[0], text
            assert "081234567890" not in repr(outcome)


@pytest.mark.parametrize(
    ("kind", "context", "question"),
    [
        ("photo", WAITS, "nama perusahaan: (mengirim foto)\n(sesudah bertanya: biaya paspor)"),
        ("contact", WAITS, "nama perusahaan: (mengirim kontak)\n(sesudah bertanya: biaya paspor)"),
        ("voice", after(FEE), "(mengirim pesan suara)\n(sesudah bertanya: biaya paspor)"),
        ("voice", after(), "(mengirim pesan suara)"),
        ("photo", after(PastMessage("biaya paspor", MONDAY.replace(day=20))), "(mengirim foto)"),
    ],
)
def test_what_is_sent_without_words_says_what_it_was_sent_after(
    kind: str, context: ResidentContext, question: str
) -> None:
    sent = Attached(SITI, "Siti", MONDAY, "101", Attachment(kind, ""), "")
    outcome = by_resident(context, sent, ASKING)
    assert [ticket.question for ticket in outcome.tickets] == [question]
    assert outcome.resident
    assert not isinstance(outcome.resident.memory.phase, Giving)


@pytest.mark.parametrize(("text", "joins"), [("nomornya 081234567891", True), ("jam buka?", False)])
def test_what_is_added_to_a_report_reaches_the_officer(text: str, joins: bool) -> None:
    policy = asking(**{text: "paspor-biaya"})
    opened = by_resident(WAITS, wrote("PT Maju Jaya"), policy)
    assert opened.resident
    more = by_resident(ResidentContext(opened.resident, opened.tickets, fresh=13), wrote(text), policy)
    assert ([line.text for line in more.lines] == [text]) is joins
