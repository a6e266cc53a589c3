"""Fills the model's classes with what was typed, and says in a sentence what is wrong with each field.

It takes plain texts, lists and fields, wherever they come from: a file, or the form of the staff page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, is_dataclass
from datetime import date
from typing import Any, get_args, get_origin

from bot.faqfiles.lint.letters import LOST, damaged, invisible, visible
from bot.faqfiles.model import typed_fields
from bot.faqfiles.problem import Fault, Found, Path, Rule
from bot.faqfiles.syntax.suggest import hint, nearest
from bot.matching.entry import HardNegative

UNKNOWN = Rule(
    "kunci-tidak-dikenal", "Nama isian yang tidak ada di format, biasanya salah ketik; isinya tidak akan dipakai."
)
MISSED = Rule("kunci-kurang", "Isian wajib belum ditulis atau masih kosong.")
WRONG_KIND = Rule(
    "jenis-salah", "Isian berbentuk salah, sering karena titik dua di dalam kalimat; apit dengan tanda kutip ganda."
)
WRONG_VALUE = Rule(
    "isi-salah",
    "Tanggal (2027-05-24), ya/tidak (true, false), pemilik, atau kantor tidak ditulis seperti yang dikenal bot.",
)
NO_RUPIAH = Rule(
    "biaya-bukan-angka",
    "Rupiah ditulis dengan angka saja, tanpa titik, koma, atau Rp; 650000 dibaca warga sebagai Rp650.000.",
)
BAD_LETTERS = Rule(
    "huruf-rusak", "Ada huruf yang berubah menjadi tanda aneh, hilang, atau tidak terlihat, biasanya saat menyalin."
)

_MONEY = ("rupiah", "yakin")
MOST_RUPIAH = 1_000_000_000
"""Above a billion a fee is a slip of the finger."""
FIELDS = "isian 'nama: isi'; lihat contoh di docs/format-faq.md"


class Filler:
    """Fills fields, and collects what is wrong with them."""

    def __init__(self) -> None:
        self.found: list[Found] = []

    def fields(self, typed: object, path: Path, *kinds: type, group: str = "") -> dict[str, Any] | None:
        """Return the values of these classes' fields by attribute; None where one of them is wrong."""
        if not isinstance(typed, dict):
            self._wrong(WRONG_KIND, path, f"'{_name(path)}' harus berisi {FIELDS}")
            return None
        before = len(self.found)
        known = [one for kind in kinds for one in typed_fields(kind, group)]
        meant = set(self._unknown(typed, path, [one.typed.name for one in known], HardNegative in kinds))
        values: dict[str, Any] = {}
        for one in known:
            name, given = one.typed.name, typed.get(one.typed.name)
            if given not in (None, "", [], {}) and not (isinstance(given, str) and not given.strip()):
                values[one.attribute] = self._value(one.type, given, (*path, name), one.typed.one_of)
            elif one.default is not MISSING:
                values[one.attribute] = one.default
            elif name not in meant:
                choice = f": {', '.join(one.typed.one_of)}" if one.typed.one_of else ""
                advice = f"tulis '{name}: …' ({one.typed.about}{choice})"
                self._wrong(MISSED, (*path, name), f"isian '{name}' belum ada isinya; {advice}", key=name not in typed)
        return values if len(self.found) == before else None

    def _unknown(self, typed: Mapping[str, object], path: Path, known: list[str], in_braces: bool) -> Iterator[str]:
        """Report the fields that there are not; yield those that they were meant to be."""
        for name in (name for name in typed if name not in known):
            if guess := nearest(name, known):
                yield guess
            if not invisible(name):  # that has a rule of its own
                advice = hint(name, known) or f"; yang ada: {', '.join(sorted(known))}"
                comma = '; bila teksnya memuat koma, apit teks itu dengan tanda kutip lurus (")' if in_braces else ""
                self._wrong(UNKNOWN, (*path, name), f"isian '{name}' tidak dikenal{advice}{comma}", key=True)

    def _wrong(self, rule: Rule, path: Path, sentence: str, *, key: bool = False) -> Any:
        """Report a fault; the value that it keeps from being read is None."""
        self.found.append((rule, Fault(path, sentence, key=key)))

    def _value(self, kind: Any, given: Any, path: Path, one_of: tuple[str, ...] = ()) -> Any:
        """Return one value as its type wants it; None after a fault."""
        if get_origin(kind) is tuple:
            if not isinstance(given, list):
                advice = "tulis satu per baris dengan '- ' di depannya"
                return self._wrong(WRONG_KIND, path, f"'{_name(path)}' harus berisi daftar; {advice}")
            (part, _) = get_args(kind)
            if part is str and all(isinstance(one, str) and one for one in given):
                return tuple(map(str.strip, given))  # twenty thousand phrasings need no path each
            return tuple(self._value(part, one, (*path, number)) for number, one in enumerate(given))
        if is_dataclass(kind):
            values = self.fields(given, path, kind)  # type: ignore[arg-type]
            return values and kind(**values)  # type: ignore[operator]
        if get_origin(kind) is not None:
            if not isinstance(given, dict):
                return self.fields(given, path)
            return {key: self._value(str, one, (*path, key)) for key, one in given.items()}
        name = _name(path)
        if given is None or given == "":
            return self._wrong(MISSED, path, f"sebuah isi '{name}' kosong; tulis isinya, atau hapus barisnya")
        if not isinstance(given, str):
            advice = f"tulis '{name}: …' dalam satu teks, tanpa tanda '-' atau '['"
            if isinstance(given, dict):
                advice = "teks yang memuat titik dua harus diapit tanda kutip ganda"
            return self._wrong(WRONG_KIND, path, f"'{name}' harus berisi teks; {advice}")
        return self._scalar(kind, given.strip(), path, one_of)

    def _scalar(self, kind: type, text: str, path: Path, one_of: tuple[str, ...]) -> Any:
        name = _name(path)
        if kind is bool:
            sentence = f"'{name}' harus true atau false, bukan '{text}'; tulis true (ya) atau false (tidak)"
            return text == "true" if text in ("true", "false") else self._wrong(WRONG_VALUE, path, sentence)
        if kind is date:
            try:
                return date.fromisoformat(text if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else "")
            except ValueError:
                advice = "tulis tahun-bulan-hari, dengan empat, dua, dan dua angka"
                return self._wrong(WRONG_VALUE, path, f"'{name}' harus tanggal yang ada, bukan '{text}'; {advice}")
        if kind is int and name in _MONEY:
            if re.fullmatch(r"0|[1-9]\d{0,9}", text, re.ASCII) and int(text) <= MOST_RUPIAH:
                return int(text)
            advice = "tulis seluruh angkanya (paling besar satu miliar) tanpa tanda atau satuan"
            return self._wrong(NO_RUPIAH, path, f"'{name}' harus angka rupiah tanpa titik, bukan '{text}'; {advice}")
        if kind is int and not re.fullmatch(r"\d{1,3}", text, re.ASCII):
            advice = "tulis angka saja, 0 sampai 999, tanpa titik atau kata"
            return self._wrong(WRONG_KIND, path, f"'{name}' harus berisi angka bulat; {advice}")
        if one_of and text not in one_of:
            advice = f"{hint(text, one_of)}; tulis salah satu: {', '.join(one_of)}"
            return self._wrong(WRONG_VALUE, path, f"{name} '{text}' tidak dikenal{advice}")
        return int(text) if kind is int else text


def bad_letters(typed: object, path: Path = ()) -> Iterator[Found]:
    """Yield every letter that is damaged or unseen, in the names of fields, too."""
    if isinstance(typed, dict):
        for name, one in typed.items():
            yield from _bad_letters(name, (*path, name), key=True)
            yield from bad_letters(one, (*path, name))
    elif isinstance(typed, list):
        for number, one in enumerate(typed):
            if not (isinstance(one, str) and one.isascii()):
                yield from bad_letters(one, (*path, number))
    elif isinstance(typed, str):
        yield from _bad_letters(typed, path)


def _bad_letters(text: str, path: Path, *, key: bool = False) -> Iterator[Found]:
    if text.isascii():
        return
    if LOST in text:
        sentence = f"ada huruf yang hilang, tinggal tanda '{LOST}'; lihat naskah aslinya, lalu ketik ulang katanya"
        yield BAD_LETTERS, Fault(path, sentence, LOST, key)
    if found := damaged(text):
        piece, right = found
        advice = f"tulis '{right}'" if right else "ketik ulang katanya"
        yield BAD_LETTERS, Fault(path, f"huruf rusak '{piece}'; {advice}", piece, key)
    if unseen := invisible(text):
        position, sign = unseen
        sentence = f"ada tanda tak terlihat {visible(sign)} di huruf ke-{position + 1} teks ini; hapus seluruh kata di "
        yield BAD_LETTERS, Fault(path, f"{sentence}tempat itu, lalu ketik ulang", sign, key)


def _name(path: Path) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "berkas")
