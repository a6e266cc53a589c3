"""The record itself: what it leaves out, and that it holds the stories that there are."""

from __future__ import annotations

from tests.golden.record import HERE, STORIES, UNSTEADY, function_of, read, steady
from tests.tables import each_line


@each_line(
    ("text", "kept"),
    [
        ("Kasus #1, 14.05 WITA", "Kasus #1, ‹time›"),
        ("besok pukul 08.00 WITA", "‹time›"),
        ("Senin, 30 November pukul 08.00 WITA", "‹time›"),
        ("menurut PP 45/2024", "menurut PP 45/2024"),
        ("Rp650.000", "Rp650.000"),
        ("dibuat 2026-11-30", "dibuat ‹day›"),
        ("laporan November 2026", "laporan ‹day›"),
        ("buka http://127.0.0.1:40123/masuk?t=abc", "buka ‹link›"),
        ("<blockquote expandable>Tarif\nini</blockquote>", "<blockquote expandable>‹details›</blockquote>"),
        ("<b>Tebakan bot:</b>\n1. Paspor?\n2. Umrah?\nBalas", "<b>Tebakan bot:</b>\n‹guesses›\nBalas"),
    ],
)
def test_what_differs_from_run_to_run_is_left_out(text: str, kept: str) -> None:
    assert steady(text) == kept


def test_every_kept_or_unsteady_story_is_still_played() -> None:
    sources = {path.stem: path.read_text("utf-8") for path in STORIES.glob("test_*.py")}
    kept = [story for file in HERE.glob("*.gz") for story in read(file.name.partition(".")[0])]
    assert kept
    played = {story for story in kept if f"def {function_of(story)}(" in sources[story.partition("::")[0]]}
    assert set(kept) - played == set()
    assert [story for story in UNSTEADY if f"def {story}(" not in "".join(sources.values())] == []
