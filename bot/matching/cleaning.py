"""Turns a message as it arrived into plain lower-case text, and that into words and clauses."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import NamedTuple

HEAD_CHARACTERS, TAIL_CHARACTERS = 3000, 1500
"""What is read of a longer text: a long story asks its question at its beginning or its end."""
_RAW_LIMIT = 20_000
MOST_WORDS, LONGEST_WORD = 400, 60
# Letters of other scripts that look like Latin ones: phones and jokers put them into Indonesian words.
_LOOK_ALIKES = str.maketrans({
    **dict(zip("авекмнорстухіѕјԁԛԝьһ", "abekmhopctyxisjdqwbh", strict=True)),  # Cyrillic
    **dict(zip("αβγεηικνορτυχω", "abyenikvoptuxw", strict=True)),  # Greek
    **dict(zip("ıłøđɡ؟æ", "ilodg?a", strict=True)),
    **dict.fromkeys("\u2018\u2019\u02bc`", "'"),
    **dict.fromkeys("\u2013\u2014", "-"),
})  # fmt: skip
_ARABIC_GREETING = re.compile(r"(?:ال)?سلام\s*(?:عليكم)?[\u0600-\u06ff\s]*")
_ARABIC = re.compile("[\u0620-\u064a\u0671-\u06d3\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]+")
"""Letters that no other step reads; decomposed, a single one of them can become eighteen."""
_TAG = re.compile(r"</?[a-z][^<>]{0,80}>")
_FRAMES = tuple(
    (signs, re.compile(pattern, re.MULTILINE))
    for signs, pattern in (
        (("@", "://", "www."), r"\b(?:https?://|www\.)\S+|\b[^\s@]{1,64}@[^\s@]{1,64}\.\S{1,24}|(?<!\w)@\w+"),
        (("/",), r"\A\s*/[a-z_]{2,20}(?:@\w+)?(?=\s|$)"),
        (("diteruskan", "forwarded", "fwd"), r"^[ \t>*_]*(?:diteruskan|forwarded|fwd)\b(?:[^\n:]{0,60}:)?"),
        ((":",), r"^\[?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?,? \d{1,2}[.:]\d{2}(?:[.:]\d{2})?\]?(?: -)? [^\n:]{1,40}:"),
        ((":",), r"^[ \t>*_-]*(?:nama|desa|dusun|kecamatan|kec|nik|no hp)\s*:[^\n]*$"),
        (tuple("0123456789"), r"\+?\d[\d\-. ]{8,18}\d"),
    )
)
"""Links, commands, headers of forwarded messages and of exported chats, labels, long numbers; and the signs without
one of which none can be there."""
_MARKS = re.compile(r"[^a-z0-9'.,?!;:&/+\-\n]+")
_SPACED_OUT = re.compile(r"(?<![a-z0-9])(?:[a-z] ){2,}[a-z](?![a-z0-9])")
_SINGLE_LETTERS = re.compile(r" [a-z] [a-z]\b")
_TOKEN = re.compile(r"[a-z0-9][a-z0-9'/]*|[.?!,;:\n&+-]+")
_REDUPLICATED = re.compile(r"\b([a-z]{2,})-\1(nya|an|lah|kah)?\b")
_LETTER_BEFORE_HYPHEN = re.compile(r"\b([a-z])-(?=[a-z])")
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")
_STOPS = frozenset(".?!;\n")


def clean(text: str) -> str:
    """Return lower-case text of a-z, 0-9 and simple punctuation; frames, marks, emoji and foreign scripts are gone.

    Any string is accepted: lone surrogates, only combining marks, 100,000 characters. Newlines end sentences.
    """
    if len(text) > _RAW_LIMIT:
        text = f"{text[: _RAW_LIMIT // 2]}\n{text[-_RAW_LIMIT // 2 :]}"
    text = (text if text.isascii() else _to_latin(text)).lower().replace("\r", "\n")
    text = html.unescape(_TAG.sub(" ", text)) if "<" in text or "&" in text else text
    for signs, frame in _FRAMES:
        if any(sign in text for sign in signs):
            shorter = frame.sub(" ", text)
            text = shorter if shorter.strip() else text
    text = _MARKS.sub(" ", text).strip()
    if _SINGLE_LETTERS.search(text):
        text = _SPACED_OUT.sub(lambda found: found[0].replace(" ", ""), text)
    if len(text) > HEAD_CHARACTERS + TAIL_CHARACTERS:
        text = f"{text[:HEAD_CHARACTERS]}\n{text[-TAIL_CHARACTERS:]}"
    return text


def _to_latin(text: str) -> str:
    text = _ARABIC.sub(" ", _ARABIC_GREETING.sub(" assalamualaikum ", text))
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in decomposed if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return plain.lower().translate(_LOOK_ALIKES)


class Tokens(NamedTuple):
    """The tokens of a message, the clause number of each, and the clauses that are questions or end a sentence."""

    typed: tuple[str, ...]
    clauses: tuple[int, ...]
    asked: frozenset[int]
    stops: frozenset[int]


def tokens_of(text: str) -> Tokens:
    """Return the tokens of a message, at most MOST_WORDS; one that repeats the one before is left out."""
    text = clean(text)
    if "-" in text:
        text = _REDUPLICATED.sub(r"\g<1>2\g<2>", text)
        text = _LETTER_BEFORE_HYPHEN.sub(r"\1 ", text)
        text = _HYPHEN.sub(" ", text)
    typed: list[str] = []
    clauses: list[int] = []
    asked: set[int] = set()
    stops: set[int] = set()
    clause = 0
    for piece in _TOKEN.findall(text):
        if piece[0].isalnum():
            if len(typed) >= MOST_WORDS:
                break
            if typed and piece == typed[-1]:
                continue
            typed.append(piece[:LONGEST_WORD])
            clauses.append(clause)
        elif clauses and clauses[-1] == clause:
            if "?" in piece:
                asked.add(clause)
            if not _STOPS.isdisjoint(piece):
                stops.add(clause)
            clause += 1
    return Tokens(tuple(typed), tuple(clauses), frozenset(asked), frozenset(stops))
