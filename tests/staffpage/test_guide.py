"""The staff's guide names what stands on the page, and its examples of reaching the page fit together."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from bot.helpdesk.texts import kelola
from bot.settings.sections import StaffPageSettings
from bot.staffpage.address import page_address

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/panduan-pengelola-faq.md").read_text("utf-8")
PAGE = GUIDE.partition("## Halaman staf")[2].partition("\n## ")[0]
TEMPLATES = "\n".join(path.read_text("utf-8") for path in (ROOT / "bot/staffpage/templates").glob("*.html"))


def example(kind: str) -> str:
    found = re.search(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


def test_the_settings_the_proxy_and_the_tunnel_name_the_same_port() -> None:
    given = StaffPageSettings(**yaml.safe_load(example("yaml"))["staff"]["page"])
    address = page_address(given.listen, given.url)
    assert address.secure
    site, target = re.findall(r"^(\S+) \{\n    reverse_proxy (\S+)\n\}$", example("caddy"), re.MULTILINE)[0]
    assert (f"https://{site}", target) == (address.url, given.listen)
    here, there = re.findall(r"-L (\d+):(\S+) ", example("sh"))[0]
    assert there == given.listen
    assert f"http://127.0.0.1:{here}" in page_address(given.listen, "").origins


def test_each_button_and_field_of_the_guide_stands_on_the_page() -> None:
    named = {" ".join(words.split()) for words in re.findall(r"\*\*([A-Z][^*.]+)\*\*", PAGE)}
    steps = {"Masuk", "Membetulkan tarif", "Menambah kalimat warga", "Mengubah jawaban"}
    shown = f"{TEMPLATES}\n{kelola.B_PAGE}"
    assert {words for words in named - steps if words not in shown} == set()
    assert len(named) > 12
