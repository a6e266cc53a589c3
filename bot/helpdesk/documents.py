"""Photos and files that may show an identity document, told by what little is known of them."""

from __future__ import annotations

import re

_DOCUMENT = (
    r"e-?ktp|ktp|kk|kartu keluarga|paspor|pasport|passport|pspr|nik|akta|akte|kitas|kitap|buku nikah|kia|sim|ijazah"
)
_NAMED = re.compile(rf"(?<![^\W_])(?:{_DOCUMENT})(?![^\W_])", re.IGNORECASE)
_SHOWN = re.compile(r"\b(?:ini|foto|scan|fotokopi|fc|lampiran|berikut|kirim)\b", re.IGNORECASE)
CARD_SHAPES = (1.53, 1.64)
"""Long by short side of an identity card (85.6 by 54 mm = 1.585), with room for a careless cut."""


def shows_document(
    caption: str, file_name: str | None, width: int | None = None, height: int | None = None
) -> bool | None:
    """Whether a photo or file is an identity document: True, False, or None when one must ask."""
    name = re.sub(r"[\W_\d]+", " ", file_name or "")
    if _NAMED.search(name):
        return True
    if _NAMED.search(caption):
        return True if len(caption.split()) <= 4 or _SHOWN.search(caption) else None
    if not caption and width and height:
        shape = max(width, height) / min(width, height)
        return None if CARD_SHAPES[0] <= shape <= CARD_SHAPES[1] else False
    return False
