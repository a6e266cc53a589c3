"""A small faultless FAQ, and a way to lay a sample of a rule over it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

SAMPLE = Path(__file__).parent / "sample"
FIRST_ENTRY = "paspor-biaya"
TOPIC_KEYS = {"topik", "judul", "urutan", "pengantar", "populer", "angka", "penting", "entri"}
HEADER = re.compile(r"# (?P<file>[\w/.-]+)(?: › (?P<part>[\w-]+))?\n")


@pytest.fixture
def sample_folder(tmp_path: Path) -> Path:
    """Return a writable copy of the faultless FAQ."""
    return shutil.copytree(SAMPLE, tmp_path / "faq")


@pytest.fixture
def with_sample(sample_folder: Path) -> Callable[[str], Path]:
    """Put some fields in the place of those of the faultless FAQ, and return the folder.

    `# file › part` in the first line says where they belong; without it topic fields go to the topic and the rest to
    the first entry.
    """

    def lay(fragment: str) -> Path:
        shutil.copytree(SAMPLE, sample_folder, dirs_exist_ok=True)
        header = HEADER.match(fragment)
        path = sample_folder / (header["file"] if header else "paspor.yaml")
        data, fields = (yaml.load(text, yaml.BaseLoader) for text in (path.read_text("utf-8"), fragment))
        for name, value in fields.items():
            part = header["part"] if header else "" if name in TOPIC_KEYS else FIRST_ENTRY
            _part(data, part)[name] = value
        written = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
        path.write_text(written.replace("milik: 'null'", "milik: null"), encoding="utf-8")
        return sample_folder

    return lay


def _part(data: dict[str, Any], name: str | None) -> dict[str, Any]:
    """Return the fields of a member of one of the file's groups, or of the file itself."""
    for group in data.values() if name else ():
        members = {one.get("id"): one for one in group if isinstance(one, dict)} if isinstance(group, list) else group
        if isinstance(members, dict) and name in members:
            found: dict[str, Any] = members[name]
            return found
    return data
