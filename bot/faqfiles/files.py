"""Which files make up a FAQ."""

from __future__ import annotations

from pathlib import Path

FLOWS = "alur"
"""The folder of guided checks, which need not be there."""


def faq_files(folder: Path) -> list[Path]:
    """Return the files that make up the FAQ, sorted by name; editors' hidden files do not count. Raises OSError."""
    return [path for path in all_files(folder) if path.suffix == ".yaml" and not path.name.startswith(".")]


def all_files(folder: Path) -> list[Path]:
    """Return whatever lies in the folders of the FAQ, sorted by name. Raises OSError."""
    flows = folder / FLOWS
    return [*sorted(folder.iterdir()), *(sorted(flows.iterdir()) if flows.is_dir() else ())]
