"""Turns a message as it arrived into plain lower-case text that the other steps can rely on."""

from __future__ import annotations

import html
import re
import unicodedata

HEAD_CHARACTERS = 3000
TAIL_CHARACTERS = 1500
_RAW_LIMIT = 20_000

# Letters of other scripts that look like Latin ones: phones and jokers put them into Indonesian words.
_LOOK_ALIKES = str.maketrans(
    {
        **dict(zip("авекмнорстухіѕјԁԛԝьһ", "abekmhopctyxisjdqwbh", strict=True)),  # Cyrillic
        **dict(zip("αβγεηικνορτυχω", "abyenikvoptuxw", strict=True)),  # Greek
        **dict(zip("ıłøđɡ", "ilodg", strict=True)),
        **dict.fromkeys("\u2018\u2019\u02bc`", "'"),
        **dict.fromkeys("\u2013\u2014", "-"),
        "\u061f": "?",
        "ß": "ss",
        "æ": "ae",
    }
)

_ARABIC_GREETING = re.compile(r"(?:ال)?سلام\s*(?:عليكم)?[\u0600-\u06ff\s]*")
_ARABIC = re.compile("[\u0620-\u064a\u0671-\u06d3\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]+")
"""Letters that no other step reads; decomposed, a single one of them can become eighteen."""
_TAG = re.compile(r"</?[a-z][^<>]{0,80}>")
_MARKDOWN_LINK = re.compile(r"!?\[([^\[\]\n]{0,200})\]\([^()\s]{0,300}\)")
_LINK = re.compile(r"\b(?:https?://|www\.)\S+|\b[^\s@]{1,64}@[^\s@]{1,64}\.\S{1,24}|(?<!\w)@\w+")
_COMMAND = re.compile(r"^\s*/[a-z_]{2,20}(?:@\w+)?(?=\s|$)")
_FORWARDED = re.compile(
    r"^[ \t>*_]*(?:diteruskan|forwarded(?: message)?|fwd|pesan terusan)\b(?:[^\n:]{0,60}:)?[ \t]*", re.MULTILINE
)
_CHAT_EXPORT = re.compile(
    r"^\[?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?,? \d{1,2}[.:]\d{2}(?:[.:]\d{2})?\]?(?: -)? [^\n:]{1,40}:", re.MULTILINE
)
_LABEL = re.compile(r"^[ \t>*_-]*(?:nama|desa|dusun|kecamatan|kec|nik|no hp)\s*:[^\n]*$", re.MULTILINE)
_MARKS = re.compile(r"[*_~`|{}\[\]<>#^=\\\"]+")
_LONG_NUMBER = re.compile(r"(?:\+?\d[\d\-. ]{8,18}\d)")
_OTHER = re.compile(r"[^a-z0-9'.,?!;:&/+\-\n ]+")
_SPACED_OUT = re.compile(r"(?<![a-z0-9])(?:[a-z] ){2,}[a-z](?![a-z0-9])")
_SINGLE_LETTERS = re.compile(r" [a-z] [a-z]\b")
_DIGIT = re.compile(r"\d")
_SPACES = re.compile(r"[ \t]+")


def clean(text: str) -> str:
    """Lower-case text of a-z, 0-9 and simple punctuation; marks, links, headers, emoji and foreign scripts are gone.

    Any string is accepted (lone surrogates, only combining marks, 100,000 characters: the beginning and the end
    are kept, because a long story asks its question at one of the two). Newlines survive as sentence ends.
    """
    if len(text) > _RAW_LIMIT:
        text = f"{text[: _RAW_LIMIT // 2]}\n{text[-_RAW_LIMIT // 2 :]}"
    if not text.isascii():
        text = _to_latin(text)
    text = text.lower()
    if "<" in text or "&" in text:
        text = html.unescape(_TAG.sub(" ", text))
    text = _without_frames(text)
    text = _MARKS.sub(" ", text.replace("\r", "\n"))
    text = _SPACES.sub(" ", _OTHER.sub(" ", text)).strip()
    if _SINGLE_LETTERS.search(text):
        text = _SPACED_OUT.sub(lambda found: found[0].replace(" ", ""), text)
    if len(text) > HEAD_CHARACTERS + TAIL_CHARACTERS:
        text = f"{text[:HEAD_CHARACTERS]}\n{text[-TAIL_CHARACTERS:]}"
    return text


def _without_frames(text: str) -> str:
    """Remove links, commands, headers and long numbers; each is looked for only where its sign stands."""
    if "](" in text:
        text = _MARKDOWN_LINK.sub(r" \1 ", text)
    if "@" in text or "://" in text or "www." in text:
        text = _LINK.sub(" ", text)
    if "/" in text:
        text = _COMMAND.sub(" ", text)
    if "diteruskan" in text or "forwarded" in text or "fwd" in text or "pesan terusan" in text:
        text = _FORWARDED.sub(" ", text)
    if ":" in text:
        text = _CHAT_EXPORT.sub(" ", text)
        shorter = _LABEL.sub(" ", text)
        text = shorter if shorter.strip() else text
    return _LONG_NUMBER.sub(" ", text) if _DIGIT.search(text) else text


def _to_latin(text: str) -> str:
    text = _ARABIC.sub(" ", _ARABIC_GREETING.sub(" assalamualaikum ", text))
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in decomposed if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return plain.lower().translate(_LOOK_ALIKES)
