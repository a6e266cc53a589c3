"""Numbers that could hurt a resident if they were stored or shown: found in a text and masked.

A text is read once into canonical letters and words (`digit_text`), its digits are gathered into runs (`digit_runs`),
and what a run can be follows from its structure (`digit_structures`) and from the words beside it (`digit_kinds`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import accumulate

from bot.helpdesk.detection.digit_kinds import Found, Kind, numbers_in, told_in_pieces
from bot.helpdesk.detection.digit_text import may_hold_number

__all__ = ["MASKS", "Kind", "asked_for", "masked", "masked_together", "may_hold_number"]

MASKS = {
    Kind.NIK: "[NIK/KK •••]",
    Kind.PASSPORT: "[nomor paspor •••]",
    Kind.ACCOUNT: "[nomor rekening/kartu •••]",
    Kind.PHONE: "[nomor HP •••]",
    Kind.NPWP: "[NPWP •••]",
}
AT_A_JOINT = 300
"""Characters on both sides of where one message ends and the next begins, in which a number may go on."""
_MASKED = re.compile("|".join(re.escape(mask) for mask in MASKS.values()))


def masked(text: str, keep: Collection[Kind] = ()) -> tuple[str, frozenset[Kind]]:
    """Mask the numbers in the text, and return the kinds that were; those in `keep` stay.

    Amounts, dates, years, short public numbers and ticket numbers are left as they are.
    """
    shown, at = [], 0
    found = [one for one in _found(text) if one.kind not in keep]
    for one in found:
        shown += [text[at : one.start], MASKS[one.kind]]
        at = one.end
    return "".join((*shown, text[at:])), frozenset(one.kind for one in found)


def masked_together(texts: Sequence[str], keep: Collection[Kind] = ()) -> tuple[tuple[str, ...], frozenset[Kind]]:
    """Mask texts sent one after the other, with what only the last of them completes masked in all of them.

    That is a number begun in one message and ended in the next, named in one ("no rek saya") and written in the next,
    or a NIK told in pieces. What stands whole in an earlier text is not looked at again.
    """
    ends, begin = [text[-AT_A_JOINT:] for text in texts[:-1]], texts[-1][:AT_A_JOINT]
    near = (*ends, begin)
    starts = list(accumulate((len(text) + 1 for text in near), initial=0))
    parts, hidden = list(near), set[Kind]()
    whole = [one for one in _found("\n".join(near)) if one.end > starts[-2]]
    for one in reversed(whole or told_in_pieces(near)):
        if one.kind in keep:
            continue
        hidden.add(one.kind)
        for place, text in enumerate(near):
            first, last = max(one.start - starts[place], 0), min(one.end - starts[place], len(text))
            if first < last:
                parts[place] = f"{parts[place][:first]}{MASKS[one.kind]}{parts[place][last:]}"
    before = [text[: -len(end)] if end else text for text, end in zip(texts, ends, strict=False)]
    return (*map(str.__add__, before, parts), parts[-1] + texts[-1][AT_A_JOINT:]), frozenset(hidden)


def _found(text: str) -> list[Found]:
    """Return the numbers in a text; the masks in it are no words, and part what stands beside them."""
    if not may_hold_number(text):
        return []
    return numbers_in(_MASKED.sub(lambda mask: "\n" * len(mask.group()), text) if "•••" in text else text)


_ASKING = {
    Kind.PHONE: r"(?:no|nomor|nmr)\.?\s*(?:hp|wa|whatsapp|telepon|telp|tlp|handphone|yang bisa (?:di)?hubungi)",
    Kind.NIK: r"\bnik\b|(?:no|nomor)\.?\s*(?:e-?)?(?:ktp|kk|kartu keluarga)",
    Kind.PASSPORT: r"(?:no|nomor)\.?\s*pas+por",
}


def asked_for(text: str) -> frozenset[Kind]:
    """Return which numbers an officer asks for in what he writes; bank accounts and cards are never asked for."""
    return frozenset(kind for kind, words in _ASKING.items() if re.search(words, text, re.IGNORECASE))
