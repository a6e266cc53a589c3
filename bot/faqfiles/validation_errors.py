"""Turns what pydantic found wrong in a group of fields into problems with a place and a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.faqfiles.guided_check_schema import ChoiceFields, FindingFields, StepFields
from bot.faqfiles.lint.characters import invisible
from bot.faqfiles.problem import Place, Problem
from bot.faqfiles.schema import OWNERS, Fields, HardNegativeFields, SeasonWarningFields, SourceFields
from bot.faqfiles.syntax import syntax_faults
from bot.faqfiles.syntax.suggest import nearest
from bot.faqfiles.syntax.tree import Document, Loc

F = TypeVar("F", bound=Fields)

_GROUPS: dict[str, type[Fields]] = {
    "sumber": SourceFields,
    "bukan": HardNegativeFields,
    "penting": SeasonWarningFields,
    "langkah": StepFields,
    "pilihan": ChoiceFields,
    "hasil": FindingFields,
}

# What belongs into a field that is empty; no sample, because staff would copy it.
_CONTENT = {
    "tinjau_sebelum": "tanggal paling lambat diperiksa ulang (tahun-bulan-hari)",
    "pemilik": f"salah satu dari {', '.join(OWNERS)}",
    "rupiah": "besarnya, angka saja",
    "dasar": "nama aturannya",
    "berlaku_sejak": "tanggal mulai berlaku (tahun-bulan-hari)",
}

_WRONG_VALUES: dict[str, Callable[[Place, str, str], Problem]] = {
    "bad_day": syntax_faults.bad_date,
    "bad_rupiah": syntax_faults.bad_rupiah,
    "bad_flag": syntax_faults.bad_flag,
}

# By the schema's error: what the field must hold, and what to type.
_WRONG_KINDS = {
    "not_text": ("berisi teks", "teks yang memuat titik dua harus diapit tanda kutip ganda"),
    "not_list": ("berisi daftar", "tulis satu per baris dengan '- ' di depannya"),
    "not_fields": ("berisi isian 'nama: isi'", "lihat contoh di docs/format-faq.md"),
    "bad_order": ("berisi angka bulat", "tulis angka saja, 0 sampai 999, tanpa titik atau kata"),
}


def fill(model: type[F], document: Document, loc: Loc, data: object) -> tuple[F | None, list[Problem]]:
    """Return `data` (which stands at `loc`) as `model`, or None and every fault in it."""
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        return None, [_problem(model, document, loc, one) for one in _causes(model, error.errors())]


def _causes(model: type[Fields], errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out the fields that are missing only because their name was misspelt: the wrong name is reported."""
    misspelt = {
        (*one["loc"][:-1], nearest(str(one["loc"][-1]), _known(model, one["loc"])))
        for one in errors
        if one["type"] == "extra_forbidden"
    }
    return [
        one
        for one in errors
        if not (one["type"] == "missing" and tuple(one["loc"]) in misspelt)
        # an invisible sign in the name has a rule of its own
        and not (one["type"] == "extra_forbidden" and invisible(str(one["loc"][-1])))
    ]


def _known(model: type[Fields], loc: Loc) -> list[str]:
    """Return the names of the fields that there are where the field at `loc` stands."""
    return [field.alias or key for key, field in _group(model, loc).model_fields.items()]


def _group(model: type[Fields], loc: Loc) -> type[Fields]:
    return next((_GROUPS[step] for step in reversed(loc[:-1]) if step in _GROUPS), model)


def _problem(model: type[Fields], document: Document, base: Loc, error: ErrorDetails) -> Problem:
    inner = tuple(error["loc"])
    loc = base + inner
    name = next((str(step) for step in reversed(loc) if isinstance(step, str)), "berkas")
    kind = error["type"]
    if kind == "extra_forbidden":
        in_braces = _group(model, inner) is HardNegativeFields
        return syntax_faults.unknown_key(document.key_place(loc), name, _known(model, inner), in_braces)
    if kind in ("missing", "empty"):
        place = document.key_place(loc[:-1]) if kind == "missing" else document.place(loc)
        return syntax_faults.missing_key(place, name, _CONTENT.get(name, "isinya"))
    return _wrong_value(document.place(loc), name, error)


def _wrong_value(place: Place, name: str, error: ErrorDetails) -> Problem:
    """Return the problem of a value that is of the wrong kind."""
    kind, context = error["type"], error.get("ctx", {})
    if kind in _WRONG_VALUES:
        return _WRONG_VALUES[kind](place, name, str(context.get("typed", "")))
    if kind == "not_text" and not context.get("mapping"):
        return syntax_faults.wrong_kind(
            place, name, "berisi teks", f"tulis '{name}: …' dalam satu teks, tanpa tanda '-' atau '['"
        )
    if kind in _WRONG_KINDS:
        return syntax_faults.wrong_kind(place, name, *_WRONG_KINDS[kind])
    raise AssertionError(f"schema reports '{kind}', which has no sentence yet")
