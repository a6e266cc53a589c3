"""An import is taken up by the running bot: new villages, another officer, and open tickets that go with him."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from bot.app.people.regions import COLUMNS, imported, rows_of, with_people
from bot.faqfiles.sheet import SheetLine
from tests.stories.conftest import Village, asks_officer
from tests.typed import some

QUESTION = "qqq kapan surat saya selesai"


class Row(NamedTuple):
    """A row of the sheet, in the order of its columns."""

    id_desa: str
    kode_desa: str
    desa: str
    kecamatan: str
    kabupaten: str
    id_petugas: str
    petugas: str
    id_pengganti: str
    id_kantor: str
    kantor: str
    zona: str
    kanwil: str


def rows_now(village: Village) -> list[Row]:
    """Return the rows that count in the settings, with codes made up."""
    rows = [Row(*row) for row in rows_of(village.settings)]
    return [row._replace(kode_desa=f"63050720{place:02}" if row.id_desa else "") for place, row in enumerate(rows)]


async def take(village: Village, rows: list[Row]) -> None:
    """Import the rows as the command does."""
    lines = [SheetLine(number, dict(zip(COLUMNS, row, strict=True))) for number, row in enumerate(rows, 2)]
    assert with_people(village.settings, lines)
    await imported(village.settings, lines, datetime.now(UTC))


async def test_villages_and_officers_change_without_a_restart(village: Village) -> None:
    warga, tetangga, budi, dewi = village.warga, village.tetangga, village.budi, village.dewi
    await warga.starts("mandurian")
    await warga.hears(contains="Saya bot Imigrasi")
    await asks_officer(warga, QUESTION)
    await budi.hears(contains=QUESTION)
    # budi leaves; dewi takes over his village, and a village is new
    kept = [row for row in rows_now(village) if "budi" not in row]
    of_dewi = next(row for row in kept if row.id_petugas == "dewi")
    mandurian = of_dewi._replace(
        id_desa="mandurian", kode_desa="6305072099", desa="Desa Mandurian", id_pengganti="citra"
    )
    new = of_dewi._replace(id_desa="sungai-baru", kode_desa="6305072098", desa="Desa Sungai Baru", id_pengganti="citra")
    await take(village, [*kept, mandurian, new])
    await dewi.hears(contains="pindah ke Bapak/Ibu")
    await tetangga.starts("sungai-baru")
    await tetangga.hears(contains="Desa Sungai Baru")
    policy = some(village.app).engine.helpdesk.policy
    assert "budi" not in policy.directory.officers
    assert set(policy.directory.villages) == {"mandurian", "lawahan", "jauh", "sungai-baru"}
    # after a restart the import still counts, not the settings
    await village.closes()
    await village.opens()
    await asks_officer(tetangga, QUESTION)
    await dewi.hears(contains="Desa Sungai Baru")
