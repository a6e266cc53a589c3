"""python -m bot faq merge: what a newer version of the program changed in its FAQ, brought into the office's folder."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import click

from bot.app.faq_merge import Merging, carry_out, compare, decided
from bot.app.published_faq import published_sets
from bot.cli.command import Command, Context
from bot.cli.console_user import agreed
from bot.cli.faq_folder import existing, today_at
from bot.cli.safe_print import echo
from bot.faqfiles.edit.yaml_edit import written
from bot.faqfiles.merge.folders import Choice, names_of
from bot.faqfiles.merge.three_way import MISSING, Difference
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import merging as texts
from bot.helpdesk.texts.publishing import some

NAMES = 20
"""Names that one line lists."""


@click.command(cls=Command)
@click.option("--list", "only_list", is_flag=True, help="Hanya menunjukkan; tidak ada yang diubah.")
@click.option("--kantor", "keep_ours", is_flag=True, help="Di semua yang bertentangan, pakai isi kantor.")
@click.option("--ya", "sure", is_flag=True, help="Tanpa bertanya dulu.")
@click.pass_obj
def merge(context: Context, only_list: bool, keep_ours: bool, sure: bool) -> None:
    """Memasukkan perubahan FAQ bawaan dari versi program yang baru ke folder kantor, tanpa menghapus isi kantor.

    Yang diubah kantor dan juga diubah di bawaan ditanyakan satu per satu.
    """
    settings = context.settings
    sets = published_sets(settings)
    merging = compare(existing(settings.faq), sets)
    if merging.is_newest:
        echo(texts.NEWEST)
        return
    _show(merging)
    if only_list:
        for number, choice in enumerate(merging.merge.choices, 1):
            _show_choice(number, choice)
        return
    chosen = set() if keep_ours else _chosen(merging)
    result = decided(merging, chosen, sets, today_at(settings))
    if result.unsigned:
        echo(texts.UNSIGNED.format(ids=some(result.unsigned, NAMES)))
    if result.files and not (sure or agreed(texts.SURE)):
        echo(texts.NOT_TAKEN)
        return
    carry_out(merging, result, sets)
    echo(texts.DONE.format(folder=merging.folder) if result.files else texts.NEWEST)


def _show(merging: Merging) -> None:
    if not merging.known:
        echo(texts.NOT_KNOWN)
    found = merging.merge
    if found.whole:
        echo(texts.FILES.format(names=some(sorted(found.whole), NAMES)))
    if found.taken:
        echo(texts.TAKEN.format(names=some(list(names_of(found.taken)), NAMES)))
    if found.skipped:
        echo(texts.SKIPPED.format(texts=some(found.skipped, NAMES)))
    if found.choices:
        echo(texts.CHOICES.format(count=len(found.choices)))


def _chosen(merging: Merging) -> set[int]:
    """Ask for each choice which reading shall count; return the places of those that are the program's."""
    choices = merging.merge.choices
    if choices and not _is_terminal():
        raise Trouble(texts.NO_TERMINAL)
    chosen = set()
    for number, choice in enumerate(choices, 1):
        _show_choice(number, choice)
        keys = click.Choice([texts.OURS_KEY, texts.THEIRS_KEY])
        answer = click.prompt(texts.ASK.format(number=number), type=keys, show_choices=False, err=True)
        if answer == texts.THEIRS_KEY:
            chosen.add(number - 1)
    return chosen


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _show_choice(number: int, choice: Choice) -> None:
    echo(texts.CHOICE.format(number=number, name=choice.name))
    for part in choice.parts:
        ours, theirs = _readings(part.difference)
        for label, value in ((texts.OURS, ours), (texts.THEIRS, theirs)):
            lines = list(_lines(value))
            shown = lines[: texts.SHOWN_LINES]
            more = [texts.MORE_LINES.format(count=len(lines) - len(shown))] if len(lines) > len(shown) else []
            echo(f"{label} {shown[0]}")
            for line in [*shown[1:], *more]:
                echo(f"{' ' * len(label)} {line}")


def _readings(one: Difference) -> tuple[Any, Any]:
    """Return both readings; of lists only what is in one of them."""
    if not one.is_list:
        return one.ours, one.theirs
    return (
        [item for item in one.ours if item not in one.theirs] or MISSING,
        [item for item in one.theirs if item not in one.ours] or MISSING,
    )


def _lines(value: Any) -> Iterator[str]:
    if value is MISSING or value is None or value == "":
        yield texts.NOWHERE
    elif isinstance(value, bytes):
        yield from value.decode("utf-8", "replace").splitlines() or [texts.NOWHERE]
    elif isinstance(value, dict):
        yield from written(value).splitlines()
    elif isinstance(value, list):
        yield from (f"- {_one_line(one)}" for one in value)
    else:
        yield from str(value).strip().splitlines()


def _one_line(item: Any) -> str:
    if isinstance(item, dict):
        return ", ".join(f"{name}: {_one_line(one)}" for name, one in item.items())
    return " ".join(str(item).split())
