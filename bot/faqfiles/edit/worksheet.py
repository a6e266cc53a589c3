"""The sheet on which staff turn an officer's answer into an entry: the fields of the FAQ files, in one file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import yaml

from bot.faqfiles.edit.divide_answers import divided
from bot.faqfiles.edit.yaml_edit import Fields, written
from bot.faqfiles.model import ASKED, FaqEntry, typed_names
from bot.helpdesk.model.entities import FaqDraft
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts.system_errors import why_not

REVIEW_WITHIN = timedelta(days=90)
"""An answer that no office has signed is looked at again soon."""
MASKED = re.compile(r"\[[^\[\]]*(?:nama|•••)[^\[\]]*\]")
"""What stands where a name or a number was."""
HEAD = """\
# Usulan FAQ dari jawaban petugas. Periksa semuanya, lengkapi, lalu:
#   python -m bot faq drafts accept {number} --as id-entri --topic topik --sheet {path}
# - tanya: judulnya, kalimat tanya biasa dan bukan kata-kata warga. Warga bertanya: {question}
# - inti: jawabannya sendiri, paling panjang 250 huruf; rincian: langkah dan keterangan lain, paling panjang 600
#   ganti atau hapus [nama] dan [… •••]; buang yang hanya berlaku untuk satu orang
# - kalimat: cara warga bertanya, paling sedikit 5 (bot menolak yang kurang), sebaiknya 20
# - uji: 3 pertanyaan dengan kata lain; bukan: {{teks: "kalimat mirip", milik: id-entri-lain atau null}}
# - terkait: 2 atau 3 id; angka di inti dan rincian ditulis juga di bagian 'angka' berkas topiknya
"""

_ENTRY = typed_names(FaqEntry)
_PHRASINGS = typed_names(FaqEntry, group=ASKED)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class OfficerAnswer(NamedTuple):
    """An officer's answer. `day`: when it was given."""

    text: str
    office: str
    day: date


def entry_of(phrasings: Sequence[str], answer: OfficerAnswer, today: date) -> Fields:
    """Return an officer's answer as an unsigned entry without an id and a heading, with its phrasings."""
    lead, details = divided(answer.text)
    return {
        "tanya": None,
        "inti": f"{lead}\n",
        "rincian": f"{details}\n" if details else None,
        "terkait": [],
        "fakta": [],
        "sumber": [{"judul": f"Jawaban petugas, {answer.office}", "tanggal": answer.day}],
        "diverifikasi": None,
        "tinjau_sebelum": today + REVIEW_WITHIN,
        "pemilik": "kanim",
        "darurat": False,
        "kalimat": plain_phrasings(phrasings),
        "bukan": [],
        "uji": [],
    }


def plain_phrasings(phrasings: Sequence[str]) -> list[str]:
    """Return the phrasings without the masks, each once; nobody asks with a mask."""
    bare = (re.sub(r"\s+([,.?!])", r"\1", " ".join(MASKED.sub(" ", text).split())) for text in phrasings)
    return list(dict.fromkeys(text for text in bare if text))


def split(fields: Fields, id: str) -> tuple[Fields, Fields]:
    """Return the fields for the topic's file and those for the phrasings file; unknown fields go with the first."""
    ours = {"id": id} | {name: value for name, value in fields.items() if name not in {*_PHRASINGS, "id"}}
    ordered = {name: ours[name] for name in (*_ENTRY, *ours) if name in ours}
    return ordered, {name: fields.get(name) or [] for name in _PHRASINGS}


def sheet(fields: Fields, draft: FaqDraft, path: Path) -> str:
    """Return the sheet's text."""
    return HEAD.format(number=draft.id, path=path, question=" ".join(draft.question.split())) + written(fields)


def read_sheet(path: Path) -> Fields:
    """Return the fields as staff left them. Raises Trouble with the place of what cannot be read."""
    try:
        read = yaml.load(path.read_text("utf-8-sig"), Loader=yaml.BaseLoader)  # noqa: S506 (texts only)
    except OSError as error:
        raise Trouble(f"{path} tidak bisa dibaca ({why_not(error)}).", error) from error
    except UnicodeDecodeError as error:
        raise Trouble(f"{path} tidak tersimpan sebagai UTF-8. Simpan lagi dengan pilihan UTF-8.", error) from error
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise Trouble(f"{path}{line}: susunannya tidak terbaca. Periksa titik dua, tanda kutip, dan spasi.") from error
    if not isinstance(read, Mapping):
        raise Trouble(f"{path} tidak berisi isian 'nama: isi'. Buat lagi dengan: faq drafts show NOMOR --sheet {path}")
    return {str(name): _typed(value) for name, value in read.items()}


def _typed(value: object) -> object:
    """Return what was typed, with days, true, false and empty fields as such."""
    if isinstance(value, list):
        return [_typed(one) for one in value]
    if isinstance(value, Mapping):
        return {str(name): _typed(one) for name, one in value.items()}
    match value:
        case "true" | "false":
            return value == "true"
        case "" | "null" | "~":
            return None
        case str() if _DAY.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                return value
    return value
