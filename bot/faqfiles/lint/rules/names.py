"""Checks of ids and files: everything has one name, and the two files of a topic belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.faqfiles.draft import Draft, PhrasingDraft
from bot.faqfiles.file_names import partner_of
from bot.faqfiles.lint.rule import Fault, rule
from bot.faqfiles.mentions import mentions, named
from bot.faqfiles.problem import Place
from bot.faqfiles.schema import LONGEST_ID, is_proper_id
from bot.faqfiles.syntax.suggest import nearest


@rule("folder-kosong")
def empty_folder(draft: Draft) -> Iterator[Fault]:
    """Folder FAQ tidak berisi satu pun pertanyaan.

    Bot yang menyala tanpa isi akan meneruskan semua pertanyaan kepada petugas.
    """
    if draft.whole and not any(draft.entries):
        yield (
            Place(str(draft.folder)),
            "tidak ada entri FAQ di folder ini; tulis paling sedikit satu berkas topik",
        )


@rule("id-salah-bentuk")
def malformed_id(draft: Draft) -> Iterator[Fault]:
    """Id hanya berisi huruf kecil, angka, dan tanda hubung, paling panjang 48.

    Id ikut dikirim di balik tombol Telegram, dan Telegram membatasi panjangnya. Id tidak pernah dilihat
    warga.
    """
    places = [(one.fields.id, one.spot.at("id")) for one in draft.answerable]
    places += [(id, spot.key("")) for id, (_, spot) in draft.fees.items()]
    for id, place in places:
        if not is_proper_id(id):
            right = re.sub(r"[^a-z0-9]+", "-", id.casefold()).strip("-")
            free = right and right not in draft.ids and len(right) <= LONGEST_ID
            advice = f"tulis {right}" if free else "beri nama lain"
            yield place, f"id '{id}' hanya boleh huruf kecil, angka, dan '-' (paling panjang {LONGEST_ID}); {advice}"


@rule("id-ganda")
def duplicate_id(draft: Draft) -> Iterator[Fault]:
    """Id yang sama dipakai dua entri, di berkas yang sama atau di berkas lain.

    Bot tidak tahu jawaban mana yang dimaksud.
    """
    first: dict[str, Place] = {}
    doubled: dict[tuple[str, str], list[tuple[str, Place]]] = {}
    for id, place in ((one.fields.id, one.spot.at("id")) for one in draft.answerable):
        if id in first:
            doubled.setdefault((place.path, first[id].path), []).append((id, place))
        first.setdefault(id, place)
    for all_of_it in doubled.values():
        id, place = all_of_it[0]
        where = f"{first[id].path} baris {first[id].line}"
        if len(all_of_it) == 1:
            advice = "kembalikan id lama entri ini, beri id lain bila entri baru, atau hapus bila salinan"
            yield place, f"id '{id}' sudah dipakai di {where}; {advice}"
        else:
            ids = named(id for id, _ in all_of_it)
            advice = "beri id lain bila entri baru, atau hapus bila salinan"
            yield place, f"id {ids} sudah dipakai di {where} dan seterusnya; {advice}"


@rule("id-berubah")
def changed_id(draft: Draft) -> Iterator[Fault]:
    """Id sebuah entri diganti di satu berkas saja.

    Berkas jawaban dan berkas kalimat dihubungkan oleh id. Id tidak dilihat warga dan tidak perlu diganti, juga kalau
    pertanyaannya berubah. Yang menyebut id itu di tempat lain tidak disebut satu per satu.
    """
    mentioned = {one.id for one in mentions(draft)}
    for entries, phrasings in _unmatched(draft):
        if not entries or not phrasings:
            continue
        id, place = entries[0]
        asked, where = phrasings[0].id, phrasings[0].spot.key("")
        # Whichever of the two is known elsewhere has kept its name.
        wrong, right = (asked, id) if id in mentioned else (id, asked)
        if len(entries) == len(phrasings) == 1 and nearest(wrong, (draft.ids - {wrong}) | {right}) == right:
            at, other = (where, place) if wrong == asked else (place, where)
            yield at, f"id '{wrong}' salah tulis, namanya '{right}' di {_spot(other)}; tulis {right}"
            continue
        lacking = [f"entri {named(id for id, _ in entries)}", f"kalimat {named(one.id for one in phrasings)}"]
        if wrong == asked:
            sentence = f"{lacking[1]} tidak punya jawaban, dan {lacking[0]} ({_spot(place)}) tidak punya kalimat"
        else:
            sentence = f"{lacking[0]} tidak punya kalimat, dan {lacking[1]} ({_spot(where)}) tidak punya jawaban"
        advice = "bila hanya id-nya yang diganti, kembalikan id yang lama; bila ini entri baru, lengkapi kedua berkas"
        yield where if wrong == asked else place, f"{sentence}; {advice}"


@rule("kalimat-tanpa-entri")
def phrasings_without_entry(draft: Draft) -> Iterator[Fault]:
    """Berkas kalimat menyebut id yang tidak punya jawaban.

    Biasanya id salah ketik, atau entrinya sudah dihapus.
    """
    mentioned = {one.id for one in mentions(draft)}
    for entries, phrasings in _unmatched(draft):
        if phrasings and not entries:
            ids = [one.id for one in phrasings]
            others = " tetapi masih disebut di tempat lain" if mentioned & set(ids) else ""
            advice = "kembalikan entri yang terhapus, atau hapus juga kalimatnya"
            yield phrasings[0].spot.key(""), f"{named(ids)} tidak punya jawaban{others}; {advice}"


@rule("entri-tanpa-kalimat")
def entry_without_phrasings(draft: Draft) -> Iterator[Fault]:
    """Entri belum punya kalimat warga di berkas kalimat topiknya.

    Tanpa kalimat, bot tidak bisa mengenali pertanyaannya.
    """
    for entries, phrasings in _unmatched(draft):
        if entries and not phrasings:
            ids = named(id for id, _ in entries)
            yield entries[0][1], f"{ids} belum punya kalimat; tulis di berkas kalimat topik ini, di bawah 'entri:'"


def _spot(place: Place) -> str:
    return f"{Path(place.path).name} baris {place.line}"


def _unmatched(draft: Draft) -> Iterator[tuple[list[tuple[str, Place]], list[PhrasingDraft]]]:
    """Yield for each topic the entries without phrasings and the phrasings without an entry, where there are any."""
    entries: dict[str | None, list[tuple[str, Place]]] = {}
    phrasings: dict[str | None, list[PhrasingDraft]] = {}
    for id, place in draft.silent:
        entries.setdefault(Path(place.path).name, []).append((id, place))
    for one in draft.orphan_phrasings:
        phrasings.setdefault(partner_of(Path(one.spot.document.path).name), []).append(one)
    for name in {**entries, **phrasings}:
        yield entries.get(name, []), phrasings.get(name, [])
