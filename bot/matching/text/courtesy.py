"""Finds greetings, thanks and openings around a question, so that only the question itself is matched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.matching.text.normalise import Word

_SALAM = frozenset(("assalamualaikum", "waalaikumsalam", "salam", "sejahtera", "shalom"))
_DAYTIME = frozenset(("pagi", "siang", "sore", "malam", "petang"))
_HELLO = frozenset(("halo", "permisi", "selamat", "tabik", "apa kabar"))
_ADDRESS = frozenset(
    ("bapak", "ibu", "kakak", "admin", "petugas", "bot", "semua", "semuanya", "pembina", "imigrasi", "pimpasa")
)
_POLITE = frozenset(
    (
        "maaf",
        "mohon",
        "tolong",
        "sebelumnya",
        "mengganggu",
        "ganggu",
        "waktu",
        "waktunya",
        "banyak",
        "sekali",
        "yth",
        "atas",
        "infonya",
        "informasinya",
        "bantuannya",
        "penjelasannya",
        "jawabannya",
        "perhatiannya",
        "baik",
        "oke",
    )
)
_OPENERS = (
    "ada yang mau saya tanyakan", "saya mau tanya sesuatu", "saya mau tanya", "saya ingin tanya",
    "mau numpang tanya", "izin tanya", "minta izin tanya", "numpang tanya", "mau tanya", "ingin tanya",
    "boleh tanya", "bisa tanya", "tanya",
    "mau tanya tentang", "saya mau tanya tentang", "tanya tentang", "mau konsultasi", "saya mau konsultasi",
    "bantu jawab", "tolong jawab", "jadi begini", "begini", "gini", "mau bertanya",
    "saya mau bertanya", "izin bertanya",
    "saya ingin bertanya", "pindah topik", "ganti pertanyaan", "ganti topik", "satu lagi", "beda lagi", "oh satu lagi",
    "mau tanya lagi", "tanya lagi", "mau tanya lain", "btw",
)  # fmt: skip
_OPENER_WORDS = sorted((text.split() for text in _OPENERS), key=len, reverse=True)
_OPENERS_BY_FIRST = {first: [opener for opener in _OPENER_WORDS if opener[0] == first] for first, *_ in _OPENER_WORDS}
_LEADING = _SALAM | _DAYTIME | _HELLO | _ADDRESS | _POLITE | {"terima", "kasih", "saya"}
_PRAISE = frozenset(("baik", "terhormat", "budiman", "ramah", "cantik", "ganteng"))
"""What the polite say of the one they address: "ibu admin yang baik"."""
_LONGEST_TAIL = 6
_STRETCHED = re.compile(r"(.)\1+")
_EXCLAIMED = {
    act: frozenset(_STRETCHED.sub(r"\1", words).split())
    for act, words in (
        ("keluhan", "hadeh haduh aduh hadeuh yaelah astaga ampun allah 👎 😠 😡 😤"),
        ("terima-kasih", "alhamdulillah"),
        ("penutup", "y ya yah yak ye iya inggih nggih nggeh amin insyaallah 👍 👌 🆗"),
        (
            "sapaan",
            "min mimin admin kak ka kakak mas mbak mba mb om bang bg pak bapak bu ibu buk bund nak sis bro gan gaes"
            " guys lur 👋 🙋",
        ),
    )
}
_EXCLAMATION = re.compile(r"[a-z]+|[^\w\s]")


class Courtesy(NamedTuple):
    """The polite frame of a message: does it greet, thank, announce a question or agree, and the words inside."""

    salam: bool
    hello: bool
    thanks: bool
    opened: bool
    agreed: bool
    rest: tuple[Word, ...]

    @property
    def act(self) -> str | None:
        """The small talk that the message is when nothing stands inside the frame."""
        if self.thanks:
            return "terima-kasih"
        if self.salam:
            return "salam"
        if self.hello or self.opened:
            return "sapaan"
        return "penutup" if self.agreed else None


def frame(words: Sequence[Word]) -> Courtesy:
    """Remove the polite frame of a message."""
    salam = hello = thanks = opened = agreed = False
    start, end = 0, len(words)
    readings = [word.reading for word in words]
    while start < end:
        opener = _opener(readings, start)
        if opener:
            opened, start = True, start + opener
        elif start and _is_praise(readings, start):
            start += 2
        elif readings[start] in _LEADING and not _is_needed(readings, start):
            salam |= readings[start] in _SALAM
            hello |= readings[start] in _HELLO or readings[start] in _DAYTIME
            agreed |= readings[start] in ("oke", "baik")
            thanks |= readings[start : start + 2] == ["terima", "kasih"]
            start += 1
        else:
            break
    for size in range(2, min(_LONGEST_TAIL, end - start) + 1):
        tail = readings[end - size : end]
        if tail[:2] == ["terima", "kasih"] and all(word in _POLITE | _ADDRESS for word in tail[2:]):
            thanks, end = True, end - size
            break
    return Courtesy(salam, hello, thanks, opened, agreed, tuple(words[start:end]))


def exclaimed(text: str) -> str | None:
    """Return the small talk of a message that has no word with a meaning of its own: "iya pak", "miiin", a thumb."""
    said = set(_EXCLAMATION.findall(_STRETCHED.sub(r"\1", text.lower())))
    return next((act for act, words in _EXCLAIMED.items() if not said.isdisjoint(words)), None)


def _is_praise(readings: list[str], start: int) -> bool:
    return readings[start] == "yang" and start + 1 < len(readings) and readings[start + 1] in _PRAISE


def _opener(readings: list[str], start: int) -> int:
    """How many words the opener has that begins here, the longest one; 0: none does."""
    for opener in _OPENERS_BY_FIRST.get(readings[start], ()) if start < len(readings) else ():
        if readings[start : start + len(opener)] == opener:
            return len(opener)
    return 0


def _is_needed(readings: list[str], start: int) -> bool:
    """Return whether a polite opening word is what the question is about: "petugas desa siapa", "ibu saya hilang"."""
    word = readings[start]
    following = readings[start + 1] if start + 1 < len(readings) else ""
    if (word, start, following) in (("imigrasi", 0, ""), ("pimpasa", 0, ""), ("bot", 0, "")):
        return True
    if word in (
        "bapak", "ibu", "kakak", "petugas", "imigrasi", "pimpasa", "bot", "semua", "waktu", "semuanya", "pembina",
    ):  # fmt: skip
        called = following in _LEADING or following == "" or (following, start) == ("mau", 0)
        called = called or _is_praise(readings, start + 1)
        return not called and _opener(readings, start + 1) == 0
    if word == "saya":
        return True
    if word in ("terima", "kasih"):
        return ["terima", "kasih"] not in (readings[start : start + 2], readings[start - 1 : start + 1])
    return False
