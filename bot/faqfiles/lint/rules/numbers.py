"""Rules of amounts and numbers: a wrong fee is this FAQ's worst mistake, so each one names its origin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from bot.faqfiles.lint.subject import Subject, path_of
from bot.faqfiles.model import FILLED, Fee
from bot.faqfiles.problem import Fault, Level, Path, rule
from bot.faqfiles.render import FEE, LAW, PLACEHOLDER, SINCE, fee_named, named, named_fees
from bot.faqfiles.syntax.suggest import hint
from bot.helpdesk.model.hours import Month, long_date
from bot.helpdesk.staff import is_far
from bot.helpdesk.texts.resident import rupiah

_RUPIAH = re.compile(
    r"\bRp\.?\s*\d[\d.,]*(?:\s*(?:ribu|rb|juta|jt|miliar))?|\b\d[\d.,]*(?:\s*(?:ribu|rb|juta|jt|miliar)|k)\b", re.I
)

_STEP = re.compile(r"^[ \t]*(\d+)[.)][ \t]+", re.MULTILINE)
_NUMBER = re.compile(r"(?<!\w)\+?\d[\w.,/:–-]*")
_BEHIND = ".,:/–-"
"""What stands behind a number and belongs to the sentence."""
_SPACE = re.compile(r"[^\S\n]")
_STEP_REFERENCE = re.compile(r"\b(?:nomor|langkah|butir) (\d+)\b", re.IGNORECASE)


@rule("rupiah-diketik")
def typed_rupiah(subject: Subject) -> Iterator[Fault]:
    """Jumlah rupiah diketik di dalam teks; tulis satu kali di biaya.yaml, lalu pakai {biaya.id-tarif}."""
    for shown in subject.shown:
        for match in _RUPIAH.finditer(shown.text):
            typed = match[0].rstrip(".,")
            sentence = f"'{typed}' diketik langsung{_fee(subject.faq.fees, typed)}"
            yield Fault(shown.path, f"{sentence}; tulis di biaya.yaml dan pakai {{biaya.…}}", typed)


@rule("dasar-diketik", Level.WARNING)
def typed_basis(subject: Subject) -> Iterator[Fault]:
    """Dasar atau tanggal tarif diketik di jawaban; bila tarifnya berubah, warga membaca aturan yang lama.

    Tulis {dasar.id-tarif} dan {sejak.id-tarif}. Sumber tarif tidak perlu ditulis: bot menyebutnya sendiri.
    """
    for entry in subject.faq.entries.values():
        fees = [(id, fee) for id, fee in subject.faq.fees.items() if id in named_fees(entry.lead, entry.details)]
        typed = {fee.law: f"{{{LAW}{id}}}" for id, fee in fees}
        typed |= {long_date(fee.since): f"{{{SINCE}{id}}}" for id, fee in fees if fee.since}
        texts: dict[Path, str] = {("inti",): entry.lead, ("rincian",): entry.details}
        texts |= {("sumber", place, "judul"): one.title for place, one in enumerate(entry.sources)}
        for path, text in texts.items():
            for basis in filter(text.__contains__, typed):
                advice = f"pakai {typed[basis]}; di 'sumber' hapus saja"
                yield Fault((*path_of(entry), *path), f"'{basis}' sudah tercatat di tarifnya; {advice}", basis)


@rule("angka-tanpa-asal")
def unexplained_number(subject: Subject) -> Iterator[Fault]:
    """Setiap angka di jawaban punya asal: di 'angka' topik itu, di 'sumber', atau tarif; nomor langkah tidak."""
    advice = "cocokkan dengan lembar fakta, lalu perbaiki, atau tulis di sana dengan satuan dan butirnya"
    for shown in subject.shown:
        vouched = [_SPACE.sub(" ", number) for number in shown.numbers]
        for source in shown.sources:
            vouched += [match[0].rstrip(_BEHIND) for match in _NUMBER.finditer(source.title)]
            if source.date:
                vouched += [long_date(source.date), Month.of(source.date).name, str(source.date.year)]
        for number in unvouched_numbers(shown.text, vouched):
            sentence = f"angka '{number}' belum ada di 'angka'{_fee(subject.faq.fees, number)}; {advice}"
            yield Fault(shown.path, sentence, number)


def unvouched_numbers(text: str, vouched: Iterable[str]) -> list[str]:
    """Return the numbers in `text` that stand in none of the `vouched` texts, are no amount, and number no step."""
    text = _RUPIAH.sub(_spaces, _SPACE.sub(" ", text))
    steps = {match[1] for match in _STEP.finditer(text)}
    # of a placeholder residents may read what stands behind its bar
    plain = PLACEHOLDER.sub(lambda match: f" {match[1].partition('|')[2]} ", text)
    plain = _STEP.sub(_spaces, plain)
    if not _NUMBER.search(plain):
        return []
    known = [rf"(?<!\d){re.escape(one)}(?!\d)" for one in vouched if one and one in plain]
    covered = {at for one in known for match in re.finditer(one, plain) for at in range(*match.span())}
    for match in _STEP_REFERENCE.finditer(plain):
        if match[1] in steps:
            covered.update(range(*match.span()))
    missing = []
    for match in _NUMBER.finditer(plain):
        number = match[0].rstrip(_BEHIND)
        if any(plain[at].isdigit() and at not in covered for at in range(match.start(), match.start() + len(number))):
            missing.append(number)
    return missing


def with_unit(number: str, text: str) -> str:
    """Return a number of the text with the word behind it: "2" alone would vouch for every other 2 of its topic."""
    found = number and re.search(rf"{re.escape(number)}(?: [^\W\d_]+)?", " ".join(text.split()))
    return found[0] if found else number


def _spaces(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _fee(fees: Mapping[str, Fee], typed: str) -> str:
    """Return the fees of that amount: it is for the author to say which one the answer is about."""
    digits = re.sub(r"\D", "", typed)
    known = [f"{{biaya.{id}}}" for id, fee in fees.items() if str(fee.rupiah) == digits]
    return f" (tarif {' atau '.join(known)}?)" if known else ""


@rule("biaya-tidak-ada")
def unknown_fee(subject: Subject) -> Iterator[Fault]:
    """Tarif yang disebut jawaban tidak ada di biaya.yaml; kalimat yang menyebutnya tidak ditampilkan."""
    paths: dict[str, list[Path]] = {}
    for shown in subject.shown if subject.whole else ():
        for match in PLACEHOLDER.finditer(shown.text) if shown.typed.read == FILLED else ():
            if (id := fee_named(named(match)[0])) is not None and id not in subject.faq.fees:
                paths.setdefault(match[0], []).append(shown.path)
    known = [f"{{{FEE}{id}}}" for id in subject.faq.fees]
    for written, places in paths.items():
        advice = f"{hint(written, known)}; tulis dulu tarifnya di biaya.yaml"
        if len(places) > 1:
            advice = f" dan disebut di {len(places)} tempat; bila id-nya diganti, kembalikan id lama di biaya.yaml"
        yield Fault(places[0], f"tarif {written!r} tidak ada di biaya.yaml{advice}", written)


@rule("biaya-nol")
def zero_fee(subject: Subject) -> Iterator[Fault]:
    """Tarif nol rupiah tanpa 'yakin'; warga akan membaca bahwa layanan itu gratis."""
    advice = "tulis besarnya, atau 'yakin: 0' bila aturannya memang gratis"
    for id, fee in subject.faq.fees.items():
        if fee.rupiah == 0 and fee.confirmed is None:
            yield Fault(("biaya", id, "rupiah"), f"tarif '{id}' nol, warga membaca Rp0; {advice}")


@rule("biaya-berubah-jauh")
def far_change(subject: Subject) -> Iterator[Fault]:
    """Tarif berubah lebih dari 30 persen dari yang terbit, tanpa 'yakin'; biasanya kelebihan atau kurang satu nol."""
    advice = "perbaiki, atau bila sesuai aturannya tulis angka itu sekali lagi di 'yakin'"
    for id, fee in subject.faq.fees.items():
        now, before = fee.rupiah, subject.last_fees.get(id, fee.rupiah)
        if now and is_far(before, now) and fee.confirmed is None:
            slip = " (kurang satu nol?)" if before == now * 10 else ""
            slip = " (kelebihan satu nol?)" if before and now == before * 10 else slip
            change = f"tarif '{id}' berubah dari {rupiah(before)} menjadi {rupiah(now)}{slip}"
            yield Fault(("biaya", id, "rupiah"), f"{change}; {advice}")


@rule("yakin-beda")
def other_confirmation(subject: Subject) -> Iterator[Fault]:
    """Angka di 'yakin' berbeda dari 'rupiah': salah ketik, atau tertinggal dari perubahan yang lalu."""
    advice = "lihat aturannya, lalu perbaiki yang salah, atau hapus 'yakin' yang lama"
    for id, fee in subject.faq.fees.items():
        if fee.confirmed not in (None, fee.rupiah):
            sentence = f"'yakin' berisi {fee.confirmed}, 'rupiah' berisi {fee.rupiah}; {advice}"
            yield Fault(("biaya", id, "yakin"), sentence)
