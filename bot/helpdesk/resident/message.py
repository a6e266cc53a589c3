"""A resident's message as the rules read it: what the FAQ makes of it, and the signs that its words give."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Generic

from msgspec import Struct

from bot.helpdesk.model.events import is_question
from bot.helpdesk.model.people import PastMessage
from bot.helpdesk.model.ticket import Ticket
from bot.helpdesk.tickets.lifecycle import BESIDE_A_TICKET, asks
from bot.helpdesk.turn import E, ResidentTurn
from bot.matching.danger import pleads
from bot.matching.entry import ABOUT_WHAT, Decision, DecisionKind
from bot.matching.gate import EVEN
from bot.matching.lexicon import NOT

KNOWN = frozenset({DecisionKind.ANSWER, DecisionKind.REFER})
GRAVE = frozenset({DecisionKind.WARN, DecisionKind.EMERGENCY})
IN_A_TALK = 0.95
"""How sure the bot must be while they are talking: what looks like a known question is mostly a part of the talk."""
POLITE = frozenset({"salam", "sapaan", "terima-kasih", "penutup"})
"""Small talk that asks for nothing."""
LONGEST_SIGN, LONGEST_YES = 30, 40
"""Characters of an "ok", of a yes or a no; who writes more tells something."""
FEW = 3
"""Words of a message that mostly needs those before it."""
CALLED = r"pak|bapak|pa|bpk|bu|ibu|min|kak|mas|mbak|bang"
"""How an officer is called."""


def _only(words: str, holding: str = "") -> re.Pattern[str]:
    """Match a text of these words alone, and how an officer is called; `holding`: what must stand in it."""
    ahead = rf"(?=.*\b(?:{holding})\b)" if holding else ""
    return re.compile(rf"{ahead}(?:\W|\b(?:{words}|{CALLED})\b)+", re.IGNORECASE)


_LEADING = re.compile(rf"^(?:\W|(?:{CALLED})\b)+", re.IGNORECASE)
_REPLYING = re.compile(
    rf"(?:i?y[ae]h?|inggih|sud?ah|sdh|ud?ah|uda|dah|{NOT}|kadada"
    r"|ada|ke|di|untuk|utk|buat|gasan|dari|sama|karena|soalnya|kalau|yang|yg|mau|saya|ulun|jadi)\b",
    re.IGNORECASE,
)
_THANKS = re.compile(r"kasi?h|makasi|mksh|tr?ims|thank|nuhun|suwun", re.IGNORECASE)
_GRATEFUL = (
    r"t[ae]?ri?ma|\w*kasi+h+|makasi+h*|mksi?h|tr?ims|thanks?|thx|hatur|matur|nuhun|suwun|banyak|byk|banget|bgt|sekali"
    r"|sangat|ya+h?|lah|loh?|atas|alhamdulillah|(?:info|informasi|jawab|jawaban|bantuan|penjelasan)(?:nya)?|petugas|bot"
)
_CALLS_OFF = _only(
    rf"eh|oh|maaf|{NOT}|jadi|jd|usah|batal(?:kan|in)?|aja|saja|deh|dah|dulu|ya|lah|pang|saya|sy|ulun|(?:ber|na)?tanya|nya"
    r"|tadi|salah|sengaja|(?:ke|ter)?(?:pencet|tekan|kirim)",
    holding=rf"(?:{NOT})\s+(?:jadi|jd|usah|sengaja)|batal\w*|(?:salah\s+|ke|ter)(?:pencet|tekan|kirim)",
)
_NODS = r"o+ke?y?e*|oce|y+|i?ya+h?|sip+|siap|ditunggu|deh|dah|baik(?:lah)?|n?inggih|nggih|p+|maaf"
_SIGN = _only(_NODS)
_BARE_THANKS = _only(_GRATEFUL)
_THANKS_FOR_AN_ANSWER = _only(rf"{_GRATEFUL}|{_NODS}|su?dah|sdh|udah|jelas|paham|mengerti|di(?:bantu|jawab)|membantu")
DENIES = _only(
    rf"buka?n|bkn|salah|lain|kada(?:da)?|(?:{NOT})\s+ada|itu|yang|yg|semua(?:nya)?|maksud(?:ku|nya)?|saya|sy|ulun",
    holding=r"\w+",
)
"""What refuses all guesses: "bukan", "bukan itu pak"."""
_AROUND = (
    r"|ada|aja|saja|lagi|lah|dong|kok|sih|ya|saya|sy|aku|ulun|nih|itu|yang|yg|nang|kalau|bisa|aman|makasih|terima|kasih|mksh"
    r"|alhamdulillah|tolong"
)
_SAYS_YES = (
    r"i?ya+h?|iyo|iye|yo|yoi|y|inggih|enggih|nggih|nggeh|injih|muhun|sumuhun|leres|betul|benar|bujur|mau|handak|boleh"
    r"|butuh|perlu|sampaikan|teruskan|kirim\w*|silakan|ok\w*|siap|sudah|sdh|udah|ada|bisa|tolong"
)
_YES = _only(rf"{_SAYS_YES}|bantuan|jelas|paham{_AROUND}", holding=_SAYS_YES)
_NO = _only(rf"{NOT}|kadada|usah|jadi|siapa|apa|sekarang|dulu{_AROUND}", holding=rf"{NOT}|kadada")
_DOCUMENT = (
    r"e-?ktp|ktp|kk|kartu keluarga|paspor|pasport|passport|pspr|nik|akt[ae]|kita[sp]|dokumen pribadi|buku nikah|kia|sim"
    r"|ija[sz]ah"
)
NAMED = re.compile(rf"(?<![^\W_])(?:{_DOCUMENT})(?:nya|ku|mu)?(?![^\W_])", re.IGNORECASE)
SHOWN = re.compile(r"\b(?:ini|foto|scan|fotokopi|fc|lampiran|berikut|kirim)\b", re.IGNORECASE)
_ASKS_WHY = re.compile(r"\b(?:kenapa|knp|napa|mengapa|kok|alasan\w*|bahaya\w*|salah\w*)\b", re.IGNORECASE)
_DOUBT, OWN_NUMBER, *_WHOSE_NUMBER = (
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:resmi|asli|palsu|tiruan|\w*tipu\w*|\w*nipu\w*|dipercaya|cek|periksa|benar(?:kah|an)?|beneran|bnr)\b",
        r"\b(?:no|nomor|hp|wa|te?le?po?n|hubungi|kontak|nik|ktp|kk)\W*(?:saya|sy|ku|aku|ulun|kami)\W+(?:\w{2,3}\W+)?\d",
        r"\?|kah\b|\b(?:apa|bukan|bkn|kan|siapa)\b",
        r"\b(?:no|nomor|numur|nmr|wa|hp|telp|telepon)(?:nya)?\b",
        r"\b(?:petugas\w*|imigrasi|kantor|pimpasa|kbri|kjri|pak|bu)\b",
    )
)
"""What doubts; a number of one's own; and what asks together whose a number is."""


def doubts(text: str) -> bool:
    """Return whether a text asks if something is genuine, or in one clause whose a number is; not of one's own."""
    *asks, whom = _WHOSE_NUMBER
    clauses = (one for one in re.split(r"[,;!\n]|\.(?!\d)|(?<=\?)", text) if not OWN_NUMBER.search(one))
    if whom.search(text) and any(all(part.search(one) for part in asks) for one in clauses):
        return True
    return _DOUBT.search(text) is not None and not OWN_NUMBER.search(text)


def yes_or_no(text: str) -> bool | None:
    """Return whether a text is a yes or a no; None for neither."""
    if len(text) > LONGEST_YES:
        return None
    return False if _NO.fullmatch(text) else True if _YES.fullmatch(text) else None


def says_document(text: str) -> bool | None:
    """Return whether a text says that a photo shows a document: "iya itu ktp", "bukan"; None where it tells more."""
    words = SHOWN.sub(" ", NAMED.sub(" ", text))
    return yes_or_no(f"{words} ya" if NAMED.search(text) else words)


class Message(Struct, Generic[E], frozen=True, dict=True):
    """A message that a rule may take, each sign looked for once. `before`: as it came; `turn`: with it in the memory.

    `recent`: those before it in the same conversation.
    """

    turn: ResidentTurn[E]
    decision: Decision
    before: ResidentTurn[E]
    recent: tuple[PastMessage, ...] = ()

    @property
    def text(self) -> str:
        """What it says."""
        return self.turn.words

    @property
    def entry(self) -> str | None:
        """The entry that answers it best."""
        return next(iter(self.decision.answers), None)

    @property
    def chat(self) -> str | None:
        """What small talk it is; None where it is none."""
        return (self.decision.act or "") if self.decision.outcome is DecisionKind.SMALLTALK else None

    @property
    def sure(self) -> bool:
        """Whether what it is taken for is beyond doubt, as it must be beside a ticket."""
        return self.decision.confidence >= BESIDE_A_TICKET

    @cached_property
    def asks(self) -> bool:
        """Whether it is a question."""
        return is_question(self.text)

    @property
    def unclear(self) -> bool:
        """Whether it is not surely about anything by itself: "lapor ke mana", "menurut pian gimana"."""
        least = BESIDE_A_TICKET if len(self.text.split()) <= FEW else EVEN
        return self.turn.decided(self.text).confidence < least

    @property
    def asks_why(self) -> bool:
        """Whether it asks for no more than a reason: "emang kenapa pak"."""
        return self.unclear and len(self.text.split()) <= FEW and _ASKS_WHY.search(self.text) is not None

    @property
    def asks_for_reply(self) -> bool:
        """Whether it asks where the officer's answer is: "kok belum dibalas"."""
        own, words = self.turn.decided(self.text).act, re.findall(rf"\b(?!(?:{CALLED})\b)\w+", self.text.lower())
        return own == "kabar" or (
            own == ABOUT_WHAT and len(words) == 1 and bool(self.before.open or self.before.urgent)
        )

    @cached_property
    def is_sign(self) -> bool:
        """Whether it is no more than a sign: "ok", a thumb, "?????"."""
        return len(self.text) <= LONGEST_SIGN and _SIGN.fullmatch(self.text) is not None

    @property
    def is_polite(self) -> bool:
        """Whether it surely is a greeting, thanks or an "ok", and no more; "nanti saya ke kantor" is more."""
        return self.chat in POLITE and (self.is_sign if self.chat == "penutup" else self.sure)

    @property
    def thanks(self) -> bool:
        """Whether it thanks."""
        return self.chat == "terima-kasih" or (self.chat == "penutup" and _THANKS.search(self.text) is not None)

    @cached_property
    def thanks_and_tells(self) -> bool:
        """Whether it thanks and says more, as an "ok" does to the officer's question: "ada di lemari ibu. makasih"."""
        bare = _BARE_THANKS if asks(self.turn.spoken) else _THANKS_FOR_AN_ANSWER
        return self.thanks and bare.fullmatch(self.text) is None

    @property
    def is_outburst(self) -> bool:
        """Whether it is likelier than not but a laugh, a sigh or an insult: nothing for an officer."""
        return self.chat in {"seru", "caci"} and self.decision.confidence >= EVEN and not self.pleads

    @cached_property
    def calls_off(self) -> bool:
        """Whether it takes back what was asked: "eh gak jadi", "batal aja pak"."""
        return self.chat == "penutup" and _CALLS_OFF.fullmatch(self.text) is not None

    @cached_property
    def pleads(self) -> bool:
        """Whether it only pleads: "tolong pak"."""
        return pleads(self.text)

    def ends(self, ticket: Ticket) -> bool:
        """Return whether thanks that ask nothing, or an "ok" to no question, end an answered ticket; no danger."""
        if self.asks or ticket.at_risk or ticket.waiting_since or not (self.thanks or (self.is_sign and self.chat)):
            return False
        return not asks(self.turn.spoken) or (self.chat == "terima-kasih" and not self.thanks_and_tells)

    def stands_alone(self, *, talking: bool, told: bool = False) -> bool:
        """Return whether the bot answers it by itself although a ticket is open.

        A known question is answered. What only tells is for the officer, but for the bare name of what an answer is
        about, unless the ticket is `told` on. While they talk it must be understood by itself, not begun like a reply.
        """
        if self.chat == "minta-petugas":
            # unsure it speaks of the officer, rather than asking for him: "terus diapain petugasnya"; and unless he was
            # asked about something else since, the request belongs to the ticket that waits
            waiting = {ticket.own for ticket in self.before.tickets if ticket.is_open}
            return self.sure and self.before.memory.question not in {None, *waiting}
        if self.chat is not None:
            return self.chat == "bantuan" and self.sure
        if self.decision.outcome not in KNOWN or not self.sure:
            return False
        if not talking:
            about = self.turn.policy.knowledge.entries[self.entry].question if self.entry else self.text
            names_it = set(re.findall(r"\w+", self.text.lower())) <= set(re.findall(r"\w+", about.lower()))
            return self.asks or (names_it and not told)
        if not self.asks or _REPLYING.match(_LEADING.sub("", self.text)):
            return False
        alone = self.turn.decided(self.text)
        return alone.outcome is DecisionKind.ANSWER and alone.confidence >= IN_A_TALK
