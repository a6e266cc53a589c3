"""Find web addresses in a text, tell the government's from others, and find what a swindler writes."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.helpdesk.privacy.numbers import masked
from bot.matching.lexicon import NOT

_OFFICE_NAMES = re.compile(
    r"imigrasi|imipas|paspor|pasport|passport|bp2mi|bp3mi|kp2mi|p2mi|siskop|siapkerja|kemnaker|disnaker|kemenag|kemenhaj"
)
"""What a made-up address carries in its name to look like an office's."""
_PIECES = re.compile(r"[^\s,;|<>()\"']+")
_ADDRESSED = re.compile(
    r"(?i)\bhttps?://(?P<rest>.+)|(?<=[a-z0-9-]\.)(?:id|com|net|org|info|site|online|me|xyz|top|shop|co|ly|gl|cc)\b"
)
"""What makes a link of a piece of text: its scheme, or a top-level domain after a dot."""
_AUTHORITY_END = re.compile(r"[/?#\\]")
_HOST = re.compile(r"[\w.-]*")
_NAMED = re.compile(
    r"(?i)(?<![\w.@-])(?:(?:[a-z0-9-]++\.)++[a-z]{2,}+/\S*|@[a-z]\w{4,}|(?=[a-z\d]*_)[a-z][a-z\d_]{4,})(?!\w)"
)
"""Addresses of any ending, shortened ones too, and names of other chats, with or without the "@"."""
_WHOM = (
    r"(?:pak|bapak|bu|ibu|mas|mbak|bang|kak|haji|h|kades|kepala|ketua|rt|rw|petugas|panitia|koordinator|agen|calo|saya|kami"
    r"|rekening|rek|nomor|no|dana|ovo|gopay|shopeepay|qris)"
)
_PAYING = (
    r"(?:(?:mem|di)?bayar(?:kan|lah)?|(?:me)?lunas[ik]\w*|(?:men|di)?transfer\w*|trf|(?:di)?setor\w*|menyetor\w*"
    r"|(?:di)?titip\w*|serahkan)"
)
_MONEY = re.compile(
    r"\b(?:uang\s+(?:muka|tanda\s+jadi|pelicin|rokok|lelah|jasa|administrasi|admin)|dp|panjar|persekot|tunai|cash"
    r"|biaya\s+(?:admin(?:istrasi)?|jasa|pelicin)"
    rf"|{_PAYING}\s+(?:[^\s.;!?]+\s+){{0,4}}?(?:ke|kepada|lewat|via|melalui|sama|pada)\s+{_WHOM}"
    rf"|{_PAYING}\s+(?:dulu|dahulu|duluan|di\s*muka|di\s+tempat|di\s+lokasi|separuh\w*|setengah\w*)"
    r"|(?:(?:men|di)?transfer|setor|kirim)\w*\s+(?:uang|dana|rp\.?\s*\d))\b",
    re.IGNORECASE,
)
_SECRET = re.compile(
    r"\b(?:(?:me)?ngirim|kirim|beri|berikan|sebut|sebutkan|kasih|tulis|balas|foto|fotokan|unggah|upload|bagi|bagikan)\w*\s"
    r"(?:[^\s.;!?]+\s+){0,8}?(?:kode\s+(?:otp|verifikasi|rahasia)|otp|pin|(?:kata\s+sandi|password)"
    r"|(?:foto|selfie|scan|swafoto)\s+(?:\S+\s+){0,3}?(?:ktp|e-?ktp|kk|paspor|kartu|buku|diri|wajah)|nik|nomor\s+(?:ktp|kk|paspor|rekening))\b",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(rf"\b(?:{NOT}|tanpa)\s+(?:\S+\s+){{0,3}}$", re.IGNORECASE)
_BEFORE = 40
"""Characters before a demand in which a "no" of the same clause forbids it: "jangan pernah kirim kode OTP"."""


def addresses(text: str) -> tuple[str, ...]:
    """Return the web addresses and names of other chats in a text, as they are written there."""
    linked = (piece.strip(".,:!?*") for piece in _PIECES.findall(text) if _host(piece))
    named = (match.group().rstrip(".,:!?*") for match in _NAMED.finditer(text))
    return tuple(dict.fromkeys((*linked, *named)))


def hosts(text: str) -> tuple[str, ...]:
    """Return the hosts of the links in a text, in lower case; what stands before an "@" is no host."""
    found = map(_host, _PIECES.findall(text) if "." in text or "://" in text else ())
    return tuple(dict.fromkeys(filter(None, found)))


def _host(piece: str) -> str:
    """Return the host of the link that a piece of text is, or ""; look at each character a fixed number of times."""
    link = _ADDRESSED.search(piece)
    if link is None:
        return ""
    rest = link["rest"]
    if rest is None:
        begin = link.start()
        while begin and (piece[begin - 1] in "-." or (piece[begin - 1].isascii() and piece[begin - 1].isalnum())):
            begin -= 1
        rest = piece[begin:]
    authority = _AUTHORITY_END.split(rest, maxsplit=1)[0].rpartition("@")[2]
    host = _HOST.match(authority)
    return host.group().lower().strip(".-") if host else ""


def is_government(host: str) -> bool:
    """Return whether an address belongs to the government: only those under .go.id do."""
    return host.endswith(".go.id")


def looks_like_an_office(host: str) -> bool:
    """Return whether an address that is not the government's has an office's name in it."""
    return not is_government(host) and bool(_OFFICE_NAMES.search(host))


class Mark(NamedTuple):
    """Something a swindler writes: a kind of number that is masked elsewhere, "link", "payment" or "secret"."""

    kind: str
    found: str


def fraud_marks(text: str) -> tuple[Mark, ...]:
    """Return what in a text looks like a swindler's; official addresses and ways of paying do not.

    Of the demands, the first for money by another way than the official one, and the first for what is kept secret.
    """
    found = [Mark(kind, "") for kind in sorted(masked(text)[1])]
    named = {address: next(iter(hosts(address)), address.lower().partition("/")[0]) for address in addresses(text)}
    found += [Mark("link", address) for address, host in named.items() if not is_government(host)]
    for kind, pattern in (("payment", _MONEY), ("secret", _SECRET)):
        for match in pattern.finditer(text):
            before = re.split(r"[.,;:!?\n]", text[max(0, match.start() - _BEFORE) : match.start()])[-1]
            if not _NOT_BEFORE.search(before):
                found.append(Mark(kind, " ".join(match.group().split())))
                break
    return tuple(found)
