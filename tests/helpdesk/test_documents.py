"""Photos and files that may show an identity document are held back, or asked about."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Copy, Delete, Edit, Outcome, Send
from bot.helpdesk.model.events import Attached, Pressed
from bot.helpdesk.model.people import Memory, PastMessage
from bot.helpdesk.model.policy import Policy
from bot.helpdesk.model.ticket import Attachment, Sent
from bot.helpdesk.resident.documents import DocumentKind, look_at
from bot.helpdesk.resident.message import says_document
from bot.helpdesk.texts import (
    danger as danger_texts,
    officer as officer_texts,
    privacy as privacy_texts,
    resident as texts,
)
from bot.helpdesk.turn import ResidentContext
from bot.matching.entry import Decision, DecisionKind
from tests.helpdesk.desk import (
    BUDI,
    MONDAY,
    POLICY,
    SITI,
    buttons_of,
    by_resident,
    knowing,
    make_ticket,
    said,
    siti,
    wrote,
)
from tests.typed import some

LONG_CAPTION = "pak kenapa waktu ambil paspor kemarin nama saya salah tulis ya"
OPEN = ResidentContext(siti(), (make_ticket(),))


def photo(caption: str = "", name: str | None = None, size: tuple[int | None, int | None] = (None, None)) -> Attached:
    return Attached(SITI, "Siti", MONDAY, "101", Attachment("photo", "AgAC", name, *size), caption)


def copied(outcome: Outcome) -> list[str]:
    return [action.message for action in outcome.actions if isinstance(action, Copy)]


def after(outcome: Outcome, context: ResidentContext = OPEN) -> ResidentContext:
    return replace(context, resident=some(outcome.resident))


def answers(context: ResidentContext, choice: str, policy: Policy = POLICY, kind: str = "photo") -> Outcome:
    press = Pressed(SITI, "Siti", MONDAY, "110", "dokumen", (choice, "101", kind), "cb")
    return dispatch.for_resident(context, press, MONDAY, policy)


@pytest.mark.parametrize(
    ("caption", "name", "size", "look"),
    [
        ("ktp saya", None, (), DocumentKind.DOCUMENT),
        ("ini aktanya benar kah", None, (), DocumentKind.DOCUMENT),
        ("ini foto paspor saya yang mau diperpanjang", None, (), DocumentKind.DOCUMENT),
        ("", "Scan_KTP-Siti.jpg", (), DocumentKind.DOCUMENT),
        ("", "akta.kelahiran.pdf", (), DocumentKind.DOCUMENT),
        ("", "6305011212900001.pdf", (), DocumentKind.DOCUMENT),
        ("suratnya", "berkas 6305-0112-1290-0001.pdf", (), DocumentKind.DOCUMENT),
        ("", "X1234567.jpg", (), DocumentKind.DOCUMENT),
        ("", "dari 081234567890.jpg", (), DocumentKind.LIKELY),
        ("apa benar agen bisa bikin paspor cepat begini", None, (), DocumentKind.LIKELY),
        ("", None, (856, 540), DocumentKind.LIKELY),
        ("", None, (540, 856), DocumentKind.LIKELY),
        ("", None, (1280, 960), DocumentKind.UNKNOWN),
        ("", None, (1280, 720), DocumentKind.UNKNOWN),
        ("", None, (), DocumentKind.UNKNOWN),
        ("", "surat-undangan.pdf", (), DocumentKind.UNKNOWN),
        ("", "IMG-20261124-WA0012.jpg", (), DocumentKind.UNKNOWN),
        ("", "VID_20261124_081530.mp4", (), DocumentKind.UNKNOWN),
        ("", "Screenshot_2026-11-24-08-15-30-123_com.whatsapp.jpg", (), DocumentKind.UNKNOWN),
        ("", "WhatsApp Image 2026-11-24 at 08.15.30.jpeg", (), DocumentKind.UNKNOWN),
        ("brosurnya", None, (856, 540), DocumentKind.HARMLESS),
    ],
)
def test_a_photo_is_classified_by_its_caption_name_and_shape(
    caption: str, name: str | None, size: tuple[int, ...], look: DocumentKind
) -> None:
    assert look_at(Attachment("photo", "AgAC", name, *size), caption) is look


def test_the_question_under_a_document_is_not_lost() -> None:
    outcome = by_resident(OPEN, photo("ini kk saya, kenapa nama beda dengan ijazah"))
    assert outcome.lines[0].text == "ini kk saya, kenapa nama beda dengan ijazah"
    assert said(outcome)[-1] == privacy_texts.DOCUMENT.format(what="foto")
    assert said(outcome, BUDI)[-1] == officer_texts.DOCUMENT_HELD.format(number=12)


def test_the_other_photos_of_an_album_of_documents_are_held_back_too() -> None:
    held = by_resident(OPEN, replace(photo("ini ktp saya"), album="7"))
    assert held.resident is not None
    back = replace(photo(), message="102", album="7")
    second = by_resident(after(held), back)
    assert said(second) == [privacy_texts.DOCUMENT.format(what="foto")]
    assert not [action for action in second.actions if isinstance(action, Copy)]
    assert buttons_of(second.actions[0])[0][0].args == ("102",)
    other = by_resident(after(held), replace(back, album="8"))
    assert [action for action in other.actions if isinstance(action, Copy)]


def test_an_album_with_a_doubtful_caption_waits_for_one_answer() -> None:
    first = by_resident(OPEN, replace(photo(LONG_CAPTION), album="7"))
    times = (MONDAY, MONDAY + POLICY.memory)
    later = [said(dispatch.for_resident(after(first), wrote("itu surat dari desa"), at, POLICY))[1:] for at in times]
    assert [said(first), *later] == [[privacy_texts.ASK_DOCUMENT], [privacy_texts.ASK_DOCUMENT], []]
    second = by_resident(after(first), replace(photo(), message="102", album="7"))
    assert (said(second), copied(second)) == ([], [])
    assert copied(answers(after(second), "bukan")) == ["101", "102"]
    assert copied(answers(after(second), "ya")) == []


def test_only_the_document_is_taken_back_and_what_followed_is_asked_about() -> None:
    stood = (
        Sent(BUDI, "900", "copy", "99"),
        Sent(BUDI, "901", "copy", "101"),
        Sent(BUDI, "902", "copy", "102"),
        Sent(BUDI, "903", "follow-up", "101"),
        Sent(BUDI, "904", "follow-up", "102"),
    )
    context = replace(OPEN, resident=siti(memory=Memory(photos_of=12)), target=make_ticket(), sent={12: stood})
    outcome = answers(context, "tarik")
    assert [action.message for action in outcome.actions if isinstance(action, Delete)] == ["901"]
    told = [(one.message, one.text) for one in outcome.actions if isinstance(one, Edit) and one.to == BUDI]
    assert told == [("903", officer_texts.TAKEN_BACK.format(number=12, what="foto"))]
    assert privacy_texts.TAKEN_BACK.format(what="Foto") in repr(outcome.actions)
    asked = [(one.reply_to, one.text) for one in outcome.actions if isinstance(one, Send) and one.to == SITI]
    assert asked == [("102", privacy_texts.ASK_ALSO)]
    assert privacy_texts.ASK_PASSED_ON in said(by_resident(after(outcome), replace(photo(), message="104")))


@pytest.mark.parametrize(
    ("text", "means"), [("itu foto paspor saya", True), ("bukan ktp", False), ("ktp hilang", None)]
)
def test_a_typed_yes_or_no_may_name_the_document(text: str, means: bool | None) -> None:
    assert says_document(text) is means


IN_DANGER = siti(memory=Memory(turns=(PastMessage("anak saya belum pulang", MONDAY),)))


HOLDING = {id: replace(office, hold_photos=True) for id, office in POLICY.directory.offices.items()}


@pytest.mark.parametrize("policy", [POLICY, replace(POLICY, directory=replace(POLICY.directory, offices=HOLDING))])
@pytest.mark.parametrize("size", [(1280, 960), (856, 540)])
@pytest.mark.parametrize(
    ("context", "caption"),
    [
        (ResidentContext(siti(), (make_ticket(emergency=True),)), ""),
        (ResidentContext(siti(), fresh=12), "tolong saya disekap"),
        (ResidentContext(IN_DANGER, fresh=12), ""),
        (ResidentContext(IN_DANGER, (make_ticket(),)), ""),
    ],
)
def test_a_call_for_help_is_never_held_back_by_the_question(
    context: ResidentContext, caption: str, size: tuple[int | None, int | None], policy: Policy
) -> None:
    outcome = dispatch.for_resident(context, photo(caption, size=size), MONDAY, policy)
    assert "101" in copied(outcome)
    assert not {privacy_texts.ASK_DOCUMENT, privacy_texts.ASK_PASSED_ON} & set(said(outcome))


@pytest.mark.parametrize("choice", ["ya", "bukan"])
def test_what_is_asked_under_a_photo_beside_a_case_is_not_lost(choice: str) -> None:
    caption, caught = "syarat paspor hilang apa pa?", "jam berapa kantornya buka?"
    guess = Decision(DecisionKind.SUGGEST, confidence=0.6, ranking=(("paspor-syarat", 0.6),))
    policy = knowing({caption: guess, caught: Decision(DecisionKind.ANSWER, ("dasar-jam",), confidence=0.97)})
    first = dispatch.for_resident(OPEN, photo(caught), MONDAY, policy)
    assert ("Jawaban dasar-jam." in said(first)[0], copied(first)) == (True, ["101"])
    assert said(first)[1:] == [texts.JOINED.format(number=12)], "answered once"
    held = dispatch.for_resident(OPEN, photo(caption), MONDAY, policy)
    assert said(held) == [privacy_texts.ASK_DOCUMENT]
    told = answers(after(held), choice, policy)
    assert said(told)[0].endswith(texts.BESIDE)
    assert copied(told) == ([] if choice == "ya" else ["101"])


def test_a_document_that_is_no_photo_is_called_a_file() -> None:
    sent = Attached(SITI, "Siti", MONDAY, "101", Attachment("document", "F", "scan.pdf"), "ini NIK saya")
    (told,) = (one for one in by_resident(OPEN, sent).actions if isinstance(one, Send) and one.to == SITI)
    assert "Itu berkas dokumen pribadi" in told.text
    assert [button.label for row in told.buttons for button in row] == ["Hapus berkas itu"]


@pytest.mark.parametrize("name", ["Undangan Nikah.apk", "surat.pdf.exe", "surat.pdf"])
@pytest.mark.parametrize("context", [OPEN, ResidentContext(siti(), fresh=12)])
def test_a_program_is_warned_of_on_both_sides(name: str, context: ResidentContext) -> None:
    file = Attached(SITI, "Siti", MONDAY, "101", Attachment("document", "F", name), "dr nomor ga dikenal")
    outcome, warned = by_resident(context, file), not name.endswith(".pdf")
    (copy,) = (action for action in outcome.actions if isinstance(action, Copy))
    assert (said(outcome)[0] == danger_texts.PROGRAM, copy.caption == danger_texts.PROGRAM) == (warned, warned)
    assert [ticket.early_warning for ticket in outcome.tickets] == [warned]
    swindle = by_resident(context, replace(file, caption="paket ditahan, bayar dulu"))
    assert (danger_texts.WARN_SCAM in said(swindle)) is not warned, "of one thing at a time"
    beside = replace(after(outcome, context), tickets=outcome.tickets)
    plain = Attached(SITI, "Siti", MONDAY, "102", Attachment("document", "G", "undangan.pdf"), "dari nomor itu juga")
    for further in (wrote("ini nomornya"), plain):
        assert not any(danger_texts.PROGRAM in text for text in said(by_resident(beside, further)))


@pytest.mark.parametrize(
    ("caption", "answer", "tickets", "photos"),
    [
        ("jam berapa kantornya buka?", "Jawaban dasar-jam.", [False], ["101"]),
        ("berapa biaya paspor?", "Jawaban paspor-biaya.", [], []),
        ("anak saya 15 mau kerja", danger_texts.WARN_MINOR, [True], ["101"]),
    ],
)
def test_a_caption_is_read_as_a_text(caption: str, answer: str, tickets: list[bool], photos: list[str]) -> None:
    known = {"jam berapa kantornya buka?": "dasar-jam", "berapa biaya paspor?": "paspor-biaya"}
    policy = knowing({text: Decision(DecisionKind.ANSWER, (one,)) for text, one in known.items()})
    outcome = dispatch.for_resident(ResidentContext(siti(), fresh=12), photo(caption), MONDAY, policy)
    assert said(outcome)[0] == answer
    assert [ticket.early_warning for ticket in outcome.tickets] == tickets
    assert copied(outcome) == photos
    assert photos or said(outcome)[-1] == privacy_texts.ASK_DOCUMENT
