"""Augments the danger model's messages: typed in haste, or opened and ended with other words.

People in danger greet and ask where to report it, and so do people who are not. Courtesy may not decide, so the model
is trained on every message, harmless ones too, with such words around it as well. People in no danger also plead at
times, which fewer of their messages show: a bare plea must go on counting.
"""

from __future__ import annotations

import random

_VOWELS_LOST, _WORDS_SLIPPED = 0.6, 0.35
_VOWELS = frozenset("aeiou")
_BEFORE = (
    "mau tanya pak", "permisi bu numpang tanya", "assalamualaikum", "selamat malam", "izin bertanya bu", "halo min",
    "maaf mengganggu", "ulun handak batakun", "mau nanya kak", "saya ingin bertanya", "numpang nanya", "hai kak",
    "selamat pagi bapak ibu petugas", "nuwun sewu badhe tanglet", "pak mau lapor", "ijin melapor", "mau konsultasi",
)  # fmt: skip
_AFTER = (
    "lapor ke mana", "harus lapor kemana pak", "lapor kemana ya", "melapor ke siapa", "hubungi siapa ya",
    "harus hubungi siapa", "siapa yang bisa dihubungi", "gimana cara lapornya", "bagaimana cara melaporkannya",
    "saya harus bagaimana", "harus gimana", "apa yang harus saya lakukan", "langkah saya apa", "gimana ini kak",
    "kak gimana nih", "nomor polisi berapa", "nomor kedutaan berapa", "minta nomor yang bisa dihubungi",
    "alamat kbri di mana", "apakah bisa dipulangkan", "bisa dipulangkan tidak", "cara memulangkannya bagaimana",
    "siapa yang bisa bantu", "bisa dibantu tidak", "bisa bantu kah", "minta tolong ke siapa",
    "kayapa caranya mambulikakan", "kayapa ini pak", "batakun ka siapa lagi", "ka mana malapor",
    "apakah itu tppo", "ini termasuk perdagangan orang bukan", "pelakunya bisa dihukum?", "bisa dituntut ga",
    "itu melanggar hukum kan", "hak saya apa", "apa saya salah", "boleh tidak begitu", "wajar ga sih",
    "terima kasih", "makasih pak sebelumnya", "mohon petunjuk", "mohon arahannya", "mohon infonya",
    "piye carane lapor", "kudu piye aku", "macam mana nak report", "apa ada biayanya", "butuh surat apa",
    "paspornya bagaimana", "prosesnya berapa lama", "bisa online ga lapornya", "kantornya buka jam berapa",
)  # fmt: skip
_PLEAS_BEFORE = (
    "tolong pak", "tolong bu", "mohon bantuannya", "tolong min", "darurat pak", "help kak", "pak tolong saya",
    "tulungi pang", "minta tolong", "cepat pak", "gawat bu", "mas tulung", "urgent", "saya takut", "panik saya pak",
)  # fmt: skip
_PLEAS_AFTER = (
    "tolong ya pak", "mohon segera", "tolong dibantu", "tolong cepat dijawab", "saya bingung sekali",
    "mohon bantuannya pak", "sekarang juga", "minta tolong banget", "tolong kak", "jangan lama lama ya", "saya takut",
)  # fmt: skip
_PLEADING = 0.3
"""How many of the harmless messages plead."""


def slipped(text: str, seed: int) -> str:
    """Return the message as typed in haste: every third word loses vowels or has letters swapped, lost or doubled."""
    chance = random.Random(seed)
    return " ".join(_slip(word, chance) if chance.random() < _WORDS_SLIPPED else word for word in text.split())


def openings() -> tuple[str, ...]:
    """Return the openings alone: a message that holds no more means no danger."""
    return _BEFORE


def framed(text: str, danger: bool, seed: int) -> str:
    """Return the message between a greeting and a question, as people write to an office; some harmless ones plead."""
    chance = random.Random(seed)
    pleads = not danger and chance.random() < _PLEADING
    before, after = (_PLEAS_BEFORE, _PLEAS_AFTER) if pleads else (_BEFORE, _AFTER)
    opening, ending = chance.choice(before), chance.choice(after)
    return chance.choice(
        (f"{text}, {ending}", f"{text} {ending}", f"{opening}, {text}", f"{opening} {text}, {ending}"),
    )


def _slip(word: str, chance: random.Random) -> str:
    if len(word) < 4 or not word.isalpha():
        return word
    if chance.random() < 0.5:
        kept = (letter not in _VOWELS or chance.random() > _VOWELS_LOST for letter in word[1:])
        return word[0] + "".join(letter for letter, stays in zip(word[1:], kept, strict=True) if stays)
    at = chance.randrange(1, len(word) - 1)
    changed = (word[at + 1] + word[at], word[at + 1], word[at] * 2 + word[at + 1])
    return word[:at] + chance.choice(changed) + word[at + 2 :]
