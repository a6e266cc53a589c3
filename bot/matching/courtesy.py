"""The polite frame of a message, small talk, who asks for a person, and what sounds like a question.

Greetings come off, so that only the question itself is matched; what is left is small talk where that outdoes the best
entry.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.matching.gate import EVEN, Candidates, Ranker, Scored
from bot.matching.text.normalise import Message, Word


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


_SALAM = _words("assalamualaikum waalaikumsalam salam sejahtera shalom")
_HELLO = _words("halo permisi selamat tabik pagi siang sore malam petang") | {"apa kabar"}
_ADDRESS = _words("bapak ibu kakak petugas bot semua semuanya pembina imigrasi pimpasa waktu")
"""What the polite call somebody, and a question may be about: "petugas desa siapa", "ibu saya hilang"."""
_POLITE = _words(
    "admin maaf mohon tolong sebelumnya mengganggu ganggu waktunya banyak sekali yth atas infonya informasinya",
    "bantuannya penjelasannya jawabannya perhatiannya baik oke",
)
_LEADING = _SALAM | _HELLO | _ADDRESS | _POLITE
_THANKS = ["terima", "kasih"]
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
    """The polite frame of a message: does it greet, thank or agree, and the words inside."""

    salam: bool
    hello: bool
    thanks: bool
    agreed: bool
    rest: tuple[Word, ...]

    @property
    def act(self) -> str | None:
        """The small talk that the message is when nothing stands inside the frame."""
        if self.thanks:
            return "terima-kasih"
        if self.salam:
            return "salam"
        if self.hello:
            return "sapaan"
        return "penutup" if self.agreed else None


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """A message with its polite frame removed."""

    message: Message
    courtesy: Courtesy

    @property
    def words(self) -> tuple[Word, ...]:
        return self.courtesy.rest


def frame(words: Sequence[Word]) -> Courtesy:
    """Remove the polite frame of a message."""
    readings = [word.reading for word in words]
    start, named = 0, readings[0] in ("imigrasi", "pimpasa", "bot") if len(words) == 1 else False
    while start < len(words) and not named:
        calls = readings[start] not in _ADDRESS or _LEADING.issuperset(readings[start + 1 : start + 2])
        if readings[start : start + 2] == _THANKS:
            start += 2
        elif readings[start] in _LEADING and calls:
            start += 1
        else:
            break
    framed = set(readings[:start])
    return Courtesy(
        not framed.isdisjoint(_SALAM), not framed.isdisjoint(_HELLO), "kasih" in framed,
        not framed.isdisjoint(("oke", "baik")), tuple(words[start:]),
    )  # fmt: skip


def exclaimed(text: str) -> str | None:
    """Return the small talk of a message that has no word with a meaning of its own: "iya pak", "miiin", a thumb."""
    said = set(_EXCLAMATION.findall(_STRETCHED.sub(r"\1", text.lower())))
    return next((act for act, words in _EXCLAIMED.items() if not said.isdisjoint(words)), None)


_ASK = _words(
    "tanya bertanya tanyakan tanyain ditanyakan menanyakan nanya batakun takun takon takunakan takunkan takokno",
    "hubungi menghubungi dihubungi hubungkan dihubungkan kontak sambungkan disambungkan sambungin kirim kirimkan",
    "kirimin kirimakan dikirim dikirimkan teruskan diteruskan terusin tarusakan lanjutkan dilanjutkan sampaikan",
    "disampaikan sampaiakan disampaiakan bicara berbicara bapandir pandir ngomong ngobrol omong chat telepon panggil",
    "panggilkan kiyau kiyauakan konsultasi minta beri kasih oper alihkan",
)
_PERSON = _words("petugas petugasnya operator manusia pimpasa pembina")
_SOMEBODY = _words("orang orangnya admin imigrasi")
"""A person only behind a word like "ke" or "dengan": "admin, mau tanya" calls the bot so."""
_TO = _words("ke ka kepada sama dengan wan lawan lewat hubungi panggil chat")
_BESIDE = _words(
    "saya aku ulun kami kita mau ingin handak pengen bisa bisakah boleh bolehkah tolong mohon coba izin dong ya saja",
    "ja aja langsung ini itu nih nya pertanyaan pertanyaannya pesan pesannya obrolan tadi barusan yang nang lagi dulu",
    "bapak ibu kakak admin desa kampung imigrasi asli aslinya sebenarnya sungguhan beneran biar oleh untuk gasan",
    "kantor sekarang oke jadi kalau begitu lah pang kah deh sih di sini terus maaf",
)
"""What may stand beside it without being what it is about; a denial may not."""
_LONGEST = 12


def asks_for_officer(words: Sequence[str]) -> bool:
    """Whether the words ask for a person, and name nothing that he is to be asked about."""
    if not 2 <= len(words) <= _LONGEST:
        return False
    asked = person = False
    for place, word in enumerate(words):
        if word in _PERSON or (word in _SOMEBODY and not _TO.isdisjoint(words[max(0, place - 2) : place])):
            # "petugas, mau tanya" calls somebody; "tanya petugas" wants him
            person |= asked
        elif word in _ASK:
            asked = True
        elif word not in _BESIDE and word not in _TO:
            return False
    return person


LEAD = 0.3
"""By how much small talk may stay below an entry that is not sure at all. It need not where that entry is sure, in
proportion, again where the message asks something, and again after another message: a follow-up ("boleh gitu ya?")
sounds like small talk. What scores below -LEAD sounds like nothing at all, and is for the officer to read; what scores
above it is believed where nothing else can be read: no word spelt right ("makasii kak lopyuu"), or nothing but the
frame ("pak petugas")."""
GREETINGS, CLOSING = frozenset({"salam", "sapaan"}), frozenset({"terima-kasih", "penutup"})


def act_of(
    ranker: Ranker, parsed: ParsedMessage, own: Scored, best: Candidates, *, follows: bool
) -> tuple[str, bool] | None:
    """Return the act of small talk that a message is, and whether its score is clear; None if it asks something.

    What it asks is ranked without its polite frame, which says nothing about that; what it does, with the frame on: it
    may be all that distinguishes thanks from a farewell ("makasih ya nak, nenek doakan kamu"). `own`: the words without
    their frame; `follows`: another message stands before it.
    """
    if ranker.model.owner_of(parsed.words) == best.best or names_nothing(parsed.words):
        return None
    framed = len(parsed.message.words) > len(parsed.words)
    act, score = ranker.nearest_act((ranker.score(parsed.message.words) if framed else own).scores)
    lead = LEAD * (best.confidence + asks(parsed.message, parsed.message.words) + follows - 1)
    none = best.scores[ranker.kinds.none] if ranker.kinds.none >= 0 else -LEAD
    if score <= max(best.scores[best.best] + lead, none, -LEAD):
        return None
    if best.confidence >= EVEN and (score <= 0 or (framed and act in GREETINGS)):
        return None  # behind the greeting stands a question
    if follows and act in CLOSING and parsed.words[-1].clause in parsed.message.asked:
        return None
    return act, score > LEAD


def clear_act(ranker: Ranker, words: Sequence[Word]) -> str | None:
    """Return the act of small talk that words clearly are, if they are any."""
    act, score = ranker.nearest_act(ranker.score(words).scores)
    return act if words and score > LEAD else None


_QUESTION = frozenset((
    "apa", "berapa", "bagaimana", "kapan", "mana", "siapa", "kenapa", "caranya", "cara", "syarat", "syaratnya",
    "biaya", "biayanya", "bisa", "boleh", "perlu", "harus", "wajib", "minta", "beda", "bedanya", "aman",
    "amankah", "jelaskan", "adakah", "ada", "betul", "benar", "prosedur", "prosedurnya", "dendanya", "lapor",
    "lapornya", "gratis", "harga", "tanya", "alamat", "nomor", "jam", "lama", "dilarang", "wajar", "sah", "resmi",
    "denda", "ongkos", "tarif",
))  # fmt: skip
_INTERROGATIVES = frozenset(("apa", "berapa", "bagaimana", "kapan", "mana", "siapa", "kenapa"))
_TAGS = frozenset(("tidak", "belum"))
"""Words that make a question of what they end: "nama saya dirahasiakan ga"."""
_OF_NOTHING = frozenset(("syarat", "berkas", "dokumen", "surat", "bawa", "biaya", "ongkos", "tarif", "harga", "lama"))
_AROUND_NOTHING = _INTERROGATIVES | {"saja", "itu", "ini", "yang", "harus", "perlu", "mau", "lengkap", "semua"}
"""Papers, prices and times, of which there are some of everything, and the words around: "syaratnya apa saja"."""


def asks(message: Message, words: Sequence[Word]) -> bool:
    """Return whether this part of a message sounds like a question, or ends in a question mark."""
    return bool(words) and (words[-1].clause in message.asked or asks_in_words(words))


def asks_in_words(words: Sequence[Word]) -> bool:
    """Return whether this part of a message has a word that asks, whatever mark ends the clause it stands in."""
    if words and words[-1].reading in _TAGS:
        return True
    return any(word.reading in _QUESTION or word.root in _QUESTION for word in words)


def inquires(words: Sequence[Word]) -> bool:
    """Return whether this part of a message has a question word of its own ("berapa", "di mana")."""
    return any(word.reading in _INTERROGATIVES for word in words)


def names_nothing(words: Sequence[Word]) -> bool:
    """Return whether words ask for papers, a price or how long it takes, and not of what."""
    roots = {word.root for word in words}
    return not roots.isdisjoint(_OF_NOTHING) and roots <= _OF_NOTHING | _AROUND_NOTHING
