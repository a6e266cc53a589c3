"""The fields of a guided check (`alur/<id>.yaml`); as in `schema`, the aliases are the names that staff write."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from bot.faqfiles.schema import (
    OWNERS,
    Day,
    Fields,
    Flag,
    MaybeDay,
    MaybeText,
    Numbers,
    SourceFields,
    Text,
    Texts,
    items,
    whole_number,
)


def _maybe_number(typed: object) -> int | None:
    return None if typed is None else whole_number(typed)


class ChoiceFields(Fields):
    """One answer that can be chosen."""

    text: Text = Field(alias="jawab", description="Tulisan tombol, paling panjang 30 huruf")
    words: Texts = Field((), alias="kata", description="Kata lain yang mungkin diketik warga untuk jawaban ini")
    points: Annotated[int, BeforeValidator(whole_number)] = Field(
        0, alias="nilai", description="Berapa berbahaya jawaban ini; 0 berarti tidak"
    )
    reason: MaybeText = Field(None, alias="alasan", description="Kalimat di hasil bila jawaban ini dipilih")
    leads_to: MaybeText = Field(None, alias="ke", description="Id langkah berikutnya, bila bukan yang di bawahnya")
    finding: MaybeText = Field(None, alias="hasil", description="Id hasil; pemeriksaan selesai di jawaban ini")
    danger: Flag = Field(False, alias="darurat", description="true: jawaban ini berarti ada orang dalam bahaya")


class StepFields(Fields):
    """One question of a check."""

    id: Text = Field(alias="id", description="Nama langkah: huruf kecil, angka, tanda hubung")
    question: Text = Field(alias="tanya", description="Pertanyaannya, satu hal saja")
    short: Text = Field(alias="singkat", description="Pertanyaan itu dalam dua atau tiga kata, untuk kartu petugas")
    choices: Annotated[tuple[ChoiceFields, ...], BeforeValidator(items)] = Field(
        (), alias="pilihan", description="Jawaban yang bisa dipilih"
    )
    typed: Flag = Field(False, alias="isian", description="true: warga mengetik jawabannya sendiri")
    leads_to: MaybeText = Field(None, alias="ke", description="Id langkah berikutnya, bila bukan yang di bawahnya")


class FindingFields(Fields):
    """What a check can come to."""

    id: Text = Field(alias="id", description="Nama hasil; hasil bernama merah menjadi peringatan dini")
    title: Text = Field(alias="judul", description="Kalimat pertama hasil, paling panjang 60 huruf")
    answer: Text = Field(alias="jawaban", description="Apa yang dilakukan sesudahnya, paling panjang 700 huruf")
    from_points: Annotated[int | None, BeforeValidator(_maybe_number)] = Field(
        None, alias="mulai_nilai", description="Jumlah nilai paling kecil untuk hasil ini"
    )
    entry: MaybeText = Field(None, alias="entri", description="Id entri FAQ yang menjelaskan lebih lanjut, jadi tombol")
    officer: Flag = Field(False, alias="petugas", description="true: warga bisa mengirim jawabannya kepada petugas")


class GuidedCheckFields(Fields):
    """A whole check."""

    id: Text = Field(alias="alur", description="Nama alur, sama dengan nama berkasnya")
    title: Text = Field(alias="judul", description="Tulisan tombol, paling panjang 32 huruf")
    order: Annotated[int, BeforeValidator(whole_number)] = Field(
        99, alias="urutan", description="Urutan di menu; angka kecil tampil lebih dulu"
    )
    command: MaybeText = Field(None, alias="perintah", description="Perintah Telegram tanpa garis miring")
    opening: MaybeText = Field(None, alias="pembuka", description="Satu atau dua kalimat sebelum pertanyaan pertama")
    under: Texts = Field((), alias="di_bawah", description="Id entri FAQ; tombol alur tampil di bawah jawabannya")
    numbers: Numbers = Field(
        default_factory=dict, alias="angka", description="Setiap angka di alur ini, dan nomor butir fakta asalnya"
    )
    steps: Annotated[tuple[StepFields, ...], BeforeValidator(items)] = Field(
        alias="langkah", description="Pertanyaan-pertanyaannya, berurutan"
    )
    findings: Annotated[tuple[FindingFields, ...], BeforeValidator(items)] = Field(
        alias="hasil", description="Hasil yang mungkin"
    )
    facts: Texts = Field((), alias="fakta", description="Nomor butir lembar fakta yang menjadi dasar alur ini")
    sources: Annotated[tuple[SourceFields, ...], BeforeValidator(items)] = Field(
        (), alias="sumber", description="Dari mana faktanya"
    )
    verified_on: MaybeDay = Field(
        None, alias="diverifikasi", description="Tanggal kantor menandatangani; kosong berarti belum"
    )
    review_by: Day = Field(alias="tinjau_sebelum", description="Tanggal terakhir alur ini harus diperiksa ulang")
    owner: Text = Field(
        alias="pemilik", description="Kantor yang memastikan isinya", json_schema_extra={"enum": list(OWNERS)}
    )
