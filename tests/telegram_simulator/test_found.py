"""What Telegram finds in plain text."""

from __future__ import annotations

import pytest

from telegram_simulator.entities import add_found, find_entities, utf16_slice


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("biasa saja", []),
        ("/start mandurian", [("bot_command", "/start")]),
        ("/bantuan@tanya_pimpasa_bot ya", [("bot_command", "/bantuan@tanya_pimpasa_bot")]),
        ("KTP/KK", []),
        ("tanya @budi_tapin dan @ab", [("mention", "@budi_tapin")]),
        ("lihat https://imigrasi.go.id/paspor?x=1.", [("url", "https://imigrasi.go.id/paspor?x=1")]),
        ("lihat www.imigrasi.go.id, ya", [("url", "www.imigrasi.go.id")]),
        ("biaya Rp650.000 jam 08.00", []),
        ("surat ke humas@imigrasi.go.id", [("email", "humas@imigrasi.go.id")]),
        ("#paspor dan #2025", [("hashtag", "#paspor")]),
        ("telepon +62811 2345 678 ya", [("phone_number", "+62811 2345 678")]),
        ("😀 /help", [("bot_command", "/help")]),
    ],
)
def test_links_commands_and_names_are_found(text: str, found: list[tuple[str, str]]) -> None:
    assert [(e["type"], utf16_slice(text, e["offset"], e["length"])) for e in find_entities(text)] == found


def test_nothing_is_found_inside_code_or_a_link() -> None:
    code = [{"type": "code", "offset": 0, "length": 6}]
    assert add_found("/start /help", code) == [*code, {"type": "bot_command", "offset": 7, "length": 5}]


def test_a_link_inside_bold_keeps_both() -> None:
    bold = [{"type": "bold", "offset": 0, "length": 14}]
    assert add_found("imigrasi.go.id", bold) == [*bold, {"type": "url", "offset": 0, "length": 14}]
