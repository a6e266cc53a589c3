"""A small desk for the rules' tests: two offices, four officers, three villages, and a FAQ of a few lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Acknowledge, Action, Button, Edit, Outcome, Send
from bot.helpdesk.model.events import Event, Pressed, Wrote
from bot.helpdesk.model.guided_checks import Choice, Finding, GuidedCheck, Question
from bot.helpdesk.model.hours import OfficeHours
from bot.helpdesk.model.people import Address, OfficerChat, Resident
from bot.helpdesk.model.policy import (
    Directory,
    EscalationDelays,
    KnownEntry,
    Office,
    Officer,
    Policy,
    ShownAnswer,
    ShownWarning,
    TopicPage,
    Village,
)
from bot.helpdesk.model.ticket import Ticket
from bot.helpdesk.turn import OfficerContext, ResidentContext
from bot.matching.entry import ABOUT_WHAT, Decision, DecisionKind

WITA = ZoneInfo("Asia/Makassar")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=WITA)
"""A Monday morning in office hours."""
WEEK = dict.fromkeys(range(5), ((time(8), time(16)),))
SITI = Address("telegram", "5001")


SMALL_CHECK = GuidedCheck(
    id="cek",
    title="Cek tawaran",
    opening="Tiga pertanyaan.",
    command="cektawaran",
    under=("dasar-jam",),
    questions=(
        Question(
            "penawar",
            "Siapa yang menawarkan?",
            "Penawar",
            (
                Choice("Perusahaan", ("pt",)),
                Choice("Kenalan", ("teman", "tetangga"), 2, "Banyak tawaran palsu lewat kenalan.", leads_to="visa"),
            ),
        ),
        Question("nama", "Apa nama perusahaannya?", "Nama", (Choice("PT Maju", ("maju",)), Choice("PT Lain"))),
        Question(
            "visa",
            "Visa apa?",
            "Visa",
            (
                Choice("Visa kerja", ("kerja",)),
                Choice("Visa ziarah", ("ziarah",), 4, "Visa ziarah bukan untuk bekerja."),
                Choice("Belum ada, batal", finding="kuning"),
                Choice("Ya, tolong", ("ya",), danger=True),
            ),
        ),
    ),
    findings=(
        Finding("merah", "Merah: jangan berangkat", "Simpan pesannya.", 4, officer=True),
        Finding("kuning", "Kuning: tunda dulu", "Periksa lagi.", 1, officer=True, entry="paspor-biaya"),
        Finding("hijau", "Hijau: belum ada tanda", "Cek izinnya.", 0),
    ),
    version="v1",
    closing="Sumber: UU.",
)


class SmallFaq:
    """Knows a handful of sentences exactly; what it is asked for otherwise is unknown."""

    answers: ClassVar = {"biaya paspor": "paspor-biaya", "syarat paspor": "paspor-syarat", "jam buka": "dasar-jam"}
    special: ClassVar = {
        "halo": Decision(DecisionKind.SMALLTALK, act="sapaan"),
        "tolong pak": Decision(DecisionKind.SMALLTALK, act="sapaan", confidence=1.0),
        "terima kasih": Decision(DecisionKind.SMALLTALK, act="terima-kasih", confidence=1.0),
        "mau bicara petugas": Decision(DecisionKind.SMALLTALK, act="minta-petugas", confidence=1.0),
        "paspor": Decision(DecisionKind.SUGGEST, suggestions=("paspor-biaya", "paspor-syarat")),
        "syaratnya apa": Decision(DecisionKind.SUGGEST, suggestions=("paspor-syarat",), act=ABOUT_WHAT, confidence=0.9),
        "bikin ktp": Decision(DecisionKind.REFER, act="dukcapil", referral="rujuk-ktp", confidence=0.99),
        "paspor ditahan, biayanya?": Decision(DecisionKind.ANSWER, answers=("paspor-biaya",), doubtful=True),
        "ditahan sponsor": Decision(DecisionKind.ANSWER, answers=("tppo-korban-darurat",), doubtful=True),
        "dia tidak bilang apa-apa": Decision(DecisionKind.ESCALATE, doubtful=True),
        "kakak saya di sana tidak bilang apa-apa": Decision(DecisionKind.ESCALATE, doubtful=True),
        "kantornya jauh di kota": Decision(
            DecisionKind.EMERGENCY, doubtful=True, suggestions=("dasar-jam", "paspor-biaya")
        ),
        "tolong saya disekap": Decision(DecisionKind.EMERGENCY, answers=("tppo-korban-darurat",)),
        "anak saya belum pulang": Decision(DecisionKind.EMERGENCY, doubtful=True),
        "anak saya 15 mau kerja": Decision(DecisionKind.WARN, act="anak", answers=("paspor-syarat",)),
        "adik 16 mau ikut kerja": Decision(
            DecisionKind.WARN, act="anak", suggestions=("paspor-biaya", "paspor-syarat")
        ),
        "murid saya 15 mau dinikahkan": Decision(DecisionKind.WARN, act="anak", answers=("paspor-syarat",)),
        "paket ditahan, bayar dulu": Decision(DecisionKind.WARN, act="penipuan", answers=("dasar-jam",)),
        "disuruh bohong di imigrasi": Decision(DecisionKind.WARN, act="tawaran", doubtful=True),
        "adik 16 kerja, biayanya?": Decision(DecisionKind.WARN, act="anak", answers=("paspor-syarat", "paspor-biaya")),
        "???": Decision(DecisionKind.REPHRASE),
    }
    known: ClassVar = ("paspor-biaya", "paspor-syarat", "dasar-jam", "tppo-korban-darurat")
    requests: ClassVar[dict[str, str]] = {}
    unknown: ClassVar[frozenset[str]] = frozenset()

    @property
    def entries(self) -> Mapping[str, KnownEntry]:
        return {entry: self.entry(entry) for entry in self.known}

    def entry(self, id: str) -> KnownEntry:
        question, spoken = f"Pertanyaan {id}?", f"Jawaban {id}. Masih ragu? Tanyakan kepada petugas desa."
        lead = f"Jawaban {id}."
        shown = ShownAnswer(lead, f"Rincian {id}.", spoken, id not in self.unknown, None, lead, lead)
        urgent = id == "tppo-korban-darurat"
        return KnownEntry("paspor", question, question, lambda *_: shown, self.requests.get(id), urgent)

    def decide(self, turns: Sequence[str], today: date | None = None) -> Decision:
        text = turns[-1].lower().strip()
        if text in self.special:
            return self.special[text]
        if text in self.answers:
            entry = self.answers[text]
            return Decision(DecisionKind.ANSWER, (entry,), confidence=0.95, alone=True, ranking=((entry, 0.95),))
        return Decision(DecisionKind.ESCALATE, ranking=(("paspor-syarat", 0.2), ("dasar-jam", 0.1)))

    calm: ClassVar[dict[str, Decision]] = {}

    def decide_calmly(self, turns: Sequence[str]) -> Decision:
        return self.calm.get(turns[-1].lower().strip(), Decision(DecisionKind.ESCALATE))

    def search(self, text: str, limit: int) -> tuple[str, ...]:
        return tuple(entry for entry in self.known if text and text in entry)[:limit]

    def topics(self) -> tuple[TopicPage, ...]:
        return (TopicPage("paspor", "Paspor", "Tentang paspor.", self.known[:1], self.known[:2]),)

    def warnings(self) -> tuple[ShownWarning, ...]:
        return ()

    checks: tuple[GuidedCheck, ...] = (SMALL_CHECK,)

    def guided_checks(self) -> tuple[GuidedCheck, ...]:
        return self.checks

    def worded(self, text: str, village: Village | None) -> str:
        return text

    def referral(self, referral: str, village: Village | None) -> str:
        return "Itu layanan Dukcapil."


def small_policy(*joined: str) -> Policy:
    """Return the policy; `joined` names the officers who have joined (all by default)."""
    hours = OfficeHours(WITA, WEEK)
    officers = {
        "budi": Officer("budi", "Pak Budi", "barat", "citra"),
        "citra": Officer("citra", "Bu Citra", "barat", None),
        "dewi": Officer("dewi", "Bu Dewi", "barat", None),
        "eko": Officer("eko", "Pak Eko", "timur", None),
    }
    directory = Directory(
        offices={
            "barat": Office("barat", "Kantor Barat", hours, None, None, "dewi", None),
            "timur": Office("timur", "Kantor Timur", hours, None, None, None, None),
        },
        officers=officers,
        villages={
            "mandurian": Village("mandurian", "Desa Mandurian", "Tapin Tengah", "Tapin", "budi"),
            "lawahan": Village("lawahan", "Desa Lawahan", "Tapin Selatan", "Tapin", "citra"),
            "jauh": Village("jauh", "Desa Jauh", "Timur", "Kotabaru", "eko"),
        },
    )
    chats = {
        name: OfficerChat(name, Address("telegram", str(7001 + number)), MONDAY)
        for number, name in enumerate(officers)
        if name in joined or not joined
    }
    ordinary = EscalationDelays(timedelta(hours=4), timedelta(hours=8), timedelta(hours=24))
    urgent = EscalationDelays(timedelta(minutes=5), timedelta(0), timedelta(minutes=15))
    return Policy(directory, SmallFaq(), ordinary, urgent, chats)


POLICY = small_policy()
BUDI, CITRA, DEWI, EKO = (POLICY.chats[name].address for name in ("budi", "citra", "dewi", "eko"))


def knowing(special: Mapping[str, Decision], **more: Any) -> Policy:
    """Return the policy on a FAQ that decides these messages so, too; `more`: what else differs from the small one."""
    faq = type("Faq", (SmallFaq,), {"special": {**SmallFaq.special, **special}, **more})
    return replace(POLICY, knowledge=faq())


def chat(act: str, confidence: float = 1.0) -> Decision:
    """Return the decision for small talk."""
    return Decision(DecisionKind.SMALLTALK, act=act, confidence=confidence)


def siti(village: str | None = "mandurian", **changes: Any) -> Resident:
    """Return a resident with id 1, who has been asked whether she wants news."""
    return replace(Resident(1, SITI, "Siti", village, MONDAY, informed_at=MONDAY, news=False), **changes)


def make_ticket(number: int = 12, **changes: Any) -> Ticket:
    """Return an open ticket of Siti's that waits for Pak Budi since Monday nine o'clock."""
    ticket = Ticket(
        number, 1, "mandurian", "barat", "budi", "apa kabar paspor saya", MONDAY, waiting_since=MONDAY, carded_at=MONDAY
    )
    return replace(ticket, **changes)


def context(name: str = "budi", ticket: Ticket | None = None, **known: Any) -> OfficerContext:
    """Return what is known when an officer writes or presses, of Siti's ticket where there is one."""
    known = {"resident": siti() if ticket else None, **known}
    return OfficerContext(POLICY.directory.officers[name], POLICY.chats[name], ticket, **known)


def by_resident(context: ResidentContext, event: Event, policy: Policy = POLICY) -> Outcome:
    """Return what follows from what a resident does on Monday morning."""
    return dispatch.for_resident(context, event, MONDAY, policy)


def by_officer(context: OfficerContext, event: Event) -> Outcome:
    """Return what follows from what an officer does on Monday morning."""
    return dispatch.for_officer(context, event, MONDAY, POLICY)


def wrote(text: str, at: datetime = MONDAY, chat: Address = SITI, **more: Any) -> Wrote:
    """Return a text message."""
    return Wrote(chat, "Siti", at, "101", text, **more)


def pressed(verb: str, *args: str, chat: Address = SITI) -> Pressed:
    """Return a button press."""
    return Pressed(chat, "Siti", MONDAY, "100", verb, args, "cb1")


def text_of(action: Action) -> str:
    """Return the text of an action that has one."""
    assert isinstance(action, Send | Edit | Acknowledge)
    return action.text


def buttons_of(action: Action) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons of an action that may have some."""
    assert isinstance(action, Send | Edit)
    return action.buttons


def said(outcome: Outcome, chat: Address = SITI) -> list[str]:
    """Return the texts of new messages to a chat."""
    return [action.text for action in outcome.actions if isinstance(action, Send) and action.to == chat]
