"""A guided check as it happens: buttons, typed answers, other messages in between, and how it ends."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.app.faq.knowledge import FaqKnowledge
from bot.helpdesk import dispatch
from bot.helpdesk.guided_checks import EXPIRES_AFTER
from bot.helpdesk.model.actions import Acknowledge, Edit, Outcome, Send
from bot.helpdesk.model.buttons import checked
from bot.helpdesk.model.events import Commanded, Event
from bot.helpdesk.model.guided_checks import Choice, Finding, GuidedCheck, Question, fitting, position
from bot.helpdesk.model.people import CheckAnswer, Memory, Resident, StartedCheck
from bot.helpdesk.model.ticket import Author, Line
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.turn import ResidentContext
from tests.helpdesk.desk import (
    BUDI,
    MONDAY,
    POLICY,
    SITI,
    SMALL_CHECK,
    SmallFaq,
    make_ticket,
    pressed,
    said,
    siti,
    wrote,
)
from tests.shipped import shipped_faq, shipped_index
from tests.typed import some

HEAD = ("cek", "v1")
MENU = Commanded(SITI, "Siti", MONDAY, "101", "menu", "")


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


def test_a_yellow_end_can_be_sent_without_early_warning_a_green_one_cannot() -> None:
    yellow = walk(begin(), answer(0, 1), answer(2, 0))
    sent = after(yellow.resident, pressed("cekkirim", *HEAD))
    assert "PERINGATAN" not in said(sent, BUDI)[0]
    green = walk(begin(), answer(0, 0), wrote("PT Maju"), answer(2, 0))
    assert "Kirim ke petugas" not in repr(green.actions)
    assert after(green.resident, pressed("cekkirim", *HEAD)).tickets == ()


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
    memory = some(outcome.resident).memory
    assert (memory.check, memory.counted) == (None, ""), "another holder of the phone could read it in /data"


SENT: tuple[tuple[Event, ...], ...] = (
    (begin(), answer(0, 1), wrote("entahlah bagaimana ya"), pressed("cekkirim", *HEAD)),
    (begin(), answer(0, 1), wrote("entahlah bagaimana ya"), wrote("mau bicara petugas")),
    (wrote("disuruh bohong di imigrasi"), begin(), answer(0, 1), wrote("mau bicara petugas")),
)


@pytest.mark.parametrize("events", SENT)
def test_who_asks_for_the_officer_in_a_check_takes_all_that_was_told_along(events: tuple[Event, ...]) -> None:
    outcome = walk(*events)
    (ticket,) = outcome.tickets
    told = "disuruh bohong di imigrasi" if events[0] != begin() else "entahlah bagaimana ya"
    assert ticket.early_warning == (events[0] != begin())
    assert ticket.question.startswith("Cek tawaran → belum selesai (saat ditanya: Visa apa?)")
    assert ticket.question.endswith(f"Penawar: Kenalan ⚠️\nYang juga ditulis warga: {told}")
    assert after(outcome.resident, wrote("jadi bagaimana itu pak"), tickets=outcome.tickets).ticket == ticket.id


def test_beside_a_waiting_ticket_a_long_text_joins_it_and_a_name_does_not() -> None:
    begun = walk(begin(), answer(0, 0)).resident
    story = "pak saya tambahkan lagi kemarin orang itu datang malam malam"
    assert after(begun, wrote(story), tickets=(make_ticket(),)).ticket == 12
    assert "Visa apa?" in shown(after(begun, wrote("PT Maju"), tickets=(make_ticket(),)))
    unclear = after(walk(begin()).resident, wrote("entah lah"), tickets=(make_ticket(),))
    assert texts.CHECK_UNCLEAR[0] in shown(unclear)


@pytest.mark.parametrize("text", ["tolong saya disekap", "anak saya belum pulang"])
def test_after_danger_a_typed_yes_is_not_for_the_check(text: str) -> None:
    asked_before = walk(begin(), answer(0, 1), wrote("biaya paspor"), wrote(text))
    assert some(some(asked_before.resident).memory.check).pause == "silent"
    yes = after(asked_before.resident, wrote("ya"), tickets=asked_before.tickets)
    assert "Visa apa?" not in " ".join(said(yes))


def test_the_word_menu_leaves_a_check_with_its_answers_also_after_an_alarm() -> None:
    for memory in (Memory(), Memory(feared="ayah saya dipukul")):
        begun = walk(begin(), answer(0, 1), start=siti(memory=memory)).resident
        outcome = after(begun, wrote("Menu"), tickets=(make_ticket(emergency=memory.feared is not None),))
        menu, below = said(outcome)
        assert (menu, "Visa apa?" in below) == (texts.MENU, True)
        assert some(some(outcome.resident).memory.check).answers == given("penawar", 1)


def test_what_fits_no_choice_reaches_the_officer_masked() -> None:
    told = (
        "hp saya 081234567890 pang",
        "nomornya 081298765432, disuruh cepet2 lusa",
        "kata orangnya jangan bilang siapa",
    )
    asked = [walk(begin(), answer(0, 1), *map(wrote, told[:count])) for count in (1, 2, 3)]
    # the small check has no "tidak tahu" with which it could go on
    for outcome, opening in zip(asked, [*texts.CHECK_UNCLEAR, texts.CHECK_UNCLEAR[1]], strict=True):
        assert opening in shown(outcome)
    kept = after(asked[2].resident, pressed("cekkirim", *HEAD)).tickets[0].question
    ended = walk(answer(2, 0), start=asked[2].resident)
    card = after(ended.resident, pressed("cekkirim", *HEAD)).tickets[0].question
    assert "Yang juga ditulis warga: " in card
    for words in (kept, card):
        assert all(one in words for one in told[1:])
        assert told[0] not in words
        assert "nomornya" in words
    green = walk(begin(), answer(0, 0), wrote("PT Maju"), wrote(told[1]), answer(2, 0))
    assert told[1] in after(green.resident, pressed("cekkirim", *HEAD)).tickets[0].question


def test_in_an_emergency_or_a_talk_typed_words_go_to_the_ticket() -> None:
    begun = walk(begin()).resident
    spoken = Line(12, Author.OFFICER, MONDAY, "Siapa yang mengajak?", "budi", message="9")
    for text, ticket, word in (
        ("dia di rumah", make_ticket(emergency=True), None),
        ("teman", make_ticket(waiting_since=None, first_reply_at=MONDAY), spoken),
    ):
        outcome = after(begun, wrote(text), tickets=(ticket,), spoken=word)
        assert outcome.lines[0].text == text
        assert outcome.ticket == 12


def test_a_check_begun_after_an_emergency_takes_its_choices() -> None:
    for ticket in (make_ticket(emergency=True), make_ticket(emergency=True, retracted_at=MONDAY)):
        outcome = after(walk(begin()).resident, wrote("kawan ja"), tickets=(ticket,))
        assert "Visa apa?" in shown(outcome)
        assert (outcome.lines, said(outcome, BUDI)) == ((), [])
    alarmed = walk(begin(), wrote("tolong saya disekap"))
    assert after(alarmed.resident, wrote("kawan ja"), tickets=alarmed.tickets).lines[0].text == "kawan ja"


def test_a_question_while_the_check_has_changed_is_not_swallowed() -> None:
    class NewFaq(SmallFaq):
        checks: tuple[GuidedCheck, ...] = (dataclasses.replace(SMALL_CHECK, version="v2"),)

    begun = some(walk(begin(), answer(0, 1)).resident)
    policy = replace(POLICY, knowledge=NewFaq())
    known = dispatch.for_resident(ResidentContext(begun), wrote("biaya paspor"), MONDAY, policy)
    assert said(known)[0] == "Jawaban paspor-biaya."


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
        pressed("ceklanjut", *HEAD),
        pressed("cekmundur", *HEAD, "0"),
        pressed("cek", "lain"),
        pressed("cekkirim", "cek", "v0"),
    ],
)
def test_old_and_senseless_buttons_change_nothing(event: Event) -> None:
    begun = some(walk(begin(), answer(0, 1)).resident)
    outcome = after(begun, checked(event))
    assert [type(action) for action in outcome.actions] == [Acknowledge]
    assert outcome.resident == begun
    assert outcome.tickets == ()


VISA = SMALL_CHECK.questions[2]


def given(*answers: Any) -> tuple[CheckAnswer, ...]:
    """Answers as pairs of question and choice."""
    return tuple(CheckAnswer(*pair) for pair in zip(answers[::2], answers[1::2], strict=True))


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((), "penawar"),
        (("penawar", 0), "nama"),
        (("penawar", 1), "visa"),
        (("penawar", 0, "nama", 0), "visa"),
        (("penawar", 0, "nama", 0, "visa", 0), "hijau"),
        (("penawar", 1, "visa", 0), "kuning"),
        (("penawar", 0, "nama", 1, "visa", 1), "merah"),
        (("penawar", 1, "visa", 1), "merah"),
        (("penawar", 0, "nama", 1, "visa", 2), "kuning"),
    ],
)
def test_answers_lead_to_the_next_question_or_to_a_finding(answers: tuple[object, ...], expected: str) -> None:
    here = position(SMALL_CHECK, given(*answers))
    assert isinstance(here, Question | Finding)
    assert here.id == expected


@pytest.mark.parametrize(
    "answers",
    [
        ("visa", 0),
        ("penawar", 9),
        ("penawar", -1),
        ("penawar", None),
        ("penawar", 0, "visa", 0),
        ("penawar", 1, "visa", 0, "visa", 0),
        ("gone", 0),
    ],
)
def test_answers_that_are_no_way_through_lead_nowhere(answers: tuple[object, ...]) -> None:
    assert position(SMALL_CHECK, given(*answers)) is None


def test_the_second_red_sign_ends_a_check_at_once() -> None:
    severe = Choice("Ya", points=4, reason="Tanda.")
    steps = tuple(Question(f"q{number}", "?", "q", (Choice("Tidak"), severe)) for number in range(4))
    check = dataclasses.replace(SMALL_CHECK, questions=steps)
    one = given("q0", 1, "q1", 0)
    assert getattr(position(check, one), "id", None) == "q2"
    assert getattr(position(check, (*one, *given("q2", 1))), "id", None) == "merah"


TYPED = {
    **{"1": 0, "2.": 1, "no 3": 2, "nomor 2": 1, "dua": 1, "5": None, "0": None, "": None, "👍": None, "ya": 3},
    **{"Visa Kerja": 0, "visa ziarah pak": 1, "katanya pakai ziarah": 1, "bukan visa kerja": None, "visa": None},
    **{"tidak pakai ziarah": None, "apa saja": None, "ya baik saja kok": None},
    "tadi dia bilang begini katanya nanti visa kerja dari sana diurus orang": None,
}


def test_typed_answers_are_taken_only_when_they_can_mean_one_choice() -> None:
    assert {text: next(iter(fitting(VISA, text, 2026)), None) for text in TYPED} == TYPED


READ = {
    **{"gak": 0, "saya tidak dipaksa": 0, "oh gak pak": 0, "blm": 0, "kada ada": 0, "1 orang ja": 1, "seorang haja": 1},
    **{"25 th": 2, "umurku 61": 2, "17thn": None, "aman gak jadinya": None, "99": None, "نعم": None, "kada tahu": None},
    **{"disuruh bayar 20 jt dulu": None, "20 org": None, "20 hari lagi": None, "sudah 20 tahun jadi tki": None},
    **{"kada 25": None, "adik ulun 19 th pang": 2, "lahir 2001": 2, "kelahiran th 2015": None, "25 26": None},
    **{"dua puluh lima": 2, "umur ulun empat puluh": 2, "tujuh belas": None, "sebelas": None, "dua": 1},
    **{"30an": 2, "umur 40 lebih": 2, "20 tahun 3 bulan kerja": None, "5 bulan": None},
}


def test_short_and_regional_answers_are_read_and_a_gak_that_asks_is_none() -> None:
    ways = (("Tidak ada", ("tidak", "belum")), ("Sendiri", ("satu orang", "seorang")), ("Dewasa", ("18-98",)))
    question = Question("q", "Dipaksa?", "q", tuple(Choice(*way) for way in ways))
    assert {text: next(iter(fitting(question, text, 2026)), None) for text in READ} == READ


FITS = {
    **{"kenalan di fb": (2, 3), "teman bilang pt sudah dicek": (0, 1, 2), "pt belum dicek": (1,), "sudah": (0,)},
    **{"perusahaan sudah dicek": (0,), "pt dari kenalan di fb tadi malam": (), "pt dari kenalan?": ()},
    **{"kanalan ulun": (2,), "blm pak": (), "sdh lunas": (), "kenalan mau bikin paspor": (), "4": (3,)},
}


def test_a_text_fits_every_choice_whose_words_it_holds() -> None:
    company = (
        ("Perusahaan, sudah dicek", ("sudah dicek", "sudah")),
        ("Perusahaan, belum dicek", ("pt", "belum dicek")),
    )
    ways = (*company, ("Teman atau keluarga", ("teman", "kenalan")), ("Facebook", ("fb",)))
    question = Question("q", "?", "q", tuple(Choice(*way) for way in ways))
    assert {text: fitting(question, text, 2026) for text in FITS} == FITS


SAID: dict[str, dict[str, tuple[int, ...]]] = {
    "penawar": {"kenalan di fb": (5,), "kawan dr fb pak": (5,), "pacar lewat wa": (5,), "kawan ulun": (4,)},
    "pekerjaan": {"perawat lansia": (0,), "perawat": (5,), "jaga toko": (4,), "jd admin online": (1,), "sopir": (5,)},
    "uang": {"gratis tiket dibayari": (4,), "ada ktp": (), "gratis": (7,), "gratis semua tiket": (4,)},
    "visa": {"visa turis dulu katanya nanti diurus di sana": (1,), "kunjungan nanti dirubah jadi visa kerja": (1,)},
    "tanda": {"kadida kontrak": (4,), "kontraknya belum ada": (4,), "surat kerjanya belum ada": (), "kada ada": (8,)},
}
"""What villagers type in the check of an offer, and the choice that it is, where it is one."""


def test_what_villagers_say_is_the_choice_that_they_mean() -> None:
    checks = FaqKnowledge(shipped_faq(), shipped_index(), POLICY.directory).guided_checks()
    asked = {one.id: one for check in checks for one in check.questions if check.id == "cek-tawaran-kerja"}
    got = {name: {text: fitting(asked[name], text, 2026) for text in said} for name, said in SAID.items()}
    assert got == SAID
    every = [(one, n) for check in checks for one in check.questions for n in range(len(one.choices))]
    lost = [way for one, n in every for way in one.choices[n].words if n not in fitting(one, way, 2026)]
    assert [way for way in lost if "-" not in way] == [], "what the FAQ lists for a choice is taken for it"


def test_of_several_signs_each_is_a_reason_whether_pressed_or_typed() -> None:
    signs = (*(Choice(f"Tanda {name}", (name,), 2, f"Alasan {name}.") for name in "abc"), Choice("Tidak ada"))
    several = Choice("Lebih dari satu", points=4, reason="Lebih dari satu tanda.")
    question = Question("q", "Apa yang terjadi?", "Tanda", (*signs[:3], several, signs[3]))
    check = dataclasses.replace(SMALL_CHECK, questions=(question,))
    policy = replace(POLICY, knowledge=type("Faq", (SmallFaq,), {"checks": (check,)})())
    press = [answer(0, number) for number in (3, 0, 1, 1, 2, 3)]
    for events in (press, [wrote("1 dan 3")], [wrote("a lawan c")], [answer(0, 3), wrote("1 dan 3")]):
        resident, shows = some(walk(begin()).resident), ""
        for event in events:
            outcome = dispatch.for_resident(ResidentContext(resident), some(event), MONDAY, policy)
            resident, shows = some(outcome.resident), shown(outcome)
        assert ("Alasan a." in shows, "Alasan b." in shows, "Alasan c." in shows) == (True, False, True), events
        sent = dispatch.for_resident(ResidentContext(resident, fresh=12), pressed("cekkirim", *HEAD), MONDAY, policy)
        assert "Tanda: Tanda a, Tanda c" in sent.tickets[0].question


def shipped(*events: Event | str) -> Outcome:
    """Return the last outcome of a conversation in the shipped check of an offer."""
    policy = replace(POLICY, knowledge=FaqKnowledge(shipped_faq(), shipped_index(), POLICY.directory))
    resident, outcome = siti(), Outcome()
    for event in (pressed("cek", "cek-tawaran-kerja"), *events):
        given = wrote(event) if isinstance(event, str) else event
        outcome = dispatch.for_resident(ResidentContext(resident, outcome.tickets, fresh=12), given, MONDAY, policy)
        resident = outcome.resident or resident
    return outcome


ADDED, RED_END = "Hubungi bank, simpan bukti", ("kada ada", "17 thn", "jaga toko", "brunei", "tetangga")
TO_OFFER = ("tidak ada", "25 th", "jaga toko", "ke malaysia")
GREEN_END = (*TO_OFFER, "lpk resmi, sdh dicek di siskop2mi", "visa kerja", "tidak ada", "tidak ada")
SIGNS = (*TO_OFFER, "pakai visa pelancong pak", "belum bayar, katanya potong gaji", "kadida kontrak", "disnaker")
VAGUE = ("kenapa merah?", "jadi boleh berangkat ga?", "udah bayar 3 juta gimana", "bolehkah tulak", "namanya pak udin")
BETWEEN = {"gaji nya berapa di jepang?": "gaji", "kalau biaya?": "Tentang apa", "nenek saya mau umroh": "KTP, KK"}
BETWEEN |= {"oke": "Yang mana, Bapak/Ibu? Tekan jawabannya", "makasih": "Sama-sama. Yang mana, Bapak/Ibu? Tekan"}
BOTH = ("teman dari pt", "kawan ulun pak, katanya dari pt tadi")
LOST = ("pokoknya begitu", "ya gitu deh", "susah pokoknya")
ENDED = {"siapa bikin bot ini": "mesin", "biaya paspor": "Rp650", "makasih": "Sama-sama", "saya disekap agen": "110"}
MONEY = {"bayar 3 juta dulu gasan tiket": "Sebelum", "sudah nyetor 2 juta": "Sebelum", "dikasih uang 5 juta": "panjar"}
TOLD = "Umur: Di bawah 18 tahun ⚠️\nYang juga ditulis warga: jaga toko; brunei; tetangga"
GOES_ON: dict[tuple[Event | str, ...], tuple[str, ...]] = {
    **{(MENU, no): ("Berapa umur",) for no in ("blm", "kada ada", "1")},
    ("kada ada", "apa itu p3mi", "19 tahun"): ("Kerjanya apa",),
    (MENU, "biaya paspor brp?"): ("Rp650.000",),
    ("dari fb, ke kamboja jadi cs", "tidak ada", "20"): ("judi; Kamboja, Myanmar, Laos; Facebook", "visa apa"),
    ("ke kamboja katanya", "kada ada", "25", "jd admin"): ("Dicatat: Kamboja, Myanmar, Laos.", "Siapa yang menawarkan"),
    ("umur ulun 25, ke brunei", "kada ada", "jaga toko"): ("Dicatat: Negara lain.", "Siapa yang menawarkan"),
    SIGNS: ("Dicatat: Visa turis atau pelancong.", "✓ 5. Diberi panjar atau dibayari"),
    (*SIGNS, "tidak ada", "potong gaji"): ("✓ 5. Belum ada perjanjian kerja", texts.CHECK_UNCLEAR[0]),
    (*SIGNS, "tidak ada", "kada ada"): ("Merah", "Visa turis", "Uang panjar", "Perjanjian kerja"),
    (*TO_OFFER, "kawan ulun, pakai visa kerja"): ("Dicatat: Visa kerja.", "Soal uang dan surat"),
    ("pt sudah dicek",): ("Dicatat: Perusahaan, sudah dicek",),
    (*TO_OFFER, "kakak saya di taiwan sudah pulang"): ("Maksud", "Siapa yang menawarkan"),
    ("visa umroh boleh dipakai kerja gak?",): ("bukan untuk bekerja", "Pertanyaan 1"),
    **dict.fromkeys(((*TO_OFFER, both) for both in BOTH), ('"Perusahaan, belum dicek", "Teman, tetangga',)),
    (*TO_OFFER, "sdh lunas"): (texts.CHECK_UNCLEAR[0],),
    (*GREEN_END[:6], "katanya gajinya 4 juta"): ("Pertanyaan 7", texts.CHECK_UNCLEAR[0]),
    **dict.fromkeys(((*RED_END, vague) for vague in VAGUE), (ADDED,)),
    **{(*RED_END, said): (words,) for said, words in ENDED.items()},
    (*GREEN_END, "visa malaysia perlu gak"): ("Malaysia",),
    **{(*GREEN_END[:6], said, "tidak ada"): ("🟡", words) for said, words in MONEY.items()},
    (TO_OFFER[0], "dari facebook, urangnya kada kenal", *TO_OFFER[1:]): ("Dicatat: Facebook", "visa apa"),
    **{(*TO_OFFER[:at], "xx yy", "kirim"): ("Pertanyaan #12",) for at in (0, 4)},
    **{(*TO_OFFER, asks): ("Siapa yang menawarkan", words) for asks, words in BETWEEN.items()},
    (*TO_OFFER, *LOST): ("Dicatat: Tidak tahu.", "visa apa"),
    (*GREEN_END[:-1], *LOST): ("Kuning: tunda dulu",),
    (*GREEN_END[:-1], "udah itu aja ga ada lagi pak"): ("🟢",),
    ("disuruh bayar 3jt dulu", "iya"): ('Yang mana, Bapak/Ibu: "Tidak ada", "Ya, saya butuh', "Pertanyaan 1"),
    ("kada tahu",): (f"{texts.CHECK_UNCLEAR[0]}\n",),
    (*TO_OFFER[:2], "sopir bis di kota", "iya pak"): ("Kerjanya di negara mana",),
    (*RED_END[:2], "iya", "oke kirim"): ("Pertanyaan #12",),
    (pressed("cek", "cek-paspor"), "kerja, umur ulun 22"): ("18 tahun atau lebih", "pernah punya paspor"),
    (pressed("cek", "cek-paspor"), "buat anak saya", "umrah"): ("Paspor anak",),
    ("berhenti", "cek tawaran umroh dong"): ("Siap umrah?",),
    ("disuruh bayar 3jt dulu", "iya", "iya"): ("DARURAT",),
    **dict.fromkeys(((*TO_OFFER, on) for on in ("grup fesbuk", "kenalan di fb, bosnya ga tau siapa")), ("visa apa",)),
    ("kada ada", "terus saya harus bagaimana, takut", "tidak"): ("Syukurlah", "Berapa umur"),
    ("bosnya ga tau siapa", "biaya paspor berapa?", "iya 3 juta", "cek tawaran kerja"): ("1 dari 8",),
    **{(*GREEN_END, vague): ("🟢", "belum membuktikan") for vague in ("berarti aman kah", "berarti bisa berangkat")},
    (*RED_END, "biaya paspor", "mau bicara petugas"): ("Pertanyaan #12", TOLD),
    (*RED_END, "jadi sy jgn berangkat ya?", "mau bicara petugas"): (f"{TOLD}; jadi sy jgn berangkat ya?",),
    (*RED_END, "nenek saya mau umroh", "kenapa merah?"): (texts.B_ASK_OFFICER,),
    **{(*RED_END, else_): (texts.B_ASK_OFFICER,) for else_ in ("kalo paspornya brp", "trus brp lama jadinya")},
    (*RED_END, "kirim ke petugas", "jaga toko"): (texts.JOINED.format(number=12),),
}
"""What is typed in the check: below the menu, before it is asked, after a red end; and what is shown then."""


@pytest.mark.parametrize("typed", GOES_ON)
def test_what_is_told_early_or_after_a_red_end_is_kept_with_the_answers(typed: tuple[Event | str, ...]) -> None:
    sent = [one for one in shipped(*typed).actions if isinstance(one, Edit | Send)]
    read = "\n".join((one.text + "".join(button.label for row in one.buttons for button in row)) for one in sent)
    assert [words for words in GOES_ON[typed] if words not in read] == []


NAMED = ("Cek Tawaran Kerja!", "siap umrah", "cek loker jepang umur 30", "sdh cek loker", "cek paspor", "siap paspor")
LONGER = ("paspor mana, apa syaratnya?", "tolong cek tawaran kerja anak saya ke jepang")


@pytest.mark.parametrize("title", NAMED + LONGER)
def test_the_title_of_a_check_begins_it(title: str) -> None:
    policy = replace(POLICY, knowledge=FaqKnowledge(shipped_faq(), shipped_index(), POLICY.directory))
    (asked,) = dispatch.for_resident(ResidentContext(siti(), fresh=12), wrote(title), MONDAY, policy).actions
    assert isinstance(asked, Send)
    assert ("Pertanyaan 1" in asked.text, "Jepang" in asked.text) == ("sdh" not in title, "jepang" in title)


WAYS_OUT = ("?", "kd tahu", "kurang tahu", "bingung ulun", "1 org ja", "buruh", "kk", "ktp lawan kk sudah dikirim")


def test_no_short_answer_falls_out_of_a_shipped_check() -> None:
    knowledge = FaqKnowledge(shipped_faq(), shipped_index(), POLICY.directory)
    policy, lost = replace(POLICY, knowledge=knowledge), []
    for check in knowledge.guided_checks():
        for text, way in ((text, way) for text in WAYS_OUT for way in ways_through(check)):
            begun = siti(memory=Memory(check=StartedCheck(check.id, check.version, MONDAY - EXPIRES_AFTER / 2, way)))
            after_it = some(dispatch.for_resident(ResidentContext(begun), wrote(text), MONDAY, policy).resident)
            if after_it.memory.check is None or after_it.memory.check.pause == "silent":
                lost.append((check.id, way, text))
    assert lost == []


def test_a_passport_that_has_died_is_no_cry_for_help() -> None:
    knowledge = FaqKnowledge(shipped_faq(), shipped_index(), POLICY.directory)
    policy, check = replace(POLICY, knowledge=knowledge), knowledge.guided_checks()[1]
    way = next(way for way in ways_through(check) if getattr(position(check, way), "id", "") == "punya")
    begun = siti(memory=Memory(check=StartedCheck(check.id, check.version, MONDAY, way)))
    mistaken = make_ticket(emergency=True, retracted_at=MONDAY)
    for text in ("sdh mati", "udah mati", "sudah mati bu"):
        outcome = dispatch.for_resident(ResidentContext(begun, tickets=(mistaken,)), wrote(text), MONDAY, policy)
        assert ("Pertanyaan" in shown(outcome), outcome.lines) == (True, ()), text


def ways_through(check: GuidedCheck) -> list[tuple[CheckAnswer, ...]]:
    """Return one way to each question of a check."""
    ways: dict[str, tuple[CheckAnswer, ...]] = {}
    waiting: list[tuple[CheckAnswer, ...]] = [()]
    while waiting:
        here = position(check, way := waiting.pop(0))
        if isinstance(here, Question) and ways.setdefault(here.id, way) is way:
            waiting += [(*way, CheckAnswer(here.id, number)) for number in range(len(here.choices))]
    return list(ways.values())
