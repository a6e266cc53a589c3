"""A small faultless FAQ, and a way to lay a sample of the manual over it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parent / "sample"
FIRST_ENTRY = "paspor-biaya"
TOPIC_KEYS = ("topik", "judul", "urutan", "pengantar", "populer", "angka", "penting", "entri")
HEADER = re.compile(r"# (?P<file>(?:alur/)?[\w-]+(?:\.\w+)+)(?: › (?P<entry>[\w-]+))?(?P<removed> \(dihapus\))?")


@pytest.fixture
def sample_folder(tmp_path: Path) -> Path:
    """Return a writable copy of the faultless FAQ."""
    folder = tmp_path / "faq"
    folder.mkdir()
    for path in SAMPLE.rglob("*.yaml"):
        copy = folder / path.relative_to(SAMPLE)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes())
    return folder


@pytest.fixture
def with_sample(sample_folder: Path) -> Callable[[str], Path]:
    """Lay a fragment over the faultless FAQ, as the manual writes it, and return the folder.

    `# file › entry` says where the fields belong; without it topic fields go to the topic and the rest to the first
    entry. `(dihapus)` removes the entry or file, `# (folder kosong)` all files; `# disimpan sebagai ANSI` saves so.
    """

    def lay(fragment: str) -> Path:
        encoding = "utf-8"
        file, entry = "paspor.yaml", ""
        for line, block in _blocks(fragment):
            if line == "# (folder kosong)":
                for path in sample_folder.rglob("*.yaml"):
                    path.unlink()
            elif line == "# disimpan sebagai ANSI":
                encoding = "cp1252"
            elif header := HEADER.fullmatch(line):
                file, entry = header["file"], header["entry"] or "-"
                if header["removed"] and header["entry"]:
                    _replace_entry(sample_folder / file, entry, "")
                elif header["removed"]:
                    (sample_folder / file).unlink()
            else:
                key = line.partition(":")[0]
                scope = entry or ("-" if key in TOPIC_KEYS else FIRST_ENTRY)
                _lay_block(sample_folder / file, "" if scope == "-" else scope, key, block)
        if encoding != "utf-8":
            path = sample_folder / file
            path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
        return sample_folder

    return lay


def _blocks(fragment: str) -> list[tuple[str, str]]:
    """Split a fragment into its comment lines and its fields: first line and whole text of each."""
    blocks: list[tuple[str, str]] = []
    for line in fragment.splitlines():
        if line.startswith((" ", "-")) and blocks:
            blocks[-1] = (blocks[-1][0], f"{blocks[-1][1]}\n{line}")
        else:
            blocks.append((line, line))
    # The same field twice in a row is one block: it is the fault that the sample shows.
    joined: list[tuple[str, str]] = []
    for line, block in blocks:
        if joined and not line.startswith("#") and joined[-1][0].partition(":")[0] == line.partition(":")[0]:
            joined[-1] = (joined[-1][0], f"{joined[-1][1]}\n{block}")
        else:
            joined.append((line, block))
    return joined


def _lay_block(path: Path, entry: str, key: str, block: str) -> None:
    """Put `block` in the place of the field `key` of the entry (or of the file), or add it."""
    if not path.exists():
        path.write_text(f"{block}\n", encoding="utf-8")
    elif entry:
        old = _entry_text(path, entry)
        _replace_entry(path, entry, _with_field(old or f"  {entry}:\n", key, block, indent=4))
    else:
        path.write_text(_with_field(path.read_text(encoding="utf-8"), key, block, indent=0), encoding="utf-8")


def _with_field(text: str, key: str, block: str, indent: int) -> str:
    lead = " " * indent
    shifted = "\n".join(f"{lead}{line}" if line else "" for line in block.splitlines()) + "\n"
    first = re.sub(r"^  - ", "    ", text)
    field = re.compile(rf"^{lead}{re.escape(key)}:.*\n(?:(?:{lead}[ -].*)?\n)*", re.MULTILINE)
    changed = field.sub(lambda _: shifted, first, count=1) if field.search(first) else first + shifted
    return re.sub(r"^    ", "  - ", changed) if first != text else changed


def _entry_pattern(entry: str) -> re.Pattern[str]:
    return re.compile(rf"^  (?:- id: {entry}|{entry}:)\n(?:(?:   .*)?\n)*", re.MULTILINE)


def _entry_text(path: Path, entry: str) -> str:
    found = _entry_pattern(entry).search(path.read_text(encoding="utf-8"))
    return found[0] if found else ""


def _replace_entry(path: Path, entry: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    pattern = _entry_pattern(entry)
    path.write_text(pattern.sub(lambda _: new, text) if pattern.search(text) else text + new, encoding="utf-8")
