"""Reads a message word by word: what was typed, which Indonesian words it stands for, and their roots.

First it becomes plain lower-case text, then words and clauses. Slips are not repaired: the scores look at groups of
letters, and repairs moved no figure (docs/experiments.md).
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import NamedTuple

from bot.matching.lexicon import REGIONAL, Meaning, load

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
                clauses[-1] = clause  # "biaya berapa, berapa lama" asks the second with it
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


_PARTICLES = ("kah", "lah", "pun", "tah")
_OWNERS = ("nya", "ku", "mu")
_SUFFIXES = ("akan", "kan", "an", "in", "i")
# Longest first; the second part lists the first letters that the prefix may have swallowed.
_PREFIXES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("memper", ("",)), ("diper", ("",)), ("meng", ("", "k")), ("meny", ("s",)), ("peng", ("", "k")), ("peny", ("s",)),
    ("mem", ("", "p")), ("men", ("", "t")), ("pem", ("", "p")), ("pen", ("", "t")), ("nge", ("",)), ("ber", ("",)),
    ("bel", ("",)), ("ter", ("",)), ("per", ("",)), ("mang", ("", "k")), ("many", ("s",)), ("mam", ("", "p")),
    ("man", ("", "t")), ("ng", ("", "k")), ("ny", ("c", "s")), ("me", ("",)), ("pe", ("",)), ("be", ("",)),
    ("te", ("",)), ("di", ("",)), ("ke", ("",)), ("se", ("",)), ("ku", ("",)), ("ba", ("",)), ("ta", ("",)),
    ("ma", ("",)), ("pa", ("",)), ("sa", ("",)), ("ka", ("",)), ("n", ("", "t")), ("m", ("p",)),
)  # fmt: skip
_PREFIXES_OF = {
    letter: tuple(one for one in _PREFIXES if one[0][0] == letter) for letter in {prefix[0] for prefix, _ in _PREFIXES}
}
_ENDINGS = _PARTICLES + _OWNERS + _SUFFIXES
_SHORTEST_ROOT = 3
# Roots of this field that a general dictionary lacks; without them "paspornya" would keep its tail.
_FIELD_ROOTS = (
    "agen", "akta", "antre", "aplikasi", "bandara", "bikin", "billing", "biometrik", "bpjs", "cek", "deportasi",
    "domisili", "elektronik", "email", "error", "facebook", "fotokopi", "furoda", "hp", "imigrasi", "kk", "kontak",
    "ktp", "kuota", "login", "mahram", "majikan", "medsos", "online", "paspor", "pmi", "refund", "sampai", "scam",
    "slot", "sponsor", "tekong", "tki", "tkw", "travel", "umrah", "umroh", "vaksin", "visa", "whatsapp", "wna", "wni",
)  # fmt: skip
REMEMBERED = 8_000
"""Words whose roots stay known; people use few different ones."""


@lru_cache(maxsize=1)
def roots() -> frozenset[str]:
    """Indonesian root words (the dictionary that PySastrawi ships), and the roots of this field."""
    text = files("Sastrawi.Stemmer").joinpath("data/kata-dasar.txt").read_text("utf-8")
    return frozenset(text.split()) | frozenset(_FIELD_ROOTS)


@lru_cache(maxsize=REMEMBERED)
def stem(word: str) -> str:
    """Return the word's root, or the word itself where no root is known."""
    known = roots()
    if word in known or len(word) <= _SHORTEST_ROOT:
        return word
    bare = _without_endings(word)
    for shorter in bare:
        if shorter in known:
            return shorter
    for shorter in bare:
        found = _without_prefix(shorter, known)
        if found is not None:
            return found
    return word


def _without_endings(word: str) -> list[str]:
    forms = [word]
    if not word.endswith(_ENDINGS):
        return forms
    for endings in (_PARTICLES, _OWNERS, _SUFFIXES):
        for form in tuple(forms):
            forms.extend(
                form[: -len(end)] for end in endings if form.endswith(end) and len(form) - len(end) >= _SHORTEST_ROOT
            )
    return forms


def _without_prefix(word: str, known: frozenset[str], depth: int = 2) -> str | None:
    for prefix, swallowed in _PREFIXES_OF.get(word[0], ()):
        if not word.startswith(prefix):
            continue
        rest = word[len(prefix) :]
        for letter in swallowed:
            root = letter + rest
            if len(root) >= _SHORTEST_ROOT and root in known:
                return root
        if depth > 1 and len(rest) > _SHORTEST_ROOT:
            deeper = _without_prefix(rest, known, depth - 1)
            if deeper is not None:
                return deeper
    return None


SHORTEST_GLUED, LONGEST_PART = 13, 16
"""Letters from which an unknown word is looked at as several, and those of the longest part."""
MOST_PIECES = 4
"""Letters and digits may take turns so often in a word ("5tahun2bulan")."""
KEPT_WORDS, KEPT_MESSAGES = 8_192, 512
"""Tokens and messages whose readings stay known."""
_TWICE = re.compile(r"([a-z]{2,})2(?:nya|an|ku|mu|lah|kah|in)?")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_DOUBLED = re.compile(r"([a-z])\1+")
_LOOK_ALIKE_DIGITS = str.maketrans("0134567892", "oieasgtbgz")
_LETTERS_DIGITS = re.compile(r"\d+|[a-z']+")
_TAILS = ("nya", "kah", "lah", "nyah", "ny", "ku", "mu", "an", "kan", "in", "nyo", "nye", "na", "ne")
"""Endings behind a word of the lexicon; the last four are what "-nya" is in regional languages."""
_BEHIND_SHORT = ("nya", "kah")
"""Those that may stand behind a word of two letters."""
_Reading = tuple[tuple[str, ...], str]
"""The words that a token stands for, and how it was read (see `Word.how`)."""


class Word(NamedTuple):
    """One Indonesian word read from a message.

    `typed`: the resident's own spelling; `reading`: the Indonesian word; `root`: its stem; `how`: which step read it
    ("" as typed, "lexicon", "regional", "unknown"); `clause`: number of the clause it stands in.
    """

    typed: str
    reading: str
    root: str
    how: str
    clause: int


@dataclass(frozen=True)
class Message:
    """A message as read: its words, the clauses that end in a question mark, and those that end a sentence.

    `filler`: its words say nothing beside others ("iya pak").
    """

    words: tuple[Word, ...]
    asked: frozenset[int]
    stops: frozenset[int]
    filler: bool = False

    @cached_property
    def readings(self) -> list[str]:
        return [word.reading for word in self.words]


class MessageReader:
    """Reads messages with a lexicon. Safe to share between threads."""

    def __init__(self, lexicon: Mapping[str, Meaning]) -> None:
        self._lexicon = lexicon
        self._word = lru_cache(maxsize=KEPT_WORDS)(self._read_word)

    def read(self, text: str) -> Message:
        """Return the message's words in order; any string is accepted."""
        tokens, clauses, asked, stops = tokens_of(text)
        words: list[Word] = []
        for typed, clause in zip(tokens, clauses, strict=True):
            readings, how = self._word(typed)
            for reading in readings:
                words.append(Word(typed, reading, stem(reading), how, clause))  # noqa: PERF401 - a list costs a call
        filler = not words
        if filler:
            words = [Word(one, one, one, "lexicon", clause) for one, clause in zip(tokens, clauses, strict=True)]
        return Message(tuple(words), asked, stops, filler)

    def _read_word(self, token: str) -> _Reading:
        if found := self._known(token):
            return found
        if any(map(str.isdigit, token)):
            return self._read_number(token)
        plain = token.replace("'", "").replace("/", "")
        shorter = (_STRETCHED.sub(r"\1\1", plain), _STRETCHED.sub(r"\1", plain), _DOUBLED.sub(r"\1", plain))
        known = (self._known(form) for form in (plain, *shorter) if len(form) > 1)
        return next(filter(None, known), None) or self._glued(plain) or ((shorter[1],) if plain else (), "unknown")

    def _glued(self, token: str) -> _Reading | None:
        """Return the fewest words that a long token is made of ("syaratbikinpaspor"), if it is made of words."""
        if len(token) < SHORTEST_GLUED:
            return None
        best: list[tuple[str, ...] | None] = [(), *[None] * len(token)]
        for end in range(2, len(token) + 1):
            for start in range(max(0, end - LONGEST_PART), end - 1):
                before, part = best[start], token[start:end]
                if before is not None and (best[end] is None or len(before) + 1 < len(best[end] or ())):
                    best[end] = (*before, part) if part in self._lexicon or part in roots() else best[end]
        return (tuple(one for part in best[-1] for one in self._word(part)[0]), "lexicon") if best[-1] else None

    def _known(self, token: str) -> _Reading | None:
        """Return what a word of the lexicon or the dictionary stands for, with an ending or without."""
        if token in self._lexicon:
            return self._meant(token)
        if token in roots():
            return (token,), ""
        for tail in _TAILS if token.endswith(_TAILS) else ():
            base = token.removesuffix(tail)
            if base != token and base in self._lexicon and len(base) > 1 + (tail not in _BEHIND_SHORT):
                return self._meant(base)
        return ((token,), "") if stem(token) in roots() else None

    def _meant(self, word: str) -> _Reading:
        readings, language = self._lexicon[word]
        how = "" if readings == (word,) else "regional" if language in REGIONAL else "lexicon"
        return readings, how

    def _read_number(self, token: str) -> _Reading:
        """Read what has digits in it: "anak2", "p4sp0r", "350rb", "5tahun2bulan"."""
        if doubled := _TWICE.fullmatch(token):
            readings, how = self._word(doubled[1])
            return readings, how or "lexicon"
        letters = token.translate(_LOOK_ALIKE_DIGITS)
        if not token.isdigit() and (letters in self._lexicon or letters in roots()):
            return self._word(letters)
        parts = _LETTERS_DIGITS.findall(token)
        if not 1 < len(parts) <= MOST_PIECES:
            return (token,), "" if token.isdigit() else "unknown"
        return tuple(reading for part in parts for reading in self._word(part)[0]), "lexicon"


@lru_cache(maxsize=1)
def reader() -> MessageReader:
    """Return what reads messages with the lexicon that comes with the program."""
    return MessageReader(load())


@lru_cache(maxsize=KEPT_MESSAGES)
def read(text: str) -> Message:
    """Read a text; danger and the FAQ look at the same message, one after the other."""
    return reader().read(text)
