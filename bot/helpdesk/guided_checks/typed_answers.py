"""What a resident types in a guided check instead of pressing: a number, a choice's words, "berhenti", "kembali"."""

from __future__ import annotations

import re

from bot.helpdesk.model.guided_checks import Question
from bot.matching.lexicon import NOT_WORDS

LONGEST_ANSWER = 8
"""Words; who writes more than that tells something else, which is not squeezed into a choice."""
_NUMBERS = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh")
_NUMBER = re.compile(r"(?:(?:no|nomor|nmr|nomer|pilihan|jawaban)\s?)?(\d{1,2})")
_BEFORE_NO = frozenset(
    "ya iya eh oh saya aku sy ulun kami dia anak pak bu bapak ibu min kak itu kalau kayaknya memang".split()  # noqa: SIM905
)
_STOP = frozenset({"berhenti", "stop", "batal", "sudahi", "keluar", "berhenti dulu", "stop dulu", "batal saja"})
_BACK = frozenset({"kembali", "sebelumnya", "mundur", "ulang tadi", "kembali dulu", "salah pencet", "salah tekan"})
_GO_ON = frozenset({"ya", "iya", "lanjut", "lanjutkan", "ya lanjut", "mau", "boleh", "teruskan", "terusakan"})
_NOT_NOW = NOT_WORDS | {f"{word} usah" for word in NOT_WORDS} | {"nanti", "nanti saja"}
_SKIP = frozenset({"lewati", "lewat", "lupa", "tidak ada"}) | {
    f"{word} {known}" for word in NOT_WORDS for known in ("tahu", "tau", "ingat", "inget")
}


def plain(text: str) -> str:
    """Return the text without capitals and signs, its words one space apart."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def wants_to_stop(text: str) -> bool:
    """Return whether the text ends the check."""
    return plain(text) in _STOP


def wants_back(text: str) -> bool:
    """Return whether the text asks for the question before."""
    return plain(text) in _BACK


def wants_to_go_on(text: str) -> bool | None:
    """Return the answer to "Mau dilanjutkan?"; None when the text is none."""
    said = plain(text)
    return True if said in _GO_ON else False if said in _NOT_NOW or said in _STOP else None


def passes_over(text: str) -> bool:
    """Return whether the text leaves a typed question unanswered."""
    return plain(text) in _SKIP


def chosen(question: Question, text: str) -> int | None:
    """Return the number of the choice that the text means; None when it could be another one, or none."""
    said = plain(text)
    number = _NUMBER.fullmatch(said)
    wanted = int(number[1]) if number else _NUMBERS.index(said) + 1 if said in _NUMBERS else 0
    if wanted:
        return wanted - 1 if wanted <= len(question.choices) else None
    words = said.split()
    if not words or len(words) > LONGEST_ANSWER:
        return None
    found: dict[int, int] = {}
    for place, choice in enumerate(question.choices):
        for way in (choice.text, *choice.words):
            likeness = _likeness(words, plain(way).split())
            if choice.danger and plain(way) != said:
                likeness = 0  # "ya, baik saja" is no call for help; a real one is heard before this
            found[place] = max(found.get(place, 0), likeness)
    best = max(found.values(), default=0)
    places = [place for place, likeness in found.items() if likeness == best]
    return places[0] if best and len(places) == 1 else None


def _likeness(said: list[str], way: list[str]) -> int:
    """Count the words of a way of saying a choice that stand in what was said, in a row; 0 unless all do.

    A "not" that the way does not have turns its meaning round, so then it is not meant. A bare "gak" says no where it
    begins; behind another word it may ask ("aman gak").
    """
    before = said[: said.index(way[0])] if way and way[0] in said else []
    if NOT_WORDS.issuperset(way) and not _BEFORE_NO.issuperset(before):
        return 0
    if not way or not any(said[at : at + len(way)] == way for at in range(len(said) - len(way) + 1)):
        return 0
    return 0 if (NOT_WORDS & set(said)) - set(way) else len(way)
