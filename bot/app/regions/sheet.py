"""The spreadsheet of offices, officers and villages: its columns, and its rows as text."""

from __future__ import annotations

from pathlib import Path

from bot.app.sheets.reading import Columns, Line, cells_of, lines_in
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts import sheets as texts
from bot.helpdesk.texts.system_errors import why_not

COLUMNS = (
    *("id_desa", "kode_desa", "desa", "kecamatan", "kabupaten"),
    *("id_petugas", "petugas", "id_pengganti", "id_kantor", "kantor", "zona", "kanwil"),
)
_FORM = Columns(COLUMNS, frozenset({"zona", "kanwil"}))


def read(path: Path) -> list[Line]:
    """Return the rows below the names of the columns. Raises UnreadableSheet with every fault, or Trouble."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Trouble(texts.NOT_THERE.format(path=path, cause=why_not(error)), error) from error
    return lines_in(cells_of(content, str(path)), str(path), _FORM)
