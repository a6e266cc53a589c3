"""A month as rows: by village for the ministry, by office and by topic. None: a count that is not shown.

The columns are the same in every bot and stay as they are, so that rows of several provinces can be put together; each
column adds up to what happened, since what is hidden stands together in a row of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from bot.helpdesk.model.directory import Directory, Office
from bot.helpdesk.texts import report as texts
from bot.helpdesk.texts.outreach import VISIT_KINDS
from bot.reports.disclosure import Row, hidden, is_small, rest
from bot.reports.monthly.figures import Figures, Place
from bot.reports.monthly.summary import Scope, by_topic, is_split


class VillageRow(NamedTuple):
    """A village's month. Its field names are the columns' names."""

    kode_desa: str
    desa: str
    kecamatan: str
    kabupaten: str
    kantor: str
    bulan: str
    pertanyaan: int | None
    dijawab_bot: int | None
    ke_petugas: int | None
    median_jawaban_menit: int | None
    peringatan_dini: int | None
    petugas_bergabung: str


class OfficeRow(NamedTuple):
    """An office's month. Its field names are the columns' names."""

    bulan: str
    kantor: str
    pertanyaan: int | None
    dijawab_bot: int | None
    ke_petugas: int | None
    median_jawaban_menit: int | None
    p90_jawaban_menit: int | None
    nilai_bintang: float | None
    warga_menerima_kabar: int | None
    peringatan_dini: int | None
    kegiatan: int
    hadir: int


class TopicRow(NamedTuple):
    """How often something was asked in a month."""

    bulan: str
    kantor: str
    topik: str
    jumlah: int


class ActivityRow(NamedTuple):
    """A day that was held in a village."""

    tanggal: str
    kantor: str
    desa: str
    kegiatan: str
    tempat: str
    hadir: int | None


def village_rows(
    scope: Scope, places: Mapping[Place, Figures], directory: Directory, joined: Collection[str]
) -> list[VillageRow]:
    """Return a row for each village of a scope, and one that holds what the others do not show.

    What is hidden is chosen over all of them: the scope's total is known, and must give no village away.
    """
    figures = list(places.values())
    totals: list[Row] = [(one.questions,) for one in figures]
    halves: list[Row] = [(one.answered, one.handed) for one in figures]
    warned: list[Row] = [(one.warnings,) for one in figures]
    no_total = hidden(totals)
    no_halves, no_warned = hidden(halves, no_total), hidden(warned)
    rows = []
    for place, ((office, id_), one) in enumerate(places.items()):
        village = directory.villages.get(id_)
        officer = village.officer in joined if village else None
        rows.append(
            VillageRow(
                village.code if village else "",
                village.name if village else id_ or texts.NO_VILLAGE,
                village.district if village else "",
                village.regency if village else "",
                directory.offices[office].name,
                str(scope.month),
                None if place in no_total else one.questions,
                None if place in no_halves else one.answered,
                None if place in no_halves else one.handed,
                one.within(0.5),
                None if place in no_warned else one.warnings,
                "" if officer is None else texts.YES if officer else texts.NO,
            )
        )
    if no_total or no_halves or no_warned:
        [total] = _rest(totals, no_total)
        [answered, handed] = _rest(halves, no_halves)
        [warnings] = _rest(warned, no_warned)
        counts = (total, answered, handed, None, warnings)
        rows.append(VillageRow("", texts.TOGETHER, "", "", scope.name, str(scope.month), *counts, ""))
    return rows


def _rest(rows: Sequence[Row], places: Collection[int]) -> Sequence[int | None]:
    """Return what the hidden rows of these columns hold together; None where that would give one away."""
    if not places:
        return [0] * len(rows[0])
    return rest(rows, places) or [None] * len(rows[0])


def office_row(scope: Scope) -> OfficeRow:
    """Return the row of an office."""
    figures, split = scope.figures, is_split(scope.figures)
    return OfficeRow(
        str(scope.month),
        scope.name,
        _alone(figures.questions),
        figures.answered if split else None,
        figures.handed if split else None,
        figures.within(0.5),
        figures.within(0.9),
        None if figures.mean_stars is None else round(figures.mean_stars, 1),
        _alone(scope.reached),
        _alone(figures.warnings),
        len(scope.visits),
        sum(one.attended or 0 for one in scope.visits),
    )


def _alone(count: int) -> int | None:
    return None if is_small(count) else count


def topic_rows(scope: Scope) -> list[TopicRow]:
    """Return the rows of what was asked at an office, most first."""
    return [TopicRow(str(scope.month), scope.name, *one) for one in by_topic(scope.figures, scope.titles, most=None)]


def activity_rows(scope: Scope, office: Office, directory: Directory) -> list[ActivityRow]:
    """Return the rows of what PIMPASA did in an office's villages, the earliest first."""
    names = {name: village.name for name, village in directory.villages.items()}
    return [
        ActivityRow(
            one.starts_at.astimezone(office.hours.zone).date().isoformat(),
            scope.name,
            names.get(one.village, one.village),
            VISIT_KINDS.get(one.kind, one.kind),
            one.place,
            one.attended,
        )
        for one in scope.visits
    ]
