"""Rules of a guided check: every step is reached and understood, every way ends in a finding that promises nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.faqfiles.lint.subject import Subject, values_of
from bot.faqfiles.problem import Fault, Path, rule
from bot.faqfiles.syntax.suggest import hint
from bot.helpdesk.model.guided_checks import RED, Choice, GuidedCheck, Question, plain, ways_on
from bot.helpdesk.texts import resident as texts

MOST_CHOICES = 9
COMMAND = re.compile(r"[a-z][a-z0-9_]{0,31}")
"""Telegram's own rule for commands."""
_SAFE = re.compile(r"(?<!tentu )(?<!lebih )(?<!tidak )(?<!belum )\baman\b", re.IGNORECASE)
OWN = {*texts.CHECK_COMMANDS}
RESERVED = ({name for name, _ in texts.COMMANDS} - OWN) | {*texts.HIDDEN_COMMANDS, "start", "nomor"}


def _checks(subject: Subject) -> Iterator[tuple[GuidedCheck, Path]]:
    return ((one.check, ("alur", one.check.id)) for one in subject.faq.checks)


@rule("alur-perintah-salah")
def malformed_command(subject: Subject) -> Iterator[Fault]:
    """Isian 'perintah' adalah perintah Telegram: huruf kecil dan angka, tanpa garis miring, dan belum dipakai."""
    used: set[str] = set()
    for check, path in _checks(subject):
        if check.command is None:
            continue
        name = check.command.lstrip("/")
        if name in RESERVED or name in used:
            yield Fault((*path, "perintah"), f"perintah '{check.command}' sudah dipakai bot; tulis nama lain")
        elif not COMMAND.fullmatch(check.command):
            right = re.sub(r"[^a-z0-9_]", "", name.casefold()) or "cek"
            sentence = f"perintah '{check.command}' tidak bisa dipakai di Telegram; tulis {right}"
            yield Fault((*path, "perintah"), sentence)
        used.add(name)


@rule("alur-pilihan-salah")
def wrong_choices(subject: Subject) -> Iterator[Fault]:
    """Setiap langkah punya 2 sampai 9 pilihan.

    Satu jawaban menuju satu tempat: langkah lain ('ke'), hasil ('hasil'), atau bahaya ('darurat'). Kata yang sama tidak
    dipakai dua jawaban, dan id yang sama tidak dipakai dua langkah atau dua hasil: bot tidak tahu mana yang dimaksud.
    """
    for check, path in _checks(subject):
        for name, parts in (("langkah", check.questions), ("hasil", check.findings)):
            ids = [one.id for one in parts]
            for place, id in enumerate(ids):
                if id in ids[:place]:
                    yield Fault((*path, name, place, "id"), f"id {name} '{id}' sudah dipakai; beri id lain")
        for place, question in enumerate(check.questions):
            step, count = (*path, "langkah", place), len(question.choices)
            if not 2 <= count <= MOST_CHOICES:
                advice = f"tulis 2 sampai {MOST_CHOICES}"
                yield Fault((*step, "id"), f"langkah '{question.id}' punya {count} pilihan; {advice}")
            yield from _unclear_choices(question, step)


def _unclear_choices(question: Question, step: Path) -> Iterator[Fault]:
    owner: dict[str, int] = {}
    for number, choice in enumerate(question.choices):
        answer = (*step, "pilihan", number, "jawab")
        if bool(choice.leads_to) + bool(choice.finding) + choice.danger > 1:
            advice = "sisakan satu dari 'ke', 'hasil', atau 'darurat'"
            yield Fault(answer, f"jawaban '{choice.text}' menuju dua tempat; {advice}")
        for way in (choice.text, *choice.words):
            if owner.setdefault(plain(way), number) != number:
                yield Fault(answer, f"'{way}' juga milik jawaban lain di langkah '{question.id}'; hapus salah satu")


@rule("alur-tujuan-tidak-ada")
def dangling_target(subject: Subject) -> Iterator[Fault]:
    """Isian 'ke' menyebut id langkah, dan 'hasil' di jawaban menyebut id hasil; yang disebut tidak ada."""
    for check, path in _checks(subject):
        yield from _dangling(check, path)


def _dangling(check: GuidedCheck, path: Path) -> Iterator[Fault]:
    known = {"ke": {one.id for one in check.questions}, "hasil": {one.id for one in check.findings}}
    for id, where, typed in values_of(check, path):
        if id and typed.name in known and id not in known[typed.name]:
            guess = hint(id, known[typed.name])
            kind = "hasil" if typed.name == "hasil" else "langkah"
            yield Fault(where, f"{kind} '{id}' tidak ada di alur ini{guess}; tulis id {kind} yang ada")


@rule("alur-jalan-buntu")
def dead_end(subject: Subject) -> Iterator[Fault]:
    """Ada langkah yang berputar kembali, tidak pernah ditanyakan, atau berakhir tanpa hasil."""
    for check, path in _checks(subject):
        if any(_dangling(check, path)):
            continue  # nothing can be said yet
        if again := _circle(check, check.questions[0], ()):
            step = (*path, "langkah", check.questions.index(again), "id")
            advice = "arahkan 'ke' hanya ke langkah sesudahnya"
            yield Fault(step, f"langkah '{again.id}' bisa kembali ke dirinya sendiri; {advice}")
            continue
        reached, sums = _walked(check)
        for place, question in enumerate(check.questions):
            if question.id not in reached:
                advice = "hapus, atau arahkan satu jawaban ke sini"
                sentence = f"langkah '{question.id}' tidak pernah ditanyakan; {advice}"
                yield Fault((*path, "langkah", place, "id"), sentence)
        starts = [one.from_points for one in check.findings if one.from_points is not None]
        if sums and min(sums) < min(starts, default=max(sums) + 1):
            advice = f"tulis 'mulai_nilai: {min(sums)}' di hasil yang teringan"
            yield Fault((*path, "hasil"), f"jumlah nilai {min(sums)} tidak punya hasil; {advice}", key=True)


def _circle(check: GuidedCheck, question: Question, before: tuple[str, ...]) -> Question | None:
    """Return the first question from which a way leads back to it."""
    if question.id in before:
        return question
    steps = (_circle(check, step, (*before, question.id)) for step in ways_on(check, question) if step)
    return next(filter(None, steps), None)


def _walked(check: GuidedCheck) -> tuple[set[str], set[int]]:
    """Return the questions that are asked on some way, and what the points can add up to where they decide."""
    waiting, seen, ends = {(check.questions[0], 0)}, set[tuple[Question, int]](), set[int]()
    while waiting:
        question, total = here = waiting.pop()
        seen.add(here)
        below = check.questions[check.questions.index(question) + 1 :]
        for choice in question.choices or (Choice(""),):
            named = choice.leads_to or question.leads_to
            step = check.question(named) if named else next(iter(below), None)
            if choice.finding or choice.danger:
                continue
            if step is None:
                ends.add(total + choice.points)
            else:
                waiting |= {(step, total + choice.points)} - seen
    return {question.id for question, _ in seen}, ends


@rule("alur-hasil-aman")
def flatly_safe(subject: Subject) -> Iterator[Fault]:
    """Hasil tidak mengatakan "aman"; bot hanya tahu jawaban warga, bukan keadaan sebenarnya."""
    for check, path in _checks(subject):
        for text, where, typed in values_of(check, path):
            if where[2] == "hasil" and typed.read and _SAFE.search(text):
                yield Fault(where, "hasil tidak boleh menjanjikan 'aman'; tulis apa yang masih harus diperiksa")


@rule("alur-merah-tanpa-petugas")
def red_without_officer(subject: Subject) -> Iterator[Fault]:
    """Hasil bernama 'merah' adalah peringatan dini; warga bisa mengirimnya ke petugas ('petugas: true')."""
    for check, path in _checks(subject):
        for place, finding in enumerate(check.findings):
            if finding.id == RED and not finding.officer:
                sentence = "hasil merah belum menawarkan petugas; tulis 'petugas: true'"
                yield Fault((*path, "hasil", place, "id"), sentence)
