"""What in a text villagers know from swindlers: numbers to pay to or call, foreign addresses, demands."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.helpdesk.detection.links import addresses, hosts, is_government
from bot.helpdesk.detection.negation import NOT
from bot.helpdesk.detection.pii import masked

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
"""Characters before a demand in which a "no" is looked for: "jangan pernah kirim kode OTP"."""


class Mark(NamedTuple):
    """Something a swindler writes: a kind of number that is masked elsewhere, "link", "payment" or "secret"."""

    kind: str
    found: str


def fraud_marks(text: str) -> tuple[Mark, ...]:
    """Return what in a text looks like a swindler's; official addresses and ways of paying do not."""
    numbers = (Mark(kind, "") for kind in sorted(masked(text)[1]))
    links = (Mark("link", address) for address in addresses(text) if not is_government(_host(address)))
    return (*numbers, *links, *demands(text))


def _host(address: str) -> str:
    return next(iter(hosts(address)), address.lower().partition("/")[0])


def demands(text: str) -> tuple[Mark, ...]:
    """Return the first demand for money by another way than the official one, and for what is kept secret."""
    found = []
    for kind, pattern in (("payment", _MONEY), ("secret", _SECRET)):
        demand = next((match for match in pattern.finditer(text) if not _denied(text, match)), None)
        if demand:
            found.append(Mark(kind, " ".join(demand.group().split())))
    return tuple(found)


def _denied(text: str, match: re.Match[str]) -> bool:
    """Return whether a "no" in the same clause forbids it: "jangan bayar uang muka"."""
    before = re.split(r"[.,;:!?\n]", text[max(0, match.start() - _BEFORE) : match.start()])[-1]
    return _NOT_BEFORE.search(before) is not None
