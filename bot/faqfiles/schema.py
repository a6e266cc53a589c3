"""The fields of the FAQ files: which there are, what each holds, and how a typed text becomes a value.

Attribute names are English, the aliases are the names that staff write. The descriptions are Indonesian:
editors show them while typing (docs/format-faq.schema.json is generated from here).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from bot.faqfiles.syntax import amounts

OWNERS = {
    "kanim": "Kantor Imigrasi",
    "bp3mi": "BP3MI (pelindungan pekerja migran)",
    "kantor-haji": "Kantor Haji dan Umrah",
    "bagian-hukum": "Bagian Hukum",
    "polres": "Polres",
    "desa": "Kantor desa",
}
OFFICES = ("dukcapil", "samsat", "polres", "bpjs", "kua", "pajak", "dinsos", "bank", "lain")

# Telegram gives a button 64 bytes of hidden data; the rest is the channel's own prefix.
LONGEST_ID = 48


def is_proper_id(id: str) -> bool:
    """Say whether an id can stand behind a button."""
    return bool(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id)) and len(id) <= LONGEST_ID


def _text(typed: object) -> str:
    if typed is None or (isinstance(typed, str) and not typed.strip()):
        raise PydanticCustomError("empty", "")
    if not isinstance(typed, str):
        raise PydanticCustomError("not_text", "", {"mapping": isinstance(typed, dict)})
    return typed.strip()


def items(typed: object) -> object:
    """Return a list as typed; nothing is an empty one."""
    if typed is None:
        return []
    if not isinstance(typed, list):
        raise PydanticCustomError("not_list", "", {"mapping": isinstance(typed, dict)})
    return typed


def _fields(typed: object) -> object:
    if typed is None:
        return {}
    if not isinstance(typed, dict):
        raise PydanticCustomError("not_fields", "")
    return typed


def _day(typed: object) -> date:
    text = _text(typed)
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise PydanticCustomError("bad_day", "", {"typed": text})


def _maybe_day(typed: object) -> date | None:
    return None if typed is None else _day(typed)


def _rupiah(typed: object) -> int:
    text = _text(typed)
    if re.fullmatch(r"0|[1-9]\d{0,9}", text, re.ASCII) and int(text) <= amounts.LARGEST:
        return int(text)
    raise PydanticCustomError("bad_rupiah", "", {"typed": text})


def _maybe_rupiah(typed: object) -> int | None:
    return None if typed is None else _rupiah(typed)


def whole_number(typed: object) -> int:
    """Return a small number as typed."""
    text = _text(typed)
    if re.fullmatch(r"\d{1,3}", text, re.ASCII):
        return int(text)
    raise PydanticCustomError("bad_order", "")


def _flag(typed: object) -> bool:
    text = _text(typed)
    if text in ("true", "false"):
        return text == "true"
    raise PydanticCustomError("bad_flag", "", {"typed": text})


def _maybe_text(typed: object) -> str | None:
    return None if typed is None else _text(typed)


Text = Annotated[str, BeforeValidator(_text)]
MaybeText = Annotated[str | None, BeforeValidator(_maybe_text)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(items)]
Day = Annotated[date, BeforeValidator(_day)]
MaybeDay = Annotated[date | None, BeforeValidator(_maybe_day)]
Rupiah = Annotated[int, BeforeValidator(_rupiah)]
MaybeRupiah = Annotated[int | None, BeforeValidator(_maybe_rupiah)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Numbers = Annotated[dict[str, Text], BeforeValidator(_fields)]


class Fields(BaseModel):
    """What all groups of fields share: nothing unknown, nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)

    @model_validator(mode="before")
    @classmethod
    def _must_be_fields(cls, typed: Any) -> Any:
        if not isinstance(typed, dict):
            raise PydanticCustomError("not_fields", "")
        return typed


class SourceFields(Fields):
    """Where a fact stands."""

    title: Text = Field(
        alias="judul", description="Nama sumber, misalnya PP 45/2024 (dikutip Kantor Imigrasi Karawang)"
    )
    url: MaybeText = Field(
        None, alias="alamat", description="Alamat resmi (https://….go.id/…); kosongkan bila tidak ada"
    )
    day: MaybeDay = Field(None, alias="tanggal", description="Tanggal sumber itu, misalnya 2024-12-17")


class EntryFields(Fields):
    """One question and its answer, as staff edit it."""

    id: Text = Field(alias="id", description="Nama tetap entri: huruf kecil, angka, tanda hubung")
    question: Text = Field(alias="tanya", description="Pertanyaannya dalam kalimat biasa; menjadi judul jawaban")
    label: MaybeText = Field(None, alias="tombol", description="Tulisan tombolnya, paling panjang 32 huruf")
    lead: Text = Field(alias="inti", description="Jawabannya sendiri, di kalimat pertama; paling panjang 250 huruf")
    details: MaybeText = Field(
        None,
        alias="rincian",
        description="Langkah dan keterangan lain, terlipat; paling panjang 600 huruf",
    )
    asks: MaybeText = Field(
        None, alias="minta", description="Apa yang diminta ditulis warga; pesan berikutnya dikirim ke petugas"
    )
    related: Texts = Field((), alias="terkait", description="Id 2 sampai 3 entri yang biasanya ditanyakan sesudahnya")
    facts: Texts = Field((), alias="fakta", description="Nomor butir lembar fakta yang menjadi dasar jawaban")
    sources: Annotated[tuple[SourceFields, ...], BeforeValidator(items)] = Field(
        (), alias="sumber", description="Dari mana faktanya"
    )
    verified_on: MaybeDay = Field(
        None, alias="diverifikasi", description="Tanggal kantor menandatangani; kosong berarti belum"
    )
    review_by: Day = Field(alias="tinjau_sebelum", description="Tanggal terakhir jawaban ini harus diperiksa ulang")
    owner: Text = Field(
        alias="pemilik", description="Kantor yang memastikan isinya", json_schema_extra={"enum": list(OWNERS)}
    )
    emergency: Flag = Field(False, alias="darurat", description="true hanya untuk keadaan bahaya")


class SeasonWarningFields(Fields):
    """A warning for all residents, shown on the start page."""

    title: Text = Field(alias="judul", description="Tulisan tombol peringatan, paling panjang 24 huruf")
    text: Text = Field(alias="teks", description="Peringatannya, beberapa kalimat pendek")
    entry: Text = Field(alias="entri", description="Id entri yang menjelaskan lebih lanjut")


class TopicFields(Fields):
    """A topic file: the topic's own page, then its entries."""

    topic: Text = Field(alias="topik", description="Sama dengan nama berkasnya")
    title: Text = Field(alias="judul", description="Tulisan tombol topik, paling panjang 24 huruf")
    order: Annotated[int, BeforeValidator(whole_number)] = Field(
        99, alias="urutan", description="Urutan topik di menu; angka kecil tampil lebih dulu"
    )
    intro: MaybeText = Field(None, alias="pengantar", description="Satu paragraf pembuka, paling panjang 350 huruf")
    popular: Texts = Field(
        (), alias="populer", description="Id entri yang paling sering ditanyakan, paling banyak lima"
    )
    numbers: Numbers = Field(
        default_factory=dict,
        alias="angka",
        description="Setiap angka di jawaban, dan nomor butir fakta asalnya",
    )
    season: Annotated[tuple[SeasonWarningFields, ...], BeforeValidator(items)] = Field(
        (), alias="penting", description="Peringatan musim untuk semua warga (hanya di dasar.yaml)"
    )
    entries: Annotated[list[EntryFields], BeforeValidator(items)] = Field(
        alias="entri", description="Pertanyaan dan jawaban topik ini"
    )


class HardNegativeFields(Fields):
    """A text that looks like an entry's question and is not."""

    text: Text = Field(alias="teks", description="Kalimat yang mirip tetapi bukan pertanyaan entri ini")
    belongs_to: MaybeText = Field(None, alias="milik", description="Id entri pemilik kalimat itu, atau null")


class PhrasingFields(Fields):
    """How people ask for one entry."""

    phrasings: Texts = Field((), alias="kalimat", description="Cara warga bertanya, paling sedikit 20")
    hard_negatives: Annotated[tuple[HardNegativeFields, ...], BeforeValidator(items)] = Field(
        (), alias="bukan", description="Kalimat mirip yang milik entri lain, paling sedikit 3"
    )
    tests: Texts = Field((), alias="uji", description="Pertanyaan ujian, berbeda dari kalimat, paling sedikit 3")


class PhrasingFileFields(Fields):
    """A phrasings file (`….kalimat.yaml`)."""

    topic: Text = Field(alias="topik", description="Topik yang sama dengan berkas jawabannya")
    entries: Annotated[dict[str, PhrasingFields], BeforeValidator(_fields)] = Field(
        alias="entri", description="Per id entri: kalimat, bukan, uji"
    )


class OutOfScopeFields(Fields):
    """The file of messages that are nobody's (luar-topik.kalimat.yaml)."""

    topic: Text = Field(alias="topik", description="Sama dengan nama berkasnya: luar-topik")
    phrasings: Texts = Field(alias="kalimat", description="Pesan yang bukan urusan imigrasi atau kantor lain")


class FeeFields(Fields):
    """One official fee."""

    name: Text = Field(alias="nama", description="Nama tarif")
    rupiah: Rupiah = Field(alias="rupiah", description="Besarnya dalam rupiah, angka saja: 650000")
    confirmed: MaybeRupiah = Field(
        None,
        alias="yakin",
        description="Angka yang sama sekali lagi, bila besarnya nol atau berubah lebih dari 30 persen",
    )
    law: Text = Field(alias="dasar", description="Dasar hukumnya, misalnya PP 45/2024")
    since: Day = Field(alias="berlaku_sejak", description="Tanggal mulai berlaku")
    fact: MaybeText = Field(None, alias="fakta", description="Nomor butir lembar fakta")


class FeeFileFields(Fields):
    """The fee table (biaya.yaml)."""

    fees: Annotated[dict[str, FeeFields], BeforeValidator(_fields)] = Field(
        alias="biaya", description="Per id: satu tarif"
    )


class ReferralFields(Fields):
    """A service of another office: the bot says whose it is."""

    id: Text = Field(alias="id", description="Nama tetap rujukan, misalnya rujuk-ktp")
    office: Text = Field(alias="kantor", description="Kantor yang melayani", json_schema_extra={"enum": list(OFFICES)})
    question: Text = Field(alias="tanya", description="Layanan apa itu, dalam kalimat biasa")
    answer: Text = Field(alias="jawaban", description="Ke mana warga pergi, satu atau dua kalimat")
    review_by: Day = Field(alias="tinjau_sebelum", description="Tanggal terakhir isinya harus diperiksa ulang")
    owner: Text = Field(
        alias="pemilik", description="Kantor yang memastikan isinya", json_schema_extra={"enum": list(OWNERS)}
    )


class ReferralFileFields(Fields):
    """The referral file (bukan-layanan.yaml): services that people ask for here and other offices give."""

    topic: Text = Field(alias="topik", description="Sama dengan nama berkasnya: bukan-layanan")
    title: Text = Field(alias="judul", description="Nama kelompok ini untuk staf")
    numbers: Numbers = Field(
        default_factory=dict, alias="angka", description="Setiap angka di jawaban rujukan, dan asalnya"
    )
    referrals: Annotated[list[ReferralFields], BeforeValidator(items)] = Field(
        alias="rujukan", description="Layanan kantor lain"
    )
