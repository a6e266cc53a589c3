"""Checks of amounts and numbers: a wrong fee is this FAQ's worst mistake, so each one names its origin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.faqfiles.draft import Draft, GuidedCheckDraft, ShownText, TopicDraft
from bot.faqfiles.lint.prose import numbers_in, places_of, unvouched_numbers
from bot.faqfiles.lint.rule import Fault, rule
from bot.faqfiles.syntax.amounts import meant
from bot.helpdesk.model.month import Month
from bot.helpdesk.model.office_hours import long_date

_RUPIAH = re.compile(
    r"\bRp\.?\s*\d[\d.,]*(?:\s*(?:ribu|rb|juta|jt|miliar))?|\b\d[\d.,]*(?:\s*(?:ribu|rb|juta|jt|miliar)|k)\b", re.I
)


@rule("rupiah-diketik")
def typed_rupiah(draft: Draft) -> Iterator[Fault]:
    """Jumlah rupiah diketik langsung di dalam teks.

    Saat tarif berubah, yang diketik akan tertinggal. Tulis satu kali di biaya.yaml, lalu pakai
    {biaya.id-tarif}.
    """
    for shown in draft.shown_texts:
        for match in _RUPIAH.finditer(shown.text):
            typed = match[0].rstrip(".,")
            yield (
                shown.at(typed),
                f"'{typed}' diketik langsung{_fee(draft, typed)}; tulis di biaya.yaml dan pakai {{biaya.…}}",
            )


@rule("angka-tanpa-asal")
def unexplained_number(draft: Draft) -> Iterator[Fault]:
    """Setiap angka di jawaban punya asal: di 'angka' topik itu, di 'sumber', atau tarif.

    Angka yang asalnya tidak tercatat tidak bisa diperiksa kantor, dan tidak ada yang ingat memperbaruinya.
    Nomor langkah tidak perlu dicatat.
    """
    for shown, number in _unexplained(draft):
        file = next((one for one in _files(draft) if one.spot.document is shown.spot.document), None)
        kept = ", ".join(f"'{one}'" for one in _unused(draft, file)) if file else ""
        listed = f" (tercatat tetapi tidak dipakai: {kept})" if kept else ""
        yield (
            shown.at(number),
            f"angka '{number}' belum ada di 'angka'{listed}{_fee(draft, number)}; cocokkan dengan lembar fakta, "
            "lalu perbaiki, atau tulis di sana dengan satuan dan butirnya",
        )


def _files(draft: Draft) -> list[TopicDraft | GuidedCheckDraft]:
    return [*draft.topics, *draft.guided_checks]


def _unused(draft: Draft, file: TopicDraft | GuidedCheckDraft) -> list[str]:
    """Return the listed numbers that no text of the file quotes."""
    quoted = _plain_spaces("\n".join(one.text for one in draft.shown_texts if one.spot.document is file.spot.document))
    return [number for number in file.fields.numbers if not any(places_of(_plain_spaces(number), quoted))]


def _unexplained(draft: Draft) -> Iterator[tuple[ShownText, str]]:
    """Yield every number in a text that nothing vouches for."""
    for shown in draft.shown_texts:
        without_money = _RUPIAH.sub(lambda match: " " * len(match[0]), _plain_spaces(shown.text))
        for number in unvouched_numbers(without_money, _vouched(shown)):
            yield shown, number


def _plain_spaces(text: str) -> str:
    """Return `text` with spaces as from the space bar."""
    return re.sub(r"[^\S\n]", " ", text)


def _vouched(shown: ShownText) -> Iterator[str]:
    """Yield what a number in this text may be: listed for the topic, or part of a source of its entry."""
    yield from map(_plain_spaces, shown.numbers)
    for source in shown.sources:
        yield from numbers_in(source.title)
        if source.day:
            yield from (
                long_date(source.day),
                Month.of(source.day).name,
                str(source.day.year),
            )


def _fee(draft: Draft, typed: str) -> str:
    """Return the fees of that amount: it is for the author to say which one the answer is about."""
    amount = meant(typed)
    known = [f"{{biaya.{id}}}" for id, (fee, _) in draft.fees.items() if fee.rupiah == amount]
    return f" (tarif {' atau '.join(known)}?)" if known else ""
