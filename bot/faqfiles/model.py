"""The FAQ: what an entry, a topic, a fee, a referral and a guided check are, and how each field is typed in the files.

`Typed` names a field as staff write it and says in Indonesian what belongs there. A field without it is not typed: the
reader knows it otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date
from functools import cache
from itertools import chain
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

from bot.faqfiles.problem import Problem
from bot.helpdesk.model.guided_checks import Choice, Finding, GuidedCheck, Question
from bot.matching.entry import Corpus, Entry, HardNegative

REFERRAL_TOPIC = "bukan-layanan"
OWNERS = {
    "kanim": "Kantor Imigrasi",
    "bp3mi": "BP3MI (pelindungan pekerja migran)",
    "kantor-haji": "Kantor Haji dan Umrah",
    "bagian-hukum": "Bagian Hukum",
    "polres": "Polres",
    "desa": "Kantor desa",
}
OFFICES = ("dukcapil", "samsat", "polres", "bpjs", "kua", "pajak", "dinsos", "bank", "lain")
LONGEST_ID = 48
"""Telegram gives a button 64 bytes of hidden data; the rest is the channel's own prefix."""
ASKED = "kalimat"
"""The group of the fields that stand in a topic's phrasings file."""


def is_proper_id(id: str) -> bool:
    """Say whether an id can stand behind a button."""
    return bool(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id)) and len(id) <= LONGEST_ID


FILLED, MARKED, PLAIN, HEADING = "filled", "marked", "plain", "heading"
"""How residents read a text: with placeholders filled and **bold**; with **bold** alone; as typed; as typed, above."""


class Typed(NamedTuple):
    """How a field is typed: its name, what to write, how residents read it if they do, and how long it may be.

    `one_of`: the values that there are. `group`: the group of fields in which it stands. `optional`: it may be left out
    though its class has no default for it. `mentions`: it holds ids of entries.
    """

    name: str
    about: str
    read: str = ""
    longest: int = 0
    one_of: tuple[str, ...] = ()
    group: str = ""
    optional: bool = False
    mentions: bool = False


Texts = tuple[str, ...]
Owner = Annotated[str, Typed("pemilik", "Kantor yang memastikan isinya", one_of=tuple(OWNERS))]
ReviewBy = Annotated[date, Typed("tinjau_sebelum", "Tanggal terakhir isinya harus diperiksa ulang")]
VerifiedOn = Annotated[date | None, Typed("diverifikasi", "Tanggal kantor menandatangani; kosong berarti belum")]
Facts = Annotated[Texts, Typed("fakta", "Nomor butir lembar fakta yang menjadi dasarnya")]
Numbers = Annotated[Mapping[str, str], Typed("angka", "Setiap angka di sini, dan nomor butir fakta asalnya")]
Order = Annotated[int, Typed("urutan", "Urutan di menu; angka kecil tampil lebih dulu")]
Phrasings = Annotated[Texts, Typed("kalimat", "Cara warga bertanya, paling sedikit 20", group=ASKED)]
HardNegatives = Annotated[tuple[HardNegative, ...], Typed("bukan", "Kalimat mirip milik entri lain", group=ASKED)]
Tests = Annotated[Texts, Typed("uji", "Pertanyaan ujian, berbeda dari kalimat, paling sedikit 3", group=ASKED)]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact stands; `date` is the source's own date."""

    title: Annotated[str, Typed("judul", "Nama sumber, misalnya PP 45/2024 (dikutip Kanim Karawang)", HEADING)]
    url: Annotated[str | None, Typed("alamat", "Alamat resmi (https://….go.id/…); kosongkan bila tidak ada")] = None
    date: Annotated[date | None, Typed("tanggal", "Tanggal sumber itu, misalnya 2024-12-17")] = None


Sources = Annotated[tuple[Source, ...], Typed("sumber", "Dari mana faktanya")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """An amount in rupiah, the law that sets it, the day from which it holds if that is known, and who says so."""

    rupiah: Annotated[int, Typed("rupiah", "Besarnya dalam rupiah, angka saja tanpa titik")]
    law: Annotated[str, Typed("dasar", "Dasar hukumnya, misalnya PP 45/2024")]
    since: Annotated[date | None, Typed("berlaku_sejak", "Tanggal mulai berlaku; boleh belum tiba")] = None
    source: Annotated[str | None, Typed("sumber", "Siapa yang menyebutnya, misalnya Kantor Imigrasi Karawang")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee(Tariff):
    """One official fee. `confirmed`: the amount again; `earlier`: what holds until its day where that lies ahead."""

    id: str
    name: Annotated[str, Typed("nama", "Nama tarif")]
    confirmed: Annotated[int | None, Typed("yakin", "Angka itu sekali lagi, bila nol atau berubah lebih dari 30%")] = (
        None
    )
    fact: Annotated[str | None, Typed("fakta", "Nomor butir lembar fakta")] = None
    earlier: Annotated[tuple[Tariff, ...], Typed("sebelumnya", "Tarif sampai berlaku_sejak, bila belum tiba")] = ()

    def on(self, day: date | None) -> Tariff:
        """Return what holds on a day; without one, what was set last."""
        return self.earlier[0] if self.earlier and day and self.since and day < self.since else self


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqEntry:
    """One question with its answer; `label`: the question on a button.

    `lead` is the answer itself, `details` what follows for those who read on; both still hold their placeholders.
    `asks`: what it asks the resident to write; his next message is that, and goes to the officer.
    """

    topic: str
    id: Annotated[str, Typed("id", "Nama tetap entri: huruf kecil, angka, tanda hubung")]
    question: Annotated[str, Typed("tanya", "Pertanyaannya dalam kalimat biasa; menjadi judul jawaban", HEADING, 100)]
    label: Annotated[str | None, Typed("tombol", "Tulisan tombolnya", HEADING, 32)] = None
    lead: Annotated[str, Typed("inti", "Jawabannya sendiri, di kalimat pertama; paling panjang 250 huruf", FILLED)]
    details: Annotated[str, Typed("rincian", "Langkah dan lain-lain, terlipat; paling panjang 600 huruf", FILLED)] = ""
    asks: Annotated[str | None, Typed("minta", "Apa yang ditulis warga sesudahnya; itu dikirim ke petugas")] = None
    related: Annotated[Texts, Typed("terkait", "Id 2 sampai 3 entri yang ditanyakan sesudahnya", mentions=True)] = ()
    facts: Facts = ()
    sources: Sources = ()
    verified_on: VerifiedOn = None
    review_by: ReviewBy
    owner: Owner
    emergency: Annotated[bool, Typed("darurat", "true hanya untuk keadaan bahaya")] = False
    archived: Annotated[bool, Typed("arsip", "true selama jawaban ini disimpan saja, dan tidak diberikan")] = False
    phrasings: Phrasings = ()
    hard_negatives: HardNegatives = ()
    tests: Tests = ()


@dataclass(frozen=True, slots=True)
class SeasonWarning:
    """A warning that all residents see; `entry` is the id of the entry that says more."""

    title: Annotated[str, Typed("judul", "Tulisan tombol peringatan", HEADING, 32)]
    text: Annotated[str, Typed("teks", "Peringatannya, beberapa kalimat pendek", PLAIN, 350)]
    entry: Annotated[str, Typed("entri", "Id entri yang menjelaskan lebih lanjut", mentions=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One page of the menu. `numbers`: those that its entries may quote, each with the fact that it comes from."""

    id: Annotated[str, Typed("topik", "Sama dengan nama berkasnya")]
    title: Annotated[str, Typed("judul", "Tulisan tombol topik", HEADING, 24)]
    order: Order = 99
    intro: Annotated[str, Typed("pengantar", "Satu paragraf pembuka", PLAIN, 350)]
    popular: Annotated[Texts, Typed("populer", "Id entri yang paling sering ditanyakan, sampai lima", mentions=True)]
    numbers: Numbers = field(default_factory=dict)
    season: Annotated[tuple[SeasonWarning, ...], Typed("penting", "Peringatan untuk semua warga (di dasar.yaml)")] = ()
    entry_ids: Annotated[Texts, Typed("entri", "Pertanyaan dan jawaban topik ini")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """A service of another office (`office`: dukcapil, samsat, …) and what the resident is answered."""

    id: Annotated[str, Typed("id", "Nama tetap rujukan, misalnya rujuk-ktp")]
    office: Annotated[str, Typed("kantor", "Kantor yang melayani", one_of=OFFICES)]
    question: Annotated[str, Typed("tanya", "Layanan apa itu, dalam kalimat biasa")]
    answer: Annotated[str, Typed("jawaban", "Ke mana warga pergi, satu atau dua kalimat", MARKED)]
    review_by: ReviewBy
    owner: Owner
    phrasings: Phrasings = ()
    hard_negatives: HardNegatives = ()
    tests: Tests = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckEntry:
    """A guided check and what it rests on, as in `FaqEntry`; in its file the fields of both stand side by side."""

    check: GuidedCheck
    order: Order = 99
    numbers: Numbers = field(default_factory=dict)
    facts: Facts = ()
    sources: Sources = ()
    verified_on: VerifiedOn = None
    review_by: ReviewBy
    owner: Owner


@dataclass(frozen=True, slots=True)
class PhrasingFile:
    """A phrasings file (`….kalimat.yaml`)."""

    topic: Annotated[str, Typed("topik", "Topik yang sama dengan berkas jawabannya")]
    entry_ids: Annotated[Texts, Typed("entri", "Per id entri: kalimat, bukan, uji")] = ()


@dataclass(frozen=True, slots=True)
class OutOfScopeFile:
    """The file of messages that are nobody's (luar-topik.kalimat.yaml)."""

    topic: Annotated[str, Typed("topik", "Sama dengan nama berkasnya: luar-topik")]
    phrasings: Annotated[Texts, Typed("kalimat", "Pesan yang bukan urusan imigrasi atau kantor lain")]


@dataclass(frozen=True, slots=True)
class FeeFile:
    """The fee table (biaya.yaml)."""

    ids: Annotated[Texts, Typed("biaya", "Per id: satu tarif")] = ()


@dataclass(frozen=True, slots=True)
class ReferralFile:
    """The referral file (bukan-layanan.yaml): services that people ask for here and other offices give."""

    topic: Annotated[str, Typed("topik", "Sama dengan nama berkasnya: bukan-layanan")]
    title: Annotated[str, Typed("judul", "Nama kelompok ini untuk staf")]
    numbers: Numbers = field(default_factory=dict)
    ids: Annotated[Texts, Typed("rujukan", "Layanan kantor lain")] = ()


MEMBERS: dict[type, tuple[str, type, str]] = {
    Topic: ("entri", FaqEntry, ""),
    PhrasingFile: ("entri", FaqEntry, ASKED),
    ReferralFile: ("rujukan", Referral, ""),
    FeeFile: ("biaya", Fee, ""),
}
"""Which field of a file holds its members, and which fields of which class these have; phrasings and fees by id."""


@dataclass(frozen=True, slots=True)
class Faq:
    """All that the FAQ folder says. `problems` are warnings only; `content_hash` changes with the content.

    `archive`: entries that are only kept; nothing else of the FAQ knows of them.
    """

    entries: Mapping[str, FaqEntry]
    topics: tuple[Topic, ...] = ()
    fees: Mapping[str, Fee] = field(default_factory=dict)
    referrals: tuple[Referral, ...] = ()
    referral_numbers: Mapping[str, str] = field(default_factory=dict)
    checks: tuple[CheckEntry, ...] = ()
    out_of_scope: Texts = ()
    archive: Mapping[str, FaqEntry] = field(default_factory=dict)
    content_hash: str = ""
    problems: tuple[Problem, ...] = ()

    @classmethod
    def empty(cls, problems: tuple[Problem, ...] = ()) -> Faq:
        """Return a FAQ without any entry, for the time in which the files cannot be used."""
        return cls({}, problems=problems)

    @property
    def warnings_of_the_season(self) -> tuple[SeasonWarning, ...]:
        """What all residents see on the start page."""
        return tuple(one for topic in self.topics for one in topic.season)

    @property
    def answerable(self) -> Iterator[FaqEntry | Referral]:
        """Everything that a question can lead to."""
        return chain(self.entries.values(), self.referrals)

    @property
    def questions(self) -> Mapping[str, str]:
        """The question of each of these by its id, and the title of each guided check."""
        return {one.id: one.question for one in self.answerable} | {
            one.check.id: one.check.title for one in self.checks
        }

    @property
    def sourced(self) -> Iterator[FaqEntry | CheckEntry]:
        """Everything that names its sources and may be verified."""
        return chain(self.entries.values(), self.checks)

    def corpus(self) -> Corpus:
        """Return what the matcher learns from."""
        entries, referrals = self.entries.values(), self.referrals
        return Corpus(
            tuple(_learnt(one, one.topic, emergency=one.emergency, related=one.related) for one in entries),
            tuple(_learnt(one, REFERRAL_TOPIC, office=one.office) for one in referrals),
            self.out_of_scope,
        )


def _learnt(one: FaqEntry | Referral, topic: str, **more: Any) -> Entry:
    return Entry(one.id, topic, one.question, one.phrasings, one.hard_negatives, **more)


_ELSEWHERE: dict[type, dict[str, Typed]] = {
    HardNegative: {
        "text": Typed("teks", "Kalimat yang mirip tetapi bukan pertanyaan entri ini"),
        "belongs_to": Typed("milik", "Id entri pemilik kalimat itu, atau null", mentions=True),
    },
    GuidedCheck: {
        "id": Typed("alur", "Nama alur, sama dengan nama berkasnya"),
        "title": Typed("judul", "Tulisan tombol", HEADING, 32),
        "opening": Typed("pembuka", "Satu atau dua kalimat sebelum pertanyaan pertama", FILLED, optional=True),
        "questions": Typed("langkah", "Pertanyaan-pertanyaannya, berurutan"),
        "findings": Typed("hasil", "Hasil yang mungkin"),
        "command": Typed("perintah", "Perintah Telegram tanpa garis miring"),
        "under": Typed("di_bawah", "Id entri FAQ; tombol alur tampil di bawah jawabannya", mentions=True),
        "names": Typed("sebutan", "Kata yang diketik warga untuk memulai alur ini"),
    },
    Question: {
        "id": Typed("id", "Nama langkah: huruf kecil, angka, tanda hubung"),
        "text": Typed("tanya", "Pertanyaannya, satu hal saja", FILLED, 200),
        "short": Typed("singkat", "Pertanyaan itu dalam dua atau tiga kata, untuk kartu petugas", HEADING, 24),
        "choices": Typed("pilihan", "Jawaban yang bisa dipilih"),
        "leads_to": Typed("ke", "Id langkah berikutnya, bila bukan yang di bawahnya"),
    },
    Choice: {
        "text": Typed("jawab", "Tulisan tombol", HEADING, 30),
        "words": Typed("kata", "Kata lain yang mungkin diketik warga untuk jawaban ini"),
        "points": Typed("nilai", "Berapa berbahaya jawaban ini; 0 berarti tidak"),
        "reason": Typed("alasan", "Kalimat di hasil bila jawaban ini dipilih", FILLED),
        "leads_to": Typed("ke", "Id langkah berikutnya, bila bukan yang di bawahnya"),
        "finding": Typed("hasil", "Id hasil; pemeriksaan selesai di jawaban ini"),
        "danger": Typed("darurat", "true: jawaban ini berarti ada orang dalam bahaya"),
    },
    Finding: {
        "id": Typed("id", "Nama hasil; hasil bernama merah menjadi peringatan dini"),
        "title": Typed("judul", "Kalimat pertama hasil", HEADING, 60),
        "text": Typed("jawaban", "Apa yang dilakukan sesudahnya", FILLED, 700),
        "from_points": Typed("mulai_nilai", "Jumlah nilai paling kecil untuk hasil ini"),
        "officer": Typed("petugas", "true: warga bisa mengirim jawabannya kepada petugas"),
        "entry": Typed("entri", "Id entri FAQ yang menjelaskan lebih lanjut, jadi tombol", mentions=True),
    },
}
"""How the fields of classes are typed that the help desk and the matcher declare."""


class TypedField(NamedTuple):
    """A field of a class as the files hold it. `type`: without `None`; `default`: MISSING where it must be typed."""

    attribute: str
    typed: Typed
    type: Any
    default: Any


@cache
def typed_fields(kind: type, group: str = "") -> tuple[TypedField, ...]:
    """Return the fields of a class that stand in the group, in the order in which the files have them."""
    hints, found = get_type_hints(kind, include_extras=True), []
    for one in fields(kind):
        hint, typed = hints[one.name], _ELSEWHERE.get(kind, {}).get(one.name)
        if get_origin(hint) is Annotated:
            hint, typed = get_args(hint)
        if typed and typed.group == group:
            real = next(
                (part for part in get_args(hint) if type(None) in get_args(hint) and part is not type(None)), hint
            )
            default = one.default if one.default_factory is MISSING else one.default_factory()
            default = () if typed.optional and get_origin(real) is tuple else "" if typed.optional else default
            found.append(TypedField(one.name, typed, real, default))
    return tuple(found)


def typed_names(*kinds: type, group: str = "") -> tuple[str, ...]:
    """Return the names of these classes' fields as they are typed."""
    return tuple(one.typed.name for kind in kinds for one in typed_fields(kind, group))


def typed_values(one: Any, group: str = "", kind: type | None = None) -> dict[str, Any]:
    """Return what is typed in the fields of a group, by their names; of empty ones nothing. `kind`: those of a base."""
    of = typed_fields(kind or type(one), group)
    values = ((field.typed.name, _typed(getattr(one, field.attribute))) for field in of)
    return {name: value for name, value in values if value not in (None, "", [], {})}


def as_typed(value: object) -> Any:
    """Return a value as it reads where everything in a file is taken as typed."""
    if isinstance(value, Mapping):
        return {name: as_typed(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [as_typed(one) for one in value]
    text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return text.rstrip("\n") + "\n" if "\n" in text else text


def _typed(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_typed(one) for one in value]
    return typed_values(value) if is_dataclass(value) else value
