"""Checks of ids and files: everything has one name, and the two files of a topic belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.faqfiles.draft import Draft
from bot.faqfiles.problem import Place
from bot.faqfiles.rules import Fault, check
from bot.faqfiles.suggest import hint

# Telegram gives a button 64 bytes of hidden data; the rest is the channel's own prefix.
LONGEST_ID = 48


@check("folder-kosong")
def empty_folder(draft: Draft) -> Iterator[Fault]:
    """Folder FAQ tidak berisi satu pun pertanyaan.

    Bot yang menyala tanpa isi akan meneruskan semua pertanyaan kepada petugas.

    Buruk:
        # (folder kosong)
    Baik:
        # paspor.yaml
        topik: paspor
    """
    if draft.whole and not any(draft.entries):
        yield (
            Place(str(draft.folder)),
            "tidak ada entri FAQ di folder ini; tulis paling sedikit satu berkas topik",
        )


@check("id-salah-bentuk")
def malformed_id(draft: Draft) -> Iterator[Fault]:
    """Id hanya berisi huruf kecil, angka, dan tanda hubung, paling panjang 48.

    Id ikut dikirim di balik tombol Telegram, dan Telegram membatasi panjangnya. Id tidak pernah dilihat
    warga.

    Buruk:
        id: Paspor Biaya
    Baik:
        id: paspor-biaya
    """
    places = [(one.fields.id, one.spot.at("id")) for one in draft.answerable]
    places += [(id, spot.key("")) for id, (_, spot) in draft.fees.items()]
    for id, place in places:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id) or len(id) > LONGEST_ID:
            right = re.sub(r"[^a-z0-9]+", "-", id.casefold()).strip("-")
            free = right and right not in draft.ids and len(right) <= LONGEST_ID
            advice = f"tulis {right}" if free else "beri nama lain"
            yield place, f"id '{id}' hanya boleh huruf kecil, angka, dan '-' (paling panjang {LONGEST_ID}); {advice}"


@check("id-ganda")
def duplicate_id(draft: Draft) -> Iterator[Fault]:
    """Id yang sama dipakai dua entri, di berkas yang sama atau di berkas lain.

    Bot tidak tahu jawaban mana yang dimaksud.

    Buruk:
        # paspor.yaml › paspor-hilang
        id: paspor-biaya
    Baik:
        # paspor.yaml › paspor-hilang
        id: paspor-hilang
    """
    first: dict[str, Place] = {}
    places = [(one.fields.id, one.spot.at("id")) for one in draft.answerable]
    for id, place in places:
        if id in first:
            yield place, f"id '{id}' sudah dipakai di {first[id].path} baris {first[id].line}; beri id lain"
        first.setdefault(id, place)


@check("topik-beda-nama")
def topic_differs_from_file(draft: Draft) -> Iterator[Fault]:
    """Isian 'topik' sama dengan nama berkasnya.

    Dengan begitu staf langsung tahu berkas mana yang harus dibuka.

    Buruk:
        topik: pasport
    Baik:
        topik: paspor
    """
    for topic, place in draft.misnamed:
        name = Path(place.path).name.partition(".")[0]
        yield place, f"topik '{topic}' berbeda dari nama berkas; tulis {name}"


@check("kalimat-tanpa-entri")
def phrasings_without_entry(draft: Draft) -> Iterator[Fault]:
    """Berkas kalimat menyebut id yang tidak punya jawaban.

    Biasanya id salah ketik, atau entrinya sudah dihapus.

    Buruk:
        # paspor.kalimat.yaml › paspor-ongkos
        kalimat: [berapa ongkos paspor, ongkos paspor mahal kah, ongkos buku, ongkos bikin, ongkos pasport]
    Baik:
        # paspor.kalimat.yaml › paspor-biaya
        kalimat: [berapa ongkos paspor, ongkos paspor mahal kah, ongkos buku, ongkos bikin, ongkos pasport]
    """
    for phrasing in draft.lonely_phrasings:
        yield (
            phrasing.spot.key(""),
            f"'{phrasing.id}' tidak punya jawaban{hint(phrasing.id, draft.ids)}; samakan id-nya atau hapus",
        )


@check("entri-tanpa-kalimat")
def entry_without_phrasings(draft: Draft) -> Iterator[Fault]:
    """Entri belum punya kalimat warga di berkas kalimat topiknya.

    Tanpa kalimat, bot tidak bisa mengenali pertanyaannya.

    Buruk:
        # paspor.kalimat.yaml › paspor-hilang (dihapus)
    Baik:
        # paspor.kalimat.yaml › paspor-hilang
        kalimat: [paspor hilang, paspor raib, paspor tercecer, paspor dicuri orang, buku paspor lenyap]
    """
    for id, place in draft.silent:
        yield place, f"'{id}' belum punya kalimat; tulis di berkas kalimat topik ini, di bawah 'entri:'"
