"""Checks of a guided check's parts: names, choices, labels, and findings that promise nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.faqfiles.draft import Draft, GuidedCheckDraft
from bot.faqfiles.lint.rule import Fault, rule
from bot.faqfiles.problem import Level, Place
from bot.helpdesk.guided_checks.typed_answers import plain
from bot.helpdesk.model.guided_checks import RED
from bot.helpdesk.texts import resident as texts

# A button's 64 bytes hold this id, the check's version and three numbers.
LONGEST_ID = 30
LONGEST_TITLE = 32
LONGEST_QUESTION = 200
LONGEST_SHORT = 24
LONGEST_CHOICE = 30
LONGEST_FINDING = 60
LONGEST_ANSWER = 700
MOST_CHOICES = 8
# Telegram's own rule for commands.
COMMAND = re.compile(r"[a-z][a-z0-9_]{0,31}")
OWN = {name for name, _ in texts.CHECK_COMMANDS}
RESERVED = ({name for name, _ in texts.COMMANDS} - OWN) | {*texts.HIDDEN_COMMANDS, "start", "nomor"}


@rule("alur-salah-nama")
def malformed_name(draft: Draft) -> Iterator[Fault]:
    """Nama alur sama dengan nama berkasnya; id alur, langkah, dan hasil hanya huruf kecil, angka, dan tanda hubung.

    Id alur paling panjang 30 huruf, karena ikut dikirim di balik tombol.
    """
    for check in draft.guided_checks:
        place = check.spot.at("alur")
        name = place.path.replace("\\", "/").rpartition("/")[2].removesuffix(".yaml")
        if check.fields.id != name:
            yield place, f"alur '{check.fields.id}' berbeda dari nama berkas; tulis {name}"
        for id, spot in ((check.fields.id, place), *_ids(check)):
            if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id) or len(id) > LONGEST_ID:
                right = re.sub(r"[^a-z0-9]+", "-", id.casefold()).strip("-")[:LONGEST_ID]
                yield spot, f"id '{id}' hanya boleh huruf kecil, angka, dan '-' (paling panjang 30); tulis {right}"


@rule("alur-id-ganda")
def duplicate_name(draft: Draft) -> Iterator[Fault]:
    """Dua langkah, atau dua hasil, memakai id yang sama."""
    for check in draft.guided_checks:
        steps, findings = [step.id for step in check.fields.steps], [one.id for one in check.fields.findings]
        for group, ids in (("langkah", steps), ("hasil", findings)):
            for place, id in enumerate(ids):
                if id in ids[:place]:
                    yield check.spot.at(group, place, "id"), f"id {group} '{id}' sudah dipakai; beri id lain"


@rule("alur-perintah-salah")
def malformed_command(draft: Draft) -> Iterator[Fault]:
    """Isian 'perintah' adalah perintah Telegram: huruf kecil dan angka, tanpa garis miring, dan belum dipakai."""
    used: dict[str, Place] = {}
    for check in draft.guided_checks:
        command, place = check.fields.command, check.spot.at("perintah")
        if command is None:
            continue
        name = command.lstrip("/")
        if name in RESERVED or name in used:
            yield place, f"perintah '{command}' sudah dipakai bot; tulis nama lain"
        elif not COMMAND.fullmatch(command):
            right = re.sub(r"[^a-z0-9_]", "", name.casefold()) or "cek"
            yield place, f"perintah '{command}' tidak bisa dipakai di Telegram; tulis {right}"
        used.setdefault(name, place)


@rule("alur-langkah-tanpa-jawaban")
def step_without_choices(draft: Draft) -> Iterator[Fault]:
    """Setiap langkah punya 2 sampai 8 pilihan, atau 'isian: true' supaya warga mengetik sendiri; tidak keduanya."""
    for check in draft.guided_checks:
        if not check.fields.steps:
            yield check.spot.at("langkah"), "alur ini belum punya langkah; tulis paling sedikit satu"
        for place, step in enumerate(check.fields.steps):
            count = len(step.choices)
            spot = check.spot.at("langkah", place, "id")
            if step.typed and count:
                yield spot, f"langkah '{step.id}' punya pilihan dan isian; hapus salah satu"
            elif not step.typed and not 2 <= count <= MOST_CHOICES:
                advice = f"tulis 2 sampai {MOST_CHOICES}, atau 'isian: true'"
                yield spot, f"langkah '{step.id}' punya {count} pilihan; {advice}"


@rule("alur-kata-ganda")
def one_word_for_two(draft: Draft) -> Iterator[Fault]:
    """Kata yang sama dipakai dua jawaban dalam satu langkah.

    Warga boleh mengetik jawabannya. Bot tidak tahu jawaban mana yang dimaksud.
    """
    for check in draft.guided_checks:
        for place, step in enumerate(check.fields.steps):
            owner: dict[str, int] = {}
            for number, choice in enumerate(step.choices):
                for way in (choice.text, *choice.words):
                    if owner.setdefault(plain(way), number) != number:
                        spot = check.spot.at("langkah", place, "pilihan", number, "jawab")
                        yield spot, f"'{way}' juga milik jawaban lain di langkah '{step.id}'; hapus salah satu"


@rule("alur-teks-panjang", Level.WARNING)
def long_texts(draft: Draft) -> Iterator[Fault]:
    """Tulisan alur harus muat di layar kecil.

    Judul alur 32 huruf, pertanyaan 200, 'singkat' 24, tombol jawaban 30, judul hasil 60, isi hasil 700.
    """
    for check in draft.guided_checks:
        for text, most, place in _texts(check):
            if len(text) > most:
                yield place, f"tulisan ini {len(text)} huruf; pendekkan sampai {most}"


@rule("alur-hasil-aman")
def flatly_safe(draft: Draft) -> Iterator[Fault]:
    """Hasil tidak mengatakan "aman".

    Bot hanya tahu jawaban warga, bukan keadaan sebenarnya. Sebut apa yang belum kelihatan berbahaya, dan apa yang
    masih harus diperiksa.
    """
    for check in draft.guided_checks:
        for place, finding in enumerate(check.fields.findings):
            for field, text in (("judul", finding.title), ("jawaban", finding.answer)):
                if re.search(r"(?<!tentu )(?<!lebih )(?<!tidak )(?<!belum )\baman\b", text, re.IGNORECASE):
                    spot = check.spot.at("hasil", place, field)
                    yield spot, "hasil tidak boleh menjanjikan 'aman'; tulis apa yang masih harus diperiksa"


@rule("alur-merah-tanpa-petugas")
def red_without_officer(draft: Draft) -> Iterator[Fault]:
    """Hasil bernama 'merah' menawarkan petugas: 'petugas: true'.

    Hasil merah adalah peringatan dini. Warga harus bisa mengirim jawabannya kepada petugas dengan satu tombol.
    """
    for check in draft.guided_checks:
        for place, finding in enumerate(check.fields.findings):
            if finding.id == RED and not finding.officer:
                yield check.spot.at("hasil", place, "id"), "hasil merah belum menawarkan petugas; tulis 'petugas: true'"


def _ids(check: GuidedCheckDraft) -> Iterator[tuple[str, Place]]:
    for place, step in enumerate(check.fields.steps):
        yield step.id, check.spot.at("langkah", place, "id")
    for place, finding in enumerate(check.fields.findings):
        yield finding.id, check.spot.at("hasil", place, "id")


def _texts(check: GuidedCheckDraft) -> Iterator[tuple[str, int, Place]]:
    """Yield each text with its greatest length and its place."""
    yield check.fields.title, LONGEST_TITLE, check.spot.at("judul")
    for place, step in enumerate(check.fields.steps):
        yield step.question, LONGEST_QUESTION, check.spot.at("langkah", place, "tanya")
        yield step.short, LONGEST_SHORT, check.spot.at("langkah", place, "singkat")
        for number, choice in enumerate(step.choices):
            yield choice.text, LONGEST_CHOICE, check.spot.at("langkah", place, "pilihan", number, "jawab")
    for place, finding in enumerate(check.fields.findings):
        yield finding.title, LONGEST_FINDING, check.spot.at("hasil", place, "judul")
        yield finding.answer, LONGEST_ANSWER, check.spot.at("hasil", place, "jawaban")
