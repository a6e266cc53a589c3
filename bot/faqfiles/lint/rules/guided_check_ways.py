"""Checks of the ways through a guided check: every step is reached, every way ends in a finding."""

from __future__ import annotations

from collections.abc import Iterator

from bot.faqfiles.draft import Draft, GuidedCheckDraft
from bot.faqfiles.guided_checks import check_of
from bot.faqfiles.lint.rule import Fault, rule
from bot.faqfiles.mentions import missing_entries
from bot.faqfiles.problem import Place
from bot.faqfiles.syntax.suggest import hint
from bot.helpdesk.model.guided_checks import Choice, GuidedCheck, Question, ways_on


@rule("alur-tujuan-tidak-ada")
def dangling_target(draft: Draft) -> Iterator[Fault]:
    """Isian 'ke', 'hasil', 'di_bawah', atau 'entri' sebuah alur menyebut sesuatu yang tidak ada.

    'ke' menyebut id langkah, 'hasil' di jawaban menyebut id hasil, 'di_bawah' dan 'entri' menyebut id entri FAQ.
    """
    yield from missing_entries(draft, "di_bawah", "hasil")
    for check in draft.guided_checks:
        yield from _dangling(check)


@rule("alur-dua-arah")
def two_ways(draft: Draft) -> Iterator[Fault]:
    """Satu jawaban hanya menuju satu tempat: langkah lain ('ke'), hasil ('hasil'), atau bahaya ('darurat')."""
    for check in draft.guided_checks:
        for place, step in enumerate(check.fields.steps):
            for number, choice in enumerate(step.choices):
                ways = [bool(choice.leads_to), bool(choice.finding), choice.danger]
                if sum(ways) > 1:
                    yield (
                        check.spot.at("langkah", place, "pilihan", number, "jawab"),
                        f"jawaban '{choice.text}' menuju dua tempat; sisakan satu dari 'ke', 'hasil', atau 'darurat'",
                    )


@rule("alur-berputar")
def circle(draft: Draft) -> Iterator[Fault]:
    """Langkah-langkah sebuah alur berputar kembali ke langkah yang sudah lewat.

    Warga akan ditanya hal yang sama tanpa henti.
    """
    for check_draft, check in _walkable(draft):
        again = _circle(check, check.questions[0], ())
        if again:
            yield (
                _step(check_draft, again),
                f"langkah '{again.id}' bisa kembali ke dirinya sendiri; arahkan 'ke' hanya ke langkah sesudahnya",
            )


@rule("alur-langkah-tak-tercapai")
def unreached_step(draft: Draft) -> Iterator[Fault]:
    """Ada langkah yang tidak pernah ditanyakan.

    Biasanya semua jawaban sebelumnya melompatinya dengan 'ke' atau 'hasil'.
    """
    for check_draft, check in _walkable(draft):
        if _circle(check, check.questions[0], ()) is None:
            reached = _reached(check)
            for question in check.questions:
                if question.id not in reached:
                    yield (
                        _step(check_draft, question),
                        f"langkah '{question.id}' tidak pernah ditanyakan; hapus, atau arahkan satu jawaban ke sini",
                    )


@rule("alur-nilai-tanpa-hasil")
def points_without_finding(draft: Draft) -> Iterator[Fault]:
    """Alur bisa berakhir tanpa hasil: jumlah nilainya lebih kecil dari 'mulai_nilai' semua hasil.

    Warga sudah menjawab semua, lalu tidak mendapat apa-apa. Beri satu hasil 'mulai_nilai: 0'.
    """
    for check_draft, check in _walkable(draft):
        sums = _sums(check)
        starts = [one.from_points for one in check.findings if one.from_points is not None]
        if sums and min(sums) < min(starts, default=max(sums) + 1):
            yield (
                check_draft.spot.key("hasil"),
                f"jumlah nilai {min(sums)} tidak punya hasil; tulis 'mulai_nilai: {min(sums)}' di hasil yang teringan",
            )


def _dangling(check: GuidedCheckDraft) -> Iterator[Fault]:
    steps = {step.id for step in check.fields.steps}
    findings = {finding.id for finding in check.fields.findings}
    for place, step in enumerate(check.fields.steps):
        if step.leads_to and step.leads_to not in steps:
            yield _missing(check.spot.at("langkah", place, "ke"), "langkah", step.leads_to, steps)
        for number, choice in enumerate(step.choices):
            loc = ("langkah", place, "pilihan", number)
            if choice.leads_to and choice.leads_to not in steps:
                yield _missing(check.spot.at(*loc, "ke"), "langkah", choice.leads_to, steps)
            if choice.finding and choice.finding not in findings:
                yield _missing(check.spot.at(*loc, "hasil"), "hasil", choice.finding, findings)


def _missing(place: Place, kind: str, id: str, known: set[str]) -> Fault:
    return place, f"{kind} '{id}' tidak ada di alur ini{hint(id, known)}; tulis id {kind} yang ada"


def _walkable(draft: Draft) -> Iterator[tuple[GuidedCheckDraft, GuidedCheck]]:
    """Yield the checks whose every target exists: of the others nothing can be said yet."""
    for one in draft.guided_checks:
        if one.fields.steps and not any(_dangling(one)):
            yield one, check_of(one.fields)


def _step(check: GuidedCheckDraft, question: Question) -> Place:
    place = next(index for index, step in enumerate(check.fields.steps) if step.id == question.id)
    return check.spot.at("langkah", place, "id")


def _circle(check: GuidedCheck, question: Question, before: tuple[str, ...]) -> Question | None:
    """Return the first question from which a way leads back to it."""
    if question.id in before:
        return question
    for step in ways_on(check, question):
        if step and (found := _circle(check, step, (*before, question.id))):
            return found
    return None


def _reached(check: GuidedCheck) -> set[str]:
    reached: set[str] = set()
    waiting = [check.questions[0]]
    while waiting:
        question = waiting.pop()
        if question.id not in reached:
            reached.add(question.id)
            waiting += [step for step in ways_on(check, question) if step]
    return reached


def _sums(check: GuidedCheck) -> set[int]:
    """Return what the points can add up to where they decide; nothing while the check goes in a circle."""
    if _circle(check, check.questions[0], ()):
        return set()
    ends: set[int] = set()
    waiting = {(check.questions[0].id, 0)}
    seen: set[tuple[str, int]] = set()
    while waiting:
        id, sum = waiting.pop()
        seen.add((id, sum))
        question = check.question(id)
        assert question is not None
        place = check.questions.index(question) + 1
        following = check.questions[place].id if place < len(check.questions) else None
        for choice in question.choices or (Choice(""),):
            step, points = choice.leads_to or question.leads_to or following, choice.points
            if choice.finding or choice.danger:
                continue
            if step is None:
                ends.add(sum + points)
            elif (step, sum + points) not in seen:
                waiting.add((step, sum + points))
    return ends
