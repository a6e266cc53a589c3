"""Numbers that could hurt a resident if they were stored or shown: found in a text and masked.

A text is read with all its digits as digits (`digits`), then gone through structure by structure (`structures`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import accumulate

from bot.helpdesk.privacy.digits import GAP, NOTHING, NumberKind, may_hold_number, read
from bot.helpdesk.privacy.structures import FoundNumber, is_nik, numbers, placed, without

MASKS = {
    NumberKind.NIK: "[NIK/KK •••]",
    NumberKind.PASSPORT: "[nomor paspor •••]",
    NumberKind.ACCOUNT: "[nomor rekening/kartu •••]",
    NumberKind.PHONE: "[nomor HP •••]",
    NumberKind.NPWP: "[NPWP •••]",
}
_MASKED = re.compile("|".join(re.escape(mask) for mask in MASKS.values()))
AT_A_JOINT = 300
"""Characters on both sides of where one message ends and the next begins, in which a number may go on."""
MOST_READINGS = 3
"""So often a text is read for numbers."""
FEWEST_IN_PIECES = 12
"""Digits and digit words of a NIK that is told in several messages, besides letters that look like digits."""
_PIECE = re.compile(rf"\d(?:{GAP}\d){{2,}}")  # of a number that is told in several messages
_ASKING = {
    NumberKind.PHONE: r"(?:no|nomor|nmr)\.?\s*(?:hp|wa|whatsapp|telepon|telp|tlp|handphone|yang bisa (?:di)?hubungi)"
    r"|(?:no|nomor|nmr|kontak)(?:nya)?\b(?!\s*(?:paspor|ktp|kk|nik|rek|antre|kasus|permohonan))(?=.*\b(?:kirim|di\W?kirim|tulis))",
    NumberKind.NIK: r"\bnik\b|(?:no|nomor)\.?\s*(?:e-?)?(?:ktp|kk|kartu keluarga)",
    NumberKind.PASSPORT: r"(?:no|nomor)\.?\s*pas+por",
}
_FORBIDS = re.compile(r"\b(?:jangan|(?:tidak|tak|tdk|gak?|nggak) (?:usah|perlu))\b", re.IGNORECASE)


def asked_for(text: str) -> frozenset[NumberKind]:
    """Return which numbers an officer asks for in what he writes; bank accounts and cards are never asked for."""
    # "nomornya jangan dikirim ke siapa pun" asks for nothing
    asking = " ".join(one for one in re.split(r"[.,;!?\n]", text) if not _FORBIDS.search(one))
    return frozenset(kind for kind, words in _ASKING.items() if re.search(words, asking, re.IGNORECASE))


def masked(text: str, keep: Collection[NumberKind] = ()) -> tuple[str, frozenset[NumberKind]]:
    """Mask the numbers in the text, and return the kinds that were; those in `keep` stay.

    Amounts, dates, years, short public numbers and ticket numbers are left as they are.
    """
    shown, at = [], 0
    found = [one for one in _found(_unmasked(text)) if one.kind not in keep]
    for one in found:
        shown += [text[at : one.start], MASKS[one.kind]]
        at = one.end
    return "".join((*shown, text[at:])), frozenset(one.kind for one in found)


def masked_together(
    texts: Sequence[str], keep: Collection[NumberKind] = ()
) -> tuple[tuple[str, ...], frozenset[NumberKind]]:
    """Mask texts sent one after the other, with what only the last of them completes masked in all of them.

    That is a number begun, or named ("no rek saya"), in one message and ended in the next, or a NIK told in pieces.
    """
    near = (*(text[-AT_A_JOINT:] for text in texts[:-1]), texts[-1][:AT_A_JOINT])
    starts = list(accumulate((len(text) + 1 for text in near), initial=0))
    parts, hidden = list(near), set[NumberKind]()
    joined = _unmasked("\n".join(near))
    whole = [one for one in _found(joined) if one.end > starts[-2]]
    for one in reversed(whole or _told_in_pieces(joined, starts[-2])):
        if one.kind in keep:
            continue
        hidden.add(one.kind)
        for place, text in enumerate(near):
            first, last = max(one.start - starts[place], 0), min(one.end - starts[place], len(text))
            if first < last:
                parts[place] = f"{parts[place][:first]}{MASKS[one.kind]}{parts[place][last:]}"
    before = [text[:-AT_A_JOINT] + part for text, part in zip(texts[:-1], parts, strict=False)]
    return (*before, parts[-1] + texts[-1][AT_A_JOINT:]), frozenset(hidden)


def _unmasked(text: str) -> str:
    """Return the text without its masks, which are no words, and part what stands around them."""
    return _MASKED.sub(lambda mask: NOTHING * len(mask.group()), text) if "•••" in text else text


def _found(text: str) -> list[FoundNumber]:
    """Return the numbers that name somebody, in order; linear in the length of the text.

    It is read again without those that were found, as one may have hidden another beside it.
    """
    found: list[FoundNumber] = []
    for _ in range(MOST_READINGS):
        more = list(numbers(read(text))) if may_hold_number(text) else []
        if not more:
            break
        found += more
        for _, start, end in more:
            text = without(text, start, end)
    return sorted(found, key=lambda one: one.start)


def _told_in_pieces(text: str, begin: int) -> list[FoundNumber]:
    """Return the pieces of a NIK that is told in several messages, whatever is said between.

    `begin`: where the last message begins, in which the NIK ends.
    """
    said = read(text) if may_hold_number(text, FEWEST_IN_PIECES) else ""
    pieces = list(_PIECE.finditer(said))
    for last in range(len(pieces), 0, -1):
        if pieces[last - 1].end() <= begin:
            break
        digits, first = "", last
        while first and len(digits) < 16:
            first -= 1
            digits = "".join(re.findall(r"\d", pieces[first].group())) + digits
        if is_nik(digits) and pieces[first].start() < begin:
            return [placed(NumberKind.NIK, *piece.span(), said) for piece in pieces[first:last]]
    return []
